/*
 * Where things lie, in the central's memory: the outlines of stations and
 * grids over an index (model/outlines.h), and the geometry of places. Made
 * from the layers in the store; where no layer has a grid's outline, its own
 * `outline` field counts. Immutable and counted; made anew only when layers
 * or such fields changed.
 */
#ifndef CENTRAL_TERRAIN_H
#define CENTRAL_TERRAIN_H

#include <stdatomic.h>

#include "central/store/store.h"
#include "model/outlines.h"

struct terrain {
	struct layer **layer; /* owned; roles station, grid, place, village */
	size_t layers;
	struct outlines *station, *grid;
	struct outline *place; /* features of places, by id; owned */
	size_t places;
	uint8_t mark[LAYER_DIGEST]; /* of what it was made from */
	atomic_uint users;
};

/*
 * Makes it from the store and the grids (those with an `outline`); `old`
 * (NULL: none) is held once more instead if nothing changed since.
 */
MUST_USE enum problem_code terrain_load(struct store *store,
    struct terrain *old, const struct grid *const *grid, size_t grids,
    struct terrain **out, struct problem *p);
struct terrain *terrain_hold(struct terrain *a);
void terrain_drop(struct terrain *a); /* NULL is fine */

/* The feature of a place, or NULL. */
const struct outline *terrain_place(const struct terrain *a, const char *id);
/*
 * Whether the point lies in no outline of a station or a grid although there
 * are some. A point that is not known lies nowhere: false.
 */
bool terrain_outside(const struct terrain *a, struct point spot);

#endif
