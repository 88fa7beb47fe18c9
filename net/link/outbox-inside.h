/*
 * The inside of the outbox, for outbox*.c only.
 */
#ifndef NET_LINK_OUTBOX_INSIDE_H
#define NET_LINK_OUTBOX_INSIDE_H

#include "model/buf.h"
#include "net/link/outbox.h"

struct entry {
	struct outbox_entry e; /* what others see */
	struct outbox *box;
	struct entry *next;
	struct outbox_touch *touch;   /* owned; e.touch */
	struct buf body;              /* "": sealed, or no longer needed */
	struct http_request *request; /* under way, or NULL */
	msec_t retry_at;              /* not before this */
	unsigned failures;            /* in a row, for the pause between */
	unsigned writes;              /* that its journal has not done yet */
	bool torn;                    /* one of those failed */
	bool unwritten;               /* it is taken back: not on disk */
	bool bold;                    /* a person sends it without a journal */
	bool asked;                   /* a person wants the next try */
};

struct outbox {
	struct outbox_options o;
	struct entry *first;
	size_t under_way;
	unsigned patience; /* ms for an answer; 0: the usual */
	bool up;
	struct problem down; /* why it is not up */
	char account[SESSION_NAME_MAX];
};

/* outbox-touch.c: which commands go one after the other */

/* Notes what the call is about; false when memory ended. */
MUST_USE bool entry_note_touches(struct entry *i, const struct call *c);
bool entry_shares_record(const struct entry *a, const struct entry *b);

/* outbox.c */

/* At the end of the list, in the order that commands were given. */
void outbox_append(struct outbox *o, struct entry *i);
void entry_free(struct entry *i);

#endif
