/*
 * Cursors: what is written reads back, and nothing else is taken.
 */
#include "central/cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TAG_BITS 36
#define SCOPES_BITS 48

static const uint64_t tag = (UINT64_C(1) << TAG_BITS) - 2;
static const uint64_t scopes = (UINT64_C(1) << SCOPES_BITS) - 3;

static void
a_cursor_reads_back_as_it_was_written(void **state)
{
	static const struct cursor cursors[] = {
	    {0, 0, 0, tag, scopes},
	    {812, 812, 0, tag, 0},
	    {812, 900, 0, 0, scopes},
	    {0, 900, 900, tag, scopes},
	    {17, 900, 18, tag, scopes},
	    {INT64_C(999999999999999999), INT64_C(999999999999999999), 0, tag,
	        scopes},
	};
	char text[CURSOR_SIZE];
	struct cursor c;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cursors); i++) {
		cursor_format(&cursors[i], text);
		memset(&c, 0xff, sizeof(c));
		assert_true(cursor_parse(text, strlen(text), &c));
		assert_memory_equal(&c, &cursors[i], sizeof(c));
	}
}

static void
a_cursor_is_short_and_safe_in_a_url(void **state)
{
	struct cursor c = {81200, 81200, 0, tag, scopes};
	char text[CURSOR_SIZE];

	(void)state;
	cursor_format(&c, text);
	assert_string_equal(text, "_______9.81200._____-");
	assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
	                              "opqrstuvwxyz0123456789-_."),
	    strlen(text));
}

static void
the_longest_cursor_has_room(void **state)
{
	struct cursor c = {INT64_MAX, INT64_MAX - 1, INT64_MAX, tag, scopes};
	char text[CURSOR_SIZE];

	(void)state;
	cursor_format(&c, text);
	assert_int_equal(strlen(text), 8 + 1 + 19 + 1 + 6 + 1 + 19 + 1 + 19);
}

static void
what_was_not_written_by_us_is_not_taken(void **state)
{
	static const char *const bad[] = {"", ".", "...", "0", "AAAAAAAA.812",
	    "AAAAAAAA.812.", "AAAAAAAA.812.AAAAA", "AAAAAAAA.812.AAAAAAA",
	    "AAAAAAA.812.AAAAAA", "AAAAAAAA.0812.AAAAAA", "AAAAAAAA.-1.AAAAAA",
	    "AAAAAAAA.+1.AAAAAA", "AAAAAAAA. 1.AAAAAA", "AAAAAAAA..AAAAAA",
	    "AAAAAAAA.1e3.AAAAAA", "AAAAAAAA.99999999999999999999.AAAAAA",
	    "AAAAAAAA.812.AAAAAA ", " AAAAAAAA.812.AAAAAA",
	    "AAAAAAAA.812.AAAAAA\n", "AAAAAA+A.812.AAAAAA",
	    "AAAAAAAA.812.AAAA=A", "AAAAAAAA.812.AAAAAA.",
	    "AAAAAAAA.812.AAAAAA.812",     /* known is said when it is more */
	    "AAAAAAAA.812.AAAAAA.811",     /* known is not before */
	    "AAAAAAAA.812.AAAAAA.900.0",   /* an end that is none */
	    "AAAAAAAA.812.AAAAAA.900.812", /* a snapshot that is at its end */
	    "AAAAAAAA.812.AAAAAA.900.901", /* an end nobody knew */
	    "AAAAAAAA.812.AAAAAA.900.850.", "AAAAAAAA.812.AAAAAA.900.850.1",
	    "娄桥桥.812.AAAAAA"};
	char lengthy[4096];
	struct cursor c = {.seq = 7};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_false(cursor_parse(bad[i], strlen(bad[i]), &c));
	memset(lengthy, 'A', sizeof(lengthy));
	assert_false(cursor_parse(lengthy, sizeof(lengthy), &c));
	assert_false(cursor_parse("AAAAAAAA.812.AAAAAA\0", 20, &c));
	assert_int_equal(c.seq, 7);
}

static void
scopes_that_differ_have_digests_that_differ(void **state)
{
	const char *ab[] = {"a", "b"}, *a_b[] = {"ab"}, *a[] = {"a"};
	uint64_t one = cursor_scopes(ab, 2);

	(void)state;
	assert_int_equal(one, cursor_scopes(ab, 2));
	assert_true(one >> SCOPES_BITS == 0);
	assert_true(one != cursor_scopes(a_b, 1));
	assert_true(one != cursor_scopes(a, 1));
	assert_true(one != cursor_scopes(NULL, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_cursor_reads_back_as_it_was_written),
	    cmocka_unit_test(a_cursor_is_short_and_safe_in_a_url),
	    cmocka_unit_test(the_longest_cursor_has_room),
	    cmocka_unit_test(what_was_not_written_by_us_is_not_taken),
	    cmocka_unit_test(scopes_that_differ_have_digests_that_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
