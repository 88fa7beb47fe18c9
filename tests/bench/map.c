/*
 * What the map costs (issue "The sand table"), with San Francisco under 488
 * vehicles of one day, all of which move between any two frames, and with
 * Ouhai:
 *
 *	a full redraw at 200x50, everything made anew		<= 4 ms of CPU
 *	panning half a screen at 80x24 without colour		<= 6 KiB
 *	a unit's step, a label of up to three cells, the same	<= 40 bytes
 *	heat of 10,000 incidents				<= 50 ms
 *
 * What a console weighs with it stands in map-console.c. Where the data is
 * missing, that is said.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/lib/data.h"
#include "tests/lib/places.h"
#include "tests/lib/random.h"
#include "tests/lib/show.h"
#include "tests/lib/vehicles.h"
#include "tui/map.h"

#define ROUNDS 50
#define REDRAW_BUDGET 4000 /* microseconds */
#define PAN_BUDGET (6 * 1024)
#define STEP_BUDGET 40
#define HEAT_BUDGET 50000

/* What the child found out. */
struct found {
	volatile int64_t redraw; /* microseconds of CPU */
	volatile int64_t again;  /* the same, only what is live anew */
};

static struct found *found;

static int64_t
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
say(const char *what, int64_t measured, int64_t budget, const char *unit)
{
	printf("%s: %lld %s (budget <= %lld %s) %s\n", what,
	    (long long)measured, unit, (long long)budget, unit,
	    measured <= budget ? "ok" : "MISSED");
	fflush(stdout);
}

/* ---- the vehicles ---- */

static struct vehicles *cars; /* NULL: not here */

static void
put_vehicle(struct desk *d, const char *id, struct point spot)
{
	const struct unit u = {.head = {.kind = KIND_UNIT, .id = id},
	    .callsign = id,
	    .class = CLASS_SWORN,
	    .mobility = MOVES_CAR,
	    .duty = UNIT_PATROL,
	    .state = UNIT_PATROL,
	    .alone = true};

	desk_put(d, &u.head);
	desk_move(d, id, spot, 1000);
}

/* An incident in the middle of the city, and P1 on its way to it: "P1>". */
static void
put_case(struct desk *d, struct point spot)
{
	const struct incident i = {.head = {.kind = KIND_INCIDENT, .id = "i1"},
	    .number = "20261121-0001",
	    .state = INCIDENT_ENROUTE,
	    .priority = 2,
	    .reported = DESK_NOW,
	    .spot = spot};
	const struct assignment a = {
	    .head = {.kind = KIND_ASSIGNMENT, .id = "a1"},
	    .incident = "i1",
	    .unit = "P1",
	    .state = ASSIGNMENT_ENROUTE};

	desk_put(d, &i.head);
	put_vehicle(d, "P1", spot);
	desk_put(d, &a.head);
}

/* Each to its next fix, which is further than it goes in five seconds. */
static void
move_vehicles(struct desk *d, size_t step)
{
	char id[32];

	desk_wait(d, 5000);
	for (size_t n = 0; cars && n < cars->count; n++) {
		snprintf(id, sizeof(id), "V%03zu", n);
		desk_move(d, id, vehicle_at(cars, n, step), 0);
	}
}

static void
put_vehicles(struct desk *d)
{
	char id[32];

	for (size_t n = 0; cars && n < cars->count; n++) {
		snprintf(id, sizeof(id), "V%03zu", n);
		put_vehicle(d, id, vehicle_at(cars, n, 0));
	}
}

/* ---- redrawing ---- */

static enum place_map which;
static struct places places;

static void
fill(struct desk *d)
{
	struct area a = {.rows = 19, .cols = 80};

	if (!places_read(which, &places))
		return;
	put_case(d, which == MAP_SF ? (struct point){37.7697, -122.4476}
	                            : (struct point){27.9925, 120.6440});
	if (which == MAP_SF)
		put_vehicles(d);
	places_show(&places, d);
	desk_type(d, "gm");
	map_prepare(&d->console, a);
	map_fit(map_of(&d->console), &map_of(&d->console)->scene.box);
	desk_type(d, "z");
}

/* Everything anew, as after a zoom; ncurses and its output with it. */
static int64_t
redraw(struct desk *d, bool all)
{
	struct console *c = &d->console;
	struct map *m = map_of(c);
	struct area a = area_part(draw_screen(c->draw), 2, 0,
	    term_rows(c->term) - 5, term_cols(c->term));
	int64_t begin;

	while (!term_frame_begin(c->term))
		term_flush(c->term);
	begin = cpu_us();
	if (all) {
		m->key.rows = 0;
		term_redraw(c->term);
	}
	view_map.prepare(c, a);
	view_map.draw(c, a);
	term_frame_end(c->term);
	begin = cpu_us() - begin;
	while (term_frame_pending(c->term))
		term_flush(c->term);
	return begin;
}

static int
compare(const void *p, const void *q)
{
	int64_t a = *(const int64_t *)p, b = *(const int64_t *)q;

	return (a > b) - (a < b);
}

static int64_t
median(struct desk *d, bool all)
{
	int64_t took[ROUNDS];

	for (int n = 0; n < ROUNDS; n++) {
		if (which == MAP_SF)
			move_vehicles(d, (size_t)n + 1);
		took[n] = redraw(d, all);
	}
	qsort(took, ROUNDS, sizeof(took[0]), compare);
	return took[ROUNDS / 2];
}

/* Capital letters: M measures, S steps. */
static void
meanwhile(struct desk *d, char what)
{
	static int n;
	struct point p;

	if (what == 'M') {
		found->redraw = median(d, true);
		found->again = median(d, false);
	} else if (what == 'S') {
		struct map *m = map_of(&d->console);
		int row = m->rows / 2 + (n % 4 < 2);
		int col = m->cols / 3 + (n + 1) % 4 / 2;

		p = projection_point(map_flat(m, row, col));
		n++;
		desk_wait(d, 10);
		desk_move(d, "P1", p, 0);
	}
}

static void
measure_redraw(enum place_map map, const char *name)
{
	static const char *const plain[] = {"NO_COLOR=1", NULL};
	struct show s = {
	    .language = "en", .fill = fill, .meanwhile = meanwhile};
	char what[96];

	which = map;
	if (!places_read(map, &places) || (map == MAP_SF && !cars)) {
		printf("%s: no data here (set WATCHROOM_DATA)\n", name);
		places_free(&places);
		return;
	}
	places_free(&places);
	for (int colour = 1; colour >= 0; colour--) {
		s.env = colour ? NULL : plain;
		show_start(&s, 50, 200);
		show_press(&s, 'M');
		snprintf(what, sizeof(what), "%s, full redraw at 200x50%s",
		    name, colour ? "" : " without colour");
		say(what, found->redraw, REDRAW_BUDGET, "us of CPU");
		printf("%s, only what is live anew: %lld us of CPU\n", name,
		    (long long)found->again);
		show_finish(&s);
	}
}

/* ---- bytes ---- */

static int64_t
most_of(struct show *s, const char *keys)
{
	size_t most = 0;

	for (; *keys; keys++) {
		size_t bytes = show_press(s, *keys);

		most = bytes > most ? bytes : most;
	}
	return (int64_t)most;
}

static void
measure_bytes(enum place_map map, const char *name)
{
	static const char *const plain[] = {"NO_COLOR=1", NULL};
	struct show s = {.language = "en",
	    .fill = fill,
	    .meanwhile = meanwhile,
	    .env = plain};
	char what[96];

	which = map;
	if (!places_read(map, &places) || (map == MAP_SF && !cars)) {
		places_free(&places);
		return;
	}
	places_free(&places);
	show_start(&s, 24, 80);
	for (int zoom = 0; zoom < 3; zoom++) {
		snprintf(what, sizeof(what),
		    "%s, panning half a screen at 80x24, zoom %d", name, zoom);
		say(what, most_of(&s, ".,<>>>.<<,"), PAN_BUDGET, "bytes");
		show_press(&s, 'S');
		snprintf(what, sizeof(what), "%s, a unit's step, zoom %d", name,
		    zoom);
		say(what, most_of(&s, "SSSSSSSS"), STEP_BUDGET, "bytes");
		show_press(&s, 'z');
	}
	show_finish(&s);
}

/* ---- heat ---- */

#define INCIDENTS 10000

static void
measure_heat(void)
{
	static struct incident made[INCIDENTS];
	static const struct incident *all[INCIDENTS];
	const struct heat_want want = {.hour = HEAT_ANY_HOUR, .metres = 500};
	struct rng g = {.state = 8};
	int64_t took[ROUNDS];

	for (size_t n = 0; n < INCIDENTS; n++) {
		made[n] = (struct incident){.head = {.kind = KIND_INCIDENT},
		    .reported = 1795261927000 - (msec_t)rng_below(&g, 1 << 30),
		    .spot = {27.8 + (double)rng_below(&g, 3000) / 1e4,
		        120.5 + (double)rng_below(&g, 3000) / 1e4}};
		all[n] = &made[n];
	}
	for (int n = 0; n < ROUNDS; n++) {
		struct heat h;
		int64_t begin = cpu_us();

		if (heat_make(&want, all, INCIDENTS, &h, NULL) != PROBLEM_NONE)
			return;
		took[n] = cpu_us() - begin;
		heat_free(&h);
	}
	qsort(took, ROUNDS, sizeof(took[0]), compare);
	say("heat of 10,000 incidents", took[ROUNDS / 2], HEAT_BUDGET, "us");
}

int
main(void)
{
	found = vt_share(sizeof(*found));
	cars = vehicles_read();
	measure_redraw(MAP_SF, "San Francisco, 488 vehicles");
	measure_redraw(MAP_OUHAI, "Ouhai");
	measure_bytes(MAP_SF, "San Francisco");
	measure_bytes(MAP_OUHAI, "Ouhai");
	measure_heat();
	vt_unshare(found, sizeof(*found));
	free(cars);
	return 0;
}
