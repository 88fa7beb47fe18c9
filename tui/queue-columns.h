/*
 * The queue's columns: those of 80 cells always in their places, and more of
 * them, and wider ones, where there is room.
 */
#ifndef TUI_QUEUE_COLUMNS_H
#define TUI_QUEUE_COLUMNS_H

#include "tui/board.h"
#include "tui/console.h"

/* Where each begins and how wide it is; a width of 0: it is left out. */
struct queue_columns {
	struct span {
		int col, width;
	} type, place, units, grid, owner, reported, age, repeats;
};

struct queue_columns queue_columns(int cols);
void queue_draw_head(
    struct area a, int row, const struct queue_columns *columns);
void queue_draw_row(const struct console *c, struct area a, int row,
    const struct queue_columns *columns, const struct board_row *r,
    bool selected);

#endif
