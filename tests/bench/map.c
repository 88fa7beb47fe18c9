/*
 * What the map costs (issue "The sand table"), with San Francisco under 488
 * vehicles of one day, and with Ouhai:
 *
 *	a full redraw at 200x50, everything made anew		<= 4 ms of CPU
 *	panning half a screen at 80x24 without colour		<= 6 KiB
 *	a unit's step, a label of up to three cells, the same	<= 40 bytes
 *	heat of 10,000 incidents				<= 50 ms
 *	a console's map with all that in memory			<= 32 MiB
 *
 * Where the data is missing, that is said.
 */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config/source.h"
#include "model/csv.h"
#include "tests/lib/data.h"
#include "tests/lib/places.h"
#include "tests/lib/random.h"
#include "tests/lib/show.h"
#include "tui/map.h"

#define VEHICLES 488
#define ROUNDS 50
#define REDRAW_BUDGET 4000 /* microseconds */
#define PAN_BUDGET (6 * 1024)
#define STEP_BUDGET 40
#define HEAT_BUDGET 50000
#define MEMORY_BUDGET (32 * 1024)

/* What the child found out. */
struct found {
	volatile int64_t redraw; /* microseconds of CPU */
	volatile int64_t again;  /* the same, only what is live anew */
	volatile int64_t memory; /* KiB */
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

static struct point at[VEHICLES];
static size_t vehicles;

/* The first fix of each, "unix_time,cab_id,lat,lng,occupied". */
static void
read_vehicles(void)
{
	static char seen[VEHICLES][16];
	char path[4096], id[16];
	struct source *s;
	const char *bytes;
	struct buf text = {0};
	size_t len;

	if (!data_path("gps/sf_cabs_2008-05-31.csv.xz", path, sizeof(path)) ||
	    source_open(path, &s, NULL) != PROBLEM_NONE)
		return;
	while (source_read(s, &bytes, &len, NULL) == PROBLEM_NONE && len > 0)
		buf_add(&text, bytes, len);
	source_close(s);
	for (char *line = text.data; line && vehicles < VEHICLES;) {
		char *end = strchr(line, '\n');
		struct point p;
		size_t k = 0;
		bool good;

		if (end)
			*end =
			    '\0'; /* sscanf() measures all that it is given */
		good = sscanf(line, "%*[0-9],%15[^,],%lf,%lf", id, &p.lat,
		           &p.lon) == 3;
		line = end ? end + 1 : NULL;
		if (!good)
			continue;
		while (k < vehicles && strcmp(seen[k], id) != 0)
			k++;
		if (k < vehicles)
			continue;
		snprintf(seen[k], sizeof(seen[k]), "%s", id);
		at[vehicles++] = p;
	}
	buf_free(&text);
}

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

static void
put_vehicles(struct desk *d)
{
	char id[16];

	for (size_t n = 0; n < vehicles; n++) {
		snprintf(id, sizeof(id), "V%03zu", n);
		put_vehicle(d, id, at[n]);
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

	for (int n = 0; n < ROUNDS; n++)
		took[n] = redraw(d, all);
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
		found->memory = (int64_t)(mallinfo2().uordblks / 1024);
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
	if (!places_read(map, &places)) {
		printf("%s: no data here (set WATCHROOM_DATA)\n", name);
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
	snprintf(what, sizeof(what), "%s, memory of the console's parts", name);
	say(what, found->memory, MEMORY_BUDGET, "KiB");
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
	if (!places_read(map, &places))
		return;
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
	read_vehicles();
	measure_redraw(MAP_SF, "San Francisco, 488 vehicles");
	measure_redraw(MAP_OUHAI, "Ouhai");
	measure_bytes(MAP_SF, "San Francisco");
	measure_bytes(MAP_OUHAI, "Ouhai");
	measure_heat();
	vt_unshare(found, sizeof(*found));
	return 0;
}
