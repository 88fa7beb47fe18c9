/*
 * The ground that an incident's search goes over: what follows for sectors
 * and passes from what happens to units and incidents, and what the search's
 * commands (cmd-search.c) share.
 */
#ifndef CENTRAL_GROUND_H
#define CENTRAL_GROUND_H

#include "central/tx.h"

/* Puts a sector as its passes make it, its other fields as in the draft. */
MUST_USE enum problem_code ground_settle(struct tx *tx, struct sector *draft);

/*
 * A unit is done with its order, or was called off: what it had begun to
 * search and never said to be searched is to be searched still. Nobody's word
 * is put in its mouth.
 */
MUST_USE enum problem_code ground_release(
    struct tx *tx, const struct incident *i, const char *unit);

/*
 * Two incidents are one: the sectors and passes of the first go over to the
 * second, with the point, when that has none. A name that is taken there gets
 * a letter in front. Both are drafts, to be put by the caller.
 */
MUST_USE enum problem_code ground_move(
    struct tx *tx, struct incident *from, struct incident *to);

/* Bytes of what ground_names() writes. */
#define GROUND_NAMES 512

/* Appends a sector's name to names parted by blanks, as long as there is
 * room. */
void ground_name(char names[GROUND_NAMES], const struct sector *s);

#endif
