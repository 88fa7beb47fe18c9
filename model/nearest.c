/*
 * First what each unit may do, then how far it is, then the order.
 */
#include "model/nearest.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

#define SET_OFF 30.0 /* seconds from the order to moving */
#define DETOUR 1.3   /* road for each metre of straight line */

static const struct {
	double speed, detour; /* metres a second; 0: does not move */
} moves[] = {
    [MOVES_FOOT] = {1.4, DETOUR},
    [MOVES_BICYCLE] = {4.0, DETOUR},
    [MOVES_MOTORCYCLE] = {10.0, DETOUR},
    [MOVES_CAR] = {9.0, DETOUR},
    [MOVES_FLIGHT] = {12.5, 1.0},
    [MOVES_BOAT] = {5.0, DETOUR},
    [MOVES_FIXED] = {0, 0},
};

/* Why a unit in this state is not offered; NEAREST_GOOD when it is. */
static const enum nearest_reason reasons[] = {
    [UNIT_AVAILABLE] = NEAREST_GOOD,
    [UNIT_PATROL] = NEAREST_GOOD,
    [UNIT_STATION] = NEAREST_GOOD,
    [UNIT_BUSY] = NEAREST_DUTY,
    [UNIT_RESERVED] = NEAREST_RESERVED,
    [UNIT_MEAL] = NEAREST_MEAL,
    [UNIT_OOS] = NEAREST_OOS,
    [UNIT_OFF] = NEAREST_OFF,
    [UNIT_COMMITTED] = NEAREST_COMMITTED,
    [UNIT_EMERGENCY] = NEAREST_EMERGENCY,
};

int64_t
nearest_seconds(enum mobility mobility, double metres)
{
	if (mobility >= COUNT_OF(moves) || moves[mobility].speed <= 0)
		return -1;
	return (
	    int64_t)(SET_OFF +
	             metres * moves[mobility].detour / moves[mobility].speed +
	             0.5);
}

static void
measure(const struct nearest_case *c, struct nearest *row)
{
	row->metres = -1;
	row->seconds = -1;
	row->age = -1;
	row->home = -1;
	if (point_set(row->unit->home) && point_set(c->spot))
		row->home = point_distance(row->unit->home, c->spot);
	if (!point_set(row->spot))
		return;
	if (row->at > 0)
		row->age = c->now > row->at ? c->now - row->at : 0;
	if (!point_set(c->spot))
		return;
	row->metres = point_distance(row->spot, c->spot);
	row->seconds = nearest_seconds(row->unit->mobility, row->metres);
}

/* What to know of the place of one that is offered. */
static enum nearest_reason
place_reason(const struct nearest *row)
{
	if (!point_set(row->spot))
		return NEAREST_NO_POSITION;
	return row->age > NEAREST_STALE_AFTER ? NEAREST_STALE : NEAREST_GOOD;
}

static void
judge(const struct nearest_case *c, struct nearest *row)
{
	const struct unit *u = row->unit;
	enum nearest_reason why =
	    u->state < COUNT_OF(reasons) ? reasons[u->state] : NEAREST_OFF;

	row->kind = NEAREST_NO;
	if (u->emergency)
		why = NEAREST_EMERGENCY;
	else if (row->here)
		why = NEAREST_HERE;
	else if (why == NEAREST_GOOD && row->bound)
		why = NEAREST_COMMITTED;
	else if (why == NEAREST_GOOD && u->mobility == MOVES_FIXED)
		why = NEAREST_FIXED;
	if (why == NEAREST_COMMITTED)
		row->kind = NEAREST_BUSY;
	if (why == NEAREST_FIXED)
		row->kind = NEAREST_STAYS;
	if (why == NEAREST_GOOD && !unit_alone(u) && !c->covered) {
		row->kind = NEAREST_ASSIST;
		why = NEAREST_NOT_ALONE;
	} else if (why == NEAREST_GOOD) {
		row->kind = NEAREST_OFFER;
		why = place_reason(row);
	}
	row->reason = why;
}

/* A number for the order: what is not known comes last. */
static int
compare_known(double a, double b)
{
	if ((a < 0) != (b < 0))
		return a < 0 ? 1 : -1;
	return (a > b) - (a < b);
}

static int
compare(const void *p, const void *q)
{
	const struct nearest *a = p, *b = q;
	int order;

	if (a->unit->retired != b->unit->retired)
		return a->unit->retired ? 1 : -1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if ((a->declined != 0) != (b->declined != 0))
		return a->declined ? 1 : -1;
	order = compare_known((double)a->seconds, (double)b->seconds);
	if (order == 0)
		order = compare_known(a->metres, b->metres);
	if (order == 0)
		order = compare_known(a->home, b->home);
	if (order == 0)
		order = text_casecmp(text_or(a->unit->callsign, ""),
		    text_or(b->unit->callsign, ""));
	if (order == 0)
		order = strcmp(text_or(a->unit->head.id, ""),
		    text_or(b->unit->head.id, ""));
	return order;
}

size_t
nearest_rank(const struct nearest_case *c, struct nearest *rows, size_t n)
{
	size_t shown = 0;

	for (size_t i = 0; i < n; i++) {
		measure(c, &rows[i]);
		judge(c, &rows[i]);
		shown += !rows[i].unit->retired;
	}
	if (n > 1)
		qsort(rows, n, sizeof(*rows), compare);
	return shown;
}
