/*
 * `c`: who told it. The reason is asked for and goes out; the form waits for
 * the answer, shows it, and any key wipes it. The details are nowhere else:
 * in no result row, table, log or draft. Who has gone away meanwhile does not
 * see them, and after SHOWN_MS nobody does.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/prompt.h"
#include "tui/words.h"

#define SHOWN_MS 60000
#define STARTLED_MS 500 /* a key this soon was not meant for the box */

struct revealed {
	bool shown;
	msec_t since; /* boot clock */
	char name[97], phone[33], address[161];
};

/*
 * Whoever gives up before it went out does not want it later either. An answer
 * that is on its way finds the form out of sight and is not shown.
 */
static void
give_up(struct console *c, struct form *f)
{
	struct problem p;

	(void)!outbox_withdraw(link_outbox(c->link), f->key, &p);
	form_leave(c);
}

static bool
reveal_press(struct console *c, struct form *f, const struct key *key)
{
	const struct revealed *r = f->own;

	if (!r->shown) {
		if (key->code == K_ESC)
			give_up(c, f);
	} else if (c->boot - r->since >= STARTLED_MS) {
		form_drop(c, f);
	}
	return true;
}

static enum problem_code
reveal_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_REVEAL)};
	enum problem_code code;

	if (!f->own)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	call_set_text(&call, ARG_reveal_incident, f->about);
	form_fill(f, &call);
	code = form_give(c, f, &call, p);
	if (code)
		return code;
	f->press = reveal_press;
	f->hint = _("asking the central...  Esc gives up");
	return code;
}

static void
show(struct console *c, struct form *f, const struct caller *caller)
{
	struct revealed *r = f->own;

	for (size_t i = 0; i < f->count; i++)
		edit_free(&f->field[i].edit);
	f->count = 0;
	f->at = 0;
	f->hint = _("any key closes it; it is not kept");
	f->ends = c->boot + SHOWN_MS;
	r->shown = true;
	r->since = c->boot;
	text_copy_cut(r->name, sizeof(r->name), text_or(caller->name, "-"));
	text_copy_cut(r->phone, sizeof(r->phone), text_or(caller->phone, "-"));
	text_copy_cut(
	    r->address, sizeof(r->address), text_or(caller->address, "-"));
	console_touch(c);
}

static void
reveal_settled(struct console *c, struct form *f, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	if (e->state == OUTBOX_ACCEPTED && a && a->caller &&
	    a->caller->kind == KIND_CALLER && c->form == f) {
		show(c, f, (const struct caller *)a->caller);
		return;
	}
	f->press = NULL;
	f->hint = NULL;
	form_settle(c, f, e);
}

static void
reveal_draw(const struct console *c, const struct form *f, struct area a)
{
	const struct revealed *r = f->own;

	(void)c;
	if (!r || !r->shown) {
		draw_text(a, 0, 1, a.cols - 1, STYLE_DIM,
		    _("who asked, and why, stands in the story of the "
		      "incident"));
		return;
	}
	draw_text(a, 0, 1, a.cols - 1, STYLE_BOLD, r->name);
	draw_text(a, 1, 1, a.cols - 1, STYLE_BOLD, r->phone);
	draw_text(a, 2, 1, a.cols - 1, STYLE_NORMAL, r->address);
}

static void
reveal_make(struct console *c, struct form *f)
{
	const struct incident *i = console_incident(c, f->about);

	f->title = N_("Caller");
	f->command = COMMAND_REVEAL;
	f->below = 3;
	f->send = reveal_send;
	f->settled = reveal_settled;
	f->draw_below = reveal_draw;
	(void)form_own(f, sizeof(struct revealed));
	form_add(f, N_("Why"), ARG_reveal_reason);
	if (i)
		snprintf(f->subject, sizeof(f->subject), "%s %s",
		    console_number(i), text_or(i->place, ""));
}

void
form_show_caller(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	const char *about = e->touches > 0 ? e->touch[0].id : "";

	if (a->caller->kind != KIND_CALLER || c->form || c->locked ||
	    c->question.open || prompt_is_open(c->prompt))
		return;
	form_open(c, "caller", about, reveal_make);
	if (!c->form || !c->form->own)
		return;
	c->form->press = reveal_press;
	show(c, c->form, (const struct caller *)a->caller);
}

void
form_reveal(struct console *c)
{
	const struct incident *i =
	    (const struct incident *)form_selected(c, KIND_INCIDENT);

	if (i && !i->caller)
		console_say(c, STYLE_NORMAL, "%s",
		    _("nothing is known of who told it"));
	else if (i)
		form_open(c, "reveal", i->head.id, reveal_make);
}
