/*
 * The inside of the board, parted into files: its rows and the orders they
 * stand in (board-rows.c), what changes do to them (board.c), what rings
 * (board-bell.c), the filter and what is read from it (board-view.c). Nobody
 * else needs it.
 */
#ifndef TUI_BOARD_INSIDE_H
#define TUI_BOARD_INSIDE_H

#include "tui/board.h"
#include "tui/console.h"

#define TIME_NEVER INT64_MAX
#define FILTER_SHOWN 256 /* bytes of a filter as it is shown */

/* A run of rows in some order. */
struct rows {
	struct board_row **row;
	size_t count, room;
};

struct board {
	struct console *console;
	struct rows by_id; /* all rows, owned */
	struct rows shown; /* those on view, sorted */
	struct rows times; /* a heap by `turns`, the soonest first */
	struct rows unsent;
	char selected[ID_SIZE];
	struct record *ghost; /* owned; NULL: none */
	struct board_counts counts;
	size_t hidden;
	char words[FILTER_SHOWN]; /* the filter as given */
	struct filter filter;
	bool refilter; /* a name changed that the filter may look at */
	msec_t told;   /* the time of the last tick */
	bool settled;  /* the first picture is there: from now on it rings */
};

/* The row of an id, or NULL. */
struct board_row *rows_find(const struct board *b, const char *id);
/* The same, made when there is none; NULL when memory ends. */
struct board_row *rows_get(struct board *b, const char *id);
/* Frees the row if nothing is known of its incident any more. */
void rows_drop(struct board *b, struct board_row *r);
/* Puts r at a place of a run; false when memory ends. */
bool rows_add(struct rows *rows, size_t at, struct board_row *r);

/* The place of a row among those on view, by its rank. */
size_t shown_index(const struct board *b, const struct board_row *r);
void shown_insert(struct board *b, struct board_row *r);
void shown_remove(struct board *b, struct board_row *r);

/* Brings a row's place in the heap in line with `turns`. */
void times_update(struct board *b, struct board_row *r);
void times_remove(struct board *b, struct board_row *r);

/*
 * The bell (board-bell.c): rings for what became so since it was last asked,
 * once for each thing; the first picture rings for nothing.
 */
void bell_for(struct board *b, struct board_row *r);
/* When the next of a row's clocks runs out, or TIME_NEVER. */
msec_t bell_next(const struct board_row *r, msec_t now);

/* Memory ended. */
void board_fail(struct board *b);

#endif
