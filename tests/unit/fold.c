/*
 * Comparing with case and width aside, on good text and on bad.
 */
#include "model/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void
case_and_width_are_one(void **state)
{
	(void)state;
	assert_true(fold_is("Ｐ１", "p1", 2));
	assert_true(fold_is("É", "é", strlen("é")));
	assert_true(fold_is("a　b", "A b", 3));
	assert_false(fold_is("P1", "P12", 3));
	assert_false(fold_is("P12", "P1", 2));
	assert_true(fold_is(NULL, "", 0));
	assert_false(fold_is(NULL, "x", 1));
}

static void
a_place_is_found_with_its_end(void **state)
{
	const char *hay = "在ＫＮＩＦＥ店", *stop, *at;

	(void)state;
	at = fold_find(hay, strlen(hay), "knife", 5, &stop);
	assert_ptr_equal(at, hay + 3);
	assert_ptr_equal(stop, hay + 18);
	assert_null(fold_find(hay, strlen(hay), "knives", 6, NULL));
	assert_null(fold_find(hay, strlen(hay), "", 0, NULL));
	assert_null(fold_find("", 0, "a", 1, NULL));
	hay = "aaab";
	assert_ptr_equal(fold_find(hay, 4, "aab", 3, NULL), hay + 1);
}

static void
bytes_that_are_no_text_are_only_themselves(void **state)
{
	const char *s = "\xC3", *bad = "\xE8\xB5", *at = bad;

	(void)state;
	assert_true(fold_is("\xFF", "\xFF", 1));
	assert_false(fold_is("\xFF", "\xFE", 1));
	assert_false(fold_is("\xC3\xBF", "\xFF", 1));
	assert_true(fold_next(&s, s + 1) > 0x10FFFF);
	assert_true(fold_next(&at, bad + 2) > 0x10FFFF);
	assert_ptr_equal(at, bad + 1);
	at = bad + 2;
	assert_int_equal(fold_next(&at, bad + 2), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(case_and_width_are_one),
	    cmocka_unit_test(a_place_is_found_with_its_end),
	    cmocka_unit_test(bytes_that_are_no_text_are_only_themselves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
