/*
 * See frame.h. Drawing reads the console's state and decides nothing.
 */
#include "tui/frame.h"

#include <stdio.h>

#include "tui/chat.h"
#include "tui/keyboard.h"
#include "tui/login.h"
#include "tui/status.h"
#include "tui/wall.h"
#include "tui/words.h"

#define HEAD_ROWS 2
#define FOOT_ROWS 3

static void
draw_too_small(struct area all)
{
	char text[80];

	snprintf(text, sizeof(text), _("too small: %dx%d at least"), FRAME_COLS,
	    FRAME_ROWS);
	draw_text(all, 0, 0, all.cols, STYLE_BOLD, text);
	draw_cursor(all, 0, 0);
}

/* How many rows of the view something covers, at its lower end. */
static int
cover_rows(const struct console *c, int view_rows)
{
	int half = view_rows - view_rows / 2;
	int rows = c->form ? form_rows(c) : c->list.open ? list_rows(c) : 0;

	if (!c->form && rows > half)
		return half;
	return rows > view_rows ? view_rows : rows;
}

static struct area
middle_of(struct area all)
{
	return area_part(
	    all, HEAD_ROWS, 0, all.rows - HEAD_ROWS - FOOT_ROWS, all.cols);
}

/* What lists and forms cover the lower part of. */
static struct area
coverable(const struct console *c, struct area middle)
{
	return wall_is_on(c) ? wall_left(middle) : middle;
}

struct area
frame_area(const struct console *c, enum screen screen)
{
	struct area middle;

	if (!c->term)
		return (struct area){
		    .rows = FRAME_FULL_ROWS - HEAD_ROWS - FOOT_ROWS,
		    .cols = FRAME_FULL_COLS};
	middle = (struct area){.draw = c->draw,
	    .row = HEAD_ROWS,
	    .rows = term_rows(c->term) - HEAD_ROWS - FOOT_ROWS,
	    .cols = term_cols(c->term)};
	return wall_is_on(c) && wall_has(screen) ? wall_pane(middle, screen)
	                                         : middle;
}

int
frame_list_rows(const struct console *c)
{
	struct area all = draw_screen(c->draw);

	if (!c->list.open || c->form || all.rows < FRAME_ROWS ||
	    all.cols < FRAME_COLS)
		return 0;
	return cover_rows(c, coverable(c, middle_of(all)).rows);
}

/* The view has what is not covered, so that its selected row is in sight. */
static void
draw_middle(const struct console *c, const struct view *view, struct area a)
{
	struct area over = coverable(c, a);
	int rows = cover_rows(c, over.rows);
	struct area low = area_part(over, over.rows - rows, 0, rows, over.cols);

	if (wall_is_on(c))
		wall_draw(c, a, rows);
	else
		view->draw(c, area_part(a, 0, 0, a.rows - rows, a.cols));
	if (rows > 0 && c->form)
		form_draw(c, low);
	else if (rows > 0)
		list_draw(c, low);
}

bool
frame_is_small(const struct console *c)
{
	return c->term && (term_rows(c->term) < FRAME_FULL_ROWS ||
	                      term_cols(c->term) < FRAME_FULL_COLS);
}

/*
 * On a small screen keys must not go to what is not shown, so one is on the
 * queue there; when it grows again one is where one was. Whoever is writing
 * stays: letters that were meant as text are no keys.
 */
static void
fit_screen(struct console *c)
{
	bool small = frame_is_small(c);

	if (small && c->screen != SCREEN_QUEUE && !chat_is_writing(c)) {
		c->outgrown = c->screen;
		c->screen = SCREEN_QUEUE;
		list_close(c);
	} else if (!small && c->outgrown != SCREEN_QUEUE) {
		if (c->screen == SCREEN_QUEUE)
			c->screen = c->outgrown;
		c->outgrown = SCREEN_QUEUE;
	}
}

void
frame_prepare(struct console *c)
{
	struct area all = draw_screen(c->draw);
	const struct view *view;

	fit_screen(c);
	view = views[c->screen];
	keyboard_shown(c);
	if (wall_is_on(c))
		wall_prepare(c, middle_of(all));
	else if (view && view->prepare)
		view->prepare(c, middle_of(all));
}

void
frame_draw(const struct console *c)
{
	struct area all = draw_screen(c->draw), middle;
	const struct view *view = views[c->screen];

	if (all.rows < FRAME_ROWS || all.cols < FRAME_COLS) {
		draw_too_small(all);
		return;
	}
	status_draw_head(c, area_part(all, 0, 0, HEAD_ROWS, all.cols));
	middle = middle_of(all);
	if (login_is_open(c)) {
		login_draw(c, middle);
	} else if (view) {
		draw_middle(c, view, middle);
	}
	status_draw_foot(
	    c, area_part(all, all.rows - FOOT_ROWS, 0, FOOT_ROWS, all.cols));
}
