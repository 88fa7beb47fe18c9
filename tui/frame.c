/*
 * See frame.h. Drawing reads the console's state and decides nothing.
 */
#include "tui/frame.h"

#include <stdio.h>

#include "tui/login.h"
#include "tui/status.h"
#include "tui/words.h"

static void
draw_too_small(struct area all)
{
	char text[80];

	snprintf(text, sizeof(text), _("too small: %dx%d at least"), FRAME_COLS,
	    FRAME_ROWS);
	draw_text(all, 0, 0, all.cols, STYLE_BOLD, text);
	draw_cursor(all, 0, 0);
}

/* What covers the lower part of the view, if anything does. */
static void
draw_cover(const struct console *c, struct area view)
{
	int half = view.rows - view.rows / 2;
	int rows = c->form ? form_rows(c) : c->list.open ? list_rows(c) : 0;
	struct area low;

	if (!c->form && rows > half)
		rows = half;
	if (rows > view.rows)
		rows = view.rows;
	if (rows <= 0)
		return;
	low = area_part(view, view.rows - rows, 0, rows, view.cols);
	draw_blank(low);
	if (c->form)
		form_draw(c, low);
	else
		list_draw(c, low);
}

void
frame_draw(const struct console *c)
{
	struct area all = draw_screen(c->draw), middle;
	bool full = all.rows >= FRAME_FULL_ROWS && all.cols >= FRAME_FULL_COLS;
	const struct view *view = views[full ? c->screen : SCREEN_QUEUE];

	if (all.rows < FRAME_ROWS || all.cols < FRAME_COLS) {
		draw_too_small(all);
		return;
	}
	status_draw_head(c, area_part(all, 0, 0, 2, all.cols));
	middle = area_part(all, 2, 0, all.rows - 5, all.cols);
	if (login_is_open(c)) {
		login_draw(c, middle);
	} else if (view) {
		view->draw(c, middle);
		draw_cover(c, middle);
	}
	status_draw_foot(c, area_part(all, all.rows - 3, 0, 3, all.cols));
}
