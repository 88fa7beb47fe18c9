/*
 * The writer's thread: queue, groups, timers (writer.h). What happens to one
 * job of a group stands in write-job.c.
 */
#include <stdlib.h>
#include <string.h>

#include "central/write-job.h"
#include "model/time.h"

#define GROUP_DEFAULT 256
#define LOOK_AGAIN 60000 /* ms, at the clock */

struct writer {
	struct writer_config config;
	char *dir;
	struct write_group group;
	pthread_t thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t more;  /* something to do */
	struct write_job *first, **last;
	bool closing;
	struct settings *settings; /* in force; the group's are its own */
	int64_t seq;               /* on disk */
};

/* The jobs of one group, taken out of the queue. */
static struct write_job *
take(struct writer *w)
{
	struct write_job *list = w->first, *job = list;

	for (size_t n = 1; job && n < w->config.group; n++)
		job = job->next;
	if (!job) {
		w->first = NULL;
		w->last = &w->first;
		return list;
	}
	w->first = job->next;
	if (!w->first)
		w->last = &w->first;
	job->next = NULL;
	return list;
}

/*
 * Real milliseconds until a timer is due. A machine's clock may be set, or the
 * machine sleep, which no wait hears of: it is looked at once a minute.
 */
static int64_t
timer_wait(struct writer *w)
{
	struct problem p = {0};
	msec_t due = 0;
	int64_t ms;

	if (store_timer_next(w->group.store, &due, &p) || due == 0)
		return LOOK_AGAIN;
	ms = now_until(w->config.now, due);
	return ms < 0 || ms > LOOK_AGAIN ? LOOK_AGAIN : ms;
}

/* Waits for jobs, a timer or the end; the lock is held. */
static void
wait_for_more(struct writer *w)
{
	int64_t ms = timer_wait(w);
	struct timespec at;

	if (w->first || w->closing || ms == 0)
		return;
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += (time_t)(ms / 1000);
	at.tv_nsec += (long)(ms % 1000) * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	pthread_cond_timedwait(&w->more, &w->lock, &at);
}

/* What a committed group changed for everybody. */
static void
publish(struct writer *w)
{
	struct write_group *g = &w->group;
	struct settings *old = NULL;
	const struct writer_ears *ears = &w->config.ears;

	pthread_mutex_lock(&w->lock);
	w->seq = g->seq;
	if (w->settings != g->settings) {
		old = w->settings;
		w->settings = settings_hold(g->settings);
	}
	pthread_mutex_unlock(&w->lock);
	if (old && ears->settings)
		ears->settings(ears->ctx, g->settings);
	settings_drop(old);
	if (g->commits > 0 && ears->committed)
		ears->committed(ears->ctx, g->commit, g->commits);
	if (g->clock_set && ears->clock)
		ears->clock(ears->ctx);
}

static void
answer(struct writer *w, struct write_job *list)
{
	while (list) {
		struct write_job *next = list->next;

		list->done(list);
		list = next;
	}
	if (w->config.ears.answered)
		w->config.ears.answered(w->config.ears.ctx);
}

/*
 * A commit whose fate is unknown: the handle is closed and the store opened
 * anew, again and again until that works, before anything else is written.
 */
static void
reopen(struct writer *w)
{
	struct timespec pause = {.tv_nsec = 200000000};
	struct problem p;

	while (write_group_reopen(&w->group, w->dir, &p))
		nanosleep(&pause, NULL);
}

static void
run_group(struct writer *w, struct write_job *list)
{
	struct problem p = {0};
	bool usable = true;

	if (!write_group_run(&w->group, list, &p))
		publish(w);
	else
		usable = write_group_fail(&w->group, list, &p);
	answer(w, list);
	write_group_clear(&w->group);
	if (!usable)
		reopen(w);
}

static void *
writer_main(void *ctx)
{
	struct writer *w = ctx;
	struct write_job *list;
	bool closing = false;

	while (!closing) {
		pthread_mutex_lock(&w->lock);
		wait_for_more(w);
		list = take(w);
		closing = w->closing && !list;
		pthread_mutex_unlock(&w->lock);
		if (!closing && (list || write_group_is_due(&w->group)))
			run_group(w, list);
	}
	return NULL;
}

static bool
start(struct writer *w)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, &attr);
	pthread_condattr_destroy(&attr);
	w->last = &w->first;
	return pthread_create(&w->thread, NULL, writer_main, w) == 0;
}

enum problem_code
writer_open(
    const struct writer_config *config, struct writer **out, struct problem *p)
{
	struct writer *w = calloc(1, sizeof(*w));
	enum problem_code code;

	if (!w || !(w->dir = strdup(config->dir))) {
		free(w);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	w->config = *config;
	if (w->config.group == 0)
		w->config.group = GROUP_DEFAULT;
	w->group.now = config->now;
	code = write_group_open(&w->group, w->dir, p);
	if (!code) {
		w->settings = settings_hold(w->group.settings);
		w->seq = w->group.seq;
		if (!start(w))
			code = problem_set(
			    p, PROBLEM_INTERNAL, "why", why_no_thread, NULL);
	}
	if (!code) {
		*out = w;
		return code;
	}
	write_group_close(&w->group);
	settings_drop(w->settings);
	free(w->dir);
	free(w);
	return code;
}

void
writer_close(struct writer *w)
{
	pthread_mutex_lock(&w->lock);
	w->closing = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	write_group_close(&w->group);
	settings_drop(w->settings);
	pthread_cond_destroy(&w->more);
	pthread_mutex_destroy(&w->lock);
	free(w->dir);
	free(w);
}

void
writer_put(struct writer *w, struct write_job *job)
{
	bool closing;

	job->next = NULL;
	pthread_mutex_lock(&w->lock);
	closing = w->closing;
	if (!closing) {
		*w->last = job;
		w->last = &job->next;
		pthread_cond_signal(&w->more);
	}
	pthread_mutex_unlock(&w->lock);
	if (closing) {
		struct problem p = {0};

		problem_set(&p, PROBLEM_BUSY, NULL);
		write_job_refuse(job, &p);
		job->done(job);
	}
}

struct settings *
writer_settings(struct writer *w)
{
	struct settings *s;

	pthread_mutex_lock(&w->lock);
	s = settings_hold(w->settings);
	pthread_mutex_unlock(&w->lock);
	return s;
}

int64_t
writer_seq(struct writer *w)
{
	int64_t seq;

	pthread_mutex_lock(&w->lock);
	seq = w->seq;
	pthread_mutex_unlock(&w->lock);
	return seq;
}
