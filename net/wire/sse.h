/*
 * Server-sent events: the frames of the feed, written and read.
 *
 * Follows the event stream of the WHATWG HTML standard (9.2.5, 9.2.6), but:
 * bytes that are not UTF-8 are handed on as they came (the JSON in them is
 * judged later), what is too long is a fault and never cut, and a new
 * connection keeps the last id, so that an event without one cannot lose it.
 */
#ifndef NET_WIRE_SSE_H
#define NET_WIRE_SSE_H

#include "model/base.h"
#include "model/buf.h"
#include "model/problem.h"

/*
 * Appends one event. event NULL: "message"; id NULL: none. Neither may hold a
 * line end. data NULL: no data, so that the reader only takes note of the id;
 * else `len` bytes, whose line ends (LF, CR or CRLF) all arrive as LF.
 */
void sse_event(struct buf *b, const char *event, const char *id,
    const char *data, size_t len);
/* A comment of one line; "" is the shortest sign of life: two bytes. */
void sse_comment(struct buf *b, const char *text);
/* How long the reader should wait before it connects again. */
void sse_retry(struct buf *b, unsigned milliseconds);

/* What a reader takes by default: a body of JSON and what frames it. */
#define SSE_LINE_MAX ((size_t)128 * 1024)
#define SSE_EVENT_MAX ((size_t)128 * 1024)

struct sse_message {
	const char *event; /* "message" unless the event was named */
	const char *id;    /* the latest id, this event's or an earlier one's */
	bool has_id;       /* it is this event's */
	const char *data; /* followed by a NUL, which is not counted; or NULL */
	size_t len;
};

/*
 * Takes one event; what it points to is gone when this returns. Any code but
 * PROBLEM_NONE stops the reader before it takes note of the event's id.
 */
typedef enum problem_code sse_fn(
    void *arg, const struct sse_message *m, struct problem *p);

struct sse_reader {
	sse_fn *on_message;
	void *arg;
	bool tell_ids;    /* an id that came without data, too: data NULL */
	size_t line_max;  /* bytes of one line, without its end */
	size_t event_max; /* bytes of one event's data */
	/* The rest is the reader's own. */
	struct buf line;    /* begun, its end has not come */
	struct buf event;   /* of the event that is being read: its name, */
	struct buf data;    /* its lines, each with a LF, */
	struct buf id;      /* and its id, which holds for those that follow */
	struct buf last_id; /* of the last event that was whole and taken */
	int64_t retry;      /* milliseconds; -1: the stream did not say */
	bool id_came;       /* with the event that is being read */
	bool begun;         /* past the line where a byte order mark may be */
	bool after_cr;      /* a LF that comes next belongs to that CR */
	bool stopped;       /* by a fault; nothing is taken until a reset */
};

/* A reader with the default limits, ready for the first byte. */
void sse_reader_init(struct sse_reader *r, sse_fn *on_message, void *arg);
/*
 * Takes the next bytes, cut anywhere, and calls on_message for each event
 * that they complete. Fails with BAD_STREAM (too long), NO_MEMORY or what
 * on_message returned; the rest of the bytes is dropped then, and the reader
 * takes no more until sse_reader_reset().
 */
MUST_USE enum problem_code sse_reader_feed(
    struct sse_reader *r, const char *bytes, size_t len, struct problem *p);
/* For a new connection: forgets an unfinished event, keeps the last id. */
void sse_reader_reset(struct sse_reader *r);
/* The id to resume from (Last-Event-ID), "" when there is none yet. */
const char *sse_reader_last_id(const struct sse_reader *r);
/* Goes on from an id that was kept elsewhere; false when memory ended. */
MUST_USE bool sse_reader_go_on(struct sse_reader *r, const char *id);
void sse_reader_free(struct sse_reader *r);

#endif
