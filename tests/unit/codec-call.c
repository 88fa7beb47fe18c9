/*
 * Calls through JSON and back: random ones of every command, and what is
 * refused of a body.
 */
#include "net/wire/codec.h"
#include "tests/lib/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 40
static const struct json_limits wide = {4 * 1024 * 1024, 32};

static cJSON *
parse(const char *text, size_t len)
{
	struct problem p = {0};
	cJSON *json;

	if (json_parse(text, len, &wide, &json, &p))
		fail_msg("%s %s: %.200s", problem_get(&p, "byte"),
		    problem_get(&p, "why"), text);
	return json;
}

static enum problem_code
read_body(
    const char *name, const char *text, struct call *call, struct problem *p)
{
	cJSON *json = parse(text, strlen(text));
	struct codec_arena arena = {0};
	enum problem_code code = codec_call_read(
	    command_find(name, strlen(name)), json, &arena, call, p);

	codec_arena_free(&arena);
	cJSON_Delete(json);
	return code;
}

static void
call_refused(
    const char *name, const char *text, enum problem_code code, const char *key)
{
	struct problem p = {0};
	struct call call;

	if (read_body(name, text, &call, &p) != code ||
	    strcmp(problem_get(&p, "key"), key) != 0)
		fail_msg("%s %.200s: %s, key %s", name, text,
		    problem_code_name(p.code), problem_get(&p, "key"));
}

static void
assert_calls_equal(const struct call *a, const struct call *b)
{
	assert_ptr_equal(a->command, b->command);
	assert_int_equal(a->given, b->given);
	assert_int_equal(a->expects, b->expects);
	for (size_t i = 0; i < a->command->count; i++)
		assert_true(
		    !call_has(a, i) || value_equal(&a->value[i], &b->value[i]));
	for (size_t i = 0; i < a->expects; i++) {
		assert_int_equal(a->expect[i].kind, b->expect[i].kind);
		assert_string_equal(a->expect[i].id, b->expect[i].id);
		assert_int_equal(a->expect[i].state, b->expect[i].state);
	}
	assert_int_equal(a->record == NULL, b->record == NULL);
}

static void
check_call(struct rng *g, const struct command *command, bool full)
{
	struct rng_call *made = malloc(sizeof(*made));
	struct codec_arena arena = {0};
	struct buf once = {0}, twice = {0};
	struct problem p = {0};
	struct call back;
	cJSON *json;

	assert_non_null(made);
	rng_call(g, command, full, made);
	codec_call(&once, &made->call);
	json = parse(buf_str(&once), once.len);
	if (codec_call_read(command, json, &arena, &back, &p))
		fail_msg("%s: %s %s", command->name, problem_code_name(p.code),
		    problem_get(&p, "key"));
	assert_calls_equal(&made->call, &back);
	codec_call(&twice, &back);
	assert_string_equal(buf_str(&once), buf_str(&twice));
	codec_arena_free(&arena);
	cJSON_Delete(json);
	buf_free(&once);
	buf_free(&twice);
	rng_call_free(made);
	free(made);
}

static void
every_command_comes_back_as_it_was_written(void **state)
{
	struct rng g = {4711};

	(void)state;
	for (int id = 0; id < COMMAND_COUNT; id++)
		for (int round = 0; round < ROUNDS; round++)
			check_call(
			    &g, command_get((enum command_id)id), round < 5);
}

static void
a_call_is_written_in_the_order_of_the_table(void **state)
{
	struct call c = {.command = command_get(COMMAND_DISPATCH)};
	struct buf b = {0};

	(void)state;
	call_set_refs(&c, ARG_dispatch_units,
	    (struct refs){2, (const char *const[]){"u1", "u2"}});
	call_set_text(&c, ARG_dispatch_incident, "i1");
	call_set_number(&c, ARG_dispatch_stack, false);
	call_expect(&c, KIND_INCIDENT, "i1", INCIDENT_PENDING);
	call_expect(&c, KIND_UNIT, "u1", UNIT_PATROL);
	codec_call(&b, &c);
	assert_string_equal(buf_str(&b),
	    "{\"incident\":\"i1\",\"units\":[\"u1\",\"u2\"],\"stack\":false,"
	    "\"expect\":{\"incident/i1\":\"pending\",\"unit/u1\":\"patrol\"}}");
	buf_free(&b);
}

static void
a_given_zero_is_given(void **state)
{
	struct problem p = {0};
	struct call c;

	(void)state;
	assert_int_equal(read_body("edit",
	                     "{\"incident\":\"i1\",\"narrative\":\"\","
	                     "\"scheduled\":0,\"spot\":{\"lat\":0,\"lon\":0}}",
	                     &c, &p),
	    PROBLEM_NONE);
	assert_true(call_has(&c, ARG_edit_narrative));
	assert_true(call_has(&c, ARG_edit_scheduled));
	assert_true(call_has(&c, ARG_edit_spot));
	assert_false(call_has(&c, ARG_edit_place));
}

static void
a_call_is_refused_by_name(void **state)
{
	(void)state;
	call_refused("dispatch", "[]", PROBLEM_BAD_VALUE, "the body");
	call_refused(
	    "dispatch", "{\"incident\":\"i1\"}", PROBLEM_MISSING_KEY, "units");
	call_refused("dispatch", "{\"incident\":\"i1\",\"units\":[]}",
	    PROBLEM_MISSING_KEY, "units");
	call_refused("dispatch", "{\"incident\":\"i1\",\"unit\":[\"u1\"]}",
	    PROBLEM_UNKNOWN_KEY, "unit");
	call_refused("transfer", "{\"incident\":\"i1\",\"reason\":\"\"}",
	    PROBLEM_MISSING_KEY, "reason");
	call_refused("status", "{\"unit\":\"u1\",\"duty\":\"asleep\"}",
	    PROBLEM_BAD_VALUE, "duty");
	call_refused(
	    "own", "{\"incident\":null}", PROBLEM_BAD_VALUE, "incident");
	call_refused("own", "{\"incident\":\"i1\",\"officer\":\"\"}",
	    PROBLEM_BAD_VALUE, "officer");
}

static void
expectations_are_for_commands_that_have_them(void **state)
{
	(void)state;
	call_refused("own", "{\"incident\":\"i1\",\"expect\":{}}",
	    PROBLEM_UNKNOWN_KEY, "expect");
	call_refused("sign", "{\"incident\":\"i1\",\"expect\":[]}",
	    PROBLEM_BAD_VALUE, "expect");
}

static void
an_expectation_names_a_record_and_one_of_its_states(void **state)
{
	static const char *const keys[] = {"incident", "incident/", "room/r1",
	    "any/i1", "/i1", "incident/-1", "incident/a/b", ""};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		buf_clear(&b);
		buf_printf(&b,
		    "{\"incident\":\"i1\",\"expect\":{\"%s\":\"pending\"}}",
		    keys[i]);
		call_refused("sign", buf_str(&b), PROBLEM_BAD_VALUE, "expect");
	}
	call_refused("sign",
	    "{\"incident\":\"i1\",\"expect\":{\"unit/u1\":\"pending\"}}",
	    PROBLEM_BAD_VALUE, "unit/u1");
	call_refused("sign",
	    "{\"incident\":\"i1\",\"expect\":{\"incident/i1\":1}}",
	    PROBLEM_BAD_VALUE, "incident/i1");
	buf_free(&b);
}

static void
expectations_are_at_most_sixteen(void **state)
{
	struct problem p = {0};
	struct buf b = {0};
	struct call c;

	(void)state;
	for (int count = EXPECT_MAX; count <= EXPECT_MAX + 1; count++) {
		buf_clear(&b);
		buf_puts(&b, "{\"incident\":\"i1\",\"expect\":{");
		for (int i = 0; i < count; i++)
			buf_printf(
			    &b, "%s\"unit/u%d\":\"patrol\"", i ? "," : "", i);
		buf_puts(&b, "}}");
		assert_int_equal(read_body("sign", buf_str(&b), &c, &p),
		    count > EXPECT_MAX ? PROBLEM_CROWDED : PROBLEM_NONE);
	}
	buf_free(&b);
}

static void
put_brings_its_record(void **state)
{
	const char *text = "{\"record\":{\"kind\":\"grid\",\"id\":\"g\","
	                   "\"name\":\"G07\",\"rural\":true}}";
	cJSON *json = parse(text, strlen(text));
	struct codec_arena arena = {0};
	struct problem p = {0};
	struct call c;

	(void)state;
	assert_int_equal(
	    codec_call_read(command_get(COMMAND_PUT), json, &arena, &c, &p),
	    PROBLEM_NONE);
	assert_string_equal(call_text(&c, ARG_put_record), "g");
	assert_string_equal(((const struct grid *)c.record)->name, "G07");
	codec_arena_free(&arena);
	cJSON_Delete(json);
	call_refused("put", "{}", PROBLEM_MISSING_KEY, "record");
	call_refused("put", "{\"record\":\"g\"}", PROBLEM_BAD_VALUE, "record");
	call_refused("put", "{\"record\":{\"kind\":\"grid\",\"id\":\"g\"}}",
	    PROBLEM_MISSING_KEY, "name");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_command_comes_back_as_it_was_written),
	    cmocka_unit_test(a_call_is_written_in_the_order_of_the_table),
	    cmocka_unit_test(a_given_zero_is_given),
	    cmocka_unit_test(a_call_is_refused_by_name),
	    cmocka_unit_test(expectations_are_for_commands_that_have_them),
	    cmocka_unit_test(
	        an_expectation_names_a_record_and_one_of_its_states),
	    cmocka_unit_test(expectations_are_at_most_sixteen),
	    cmocka_unit_test(put_brings_its_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
