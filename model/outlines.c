/*
 * Outlines by id over an index (outlines.h).
 */
#include "model/outlines.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
by_id(const void *a, const void *b)
{
	const struct outline *x = a, *y = b;
	int c = strcmp(x->id, y->id);

	/* One id twice: by where they lie in their layer, to be stable. */
	return c ? c : (x->feature > y->feature) - (x->feature < y->feature);
}

/* Fills o->list (when it is there) and counts. */
static size_t
gather(struct outlines *o, const struct layer *const *layer, size_t n,
    enum layer_role role)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		const struct layer *l = layer[i];

		for (size_t k = 0; l->role == role && k < l->features; k++) {
			const struct layer_feature *f = &l->feature[k];

			if (f->id == 0 || !layer_is_area(l, f))
				continue;
			if (o->list)
				o->list[count] = (struct outline){
				    l, f, layer_text(l, f->id)};
			count++;
		}
	}
	return count;
}

static struct geo_index *
index_of(const struct outlines *o)
{
	struct box *box = calloc(o->count + 1, sizeof(*box));
	struct geo_index *index;

	if (!box)
		return NULL;
	for (size_t i = 0; i < o->count; i++)
		box[i] = o->list[i].feature->box;
	index = geo_index_new(box, o->count);
	free(box);
	return index;
}

struct outlines *
outlines_new(const struct layer *const *layer, size_t n, enum layer_role role)
{
	struct outlines *o = calloc(1, sizeof(*o));

	if (!o)
		return NULL;
	o->count = gather(o, layer, n, role);
	o->list = calloc(o->count + 1, sizeof(*o->list));
	if (o->list) {
		gather(o, layer, n, role);
		qsort(o->list, o->count, sizeof(*o->list), by_id);
		o->index = index_of(o);
	}
	if (o->index)
		return o;
	outlines_free(o);
	return NULL;
}

void
outlines_free(struct outlines *o)
{
	if (!o)
		return;
	free(o->list);
	geo_index_free(o->index);
	free(o);
}

struct search {
	const struct outlines *o;
	struct vertex v;
	size_t hit[OUTLINES_AT]; /* ascending */
	size_t hits;
};

/* Keeps the lowest. */
static bool
note(void *ctx, size_t i)
{
	struct search *s = ctx;
	const struct outline *one = &s->o->list[i];
	size_t at = s->hits;

	if (!layer_holds(one->layer, one->feature, s->v))
		return true;
	if (at == OUTLINES_AT && i > s->hit[at - 1])
		return true;
	at -= at == OUTLINES_AT;
	for (; at > 0 && s->hit[at - 1] > i; at--)
		s->hit[at] = s->hit[at - 1];
	s->hit[at] = i;
	s->hits += s->hits < OUTLINES_AT;
	return true;
}

size_t
outlines_at(const struct outlines *o, struct point p,
    const struct outline *out[OUTLINES_AT])
{
	struct search s = {.o = o, .v = vertex_of(p)};

	geo_index_at(o->index, s.v, note, &s);
	for (size_t i = 0; i < s.hits; i++)
		out[i] = &o->list[s.hit[i]];
	return s.hits;
}

struct metres {
	double x, y;
};

/* From p, in metres east and north. */
static struct metres
from(struct point p, struct vertex v)
{
	const double degree = 6371008.8 * M_PI / 180;
	struct point q = vertex_point(v);

	return (struct metres){
	    (q.lon - p.lon) * degree * cos(p.lat * M_PI / 180),
	    (q.lat - p.lat) * degree};
}

/* From the origin to the nearest point of an edge. */
static double
edge_distance(struct metres a, struct metres b)
{
	double dx = b.x - a.x, dy = b.y - a.y, len = dx * dx + dy * dy;
	double t = len > 0 ? -(a.x * dx + a.y * dy) / len : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypot(a.x + t * dx, a.y + t * dy);
}

static double
part_distance(
    const struct layer *l, const struct layer_part *part, struct point p)
{
	const struct vertex *v = layer_vertices(l, part);
	bool ring = part->kind == PART_RING || part->kind == PART_HOLE;
	struct metres last = from(p, v[ring ? part->count - 1 : 0]);
	double best = DBL_MAX;

	for (uint32_t i = 0; i < part->count; i++) {
		struct metres next = from(p, v[i]);

		best = fmin(best, edge_distance(last, next));
		last = next;
	}
	return best;
}

double
feature_distance(
    const struct layer *l, const struct layer_feature *f, struct point p)
{
	double best = DBL_MAX;

	if (layer_holds(l, f, vertex_of(p)))
		return 0;
	for (uint32_t k = 0; k < f->parts; k++)
		best = fmin(best, part_distance(l, layer_part(l, f, k), p));
	return best;
}
