/*
 * Acts on the incident itself.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/prompt.h"
#include "tui/say.h"
#include "tui/view-map.h"
#include "tui/view-queue.h"
#include "tui/words.h"

static const char *
officer_name(const struct console *c, const char *id)
{
	const struct officer *o =
	    (const struct officer *)table_get(c->table, KIND_OFFICER, id);

	return o && o->name ? o->name : _("somebody else");
}

/* A call about an incident, which is its first argument. */
static struct call
call_about(enum command_id id, const struct incident *i)
{
	struct call call = {.command = command_get(id)};

	call_set_text(&call, 0, i->head.id);
	if (call.command->flags & COMMAND_EXPECTS)
		call_expect(&call, KIND_INCIDENT, i->head.id, i->state);
	return call;
}

/* Says why not when the incident does not take this command now. */
static bool
allowed(struct console *c, const struct incident *i, enum command_id id)
{
	struct problem p;

	if (incident_allows(i, id, &p) == PROBLEM_NONE)
		return true;
	console_say_problem(c, &p);
	return false;
}

/* ---- a ---- */

void
act_sign(struct console *c)
{
	const char *me = session_info(link_session(c->link))->officer;
	const struct incident *i = queue_incident(c);
	struct call call;

	if (!i)
		return;
	if (i->state == INCIDENT_UNTAKEN) {
		call = call_about(COMMAND_SIGN, i);
		console_send(c, &call, true);
		return;
	}
	if (!allowed(c, i, COMMAND_OWN))
		return;
	call = call_about(COMMAND_OWN, i);
	if (i->owner && text_is(i->owner, me))
		console_say(c, STYLE_NORMAL, _("%s is yours already"),
		    console_number(i));
	else if (i->owner)
		console_ask_send(c, &call, _("take %s over from %s?"),
		    console_number(i), officer_name(c, i->owner));
	else
		console_send(c, &call, true);
}

/* ---- p ---- */

static void
take_priority(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_PRIORITY)};

	(void)count;
	call_set_text(&call, ARG_priority_incident, l->id);
	call_set_number(&call, ARG_priority_priority, l->item[*chosen].value);
	console_send(c, &call, true);
}

/* All four have their own digit, the present one too. */
void
act_priority(struct console *c)
{
	const struct incident *i = queue_incident(c);
	char title[160], word[SAY_SIZE];
	struct list *l;

	if (!i || !allowed(c, i, COMMAND_PRIORITY))
		return;
	snprintf(title, sizeof(title), _("priority of %s %s"),
	    console_number(i), say_category(c, i));
	l = list_open(c, &i->head, ACTION_PRIORITY, title);
	l->take = take_priority;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit sets it at once  Esc leaves it"));
	for (unsigned n = 1; n <= 4; n++) {
		struct list_item *item = list_add(c);

		item->value = n;
		item->offered = true;
		snprintf(item->text, sizeof(item->text), "%s%s",
		    say_priority(n, word), i->priority == n ? _("  now") : "");
	}
}

/* ---- o ---- */

static void
take_hold(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	unsigned minutes = l->item[*chosen].value;
	struct call call = {
	    .command = command_get(minutes ? COMMAND_HOLD : COMMAND_RESUME)};

	(void)count;
	call_set_text(&call, 0, l->id);
	if (minutes) {
		call_set_number(&call, ARG_hold_minutes, minutes);
		call_expect(&call, l->about, l->id, l->state);
	}
	console_send(c, &call, true);
}

static void
add_hold(struct console *c, unsigned minutes)
{
	struct list_item *item = list_add(c);

	item->value = minutes;
	item->offered = true;
	if (minutes)
		snprintf(
		    item->text, sizeof(item->text), _("%u minutes"), minutes);
	else
		snprintf(item->text, sizeof(item->text), "%s",
		    _("take it up again now"));
}

void
act_hold(struct console *c)
{
	const struct incident *i = queue_incident(c);
	char title[160];
	struct list *l;

	if (!i || !allowed(c, i, COMMAND_HOLD))
		return;
	snprintf(title, sizeof(title), _("put off %s %s"), console_number(i),
	    say_category(c, i));
	l = list_open(c, &i->head, ACTION_HOLD, title);
	l->take = take_hold;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit puts it off at once  Esc leaves it"));
	add_hold(c, 10);
	add_hold(c, 30);
	add_hold(c, 60);
	if (incident_overlay(i, c->now) == OVERLAY_HELD)
		add_hold(c, 0);
}

/* ---- = ---- */

/* What it is likely a repeat of, or what is likely a repeat of it. */
static const struct incident *
find_repeat(const struct console *c, const struct incident *i)
{
	const struct incident *other = console_incident(c, i->repeat);

	if (other && incident_open(other->state))
		return other;
	for (size_t n = 0; n < board_count(c->board); n++) {
		const struct board_row *r = board_at(c->board, n);

		if (!r->ghost && text_is(r->q.incident->repeat, i->head.id))
			return r->q.incident;
	}
	return NULL;
}

void
act_join(struct console *c)
{
	const struct incident *i = queue_incident(c), *other;
	struct call call;

	if (!i || !allowed(c, i, COMMAND_MERGE))
		return;
	other = find_repeat(c, i);
	if (!other) {
		console_say(c, STYLE_NORMAL,
		    _("%s has no likely repeat; :merge names one"),
		    console_number(i));
		return;
	}
	call = call_about(COMMAND_MERGE, i);
	call_set_text(&call, ARG_merge_other, other->head.id);
	call_expect(&call, KIND_INCIDENT, other->head.id, other->state);
	console_ask_send(c, &call, _("join %s and %s? the older number stays"),
	    console_number(i), console_number(other));
}

/* ---- m, c, f ---- */

void
act_write(struct console *c)
{
	if (queue_incident(c))
		prompt_open_with(c, ':', "message; ");
}

/* On the map, with what is selected on this screen. */
void
act_show(struct console *c)
{
	const struct view *view = views[c->screen];
	const struct record *r = view->selected ? view->selected(c) : NULL;

	if (!r || (r->kind != KIND_INCIDENT && r->kind != KIND_UNIT)) {
		queue_incident(c); /* says so */
		return;
	}
	console_go(c, SCREEN_MAP);
	map_show(c, r->kind, r->id);
}
