/*
 * A map file as a layer: what is asked for on the command line, the file as
 * GeoJSON or CSV (packed by xz or gzip or not), and what other files add:
 * names by label points, codes by a register of names.
 */
#ifndef CENTRAL_LAYER_LOAD_H
#define CENTRAL_LAYER_LOAD_H

#include "model/buf.h"
#include "model/layer.h"

struct layer_order {
	const char *name, *file;
	const char *role, *crs; /* NULL: as the map says */
	const char *map;        /* NULL: plain */
	const char *names;      /* a file of named points; or NULL */
	const char *codes;      /* a register of names and codes; or NULL */
};

struct layer_loaded {
	struct layer *layer; /* for layer_free() */
	struct buf passed;   /* a line for each feature passed over */
	size_t features;     /* in the file */
	size_t closed;       /* open borders that were made rings */
	size_t named, coded; /* by the other files */
};

/*
 * Loads it; *out is for layer_loaded_free() whatever is returned. USAGE for a
 * role or system that is none, what the readers say of a wrong file,
 * NO_MEMORY.
 */
MUST_USE enum problem_code layer_load(const struct layer_order *order,
    struct layer_loaded *out, struct problem *p);
void layer_loaded_free(struct layer_loaded *l);

/* A line for a feature of the layer that is passed over after all. */
void layer_pass_over(struct layer_loaded *l, const struct layer_order *order,
    const struct layer_feature *f, const char *why);

/*
 * Gives features without a name that of the one named point in their outline;
 * returns how many.
 */
size_t layer_name_by_points(struct layer *l, const struct layer *points);

#endif
