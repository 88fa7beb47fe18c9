/*
 * Lines of a checklist as people write them.
 */
#include "model/checklist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct checklist_line
next(const char **s)
{
	struct checklist_line line;
	struct problem p = {0};
	bool found;

	assert_int_equal(checklist_next(s, &line, &found, &p), 0);
	assert_true(found);
	return line;
}

static void
end(const char *s)
{
	struct checklist_line line;
	struct problem p = {0};
	bool found = true;

	assert_int_equal(checklist_next(&s, &line, &found, &p), 0);
	assert_false(found);
}

static void
lines_are_parted_by_semicolons_of_either_width_and_line_ends(void **state)
{
	const char *s = " \xE4\xBC\xA4\xE6\x83\x85;; knife\xEF\xBC\x9B a b \n\n"
	                "camera ";

	(void)state;
	assert_string_equal(next(&s).text, "\xE4\xBC\xA4\xE6\x83\x85");
	assert_string_equal(next(&s).text, "knife");
	assert_string_equal(next(&s).text, "a b");
	assert_string_equal(next(&s).text, "camera");
	end(s);
	end("");
	end(" ; \n;");
}

static void
brackets_say_what_ticks_a_line(void **state)
{
	const char *s = "[count 40] residents;[photo]gate;[reading] meter;"
	                "[text] who;[check] lock;[count  7 ] cups;plain [x]";
	struct checklist_line line = next(&s);

	(void)state;
	assert_int_equal(line.class, ITEM_COUNT);
	assert_int_equal(line.want, 40);
	assert_string_equal(line.text, "residents");
	line = next(&s);
	assert_int_equal(line.class, ITEM_PHOTO);
	assert_string_equal(line.text, "gate");
	assert_int_equal(next(&s).class, ITEM_READING);
	assert_int_equal(next(&s).class, ITEM_TEXT);
	assert_int_equal(next(&s).class, ITEM_CHECK);
	line = next(&s);
	assert_int_equal(line.want, 0 + 7);
	line = next(&s);
	assert_int_equal(line.class, ITEM_CHECK);
	assert_string_equal(line.text, "plain [x]");
}

static void
a_line_written_wrongly_is_refused(void **state)
{
	static const char *const bad[] = {"[count] x", "[count 0] x",
	    "[count 1000001] x", "[count -3] x", "[count 99999999999999999] x",
	    "[foto] x", "[photo 3] x", "[photo]", "[count 4] "};
	struct checklist_line line;
	char more[CHECKLIST_TEXT + 2];
	const char *s = more;
	bool found;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct problem p = {0};

		s = bad[i];
		if (checklist_next(&s, &line, &found, &p) != PROBLEM_BAD_VALUE)
			fail_msg("%s was taken", bad[i]);
		assert_string_equal(problem_get(&p, "key"), "lines");
	}
	memset(more, 'a', sizeof(more) - 1);
	more[sizeof(more) - 1] = '\0';
	s = more;
	assert_int_equal(
	    checklist_next(&s, &line, &found, NULL), PROBLEM_TOO_LONG);
	more[CHECKLIST_TEXT] = '\0';
	s = more;
	assert_int_equal(checklist_next(&s, &line, &found, NULL), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        lines_are_parted_by_semicolons_of_either_width_and_line_ends),
	    cmocka_unit_test(brackets_say_what_ticks_a_line),
	    cmocka_unit_test(a_line_written_wrongly_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
