/*
 * The units that a console knows, as nearest.h ranks them: with their last
 * positions and what they are bound to.
 */
#ifndef TUI_NEARBY_H
#define TUI_NEARBY_H

#include "model/nearest.h"
#include "tui/console.h"
#include "tui/say.h"

struct nearby {
	struct nearest *row; /* owned, ranked */
	size_t count;
};

/*
 * Ranks the units for an incident; `bound` is looked up only when asked for
 * (it costs a walk over all orders). False when memory ends.
 */
MUST_USE bool nearby_rank(const struct console *c, const struct incident *i,
    bool bound, struct nearby *out);
void nearby_free(struct nearby *n);

/* "declined 14:02", of who gave an order to this incident back; else "". */
char *nearby_declined(
    const struct console *c, const struct nearest *row, char out[SAY_SIZE]);
/* "P1 310 m patrol 8 s ago | M4 ...": the first that can go. */
char *nearby_line(
    const struct console *c, const struct incident *i, char *out, size_t size);

#endif
