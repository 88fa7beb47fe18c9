/*
 * The inside of the outbox, for outbox*.c only.
 */
#ifndef NET_LINK_OUTBOX_INSIDE_H
#define NET_LINK_OUTBOX_INSIDE_H

#include "model/buf.h"
#include "net/link/outbox-answer.h"

struct entry {
	struct outbox_entry e; /* what others see */
	struct outbox *box;
	struct entry *next;
	struct outbox_touch *touch;   /* owned; e.touch */
	struct buf body;              /* "": sealed, or no longer needed */
	struct buf refusal;           /* what a refusal said, while asking */
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
/* Whether b is about what a makes. */
bool entry_needs(const struct entry *a, const struct entry *b);

/* outbox-settle.c: what becomes of an entry; all of it is told */

msec_t outbox_now(const struct outbox *o);
/* Gives its journal what it is now; a new one with its body. */
void entry_keep(struct entry *i, const struct buf *body);
void entry_tell(struct entry *i, const struct outbox_answer *a);
void entry_move(
    struct entry *i, enum outbox_state state, const struct outbox_answer *a);
void entry_settle(
    struct entry *i, enum outbox_state state, const struct outbox_answer *a);
void entry_hold(struct entry *i);
/* No certain answer: to be sent again, or to be asked for again. */
void entry_leave_open(struct entry *i);
/* A try was answered, or not: whatever that says of it. */
void entry_arrive(struct entry *i, const struct http_answer *a);
void entry_lock_out(struct entry *i);
void entry_act_on(
    struct entry *i, enum verdict verdict, const struct outbox_answer *a);
/* Taken back: when the disk has that, or by asking the central for it. */
void entry_take_back(struct entry *i);
bool entry_is_disks_alone(const struct entry *i);
void entry_withdraw_if_written(struct entry *i);
void entry_put_off(struct entry *i);
/* Asks; *ask's auth, ctx and time are filled in. */
bool entry_start(struct entry *i, struct http_ask *ask);
void entry_wipe(struct entry *i);

/* outbox-fate.c: asking what became of an entry */

/* By DELETE: and if it never came, it never will. */
void entry_ask_back(struct entry *i);
/* By GET, which changes nothing. */
void entry_ask_fate(struct entry *i);

/* outbox.c */

/* At the end of the list, in the order that commands were given. */
void outbox_append(struct outbox *o, struct entry *i);
struct entry *outbox_entry_of(const struct outbox *o, const char *key);
void entry_free(struct entry *i);

#endif
