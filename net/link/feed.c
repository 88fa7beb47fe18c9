/*
 * Events into the table, a commit at a time. During a reset `stale` is the
 * sorted list of what was there and has not been sent again.
 */
#include "net/link/feed.h"

#include "net/wire/codec.h"
#include "net/wire/json.h"
#include "net/wire/sse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stale {
	enum kind kind;
	char id[ID_SIZE];
	bool seen; /* sent again */
};

/* A record, or what is gone, whose commit's cursor has not come. */
struct waiting {
	struct record *record; /* owned; NULL: gone */
	enum kind kind;
	char id[ID_SIZE];
};

struct feed {
	struct table *table; /* borrowed */
	struct feed_hooks hooks;
	struct sse_reader reader;
	struct positions positions;
	struct waiting *waiting;
	size_t waits, waiting_room, waiting_bytes;
	struct stale *stale; /* NULL unless in a reset */
	size_t stales;
	bool resetting;
	bool ready;
	int64_t seq;
	int64_t hello_seq;
	char cursor[FEED_CURSOR_MAX + 1];
};

static void
tell_change(struct feed *f, const struct record *old, const struct record *now)
{
	if (f->hooks.change)
		f->hooks.change(f->hooks.ctx, old, now);
}

static enum problem_code
bad_stream(const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_STREAM, "why", why, NULL);
}

static int
compare_stale(const void *a, const void *b)
{
	const struct stale *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(x->id, y->id);
}

static struct stale *
find_stale(const struct feed *f, enum kind kind, const char *id)
{
	struct stale key = {.kind = kind};

	if (f->stales == 0)
		return NULL;
	snprintf(key.id, sizeof(key.id), "%s", id);
	return bsearch(&key, f->stale, f->stales, sizeof(key), compare_stale);
}

static void
end_stale(struct feed *f)
{
	free(f->stale);
	f->stale = NULL;
	f->stales = 0;
	f->resetting = false;
}

/* All that is there must be sent again, or goes at `ready`. */
static bool
begin_reset(struct feed *f)
{
	size_t count = 0;

	end_stale(f);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		count += table_count(f->table, k);
	f->stale = count ? calloc(count, sizeof(f->stale[0])) : NULL;
	if (count && !f->stale)
		return false;
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++) {
		const struct record *const *all = table_all(f->table, k);

		for (size_t i = 0; i < table_count(f->table, k); i++) {
			struct stale *s = &f->stale[f->stales++];

			s->kind = k;
			snprintf(s->id, sizeof(s->id), "%s", all[i]->id);
		}
	}
	if (f->stales)
		qsort(f->stale, f->stales, sizeof(f->stale[0]), compare_stale);
	f->resetting = true;
	f->seq = 0;
	if (f->hooks.reset)
		f->hooks.reset(f->hooks.ctx);
	return true;
}

static void
remove_record(struct feed *f, enum kind kind, const char *id)
{
	struct record *old;

	if (kind == KIND_UNIT)
		positions_drop(&f->positions, id);
	old = table_remove(f->table, kind, id);
	if (!old)
		return;
	tell_change(f, old, NULL);
	record_free(old);
}

static void
drop_stale(struct feed *f)
{
	for (size_t i = 0; i < f->stales; i++)
		if (!f->stale[i].seen)
			remove_record(f, f->stale[i].kind, f->stale[i].id);
	end_stale(f);
}

/* Puts r in its place, whatever stands there. */
static enum problem_code
put_record(struct feed *f, struct record *r, struct problem *p)
{
	struct record *old = NULL;

	if (!table_put(f->table, r, &old)) {
		record_free(r);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	tell_change(f, old, r);
	record_free(old);
	return PROBLEM_NONE;
}

/*
 * What an answer brought before must not be undone by what the feed sends
 * after, late. In a reset the feed is right: revs may have gone back.
 */
static bool
is_news(struct feed *f, const struct record *r)
{
	const struct record *old = table_get(f->table, r->kind, r->id);
	struct stale *s = find_stale(f, r->kind, r->id);
	bool again = s && !s->seen;

	if (s)
		s->seen = true;
	if (!old || (again && (r->rev != old->rev || !record_same(r, old))))
		return true;
	return !again && r->rev > old->rev;
}

static enum problem_code
apply_record(struct feed *f, struct record *r, struct problem *p)
{
	if (is_news(f, r))
		return put_record(f, r, p);
	record_free(r);
	return PROBLEM_NONE;
}

/* Forgets what waits from the n-th on. */
static void
drop_waiting(struct feed *f, size_t n)
{
	for (size_t i = n; i < f->waits; i++)
		record_free(f->waiting[i].record);
	f->waits = 0;
}

/* The commit is whole. */
static enum problem_code
apply_waiting(struct feed *f, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	size_t i;

	for (i = 0; i < f->waits && code == PROBLEM_NONE; i++) {
		struct waiting *w = &f->waiting[i];

		if (!w->record) {
			remove_record(f, w->kind, w->id);
			continue;
		}
		if (w->record->seq > f->seq)
			f->seq = w->record->seq;
		code = apply_record(f, w->record, p);
	}
	drop_waiting(f, i);
	return code;
}

/* A place at the end of what waits, for something of that size. */
static enum problem_code
wait_for_cursor(
    struct feed *f, size_t bytes, struct waiting **w, struct problem *p)
{
	size_t room = f->waiting_room ? f->waiting_room * 2 : 64;
	struct waiting *all;

	if (f->waits == 0)
		f->waiting_bytes = 0;
	if (f->waits >= FEED_WAITING_MAX ||
	    bytes > FEED_WAITING_BYTES - f->waiting_bytes)
		return bad_stream(why_open_commit, p);
	if (f->waits == f->waiting_room) {
		all = realloc(f->waiting, room * sizeof(*all));
		if (!all)
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
		f->waiting = all;
		f->waiting_room = room;
	}
	f->waiting_bytes += bytes;
	*w = &f->waiting[f->waits++];
	**w = (struct waiting){0};
	return PROBLEM_NONE;
}

/* A line that no record of its commit stands before: nothing waits for it. */
static void
note_line(struct feed *f, const struct record *r)
{
	if (f->waits == 0 && r->seq > f->seq)
		f->seq = r->seq;
}

static enum problem_code
take_record(struct feed *f, const cJSON *json, struct problem *p)
{
	struct record *r;
	struct waiting *w;
	enum problem_code code = codec_record_read(json, CODEC_LENIENT, &r, p);

	if (code != PROBLEM_NONE || !r)
		return code;
	if (r->kind == KIND_MESSAGE) {
		note_line(f, r);
		return apply_record(f, r, p);
	}
	code = wait_for_cursor(f, record_size(r), &w, p);
	if (code == PROBLEM_NONE)
		w->record = r;
	else
		record_free(r);
	return code;
}

/* "incident/ID" */
static enum problem_code
take_gone(struct feed *f, const struct sse_message *m, struct problem *p)
{
	const char *slash = memchr(m->data, '/', m->len);
	enum problem_code code;
	struct waiting *w;
	enum kind kind;
	size_t len;

	if (!slash)
		return bad_stream(why_gone_without_id, p);
	len = m->len - (size_t)(slash + 1 - m->data);
	if (!id_valid(slash + 1, len))
		return bad_stream(why_gone_without_id, p);
	kind = kind_find(m->data, (size_t)(slash - m->data));
	if (kind == KIND_ANY)
		return PROBLEM_NONE;
	code = wait_for_cursor(f, sizeof(*w), &w, p);
	if (code != PROBLEM_NONE)
		return code;
	w->kind = kind;
	snprintf(w->id, sizeof(w->id), "%s", slash + 1);
	return PROBLEM_NONE;
}

static enum problem_code
read_clock(const cJSON *json, struct feed_clock *c, struct problem *p)
{
	enum problem_code code =
	    json_int(json, "now", 0, CODEC_TIME_MAX, &c->now, p);

	c->speed = 1;
	if (code == PROBLEM_NONE && json_find(json, "speed"))
		code = json_number(json, "speed", &c->speed, p);
	if (code == PROBLEM_NONE && (c->speed < 0 || c->speed > 1e6))
		return bad_stream(why_bad_speed, p);
	return code;
}

static enum problem_code
take_clock(struct feed *f, const cJSON *json, struct problem *p)
{
	struct feed_clock c;
	enum problem_code code = read_clock(json, &c, p);

	if (code == PROBLEM_NONE && f->hooks.clock)
		f->hooks.clock(f->hooks.ctx, &c);
	return code;
}

static enum problem_code
take_hello(struct feed *f, const cJSON *json, struct problem *p)
{
	struct feed_hello h = {.clock.speed = 1};
	const char *feed = "", *store = "";
	enum problem_code code = PROBLEM_NONE;

	if (json_find(json, "feed"))
		code = json_string(json, "feed", ID_MAX, &feed, p);
	if (code == PROBLEM_NONE && json_find(json, "store"))
		code = json_string(json, "store", ID_MAX, &store, p);
	if (code == PROBLEM_NONE && json_find(json, "seq"))
		code = json_int(json, "seq", 0, JSON_INT_MAX, &h.seq, p);
	if (code == PROBLEM_NONE && json_find(json, "drill"))
		code = json_bool(json, "drill", &h.drill, p);
	if (code == PROBLEM_NONE && json_find(json, "now")) {
		h.has_clock = true;
		code = read_clock(json, &h.clock, p);
	}
	if (code != PROBLEM_NONE)
		return code;
	if (id_valid(feed, strlen(feed)))
		snprintf(h.feed, sizeof(h.feed), "%s", feed);
	if (id_valid(store, strlen(store)))
		snprintf(h.store, sizeof(h.store), "%s", store);
	f->hello_seq = h.seq;
	if (f->hooks.hello)
		f->hooks.hello(f->hooks.ctx, &h);
	return PROBLEM_NONE;
}

/* What is said of the route that the unit walks, if anything is. */
static enum problem_code
take_judgement(
    struct feed *f, const char *unit, const cJSON *json, struct problem *p)
{
	const char *route;
	int64_t stray = 0, off = 0;
	enum problem_code code;

	if (!json_find(json, "route"))
		return PROBLEM_NONE;
	code = json_string(json, "route", ID_MAX, &route, p);
	if (!code)
		code = json_int(json, "stray", 0, JSON_INT_MAX, &stray, p);
	if (!code && json_find(json, "off"))
		code = json_int(json, "off", 0, CODEC_TIME_MAX, &off, p);
	if (!code)
		positions_judge(&f->positions, unit, route, stray, off);
	return code;
}

static enum problem_code
take_position(struct feed *f, const cJSON *json, struct problem *p)
{
	const char *unit;
	struct point spot;
	int64_t at = 0;
	enum problem_code code;

	if ((code = json_string(json, "unit", ID_MAX, &unit, p)) != 0 ||
	    (code = json_number(json, "lat", &spot.lat, p)) != 0 ||
	    (code = json_number(json, "lon", &spot.lon, p)) != 0 ||
	    (code = json_int(json, "at", 0, CODEC_TIME_MAX, &at, p)) != 0)
		return code;
	if (!positions_put(&f->positions, unit, spot, at))
		return PROBLEM_NONE;
	code = take_judgement(f, unit, json, p);
	if (!code && f->hooks.moved)
		f->hooks.moved(
		    f->hooks.ctx, positions_get(&f->positions, unit));
	return code;
}

static enum problem_code
take_positions(struct feed *f, const cJSON *json, struct problem *p)
{
	const cJSON *all, *one;
	enum problem_code code = json_as_array(json, "position", &all, p);

	if (code != PROBLEM_NONE)
		return code;
	cJSON_ArrayForEach (one, all) {
		code = take_position(f, one, p);
		if (code != PROBLEM_NONE)
			return code;
	}
	return PROBLEM_NONE;
}

static enum problem_code
take_ready(struct feed *f, struct problem *p)
{
	enum problem_code code = apply_waiting(f, p);

	if (code != PROBLEM_NONE)
		return code;
	if (f->resetting)
		drop_stale(f);
	if (f->hello_seq > f->seq)
		f->seq = f->hello_seq;
	f->ready = true;
	if (f->hooks.ready)
		f->hooks.ready(f->hooks.ctx);
	return PROBLEM_NONE;
}

static enum problem_code
take_reset(struct feed *f, struct problem *p)
{
	f->ready = false;
	drop_waiting(f, 0);
	if (!begin_reset(f))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

/* A line that was written somewhere, without its words: told, not kept. */
static enum problem_code
take_said(struct feed *f, const cJSON *json, struct problem *p)
{
	struct record *r;
	enum problem_code code = codec_record_read(json, CODEC_LENIENT, &r, p);

	if (code != PROBLEM_NONE || !r)
		return code;
	if (r->kind == KIND_MESSAGE) {
		note_line(f, r);
		if (f->hooks.said)
			f->hooks.said(f->hooks.ctx, (const struct message *)r);
	}
	record_free(r);
	return code;
}

/* The events whose data is JSON. */
static const struct {
	const char *name;
	enum problem_code (*take)(
	    struct feed *f, const cJSON *json, struct problem *p);
} takers[] = {
    {"message", take_record},
    {"position", take_positions},
    {"said", take_said},
    {"clock", take_clock},
    {"hello", take_hello},
};

static enum problem_code
take_json(struct feed *f, const struct sse_message *m, size_t taker,
    struct problem *p)
{
	const struct json_limits limits = {SSE_EVENT_MAX, JSON_DEPTH_MAX};
	enum problem_code code;
	cJSON *json;

	code = json_parse(m->data, m->len, &limits, &json, p);
	if (code != PROBLEM_NONE)
		return code;
	code = takers[taker].take(f, json, p);
	cJSON_Delete(json);
	return code;
}

static enum problem_code
take_named(struct feed *f, const struct sse_message *m, struct problem *p)
{
	if (strcmp(m->event, "gone") == 0)
		return take_gone(f, m, p);
	if (strcmp(m->event, "reset") == 0)
		return take_reset(f, p);
	if (strcmp(m->event, "ready") == 0)
		return take_ready(f, p);
	for (size_t i = 0; i < COUNT_OF(takers); i++)
		if (strcmp(m->event, takers[i].name) == 0)
			return take_json(f, m, i, p);
	return PROBLEM_NONE;
}

static enum problem_code
take_event(void *arg, const struct sse_message *m, struct problem *p)
{
	struct feed *f = arg;
	enum problem_code code = PROBLEM_NONE;

	if (m->data)
		code = take_named(f, m, p);
	if (code == PROBLEM_NONE && m->has_id)
		code = apply_waiting(f, p);
	return code;
}

static void
open_reader(struct feed *f)
{
	sse_reader_init(&f->reader, take_event, f);
	f->reader.tell_ids = true;
}

struct feed *
feed_new(struct table *t, const struct feed_hooks *hooks)
{
	struct feed *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->table = t;
	if (hooks)
		f->hooks = *hooks;
	open_reader(f);
	return f;
}

void
feed_free(struct feed *f)
{
	if (!f)
		return;
	end_stale(f);
	drop_waiting(f, 0);
	free(f->waiting);
	positions_clear(&f->positions);
	sse_reader_free(&f->reader);
	free(f);
}

/* A cursor goes into a header: what cannot stand there is none. */
static void
note_cursor(struct feed *f)
{
	const char *id = sse_reader_last_id(&f->reader);
	size_t len = strlen(id);

	f->cursor[0] = '\0';
	if (len > FEED_CURSOR_MAX)
		return;
	for (size_t i = 0; i < len; i++)
		if (id[i] <= ' ' || id[i] > '~')
			return;
	snprintf(f->cursor, sizeof(f->cursor), "%s", id);
}

bool
feed_begin(struct feed *f)
{
	sse_reader_reset(&f->reader);
	drop_waiting(f, 0);
	note_cursor(f);
	f->ready = false;
	f->hello_seq = 0;
	return f->cursor[0] != '\0' || begin_reset(f);
}

enum problem_code
feed_push(struct feed *f, const char *bytes, size_t len, struct problem *p)
{
	enum problem_code code = sse_reader_feed(&f->reader, bytes, len, p);

	note_cursor(f);
	return code;
}

const char *
feed_cursor(const struct feed *f)
{
	return f->cursor;
}

bool
feed_is_ready(const struct feed *f)
{
	return f->ready;
}

int64_t
feed_seq(const struct feed *f)
{
	return f->seq;
}

const struct positions *
feed_positions(const struct feed *f)
{
	return &f->positions;
}

bool
feed_take_kept(struct feed *f, struct record *r)
{
	int64_t seq = r->seq;

	if (table_get(f->table, r->kind, r->id))
		record_free(r);
	else if (!table_put(f->table, r, NULL))
		return false;
	else
		tell_change(f, NULL, r);
	if (seq > f->seq)
		f->seq = seq;
	return true;
}

bool
feed_go_on(struct feed *f, const char *cursor)
{
	end_stale(f);
	if (!sse_reader_go_on(&f->reader, cursor))
		return false;
	note_cursor(f);
	return true;
}

void
feed_apply_answer(struct feed *f, struct record *r)
{
	const struct record *old = table_get(f->table, r->kind, r->id);

	if (!old || r->rev <= old->rev) {
		record_free(r);
		return;
	}
	/* In a place that exists it cannot fail. */
	(void)put_record(f, r, NULL);
}

void
feed_drop_room(struct feed *f, const char *room)
{
	size_t i = table_count(f->table, KIND_MESSAGE);

	while (i-- > 0) {
		const struct record *r = table_all(f->table, KIND_MESSAGE)[i];

		if (text_is(((const struct message *)r)->room, room))
			remove_record(f, KIND_MESSAGE, r->id);
	}
}

void
feed_forget(struct feed *f)
{
	sse_reader_free(&f->reader);
	open_reader(f);
	drop_waiting(f, 0);
	f->cursor[0] = '\0';
	f->ready = false;
	end_stale(f);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		while (table_count(f->table, k) > 0)
			remove_record(f, k,
			    table_all(f->table, k)[table_count(f->table, k) - 1]
			        ->id);
	positions_clear(&f->positions);
	f->seq = 0;
}
