/*
 * What became of tasks, counted at the central, and the records behind each
 * figure: by officer, area and day, for who may see them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "tests/lib/api.h"

static int
setup(void **state)
{
	static const char *const puts[] = {
	    "{\"record\":{\"kind\":\"officer\",\"id\":\"li\",\"station\":"
	    "\"S1\",\"name\":\"Li\"}}",
	    "{\"record\":{\"kind\":\"officer\",\"id\":\"wu\",\"station\":"
	    "\"S2\",\"name\":\"Wu\"}}",
	    "{\"record\":{\"kind\":\"grid\",\"id\":\"g1\",\"station\":\"S1\","
	    "\"name\":\"G1\",\"officer\":\"li\"}}",
	    "{\"record\":{\"kind\":\"setting\",\"id\":\"index.on-time\","
	    "\"topic\":\"index\",\"name\":\"on-time\",\"weight\":3}}",
	    "{\"record\":{\"kind\":\"setting\",\"id\":\"index.overdue\","
	    "\"topic\":\"index\",\"name\":\"overdue\",\"weight\":-2}}",
	};
	struct api *a = calloc(1, sizeof(*a));

	assert_non_null(a);
	api_make(a, true);
	for (size_t i = 0; i < COUNT_OF(puts); i++)
		if (api_command(a, API_OWNER, "put", puts[i]) != 200)
			fail_msg("%s", a->body);
	*state = a;
	return 0;
}

static int
teardown(void **state)
{
	api_remove(*state);
	free(*state);
	return 0;
}

/* A task as it would have been left, whole. */
static void
bring(struct api *a, const char *id, const char *more)
{
	char body[512];

	snprintf(body, sizeof(body),
	    "{\"record\":{\"kind\":\"task\",\"id\":\"%s\",\"station\":\"S1\","
	    "\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"x\",\"title\":\"x\","
	    "\"officer\":\"li\",\"area\":\"g1\",%s}}",
	    id, more);
	if (api_command(a, API_OWNER, "restore", body) != 200)
		fail_msg("%s: %s", body, a->body);
}

static void
bring_all(struct api *a)
{
	bring(a, "t1",
	    "\"state\":\"checked\",\"weight\":2,\"due\":946600000000,"
	    "\"finished\":946590000000,\"ended\":946591000000");
	bring(a, "t2",
	    "\"state\":\"done\",\"due\":946600000000,"
	    "\"finished\":946601000000,\"returned\":2");
	bring(a, "t3", "\"state\":\"open\",\"due\":946610000000");
	bring(a, "t4",
	    "\"state\":\"dropped\",\"due\":946610000000,\"merged\":\"t3\"");
}

#define WINDOW "&from=940000000000&to=950000000000"

static void
each_task_counts_once_for_each_figure_and_weighs_as_it_was_set(void **state)
{
	struct api *a = *state;

	bring_all(a);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties?by=officer" WINDOW), 200);
	assert_int_equal(api_count(a, "rows"), 1);
	assert_string_equal(api_text(a, "rows.0.id"), "li");
	assert_int_equal(api_number(a, "rows.0.given"), 3);
	assert_int_equal(api_number(a, "rows.0.on-time"), 1);
	assert_int_equal(api_number(a, "rows.0.late"), 1);
	assert_int_equal(api_number(a, "rows.0.overdue"), 1);
	assert_int_equal(api_number(a, "rows.0.returned"), 1);
	assert_int_equal(api_number(a, "rows.0.index"), 2 * 3 - 2);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties?by=area" WINDOW), 200);
	assert_string_equal(api_text(a, "rows.0.id"), "g1");
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties?by=day" WINDOW), 200);
	assert_int_equal(api_count(a, "rows"), 1);
}

static void
every_figure_opens_the_records_behind_it(void **state)
{
	static const struct {
		const char *figure, *id;
		int count;
	} rows[] = {{"given", "t1", 3}, {"on-time", "t1", 1}, {"late", "t2", 1},
	    {"overdue", "t3", 1}, {"returned", "t2", 1}, {"reopened", "", 0},
	    {"dropped", "", 0}};
	struct api *a = *state;
	char target[96];

	bring_all(a);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		snprintf(target, sizeof(target),
		    "/v1/duties/%s?officer=li" WINDOW, rows[i].figure);
		assert_int_equal(api_get(a, API_OWNER, target), 200);
		assert_int_equal(api_count(a, "records"), rows[i].count);
		if (rows[i].count)
			assert_string_equal(
			    api_text(a, "records.0.id"), rows[i].id);
	}
	/* A page at a time. */
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties/given?limit=2" WINDOW), 200);
	assert_int_equal(api_count(a, "records"), 2);
	snprintf(target, sizeof(target),
	    "/v1/duties/given?limit=2&after=%s" WINDOW, api_text(a, "next"));
	assert_int_equal(api_get(a, API_OWNER, target), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_string_equal(api_text(a, "records.0.id"), "t3");
}

static void
what_is_nobodys_and_in_no_area_is_counted_and_opened(void **state)
{
	struct api *a = *state;
	static const char body[] =
	    "{\"record\":{\"kind\":\"task\",\"id\":\"t9\",\"station\":\"S1\","
	    "\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"x\",\"title\":\"x\","
	    "\"state\":\"open\",\"due\":946610000000}}";

	bring_all(a);
	assert_int_equal(api_command(a, API_OWNER, "restore", body), 200);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties?by=area" WINDOW), 200);
	assert_string_equal(api_text(a, "rows.0.id"), "-");
	assert_int_equal(api_number(a, "rows.0.overdue"), 1);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties/overdue?area=-" WINDOW), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_string_equal(api_text(a, "records.0.id"), "t9");
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties/given?officer=-" WINDOW), 200);
	assert_int_equal(api_count(a, "records"), 1);
}

static void
another_station_sees_none_of_it(void **state)
{
	struct api *a = *state;
	char there[API_WHO];

	bring_all(a);
	api_account(a, "there", "dispatcher", "S2", NULL, there);
	assert_int_equal(
	    api_get(a, there, "/v1/duties?by=officer" WINDOW), 200);
	assert_int_equal(api_count(a, "rows"), 0);
	assert_int_equal(
	    api_get(a, there, "/v1/duties/given?officer=li" WINDOW), 200);
	assert_int_equal(api_count(a, "records"), 0);
}

static void
repeats_of_an_area_are_its_incidents(void **state)
{
	struct api *a = *state;

	bring_all(a);
	for (int n = 1; n <= 2; n++) {
		char body[512];

		snprintf(body, sizeof(body),
		    "{\"record\":{\"kind\":\"incident\",\"id\":\"i%d\","
		    "\"station\":\"S1\",\"rev\":1,\"seq\":1,\"at\":1,"
		    "\"by\":\"x\",\"number\":\"20000101-000%d\","
		    "\"state\":\"closed\",\"priority\":3,\"grid\":\"g1\","
		    "\"reported\":946600000000%s}}",
		    n, n, n == 2 ? ",\"repeat\":\"i1\"" : "");
		if (api_command(a, API_OWNER, "restore", body) != 200)
			fail_msg("%s", a->body);
	}
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties?by=area" WINDOW), 200);
	assert_int_equal(api_number(a, "rows.0.repeats"), 1);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/duties/repeats?area=g1" WINDOW), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_string_equal(api_text(a, "records.0.id"), "i2");
}

/* A version that knew fewer columns made it: serving brings it up to date. */
static void
a_store_of_an_older_version_is_served(void **state)
{
	struct api *a = *state;
	char path[160];
	sqlite3 *db;

	api_close(a);
	snprintf(path, sizeof(path), "%s/store.db", a->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "ALTER TABLE task DROP COLUMN result",
	                     NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	api_open(a);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/task"), 200);
}

int
main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
	    WITH(
	        each_task_counts_once_for_each_figure_and_weighs_as_it_was_set),
	    WITH(every_figure_opens_the_records_behind_it),
	    WITH(what_is_nobodys_and_in_no_area_is_counted_and_opened),
	    WITH(another_station_sees_none_of_it),
	    WITH(repeats_of_an_area_are_its_incidents),
	    WITH(a_store_of_an_older_version_is_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
