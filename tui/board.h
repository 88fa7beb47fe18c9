/*
 * The queue's rows, sorted and counted: what the feed changes is put in its
 * place at once, so that a frame only reads.
 */
#ifndef TUI_BOARD_H
#define TUI_BOARD_H

#include "model/record.h"

struct console;
struct board;

/* What needs a person, of all that is shown here, whatever the filter. */
struct board_counts {
	size_t emergencies;
	size_t first;     /* open and of priority 1 */
	size_t late;      /* rows with a clock that ran out */
	size_t unsigned_; /* orders and sheets nobody signed for yet */
	size_t review;
	size_t mustread; /* must-reads that somebody has not confirmed */
	size_t unread;
};

/* NULL: memory ended. */
struct board *board_new(struct console *c);
void board_free(struct board *b);
/* A record changed: old or now may be NULL. */
void board_changed(
    struct board *b, const struct record *old, const struct record *now);
/* c->now moved on. */
void board_tick(struct board *b);
struct board_counts board_counts(const struct board *b);

#endif
