/*
 * Reading: what the index shows to who asks, page by page, and nothing else.
 */
#include "tests/lib/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
a_step_names_the_states_that_it_is_based_on(void **state)
{
	const struct api_ask ask = {.who = API_OWNER, .key = "k1"};
	struct api *a = *state;
	char two[API_WHO];

	api_account(a, "seer", "dispatcher", "S1", NULL, two);
	api_incident(a, "S1", "i7");
	assert_int_equal(api_ask(a, &ask, "POST", "/v1/commands/dispatch",
	                     "{\"incident\":\"i7\",\"units\":[\"U1\"]}"),
	    428);
	assert_string_equal(api_code(a), "needs-expect");
	/* Nothing seen is for imports. */
	assert_int_equal(api_command(a, two, "dispatch",
	                     "{\"incident\":\"i7\",\"units\":[\"U1\"],"
	                     "\"expect\":{}}"),
	    403);
	assert_string_equal(api_text(a, "params.may"), why_act_unseen);
	assert_int_equal(api_command(a, two, "dispatch",
	                     "{\"incident\":\"i7\",\"units\":[\"U1\"],"
	                     "\"expect\":{\"incident/i7\":\"untaken\"}}"),
	    409);
	assert_int_equal(api_command(a, two, "dispatch",
	                     "{\"incident\":\"i7\",\"units\":[\"U1\"],"
	                     "\"expect\":{\"incident/i7\":\"pending\"}}"),
	    200);
}

static void
another_stations_incident_is_not_there(void **state)
{
	struct api *a = *state;
	char one[API_WHO], two[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	api_account(a, "two", "dispatcher", "S2", NULL, two);
	api_incident(a, "S1", "i1");
	assert_int_equal(api_get(a, one, "/v1/records/incident/i1"), 200);
	assert_int_equal(api_get(a, two, "/v1/records/incident/i1"), 404);
	assert_string_equal(api_code(a), "not-found");
	assert_int_equal(api_get(a, two, "/v1/records/incident/none"), 404);
	assert_int_equal(api_get(a, two, "/v1/records/incident"), 200);
	assert_int_equal(api_count(a, "records"), 0);
	assert_int_equal(
	    api_get(a, two, "/v1/records/incident?state=live"), 200);
	assert_int_equal(api_count(a, "records"), 0);
	assert_int_equal(api_get(a, two, "/v1/rooms/i1/messages"), 404);
	assert_int_equal(api_command(a, two, "priority",
	                     "{\"incident\":\"i1\",\"priority\":1}"),
	    404);
	assert_int_equal(api_get(a, one, "/v1/rooms/i1/messages"), 200);
	assert_true(api_count(a, "records") > 0);
}

static void
a_transfer_moves_what_may_be_read(void **state)
{
	struct api *a = *state;
	char two[API_WHO];

	api_account(a, "two", "dispatcher", "S2", NULL, two);
	api_incident(a, "S1", "i1");
	assert_int_equal(api_command(a, API_OWNER, "transfer",
	                     "{\"incident\":\"i1\",\"station\":\"S2\","
	                     "\"reason\":\"their street\"}"),
	    200);
	assert_int_equal(api_get(a, two, "/v1/records/incident/i1"), 200);
}

/* Walks all pages of a list; how many records came, in the order of ids. */
static size_t
walk(struct api *a, const char *who, const char *list, size_t limit)
{
	char target[256], next[ID_SIZE] = "", last[ID_SIZE] = "";
	size_t n = 0, given;

	do {
		snprintf(target, sizeof(target), "%s%climit=%zu%s%s", list,
		    strchr(list, '?') ? '&' : '?', limit,
		    *next ? "&after=" : "", next);
		assert_int_equal(api_get(a, who, target), 200);
		given = api_count(a, "records");
		assert_true(given <= limit);
		for (size_t i = 0; i < given; i++) {
			char path[48];

			snprintf(path, sizeof(path), "records.%zu.id", i);
			assert_true(strcmp(api_text(a, path), last) > 0);
			snprintf(last, sizeof(last), "%s", api_text(a, path));
		}
		n += given;
		snprintf(next, sizeof(next), "%s", api_text(a, "next"));
	} while (*next);
	return n;
}

static void
pages_give_every_record_once_and_cut_none(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	for (int i = 0; i < 23; i++) {
		char id[16];

		snprintf(id, sizeof(id), "i%02d", i);
		api_incident(a, i % 2 ? "S1" : "S2", id);
	}
	for (size_t limit = 1; limit < 25; limit += 5) {
		assert_int_equal(
		    walk(a, API_OWNER, "/v1/records/incident", limit), 23);
		assert_int_equal(
		    walk(a, one, "/v1/records/incident", limit), 11);
		assert_int_equal(
		    walk(a, one, "/v1/records/incident?state=live", limit), 11);
		assert_int_equal(
		    walk(a, one, "/v1/records/incident?state=pending", limit),
		    11);
		assert_int_equal(
		    walk(a, one, "/v1/records/incident?state=closed", limit),
		    0);
	}
}

/* More than a page may walk over, in the store in another order than by id. */
#define MANY 10500

static void
put_many_tasks(const struct api *a)
{
	struct problem p = {0};
	struct store *s;

	assert_int_equal(store_open(a->dir, STORE_WRITE, &s, &p), 0);
	assert_int_equal(store_begin(s, &p), 0);
	for (int i = 0; i < MANY; i++) {
		char id[16];
		struct task t = {.title = "x", .officer = "o1"};

		snprintf(id, sizeof(id), "t%05d", i * 7919 % MANY);
		t.head = (struct record){.kind = KIND_TASK, .id = id, .rev = 1};
		assert_int_equal(store_put(s, &t.head, &p), 0);
	}
	assert_int_equal(store_commit(s, &p), 0);
	store_close(s);
}

static void
a_filter_that_finds_very_many_cuts_none(void **state)
{
	struct api *a = *state;

	api_close(a);
	put_many_tasks(a);
	api_open(a);
	assert_int_equal(
	    walk(a, API_OWNER, "/v1/records/task?officer=o1", 500), MANY);
	assert_int_equal(walk(a, API_OWNER, "/v1/records/task", 500), MANY);
}

static void
lists_are_filtered_by_indexed_fields_only(void **state)
{
	struct api *a = *state;

	assert_int_equal(
	    walk(a, API_OWNER, "/v1/records/setting?topic=role", 3), 11);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/incident?place=Park"), 400);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/incident?state=pendin"), 400);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/incident?limit=501"), 400);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/incident?limit=-1"), 400);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/incident?after=.x"), 400);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/dragon"), 404);
}

static void
callers_and_messages_are_no_lists(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	api_incident(a, "S1", "i1");
	assert_int_equal(api_get(a, one, "/v1/records/message"), 404);
	assert_int_equal(api_get(a, one, "/v1/records/caller"), 404);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/caller"), 404);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/caller/c-i1"), 404);
}

static void
talk_is_paged_newest_first(void **state)
{
	struct api *a = *state;
	size_t n = 0;
	int64_t before = 0, last = INT64_MAX;
	char target[128];

	api_incident(a, "S1", "i1");
	for (int i = 0; i < 7; i++)
		assert_int_equal(api_command(a, API_OWNER, "message",
		                     "{\"room\":\"i1\",\"text\":\"x\"}"),
		    200);
	do {
		snprintf(target, sizeof(target),
		    "/v1/rooms/i1/messages?limit=3&before=%lld",
		    (long long)before);
		assert_int_equal(api_get(a, API_OWNER, target), 200);
		for (size_t i = 0; i < api_count(a, "records"); i++) {
			char path[48];

			snprintf(path, sizeof(path), "records.%zu.seq", i);
			assert_true(api_number(a, path) <= last);
			last = api_number(a, path);
			n++;
		}
		before = api_number(a, "next");
	} while (before);
	assert_true(n >= 8);
}

static void
a_field_account_sees_its_own_unit_and_tells_only_where_that_is(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "p1", "field", "S1", "U1", who);
	assert_int_equal(api_get(a, who, "/v1/records/unit"), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_string_equal(api_text(a, "records.0.id"), "U1");
	assert_int_equal(
	    api_post(a, who, "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U1\",\"lat\":28,\"lon\":120,"
	        "\"at\":1000}]}"),
	    204);
	assert_int_equal(
	    api_post(a, who, "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U2\",\"lat\":28,\"lon\":120,"
	        "\"at\":1000}]}"),
	    403);
}

static void
the_newest_position_counts(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U1\",\"lat\":28.5,\"lon\":120,"
	        "\"at\":2000,\"source\":\"gps\"},{\"unit\":\"U2\",\"lat\":1,"
	        "\"lon\":1,\"at\":5},{\"unit\":\"U1\",\"lat\":1,\"lon\":1,"
	        "\"at\":1999}]}"),
	    204);
	assert_int_equal(api_get(a, one, "/v1/positions"), 200);
	assert_int_equal(api_count(a, "positions"), 1);
	assert_int_equal(api_number(a, "positions.0.at"), 2000);
	assert_string_equal(api_text(a, "positions.0.source"), "gps");
	assert_int_equal(api_get(a, API_OWNER, "/v1/positions"), 200);
	assert_int_equal(api_count(a, "positions"), 2);
	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U9\",\"lat\":1,\"lon\":1,"
	        "\"at\":5}]}"),
	    404);
	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/positions",
	        "{\"positions\":[{\"unit\":\"U1\",\"lat\":91,\"lon\":1,"
	        "\"at\":5}]}"),
	    400);
}

static void
counters_and_the_log_are_for_who_manages(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, who);
	assert_int_equal(api_get(a, who, "/metrics"), 403);
	assert_int_equal(api_get(a, who, "/v1/audit"), 403);
	assert_int_equal(api_get(a, API_OWNER, "/metrics"), 200);
	assert_non_null(strstr(a->body, "\nwatchroom_commands_total "));
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=2"), 200);
	assert_int_equal(api_count(a, "lines"), 2);
	assert_int_equal(api_number(a, "next"), 2);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/audit?limit=2&after=2"), 200);
	assert_int_equal(api_number(a, "lines.0.seq"), 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_step_names_the_states_that_it_is_based_on),
	    TEST(another_stations_incident_is_not_there),
	    TEST(a_transfer_moves_what_may_be_read),
	    TEST(pages_give_every_record_once_and_cut_none),
	    TEST(a_filter_that_finds_very_many_cuts_none),
	    TEST(lists_are_filtered_by_indexed_fields_only),
	    TEST(callers_and_messages_are_no_lists),
	    TEST(talk_is_paged_newest_first),
	    TEST(
	        a_field_account_sees_its_own_unit_and_tells_only_where_that_is),
	    TEST(the_newest_position_counts),
	    TEST(counters_and_the_log_are_for_who_manages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
