/*
 * Acts on a unit: where to send it, what it does, whether it is well, how to
 * reach it.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/chat.h"
#include "tui/say.h"
#include "tui/view-units.h"
#include "tui/words.h"

enum {
	NUMBER_CELLS = 5,
	CLOCK_CELLS = 7,
	STATE_CELLS = 9,
	CATEGORY_CELLS = 14,
	DISTANCE_CELLS = 8,
	INCIDENTS_MOST = 20, /* offered to one unit */
};

static struct list *
open_list(struct console *c, const struct unit *u, enum action opens,
    const char *what, const char *hint)
{
	struct list *l;
	char title[160];

	snprintf(
	    title, sizeof(title), "%s %s", what, text_or(u->callsign, "?"));
	l = list_open(c, &u->head, opens, title);
	text_copy_cut(l->hint, sizeof(l->hint), hint);
	return l;
}

/* ---- d ---- */

static void
take_incident(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_DISPATCH)};
	const struct list_item *item = &l->item[*chosen];
	const char *units[] = {l->id}, *orders[1];
	char id[ID_SIZE];

	(void)count;
	id_new(id);
	orders[0] = id;
	call_set_text(&call, ARG_dispatch_incident, item->id);
	call_set_refs(&call, ARG_dispatch_units, (struct refs){1, units});
	call_set_refs(
	    &call, ARG_dispatch_assignments, (struct refs){1, orders});
	call_expect(&call, KIND_INCIDENT, item->id, item->state);
	call_expect(&call, KIND_UNIT, l->id, l->state);
	console_send(c, &call, true);
}

/* Where it is; a post where it stands. None: {0, 0}. */
static struct point
place_of(const struct console *c, const struct unit *u)
{
	const struct position *p =
	    positions_get(link_positions(c->link), u->head.id);

	if (u->mobility == MOVES_FIXED)
		return u->home;
	return p ? p->spot : (struct point){0, 0};
}

static void
add_incident(struct console *c, const struct unit *u, const struct board_row *r)
{
	const struct incident *i = r->q.incident;
	struct point spot = place_of(c, u);
	struct list_item *item = list_add(c);
	char word[SAY_SIZE] = "";

	if (!item)
		return;
	text_copy_cut(item->id, sizeof(item->id), i->head.id);
	item->kind = KIND_INCIDENT;
	item->state = i->state;
	item->offered = true;
	say_column(
	    item->text, sizeof(item->text), NUMBER_CELLS, console_number(i));
	say_column(item->text, sizeof(item->text), CLOCK_CELLS,
	    say_clock(c, &r->q.clock, word));
	say_column(
	    item->text, sizeof(item->text), STATE_CELLS, say_state(i, c->now));
	say_column(
	    item->text, sizeof(item->text), CATEGORY_CELLS, say_category(c, i));
	word[0] = '\0';
	if (point_set(spot) && point_set(i->spot))
		say_distance(point_distance(spot, i->spot), word);
	say_column(item->text, sizeof(item->text), DISTANCE_CELLS, word);
	say_column(
	    item->text, sizeof(item->text), SAY_SIZE, text_or(i->place, ""));
}

static bool
wants_units(const struct board_row *r)
{
	return !r->ghost && incident_allows(r->q.incident, COMMAND_DISPATCH,
	                        NULL) == PROBLEM_NONE;
}

/* A unit that has an order is sent on from the incident, with Tab. */
void
act_unit_dispatch(struct console *c)
{
	const struct unit *u = units_selected(c);
	size_t added = 0;

	if (!u)
		return;
	if (u->live > 0 || u->state == UNIT_OFF || u->state == UNIT_OOS ||
	    u->emergency) {
		console_say(c, STYLE_NORMAL, _("%s is %s: not sent from here"),
		    text_or(u->callsign, "?"),
		    words_of(&enum_unit_state, u->state));
		return;
	}
	open_list(c, u, ACTION_DISPATCH, _("send"),
	    _("digit sends it there at once  Esc none"))
	    ->take = take_incident;
	for (size_t n = 0; n < board_count(c->board) && added < INCIDENTS_MOST;
	     n++)
		if (wants_units(board_at(c->board, n))) {
			add_incident(c, u, board_at(c->board, n));
			added++;
		}
}

/* ---- s ---- */

/* A duty that ends by itself when its minutes are over. */
static bool
has_an_end(unsigned duty)
{
	return duty == UNIT_MEAL || duty == UNIT_OOS || duty == UNIT_BUSY;
}

/* The duty and its minutes in one number, for a line of the second list. */
enum { DUTY_STEP = 10000 };

static void
take_minutes(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_STATUS)};
	unsigned minutes = l->item[*chosen].value % DUTY_STEP;

	(void)count;
	call_set_text(&call, ARG_status_unit, l->id);
	call_set_number(
	    &call, ARG_status_duty, l->item[*chosen].value / DUTY_STEP);
	if (minutes > 0)
		call_set_number(&call, ARG_status_minutes, minutes);
	console_send(c, &call, true);
}

static void
add_minutes(struct console *c, unsigned duty, unsigned minutes)
{
	struct list_item *item = list_add(c);
	char hm[TIME_SIZE];

	item->value = duty * DUTY_STEP + minutes;
	item->offered = true;
	if (minutes > 0)
		snprintf(item->text, sizeof(item->text),
		    _("%u minutes, until %s"), minutes,
		    time_hm(c->now + minutes * TIME_MINUTE, c->zone, hm));
	else
		snprintf(item->text, sizeof(item->text), "%s",
		    _("until it says otherwise"));
}

/* For how long: asked in a list of its own, after the duty. */
static void
ask_minutes(struct console *c, const struct unit *u, unsigned duty)
{
	char what[SAY_SIZE];

	snprintf(what, sizeof(what), _("%s, for how long:"),
	    words_of(&enum_unit_state, duty));
	open_list(c, u, ACTION_STEPS, what,
	    _("digit sets the duty at once  Esc leaves it"))
	    ->take = take_minutes;
	add_minutes(c, duty, 10);
	add_minutes(c, duty, 30);
	add_minutes(c, duty, 60);
	add_minutes(c, duty, 0);
}

static void
take_status(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct unit *u = console_unit(c, l->id);
	unsigned duty = l->item[*chosen].value;
	struct call call = {.command = command_get(COMMAND_STATUS)};

	(void)count;
	if (u && has_an_end(duty)) {
		ask_minutes(c, u, duty);
		return;
	}
	call_set_text(&call, ARG_status_unit, l->id);
	call_set_number(&call, ARG_status_duty, duty);
	console_send(c, &call, true);
}

void
act_unit_status(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (!u)
		return;
	open_list(c, u, ACTION_STEPS, _("duty of"),
	    _("digit sets the duty at once  Esc leaves it"))
	    ->take = take_status;
	for (unsigned n = 0; n < enum_unit_state.count; n++) {
		struct list_item *item;

		if (!unit_duty_valid((enum unit_state)n))
			continue;
		item = list_add(c);
		item->value = n;
		item->offered = true;
		snprintf(item->text, sizeof(item->text), "%s%s",
		    words_of(&enum_unit_state, n),
		    u->duty == n ? _("  now") : "");
	}
}

/* ---- o ---- */

static void
take_welfare(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_WELFARE)};

	(void)count;
	call_set_text(&call, ARG_welfare_unit, l->id);
	if (l->item[*chosen].value)
		call_set_number(
		    &call, ARG_welfare_minutes, l->item[*chosen].value);
	console_send(c, &call, true);
}

static void
add_welfare(struct console *c, unsigned minutes)
{
	struct list_item *item = list_add(c);

	item->value = minutes;
	item->offered = true;
	if (minutes)
		snprintf(item->text, sizeof(item->text), _("ask in %u minutes"),
		    minutes);
	else
		snprintf(item->text, sizeof(item->text), "%s", _("it is well"));
}

void
act_unit_welfare(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (!u)
		return;
	open_list(c, u, ACTION_HOLD, _("welfare check"),
	    _("digit enters it at once  Esc leaves it"))
	    ->take = take_welfare;
	add_welfare(c, 10);
	add_welfare(c, 30);
	add_welfare(c, 60);
	add_welfare(c, 0);
}

/* ---- c ---- */

void
act_unit_call(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (u)
		console_say(c, STYLE_NORMAL, _("%s: radio %s, telephone %s"),
		    text_or(u->callsign, "?"), text_or(u->radio, "-"),
		    text_or(u->phone, "-"));
}

void
act_unit_write(struct console *c)
{
	const struct unit *u = units_selected(c);

	if (u)
		chat_open_direct(c, u);
}
