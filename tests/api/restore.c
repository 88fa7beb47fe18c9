/*
 * What was exported comes back: every kind, whole, into another store, by
 * who may; and what life owes to it follows.
 */
#include "tests/lib/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "model/record.h"

static int
restore(struct api *a, const char *record, const char *match)
{
	static unsigned long made;
	struct buf body = {0};
	char key[32];
	const struct api_ask ask = {
	    .who = API_OWNER, .key = key, .match = match};
	int status;

	snprintf(key, sizeof(key), "restore-%lu", made++);
	buf_printf(&body, "{\"record\":%s}", record);
	status =
	    api_ask(a, &ask, "POST", "/v1/commands/restore", buf_str(&body));
	buf_free(&body);
	return status;
}

/* The records of the last answer without rev and seq, newly written. */
static char *
bare(const struct api *a)
{
	cJSON *list =
	    cJSON_Duplicate(cJSON_GetObjectItem(a->json, "records"), true);
	cJSON *r;
	char *text;

	cJSON_ArrayForEach (r, list) {
		cJSON_DeleteItemFromObject(r, "rev");
		cJSON_DeleteItemFromObject(r, "seq");
	}
	text = cJSON_PrintUnformatted(list);
	cJSON_Delete(list);
	assert_non_null(text);
	return text;
}

/* Brings it; what is there otherwise (U1) is written over, knowingly. */
static void
bring(struct api *to, cJSON *record)
{
	char *text = cJSON_PrintUnformatted(record);
	int status = restore(to, text, NULL);

	if (status == 409) {
		assert_string_equal(api_code(to), "exists");
		status = restore(to, text, "\"1\"");
	}
	if (status != 200)
		fail_msg("%s: %s", text, to->body);
	/* The same once more changes nothing. */
	assert_int_equal(restore(to, text, NULL), 200);
	assert_int_equal(api_count(to, "records"), 0);
	free(text);
}

/* The last of the list first: what is read newest first. */
static void
bring_list(struct api *from, struct api *to, const char *target, bool back)
{
	cJSON *list;
	int n;

	assert_int_equal(api_get(from, API_OWNER, target), 200);
	list = cJSON_GetObjectItem(from->json, "records");
	n = cJSON_GetArraySize(list);
	for (int i = 0; i < n; i++)
		bring(to, cJSON_GetArrayItem(list, back ? n - 1 - i : i));
}

static void
same_list(struct api *from, struct api *to, const char *target)
{
	char *is, *was;

	assert_int_equal(api_get(from, API_OWNER, target), 200);
	assert_int_equal(api_get(to, API_OWNER, target), 200);
	assert_true(api_count(from, "records") > 0);
	was = bare(from);
	is = bare(to);
	assert_string_equal(is, was);
	free(was);
	free(is);
}

#define PUT(kind, more) "{\"record\":{\"kind\":\"" kind "\"," more "}}"

#define SECTOR_1N "Vh-MEGDjSX1KUTL6EDJVTA" /* id_from("sector", "i1 1N") */

/* A store in which there is something of every kind. */
static void
fill(struct api *a)
{
	static const struct {
		const char *command, *body;
	} lines[] = {
	    {"put", PUT("officer", "\"id\":\"o1\",\"station\":\"S1\","
	                           "\"name\":\"Li\",\"unit\":\"U1\"")},
	    {"put", PUT("grid", "\"id\":\"g1\",\"station\":\"S1\","
	                        "\"name\":\"G1\",\"officer\":\"o1\"")},
	    {"put", PUT("route", "\"id\":\"w1\",\"station\":\"S1\","
	                         "\"name\":\"Riverside\",\"line\":"
	                         "\"120,28 120.01,28\"")},
	    {"put", PUT("place", "\"id\":\"p1\",\"name\":\"Park\",\"grid\":"
	                         "\"g1\",\"spot\":{\"lat\":28,\"lon\":120}")},
	    {"put", PUT("room", "\"id\":\"r1\",\"name\":\"Night\","
	                        "\"members\":[\"o1\"]")},
	    {"put", PUT("task", "\"id\":\"t1\",\"title\":\"Look\"")},
	    {"put", PUT("operation", "\"id\":\"op1\",\"name\":\"Net\"")},
	    {"put", PUT("order", "\"id\":\"or1\",\"title\":\"Verify\","
	                         "\"from\":\"S2\"")},
	    {"put", PUT("bulletin", "\"id\":\"b1\",\"title\":\"Storm\"")},
	    {"new", "{\"incident\":\"i1\",\"station\":\"S1\",\"place\":"
	            "\"Park\",\"caller\":\"c1\",\"name\":\"Wang\","
	            "\"phone\":\"13800138000\"}"},
	    {"new", "{\"incident\":\"i2\",\"station\":\"S1\","
	            "\"place\":\"Gate\",\"repeat\":\"i1\"}"},
	    {"link", "{\"incident\":\"i1\",\"other\":\"i2\"}"},
	    {"dispatch", "{\"incident\":\"i1\",\"units\":[\"U1\"],"
	                 "\"assignments\":[\"a1\"]}"},
	    {"accept", "{\"assignment\":\"a1\"}"},
	    {"message", "{\"room\":\"i1\",\"text\":\"one\\n\\u0007two\"}"},
	    {"message", "{\"room\":\"r1\",\"text\":\"tea\"}"},
	    {"item", "{\"about\":\"i1\",\"list\":\"evidence\","
	             "\"lines\":\"knife;[count 4] cups\","
	             "\"items\":[\"n1\",\"n2\"]}"},
	    {"item", "{\"about\":\"t1\",\"lines\":\"[photo] gate\"}"},
	    {"tick", "{\"item\":\"n2\",\"value\":\"3\"}"},
	    {"lastseen", "{\"incident\":\"i1\",\"happened\":1000,"
	                 "\"spot\":{\"lat\":27.9561,\"lon\":120.6555},"
	                 "\"text\":\"red coat\"}"},
	    {"sectors", "{\"incident\":\"i1\",\"metres\":300}"},
	    {"swept", "{\"incident\":\"i1\",\"sectors\":[\"" SECTOR_1N "\"],"
	              "\"unit\":\"U1\",\"percent\":60}"},
	    {"close", "{\"incident\":\"i2\",\"outcome\":\"nothing-found\"}"},
	    {"status", "{\"unit\":\"U2\",\"duty\":\"meal\",\"minutes\":30}"},
	    {"emergency", "{\"unit\":\"U2\"}"},
	    {"reveal", "{\"incident\":\"i1\",\"reason\":\"export\"}"},
	};

	for (size_t i = 0; i < COUNT_OF(lines); i++)
		if (api_command(
		        a, API_OWNER, lines[i].command, lines[i].body) != 200)
			fail_msg("%s: %s", lines[i].body, a->body);
}

static void
bring_caller(struct api *from, struct api *to)
{
	assert_int_equal(api_command(from, API_OWNER, "reveal",
	                     "{\"incident\":\"i1\",\"reason\":\"export\"}"),
	    200);
	bring(to, cJSON_GetObjectItem(from->json, "caller"));
	assert_null(strstr(to->body, "13800138000"));
	assert_int_equal(api_get(to, API_OWNER, "/v1/audit?limit=500"), 200);
	assert_non_null(strstr(to->body, "caller/c1"));
	assert_null(strstr(to->body, "13800138000"));
	assert_null(strstr(to->body, "Wang"));
}

static void
same_caller(struct api *from, struct api *to)
{
	static const char reveal[] =
	    "{\"incident\":\"i1\",\"reason\":\"compare\"}";

	assert_int_equal(api_command(from, API_OWNER, "reveal", reveal), 200);
	assert_int_equal(api_command(to, API_OWNER, "reveal", reveal), 200);
	assert_string_equal(
	    api_text(to, "caller.phone"), api_text(from, "caller.phone"));
	assert_string_equal(
	    api_text(to, "caller.name"), api_text(from, "caller.name"));
	assert_int_equal(
	    api_number(to, "caller.at"), api_number(from, "caller.at"));
}

static void
every_kind_comes_back_as_it_was(void **state)
{
	static const enum kind kinds[] = {KIND_STATION, KIND_SETTING, KIND_GRID,
	    KIND_PLACE, KIND_OFFICER, KIND_ROUTE, KIND_UNIT, KIND_INCIDENT,
	    KIND_CALLER, KIND_ASSIGNMENT, KIND_SECTOR, KIND_SWEEP, KIND_ROOM,
	    KIND_TASK, KIND_ITEM, KIND_MESSAGE, KIND_OPERATION, KIND_ORDER,
	    KIND_ALERT, KIND_BULLETIN};
	static const char *const rooms[] = {"/v1/rooms/i1/messages",
	    "/v1/rooms/i2/messages", "/v1/rooms/r1/messages",
	    "/v1/rooms/t1/messages"};
	struct api *from = *state, to;
	char target[64];

	_Static_assert(COUNT_OF(kinds) == KIND_COUNT - 1, "every kind");
	api_make(&to, false);
	fill(from);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		snprintf(target, sizeof(target), "/v1/records/%s?limit=500",
		    kind_info(kinds[i])->name);
		if (kinds[i] == KIND_CALLER)
			bring_caller(from, &to);
		else if (kinds[i] != KIND_MESSAGE)
			bring_list(from, &to, target, false);
		for (size_t r = 0;
		     kinds[i] == KIND_MESSAGE && r < COUNT_OF(rooms); r++)
			bring_list(from, &to, rooms[r], true);
	}
	for (size_t r = 0; r < COUNT_OF(rooms); r++)
		same_list(from, &to, rooms[r]);
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		snprintf(target, sizeof(target), "/v1/records/%s?limit=500",
		    kind_info(kinds[i])->name);
		/* Settings were there before and the same: not touched. */
		if (kinds[i] != KIND_CALLER && kinds[i] != KIND_SETTING &&
		    kinds[i] != KIND_STATION)
			same_list(from, &to, target);
	}
	same_caller(from, &to);
	/* And goes on as before. */
	assert_int_equal(
	    api_command(&to, API_OWNER, "enroute", "{\"assignment\":\"a1\"}"),
	    200);
	api_remove(&to);
}

#define HEAD(kind, id)                                                 \
	"{\"kind\":\"" kind "\",\"id\":\"" id "\",\"station\":\"S1\"," \
	"\"rev\":7,\"seq\":9,\"at\":1000,\"by\":\"0217@2\""

static void
it_is_for_who_imports_and_sees_everything(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	assert_int_equal(
	    api_command(a, one, "restore",
	        "{\"record\":" HEAD("task", "t1") ",\"title\":\"x\"}}"),
	    403);
	assert_string_equal(api_code(a), "forbidden");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/task/t1"), 404);
}

static void
what_leads_nowhere_is_refused_with_what_is_missing(void **state)
{
	static const struct {
		const char *record, *key;
	} lines[] = {
	    {HEAD("message", "m1") ",\"room\":\"nowhere\"}", "room"},
	    {HEAD("assignment", "a1") ",\"incident\":\"i1\","
	                              "\"unit\":\"U9\"}",
	        "unit"},
	    {HEAD("assignment", "a1") ",\"incident\":\"i9\","
	                              "\"unit\":\"U1\"}",
	        "incident"},
	    {HEAD("sector", "s1") ",\"incident\":\"i9\"}", "incident"},
	    {HEAD("sweep", "w1") ",\"incident\":\"i1\","
	                         "\"sector\":\"s9\"}",
	        "sector"},
	    {HEAD("alert", "l1") ",\"about\":\"nobody\"}", "about"},
	    {HEAD("caller", "c1") ",\"incident\":\"i9\"}", "incident"},
	    {"{\"kind\":\"task\",\"id\":\"t1\",\"rev\":1,\"seq\":1,"
	     "\"station\":\"S9\",\"title\":\"x\"}",
	        "station"},
	};
	struct api *a = *state;

	api_incident(a, "S1", "i1");
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		assert_int_equal(restore(a, lines[i].record, NULL), 404);
		assert_string_equal(api_text(a, "params.key"), lines[i].key);
	}
	assert_int_equal(
	    restore(a, HEAD("message", "m1") ",\"text\":\"x\"}", NULL), 400);
	assert_string_equal(api_text(a, "params.key"), "room");
	assert_int_equal(
	    restore(a, HEAD("sector", "s1") ",\"name\":\"1N\"}", NULL), 400);
	assert_string_equal(api_text(a, "params.key"), "incident");
	assert_int_equal(
	    restore(a, HEAD("task", "t1") ",\"titel\":\"x\"}", NULL), 400);
	assert_int_equal(restore(a, HEAD("task", "t1") "}", NULL), 400);
	assert_string_equal(api_text(a, "params.key"), "title");
}

static void
what_is_there_otherwise_is_refused_unless_it_was_seen(void **state)
{
	struct api *a = *state;

	assert_int_equal(
	    restore(a, HEAD("task", "t1") ",\"title\":\"x\"}", NULL), 200);
	assert_string_equal(api_text(a, "records.0.by"), "0217@2");
	assert_int_equal(api_number(a, "records.0.at"), 1000);
	assert_int_equal(api_number(a, "records.0.rev"), 1);
	assert_int_equal(
	    restore(a, HEAD("task", "t1") ",\"title\":\"y\"}", NULL), 409);
	assert_int_equal(
	    restore(a, HEAD("task", "t1") ",\"title\":\"y\"}", "\"2\""), 412);
	assert_int_equal(
	    restore(a, HEAD("task", "t1") ",\"title\":\"y\"}", "\"1\""), 200);
	assert_int_equal(api_number(a, "records.0.rev"), 2);
}

static void
what_was_closed_long_ago_is_read_but_reaches_no_console(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	assert_int_equal(restore(a,
	                     HEAD("incident", "i1") ",\"state\":\"closed\","
	                                            "\"ended\":2000}",
	                     NULL),
	    200);
	assert_int_equal(
	    api_get(a, one, "/v1/records/incident?state=live"), 200);
	assert_int_equal(api_count(a, "records"), 0);
	assert_int_equal(api_get(a, one, "/v1/records/incident/i1"), 200);
}

static void
an_open_one_whose_limit_ran_out_becomes_late(void **state)
{
	struct api *a = *state;
	const struct timespec nap = {.tv_nsec = 10000000};

	assert_int_equal(restore(a,
	                     HEAD("incident", "i1") ",\"state\":\"pending\","
	                                            "\"entered\":1000,"
	                                            "\"clock\":\"dispatch\","
	                                            "\"due\":61000}",
	                     NULL),
	    200);
	for (int i = 0;; i++) {
		assert_in_range(i, 0, 6000);
		assert_int_equal(
		    api_get(a, API_OWNER, "/v1/records/incident/i1"), 200);
		if (api_number(a, "late") > 0)
			break;
		nanosleep(&nap, NULL);
	}
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/records/alert?about=i1"), 200);
	assert_int_equal(api_count(a, "records"), 1);
}

static void
the_next_incident_has_a_number_beyond(void **state)
{
	struct api *a = *state;
	char day[16], record[256];

	api_incident(a, "S1", "i1");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i1"), 200);
	snprintf(day, sizeof(day), "%.8s", api_text(a, "number"));
	snprintf(record, sizeof(record),
	    HEAD("incident", "i2") ",\"state\":\"closed\","
	                           "\"number\":\"%s-0131\"}",
	    day);
	assert_int_equal(restore(a, record, NULL), 200);
	api_incident(a, "S1", "i3");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i3"), 200);
	if (strncmp(day, api_text(a, "number"), 8) == 0)
		assert_string_equal(api_text(a, "number") + 9, "0132");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_kind_comes_back_as_it_was),
	    TEST(it_is_for_who_imports_and_sees_everything),
	    TEST(what_leads_nowhere_is_refused_with_what_is_missing),
	    TEST(what_is_there_otherwise_is_refused_unless_it_was_seen),
	    TEST(what_was_closed_long_ago_is_read_but_reaches_no_console),
	    TEST(an_open_one_whose_limit_ran_out_becomes_late),
	    TEST(the_next_incident_has_a_number_beyond),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
