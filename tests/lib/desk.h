/*
 * A central without HTTP for tests of commands: a store in a directory of its
 * own, the writer on it, and calls that wait for their answer.
 *
 * It has two stations, LQ (Louqiao) with units P1 P2 M4 and XQ (Xinqiao) with
 * unit X1, the categories theft, fight and child, and a drill's clock that
 * stands still until it is told to go on, so that no test depends on time.
 */
#ifndef TESTS_LIB_DESK_H
#define TESTS_LIB_DESK_H

#include "central/writer.h"

struct desk {
	char dir[64];
	struct now now;
	struct writer *writer;
	struct store *store;           /* to read with */
	struct actor *admin, *lq, *xq; /* everything; a seat of each station */
	struct actor *p1;              /* the field account of LQ's P1 */
	int status;                    /* of the last answer */
	struct buf body;
	struct problem problem; /* read from it, when it was one */
	int64_t keys;           /* made so far, to make others */
};

#define DESK_BEGIN INT64_C(1795262400000) /* 2026-11-21 12:00 UTC */

void desk_open(struct desk *d);
void desk_close(struct desk *d);

/* Runs the call as that actor; true when it was done (200). */
bool desk_do(struct desk *d, struct actor *who, const struct call *call);
/* The same under a key of the test's choosing. */
bool desk_do_key(struct desk *d, struct actor *who, const struct call *call,
    const char *key);
/* Puts a drill's clock forward, what falls due on the way included. */
void desk_go(struct desk *d, msec_t ms);

/* Calls by name. */
struct call desk_call(enum command_id id);
/* A new incident of LQ with that id; true when done. */
bool desk_new(struct desk *d, const char *id, const char *place);
/* Sends a unit: the order gets the id "INCIDENT-UNIT". */
bool desk_send(struct desk *d, const char *incident, const char *unit);
/* A step of that order by the desk: COMMAND_ACCEPT, ... */
bool desk_step(struct desk *d, const char *order, enum command_id step);

/* The record as it is on disk; fails the test when it is not there. Freed
 * with record_free(). */
struct record *desk_get(struct desk *d, enum kind kind, const char *id);
enum incident_state desk_incident_state(struct desk *d, const char *id);
enum assignment_state desk_order_state(struct desk *d, const char *id);
enum unit_state desk_unit_state(struct desk *d, const char *id);
/* Whether the actor's index lets it read the record. */
bool desk_may_read(
    struct desk *d, const struct actor *who, enum kind kind, const char *id);
/* How many lines with that event stand in the room. */
size_t desk_told(struct desk *d, const char *room, const char *event);

#endif
