/*
 * Theme files: what they say is taken, what is wrong is refused by its line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/theme-file.h"

static const char *
read_text(struct theme *t, const char *yaml)
{
	static char text[512];
	char path[] = "/tmp/watchroom-theme-XXXXXX";
	int fd = mkstemp(path);
	struct problem p = {0};

	assert_true(fd >= 0);
	assert_int_equal(write(fd, yaml, strlen(yaml)), strlen(yaml));
	close(fd);
	text[0] = '\0';
	if (theme_read(t, path, &p) != PROBLEM_NONE)
		problem_text(&p, text, sizeof(text));
	unlink(path);
	return text;
}

static void
test_a_style_changes_by_what_is_said_of_it(void **state)
{
	struct theme t = *theme_default();

	(void)state;
	assert_string_equal(read_text(&t, "late: {attrs: bold underline, "
	                                  "fg: yellow, fg256: 214}\n"
	                                  "selected: {attrs: reverse}\n"),
	    "");
	assert_int_equal(
	    t.style[STYLE_LATE].attrs, THEME_BOLD | THEME_UNDERLINE);
	assert_int_equal(t.style[STYLE_LATE].fg, 3);
	assert_int_equal(t.style[STYLE_LATE].fg256, 214);
	assert_int_equal(t.style[STYLE_LATE].bg, THEME_OWN);
	assert_int_equal(t.style[STYLE_SELECTED].attrs, THEME_REVERSE);
}

static void
test_a_wrong_file_is_refused_and_changes_nothing(void **state)
{
	static const struct {
		const char *yaml, *says;
	} wrong[] = {
	    {"late: {fg: red}\nlat: {fg: red}\n", ":2: lat is not known"},
	    {"late: {fg: pink}\n", ":1: fg: pink is not own"},
	    {"late: {fg: 8}\n", "fg: 8 is not own"},
	    {"late: {fg256: 256}\n", "fg256: 256 is not own"},
	    {"late: {attrs: bold loud}\n", "attrs: bold loud is not words"},
	    {"late: {size: 3}\n", "size is not known"},
	    {"late: red\n", "a style is a map"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		struct theme t = *theme_default();
		const char *said = read_text(&t, wrong[i].yaml);

		if (!strstr(said, wrong[i].says))
			fail_msg("\"%s\" lacks \"%s\"", said, wrong[i].says);
		assert_memory_equal(&t, theme_default(), sizeof(t));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_style_changes_by_what_is_said_of_it),
	    cmocka_unit_test(test_a_wrong_file_is_refused_and_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
