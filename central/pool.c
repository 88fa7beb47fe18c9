/*
 * The pool's threads and its two queues (pool.h).
 */
#include "central/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_DEFAULT 4

struct queue {
	struct pool_job *first, **last;
	size_t waiting, limit;
	size_t running, most; /* jobs at once */
};

struct worker {
	struct pool *pool;
	struct store *store;
	pthread_t thread;
};

struct pool {
	pthread_mutex_t lock; /* guards queues and closing */
	pthread_cond_t more;
	struct queue queue[2]; /* by enum pool_queue */
	bool closing;
	struct worker *worker;
	size_t threads;
};

static void
queue_init(struct queue *q, size_t limit, size_t most)
{
	*q = (struct queue){.last = &q->first, .limit = limit, .most = most};
}

/* The next job that may run, or NULL; the lock is held. */
static struct pool_job *
take(struct pool *pool, struct queue **from)
{
	for (size_t i = 0; i < COUNT_OF(pool->queue); i++) {
		struct queue *q = &pool->queue[i];
		struct pool_job *job = q->first;

		if (!job || q->running >= q->most)
			continue;
		q->first = job->next;
		if (!q->first)
			q->last = &q->first;
		q->waiting--;
		q->running++;
		*from = q;
		return job;
	}
	return NULL;
}

static bool
idle(const struct pool *pool)
{
	return pool->queue[POOL_READ].waiting == 0 &&
	       pool->queue[POOL_HASH].waiting == 0;
}

static void *
worker_main(void *ctx)
{
	struct worker *w = ctx;
	struct pool *pool = w->pool;
	struct queue *q = NULL;
	struct pool_job *job;

	pthread_mutex_lock(&pool->lock);
	for (;;) {
		job = take(pool, &q);
		if (job) {
			pthread_mutex_unlock(&pool->lock);
			job->run(job, w->store);
			pthread_mutex_lock(&pool->lock);
			q->running--;
			pthread_cond_signal(&pool->more);
		} else if (pool->closing && idle(pool)) {
			break;
		} else {
			pthread_cond_wait(&pool->more, &pool->lock);
		}
	}
	pthread_cond_broadcast(&pool->more);
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static enum problem_code
add_worker(struct pool *pool, const char *dir, struct problem *p)
{
	struct worker *w = &pool->worker[pool->threads];
	enum problem_code code = store_open(dir, STORE_READ, &w->store, p);

	if (code)
		return code;
	w->pool = pool;
	if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
		store_close(w->store);
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_no_thread, NULL);
	}
	pool->threads++;
	return PROBLEM_NONE;
}

enum problem_code
pool_open(const char *dir, size_t threads, struct pool **out, struct problem *p)
{
	struct pool *pool = calloc(1, sizeof(*pool));
	size_t want = threads ? threads : THREADS_DEFAULT;
	enum problem_code code = PROBLEM_NONE;

	if (pool)
		pool->worker = calloc(want, sizeof(*pool->worker));
	if (!pool || !pool->worker) {
		free(pool);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->more, NULL);
	queue_init(&pool->queue[POOL_READ], POOL_WAITS, want);
	queue_init(&pool->queue[POOL_HASH], POOL_HASH_WAITS, POOL_HASHES);
	while (!code && pool->threads < want)
		code = add_worker(pool, dir, p);
	if (code)
		pool_close(pool);
	else
		*out = pool;
	return code;
}

void
pool_close(struct pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->closing = true;
	pthread_cond_broadcast(&pool->more);
	pthread_mutex_unlock(&pool->lock);
	for (size_t i = 0; i < pool->threads; i++) {
		pthread_join(pool->worker[i].thread, NULL);
		store_close(pool->worker[i].store);
	}
	pthread_cond_destroy(&pool->more);
	pthread_mutex_destroy(&pool->lock);
	free(pool->worker);
	free(pool);
}

bool
pool_put(struct pool *pool, enum pool_queue queue, struct pool_job *job)
{
	struct queue *q = &pool->queue[queue];
	bool taken;

	job->next = NULL;
	pthread_mutex_lock(&pool->lock);
	taken = !pool->closing && q->waiting < q->limit;
	if (taken) {
		*q->last = job;
		q->last = &job->next;
		q->waiting++;
		pthread_cond_signal(&pool->more);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

size_t
pool_waiting(struct pool *pool)
{
	size_t n;

	pthread_mutex_lock(&pool->lock);
	n = pool->queue[POOL_READ].waiting + pool->queue[POOL_HASH].waiting;
	pthread_mutex_unlock(&pool->lock);
	return n;
}
