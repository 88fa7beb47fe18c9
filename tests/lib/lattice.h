/*
 * A map for tests: shaken cells that tile a square, each with an id, borders
 * of several corners shared with the neighbours to the last digit.
 */
#ifndef TESTS_LIB_LATTICE_H
#define TESTS_LIB_LATTICE_H

#include "model/layer.h"

/*
 * side x side cells of role grid, "g0000" and on (x, then y), the south-west
 * corner at v, `cell` units wide, each border in `edge` pieces.
 */
struct layer *lattice_new(int side, int32_t cell, int edge, struct vertex v);

#endif
