/*
 * Whose outline holds a point: the station, the grid, by point in polygon
 * over an index. The rule, so that each point is in exactly one of two
 * neighbours:
 *
 *	- a point on a border counts as lying a hair to the east of it, and on
 *	  one that runs east-west a hair to the north: west and south borders
 *	  belong, east and north ones are the neighbour's;
 *	- what lies in several (they overlap) is in the one with the lowest id;
 *	- a hole is outside.
 *
 * Decided in whole numbers (model/layer.h), so no rounding can put a point
 * into both or neither.
 */
#ifndef MODEL_OUTLINES_H
#define MODEL_OUTLINES_H

#include "model/geo-index.h"

#define OUTLINES_AT 16 /* overlapping outlines of one point that are told */

struct outline {
	const struct layer *layer; /* borrowed */
	const struct layer_feature *feature;
	const char *id; /* of its record */
};

struct outlines {
	struct outline *list; /* by id */
	size_t count;
	struct geo_index *index;
};

/*
 * Of the features of layer[0..n) that have that role, an id and an inside.
 * The layers must outlive it. NULL when memory ended.
 */
struct outlines *outlines_new(
    const struct layer *const *layer, size_t n, enum layer_role role);
void outlines_free(struct outlines *o); /* NULL is fine */

/* Those that hold the point, by id; as many as there are in out. */
size_t outlines_at(const struct outlines *o, struct point p,
    const struct outline *out[OUTLINES_AT]);

/*
 * How far the point lies from a feature's lines, points and outlines, metres;
 * 0 inside. Along the plane that touches the earth at p: for rings of a few
 * kilometres that is within 1 in 10,000.
 */
double feature_distance(
    const struct layer *l, const struct layer_feature *f, struct point p);

#endif
