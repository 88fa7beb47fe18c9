/*
 * `e`: what is written of an incident. Only what was changed goes out, based
 * on the revision that was read. When somebody else changed it meanwhile the
 * central refuses (412): opened again, the form shows beside each field that
 * differs what stands there now and who wrote it. Tab takes that, Enter keeps
 * one's own over it; nothing is lost either way.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/words.h"

struct edited {
	bool conflict; /* base is what somebody else wrote meanwhile */
};

/* What the base has in that field, as text. */
static const char *
base_text(const struct console *c, const struct form *f, size_t arg)
{
	const struct incident *i = (const struct incident *)f->base;

	if (!i)
		return "";
	switch (arg) {
	case ARG_edit_place:
		return text_or(i->place, "");
	case ARG_edit_narrative:
		return text_or(i->narrative, "");
	case ARG_edit_category:
		return console_label(c, text_or(i->category, ""));
	case ARG_edit_outcome:
		return form_outcome_label(c, i->outcome);
	default:
		return "";
	}
}

static bool
differs(const struct console *c, const struct form *f, size_t arg)
{
	return strcmp(form_text(f, arg), base_text(c, f, arg)) != 0;
}

static enum problem_code
fill_category(const struct console *c, const struct form *f, struct call *call,
    struct problem *p)
{
	const char *text = form_text(f, ARG_edit_category);
	const struct setting *s = form_category(c, text);

	if (!differs(c, f, ARG_edit_category))
		return PROBLEM_NONE;
	if (!s && *text)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "category",
		    "value", text, "want", why_a_category, NULL);
	call_set_text(call, ARG_edit_category, s ? s->head.id : "");
	return PROBLEM_NONE;
}

/* A new place brings its point, when it is a known one. */
static void
fill_place(const struct console *c, const struct form *f, struct call *call)
{
	const char *text = form_text(f, ARG_edit_place);
	const struct place *place = form_place(c, text);

	if (!differs(c, f, ARG_edit_place))
		return;
	call_set_text(call, ARG_edit_place, text);
	if (place)
		call_set_point(call, ARG_edit_spot, place->spot);
}

static void
fill_text(const struct console *c, const struct form *f, struct call *call,
    size_t arg)
{
	if (differs(c, f, arg))
		call_set_text(call, arg, form_text(f, arg));
}

static enum problem_code
correct_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_EDIT)};
	enum problem_code code = fill_category(c, f, &call, p);

	if (!f->base)
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	if (code)
		return code;
	fill_place(c, f, &call);
	fill_text(c, f, &call, ARG_edit_narrative);
	fill_text(c, f, &call, ARG_edit_outcome);
	if (!call.given) {
		console_say(c, STYLE_NORMAL, "%s", _("nothing was changed"));
		return PROBLEM_NONE;
	}
	call_set_text(&call, ARG_edit_incident, f->about);
	call.if_match = f->base->rev;
	return form_give(c, f, &call, p);
}

/* Theirs: of the answer, or else what the feed brought. */
static const struct record *
newest(const struct console *c, const struct form *f,
    const struct outbox_answer *a)
{
	const struct record *best =
	    table_get(c->table, KIND_INCIDENT, f->about);

	for (size_t i = 0; a && i < a->count; i++) {
		const struct record *r = a->records[i];

		if (r->kind == KIND_INCIDENT && text_is(r->id, f->about) &&
		    (!best || r->rev > best->rev))
			best = r;
	}
	return best;
}

static void
correct_settled(struct console *c, struct form *f, const struct outbox_entry *e,
    const struct outbox_answer *a)
{
	const struct record *theirs = newest(c, f, a);
	struct edited *own = f->own;
	struct record *copy;

	if (e->state != OUTBOX_REFUSED || !own || !theirs ||
	    e->problem.code != PROBLEM_CHANGED) {
		form_settle(c, f, e);
		return;
	}
	copy = record_freeze(theirs);
	if (!copy)
		return;
	record_free(f->base);
	f->base = copy;
	f->key[0] = '\0';
	own->conflict = true;
	for (size_t i = f->count; i-- > 0;)
		if (differs(c, f, f->field[i].arg))
			f->at = i;
	console_say(c, STYLE_ERROR,
	    _("%s was changed by %s meanwhile: e shows yours and theirs"),
	    f->subject, text_or(copy->by, "?"));
}

/* Tab: what stands there now in place of one's own; or the rest of a name. */
static bool
correct_complete(struct console *c, struct form *f)
{
	const struct edited *own = f->own;
	size_t arg = f->field[f->at].arg;
	const char *text = form_text(f, arg);
	const struct setting *s;

	if (own && own->conflict && differs(c, f, arg)) {
		form_set(f, arg, base_text(c, f, arg));
		return true;
	}
	if (arg != ARG_edit_category || !*text || form_category(c, text))
		return false;
	s = form_category_begun(c, text);
	if (s)
		form_set(f, arg, console_label(c, s->head.id));
	return s != NULL;
}

static void
draw_theirs(const struct console *c, const struct form *f, struct area a)
{
	const struct edited *own = f->own;
	char text[512];
	int row = 0;

	if (!own || !own->conflict)
		return;
	for (size_t i = 0; i < f->count; i++) {
		size_t arg = f->field[i].arg;

		if (!differs(c, f, arg))
			continue;
		snprintf(text, sizeof(text), _("%s now, by %s: %s"),
		    _(f->field[i].label), text_or(f->base->by, "?"),
		    base_text(c, f, arg));
		draw_text(a, row++, 1, a.cols - 1, STYLE_UNSENT, text);
	}
	draw_text(a, row, 1, a.cols - 1, STYLE_DIM,
	    _("in a field: Tab takes theirs; Enter on the last sends yours"));
}

static void
correct_make(struct console *c, struct form *f)
{
	const struct incident *i = console_incident(c, f->about);

	f->title = N_("Edit");
	f->command = COMMAND_EDIT;
	f->below = 5;
	f->send = correct_send;
	f->complete = correct_complete;
	f->settled = correct_settled;
	f->draw_below = draw_theirs;
	(void)form_own(f, sizeof(struct edited));
	form_add(f, N_("Place"), ARG_edit_place);
	form_add(f, N_("Words"), ARG_edit_narrative);
	form_add(f, N_("Category"), ARG_edit_category);
	form_add(f, N_("Outcome"), ARG_edit_outcome);
	if (!i || !(f->base = record_freeze(&i->head)))
		return;
	snprintf(f->subject, sizeof(f->subject), "%s", console_number(i));
	for (size_t k = 0; k < f->count; k++)
		form_set(f, f->field[k].arg, base_text(c, f, f->field[k].arg));
}

void
form_edit(struct console *c)
{
	const struct record *r = form_selected(c, KIND_INCIDENT);

	if (r)
		form_open(c, "edit", r->id, correct_make);
}
