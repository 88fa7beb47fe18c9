/*
 * What stands still on a map: lines and names of layers, and of the records
 * that have a shape or a spot of their own, projected once. Drawing it is
 * shifting numbers; who is in which area is asked here, too.
 */
#ifndef TUI_MAP_SCENE_H
#define TUI_MAP_SCENE_H

#include "model/layer.h"
#include "model/projection.h"
#include "model/table.h"
#include "tui/canvas.h"

/* Its borders belong to it; empty while west > east. y grows to the south. */
struct flat_box {
	int32_t west, north, east, south;
};

/* Names, those first that are placed first. */
enum scene_rank {
	SCENE_STATION,
	SCENE_GRID,
	SCENE_VILLAGE,
	SCENE_PLACE,
	SCENE_ROAD,
	SCENE_AREA,
};

struct scene_path {
	struct flat_box box;
	uint32_t first, count; /* points */
	uint32_t name, id;     /* in `text`; of the record, or 0 */
	uint32_t feature;      /* paths of one feature stand together */
	enum ink ink;
	bool closed; /* a ring: the last point leads to the first */
	bool own;    /* of the station that is asked for */
};

struct scene_name {
	struct flat spot;
	int32_t west, east; /* of the area that it names; the same: a point */
	uint32_t text;      /* clean */
	int width;          /* cells */
	enum scene_rank rank;
	uint8_t weight; /* among its rank, the least first */
};

struct scene {
	struct flat *point;
	struct scene_path *path;
	struct scene_name *name; /* by rank */
	size_t points, paths, names;
	size_t point_room, path_room, name_room;
	uint32_t features;
	struct buf text;     /* offset 0 is "" */
	struct flat_box box; /* of all */
	struct flat_box own; /* of the grids and the spot of the station */
	bool failed;         /* memory ended */
};

struct flat_box flat_box_empty(void);
bool flat_box_any(const struct flat_box *b);
void flat_box_add(struct flat_box *b, struct flat f);
void flat_box_join(struct flat_box *b, const struct flat_box *other);
bool flat_box_meets(const struct flat_box *a, const struct flat_box *b);
bool flat_box_holds(const struct flat_box *b, struct flat f);

/* Empties it, memory kept. Begins as {0}; scene_clear() before all else. */
void scene_clear(struct scene *s);
void scene_free(struct scene *s);
/*
 * A layer; what it says of a record that the table has is left out. station:
 * one's own, or NULL.
 */
void scene_add_layer(struct scene *s, const struct layer *l,
    const struct table *table, const char *station);
/* Outlines of grids, stations, places; lines of routes. */
void scene_add_records(
    struct scene *s, const struct table *table, const char *station);
/* Sorts the names; false: memory ended somewhere, what is there is whole. */
bool scene_end(struct scene *s);

const char *scene_text(const struct scene *s, uint32_t at);
/* Draws all paths, a dot being 2^zoom units. */
void scene_draw(const struct scene *s, struct canvas *cv, int zoom);
/* Tints the area of a record. */
void scene_tint(const struct scene *s, const char *id, struct canvas *cv,
    int zoom, enum ink ink);

/* ---- where a point is: map-where.c ---- */

/*
 * The name of the area of that ink that a point lies in, else of the one whose
 * border is nearest; "" when there is none. *far: how far it is, in units; 0
 * inside. Of several it lies in: of grids the one with the lowest id, as the
 * central decides (model/outlines.h), of others the smallest.
 */
const char *scene_area_near(
    const struct scene *s, enum ink ink, struct flat f, double *far);
/* Only of one that it lies in; "" none. */
const char *scene_area_at(const struct scene *s, enum ink ink, struct flat f);
/* The name of that rank nearest to a point, and its spot; NULL: none. */
const struct scene_name *scene_nearest(
    const struct scene *s, enum scene_rank rank, struct flat f);

#endif
