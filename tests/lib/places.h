/*
 * Real maps for tests and benchmarks, read as a central reads them (data.h):
 * San Francisco's outline, neighbourhoods, arteries and freeways; Ouhai's
 * outline, streets and their names.
 */
#ifndef TESTS_LIB_PLACES_H
#define TESTS_LIB_PLACES_H

#include "model/layer.h"
#include "tests/lib/desk.h"

#define PLACES_LAYERS 4

enum place_map { MAP_SF, MAP_OUHAI };

struct places {
	struct layer *layer[PLACES_LAYERS];
	size_t count;
};

/* False: its data is not here. */
bool places_read(enum place_map which, struct places *out);
void places_free(struct places *p);
/* Puts them under a desk's map, in place of what its records draw. */
void places_show(const struct places *p, struct desk *d);

#endif
