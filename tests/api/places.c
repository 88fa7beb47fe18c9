/*
 * Places found and heat counted at the central: what they answer, and that
 * they tell nobody of what he may not see.
 */
#include "tests/lib/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/pinyin.h"

static void
put(struct api *a, const char *record)
{
	char body[1024];

	snprintf(body, sizeof(body), "{\"record\":%s}", record);
	if (api_command(a, API_OWNER, "put", body) != 200)
		fail_msg("%s", a->body);
}

static void
put_place(struct api *a, const char *id, const char *station, const char *name,
    double lat)
{
	char record[512];

	snprintf(record, sizeof(record),
	    "{\"kind\":\"place\",\"id\":\"%s\",\"station\":\"%s\",\"name\":"
	    "\"%s\",\"spot\":{\"lat\":%.4f,\"lon\":120.65}}",
	    id, station, name, lat);
	put(a, record);
}

static void
put_incident(struct api *a, const char *id, const char *station,
    const char *place, double lat)
{
	char body[512];

	snprintf(body, sizeof(body),
	    "{\"incident\":\"%s\",\"station\":\"%s\",\"place\":\"%s\","
	    "\"category\":\"category.theft\",\"spot\":{\"lat\":%.4f,"
	    "\"lon\":120.65}}",
	    id, station, place, lat);
	if (api_command(a, API_OWNER, "new", body) != 200)
		fail_msg("%s", a->body);
}

static void
fill(struct api *a)
{
	put_place(a, "p1", "S1", "Mission Dolores", 28.01);
	put_place(a, "p2", "S1", "Old Mission", 28.02);
	put_place(a, "p3", "S1", "中心公园", 28.03);
	put_incident(a, "i1", "S1", "3900 Block of MISSION ST", 28.00);
	put_incident(a, "i2", "S1", "4100 Mission St, rear", 28.02);
	put_incident(a, "i3", "S2", "4000 Mission St", 28.5);
}

static void
a_name_is_found_the_beginning_first_and_page_by_page(void **state)
{
	struct api *a = *state;

	fill(a);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=mission"), 200);
	assert_int_equal(api_count(a, "places"), 2);
	assert_string_equal(api_text(a, "places.0.id"), "p1");
	assert_string_equal(api_text(a, "places.0.kind"), "place");
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=mission&limit=1"), 200);
	assert_int_equal(api_count(a, "places"), 1);
	assert_int_equal(api_number(a, "next"), 1);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=mission&limit=1&after=1"),
	    200);
	assert_string_equal(api_text(a, "places.0.id"), "p2");
	assert_null(strstr(a->body, "next"));
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=nowhere"), 200);
	assert_int_equal(api_count(a, "places"), 0);
}

static void
pinyin_finds_a_name(void **state)
{
	struct api *a = *state;

	if (!pinyin_known())
		skip();
	fill(a);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=zxgy&near=28,120.6"), 200);
	assert_string_equal(api_text(a, "places.0.name"), "中心公园");
	assert_true(api_number(a, "places.0.metres") > 4000);
}

static void
an_address_lies_between_those_that_one_may_see(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	fill(a);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/places?search=4000%20mission"), 200);
	assert_int_equal(api_number(a, "places.0.below"), 4000);
	api_account(a, "desk", "dispatcher", "S1", NULL, who);
	assert_int_equal(
	    api_get(a, who, "/v1/places?search=4000%20mission"), 200);
	assert_int_equal(api_count(a, "places"), 1);
	assert_int_equal(api_number(a, "places.0.below"), 3900);
	assert_int_equal(api_number(a, "places.0.above"), 4100);
	assert_true(strstr(a->body, "\"lat\":28.01") ||
	            strstr(a->body, "\"lat\":28.00999"));
}

static void
a_bad_question_for_places_is_refused(void **state)
{
	static const char *const bad[] = {"/v1/places",
	    "/v1/places?search=x&near=28", "/v1/places?search=x&near=128,1",
	    "/v1/places?search=x&limit=51", "/v1/places?search=x&x=1",
	    "/v1/heat?by=circle", "/v1/heat?metres=1", "/v1/heat?hour=24"};
	struct api *a = *state;

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (api_get(a, API_OWNER, bad[i]) / 100 != 4)
			fail_msg("%s", bad[i]);
}

static void
heat_counts_what_one_may_see_in_cells_and_hours(void **state)
{
	struct api *a = *state;
	char who[API_WHO];
	int64_t hours = 0;

	fill(a);
	put_incident(a, "i4", "S1", "here", 28.0000);
	api_incident(a, "S1", "i5");
	assert_int_equal(api_get(a, API_OWNER, "/v1/heat?metres=500"), 200);
	assert_int_equal(api_number(a, "total"), 4);
	assert_int_equal(api_number(a, "nowhere"), 1);
	assert_int_equal(api_count(a, "cells"), 3);
	assert_int_equal(api_number(a, "cells.0.count"), 2);
	assert_int_equal(api_count(a, "hours"), 24);
	for (int h = 0; h < 24; h++) {
		char path[16];

		snprintf(path, sizeof(path), "hours.%d", h);
		hours += api_number(a, path);
	}
	assert_int_equal(hours, 5);
	api_account(a, "desk", "dispatcher", "S1", NULL, who);
	assert_int_equal(api_get(a, who, "/v1/heat"), 200);
	assert_int_equal(api_number(a, "total"), 3);
	assert_int_equal(
	    api_get(a, who, "/v1/heat?category=category.other"), 200);
	assert_int_equal(api_number(a, "total"), 0);
	/* What the console asks for; noon of 1970 has nobody. */
	assert_int_equal(
	    api_get(a, who, "/v1/heat?from=0&by=hexagon&metres=500"), 200);
	assert_int_equal(api_number(a, "total"), 3);
	assert_int_equal(api_get(a, who, "/v1/heat?from=0&to=1&hour=12"), 200);
	assert_int_equal(api_number(a, "total"), 0);
	assert_int_equal(api_get(a, who, "/v1/heat?hour=-1") / 100, 4);
	assert_int_equal(api_get(a, who, "/v1/heat?to=1"), 200);
	assert_int_equal(api_count(a, "cells"), 0);
	assert_int_equal(api_get(a, who, "/v1/heat?by=grid"), 200);
	assert_int_equal(api_number(a, "nowhere"), 4);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_name_is_found_the_beginning_first_and_page_by_page),
	    TEST(pinyin_finds_a_name),
	    TEST(an_address_lies_between_those_that_one_may_see),
	    TEST(a_bad_question_for_places_is_refused),
	    TEST(heat_counts_what_one_may_see_in_cells_and_hours),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
