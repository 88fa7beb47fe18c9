/*
 * Acts on an incident's orders: steps that the desk enters for a unit, what
 * was said by voice, recalls. One order is acted on at once or asked about;
 * of several one picks from a list.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/send.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define CALLSIGN_CELLS 6
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

/* How many of an incident's orders are so; the first of them in *first. */
static size_t
count_orders(const struct board_row *r, order_test *test,
    const struct assignment **first)
{
	size_t n = 0;

	*first = NULL;
	for (size_t k = r ? r->orders : 0; k-- > 0;) {
		if (!test(r->order[k]))
			continue;
		*first = r->order[k];
		n++;
	}
	return n;
}

/* A line about an order: unit, where it stands, and what would be done. */
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
	say_column(item->text, sizeof(item->text), STATE_CELLS,
	    words_of(&enum_assignment_state, a->state));
	say_column(item->text, sizeof(item->text), STATE_CELLS * 2, what);
	return item;
}

static struct list *
open_list(struct console *c, const struct incident *i, enum action opens,
    const char *fmt_title, const char *hint)
{
	struct list *l;
	char title[160];

	snprintf(title, sizeof(title), "%s %s %s", fmt_title, console_number(i),
	    say_category(c, i));
	l = list_open(c, &i->head, opens, title);
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
	const struct board_row *r = i ? board_row(c->board, i->head.id) : NULL;
	const struct assignment *first;
	struct list *l;

	if (!r)
		return;
	if (count_orders(r, is_live, &first) == 0) {
		console_say(c, STYLE_NORMAL, _("%s has no unit; d sends one"),
		    console_number(i));
		return;
	}
	l = open_list(c, i, ACTION_STEPS, _("steps"),
	    _("digit enters it at once  Space marks, Enter enters the "
	      "marked  Esc none"));
	l->take = take_steps;
	l->several = true;
	for (size_t n = 0; n < r->orders; n++)
		if (is_live(r->order[n]))
			add_steps(c, r->order[n]);
}

/* ---- v ---- */

static void
ask_voice(struct console *c, const struct assignment *a)
{
	struct call call = call_step(c, COMMAND_ACCEPT, a->head.id);

	console_ask_send(c, &call, _("%s %s: signed by voice? y"),
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
pick(struct console *c, const struct incident *i, const struct picking *how)
{
	const struct board_row *r = board_row(c->board, i->head.id);
	const struct assignment *first;
	size_t n = count_orders(r, how->test, &first);

	if (n == 0)
		console_say(c, STYLE_NORMAL, _(how->none), console_number(i));
	if (n == 1)
		how->ask(c, first);
	if (n < 2)
		return;
	open_list(
	    c, i, how->opens, _(how->title), _("digit picks, then y  Esc none"))
	    ->take = how->take;
	for (size_t k = 0; k < r->orders; k++)
		if (how->test(r->order[k]))
			add_order(c, r->order[k], _(how->what));
}

void
act_voice(struct console *c)
{
	static const struct picking how = {.test = is_unsigned,
	    .ask = ask_voice,
	    .take = take_voice,
	    .opens = ACTION_VOICE,
	    .title = N_("by voice"),
	    .what = N_("signed by voice"),
	    .none = N_("%s: every order is signed for")};
	const struct incident *i = queue_incident(c);
	const struct outbox_entry *e = i ? send_unsettled(c, i->head.id) : NULL;

	if (e && e->state != OUTBOX_SENT)
		send_by_voice(c, e);
	else if (i)
		pick(c, i, &how);
}

/* ---- - ---- */

static void
ask_recall(struct console *c, const struct assignment *a)
{
	struct call call = call_about(COMMAND_RECALL, a->head.id);

	call_expect(&call, KIND_ASSIGNMENT, a->head.id, a->state);
	console_ask_send(c, &call, _("%s: call %s back? y"),
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

void
act_take_back(struct console *c)
{
	static const struct picking how = {.test = is_live,
	    .ask = ask_recall,
	    .take = take_recall,
	    .opens = ACTION_TAKE_BACK,
	    .title = N_("call back"),
	    .what = N_("call back"),
	    .none = N_("%s: nothing to take back")};
	const struct incident *i = queue_incident(c);
	const struct outbox_entry *e = i ? send_unsettled(c, i->head.id) : NULL;

	if (e)
		send_take_back(c, e);
	else if (i)
		pick(c, i, &how);
}
