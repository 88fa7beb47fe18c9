/*
 * Layers in memory: building them, and what is inside (layer.h).
 */
#include "model/layer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
layer_name_valid(const char *name, size_t len)
{
	if (len == 0 || len > LAYER_NAME_MAX || name[0] < 'a' || name[0] > 'z')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!memchr(
		        "abcdefghijklmnopqrstuvwxyz0123456789_-", name[i], 38))
			return false;
	return true;
}

struct layer *
layer_new(const char *name, enum layer_role role)
{
	struct layer *l;
	size_t len = strlen(name);

	if (!layer_name_valid(name, len))
		return NULL;
	l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	memcpy(l->name, name, len + 1);
	l->role = role;
	l->box = box_empty();
	buf_add(&l->text, "", 1);
	return l;
}

void
layer_free(struct layer *l)
{
	if (!l)
		return;
	free(l->feature);
	free(l->part);
	free(l->vertex);
	buf_free(&l->text);
	free(l);
}

/* Makes room for one more of *list; false when there is none. */
static bool
grow(struct layer *l, void *list, size_t *room, size_t count, size_t max,
    size_t size)
{
	void **array = list;
	size_t more = *room ? *room * 2 : 64;
	void *grown;

	if (l->failed || count >= max) {
		l->failed = true;
		return false;
	}
	if (count < *room)
		return true;
	grown = realloc(*array, more * size);
	l->failed = !grown;
	if (!grown)
		return false;
	*array = grown;
	*room = more;
	return true;
}

uint32_t
layer_keep_text(struct layer *l, const char *text)
{
	size_t at = l->text.len;

	if (!text || !*text)
		return 0;
	if (at > UINT32_MAX / 2) {
		l->failed = true;
		return 0;
	}
	buf_add(&l->text, text, strlen(text) + 1);
	return buf_ok(&l->text) ? (uint32_t)at : 0;
}

struct layer_feature *
layer_begin(struct layer *l, const char *name, const char *code)
{
	struct layer_feature *f;

	if (!grow(l, &l->feature, &l->feature_room, l->features,
	        LAYER_FEATURES_MAX, sizeof(*l->feature)))
		return NULL;
	f = &l->feature[l->features++];
	*f = (struct layer_feature){.name = layer_keep_text(l, name),
	    .code = layer_keep_text(l, code),
	    .first = (uint32_t)l->parts,
	    .box = box_empty(),
	    .rank = LAYER_RANK_MAX};
	return f;
}

void
layer_begin_part(struct layer *l, enum part_kind kind)
{
	if (!grow(l, &l->part, &l->part_room, l->parts, LAYER_VERTICES_MAX,
	        sizeof(*l->part)))
		return;
	l->part[l->parts++] =
	    (struct layer_part){kind, (uint32_t)l->vertices, 0};
	l->feature[l->features - 1].parts++;
}

void
layer_add(struct layer *l, struct vertex v)
{
	struct layer_part *part;

	if (!grow(l, &l->vertex, &l->vertex_room, l->vertices,
	        LAYER_VERTICES_MAX, sizeof(*l->vertex)))
		return;
	part = &l->part[l->parts - 1];
	if (part->count > 0 && l->vertex[l->vertices - 1].lon == v.lon &&
	    l->vertex[l->vertices - 1].lat == v.lat)
		return;
	l->vertex[l->vertices++] = v;
	part->count++;
}

double
vertices_area(const struct vertex *v, size_t n)
{
	double sum = 0;

	for (size_t i = 1; i + 1 < n; i++) {
		double ax = (double)v[i].lon - v[0].lon;
		double ay = (double)v[i].lat - v[0].lat;
		double bx = (double)v[i + 1].lon - v[0].lon;
		double by = (double)v[i + 1].lat - v[0].lat;

		sum += ax * by - ay * bx;
	}
	return sum;
}

static void
turn_round(struct vertex *v, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct vertex swap = v[i];

		v[i] = v[n - 1 - i];
		v[n - 1 - i] = swap;
	}
}

/* Opens a ring that says its first vertex twice, and gives its direction. */
static void
settle_ring(struct layer *l, struct layer_part *part)
{
	struct vertex *v = &l->vertex[part->first];
	uint32_t n = part->count;
	double area;

	/* The vertex left out stays in the array: nobody counts it. */
	if (n > 1 && v[0].lon == v[n - 1].lon && v[0].lat == v[n - 1].lat)
		part->count = --n;
	area = vertices_area(v, n);
	if ((part->kind == PART_RING && area < 0) ||
	    (part->kind == PART_HOLE && area > 0))
		turn_round(v, n);
}

void
layer_end(struct layer *l)
{
	struct layer_feature *f;

	if (l->failed || l->features == 0)
		return;
	f = &l->feature[l->features - 1];
	for (uint32_t k = 0; k < f->parts; k++) {
		struct layer_part *part = &l->part[f->first + k];

		if (part->kind == PART_RING || part->kind == PART_HOLE)
			settle_ring(l, part);
		for (uint32_t i = 0; i < part->count; i++)
			box_add(&f->box, l->vertex[part->first + i]);
	}
	box_join(&l->box, &f->box);
	if (f->parts == 0)
		layer_undo(l);
}

void
layer_undo(struct layer *l)
{
	const struct layer_feature *f;

	if (l->features == 0)
		return;
	f = &l->feature[--l->features];
	if (f->parts > 0)
		l->vertices = l->part[f->first].first;
	l->parts = f->first;
}

struct layer_feature *
layer_begin_like(
    struct layer *to, const struct layer *from, const struct layer_feature *f)
{
	struct layer_feature *g = layer_begin(
	    to, layer_text(from, f->name), layer_text(from, f->code));

	if (!g)
		return NULL;
	g->id = layer_keep_text(to, layer_text(from, f->id));
	g->source = f->source;
	g->radius = f->radius;
	g->ring = f->ring;
	g->class = f->class;
	g->rank = f->rank;
	return g;
}

void
layer_copy(
    struct layer *to, const struct layer *from, const struct layer_feature *f)
{
	if (!layer_begin_like(to, from, f))
		return;
	for (uint32_t k = 0; k < f->parts && !to->failed; k++) {
		const struct layer_part *part = layer_part(from, f, k);
		const struct vertex *v = layer_vertices(from, part);

		layer_begin_part(to, part->kind);
		for (uint32_t i = 0; i < part->count; i++)
			layer_add(to, v[i]);
	}
	layer_end(to);
}

enum problem_code
layer_ok(const struct layer *l, struct problem *p)
{
	if (l->features >= LAYER_FEATURES_MAX && l->failed)
		return problem_set(p, PROBLEM_CROWDED, "key", "layer", "limit",
		    "200000", NULL);
	if (l->vertices >= LAYER_VERTICES_MAX && l->failed)
		return problem_set(p, PROBLEM_CROWDED, "key", "layer", "limit",
		    "4000000", NULL);
	if (l->failed || !buf_ok(&l->text))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

const char *
layer_text(const struct layer *l, uint32_t at)
{
	return at < l->text.len ? l->text.data + at : "";
}

const struct layer_part *
layer_part(const struct layer *l, const struct layer_feature *f, uint32_t k)
{
	return l->part ? &l->part[f->first + k] : NULL;
}

const struct vertex *
layer_vertices(const struct layer *l, const struct layer_part *part)
{
	return l->vertex ? &l->vertex[part->first] : NULL;
}

struct vertex
vertex_of(struct point p)
{
	return (struct vertex){(int32_t)lround(p.lon * LAYER_DEGREE),
	    (int32_t)lround(p.lat * LAYER_DEGREE)};
}

struct point
vertex_point(struct vertex v)
{
	return (struct point){.lat = (double)v.lat / LAYER_DEGREE,
	    .lon = (double)v.lon / LAYER_DEGREE};
}

struct box
box_empty(void)
{
	return (struct box){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
}

void
box_add(struct box *b, struct vertex v)
{
	const struct box one = {v.lon, v.lat, v.lon, v.lat};

	box_join(b, &one);
}

void
box_join(struct box *b, const struct box *other)
{
	b->west = other->west < b->west ? other->west : b->west;
	b->south = other->south < b->south ? other->south : b->south;
	b->east = other->east > b->east ? other->east : b->east;
	b->north = other->north > b->north ? other->north : b->north;
}

bool
box_meets(const struct box *a, const struct box *b)
{
	return a->west <= b->east && b->west <= a->east &&
	       a->south <= b->north && b->south <= a->north;
}

bool
box_holds(const struct box *b, struct vertex v)
{
	return v.lon >= b->west && v.lon <= b->east && v.lat >= b->south &&
	       v.lat <= b->north;
}

bool
layer_is_area(const struct layer *l, const struct layer_feature *f)
{
	for (uint32_t k = 0; k < f->parts; k++)
		if (layer_part(l, f, k)->kind == PART_RING)
			return true;
	return false;
}

/* Whether a ray from p to the east crosses the edge; in whole numbers. */
static bool
crosses(struct vertex p, struct vertex a, struct vertex b)
{
	int64_t run, rise;

	if ((a.lat > p.lat) == (b.lat > p.lat))
		return false;
	/* Each factor is below 2^32, one of the two below 2^31. */
	run = ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat);
	rise = ((int64_t)p.lon - a.lon) * ((int64_t)b.lat - a.lat);
	return b.lat > a.lat ? rise < run : rise > run;
}

static bool
ring_holds(const struct vertex *v, size_t n, struct vertex p)
{
	bool inside = false;

	for (size_t i = 0, last = n - 1; i < n; last = i++)
		inside ^= crosses(p, v[last], v[i]);
	return inside;
}

bool
layer_holds(
    const struct layer *l, const struct layer_feature *f, struct vertex v)
{
	bool inside = false;

	if (!box_holds(&f->box, v))
		return false;
	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);

		if (part->kind != PART_RING && part->kind != PART_HOLE)
			continue;
		if (part->kind == PART_RING) {
			if (inside)
				return true;
			inside =
			    ring_holds(layer_vertices(l, part), part->count, v);
		} else if (inside) {
			inside = !ring_holds(
			    layer_vertices(l, part), part->count, v);
		}
	}
	return inside;
}

/* Of an area: its centroid, if that is inside. */
static bool
centroid(const struct vertex *v, size_t n, struct vertex *out)
{
	double area = vertices_area(v, n), x = 0, y = 0;

	if (area == 0)
		return false;
	for (size_t i = 1; i + 1 < n; i++) {
		double ax = (double)v[i].lon - v[0].lon;
		double ay = (double)v[i].lat - v[0].lat;
		double bx = (double)v[i + 1].lon - v[0].lon;
		double by = (double)v[i + 1].lat - v[0].lat;
		double cross = ax * by - ay * bx;

		x += (ax + bx) * cross;
		y += (ay + by) * cross;
	}
	x = v[0].lon + x / (3 * area);
	y = v[0].lat + y / (3 * area);
	if (fabs(x) > LAYER_LON_MAX || fabs(y) > LAYER_LAT_MAX)
		return false;
	*out = (struct vertex){(int32_t)lround(x), (int32_t)lround(y)};
	return true;
}

static int
by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Where the feature's borders cross a latitude, from west to east. */
static size_t
crossings(const struct layer *l, const struct layer_feature *f, double lat,
    double *at, size_t room)
{
	size_t n = 0;

	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);
		const struct vertex *v = layer_vertices(l, part);

		if (part->kind != PART_RING && part->kind != PART_HOLE)
			continue;
		for (uint32_t i = 0; n < room && i < part->count; i++) {
			struct vertex a = v[i], b = v[(i + 1) % part->count];

			if ((a.lat > lat) != (b.lat > lat))
				at[n++] = a.lon + ((double)b.lon - a.lon) *
				                      (lat - a.lat) /
				                      ((double)b.lat - a.lat);
		}
	}
	qsort(at, n, sizeof(*at), by_value);
	return n;
}

/* The middle of the widest stretch inside on that latitude, if it is simple. */
static struct vertex
middle_inside(const struct layer *l, const struct layer_feature *f,
    struct vertex otherwise)
{
	double at[256], widest = 0, x = otherwise.lon;
	size_t n = crossings(l, f, otherwise.lat + 0.5, at, COUNT_OF(at));

	if (n == COUNT_OF(at))
		return otherwise;
	for (size_t i = 0; i + 1 < n; i += 2)
		if (at[i + 1] - at[i] > widest) {
			widest = at[i + 1] - at[i];
			x = (at[i] + at[i + 1]) / 2;
		}
	return (struct vertex){(int32_t)lround(x), otherwise.lat};
}

/* The ring that is largest, or NULL. */
static const struct layer_part *
largest_ring(const struct layer *l, const struct layer_feature *f)
{
	const struct layer_part *best = NULL;
	double most = -1;

	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);
		double area;

		if (part->kind != PART_RING)
			continue;
		area =
		    fabs(vertices_area(layer_vertices(l, part), part->count));
		if (area > most) {
			most = area;
			best = part;
		}
	}
	return best;
}

struct vertex
layer_spot(const struct layer *l, const struct layer_feature *f)
{
	const struct layer_part *ring = largest_ring(l, f);
	const struct layer_part *part = ring ? ring : layer_part(l, f, 0);
	const struct vertex *v = layer_vertices(l, part);
	struct vertex spot = v[part->count / 2];

	if (!ring)
		return spot;
	if (!centroid(v, part->count, &spot))
		return v[0];
	return layer_holds(l, f, spot) ? spot : middle_inside(l, f, spot);
}
