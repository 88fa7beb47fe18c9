/*
 * Rings of events and of their numbers (event-log.h).
 */
#include "central/event-log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define WALK_MAX 32 /* of a bucket; beyond, an old version is sent too */

static struct event *
slot(const struct event_log *log, uint64_t n)
{
	return &log->ring[n & (log->room - 1)];
}

static void
drop_first(struct event_log *log)
{
	struct event *e = slot(log, log->first);

	log->bytes -= e->len;
	if (e->seq > log->floor)
		log->floor = e->seq;
	free(e->frame);
	*e = (struct event){0};
	log->first++;
}

/* ---- which record it is of ---- */

static uint64_t *
bucket_of(const struct event_log *log, const struct event *e)
{
	uint64_t hash;

	memcpy(&hash, e->record, sizeof(hash));
	return &log->bucket[hash & (log->room - 1)];
}

/* Into its bucket, which leads back from the newest. */
static void
link_event(struct event_log *log, uint64_t n)
{
	struct event *e = slot(log, n);
	uint64_t *bucket = bucket_of(log, e);

	e->before = *bucket;
	*bucket = n + 1;
}

static bool
is_same(const struct event *a, const struct event *b)
{
	return a->named && b->named &&
	       memcmp(a->record, b->record, sizeof(a->record)) == 0;
}

/* The newest event of the record of event n; n when it is, or is far back. */
static uint64_t
newest_of(const struct event_log *log, uint64_t n)
{
	const struct event *e = slot(log, n);
	uint64_t at = *bucket_of(log, e);

	for (int i = 0; i < WALK_MAX && at > n + 1; i++) {
		if (is_same(slot(log, at - 1), e))
			return at - 1;
		at = slot(log, at - 1)->before;
	}
	return n;
}

void
event_log_said(struct event_log *log, bool must)
{
	struct event *e = slot(log, log->next - 1);

	e->said = true;
	e->must = must;
}

void
event_log_name(struct event_log *log, const char *record)
{
	struct event *e = slot(log, log->next - 1);

	if (!log->keyed)
		randombytes_buf(log->key, sizeof(log->key));
	log->keyed = true;
	e->named = true;
	crypto_shorthash_siphashx24(
	    e->record, (const unsigned char *)record, strlen(record), log->key);
	link_event(log, log->next - 1);
}

/* ---- the ring ---- */

static bool
grow_log(struct event_log *log)
{
	struct event_log more = *log;

	more.room = log->room ? log->room * 2 : 64;
	more.ring = calloc(more.room, sizeof(*more.ring));
	more.bucket = calloc(more.room, sizeof(*more.bucket));
	if (!more.ring || !more.bucket) {
		free(more.ring);
		free(more.bucket);
		return false;
	}
	for (uint64_t n = log->first; n < log->next; n++) {
		*slot(&more, n) = *slot(log, n);
		if (slot(&more, n)->named)
			link_event(&more, n);
	}
	free(log->ring);
	free(log->bucket);
	*log = more;
	return true;
}

bool
event_log_add(
    struct event_log *log, int64_t seq, uint64_t tag, struct buf *frame)
{
	while (log->first < log->next &&
	       (log->bytes + frame->len > log->most_bytes ||
	           log->next - log->first >= log->most_events))
		drop_first(log);
	if (!buf_ok(frame) ||
	    (log->next - log->first == log->room && !grow_log(log)))
		return false;
	*slot(log, log->next++) =
	    (struct event){seq, tag, frame->data, frame->len, .named = false};
	log->bytes += frame->len;
	*frame = (struct buf){0};
	return true;
}

const struct event *
event_log_get(const struct event_log *log, uint64_t n)
{
	return n >= log->first && n < log->next ? slot(log, n) : NULL;
}

void
event_log_free(struct event_log *log)
{
	while (log->first < log->next)
		drop_first(log);
	free(log->ring);
	free(log->bucket);
	*log = (struct event_log){0};
}

static struct lane_entry *
entry(const struct lane *lane, uint64_t place)
{
	return &lane->ring[place & (lane->room - 1)];
}

static bool
grow_lane(struct lane *lane)
{
	size_t room = lane->room ? lane->room * 2 : 16;
	struct lane_entry *ring = malloc(room * sizeof(*ring));

	if (!ring)
		return false;
	for (uint64_t i = lane->first; i < lane->next; i++)
		ring[i & (room - 1)] = *entry(lane, i);
	free(lane->ring);
	lane->ring = ring;
	lane->room = room;
	return true;
}

bool
lane_add(struct lane *lane, const struct event_log *log)
{
	while (lane->first < lane->next &&
	       entry(lane, lane->first)->event < log->first)
		lane->first++;
	if (lane->next - lane->first == lane->room && !grow_lane(lane))
		return false;
	*entry(lane, lane->next++) = (struct lane_entry){log->next - 1, 0};
	return true;
}

bool
lane_get(const struct lane *lane, uint64_t place, uint64_t *n)
{
	if (place < lane->first || place >= lane->next)
		return false;
	*n = entry(lane, place)->event;
	return true;
}

/* Whether event n is in the lane at `place` or further on. */
static bool
is_ahead(const struct lane *lane, uint64_t place, uint64_t n)
{
	uint64_t low = place, high = lane->next;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (entry(lane, middle)->event < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low < lane->next && entry(lane, low)->event == n;
}

/*
 * Of one change there may be two events beside each other, for those who see
 * the record and for those who see it go.
 */
static bool
is_old(const struct lane *lane, const struct event_log *log, uint64_t place)
{
	uint64_t n = entry(lane, place)->event, newest;
	const struct event *e = event_log_get(log, n);

	if (!e || !e->named)
		return false;
	newest = newest_of(log, n);
	if (newest == n)
		return false;
	return is_ahead(lane, place + 1, newest) ||
	       (newest - 1 > n && is_same(slot(log, newest - 1), e) &&
	           is_ahead(lane, place + 1, newest - 1));
}

/* Leads over all that is old from here; what was walked is shortened. */
uint64_t
lane_newest(struct lane *lane, const struct event_log *log, uint64_t place)
{
	uint64_t at = place, over;

	while (at < lane->next &&
	       (entry(lane, at)->over || is_old(lane, log, at))) {
		if (!entry(lane, at)->over)
			entry(lane, at)->over = 1;
		at += entry(lane, at)->over;
	}
	for (; place < at; place += over) {
		over = entry(lane, place)->over;
		entry(lane, place)->over = at - place;
	}
	return at;
}

/* What fell out of the log has a lower seq than all that is in it. */
static bool
beyond(const struct lane *lane, const struct event_log *log, uint64_t place,
    int64_t seq)
{
	const struct event *e = event_log_get(log, entry(lane, place)->event);

	return e && e->seq > seq;
}

uint64_t
lane_after(const struct lane *lane, const struct event_log *log, int64_t seq)
{
	uint64_t low = lane->first, high = lane->next;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (beyond(lane, log, middle, seq))
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void
lane_free(struct lane *lane)
{
	free(lane->ring);
	*lane = (struct lane){0};
}
