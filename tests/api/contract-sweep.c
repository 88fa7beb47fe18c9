/*
 * net/wire/openapi.yaml swept: what holds everywhere is asked of every route
 * that stands there, so that a new one is held to it without a new test.
 */
#include "net/wire/codec.h"
#include "tests/lib/contract.h"
#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct api_ask owner = {.who = API_OWNER};

/* An account that may nothing but log in. */
static void
make_mute(struct contract *c, char who[API_WHO])
{
	assert_int_equal(
	    contract_command(c, API_OWNER, "put", NULL,
	        "{\"record\":{\"kind\":\"setting\",\"id\":\"role.mute\","
	        "\"topic\":\"role\",\"name\":\"mute\","
	        "\"permissions\":\"login\"}}"),
	    200);
	api_account(&c->api, "mute", "mute", "S1", NULL, who);
}

/* A body that is read well; whether it can be done is another matter. */
static void
some_body(const struct contract_op *o, struct buf *b)
{
	static const struct {
		const char *path, *body;
	} bodies[] = {
	    {"/v1/session", "{\"name\":\"nobody\",\"password\":\"x\"}"},
	    {"/v1/password", "{\"old\":\"x\",\"new\":\"12345678\"}"},
	    {"/v1/positions", "{\"positions\":[]}"},
	    {"/v1/marks", "{\"marks\":[]}"},
	    {"/v1/layers/{name}", "{\"name\":\"grids\",\"role\":\"grid\","
	                          "\"digits\":6,\"features\":[]}"},
	    {"/v1/feed/{feed}/watch", "{\"rooms\":[]}"},
	    {"/v1/accounts", "{\"name\":\"nobody\",\"roles\":[]}"},
	    {"/v1/accounts/{name}", "{\"locked\":false}"}};
	const char *name = strrchr(o->path, '/') + 1;
	const struct command *command = command_find(name, strlen(name));
	struct rng_call *call = calloc(1, sizeof(*call));
	struct rng rng = {1};

	assert_non_null(call);
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		if (strcmp(o->path, bodies[i].path) == 0)
			buf_puts(b, bodies[i].body);
	if (b->len == 0 && strncmp(o->path, "/v1/commands/", 13) == 0) {
		assert_non_null(command);
		rng_call(&rng, command, false, call);
		call->call.unseen = true;
		codec_call(b, &call->call);
		rng_call_free(call);
	}
	assert_true(b->len >= 2);
	free(call);
}

typedef void sweep_fn(struct contract *c, const struct contract_op *o,
    const char *target, const char *body, const char *who);

/* Calls it for every operation; body is NULL of those that take none. */
static void
sweep(struct contract *c, sweep_fn *each, const char *who)
{
	c->sweep = true;
	for (size_t i = 0; i < c->count; i++) {
		const struct contract_op *o = &c->op[i];
		bool has_body = contract_takes_body(c, o);
		struct buf body = {0};
		char target[128];

		contract_target(o, target, sizeof(target));
		if (has_body)
			some_body(o, &body);
		each(c, o, target, has_body ? buf_str(&body) : NULL, who);
		buf_free(&body);
	}
}

static void
no_token(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *who)
{
	(void)who;
	if (!*contract_permission(c, o))
		return;
	assert_int_equal(contract_ask(c, &(struct api_ask){.key = "k"},
	                     o->method, target, body),
	    401);
	assert_string_equal(api_code(&c->api), "unauthenticated");
}

static void
without_a_token_nothing_is_answered(void **state)
{
	sweep(*state, no_token, NULL);
}

static void
no_permission(struct contract *c, const struct contract_op *o,
    const char *target, const char *body, const char *who)
{
	const struct api_ask ask = {.who = who, .key = o->path + 13};
	const char *permission = contract_permission(c, o);

	if (!*permission || strcmp(permission, "login") == 0)
		return;
	if (contract_ask(c, &ask, o->method, target, body) != 403)
		fail_msg("%s %s: %s", o->method, target, c->api.body);
	assert_string_equal(api_code(&c->api), "forbidden");
}

static void
without_the_permission_nothing_is_done(void **state)
{
	char who[API_WHO];

	make_mute(*state, who);
	sweep(*state, no_permission, who);
}

static void
no_method(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *who)
{
	unsigned takes = contract_methods(c, target);
	bool command = strncmp(target, "/v1/commands/", 13) == 0;
	const char *allow;

	(void)o;
	(void)body;
	(void)who;
	if (command) /* by its form it is the one as well as the other */
		takes = TAKES_GET | TAKES_POST | TAKES_DELETE;
	assert_int_equal(contract_ask(c, &owner,
	                     takes & TAKES_PUT ? "POST" : "PUT", target, NULL),
	    405);
	allow = api_text(&c->api, "params.allow");
	assert_int_equal(strstr(allow, "GET") != NULL, !!(takes & TAKES_GET));
	assert_int_equal(strstr(allow, "PUT") != NULL, !!(takes & TAKES_PUT));
	assert_int_equal(strstr(allow, "POST") != NULL, !!(takes & TAKES_POST));
	assert_int_equal(
	    strstr(allow, "DELETE") != NULL, !!(takes & TAKES_DELETE));
	if (!(takes & TAKES_GET))
		assert_int_equal(
		    contract_ask(c, &owner, "GET", target, NULL), 405);
}

static void
a_method_that_is_not_taken_is_told_which_are(void **state)
{
	sweep(*state, no_method, NULL);
}

static void
refuse(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *code)
{
	const struct api_ask ask = {
	    .who = API_OWNER, .key = "k", .match = "\"1\""};

	contract_ask(c, &ask, o->method, target, body);
	if (strcmp(api_code(&c->api), code) != 0)
		fail_msg("%s %s %.60s: want %s, is %s", o->method, target, body,
		    code, c->api.body);
}

static void
bad_bodies(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *who)
{
	struct buf b = {0};

	(void)who;
	if (!body)
		return;
	refuse(c, o, target, "", "bad-json");
	refuse(c, o, target, "{", "bad-json");
	refuse(c, o, target, "{} {}", "bad-json");
	refuse(c, o, target, "{\"a\":1,\"a\":1}", "bad-json");
	refuse(c, o, target, "{\"a\":\"\xc0\x80\"}", "bad-json");
	refuse(c, o, target, "{\"a\":\"\\u0000\"}", "bad-json");
	refuse(c, o, target, "[]", "bad-value");
	refuse(c, o, target, "7", "bad-value");
	buf_printf(&b, "{\"zzz\":1%s%s", body[1] == '}' ? "" : ",", body + 1);
	refuse(c, o, target, buf_str(&b), "unknown-key");
	assert_string_equal(api_text(&c->api, "params.key"), "zzz");
	assert_string_not_equal(api_text(&c->api, "params.nearest"), "");
	buf_free(&b);
}

static void
a_body_that_is_not_as_written_is_refused(void **state)
{
	sweep(*state, bad_bodies, NULL);
}

static void
large_body(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *who)
{
	struct buf b = {0};

	(void)who;
	/* The socket's owner may put a map of 64 MiB. */
	if (!body || strcmp(o->method, "PUT") == 0)
		return;
	buf_puts(&b, body);
	while (b.len <= JSON_BODY_MAX)
		buf_putc(&b, ' ');
	refuse(c, o, target, buf_str(&b), "too-large");
	buf_free(&b);
}

static void
more_than_64_kib_are_refused(void **state)
{
	sweep(*state, large_body, NULL);
}

static void
no_headers(struct contract *c, const struct contract_op *o, const char *target,
    const char *body, const char *who)
{
	const char *name = strrchr(target, '/') + 1;
	const struct command *command = command_find(name, strlen(name));

	(void)who;
	if (!body || strncmp(target, "/v1/commands/", 13) != 0)
		return;
	contract_ask(c, &owner, o->method, target, body);
	assert_int_equal(c->api.status, 428);
	assert_string_equal(api_code(&c->api), "needs-key");
	contract_ask(c, &(struct api_ask){.who = API_OWNER, .key = "\"k k\""},
	    o->method, target, body);
	assert_string_equal(api_code(&c->api), "bad-value");
	if (!(command->flags & COMMAND_EDITS) || command_takes_record(command))
		return;
	contract_command(c, API_OWNER, name, NULL, body);
	assert_int_equal(c->api.status, 428);
	assert_string_equal(api_code(&c->api), "needs-rev");
}

static void
a_command_without_its_headers_is_refused(void **state)
{
	sweep(*state, no_headers, NULL);
}

static void
unknown_parameter(struct contract *c, const struct contract_op *o,
    const char *target, const char *body, const char *who)
{
	char with[160];

	(void)body;
	(void)who;
	if (strcmp(o->method, "GET") != 0)
		return;
	snprintf(with, sizeof(with), "%s?zzz=1", target);
	refuse(c, o, with, NULL, "unknown-key");
	assert_string_equal(api_text(&c->api, "params.key"), "zzz");
}

static void
a_parameter_that_is_not_written_down_is_refused(void **state)
{
	sweep(*state, unknown_parameter, NULL);
}

/* Anything that can be said, of things that mostly are not there. */
static void
whatever_is_commanded_is_answered_as_written(void **state)
{
	struct contract *c = *state;
	struct rng_call *call = calloc(1, sizeof(*call));
	struct rng rng = {42};

	assert_non_null(call);
	for (int n = 0; n < 8 * COMMAND_COUNT; n++) {
		const struct command *command =
		    command_get((enum command_id)(n % COMMAND_COUNT));
		struct buf b = {0};

		if (command->owner != OWNER_CENTRAL)
			continue;
		rng_call(&rng, command, n & 1, call);
		codec_call(&b, &call->call);
		if (b.len <= JSON_BODY_MAX)
			contract_command(
			    c, API_OWNER, command->name, "\"1\"", buf_str(&b));
		rng_call_free(call);
		buf_free(&b);
	}
	free(call);
}

int
main(void)
{
#define TEST(f) \
	cmocka_unit_test_setup_teardown(f, contract_setup, contract_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(without_a_token_nothing_is_answered),
	    TEST(without_the_permission_nothing_is_done),
	    TEST(a_method_that_is_not_taken_is_told_which_are),
	    TEST(a_body_that_is_not_as_written_is_refused),
	    TEST(more_than_64_kib_are_refused),
	    TEST(a_command_without_its_headers_is_refused),
	    TEST(a_parameter_that_is_not_written_down_is_refused),
	    TEST(whatever_is_commanded_is_answered_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
