/*
 * Talk over HTTP: what is found and counted ends where the reader's eyes do,
 * and marks outlive a restart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/api.h"

struct desks {
	char one[API_WHO], two[API_WHO], legal[API_WHO], unit[API_WHO];
};

static struct desks
sit(struct api *a)
{
	struct desks d;

	api_account(a, "li", "dispatcher", "S1", NULL, d.one);
	api_account(a, "wu", "dispatcher", "S2", NULL, d.two);
	api_account(a, "chen", "legal", NULL, NULL, d.legal);
	api_account(a, "u1", "field", NULL, "U1", d.unit);
	api_incident(a, "S1", "i1");
	api_incident(a, "S2", "i2");
	return d;
}

static void
say(struct api *a, const char *who, const char *room, const char *text)
{
	char body[256];

	snprintf(body, sizeof(body), "{\"room\":\"%s\",\"text\":\"%s\"}", room,
	    text);
	assert_int_equal(api_command(a, who, "message", body), 200);
}

#define KNIFE "/v1/messages?search=%E6%8C%81%E5%88%80" /* 持刀 */

static void
a_search_finds_only_in_rooms_that_one_may_read(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);

	say(a, d.one, "i1", "有人持刀");
	say(a, d.two, "i2", "无人持刀");
	assert_int_equal(api_get(a, d.one, KNIFE), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_string_equal(api_text(a, "records.0.room"), "i1");
	assert_int_equal(api_get(a, API_OWNER, KNIFE), 200);
	assert_int_equal(api_count(a, "records"), 2);
	assert_int_equal(api_get(a, d.legal, KNIFE), 200);
	assert_int_equal(api_count(a, "records"), 0);
	assert_int_equal(api_get(a, d.one, KNIFE "&room=i2"), 404);
	assert_int_equal(api_command(a, d.one, "add",
	                     "{\"room\":\"i1\",\"teams\":[\"role.legal\"]}"),
	    200);
	assert_int_equal(api_get(a, d.legal, KNIFE), 200);
	assert_int_equal(api_count(a, "records"), 1);
	assert_int_equal(api_get(a, d.legal, "/v1/rooms/i1/messages"), 200);
	assert_true(api_count(a, "records") >= 2);
}

static void
a_search_is_paged_without_a_gap(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);
	char target[128] = KNIFE "&limit=3", text[64];
	size_t found = 0;

	for (int i = 0; i < 8; i++) {
		snprintf(text, sizeof(text), "持刀 %d", i);
		say(a, i % 2 ? d.one : d.two, i % 2 ? "i1" : "i2", text);
	}
	for (int pages = 0; pages < 9; pages++) {
		assert_int_equal(api_get(a, d.one, target), 200);
		found += api_count(a, "records");
		if (api_number(a, "next") == 0)
			break;
		snprintf(target, sizeof(target), "%s&limit=3&before=%lld",
		    KNIFE, (long long)api_number(a, "next"));
	}
	assert_int_equal(found, 4);
}

/* The number of one room in the last answer, -1 when it is not told of. */
static int64_t
of_room(const struct api *a, const char *room, const char *what)
{
	char path[64];

	for (size_t i = 0; i < api_count(a, "rooms"); i++) {
		snprintf(path, sizeof(path), "rooms.%zu.room", i);
		if (strcmp(api_text(a, path), room) != 0)
			continue;
		snprintf(path, sizeof(path), "rooms.%zu.%s", i, what);
		return api_number(a, path);
	}
	return -1;
}

static void
mark(struct api *a, const char *who, const char *room, int64_t told, int status)
{
	char body[128];

	snprintf(body, sizeof(body),
	    "{\"marks\":[{\"room\":\"%s\",\"told\":%lld}]}", room,
	    (long long)told);
	assert_int_equal(api_post(a, who, "/v1/marks", body), status);
}

static void
what_is_unread_and_named_is_told_and_marks_outlive_a_restart(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);
	int64_t last;

	say(a, d.two, "i2", "elsewhere");
	say(a, API_OWNER, "i1", "one");
	assert_int_equal(
	    api_command(a, API_OWNER, "message",
	        "{\"room\":\"i1\",\"text\":\"@desk\",\"names\":[\"S1\"]}"),
	    200);
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(of_room(a, "i1", "unread"), 2);
	assert_int_equal(of_room(a, "i1", "named"), 1);
	assert_int_equal(of_room(a, "i2", "unread"), -1);
	last = of_room(a, "i1", "last");
	mark(a, d.one, "i1", last, 204);
	mark(a, d.one, "i2", last, 404);
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(of_room(a, "i1", "unread"), 0);
	say(a, API_OWNER, "i1", "three");
	api_close(a);
	api_open(a);
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(of_room(a, "i1", "read"), last);
	assert_int_equal(of_room(a, "i1", "unread"), 1);
	assert_int_equal(api_get(a, d.one, "/v1/rooms/i1/marks"), 200);
	assert_string_equal(api_text(a, "marks.0.name"), "li");
}

/* A mark from the future would hide what is still to be written. */
static void
no_mark_goes_beyond_what_was_told(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);

	say(a, API_OWNER, "i1", "one");
	mark(a, d.one, "i1", INT64_C(9007199254740991), 204);
	say(a, API_OWNER, "i1", "two");
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(of_room(a, "i1", "unread"), 1);
}

static void
a_mark_leaves_no_audit_line(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);
	size_t before;

	say(a, API_OWNER, "i1", "one");
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	before = api_count(a, "lines");
	assert_true(before > 0);
	mark(a, d.one, "i1", 1, 204);
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	assert_int_equal(api_count(a, "lines"), before);
}

static void
must_reads_that_are_owed_are_told_without_their_words(void **state)
{
	struct api *a = *state;
	struct desks d = sit(a);

	assert_int_equal(api_command(a, d.one, "dispatch",
	                     "{\"incident\":\"i1\",\"units\":[\"U1\"],"
	                     "\"expect\":{\"incident/i1\":\"pending\"}}"),
	    200);
	assert_int_equal(
	    api_command(a, d.one, "mustread",
	        "{\"room\":\"i1\",\"message\":\"m1\",\"text\":\"vests\"}"),
	    200);
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(api_count(a, "owed"), 1);
	assert_string_equal(api_text(a, "owed.0.id"), "m1");
	assert_string_equal(api_text(a, "owed.0.owed.0"), "U1");
	assert_string_equal(api_text(a, "owed.0.text"), "");
	assert_int_equal(api_get(a, d.two, "/v1/talk"), 200);
	assert_int_equal(api_count(a, "owed"), 0);
	assert_int_equal(
	    api_command(a, d.unit, "confirm", "{\"message\":\"m1\"}"), 200);
	assert_int_equal(api_get(a, d.one, "/v1/talk"), 200);
	assert_int_equal(api_count(a, "owed"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, api_setup, api_teardown)
	    TEST(a_search_finds_only_in_rooms_that_one_may_read),
	    TEST(a_search_is_paged_without_a_gap),
	    TEST(what_is_unread_and_named_is_told_and_marks_outlive_a_restart),
	    TEST(no_mark_goes_beyond_what_was_told),
	    TEST(a_mark_leaves_no_audit_line),
	    TEST(must_reads_that_are_owed_are_told_without_their_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
