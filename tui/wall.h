/*
 * The wall: on a large screen the queue, the map, the units, the tasks and the
 * room of the selected incident stand beside each other (CONSOLE, The wall).
 *
 *	[queue]            | [map]
 *	 with its detail   |
 *	[units]            | [chat]
 *	[tasks]            |
 *
 * c->screen is the pane that has the keys: `g` and its letter go there, once
 * more enlarges it to the whole screen, Tab goes round, Esc comes back. What
 * is typed, a list or a form covers the lower part of the left column, never
 * the queue's first rows. Screens that are no pane take the whole middle.
 */
#ifndef TUI_WALL_H
#define TUI_WALL_H

#include "tui/console.h"

#define WALL_ROWS 44 /* of the terminal */
#define WALL_COLS 160

/* Whether a screen of that size has room for it. */
bool wall_fits(int rows, int cols);
/* Whether it stands there now: there is room, and nothing is enlarged. */
bool wall_is_on(const struct console *c);
/* Whether that screen has a pane. */
bool wall_has(enum screen screen);
/* The pane after the one that has the keys. */
enum screen wall_next(const struct console *c);

/* A screen's pane in the middle of the frame; empty when it has none. */
struct area wall_pane(struct area middle, enum screen screen);
/* The left column, whose lower part lists and forms cover. */
struct area wall_left(struct area middle);
/* What the panes make ready, before wall_draw(). */
void wall_prepare(struct console *c, struct area middle);
/* All panes; `covered` rows of the left column are left alone. */
void wall_draw(const struct console *c, struct area middle, int covered);

#endif
