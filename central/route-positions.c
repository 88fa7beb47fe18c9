/*
 * Positions: reported by devices, a gateway or the simulator; a field account
 * tells only where its own unit is.
 */
#include <stdlib.h>
#include <string.h>

#include "central/patrol.h"
#include "central/routes.h"
#include "central/scopes.h"
#include "model/geo-crs.h"
#include "net/wire/codec.h"

#define POSITIONS_AT_ONCE 500

struct reporting {
	size_t count;
	struct position list[POSITIONS_AT_ONCE];
};

/* A number that may be left out: then -1. */
static enum problem_code
read_number(const cJSON *at, const char *key, double most, double *out,
    struct problem *p)
{
	const cJSON *item = json_find(at, key);
	enum problem_code code;

	*out = -1;
	if (!item)
		return PROBLEM_NONE;
	code = json_as_number(item, key, out, p);
	if (!code && (*out < 0 || *out >= most))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "want",
		    why_in_range, NULL);
	return code;
}

static enum problem_code
read_position(const cJSON *at, struct position *to, struct problem *p)
{
	static const char *const known[] = {
	    "unit", "lat", "lon", "at", "speed", "heading", "source"};
	const cJSON *object;
	enum problem_code code = json_as_object(at, "positions", &object, p);

	if (!code)
		code = json_known(at, known, COUNT_OF(known), p);
	if (!code)
		code =
		    ask_text(at, "unit", true, to->unit, sizeof(to->unit), p);
	if (!code && !id_valid(to->unit, strlen(to->unit)))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "unit", "value",
		    to->unit, "want", why_an_id, NULL);
	if (!code)
		code = json_number(at, "lat", &to->spot.lat, p);
	if (!code)
		code = json_number(at, "lon", &to->spot.lon, p);
	if (!code && !point_valid(to->spot))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "lat", "want",
		    why_on_earth, NULL);
	if (!code)
		code = json_int(at, "at", 0, CODEC_TIME_MAX, &to->at, p);
	if (!code)
		code = read_number(at, "speed", 1e6, &to->speed, p);
	if (!code)
		code = read_number(at, "heading", 360, &to->heading, p);
	if (!code)
		code = ask_text(
		    at, "source", false, to->source, sizeof(to->source), p);
	return code;
}

/* The system that the batch is given in; WGS-84 when it does not say. */
static enum problem_code
read_crs(const cJSON *body, enum crs *crs, struct problem *p)
{
	char word[16];
	enum problem_code code =
	    ask_text(body, "crs", false, word, sizeof(word), p);
	int value = *word ? enum_find(&enum_crs, word, strlen(word)) : 0;

	if (!code && value < 0)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "crs", "value",
		    word, "want", why_one_of, "words", "wgs84, gcj02, bd09",
		    NULL);
	*crs = (enum crs)value;
	return code;
}

static enum problem_code
read_positions(struct ask *a, struct reporting *r, struct problem *p)
{
	static const char *const known[] = {"positions", "crs"};
	const cJSON *list = NULL, *item;
	enum crs crs = CRS_WGS84;
	cJSON *body;
	enum problem_code code = ask_body(a, known, COUNT_OF(known), &body, p);

	if (!code)
		code = read_crs(body, &crs, p);
	if (!code)
		code = json_array(body, "positions", &list, p);
	if (!code && cJSON_GetArraySize(list) > POSITIONS_AT_ONCE)
		code = problem_set(p, PROBLEM_CROWDED, "key", "positions",
		    "limit", "500", NULL);
	list = code ? NULL : list;
	cJSON_ArrayForEach (item, list) {
		if (!code)
			code = read_position(item, &r->list[r->count++], p);
		if (!code)
			r->list[r->count - 1].spot =
			    crs_to_wgs84(crs, r->list[r->count - 1].spot);
	}
	cJSON_Delete(body);
	return code;
}

/* A unit that is there and that the sender may see; its own, if it has one. */
static enum problem_code
check_unit(
    struct ask *a, struct store *store, const char *unit, struct problem *p)
{
	struct settings *settings;
	bool may = false;
	enum problem_code code;

	if (a->actor->unit && strcmp(a->actor->unit, unit) != 0)
		return problem_set(
		    p, PROBLEM_FORBIDDEN, "may", why_tell_other_unit, NULL);
	if (a->actor->everything) {
		struct record *r = NULL;

		code = store_get(store, KIND_UNIT, unit, &r, p);
		record_free(r);
		may = !code;
		code = code == PROBLEM_NOT_FOUND ? PROBLEM_NONE : code;
	} else {
		settings = ask_settings(a);
		code = scopes_may_read(
		    store, settings, a->actor, KIND_UNIT, unit, &may, p);
		settings_drop(settings);
	}
	if (code || may)
		return code;
	return ask_not_found(p, "unit", unit);
}

static void
put_number(struct json_out *o, const char *key, double n)
{
	json_put_key(o, key);
	json_put_number(o, n);
}

static void
put_position(struct json_out *o, const struct position *at)
{
	json_open_object(o);
	ask_put_text(o, "unit", at->unit);
	put_number(o, "lat", at->spot.lat);
	put_number(o, "lon", at->spot.lon);
	ask_put_number(o, "at", at->at);
	if (at->speed >= 0)
		put_number(o, "speed", at->speed);
	if (at->heading >= 0)
		put_number(o, "heading", at->heading);
	ask_put_text(o, "source", at->source);
	if (*at->route) {
		ask_put_text(o, "route", at->route);
		ask_put_number(o, "stray", at->stray);
	}
	if (at->off)
		ask_put_number(o, "off", at->off);
	json_close_object(o);
}

/* The newer ones go out to who may see the unit. */
static enum problem_code
tell(struct ask *a, struct store *store, const struct position *list, size_t n,
    struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < n; i++) {
		struct buf json = {0};
		struct json_out o = {.buf = &json};

		put_position(&o, &list[i]);
		code = buf_ok(&json) ? hub_position(a->central->hub, store,
		                           list[i].unit, json.data, json.len, p)
		                     : problem_set(p, PROBLEM_NO_MEMORY, NULL);
		buf_free(&json);
	}
	return code;
}

/* Who walks a route: on its line or off it. */
static enum problem_code
judge(
    struct ask *a, struct store *store, struct reporting *r, struct problem *p)
{
	struct settings *settings = ask_settings(a);
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < r->count; i++)
		code = patrol_judge(store, settings, &r->list[i], p);
	settings_drop(settings);
	return code;
}

/* A device whose clock goes ahead would outdo all that comes after it. */
static msec_t
earlier(msec_t a, msec_t b)
{
	return a < b ? a : b;
}

enum problem_code
route_positions_take(struct ask *a, struct store *store, struct problem *p)
{
	struct reporting *r = ask_ctx(a, sizeof(*r), p);
	msec_t now = now_get(&a->central->now);
	size_t taken = 0;
	enum problem_code code;

	if (!r)
		return p->code;
	code = read_positions(a, r, p);
	for (size_t i = 0; !code && i < r->count; i++)
		code = check_unit(a, store, r->list[i].unit, p);
	for (size_t i = 0; !code && i < r->count; i++)
		r->list[i].at = earlier(r->list[i].at, now);
	if (!code)
		code = judge(a, store, r, p);
	if (!code)
		code = positions_take(
		    a->central->positions, r->list, r->count, &taken, p);
	if (!code)
		code = tell(a, store, r->list, taken, p);
	if (code)
		return code;
	atomic_fetch_add(&a->central->meters.positions, r->count);
	ask_none(a);
	return PROBLEM_NONE;
}

/* GET /v1/positions: a copy is taken, and then looked at without the lock. */

struct gathering {
	struct position *list;
	size_t count, room;
};

static void
gather(void *ctx, const struct position *at)
{
	struct gathering *g = ctx;

	if (g->count < g->room)
		g->list[g->count++] = *at;
}

enum problem_code
route_positions(struct ask *a, struct store *store, struct problem *p)
{
	struct positions *ps = a->central->positions;
	struct gathering g = {.room = positions_count(ps)};
	struct settings *settings;
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (!code && !(g.list = calloc(g.room + 1, sizeof(*g.list))))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (code)
		return code;
	positions_each(ps, gather, &g);
	settings = ask_settings(a);
	json_open_object(&o);
	json_put_key(&o, "positions");
	json_open_array(&o);
	for (size_t i = 0; !code && i < g.count; i++) {
		bool may = false;

		code = scopes_may_read(store, settings, a->actor, KIND_UNIT,
		    g.list[i].unit, &may, p);
		if (!code && may)
			put_position(&o, &g.list[i]);
	}
	json_close_array(&o);
	json_close_object(&o);
	settings_drop(settings);
	free(g.list);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}
