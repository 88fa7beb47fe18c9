/*
 * The list that `d` opens: the nearest units, and of those that are not
 * offered why not. A digit sends {incident, unit, the states that were shown}.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/commands.h"
#include "tui/nearby.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/view-queue.h"
#include "tui/words.h"

/* Widths of the list's columns: Chinese words take fewer cells. */
static const struct widths {
	size_t callsign, crew, distance, travel, state, ago;
} english = {7, 10, 7, 12, 9, 10}, chinese = {7, 11, 7, 7, 8, 8};

/* ---- sending ---- */

/*
 * A sheet is signed for with the first order: two commands, the second held
 * back by the outbox until the first is settled. Who was faster with either
 * is found out by the states they expect.
 */
static void
sign_first(struct console *c, const struct list *l)
{
	struct call call = {.command = command_get(COMMAND_SIGN)};

	call_set_text(&call, ARG_sign_incident, l->id);
	call_expect(&call, KIND_INCIDENT, l->id, INCIDENT_UNTAKEN);
	console_send(c, &call, true);
}

/* The state that the order is based on. */
static unsigned
state_to_send(const struct list *l)
{
	return l->state == INCIDENT_UNTAKEN ? INCIDENT_PENDING : l->state;
}

static void
take(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_DISPATCH)};
	const char *units[LIST_ITEMS], *orders[LIST_ITEMS];
	static const size_t most = EXPECT_MAX - 1;
	char ids[LIST_ITEMS][ID_SIZE];
	bool stack = false;

	if (count > most) {
		console_say(c, STYLE_ERROR,
		    _("at most %zu units at a time: nothing was sent"), most);
		return;
	}
	if (l->state == INCIDENT_UNTAKEN)
		sign_first(c, l);
	call_expect(&call, l->about, l->id, state_to_send(l));
	for (size_t k = 0; k < count; k++) {
		const struct list_item *item = &l->item[chosen[k]];

		id_new(ids[k]);
		orders[k] = ids[k];
		units[k] = item->id;
		stack = stack || item->value == NEAREST_BUSY;
		call_expect(&call, KIND_UNIT, item->id, item->state);
	}
	call_set_text(&call, ARG_dispatch_incident, l->id);
	call_set_refs(&call, ARG_dispatch_units, (struct refs){count, units});
	call_set_refs(
	    &call, ARG_dispatch_assignments, (struct refs){count, orders});
	if (stack)
		call_set_number(&call, ARG_dispatch_stack, true);
	console_send(c, &call, true);
}

/* ---- the lines ---- */

static const char *const reasons[] = {
    [NEAREST_GOOD] = "",
    [NEAREST_NO_POSITION] = N_("position unknown"),
    [NEAREST_STALE] = N_("position old"),
    [NEAREST_NOT_ALONE] = N_("assists only"),
    [NEAREST_COMMITTED] = N_("on another order"),
    [NEAREST_HERE] = N_("sent already"),
    [NEAREST_FIXED] = N_("a post: Tab"),
    [NEAREST_DUTY] = N_("other duty"),
    [NEAREST_RESERVED] = N_("kept back"),
    [NEAREST_MEAL] = N_("meal"),
    [NEAREST_OOS] = N_("out of service"),
    [NEAREST_OFF] = N_("off duty"),
    [NEAREST_EMERGENCY] = N_("calls for help"),
};

/* How many units such a case wants beyond those that were sent, and one. */
static int64_t
units_short(const struct console *c, const struct incident *i)
{
	const struct setting *s = (const struct setting *)table_get(
	    c->table, KIND_SETTING, i->category);
	const struct board_row *r = board_row(c->board, i->head.id);
	int64_t wanted = s ? s->units - 1 : 0;

	for (size_t n = 0; r && n < r->orders; n++)
		wanted -= assignment_live(r->order[n]->state);
	return wanted;
}

/* One who rides alone may be too few: that is said, the choice is not ours. */
static void
say_offered(const struct console *c, const struct incident *i,
    const struct nearest *n, char out[SAY_SIZE])
{
	int64_t wanted = units_short(c, i);
	const char *word = reasons[n->reason];

	if (n->declined)
		nearby_declined(c, n, out);
	else if (n->unit->heads == 1 && wanted > 0)
		snprintf(
		    out, SAY_SIZE, _("alone: +%lld wanted"), (long long)wanted);
	else
		text_copy_cut(out, SAY_SIZE, *word ? _(word) : "");
}

static void
say_reason(const struct console *c, const struct incident *i,
    const struct nearest *n, char out[SAY_SIZE])
{
	const struct unit *u = n->unit;
	char hm[TIME_SIZE];
	const char *word = reasons[n->reason];

	text_copy_cut(out, SAY_SIZE, *word ? _(word) : "");
	if (n->kind == NEAREST_OFFER)
		say_offered(c, i, n, out);
	if (n->reason == NEAREST_COMMITTED && n->bound)
		snprintf(
		    out, SAY_SIZE, _("on %s: Tab"), console_number(n->bound));
	else if (n->kind == NEAREST_NO && u->until)
		snprintf(out, SAY_SIZE, _("until %s"),
		    time_hm(u->until, c->zone, hm));
	else if (n->kind == NEAREST_ASSIST && u->limits)
		text_copy_cut(out, SAY_SIZE, u->limits);
}

static void
lay_out(const struct console *c, const struct incident *i,
    struct list_item *item, const struct nearest *n)
{
	const struct widths *w = words_chinese() ? &chinese : &english;
	const struct unit *u = n->unit;
	char word[SAY_SIZE], reason[SAY_SIZE];
	char *line = item->text;
	size_t size = sizeof(item->text);

	say_column(line, size, w->callsign, text_or(u->callsign, "?"));
	say_column(line, size, w->crew,
	    text_or(u->crew, words_of(&enum_unit_class, u->class)));
	say_column(line, size, w->distance, say_distance(n->metres, word));
	say_column(line, size, w->travel,
	    n->kind == NEAREST_NO ? "" : say_travel(n->seconds, word));
	say_column(line, size, w->state, words_of(&enum_unit_state, u->state));
	say_column(line, size, w->ago, say_ago(n->age, word));
	say_reason(c, i, n, reason);
	say_column(line, size, SAY_SIZE, reason);
}

static void
add(struct console *c, const struct incident *i, const struct nearest *n)
{
	struct list_item *item = n->reason == NEAREST_OFF ? NULL : list_add(c);

	if (!item)
		return;
	text_copy_cut(item->id, sizeof(item->id), n->unit->head.id);
	item->kind = KIND_UNIT;
	item->value = n->kind;
	item->state = n->unit->state;
	item->offered = n->kind == NEAREST_OFFER;
	item->selectable = n->kind == NEAREST_ASSIST ||
	                   n->kind == NEAREST_BUSY || n->kind == NEAREST_STAYS;
	lay_out(c, i, item, n);
}

/* ---- d ---- */

static void
open_list(struct console *c, const struct incident *i, const struct nearby *n)
{
	char title[160];
	struct list *l;

	snprintf(title, sizeof(title),
	    i->state == INCIDENT_UNTAKEN ? _("sign and dispatch %s %s %s")
	                                 : _("dispatch %s %s %s"),
	    console_number(i), say_category(c, i), text_or(i->place, ""));
	l = list_open(c, &i->head, ACTION_DISPATCH, title);
	l->take = take;
	l->several = true;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("1-9 send  Space mark  Enter send them  Tab others  d anew  "
	      "Esc"));
	for (size_t k = 0; k < n->count; k++)
		add(c, i, &n->row[k]);
}

static bool
may_sign(const struct console *c)
{
	const struct session *s = link_session(c->link);

	return !*session_info(s)->account ||
	       session_may(s, command_get(COMMAND_SIGN)->permission);
}

void
act_dispatch_to(struct console *c, const struct incident *i)
{
	struct nearby n = {0};
	struct problem p;

	if (i->state == INCIDENT_UNTAKEN && !may_sign(c)) {
		console_say(c, STYLE_ERROR,
		    _("%s is not signed for yet, and you may not sign: have "
		      "it signed first"),
		    console_number(i));
		return;
	}
	if (i->state != INCIDENT_UNTAKEN &&
	    incident_allows(i, COMMAND_DISPATCH, &p) != PROBLEM_NONE) {
		console_say_problem(c, &p);
		return;
	}
	if (!nearby_rank(c, i, true, &n)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	if (n.count == 0)
		console_say(c, STYLE_NORMAL, "%s", _("no unit is known here"));
	else
		open_list(c, i, &n);
	nearby_free(&n);
}

void
act_dispatch(struct console *c)
{
	const struct incident *i = queue_incident(c);

	if (i)
		act_dispatch_to(c, i);
}

void
command_recommend(struct console *c, const struct call *call)
{
	const char *id = call_text(call, ARG_recommend_incident);
	const struct incident *i = console_incident(c, id);

	if (!i)
		return;
	console_select(c, KIND_INCIDENT, id);
	act_dispatch_to(c, i);
}

/* ---- what the central refused ---- */

/* The order that binds a unit now, by its callsign. */
static const struct assignment *
binding_order(
    const struct console *c, const struct outbox_entry *e, const char *callsign)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);

	for (size_t k = 0; k < table_count(c->table, KIND_ASSIGNMENT); k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		for (size_t t = 0; t < e->touches; t++)
			if (text_is(a->unit, e->touch[t].id) &&
			    assignment_binds(a->state) &&
			    text_is(say_callsign(c, a->unit), callsign))
				return a;
	}
	return NULL;
}

/* What was to be sent to, by its number. */
static const char *
number_of(const struct console *c, const struct outbox_entry *e)
{
	for (size_t t = 0; t < e->touches; t++)
		if (e->touch[t].kind == KIND_INCIDENT)
			return say_number_of(c, e->touch[t].id);
	return "";
}

/* Typed though it stood on the screen that the unit has another order. */
static bool
was_on_view(const struct console *c, const struct outbox_entry *e,
    const struct assignment *a)
{
	const struct sent *s = send_find(c, e->key);

	for (size_t n = 0; s && s->call && n < s->call->expects; n++) {
		const struct expectation *x = &s->call->expect[n];

		if (x->kind == KIND_UNIT && text_is(x->id, a->unit))
			return x->state == UNIT_COMMITTED;
	}
	return false;
}

void
act_dispatch_answered(struct console *c, const struct outbox_entry *e)
{
	const char *unit = problem_get(&e->problem, "unit");
	const struct assignment *a;
	char who[SAY_SIZE];

	if (e->state != OUTBOX_REFUSED || e->command->id != COMMAND_DISPATCH ||
	    e->problem.code != PROBLEM_UNIT_TAKEN)
		return;
	a = binding_order(c, e, unit);
	if (a && was_on_view(c, e, a))
		console_say(c, STYLE_ERROR,
		    _("%s is on %s: type d #%s %s stack to give it this one "
		      "too"),
		    unit, say_number_of(c, a->incident), number_of(c, e), unit);
	else if (a)
		console_say(c, STYLE_ERROR,
		    _("%s was sent to %s by %s meanwhile; press d again"), unit,
		    say_number_of(c, a->incident), say_by(c, a->head.by, who));
	else
		console_say(c, STYLE_ERROR,
		    _("%s was taken meanwhile; press d again"), unit);
}
