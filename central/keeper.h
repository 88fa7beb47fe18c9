/*
 * The thread that does what is done every now and then: moves the store's log
 * into its file off the writer's path, ends sessions that have expired, keeps
 * a drill's clock on disk, forgets old keys and exits.
 */
#ifndef CENTRAL_KEEPER_H
#define CENTRAL_KEEPER_H

#include "central/central.h"

#define KEEP_CHECKPOINT ((msec_t)2 * 1000) /* how often */
#define KEEP_SWEEP ((msec_t)30 * 1000)
#define KEEP_CLOCK ((msec_t)10 * 1000)
#define KEEP_PRUNE ((msec_t)3600 * 1000)
#define KEYS_KEPT ((msec_t)30 * 24 * 3600 * 1000)
#define EXITS_KEPT ((msec_t)7 * 24 * 3600 * 1000)

MUST_USE enum problem_code keeper_open(
    struct central *c, struct keeper **out, struct problem *p);
/* A drill's clock was set: it is kept at once. From any thread. */
void keeper_clock(struct keeper *k);
/* Keeps the clock a last time. The writer still runs. NULL is fine. */
void keeper_close(struct keeper *k);

/*
 * Where a drill's clock stands by what was kept, by the last line of the log
 * and by its last pulse (pulse.h), so that it never goes back; for one that is
 * new, 2000-01-01, standing.
 */
MUST_USE enum problem_code keeper_clock_read(struct store *store,
    const char *dir, msec_t *now, int64_t *speed, struct problem *p);
/* What is kept of it; by `init` for another start. */
MUST_USE enum problem_code keeper_clock_write(
    struct store *store, msec_t now, int64_t speed, struct problem *p);

#endif
