/*
 * `t`: the whole story of the selected incident, the newest line at the bottom.
 * The live lines come by the feed; older ones are asked for, a page at a time,
 * when one goes up beyond them.
 *
 * It is drawn from the bottom up, so that nothing above what is on the screen
 * is ever laid out.
 */
#include "tui/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/talk.h"
#include "model/text.h"
#include "net/link/history.h"
#include "tui/act-plan.h"
#include "tui/act-search.h"
#include "tui/act.h"
#include "tui/board.h"
#include "tui/flow.h"
#include "tui/frame.h"
#include "tui/say.h"
#include "tui/story.h"
#include "tui/view-queue.h"
#include "tui/words.h"

#define OLD_MOST 2000 /* older lines that are kept */
#define LINE_MOST (TEXT_MAX + 512)
#define INDENT 9 /* of the second row of a line: behind the time */

struct own {
	char room[ID_SIZE];
	size_t back; /* rows between the newest and the bottom of the screen */
	struct message *old[OLD_MOST]; /* owned, the newest first */
	size_t olds;
	struct history *asked; /* under way, or NULL */
	bool whole;            /* the story's beginning is here */
};

static struct own *
own(const struct console *c)
{
	return c->own[SCREEN_TIMELINE];
}

static void
forget(struct own *o)
{
	for (size_t n = 0; n < o->olds; n++)
		record_free(&o->old[n]->head);
	history_cancel(o->asked);
	*o = (struct own){0};
}

static bool
open_view(struct console *c)
{
	c->own[SCREEN_TIMELINE] = calloc(1, sizeof(struct own));
	return own(c) != NULL;
}

static void
close_view(struct console *c)
{
	if (own(c))
		forget(own(c));
	free(own(c));
	c->own[SCREEN_TIMELINE] = NULL;
}

/* Another incident was selected: its story begins at the newest line. */
static void
follow(struct console *c)
{
	struct own *o = own(c);

	if (strcmp(o->room, c->incident) == 0)
		return;
	forget(o);
	text_copy_cut(o->room, sizeof(o->room), c->incident);
}

/* ---- the lines, from the newest ---- */

struct lines {
	const struct own *own;
	const struct message *live[STORY_MOST];
	size_t lives;
};

static void
lines_begin(const struct console *c, struct lines *l)
{
	l->own = own(c);
	l->lives = story_of(c, l->own->room, l->live, STORY_MOST);
}

/* The n-th from the newest; NULL behind the oldest that is here. */
static const struct message *
lines_at(const struct lines *l, size_t n)
{
	if (n < l->lives)
		return l->live[l->lives - 1 - n];
	n -= l->lives;
	return n < l->own->olds ? l->own->old[n] : NULL;
}

/* A line as it is shown, parted into rows. */
static void
lay(const struct console *c, const struct message *m, size_t cols,
    struct flow *flow)
{
	char line[LINE_MOST];

	story_line(c, m, line, sizeof(line));
	flow_set(flow, line, strlen(line), cols, INDENT);
}

static enum style
style_of(const struct message *m)
{
	if (m->class == MESSAGE_MUSTREAD)
		return STYLE_BOLD;
	return m->class == MESSAGE_TALK ? STYLE_NORMAL : STYLE_DIM;
}

static void
draw_lines(const struct console *c, struct area a)
{
	struct flow flow = {0};
	const struct message *m;
	struct lines l;
	int row = a.rows + (int)own(c)->back;

	lines_begin(c, &l);
	for (size_t n = 0; row > 0 && (m = lines_at(&l, n)); n++) {
		lay(c, m, (size_t)a.cols, &flow);
		row -= (int)flow_rows(&flow, SIZE_MAX);
		if (row < a.rows)
			flow_draw(&flow, a, row, 0, SIZE_MAX / 2, style_of(m));
	}
	if (l.lives + l.own->olds == 0)
		draw_text(a, a.rows - 1, 0, a.cols, STYLE_DIM,
		    _("nothing is told of it yet"));
	flow_free(&flow);
}

/* All rows of the lines that are here. */
static size_t
total_rows(const struct console *c, size_t cols)
{
	struct flow flow = {0};
	const struct message *m;
	struct lines l;
	size_t rows = 0;

	lines_begin(c, &l);
	for (size_t n = 0; (m = lines_at(&l, n)); n++) {
		lay(c, m, cols, &flow);
		rows += flow_rows(&flow, SIZE_MAX);
	}
	flow_free(&flow);
	return rows;
}

static void
draw(const struct console *c, struct area a)
{
	const struct incident *i = console_incident(c, c->incident);
	const struct own *o = own(c);
	const char *right = _("k goes back further");
	char title[256] = "";

	if (!i)
		i = board_ghost(c->board);
	if (i)
		snprintf(title, sizeof(title), "%s %s  %s", console_number(i),
		    say_category(c, i), say_state(i, c->now));
	if (o->asked)
		right = _("older lines are being asked for");
	else if (o->whole)
		right = _("from the beginning");
	draw_rule(a, 0, STYLE_TITLE, title, right);
	draw_cursor(a, a.rows - 1, 0);
	if (strcmp(o->room, c->incident) == 0)
		draw_lines(c, area_part(a, 1, 0, a.rows - 1, a.cols));
}

/* ---- older lines ---- */

static void
take_page(void *ctx, struct history_page *page)
{
	struct console *c = ctx;
	struct own *o = own(c);

	o->asked = NULL;
	console_touch(c);
	if (page->problem.code != PROBLEM_NONE) {
		console_say_problem(c, &page->problem);
		return;
	}
	o->whole = !page->more || page->count == 0;
	for (size_t n = 0; n < page->count && o->olds < OLD_MOST; n++) {
		o->old[o->olds++] = (struct message *)page->records[n];
		page->records[n] = NULL;
	}
}

static void
ask_older(struct console *c)
{
	struct own *o = own(c);
	const struct message *oldest = NULL, *m;
	struct problem p;
	struct lines l;

	if (o->asked || o->whole || o->olds == OLD_MOST)
		return;
	lines_begin(c, &l);
	for (size_t n = 0; (m = lines_at(&l, n)); n++)
		oldest = m;
	o->asked = history_ask(c->link, o->room,
	    oldest ? message_place(oldest) : 0, take_page, c, &p);
	if (!o->asked)
		console_say_problem(c, &p);
}

/* ---- keys ---- */

static size_t
rows_now(const struct console *c)
{
	int rows = frame_area(c, SCREEN_TIMELINE).rows - 1;

	return rows > 0 ? (size_t)rows : 1;
}

static size_t
cols_now(const struct console *c)
{
	return (size_t)frame_area(c, SCREEN_TIMELINE).cols;
}

/* What is older stands above, and is asked for where it is not here. */
static void
go_by(struct console *c, int64_t by)
{
	struct own *o = own(c);
	size_t total, room = rows_now(c);
	int64_t most, back;

	follow(c);
	total = total_rows(c, cols_now(c));
	most = total > room ? (int64_t)(total - room) : 0;
	back = (int64_t)o->back - by;
	if (back > most || (most == 0 && by < 0))
		ask_older(c);
	o->back = (size_t)(back < 0 ? 0 : back > most ? most : back);
	console_touch(c);
}

static void
leave(struct console *c)
{
	console_go(c, SCREEN_QUEUE);
}

static void
tick(struct console *c)
{
	if (c->screen == SCREEN_TIMELINE)
		follow(c);
}

/* A line that came does not move what one reads further up. */
static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	struct own *o = own(c);
	const struct message *m = (const struct message *)now;
	struct flow flow = {0};

	if (!now || old || now->kind != KIND_MESSAGE || o->back == 0 ||
	    !text_is(m->room, o->room))
		return;
	lay(c, m, cols_now(c), &flow);
	o->back += flow_rows(&flow, SIZE_MAX);
	flow_free(&flow);
}

static const struct record *
selected(const struct console *c)
{
	return view_queue.selected(c);
}

const struct view view_timeline = {.screen = SCREEN_TIMELINE,
    .tab = "Timeline",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .move = go_by,
    .page = rows_now,
    .selected = selected,
    .changed = changed,
    .tick = tick,
    .act = {
        [ACTION_BACK] = leave,
        [ACTION_TIMELINE] = leave,
        [ACTION_SIGN] = act_sign,
        [ACTION_DISPATCH] = act_dispatch,
        [ACTION_STEPS] = act_steps,
        [ACTION_WRITE] = act_write,
        [ACTION_PRIORITY] = act_priority,
        [ACTION_EDIT] = form_edit,
        [ACTION_REPORT] = form_report,
        [ACTION_CALL] = form_reveal,
        [ACTION_HOLD] = act_hold,
        [ACTION_VOICE] = act_voice,
        [ACTION_PLAN] = act_plan,
        [ACTION_GROUND] = act_search,
        [ACTION_SHOW] = act_show,
        [ACTION_TAKE_BACK] = act_take_back,
        [ACTION_JOIN] = act_join,
    }};
