/*
 * Answers to commands, read: what the central says of a command, whether it
 * did it, and which records came along.
 */
#ifndef NET_LINK_OUTBOX_ANSWER_H
#define NET_LINK_OUTBOX_ANSWER_H

#include "net/link/outbox.h"

/*
 * What an answer says of the command it answers. Only what is certain settles
 * anything.
 */
enum verdict {
	VERDICT_ACCEPTED,
	VERDICT_REFUSED,
	VERDICT_WITHDRAWN, /* refused, because it was taken back before */
	VERDICT_UNKNOWN,   /* it may have been done */
	VERDICT_NOT_NOW,   /* this try did nothing: busy, too many */
	VERDICT_LOGIN,     /* this try did nothing: log in first */
};

/*
 * Judges an answer of that status (0: none came, VERDICT_UNKNOWN) with its
 * body. *p is set but for VERDICT_ACCEPTED; *a, in any case, to what came
 * along, for outbox_answer_free(). What of it cannot be read is left out.
 */
enum verdict outbox_answer_read(int status, const char *body, size_t len,
    struct outbox_answer *a, struct problem *p);
void outbox_answer_free(struct outbox_answer *a);

#endif
