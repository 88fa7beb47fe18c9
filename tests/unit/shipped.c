/*
 * Shipped files are found from where the program lies. What an installed
 * program finds is tests/sh/install.sh's.
 */
#include "config/shipped.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
test_a_program_in_the_tree_has_the_trees_files(void **state)
{
	char path[PATH_MAX];

	(void)state;
	assert_true(shipped_path("central.yaml", path, sizeof(path)));
	assert_int_equal(access(path, R_OK), 0);
	assert_non_null(strstr(path, "/config/central.yaml"));
	assert_true(shipped_path("maps", path, sizeof(path)));
	assert_int_equal(access(path, X_OK), 0);
}

static void
test_a_directory_asked_for_comes_first_for_what_it_has(void **state)
{
	char dir[] = "/tmp/shipped-XXXXXX", path[PATH_MAX], mine[64];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(mine, sizeof(mine), "%s/central.yaml", dir);
	fclose(fopen(mine, "w"));
	setenv("WATCHROOM_DATADIR", dir, 1);
	assert_true(shipped_path("central.yaml", path, sizeof(path)));
	assert_string_equal(path, mine);
	assert_true(shipped_path("maps", path, sizeof(path)));
	assert_non_null(strstr(path, "/config/maps"));
	unsetenv("WATCHROOM_DATADIR");
	unlink(mine);
	rmdir(dir);
}

static void
test_what_is_nowhere_is_where_it_would_be_installed(void **state)
{
	char path[PATH_MAX];

	(void)state;
	assert_true(shipped_path("no-such-file", path, sizeof(path)));
	assert_string_equal(path, WATCHROOM_DATADIR "/no-such-file");
	assert_false(shipped_path("no-such-file", path, 8));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_program_in_the_tree_has_the_trees_files),
	    cmocka_unit_test(
	        test_a_directory_asked_for_comes_first_for_what_it_has),
	    cmocka_unit_test(
	        test_what_is_nowhere_is_where_it_would_be_installed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
