/*
 * What one reader of the feed must get from the store, page by page, until
 * it can go on from what the central has in memory.
 *
 * A fresh reader gets RESET, the settings, what else is live in the order of
 * its seq up to the end taken at the start, then what changed or left since,
 * then READY. A reader with a good cursor gets what changed or left since it,
 * or the rest of its snapshot first, then READY. A cursor that is not one of
 * this store's, of other scopes, or older than the kept exits makes it fresh.
 *
 * What a reader has to do with it:
 *
 *	- Events wait until one with a cursor comes; then they are applied
 *	  together and the cursor is kept. What still waits when the link is cut
 *	  is dropped. (A commit is applied whole or not at all; and of a commit
 *	  that a restored backup does not know, nothing is left behind.)
 *	- RESET carries the empty cursor: it is applied at once. It says that
 *	  what is held is not known to be true any more; what was not sent again
 *	  since, at READY, is dropped. With no cursor the next connection is
 *	  fresh.
 *	- GONE of what is not held is nothing.
 *
 * Messages and callers have no rows in the index and never come here.
 */
#ifndef CENTRAL_FEED_READ_H
#define CENTRAL_FEED_READ_H

#include "central/cursor.h"
#include "central/store/store.h"

enum feed_event_type {
	FEED_RESET,
	FEED_RECORD, /* the newest version, may be read and is live */
	FEED_GONE,   /* no scope of the reader has it live any more */
	FEED_READY,  /* all up to seq is there */
};

/* Valid during the call only. */
struct feed_event {
	enum feed_event_type type;
	enum kind kind;              /* of RECORD and GONE */
	const char *id;              /* of RECORD and GONE */
	const struct record *record; /* of RECORD */
	int64_t seq;                 /* of the change; of READY: up to which */
	const char *cursor;          /* to go out with it; NULL: none */
};

typedef void feed_event_fn(void *ctx, const struct feed_event *e);

struct feed_read;

/*
 * A reader with these scopes (copied; any order) and the cursor that it sent,
 * NULL or "" for none, anything else from outside. NULL when memory ended.
 */
struct feed_read *feed_read_new(
    const char *const *scopes, size_t count, const char *cursor);
void feed_read_free(struct feed_read *f);

/*
 * The next events, at most `limit` records and exits, all of one moment. With
 * *caught_up there is nothing more up to feed_read_seq(); READY was sent. It
 * may be called again later for what happened since. s is a reader's handle
 * without a view. After a problem the reader must be given up: events may
 * have gone out.
 */
MUST_USE enum problem_code feed_read_next(struct feed_read *f, struct store *s,
    size_t limit, feed_event_fn *each, void *ctx, bool *caught_up,
    struct problem *p);

/* Up to which seq everything was sent, once caught up. */
int64_t feed_read_seq(const struct feed_read *f);
/* The digest of its scopes, for cursors made elsewhere (cursor_scopes). */
uint64_t feed_read_scopes(const struct feed_read *f);

#endif
