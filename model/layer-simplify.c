/*
 * Corner by corner, the one that adds least first (layer-simplify.h). Rings
 * and lines are cut into arcs at the corners that must stay; an arc is worked
 * on alone, with a heap of its corners by area, ties by coordinates, so that
 * its direction makes no difference.
 */
#include "model/layer-simplify.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const int layer_zooms[LAYER_ZOOMS] = {8, 10, 12, 14, 16, 18};

size_t
layer_zoom(int z)
{
	size_t i = 0;

	while (i + 1 < LAYER_ZOOMS && layer_zooms[i] < z)
		i++;
	return i;
}

double
layer_zoom_metres(size_t zoom)
{
	return zoom + 1 >= LAYER_ZOOMS ? 0
	                               : 156543.034 / pow(2, layer_zooms[zoom]);
}

int
layer_zoom_digits(size_t zoom)
{
	return layer_zooms[zoom] <= 14 ? 5 : 6;
}

/* Corners that must stay */

/* What stands on both sides of a corner wherever it was met so far. */
struct joint {
	struct vertex v, a, b; /* the lower of the neighbours first */
	bool used, fixed;
};

struct joints {
	struct joint *slot;
	size_t mask;
};

static int
compare(struct vertex a, struct vertex b)
{
	if (a.lon != b.lon)
		return a.lon < b.lon ? -1 : 1;
	return (a.lat > b.lat) - (a.lat < b.lat);
}

static uint64_t
hash(struct vertex v)
{
	uint64_t x = (uint64_t)(uint32_t)v.lon << 32 | (uint32_t)v.lat;

	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdu;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53u;
	return x ^ x >> 33;
}

static struct joint *
find(const struct joints *j, struct vertex v)
{
	size_t at = hash(v) & j->mask;

	while (j->slot[at].used && compare(j->slot[at].v, v) != 0)
		at = (at + 1) & j->mask;
	return &j->slot[at];
}

static void
meet(struct joints *j, struct vertex v, struct vertex a, struct vertex b)
{
	struct joint *joint = find(j, v);
	bool swap = compare(a, b) > 0;

	if (!joint->used)
		*joint =
		    (struct joint){v, swap ? b : a, swap ? a : b, true, false};
	else if (compare(joint->a, swap ? b : a) != 0 ||
	         compare(joint->b, swap ? a : b) != 0)
		joint->fixed = true;
}

static bool
is_ring(const struct layer_part *part)
{
	return part->kind == PART_RING || part->kind == PART_HOLE;
}

/* Meets every corner of the layer; ends of lines stay. */
static bool
meet_all(struct joints *j, const struct layer *l)
{
	size_t room = 64;

	while (room < l->vertices * 2)
		room *= 2;
	j->mask = room - 1;
	j->slot = calloc(room, sizeof(*j->slot));
	for (size_t k = 0; j->slot && k < l->parts; k++) {
		const struct layer_part *part = &l->part[k];
		const struct vertex *v = layer_vertices(l, part);
		uint32_t n = part->count;

		for (uint32_t i = 0; i < n; i++) {
			if (is_ring(part) || (i > 0 && i + 1 < n))
				meet(j, v[i], v[(i + n - 1) % n],
				    v[(i + 1) % n]);
			else
				find(j, v[i])->fixed = find(j, v[i])->used =
				    true;
			if (!is_ring(part))
				find(j, v[i])->v = v[i];
		}
	}
	return j->slot != NULL;
}

/* One arc */

struct corner {
	struct vertex v;
	uint32_t before, after; /* corners still there */
	double area;            /* square metres, twice the triangle's */
	uint32_t place;         /* in the heap, from 1; 0: not in it */
	bool gone;
};

struct work {
	struct corner *corner;
	uint32_t *heap; /* from 1 */
	uint32_t heaped;
	uint32_t room;
	double scale; /* metres a unit of latitude */
};

static bool
less(const struct work *w, uint32_t a, uint32_t b)
{
	const struct corner *x = &w->corner[a], *y = &w->corner[b];

	if (x->area != y->area)
		return x->area < y->area;
	return compare(x->v, y->v) < 0;
}

static void
set(struct work *w, uint32_t place, uint32_t corner)
{
	w->heap[place] = corner;
	w->corner[corner].place = place;
}

static void
rise(struct work *w, uint32_t place)
{
	uint32_t corner = w->heap[place];

	for (; place > 1 && less(w, corner, w->heap[place / 2]); place /= 2)
		set(w, place, w->heap[place / 2]);
	set(w, place, corner);
}

static void
sink(struct work *w, uint32_t place)
{
	uint32_t corner = w->heap[place];

	for (;;) {
		uint32_t child = place * 2;

		if (child > w->heaped)
			break;
		if (child < w->heaped &&
		    less(w, w->heap[child + 1], w->heap[child]))
			child++;
		if (!less(w, w->heap[child], corner))
			break;
		set(w, place, w->heap[child]);
		place = child;
	}
	set(w, place, corner);
}

static double
area_of(const struct work *w, uint32_t i)
{
	const struct corner *c = &w->corner[i];
	struct vertex a = w->corner[c->before].v, b = w->corner[c->after].v;
	double narrow = cos((double)c->v.lat / LAYER_DEGREE * M_PI / 180);
	double ax = ((double)a.lon - c->v.lon) * w->scale * narrow;
	double ay = ((double)a.lat - c->v.lat) * w->scale;
	double bx = ((double)b.lon - c->v.lon) * w->scale * narrow;
	double by = ((double)b.lat - c->v.lat) * w->scale;
	double area = ax * by - ay * bx;

	/* Either way round it must be the same number to the last bit. */
	return fabs(area);
}

static void
reheap(struct work *w, uint32_t i, double least)
{
	struct corner *c = &w->corner[i];

	if (c->place == 0)
		return;
	/* A corner never goes before one that it was larger than. */
	c->area = fmax(area_of(w, i), least);
	rise(w, c->place);
	sink(w, c->place);
}

static bool
make_room(struct work *w, uint32_t n)
{
	void *corner, *heap;

	if (n <= w->room)
		return true;
	corner = realloc(w->corner, n * sizeof(*w->corner));
	if (corner)
		w->corner = corner;
	heap = realloc(w->heap, (n + 1) * sizeof(*w->heap));
	if (heap)
		w->heap = heap;
	if (!corner || !heap)
		return false;
	w->room = n;
	return true;
}

/*
 * Thins corner[0..n), whose ends stay, until none has less than `limit`;
 * `keep` corners at least.
 */
static void
thin(struct work *w, uint32_t n, double limit, uint32_t keep)
{
	uint32_t left = n;

	w->heaped = 0;
	for (uint32_t i = 0; i < n; i++) {
		w->corner[i].before = i ? i - 1 : 0;
		w->corner[i].after = i + 1 < n ? i + 1 : i;
		w->corner[i].gone = false;
		w->corner[i].place = 0;
	}
	for (uint32_t i = 1; i + 1 < n; i++) {
		w->corner[i].area = area_of(w, i);
		set(w, ++w->heaped, i);
		rise(w, w->heaped);
	}
	while (w->heaped > 0 && left > keep) {
		uint32_t i = w->heap[1];
		struct corner *c = &w->corner[i];

		if (c->area >= limit)
			break;
		set(w, 1, w->heap[w->heaped--]);
		if (w->heaped > 0)
			sink(w, 1);
		c->place = 0;
		c->gone = true;
		left--;
		w->corner[c->before].after = c->after;
		w->corner[c->after].before = c->before;
		reheap(w, c->before, c->area);
		reheap(w, c->after, c->area);
	}
}

/* Parts */

/* v[at], v[at + 1] ... up to n + 1 of a ring, from its own first corner. */
static bool
load(struct work *w, const struct vertex *v, uint32_t size, uint32_t at,
    uint32_t n)
{
	if (!make_room(w, n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		w->corner[i] = (struct corner){.v = v[(at + i) % size]};
	return true;
}

/* The corners that are left, without the last, which is the next arc's. */
static void
give(struct work *w, uint32_t n, struct layer *to)
{
	for (uint32_t i = 0; i + 1 < n; i++)
		if (!w->corner[i].gone)
			layer_add(to, w->corner[i].v);
}

/* Where the first arc begins: a corner that stays, else the lowest. */
static uint32_t
begin_at(const struct joints *j, const struct vertex *v, uint32_t n, bool *any)
{
	uint32_t lowest = 0;

	*any = true;
	for (uint32_t i = 0; i < n; i++) {
		if (find(j, v[i])->fixed)
			return i;
		if (compare(v[i], v[lowest]) < 0)
			lowest = i;
	}
	*any = false;
	return lowest;
}

/* Corners of the arc that begins at v[at], both ends counted. */
static uint32_t
arc_length(const struct joints *j, const struct vertex *v, uint32_t n,
    uint32_t at, uint32_t left)
{
	uint32_t len = 2;

	while (len <= left && !find(j, v[(at + len - 1) % n])->fixed)
		len++;
	return len <= left ? len : left + 1;
}

/* Arcs from `at` on; a ring of one arc keeps three corners, of two three. */
static bool
simplify_ring(struct work *w, const struct joints *j, const struct vertex *v,
    uint32_t n, double limit, struct layer *to)
{
	bool any;
	uint32_t at = begin_at(j, v, n, &any), done = 0;

	while (done < n) {
		uint32_t len = arc_length(j, v, n, (at + done) % n, n - done);
		uint32_t keep = len == n + 1 ? 4 : 2;

		if (!load(w, v, n, (at + done) % n, len))
			return false;
		/* A ring of few arcs must not fall together. */
		if (len < n + 1 && len * 2 > n)
			keep = len > 2 ? 3 : 2;
		thin(w, len, limit, keep);
		give(w, len, to);
		done += len - 1;
	}
	return true;
}

static bool
simplify_line(struct work *w, const struct joints *j, const struct vertex *v,
    uint32_t n, double limit, struct layer *to)
{
	uint32_t at = 0;

	while (at + 1 < n) {
		uint32_t len = arc_length(j, v, n, at, n - 1 - at);

		if (!load(w, v, n, at, len))
			return false;
		thin(w, len, limit, 2);
		give(w, len, to);
		at += len - 1;
	}
	layer_add(to, v[n - 1]);
	return true;
}

static bool
is_tiny(const struct layer *l, const struct layer_part *part, double limit,
    double scale)
{
	const struct vertex *v = layer_vertices(l, part);
	double narrow = cos((double)v->lat / LAYER_DEGREE * M_PI / 180);

	return part->kind == PART_HOLE &&
	       fabs(vertices_area(v, part->count)) * scale * scale * narrow <
	           limit;
}

static bool
simplify_part(struct work *w, const struct joints *j, const struct layer *l,
    const struct layer_part *part, double limit, struct layer *to)
{
	const struct vertex *v = layer_vertices(l, part);

	if (is_tiny(l, part, limit, w->scale))
		return true;
	layer_begin_part(to, part->kind);
	if (part->kind == PART_POINT)
		layer_add(to, v[0]);
	else if (is_ring(part))
		return simplify_ring(w, j, v, part->count, limit, to);
	else
		return simplify_line(w, j, v, part->count, limit, to);
	return true;
}

struct layer *
layer_simplify(const struct layer *l, double metres)
{
	const double scale = 6371008.8 * M_PI / 180 / LAYER_DEGREE;
	struct layer *to = layer_new(l->name, l->role);
	struct joints j = {0};
	struct work w = {.scale = scale};
	bool fine = to && meet_all(&j, l);

	for (size_t i = 0; fine && i < l->features; i++) {
		const struct layer_feature *f = &l->feature[i];

		if (!layer_begin_like(to, l, f))
			break;
		for (uint32_t k = 0; fine && k < f->parts && !to->failed; k++)
			fine = simplify_part(&w, &j, l, layer_part(l, f, k),
			    metres * metres, to);
		layer_end(to);
	}
	free(j.slot);
	free(w.corner);
	free(w.heap);
	if (fine && layer_ok(to, NULL) == PROBLEM_NONE)
		return to;
	layer_free(to);
	return NULL;
}
