/*
 * Commands over HTTP: sent twice they are done once, taken back they come in
 * vain, and what stands in the way is told.
 */
#include "tests/lib/api.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define NEW(id)                                                  \
	"{\"incident\":\"" id "\",\"station\":\"S1\",\"place\":" \
	"\"Park\",\"category\":\"category.theft\"}"

static int
keyed(struct api *a, const char *who, const char *key, const char *name,
    const char *body)
{
	const struct api_ask ask = {.who = who, .key = key};
	char target[64];

	snprintf(target, sizeof(target), "/v1/commands/%s", name);
	return api_ask(a, &ask, "POST", target, body);
}

static int
take_back(struct api *a, const char *who, const char *key)
{
	const struct api_ask ask = {.who = who};
	char target[128];

	snprintf(target, sizeof(target), "/v1/commands/%s", key);
	return api_ask(a, &ask, "DELETE", target, NULL);
}

static void
a_command_sent_twice_is_done_once(void **state)
{
	struct api *a = *state;
	char *first;
	int64_t seq;

	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	first = strdup(a->body);
	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	assert_string_equal(a->body, first);
	free(first);
	seq = api_number(a, "seq");
	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	assert_int_equal(api_number(a, "seq"), seq);
}

static void
another_body_under_the_same_key_is_refused(void **state)
{
	struct api *a = *state;
	const struct api_ask matched = {
	    .who = API_OWNER, .key = "k1", .match = "\"1\""};

	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i2")), 422);
	assert_string_equal(api_code(a), "key-reused");
	assert_int_equal(keyed(a, API_OWNER, "k1", "priority",
	                     "{\"incident\":\"i1\",\"priority\":1}"),
	    422);
	assert_int_equal(
	    api_ask(a, &matched, "POST", "/v1/commands/new", NEW("i1")), 422);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i2"), 404);
}

static void
a_key_is_of_one_account(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "dispatcher", "S1", NULL, who);
	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	assert_int_equal(keyed(a, who, "k1", "new", NEW("i2")), 200);
	assert_int_equal(take_back(a, who, "k1"), 200);
	assert_string_equal(api_text(a, "answer.records.0.id"), "i2");
}

static void
a_refusal_is_kept_with_its_key(void **state)
{
	struct api *a = *state;
	const char *body = "{\"incident\":\"i1\",\"priority\":1}";

	assert_int_equal(keyed(a, API_OWNER, "k1", "priority", body), 404);
	api_incident(a, "S1", "i1");
	assert_int_equal(keyed(a, API_OWNER, "k1", "priority", body), 404);
	assert_int_equal(keyed(a, API_OWNER, "k2", "priority", body), 200);
	assert_int_equal(take_back(a, API_OWNER, "k1"), 200);
	assert_int_equal(api_number(a, "status"), 404);
	assert_string_equal(api_text(a, "answer.code"), "not-found");
}

static void
a_command_taken_back_before_it_arrives_is_refused(void **state)
{
	struct api *a = *state;

	assert_int_equal(take_back(a, API_OWNER, "k1"), 200);
	assert_int_equal(api_number(a, "withdrawn"), 1);
	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 409);
	assert_string_equal(api_code(a), "withdrawn");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i1"), 404);
	assert_int_equal(take_back(a, API_OWNER, "k1"), 200);
	assert_int_equal(api_number(a, "withdrawn"), 1);
}

static void
taking_back_what_was_done_tells_its_answer(void **state)
{
	struct api *a = *state;

	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	assert_int_equal(take_back(a, API_OWNER, "k1"), 200);
	assert_int_equal(api_number(a, "status"), 200);
	assert_string_equal(api_text(a, "answer.records.0.id"), "i1");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i1"), 200);
}

static int
ask_fate(struct api *a, const char *who, const char *key)
{
	const struct api_ask ask = {.who = who};
	char target[128];

	snprintf(target, sizeof(target), "/v1/commands/%s", key);
	return api_ask(a, &ask, "GET", target, NULL);
}

/* Done, refused, never seen, taken back: and nothing is done by asking. */
static void
what_became_of_a_command_is_told_by_its_key(void **state)
{
	struct api *a = *state;
	char who[API_WHO];
	int64_t seq;

	api_account(a, "chen", "dispatcher", "S1", NULL, who);
	assert_int_equal(keyed(a, who, "k1", "new", NEW("i1")), 200);
	seq = api_number(a, "seq");
	assert_int_equal(ask_fate(a, who, "k1"), 200);
	assert_int_equal(api_number(a, "status"), 200);
	assert_int_equal(api_number(a, "answer.seq"), seq);
	assert_int_equal(keyed(a, who, "k2", "priority",
	                     "{\"incident\":\"nobody\",\"priority\":1}"),
	    404);
	assert_int_equal(ask_fate(a, who, "k2"), 200);
	assert_int_equal(api_number(a, "status"), 404);
	assert_string_equal(api_text(a, "answer.code"), "not-found");
	assert_int_equal(ask_fate(a, who, "k3"), 200);
	assert_int_equal(api_number(a, "unseen"), 1);
	/* It was not taken back by that: it may still come. */
	assert_int_equal(keyed(a, who, "k3", "new", NEW("i3")), 200);
	assert_int_equal(take_back(a, who, "k4"), 200);
	assert_int_equal(ask_fate(a, who, "k4"), 200);
	assert_int_equal(api_number(a, "withdrawn"), 1);
	/* Another's keys are nobody's business. */
	assert_int_equal(ask_fate(a, API_OWNER, "k1"), 200);
	assert_int_equal(api_number(a, "unseen"), 1);
	assert_int_equal(ask_fate(a, NULL, "k1"), 401);
	assert_int_equal(ask_fate(a, who, "k%201"), 400);
}

static void
a_session_names_the_store(void **state)
{
	struct api *a = *state;
	char store[ID_SIZE];

	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	snprintf(store, sizeof(store), "%s", api_text(a, "store"));
	assert_true(*store);
	assert_int_equal(api_get(a, API_OWNER, "/v1/session"), 200);
	assert_string_equal(api_text(a, "store"), store);
}

static void
keys_and_answers_outlive_the_central(void **state)
{
	struct api *a = *state;
	char *first;

	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	first = strdup(a->body);
	assert_int_equal(take_back(a, API_OWNER, "k2"), 200);
	api_close(a);
	api_open(a);
	assert_int_equal(keyed(a, API_OWNER, "k1", "new", NEW("i1")), 200);
	assert_string_equal(a->body, first);
	free(first);
	assert_int_equal(keyed(a, API_OWNER, "k2", "new", NEW("i2")), 409);
}

/* In a child: serves the store until it is killed. */
static void
serve_until_killed(const struct api *a)
{
	struct api child = *a;

	child.fd = -1;
	child.central = NULL;
	api_open(&child);
	for (;;)
		pause();
}

/* Asks until somebody serves there. */
static void
wait_served(struct api *a)
{
	for (int i = 0; i < 3000; i++) {
		if (access(a->socket + strlen("unix:"), F_OK) == 0)
			return;
		usleep(10000);
	}
	fail_msg("nobody serves");
}

static void
a_central_killed_after_its_answer_has_what_it_said(void **state)
{
	struct api *a = *state;
	char body[256];
	pid_t child;

	api_close(a);
	for (int round = 0; round < 3; round++) {
		unlink(a->socket + strlen("unix:"));
		child = fork();
		if (child == 0)
			serve_until_killed(a);
		wait_served(a);
		snprintf(body, sizeof(body),
		    "{\"incident\":\"i%d\",\"station\":\"S1\",\"place\":"
		    "\"Park\"}",
		    round);
		assert_int_equal(
		    keyed(a, API_OWNER, "same", "new",
		        round ? "{\"incident\":\"i0\",\"station\":\"S1\","
		                "\"place\":\"Park\"}"
		              : body),
		    200);
		assert_string_equal(api_text(a, "records.0.id"), "i0");
		snprintf(body, sizeof(body), "k%d", round);
		assert_int_equal(keyed(a, API_OWNER, body, "priority",
		                     "{\"incident\":\"i0\",\"priority\":1}"),
		    200);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		close(a->fd);
		a->fd = -1;
	}
	api_open(a);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i0"), 200);
	assert_int_equal(api_number(a, "priority"), 1);
}

static void
a_command_needs_a_key_and_a_sound_one(void **state)
{
	struct api *a = *state;

	assert_int_equal(keyed(a, API_OWNER, NULL, "new", NEW("i1")), 428);
	assert_string_equal(api_code(a), "needs-key");
	assert_int_equal(keyed(a, API_OWNER, "a b", "new", NEW("i1")), 400);
	assert_int_equal(take_back(a, API_OWNER, ".hidden"), 400);
	assert_int_equal(keyed(a, API_OWNER, "k", "dance", "{}"), 404);
	assert_int_equal(keyed(a, API_OWNER, "k", "help", "{}"), 404);
}

static void
an_edit_names_the_revision_that_it_is_based_on(void **state)
{
	struct api *a = *state;
	const char *body = "{\"incident\":\"i1\",\"place\":\"Gate\"}";
	struct api_ask ask = {.who = API_OWNER, .key = "k1"};

	api_incident(a, "S1", "i1");
	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/edit", body), 428);
	ask.key = "k2";
	ask.match = "1";
	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/edit", body), 400);
	ask.match = "\"7\"";
	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/edit", body), 412);
	assert_string_equal(api_code(a), "changed");
	assert_string_equal(api_text(a, "records.0.id"), "i1");
	assert_int_equal(api_number(a, "records.0.rev"), 1);
	ask.key = "k3";
	ask.match = "\"1\"";
	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/edit", body), 200);
}

static void
what_stands_in_the_way_is_shown_to_who_may_see_it(void **state)
{
	struct api *a = *state;
	const char *body = "{\"incident\":\"i1\",\"units\":[\"U1\"],"
	                   "\"expect\":{\"incident/i1\":\"pending\","
	                   "\"unit/U1\":\"patrol\"}}";
	char *first;

	api_incident(a, "S1", "i1");
	assert_int_equal(keyed(a, API_OWNER, "k1", "dispatch", body), 200);
	assert_int_equal(keyed(a, API_OWNER, "k2", "dispatch", body), 409);
	assert_int_equal(api_count(a, "records"), 2);
	assert_string_equal(api_text(a, "records.0.state"), "dispatched");
	assert_string_equal(api_text(a, "records.1.state"), "committed");
	first = strdup(a->body);
	assert_int_equal(keyed(a, API_OWNER, "k2", "dispatch", body), 409);
	assert_string_equal(a->body, first);
	free(first);
}

static void
put_with_revision_0_makes_and_never_replaces(void **state)
{
	struct api *a = *state;
	const char *body = "{\"record\":{\"kind\":\"station\",\"id\":\"S3\","
	                   "\"name\":\"Three\"}}";
	struct api_ask ask = {.who = API_OWNER, .key = "k1", .match = "\"0\""};

	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/put", body), 200);
	ask.key = "k2";
	assert_int_equal(
	    api_ask(a, &ask, "POST", "/v1/commands/put", body), 412);
}

static void
what_a_body_says_that_nobody_knows_is_refused(void **state)
{
	struct api *a = *state;

	assert_int_equal(
	    keyed(a, API_OWNER, "k", "new", "{\"place\":\"x\",\"plaze\":1}"),
	    400);
	assert_string_equal(api_code(a), "unknown-key");
	assert_string_equal(api_text(a, "params.nearest"), "place");
	assert_int_equal(keyed(a, API_OWNER, "k", "new", "{\"place\":"), 400);
	assert_string_equal(api_code(a), "bad-json");
	assert_int_equal(keyed(a, API_OWNER, "k", "new", "{}"), 400);
	assert_string_equal(api_code(a), "missing-key");
	/* None of these used the key up. */
	assert_int_equal(keyed(a, API_OWNER, "k", "new", NEW("i1")), 200);
}

static void
a_role_does_only_what_it_allows(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_incident(a, "S1", "i1");
	api_account(a, "chen", "viewer", "S1", NULL, who);
	assert_int_equal(keyed(a, who, "k1", "priority",
	                     "{\"incident\":\"i1\",\"priority\":1}"),
	    403);
	assert_string_equal(api_code(a), "forbidden");
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	assert_non_null(strstr(a->body, "\"forbidden\""));
}

static void
callers_are_opened_for_a_reason_only_and_leave_no_copy(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "dispatcher", "S1", NULL, who);
	api_incident(a, "S1", "i1");
	assert_int_equal(api_get(a, who, "/v1/records/incident/i1"), 200);
	assert_null(strstr(a->body, "Zhang"));
	assert_int_equal(
	    keyed(a, who, "k0", "reveal", "{\"incident\":\"i1\"}"), 400);
	assert_int_equal(keyed(a, who, "k1", "reveal",
	                     "{\"incident\":\"i1\",\"reason\":\"call "
	                     "back\"}"),
	    200);
	assert_string_equal(api_text(a, "caller.name"), "Zhang San");
	assert_int_equal(take_back(a, who, "k1"), 200);
	assert_null(strstr(a->body, "Zhang"));
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	assert_non_null(strstr(a->body, "\"reveal\""));
	assert_null(strstr(a->body, "Zhang"));
	assert_null(strstr(a->body, "1380000"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_command_sent_twice_is_done_once),
	    TEST(another_body_under_the_same_key_is_refused),
	    TEST(a_key_is_of_one_account),
	    TEST(a_refusal_is_kept_with_its_key),
	    TEST(a_command_taken_back_before_it_arrives_is_refused),
	    TEST(taking_back_what_was_done_tells_its_answer),
	    TEST(what_became_of_a_command_is_told_by_its_key),
	    TEST(a_session_names_the_store),
	    TEST(keys_and_answers_outlive_the_central),
	    TEST(a_central_killed_after_its_answer_has_what_it_said),
	    TEST(a_command_needs_a_key_and_a_sound_one),
	    TEST(an_edit_names_the_revision_that_it_is_based_on),
	    TEST(what_stands_in_the_way_is_shown_to_who_may_see_it),
	    TEST(put_with_revision_0_makes_and_never_replaces),
	    TEST(what_a_body_says_that_nobody_knows_is_refused),
	    TEST(a_role_does_only_what_it_allows),
	    TEST(callers_are_opened_for_a_reason_only_and_leave_no_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
