/*
 * GET /v1/places?search=: places by name, pinyin or address (model/finder.h)
 * among the records that the reader may see, and the outlines and places of
 * the layers, which are everyone's. Known addresses are those of places and of
 * incidents; of these a walk looks at LOOKED_AT at most, so that a store of
 * ten years answers as soon as one of a month.
 */
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "central/scopes.h"
#include "model/finder.h"
#include "net/wire/finder-json.h"

#define LOOKED_AT 10000 /* incidents that are looked at for addresses */
#define PLACES_MOST 50  /* of one page */
#define PLACES_USUAL 20

struct look {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	struct finder *finder;
	int64_t after, limit;
};

/* "28.0,120.65"; both or nothing. */
static enum problem_code
read_near(struct ask *a, struct point *out, struct problem *p)
{
	const char *said = http_param(a->request, "near");
	const char *comma = said ? strchr(said, ',') : NULL;
	struct point near;

	*out = (struct point){0};
	if (!said)
		return PROBLEM_NONE;
	if (comma && number_parse(said, (size_t)(comma - said), &near.lat) &&
	    number_parse(comma + 1, strlen(comma + 1), &near.lon) &&
	    point_valid(near)) {
		*out = near;
		return PROBLEM_NONE;
	}
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "near", "value", said,
	    "want", why_lat_lon, NULL);
}

static enum problem_code
read_ask(struct look *l)
{
	static const char *const known[] = {"search", "near", "after", "limit"};
	const char *search;
	struct point near;
	enum problem_code code = ask_params(l->a, known, COUNT_OF(known), l->p);

	if (!code)
		code = ask_number(
		    l->a, "after", 0, FINDER_MOST, 0, &l->after, l->p);
	if (!code)
		code = ask_number(l->a, "limit", 1, PLACES_MOST, PLACES_USUAL,
		    &l->limit, l->p);
	if (!code)
		code = read_near(l->a, &near, l->p);
	if (code)
		return code;
	search = http_param(l->a->request, "search");
	if (!search)
		return problem_set(
		    l->p, PROBLEM_MISSING_KEY, "key", "search", NULL);
	if (strlen(search) > FINDER_QUERY)
		return problem_set(l->p, PROBLEM_TOO_LONG, "key", "search",
		    "limit", "96", NULL);
	l->finder = finder_new(
	    search, strlen(search), near, (size_t)(l->after + l->limit));
	return l->finder ? PROBLEM_NONE
	                 : problem_set(l->p, PROBLEM_NO_MEMORY, NULL);
}

static bool
look_at(void *ctx, const struct record *r)
{
	struct look *l = ctx;
	bool may = false;

	if (!finder_wants(l->finder, r))
		return true;
	if (scopes_may_read(
	        l->store, l->settings, l->a->actor, r->kind, r->id, &may, l->p))
		return false;
	if (may)
		finder_add_record(l->finder, r);
	return true;
}

static enum problem_code
look_everywhere(struct look *l)
{
	static const struct {
		enum kind kind;
		size_t most;
	} from[] = {{KIND_PLACE, SIZE_MAX}, {KIND_STATION, SIZE_MAX},
	    {KIND_GRID, SIZE_MAX}, {KIND_INCIDENT, LOOKED_AT}};
	const struct terrain *t = l->settings->terrain;
	enum problem_code code = PROBLEM_NONE;

	for (size_t k = 0; !code && k < COUNT_OF(from); k++) {
		if (from[k].kind == KIND_INCIDENT &&
		    !finder_wants_addresses(l->finder))
			break;
		code = store_page(l->store, from[k].kind, NULL, from[k].most,
		    look_at, l, l->p);
		if (!code)
			code = l->p->code;
	}
	for (size_t n = 0; !code && t && n < t->layers; n++)
		finder_add_layer(l->finder, t->layer[n]);
	return code;
}

static enum problem_code
write_page(struct look *l, struct buf *body)
{
	struct json_out o = {.buf = body};
	size_t count, from = (size_t)l->after;
	bool more;
	const struct finder_hit *hit = finder_end(l->finder, &count, &more);

	if (!hit)
		return problem_set(l->p, PROBLEM_NO_MEMORY, NULL);
	json_open_object(&o);
	json_put_key(&o, "places");
	json_open_array(&o);
	for (size_t n = from; n < count; n++)
		finder_json_write(&o, &hit[n]);
	json_close_array(&o);
	if (more && count < FINDER_MOST)
		ask_put_number(&o, "next", (int64_t)count);
	json_close_object(&o);
	return PROBLEM_NONE;
}

enum problem_code
route_places(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct look l = {.a = a, .store = store, .p = p};
	enum problem_code code = read_ask(&l);

	if (!code)
		code = store_view(store, p);
	if (code) {
		finder_free(l.finder);
		return code;
	}
	l.settings = ask_settings(a);
	code = look_everywhere(&l);
	if (!code)
		code = write_page(&l, &body);
	settings_drop(l.settings);
	store_view_end(store);
	finder_free(l.finder);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}
