/*
 * GET /v1/feed: one console's connection to the hub.
 *
 *	hello	   {"feed":ID,"seq":N,"now":MS,"speed":N,"drill":B,
 *		   "account":ID}: the first event
 *	reset, records, gone, ready: feed-read.h says in which order
 *	(no name)  a record; `id:` stands with the last event of a commit,
 *		   and with none where lines of watched rooms are all of it
 *	gone	   incident/ID
 *	said	   a message without its words: somebody wrote, corrected or
 *		   confirmed something in a room that the reader sees; not
 *		   when the message itself has just gone out, and with
 *		   said=mustread of must-reads alone
 *	clock	   {"now":MS,"speed":N}: a drill's clock was set
 *	position   [{"unit":..},..]: the newest of each unit that moved since
 *		   the last such event; all of them once after `ready`
 *	:	   a sign of life
 *
 * Messages come for watched rooms only: when a room is watched its newest
 * FEED_MESSAGES, the oldest of them first, without ids (fewer when they are
 * long: FEED_MESSAGE_BYTES), then each as it is committed, with the records
 * of its commit and in their order. A room that the reader may not read any
 * more is watched no more.
 *
 * The stream ends, and the console is to connect again with its cursor, when
 * it cannot keep up, when its account or what it may see changes, and when
 * the store fails. With Accept-Encoding: gzip it is compressed.
 */
#ifndef CENTRAL_FEED_H
#define CENTRAL_FEED_H

#include "central/http.h"
#include "central/hub.h"

#define FEED_WATCHES 16
#define FEED_MESSAGES 50
#define FEED_MESSAGE_BYTES ((size_t)64 * 1024)

/*
 * Answers the request, sooner or later: with a stream, or a problem. Reads
 * the parameters watch=ROOM, keepalive=5..300 (seconds; 15),
 * positions=1..300 (seconds; 1), batch=1..300 (seconds; none) and said=all or
 * mustread (all) and the headers Last-Event-ID and
 * Accept-Encoding. The actor's hold goes to the feed.
 */
void feed_open(struct hub *hub, struct http_request *r, struct actor *actor);

/*
 * The rooms that the feed watches from now on, those and no others; one that
 * it watched already goes on without being sent anew. NOT_FOUND when there is
 * no such feed of that account, or a room is not for its eyes; nothing has
 * changed then. On a thread of the pool, with its handle.
 */
MUST_USE enum problem_code feed_watch(struct hub *hub, struct store *store,
    const struct actor *actor, const char *feed, const char *const *rooms,
    size_t count, struct problem *p);

#endif
