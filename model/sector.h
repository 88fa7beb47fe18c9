/*
 * A search's ground: parting it into sectors around the point where somebody
 * was last seen, and what a sector is by the passes that went over it.
 *
 * Two patterns. Rings around the point, cut into quarters or eighths that lie
 * towards a direction of the compass (how far a lost person gets is a matter
 * of distance: R. J. Koester, Lost Person Behavior, 2008), called by ring and
 * direction: 2NE; and square cells with the point in the middle one, called
 * by column from the west and row from the north: C3. Neighbours share their
 * corners to the last digit, so no ground lies between them.
 *
 * An outline is text as grids have it: "lon,lat lon,lat ...".
 */
#ifndef MODEL_SECTOR_H
#define MODEL_SECTOR_H

#include "model/buf.h"
#include "model/problem.h"
#include "model/record.h"

#define SECTOR_NAME 24   /* bytes of a name */
#define SECTORS_MOST 128 /* of one incident */
#define SWEEPS_MOST 512  /* passes over all of them */

#define SECTOR_METRES_MIN 20
#define SECTOR_METRES_MAX 5000
#define SECTOR_RINGS_MAX 5
#define SECTOR_RINGS 2 /* unless it is said */
#define SECTOR_PARTS 4

/* How the ground is parted; all within the limits above. */
struct sector_plan {
	struct point middle;
	enum search_pattern pattern;
	double metres; /* width of a ring, side of a cell */
	int rings;     /* or cells outward from the middle one */
	int parts;     /* of a ring: 1, 4 or 8 */
};

size_t sector_plan_count(const struct sector_plan *plan);
/*
 * The name of the nth, from 0, and its outline, appended. The nearest to the
 * point come first in rings; cells go by rows from the north.
 */
void sector_plan_name(
    const struct sector_plan *plan, size_t nth, char name[SECTOR_NAME + 1]);
void sector_plan_outline(
    const struct sector_plan *plan, size_t nth, struct buf *out);

/*
 * Where one comes to that goes so far from a point, `turn` degrees from north
 * clockwise, along the great circle.
 */
struct point point_beyond(struct point from, double turn, double metres);

/* Makes it end where it began, as GeoJSON wants a ring; one that does stays. */
void outline_close(struct buf *out);
/* The next corner of an outline; false at its end or where it is unsound. */
bool outline_next(const char **outline, struct point *corner);
/*
 * Whether it is one that ground lies in: three corners or more on the earth,
 * 512 at most, none of them the other side of it. *area: square metres, as
 * on the plane that touches the earth there; within 1 in 1,000 up to 10 km.
 */
bool outline_sound(const char *outline, double *area);
/* A point inside to write a name at: the mean of its corners, or, where that
 * lies outside, the middle of what a line from west to east has inside. */
struct point outline_middle(const char *outline);

/*
 * Sets state, unit, who, began, searched, passes and percent of a draft from
 * its passes, in any order; strings are theirs. The percent is what
 * independent passes come to: 1 - (1 - p)(1 - q)... (B. O. Koopman, Search and
 * Screening, 1946), of those that said one. A dropped one stays dropped.
 */
void sector_derive(
    struct sector *draft, const struct sweep *const *sweep, size_t n);

/*
 * What is left first: to do, being searched, searched; of these those with
 * the lowest percent first; dropped last. Then by name, 2N before 10N.
 * Below, at or above 0 as for qsort().
 */
int sector_compare(const struct sector *a, const struct sector *b);

/* How a search stands; dropped sectors do not count. */
struct sector_sum {
	size_t all, left, searching, searched; /* left: to do */
	int share; /* percent of the area that is searched; 100: all of it */
};

struct sector_sum sector_sum(const struct sector *const *sector, size_t n);

#endif
