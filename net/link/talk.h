/*
 * What this console's person has not read, asked of the central once the
 * picture is whole, and how far they have read, told to it. Between the two
 * the feed's `said` keeps the count.
 */
#ifndef NET_LINK_TALK_H
#define NET_LINK_TALK_H

#include "net/link/link.h"

#define TALK_MARKS 64 /* marks of one request */

/* A room in which somebody wrote. */
struct talk_room {
	char id[ID_SIZE];
	int64_t read, last; /* places: one's own mark, and of the newest */
	size_t unread, named;
};

struct talk_page {
	struct talk_room *rooms;
	size_t count;
	struct record **owed; /* must-reads without words; the reader's to
	                         take (set to NULL) or leave */
	size_t owes;
	struct problem problem; /* code NONE: it came */
};

/* Called once, out of link_wait(), unless cancelled. */
typedef void talk_done(void *ctx, struct talk_page *page);

struct talk_ask;
MUST_USE struct talk_ask *talk_ask(
    struct link *l, talk_done *done, void *ctx, struct problem *p);
/* Forgets the question; done() is not called. NULL is fine. */
void talk_cancel(struct talk_ask *a);

struct talk_mark {
	char room[ID_SIZE];
	int64_t told;
};

/*
 * Says how far rooms were read; nobody waits for the answer: a mark that is
 * lost is said again with the next. False when it could not be asked.
 */
bool talk_send_marks(
    struct link *l, const struct talk_mark *marks, size_t count);

/* One member's mark. */
struct talk_reader {
	char who[ID_SIZE];
	char name[96];
	int64_t told;
	msec_t at;
};

struct talk_readers {
	struct talk_reader *list;
	size_t count;
	struct problem problem;
};

typedef void talk_readers_done(void *ctx, struct talk_readers *readers);

/* How far each member has read a room; forgotten by talk_cancel(). */
MUST_USE struct talk_ask *talk_ask_readers(struct link *l, const char *room,
    talk_readers_done *done, void *ctx, struct problem *p);

#endif
