/*
 * The line of a route from the features of a layer: all stretches of all
 * features of its name, so that one drawn in pieces is one. A ring is walked
 * round. What is too long for a record loses corners that matter least
 * (model/layer-simplify.h), by dots of 2, 5 and 10 m, well inside of any
 * tolerance.
 */
#ifndef CENTRAL_LAYER_ROUTE_H
#define CENTRAL_LAYER_ROUTE_H

#include "model/buf.h"
#include "model/layer.h"

/*
 * Writes the line for the record that `f` belongs to into `out`, as
 * model/beat.h reads it. NULL, or why there is none. A buffer that ran out of
 * memory is !buf_ok().
 */
const char *layer_route_line(
    const struct layer *l, const struct layer_feature *f, struct buf *out);

#endif
