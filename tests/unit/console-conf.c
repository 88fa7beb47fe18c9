/*
 * console.yaml: what holds without it, what it may say, what is refused.
 */
#include "config/console-conf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static enum problem_code
read_text(const char *text, struct console_conf *out, struct problem *p)
{
	char path[] = "/tmp/watchroom-conf-XXXXXX";
	int fd = mkstemp(path);
	enum problem_code code;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	code = console_conf_read(path, out, p);
	unlink(path);
	return code;
}

static void
without_a_file_all_is_as_shipped(void **state)
{
	struct console_conf conf;

	(void)state;
	assert_int_equal(
	    console_conf_read("/nowhere/at/all", &conf, NULL), PROBLEM_NONE);
	assert_int_equal(conf.map, MAP_DOTS_AUTO);
	assert_int_equal(conf.ring, 500);
}

static void
what_it_says_counts_and_the_rest_stays(void **state)
{
	struct console_conf conf;

	(void)state;
	assert_int_equal(read_text("map: ascii\n", &conf, NULL), PROBLEM_NONE);
	assert_int_equal(conf.map, MAP_DOTS_ASCII);
	assert_int_equal(conf.ring, 500);
	assert_int_equal(read_text("ring: 0\n", &conf, NULL), PROBLEM_NONE);
	assert_int_equal(conf.ring, 0);
}

static void
what_is_wrong_is_named_and_nothing_changes(void **state)
{
	static const char *const wrong[] = {"map: dots\n", "mapp: ascii\n",
	    "ring: -1\n", "ring: far\n", "- a\n"};
	struct console_conf conf;

	(void)state;
	for (size_t n = 0; n < COUNT_OF(wrong); n++) {
		struct problem p = {0};

		assert_int_not_equal(
		    read_text(wrong[n], &conf, &p), PROBLEM_NONE);
		assert_string_not_equal(problem_get(&p, "line"), "");
		assert_int_equal(conf.map, MAP_DOTS_AUTO);
		assert_int_equal(conf.ring, 500);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_a_file_all_is_as_shipped),
	    cmocka_unit_test(what_it_says_counts_and_the_rest_stays),
	    cmocka_unit_test(what_is_wrong_is_named_and_nothing_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
