/*
 * The main job with the whole console, beside a central by hand: from a fresh
 * incident to an order in two keys, and what is said when another was faster.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

/* A fresh incident and two units, P1 the nearer one by its position. */
static struct seat *
fresh(void)
{
	struct seat *s = seat_open(NULL);
	int64_t seq;

	seat_put_unit(s, "P1", "patrol");
	seat_put_unit(s, "P2", "patrol");
	/* What comes first to a screen that is empty is selected. */
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seq = seat_put_incident(s, "0128", 2, "pending", "Louqiao Ave");
	seat_wait_painted(s, seq);
	seat_wait_text(s, ">*1 0131");
	return s;
}

static void
test_two_keys_from_a_fresh_incident_to_an_order(void **state)
{
	struct seat *s = fresh();
	struct fake_conn *c;

	(void)state;
	seat_type(s, "d1");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	assert_non_null(fake_conn_header(c, "Idempotency-Key"));
	assert_non_null(strstr(fake_conn_body(c), "\"incident\":\"i-0131\""));
	assert_non_null(strstr(fake_conn_body(c), "\"units\":[\"u-P1\"]"));
	assert_non_null(strstr(fake_conn_body(c), "\"unit/u-P1\":\"patrol\""));
	fake_conn_answer(c, 200, "{\"seq\":90,\"records\":[]}");
	seat_wait_text(s, "the central has it");
	seat_free(s);
}

/* Whoever looks at the row must see that nobody knows yet. */
static void
test_an_order_without_an_answer_is_soon_shown_as_unsent(void **state)
{
	struct seat *s = fresh();

	(void)state;
	seat_wait_text(s, "unsent 0");
	seat_type(s, "d1");
	seat_wait_request(s, "POST /v1/commands/dispatch");
	seat_wait_text(s, "unsent 1");
	seat_wait_text(s, ">^1 0131");
	seat_free(s);
}

static void
test_who_was_faster_is_named(void **state)
{
	struct seat *s = fresh();
	struct fake_conn *c;
	int64_t seq;

	(void)state;
	seat_type(s, "d1");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	seat_put_unit(s, "P1", "committed");
	seq = seat_put_assignment(s, "a1", "0128", "P1", "issued");
	seat_wait_painted(s, seq);
	fake_conn_answer(c, 409,
	    "{\"code\":\"unit-taken\",\"params\":{\"unit\":\"P1\","
	    "\"is\":\"committed\",\"incident\":\"0128\"}}");
	seat_wait_text(
	    s, "P1 was sent to 0128 by seat 2 meanwhile; press d again");
	seat_free(s);
}

static void
test_a_unit_taken_while_the_list_is_open_is_struck(void **state)
{
	struct seat *s = fresh();
	int64_t seq;

	(void)state;
	seat_type(s, "d");
	seat_wait_text(s, " 2 P2 ");
	seq = seat_put_unit(s, "P1", "committed");
	seat_wait_painted(s, seq);
	seat_wait_text(s, ">x P1 ");
	seat_type(s, "1");
	seat_wait_text(s, "line 1 changed: nothing was done");
	seat_type(s, "2");
	assert_non_null(strstr(
	    fake_conn_body(seat_wait_request(s, "POST /v1/commands/dispatch")),
	    "\"units\":[\"u-P2\"]"));
	seat_free(s);
}

static void
test_how_old_a_position_is_stands_in_the_list(void **state)
{
	struct seat *s = fresh();

	(void)state;
	seat_event(s, "position",
	    "[{\"unit\":\"u-P2\",\"lat\":27.99,\"lon\":120.65,"
	    "\"at\":1795261917000}]");
	seat_wait_text(s, "s ago");
	seat_type(s, "d");
	seat_wait_text(s, "s ago");
	seat_free(s);
}

/* Twelve units, of which the screen has room for some. */
static struct seat *
many(int rows, int cols)
{
	const struct seat_options o = {.rows = rows, .cols = cols};
	struct seat *s = seat_open(&o);
	int64_t seq = 0;
	char unit[8];

	for (int n = 1; n <= 12; n++) {
		snprintf(unit, sizeof(unit), "P%02d", n);
		seat_put_unit(s, unit, "patrol");
	}
	seq = seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_painted(s, seq);
	seat_type(s, "d");
	seat_wait_text(s, ">1 ");
	return s;
}

/* Whose list it is may be cut; how long it is good for, and the keys, not. */
static void
test_a_long_place_cuts_neither_the_time_nor_the_keys(void **state)
{
	static const char *const languages[] = {"en", "zh"};
	static const char *const good[] = {"good for 15 s --", "15秒后失效 --"};
	static const char *const keys[] = {"d anew  Esc", "d=刷新 Esc=不派"};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(languages); k++) {
		const struct seat_options o = {.language = languages[k]};
		struct seat *s = seat_open(&o);
		int64_t seq = 0;
		char unit[8];

		for (int n = 10; n <= 29; n++) {
			snprintf(unit, sizeof(unit), "P%02d", n);
			seq = seat_put_unit(s, unit, "patrol");
		}
		seq = seat_put_incident(s, "0131", 1, "untaken",
		    "behind the second gate of the old textile mill, Louqiao");
		seat_wait_painted(s, seq);
		seat_type(s, "d");
		seat_wait_text(s, good[k]);
		seat_wait_text(s, keys[k]);
		seat_free(s);
	}
}

static void
test_a_digit_takes_no_line_that_is_not_on_view(void **state)
{
	static const struct {
		int rows, cols;
		const char *below, *digit, *said, *unit, *on;
	} screens[] = {
	    {24, 80, ". shows 4 more", "9", "line 9 is not on view", "P09",
	        "."},
	    {10, 40, ". shows 11 more", "3", "line 3 is not on view", "P03",
	        ".."},
	};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(screens); n++) {
		struct seat *s = many(screens[n].rows, screens[n].cols);
		struct fake_conn *c;

		seat_wait_text(s, screens[n].below);
		vt_assert(s->vt, !vt_shows(s->vt, screens[n].unit));
		seat_type(s, screens[n].digit);
		seat_wait_text(s, screens[n].said);
		/* The list is open still: nothing was taken from it. */
		seat_wait_text(s, screens[n].below);
		seat_type(s, screens[n].on);
		seat_wait_text(s, screens[n].unit);
		seat_type(s, "1");
		seat_wait_text(s, "line 1 is not on view");
		seat_type(s, screens[n].digit);
		c = seat_wait_request(s, "POST /v1/commands/dispatch");
		assert_non_null(strstr(fake_conn_body(c), screens[n].unit));
		seat_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_two_keys_from_a_fresh_incident_to_an_order),
	    cmocka_unit_test(
	        test_an_order_without_an_answer_is_soon_shown_as_unsent),
	    cmocka_unit_test(test_who_was_faster_is_named),
	    cmocka_unit_test(
	        test_a_unit_taken_while_the_list_is_open_is_struck),
	    cmocka_unit_test(test_how_old_a_position_is_stands_in_the_list),
	    cmocka_unit_test(test_a_digit_takes_no_line_that_is_not_on_view),
	    cmocka_unit_test(
	        test_a_long_place_cuts_neither_the_time_nor_the_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
