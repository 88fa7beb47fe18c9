/*
 * The hub: what is committed goes out to every console that may see it.
 *
 * A channel is one set of scopes; whoever reads the same ones shares it. The
 * events of the last commits lie encoded in one log (event-log.h); a channel
 * is a lane through it, so is a watched room, and a connection is no more
 * than its place in them. So one change to 10,000 consoles is encoded once,
 * put into each channel once, and copied out as each socket takes it.
 *
 * A record that no scope of a channel sees live any more is `gone` there. By
 * all rows of the record: what one scope lost and another still has is not.
 *
 * A reader's own scope, "person/ID", is left out of its channel, or else no
 * two accounts would share one: unless the store has shown that person
 * something. The first row of that kind cuts the person's feeds, and they
 * come back to a channel of their own.
 *
 * What a channel has no part in sends it nothing, so a reader's cursor may
 * lie behind the store's last seq. Resuming from there costs no more: between
 * the two nothing of its scopes moved. Only when the exits up to beyond it
 * were pruned meanwhile is it made fresh without need.
 *
 * Threads and locks. One lock guards all of this. Under it:
 *
 *	writer	puts a batch of commits into the log and the lanes, and moves
 *		those who wait there into one list, whole
 *	bell	a thread of the hub's own: wakes them, some hundred at a time;
 *		keep-alives, positions and changed permissions once a second
 *	http	copies out what a connection is to send next
 *	pool	hands over a page of the store, read without the lock
 *
 * Compression and all reading of the store happen without it. It may be held
 * while http_stream_wake(), http_stream_open() or pool_put() take theirs,
 * never the other way round.
 */
#ifndef CENTRAL_HUB_H
#define CENTRAL_HUB_H

#include "central/http.h"
#include "central/pool.h"
#include "central/writer.h"

struct hub;

struct hub_config {
	struct now *now;
	const char *store; /* its id, which hello says; NULL: none is said */
	/* Limits of what is kept in memory; 0: 16 MiB and 65,536. Who falls
	 * behind by more is cut and goes on from the store. */
	size_t most_bytes, most_events;
	unsigned tick_ms; /* of the bell; 0: 1000 */
};

/* NULL when memory ended or there was no thread to be had. */
struct hub *hub_new(const struct hub_config *config);
/* What the writer is to be opened with; `answered` is `wake`, below. */
struct writer_ears hub_ears(struct hub *hub);
/*
 * Feeds are served from here on; before, they are answered BUSY. `wake` calls
 * http_wake() of every server that has feeds: from any thread. It and all
 * else given here must outlive hub_stop().
 */
void hub_start(struct hub *hub, struct writer *w, struct pool *pool,
    void (*wake)(void *ctx), void *ctx);
/* Ends all feeds, and the bell. Call http_close() and pool_close() next. */
void hub_stop(struct hub *hub);
/* After http_close(), pool_close() and writer_close(). NULL is fine. */
void hub_free(struct hub *hub);

/* Accounts were changed (actor->revoked): their feeds end now, not at the
 * next tick. From any thread. */
void hub_recheck(struct hub *hub);

/*
 * A unit's latest position: one JSON object, as it stands in the array of a
 * `position` event. It goes to those who may see the unit, by the store's
 * index. On a thread of the pool, with its handle.
 */
MUST_USE enum problem_code hub_position(struct hub *hub, struct store *store,
    const char *unit, const char *json, size_t len, struct problem *p);

struct hub_stats {
	size_t feeds, channels, rooms; /* now */
	size_t reading;                /* feeds that the store still serves */
	size_t events, bytes;          /* in the log */
	uint64_t cut;                  /* feeds that could not keep up, ever */
};

void hub_stats(struct hub *hub, struct hub_stats *out);

#endif
