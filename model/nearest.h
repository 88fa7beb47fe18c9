/*
 * The list that `d` opens: who can go, nearest first, and of the others why
 * not. A pure function over the caller's array.
 *
 * The time is an estimate, to rank by and to tell a minute from ten: half a
 * minute to set off, and the straight line times 1.3 (roads; R. H. Ballou et
 * al., Selected country circuity factors for road travel distance estimation,
 * Transportation Research A 36, 2002; a flight goes straight) at a speed for
 * the way it moves: on foot 5 km/h, bicycle 14, motorcycle 36, car 32, flight
 * 45, boat 18.
 */
#ifndef MODEL_NEAREST_H
#define MODEL_NEAREST_H

#include "model/lifecycle.h"

/* How a row can be chosen, in the order in which rows stand. */
enum nearest_kind {
	NEAREST_OFFER,  /* has a digit */
	NEAREST_ASSIST, /* only together with one that may go alone */
	NEAREST_BUSY,   /* Tab selects it: the order is stacked */
	NEAREST_STAYS,  /* Tab selects it: it leaves its post */
	NEAREST_NO,
};

/* Why it is not offered; or, where it is, what to know of its place. */
enum nearest_reason {
	NEAREST_GOOD,
	NEAREST_NO_POSITION, /* where it is nobody knows: ranked last */
	NEAREST_STALE,       /* its position is old */
	NEAREST_NOT_ALONE,   /* may only assist */
	NEAREST_COMMITTED,   /* bound to `bound` */
	NEAREST_HERE,        /* has an order to this very incident */
	NEAREST_FIXED,       /* a post: there to stay, sent on purpose alone */
	NEAREST_DUTY,        /* other duty */
	NEAREST_RESERVED,
	NEAREST_MEAL,
	NEAREST_OOS,
	NEAREST_OFF,
	NEAREST_EMERGENCY,
};

#define NEAREST_STALE_AFTER ((msec_t)5 * 60 * 1000)

/* One unit: the first part is the caller's, the second is filled. */
struct nearest {
	const struct unit *unit;
	struct point spot; /* its last position, a post's home; none: {0, 0} */
	msec_t at;         /* when it was there */
	/* What it is bound to (assignment_binds()); NULL: nothing */
	const struct incident *bound;
	bool here;       /* it has a live order to this incident */
	msec_t declined; /* when it gave an order to it back; 0: never */

	enum nearest_kind kind;
	enum nearest_reason reason;
	double metres; /* below 0: not known, likewise those below */
	int64_t seconds;
	msec_t age;  /* of its position */
	double home; /* metres from its home, for the order of last resort */
};

/* Where they are to go. */
struct nearest_case {
	struct point spot; /* none: nobody has a distance */
	msec_t now;
	bool covered; /* somebody who may go alone has a live order to it */
};

/*
 * Fills rows[0..n) and sorts them: by kind, those behind who gave an order to
 * this incident back, then by time, those without a position last (by their
 * home: where a unit was in the morning is no distance), then by callsign.
 * Retired units are moved behind all others: returns how many rows are not.
 */
size_t nearest_rank(
    const struct nearest_case *c, struct nearest *rows, size_t n);

/* The estimate for a distance, seconds; -1 for what does not move. */
int64_t nearest_seconds(enum mobility mobility, double metres);

#endif
