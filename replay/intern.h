/*
 * Names and their numbers: each new name gets the next one, from 0.
 */
#ifndef REPLAY_INTERN_H
#define REPLAY_INTERN_H

#include "replay/arena.h"

/* Begins as {.arena = ...}; the arena is borrowed and keeps the names. */
struct intern {
	struct arena *arena;
	const char **name; /* by number */
	size_t count, room;
	uint32_t *slot; /* numbers + 1 by hash; 0: free */
	size_t slots;   /* a power of two */
	uint64_t seed;
};

#define INTERN_NONE SIZE_MAX

/*
 * The number of s[0..len), which it gets if it has none; *fresh (may be NULL)
 * tells. INTERN_NONE when memory ended.
 */
size_t intern_add(struct intern *n, const char *s, size_t len, bool *fresh);
void intern_free(struct intern *n);

#endif
