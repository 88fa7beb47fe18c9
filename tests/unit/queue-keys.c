/*
 * Going about in the queue: what moves the mark, and what must not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

static struct desk *
at_desk(const char *incident)
{
	struct desk *d = desk_new();

	desk_fill_queue(d);
	desk_sit(d, "seat2");
	console_select(&d->console, KIND_INCIDENT, incident);
	return d;
}

static void
assert_at(struct desk *d, const char *incident)
{
	assert_string_equal(d->console.incident, incident);
}

static void
test_j_and_k_stop_at_the_ends(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "kk");
	assert_at(d, "0128");
	desk_type(d, "j");
	assert_at(d, "0131");
	desk_type(d, "gejj");
	assert_at(d, "0117");
	desk_type(d, "gg");
	assert_at(d, "0128");
	desk_free(d);
}

static void
test_w_goes_to_what_cannot_wait_and_gb_back(void **state)
{
	struct desk *d = at_desk("0119");

	(void)state;
	desk_type(d, "w"); /* priority 1, nobody sent */
	assert_at(d, "0131");
	desk_type(d, "w"); /* a sheet that nobody signed for */
	assert_at(d, "0132");
	desk_type(d, "w"); /* late, though somebody is on the way */
	assert_at(d, "0128");
	desk_type(d, "gb");
	assert_at(d, "0132");
	desk_free(d);
}

static void
test_n_goes_from_hit_to_hit_and_passes_what_only_pierces(void **state)
{
	struct desk *d = at_desk("0128");

	(void)state;
	desk_type(d, "n");
	assert_at(d, "0128");
	console_line(&d->console, "filter; 大道", NULL);
	desk_type(d, "n");
	assert_at(d, "0132");
	desk_type(d, "n");
	assert_at(d, "0119");
	desk_type(d, "n");
	assert_at(d, "0128");
	desk_press(d, "Esc");
	assert_int_equal(board_count(d->console.board), 10);
	desk_free(d);
}

static void
test_m_writes_in_the_room_of_the_incident(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "mone minute");
	assert_int_equal(d->sends, 0);
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_sent(d), "\"room\":\"0131\""));
	assert_non_null(strstr(desk_sent(d), "\"text\":\"one minute\""));
	desk_free(d);
}

static void
test_a_digit_typed_in_a_message_sends_no_unit(void **state)
{
	struct desk *d = at_desk("0131");

	(void)state;
	desk_type(d, "dm1");
	desk_press(d, "Esc");
	desk_type(d, "1");
	assert_int_equal(d->sends, 0);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_j_and_k_stop_at_the_ends),
	    cmocka_unit_test(test_w_goes_to_what_cannot_wait_and_gb_back),
	    cmocka_unit_test(
	        test_n_goes_from_hit_to_hit_and_passes_what_only_pierces),
	    cmocka_unit_test(test_m_writes_in_the_room_of_the_incident),
	    cmocka_unit_test(test_a_digit_typed_in_a_message_sends_no_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
