/*
 * See walk.h.
 */
#include "tui/walk.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/say.h"
#include "tui/view-units.h"
#include "tui/words.h"

static const struct position *
position_of(const struct console *c, const struct unit *u)
{
	return positions_get(link_positions(c->link), u->head.id);
}

enum beat
walk_of(const struct console *c, const struct unit *u)
{
	const struct position *p = position_of(c, u);
	struct beat_seen seen = {.route = ""};

	if (p)
		seen = (struct beat_seen){p->route, p->at, p->off};
	return beat_judge(u, &seen, c->now);
}

char
walk_sign(enum beat beat)
{
	return beat == BEAT_ON ? '=' : beat == BEAT_OFF ? '~' : '\0';
}

static const char *
name_of(const struct console *c, const char *route)
{
	const struct route *r =
	    (const struct route *)table_get(c->table, KIND_ROUTE, route);

	return r ? text_or(r->name, "?") : "?";
}

static void
say_off(const struct console *c, const struct unit *u, char *out, size_t size)
{
	const struct position *p = position_of(c, u);
	char far[SAY_SIZE], age[SAY_SIZE];

	/* The name comes last: a column may have no room for it. */
	snprintf(out, size, _("off %s %s: %s"),
	    say_distance((double)p->stray, far),
	    say_age(c, c->now > p->off ? c->now - p->off : 0, age),
	    name_of(c, u->route));
}

char *
walk_say(const struct console *c, const struct unit *u, char *out, size_t size)
{
	const char *name = name_of(c, u->route);

	out[0] = '\0';
	switch (walk_of(c, u)) {
	case BEAT_NONE:
		break;
	case BEAT_AWAY:
		snprintf(out, size, _("%s: not on patrol"), name);
		break;
	case BEAT_UNKNOWN:
		snprintf(out, size, _("%s: not known"), name);
		break;
	case BEAT_ON:
		snprintf(out, size, _("on %s"), name);
		break;
	case BEAT_OFF:
		say_off(c, u, out, size);
		break;
	}
	return out;
}

/* ---- x ---- */

static void
take(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = {.command = command_get(COMMAND_WALK)};
	const char *route = l->item[*chosen].id;

	(void)count;
	call_set_text(&call, ARG_walk_unit, l->id);
	if (*route)
		call_set_text(&call, ARG_walk_route, route);
	console_send(c, &call, true);
}

static void
offer(struct console *c, const struct route *r, const struct unit *u)
{
	struct list_item *item = list_add(c);

	if (!item)
		return;
	item->kind = KIND_ROUTE;
	item->offered = true;
	text_copy_cut(item->id, sizeof(item->id), r->head.id);
	snprintf(item->text, sizeof(item->text), "%s%s", text_or(r->name, "?"),
	    text_is(u->route, r->head.id) ? _("  now") : "");
}

/* Routes of its own station, and those of none. */
static size_t
offer_all(struct console *c, const struct unit *u)
{
	const struct record *const *all = table_all(c->table, KIND_ROUTE);
	size_t offered = 0;

	for (size_t n = 0; n < table_count(c->table, KIND_ROUTE); n++) {
		const struct route *r = (const struct route *)all[n];

		if (r->retired || (r->head.station && !text_is(r->head.station,
		                                          u->head.station)))
			continue;
		offer(c, r, u);
		offered++;
	}
	return offered;
}

void
act_unit_route(struct console *c)
{
	const struct unit *u = units_selected(c);
	struct list_item *none;
	struct list *l;
	char title[160];

	if (!u)
		return;
	if (u->mobility == MOVES_FIXED) {
		console_say(c, STYLE_NORMAL,
		    _("%s is a post: it walks nowhere"),
		    text_or(u->callsign, "?"));
		return;
	}
	snprintf(
	    title, sizeof(title), _("route of %s"), text_or(u->callsign, "?"));
	l = list_open(c, &u->head, ACTION_PLAN, title);
	l->take = take;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit sets the route at once  Esc leaves it"));
	if (offer_all(c, u) == 0 && !u->route) {
		list_close(c);
		console_say(c, STYLE_NORMAL, "%s",
		    _("no routes here: watchroomd layer add --role route"));
		return;
	}
	none = list_add(c);
	if (!none)
		return;
	none->offered = true;
	text_copy_cut(none->text, sizeof(none->text), _("no route"));
}
