/*
 * Settings in memory. There are some hundreds at most: they are searched by
 * walking along them.
 */
#include "central/settings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/clock.h"

/* Fills one of the two arrays from the pages of a kind. */
struct loading {
	const struct record **list;
	size_t count, room;
	bool (*wanted)(const struct record *r); /* NULL: all */
	bool failed;                            /* memory ended */
};

static bool
has_ring(const struct record *r)
{
	return ((const struct place *)r)->ring != RING_ANY;
}

static bool
has_outline(const struct record *r)
{
	const struct grid *g = (const struct grid *)r;

	return !g->retired && g->outline;
}

static bool
load_one(void *ctx, const struct record *r)
{
	struct loading *l = ctx;
	struct record *copy;

	if (l->wanted && !l->wanted(r))
		return true;
	if (l->count == l->room) {
		size_t room = l->room ? l->room * 2 : 64;
		void *list = realloc(l->list, room * sizeof(*l->list));

		if (!list) {
			l->failed = true;
			return false;
		}
		l->list = list;
		l->room = room;
	}
	copy = record_freeze(r);
	l->failed = !copy;
	if (copy)
		l->list[l->count++] = copy;
	return !l->failed;
}

static enum problem_code
load_kind(
    struct store *store, enum kind kind, struct loading *l, struct problem *p)
{
	enum problem_code code =
	    store_page(store, kind, NULL, SIZE_MAX, load_one, l, p);

	if (!code && l->failed)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

static void
free_list(const void *list, size_t count)
{
	struct record *const *r = list;

	for (size_t i = 0; i < count; i++)
		record_free(r[i]);
	free((void *)(uintptr_t)list);
}

/* Geometry of the places with rings: what layers have of them but points. */
static enum problem_code
find_shapes(struct settings *s, struct problem *p)
{
	s->shape = calloc(s->places + 1, sizeof(const struct outline *));
	if (!s->shape)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < s->places; i++)
		s->shape[i] = terrain_place(s->terrain, s->place[i]->head.id);
	return PROBLEM_NONE;
}

enum problem_code
settings_load(struct store *store, const struct settings *old,
    struct settings **out, struct problem *p)
{
	struct loading setting = {0}, station = {0};
	struct loading place = {.wanted = has_ring};
	struct loading grid = {.wanted = has_outline};
	struct settings *s = calloc(1, sizeof(*s));
	enum problem_code code;

	if (!s)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = load_kind(store, KIND_SETTING, &setting, p);
	if (!code)
		code = load_kind(store, KIND_STATION, &station, p);
	if (!code)
		code = load_kind(store, KIND_PLACE, &place, p);
	if (!code)
		code = load_kind(store, KIND_GRID, &grid, p);
	s->setting = (const struct setting **)setting.list;
	s->count = setting.count;
	s->station = (const struct station **)station.list;
	s->stations = station.count;
	s->place = (const struct place **)place.list;
	s->places = place.count;
	s->grid = (const struct grid **)grid.list;
	s->grids = grid.count;
	atomic_init(&s->users, 1);
	if (!code)
		code = terrain_load(store, old ? old->terrain : NULL, s->grid,
		    s->grids, &s->terrain, p);
	if (!code)
		code = find_shapes(s, p);
	if (code)
		settings_drop(s);
	else
		*out = s;
	return code;
}

bool
settings_want(const struct record *r)
{
	return r->kind == KIND_SETTING || r->kind == KIND_STATION ||
	       (r->kind == KIND_PLACE && has_ring(r)) ||
	       (r->kind == KIND_GRID && has_outline(r));
}

struct settings *
settings_hold(struct settings *s)
{
	atomic_fetch_add(&s->users, 1);
	return s;
}

void
settings_drop(struct settings *s)
{
	if (!s || atomic_fetch_sub(&s->users, 1) != 1)
		return;
	free_list(s->setting, s->count);
	free_list(s->station, s->stations);
	free_list(s->place, s->places);
	free_list(s->grid, s->grids);
	terrain_drop(s->terrain);
	free(s->shape);
	free(s);
}

const struct setting *
settings_named(const struct settings *s, enum topic topic, const char *name)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->setting[i]->topic == topic &&
		    text_is(s->setting[i]->name, name))
			return s->setting[i];
	return NULL;
}

const struct setting *
settings_get(const struct settings *s, const char *id)
{
	for (size_t i = 0; id && i < s->count; i++)
		if (text_is(s->setting[i]->head.id, id))
			return s->setting[i];
	return NULL;
}

const struct station *
settings_station(const struct settings *s, const char *id)
{
	for (size_t i = 0; id && i < s->stations; i++)
		if (text_is(s->station[i]->head.id, id))
			return s->station[i];
	return NULL;
}

/* Whether the geometry of a place with a ring reaches the point. */
static bool
reaches(const struct place *p, const struct outline *shape, struct point spot)
{
	/* A degree of latitude is 111 km; of longitude at most as much. */
	const double reach = (double)p->radius / 111000 * LAYER_DEGREE;
	struct vertex v = vertex_of(spot);
	const struct box *box = &shape->feature->box;
	double narrow = cos(spot.lat * M_PI / 180);

	if (v.lat < box->south - reach - 1 || v.lat > box->north + reach + 1)
		return false;
	if (narrow > 0.01 && (v.lon < box->west - reach / narrow - 1 ||
	                         v.lon > box->east + reach / narrow + 1))
		return false;
	return feature_distance(shape->layer, shape->feature, spot) <=
	       (double)p->radius;
}

enum ring
settings_ring(const struct settings *s, struct point spot, bool rural)
{
	enum ring best = clock_ring(spot, s->place, s->places, rural);

	for (size_t i = 0; point_set(spot) && i < s->places; i++) {
		const struct place *p = s->place[i];

		if (!p->retired && p->ring < best && s->shape[i] &&
		    reaches(p, s->shape[i], spot))
			best = p->ring;
	}
	return best;
}

static uint32_t
permission_bits(const char *words)
{
	uint32_t bits = 0;

	while (words && *words) {
		size_t len = strcspn(words, " ");
		int value = enum_find(&enum_permission, words, len);

		if (value >= 0)
			bits |= (uint32_t)1 << value;
		words += len;
		words += strspn(words, " ");
	}
	return bits;
}

uint32_t
settings_permissions(const struct settings *s, const char *roles)
{
	uint32_t bits = 0;

	while (roles && *roles) {
		size_t len = strcspn(roles, " ");

		for (size_t i = 0; i < s->count; i++) {
			const struct setting *r = s->setting[i];

			if (r->topic == TOPIC_ROLE && !r->retired && r->name &&
			    strlen(r->name) == len &&
			    memcmp(r->name, roles, len) == 0)
				bits |= permission_bits(r->permissions);
		}
		roles += len;
		roles += strspn(roles, " ");
	}
	return bits;
}

/* Whether station is `above` or lies below it; depth bounds a bad circle. */
static bool
lies_below(
    const struct settings *s, const struct station *station, const char *above)
{
	for (int depth = 0; station && depth < 8; depth++) {
		if (text_is(station->head.id, above))
			return true;
		station = settings_station(s, station->parent);
	}
	return false;
}

bool
settings_below(const struct settings *s, const char *station, const char *above)
{
	return lies_below(s, settings_station(s, station), above);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static size_t
station_scopes(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE], size_t n)
{
	for (size_t i = 0; i < s->stations && n < SCOPES_MAX; i++) {
		const struct station *station = s->station[i];

		if (a->everything ||
		    (a->station && lies_below(s, station, a->station)))
			snprintf(scope[n++], SCOPE_SIZE, "station/%s",
			    station->head.id);
	}
	return n;
}

/*
 * Roles bring an outside team into single talks. Who sits at a station sees
 * what is the station's, whatever the role: another station's legal officer
 * is not this one's.
 */
static size_t
role_scopes(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE], size_t n)
{
	for (size_t i = 0; i < s->count && n < SCOPES_MAX; i++) {
		const struct setting *r = s->setting[i];

		if (r->topic == TOPIC_ROLE && !r->retired && r->name &&
		    actor_has_role(a, r->name))
			snprintf(scope[n++], SCOPE_SIZE, "role/%s", r->head.id);
	}
	return n;
}

size_t
settings_scopes(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE])
{
	size_t n = 0;

	snprintf(scope[n++], SCOPE_SIZE, "all");
	snprintf(scope[n++], SCOPE_SIZE, "person/%s", actor_person(a));
	if (!a->unit && !a->station && !a->everything)
		n = role_scopes(s, a, scope, n);
	if (a->unit)
		snprintf(scope[n++], SCOPE_SIZE, "unit/%s", a->unit);
	else
		n = station_scopes(s, a, scope, n);
	qsort(scope, n, SCOPE_SIZE, compare);
	return n;
}
