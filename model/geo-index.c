/*
 * A packed R-tree (geo-index.h): level 0 is the boxes in tile order, each
 * level above has a box for every FAN of the one below; all in one array.
 */
#include "model/geo-index.h"

#include <math.h>
#include <stdlib.h>

#define FAN 16
#define LEVELS 9 /* 16^8 boxes and more than memory holds */

struct entry {
	struct box box;
	uint32_t item; /* of level 0: the caller's number */
};

struct geo_index {
	struct entry *entry;
	size_t first[LEVELS], count[LEVELS];
	int levels;
};

static int64_t
middle_lon(const struct entry *e)
{
	return (int64_t)e->box.west + e->box.east;
}

static int64_t
middle_lat(const struct entry *e)
{
	return (int64_t)e->box.south + e->box.north;
}

static int
by_lon(const void *a, const void *b)
{
	int64_t x = middle_lon(a), y = middle_lon(b);

	return (x > y) - (x < y);
}

static int
by_lat(const void *a, const void *b)
{
	int64_t x = middle_lat(a), y = middle_lat(b);

	return (x > y) - (x < y);
}

/* Sorts into vertical slices, and each slice from south to north. */
static void
tile(struct entry *e, size_t n)
{
	size_t leaves = (n + FAN - 1) / FAN;
	size_t slices = (size_t)ceil(sqrt((double)leaves));
	size_t slice = slices * FAN;

	qsort(e, n, sizeof(*e), by_lon);
	for (size_t i = 0; i < n; i += slice)
		qsort(e + i, n - i < slice ? n - i : slice, sizeof(*e), by_lat);
}

static void
build_level(struct geo_index *g, int level)
{
	const struct entry *below = g->entry + g->first[level - 1];
	struct entry *e = g->entry + g->first[level];

	for (size_t i = 0; i < g->count[level]; i++) {
		e[i].box = box_empty();
		for (size_t k = i * FAN;
		     k < (i + 1) * FAN && k < g->count[level - 1]; k++)
			box_join(&e[i].box, &below[k].box);
	}
}

/* How many entries all levels have; sets where they lie. */
static size_t
plan(struct geo_index *g, size_t n)
{
	size_t total = n;

	g->count[0] = n;
	g->levels = 1;
	while (n > FAN && g->levels < LEVELS) {
		n = (n + FAN - 1) / FAN;
		g->first[g->levels] = total;
		g->count[g->levels++] = n;
		total += n;
	}
	return total;
}

struct geo_index *
geo_index_new(const struct box *box, size_t n)
{
	struct geo_index *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->entry = calloc(plan(g, n) + 1, sizeof(*g->entry));
	if (!g->entry) {
		free(g);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		g->entry[i] = (struct entry){box[i], (uint32_t)i};
	if (n > 0)
		tile(g->entry, n);
	for (int level = 1; level < g->levels; level++)
		build_level(g, level);
	return g;
}

void
geo_index_free(struct geo_index *g)
{
	if (g)
		free(g->entry);
	free(g);
}

/* Those of one entry's children that meet the box. */
static bool
visit(const struct geo_index *g, int level, size_t from, size_t to,
    const struct box *box, geo_index_fn *each, void *ctx)
{
	const struct entry *e = g->entry + g->first[level];

	for (size_t i = from; i < to && i < g->count[level]; i++) {
		if (!box_meets(&e[i].box, box))
			continue;
		if (level == 0 ? !each(ctx, e[i].item)
		               : !visit(g, level - 1, i * FAN, (i + 1) * FAN,
		                     box, each, ctx))
			return false;
	}
	return true;
}

void
geo_index_in(const struct geo_index *g, const struct box *box,
    geo_index_fn *each, void *ctx)
{
	int top = g->levels - 1;

	visit(g, top, 0, g->count[top], box, each, ctx);
}

void
geo_index_at(
    const struct geo_index *g, struct vertex v, geo_index_fn *each, void *ctx)
{
	const struct box box = {v.lon, v.lat, v.lon, v.lat};

	geo_index_in(g, &box, each, ctx);
}
