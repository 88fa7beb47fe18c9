/*
 * See wall.h. Panes are in proportion to the screen; each view draws into its
 * own as into a small screen.
 */
#include "tui/wall.h"

#include <stdio.h>

#include "tui/board.h"
#include "tui/words.h"

#define LEFT_PERCENT 61
#define QUEUE_PERCENT 62 /* of the left column's rows */
#define UNITS_PERCENT 20
#define MAP_PERCENT 54 /* of the right column's */

/* In the order of Tab. */
static const enum screen panes[] = {
    SCREEN_QUEUE, SCREEN_MAP, SCREEN_CHAT, SCREEN_UNITS, SCREEN_TASKS};

bool
wall_fits(int rows, int cols)
{
	return rows >= WALL_ROWS && cols >= WALL_COLS;
}

bool
wall_has(enum screen screen)
{
	for (size_t k = 0; k < COUNT_OF(panes); k++)
		if (panes[k] == screen)
			return views[screen] != NULL;
	return false;
}

bool
wall_is_on(const struct console *c)
{
	return c->term && !c->enlarged && wall_has(c->screen) &&
	       wall_fits(term_rows(c->term), term_cols(c->term));
}

enum screen
wall_next(const struct console *c)
{
	size_t at = 0;

	while (at < COUNT_OF(panes) && panes[at] != c->screen)
		at++;
	for (size_t k = 1; k <= COUNT_OF(panes); k++) {
		enum screen next = panes[(at + k) % COUNT_OF(panes)];

		if (wall_has(next))
			return next;
	}
	return c->screen;
}

/* ---- where ---- */

struct area
wall_left(struct area middle)
{
	return area_part(
	    middle, 0, 0, middle.rows, middle.cols * LEFT_PERCENT / 100);
}

static struct area
right_of(struct area middle)
{
	int from = middle.cols * LEFT_PERCENT / 100 + 1;

	return area_part(middle, 0, from, middle.rows, middle.cols - from);
}

struct area
wall_pane(struct area middle, enum screen screen)
{
	struct area left = wall_left(middle), right = right_of(middle);
	int queue = left.rows * QUEUE_PERCENT / 100;
	int units = left.rows * UNITS_PERCENT / 100;
	int map = right.rows * MAP_PERCENT / 100;

	switch (screen) {
	case SCREEN_QUEUE: /* under its title */
		return area_part(left, 1, 0, queue - 1, left.cols);
	case SCREEN_UNITS:
		return area_part(left, queue, 0, units, left.cols);
	case SCREEN_TASKS:
		return area_part(left, queue + units, 0,
		    left.rows - queue - units, left.cols);
	case SCREEN_MAP:
		return area_part(right, 0, 0, map, right.cols);
	case SCREEN_CHAT:
		return area_part(right, map, 0, right.rows - map, right.cols);
	default:
		return (struct area){.draw = middle.draw};
	}
}

/* ---- drawing ---- */

/* The pane with the keys, at the end of its rule, where a rule has dashes. */
static void
draw_focus(const struct console *c, struct area a, enum screen screen)
{
	if (screen == c->screen)
		draw_text(a, 0, a.cols - 2, 2, STYLE_FOCUS, "<<");
}

static void
draw_queue_title(const struct console *c, struct area left)
{
	char title[160], hidden[64] = "";

	if (board_hidden(c->board) > 0)
		snprintf(hidden, sizeof(hidden), _("hidden %zu"),
		    board_hidden(c->board));
	snprintf(title, sizeof(title),
	    _("Queue: %zu open, by emergency, priority 1, unsent, late  %s"),
	    board_count(c->board), hidden);
	draw_rule(left, 0, STYLE_TITLE, title, NULL);
	draw_focus(c, left, SCREEN_QUEUE);
}

static void
draw_pane(const struct console *c, struct area middle, enum screen screen,
    int covered)
{
	struct area a = wall_pane(middle, screen), left = wall_left(middle);
	int below = left.row + left.rows - covered;

	if (!views[screen])
		return;
	if (a.col == left.col && a.row + a.rows > below)
		a = area_part(a, 0, 0, below - a.row, a.cols);
	if (a.rows <= 0)
		return;
	views[screen]->draw(c, a);
	if (screen != SCREEN_QUEUE)
		draw_focus(c, a, screen);
}

void
wall_prepare(struct console *c, struct area middle)
{
	for (size_t k = 0; k < COUNT_OF(panes); k++) {
		const struct view *view = views[panes[k]];

		if (view && view->prepare)
			view->prepare(c, wall_pane(middle, panes[k]));
	}
}

/* The pane with the keys comes last, for it has the cursor. */
void
wall_draw(const struct console *c, struct area middle, int covered)
{
	struct area left = wall_left(middle);

	for (int row = 0; row < middle.rows; row++)
		draw_fill(middle, row, left.cols, 1, STYLE_NORMAL, '|');
	draw_queue_title(c, left);
	for (size_t k = 0; k < COUNT_OF(panes); k++)
		if (panes[k] != c->screen)
			draw_pane(c, middle, panes[k], covered);
	draw_pane(c, middle, c->screen, covered);
}
