/*
 * From words to a call: the selection, which command it is after all, and the
 * arguments that are filled from named records, the selection and the text.
 */
#include "model/line-resolver.h"

#include "model/lifecycle.h"
#include "model/line-value.h"

#include <stdio.h>
#include <string.h>

enum problem_code
refuse_missing(struct resolver *r, const char *key)
{
	return problem_set(r->p, PROBLEM_MISSING_KEY, "key", key, NULL);
}

enum problem_code
refuse_unknown(struct resolver *r, const char *what)
{
	return problem_set(r->p, PROBLEM_NOT_FOUND, "what", what, NULL);
}

enum problem_code
refuse_word(struct resolver *r, const char *word, const char *why)
{
	return problem_set(
	    r->p, PROBLEM_BAD_LINE, "word", word, "why", why, NULL);
}

enum problem_code
refuse_ambiguous(struct resolver *r, const char *word, const char *candidates)
{
	return problem_set(r->p, PROBLEM_AMBIGUOUS, "word", word, "candidates",
	    candidates, NULL);
}

enum problem_code
refuse_full(struct resolver *r)
{
	char limit[24];

	snprintf(limit, sizeof(limit), "%d", LINE_POOL);
	return problem_set(
	    r->p, PROBLEM_TOO_LONG, "key", "line", "limit", limit, NULL);
}

enum problem_code
give_text(struct resolver *r, size_t arg, const char *text)
{
	const struct arg *a = &r->c->args[arg];
	const char *kept = pool_text(r->out, text, strlen(text));
	char limit[24];

	if (strlen(text) > a->max) {
		snprintf(limit, sizeof(limit), "%zu", a->max);
		return problem_set(r->p, PROBLEM_TOO_LONG, "key", a->name,
		    "limit", limit, NULL);
	}
	if (!kept)
		return refuse_full(r);
	call_set_text(&r->out->call, arg, kept);
	return PROBLEM_NONE;
}

/* ---- what the selection and the text fill ---- */

static enum problem_code
fill_text(struct resolver *r)
{
	const char *text = r->line->text;
	size_t words = r->line->words;

	if (!text && r->c->owner == OWNER_CONSOLE && words > 0 &&
	    (r->c->flags & COMMAND_TAKES_TEXT))
		text = join_words(r, 0, words);
	if (!text)
		return PROBLEM_NONE;
	if (!(r->c->flags & COMMAND_TAKES_TEXT))
		return refuse_word(r, ";", why_no_text_taken);
	text += strspn(text, " \t");
	if (*text)
		call_set_text(&r->out->call, r->shape.text, text);
	return PROBLEM_NONE;
}

/* What is done in sectors is based on their states, not on who is where. */
static bool
expects_state(const struct resolver *r)
{
	return (r->c->flags & COMMAND_EXPECTS) && r->shape.sectors == NO_ARG;
}

static enum problem_code
give_incident(struct resolver *r, size_t arg, const struct incident *i)
{
	if (expects_state(r))
		call_expect(&r->out->call, KIND_INCIDENT, i->head.id, i->state);
	if (r->c->flags & COMMAND_EDITS)
		r->out->call.if_match = i->head.rev;
	return give_text(r, arg, i->head.id);
}

/* Named ones fill from the right: what is missing in front is selected. */
static enum problem_code
fill_incidents(struct resolver *r)
{
	size_t unnamed = r->shape.incidents - r->incidents, at = 0;
	enum problem_code bad = PROBLEM_NONE;

	for (size_t i = 0; !bad && i < r->c->count; i++) {
		const struct arg *a = &r->c->args[i];
		const struct incident *fill = at == 0 ? r->picked : NULL;

		if (a->type != TYPE_REF || a->to != KIND_INCIDENT ||
		    !a->needed || call_has(&r->out->call, i))
			continue;
		if (at >= unnamed)
			fill = r->incident[at - unnamed];
		at++;
		if (fill)
			bad = give_incident(r, i, fill);
	}
	return bad;
}

static enum problem_code
give_unit(struct resolver *r, size_t arg, const struct unit *u)
{
	if (expects_state(r))
		call_expect(&r->out->call, KIND_UNIT, u->head.id, u->state);
	if (r->c->flags & COMMAND_EDITS)
		r->out->call.if_match = u->head.rev;
	return give_text(r, arg, u->head.id);
}

/* Whether who it was is said in words: then it is not who is selected. */
static bool
says_who(const struct resolver *r)
{
	int who = command_arg(r->c, "who", strlen("who"));

	return who >= 0 && call_has(&r->out->call, (size_t)who);
}

static enum problem_code
fill_units(struct resolver *r)
{
	struct call *call = &r->out->call;
	enum problem_code bad = PROBLEM_NONE;

	if (r->units == 0 && r->picked_unit && !r->shape.company &&
	    !says_who(r) && !(r->c->flags & COMMAND_WANTS_ASSIGNMENT))
		r->unit[r->units++] = r->picked_unit;
	for (size_t i = 0; !bad && r->units && i < r->c->count; i++) {
		const struct arg *a = &r->c->args[i];

		if (a->to != KIND_UNIT || call_has(call, i))
			continue;
		if (a->type == TYPE_REF) {
			bad = give_unit(r, i, r->unit[r->units - 1]);
			continue;
		}
		for (size_t k = 0; !bad && k < r->units; k++) {
			bad = give_unit(r, i, r->unit[k]);
			r->out->refs[k] = call_text(call, i);
		}
		call_set_refs(call, i, (struct refs){r->units, r->out->refs});
	}
	return bad;
}

/*
 * An argument of any kind. For a talk a unit stands for the incident it is
 * bound to: what is said to it belongs into that story.
 */
static enum problem_code
fill_record(struct resolver *r)
{
	const struct record *record = r->room;
	const struct assignment *order = NULL;
	enum problem_code bad;

	if (r->shape.record == NO_ARG ||
	    call_has(&r->out->call, r->shape.record))
		return PROBLEM_NONE;
	if (r->incidents)
		record = &r->incident[0]->head;
	else if (r->units && r->c->owner == OWNER_CONSOLE)
		record = &r->unit[0]->head;
	else if (r->units && !r->shape.company) {
		bad = find_only_order(r, r->unit[0], &order);
		return bad ? bad
		           : give_text(r, r->shape.record, order->incident);
	} else if (!record && r->picked) {
		record = &r->picked->head;
	} else if (!record && r->picked_task) {
		record = &r->picked_task->head;
	} else if (!record) {
		record = r->picked_room;
	}
	return record ? give_text(r, r->shape.record, record->id)
	              : PROBLEM_NONE;
}

/*
 * The task that a command is about: the selected one. `task` itself makes a
 * new one: what follows from the selected incident says so.
 */
static enum problem_code
fill_task(struct resolver *r)
{
	struct call *call = &r->out->call;
	const struct task *t = r->picked_task;

	if (r->c->id == COMMAND_TASK && r->picked &&
	    !call_has(call, ARG_task_incident))
		return give_text(r, ARG_task_incident, r->picked->head.id);
	if (!(r->c->flags & COMMAND_WANTS_TASK))
		return PROBLEM_NONE;
	if (call_has(call, 0)) /* named: `drop Visit` */
		t = (const struct task *)find_id(
		    r->w, KIND_TASK, call_text(call, 0));
	if (!t)
		return PROBLEM_NONE;
	if (r->c->flags & COMMAND_EXPECTS)
		call_expect(call, KIND_TASK, t->head.id, t->state);
	if (r->c->flags & COMMAND_EDITS)
		call->if_match = t->head.rev;
	return call_has(call, 0) ? PROBLEM_NONE : give_text(r, 0, t->head.id);
}

/* ---- the whole ---- */

static void
pick(struct resolver *r, const struct record *selected)
{
	const struct assignment *a = (const struct assignment *)selected;

	if (!selected)
		return;
	if (selected->kind == KIND_INCIDENT)
		r->picked = (const struct incident *)selected;
	if (selected->kind == KIND_UNIT)
		r->picked_unit = (const struct unit *)selected;
	if (selected->kind == KIND_TASK)
		r->picked_task = (const struct task *)selected;
	if (selected->kind == KIND_ROOM)
		r->picked_room = selected;
	if (selected->kind != KIND_ASSIGNMENT)
		return;
	r->picked_order = a;
	r->picked =
	    (const struct incident *)find_id(r->w, KIND_INCIDENT, a->incident);
	r->picked_unit = (const struct unit *)find_id(r->w, KIND_UNIT, a->unit);
}

/* What stands before the verb takes the selection's place. */
static enum problem_code
pick_subject(struct resolver *r)
{
	const struct line_word *word = &r->line->subject;
	bool number = word->mark == WORD_INCIDENT || word->mark == WORD_NUMBER;
	enum problem_code bad;
	struct found f;

	if (!word->text || word->mark == WORD_SELECTED) {
		pick(r, r->w->selected);
		return PROBLEM_NONE;
	}
	f = number ? find_incident(r->w, word)
	           : find_unit(r->w, r->w->station, word);
	bad = refuse_found(r, &f, word->text);
	if (!bad)
		pick(r, f.record);
	return bad;
}

/* Whether a word can name an incident, for a command that takes one. */
static bool
may_name_incident(const struct resolver *r, const struct line_word *word)
{
	if (word->mark == WORD_INCIDENT)
		return true;
	if (r->shape.incidents == 0)
		return false;
	return word->mark == WORD_NUMBER ||
	       (word->of && word->text[strspn(word->text, "0123456789")] == 0);
}

/* Callsigns are of the station of the incident that the line is about. */
static const char *
callsigns_of(const struct resolver *r)
{
	for (size_t i = 0; i < r->line->words; i++) {
		struct found f;

		if (!may_name_incident(r, &r->line->word[i]))
			continue;
		f = find_incident(r->w, &r->line->word[i]);
		if (f.count == 1)
			return f.record->station;
	}
	if (r->picked && r->shape.incidents > 0)
		return r->picked->head.station;
	return r->picked_unit ? r->picked_unit->head.station : r->w->station;
}

/* `qs` is an order's when a unit is what it speaks of, else the sheet's. */
static const struct command *
decide(const struct resolver *r)
{
	const struct line *line = r->line;
	const struct line_word *word = line->word;
	struct found i, u;

	if (!line->other)
		return line->command;
	if (line->words == 0 || word->mark == WORD_SELECTED)
		return r->picked_unit ? line->other : line->command;
	i = find_incident(r->w, word);
	u = find_unit(r->w, r->station, word);
	return u.count && !i.count ? line->other : line->command;
}

/* qs with a number that is both an incident and a callsign is refused. */
static enum problem_code
check_other(struct resolver *r)
{
	const struct line_word *word = r->line->word;
	struct found i, u;

	if (!r->line->other || r->line->words == 0 || word->mark != WORD_NUMBER)
		return PROBLEM_NONE;
	i = find_incident(r->w, word);
	u = find_unit(r->w, r->station, word);
	if (!i.count || !u.count)
		return PROBLEM_NONE;
	return refuse_number(r, word, true, true, false);
}

/* Committed and emergency are words of the set, but no duty. */
static enum problem_code
check_duty(struct resolver *r)
{
	unsigned duty;

	if (r->c->id != COMMAND_STATUS)
		return PROBLEM_NONE;
	duty = (unsigned)call_number(&r->out->call, ARG_status_duty);
	if (unit_duty_valid((enum unit_state)duty))
		return PROBLEM_NONE;
	return problem_set(r->p, PROBLEM_BAD_VALUE, "key", "duty", "value",
	    enum_word(&enum_unit_state, duty), "want", why_a_duty, NULL);
}

static enum problem_code
check_needed(struct resolver *r)
{
	const struct call *call = &r->out->call;

	for (size_t i = 0; i < r->c->count; i++) {
		const struct arg *a = &r->c->args[i];

		if (!a->needed || call_has(call, i))
			continue;
		if (a->type == TYPE_TEXT && strcmp(a->name, "reason") == 0)
			return problem_set(r->p, PROBLEM_NEEDS_REASON, NULL);
		return refuse_missing(r, a->name);
	}
	if (r->c->id == COMMAND_TRANSFER &&
	    !call_has(call, ARG_transfer_station) &&
	    !call_has(call, ARG_transfer_department))
		return refuse_missing(
		    r, r->line->department ? "department" : "station");
	return check_duty(r);
}

/* A room made by hand that is selected, for what is done to such a one. */
static enum problem_code
fill_room(struct resolver *r)
{
	const struct record *room = r->picked_room;

	for (size_t i = 0; room && i < r->c->count; i++)
		if (r->c->args[i].type == TYPE_REF && r->c->args[i].needed &&
		    r->c->args[i].to == room->kind &&
		    !call_has(&r->out->call, i))
			return give_text(r, i, room->id);
	return PROBLEM_NONE;
}

static enum problem_code
fill(struct resolver *r)
{
	enum problem_code bad = fill_text(r);

	if (!bad)
		bad = fill_incidents(r);
	if (!bad)
		bad = fill_assignment(r);
	if (!bad)
		bad = fill_units(r);
	if (!bad)
		bad = fill_record(r);
	if (!bad)
		bad = fill_task(r);
	if (!bad)
		bad = fill_room(r);
	expect_sectors(r);
	return bad ? bad : check_needed(r);
}

enum problem_code
line_resolve(const struct line *line, const struct line_world *world,
    struct line_call *out, struct problem *p)
{
	struct resolver r = {.line = line, .w = world, .out = out, .p = p};
	enum problem_code bad;

	memset(&out->call, 0, sizeof(out->call));
	memset(&out->put, 0, sizeof(out->put));
	out->used = 0;
	r.c = line->command;
	if (!r.c)
		return refuse_missing(&r, "command");
	out->call.command = r.c;
	if (r.c->id == COMMAND_RESTORE)
		return problem_set(p, PROBLEM_BAD_LINE, "word", r.c->name,
		    "why", why_for_files, NULL);
	if (r.c->id == COMMAND_PUT)
		return line_put(line, world, out, p);
	bad = pick_subject(&r);
	if (bad)
		return bad;
	read_shape(&r);
	r.station = callsigns_of(&r);
	bad = check_other(&r);
	if (bad)
		return bad;
	r.c = out->call.command = decide(&r);
	read_shape(&r);
	bad = take_words(&r);
	return bad ? bad : fill(&r);
}
