/*
 * Rings of events and of their numbers (event-log.h).
 */
#include "central/event-log.h"

#include <stdlib.h>
#include <string.h>

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

static bool
grow_log(struct event_log *log)
{
	struct event_log more = *log;

	more.room = log->room ? log->room * 2 : 64;
	more.ring = calloc(more.room, sizeof(*more.ring));
	if (!more.ring)
		return false;
	for (uint64_t n = log->first; n < log->next; n++)
		*slot(&more, n) = *slot(log, n);
	free(log->ring);
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
	    (struct event){seq, tag, frame->data, frame->len};
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
	*log = (struct event_log){0};
}

static bool
grow_lane(struct lane *lane)
{
	size_t room = lane->room ? lane->room * 2 : 16;
	uint64_t *ring = malloc(room * sizeof(*ring));

	if (!ring)
		return false;
	for (uint64_t i = lane->first; i < lane->next; i++)
		ring[i & (room - 1)] = lane->ring[i & (lane->room - 1)];
	free(lane->ring);
	lane->ring = ring;
	lane->room = room;
	return true;
}

bool
lane_add(struct lane *lane, const struct event_log *log)
{
	while (lane->first < lane->next &&
	       lane->ring[lane->first & (lane->room - 1)] < log->first)
		lane->first++;
	if (lane->next - lane->first == lane->room && !grow_lane(lane))
		return false;
	lane->ring[lane->next++ & (lane->room - 1)] = log->next - 1;
	return true;
}

bool
lane_get(const struct lane *lane, uint64_t place, uint64_t *n)
{
	if (place < lane->first || place >= lane->next)
		return false;
	*n = lane->ring[place & (lane->room - 1)];
	return true;
}

/* What fell out of the log has a lower seq than all that is in it. */
static bool
beyond(const struct lane *lane, const struct event_log *log, uint64_t place,
    int64_t seq)
{
	uint64_t n = lane->ring[place & (lane->room - 1)];
	const struct event *e = event_log_get(log, n);

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
