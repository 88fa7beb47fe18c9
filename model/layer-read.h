/*
 * What readers of map files share (net/wire/geojson.h, model/layer-csv.h):
 * coordinates on their way in, the meaning of a feature's properties, and
 * whether a feature can be used for the layer's role. A feature that cannot is
 * told with its number, line and reason; the rest is kept.
 *
 *	role			takes
 *	station, village	outlines and points
 *	grid			outlines
 *	road			lines (and areas), no points
 *	water, area, route	lines and areas, no points
 *	place			anything
 *
 * Where an outline is wanted, lines that should be rings are closed
 * (model/layer-close.h); in role `area` a line that does not close stays one.
 */
#ifndef MODEL_LAYER_READ_H
#define MODEL_LAYER_READ_H

#include "model/layer-map.h"
#include "model/layer.h"

#define LAYER_WHY_SIZE 160

struct layer_reading {
	const char *file;    /* named in problems; borrowed */
	struct layer *layer; /* that features are added to; borrowed */
	enum crs crs;
	const struct layer_map *map; /* borrowed */
	/* A feature that cannot be used. NULL: nobody listens. */
	void (*passed_over)(
	    void *ctx, size_t feature, unsigned long line, const char *why);
	void *ctx;

	size_t features; /* read so far, used or not */
	size_t used;
	size_t closed; /* features with lines that were made rings */
	/* Of the feature being read: */
	unsigned long line;
	char why[LAYER_WHY_SIZE]; /* it cannot be used; "": nothing yet */
};

/* The texts of one feature, each NULL when it has none. */
struct layer_texts {
	const char *text[LAYER_KEYS];
};

/* Begins a feature that stands at that line of the file. */
void reading_begin(struct layer_reading *r, unsigned long line);
/* What its properties say; before any part. */
void reading_texts(struct layer_reading *r, const struct layer_texts *t);
void reading_begin_part(struct layer_reading *r, enum part_kind kind);
/* One position in the file's own system; k is its number, for the reason. */
void reading_add(struct layer_reading *r, double lon, double lat, size_t k);
/* It cannot be used, and why; the first reason stays. */
void reading_refuse(struct layer_reading *r, const char *fmt, ...) PRINTF(2, 3);
/* Ends it: it is part of the layer, or was told with its reason. */
void reading_end(struct layer_reading *r);

/* FILE_LINE: the whole file is refused at a feature (0: at none). */
enum problem_code reading_fault(const struct layer_reading *r, size_t feature,
    unsigned long line, const char *what, struct problem *p);

#endif
