/*
 * A few threads for what must not hold up the server's one: reads of the
 * store, and password hashing, of which two run at once so that neither
 * memory nor the reads of everybody else go under in a flood of logins.
 *
 * Each thread has a read handle of its own. A job is its owner's memory; what
 * waits is bounded, and what is too much is refused at once.
 */
#ifndef CENTRAL_POOL_H
#define CENTRAL_POOL_H

#include "central/store/store.h"

#define POOL_HASHES 2   /* hash jobs that run at once */
#define POOL_WAITS 2048 /* reads that may wait */
#define POOL_HASH_WAITS 64

struct pool;
struct pool_job;

/* Runs on a thread of the pool; `store` is that thread's handle. */
typedef void pool_run_fn(struct pool_job *job, struct store *store);

struct pool_job {
	struct pool_job *next; /* the pool's */
	pool_run_fn *run;
	void *ctx; /* the owner's */
};

enum pool_queue { POOL_READ, POOL_HASH };

/* Starts `threads` (0: 4) with a handle each of the store in dir. */
MUST_USE enum problem_code pool_open(
    const char *dir, size_t threads, struct pool **out, struct problem *p);
/* Runs what waits, ends the threads. NULL is fine. */
void pool_close(struct pool *pool);
/* False when too much waits or the pool is closing: the job never runs. */
MUST_USE bool pool_put(
    struct pool *pool, enum pool_queue queue, struct pool_job *job);
/* How many jobs wait. */
size_t pool_waiting(struct pool *pool);

#endif
