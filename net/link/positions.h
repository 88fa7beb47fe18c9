/*
 * Where units were last seen: apart from their records, because positions
 * have no rev, no seq and no history, and come every few seconds. The latest
 * by its own time counts; one that comes late changes nothing.
 */
#ifndef NET_LINK_POSITIONS_H
#define NET_LINK_POSITIONS_H

#include "model/base.h"
#include "model/buf.h"
#include "model/geo.h"
#include "model/id.h"

#define POSITIONS_MAX 20000 /* units; more are passed over */

struct position {
	char unit[ID_SIZE];
	struct point spot;
	msec_t at; /* when it was there */
	/* What the central said of the route that it walks (model/beat.h). */
	char route[ID_SIZE]; /* that it was judged by; "" not judged */
	int64_t stray;       /* metres from its line */
	msec_t off;          /* since when it is off it; 0: it is on it */
};

/* Begins as {0}. */
struct positions {
	struct position *all; /* sorted by unit */
	size_t count;
	size_t room;
};

/* The unit's latest position, or NULL; borrowed until the next change. */
const struct position *positions_get(
    const struct positions *p, const char *unit);
/*
 * Takes note of one. False when it is nothing new: not on the earth, no id,
 * not later than what is known, or there is no room for another unit.
 */
bool positions_put(
    struct positions *p, const char *unit, struct point spot, msec_t at);
/* Notes what came with the position that was just put. */
void positions_judge(struct positions *p, const char *unit, const char *route,
    int64_t stray, msec_t off);
/* Forgets a unit's. */
void positions_drop(struct positions *p, const char *unit);
/* Forgets all and gives memory back. */
void positions_clear(struct positions *p);

/* Appends the body of POST /v1/positions for one of them. */
void positions_write(
    struct buf *body, const char *unit, struct point spot, msec_t at);

#endif
