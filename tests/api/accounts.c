/*
 * Who may ask: logging in and out, one-time passwords, waiting after failures,
 * roles, and that nothing is open that does not say so.
 */
#include "central/accounts.h"
#include "central/route.h"
#include "central/routes.h"
#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/patience.h"

#include <liboath/oath.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
nothing_but_health_and_login_answers_without_logging_in(void **state)
{
	static const char *const bad[] = {
	    NULL, "Bearer", "Bearer x", "Basic b3duZXI6", "owner"};
	struct api *a = *state;

	assert_int_equal(api_get(a, NULL, "/v1/health"), 200);
	assert_int_equal(api_number(a, "drill"), 0);
	for (size_t i = 0; i < routes_count; i++) {
		if (routes[i].flags & ROUTE_OPEN)
			continue;
		for (size_t k = 0; k < COUNT_OF(bad); k++) {
			const struct api_ask ask = {.who = bad[k], .key = "k"};
			char path[128];
			size_t n = 0;

			for (const char *s = routes[i].path; *s; s++)
				if (*s != '{' && *s != '}')
					path[n++] = *s;
			path[n] = '\0';
			assert_int_equal(
			    api_ask(a, &ask, routes[i].method, path, "{}"),
			    401);
			assert_string_equal(api_code(a), "unauthenticated");
		}
	}
}

static void
a_route_without_a_permission_does_not_start(void **state)
{
	static const struct endpoint none[] = {
	    {"GET", "/v1/health", 0, ROUTE_OPEN, route_health},
	    {"GET", "/v1/secrets", 0, 0, route_health}};
	static const struct endpoint both[] = {{"GET", "/v1/health",
	    ROUTE_MAY(MAY_READ), ROUTE_OPEN, route_health}};
	struct problem p = {0};

	(void)state;
	assert_int_equal(routes_check(none, 2, &p), PROBLEM_INTERNAL);
	assert_string_equal(problem_get(&p, "route"), "/v1/secrets");
	assert_int_equal(routes_check(both, 1, &p), PROBLEM_INTERNAL);
	assert_int_equal(routes_check(routes, routes_count, &p), 0);
}

static void
an_address_that_is_none_and_a_method_it_does_not_take_are_told(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};

	assert_int_equal(api_get(a, API_OWNER, "/v1/nothing"), 404);
	assert_string_equal(api_code(a), "no-route");
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/unit/U1/x"), 404);
	assert_string_equal(api_code(a), "no-route");
	assert_int_equal(
	    api_ask(a, &owner, "DELETE", "/v1/positions", NULL), 405);
	assert_string_equal(api_text(a, "params.allow"), "POST, GET");
}

static void
a_one_time_password_opens_nothing_but_its_own_change(void **state)
{
	struct api *a = *state;
	char once[64], who[API_WHO], body[256];

	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"chen\",\"roles\":[\"viewer\"],"
	                     "\"station\":\"S1\"}"),
	    201);
	snprintf(once, sizeof(once), "%s", api_text(a, "password"));
	assert_int_equal(api_login(a, "chen", once, who), 201);
	assert_int_equal(api_number(a, "must_change"), 1);
	assert_int_equal(api_get(a, who, "/v1/records/unit"), 403);
	assert_string_equal(api_code(a), "must-change");
	assert_int_equal(api_command(a, who, "message", "{}"), 403);
	assert_string_equal(api_code(a), "must-change");
	assert_int_equal(api_get(a, who, "/v1/session"), 200);
	snprintf(body, sizeof(body),
	    "{\"old\":\"%s\",\"new\":\"" API_PASSWORD "\"}", once);
	assert_int_equal(api_post(a, who, "/v1/password", body), 204);
	assert_int_equal(api_get(a, who, "/v1/records/unit"), 200);
	assert_int_equal(api_number(a, "records.0.rev"), 1);
	assert_int_equal(api_login(a, "chen", once, who), 401);
	assert_int_equal(api_login(a, "chen", API_PASSWORD, who), 201);
	assert_int_equal(api_number(a, "must_change"), 0);
}

static void
changing_a_password_ends_the_other_sessions_of_the_account(void **state)
{
	struct api *a = *state;
	char one[API_WHO], two[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, one);
	assert_int_equal(api_login(a, "chen", API_PASSWORD, two), 201);
	assert_int_equal(api_get(a, two, "/v1/session"), 200);
	assert_int_equal(
	    api_post(a, one, "/v1/password",
	        "{\"old\":\"" API_PASSWORD "\",\"new\":\"another password\"}"),
	    204);
	assert_int_equal(api_get(a, two, "/v1/session"), 401);
	assert_int_equal(api_get(a, one, "/v1/session"), 200);
}

/*
 * More failures of a name, each once its wait was over: behind the free ones
 * the next wait is half a minute, longer than a machine is slow. These alone
 * would all be free.
 */
static void
fail_on(struct api *a, const char *name)
{
	msec_t at = time_boot();
	char who[80];

	snprintf(who, sizeof(who), "name/%s", name);
	for (int i = 1; i < TRIES_FREE; i++) {
		msec_t wait = tries_charge(a->central->tries, who, 0, at);

		at += wait;
		if (wait > 0)
			assert_int_equal(
			    tries_charge(a->central->tries, who, 0, at), 0);
	}
}

static void
a_name_that_is_not_known_answers_as_a_wrong_password_does(void **state)
{
	struct api *a = *state;
	char who[API_WHO], *first;

	api_account(a, "chen", "viewer", "S1", NULL, who);
	for (int i = 0; i < TRIES_FREE; i++) {
		assert_int_equal(
		    api_login(a, "chen", "wrong password", who), 401);
		first = strdup(a->body);
		assert_int_equal(
		    api_login(a, "nobody", "wrong password", who), 401);
		assert_string_equal(a->body, first);
		free(first);
	}
	fail_on(a, "chen");
	fail_on(a, "nobody");
	assert_int_equal(api_login(a, "chen", "wrong password", who), 429);
	assert_int_equal(api_login(a, "nobody", "wrong password", who), 429);
}

static void
failures_make_even_the_right_password_wait(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	for (int i = 0; i < TRIES_FREE; i++)
		assert_int_equal(
		    api_login(a, "chen", "wrong password", who), 401);
	fail_on(a, "chen");
	assert_int_equal(api_login(a, "chen", API_PASSWORD, who), 429);
	assert_string_equal(api_code(a), "too-many");
	assert_true(strtol(api_text(a, "params.seconds"), NULL, 10) > 0);
	/* A session that is open goes on. */
	assert_int_equal(api_get(a, who, "/v1/session"), 200);
}

static bool
take_failures(void *ctx, const struct account *row)
{
	*(int64_t *)ctx = row->failures;
	return true;
}

/* The note of a failure comes after its answer: waits for it. */
static void
wait_failures(struct api *a, int64_t want)
{
	msec_t give_up = time_boot() + PATIENCE_MS;
	struct problem p = {0};
	struct store *s;
	int64_t have = -1;

	assert_int_equal(store_open(a->dir, STORE_READ, &s, &p), 0);
	while (have != want && time_boot() < give_up)
		assert_int_equal(store_account_get(
		                     s, NULL, "chen", take_failures, &have, &p),
		    0);
	store_close(s);
	assert_int_equal(have, want);
}

static void
failures_are_remembered_by_a_central_that_starts_again(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	for (int i = 0; i < TRIES_FREE; i++)
		assert_int_equal(
		    api_login(a, "chen", "wrong password", who), 401);
	wait_failures(a, TRIES_FREE);
	for (int i = 0; i < 10; i++) {
		/* each failure doubles the wait: soon it is not over */
		api_close(a);
		api_open(a);
		if (api_login(a, "chen", "wrong password", who) == 429)
			return;
	}
	fail_msg("it waits for nobody");
}

static void
a_locked_account_is_out_at_once(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	assert_int_equal(api_get(a, who, "/v1/session"), 200);
	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/accounts/chen", "{\"locked\":true}"),
	    200);
	assert_int_equal(api_get(a, who, "/v1/session"), 401);
	assert_int_equal(api_login(a, "chen", API_PASSWORD, who), 403);
	assert_string_equal(api_code(a), "locked");
	assert_int_equal(api_login(a, "chen", "wrong password", who), 401);
}

static void
a_role_that_is_taken_away_is_gone_with_the_next_request(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "admin", "S1", NULL, who);
	assert_int_equal(api_get(a, who, "/v1/accounts"), 200);
	assert_int_equal(api_command(a, API_OWNER, "put",
	                     "{\"record\":{\"kind\":\"setting\","
	                     "\"id\":\"role.admin\",\"topic\":\"role\","
	                     "\"name\":\"admin\",\"permissions\":\"login "
	                     "read\"}}"),
	    200);
	assert_int_equal(api_get(a, who, "/v1/accounts"), 403);
	assert_string_equal(api_text(a, "params.may"), "accounts");
	assert_int_equal(api_get(a, who, "/v1/session"), 200);
}

static void
logging_out_ends_the_session_for_good(void **state)
{
	struct api *a = *state;
	char who[API_WHO];
	struct api_ask ask = {.who = who};

	api_account(a, "chen", "viewer", "S1", NULL, who);
	assert_int_equal(api_ask(a, &ask, "DELETE", "/v1/session", NULL), 204);
	assert_int_equal(api_get(a, who, "/v1/session"), 401);
	api_close(a);
	api_open(a);
	assert_int_equal(api_get(a, who, "/v1/session"), 401);
}

static void
a_session_goes_on_through_a_restart(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	api_close(a);
	api_open(a);
	assert_int_equal(api_get(a, who, "/v1/session"), 200);
	assert_string_equal(api_text(a, "seat"), "2");
	assert_string_equal(api_text(a, "roles.0"), "viewer");
}

static void
names_and_roles_are_held_to(void **state)
{
	struct api *a = *state;

	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"owner\",\"roles\":[]}"),
	    400);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"a b\",\"roles\":[]}"),
	    400);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"chen\\u202e\",\"roles\":[]}"),
	    400);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"chen\",\"roles\":[\"king\"]}"),
	    404);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"chen\",\"roles\":[],"
	                     "\"station\":\"S9\"}"),
	    404);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"\xe9\x99\x88\",\"roles\":[]}"),
	    201);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"\xe9\x99\x88\",\"roles\":[]}"),
	    409);
	assert_int_equal(api_post(a, API_OWNER, "/v1/accounts",
	                     "{\"name\":\"wang\",\"roles\":[],\"passwort\":1}"),
	    400);
	assert_string_equal(api_code(a), "unknown-key");
}

/* The code of the half minute to come, which is good for the longest time. */
static void
make_code(const char *secret, char code[8])
{
	char *key;
	size_t len;

	assert_int_equal(
	    oath_base32_decode(secret, strlen(secret), &key, &len), OATH_OK);
	assert_int_equal(
	    oath_hotp_generate(key, len, (uint64_t)(time_wall() / 30000) + 1, 6,
	        false, OATH_HOTP_DYNAMIC_TRUNCATION, code),
	    OATH_OK);
	free(key);
}

static void
a_second_factor_is_asked_for_and_good_once(void **state)
{
	struct api *a = *state;
	char who[API_WHO], body[256], secret[64], code[8];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/accounts/chen", "{\"totp\":true}"),
	    200);
	snprintf(secret, sizeof(secret), "%s", api_text(a, "secret"));
	assert_int_equal(api_login(a, "chen", API_PASSWORD, who), 401);
	make_code(secret, code);
	snprintf(body, sizeof(body),
	    "{\"name\":\"chen\",\"password\":\"" API_PASSWORD
	    "\",\"otp\":\"%s\"}",
	    code);
	assert_int_equal(api_post(a, NULL, "/v1/session", body), 201);
	assert_int_equal(api_post(a, NULL, "/v1/session", body), 401);
}

static void
what_is_told_of_accounts_holds_no_password(void **state)
{
	struct api *a = *state;
	char who[API_WHO];

	api_account(a, "chen", "viewer", "S1", NULL, who);
	assert_int_equal(api_get(a, API_OWNER, "/v1/accounts"), 200);
	assert_int_equal(api_count(a, "accounts"), 1);
	assert_string_equal(api_text(a, "accounts.0.name"), "chen");
	assert_null(strstr(a->body, "argon"));
	assert_null(strstr(a->body, "password"));
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	assert_non_null(strstr(a->body, "account-add"));
	assert_null(strstr(a->body, "argon"));
	assert_null(strstr(a->body, API_PASSWORD));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nothing_but_health_and_login_answers_without_logging_in),
	    cmocka_unit_test(a_route_without_a_permission_does_not_start),
	    TEST(
	        an_address_that_is_none_and_a_method_it_does_not_take_are_told),
	    TEST(a_one_time_password_opens_nothing_but_its_own_change),
	    TEST(changing_a_password_ends_the_other_sessions_of_the_account),
	    TEST(a_name_that_is_not_known_answers_as_a_wrong_password_does),
	    TEST(failures_make_even_the_right_password_wait),
	    TEST(failures_are_remembered_by_a_central_that_starts_again),
	    TEST(a_locked_account_is_out_at_once),
	    TEST(a_role_that_is_taken_away_is_gone_with_the_next_request),
	    TEST(logging_out_ends_the_session_for_good),
	    TEST(a_session_goes_on_through_a_restart),
	    TEST(names_and_roles_are_held_to),
	    TEST(a_second_factor_is_asked_for_and_good_once),
	    TEST(what_is_told_of_accounts_holds_no_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
