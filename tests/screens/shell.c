/*
 * The frame around every view: the rows that are always there, the prompt, the
 * login, and that the keyboard waits for nobody.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

static void
test_row_1_says_who_sits_here_and_how_old_the_picture_is(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_wait_text(s, "Louqiao station NORMAL  seat 2");
	seat_wait_text(s, "picture 0s  unsent 0  19:52");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_row_1_says_who_sits_here_and_how_old_the_picture_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
