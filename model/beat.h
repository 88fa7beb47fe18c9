/*
 * Routes that patrols walk: how far off its line a unit is, and what may be
 * said of it from what was seen last.
 *
 * A line is text, as a route keeps it: "lon,lat lon,lat ...", WGS-84 degrees,
 * a `;` between two stretches. Each stretch has two points or more.
 *
 * The distance is to the nearest point of the line, measured on a plane that
 * touches the earth where the unit is: exact to some centimetres within a
 * kilometre, to one per cent within a hundred. What is seen may itself be off
 * by what satellites and houses leave, 5 to 30 m: a tolerance below that calls
 * everybody off.
 */
#ifndef MODEL_BEAT_H
#define MODEL_BEAT_H

#include "model/geo.h"
#include "model/record.h"

#define BEAT_TOLERANCE 60 /* metres, where nobody has set any */
#define BEAT_TOLERANCE_MAX 5000
/* Of a unit not seen for that long nothing is said. */
#define BEAT_STALE ((msec_t)5 * 60 * 1000)

/* A walk over a line; begins as {.at = line}. */
struct beat_walk {
	const char *at;
	struct point p; /* the point that was come to */
	bool begins;    /* it begins a stretch: no line leads to it */
	bool bad;       /* there is no reading on from here */
	bool moved;     /* it went on at least once */
};

/* Goes to the next point; false at the end, and where it cannot be read. */
bool beat_next(struct beat_walk *w);

/* Whether it is a line as said above. NULL is none. */
bool beat_line_valid(const char *line);
/* Metres from p to the line; -1 when it is none. */
double beat_distance(const char *line, struct point p);

/* What stands of a unit on a route. */
enum beat {
	BEAT_NONE,    /* it has none */
	BEAT_AWAY,    /* it has one, and is not on patrol now */
	BEAT_UNKNOWN, /* not seen, not seen lately, or not judged yet */
	BEAT_ON,
	BEAT_OFF,
};

/* What came with a unit's last position. */
struct beat_seen {
	const char *route; /* that it was judged by, "" none */
	msec_t at;         /* when it was there; 0: never seen */
	msec_t off; /* since when it is off without a break; 0: it is on */
};

/* Whether it is to be on its route: it has one and is on patrol. */
bool beat_walks(const struct unit *u);
/* What can be said at `now`; never more than was seen. */
enum beat beat_judge(
    const struct unit *u, const struct beat_seen *seen, msec_t now);

#endif
