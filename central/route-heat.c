/*
 * GET /v1/heat: how many incidents of a period and a category there were, in
 * the cells of a lattice or in the grids (model/heat.h), of those that the
 * reader may see. Only counts leave here, never an incident.
 *
 * The store has no order by time: the walk goes along all incidents and keeps
 * of those that count where and when they were, HEAT_KEPT at most; of more it
 * is said that they were not counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "central/scopes.h"
#include "model/heat.h"
#include "model/text.h"
#include "model/time.h"

#define HEAT_KEPT 100000 /* incidents that are counted */
#define CELLS_MOST 2000  /* of one answer, the fullest */
#define DAYS_USUAL 30
#define METRES_USUAL 500

struct kept {
	struct incident i; /* reported, spot; grid points beside */
	char grid[ID_SIZE];
};

struct heating {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	struct heat_want want;
	char (*scope)[SCOPE_SIZE];
	size_t scopes;
	struct kept *kept;
	size_t count, room;
	bool more;
};

/* ---- the question ---- */

static enum problem_code
read_cells(struct heating *h)
{
	const char *by = http_param(h->a->request, "by");
	int64_t metres;
	enum problem_code code =
	    ask_number(h->a, "metres", (int64_t)HEAT_METRES_MIN,
	        (int64_t)HEAT_METRES_MAX, METRES_USUAL, &metres, h->p);

	if (code)
		return code;
	h->want.metres = (double)metres;
	if (by && strcmp(by, "grid") == 0)
		h->want.metres = 0;
	else if (by && strcmp(by, "hexagon") != 0)
		return problem_set(h->p, PROBLEM_BAD_VALUE, "key", "by",
		    "value", by, "want", why_one_of, "words", "hexagon, grid",
		    NULL);
	return PROBLEM_NONE;
}

static enum problem_code
read_question(struct heating *h)
{
	static const char *const known[] = {
	    "from", "to", "category", "by", "metres", "hour"};
	msec_t now = now_get(&h->a->central->now);
	int64_t hour;
	enum problem_code code = ask_params(h->a, known, COUNT_OF(known), h->p);

	if (!code)
		code = ask_number(h->a, "from", 0, JSON_INT_MAX,
		    now - DAYS_USUAL * TIME_DAY, &h->want.from, h->p);
	if (!code)
		code = ask_number(h->a, "to", 0, JSON_INT_MAX, now + TIME_DAY,
		    &h->want.to, h->p);
	if (!code)
		code = ask_id(h->a, "category", &h->want.category, h->p);
	if (!code)
		code = ask_number(h->a, "hour", 0, HEAT_HOURS - 1,
		    HEAT_ANY_HOUR, &hour, h->p);
	if (code)
		return code;
	h->want.hour = (int)hour;
	return read_cells(h);
}

/* ---- what counts ---- */

/* By its station, which is cheap; a guest's by the index. */
static bool
may_see(struct heating *h, const struct record *r)
{
	char want[SCOPE_SIZE];
	bool may = false;

	if (h->a->actor->everything)
		return true;
	snprintf(want, sizeof(want), "station/%s", text_or(r->station, ""));
	for (size_t i = 0; i < h->scopes; i++)
		if (strcmp(h->scope[i], want) == 0)
			return true;
	return scopes_may_read(h->store, h->settings, h->a->actor, r->kind,
	           r->id, &may, h->p) == PROBLEM_NONE &&
	       may;
}

static bool
counts(const struct heating *h, const struct incident *i)
{
	msec_t told = i->reported ? i->reported : i->head.at;

	return told >= h->want.from && (h->want.to == 0 || told < h->want.to) &&
	       (!h->want.category || text_is(i->category, h->want.category));
}

static bool
make_room(struct heating *h)
{
	size_t room = h->room ? h->room * 2 : 256;
	struct kept *more;

	if (h->count < h->room)
		return true;
	more = realloc(h->kept, room * sizeof(*more));
	if (!more) {
		problem_set(h->p, PROBLEM_NO_MEMORY, NULL);
		return false;
	}
	h->kept = more;
	h->room = room;
	return true;
}

static bool
take(void *ctx, const struct record *r)
{
	struct heating *h = ctx;
	const struct incident *i = (const struct incident *)r;
	struct kept *k;

	if (!counts(h, i) || !may_see(h, r))
		return h->p->code == PROBLEM_NONE;
	if (h->count == HEAT_KEPT) {
		h->more = true;
		return false;
	}
	if (!make_room(h))
		return false;
	k = &h->kept[h->count++];
	*k = (struct kept){.i = {.head = {.kind = KIND_INCIDENT, .at = r->at},
	                       .reported = i->reported,
	                       .spot = i->spot}};
	text_copy_cut(k->grid, sizeof(k->grid), text_or(i->grid, ""));
	return true;
}

static enum problem_code
make(struct heating *h, struct heat *out)
{
	const struct incident **list =
	    calloc(h->count + 1, sizeof(*list)); /* never of nothing */
	struct heat_want want = h->want;
	enum problem_code code;

	if (!list)
		return problem_set(h->p, PROBLEM_NO_MEMORY, NULL);
	for (size_t n = 0; n < h->count; n++) {
		h->kept[n].i.grid = h->kept[n].grid;
		list[n] = &h->kept[n].i;
	}
	want.category = NULL; /* no other was kept */
	code = heat_make(&want, list, h->count, out, h->p);
	free(list);
	return code;
}

/* ---- the answer ---- */

static void
put_cell(struct json_out *o, const struct heat_cell *cell)
{
	struct point spot = projection_point(cell->middle);

	json_open_object(o);
	ask_put_number(o, "count", cell->count);
	ask_put_number(o, "step", cell->step);
	if (*cell->grid) {
		ask_put_text(o, "grid", cell->grid);
	} else {
		json_put_key(o, "spot");
		json_open_object(o);
		json_put_key(o, "lat");
		json_put_number(o, spot.lat);
		json_put_key(o, "lon");
		json_put_number(o, spot.lon);
		json_close_object(o);
	}
	json_close_object(o);
}

static void
write_heat(struct json_out *o, const struct heating *h, const struct heat *heat)
{
	size_t cells = heat->count < CELLS_MOST ? heat->count : CELLS_MOST;

	json_open_object(o);
	ask_put_number(o, "from", h->want.from);
	ask_put_number(o, "to", h->want.to);
	ask_put_number(o, "total", heat->total);
	ask_put_number(o, "nowhere", (int64_t)heat->nowhere);
	ask_put_bool(o, "more", h->more || cells < heat->count);
	if (heat->side > 0) {
		json_put_key(o, "side");
		json_put_number(o, heat->side);
	}
	json_put_key(o, "hours");
	json_open_array(o);
	for (int k = 0; k < HEAT_HOURS; k++)
		json_put_number(o, heat->by_hour[k]);
	json_close_array(o);
	json_put_key(o, "cells");
	json_open_array(o);
	for (size_t n = 0; n < cells; n++)
		put_cell(o, &heat->cell[n]);
	json_close_array(o);
	json_close_object(o);
}

static enum problem_code
heat_up(struct heating *h, struct buf *body)
{
	struct json_out o = {.buf = body};
	struct heat heat = {0};
	enum problem_code code;

	h->scope = calloc(SCOPES_MAX, SCOPE_SIZE);
	if (!h->scope)
		return problem_set(h->p, PROBLEM_NO_MEMORY, NULL);
	h->scopes = settings_scopes(h->settings, h->a->actor, h->scope);
	code =
	    store_page(h->store, KIND_INCIDENT, NULL, SIZE_MAX, take, h, h->p);
	if (!code)
		code = h->p->code;
	if (!code)
		code = make(h, &heat);
	if (!code)
		write_heat(&o, h, &heat);
	heat_free(&heat);
	return code;
}

enum problem_code
route_heat(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct heating h = {.a = a, .store = store, .p = p};
	struct zone *zone = NULL;
	enum problem_code code = read_question(&h);

	if (!code)
		code = zone_load(a->central->zone, &zone, p);
	if (!code)
		code = store_view(store, p);
	if (code) {
		zone_free(zone);
		return code;
	}
	h.want.zone = zone;
	h.settings = ask_settings(a);
	code = heat_up(&h, &body);
	settings_drop(h.settings);
	store_view_end(store);
	zone_free(zone);
	free(h.scope);
	free(h.kept);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}
