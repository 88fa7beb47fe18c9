/*
 * A feed from its request to its end (feed.h). What it is sent is read in
 * feed-page.c and goes out in feed-pull.c.
 *
 * Two may hold it: its stream, and the one job it may have on the pool. Who
 * gives up the last hold frees it.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "central/scopes.h"

#define KEEPALIVE 15 /* seconds */
#define KEEPALIVE_LEAST 5
#define POSITIONS 1 /* seconds */
#define SECONDS_MOST 300

/* The request */

static enum problem_code
bad_value(
    struct problem *p, const char *key, const char *value, const char *want)
{
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value", value,
	    "want", want, NULL);
}

static enum problem_code
take_seconds(const struct http_request *r, const char *name, unsigned least,
    unsigned *ms, struct problem *p)
{
	const char *text = http_param(r, name);
	unsigned n = 0;

	if (!text)
		return PROBLEM_NONE;
	for (const char *s = text; *s && n <= SECONDS_MOST; s++)
		n = *s >= '0' && *s <= '9' ? n * 10 + (unsigned)(*s - '0')
		                           : SECONDS_MOST + 1;
	if (n < least || n > SECONDS_MOST)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", name, "value",
		    text, "want", why_seconds_between, "min",
		    least > 1 ? "5" : "1", "max", "300", NULL);
	*ms = n * 1000;
	return PROBLEM_NONE;
}

static enum problem_code
take_watch(struct feed *f, const struct http_request *r, struct problem *p)
{
	const char *room = http_param(r, "watch");

	if (!room)
		return PROBLEM_NONE;
	if (!id_valid(room, strlen(room)))
		return bad_value(p, "watch", room, why_an_id);
	snprintf(f->first_watch, sizeof(f->first_watch), "%s", room);
	return PROBLEM_NONE;
}

/* Of what is said in rooms that it does not watch: all, or must-reads. */
static enum problem_code
take_said(struct feed *f, const struct http_request *r, struct problem *p)
{
	const char *text = http_param(r, "said");

	f->quiet = text_is(text, "mustread");
	if (!text || f->quiet || text_is(text, "all"))
		return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "said", "value", text,
	    "want", why_one_of, "words", "all, mustread", NULL);
}

static enum problem_code
refuse_unknown(const struct http_request *r, struct problem *p)
{
	for (size_t i = 0; i < http_params(r); i++) {
		const char *name = http_param_name(r, i);

		if (strcmp(name, "watch") != 0 &&
		    strcmp(name, "keepalive") != 0 &&
		    strcmp(name, "positions") != 0 &&
		    strcmp(name, "batch") != 0 && strcmp(name, "said") != 0)
			return problem_set(p, PROBLEM_UNKNOWN_KEY, "key", name,
			    "nearest",
			    "watch, keepalive, positions, batch, said", NULL);
	}
	return PROBLEM_NONE;
}

static enum problem_code
take_request(struct feed *f, struct http_request *r, struct problem *p)
{
	const char *cursor = http_header(r, "Last-Event-ID");
	enum problem_code code = refuse_unknown(r, p);

	f->keepalive_ms = KEEPALIVE * 1000;
	f->positions_ms = POSITIONS * 1000;
	if (!code)
		code = take_seconds(
		    r, "keepalive", KEEPALIVE_LEAST, &f->keepalive_ms, p);
	if (!code)
		code = take_seconds(r, "positions", 1, &f->positions_ms, p);
	if (!code)
		code = take_seconds(r, "batch", 1, &f->batch_ms, p);
	if (!code)
		code = take_said(f, r, p);
	if (!code)
		code = take_watch(f, r, p);
	if (code)
		return code;
	/* One that is too long to be ours is as good as none. */
	if (cursor && strlen(cursor) < sizeof(f->cursor))
		snprintf(f->cursor, sizeof(f->cursor), "%s", cursor);
	if (!http_takes_gzip(r))
		return PROBLEM_NONE;
	/* Who asks for batches counts bytes. */
	f->squeeze = squeeze_new(f->batch_ms > 0);
	return f->squeeze ? PROBLEM_NONE
	                  : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

/* Its life */

void
feed_release(struct feed *f)
{
	struct hub *hub = f->hub;
	bool last;

	pthread_mutex_lock(&hub->lock);
	last = --f->users == 0;
	pthread_mutex_unlock(&hub->lock);
	if (!last)
		return;
	feed_read_free(f->read);
	squeeze_free(f->squeeze);
	actor_drop(f->actor);
	buf_free(&f->page);
	free(f);
}

void
feed_detach(struct feed *f)
{
	struct hub *hub = f->hub;

	f->over = true;
	f->waits = false;
	f->stream = NULL;
	if (names_get(&hub->feeds, f->id) == f)
		names_remove(&hub->feeds, f->id);
	while (f->watches)
		hub_room_leave(hub, f->watches);
	chain_remove(&f->idle);
	chain_remove(&f->all);
	hub->count--;
	hub_channel_leave(hub, f);
}

void
feed_closed(void *ctx)
{
	struct feed *f = ctx;
	struct hub *hub = f->hub;

	pthread_mutex_lock(&hub->lock);
	feed_detach(f);
	pthread_mutex_unlock(&hub->lock);
	feed_release(f);
}

static struct feed *
feed_new(struct hub *hub, struct http_request *r, struct actor *actor)
{
	struct feed *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->hub = hub;
	f->request = r;
	f->actor = actor;
	f->users = 1; /* feed_open()'s */
	id_new(f->id);
	chain_init(&f->all);
	chain_init(&f->idle);
	chain_init(&f->turn);
	return f;
}

/* Notes the feed, so that what changes from now on is not missed by it, and
 * has the pool go on with it. */
static bool
enter(struct hub *hub, struct feed *f)
{
	bool ok;

	pthread_mutex_lock(&hub->lock);
	ok = hub->started;
	if (ok) {
		chain_add(&hub->all, &f->all);
		if (hub->count++ == 0)
			pthread_cond_signal(&hub->more);
		hub_put_job(hub, f, feed_run_open);
	}
	pthread_mutex_unlock(&hub->lock);
	return ok;
}

void
feed_drop_job(struct feed *f)
{
	struct problem p = {0};

	problem_set(&p, PROBLEM_BUSY, NULL);
	if (f->phase == FEED_OPENING)
		feed_give_up(f, &p);
	feed_release(f);
}

void
feed_open(struct hub *hub, struct http_request *r, struct actor *actor)
{
	struct feed *f = feed_new(hub, r, actor);
	struct problem p = {0};

	if (!f) {
		actor_drop(actor);
		problem_set(&p, PROBLEM_NO_MEMORY, NULL);
		http_answer_problem(r, &p);
		return;
	}
	if (!take_request(f, r, &p) && !enter(hub, f))
		problem_set(&p, PROBLEM_BUSY, NULL);
	if (p.code)
		http_answer_problem(r, &p);
	feed_release(f);
}

bool
feed_still_allowed(const struct hub *hub, const struct feed *f)
{
	char scope[SCOPES_MAX][SCOPE_SIZE];
	uint64_t digest;

	if (atomic_load(&f->actor->revoked))
		return false;
	if (f->phase == FEED_OPENING)
		return true; /* it asks for its scopes yet */
	hub_scopes_of(hub->settings, f->actor, scope, &digest);
	return digest == f->scopes;
}

void
feed_tick(struct hub *hub, struct feed *f, msec_t boot)
{
	if (f->phase == FEED_OPENING || f->over)
		return;
	if (atomic_load(&f->actor->revoked)) {
		hub_cut(hub, f);
		return;
	}
	if (f->late && boot - f->said + hub->config.tick_ms >= f->batch_ms)
		hub_ring(hub, f);
	if (boot - f->said >= f->keepalive_ms && !f->say_alive) {
		f->say_alive = true;
		hub_ring(hub, f);
	}
	if (f->phase == FEED_JOINED && !f->say_moved &&
	    boot - f->moved_at >= f->positions_ms && hub_position_due(hub, f)) {
		f->say_moved = true;
		hub_ring(hub, f);
	}
}

/* Rooms */

static enum problem_code
check_rooms(struct hub *hub, struct store *store, const struct actor *actor,
    const char *const *rooms, size_t count, struct problem *p)
{
	struct settings *settings;
	enum problem_code code = PROBLEM_NONE;

	if (count > FEED_WATCHES)
		return problem_set(
		    p, PROBLEM_CROWDED, "key", "rooms", "limit", "16", NULL);
	pthread_mutex_lock(&hub->lock);
	settings = settings_hold(hub->settings);
	pthread_mutex_unlock(&hub->lock);
	for (size_t i = 0; !code && i < count; i++) {
		bool may = false;

		code =
		    scopes_may_enter(store, settings, actor, rooms[i], &may, p);
		if (!code && !may)
			code = problem_set(
			    p, PROBLEM_NOT_FOUND, "what", rooms[i], NULL);
	}
	settings_drop(settings);
	return code;
}

static bool
is_among(const char *room, const char *const *rooms, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rooms[i], room) == 0)
			return true;
	return false;
}

static bool
set_rooms(
    struct hub *hub, struct feed *f, const char *const *rooms, size_t count)
{
	struct watch *next;

	for (struct watch *w = f->watches; w; w = next) {
		next = w->next;
		if (!is_among(w->room->id, rooms, count))
			hub_room_leave(hub, w);
	}
	for (size_t i = 0; i < count; i++)
		if (!hub_room_watch(f, rooms[i]) &&
		    !hub_room_enter(hub, f, rooms[i]))
			return false;
	feed_want_page(f);
	return true;
}

enum problem_code
feed_watch(struct hub *hub, struct store *store, const struct actor *actor,
    const char *feed, const char *const *rooms, size_t count, struct problem *p)
{
	enum problem_code code =
	    check_rooms(hub, store, actor, rooms, count, p);
	struct feed *f;

	if (code)
		return code;
	pthread_mutex_lock(&hub->lock);
	f = names_get(&hub->feeds, feed);
	if (!f || f->over || strcmp(f->actor->account, actor->account) != 0)
		code = problem_set(p, PROBLEM_NOT_FOUND, "what", feed, NULL);
	else if (!set_rooms(hub, f, rooms, count))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	pthread_mutex_unlock(&hub->lock);
	return code;
}
