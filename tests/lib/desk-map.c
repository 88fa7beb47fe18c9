/*
 * desk_fill_map(): where things are, for tests of the map; and desk-map.h.
 */
#include "tests/lib/desk-map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WEST 120.625
#define MIDDLE 120.645
#define EAST 120.665
#define SOUTH 27.977
#define CENTRE 27.995
#define NORTH 28.013

static const struct {
	const char *name;
	double south, west, north, east;
} grids[] = {
    {"G06", CENTRE, WEST, NORTH, MIDDLE},
    {"G07", CENTRE, MIDDLE, NORTH, EAST},
    {"G03", SOUTH, WEST, CENTRE, MIDDLE},
    {"G05", SOUTH, MIDDLE, CENTRE, EAST},
};

static const struct {
	const char *name;
	struct point spot;
	enum place_class class;
} places[] = {
    {"吹台公园北门", {27.9992, 120.6533}, PLACE_PARK},
    {"娄桥市场", {28.0030, 120.6615}, PLACE_MARKET},
    {"吹台小学", {27.9890, 120.6560}, PLACE_SCHOOL},
    {"横屿路口", {28.0070, 120.6350}, PLACE_ROAD},
};

static const struct {
	const char *incident;
	struct point spot;
} spots[] = {
    {"0131", {27.9980, 120.6531}},
    {"0130", {27.9990, 120.6575}},
    {"0128", {27.9800, 120.6430}},
    {"0127", {28.0010, 120.6620}},
    {"0132", {27.9815, 120.6480}},
    {"0125", {28.0010, 120.6465}},
    {"0129", {27.9905, 120.6290}},
    {"0124", {28.0095, 120.6310}},
    {"0119", {27.9850, 120.6330}},
    {"0117", {0, 0}},
};

static void
put_grid(struct desk *d, size_t n)
{
	char ring[256];
	const struct grid g = {
	    .head = {.kind = KIND_GRID, .id = grids[n].name, .station = "LQ"},
	    .name = grids[n].name,
	    .outline = ring};

	snprintf(ring, sizeof(ring), "%.4f,%.4f %.4f,%.4f %.4f,%.4f %.4f,%.4f",
	    grids[n].west, grids[n].south, grids[n].east, grids[n].south,
	    grids[n].east, grids[n].north, grids[n].west, grids[n].north);
	desk_put(d, &g.head);
}

static void
put_place(struct desk *d, size_t n)
{
	const struct place p = {
	    .head = {.kind = KIND_PLACE, .id = places[n].name, .station = "LQ"},
	    .name = places[n].name,
	    .class = places[n].class,
	    .spot = places[n].spot};

	desk_put(d, &p.head);
}

static void
put_spot(struct desk *d, size_t n)
{
	const struct incident *old =
	    console_incident(&d->console, spots[n].incident);
	struct incident i = *old;

	i.spot = spots[n].spot;
	desk_put(d, &i.head);
}

void
desk_fill_map(struct desk *d)
{
	const struct station s = {
	    .head = {.kind = KIND_STATION, .id = "LQ", .station = "LQ"},
	    .name = "娄桥所",
	    .spot = {27.9925, 120.6440}};

	desk_fill_queue(d);
	desk_put(d, &s.head);
	for (size_t n = 0; n < COUNT_OF(grids); n++)
		put_grid(d, n);
	for (size_t n = 0; n < COUNT_OF(places); n++)
		put_place(d, n);
	for (size_t n = 0; n < COUNT_OF(spots); n++)
		put_spot(d, n);
}

struct desk *
desk_map_open(void)
{
	struct desk *d = desk_new();

	desk_fill_map(d);
	desk_wait(d, 0);
	desk_type(d, "gm");
	map_choose(&d->console, KIND_INCIDENT, "0131");
	desk_map_ready(d);
	return d;
}

struct map *
desk_map_ready(struct desk *d)
{
	const struct area a = {.rows = DESK_MAP_ROWS, .cols = DESK_MAP_COLS};

	map_prepare(&d->console, a);
	return map_of(&d->console);
}

const struct map_mark *
desk_map_mark(const struct map *m, const char *id)
{
	for (size_t n = 0; n < m->marks; n++)
		if (strcmp(m->mark[n].id, id) == 0)
			return &m->mark[n];
	return NULL;
}

void
desk_map_assert_text(const struct map *m, const char *id, const char *want)
{
	const struct map_mark *mark = desk_map_mark(m, id);

	assert_non_null(mark);
	assert_string_equal(mark->text, want);
}
