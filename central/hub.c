/*
 * The hub's state, the writer's ears, and the bell (hub.h).
 */
#include "central/hub-inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/time.h"

#define MOST_BYTES ((size_t)16 * 1024 * 1024)
#define MOST_EVENTS 65536
#define TICK_MS 1000
#define AT_ONCE 256        /* feeds looked at before the lock is given up */
#define WAKES_AT_ONCE 2048 /* of AT_ONCE: HTTP looks at all that wait then */
#define BUSY 32            /* commits between two rounds of the bell */
#define REST_PER_MS 40     /* feeds that a millisecond's rest is owed for */
#define JOBS_AT_ONCE 8

/* Chains */

void
chain_init(struct chain *r)
{
	r->prev = r->next = r;
}

bool
chain_empty(const struct chain *head)
{
	return head->next == head;
}

void
chain_add(struct chain *head, struct chain *r)
{
	r->prev = head->prev;
	r->next = head;
	head->prev->next = r;
	head->prev = r;
}

void
chain_remove(struct chain *r)
{
	r->prev->next = r->next;
	r->next->prev = r->prev;
	chain_init(r);
}

void
chain_join(struct chain *to, struct chain *from)
{
	if (chain_empty(from))
		return;
	from->next->prev = to->prev;
	from->prev->next = to;
	to->prev->next = from->next;
	to->prev = from->prev;
	chain_init(from);
}

/* The bell */

void
hub_ring(struct hub *hub, struct feed *f)
{
	if (!f->waits)
		return;
	chain_remove(&f->idle);
	chain_add(&hub->ringing, &f->idle);
	pthread_cond_signal(&hub->more);
}

void
hub_wake(struct feed *f)
{
	if (!f->waits)
		return;
	chain_remove(&f->idle);
	f->waits = false;
	if (f->stream)
		http_stream_wake(f->stream);
}

void
hub_cut(struct hub *hub, struct feed *f)
{
	f->over = true;
	hub_ring(hub, f);
}

/* Jobs */

/* What the pool refuses it is asked to take again with the next tick. */
static void
give_jobs(struct hub *hub)
{
	while (hub->started && hub->jobs < JOBS_AT_ONCE &&
	       !chain_empty(&hub->turns)) {
		struct feed *f = CHAIN_OF(struct feed, turn, hub->turns.next);

		if (!pool_put(hub->pool, POOL_READ, &f->job))
			return;
		chain_remove(&f->turn);
		hub->jobs++;
	}
}

void
hub_put_job(struct hub *hub, struct feed *f, pool_run_fn *run)
{
	f->busy = true;
	f->users++;
	f->job = (struct pool_job){.run = run, .ctx = f};
	chain_add(&hub->turns, &f->turn);
	give_jobs(hub);
}

void
hub_job_done(struct hub *hub, struct feed *f)
{
	f->busy = false;
	hub->jobs--;
	give_jobs(hub);
}

/* Takes back what the pool was not given. */
static void
drop_jobs(struct hub *hub)
{
	while (!chain_empty(&hub->turns)) {
		struct feed *f = CHAIN_OF(struct feed, turn, hub->turns.next);

		chain_remove(&f->turn);
		pthread_mutex_unlock(&hub->lock);
		feed_drop_job(f);
		pthread_mutex_lock(&hub->lock);
	}
}

/*
 * Whether it has asked for changes to be gathered and was sent something so
 * lately that these can wait: feed_tick() rings it when they are old enough.
 */
static bool
gathers(const struct feed *f, msec_t boot, msec_t tick)
{
	return f->batch_ms > 0 && f->phase == FEED_JOINED && !f->over &&
	       f->page.len == 0 && boot - f->said + tick < f->batch_ms;
}

/* CLOCK_MONOTONIC, which condition variables take. */
static msec_t
monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (msec_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Wakes the first of those in the ring, or lays it by. */
static void
wake_one(struct hub *hub, msec_t boot)
{
	struct feed *f = CHAIN_OF(struct feed, idle, hub->ringing.next);

	if (!gathers(f, boot, hub->config.tick_ms)) {
		hub_wake(f);
		return;
	}
	chain_remove(&f->idle);
	chain_add(&hub->later, &f->idle);
	f->late = true;
}

/*
 * Wakes those in the ring, giving up the lock between them. While commands
 * come in numbers it rests after that, for as long as the woken may keep a
 * core busy: what is committed meanwhile goes out with the next round. So of
 * 10,000 feeds each hears four times a second then, and commands are
 * answered as well; few feeds hear of everything at once.
 */
static void
wake_all(struct hub *hub)
{
	msec_t boot = time_boot();
	bool busy = hub->seq - hub->rung >= BUSY;
	size_t woken = 0;

	hub->rung = hub->seq;
	while (!chain_empty(&hub->ringing)) {
		for (size_t n = 0; n < AT_ONCE && !chain_empty(&hub->ringing);
		     n++, woken++)
			wake_one(hub, boot);
		pthread_mutex_unlock(&hub->lock);
		if (woken % WAKES_AT_ONCE == 0)
			hub->wake(hub->wake_ctx);
		pthread_mutex_lock(&hub->lock);
	}
	if (woken > 0) {
		pthread_mutex_unlock(&hub->lock);
		hub->wake(hub->wake_ctx);
		pthread_mutex_lock(&hub->lock);
	}
	hub->rest = busy ? monotonic() + (msec_t)(woken / REST_PER_MS) : 0;
}

typedef void each_feed(struct hub *hub, struct feed *f, msec_t boot);

/*
 * Every feed, some at a time with the lock given up between: the ring turns,
 * so that it does not matter who leaves meanwhile. New ones need no look.
 */
static void
look_at_all(struct hub *hub, each_feed *look)
{
	msec_t boot = time_boot();

	for (size_t n = hub->count; n > 0 && !chain_empty(&hub->all); n--) {
		struct feed *f = CHAIN_OF(struct feed, all, hub->all.next);

		chain_remove(&f->all);
		chain_add(&hub->all, &f->all);
		look(hub, f, boot);
		if (n % AT_ONCE == 0) {
			pthread_mutex_unlock(&hub->lock);
			pthread_mutex_lock(&hub->lock);
		}
	}
}

static void
check_feed(struct hub *hub, struct feed *f, msec_t boot)
{
	(void)boot;
	if (!feed_still_allowed(hub, f))
		hub_cut(hub, f);
}

/* Waits until there is something to do, at most until `at` (boot clock). */
static void
wait_for_more(struct hub *hub, msec_t at)
{
	struct timespec until;

	if (hub->stop || hub->recheck)
		return;
	if (!chain_empty(&hub->ringing) && hub->rest < at)
		at = hub->rest;
	until = (struct timespec){.tv_sec = (time_t)(at / 1000),
	    .tv_nsec = (long)(at % 1000) * 1000000};
	if (hub->count == 0)
		pthread_cond_wait(&hub->more, &hub->lock);
	else
		pthread_cond_timedwait(&hub->more, &hub->lock, &until);
}

static void *
bell_main(void *arg)
{
	struct hub *hub = arg;
	msec_t tick = monotonic();

	pthread_mutex_lock(&hub->lock);
	while (!hub->stop) {
		wait_for_more(hub, tick);
		if (hub->recheck) {
			hub->recheck = false;
			look_at_all(hub, check_feed);
		}
		if (monotonic() >= tick) {
			tick = monotonic() + hub->config.tick_ms;
			look_at_all(hub, feed_tick);
			give_jobs(hub);
		}
		if (hub->stop || monotonic() >= hub->rest)
			wake_all(hub);
	}
	pthread_mutex_unlock(&hub->lock);
	return NULL;
}

/* The writer's ears */

/* Something could not be kept: nobody may go on as if it had been. */
static void
lose(struct hub *hub, int64_t seq)
{
	hub->log.floor = seq;
	for (struct chain *r = hub->all.next; r != &hub->all; r = r->next)
		hub_cut(hub, CHAIN_OF(struct feed, all, r));
}

static void
on_committed(void *ctx, const struct commit *list, size_t count)
{
	struct hub *hub = ctx;

	pthread_mutex_lock(&hub->lock);
	for (size_t i = 0; i < count; i++) {
		if (!hub_commit(hub, &list[i]))
			lose(hub, list[i].seq);
		hub->seq = list[i].seq;
	}
	if (!chain_empty(&hub->ringing))
		pthread_cond_signal(&hub->more);
	pthread_mutex_unlock(&hub->lock);
}

static void
on_answered(void *ctx)
{
	struct hub *hub = ctx;
	bool started;

	pthread_mutex_lock(&hub->lock);
	started = hub->started;
	pthread_mutex_unlock(&hub->lock);
	if (started)
		hub->wake(hub->wake_ctx);
}

static void
on_settings(void *ctx, struct settings *settings)
{
	struct hub *hub = ctx;

	settings_hold(settings);
	pthread_mutex_lock(&hub->lock);
	settings_drop(hub->settings);
	hub->settings = settings;
	hub->recheck = true;
	pthread_cond_signal(&hub->more);
	pthread_mutex_unlock(&hub->lock);
}

static void
on_clock(void *ctx)
{
	struct hub *hub = ctx;

	pthread_mutex_lock(&hub->lock);
	hub->clock++;
	for (struct chain *r = hub->all.next; r != &hub->all; r = r->next)
		hub_ring(hub, CHAIN_OF(struct feed, all, r));
	pthread_mutex_unlock(&hub->lock);
}

struct writer_ears
hub_ears(struct hub *hub)
{
	return (struct writer_ears){.ctx = hub,
	    .committed = on_committed,
	    .answered = on_answered,
	    .settings = on_settings,
	    .clock = on_clock};
}

/* The public part */

static void
init_lock(struct hub *hub)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&hub->lock, NULL);
	pthread_cond_init(&hub->more, &attr);
	pthread_condattr_destroy(&attr);
}

struct hub *
hub_new(const struct hub_config *config)
{
	struct hub *hub = calloc(1, sizeof(*hub));

	if (!hub)
		return NULL;
	hub->config = *config;
	hub->log.most_bytes =
	    config->most_bytes ? config->most_bytes : MOST_BYTES;
	hub->log.most_events =
	    config->most_events ? config->most_events : MOST_EVENTS;
	if (!hub->config.tick_ms)
		hub->config.tick_ms = TICK_MS;
	chain_init(&hub->all);
	chain_init(&hub->ringing);
	chain_init(&hub->later);
	chain_init(&hub->turns);
	chain_init(&hub->positions);
	init_lock(hub);
	if (pthread_create(&hub->bell, NULL, bell_main, hub) == 0)
		return hub;
	free(hub);
	return NULL;
}

void
hub_start(struct hub *hub, struct writer *w, struct pool *pool,
    void (*wake)(void *ctx), void *ctx)
{
	struct settings *settings = writer_settings(w);
	int64_t seq = writer_seq(w);

	pthread_mutex_lock(&hub->lock);
	hub->pool = pool;
	hub->wake = wake;
	hub->wake_ctx = ctx;
	if (!hub->settings)
		hub->settings = settings_hold(settings);
	if (hub->seq < seq)
		hub->seq = seq;
	hub->started = true;
	pthread_mutex_unlock(&hub->lock);
	settings_drop(settings);
}

void
hub_stop(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	if (hub->stop) {
		pthread_mutex_unlock(&hub->lock);
		return;
	}
	hub->started = false;
	for (struct chain *r = hub->all.next; r != &hub->all; r = r->next)
		hub_cut(hub, CHAIN_OF(struct feed, all, r));
	hub->stop = true;
	drop_jobs(hub);
	pthread_cond_signal(&hub->more);
	pthread_mutex_unlock(&hub->lock);
	pthread_join(hub->bell, NULL);
}

static void
free_scopes(struct hub *hub)
{
	for (size_t i = 0; i < hub->scopes.room; i++) {
		struct scope *s = hub->scopes.slot[i].at;

		if (s)
			free(s->channel);
		free(s);
	}
	names_free(&hub->scopes);
}

void
hub_free(struct hub *hub)
{
	if (!hub)
		return;
	hub_stop(hub);
	hub_positions_free(hub);
	free_scopes(hub);
	names_free(&hub->channels);
	names_free(&hub->rooms);
	names_free(&hub->feeds);
	event_log_free(&hub->log);
	settings_drop(hub->settings);
	pthread_cond_destroy(&hub->more);
	pthread_mutex_destroy(&hub->lock);
	free(hub);
}

void
hub_recheck(struct hub *hub)
{
	pthread_mutex_lock(&hub->lock);
	hub->recheck = true;
	pthread_cond_signal(&hub->more);
	pthread_mutex_unlock(&hub->lock);
}

void
hub_stats(struct hub *hub, struct hub_stats *out)
{
	pthread_mutex_lock(&hub->lock);
	*out = (struct hub_stats){.feeds = hub->count,
	    .channels = hub->channels.count,
	    .rooms = hub->rooms.count,
	    .events = (size_t)(hub->log.next - hub->log.first),
	    .bytes = hub->log.bytes,
	    .cut = hub->cut};
	for (struct chain *r = hub->all.next; r != &hub->all; r = r->next)
		out->reading +=
		    CHAIN_OF(struct feed, all, r)->phase != FEED_JOINED;
	pthread_mutex_unlock(&hub->lock);
}
