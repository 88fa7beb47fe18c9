/*
 * Seeded random records and calls, made from the tables: the same seed gives
 * the same ones everywhere. What they hold is valid and unpleasant: other
 * scripts, quotes, controls where a text may have them, lengths at the limit.
 */
#ifndef TESTS_LIB_RANDOM_H
#define TESTS_LIB_RANDOM_H

#include "model/command.h"
#include "model/record.h"

struct rng {
	uint64_t state; /* the seed; any will do */
};

uint64_t rng_next(struct rng *g);
/* A number from 0 to n - 1; n > 0. */
size_t rng_below(struct rng *g, size_t n);

/*
 * A record of that kind with an id and station of its own, to be given back
 * with record_free(). `full`: every field says something; else about half.
 */
struct record *rng_record(struct rng *g, enum kind kind, bool full);

/* Where the texts and ids of a random call lie. */
struct rng_call {
	struct call call;
	struct record *record; /* of `put`, owned */
	char text[128 * 1024];
	size_t used;
	const char *ids[4 * REFS_MAX];
	size_t ids_used;
};

/* Fills *c (a big struct: allocate it); needed arguments are always given. */
void rng_call(struct rng *g, const struct command *command, bool full,
    struct rng_call *c);
void rng_call_free(struct rng_call *c);

#endif
