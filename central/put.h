/*
 * `put` and `restore` through a client, a record or many: what init and import
 * write with. A record with a rev is restored, whole; where the central has
 * it otherwise already, it is put like any other, if its kind can be.
 */
#ifndef CENTRAL_PUT_H
#define CENTRAL_PUT_H

#include "central/admin.h"
#include "model/record.h"

/* One record, and waits. What the central refuses it with. */
MUST_USE enum problem_code put_record(
    struct client *client, const struct record *r, struct problem *p);

/*
 * All of them over several connections at once, so that the writer has groups
 * to commit. One that refers to another of them may come before it: what is
 * refused as not-found is sent again as long as others get through. Messages
 * of a room go in the order of the list: that is the story's. On
 * failure *at is the first that was refused; others may have been put.
 */
MUST_USE enum problem_code put_all(const struct admin_link *link,
    struct record *const *list, size_t count, size_t *at, struct problem *p);

#endif
