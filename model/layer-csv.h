/*
 * Points from a CSV: a row a point, its columns named by the map.
 */
#ifndef MODEL_LAYER_CSV_H
#define MODEL_LAYER_CSV_H

#include "model/layer-read.h"

/*
 * Adds the rows of text[0..len) to r->layer. A row without numbers for its
 * coordinates cannot be used. FILE_LINE for a file that is no CSV or has no
 * columns for longitude and latitude, NO_MEMORY, TOO_LONG.
 */
MUST_USE enum problem_code layer_csv_read(
    struct layer_reading *r, const char *text, size_t len, struct problem *p);

#endif
