/*
 * Tracks beside calls: a CSV of where vehicles were and when, which move the
 * units of a replay on its clock.
 *
 * Who moves: a vehicle that is called as a unit of the calls moves that one.
 * The others are lent to the units that have none, each taken as it first
 * comes in its file; who is left over is not played, which is told.
 *
 * When: tracks of the calls' own days keep their times. Those of other days
 * are laid on them by whole days, the first on the first, and when they are
 * over they begin again: one day of tracks moves a fortnight of calls.
 *
 * The file is in memory whole: bounded by TRACK_FIXES. One that has a row that
 * cannot be read is refused with its line.
 */
#ifndef REPLAY_TRACKS_H
#define REPLAY_TRACKS_H

#include "model/buf.h"
#include "model/id.h"
#include "replay/day.h"

#define TRACK_FIXES ((size_t)8000000)
#define TRACK_BATCH 500 /* positions of one request */

struct track_fix {
	msec_t at;
	int32_t lat, lon; /* 1e-6 degree */
	uint32_t vehicle;
};

/* What a vehicle's unit was last seen to do. */
struct track_vehicle {
	uint32_t unit; /* number in the day, or DAY_NONE: moves none */
	uint32_t fix;  /* the last that was come to */
	msec_t at;     /* when that is, on the replay's clock */
	bool dirty;    /* it was not told yet */
};

struct tracks {
	struct arena arena;
	struct intern names;   /* of the vehicles */
	struct track_fix *fix; /* by time */
	size_t fixes, room;
	struct track_vehicle *vehicle;
	size_t lent; /* vehicles that move a unit */

	msec_t shift;  /* from the file's time to the replay's */
	msec_t period; /* after which they begin again; 0: never */
	size_t next;   /* the fix whose turn it is */
	msec_t turn;   /* what its time is moved by now */
};

/*
 * Reads a file by the map called `map` (NULL: guessed by its columns) for the
 * units of a day. What map_find() and the rows say; USAGE for a map of calls;
 * TOO_LARGE; NO_MEMORY.
 */
MUST_USE enum problem_code tracks_read(const char *file, const char *map,
    const struct day *day, const struct zone *zone, struct tracks **out,
    struct problem *p);
/* NULL is fine. */
void tracks_free(struct tracks *t);

/* Goes on to `now` of the replay's clock; never back. */
void tracks_go(struct tracks *t, msec_t now);
/*
 * Appends the body of POST /v1/positions with who has moved since it was told
 * last, at most TRACK_BATCH of them; how many. `unit` are ids by the day's
 * number.
 */
size_t tracks_write(
    struct tracks *t, const char (*unit)[ID_SIZE], struct buf *body);

#endif
