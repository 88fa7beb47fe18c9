/*
 * Tracks beside calls: who moves by whom, on which days, what cannot be read,
 * and that a drill's units are where their tracks say; then the real day of
 * 488 vehicles beside the real calls.
 */
#include "config/shipped.h"
#include "model/time.h"
#include "replay/map-find.h"
#include "replay/play.h"

#include "tests/lib/api.h"
#include "tests/lib/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define CALLS_MAP                                                  \
	"name: t\ntime: \"%Y-%m-%d %H:%M:%S\"\n"                   \
	"station: {id: S1, name: One}\n"                           \
	"columns: {call: no, category: what, place: where, "       \
	"reported: told, outcome: end, response: id, unit: unit, " \
	"dispatched: sent, onscene: there, cleared: free, "        \
	"reported_out: free}\n"
#define TRACKS_MAP                   \
	"name: cars\ntime: \"%s\"\n" \
	"columns: {unit: car, at: when, lat: lat, lon: lon}\n"
#define CALL_TITLES "no,what,where,told,id,unit,sent,there,free,end\n"
/* Two units, P1 and A7, on 2026-11-20 from 12:00 to 12:20 UTC. */
#define CALLS                                                             \
	CALL_TITLES                                                       \
	"1,Theft,Market,2026-11-20 12:00:00,1-P1,P1,2026-11-20 12:01:00," \
	"2026-11-20 12:05:00,2026-11-20 12:20:00,settled\n"               \
	"1,Theft,Market,2026-11-20 12:00:00,1-A7,A7,2026-11-20 12:01:00," \
	"2026-11-20 12:05:00,2026-11-20 12:20:00,settled\n"
#define TITLES "when,car,lat,lon\n"
#define NOON INT64_C(1795176000000) /* 2026-11-20 12:00 UTC */

struct files {
	char dir[64];
	char calls[96], tracks[96], calls_map[96], tracks_map[96];
};

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
files_make(struct files *f, const char *rows)
{
	struct buf text = {0};

	snprintf(f->dir, sizeof(f->dir), "/tmp/watchroom-tracks.XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->calls, sizeof(f->calls), "%s/calls.csv", f->dir);
	snprintf(f->tracks, sizeof(f->tracks), "%s/tracks.csv", f->dir);
	snprintf(f->calls_map, sizeof(f->calls_map), "%s/calls.yaml", f->dir);
	snprintf(
	    f->tracks_map, sizeof(f->tracks_map), "%s/tracks.yaml", f->dir);
	buf_printf(&text, "%s%s", TITLES, rows);
	write_file(f->calls, CALLS);
	write_file(f->tracks, buf_str(&text));
	write_file(f->calls_map, CALLS_MAP);
	write_file(f->tracks_map, TRACKS_MAP);
	buf_free(&text);
}

static void
files_drop(const struct files *f)
{
	unlink(f->calls);
	unlink(f->tracks);
	unlink(f->calls_map);
	unlink(f->tracks_map);
	rmdir(f->dir);
}

static enum problem_code
check(const struct files *f, struct play *play, struct problem *p)
{
	const struct play_options o = {.file = f->calls,
	    .map = f->calls_map,
	    .tracks = f->tracks,
	    .tracks_map = f->tracks_map};

	return play_check(&o, play, p);
}

static const struct track_vehicle *
vehicle(const struct play *play, const char *name)
{
	const struct tracks *t = play->tracks;

	for (size_t n = 0; n < t->names.count; n++)
		if (strcmp(t->names.name[n], name) == 0)
			return &t->vehicle[n];
	fail_msg("no vehicle %s", name);
	return NULL;
}

static const char *
moves(const struct play *play, const char *name)
{
	uint32_t unit = vehicle(play, name)->unit;

	return unit == DAY_NONE ? "-" : day_callsign(play->day, unit);
}

static void
a_vehicle_moves_its_namesake_others_are_lent_and_the_rest_is_left(void **state)
{
	struct files f;
	struct play play;
	struct problem p = {0};

	(void)state;
	files_make(&f, "1795176000,x1,28,120\n1795176001,x2,28,120\n"
	               "1795176002,P1,28,120\n1795176003,x1,28,120\n");
	assert_int_equal(check(&f, &play, &p), PROBLEM_NONE);
	assert_string_equal(moves(&play, "P1"), "P1");
	assert_string_equal(moves(&play, "x1"), "A7");
	assert_string_equal(moves(&play, "x2"), "-");
	assert_int_equal(play.tracks->fixes, 4);
	assert_int_equal(play.tracks->lent, 2);
	play_close(&play);
	files_drop(&f);
}

static size_t
told(struct play *play, struct buf *body)
{
	static const char ids[2][ID_SIZE] = {"u0", "u1"};

	buf_clear(body);
	return tracks_write(play->tracks, ids, body);
}

static void
the_newest_of_each_is_told_once_and_on_the_calls_own_day(void **state)
{
	struct files f;
	struct play play;
	struct problem p = {0};
	struct buf body = {0};

	(void)state;
	/* Not in order, as files come. */
	files_make(&f, "1795176060,P1,28.3,120\n1795176000,P1,28.1,120\n"
	               "1795176030,P1,28.2,120\n1795176040,A7,27.5,120.25\n");
	assert_int_equal(check(&f, &play, &p), PROBLEM_NONE);
	assert_int_equal(play.tracks->period, 0);
	tracks_go(play.tracks, NOON - 1);
	assert_int_equal(told(&play, &body), 0);
	tracks_go(play.tracks, NOON + 45000);
	assert_int_equal(told(&play, &body), 2);
	assert_non_null(strstr(buf_str(&body),
	    "{\"unit\":\"u0\",\"lat\":28.2,\"lon\":120,"
	    "\"at\":1795176030000,\"source\":\"track\"}"));
	assert_non_null(strstr(buf_str(&body),
	    "{\"unit\":\"u1\",\"lat\":27.5,\"lon\":120.25,"
	    "\"at\":1795176040000,"));
	assert_null(strstr(buf_str(&body), "28.1"));
	assert_int_equal(told(&play, &body), 0);
	tracks_go(play.tracks, NOON + TIME_DAY);
	assert_int_equal(told(&play, &body), 1);
	tracks_go(play.tracks, NOON + 3 * TIME_DAY);
	assert_int_equal(told(&play, &body), 0);
	buf_free(&body);
	play_close(&play);
	files_drop(&f);
}

/* 2008-05-31 12:00 and 13:00 UTC, beside calls of 2026-11-20. */
static void
another_day_is_laid_on_the_first_and_begins_again(void **state)
{
	struct files f;
	struct play play;
	struct problem p = {0};
	struct buf body = {0};

	(void)state;
	files_make(&f, "1212235200,P1,28.1,120\n1212238800,P1,28.2,120\n");
	assert_int_equal(check(&f, &play, &p), PROBLEM_NONE);
	assert_int_equal(play.tracks->period, TIME_DAY);
	tracks_go(play.tracks, NOON);
	assert_int_equal(told(&play, &body), 1);
	assert_non_null(strstr(buf_str(&body), "28.1"));
	assert_non_null(strstr(buf_str(&body), "\"at\":1795176000000"));
	tracks_go(play.tracks, NOON + TIME_DAY + TIME_MINUTE);
	assert_int_equal(told(&play, &body), 1);
	assert_non_null(strstr(buf_str(&body), "28.1"));
	assert_non_null(strstr(buf_str(&body), "\"at\":1795262400000"));
	tracks_go(play.tracks, NOON + 100 * TIME_DAY + 2 * TIME_HOUR);
	assert_int_equal(told(&play, &body), 1);
	assert_non_null(strstr(buf_str(&body), "28.2"));
	buf_free(&body);
	play_close(&play);
	files_drop(&f);
}

static void
what_cannot_be_read_names_its_line(void **state)
{
	static const char *const rows[] = {"x,P1,28,120\n", ",P1,28,120\n",
	    "1795176000,,28,120\n", "1795176000,P1,91,120\n",
	    "1795176000,P1,28,181\n", "1795176000,P1,28,\n",
	    "1795176000,P1,28,nan\n", "1795176000,P1,28\n"};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct files f;
		struct play play;
		struct problem p = {0};
		struct buf text = {0};

		buf_printf(&text, "1795176000,P1,28,120\n%s", rows[k]);
		files_make(&f, buf_str(&text));
		assert_int_equal(check(&f, &play, &p), PROBLEM_FILE_LINE);
		assert_string_equal(problem_get(&p, "line"), "3");
		assert_null(play.tracks);
		buf_free(&text);
		play_close(&play);
		files_drop(&f);
	}
}

static void
a_map_is_for_calls_or_for_tracks(void **state)
{
	struct files f;
	struct play play;
	struct problem p = {0};
	struct play_options o;

	(void)state;
	files_make(&f, "");
	o = (struct play_options){.file = f.calls,
	    .map = f.calls_map,
	    .tracks = f.tracks,
	    .tracks_map = f.calls_map};
	assert_int_equal(play_check(&o, &play, &p), PROBLEM_USAGE);
	assert_string_equal(problem_get(&p, "why"), why_map_of_calls);
	play_close(&play);
	o = (struct play_options){.file = f.tracks, .map = f.tracks_map};
	assert_int_equal(play_check(&o, &play, &p), PROBLEM_USAGE);
	assert_string_equal(problem_get(&p, "why"), why_map_of_tracks);
	play_close(&play);
	/* A file of tracks without a row moves nobody. */
	assert_int_equal(check(&f, &play, &p), PROBLEM_NONE);
	tracks_go(play.tracks, NOON);
	assert_int_equal(play.tracks->lent, 0);
	play_close(&play);
	files_drop(&f);
}

static bool
by_then(void *ctx, const struct send_result *r, size_t of, msec_t at)
{
	(void)of;
	(void)at;
	return r->positions < *(size_t *)ctx;
}

/* At 20 times real time, 20 minutes of calls; P1 goes north all the while. */
static void
units_of_a_drill_are_where_their_tracks_say(void **state)
{
	struct api a;
	struct files f;
	struct play play;
	struct problem p = {0};
	struct buf rows = {0};
	struct address to;
	size_t enough = 3;
	struct play_options o;
	char said[512];

	(void)state;
	for (int n = 0; n < 1200; n += 5)
		buf_printf(
		    &rows, "%d,P1,%.4f,120.5\n", 1795176000 + n, 28 + n / 1e4);
	api_make(&a, true);
	files_make(&f, buf_str(&rows));
	assert_int_equal(address_read(&to, a.socket, &p), PROBLEM_NONE);
	o = (struct play_options){.to = &to,
	    .file = f.calls,
	    .map = f.calls_map,
	    .tracks = f.tracks,
	    .tracks_map = f.tracks_map,
	    .speed = 20,
	    .progress = by_then,
	    .ctx = &enough};
	if (play_run(&o, &play, &p))
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	assert_int_equal(play.sent.tracks.code, PROBLEM_NONE);
	assert_true(play.sent.positions >= enough);
	assert_int_equal(api_get(&a, API_OWNER, "/v1/positions"), 200);
	assert_int_equal(api_count(&a, "positions"), 1);
	assert_string_equal(api_text(&a, "positions.0.unit"), "U1");
	assert_string_equal(api_text(&a, "positions.0.source"), "track");
	/* Where it was at that very moment of the replay. */
	assert_in_range(api_number(&a, "positions.0.at"), NOON, NOON + 1200000);
	snprintf(said, sizeof(said), "\"lat\":%.6g,",
	    28 + (double)(api_number(&a, "positions.0.at") - NOON) / 1e7);
	assert_non_null(strstr(a.body, said));
	play_close(&play);
	buf_free(&rows);
	files_drop(&f);
	api_remove(&a);
}

static void
the_real_day_of_488_vehicles_moves_199_real_units(void **state)
{
	char calls[4096], tracks[4096];
	struct play play;
	struct problem p = {0};
	struct buf body = {0};
	struct play_options o = {.file = calls, .tracks = tracks};
	char(*ids)[ID_SIZE];

	(void)state;
	if (!data_path(
	        "calls/sf_fire_2020-04-07_20.csv.xz", calls, sizeof(calls)) ||
	    !data_path(
	        "gps/sf_cabs_2008-05-31.csv.xz", tracks, sizeof(tracks))) {
		fprintf(stderr, "skipped: the calls or the tracks are not here "
		                "(set WATCHROOM_DATA)\n");
		skip();
	}
	assert_int_equal(play_check(&o, &play, &p), PROBLEM_NONE);
	assert_int_equal(play.tracks->fixes, 493390);
	assert_int_equal(play.tracks->names.count, 488);
	assert_int_equal(play.tracks->lent, 199);
	assert_int_equal(play.tracks->period, TIME_DAY);
	ids = calloc(play.day->units.count, sizeof(*ids));
	assert_non_null(ids);
	/* A fortnight on, all of them have moved. */
	tracks_go(play.tracks, play.day->last);
	assert_int_equal(
	    tracks_write(play.tracks, (const char(*)[ID_SIZE])ids, &body), 199);
	for (size_t v = 0; v < play.tracks->names.count; v++)
		assert_in_range(play.tracks->vehicle[v].at,
		    play.day->last - 2 * TIME_DAY, play.day->last);
	free(ids);
	buf_free(&body);
	play_close(&play);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        a_vehicle_moves_its_namesake_others_are_lent_and_the_rest_is_left),
	    cmocka_unit_test(
	        the_newest_of_each_is_told_once_and_on_the_calls_own_day),
	    cmocka_unit_test(another_day_is_laid_on_the_first_and_begins_again),
	    cmocka_unit_test(what_cannot_be_read_names_its_line),
	    cmocka_unit_test(a_map_is_for_calls_or_for_tracks),
	    cmocka_unit_test(units_of_a_drill_are_where_their_tracks_say),
	    cmocka_unit_test(the_real_day_of_488_vehicles_moves_199_real_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
