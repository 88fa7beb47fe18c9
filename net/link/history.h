/*
 * What is no longer live, a page at a time: the older lines of a room, and
 * lines found by their words. Asked beside the feed, and never put into the
 * live table.
 */
#ifndef NET_LINK_HISTORY_H
#define NET_LINK_HISTORY_H

#include "net/link/link.h"

#define HISTORY_PAGE 50 /* lines asked for at a time */

struct history_page {
	struct record **records; /* messages, the newest first; the reader's to
	                            take (set to NULL) or leave */
	size_t count;
	bool more;    /* there are older ones */
	int64_t next; /* what to ask before for them; 0: there are none */
	struct problem problem; /* code NONE: it came */
};

/* Called once, out of link_wait(), unless cancelled. */
typedef void history_done(void *ctx, struct history_page *page);

/*
 * Asks for the lines of a room before a place (0: the newest). The question is
 * given back by http_request_cancel() through history_cancel(), or is gone
 * once done() was called. NULL with *p set when it cannot be asked.
 */
struct history;
MUST_USE struct history *history_ask(struct link *l, const char *room,
    int64_t before, history_done *done, void *ctx, struct problem *p);
/*
 * Asks for what people wrote that has all these words, in one room or (NULL)
 * in all that one may read; before 0: the newest. A page may be empty and
 * still have `next`.
 */
MUST_USE struct history *history_search(struct link *l, const char *words,
    const char *room, int64_t before, history_done *done, void *ctx,
    struct problem *p);
/* Forgets a question; done() is not called. NULL is fine. */
void history_cancel(struct history *h);

#endif
