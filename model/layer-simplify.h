/*
 * A layer for a coarser look: lines with fewer corners, by the area that each
 * corner adds (M. Visvalingam, J. D. Whyatt, Line Generalisation by Repeated
 * Elimination of Points, The Cartographic Journal 30, 1993).
 *
 * Good enough to be looked at, not to be counted in. Borders that neighbours
 * share stay shared: corners where three borders meet stay, and what lies
 * between two of those comes out the same whichever side it is seen from.
 * Nothing is dropped but holes smaller than a dot: a ring keeps three corners
 * and a line two, however small.
 */
#ifndef MODEL_LAYER_SIMPLIFY_H
#define MODEL_LAYER_SIMPLIFY_H

#include "model/layer.h"

/*
 * A new layer for dots of that many metres; 0 copies. NULL when memory ended.
 * Corners whose triangle with their neighbours is smaller than half a square
 * dot go.
 */
struct layer *layer_simplify(const struct layer *l, double metres);

/*
 * Zooms, as maps of the web count them: at zoom z a dot is 156543 / 2^z
 * metres. These are kept; any other is the next finer one of them.
 */
#define LAYER_ZOOMS 6
extern const int layer_zooms[LAYER_ZOOMS]; /* 8, 10, 12, 14, 16, 18 */

/* The number in layer_zooms of the one that serves zoom z. */
size_t layer_zoom(int z);
/* Metres a dot there; 0 for the last, which is exact. */
double layer_zoom_metres(size_t zoom);
/* Digits that do for it: 5 or 6. */
int layer_zoom_digits(size_t zoom);

#endif
