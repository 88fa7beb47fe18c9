/*
 * See view-map.h. The screen as a view: what keys do on it. An act is about
 * what is selected, an incident as in the queue or a unit as among the units.
 */
#include "tui/view-map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/map.h"
#include "tui/prompt.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define ZOOM_FIRST 9 /* some 4 m a dot: a quarter around it */
#define RELABEL_MS ((msec_t)5000)

static bool
open_map(struct console *c)
{
	struct map *m = calloc(1, sizeof(*m));

	c->own[SCREEN_MAP] = m;
	if (!m)
		return false;
	m->about = KIND_INCIDENT;
	m->ring = map_ring_of(c->conf.ring);
	m->face = c->conf.map - 1; /* auto comes first there */
	m->view.zoom = MAP_ZOOM_MIN + 7;
	m->scene_stale = true;
	m->heat.hour = HEAT_ANY_HOUR;
	m->heat.metres = MAP_HEAT_METRES;
	m->heat.stale = true;
	m->search.stale = true;
	return true;
}

static void
close_map(struct console *c)
{
	struct map *m = map_of(c);

	if (!m)
		return;
	scene_free(&m->scene);
	canvas_free(&m->canvas);
	labels_free(&m->labels);
	trail_free(&m->trail);
	map_heat_end(&m->heat);
	map_search_end(&m->search);
	nearby_free(&m->ring_list);
	free(m->mark);
	free(m->letter);
	free(m->kept);
	free(m);
	c->own[SCREEN_MAP] = NULL;
}

/* ---- what happens meanwhile ---- */

static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	enum kind kind = (now ? now : old)->kind;
	struct map *m = map_of(c);

	if (kind == KIND_GRID || kind == KIND_STATION || kind == KIND_PLACE ||
	    kind == KIND_ROUTE)
		m->scene_stale = true;
	if (kind == KIND_SETTING && now &&
	    ((const struct setting *)now)->topic == TOPIC_LAYERS)
		m->asked = false; /* the next tick asks for them */
	if (kind == KIND_INCIDENT)
		m->heat.stale = true;
	map_search_changed(&m->search, old, now);
	nearby_free(&m->ring_list); /* it points at records */
}

static void
moved(struct console *c, const struct position *p)
{
	const struct unit *u = console_unit(c, p->unit);

	if (!u || u->mobility != MOVES_FIXED)
		trail_add(&map_of(c)->trail, p->unit, projection_flat(p->spot),
		    p->at);
}

static void
tick(struct console *c)
{
	struct map *m = map_of(c);

	if (c->boot - m->relabelled >= RELABEL_MS) {
		m->relabel = true;
		m->relabelled = c->boot;
	}
	map_want_layers(c);
	map_ask_heat(c);
}

/* ---- the view ---- */

static void
go_down(struct console *c)
{
	map_move(map_of(c), 1, 0);
}

static void
go_up(struct console *c)
{
	map_move(map_of(c), -1, 0);
}

static void
go_left(struct console *c)
{
	map_move(map_of(c), 0, -1);
}

static void
go_right(struct console *c)
{
	map_move(map_of(c), 0, 1);
}

static void
half_down(struct console *c)
{
	map_pan(map_of(c), map_of(c)->rows / 2, 0);
}

static void
half_up(struct console *c)
{
	map_pan(map_of(c), -(map_of(c)->rows / 2), 0);
}

static void
half_left(struct console *c)
{
	map_pan(map_of(c), 0, -(map_of(c)->cols / 2));
}

static void
half_right(struct console *c)
{
	map_pan(map_of(c), 0, map_of(c)->cols / 2);
}

static void
zoom_in(struct console *c)
{
	map_zoom(map_of(c), -1);
}

static void
zoom_out(struct console *c)
{
	map_zoom(map_of(c), 1);
}

static void
fit(struct console *c, bool (*find)(const struct console *, struct flat_box *))
{
	struct flat_box box;

	if (find(c, &box))
		map_fit(map_of(c), &box);
}

static void
go_home(struct console *c)
{
	fit(c, map_home);
}

static void
go_everything(struct console *c)
{
	fit(c, map_everything);
}

/* ---- selecting ---- */

/* Brings the chosen into sight; one that is there already moves nothing. */
static void
look_at_chosen(struct console *c)
{
	struct map *m = map_of(c);
	struct point spot;
	struct flat f;

	m->aim = true;
	m->aim_at = (struct point){0};
	if (!map_chosen_spot(c, &spot)) {
		if (map_chosen(c))
			console_say(c, STYLE_ERROR, "%s",
			    _("its place is not known: it is not on the map"));
		m->aim = false;
		return;
	}
	f = projection_flat(spot);
	if (!m->placed || !map_in_sight(m, f))
		map_look_at(m, f, m->placed ? m->view.zoom : ZOOM_FIRST);
}

void
map_show(struct console *c, enum kind kind, const char *id)
{
	map_choose(c, kind, id);
	look_at_chosen(c);
}

void
map_show_spot(struct console *c, struct point spot)
{
	struct map *m = map_of(c);
	struct flat f = projection_flat(spot);

	m->follow = false;
	m->aim = true;
	m->aim_at = spot;
	if (!m->placed || !map_in_sight(m, f))
		map_look_at(m, f, m->placed ? m->view.zoom : ZOOM_FIRST);
	console_touch(c);
}

static void
go_urgent(struct console *c)
{
	view_queue.act[ACTION_URGENT](c);
	map_of(c)->about = KIND_INCIDENT;
	look_at_chosen(c);
}

static void
open_timeline(struct console *c)
{
	if (map_of(c)->about == KIND_UNIT)
		view_units.act[ACTION_OPEN](c);
	else
		view_queue.act[ACTION_TIMELINE](c);
}

/* What lies under the cursor is selected; what is already, opened. */
static void
open_here(struct console *c)
{
	struct map *m = map_of(c);
	const struct map_mark *mark =
	    map_mark_at(m, m->cursor_row, m->cursor_col);

	if (mark && !mark->chosen)
		map_choose(c, mark->kind, mark->id);
	else
		open_timeline(c);
}

/* Esc takes away what was laid over the map, one thing at a time. */
static void
go_back(struct console *c)
{
	struct map *m = map_of(c);

	if (m->heat.on)
		m->heat.on = false;
	else if (*m->trail.shown)
		trail_show(&m->trail, NULL);
	else if (m->follow)
		m->follow = false;
	else if (!map_hide_search(m))
		console_go(c, SCREEN_QUEUE);
}

static bool
press(struct console *c, const struct key *key)
{
	struct map *m = map_of(c);
	const struct map_mark *mark;
	int row = key->mouse.row - m->top - map_head_rows(m);
	int col = key->mouse.col - m->left;

	if (key->code != K_MOUSE || row < 0 || row >= m->rows || col < 0 ||
	    col >= m->cols)
		return false;
	m->cursor_row = row;
	m->cursor_col = col;
	mark = map_mark_at(m, row, col);
	if (key->mouse.action == MOUSE_WHEEL_UP)
		map_zoom(m, -1);
	else if (key->mouse.action == MOUSE_WHEEL_DOWN)
		map_zoom(m, 1);
	else if (key->mouse.action == MOUSE_PRESS && mark)
		map_choose(c, mark->kind, mark->id);
	return true;
}

/* ---- acts ---- */

/* An act of the column Queue, or of the column Units. */
static void
act(struct console *c, enum action action)
{
	const struct view *view =
	    map_of(c)->about == KIND_UNIT ? &view_units : &view_queue;

	if (view->act[action])
		view->act[action](c);
	else
		console_say(c, STYLE_DIM, _("%s: not for a unit"),
		    words_in("action", actions[action].text));
}

#define ACT(name, ACTION)                   \
	static void name(struct console *c) \
	{                                   \
		act(c, ACTION_##ACTION);    \
	}

ACT(do_sign, SIGN)
ACT(do_dispatch, DISPATCH)
ACT(do_steps, STEPS)
ACT(do_report, REPORT)
ACT(do_edit, EDIT)
ACT(do_priority, PRIORITY)
ACT(do_call, CALL)
ACT(do_hold, HOLD)
ACT(do_voice, VOICE)
ACT(do_plan, PLAN)
ACT(do_take_back, TAKE_BACK)
ACT(do_join, JOIN)

/* Where nothing stands under the cursor, its place goes with the words. */
static void
write_here(struct console *c)
{
	const struct map *m = map_of(c);
	struct point spot =
	    projection_point(map_flat(m, m->cursor_row, m->cursor_col));
	char line[80];

	if (m->about == KIND_UNIT || !m->placed ||
	    map_mark_at(m, m->cursor_row, m->cursor_col)) {
		act(c, ACTION_WRITE);
		return;
	}
	snprintf(
	    line, sizeof(line), "message spot=%.5f,%.5f; ", spot.lat, spot.lon);
	prompt_open_with(c, ':', line);
}

static void
new_here(struct console *c)
{
	const struct map *m = map_of(c);

	form_new_at(c,
	    projection_point(map_flat(m, m->cursor_row, m->cursor_col)),
	    *m->at_cursor.village && m->at_cursor.village_metres < 300
	        ? m->at_cursor.village
	        : "");
}

const struct view view_map = {.screen = SCREEN_MAP,
    .tab = "Map",
    .open = open_map,
    .close = close_map,
    .prepare = map_prepare,
    .draw = map_draw,
    .selected = map_chosen,
    .changed = changed,
    .moved = moved,
    .tick = tick,
    .grab = map_jump_key,
    .key = press,
    .act =
        {
            [ACTION_DOWN] = go_down,
            [ACTION_UP] = go_up,
            [ACTION_LEFT] = go_left,
            [ACTION_RIGHT] = go_right,
            [ACTION_PAGE_DOWN] = half_down,
            [ACTION_PAGE_UP] = half_up,
            [ACTION_HALF_LEFT] = half_left,
            [ACTION_HALF_RIGHT] = half_right,
            [ACTION_TOP] = go_home,
            [ACTION_END] = go_everything,
            [ACTION_ZOOM_IN] = zoom_in,
            [ACTION_ZOOM_OUT] = zoom_out,
            [ACTION_RING_LESS] = map_ring_less,
            [ACTION_RING_MORE] = map_ring_more,
            [ACTION_CHOOSE] = map_views,
            [ACTION_HOUR_BACK] = map_hour_back,
            [ACTION_HOUR_ON] = map_hour_on,
            [ACTION_SHOW] = map_jump,
            [ACTION_URGENT] = go_urgent,
            [ACTION_OPEN] = open_here,
            [ACTION_BACK] = go_back,
            [ACTION_TIMELINE] = open_timeline,
            [ACTION_SIGN] = do_sign,
            [ACTION_DISPATCH] = do_dispatch,
            [ACTION_STEPS] = do_steps,
            [ACTION_WRITE] = write_here,
            [ACTION_REPORT] = do_report,
            [ACTION_EDIT] = do_edit,
            [ACTION_PRIORITY] = do_priority,
            [ACTION_CALL] = do_call,
            [ACTION_HOLD] = do_hold,
            [ACTION_VOICE] = do_voice,
            [ACTION_PLAN] = do_plan,
            [ACTION_GROUND] = map_search_list,
            [ACTION_TAKE_BACK] = do_take_back,
            [ACTION_JOIN] = do_join,
            [ACTION_NEW] = new_here,
        },
    .word = {[ACTION_SHOW] = N_IN("key", "jump"),
        [ACTION_RING_LESS] = N_IN("key", "ring-"),
        [ACTION_RING_MORE] = N_IN("key", "ring+")},
    .first = {ACTION_SHOW, ACTION_SIGN, ACTION_DISPATCH, ACTION_STEPS,
        ACTION_GROUND, ACTION_ZOOM_IN, ACTION_ZOOM_OUT, ACTION_RING_LESS,
        ACTION_RING_MORE, ACTION_CHOOSE}};
