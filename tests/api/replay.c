/*
 * Replays and simulated units against a central in the same process: what is
 * refused, what twice comes to, the pace, and an order carried out by a unit
 * that nobody steers.
 */
#include "config/shipped.h"
#include "model/time.h"
#include "replay/play.h"
#include "replay/sim.h"

#include "tests/lib/api.h"
#include "tests/lib/data.h"
#include "tests/lib/patience.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define MAP                                                        \
	"name: t\ntime: \"%Y-%m-%d %H:%M:%S\"\n"                   \
	"station: {id: S1, name: One}\n"                           \
	"columns: {call: no, category: what, place: where, "       \
	"reported: told, outcome: end, response: id, unit: unit, " \
	"dispatched: sent, onscene: there, cleared: free, "        \
	"reported_out: free}\n"                                    \
	"categories: [{word: Theft, name: theft}]\n"
#define TITLES "no,what,where,told,id,unit,sent,there,free,end\n"
#define ONE_CALL                                                          \
	"1,Theft,Market,2026-11-20 12:00:00,1-P1,P1,2026-11-20 12:01:00," \
	"2026-11-20 12:05:00,2026-11-20 12:20:00,settled\n"

struct playing {
	struct api *api;
	char map[128], file[128];
	struct address to;
};

static void
write_file(
    const struct api *a, char path[128], const char *name, const char *text)
{
	FILE *f;

	snprintf(path, 128, "%s/%s", a->top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
prepare(struct playing *t, struct api *a, const char *rows)
{
	struct buf text = {0};
	struct problem p = {0};

	t->api = a;
	buf_printf(&text, "%s%s", TITLES, rows);
	write_file(a, t->map, "t.yaml", MAP);
	write_file(a, t->file, "t.csv", buf_str(&text));
	buf_free(&text);
	assert_int_equal(address_read(&t->to, a->socket, &p), PROBLEM_NONE);
}

static void
drop_files(const struct playing *t)
{
	unlink(t->map);
	unlink(t->file);
}

/* Plays it; fails the test when it does not go through. */
static struct play
play_well(const struct playing *t, int64_t speed)
{
	const struct play_options o = {
	    .to = &t->to, .file = t->file, .map = t->map, .speed = speed};
	struct problem p = {0};
	struct play play;
	char said[512];

	if (play_run(&o, &play, &p))
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	assert_true(play.whole);
	return play;
}

static void
a_live_central_takes_no_replay(void **state)
{
	struct api a;
	struct playing t;
	struct play play;
	struct problem p = {0};
	struct play_options o;

	(void)state;
	api_make(&a, false);
	prepare(&t, &a, ONE_CALL);
	o = (struct play_options){.to = &t.to, .file = t.file, .map = t.map};
	assert_int_equal(play_run(&o, &play, &p), PROBLEM_USAGE);
	assert_non_null(strstr(problem_get(&p, "why"), "no_drill"));
	play_close(&play);
	api_get(&a, API_OWNER, "/v1/records/incident");
	assert_int_equal(api_count(&a, "records"), 0);
	drop_files(&t);
	api_remove(&a);
}

/* A drill that has played the rows at max. */
static void
make_played(struct api *a, struct playing *t, const char *rows)
{
	struct play play;

	api_make(a, true);
	prepare(t, a, rows);
	play = play_well(t, 0);
	assert_int_equal(play.sent.refused, 0);
	play_close(&play);
}

static void
a_call_comes_with_its_times_and_uses_what_is_there(void **state)
{
	struct api a;
	struct playing t;

	(void)state;
	make_played(&a, &t, ONE_CALL);
	api_get(&a, API_OWNER, "/v1/records/incident");
	assert_int_equal(api_count(&a, "records"), 1);
	assert_string_equal(api_text(&a, "records.0.state"), "closed");
	assert_string_equal(api_text(&a, "records.0.outcome"), "settled");
	assert_int_equal(
	    api_number(&a, "records.0.reported"), INT64_C(1795176000000));
	assert_int_equal(
	    api_number(&a, "records.0.ended"), INT64_C(1795177200000));
	api_get(&a, API_OWNER, "/v1/records/assignment");
	/* P1 was there: no other one is made. */
	assert_string_equal(api_text(&a, "records.0.unit"), "U1");
	assert_string_equal(
	    api_text(&a, "records.0.inferred"), "accepted enroute");
	api_get(&a, API_OWNER, "/v1/records/unit");
	assert_int_equal(api_count(&a, "records"), 2);
	drop_files(&t);
	api_remove(&a);
}

static void
the_same_file_twice_is_once(void **state)
{
	struct api a;
	struct playing t;
	struct play play;
	int64_t seq;

	(void)state;
	make_played(&a, &t, ONE_CALL);
	api_get(&a, NULL, "/v1/health");
	seq = api_number(&a, "seq");
	play = play_well(&t, 0);
	assert_int_equal(play.sent.refused, 0);
	assert_int_equal(play.sent.done, play.plan->count);
	assert_int_equal(play.teller.units_made, 0);
	play_close(&play);
	api_get(&a, NULL, "/v1/health");
	/* Setting the clock is the one thing that was done again. */
	assert_int_equal(api_number(&a, "seq"), seq + 1);
	api_get(&a, API_OWNER, "/v1/records/assignment");
	assert_int_equal(api_count(&a, "records"), 1);
	drop_files(&t);
	api_remove(&a);
}

static void
a_grown_file_adds_only_what_is_new(void **state)
{
	struct api a;
	struct playing t;
	struct play play;

	(void)state;
	make_played(&a, &t, ONE_CALL);
	prepare(&t, &a,
	    "2,Fight,Street,2026-11-20 13:00:00,2-P1,P1,"
	    "2026-11-20 13:01:00,,2026-11-20 13:20:00,\n" ONE_CALL);
	play = play_well(&t, 0);
	assert_int_equal(play.sent.refused, 0);
	play_close(&play);
	api_get(&a, API_OWNER, "/v1/records/incident");
	assert_int_equal(api_count(&a, "records"), 2);
	api_get(&a, API_OWNER, "/v1/records/assignment");
	assert_int_equal(api_count(&a, "records"), 2);
	drop_files(&t);
	api_remove(&a);
}

static void
what_is_refused_is_told_and_the_rest_goes_on(void **state)
{
	struct api a;
	struct playing t;
	struct play play;

	(void)state;
	api_make(&a, true);
	/* One unit twice at once on one call: the second order cannot be. */
	prepare(&t, &a,
	    ONE_CALL "1,Theft,Market,2026-11-20 12:00:00,1-P1b,P1,"
	             "2026-11-20 12:02:00,,,settled\n"
	             "2,Theft,Square,2026-11-20 12:30:00,,,,,,\n");
	play = play_well(&t, 0);
	assert_int_equal(play.sent.refused, 1);
	assert_int_equal(play.sent.refusal[0].problem.code, PROBLEM_UNIT_TAKEN);
	play_close(&play);
	api_get(&a, API_OWNER, "/v1/records/incident");
	assert_int_equal(api_count(&a, "records"), 2);
	drop_files(&t);
	api_remove(&a);
}

/* Recorded no earlier than it happened: the clock had come to it. */
static void
at_a_pace_nothing_is_told_before_its_time(void **state)
{
	struct api a;
	struct playing t;
	struct play play;

	(void)state;
	api_make(&a, true);
	prepare(&t, &a, ONE_CALL);
	play = play_well(&t, 3600);
	assert_int_equal(play.sent.refused, 0);
	play_close(&play);
	api_get(&a, NULL, "/v1/health");
	assert_int_equal(api_number(&a, "speed"), 3600);
	api_get(&a, API_OWNER, "/v1/records/incident");
	assert_true(api_number(&a, "records.0.at") >=
	            api_number(&a, "records.0.ended"));
	api_get(&a, API_OWNER, "/v1/records/assignment");
	assert_true(api_number(&a, "records.0.at") >=
	            api_number(&a, "records.0.reported"));
	drop_files(&t);
	api_remove(&a);
}

static bool
stop_at_once(void *ctx, const struct send_result *r, size_t of, msec_t at)
{
	(void)ctx;
	(void)r;
	(void)of;
	(void)at;
	return false;
}

static void
one_that_was_stopped_says_how_far_it_came(void **state)
{
	struct api a;
	struct playing t;
	struct problem p = {0};
	struct play play;
	struct play_options o;

	(void)state;
	api_make(&a, true);
	prepare(&t, &a, ONE_CALL);
	o = (struct play_options){.to = &t.to,
	    .file = t.file,
	    .map = t.map,
	    .speed = 1,
	    .progress = stop_at_once};
	assert_int_equal(play_run(&o, &play, &p), PROBLEM_NONE);
	assert_false(play.whole);
	assert_true(play.sent.done < play.plan->count);
	play_close(&play);
	drop_files(&t);
	api_remove(&a);
}

static void
the_shipped_shift_finds_all_its_categories(void **state)
{
	struct api a;
	struct problem p = {0};
	struct address to;
	struct play play;
	struct play_options o = {.to = &to, .map = "shift"};
	char file[512], said[512];

	(void)state;
	api_make(&a, true);
	assert_true(
	    shipped_path("../demo/louqiao/shift.csv", file, sizeof(file)));
	assert_int_equal(address_read(&to, a.socket, &p), PROBLEM_NONE);
	o.file = file;
	if (play_run(&o, &play, &p))
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	assert_true(play.whole);
	assert_int_equal(play.sent.refused, 0);
	assert_int_equal(play.teller.categories_made, 0);
	api_get(&a, API_OWNER, "/v1/records/incident?limit=100");
	assert_int_equal(api_count(&a, "records"), play.day->calls);
	play_close(&play);
	api_remove(&a);
}

#define MONTCO "calls/montco_911.csv.xz"
#define MONTCO_ROWS 2000

/* The first rows of the file, for no test needs all 99,492. */
static void
cut_calls(const char *from, const char *to)
{
	struct problem p = {0};
	struct source *s;
	const char *bytes;
	size_t len = 1, lines = 0;
	FILE *out = fopen(to, "w");

	assert_non_null(out);
	assert_int_equal(source_open(from, &s, &p), PROBLEM_NONE);
	while (lines <= MONTCO_ROWS && len > 0) {
		assert_int_equal(source_read(s, &bytes, &len, &p), 0);
		for (size_t i = 0; i < len && lines <= MONTCO_ROWS; i++) {
			fputc(bytes[i], out);
			lines += bytes[i] == '\n';
		}
	}
	source_close(s);
	assert_int_equal(fclose(out), 0);
}

static void
calls_without_units_fill_the_queue(void **state)
{
	struct api a;
	struct problem p = {0};
	struct address to;
	struct play play;
	struct play_options o = {.to = &to};
	char from[4096], file[128], said[512];

	(void)state;
	if (!data_path(MONTCO, from, sizeof(from))) {
		fprintf(stderr, "skipped: %s is not here\n", MONTCO);
		skip();
	}
	api_make(&a, true);
	snprintf(file, sizeof(file), "%s/montco.csv", a.top);
	cut_calls(from, file);
	assert_int_equal(address_read(&to, a.socket, &p), PROBLEM_NONE);
	o.file = file; /* its map is guessed */
	if (play_run(&o, &play, &p))
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	assert_string_equal(play.map->name, "montco-911");
	assert_int_equal(play.day->calls, MONTCO_ROWS);
	assert_int_equal(play.sent.done, MONTCO_ROWS);
	assert_int_equal(play.sent.refused, 0);
	play_close(&play);
	api_get(&a, API_OWNER, "/v1/records/incident?state=pending&limit=1");
	assert_string_equal(api_text(&a, "records.0.source"), "replay");
	unlink(file);
	api_remove(&a);
}

/* ---- simulated units ---- */

struct simulation {
	struct sim_options o;
	pthread_t thread;
	enum problem_code code;
	struct problem problem;
	size_t played;
};

static void *
simulate(void *arg)
{
	struct simulation *s = arg;

	s->code = sim_run(&s->o, &s->played, &s->problem);
	return NULL;
}

/* Waits until the order has an answer that ends it; its state. */
static const char *
wait_reported(struct api *a)
{
	const struct timespec pause = {0, 50000000};

	for (int i = 0; i < PATIENCE_S * 20; i++) {
		api_get(a, API_OWNER, "/v1/records/assignment/order");
		if (strcmp(api_text(a, "state"), "reported") == 0 ||
		    strcmp(api_text(a, "state"), "declined") == 0)
			return api_text(a, "state");
		nanosleep(&pause, NULL);
	}
	fail_msg("the unit does not get on: %s", a->body);
	return "";
}

static void
make_order(struct api *a)
{
	assert_int_equal(
	    api_command(a, API_OWNER, "put",
	        "{\"record\":{\"kind\":\"unit\",\"id\":\"U1\","
	        "\"station\":\"S1\",\"callsign\":\"P1\",\"class\":\"sworn\","
	        "\"mobility\":\"car\",\"duty\":\"patrol\",\"alone\":true,"
	        "\"home\":{\"lat\":27.95,\"lon\":120.6}}}"),
	    200);
	assert_int_equal(
	    api_command(a, API_OWNER, "new",
	        "{\"incident\":\"i1\",\"station\":\"S1\",\"place\":\"x\","
	        "\"spot\":{\"lat\":27.955,\"lon\":120.605}}"),
	    200);
	assert_int_equal(api_command(a, API_OWNER, "dispatch",
	                     "{\"incident\":\"i1\",\"units\":[\"U1\"],"
	                     "\"assignments\":[\"order\"]}"),
	    200);
	assert_int_equal(
	    api_command(a, API_OWNER, "clock", "{\"speed\":600}"), 200);
}

static void
a_simulated_unit_carries_out_its_order(void **state)
{
	static char *const units[] = {(char *)(uintptr_t) "P1"};
	struct api a;
	struct address to;
	struct problem p = {0};
	int stop[2];
	struct simulation s = {.o = {.to = &to, .seed = 3}};

	(void)state;
	api_make(&a, true);
	assert_int_equal(address_read(&to, a.socket, &p), PROBLEM_NONE);
	assert_int_equal(pipe(stop), 0);
	s.o.units = units;
	s.o.count = 1;
	s.o.stop_fd = stop[0];
	make_order(&a);
	assert_int_equal(pthread_create(&s.thread, NULL, simulate, &s), 0);
	assert_string_equal(wait_reported(&a), "reported");
	/* It told every step itself: none is by voice, none inferred. */
	assert_string_equal(api_text(&a, "voiced"), "");
	assert_string_equal(api_text(&a, "inferred"), "");
	assert_true(api_number(&a, "delivered") > 0);
	assert_true(api_number(&a, "onscene") > api_number(&a, "enroute"));
	api_get(&a, API_OWNER, "/v1/positions");
	assert_string_equal(api_text(&a, "positions.0.unit"), "U1");
	assert_int_equal(write(stop[1], "", 1), 1);
	assert_int_equal(pthread_join(s.thread, NULL), 0);
	assert_int_equal(s.code, PROBLEM_NONE);
	assert_int_equal(s.played, 2); /* P1 of both stations */
	close(stop[0]);
	close(stop[1]);
	api_remove(&a);
}

static void
a_live_central_takes_no_simulated_unit(void **state)
{
	struct api a;
	struct address to;
	struct problem p = {0};
	size_t played;
	const struct sim_options o = {.to = &to, .stop_fd = -1};

	(void)state;
	api_make(&a, false);
	assert_int_equal(address_read(&to, a.socket, &p), PROBLEM_NONE);
	assert_int_equal(sim_run(&o, &played, &p), PROBLEM_USAGE);
	assert_int_equal(played, 0);
	api_remove(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_live_central_takes_no_replay),
	    cmocka_unit_test(
	        a_call_comes_with_its_times_and_uses_what_is_there),
	    cmocka_unit_test(the_same_file_twice_is_once),
	    cmocka_unit_test(a_grown_file_adds_only_what_is_new),
	    cmocka_unit_test(what_is_refused_is_told_and_the_rest_goes_on),
	    cmocka_unit_test(at_a_pace_nothing_is_told_before_its_time),
	    cmocka_unit_test(one_that_was_stopped_says_how_far_it_came),
	    cmocka_unit_test(the_shipped_shift_finds_all_its_categories),
	    cmocka_unit_test(calls_without_units_fill_the_queue),
	    cmocka_unit_test(a_simulated_unit_carries_out_its_order),
	    cmocka_unit_test(a_live_central_takes_no_simulated_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
