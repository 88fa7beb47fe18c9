/*
 * Tasks for tests: a room with officers and an area each (li's G07 and wang's
 * G08 in LQ, zhao's X01 in XQ), templates, and what became of it all.
 */
#ifndef TESTS_LIB_DUTY_DESK_H
#define TESTS_LIB_DUTY_DESK_H

#include "tests/lib/room.h"

/* Midnight of Shanghai comes so long after ROOM_BEGIN. */
#define MIDNIGHT (4 * TIME_HOUR)

struct duty_desk {
	struct room_desk room;
	struct actor *li; /* an officer with an account of his own */
};

/* For cmocka. */
int duty_desk_setup(void **state);
int duty_desk_teardown(void **state);

void duty_put(struct room_desk *d, const struct record *r);
void duty_put_officer(struct room_desk *d, const char *id, const char *station);
void duty_put_area(struct room_desk *d, const char *id, const char *station,
    const char *officer);
/* A template whose tasks are to be done by 09:00. */
struct setting duty_template(
    const char *id, const char *station, enum rhythm rhythm);

struct duty_counted {
	size_t all, owed;
	char id[ID_SIZE]; /* of the last */
};

/* Counts one into a struct duty_counted; for a store's walks. */
bool duty_count_one(void *ctx, const struct record *r);
struct duty_counted duty_count(struct room_desk *d);
/* The task's numbers; its texts are gone. */
struct task duty_task(struct room_desk *d, const char *id);
/* Gives one by hand; true when done. */
bool duty_hand(struct room_desk *d, const char *id, const char *officer,
    const char *title, msec_t due);
/* start, finish, check ...; the second argument is its reason or result. */
bool duty_step(struct room_desk *d, struct actor *who, enum command_id id,
    const char *task, const char *reason);
bool duty_tick_first(struct room_desk *d, struct actor *who, const char *about,
    const char *value);

/* The writer anew on the same store, its clock at `at`. */
void duty_restart(struct room_desk *d, msec_t at);
/* The machine's clock is set while the central serves. */
void duty_set_clock(struct room_desk *d, msec_t at);

#endif
