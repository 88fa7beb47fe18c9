/*
 * JSON in and out by hand: our own rules, what a refusal says, the getters'
 * edges, the writer's bytes. The outside suite is in json-suite.c.
 */
#include "net/wire/json.h"
#include "net/wire/json-out.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Parses a copy of exactly `len` bytes, so that ASan sees a byte too far. */
static enum problem_code
parse(const char *text, size_t len, cJSON **out, struct problem *p)
{
	char *bytes = malloc(len ? len : 1);
	enum problem_code code;

	assert_non_null(bytes);
	memcpy(bytes, text, len);
	code = json_parse(bytes, len, NULL, out, p);
	free(bytes);
	return code;
}

static cJSON *
good(const char *text)
{
	struct problem p;
	cJSON *tree;

	if (parse(text, strlen(text), &tree, &p) != PROBLEM_NONE)
		fail_msg("%s: %s", text, problem_get(&p, "why"));
	return tree;
}

static void
accepts(const char *text)
{
	cJSON_Delete(good(text));
}

static void
refuses_bytes(const char *text, size_t len, const char *what)
{
	struct problem p;
	cJSON *tree;

	if (parse(text, len, &tree, &p) == PROBLEM_NONE)
		fail_msg("accepted: %.*s", (int)len, text);
	assert_null(tree);
	assert_int_equal(p.code, PROBLEM_BAD_JSON);
	assert_string_equal(reason_words(problem_get(&p, "why")), what);
}

static void
refuses(const char *text, const char *what)
{
	refuses_bytes(text, strlen(text), what);
}

static void
our_own_rules_hold(void **state)
{
	(void)state;
	refuses("{\"a\":1,\"b\":2,\"a\":3}", "a key that stood before");
	refuses("{\"a\":1,\"\\u0061\":3}", "a key that stood before");
	refuses("{\"\\ud834\\udd1e\":1,\"\U0001d11e\":1}",
	    "a key that stood before");
	refuses("{\"\":1,\"\":3}", "a key that stood before");
	accepts("{\"a\":1,\"A\":2,\"ab\":{\"a\":{\"a\":3}}}");
	accepts("[{\"a\":1},{\"a\":1}]");
	refuses("[\"a\\u0000b\"]", "U+0000 may not stand in a text");
	refuses("{\"a\\u0000b\":1}", "U+0000 may not stand in a text");
	refuses_bytes("[\"a\0b\"]", 7, "a control character in a text");
	refuses_bytes("[1]\0", 4, "something after the value");
	refuses("\xEF\xBB\xBF{}", "a byte order mark");
	refuses("{} {}", "something after the value");
}

static void
text_must_be_strict_utf8_with_whole_surrogate_pairs(void **state)
{
	(void)state;
	accepts("\"\xC2\x80 \xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 "
	        "\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\"");
	refuses("\"\xC1\xBF\"", "not UTF-8");
	refuses("\"\xE0\x9F\xBF\"", "not UTF-8");
	refuses("\"\xED\xA0\x80\"", "not UTF-8");
	refuses("\"\xF0\x8F\xBF\xBF\"", "not UTF-8");
	refuses("\"\xF4\x90\x80\x80\"", "not UTF-8");
	refuses("\"\x80\"", "not UTF-8");
	refuses("\"\xE4\xB8", "not UTF-8");
	refuses("\"\xE4\"\"", "not UTF-8");
	refuses("\"\\ud800\"", "half a surrogate pair");
	refuses("\"\\ud800\\n\"", "half a surrogate pair");
	refuses("\"\\ud800\\ud800\"", "half a surrogate pair");
	refuses("\"\\udc00\\ud800\"", "half a surrogate pair");
	refuses("\"\\ud83", "\\u takes four hexadecimal digits");
	refuses("\"\\", "the text ends too early");
}

/* cJSON alone takes all of these. */
static void
what_cjson_lets_pass_is_refused(void **state)
{
	(void)state;
	refuses("[01]", "',' or ']' was expected");
	refuses("[-]", "a digit was expected");
	refuses("[1.]", "a digit was expected");
	refuses("[2.e3]", "a digit was expected");
	refuses("[1e+]", "a digit was expected");
	refuses("[+1]", "a value was expected");
	refuses("[\"\t\"]", "a control character in a text");
	refuses("[1,\f2]", "a value was expected");
	refuses("\v[]", "a value was expected");
	refuses("[1e999]", "a number too large or too long");
	refuses("[\"\\x\"]", "no such escape");
}

static void
numbers_beyond_cjsons_own_buffer_keep_their_value(void **state)
{
	cJSON *tree = good("[-0.00000000000000000000000000000000000000000000"
	                   "0000000000000000000000000000000000001, 7, "
	                   "1000000000000000000000000000000000000000000000000"
	                   "00000000000000000000000000000000000000000000]");

	(void)state;
	assert_int_equal(cJSON_GetArraySize(tree), 3);
	assert_true(cJSON_GetArrayItem(tree, 0)->valuedouble == -1e-81);
	assert_true(cJSON_GetArrayItem(tree, 1)->valuedouble == 7);
	assert_true(cJSON_GetArrayItem(tree, 2)->valuedouble == 1e92);
	cJSON_Delete(tree);
}

static void
a_refusal_names_line_and_byte(void **state)
{
	static const char text[] = "{\"a\": 1,\n \"b\": [1,\n  tru]}";
	struct problem p;
	cJSON *tree;

	(void)state;
	assert_int_equal(
	    parse(text, strlen(text), &tree, &p), PROBLEM_BAD_JSON);
	assert_string_equal(problem_get(&p, "line"), "3");
	assert_string_equal(problem_get(&p, "byte"), "3");
	assert_int_equal(parse("", 0, &tree, &p), PROBLEM_BAD_JSON);
	assert_string_equal(problem_get(&p, "line"), "1");
	assert_string_equal(problem_get(&p, "byte"), "1");
	/* The second one of the two is the one to mend. */
	assert_int_equal(
	    parse("{\"k\":1,\"k\":2}", 13, &tree, &p), PROBLEM_BAD_JSON);
	assert_string_equal(problem_get(&p, "byte"), "8");
}

static void
a_key_twice_is_found_among_thousands(void **state)
{
	struct buf b = {0};
	struct problem p;
	cJSON *tree;

	(void)state;
	buf_putc(&b, '{');
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "\"k%d\":0,", i);
	buf_puts(&b, "\"k\\u0037\":0}");
	assert_int_equal(
	    json_parse(b.data, b.len, NULL, &tree, &p), PROBLEM_BAD_JSON);
	assert_string_equal(problem_get(&p, "why"), why_json_key_twice);
	/* With another last key the same body is good. */
	b.len = (size_t)(strstr(b.data, "\"k\\u") - b.data);
	buf_puts(&b, "\"k\\u0061\":0}");
	assert_int_equal(
	    json_parse(b.data, b.len, NULL, &tree, &p), PROBLEM_NONE);
	cJSON_Delete(tree);
	buf_free(&b);
}

static void
depth_and_size_are_bounded(void **state)
{
	const struct json_limits limits = {.bytes = 10, .depth = 2};
	char deep[JSON_DEPTH_MAX * 2 + 3];
	struct problem p;
	cJSON *tree;

	(void)state;
	memset(deep, '[', JSON_DEPTH_MAX);
	memset(deep + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	deep[JSON_DEPTH_MAX * 2] = '\0';
	accepts(deep);
	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	deep[JSON_DEPTH_MAX * 2 + 2] = '\0';
	refuses(deep, "nested too deep");

	assert_int_equal(
	    json_parse("[[1,2,33]]", 10, &limits, &tree, &p), PROBLEM_NONE);
	cJSON_Delete(tree);
	assert_int_equal(json_parse("[[1,2,33]] ", 11, &limits, &tree, &p),
	    PROBLEM_TOO_LARGE);
	assert_null(tree);
	assert_string_equal(problem_get(&p, "limit"), "10");
	assert_int_equal(
	    json_parse("[[{}]]", 6, &limits, &tree, &p), PROBLEM_BAD_JSON);
	/* Beside each other they are not deep. */
	assert_int_equal(
	    json_parse("[[],{},[]]", 10, &limits, &tree, &p), PROBLEM_NONE);
	cJSON_Delete(tree);
}

static int allocations_left;

static void *
scarce_malloc(size_t size)
{
	return allocations_left-- > 0 ? malloc(size) : NULL;
}

static void
memory_ending_anywhere_in_the_tree_is_told(void **state)
{
	static const char text[] = "{\"a\":[1,\"x\",{\"b\":null}]}";
	cJSON_Hooks hooks = {.malloc_fn = scarce_malloc, .free_fn = free};
	enum problem_code code = PROBLEM_NO_MEMORY;
	int room = 0;
	cJSON *tree;

	(void)state;
	cJSON_InitHooks(&hooks);
	for (; code != PROBLEM_NONE && room < 100; room++) {
		allocations_left = room;
		code = parse(text, strlen(text), &tree, NULL);
		assert_true(code == PROBLEM_NONE || code == PROBLEM_NO_MEMORY);
		assert_true((tree != NULL) == (code == PROBLEM_NONE));
	}
	cJSON_InitHooks(NULL);
	cJSON_Delete(tree);
	assert_int_equal(code, PROBLEM_NONE);
	assert_true(room > 8); /* each node, key and text failed once */
}

static enum problem_code
read_int(
    const char *text, int64_t min, int64_t max, int64_t *n, struct problem *p)
{
	cJSON *tree = good(text);
	enum problem_code code = json_int(tree, "n", min, max, n, p);

	cJSON_Delete(tree);
	return code;
}

static void
integers_are_exact_or_refused(void **state)
{
	struct problem p;
	int64_t n = 0;

	(void)state;
	assert_int_equal(
	    read_int("{\"n\":9007199254740991}", INT64_MIN, INT64_MAX, &n, &p),
	    PROBLEM_NONE);
	assert_true(n == INT64_C(9007199254740991));
	assert_int_equal(
	    read_int("{\"n\":-9007199254740991}", INT64_MIN, INT64_MAX, &n, &p),
	    PROBLEM_NONE);
	assert_true(n == INT64_C(-9007199254740991));
	assert_int_equal(
	    read_int("{\"n\":4294967296}", 0, INT64_MAX, &n, &p), PROBLEM_NONE);
	assert_true(n == INT64_C(4294967296));
	assert_int_equal(
	    read_int("{\"n\":9007199254740993}", INT64_MIN, INT64_MAX, &n, &p),
	    PROBLEM_BAD_VALUE);
	assert_int_equal(
	    read_int("{\"n\":1e300}", INT64_MIN, INT64_MAX, &n, &p),
	    PROBLEM_BAD_VALUE);
	assert_int_equal(read_int("{\"n\":0.5}", INT64_MIN, INT64_MAX, &n, &p),
	    PROBLEM_BAD_VALUE);
	assert_int_equal(
	    read_int("{\"n\":5}", 1, 4, &n, &p), PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&p, "key"), "n");
	assert_string_equal(problem_get(&p, "value"), "5");
	assert_string_equal(problem_get(&p, "want"), why_whole_between);
	assert_true(n == INT64_C(4294967296)); /* a failure sets nothing */
}

static void
getters_name_the_key_and_what_they_wanted(void **state)
{
	cJSON *o = good("{\"text\":\"eight by\",\"no\":null,\"list\":[],"
	                "\"yes\":true,\"x\":1.5,\"o\":{}}");
	const char *text;
	const cJSON *item;
	struct problem p;
	double x;
	bool yes;

	(void)state;
	assert_int_equal(json_string(o, "text", 8, &text, &p), PROBLEM_NONE);
	assert_string_equal(text, "eight by");
	assert_int_equal(
	    json_string(o, "text", 7, &text, &p), PROBLEM_TOO_LONG);
	assert_string_equal(problem_get(&p, "key"), "text");
	assert_int_equal(
	    json_string(o, "Text", 8, &text, &p), PROBLEM_MISSING_KEY);
	assert_string_equal(problem_get(&p, "key"), "Text");
	assert_int_equal(json_string(o, "no", 8, &text, &p), PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&p, "value"), "null");
	assert_int_equal(json_bool(o, "yes", &yes, &p), PROBLEM_NONE);
	assert_true(yes);
	assert_int_equal(json_bool(o, "x", &yes, &p), PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&p, "want"), why_true_or_false);
	assert_int_equal(json_number(o, "x", &x, &p), PROBLEM_NONE);
	assert_true(x == 1.5);
	assert_int_equal(json_number(o, "text", &x, &p), PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&p, "value"), "eight by");
	assert_int_equal(json_array(o, "list", &item, &p), PROBLEM_NONE);
	assert_int_equal(json_array(o, "o", &item, &p), PROBLEM_BAD_VALUE);
	assert_int_equal(json_object(o, "o", &item, &p), PROBLEM_NONE);
	assert_int_equal(
	    json_object(o, "list", &item, NULL), PROBLEM_BAD_VALUE);
	assert_null(json_find(json_find(o, "list"), "text"));
	cJSON_Delete(o);
}

static void
a_key_that_is_not_known_is_named(void **state)
{
	static const char *const known[] = {"place", "category", "priority"};
	cJSON *o = good("{\"place\":1,\"priorty\":2}");
	struct problem p;

	(void)state;
	assert_int_equal(json_known(o, known, 3, &p), PROBLEM_UNKNOWN_KEY);
	assert_string_equal(problem_get(&p, "key"), "priorty");
	assert_string_equal(problem_get(&p, "nearest"), "priority");
	assert_int_equal(
	    json_known(json_find(o, "place"), known, 3, &p), PROBLEM_NONE);
	cJSON_Delete(o);
	o = good("[\"no keys\"]");
	assert_int_equal(json_known(o, known, 3, &p), PROBLEM_NONE);
	cJSON_Delete(o);
	o = good("{\"place\":1,\"priority\":2}");
	assert_int_equal(json_known(o, known, 3, &p), PROBLEM_NONE);
	cJSON_Delete(o);
}

static void
the_writer_puts_commas_and_escapes_where_they_belong(void **state)
{
	struct buf b = {0};
	struct json_out o = {.buf = &b};

	(void)state;
	json_open_object(&o);
	json_put_key(&o, "a");
	json_open_array(&o);
	json_put_int(&o, 0);
	json_put_int(&o, INT64_MIN);
	json_put_int(&o, INT64_MAX);
	json_open_array(&o);
	json_close_array(&o);
	json_open_object(&o);
	json_close_object(&o);
	json_put_bool(&o, true);
	json_put_bool(&o, false);
	json_put_null(&o);
	json_close_array(&o);
	json_put_key(&o, "t");
	json_put_string(&o, "\"\\/\b\f\n\r\t\x01\x1f\x7f\0 \xe5\x90\xb9", 16);
	json_put_key(&o, "r");
	json_put_raw(&o, "{\"x\":1}", 7);
	json_close_object(&o);
	assert_true(buf_ok(&b));
	assert_string_equal(buf_str(&b),
	    "{\"a\":[0,-9223372036854775808,9223372036854775807,[],{},true,"
	    "false,null],\"t\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f"
	    "\\u0000 \xe5\x90\xb9\",\"r\":{\"x\":1}}");
	buf_free(&b);
}

static void
numbers_come_back_as_they_went(void **state)
{
	static const double numbers[] = {0, 1, -1, 0.1, 1.0 / 3, 120.63456,
	    1e21, 5e-324, DBL_MAX, DBL_MIN, 9007199254740993.0, -2.5e-7,
	    27.98765432109876};
	struct buf b = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		struct json_out o = {.buf = &b};
		cJSON *tree;

		buf_clear(&b);
		json_put_number(&o, numbers[i]);
		tree = good(buf_str(&b));
		assert_true(tree->valuedouble == numbers[i]);
		cJSON_Delete(tree);
	}
	buf_clear(&b);
	json_put_number(&(struct json_out){.buf = &b}, 0.1);
	assert_string_equal(buf_str(&b), "0.1");
	buf_clear(&b);
	json_put_number(&(struct json_out){.buf = &b}, INFINITY);
	assert_string_equal(buf_str(&b), "null");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(our_own_rules_hold),
	    cmocka_unit_test(
	        text_must_be_strict_utf8_with_whole_surrogate_pairs),
	    cmocka_unit_test(what_cjson_lets_pass_is_refused),
	    cmocka_unit_test(numbers_beyond_cjsons_own_buffer_keep_their_value),
	    cmocka_unit_test(a_refusal_names_line_and_byte),
	    cmocka_unit_test(a_key_twice_is_found_among_thousands),
	    cmocka_unit_test(depth_and_size_are_bounded),
	    cmocka_unit_test(memory_ending_anywhere_in_the_tree_is_told),
	    cmocka_unit_test(integers_are_exact_or_refused),
	    cmocka_unit_test(getters_name_the_key_and_what_they_wanted),
	    cmocka_unit_test(a_key_that_is_not_known_is_named),
	    cmocka_unit_test(
	        the_writer_puts_commas_and_escapes_where_they_belong),
	    cmocka_unit_test(numbers_come_back_as_they_went),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
