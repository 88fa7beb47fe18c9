/*
 * A sorted array: read for every row of every frame, grown only when a unit
 * is seen for the first time.
 */
#include "net/link/positions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The place of a unit, or where it would stand. */
static size_t
find(const struct positions *p, const char *unit, bool *there)
{
	size_t low = 0, high = p->count;

	*there = false;
	while (low < high && !*there) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(p->all[mid].unit, unit);

		*there = order == 0;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return *there ? high : low;
}

static bool
make_room(struct positions *p)
{
	size_t room = p->room ? p->room * 2 : 64;
	struct position *all;

	if (p->count < p->room)
		return true;
	if (p->count >= POSITIONS_MAX)
		return false;
	all = realloc(p->all, room * sizeof(*all));
	if (!all)
		return false;
	p->all = all;
	p->room = room;
	return true;
}

const struct position *
positions_get(const struct positions *p, const char *unit)
{
	bool there;
	size_t i;

	if (!unit)
		return NULL;
	i = find(p, unit, &there);
	return there ? &p->all[i] : NULL;
}

bool
positions_put(
    struct positions *p, const char *unit, struct point spot, msec_t at)
{
	bool there;
	size_t i;

	if (!id_valid(unit, strlen(unit)) || !point_set(spot) ||
	    !point_valid(spot))
		return false;
	i = find(p, unit, &there);
	if (there && at <= p->all[i].at)
		return false;
	if (!there) {
		if (!make_room(p))
			return false;
		memmove(&p->all[i + 1], &p->all[i],
		    (p->count - i) * sizeof(p->all[0]));
		p->count++;
		snprintf(p->all[i].unit, sizeof(p->all[i].unit), "%s", unit);
	}
	p->all[i].spot = spot;
	p->all[i].at = at;
	p->all[i].route[0] = '\0';
	p->all[i].stray = p->all[i].off = 0;
	return true;
}

void
positions_judge(struct positions *p, const char *unit, const char *route,
    int64_t stray, msec_t off)
{
	bool there;
	size_t i = find(p, unit, &there);

	if (!there)
		return;
	snprintf(p->all[i].route, sizeof(p->all[i].route), "%s", route);
	p->all[i].stray = stray;
	p->all[i].off = off;
}

void
positions_drop(struct positions *p, const char *unit)
{
	bool there;
	size_t i = find(p, unit, &there);

	if (!there)
		return;
	p->count--;
	memmove(&p->all[i], &p->all[i + 1], (p->count - i) * sizeof(p->all[0]));
}

void
positions_clear(struct positions *p)
{
	free(p->all);
	*p = (struct positions){0};
}

void
positions_write(
    struct buf *body, const char *unit, struct point spot, msec_t at)
{
	char lat[NUMBER_SIZE], lon[NUMBER_SIZE];

	number_format(spot.lat, lat);
	number_format(spot.lon, lon);
	buf_printf(body,
	    "{\"positions\":[{\"unit\":\"%s\",\"lat\":%s,\"lon\":%s,"
	    "\"at\":%lld}]}",
	    unit, lat, lon, (long long)at);
}
