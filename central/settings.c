/*
 * Settings in memory. The store gives them in the order of ids, and they stay
 * in it: by id they are found by halving, and by name in a second list that is
 * sorted by topic and name. What an agency with thousands of stations asks for
 * each command is a dozen comparisons.
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

static int
compare_named(enum topic topic, const char *name, const struct setting *s)
{
	if (topic != s->topic)
		return topic < s->topic ? -1 : 1;
	return strcmp(name, text_or(s->name, ""));
}

/* By topic and name; of several with the same name the first id comes first. */
static int
compare_settings(const void *a, const void *b)
{
	const struct setting *x = *(const struct setting *const *)a;
	const struct setting *y = *(const struct setting *const *)b;
	int order = compare_named(x->topic, text_or(x->name, ""), y);

	return order ? order : strcmp(x->head.id, y->head.id);
}

static enum problem_code
sort_names(struct settings *s, struct problem *p)
{
	s->named = calloc(s->count + 1, sizeof(const struct setting *));
	if (!s->named)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (s->count > 0)
		memcpy(s->named, s->setting, s->count * sizeof(s->named[0]));
	qsort(s->named, s->count, sizeof(s->named[0]), compare_settings);
	return PROBLEM_NONE;
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
	if (!code)
		code = sort_names(s, p);
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
	free(s->named);
	free(s);
}

/* Where in the named those of topic and name begin, whether there are any. */
static size_t
first_named(const struct settings *s, enum topic topic, const char *name)
{
	size_t from = 0, to = s->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (compare_named(topic, name, s->named[mid]) > 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static const struct setting *
named_at(
    const struct settings *s, size_t at, enum topic topic, const char *name)
{
	const struct setting *found = at < s->count ? s->named[at] : NULL;

	return found && compare_named(topic, name, found) == 0 ? found : NULL;
}

const struct setting *
settings_named(const struct settings *s, enum topic topic, const char *name)
{
	if (!name)
		return NULL;
	return named_at(s, first_named(s, topic, name), topic, name);
}

static int
compare_id(const void *id, const void *r)
{
	return strcmp(id, (*(const struct record *const *)r)->id);
}

/* The record of that id in a list in their order; NULL: none. */
static const struct record *
find_id(const void *list, size_t count, const char *id)
{
	const struct record *const *found =
	    id && count > 0
	        ? bsearch(id, list, count, sizeof(found[0]), compare_id)
	        : NULL;

	return found ? *found : NULL;
}

const struct setting *
settings_get(const struct settings *s, const char *id)
{
	return (const struct setting *)find_id(s->setting, s->count, id);
}

const struct station *
settings_station(const struct settings *s, const char *id)
{
	return (const struct station *)find_id(s->station, s->stations, id);
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

/* Of all roles of that name that count; a name that is too long is none. */
static uint32_t
role_bits(const struct settings *s, const char *role, size_t len)
{
	const struct setting *r;
	uint32_t bits = 0;
	char name[256];
	size_t at;

	if (len >= sizeof(name))
		return 0;
	memcpy(name, role, len);
	name[len] = '\0';
	at = first_named(s, TOPIC_ROLE, name);
	while ((r = named_at(s, at++, TOPIC_ROLE, name)) != NULL)
		if (!r->retired)
			bits |= permission_bits(r->permissions);
	return bits;
}

uint32_t
settings_permissions(const struct settings *s, const char *roles)
{
	uint32_t bits = 0;

	while (roles && *roles) {
		size_t len = strcspn(roles, " ");

		bits |= role_bits(s, roles, len);
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
