/*
 * Text that is kept until the end: many small strings, given back at once.
 */
#ifndef REPLAY_ARENA_H
#define REPLAY_ARENA_H

#include "model/base.h"

struct arena_block;

/* Begins as {0}; limit 0: none. */
struct arena {
	struct arena_block *block; /* the one being filled, others behind it */
	size_t used, room;         /* of it */
	size_t all;                /* bytes taken from the system */
	size_t limit;              /* of all */
};

/*
 * A copy of s[0..len) closed with a NUL; NULL when memory ends or the limit
 * is reached.
 */
const char *arena_keep(struct arena *a, const char *s, size_t len);
void arena_free(struct arena *a);

#endif
