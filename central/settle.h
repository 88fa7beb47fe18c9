/*
 * What follows from a change: the states that are derived, the clocks that
 * run on, the stamps of an end. A command changes what it is about and lets
 * these bring the rest in line; they put what changed.
 */
#ifndef CENTRAL_SETTLE_H
#define CENTRAL_SETTLE_H

#include "central/tx.h"

/* Puts an assignment with the clock of its step. */
MUST_USE enum problem_code settle_assignment(
    struct tx *tx, struct assignment *draft);
/* Puts a unit with what it is shown as, by the assignments that bind it. */
MUST_USE enum problem_code settle_unit(struct tx *tx, struct unit *draft);
MUST_USE enum problem_code settle_unit_id(struct tx *tx, const char *id);
/*
 * Puts an incident with the state that its assignments give it, its end and
 * its clock.
 */
MUST_USE enum problem_code settle_incident(
    struct tx *tx, struct incident *draft);
MUST_USE enum problem_code settle_incident_id(struct tx *tx, const char *id);

/* Assignment, then its unit, then its incident. */
MUST_USE enum problem_code settle_order(
    struct tx *tx, struct assignment *draft);

/*
 * Ends an order (cancelled, declined, void) at tx->now, tells it in the room
 * as `event`, and frees the unit. The incident is the caller's to settle.
 */
MUST_USE enum problem_code settle_end(struct tx *tx,
    const struct assignment *order, enum assignment_state to, const char *event,
    const char *reason);

/*
 * Puts a task with how far its checklist is, its warning and its lateness;
 * a planned one whose time has come is open. Overdue it stays until it is
 * done or dropped, and climbs like any late work.
 */
MUST_USE enum problem_code settle_task(struct tx *tx, struct task *draft);
MUST_USE enum problem_code settle_task_id(struct tx *tx, const char *id);

/* A line about `about` in the incident's room: the event and its words. */
MUST_USE enum problem_code settle_tell(struct tx *tx,
    const struct incident *room, const char *event, const char *about,
    const char *words);

#endif
