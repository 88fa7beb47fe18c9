/*
 * Putting lines on a checklist: what `item` does, and what makes a task with
 * its steps or an incident's plan. Beyond those no one adds items.
 */
#ifndef CENTRAL_CHECKLIST_H
#define CENTRAL_CHECKLIST_H

#include "central/tx.h"

struct checklist {
	const char *name;    /* of the list; NULL: none */
	const char *lines;   /* as model/checklist.h says */
	const char *message; /* that brought them, or NULL */
	struct refs ids;     /* one a line; none: made here */
};

/*
 * Adds the lines behind those that the room (tx_room()) has. BAD_VALUE,
 * TOO_LONG, or EXISTS for an id that is taken.
 */
MUST_USE enum problem_code checklist_add(struct tx *tx,
    const struct record *room, const struct checklist *list, size_t *added);

/* Units were sent: lines of the incident's plan that say so are ticked. */
MUST_USE enum problem_code plan_dispatched(
    struct tx *tx, const struct incident *i);

#endif
