/*
 * What keys on a unit send: each act of CONSOLE's Keys, column Units.
 */
#include "tui/act.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"

static struct desk *
at_unit(const char *unit)
{
	struct desk *d = desk_new();

	desk_fill_queue(d);
	desk_sit(d, "seat2");
	console_select(&d->console, KIND_UNIT, unit);
	assert_int_equal(d->console.screen, SCREEN_UNITS);
	return d;
}

static void
assert_sent(struct desk *d, size_t n, const char *command, const char *part)
{
	assert_int_equal(d->sends, n);
	if (strncmp(desk_sent(d), command, strlen(command)) != 0 ||
	    !strstr(desk_sent(d), part))
		fail_msg("%s, not %s with %s", desk_sent(d), command, part);
}

static void
test_a_unit_is_sent_to_the_incident_of_the_line(void **state)
{
	struct desk *d = at_unit("P1");
	char part[ID_SIZE + 16];

	(void)state;
	desk_type(d, "d");
	assert_true(d->console.list.count > 3);
	snprintf(part, sizeof(part), "\"incident\":\"%s\"",
	    d->console.list.item[1].id);
	desk_type(d, "2");
	assert_sent(d, 1, "dispatch ", part);
	assert_non_null(strstr(desk_sent(d), "\"unit/P1\":\"patrol\""));
	assert_non_null(strstr(desk_sent(d), "\"expect\":{\"incident/"));
	desk_free(d);
}

static void
test_an_incident_that_changed_meanwhile_is_struck(void **state)
{
	struct desk *d = at_unit("P1");
	struct incident i = *console_incident(&d->console, "0131");

	(void)state;
	desk_type(d, "d");
	i.state = INCIDENT_DISPATCHED;
	desk_put(d, &i.head);
	for (size_t n = 0; n < d->console.list.count; n++)
		assert_int_equal(d->console.list.item[n].struck,
		    strcmp(d->console.list.item[n].id, "0131") == 0);
	desk_free(d);
}

static void
test_a_unit_that_is_bound_is_not_sent_from_here(void **state)
{
	struct desk *d = at_unit("P6");

	(void)state;
	desk_type(d, "d1");
	assert_int_equal(d->sends, 0);
	desk_free(d);
}

static void
test_a_accepts_its_one_order_by_voice_at_once(void **state)
{
	struct desk *d = at_unit("P2");

	(void)state;
	desk_type(d, "a");
	assert_sent(d, 1, "accept ", "\"assignment\":\"0128-P2\"");
	assert_non_null(strstr(desk_sent(d), "\"voice\":true"));
	desk_free(d);
}

static void
test_a_with_nothing_to_sign_does_nothing(void **state)
{
	struct desk *d = at_unit("P1");

	(void)state;
	desk_type(d, "a");
	assert_int_equal(d->sends, 0);
	desk_free(d);
}

static void
test_s_sets_the_duty_of_the_line(void **state)
{
	struct desk *d = at_unit("P1");

	(void)state;
	desk_type(d, "s");
	assert_int_equal(d->console.list.count, 8);
	desk_type(d, "2");
	assert_sent(d, 1, "status ", "\"duty\":\"patrol\"");
	assert_null(strstr(desk_sent(d), "minutes"));
	desk_free(d);
}

static void
test_s_asks_how_long_a_meal_lasts(void **state)
{
	struct desk *d = at_unit("P1");

	(void)state;
	desk_type(d, "s6");
	assert_int_equal(d->sends, 0);
	assert_int_equal(d->console.list.count, 4);
	assert_string_equal(
	    d->console.list.item[1].text, "30 minutes, until 20:22");
	desk_type(d, "2");
	assert_sent(d, 1, "status ", "\"duty\":\"meal\"");
	assert_non_null(strstr(desk_sent(d), "\"minutes\":30"));
	desk_type(d, "js34");
	assert_int_equal(d->sends, 2);
	assert_non_null(strstr(desk_sent(d), "\"duty\":\"busy\""));
	assert_null(strstr(desk_sent(d), "minutes"));
	desk_free(d);
}

static void
test_o_asks_for_welfare_or_says_that_it_is_well(void **state)
{
	struct desk *d = at_unit("P6");

	(void)state;
	desk_type(d, "o2");
	assert_sent(d, 1, "welfare ", "\"minutes\":30");
	desk_type(d, "jko4");
	assert_int_equal(d->sends, 2);
	assert_null(strstr(desk_sent(d), "minutes"));
	desk_free(d);
}

static void
test_a_recall_asks_y_and_names_the_one_order(void **state)
{
	struct desk *d = at_unit("M7");

	(void)state;
	desk_type(d, "-");
	assert_int_equal(d->sends, 0);
	desk_type(d, "y");
	assert_sent(d, 1, "recall ", "\"assignment\":\"0128-M7\"");
	desk_free(d);
}

static void
test_c_shows_how_to_reach_it(void **state)
{
	struct desk *d = at_unit("P1");

	(void)state;
	desk_type(d, "c");
	assert_string_equal(desk_said(d), "P1: radio 3, telephone -");
	assert_int_equal(d->sends, 0);
	desk_free(d);
}

static void
test_a_unit_that_left_the_roster_takes_no_act(void **state)
{
	static const char acts[] = "adsov-";

	(void)state;
	for (size_t n = 0; acts[n]; n++) {
		struct desk *d = at_unit("P2");
		struct unit u = *console_unit(&d->console, "P2");

		u.retired = true;
		desk_put(d, &u.head);
		desk_press(d, (char[2]){acts[n], '\0'});
		desk_type(d, "1y");
		assert_int_equal(d->sends, 0);
		desk_free(d);
	}
}

static void
test_enter_leads_to_its_incident(void **state)
{
	struct desk *d = at_unit("P3");

	(void)state;
	desk_press(d, "Enter");
	assert_int_equal(d->console.screen, SCREEN_QUEUE);
	assert_string_equal(d->console.incident, "0127");
	desk_free(d);
}

static void
put_route(struct desk *d, const char *id, const char *station)
{
	const struct route r = {
	    .head = {.kind = KIND_ROUTE, .id = id, .station = station},
	    .name = id,
	    .line = "120.640,27.995 120.650,27.995"};

	desk_put(d, &r.head);
}

static void
test_x_sets_the_route_of_the_line(void **state)
{
	struct desk *d = at_unit("P1");
	const char *station = console_unit(&d->console, "P1")->head.station;
	struct unit u;

	(void)state;
	desk_type(d, "x1");
	assert_int_equal(d->sends, 0);
	put_route(d, "R1", station);
	put_route(d, "R2", NULL);
	put_route(d, "R3", "elsewhere");
	desk_type(d, "x");
	assert_int_equal(d->console.list.count, 3); /* R1, R2, none */
	desk_type(d, "2");
	assert_sent(d, 1, "walk ", "\"route\":\"R2\"");
	assert_non_null(strstr(desk_sent(d), "\"unit\":\"P1\""));
	desk_type(d, "jkx3");
	assert_sent(d, 2, "walk ", "\"unit\":\"P1\"");
	assert_null(strstr(desk_sent(d), "route\""));
	/* A post walks nowhere. */
	u = *console_unit(&d->console, "P1");
	u.mobility = MOVES_FIXED;
	desk_put(d, &u.head);
	console_select(&d->console, KIND_UNIT, "P1");
	desk_type(d, "jkx1");
	assert_int_equal(d->sends, 2);
	desk_free(d);
}

static void
test_a_post_leaves_it_on_purpose_alone(void **state)
{
	struct desk *d = at_unit("P1");
	struct unit u = *console_unit(&d->console, "P1");
	size_t at;

	(void)state;
	u.mobility = MOVES_FIXED;
	desk_put(d, &u.head);
	console_select(&d->console, KIND_INCIDENT, "0131");
	desk_type(d, "d");
	at = d->console.list.count;
	for (size_t n = 0; n < d->console.list.count; n++)
		if (strcmp(d->console.list.item[n].id, "P1") == 0)
			at = n;
	assert_true(at < d->console.list.count && at > 0);
	assert_false(d->console.list.item[at].offered);
	assert_true(d->console.list.item[at].selectable);
	for (size_t n = 0; n < d->console.list.count; n++)
		if (n > at)
			assert_false(d->console.list.item[n].offered);
	for (size_t n = 0; n < at; n++)
		desk_type(d, "j");
	desk_press(d, "Tab");
	assert_true(d->console.list.item[at].marked);
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_sent(d), "\"P1\""));
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_unit_is_sent_to_the_incident_of_the_line),
	    cmocka_unit_test(test_an_incident_that_changed_meanwhile_is_struck),
	    cmocka_unit_test(test_a_unit_that_is_bound_is_not_sent_from_here),
	    cmocka_unit_test(test_a_accepts_its_one_order_by_voice_at_once),
	    cmocka_unit_test(test_a_with_nothing_to_sign_does_nothing),
	    cmocka_unit_test(test_s_sets_the_duty_of_the_line),
	    cmocka_unit_test(test_s_asks_how_long_a_meal_lasts),
	    cmocka_unit_test(test_o_asks_for_welfare_or_says_that_it_is_well),
	    cmocka_unit_test(test_a_recall_asks_y_and_names_the_one_order),
	    cmocka_unit_test(test_c_shows_how_to_reach_it),
	    cmocka_unit_test(test_a_unit_that_left_the_roster_takes_no_act),
	    cmocka_unit_test(test_enter_leads_to_its_incident),
	    cmocka_unit_test(test_x_sets_the_route_of_the_line),
	    cmocka_unit_test(test_a_post_leaves_it_on_purpose_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
