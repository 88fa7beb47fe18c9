/*
 * The queue's rows: the open incidents of the live table, sorted and counted,
 * and kept so change by change. A change costs a search and a move of
 * pointers, never a new sort; a row whose clock runs out is found by a heap of
 * such times.
 *
 * The board is told of every change of the table before the old record goes
 * (board_changed), of time (board_tick), and of what is looked at
 * (board_select): when that incident ends or leaves, its row stays as a ghost
 * until another is selected, so that no key ever hits the neighbour.
 *
 * Memory that ends ends the console (console_end()).
 */
#ifndef TUI_BOARD_H
#define TUI_BOARD_H

#include "model/queue.h"
#include "model/record.h"

struct console;
struct board;

#define BOARD_NOWHERE SIZE_MAX

struct board_row {
	char id[ID_SIZE];
	/*
	 * What it is, ranked. Records are the table's; a ghost's incident is
	 * the board's own copy of how it was last.
	 */
	struct queue_row q;
	const struct assignment **order; /* its orders, oldest first; owned */
	size_t orders, room;
	bool placed;  /* among the rows on view */
	bool hidden;  /* open, and the filter hides it */
	bool ghost;   /* its incident ended or left while it was looked at */
	bool wanted;  /* unsent, while that is being found out */
	msec_t turns; /* when time alone changes it */
	msec_t heard; /* what became late up to then has rung, or never will */
	size_t heap;  /* its place among those times, + 1; 0: none */
};

/* What needs a person, of all that is shown here, whatever the filter. */
struct board_counts {
	size_t emergencies; /* units that call for help */
	size_t first;       /* priority 1, nobody there yet */
	size_t late;        /* rows with a clock that ran out */
	size_t unsigned_;   /* orders that nobody signed for yet */
	size_t untaken;     /* sheets that nobody signed for yet */
	size_t review;
	size_t held;
	size_t open;
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
/*
 * Whether the picture is whole: before it is, nothing is new and nothing
 * rings. Once live, until somebody else logs in.
 */
void board_live(struct board *b, bool live);
bool board_is_live(const struct board *b);
/* The outbox changed: which rows something unsent or unknown is about. */
void board_unsent(struct board *b);
/*
 * What is looked at ("": nothing). The row before is new no longer, and goes
 * if it was a ghost.
 */
void board_select(struct board *b, const char *id);

/* Rows on view, from the top. Borrowed until the next change. */
size_t board_count(const struct board *b);
const struct board_row *board_at(const struct board *b, size_t n);
/* The place of an id on view, or BOARD_NOWHERE. */
size_t board_index(const struct board *b, const char *id);
/* The row of an incident, on view or not; NULL when there is none. */
const struct board_row *board_row(const struct board *b, const char *id);
/*
 * How the selected incident was when it ended, while its row is a ghost; else
 * NULL. In an open state: it only left this console's sight.
 */
const struct incident *board_ghost(const struct board *b);

/*
 * Shows only rows that have all these words (and those whose rank pierces
 * every filter, and the selected one); "" shows all.
 */
void board_filter(struct board *b, const char *words);
/* As it was given; "" when there is none. */
const char *board_filter_words(const struct board *b);
/* How many open incidents it hides. */
size_t board_hidden(const struct board *b);
/* Whether the row has the words of the filter itself. */
bool board_hits(const struct board *b, const struct board_row *row);

struct board_counts board_counts(const struct board *b);
/*
 * The next that cannot wait after the selected one in the order of
 * queue_compare_urgency(), from the first again after the last. NULL: none.
 */
const char *board_urgent(const struct board *b);
/* The most urgent of all, wherever the selection is. */
const char *board_most_urgent(const struct board *b);

#endif
