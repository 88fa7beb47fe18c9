/*
 * Which reads of a terminal are more than a person types.
 */
#include "tui/flood.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static bool
is_flood(const char *bytes)
{
	return flood_is(bytes, strlen(bytes));
}

static void
what_a_person_types_ahead_is_none(void **state)
{
	static const char *const typed[] = {"", "d1", "d1\r", "gx", ":quit\r",
	    ":d 0131 P1 P2\r", "\r\r\r", "\rj", "0123456789abcdef", "派警去",
	    "\x1b", "\x7f\x7f\x7f"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(typed); i++)
		if (is_flood(typed[i]))
			fail_msg("%zu: %s", i, typed[i]);
}

static void
more_characters_than_that_are_one(void **state)
{
	(void)state;
	assert_true(is_flood("0123456789abcdefg"));
	assert_true(is_flood("d1 the man ran off to the market"));
	assert_true(is_flood("娄桥大道一百一十二号烧烤店门口打架"));
	assert_true(is_flood("\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9\xe9"
	                     "\xe9\xe9\xe9\xe9\xe9")); /* of any coding */
}

static void
text_a_line_end_and_text_again_is_one(void **state)
{
	(void)state;
	assert_true(is_flood("d1\rj"));
	assert_true(is_flood("a\n\nb"));
	assert_true(is_flood("P1\r\nP2\r\n"));
}

static void
a_key_that_is_held_counts_as_one(void **state)
{
	char held[400];

	(void)state;
	memset(held, 'j', sizeof(held));
	assert_false(flood_is(held, sizeof(held)));
	memset(held, '\r', sizeof(held));
	assert_false(flood_is(held, sizeof(held)));
}

static void
keys_that_are_no_text_do_not_count(void **state)
{
	static const char *const keys[] = {"\033[A", "\033OB", "\033[1;5C",
	    "\033[15~", "\033[[A", "\033[M !!", "\033[<64;10;20M", "\033j"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		char many[1000] = "";

		for (int n = 0; n < 60; n++)
			strncat(many, keys[i], 16);
		if (is_flood(many))
			fail_msg("%zu", i);
		/* Cut anywhere, too. */
		for (size_t len = 0; len < strlen(many); len++)
			assert_false(flood_is(many, len));
	}
}

static void
a_paste_in_brackets_is_none(void **state)
{
	(void)state;
	assert_false(is_flood("\033[200~d1 the man ran off\rto the market"));
	assert_true(is_flood("\033[20~d1 the man ran off to the market"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_a_person_types_ahead_is_none),
	    cmocka_unit_test(more_characters_than_that_are_one),
	    cmocka_unit_test(text_a_line_end_and_text_again_is_one),
	    cmocka_unit_test(a_key_that_is_held_counts_as_one),
	    cmocka_unit_test(keys_that_are_no_text_do_not_count),
	    cmocka_unit_test(a_paste_in_brackets_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
