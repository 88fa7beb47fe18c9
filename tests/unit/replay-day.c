/*
 * Maps, the rows read by them, and the plan made of these.
 */
#include "replay/map-find.h"
#include "replay/plan.h"

#include "tests/lib/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "name: t\ntime: \"%Y-%m-%d %H:%M\"\nstation: {id: s, name: S}\n"
#define COLUMNS                                                             \
	"columns: {call: no, category: what, priority: pri, place: where, " \
	"spot: at, reported: told, response: id, unit: unit, class: kind, " \
	"dispatched: sent, enroute: out, onscene: there, conveying: left, " \
	"cleared: free, reported_out: free, outcome: end}\n"
#define TITLES                                                             \
	"no,what,pri,where,at,told,id,unit,kind,sent,out,there,left,free," \
	"end\n"

static char dir[] = "/tmp/watchroom-day.XXXXXX";
static char map_path[128], csv_path[128];

static void
write_file(char path[128], const char *name, const char *text)
{
	FILE *f;

	snprintf(path, 128, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static struct map *
good_map(const char *text)
{
	struct map *m;
	struct problem p = {0};
	char said[512];

	write_file(map_path, "t.yaml", text);
	if (map_read(map_path, &m, &p))
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	return m;
}

static void
bad_map(const char *text, const char *want)
{
	struct map *m;
	struct problem p = {0};
	char said[512], line[700];

	write_file(map_path, "t.yaml", text);
	assert_int_not_equal(map_read(map_path, &m, &p), PROBLEM_NONE);
	assert_null(m);
	snprintf(line, sizeof(line), "%s:%s", map_path, want);
	assert_string_equal(problem_text(&p, said, sizeof(said)), line);
}

/* The day of that text; NULL with *p set when it is refused. */
static struct day *
read_text(const struct map *m, const char *csv, msec_t now, struct problem *p)
{
	struct rows *rows;
	struct day *d = NULL;

	write_file(csv_path, "t.csv", csv);
	if (rows_open(csv_path, &rows, p))
		return NULL;
	if (day_read(rows, m, now, &d, p))
		d = NULL;
	rows_close(rows);
	return d;
}

static struct day *
good_day(const struct map *m, const char *csv)
{
	struct problem p = {0};
	struct day *d = read_text(m, csv, 0, &p);
	char said[512];

	if (!d)
		fail_msg("%s", problem_text(&p, said, sizeof(said)));
	return d;
}

static void
bad_day(const struct map *m, const char *csv, const char *want)
{
	struct problem p = {0};
	char said[512], line[700];

	assert_null(read_text(m, csv, 0, &p));
	snprintf(line, sizeof(line), "%s:%s", csv_path, want);
	assert_string_equal(problem_text(&p, said, sizeof(said)), line);
}

static void
a_map_says_what_is_wrong_and_where(void **state)
{
	(void)state;
	bad_map(HEAD "columns: {place: where, reported: told, uint: u}\n",
	    "4: uint is not known; did you mean unit?");
	bad_map(HEAD "columns: {place: where}\n",
	    "4: columns for place and reported are missing");
	bad_map(HEAD "columns: {place: p, reported: r, unit: u}\n",
	    "4: unit needs dispatched, and dispatched unit");
	bad_map(HEAD "columns: {place: p, reported: r, lat: y}\n",
	    "4: lat needs lon, and lon lat");
	bad_map(HEAD "columns: {place: p, reported: r}\npriorities: {E: 5}\n",
	    "5: E: 5 is not a priority from 1 to 4");
	bad_map(HEAD "columns: {place: p, reported: r}\n"
	             "categories:\n  - {word: Fire}\n  - {word: X, prio: 1}\n",
	    "7: prio is not known; did you mean priority?");
	bad_map(HEAD "zone: Mars/Olympus\n"
	             "columns: {place: p, reported: r}\n",
	    "1: zone: there is no such zone");
}

static void
words_and_beginnings_of_words_find_their_rows(void **state)
{
	struct map *m = good_map(HEAD COLUMNS
	    "categories:\n"
	    "  - {word: \"EMS: CARDIAC*\", priority: 1}\n"
	    "  - {word: \"EMS: *\", priority: 2}\n"
	    "  - {word: Theft, name: theft}\n"
	    "units: [{word: TRUCK, class: rescue, mobility: boat}]\n"
	    "priorities: {E: 1}\nsources: {hotline: above}\n");

	(void)state;
	assert_int_equal(map_category(m, "EMS: CARDIAC ARREST")->priority, 1);
	assert_int_equal(map_category(m, "EMS: FALL")->priority, 2);
	assert_string_equal(map_category(m, "Theft")->name, "theft");
	assert_null(map_category(m, "Theft of a bicycle"));
	assert_int_equal(map_unit(m, "TRUCK")->mobility, MOVES_BOAT);
	assert_int_equal(map_unit(m, "?")->class, CLASS_SWORN);
	assert_int_equal(map_word(&m->priorities, "E"), 1);
	assert_int_equal(map_word(&m->priorities, "F"), -1);
	assert_int_equal(map_word(&m->sources, "hotline"), SOURCE_ABOVE);
	map_free(m);
}

static void
rows_of_one_number_are_one_call(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m, TITLES
	    "7,Theft,2,\"Market, east\",\"(27.5, 120.25)\",2026-11-20 19:50,"
	    "7-P1,P1,CAR,2026-11-20 19:51,2026-11-20 19:52,,,"
	    "2026-11-20 20:10,settled\n"
	    "8,Fight,,Street,,2026-11-20 19:55,,,,,,,,,\n"
	    "7,Theft,2,\"Market, east\",\"(27.5, 120.25)\",2026-11-20 19:50,"
	    "7-P2,P2,CAR,2026-11-20 19:53,,,,,settled\n");

	(void)state;
	assert_int_equal(d->rows, 3);
	assert_int_equal(d->calls, 2);
	assert_int_equal(d->responses, 2);
	assert_string_equal(d->call[0].place, "Market, east");
	assert_string_equal(d->call[0].external, "7");
	assert_true(d->call[0].spot.lat == 27.5);
	assert_true(d->call[0].spot.lon == 120.25);
	assert_int_equal(d->call[0].priority, 2);
	assert_string_equal(d->call[0].outcome, "settled");
	assert_int_equal(d->call[1].priority, 0);
	assert_string_equal(day_category(d, d->call[1].category), "Fight");
	assert_int_equal(d->response[1].call, 0);
	assert_string_equal(day_callsign(d, d->response[1].unit), "P2");
	/* 2026-11-20 19:51 UTC; what the file lacks stays missing. */
	assert_int_equal(
	    d->response[0].time[DAY_DISPATCHED], INT64_C(1795204260000));
	assert_int_equal(d->response[0].time[DAY_ONSCENE], 0);
	assert_int_equal(d->response[1].time[DAY_CLEARED], 0);
	assert_int_equal(d->odd[ODD_DISORDER], 0);
	day_free(d);
	map_free(m);
}

static void
times_out_of_order_are_kept_and_listed(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m,
	    TITLES "1,T,,A,,2026-11-20 19:50,1-P1,P1,,2026-11-20 19:51,"
	           "2026-11-20 19:52,2026-11-20 19:58,2026-11-20 20:20,"
	           "2026-11-20 20:10,\n"
	           "2,T,,A,,2026-11-20 19:50,2-P1,P1,,2026-11-20 19:51,"
	           "2026-11-20 19:52,2026-11-20 19:58,,2026-11-20 20:10,\n");

	(void)state;
	assert_int_equal(d->odd[ODD_DISORDER], 1);
	assert_int_equal(d->oddities, 1);
	assert_int_equal(d->oddity[0].line, 2);
	assert_string_equal(d->oddity[0].key, "1-P1");
	assert_string_equal(
	    d->oddity[0].what, "free 20:10:00 is before left 20:20:00");
	assert_true(d->response[0].time[DAY_CLEARED] <
	            d->response[0].time[DAY_CONVEYING]);
	day_free(d);
	map_free(m);
}

static void
what_cannot_be_read_refuses_the_file_with_its_line(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);

	(void)state;
	bad_day(m, TITLES "1,T,,A,,yesterday,,,,,,,,,\n",
	    "2: told: yesterday is not %Y-%m-%d %H:%M");
	bad_day(m, TITLES "1,T,,A,,,,,,,,,,,\n",
	    "2: told: it is not a time: it is empty");
	bad_day(m, TITLES "1,T,,A,(91; 2),2026-11-20 19:50,,,,,,,,,\n",
	    "2: at: (91; 2) is not a place as (lat, lon)");
	bad_day(m, TITLES "1,T,,A,\"(91, 2)\",2026-11-20 19:50,,,,,,,,,\n",
	    "2: at: (91, 2) is not a place as (lat, lon)");
	bad_day(m, "no,what\n1,T\n",
	    "1: there is no column pri, which the map t wants");
	map_free(m);
}

static void
a_response_that_is_there_twice_is_told_once_and_listed(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m,
	    TITLES "1,T,,A,,2026-11-20 19:50,x,P1,,2026-11-20 19:51,,,,,\n"
	           "1,T,,A,,2026-11-20 19:50,x,P1,,2026-11-20 19:51,,,,,\n"
	           "1,T,,A,,2026-11-20 19:50,y,P2,,,,,,,\n");

	(void)state;
	assert_int_equal(d->responses, 2);
	assert_int_equal(d->odd[ODD_TWICE], 1);
	assert_int_equal(d->odd[ODD_UNSENT], 1);
	assert_int_equal(
	    d->response[1].time[DAY_DISPATCHED], d->call[0].reported);
	day_free(d);
	map_free(m);
}

#define ROWS_MAP                                                    \
	HEAD "columns: {place: where, area: town, reported: told, " \
	     "narrative: text}\n"

static void
rows_without_a_number_are_a_call_each_also_equal_ones(void **state)
{
	struct map *m = good_map(ROWS_MAP);
	struct day *d = good_day(m, "where,town,told,text\n"
	                            "A,X,2026-11-20 19:50,one\n"
	                            "A,X,2026-11-20 19:50,one\n"
	                            ",X,2026-11-20 19:50,one\n"
	                            ",,2026-11-20 19:50,one\n"
	                            "A,X,2026-11-20 19:50,one\n");

	(void)state;
	assert_int_equal(d->calls, 5);
	for (size_t i = 0; i < 5; i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(d->call[i].key, d->call[k].key);
	assert_null(d->call[0].external);
	assert_string_equal(d->call[0].place, "A, X");
	assert_string_equal(d->call[2].place, "X");
	assert_string_equal(d->call[3].place, "-");
	day_free(d);
	map_free(m);
}

static void
hostile_text_becomes_marks_and_is_cut_at_a_character(void **state)
{
	struct map *m = good_map(ROWS_MAP);
	struct buf csv = {0};
	struct day *d;

	(void)state;
	buf_puts(&csv, "where,town,told,text\n"
	               "a\x1b[2Jb,\xff,2026-11-20 19:50,\"x\ty\"\n");
	for (int i = 0; i < 60; i++)
		buf_puts(&csv, "派出所");
	buf_puts(&csv, ",,2026-11-20 19:50,\n");
	d = good_day(m, buf_str(&csv));
	assert_string_equal(d->call[0].place, "a<1B>[2Jb, <xFF>");
	assert_string_equal(d->call[0].narrative, "x\ty");
	assert_int_equal(strlen(d->call[1].place), 159);
	assert_int_equal(d->odd[ODD_CUT], 1);
	day_free(d);
	map_free(m);
	buf_free(&csv);
}

/* 2026-11-20 12:00 UTC is 20:00 in Shanghai. */
#define NOON INT64_C(1795176000000)
#define TIMES_MAP                                            \
	"name: t\ntime: \"%H:%M:%S\"\nzone: Asia/Shanghai\n" \
	"station: {id: s, name: S}\n"                        \
	"columns: {place: where, reported: told}\n"

static void
times_of_day_are_today_or_all_tomorrow(void **state)
{
	const char *csv = "where,told\nA,19:50:00\nB,20:10:00\n";
	struct map *m = good_map(TIMES_MAP);
	struct problem p = {0};
	struct day *d = read_text(m, csv, NOON, &p);

	(void)state;
	assert_non_null(d);
	assert_int_equal(d->call[0].reported, NOON - 10 * TIME_MINUTE);
	assert_int_equal(d->call[1].reported, NOON + 10 * TIME_MINUTE);
	day_free(d);
	d = read_text(m, csv, NOON + TIME_HOUR, &p);
	assert_non_null(d);
	assert_int_equal(
	    d->call[0].reported, NOON - 10 * TIME_MINUTE + TIME_DAY);
	assert_int_equal(d->first, d->call[0].reported);
	day_free(d);
	map_free(m);
}

/* The steps of a plan as words. */
static void
assert_plan(const struct plan *plan, const char *want)
{
	struct buf got = {0};

	for (size_t i = 0; i < plan->count; i++)
		buf_printf(&got, "%s%u:%s", i ? " " : "", plan->step[i].call,
		    command_get((enum command_id)plan->step[i].command)->name);
	assert_string_equal(buf_str(&got), want);
	buf_free(&got);
}

static void
a_plan_goes_by_time_and_a_time_that_lies_back_follows_its_own(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m,
	    TITLES "2,T,,A,,2026-11-20 20:00,2-P1,P1,,2026-11-20 20:01,,,,"
	           "2026-11-20 20:30,\n"
	           "1,T,,A,,2026-11-20 19:50,1-P1,P1,,2026-11-20 19:51,"
	           "2026-11-20 19:52,2026-11-20 19:58,2026-11-20 20:20,"
	           "2026-11-20 20:10,\n");
	struct plan *plan;

	(void)state;
	assert_int_equal(plan_make(d, &plan, NULL), PROBLEM_NONE);
	assert_plan(plan,
	    "1:new 1:dispatch 1:enroute 1:onscene 0:new 0:dispatch "
	    "1:conveying 1:clear 1:report 1:close 0:clear 0:report 0:close");
	assert_int_equal(plan->step[7].at, plan->step[6].at);
	assert_int_equal(
	    plan->step[7].happened, d->response[1].time[DAY_CLEARED]);
	assert_int_equal(plan->step[9].happened, plan->step[6].happened);
	plan_free(plan);
	day_free(d);
	map_free(m);
}

static void
a_call_with_a_response_without_end_stays_open(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m, TITLES
	    "1,T,,A,,2026-11-20 19:50,a,P1,,2026-11-20 19:51,,,,"
	    "2026-11-20 20:30,done\n"
	    "1,T,,A,,2026-11-20 19:50,b,P2,,2026-11-20 19:51,,,,,done\n");
	struct plan *plan;

	(void)state;
	assert_int_equal(plan_make(d, &plan, NULL), PROBLEM_NONE);
	assert_plan(plan, "0:new 0:dispatch 0:dispatch 0:clear 0:report");
	assert_int_equal(plan->opens, 1);
	assert_int_equal(plan->open[0], 0);
	plan_free(plan);
	day_free(d);
	map_free(m);
}

/* In each lane every step is met once, in the order of the plan. */
static void
lanes_hold_each_calls_and_each_units_steps_in_order(void **state)
{
	struct map *m = good_map(HEAD COLUMNS);
	struct day *d = good_day(m,
	    TITLES "1,T,,A,,2026-11-20 19:50,a,P1,,2026-11-20 19:51,,,,"
	           "2026-11-20 20:30,done\n"
	           "2,T,,A,,2026-11-20 19:50,b,P1,,2026-11-20 19:55,,,,"
	           "2026-11-20 20:40,done\n"
	           "1,T,,A,,2026-11-20 19:50,c,P2,,2026-11-20 19:52,,,,"
	           "2026-11-20 20:30,done\n");
	struct plan *plan;
	size_t met = 0, belong = 0;

	(void)state;
	assert_int_equal(plan_make(d, &plan, NULL), PROBLEM_NONE);
	for (uint32_t lane = 0; lane < plan->lanes; lane++) {
		uint32_t i = plan->head[lane], next;

		for (; i != PLAN_NONE; i = next) {
			const struct plan_step *s = &plan->step[i];

			next = s->lane[0] == lane ? s->after[0] : s->after[1];
			assert_true(next == PLAN_NONE || next > i);
			met++;
		}
	}
	for (size_t i = 0; i < plan->count; i++)
		belong += plan->step[i].lane[1] == PLAN_NONE ? 1 : 2;
	assert_int_equal(met, belong);
	plan_free(plan);
	day_free(d);
	map_free(m);
}

/* Each shipped map reads, and is guessed from the columns that it names. */
static void
shipped_maps_read_and_are_guessed_by_their_columns(void **state)
{
	static const char *const names[] = {"sf-fire", "montco-911", "shift"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct map *m, *guessed;
		struct buf head = {0};
		struct problem p = {0};
		struct rows *rows;
		char said[512];

		if (map_find(names[i], false, NULL, &m, &p))
			fail_msg("%s", problem_text(&p, said, sizeof(said)));
		assert_string_equal(m->name, names[i]);
		for (size_t k = 0; k < MAP_COLUMNS; k++)
			if (m->column[k] &&
			    !strstr(buf_str(&head), m->column[k]))
				buf_printf(&head, "%s,", m->column[k]);
		buf_puts(&head, "rest\n");
		write_file(csv_path, "t.csv", buf_str(&head));
		assert_int_equal(rows_open(csv_path, &rows, &p), 0);
		assert_int_equal(
		    map_find(NULL, false, &rows->csv, &guessed, &p), 0);
		assert_string_equal(guessed->name, names[i]);
		rows_close(rows);
		buf_free(&head);
		map_free(guessed);
		map_free(m);
	}
}

static void
a_map_that_is_not_there_names_those_that_are(void **state)
{
	struct problem p = {0};
	struct map *m;

	(void)state;
	assert_int_equal(
	    map_find("sf-fir", false, NULL, &m, &p), PROBLEM_USAGE);
	assert_non_null(strstr(problem_get(&p, "maps"), "sf-fire"));
	assert_null(m);
}

static void
fourteen_real_days_have_their_counts(void **state)
{
	struct problem p = {0};
	struct rows *rows;
	struct plan *plan;
	struct map *m;
	struct day *d;
	char path[4096];

	(void)state;
	if (!data_path(
	        "calls/sf_fire_2020-04-07_20.csv.xz", path, sizeof(path))) {
		fprintf(stderr, "skipped: the calls are not here "
		                "(set WATCHROOM_DATA)\n");
		skip();
	}
	assert_int_equal(
	    map_find("sf-fire", false, NULL, &m, &p), PROBLEM_NONE);
	assert_int_equal(rows_open(path, &rows, &p), PROBLEM_NONE);
	assert_int_equal(day_read(rows, m, 0, &d, &p), PROBLEM_NONE);
	assert_int_equal(d->rows, 10410);
	assert_int_equal(d->responses, 10410);
	assert_int_equal(d->units.count, 199);
	assert_int_equal(d->odd[ODD_DISORDER], 17);
	assert_int_equal(d->odd[ODD_TWICE] + d->odd[ODD_UNSENT], 0);
	assert_int_equal(d->odd[ODD_CUT], 0);
	assert_int_equal(plan_make(d, &plan, &p), PROBLEM_NONE);
	assert_int_equal(plan->opens, 2);
	plan_free(plan);
	day_free(d);
	rows_close(rows);
	map_free(m);
}

static int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int
drop_dir(void **state)
{
	(void)state;
	snprintf(map_path, sizeof(map_path), "%s/t.yaml", dir);
	snprintf(csv_path, sizeof(csv_path), "%s/t.csv", dir);
	unlink(map_path);
	unlink(csv_path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_map_says_what_is_wrong_and_where),
	    cmocka_unit_test(words_and_beginnings_of_words_find_their_rows),
	    cmocka_unit_test(rows_of_one_number_are_one_call),
	    cmocka_unit_test(times_out_of_order_are_kept_and_listed),
	    cmocka_unit_test(
	        what_cannot_be_read_refuses_the_file_with_its_line),
	    cmocka_unit_test(
	        a_response_that_is_there_twice_is_told_once_and_listed),
	    cmocka_unit_test(
	        rows_without_a_number_are_a_call_each_also_equal_ones),
	    cmocka_unit_test(
	        hostile_text_becomes_marks_and_is_cut_at_a_character),
	    cmocka_unit_test(times_of_day_are_today_or_all_tomorrow),
	    cmocka_unit_test(
	        a_plan_goes_by_time_and_a_time_that_lies_back_follows_its_own),
	    cmocka_unit_test(a_call_with_a_response_without_end_stays_open),
	    cmocka_unit_test(
	        lanes_hold_each_calls_and_each_units_steps_in_order),
	    cmocka_unit_test(
	        shipped_maps_read_and_are_guessed_by_their_columns),
	    cmocka_unit_test(a_map_that_is_not_there_names_those_that_are),
	    cmocka_unit_test(fourteen_real_days_have_their_counts),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
