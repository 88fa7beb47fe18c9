/*
 * The last events of the feed in memory, encoded, and the lanes that lead
 * through them.
 *
 * Events are numbered as they come, for all readers together; what is over
 * the limits falls out at the old end. A lane is the numbers of those events
 * that one kind of reader gets: so an event is kept once, however many get
 * it. A reader's place in a lane is a count of what it has passed, and never
 * becomes invalid: it may only be too old.
 *
 * An event may say that somebody wrote in a room (`said`), for who does not
 * get the line itself: then it stands right behind the line, if that is here.
 *
 * An event may be a version of a record. Who gets a newer one further on in
 * the same lane need not get it: so what a slow reader has before it is no
 * more than each record once, as a cursor's resume would send it.
 *
 * No locks here; hub.h says who holds which.
 */
#ifndef CENTRAL_EVENT_LOG_H
#define CENTRAL_EVENT_LOG_H

#include "model/buf.h"

#define EVENT_RECORD 16 /* bytes of a record's digest */

struct event {
	int64_t seq;  /* of its commit */
	uint64_t tag; /* cursor_tag() of that */
	char *frame;  /* as it goes out, blank line and all, without an id */
	size_t len;
	bool said;       /* somebody wrote in a room, */
	bool must;       /* and it is a must-read */
	bool named;      /* it is a version of a record: */
	uint64_t before; /* 1 + the event before of that bucket; 0: none */
	unsigned char record[EVENT_RECORD];
};

struct event_log {
	size_t most_bytes,
	    most_events;      /* limits; the last event always stays */
	struct event *ring;   /* event n at n % room */
	size_t room;          /* a power of two */
	uint64_t first, next; /* numbers kept: first .. next - 1 */
	size_t bytes;         /* of their frames */
	int64_t floor;        /* the highest seq of which something fell out */
	uint64_t *bucket;     /* 1 + the last event of it; `room` of them */
	bool keyed;           /* the digest's key is made, and is: */
	unsigned char key[16];
};

struct lane {
	struct lane_entry {
		uint64_t event;
		uint64_t over; /* entries from here that are known to be old */
	} * ring;              /* entry i at i % room */
	size_t room;
	uint64_t first, next; /* entries kept */
};

/* Takes over the frame's bytes; false, all as it was, when memory ended. */
MUST_USE bool event_log_add(
    struct event_log *log, int64_t seq, uint64_t tag, struct buf *frame);
/* The newest event is a version of this record, "kind/id". */
void event_log_name(struct event_log *log, const char *record);
/* The newest event says that somebody wrote. */
void event_log_said(struct event_log *log, bool must);
/* NULL when it fell out. */
const struct event *event_log_get(const struct event_log *log, uint64_t n);
void event_log_free(struct event_log *log);

/* Appends the log's newest event; false when memory ended. */
MUST_USE bool lane_add(struct lane *lane, const struct event_log *log);
/* The number of the event at that place; false: fell out, or is to come. */
MUST_USE bool lane_get(const struct lane *lane, uint64_t place, uint64_t *n);
/*
 * The first place from that one on of whose record no newer version stands
 * further on; lane->next at the end. What was found old stays so and is noted,
 * so that ten thousand readers do not look at each old version again.
 */
uint64_t lane_newest(
    struct lane *lane, const struct event_log *log, uint64_t place);
/* The place of the first entry with a seq beyond that one. */
uint64_t lane_after(
    const struct lane *lane, const struct event_log *log, int64_t seq);
void lane_free(struct lane *lane);

#endif
