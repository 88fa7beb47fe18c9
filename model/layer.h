/*
 * Layers: what a map is drawn from and places are found in. A layer is a name,
 * a role and features; a feature is a name and parts; a part is a point, an
 * open line, a ring or a hole of the ring before it. All vertices of a layer
 * stand in one flat array, all names in one run of bytes, so that a layer is
 * four allocations and drawing walks straight on.
 *
 *	for (size_t i = 0; i < l->features; i++) {
 *		const struct layer_feature *f = &l->feature[i];
 *
 *		if (!box_meets(&f->box, &view))
 *			continue;
 *		for (uint32_t k = 0; k < f->parts; k++) {
 *			const struct layer_part *part = layer_part(l, f, k);
 *			const struct vertex *v = layer_vertices(l, part);
 *
 *			use v[0] to v[part->count - 1];
 *		}
 *	}
 *
 * Coordinates are WGS-84 in whole units of 1e-7 degree (a centimetre): two
 * neighbours that share a border share its very vertices, and what is inside
 * is decided without rounding (model/geo-index.h).
 *
 * The text is from files: valid UTF-8, else as it came (model/text.h before a
 * terminal sees it).
 */
#ifndef MODEL_LAYER_H
#define MODEL_LAYER_H

#include "model/buf.h"
#include "model/enums.h"
#include "model/geo.h"
#include "model/problem.h"

#define LAYERS_MAX 64              /* layers of a store */
#define LAYER_NAME_MAX 32          /* bytes of a layer's name */
#define LAYER_TEXT_MAX 160         /* bytes of a feature's name */
#define LAYER_CODE_MAX 32          /* bytes of a feature's code */
#define LAYER_FEATURES_MAX 200000  /* features of a layer */
#define LAYER_VERTICES_MAX 4000000 /* vertices of a layer */
#define LAYER_DEGREE 10000000      /* units a degree */
#define LAYER_LAT_MAX (90 * LAYER_DEGREE)
#define LAYER_LON_MAX (180 * LAYER_DEGREE)
#define LAYER_RANK_MAX 9

struct vertex {
	int32_t lon, lat; /* 1e-7 degree */
};

/* Its borders belong to it. Empty while west > east. */
struct box {
	int32_t west, south, east, north;
};

enum part_kind {
	PART_POINT, /* one vertex */
	PART_LINE,  /* two or more, open */
	/*
	 * Three or more; the last is joined to the first, which does not stand
	 * there twice. Counterclockwise; a hole clockwise.
	 */
	PART_RING,
	PART_HOLE, /* in the last ring before it of the same feature */
};

struct layer_part {
	enum part_kind kind;
	uint32_t first, count; /* vertices */
};

struct layer_feature {
	uint32_t name; /* where its texts begin in `text`: layer_text() */
	uint32_t code;
	uint32_t id;    /* of the record that it is the outline of; or "" */
	uint32_t first; /* parts */
	uint32_t parts;
	uint32_t source; /* its number in the file it came from, from 1 */
	struct box box;
	uint16_t radius; /* of `ring`, metres */
	uint8_t ring;    /* role place: enum ring around it; else RING_ANY */
	uint8_t class;   /* role place, village: enum place_class; else 0 */
	/*
	 * 1 the most important to LAYER_RANK_MAX, for lines and labels. Roads:
	 * 1 motorway, 2 trunk, 3 primary, 4 secondary, 5 tertiary, 6 street,
	 * 7 service and track, 8 path.
	 */
	uint8_t rank;
};

struct layer {
	char name[LAYER_NAME_MAX + 1];
	enum layer_role role;
	struct box box;
	struct layer_feature *feature;
	struct layer_part *part;
	struct vertex *vertex;
	size_t features, parts, vertices;
	struct buf text; /* offset 0 is "" */

	size_t feature_room, part_room, vertex_room;
	bool failed; /* memory ended, or a limit: layer_ok() */
};

/* NULL when memory ended or the name is no layer_name_valid(). */
struct layer *layer_new(const char *name, enum layer_role role);
void layer_free(struct layer *l);
/* 1 to LAYER_NAME_MAX of [a-z0-9_-], beginning with a letter. */
bool layer_name_valid(const char *name, size_t len);

/*
 * Building. Running out of memory, or of what a layer may hold, is remembered
 * as by a buf: what follows does nothing, and who finishes asks layer_ok().
 *
 *	layer_begin(l, "Louqiao", "330304002000");
 *	layer_begin_part(l, PART_RING);
 *	layer_add(l, v)...
 *	layer_end(l);
 */
struct layer_feature *layer_begin(
    struct layer *l, const char *name, const char *code);
void layer_begin_part(struct layer *l, enum part_kind kind);
void layer_add(struct layer *l, struct vertex v);
/* Sets the box, and the direction of rings; a feature without parts goes. */
void layer_end(struct layer *l);
/* Begins a feature with everything of another's but its parts. */
struct layer_feature *layer_begin_like(
    struct layer *to, const struct layer *from, const struct layer_feature *f);
/* Adds a feature of another layer, its parts and all. */
void layer_copy(
    struct layer *to, const struct layer *from, const struct layer_feature *f);
/* Takes back the feature begun and not ended. */
void layer_undo(struct layer *l);
/* Keeps a text beside the features; for layer_feature.id. */
uint32_t layer_keep_text(struct layer *l, const char *text);
/* NO_MEMORY or TOO_LONG ("features", "vertices"). */
MUST_USE enum problem_code layer_ok(const struct layer *l, struct problem *p);

/* A text of a feature: layer_text(l, f->name). */
const char *layer_text(const struct layer *l, uint32_t at);
const struct layer_part *layer_part(
    const struct layer *l, const struct layer_feature *f, uint32_t k);
const struct vertex *layer_vertices(
    const struct layer *l, const struct layer_part *part);

struct vertex vertex_of(struct point p); /* rounded; p is point_valid() */
struct point vertex_point(struct vertex v);

struct box box_empty(void);
void box_add(struct box *b, struct vertex v);
void box_join(struct box *b, const struct box *other);
bool box_meets(const struct box *a, const struct box *b);
bool box_holds(const struct box *b, struct vertex v);

/* Twice the area of a ring in square units, positive when counterclockwise. */
double vertices_area(const struct vertex *v, size_t n);
/* Whether it has rings, and so an inside. */
bool layer_is_area(const struct layer *l, const struct layer_feature *f);
/*
 * Whether v lies in the feature's rings and in none of their holes, without
 * rounding. On a border: as a point a hair to the east of it, and of a border
 * that runs east-west a hair to the north. So what lies on the border of two
 * neighbours is in exactly one of them, and a feature's west and south
 * borders are its own (M. Shimrat, Algorithm 112, CACM 5, 1962).
 */
bool layer_holds(
    const struct layer *l, const struct layer_feature *f, struct vertex v);
/*
 * A point that stands for the feature: a point itself; the middle of a line;
 * of an area its centroid, or where that is outside, the middle of the widest
 * stretch inside on its latitude (of the largest ring).
 */
struct vertex layer_spot(const struct layer *l, const struct layer_feature *f);

#endif
