/*
 * The keeper's thread and its jobs (keeper.h).
 */
#include "central/keeper.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/log.h"
#include "central/pulse.h"
#include "model/time.h"

#define DRILL_START INT64_C(946684800000) /* 2000-01-01T00:00:00Z */

struct keeper {
	struct central *central;
	struct store *store; /* to move the log with, and nothing else */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t change;
	bool closing, clock_set;
	struct write_job job;
	bool busy;            /* the job is the writer's */
	msec_t writing, kept; /* a drill's time: to the store; that it has */
};

enum problem_code
keeper_clock_write(
    struct store *store, msec_t now, int64_t speed, struct problem *p)
{
	char text[64];

	snprintf(text, sizeof(text), "%" PRId64 " %" PRId64, now, speed);
	return store_fact_put(store, "clock", text, p);
}

static bool
take_time(void *ctx, const struct audit_line *line)
{
	msec_t *at = ctx;

	*at = line->at;
	return false;
}

enum problem_code
keeper_clock_read(struct store *store, const char *dir, msec_t *now,
    int64_t *speed, struct problem *p)
{
	unsigned char tag[AUDIT_TAG];
	struct buf text = {0};
	int64_t seq = 0;
	msec_t last = 0;
	enum problem_code code = store_fact_get(store, "clock", &text, p);

	*now = DRILL_START;
	*speed = 0;
	if (!code &&
	    sscanf(buf_str(&text), "%" SCNd64 " %" SCNd64, now, speed) != 2)
		code = problem_set(p, PROBLEM_UNSOUND, "file", "store", "why",
		    why_drill_clock, NULL);
	buf_free(&text);
	if (code && code != PROBLEM_NOT_FOUND)
		return code;
	*now = pulse_read(dir, *now, *speed);
	code = store_last(store, &seq, tag, p);
	if (!code && seq > 0)
		code = store_audit_page(store, seq - 1, 1, take_time, &last, p);
	if (*now < last)
		*now = last;
	return code;
}

/* Jobs of the writer */

static enum problem_code
run_clock(struct tx *tx, struct write_job *job)
{
	struct keeper *k = job->ctx;
	struct now *now = &k->central->now;

	k->writing = now_get(now);
	return keeper_clock_write(
	    tx->store, k->writing, now_speed(now), tx->problem);
}

/* The last seq whose line is older than `before`, by halving. */
static enum problem_code
seq_before(struct tx *tx, msec_t before, int64_t *seq)
{
	int64_t low = 0, high = tx->seq + 1;
	enum problem_code code = PROBLEM_NONE;

	while (!code && high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		msec_t at = 0;

		code = store_audit_page(
		    tx->store, middle - 1, 1, take_time, &at, tx->problem);
		if (at > 0 && at < before)
			low = middle;
		else
			high = middle;
	}
	*seq = low;
	return code;
}

static enum problem_code
run_prune(struct tx *tx, struct write_job *job)
{
	int64_t seq = 0;
	enum problem_code code =
	    store_key_prune(tx->store, time_wall() - KEYS_KEPT, tx->problem);

	(void)job;
	if (!code)
		code = seq_before(tx, tx->now - EXITS_KEPT, &seq);
	if (!code && seq > 0)
		code = store_prune_exits(tx->store, seq, tx->problem);
	return code;
}

static void
job_done(struct write_job *job)
{
	struct keeper *k = job->ctx;

	if (job->is_problem)
		log_event("keeping-failed", NULL);
	else
		k->kept = k->writing;
	pthread_mutex_lock(&k->lock);
	buf_free(&job->body);
	job->is_problem = false;
	k->busy = false;
	pthread_cond_broadcast(&k->change);
	pthread_mutex_unlock(&k->lock);
}

/* Runs one job of the writer to its end; the lock is not held. */
static void
run_job(struct keeper *k, write_run_fn *run)
{
	k->busy = true;
	k->job = (struct write_job){
	    .actor = k->central->owner, .run = run, .done = job_done, .ctx = k};
	writer_put(k->central->writer, &k->job);
	pthread_mutex_lock(&k->lock);
	while (k->busy)
		pthread_cond_wait(&k->change, &k->lock);
	pthread_mutex_unlock(&k->lock);
}

static void
run_sweep(struct keeper *k)
{
	tokens_sweep(k->central->tokens, time_wall());
	hub_recheck(k->central->hub);
}

/* A drill whose clock goes by itself. */
static bool
is_running(struct keeper *k)
{
	struct now *now = &k->central->now;

	return now->drill && now_speed(now) > 0;
}

/* Waits for the next tick, a clock that was set or the end. */
static bool
wait_tick(struct keeper *k, bool *clock_set)
{
	struct timespec at;
	bool closing;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += (is_running(k) ? PULSE_EVERY : KEEP_CHECKPOINT) / 1000;
	pthread_mutex_lock(&k->lock);
	if (!k->closing && !k->clock_set)
		pthread_cond_timedwait(&k->change, &k->lock, &at);
	closing = k->closing;
	*clock_set = k->clock_set;
	k->clock_set = false;
	pthread_mutex_unlock(&k->lock);
	return !closing;
}

/* Whether so much time has passed since *last, which then is now. */
static bool
is_time(msec_t *last, msec_t now, msec_t every)
{
	if (now - *last < every)
		return false;
	*last = now;
	return true;
}

static void *
keeper_main(void *ctx)
{
	struct keeper *k = ctx;
	struct now *now = &k->central->now;
	msec_t start = time_boot(), sweep = start, clock = start;
	msec_t prune = start - KEEP_PRUNE, checkpoint = start;
	bool clock_set = false;

	while (wait_tick(k, &clock_set)) {
		msec_t t = time_boot();

		if (is_time(&checkpoint, t, KEEP_CHECKPOINT))
			store_checkpoint(k->store);
		if (is_time(&sweep, t, KEEP_SWEEP))
			run_sweep(k);
		if (clock_set ||
		    (is_running(k) && is_time(&clock, t, KEEP_CLOCK)))
			run_job(k, run_clock);
		if (is_running(k))
			pulse_write(
			    k->central->config.dir, k->kept, now_get(now));
		if (is_time(&prune, t, KEEP_PRUNE))
			run_job(k, run_prune);
	}
	if (now->drill)
		run_job(k, run_clock);
	if (now->drill && k->kept == k->writing)
		pulse_clear(k->central->config.dir);
	store_checkpoint(k->store);
	return NULL;
}

enum problem_code
keeper_open(struct central *c, struct keeper **out, struct problem *p)
{
	struct keeper *k = calloc(1, sizeof(*k));
	pthread_condattr_t attr;
	enum problem_code code;

	if (!k)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	k->central = c;
	k->clock_set = c->drill; /* at once: pulses are counted from it */
	code = store_open(c->config.dir, STORE_READ, &k->store, p);
	if (code) {
		free(k);
		return code;
	}
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&k->lock, NULL);
	pthread_cond_init(&k->change, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&k->thread, NULL, keeper_main, k) == 0) {
		*out = k;
		return PROBLEM_NONE;
	}
	store_close(k->store);
	free(k);
	return problem_set(p, PROBLEM_INTERNAL, "why", why_no_thread, NULL);
}

void
keeper_clock(struct keeper *k)
{
	pthread_mutex_lock(&k->lock);
	k->clock_set = true;
	pthread_cond_broadcast(&k->change);
	pthread_mutex_unlock(&k->lock);
}

void
keeper_close(struct keeper *k)
{
	if (!k)
		return;
	pthread_mutex_lock(&k->lock);
	k->closing = true;
	pthread_cond_broadcast(&k->change);
	pthread_mutex_unlock(&k->lock);
	pthread_join(k->thread, NULL);
	store_close(k->store);
	pthread_cond_destroy(&k->change);
	pthread_mutex_destroy(&k->lock);
	free(k);
}
