/*
 * One frame: where everything stands on the screen, and nothing else.
 *
 *	row 1, 2	who and how old; what needs a person
 *	the view	its lower part covered by a numbered list or a form
 *	last three	result, tabs, keys (or the prompt, or a question)
 *
 * Below 80x24 the queue alone; below FRAME_ROWS x FRAME_COLS a word.
 */
#ifndef TUI_FRAME_H
#define TUI_FRAME_H

#include "tui/console.h"

#define FRAME_FULL_ROWS 24
#define FRAME_FULL_COLS 80
#define FRAME_ROWS 8
#define FRAME_COLS 40

/* Whether the terminal has room for the queue alone. */
bool frame_is_small(const struct console *c);
/* What the view makes ready for it, right before. */
void frame_prepare(struct console *c);
/* Draws all of it, between term_frame_begin() and term_frame_end(). */
void frame_draw(const struct console *c);
/*
 * The area that a screen has or would have: its pane of the wall, or all of
 * the middle. Without a terminal (a test's) it is that of 24x80.
 */
struct area frame_area(const struct console *c, enum screen screen);
/* Rows that an open list is drawn in, on the screen as large as it is now. */
int frame_list_rows(const struct console *c);

#endif
