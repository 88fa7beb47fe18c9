/*
 * Problem documents: written as RFC 9457 has it, read back as they were, and
 * what a console makes of an answer that is no such document.
 */
#include "net/wire/problem-json.h"

#include "net/wire/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *
document(struct buf *b, const struct problem *p)
{
	buf_clear(b);
	problem_write_json(&(struct json_out){.buf = b}, p);
	assert_true(buf_ok(b));
	return buf_str(b);
}

static void
the_document_has_the_members_of_rfc_9457(void **state)
{
	struct buf b = {0};
	struct problem p;

	(void)state;
	problem_set(&p, PROBLEM_UNIT_TAKEN, "unit", "P1", "is", "busy",
	    "incident", "0128", NULL);
	assert_string_equal(document(&b, &p),
	    "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,"
	    "\"detail\":\"P1 is busy: 0128\",\"code\":\"unit-taken\","
	    "\"params\":{\"unit\":\"P1\",\"is\":\"busy\","
	    "\"incident\":\"0128\"}}");
	problem_set(&p, PROBLEM_STORE_BUSY, "file", "x", NULL);
	assert_non_null(strstr(document(&b, &p), "\"status\":500,"));
	buf_free(&b);
}

static void
every_code_comes_back_with_its_parameters(void **state)
{
	struct buf b = {0};

	(void)state;
	for (int code = 1; code < PROBLEM_COUNT; code++) {
		struct problem p, back;

		problem_set(&p, (enum problem_code)code, "what",
		    "\"x\"\\ \xe5\x90\xb9\n", "key", "", NULL);
		document(&b, &p);
		assert_int_equal(
		    problem_read_json(b.data, b.len, 400, &back), code);
		assert_int_equal(back.code, code);
		assert_int_equal(back.params, 2);
		assert_string_equal(
		    problem_get(&back, "what"), "\"x\"\\ \xe5\x90\xb9\n");
	}
	buf_free(&b);
}

static void
a_parameter_that_is_no_utf8_still_makes_valid_json(void **state)
{
	struct buf b = {0};
	struct problem p;
	cJSON *tree;

	(void)state;
	problem_set(
	    &p, PROBLEM_BAD_LINE, "word", "a\xff\xe5", "why", "x", NULL);
	document(&b, &p);
	assert_int_equal(
	    json_parse(b.data, b.len, NULL, &tree, NULL), PROBLEM_NONE);
	assert_string_equal(
	    json_find(json_find(tree, "params"), "word")->valuestring,
	    "a<xFF><xE5>");
	cJSON_Delete(tree);
	buf_free(&b);
}

static enum problem_code
answer(int status, const char *body, struct problem *p)
{
	return problem_read_json(body, strlen(body), status, p);
}

static void
an_answer_without_a_document_never_says_that_nothing_was_done(void **state)
{
	struct problem p;

	(void)state;
	assert_int_equal(answer(502, "<html>", &p), PROBLEM_UNKNOWN);
	assert_int_equal(answer(504, "", &p), PROBLEM_UNKNOWN);
	assert_int_equal(answer(503, "{\"code\":7}", &p), PROBLEM_UNKNOWN);
	assert_int_equal(
	    answer(500, "{\"code\":\"newer\"}", NULL), PROBLEM_UNKNOWN);
	assert_int_equal(answer(507, "", &p), PROBLEM_NO_SPACE);
}

static void
a_refusal_of_a_newer_central_is_told_in_its_own_words(void **state)
{
	struct problem p;

	(void)state;
	assert_int_equal(
	    answer(409, "{\"code\":\"newer\",\"detail\":\"too wet\"}", &p),
	    PROBLEM_BAD_REQUEST);
	assert_string_equal(problem_get(&p, "said"), "too wet");
	assert_int_equal(answer(418, "[]", &p), PROBLEM_BAD_REQUEST);
	assert_string_equal(problem_get(&p, "status"), "418");
	assert_int_equal(answer(401, "", &p), PROBLEM_UNAUTHENTICATED);
	assert_int_equal(answer(404, "", &p), PROBLEM_NO_ROUTE);
}

static void
parameters_of_another_shape_are_left_out(void **state)
{
	struct problem p;

	(void)state;
	assert_int_equal(
	    answer(404,
	        "{\"code\":\"not-found\",\"params\":{\"what\":\"P1\",\"n\":3,"
	        "\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\","
	        "\"f\":\"6\",\"g\":\"7\",\"h\":\"8\",\"i\":\"9\"}}",
	        &p),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(p.params, PROBLEM_PARAMS);
	assert_string_equal(problem_get(&p, "what"), "P1");
	assert_string_equal(problem_get(&p, "n"), "");
	assert_int_equal(
	    answer(404, "{\"code\":\"not-found\",\"params\":3}", &p),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(p.params, 0);
	assert_int_equal(
	    answer(404, "{\"code\":\"not-found\",\"params\":[\"x\"]}", &p),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(p.params, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_document_has_the_members_of_rfc_9457),
	    cmocka_unit_test(every_code_comes_back_with_its_parameters),
	    cmocka_unit_test(
	        a_parameter_that_is_no_utf8_still_makes_valid_json),
	    cmocka_unit_test(
	        an_answer_without_a_document_never_says_that_nothing_was_done),
	    cmocka_unit_test(
	        a_refusal_of_a_newer_central_is_told_in_its_own_words),
	    cmocka_unit_test(parameters_of_another_shape_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
