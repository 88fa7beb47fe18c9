/*
 * The 488 vehicles of one real day in San Francisco (data.h): where each was
 * at first and then, in the order of its file, for benchmarks that move all of
 * them. Where one has no more fixes it goes back to its first.
 */
#ifndef TESTS_LIB_VEHICLES_H
#define TESTS_LIB_VEHICLES_H

#include "model/geo.h"

#define VEHICLES 488
#define VEHICLE_FIXES 64 /* of each; later ones are not read */

struct vehicles {
	size_t count;
	struct point fix[VEHICLES][VEHICLE_FIXES];
	size_t fixes[VEHICLES];
};

/* NULL: the data is not here. Freed with free(). */
struct vehicles *vehicles_read(void);
struct point vehicle_at(const struct vehicles *v, size_t n, size_t step);

#endif
