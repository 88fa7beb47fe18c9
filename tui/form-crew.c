/*
 * `e` on a unit: who rides in it. Based on the revision that was read: the
 * central refuses it when somebody else changed the unit meanwhile.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/words.h"

/* 1 to 99 in ASCII or full-width digits; -1: no such number. */
static int64_t
read_heads(const char *text)
{
	struct buf folded = {0};
	int64_t n = 0;

	text_fold(&folded, text, strlen(text));
	for (size_t i = 0; n >= 0 && i < folded.len; i++) {
		char digit = folded.data[i];

		n = digit >= '0' && digit <= '9' && i < 2 ? n * 10 + digit - '0'
		                                          : -1;
	}
	buf_free(&folded);
	return n > 0 ? n : -1;
}

static bool
is_unchanged(const struct form *f)
{
	const struct unit *u = (const struct unit *)f->base;
	const char *heads = form_text(f, ARG_crew_heads);

	return text_is(form_text(f, ARG_crew_crew), text_or(u->crew, "")) &&
	       (*heads ? read_heads(heads) : 0) == u->heads;
}

static enum problem_code
crew_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_CREW)};
	const char *heads = form_text(f, ARG_crew_heads);

	if (!f->base)
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	if (is_unchanged(f)) {
		console_say(c, STYLE_NORMAL, "%s", _("nothing was changed"));
		return PROBLEM_NONE;
	}
	call_set_text(&call, ARG_crew_unit, f->about);
	call.if_match = f->base->rev;
	if (*heads)
		call_set_number(&call, ARG_crew_heads, read_heads(heads));
	if (*heads && read_heads(heads) < 0)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "heads",
		    "value", heads, "want", "1 - 99", NULL);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

/* Changed meanwhile: read it anew and type on that. */
static void
crew_settled(struct console *c, struct form *f, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	const struct unit *u = console_unit(c, f->about);
	struct record *now = u ? record_freeze(&u->head) : NULL;

	(void)a;
	if (e->state == OUTBOX_REFUSED && now) {
		record_free(f->base);
		f->base = now;
		now = NULL;
	}
	record_free(now);
	form_settle(c, f, e);
}

/* What it says now, beside what is being typed. */
static void
crew_draw(const struct console *c, const struct form *f, struct area a)
{
	const struct unit *u = console_unit(c, f->about);
	char text[256];

	if (!u)
		return;
	snprintf(text, sizeof(text), _("now: %s, %lld"), text_or(u->crew, "-"),
	    (long long)u->heads);
	draw_text(a, 0, 1, a.cols - 1, STYLE_NORMAL, text);
}

static void
crew_make(struct console *c, struct form *f)
{
	const struct unit *u = console_unit(c, f->about);
	char heads[24] = "";

	f->title = N_("Crew");
	f->command = COMMAND_CREW;
	f->below = 1;
	f->send = crew_send;
	f->settled = crew_settled;
	f->draw_below = crew_draw;
	form_add(f, N_("Crew"), ARG_crew_crew);
	form_add(f, N_("Heads"), ARG_crew_heads);
	if (!u)
		return;
	f->base = record_freeze(&u->head);
	text_copy_cut(
	    f->subject, sizeof(f->subject), text_or(u->callsign, "?"));
	form_set(f, ARG_crew_crew, text_or(u->crew, ""));
	if (u->heads > 0)
		snprintf(heads, sizeof(heads), "%lld", (long long)u->heads);
	form_set(f, ARG_crew_heads, heads);
}

void
form_crew(struct console *c)
{
	const struct record *r = form_selected(c, KIND_UNIT);

	if (r)
		form_open(c, "crew", r->id, crew_make);
}
