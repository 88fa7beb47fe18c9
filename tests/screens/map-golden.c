/*
 * Pictures of two real maps, San Francisco and Ouhai, at three zooms, in
 * Braille and in ASCII, with colour and without, against those in
 * tests/data/map. What is drawn is theirs, the data is not: where it is
 * missing the tests are skipped.
 *
 * tests/lib/golden.h says how a file is read and made anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/golden.h"
#include "tests/lib/places.h"
#include "tui/map.h"
#include "tui/view-map.h"

#define ROWS GOLDEN_ROWS
#define COLS GOLDEN_COLS
#define ZOOMS 3

static const struct picture {
	const char *name;
	enum place_map map;
	struct point middle;
} pictures[] = {
    {"sf", MAP_SF, {37.7697, -122.4476}},
    {"ouhai", MAP_OUHAI, {27.9700, 120.6300}},
};

static const struct picture *shown;
static enum canvas_face face;
static struct places places;

/* ---- what stands on it ---- */

static struct point
beside(double north, double east)
{
	return (struct point){
	    shown->middle.lat + north, shown->middle.lon + east};
}

static void
put_unit(struct desk *d, const char *id, enum unit_state state,
    struct point spot, msec_t ago)
{
	const struct unit u = {.head = {.kind = KIND_UNIT, .id = id},
	    .callsign = id,
	    .class = CLASS_SWORN,
	    .mobility = MOVES_CAR,
	    .state = state,
	    .duty = UNIT_PATROL,
	    .alone = true};

	desk_put(d, &u.head);
	desk_move(d, id, spot, ago);
}

static void
put_incident(struct desk *d, const char *id, const char *number,
    int64_t priority, enum incident_state state, struct point spot)
{
	const struct incident i = {.head = {.kind = KIND_INCIDENT, .id = id},
	    .number = number,
	    .state = state,
	    .priority = priority,
	    .reported = DESK_NOW - 60000,
	    .spot = spot};

	desk_put(d, &i.head);
}

static void
put_order(struct desk *d, const char *incident, const char *unit,
    enum assignment_state state)
{
	const struct assignment a = {
	    .head = {.kind = KIND_ASSIGNMENT, .id = unit},
	    .incident = incident,
	    .unit = unit,
	    .state = state};

	desk_put(d, &a.head);
}

static void
fill(struct desk *d)
{
	struct area a = {.rows = ROWS - 5, .cols = COLS};
	struct map *m = map_of(&d->console);

	assert_true(places_read(shown->map, &places));
	put_incident(
	    d, "i1", "20261121-0131", 1, INCIDENT_PENDING, beside(0, 0));
	put_incident(d, "i2", "20261121-0128", 3, INCIDENT_ENROUTE,
	    beside(-0.012, 0.021));
	put_unit(d, "P1", UNIT_PATROL, beside(0.002, 0.004), 1000);
	put_unit(d, "P2", UNIT_PATROL, beside(0.009, -0.02), 90000);
	put_unit(d, "P3", UNIT_COMMITTED, beside(-0.006, 0.012), 1000);
	put_unit(d, "M4", UNIT_MEAL, beside(-0.0015, -0.003), 400000);
	put_order(d, "i2", "P3", ASSIGNMENT_ENROUTE);
	places_show(&places, d);
	desk_type(d, "gm");
	m->face = (int)face;
	map_prepare(&d->console, a);
	map_fit(m, &m->scene.box);
	map_show(&d->console, KIND_INCIDENT, "i1");
}

/* ---- the picture ---- */

/* One zoom in colour against the file, and without against its text. */
static void
check_zoom(struct show *colour, struct show *plain, int zoom)
{
	char path[96];

	snprintf(path, sizeof(path), "tests/data/map/%s-%s-%d.txt", shown->name,
	    face == CANVAS_ASCII ? "ascii" : "braille", zoom);
	golden_check(colour, plain, path);
}

static void
check_picture(const struct picture *p, enum canvas_face with)
{
	static const char *const plain_env[] = {"NO_COLOR=1", NULL};
	struct show colour = {.language = "en", .fill = fill, .term = "xterm"};
	struct show plain = {
	    .language = "en", .fill = fill, .term = "xterm", .env = plain_env};

	shown = p;
	face = with;
	if (!places_read(p->map, &places)) {
		fprintf(stderr,
		    "skipped: map/%s is not here (set WATCHROOM_DATA)\n",
		    p->name);
		skip();
	}
	places_free(&places);
	show_start(&colour, ROWS, COLS);
	show_start(&plain, ROWS, COLS);
	for (int zoom = 0; zoom < ZOOMS; zoom++) {
		check_zoom(&colour, &plain, zoom);
		show_type(&colour, "zz");
		show_type(&plain, "zz");
	}
	show_finish(&colour);
	show_finish(&plain);
}

static void
san_francisco_in_braille(void **state)
{
	(void)state;
	check_picture(&pictures[0], CANVAS_BRAILLE);
}

static void
san_francisco_in_ascii(void **state)
{
	(void)state;
	check_picture(&pictures[0], CANVAS_ASCII);
}

static void
ouhai_in_braille(void **state)
{
	(void)state;
	check_picture(&pictures[1], CANVAS_BRAILLE);
}

static void
ouhai_in_ascii(void **state)
{
	(void)state;
	check_picture(&pictures[1], CANVAS_ASCII);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(san_francisco_in_braille),
	    cmocka_unit_test(san_francisco_in_ascii),
	    cmocka_unit_test(ouhai_in_braille),
	    cmocka_unit_test(ouhai_in_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
