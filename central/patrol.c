/*
 * See patrol.h. Nothing is kept: two reads by id and a walk over the line cost
 * some 20 microseconds, for those alone that walk a route.
 */
#include "central/patrol.h"

#include <math.h>
#include <stdio.h>

#include "model/beat.h"

int64_t
patrol_tolerance(const struct settings *s, const struct route *r)
{
	const struct setting *set = settings_named(s, TOPIC_ROUTE, "tolerance");

	if (r->tolerance > 0)
		return r->tolerance;
	return set && set->limit > 0 ? set->limit : BEAT_TOLERANCE;
}

static enum problem_code
read_record(struct store *store, enum kind kind, const char *id,
    struct record **out, struct problem *p)
{
	enum problem_code code = store_get(store, kind, id, out, p);

	if (code != PROBLEM_NOT_FOUND)
		return code;
	*out = NULL;
	*p = (struct problem){0};
	return PROBLEM_NONE;
}

static void
judge(const struct settings *s, const struct route *r, struct position *at)
{
	double metres = r->retired ? -1 : beat_distance(r->line, at->spot);

	if (metres < 0)
		return;
	snprintf(at->route, sizeof(at->route), "%s", r->head.id);
	at->stray = llround(metres);
	at->off = at->stray > patrol_tolerance(s, r) ? at->at : 0;
}

enum problem_code
patrol_judge(struct store *store, const struct settings *s, struct position *at,
    struct problem *p)
{
	struct record *u = NULL, *r = NULL;
	enum problem_code code = read_record(store, KIND_UNIT, at->unit, &u, p);
	const struct unit *unit = (const struct unit *)u;

	at->route[0] = '\0';
	at->stray = at->off = 0;
	if (!code && unit && beat_walks(unit))
		code = read_record(store, KIND_ROUTE, unit->route, &r, p);
	if (!code && r)
		judge(s, (const struct route *)r, at);
	record_free(u);
	record_free(r);
	return code;
}
