/*
 * The last picture, kept for a console that starts without a link: the live
 * table and the cursor of the feed that goes with it, as bytes. Bounded; never
 * with what callers said (kind `caller`), and without talk, which comes anew
 * with each room that is watched. journal.h seals it and keeps it on disk.
 *
 *	watchroom cache 1
 *	account, the central's time and zone, whether it is a drill, the cursor
 *	a record a line, as on the wire
 *
 * The cursor is that of a whole commit, and what the feed brings after it is
 * newer: going on from here costs what changed since.
 */
#ifndef NET_LINK_CACHE_H
#define NET_LINK_CACHE_H

#include "model/buf.h"
#include "model/table.h"
#include "net/link/feed.h"
#include "net/link/session.h"

#define CACHE_BYTES_MAX ((size_t)16 << 20) /* more is not kept at all */

/* What stands at its head. */
struct cache_head {
	char account[SESSION_NAME_MAX];
	char station[ID_SIZE]; /* of the account */
	msec_t at;             /* the central's time when it was made */
	msec_t wall;           /* this machine's, likewise */
	bool drill;
	char zone[64]; /* of the store's local days; "": not known */
	char cursor[FEED_CURSOR_MAX + 1];
};

/* False when it would be too large or memory ended. */
MUST_USE bool cache_write(
    struct buf *out, const struct cache_head *head, const struct table *t);
/*
 * Reads a head and gives each record to `take`, which owns it then. BAD_STREAM
 * when it is none of ours or damaged; what was given before stays given.
 */
MUST_USE enum problem_code cache_read(const char *bytes, size_t len,
    struct cache_head *head, bool (*take)(void *ctx, struct record *r),
    void *ctx, struct problem *p);

#endif
