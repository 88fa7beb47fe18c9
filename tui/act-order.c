/*
 * Acts on orders, an incident's or a unit's: steps that the desk enters for a
 * unit, what was said by voice, recalls. One order is acted on at once or
 * asked about; of several one picks from a list.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/view-queue.h"
#include "tui/view-units.h"
#include "tui/words.h"

#define CALLSIGN_CELLS 7
#define STATE_CELLS 12
#define STEPS_SHOWN 2 /* of each order: the next, and the one after it */

static const struct step_of {
	enum assignment_state after; /* comes after these states */
	enum command_id command;
} steps[] = {
    {ASSIGNMENT_DELIVERED, COMMAND_ACCEPT},
    {ASSIGNMENT_ACCEPTED, COMMAND_ENROUTE},
    {ASSIGNMENT_ENROUTE, COMMAND_ONSCENE},
    {ASSIGNMENT_ONSCENE, COMMAND_CLEAR},
    {ASSIGNMENT_CLEARED, COMMAND_REPORT},
};

static const struct assignment *
find_order(const struct console *c, const char *id)
{
	return (const struct assignment *)table_get(
	    c->table, KIND_ASSIGNMENT, id);
}

/* A call about an order, its first argument. */
static struct call
call_about(enum command_id id, const char *order)
{
	struct call call = {.command = command_get(id)};

	call_set_text(&call, 0, order);
	return call;
}

/* Says a step of a unit for it; who is the unit says it itself. */
static struct call
call_step(const struct console *c, enum command_id id, const char *order)
{
	struct call call = call_about(id, order);
	int voice = command_arg(call.command, "voice", strlen("voice"));

	if (voice >= 0 && !*session_info(link_session(c->link))->unit)
		call_set_number(&call, (size_t)voice, true);
	return call;
}

/* Which orders an act is about. */
typedef bool order_test(const struct assignment *a);

static bool
is_live(const struct assignment *a)
{
	return assignment_live(a->state);
}

static bool
is_unsigned(const struct assignment *a)
{
	return a->state == ASSIGNMENT_ISSUED ||
	       a->state == ASSIGNMENT_DELIVERED;
}

#define ORDERS_MOST LIST_ITEMS

/* Orders, borrowed from the table, and what they are all of. */
struct orders {
	const struct record *of; /* the incident or unit */
	const struct assignment *order[ORDERS_MOST];
	size_t count;
};

static void
keep_order(struct orders *o, const struct assignment *a, order_test *test)
{
	if (o->count < ORDERS_MOST && test(a))
		o->order[o->count++] = a;
}

static struct orders
orders_of_incident(
    const struct console *c, const struct incident *i, order_test *test)
{
	const struct board_row *r = board_row(c->board, i->head.id);
	struct orders o = {.of = &i->head};

	for (size_t k = 0; r && k < r->orders; k++)
		keep_order(&o, r->order[k], test);
	return o;
}

static struct orders
orders_of_unit(const struct console *c, const struct unit *u, order_test *test)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	struct orders o = {.of = &u->head};

	for (size_t k = 0; k < table_count(c->table, KIND_ASSIGNMENT); k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		if (text_is(a->unit, u->head.id))
			keep_order(&o, a, test);
	}
	return o;
}

/* "0131 Lost child", or "P1" */
static void
say_subject(
    const struct console *c, const struct record *r, char *out, size_t size)
{
	const struct incident *i = (const struct incident *)r;

	if (r->kind == KIND_INCIDENT)
		snprintf(
		    out, size, "%s %s", console_number(i), say_category(c, i));
	else
		snprintf(out, size, "%s", say_callsign(c, r->id));
}

/* A line about an order: who, to what, where it stands, what would be done. */
static struct list_item *
add_order(struct console *c, const struct assignment *a, const char *what)
{
	struct list_item *item = list_add(c);

	if (!item)
		return NULL;
	text_copy_cut(item->id, sizeof(item->id), a->head.id);
	item->kind = KIND_ASSIGNMENT;
	item->state = a->state;
	item->offered = true;
	say_column(item->text, sizeof(item->text), CALLSIGN_CELLS,
	    say_callsign(c, a->unit));
	say_column(item->text, sizeof(item->text), CALLSIGN_CELLS,
	    say_number_of(c, a->incident));
	say_column(item->text, sizeof(item->text), STATE_CELLS,
	    words_of(&enum_assignment_state, a->state));
	say_column(item->text, sizeof(item->text), STATE_CELLS * 2, what);
	return item;
}

static struct list *
open_list(struct console *c, const struct record *about, enum action opens,
    const char *what, const char *hint)
{
	struct list *l;
	char title[160], subject[128];

	say_subject(c, about, subject, sizeof(subject));
	snprintf(title, sizeof(title), "%s %s", what, subject);
	l = list_open(c, about, opens, title);
	text_copy_cut(l->hint, sizeof(l->hint), hint);
	return l;
}

/* ---- s ---- */

static void
take_steps(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	for (size_t k = 0; k < count; k++) {
		const struct list_item *item = &l->item[chosen[k]];
		struct call call =
		    call_step(c, (enum command_id)item->value, item->id);

		console_send(c, &call, true);
	}
}

static void
add_steps(struct console *c, const struct assignment *a)
{
	size_t shown = 0;

	for (size_t k = 0; k < COUNT_OF(steps) && shown < STEPS_SHOWN; k++) {
		const struct command *command = command_get(steps[k].command);
		struct list_item *item;

		if (a->state > steps[k].after)
			continue;
		item = add_order(c, a, words_in("command", command->name));
		if (item)
			item->value = command->id;
		shown++;
	}
}

void
act_steps(struct console *c)
{
	const struct incident *i = queue_incident(c);
	struct orders o;
	struct list *l;

	if (!i)
		return;
	o = orders_of_incident(c, i, is_live);
	if (o.count == 0) {
		console_say(c, STYLE_NORMAL, _("%s has no unit; d sends one"),
		    console_number(i));
		return;
	}
	l = open_list(c, &i->head, ACTION_STEPS, _("steps"),
	    _("digit enters it at once  Space marks, Enter enters the "
	      "marked  Esc none"));
	l->take = take_steps;
	l->several = true;
	for (size_t n = 0; n < o.count; n++)
		add_steps(c, o.order[n]);
}

/* ---- v ---- */

static void
ask_voice(struct console *c, const struct assignment *a)
{
	struct call call = call_step(c, COMMAND_ACCEPT, a->head.id);

	/* Said now, whenever the central hears of it. */
	call_set_number(&call, ARG_accept_happened, c->now);
	console_ask_send(c, &call, _("%s %s: signed by voice?"),
	    say_number_of(c, a->incident), say_callsign(c, a->unit));
}

static void
take_voice(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct assignment *a = find_order(c, l->item[*chosen].id);

	(void)count;
	if (a)
		ask_voice(c, a);
}

/* What one act does with one order, or with several. */
struct picking {
	order_test *test;
	void (*ask)(struct console *c, const struct assignment *a);
	void (*take)(struct console *c, const struct list *l,
	    const size_t *chosen, size_t count);
	enum action opens;
	const char *title, *what, *none;
};

static void
pick(struct console *c, const struct orders *o, const struct picking *how)
{
	char subject[128];

	if (o->count == 0) {
		say_subject(c, o->of, subject, sizeof(subject));
		console_say(c, STYLE_NORMAL, "%s: %s", subject, _(how->none));
	}
	if (o->count == 1)
		how->ask(c, o->order[0]);
	if (o->count < 2)
		return;
	open_list(c, o->of, how->opens, _(how->title),
	    _("digit picks, then y  Esc none"))
	    ->take = how->take;
	for (size_t k = 0; k < o->count; k++)
		add_order(c, o->order[k], _(how->what));
}

static const struct picking voice = {.test = is_unsigned,
    .ask = ask_voice,
    .take = take_voice,
    .opens = ACTION_VOICE,
    .title = N_("by voice"),
    .what = N_("signed by voice"),
    .none = N_("every order is signed for")};

/* What was not sent comes first: it was given by voice, or is taken back. */
static void
act_on_unsent(struct console *c, const struct record *r,
    void (*act)(struct console *c, const struct outbox_entry *e),
    const struct picking *how)
{
	const struct outbox_entry *e = send_unsettled(c, r->id);
	struct orders o;

	if (e && (e->state != OUTBOX_SENT || how->opens != ACTION_VOICE)) {
		act(c, e);
		return;
	}
	o = r->kind == KIND_UNIT
	        ? orders_of_unit(c, (const struct unit *)r, how->test)
	        : orders_of_incident(c, (const struct incident *)r, how->test);
	pick(c, &o, how);
}

void
act_voice(struct console *c)
{
	const struct incident *i = queue_incident(c);

	if (i)
		act_on_unsent(c, &i->head, send_by_voice, &voice);
}

void
act_unit_voice(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (u)
		act_on_unsent(c, &u->head, send_by_voice, &voice);
}

/* The one key that asks nothing; of several orders it asks which. */
void
act_unit_accept(struct console *c)
{
	const struct unit *u = units_selected(c);
	struct orders o;
	struct call call;

	if (!u)
		return;
	o = orders_of_unit(c, u, is_unsigned);
	if (o.count != 1) {
		pick(c, &o, &voice);
		return;
	}
	call = call_step(c, COMMAND_ACCEPT, o.order[0]->head.id);
	console_send(c, &call, true);
}

/* ---- - ---- */

static void
ask_recall(struct console *c, const struct assignment *a)
{
	struct call call = call_about(COMMAND_RECALL, a->head.id);

	call_expect(&call, KIND_ASSIGNMENT, a->head.id, a->state);
	console_ask_send(c, &call, _("%s: call %s back?"),
	    say_number_of(c, a->incident), say_callsign(c, a->unit));
}

static void
take_recall(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct assignment *a = find_order(c, l->item[*chosen].id);

	(void)count;
	if (a)
		ask_recall(c, a);
}

static const struct picking recalls = {.test = is_live,
    .ask = ask_recall,
    .take = take_recall,
    .opens = ACTION_TAKE_BACK,
    .title = N_("call back"),
    .what = N_("call back"),
    .none = N_("nothing to take back")};

/* What ended by mistake begins again; what was joined is parted again. */
static bool
ask_undo_end(struct console *c, const struct incident *over)
{
	bool merged = over->state == INCIDENT_MERGED;
	struct call call =
	    call_about(merged ? COMMAND_SPLIT : COMMAND_REOPEN, over->head.id);

	if (incident_allows(over, call.command->id, NULL) != PROBLEM_NONE)
		return false;
	if (merged) {
		console_ask_send(c, &call, _("%s is joined into %s: part it?"),
		    console_number(over), say_number_of(c, over->merged));
		return true;
	}
	call_expect(&call, KIND_INCIDENT, over->head.id, over->state);
	call_set_text(&call, ARG_reopen_reason, _("ended by mistake"));
	console_ask_send(c, &call, _("%s is %s: begin it again?"),
	    console_number(over), words_of(&enum_incident_state, over->state));
	return true;
}

/* The newest command of this console about a record; NULL: none is known. */
static const struct outbox_entry *
newest_about(const struct console *c, const char *id)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t k = outbox_count(o); k-- > 0;) {
		const struct outbox_entry *e = outbox_at(o, k);

		for (size_t n = 0; n < e->touches; n++)
			if (strcmp(e->touch[n].id, id) == 0)
				return e;
	}
	return NULL;
}

/* The one that was joined into it just now, by this desk, or NULL. */
static const struct incident *
joined_last(const struct console *c, const struct incident *into)
{
	const struct outbox_entry *e = newest_about(c, into->head.id);

	if (!e || e->command->id != COMMAND_MERGE ||
	    e->state != OUTBOX_ACCEPTED)
		return NULL;
	for (size_t n = 0; n < e->touches; n++) {
		const struct incident *i = console_incident(c, e->touch[n].id);

		if (i && i->state == INCIDENT_MERGED &&
		    text_is(i->merged, into->head.id))
			return i;
	}
	return NULL;
}

void
act_take_back(struct console *c)
{
	const struct incident *over = board_ghost(c->board), *i;

	if (over && ask_undo_end(c, over))
		return;
	i = queue_incident(c);
	over = i ? joined_last(c, i) : NULL;
	if (over && ask_undo_end(c, over))
		return;
	if (i)
		act_on_unsent(c, &i->head, send_take_back, &recalls);
}

void
act_unit_take_back(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (u)
		act_on_unsent(c, &u->head, send_take_back, &recalls);
}
