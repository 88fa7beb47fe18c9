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

#include "model/text.h"
#include "net/link/history.h"
#include "tui/act-plan.h"
#include "tui/act.h"
#include "tui/board.h"
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
struct laid {
	struct buf text; /* clean; line ends part it too */
	size_t cols;
};

static void
lay(const struct console *c, const struct message *m, struct laid *laid)
{
	char line[LINE_MOST];

	story_line(c, m, line, sizeof(line));
	buf_clear(&laid->text);
	text_clean(&laid->text, line, strlen(line), TEXT_LINES);
}

/* Where a row that is too long is parted: at a blank, if one is near. */
static size_t
part(const char *text, size_t fits)
{
	for (size_t n = fits; n > fits / 2; n--)
		if (text[n - 1] == ' ')
			return n;
	return fits;
}

/* The next row of it from *at on; its bytes, and *at moves behind it. */
static size_t
next_row(const struct laid *laid, bool first, const char **at)
{
	size_t line = strcspn(*at, "\n");
	size_t cols = first || laid->cols <= 2 * INDENT ? laid->cols
	                                                : laid->cols - INDENT;
	size_t fits = text_cut(*at, line, cols, NULL);

	if (fits < line)
		fits = part(*at, fits);
	*at += fits;
	*at += **at == '\n' && fits == line;
	return fits;
}

static size_t
count_rows(const struct laid *laid)
{
	const char *at = buf_str(&laid->text);
	size_t n = 0;

	do {
		if (next_row(laid, n == 0, &at) == 0 && *at)
			break;
		n++;
	} while (*at);
	return n;
}

static void
draw_line(const struct laid *laid, struct area a, int row, enum style style)
{
	const char *at = buf_str(&laid->text), *from;
	bool first = true;

	do {
		int col = first || laid->cols <= 2 * INDENT ? 0 : INDENT;
		size_t len;

		from = at;
		len = next_row(laid, first, &at);
		if (row >= 0)
			draw_text_flags(
			    a, row, col, a.cols - col, style, 0, from, len);
		if (len == 0 && *at)
			break;
		first = false;
		row++;
	} while (*at && row < a.rows);
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
	struct laid laid = {.cols = (size_t)a.cols};
	const struct message *m;
	struct lines l;
	int row = a.rows + (int)own(c)->back;

	lines_begin(c, &l);
	for (size_t n = 0; row > 0 && (m = lines_at(&l, n)); n++) {
		lay(c, m, &laid);
		row -= (int)count_rows(&laid);
		if (row < a.rows)
			draw_line(&laid, a, row, style_of(m));
	}
	if (l.lives + l.own->olds == 0)
		draw_text(a, a.rows - 1, 0, a.cols, STYLE_DIM,
		    _("nothing is told of it yet"));
	buf_free(&laid.text);
}

/* All rows of the lines that are here. */
static size_t
total_rows(const struct console *c, size_t cols)
{
	struct laid laid = {.cols = cols};
	const struct message *m;
	struct lines l;
	size_t rows = 0;

	lines_begin(c, &l);
	for (size_t n = 0; (m = lines_at(&l, n)); n++) {
		lay(c, m, &laid);
		rows += count_rows(&laid);
	}
	buf_free(&laid.text);
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
	o->asked = history_ask(
	    c->link, o->room, oldest ? oldest->head.seq : 0, take_page, c, &p);
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

/* Goes so many rows back, into what is older; below 0: towards the newest. */
static void
go_back_by(struct console *c, int64_t by)
{
	struct own *o = own(c);
	size_t total, room = rows_now(c);
	int64_t most, back;

	follow(c);
	total = total_rows(c, cols_now(c));
	most = total > room ? (int64_t)(total - room) : 0;
	back = (int64_t)o->back + by;
	if (back > most || (most == 0 && by > 0))
		ask_older(c);
	o->back = (size_t)(back < 0 ? 0 : back > most ? most : back);
	console_touch(c);
}

static void
go_up(struct console *c)
{
	go_back_by(c, 1);
}

static void
go_down(struct console *c)
{
	go_back_by(c, -1);
}

static void
go_page_up(struct console *c)
{
	go_back_by(c, (int64_t)rows_now(c));
}

static void
go_page_down(struct console *c)
{
	go_back_by(c, -(int64_t)rows_now(c));
}

static void
go_top(struct console *c)
{
	go_back_by(c, INT32_MAX);
}

static void
go_end(struct console *c)
{
	go_back_by(c, -INT32_MAX);
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
	struct laid laid = {.cols = cols_now(c)};

	if (!now || old || now->kind != KIND_MESSAGE || o->back == 0 ||
	    !text_is(m->room, o->room))
		return;
	lay(c, m, &laid);
	o->back += count_rows(&laid);
	buf_free(&laid.text);
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
    .selected = selected,
    .changed = changed,
    .tick = tick,
    .act = {
        [ACTION_DOWN] = go_down,
        [ACTION_UP] = go_up,
        [ACTION_PAGE_DOWN] = go_page_down,
        [ACTION_PAGE_UP] = go_page_up,
        [ACTION_TOP] = go_top,
        [ACTION_END] = go_end,
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
        [ACTION_SHOW] = act_show,
        [ACTION_TAKE_BACK] = act_take_back,
        [ACTION_JOIN] = act_join,
    }};
