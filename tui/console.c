/*
 * The console's state, and what screens ask of it.
 */
#include "tui/console.h"

#include "net/link/boot.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/board.h"
#include "tui/call-copy.h"
#include "tui/frame.h"
#include "tui/plain.h"
#include "tui/ring.h"
#include "tui/view-map.h"
#include "tui/wall.h"
#include "tui/words.h"

const struct view *const views[SCREEN_COUNT] = {
    [SCREEN_QUEUE] = &view_queue,
    [SCREEN_MAP] = &view_map,
    [SCREEN_TASKS] = &view_tasks,
    [SCREEN_CHAT] = &view_chat,
    [SCREEN_UNITS] = &view_units,
    [SCREEN_OUTBOX] = &view_outbox,
    [SCREEN_TIMELINE] = &view_timeline,
    [SCREEN_LOG] = &view_log,
    [SCREEN_HELP] = &view_help,
};

void
console_take_time(struct console *c)
{
	c->boot = boot_now(NULL);
	c->now = link_now(c->link);
}

void
console_touch(struct console *c)
{
	c->stale = true;
}

void
console_end(struct console *c, enum problem_code why)
{
	c->ending = true;
	if (c->why == PROBLEM_NONE)
		c->why = why;
}

void
console_ring(struct console *c, const char *reason, const char *id)
{
	if (!rings_first(c->rings, reason, id))
		return;
	c->bell = true;
	if (c->plain)
		plain_ring(c, reason, id);
	console_touch(c);
}

/* The result row */

void
console_say(struct console *c, enum style style, const char *fmt, ...)
{
	struct result *r = &c->result;
	va_list args;

	va_start(args, fmt);
	vsnprintf(r->text, sizeof(r->text), fmt, args);
	va_end(args);
	r->style = style;
	r->key[0] = '\0';
	r->at = c->boot;
	r->stroke = c->strokes;
	console_touch(c);
}

void
console_say_problem(struct console *c, const struct problem *p)
{
	char text[sizeof(c->result.text)];

	console_say(c, STYLE_ERROR, "%s", words_problem(p, text, sizeof(text)));
}

void
console_ask(
    struct console *c, void (*yes)(struct console *c), const char *fmt, ...)
{
	struct question *q = &c->question;
	va_list args;

	va_start(args, fmt);
	vsnprintf(q->text, sizeof(q->text), fmt, args);
	va_end(args);
	call_free(q->call);
	q->call = NULL;
	q->key[0] = '\0';
	q->yes = yes;
	q->open = true;
	q->unasked = false;
	q->seen = 0;
	console_touch(c);
}

/* Where one is */

void
console_go(struct console *c, enum screen screen)
{
	if (!views[screen]) {
		console_say(c, STYLE_DIM, "%s", _("that screen comes later"));
		return;
	}
	if (screen == c->screen) {
		c->enlarged = !c->enlarged && wall_is_on(c);
		list_close(c);
		console_touch(c);
		return;
	}
	if (screen != SCREEN_QUEUE && frame_is_small(c)) {
		console_say(c, STYLE_DIM, _("other screens want %dx%d"),
		    FRAME_FULL_COLS, FRAME_FULL_ROWS);
		return;
	}
	c->enlarged = false;
	c->before = c->screen;
	c->screen = screen;
	c->tick_at = 0; /* what the screen needs is asked for at once */
	list_close(c);
	if (views[screen]->enter)
		views[screen]->enter(c);
	console_touch(c);
}

void
console_select(struct console *c, enum kind kind, const char *id)
{
	/* The map shows both; it is not left for the sake of a list. */
	if (c->screen == SCREEN_MAP &&
	    (kind == KIND_INCIDENT || kind == KIND_UNIT)) {
		map_show(c, kind, id);
	} else if (kind == KIND_INCIDENT) {
		text_copy_cut(c->incident, sizeof(c->incident), id);
		board_select(c->board, c->incident);
		console_go(c, SCREEN_QUEUE);
	} else if (kind == KIND_UNIT) {
		text_copy_cut(c->unit, sizeof(c->unit), id);
		console_go(c, SCREEN_UNITS);
	}
	console_touch(c);
}

/* Records */

const struct incident *
console_incident(const struct console *c, const char *id)
{
	return (const struct incident *)table_get(c->table, KIND_INCIDENT, id);
}

const struct unit *
console_unit(const struct console *c, const char *id)
{
	return (const struct unit *)table_get(c->table, KIND_UNIT, id);
}

const struct station *
console_station(const struct console *c)
{
	const char *id = session_info(link_session(c->link))->station;
	const struct record *s = NULL;

	if (*id)
		s = table_get(c->table, KIND_STATION, id);
	else if (table_count(c->table, KIND_STATION) == 1)
		s = table_all(c->table, KIND_STATION)[0];
	return (const struct station *)s;
}

const char *
console_label(const struct console *c, const char *setting)
{
	const struct setting *s =
	    (const struct setting *)table_get(c->table, KIND_SETTING, setting);
	const char *label;

	if (!s)
		return "";
	label = words_chinese() ? s->zh : s->en;
	return text_or(label, text_or(s->name, ""));
}
