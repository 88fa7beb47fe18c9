/*
 * A page: what views draw, as plain lines of text, for a printer, a file, a
 * screen reader or a terminal that cannot address its cursor.
 *
 * Views draw into it as into the screen; ncurses keeps the cells, and nothing
 * of it goes to any terminal. A screen that is open meanwhile is left as it
 * is. TERMINFO and the like are not heard: newterm.h.
 */
#ifndef TUI_PAGE_H
#define TUI_PAGE_H

#include "model/buf.h"
#include "model/problem.h"
#include "tui/draw.h"

#define PAGE_MAX_ROWS 1000
#define PAGE_MIN_COLS 40
#define PAGE_MAX_COLS 240

struct page;

/*
 * cols is brought within the limits. draw: of the screen that is open; NULL
 * when none is. NO_MEMORY or TERMINAL.
 */
MUST_USE enum problem_code page_open(
    struct page **out, int cols, struct draw *draw, struct problem *p);
/* NULL is fine. */
void page_close(struct page *page);
int page_cols(const struct page *page);
/* As draw_lost(). */
bool page_lost(const struct page *page);

/*
 * Begins an empty one of so many rows (at most PAGE_MAX_ROWS) and gives its
 * area; what is drawn from here on stands there, until page_end() appends its
 * lines to out: without the blanks at their ends, without the empty ones below,
 * and of several empty ones between only one.
 */
struct area page_begin(struct page *page, int rows);
void page_end(struct page *page, struct buf *out);

#endif
