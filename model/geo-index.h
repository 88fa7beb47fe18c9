/*
 * Which of many boxes hold a point or meet a box, without looking at all of
 * them: an R-tree packed once and never changed, its boxes sorted by
 * sort-tile-recursive (S. T. Leutenegger, M. A. Lopez, J. Edgington, STR: A
 * Simple and Efficient Algorithm for R-Tree Packing, ICDE 1997). It may be
 * read from several threads at once.
 */
#ifndef MODEL_GEO_INDEX_H
#define MODEL_GEO_INDEX_H

#include "model/layer.h"

struct geo_index;

/* Of box[0..n), which is copied; NULL when memory ended. */
struct geo_index *geo_index_new(const struct box *box, size_t n);
void geo_index_free(struct geo_index *g); /* NULL is fine */

/* Called with the number of a box, in no particular order; false ends it. */
typedef bool geo_index_fn(void *ctx, size_t i);
/* Those that share a point with `box`; their borders belong to them. */
void geo_index_in(const struct geo_index *g, const struct box *box,
    geo_index_fn *each, void *ctx);
/* Those that hold v. */
void geo_index_at(
    const struct geo_index *g, struct vertex v, geo_index_fn *each, void *ctx);

#endif
