/*
 * Feeds in the test's own process (feed-desk.h).
 */
#include "tests/lib/feed-desk.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/link/feed.h"
#include "net/wire/codec.h"

static struct actor *
actor_named(struct feed_desk *d, const char *name)
{
	if (strcmp(name, "lq") == 0)
		return d->room.lq;
	if (strcmp(name, "xq") == 0)
		return d->room.xq;
	if (strcmp(name, "p1") == 0)
		return d->room.p1;
	return d->room.admin;
}

static void
handle(void *ctx, struct http_request *r)
{
	struct feed_desk *d = ctx;

	feed_open(d->hub, r,
	    actor_hold(actor_named(d, http_header(r, "Authorization"))));
}

static void
wake(void *ctx)
{
	const struct feed_desk *d = ctx;

	http_wake(d->http);
}

void
feed_desk_open(struct feed_desk *d, struct hub_config config)
{
	char listen[128];
	struct http_config http = {
	    .listen = listen, .handle = handle, .ctx = d, .stop_ms = 200};
	struct writer_ears ears;
	struct problem p = {0};

	config.now = &d->room.now;
	if (!config.tick_ms)
		config.tick_ms = 10;
	d->hub = hub_new(&config);
	assert_non_null(d->hub);
	ears = hub_ears(d->hub);
	room_open_with(&d->room, &ears);
	snprintf(listen, sizeof(listen), "unix:%s/http", d->room.dir);
	assert_int_equal(pool_open(d->room.dir, 2, &d->pool, &p), 0);
	d->http = http_open(&http, &p);
	assert_non_null(d->http);
	hub_start(d->hub, d->room.writer, d->pool, wake, d);
}

void
feed_desk_close(struct feed_desk *d)
{
	hub_stop(d->hub);
	http_close(d->http);
	pool_close(d->pool);
	room_close(&d->room);
	hub_free(d->hub);
	http_free(d->http);
}

int
feed_desk_setup(void **state)
{
	struct feed_desk *d = calloc(1, sizeof(*d));
	const struct hub_config config = {0};

	assert_non_null(d);
	feed_desk_open(d, config);
	*state = d;
	return 0;
}

int
feed_desk_teardown(void **state)
{
	feed_desk_close(*state);
	free(*state);
	return 0;
}

bool
feed_desk_say(struct feed_desk *d, const char *room, const char *text)
{
	struct call c = room_call(COMMAND_MESSAGE);

	call_set_text(&c, ARG_message_room, room);
	call_set_text(&c, ARG_message_text, text);
	return room_do(&d->room, d->room.lq, &c);
}

void
feed_desk_fill(struct feed_desk *d, const char *id)
{
	static char words[12 * 1024];
	struct call c = room_call(COMMAND_NEW);

	memset(words, 'x', sizeof(words) - 1);
	call_set_text(&c, ARG_new_incident, id);
	call_set_text(&c, ARG_new_place, "market");
	call_set_text(&c, ARG_new_narrative, words);
	assert_true(room_do(&d->room, d->room.lq, &c));
}

struct desk_job {
	struct write_job job;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

static void
job_done(struct write_job *job)
{
	struct desk_job *j = (struct desk_job *)(void *)job;

	pthread_mutex_lock(&j->lock);
	j->done = true;
	pthread_cond_signal(&j->over);
	pthread_mutex_unlock(&j->lock);
}

void
feed_desk_run(struct feed_desk *d, write_run_fn *run, void *ctx)
{
	struct desk_job j = {.job = {.actor = d->room.admin,
	                         .run = run,
	                         .done = job_done,
	                         .command = "put",
	                         .ctx = ctx}};

	pthread_mutex_init(&j.lock, NULL);
	pthread_cond_init(&j.over, NULL);
	writer_put(d->room.writer, &j.job);
	pthread_mutex_lock(&j.lock);
	while (!j.done)
		pthread_cond_wait(&j.over, &j.lock);
	pthread_mutex_unlock(&j.lock);
	assert_int_equal(j.job.status, 200);
	buf_free(&j.job.body);
	pthread_cond_destroy(&j.over);
	pthread_mutex_destroy(&j.lock);
}

static enum problem_code
run_guest(struct tx *tx, struct write_job *job)
{
	const char *const *name = job->ctx;
	struct incident i =
	    *(const struct incident *)tx_peek(tx, KIND_INCIDENT, name[0]);

	i.guests = (struct refs){name[1] ? 1 : 0, &name[1]};
	return tx_put(tx, &i.head);
}

void
feed_desk_guest(struct feed_desk *d, const char *incident, const char *station)
{
	const char *name[2] = {incident, station};

	feed_desk_run(d, run_guest, name);
}

enum problem_code
feed_desk_watch(struct feed_desk *d, const char *account, const char *feed,
    const char *const *rooms, size_t count)
{
	struct problem p = {0};

	return feed_watch(d->hub, d->room.store, actor_named(d, account), feed,
	    rooms, count, &p);
}

/* Readers */

static void
note_record(struct reader *r, const struct sse_message *m, bool said)
{
	const struct json_limits limits = {SSE_EVENT_MAX, JSON_DEPTH_MAX};
	struct problem p = {0};
	struct record *rec = NULL;
	cJSON *json = NULL;

	assert_int_equal(json_parse(m->data, m->len, &limits, &json, &p), 0);
	assert_int_equal(codec_record_read(json, CODEC_STRICT, &rec, &p), 0);
	if (said)
		buf_printf(&r->notes, "said %s%s",
		    ((struct message *)rec)->room,
		    text_or(((struct message *)rec)->text, ""));
	else if (rec->kind == KIND_MESSAGE)
		buf_printf(&r->notes, "say %s %s",
		    ((struct message *)rec)->room,
		    text_or(((struct message *)rec)->text,
		        text_or(((struct message *)rec)->event, "")));
	else
		buf_printf(&r->notes, "%s/%s %lld", kind_info(rec->kind)->name,
		    rec->id, (long long)rec->rev);
	record_free(rec);
	cJSON_Delete(json);
}

static enum problem_code
note_event(void *arg, const struct sse_message *m, struct problem *p)
{
	struct reader *r = arg;

	(void)p;
	if (strcmp(m->event, "message") == 0)
		note_record(r, m, false);
	else if (strcmp(m->event, "said") == 0)
		note_record(r, m, true);
	else if (strcmp(m->event, "hello") == 0)
		buf_puts(&r->notes, "hello");
	else
		buf_printf(&r->notes, "%s %s", m->event, m->data);
	if (strcmp(m->event, "hello") == 0) {
		const char *at = strstr(m->data, "\"feed\":\"");

		assert_non_null(at);
		snprintf(r->id, sizeof(r->id), "%.*s", ID_MADE, at + 8);
	}
	if (strcmp(m->id, r->cursor) != 0)
		buf_puts(&r->notes, " @");
	snprintf(r->cursor, sizeof(r->cursor), "%s", m->id);
	buf_putc(&r->notes, '\n');
	return PROBLEM_NONE;
}

static void
begin_table(struct reader *r)
{
	const struct feed_hooks none = {0};

	if (r->table)
		return;
	r->table = table_new();
	assert_non_null(r->table);
	r->feed = feed_new(r->table, &none);
	assert_non_null(r->feed);
	sse_reader_init(&r->sse, note_event, r);
}

void
reader_open(struct reader *r, struct feed_desk *d, const char *account,
    const char *query, const char *cursor, bool gzip)
{
	struct buf ask = {0};
	struct reply reply;

	begin_table(r);
	buf_printf(&ask, "GET /v1/feed%s HTTP/1.1\r\nHost: central\r\n", query);
	buf_printf(&ask, "Authorization: %s\r\n", account);
	if (cursor[0])
		buf_printf(&ask, "Last-Event-ID: %s\r\n", cursor);
	if (gzip)
		buf_puts(&ask, "Accept-Encoding: br, gzip;q=0.5\r\n");
	buf_puts(&ask, "\r\n");
	r->fd = raw_connect(http_address(d->http));
	raw_puts(r->fd, buf_str(&ask));
	buf_free(&ask);
	raw_reply(r->fd, &reply, true);
	assert_int_equal(reply.status, 200);
	assert_true(!gzip == !raw_reply_header(&reply, "Content-Encoding"));
	raw_reply_free(&reply);
	r->gzip = gzip;
	r->ended = false;
	if (gzip) {
		r->z = (z_stream){0};
		assert_int_equal(inflateInit2(&r->z, 15 + 16), Z_OK);
	}
	buf_clear(&r->raw);
	buf_clear(&r->plain);
	sse_reader_reset(&r->sse);
	assert_true(feed_begin(r->feed));
}

static void
take_plain(struct reader *r, const char *bytes, size_t len)
{
	struct problem p = {0};

	buf_add(&r->plain, bytes, len);
	assert_int_equal(sse_reader_feed(&r->sse, bytes, len, &p), 0);
	assert_int_equal(feed_push(r->feed, bytes, len, &p), 0);
}

static void
take_body(struct reader *r, const char *bytes, size_t len)
{
	char out[16384];

	if (!r->gzip) {
		take_plain(r, bytes, len);
		return;
	}
	r->z.next_in = (unsigned char *)(uintptr_t)bytes;
	r->z.avail_in = (unsigned)len;
	do {
		int code;

		r->z.next_out = (unsigned char *)out;
		r->z.avail_out = sizeof(out);
		code = inflate(&r->z, Z_SYNC_FLUSH);
		assert_true(code == Z_OK || code == Z_STREAM_END ||
		            code == Z_BUF_ERROR);
		take_plain(r, out, sizeof(out) - r->z.avail_out);
	} while (r->z.avail_out == 0);
}

/* Takes one whole chunk out of raw; false when there is none. */
static bool
take_chunk(struct reader *r)
{
	char *end, *data;
	size_t len;

	if (r->raw.len == 0 ||
	    !(end = memmem(r->raw.data, r->raw.len, "\r\n", 2)))
		return false;
	len = strtoul(r->raw.data, NULL, 16);
	data = end + 2;
	if ((size_t)(r->raw.data + r->raw.len - data) < len + 2)
		return false;
	if (len == 0)
		r->ended = true;
	take_body(r, data, len);
	buf_consume(&r->raw, (size_t)(data - r->raw.data) + len + 2);
	return true;
}

bool
reader_pump(struct reader *r, int ms)
{
	struct pollfd p = {.fd = r->fd, .events = POLLIN};
	char bytes[16384];
	ssize_t n;

	if (r->ended || poll(&p, 1, ms) != 1)
		return false;
	n = recv(r->fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	if (n <= 0)
		r->ended = true;
	else
		buf_add(&r->raw, bytes, (size_t)n);
	while (!r->ended && take_chunk(r))
		;
	return n > 0;
}

void
reader_until(struct reader *r, const char *text)
{
	msec_t end = time_boot() + PATIENCE_MS;

	while (!strstr(buf_str(&r->notes), text)) {
		reader_pump(r, 100);
		if (time_boot() > end || r->ended)
			fail_msg("'%s' did not come: %s%s", text,
			    buf_str(&r->notes), r->ended ? " (ended)" : "");
	}
}

void
reader_until_end(struct reader *r)
{
	msec_t end = time_boot() + PATIENCE_MS;

	while (!r->ended) {
		reader_pump(r, 100);
		assert_true(time_boot() < end);
	}
}

void
reader_cut(struct reader *r)
{
	if (r->fd > 0)
		close(r->fd);
	r->fd = 0;
	if (r->gzip)
		inflateEnd(&r->z);
	r->gzip = false;
}

void
reader_free(struct reader *r)
{
	reader_cut(r);
	feed_free(r->feed);
	table_free(r->table);
	sse_reader_free(&r->sse);
	buf_free(&r->raw);
	buf_free(&r->plain);
	buf_free(&r->notes);
	*r = (struct reader){0};
}

/* What ought to be there, compared as it is walked. */
struct comparing {
	struct reader *r;
	size_t count, differ;
};

static bool
compare_one(void *ctx, const struct seen *row, const struct record *is)
{
	struct comparing *c = ctx;
	const struct record *has = table_get(c->r->table, row->kind, row->id);

	c->count++;
	c->differ += !has || has->rev != is->rev || !record_same(has, is);
	return true;
}

bool
reader_is_true(struct reader *r, struct feed_desk *d, const char *account)
{
	struct settings *s = writer_settings(d->room.writer);
	char scope[SCOPES_MAX][SCOPE_SIZE];
	const char *list[SCOPES_MAX];
	struct comparing c = {.r = r};
	struct store_feed ask = {.scopes = list,
	    .upto = INT64_MAX,
	    .live_only = true,
	    .limit = 1000000};
	struct problem p = {0};
	size_t has = 0;

	ask.count = settings_scopes(s, actor_named(d, account), scope);
	settings_drop(s);
	for (size_t i = 0; i < ask.count; i++)
		list[i] = scope[i];
	assert_int_equal(
	    store_feed(d->room.store, &ask, compare_one, &c, &p), 0);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		has += k == KIND_MESSAGE ? 0 : table_count(r->table, k);
	return feed_is_ready(r->feed) && c.differ == 0 && has == c.count;
}

void
reader_until_true(struct reader *r, struct feed_desk *d, const char *account)
{
	msec_t end = time_boot() + PATIENCE_MS;

	while (!reader_is_true(r, d, account)) {
		reader_pump(r, 50);
		if (time_boot() > end || r->ended)
			fail_msg("never equal: %s%s", buf_str(&r->notes),
			    r->ended ? " (ended)" : "");
	}
}

size_t
reader_count(const struct reader *r, const char *text)
{
	size_t n = 0;

	for (const char *s = buf_str(&r->notes); (s = strstr(s, text)); s++)
		n++;
	return n;
}
