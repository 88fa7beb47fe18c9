/*
 * See act-search.h.
 */
#include "tui/act-search.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/ground.h"
#include "tui/list.h"
#include "tui/prompt.h"
#include "tui/view-map.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define NAME_CELLS 12
#define SWEEPS_SHOWN 6
#define UNITS_MOST 16

/* What a line that is no sector does. */
enum choice {
	CHOICE_SEEN, /* last seen somewhere; the point is in the id */
	CHOICE_RINGS,
	CHOICE_CELLS,
	CHOICE_MORE,
	CHOICE_SHOW,
	/* of sectors */
	CHOICE_BEGIN,
	CHOICE_SWEPT,
	CHOICE_LEAVE,
	CHOICE_OTHER,
	CHOICE_AGAIN,
	CHOICE_UNDO,
	CHOICE_DROP,
};

static struct list_item *PRINTF(3, 4)
    add(struct console *c, unsigned value, const char *fmt, ...)
{
	struct list_item *item = list_add(c);
	va_list args;

	if (!item)
		return NULL;
	item->value = value;
	item->offered = true;
	va_start(args, fmt);
	vsnprintf(item->text, sizeof(item->text), fmt, args);
	va_end(args);
	return item;
}

static struct list_item *
add_sector(struct console *c, const struct sector *s)
{
	struct list_item *item = list_add(c);
	char name[SAY_SIZE], state[SAY_SIZE];

	if (!item)
		return NULL;
	text_copy_cut(item->id, sizeof(item->id), s->head.id);
	item->kind = KIND_SECTOR;
	item->state = s->state;
	say_column(item->text, sizeof(item->text), NAME_CELLS,
	    ground_say_name(s, name));
	ground_say_state(c, s, state);
	if (s->state == SECTOR_UNSEARCHED)
		snprintf(item->text + strlen(item->text),
		    sizeof(item->text) - strlen(item->text), "%s%s%s",
		    s->passes ? _("again") : _("to do"), *state ? "  " : "",
		    state);
	else
		text_copy_cut(item->text + strlen(item->text),
		    sizeof(item->text) - strlen(item->text), state);
	return item;
}

/* ---- one's sectors: the second list ---- */

static const struct sector *
sector_of(const struct console *c, const char *id)
{
	return (const struct sector *)table_get(c->table, KIND_SECTOR, id);
}

/* The call about all sectors of the list; their ids lie in refs. */
static struct call
call_of_list(
    enum command_id command, const struct list *l, const char *refs[EXPECT_MAX])
{
	struct call call = {.command = command_get(command)};
	const char *incident = l->id;
	size_t n = 0;

	for (size_t k = 0; k < l->count && n < EXPECT_MAX; k++) {
		const struct list_item *item = &l->item[k];

		if (item->kind != KIND_SECTOR)
			continue;
		refs[n++] = item->id;
		if (call.command->flags & COMMAND_EXPECTS)
			call_expect(&call, KIND_SECTOR, item->id, item->state);
	}
	call_set_text(&call, ARG_sweep_incident, incident);
	call_set_refs(&call, ARG_sweep_sectors, (struct refs){n, refs});
	return call;
}

/* ":swept 2N 2E who=": what is said of them is to be typed. */
static void
open_line(struct console *c, const struct list *l)
{
	char text[SECTORS_MOST * 4] = "swept";

	for (size_t k = 0; k < l->count; k++) {
		const struct sector *s = l->item[k].kind == KIND_SECTOR
		                             ? sector_of(c, l->item[k].id)
		                             : NULL;

		if (s && strlen(text) + SECTOR_NAME + 2 < sizeof(text))
			snprintf(text + strlen(text),
			    sizeof(text) - strlen(text), " %s",
			    text_or(s->name, "?"));
	}
	snprintf(text + strlen(text), sizeof(text) - strlen(text), " who=");
	prompt_open_with(c, ':', text);
}

static void
drop_one(struct console *c, const struct list *l)
{
	struct call call = {.command = command_get(COMMAND_SECTOR)};

	for (size_t k = 0; k < l->count; k++) {
		const struct sector *s = l->item[k].kind == KIND_SECTOR
		                             ? sector_of(c, l->item[k].id)
		                             : NULL;

		if (!s)
			continue;
		call_set_text(&call, ARG_sector_incident, l->id);
		call_set_text(&call, ARG_sector_name, text_or(s->name, ""));
		call_set_number(&call, ARG_sector_off, true);
		console_ask_send(c, &call, _("%s is no part of the search?"),
		    text_or(s->name, "?"));
		return;
	}
}

static void
take_mark(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	static const enum command_id commands[] = {
	    [CHOICE_BEGIN] = COMMAND_SWEEP,
	    [CHOICE_LEAVE] = COMMAND_SWEEP,
	    [CHOICE_SWEPT] = COMMAND_SWEPT,
	    [CHOICE_UNDO] = COMMAND_SWEPT,
	    [CHOICE_AGAIN] = COMMAND_AGAIN};
	const struct list_item *item = &l->item[*chosen];
	enum choice what = (enum choice)item->value;
	const char *refs[EXPECT_MAX];
	struct call call;

	_Static_assert((int)ARG_sweep_unit == (int)ARG_swept_unit &&
	                   (int)ARG_sweep_sectors == (int)ARG_again_sectors,
	    "what they have in common stands in the same place");
	(void)count;
	if (what == CHOICE_OTHER) {
		open_line(c, l);
		return;
	}
	if (what == CHOICE_DROP) {
		drop_one(c, l);
		return;
	}
	call = call_of_list(commands[what], l, refs);
	if (what == CHOICE_LEAVE)
		call_set_number(&call, ARG_sweep_off, true);
	if (what == CHOICE_UNDO)
		call_set_number(&call, ARG_swept_off, true);
	if (what != CHOICE_AGAIN && *item->id)
		call_set_text(&call, ARG_sweep_unit, item->id);
	console_send(c, &call, true);
}

/* The units that are sent to it. */
static size_t
units_sent(
    const struct console *c, const char *incident, const char *unit[UNITS_MOST])
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	size_t n = table_count(c->table, KIND_ASSIGNMENT), count = 0;

	for (size_t k = 0; k < n && count < UNITS_MOST; k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		if (text_is(a->incident, incident) &&
		    assignment_binds(a->state) && a->unit)
			unit[count++] = a->unit;
	}
	return count;
}

static void
add_act(struct console *c, enum choice what, const char *unit, const char *fmt)
{
	struct list_item *item = add(c, what, "%s", "");

	if (!item)
		return;
	snprintf(item->text, sizeof(item->text), fmt, say_callsign(c, unit));
	text_copy_cut(item->id, sizeof(item->id), unit);
}

/* Whether a unit is at it in one of the sectors. */
static bool
is_at_it(
    const struct console *c, const char *const *id, size_t n, const char *unit)
{
	const struct sweep *sweep[SWEEPS_SHOWN * 4];

	for (size_t k = 0; k < n; k++) {
		size_t m = ground_sweeps(c, id[k], sweep, COUNT_OF(sweep));

		for (size_t i = 0; i < m; i++)
			if (sweep[i]->state == SWEEP_SEARCHING &&
			    text_is(sweep[i]->unit, unit))
				return true;
	}
	return false;
}

static void
add_acts(
    struct console *c, const char *incident, const char *const *id, size_t n)
{
	const char *unit[UNITS_MOST];
	size_t units = units_sent(c, incident, unit);

	for (size_t k = 0; k < units; k++) {
		bool at_it = is_at_it(c, id, n, unit[k]);

		if (!at_it)
			add_act(
			    c, CHOICE_BEGIN, unit[k], _("%s begins to search"));
		add_act(c, CHOICE_SWEPT, unit[k], _("%s has searched"));
		if (at_it)
			add_act(c, CHOICE_LEAVE, unit[k],
			    _("%s leaves it unsearched"));
	}
	add(c, CHOICE_OTHER, "%s", _("searched by others ..."));
}

/* Who went over it, and when: nothing to be taken. */
static void
add_sweeps(struct console *c, const struct sector *s)
{
	const struct sweep *sweep[SWEEPS_SHOWN];
	size_t n = ground_sweeps(c, s->head.id, sweep, SWEEPS_SHOWN);
	char at[TIME_SIZE], worth[24];

	for (size_t k = 0; k < n; k++) {
		const struct sweep *w = sweep[k];
		struct list_item *item = list_add(c);

		if (!item)
			return;
		snprintf(
		    worth, sizeof(worth), " %lld%%", (long long)w->percent);
		snprintf(item->text, sizeof(item->text), "%s  %s %s%s  %s",
		    time_hm(w->ended ? w->ended : w->began, c->zone, at),
		    words_of(&enum_sweep_state, w->state), text_or(w->who, "?"),
		    w->percent ? worth : "", text_or(w->note, ""));
	}
}

static void
open_sectors(struct console *c, const struct incident *i, const char *const *id,
    size_t n)
{
	const struct sector *s = sector_of(c, id[0]);
	char title[160], sum[SAY_SIZE];
	struct list *l;

	snprintf(title, sizeof(title), _("search %s: %s"), console_number(i),
	    ground_say_sum(c, i->head.id, sum));
	l = list_open(c, &i->head, ACTION_GROUND, title);
	l->take = take_mark;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit takes it at once  Esc leaves it"));
	add_acts(c, i->head.id, id, n);
	if (n == 1 && s && s->state == SECTOR_SEARCHED)
		add(c, CHOICE_AGAIN, "%s", _("to be searched again"));
	if (n == 1 && s && s->passes > 0)
		add(c, CHOICE_UNDO, "%s", _("not searched after all"));
	if (n == 1 && s && s->state == SECTOR_UNSEARCHED)
		add(c, CHOICE_DROP, "%s", _("no part of the search"));
	for (size_t k = 0; k < n; k++)
		if (sector_of(c, id[k]))
			add_sector(c, sector_of(c, id[k]));
	if (n == 1 && s)
		add_sweeps(c, s);
}

/* ---- all of it: the first list ---- */

/* A line to be finished: when, and who saw it. */
static void
open_seen(struct console *c, const char *point)
{
	char text[96];

	snprintf(text, sizeof(text), "lastseen spot=\"%s\" -", point);
	prompt_open_with(c, ':', text);
}

static void
send_sectors(struct console *c, const struct list *l, enum choice what)
{
	struct call call = {.command = command_get(COMMAND_SECTORS)};

	call_set_text(&call, ARG_sectors_incident, l->id);
	call_set_number(
	    &call, ARG_sectors_metres, what == CHOICE_CELLS ? 200 : 300);
	call_set_number(&call, ARG_sectors_pattern,
	    what == CHOICE_CELLS ? PATTERN_CELLS : PATTERN_RINGS);
	console_send(c, &call, true);
}

static void
take_sectors(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct incident *i = console_incident(c, l->id);
	char kept[EXPECT_MAX][ID_SIZE];
	const char *id[EXPECT_MAX];
	size_t n = 0;

	for (size_t k = 0; k < count && n < EXPECT_MAX; k++) {
		if (l->item[chosen[k]].kind != KIND_SECTOR)
			continue;
		text_copy_cut(kept[n], ID_SIZE, l->item[chosen[k]].id);
		id[n] = kept[n];
		n++;
	}
	if (i && n > 0)
		open_sectors(c, i, id, n);
}

static void
take(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct list_item *item = &l->item[*chosen];

	if (item->kind == KIND_SECTOR) {
		take_sectors(c, l, chosen, count);
		return;
	}
	switch ((enum choice)item->value) {
	case CHOICE_SEEN:
		open_seen(c, item->id);
		break;
	case CHOICE_RINGS:
	case CHOICE_CELLS:
		send_sectors(c, l, (enum choice)item->value);
		break;
	case CHOICE_SHOW:
		if (console_incident(c, l->id))
			map_show_search(c, console_incident(c, l->id));
		break;
	case CHOICE_MORE:
		prompt_open_with(c, ':', "sectors ");
		break;
	default:
		break;
	}
}

static void
add_seen(struct console *c, struct point p, const char *fmt)
{
	struct list_item *item = add(c, CHOICE_SEEN, "%s", "");

	if (!item)
		return;
	snprintf(item->id, sizeof(item->id), "%.5f,%.5f", p.lat, p.lon);
	snprintf(item->text, sizeof(item->text), fmt, item->id);
}

static void
add_points(
    struct console *c, const struct incident *i, const struct point *here)
{
	if (here)
		add_seen(c, *here, _("last seen at the cursor, %s ..."));
	if (point_set(i->spot))
		add_seen(
		    c, i->spot, _("last seen at the incident's place, %s ..."));
}

/* The sector that one looks at, then what is left. */
static void
add_sectors(struct console *c, const struct sector *const *list, size_t n,
    const struct point *here)
{
	const struct sector *first = NULL;

	for (size_t k = 0; here && !first && k < n; k++)
		if (point_in_ring(*here, list[k]->outline))
			first = list[k];
	for (size_t k = 0; k <= n; k++) {
		const struct sector *s = k == 0 ? first : list[k - 1];
		struct list_item *item;

		if (!s || (k > 0 && s == first))
			continue;
		item = add_sector(c, s);
		if (item)
			item->offered = true;
	}
}

/* Where that was, and who saw it: nothing to be taken. */
static void
add_clue(struct console *c, const struct incident *i)
{
	struct list_item *item = point_set(i->sighting) ? list_add(c) : NULL;
	char seen[SAY_SIZE];

	if (item)
		snprintf(item->text, sizeof(item->text), "%s  %.5f,%.5f  %s",
		    ground_say_sighting(c, i, seen), i->sighting.lat,
		    i->sighting.lon, text_or(i->clue, ""));
}

void
act_search_of(
    struct console *c, const struct incident *i, const struct point *here)
{
	const struct sector *list[SECTORS_MOST];
	size_t n = ground_of(c, i->head.id, list);
	char title[160], text[SAY_SIZE];
	struct list *l;

	if (n > 0)
		ground_say_sum(c, i->head.id, text);
	else
		ground_say_sighting(c, i, text);
	snprintf(title, sizeof(title),
	    *text ? _("search %s: %s") : _("search %s"), console_number(i),
	    text);
	l = list_open(c, &i->head, ACTION_GROUND, title);
	l->take = take;
	l->several = n > 0;
	text_copy_cut(l->hint, sizeof(l->hint),
	    n ? _("digit opens it  Space marks, Enter opens the marked  Esc")
	      : _("digit takes it at once  Esc leaves it"));
	if (n > 0 && !c->plain)
		add(c, CHOICE_SHOW, "%s", _("all of it on the map"));
	add_sectors(c, list, n, here);
	if (n == 0 && (point_set(i->sighting) || point_set(i->spot))) {
		add(c, CHOICE_RINGS, "%s",
		    _("two rings of 300 m in quarters: 8 sectors"));
		add(c, CHOICE_CELLS, "%s", _("cells of 200 m: 25 sectors"));
	}
	add_points(c, i, here);
	if (point_set(i->sighting) || point_set(i->spot))
		add(c, CHOICE_MORE, "%s", _("other sectors ..."));
	add_clue(c, i);
}

void
act_search(struct console *c)
{
	const struct incident *i = queue_incident(c);

	if (i)
		act_search_of(c, i, NULL);
}

void
command_left(struct console *c, const struct call *call)
{
	const struct incident *i =
	    console_incident(c, call_text(call, ARG_left_incident));

	if (i)
		act_search_of(c, i, NULL);
	else
		console_say(c, STYLE_ERROR, "%s", _("that is not shown here"));
}
