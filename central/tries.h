/*
 * How often somebody tried and failed, and how long they must wait: in memory,
 * bounded, by name (known or not: both look alike from outside) and by
 * address.
 *
 * A try is charged before it is looked at and given back when it was right,
 * so that a hundred at once do not pass for one. The first TRIES_FREE failures
 * cost nothing; then 1, 2, 4, ... seconds up to TRIES_LONGEST must pass since
 * the last. A quarter of an hour of rest forgets them.
 */
#ifndef CENTRAL_TRIES_H
#define CENTRAL_TRIES_H

#include "model/base.h"

#define TRIES_FREE 5
#define TRIES_LONGEST ((msec_t)300 * 1000)
#define TRIES_FORGET ((msec_t)15 * 60 * 1000)

struct tries;

/* NULL when memory ends. */
struct tries *tries_new(void);
void tries_free(struct tries *t);

/*
 * Milliseconds to wait at `now` after so many failures, the last at `failed`;
 * 0: none.
 */
msec_t tries_wait(int64_t failures, msec_t failed, msec_t now);

/* What an address may fail more often than a name: many may sit behind it. */
#define TRIES_ADDRESS 45

/*
 * Charges a try by `who`, who has `more` free failures than TRIES_FREE, and
 * returns 0, or says how long to wait still and
 * charges nothing. `now` is the boot clock. Where the table is full the one
 * who rested longest is forgotten.
 */
msec_t tries_charge(struct tries *t, const char *who, int64_t more, msec_t now);
/* It was right: all is forgiven. */
void tries_forgive(struct tries *t, const char *who);

#endif
