/*
 * Text flowed into rows: long lines go on in the next row behind an indent,
 * line ends are kept. The text is cleaned once; laying it out keeps nothing
 * but where it stands.
 */
#ifndef TUI_FLOW_H
#define TUI_FLOW_H

#include "model/buf.h"
#include "tui/draw.h"

/* Begins as {0}; its memory is used again by the next flow_set(). */
struct flow {
	struct buf text; /* clean; \n parts it */
	size_t cols;     /* of a row */
	size_t indent;   /* of all rows but the first, where there is room */
};

/* Lays text[0..len) into rows of so many cells. */
void flow_set(
    struct flow *f, const char *text, size_t len, size_t cols, size_t indent);
void flow_free(struct flow *f);
/* How many rows that takes, counting no further than `most`; at least 1. */
size_t flow_rows(const struct flow *f, size_t most);
/*
 * Draws its rows [from, from + count) with the first of them at `row` of a,
 * which may lie above it.
 */
void flow_draw(const struct flow *f, struct area a, int row, size_t from,
    size_t count, enum style style);

#endif
