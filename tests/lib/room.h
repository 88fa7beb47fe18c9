/*
 * A central without HTTP for tests of commands: a store in a directory of its
 * own, the writer on it, and calls that wait for their answer.
 *
 * It has two stations, LQ (Louqiao) with units P1 P2 M4 and XQ (Xinqiao) with
 * unit X1, the categories theft, fight and child, and a drill's clock that
 * stands still until it is told to go on, so that no test depends on time.
 */
#ifndef TESTS_LIB_ROOM_H
#define TESTS_LIB_ROOM_H

#include "central/writer.h"

struct room_desk {
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

#define ROOM_BEGIN INT64_C(1795262400000) /* 2026-11-21 12:00 UTC */

void room_open(struct room_desk *d);
/* The same with ears for the writer. */
void room_open_with(struct room_desk *d, const struct writer_ears *ears);
/* The same where the local day is another's: a zone's name. */
void room_open_in(struct room_desk *d, const char *zone);
/* Closes it and removes the directory; or leaves that for others to open. */
void room_close(struct room_desk *d);
/* cmocka's: one opened for the test as its state, and closed again. */
int room_setup(void **state);
int room_teardown(void **state);
void room_leave(struct room_desk *d);

/* Runs the call as that actor; true when it was done (200). */
bool room_do(struct room_desk *d, struct actor *who, const struct call *call);
/* The same under a key of the test's choosing. */
bool room_do_key(struct room_desk *d, struct actor *who,
    const struct call *call, const char *key);
/* Puts a drill's clock forward, what falls due on the way included. */
void room_go(struct room_desk *d, msec_t ms);

/* Calls by name. */
struct call room_call(enum command_id id);
/* A new incident of LQ with that id; true when done. */
bool room_new(struct room_desk *d, const char *id, const char *place);
/* Sends a unit: the order gets the id "INCIDENT-UNIT". */
bool room_send(struct room_desk *d, const char *incident, const char *unit);
/* A step of that order by the desk: COMMAND_ACCEPT, ... */
bool room_step(struct room_desk *d, const char *order, enum command_id step);

/* The record as it is on disk; fails the test when it is not there. Freed
 * with record_free(). */
struct record *room_get(struct room_desk *d, enum kind kind, const char *id);
enum incident_state room_incident_state(struct room_desk *d, const char *id);
enum assignment_state room_order_state(struct room_desk *d, const char *id);
enum unit_state room_unit_state(struct room_desk *d, const char *id);
/* Whether the actor's index lets it read the record. */
bool room_may_read(struct room_desk *d, const struct actor *who, enum kind kind,
    const char *id);
/* How many lines with that event stand in the room. */
size_t room_told(struct room_desk *d, const char *room, const char *event);

#endif
