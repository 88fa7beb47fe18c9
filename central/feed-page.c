/*
 * What a feed gets from the store, a page at a time, on the pool: the
 * opening, the way from its cursor to the present, the last messages of a
 * room. The lock is only taken to hand over what was read.
 *
 * No gap and no double where store and memory meet: the channel is joined
 * before the first read, so all that is committed after it is in its lane (or
 * fell out of the log, which the log's floor tells). The reads end with "all
 * up to N is there"; from the lane the feed takes what is beyond N, and only
 * that. If something beyond N fell out already, there is more to be read.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/scopes.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "net/wire/sse.h"

#define PAGE_ROWS 64
#define PAGE_LEFT ((size_t)4096) /* of a page, when the next is asked for */

void
feed_want_page(struct feed *f)
{
	const struct watch *w = f->watches;

	while (w && w->live)
		w = w->next;
	if (f->over || f->busy || f->phase == FEED_OPENING ||
	    f->page.len - f->sent > PAGE_LEFT ||
	    (f->phase == FEED_JOINED && !w))
		return;
	hub_put_job(f->hub, f, feed_run_page);
}

/* Changes and snapshot */

static const char *const event_names[] = {
    [FEED_RESET] = "reset",
    [FEED_RECORD] = NULL,
    [FEED_GONE] = "gone",
    [FEED_READY] = "ready",
};

static void
put_event(void *ctx, const struct feed_event *e)
{
	struct buf *page = ctx, data = {0};

	if (e->type == FEED_RECORD)
		codec_record(&data, e->record);
	else if (e->type == FEED_GONE)
		buf_printf(&data, "%s/%s", kind_info(e->kind)->name, e->id);
	sse_event(
	    page, event_names[e->type], e->cursor, buf_str(&data), data.len);
	page->failed |= data.failed;
	buf_free(&data);
}

/* All up to the reader's seq is in pages: on from there by the lane. */
static void
join_lane(struct feed *f)
{
	const struct hub *hub = f->hub;
	int64_t seq = feed_read_seq(f->read);

	if (hub->log.floor > seq)
		return;
	f->joined = f->told = seq;
	f->at = lane_after(&f->channel->lane, &hub->log, seq);
	f->phase = FEED_JOINED;
	f->say_moved = true;
	feed_read_free(f->read);
	f->read = NULL;
}

/* Rooms */

/* Messages newest first, as they are found. */
struct talk {
	struct buf line[2 * FEED_MESSAGES];
	size_t count, bytes;
	bool failed;
};

static bool
note_message(void *ctx, const struct record *r)
{
	struct talk *talk = ctx;
	struct buf *line = &talk->line[talk->count];
	struct buf json = {0};

	codec_record(&json, r);
	sse_event(line, NULL, NULL, buf_str(&json), json.len);
	talk->failed |= json.failed || line->failed;
	talk->bytes += line->len;
	talk->count++;
	buf_free(&json);
	return !talk->failed && talk->bytes < FEED_MESSAGE_BYTES &&
	       talk->count < FEED_MESSAGES;
}

enum problem_code
feed_messages(
    struct store *store, const char *room, struct buf *page, struct problem *p)
{
	struct talk *talk = calloc(1, sizeof(*talk));
	enum problem_code code;

	if (!talk)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = store_messages(
	    store, room, 0, FEED_MESSAGES, note_message, talk, p);
	while (talk->count > 0) {
		struct buf *line = &talk->line[--talk->count];

		buf_add(page, buf_str(line), line->len);
		buf_free(line);
	}
	if (!code && talk->failed)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	free(talk);
	return code;
}

/* One page of a job: what it is for, and what was found. */
struct job_page {
	struct buf events;
	char room[ID_SIZE]; /* "": changes and snapshot */
	struct settings *settings;
	bool caught_up; /* changes: that was all */
	bool may;       /* room: it is for the reader's eyes */
	int64_t seq;    /* room: up to which */
};

static enum problem_code
read_room(struct feed *f, struct store *store, struct job_page *page,
    struct problem *p)
{
	unsigned char tag[AUDIT_TAG];
	enum problem_code code = store_view(store, p);

	if (code)
		return code;
	code = store_last(store, &page->seq, tag, p);
	if (!code)
		code = scopes_may_enter(
		    store, page->settings, f->actor, page->room, &page->may, p);
	if (!code && page->may)
		code = feed_messages(store, page->room, &page->events, p);
	store_view_end(store);
	return code;
}

static enum problem_code
read_page(struct feed *f, struct store *store, struct job_page *page,
    struct problem *p)
{
	enum problem_code code;

	if (page->room[0])
		code = read_room(f, store, page, p);
	else
		code = feed_read_next(f->read, store, PAGE_ROWS, put_event,
		    &page->events, &page->caught_up, p);
	if (!code && !buf_ok(&page->events))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

/* What the page is to be for; false when nothing is wanted any more. */
static bool
begin_page(struct feed *f, struct job_page *page)
{
	const struct watch *w = f->watches;

	if (f->over)
		return false;
	page->settings = settings_hold(f->hub->settings);
	if (f->phase == FEED_READING)
		return true;
	while (w && w->live)
		w = w->next;
	if (w)
		snprintf(page->room, sizeof(page->room), "%s", w->room->id);
	return w != NULL;
}

static void
join_room(struct feed *f, const struct job_page *page)
{
	struct watch *w = hub_room_watch(f, page->room);

	if (!w || w->live)
		return;
	if (!page->may) {
		hub_room_leave(f->hub, w);
		return;
	}
	w->live = true;
	w->joined = page->seq;
	w->at = lane_after(&w->room->lane, &f->hub->log, page->seq);
	buf_add(&f->page, buf_str(&page->events), page->events.len);
}

/* Hands over what was read. */
static void
finish_page(struct feed *f, const struct job_page *page)
{
	if (page->room[0]) {
		/* What is beyond and fell out already is read again. */
		if (f->hub->log.floor <= page->seq)
			join_room(f, page);
	} else {
		buf_add(&f->page, buf_str(&page->events), page->events.len);
		if (page->caught_up)
			join_lane(f);
	}
	if (!buf_ok(&f->page))
		f->over = true;
}

static void
run_page(struct feed *f, struct store *store)
{
	struct hub *hub = f->hub;
	struct job_page page = {0};
	struct problem p = {0};
	enum problem_code code = PROBLEM_NONE;
	bool wanted;

	pthread_mutex_lock(&hub->lock);
	wanted = begin_page(f, &page);
	pthread_mutex_unlock(&hub->lock);
	if (wanted)
		code = read_page(f, store, &page, &p);
	pthread_mutex_lock(&hub->lock);
	hub_job_done(hub, f);
	if (code)
		f->over = true;
	if (wanted && !f->over)
		finish_page(f, &page);
	feed_want_page(f);
	hub_wake(f);
	pthread_mutex_unlock(&hub->lock);
	hub->wake(hub->wake_ctx);
	settings_drop(page.settings);
	buf_free(&page.events);
}

void
feed_run_page(struct pool_job *job, struct store *store)
{
	struct feed *f = job->ctx;

	run_page(f, store);
	feed_release(f);
}

/* The opening */

struct opening {
	struct settings *settings;
	char scope[SCOPES_MAX][SCOPE_SIZE];
	size_t count;
	uint64_t digest;
};

static bool
note_any(void *ctx, const struct seen *row, const struct record *r)
{
	(void)row;
	(void)r;
	*(bool *)ctx = true;
	return false;
}

/* Takes the reader's own scope out unless it holds something. */
static enum problem_code
leave_person_out(
    struct feed *f, struct store *store, struct opening *o, struct problem *p)
{
	char person[SCOPE_SIZE];
	const char *scope = person;
	struct store_feed ask = {
	    .scopes = &scope, .count = 1, .upto = INT64_MAX, .limit = 1};
	bool any = false;
	size_t kept = 0;
	enum problem_code code;

	snprintf(person, sizeof(person), "person/%s", actor_person(f->actor));
	code = store_feed(store, &ask, note_any, &any, p);
	if (code || any)
		return code;
	for (size_t i = 0; i < o->count; i++)
		if (strcmp(o->scope[i], person) != 0)
			memmove(o->scope[kept++], o->scope[i], SCOPE_SIZE);
	o->count = kept;
	return code;
}

static enum problem_code
find_scopes(
    struct feed *f, struct store *store, struct opening *o, struct problem *p)
{
	const char *list[SCOPES_MAX];

	o->count = hub_scopes_of(o->settings, f->actor, o->scope, &o->digest);
	for (size_t i = 0; i < o->count; i++)
		list[i] = o->scope[i];
	feed_read_free(f->read);
	f->read = feed_read_new(list, o->count, f->cursor);
	if (!f->read)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return leave_person_out(f, store, o, p);
}

static enum problem_code
check_watch(struct feed *f, struct store *store, const struct opening *o,
    struct problem *p)
{
	bool may = true;
	enum problem_code code = PROBLEM_NONE;

	if (f->first_watch[0])
		code = scopes_may_enter(
		    store, o->settings, f->actor, f->first_watch, &may, p);
	if (!code && !may)
		code = problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->first_watch, NULL);
	return code;
}

static void
say_hello(struct feed *f)
{
	struct hub *hub = f->hub;
	struct buf data = {0};
	struct json_out o = {.buf = &data};

	f->clock = hub->clock;
	json_open_object(&o);
	json_put_key(&o, "feed");
	json_put_string(&o, f->id, strlen(f->id));
	json_put_key(&o, "seq");
	json_put_int(&o, hub->seq);
	json_put_key(&o, "now");
	json_put_int(&o, now_get(hub->config.now));
	json_put_key(&o, "speed");
	json_put_int(&o, now_speed(hub->config.now));
	json_put_key(&o, "drill");
	json_put_bool(&o, hub->config.now->drill);
	json_put_key(&o, "account");
	json_put_string(&o, f->actor->account, strlen(f->actor->account));
	if (hub->config.store && *hub->config.store) {
		json_put_key(&o, "store");
		json_put_string(
		    &o, hub->config.store, strlen(hub->config.store));
	}
	json_close_object(&o);
	sse_event(&f->page, "hello", NULL, buf_str(&data), data.len);
	f->page.failed |= data.failed;
	buf_free(&data);
}

static enum problem_code
begin_stream(struct feed *f, struct opening *o, struct problem *p)
{
	struct hub *hub = f->hub;
	struct http_stream_source source = {feed_pull, feed_closed, f};

	if (f->over || !hub->started)
		return problem_set(p, PROBLEM_BUSY, NULL);
	say_hello(f);
	if (!buf_ok(&f->page) ||
	    !hub_channel_join(hub, f, o->scope, o->count) ||
	    !names_put(&hub->feeds, f->id, f) ||
	    (f->first_watch[0] && !hub_room_enter(hub, f, f->first_watch)))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	f->scopes = o->digest;
	f->said = time_boot();
	f->phase = FEED_READING;
	f->users++; /* the stream's */
	if (f->squeeze)
		http_answer_header(f->request, "Content-Encoding", "gzip");
	http_answer_header(f->request, "Vary", "Accept-Encoding");
	f->stream = http_stream_open(f->request, "text/event-stream", &source);
	f->request = NULL;
	if (f->stream)
		return PROBLEM_NONE;
	f->users--;
	return problem_set(p, PROBLEM_BUSY, NULL);
}

/* Registers the feed unless the settings moved on: once more then. */
static enum problem_code
try_to_begin(
    struct feed *f, struct store *store, bool *again, struct problem *p)
{
	struct hub *hub = f->hub;
	struct opening *o = calloc(1, sizeof(*o));
	enum problem_code code;

	*again = false;
	if (!o)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	pthread_mutex_lock(&hub->lock);
	o->settings = settings_hold(hub->settings);
	pthread_mutex_unlock(&hub->lock);
	code = find_scopes(f, store, o, p);
	if (!code)
		code = check_watch(f, store, o, p);
	if (!code) {
		pthread_mutex_lock(&hub->lock);
		*again = o->settings != hub->settings;
		if (!*again)
			code = begin_stream(f, o, p);
		pthread_mutex_unlock(&hub->lock);
	}
	settings_drop(o->settings);
	free(o);
	return code;
}

void
feed_give_up(struct feed *f, const struct problem *p)
{
	struct hub *hub = f->hub;

	pthread_mutex_lock(&hub->lock);
	feed_detach(f);
	pthread_mutex_unlock(&hub->lock);
	if (f->request)
		http_answer_problem(f->request, p);
	f->request = NULL;
	hub->wake(hub->wake_ctx);
}

void
feed_run_open(struct pool_job *job, struct store *store)
{
	struct feed *f = job->ctx;
	struct problem p = {0};
	enum problem_code code;
	bool again;

	do
		code = try_to_begin(f, store, &again, &p);
	while (!code && again);
	if (code) {
		feed_give_up(f, &p);
		pthread_mutex_lock(&f->hub->lock);
		hub_job_done(f->hub, f);
		pthread_mutex_unlock(&f->hub->lock);
	} else
		run_page(f, store);
	feed_release(f);
}
