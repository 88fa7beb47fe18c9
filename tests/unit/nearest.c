/*
 * Who is offered, who is not and why, and in what order.
 */
#include "model/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW 1795261920000
#define PARK 28.0, 120.6

static const struct nearest_case park = {{PARK}, NOW, false};

/* A point so many metres north of the park. */
static struct point
north(double metres)
{
	return (struct point){28.0 + metres / 111195.0, 120.6};
}

static struct unit
car(const char *callsign)
{
	return (struct unit){.head = {.kind = KIND_UNIT, .id = callsign},
	    .callsign = callsign,
	    .mobility = MOVES_CAR,
	    .state = UNIT_PATROL};
}

static struct nearest
at(const struct unit *u, double metres)
{
	return (struct nearest){
	    .unit = u, .spot = north(metres), .at = NOW - 8000};
}

/* What becomes of one unit 300 m away. */
static struct nearest
judged(const struct unit *u, const struct nearest_case *c)
{
	struct nearest row = at(u, 300);

	nearest_rank(c, &row, 1);
	return row;
}

static void
is(const struct nearest *row, enum nearest_kind kind, enum nearest_reason why)
{
	assert_int_equal(row->kind, kind);
	assert_int_equal(row->reason, why);
}

static void
stand(const struct nearest *rows, size_t n, const char *const *callsigns)
{
	for (size_t i = 0; i < n; i++)
		assert_string_equal(rows[i].unit->callsign, callsigns[i]);
}

static void
the_first_there_is_first_not_the_nearest(void **state)
{
	struct unit foot = car("P1"), fast = car("M4"), far = car("P2");
	struct nearest rows[] = {
	    at(&foot, 310), at(&far, 5000), at(&fast, 420)};
	const char *const want[] = {"M4", "P1", "P2"};

	(void)state;
	foot.mobility = MOVES_FOOT;
	fast.mobility = MOVES_MOTORCYCLE;
	assert_int_equal(nearest_rank(&park, rows, 3), 3);
	stand(rows, 3, want);
	assert_true(rows[0].metres > 415 && rows[0].metres < 425);
	assert_int_equal(rows[0].age, 8000);
	assert_true(rows[0].seconds < rows[1].seconds);
}

static void
a_time_is_to_set_off_and_the_road(void **state)
{
	(void)state;
	assert_int_equal(nearest_seconds(MOVES_CAR, 0), 30);
	assert_int_equal(nearest_seconds(MOVES_CAR, 900), 160);
	assert_int_equal(nearest_seconds(MOVES_FLIGHT, 1250), 130);
	assert_int_equal(nearest_seconds(MOVES_FIXED, 10), -1);
	for (unsigned m = 0; m < enum_mobility.count; m++)
		if (m != MOVES_FIXED)
			assert_true(
			    nearest_seconds((enum mobility)m, 1000) > 60);
}

static void
every_state_has_its_reason(void **state)
{
	static const struct {
		enum unit_state state;
		enum nearest_kind kind;
		enum nearest_reason why;
	} want[] = {
	    {UNIT_AVAILABLE, NEAREST_OFFER, NEAREST_GOOD},
	    {UNIT_PATROL, NEAREST_OFFER, NEAREST_GOOD},
	    {UNIT_STATION, NEAREST_OFFER, NEAREST_GOOD},
	    {UNIT_BUSY, NEAREST_NO, NEAREST_DUTY},
	    {UNIT_RESERVED, NEAREST_NO, NEAREST_RESERVED},
	    {UNIT_MEAL, NEAREST_NO, NEAREST_MEAL},
	    {UNIT_OOS, NEAREST_NO, NEAREST_OOS},
	    {UNIT_OFF, NEAREST_NO, NEAREST_OFF},
	    {UNIT_COMMITTED, NEAREST_BUSY, NEAREST_COMMITTED},
	    {UNIT_EMERGENCY, NEAREST_NO, NEAREST_EMERGENCY},
	};
	struct unit u = car("P1");

	(void)state;
	assert_int_equal(COUNT_OF(want), enum_unit_state.count);
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		struct nearest row;

		u.state = want[i].state;
		row = judged(&u, &park);
		is(&row, want[i].kind, want[i].why);
	}
}

static void
one_bound_elsewhere_can_be_stacked_one_bound_here_cannot(void **state)
{
	struct unit u = car("P1");
	struct incident other = {.number = "0127"};
	struct nearest row = at(&u, 300);

	(void)state;
	row.bound = &other;
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_BUSY, NEAREST_COMMITTED);
	row.here = true;
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_NO, NEAREST_HERE);
	u.emergency = true;
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_NO, NEAREST_EMERGENCY);
}

static void
volunteers_and_drones_only_assist(void **state)
{
	static const enum unit_class classes[] = {CLASS_AUXILIARY,
	    CLASS_VOLUNTEER, CLASS_SECURITY, CLASS_DRONE, CLASS_RESCUE};
	struct nearest_case covered = park;

	(void)state;
	covered.covered = true;
	for (size_t i = 0; i < COUNT_OF(classes); i++) {
		struct unit u = car("Y2");
		struct nearest row;

		u.class = classes[i];
		row = judged(&u, &park);
		is(&row, NEAREST_ASSIST, NEAREST_NOT_ALONE);
		row = judged(&u, &covered);
		is(&row, NEAREST_OFFER, NEAREST_GOOD);
		u.alone = true;
		row = judged(&u, &park);
		is(&row, NEAREST_OFFER, NEAREST_GOOD);
	}
}

static void
what_is_known_of_the_place_is_said(void **state)
{
	struct unit u = car("P1");
	struct nearest row = at(&u, 300);

	(void)state;
	row.at = NOW - NEAREST_STALE_AFTER - 1;
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_OFFER, NEAREST_STALE);
	row.spot = (struct point){0, 0};
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_OFFER, NEAREST_NO_POSITION);
	assert_true(row.metres < 0 && row.seconds < 0 && row.age < 0);
	u.home = north(900);
	nearest_rank(&park, &row, 1);
	is(&row, NEAREST_OFFER, NEAREST_NO_POSITION);
	assert_true(row.metres < 0 && row.seconds < 0 && row.age < 0);
	row.spot = north(100);
	row.at = NOW + 4000;
	nearest_rank(&park, &row, 1);
	assert_int_equal(row.age, 0);
}

static void
who_has_no_position_stands_behind_all_that_have_one(void **state)
{
	struct unit here = car("P1"), near = car("P2"), far = car("P3");
	struct nearest rows[] = {
	    {.unit = &far}, {.unit = &near}, at(&here, 9000)};
	const char *const want[] = {"P1", "P2", "P3"};

	(void)state;
	near.home = north(50);
	far.home = north(4000);
	nearest_rank(&park, rows, 3);
	stand(rows, 3, want);
}

static void
a_post_is_sent_on_purpose_alone_and_nobody_says_how_fast(void **state)
{
	struct unit u = car("K3");
	struct nearest row;

	(void)state;
	u.mobility = MOVES_FIXED;
	row = judged(&u, &park);
	is(&row, NEAREST_STAYS, NEAREST_FIXED);
	assert_true(row.metres > 0 && row.seconds < 0);
}

static void
offers_come_before_assistance_the_busy_and_the_rest(void **state)
{
	struct unit offer = car("P1"), lost = car("P2"), assist = car("Y2"),
	            busy = car("P6"), post = car("K3"), meal = car("P4"),
	            gone = car("P0");
	struct nearest rows[] = {at(&gone, 1), at(&meal, 10), at(&post, 2),
	    at(&busy, 20), at(&assist, 30), at(&lost, 0), at(&offer, 4000)};
	const char *const want[] = {"P1", "P2", "Y2", "P6", "K3", "P4", "P0"};

	(void)state;
	rows[5].spot = (struct point){0, 0};
	post.mobility = MOVES_FIXED;
	assist.class = CLASS_VOLUNTEER;
	busy.state = UNIT_COMMITTED;
	meal.state = UNIT_MEAL;
	gone.retired = true;
	assert_int_equal(nearest_rank(&park, rows, 7), 6);
	stand(rows, 7, want);
}

static void
an_incident_without_a_point_lists_by_callsign(void **state)
{
	struct unit a = car("P10"), b = car("M4"), c = car("p2");
	struct nearest rows[] = {at(&a, 1), at(&c, 2), at(&b, 3)};
	const char *const want[] = {"M4", "P10", "p2"};
	struct nearest_case nowhere = {{0, 0}, NOW, false};

	(void)state;
	nearest_rank(&nowhere, rows, 3);
	stand(rows, 3, want);
	assert_true(rows[0].metres < 0);
	is(&rows[0], NEAREST_OFFER, NEAREST_GOOD);
}

static void
the_order_does_not_depend_on_how_rows_came(void **state)
{
	enum { UNITS = 60 };
	static char names[UNITS][8];
	struct unit units[UNITS];
	struct nearest rows[UNITS], again[UNITS];
	unsigned seed = 3;

	(void)state;
	for (size_t i = 0; i < UNITS; i++) {
		names[i][0] = (char)('A' + i % 26);
		names[i][1] = (char)('0' + i / 26);
		units[i] = car(names[i]);
		units[i].state = (enum unit_state)(rand_r(&seed) % 4);
		rows[i] = at(&units[i], (double)(rand_r(&seed) % 5) * 100);
		again[UNITS - 1 - i] = rows[i];
	}
	nearest_rank(&park, rows, UNITS);
	nearest_rank(&park, again, UNITS);
	for (size_t i = 0; i < UNITS; i++)
		assert_ptr_equal(rows[i].unit, again[i].unit);
}

/* The nearest has said no: it can still be sent, but is not the first. */
static void
who_gave_the_order_back_stands_behind_those_who_did_not(void **state)
{
	struct unit p1 = car("P1"), p2 = car("P2"), y1 = car("Y1");
	struct nearest rows[] = {at(&p1, 100), at(&p2, 3000), at(&y1, 50)};
	static const char *const want[] = {"P2", "P1", "Y1"};

	(void)state;
	y1.class = CLASS_VOLUNTEER;
	rows[0].declined = NOW - 60000;
	assert_int_equal(nearest_rank(&park, rows, 3), 3);
	stand(rows, 3, want);
	is(&rows[1], NEAREST_OFFER, NEAREST_GOOD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_first_there_is_first_not_the_nearest),
	    cmocka_unit_test(a_time_is_to_set_off_and_the_road),
	    cmocka_unit_test(every_state_has_its_reason),
	    cmocka_unit_test(
	        one_bound_elsewhere_can_be_stacked_one_bound_here_cannot),
	    cmocka_unit_test(volunteers_and_drones_only_assist),
	    cmocka_unit_test(what_is_known_of_the_place_is_said),
	    cmocka_unit_test(
	        who_has_no_position_stands_behind_all_that_have_one),
	    cmocka_unit_test(
	        a_post_is_sent_on_purpose_alone_and_nobody_says_how_fast),
	    cmocka_unit_test(
	        offers_come_before_assistance_the_busy_and_the_rest),
	    cmocka_unit_test(an_incident_without_a_point_lists_by_callsign),
	    cmocka_unit_test(the_order_does_not_depend_on_how_rows_came),
	    cmocka_unit_test(
	        who_gave_the_order_back_stands_behind_those_who_did_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
