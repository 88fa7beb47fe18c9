/*
 * The feed, applied: bytes of an event stream in, a live table out. It knows
 * nothing of connections; link.c brings the bytes and tells when they begin
 * anew.
 *
 *	(no name)	a record: the newer rev takes the old one's place
 *	gone		incident/ID: taken out
 *	reset		all is sent anew; what is not sent again before
 *			`ready` is taken out then
 *	ready		what was missed is here
 *	hello, clock	the central's time, told on through a hook
 *	position	units' positions, kept apart
 *	said		a message without its words, told on through a hook
 *
 * Records and what is gone wait for the event that brings a cursor, the last
 * of its commit, and are applied together with it: what the picture shows and
 * where it goes on from never part, and a commit is there whole or not at all.
 * What waits when the connection ends is dropped, it comes again. Messages do
 * not wait: a room's older ones come without any cursor, and all of them come
 * anew when the room is watched again.
 *
 * A connection that begins without a cursor is a reset by itself. An event
 * that is not known, or a kind of a newer central, is passed over; one that
 * cannot be read stops the feed, and the connection has to be cut: going on
 * would show a picture with a hole in it.
 */
#ifndef NET_LINK_FEED_H
#define NET_LINK_FEED_H

#include "model/problem.h"
#include "model/table.h"
#include "net/link/positions.h"

#define FEED_CURSOR_MAX 256    /* bytes of a cursor that is sent back */
#define FEED_WAITING_MAX 65536 /* events of one commit */
#define FEED_WAITING_BYTES ((size_t)64 << 20) /* and what they take */

/* How the central counts time; speed is 1 but for a drill. */
struct feed_clock {
	msec_t now; /* the central's, as it said this */
	double speed;
};

struct feed_hello {
	char feed[ID_SIZE];  /* what to name in POST /v1/feed/{feed}/watch */
	char store[ID_SIZE]; /* which store it is; "": not said */
	int64_t seq;         /* of the store as the feed began; 0: not said */
	bool drill;
	bool has_clock;
	struct feed_clock clock;
};

/* All may be NULL. None may change the table or feed from within. */
struct feed_hooks {
	/*
	 * A record came (old NULL), changed, or is gone (now NULL). Both are
	 * valid until the hook returns; now stays the table's.
	 */
	void (*change)(
	    void *ctx, const struct record *old, const struct record *now);
	void (*moved)(void *ctx, const struct position *p);
	/* Somebody wrote, corrected or confirmed a line: all but its words. */
	void (*said)(void *ctx, const struct message *m);
	void (*hello)(void *ctx, const struct feed_hello *h);
	void (*clock)(void *ctx, const struct feed_clock *c);
	void (*reset)(void *ctx);
	void (*ready)(void *ctx);
	void *ctx;
};

struct feed;

/* The table is borrowed and written by nobody else. NULL: memory ended. */
struct feed *feed_new(struct table *t, const struct feed_hooks *hooks);
void feed_free(struct feed *f);

/*
 * A connection begins: an event that was cut is forgotten. Without a cursor
 * this is a reset. False when memory ended.
 */
MUST_USE bool feed_begin(struct feed *f);
/* The next bytes, cut anywhere. Any failure: cut the connection. */
MUST_USE enum problem_code feed_push(
    struct feed *f, const char *bytes, size_t len, struct problem *p);
/* Where to go on from (Last-Event-ID); "" for from the beginning. */
const char *feed_cursor(const struct feed *f);
/* Whether `ready` came since feed_begin(). */
bool feed_is_ready(const struct feed *f);
/* The highest seq that the picture holds, or a line of talk had that came with
 * no record of its commit before it; see also hello's at `ready`. */
int64_t feed_seq(const struct feed *f);
const struct positions *feed_positions(const struct feed *f);

/*
 * A record of a picture that was kept (cache.h), and where that goes on from.
 * Only before the first feed_begin(). Both false when memory ended, and the
 * record is still the caller's.
 */
MUST_USE bool feed_take_kept(struct feed *f, struct record *r);
MUST_USE bool feed_go_on(struct feed *f, const char *cursor);

/*
 * A record from an answer to an own command; the feed owns it from here on.
 * Taken only over an older rev of a record that is there: one that is not may
 * be gone for this console or never meant for it, and only the feed knows.
 */
void feed_apply_answer(struct feed *f, struct record *r);
/* Takes out the messages of a room that is watched no longer. */
void feed_drop_room(struct feed *f, const char *room);
/* Forgets all, cursor too: for another account. change() tells each record. */
void feed_forget(struct feed *f);

#endif
