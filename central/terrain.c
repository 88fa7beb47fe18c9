/*
 * Layers of the store as indexes in memory (terrain.h).
 */
#include "central/terrain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/blake2s.h"

/* What the store has, before any of it is read. */
struct listing {
	struct store_layer head[LAYERS_MAX];
	char name[LAYERS_MAX][LAYER_NAME_MAX + 1];
	size_t count;
	struct blake2s mark;
};

static bool
wanted(enum layer_role role)
{
	return role == LAYER_STATION || role == LAYER_GRID ||
	       role == LAYER_PLACE || role == LAYER_VILLAGE;
}

static bool
note(void *ctx, const struct store_layer *l)
{
	struct listing *list = ctx;

	if (!wanted(l->role) || list->count == LAYERS_MAX)
		return true;
	snprintf(list->name[list->count], sizeof(list->name[0]), "%s", l->name);
	list->head[list->count++] = *l;
	blake2s_add(&list->mark, l->name, strlen(l->name) + 1);
	blake2s_add(&list->mark, l->digest, LAYER_DIGEST);
	return true;
}

/* One corner of an outline kept as text, "lon,lat "; NULL at its end. */
static const char *
take_corner(struct layer *l, const char *s)
{
	size_t lon = strcspn(s, ", "), lat;
	struct point p;

	if (s[lon] != ',' || !number_parse(s, lon, &p.lon))
		return NULL;
	s += lon + 1;
	lat = strcspn(s, " \n");
	if (!number_parse(s, lat, &p.lat) || !point_valid(p))
		return NULL;
	layer_add(l, vertex_of(p));
	s += lat;
	return s + strspn(s, " \n");
}

/* The ring of a grid's `outline`; one that cannot be read holds nothing. */
static void
add_outline(struct layer *l, const struct grid *g)
{
	struct layer_feature *f = layer_begin(l, g->name, g->code);
	const char *s = g->outline;

	if (!f)
		return;
	f->id = layer_keep_text(l, g->head.id);
	layer_begin_part(l, PART_RING);
	while (s && *s)
		s = take_corner(l, s);
	if (l->failed)
		return;
	if (!s || l->part[l->parts - 1].count < 3)
		layer_undo(l);
	else
		layer_end(l);
}

static int
compare_id(const void *id, const void *outline)
{
	return strcmp(id, ((const struct outline *)outline)->id);
}

/* The grids whose outlines are in no layer become one of their own. */
static enum problem_code
add_grids(struct terrain *a, const struct grid *const *grid, size_t n,
    struct problem *p)
{
	struct layer *l = layer_new("outlines", LAYER_GRID);
	struct outlines *have = outlines_new(
	    (const struct layer *const *)a->layer, a->layers, LAYER_GRID);
	enum problem_code code = PROBLEM_NONE;

	if (!l || !have)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; !code && i < n; i++)
		if (!bsearch(grid[i]->head.id, have->list, have->count,
		        sizeof(*have->list), compare_id))
			add_outline(l, grid[i]);
	outlines_free(have);
	if (l)
		a->layer[a->layers++] = l;
	return code ? code : layer_ok(l, p);
}

static int
by_id(const void *x, const void *y)
{
	const struct outline *a = x, *b = y;

	return strcmp(a->id, b->id);
}

static size_t
gather_places(struct terrain *a, struct outline *out)
{
	size_t n = 0;

	for (size_t i = 0; i < a->layers; i++) {
		const struct layer *l = a->layer[i];

		if (l->role != LAYER_PLACE && l->role != LAYER_VILLAGE)
			continue;
		for (size_t k = 0; k < l->features; k++) {
			const struct layer_feature *f = &l->feature[k];

			if (f->id == 0)
				continue;
			if (out)
				out[n] = (struct outline){
				    l, f, layer_text(l, f->id)};
			n++;
		}
	}
	return n;
}

static enum problem_code
make_indexes(struct terrain *a, struct problem *p)
{
	const struct layer *const *layers =
	    (const struct layer *const *)a->layer;

	a->station = outlines_new(layers, a->layers, LAYER_STATION);
	a->grid = outlines_new(layers, a->layers, LAYER_GRID);
	a->places = gather_places(a, NULL);
	a->place = calloc(a->places + 1, sizeof(*a->place));
	if (!a->station || !a->grid || !a->place)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	gather_places(a, a->place);
	qsort(a->place, a->places, sizeof(*a->place), by_id);
	return PROBLEM_NONE;
}

static void
mark_grids(struct listing *list, const struct grid *const *grid, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		blake2s_add(&list->mark, grid[i]->head.id,
		    strlen(grid[i]->head.id) + 1);
		blake2s_add(&list->mark, grid[i]->outline,
		    strlen(grid[i]->outline) + 1);
	}
}

static enum problem_code
make(struct store *store, const struct listing *list,
    const struct grid *const *grid, size_t grids, struct terrain *a,
    struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	a->layer = calloc(list->count + 1, sizeof(struct layer *));
	if (!a->layer)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; !code && i < list->count; i++) {
		code = store_layer_get(
		    store, list->name[i], &a->layer[a->layers], p);
		a->layers += !code;
	}
	if (!code)
		code = add_grids(a, grid, grids, p);
	return code ? code : make_indexes(a, p);
}

enum problem_code
terrain_load(struct store *store, struct terrain *old,
    const struct grid *const *grid, size_t grids, struct terrain **out,
    struct problem *p)
{
	struct listing *list = calloc(1, sizeof(*list));
	struct terrain *a = calloc(1, sizeof(*a));
	enum problem_code code = PROBLEM_NO_MEMORY;

	if (list && a) {
		blake2s_begin(&list->mark, LAYER_DIGEST);
		atomic_init(&a->users, 1);
		code = store_layers(store, note, list, p);
	} else {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	if (!code) {
		mark_grids(list, grid, grids);
		blake2s_end(&list->mark, a->mark);
		if (old && memcmp(old->mark, a->mark, LAYER_DIGEST) == 0) {
			free(a);
			a = terrain_hold(old);
		} else {
			code = make(store, list, grid, grids, a, p);
		}
	}
	free(list);
	if (code)
		terrain_drop(a);
	else
		*out = a;
	return code;
}

struct terrain *
terrain_hold(struct terrain *a)
{
	atomic_fetch_add(&a->users, 1);
	return a;
}

void
terrain_drop(struct terrain *a)
{
	if (!a || atomic_fetch_sub(&a->users, 1) > 1)
		return;
	outlines_free(a->station);
	outlines_free(a->grid);
	free(a->place);
	for (size_t i = 0; i < a->layers; i++)
		layer_free(a->layer[i]);
	free(a->layer);
	free(a);
}

const struct outline *
terrain_place(const struct terrain *a, const char *id)
{
	return bsearch(id, a->place, a->places, sizeof(*a->place), compare_id);
}

bool
terrain_outside(const struct terrain *a, struct point spot)
{
	const struct outline *hit[OUTLINES_AT];

	if (!point_set(spot) || a->station->count + a->grid->count == 0)
		return false;
	return outlines_at(a->station, spot, hit) == 0 &&
	       outlines_at(a->grid, spot, hit) == 0;
}
