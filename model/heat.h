/*
 * Heat: how many incidents of a period and a category there were, in cells of
 * a hexagon lattice or in the grids, and at which hour of the day. A pure
 * computation over records; who asks decides which he may see.
 *
 * The lattice lies on the plane of projection.h, its hexagons stand on a
 * corner, and its size is metres on the whole degree of latitude nearest to the
 * first incident, so that the same cells come again every time. Steps are by
 * the fullest cell, taken to have three at least: up to a third of it, up to
 * two thirds, above.
 */
#ifndef MODEL_HEAT_H
#define MODEL_HEAT_H

#include "model/id.h"
#include "model/problem.h"
#include "model/projection.h"
#include "model/record.h"
#include "model/zone.h"

#define HEAT_HOURS 24
#define HEAT_STEPS 3
#define HEAT_ANY_HOUR (-1)
#define HEAT_CORNERS 6
#define HEAT_METRES_MIN 50.0
#define HEAT_METRES_MAX 50000.0

struct heat_want {
	msec_t from, to;         /* told from <= t < to; to 0: no end */
	const char *category;    /* a setting's id; NULL: all */
	int hour;                /* 0 to 23 of the zone's day, or ANY_HOUR */
	const struct zone *zone; /* NULL: UTC */
	/* Flat to flat of a hexagon, within the limits; 0: in the grids. */
	double metres;
};

struct heat_cell {
	int32_t column, row; /* of the lattice, axial; 0 in the grids */
	char grid[ID_SIZE];  /* "" in the lattice */
	struct flat middle;  /* of the lattice */
	uint32_t count;      /* never 0 */
	int step;            /* 1 to 3 */
};

/* Begins as {0}. */
struct heat {
	struct heat_cell *cell; /* the fullest first; owned */
	size_t count;
	uint32_t total; /* in the cells */
	uint32_t most;  /* in one cell */
	size_t nowhere; /* incidents that would count and have no place */
	/* All that count but for the hour asked for. */
	uint32_t by_hour[HEAT_HOURS];
	double side; /* of a hexagon, units of struct flat; 0 in the grids */
};

/*
 * NO_MEMORY; BAD_VALUE for metres and hours out of range; *out is {0} then.
 * Free it with heat_free().
 */
MUST_USE enum problem_code heat_make(const struct heat_want *want,
    const struct incident *const *incidents, size_t n, struct heat *out,
    struct problem *p);
void heat_free(struct heat *h);
/* The step of a count beside the fullest: 1 to HEAT_STEPS; 0 for none. */
int heat_step(uint32_t count, uint32_t most);
/* The corners of a lattice's cell. */
void heat_corners(const struct heat *h, const struct heat_cell *cell,
    struct flat out[HEAT_CORNERS]);

#endif
