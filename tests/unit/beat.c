/*
 * Routes: reading a line, the distance from it against the haversine formula,
 * and what may be said of who walks it.
 */
#include "model/beat.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "tests/lib/random.h"

#define CASES 1000

static void
a_line_has_stretches_of_two_points_or_more(void **state)
{
	static const char *const good[] = {"120,28 121,28", "  120,28\n121,28 ",
	    "120,28 121,28;120,29 121,29",
	    "120,28 121,28 ; 120,29 121,29 122,29", "-0.5,-28 0,0 1e2,28"};
	static const char *const bad[] = {"", " ", ";", "120,28",
	    "120,28 121,28 ;", "120,28 ; 120,29 121,29", "120,28 121,28 ;;",
	    "120,28;121,28", "120,28 121,91", "181,28 120,28", "120,28 121",
	    "120,28 x,28", "120,28 121,28 x", "120,,28 121,28", "120 28,121 28",
	    "120,28 121,nan", "120,28\t;"};

	(void)state;
	assert_false(beat_line_valid(NULL));
	for (size_t k = 0; k < COUNT_OF(good); k++)
		if (!beat_line_valid(good[k]))
			fail_msg("%s", good[k]);
	for (size_t k = 0; k < COUNT_OF(bad); k++) {
		if (beat_line_valid(bad[k]))
			fail_msg("%s", bad[k]);
		assert_true(beat_distance(bad[k], (struct point){28, 120}) < 0);
	}
}

/* The nearest of many points along it, by the formula of geo.h. */
static double
slow_distance(const struct point *p, size_t n, struct point from)
{
	enum { PARTS = 2000 };
	double least = INFINITY;

	for (size_t k = 0; k + 1 < n; k++)
		for (int i = 0; i <= PARTS; i++) {
			double t = (double)i / PARTS;
			struct point at = {
			    p[k].lat + (p[k + 1].lat - p[k].lat) * t,
			    p[k].lon + (p[k + 1].lon - p[k].lon) * t};

			least = fmin(least, point_distance(from, at));
		}
	return least;
}

static double
within(struct rng *g, double reach)
{
	return ((double)rng_below(g, 2000001) / 1e6 - 1) * reach;
}

/* A patrol's reach: lines of some kilometres, units as far from them. */
static void
the_distance_agrees_with_the_haversine_one_in_1000_cases(void **state)
{
	struct rng g = {.state = 7};

	(void)state;
	for (int n = 0; n < CASES; n++) {
		double lat = within(&g, 60), lon = within(&g, 180);
		struct point p[4], from;
		char line[256];
		size_t len = 0;
		double slow, fast;

		for (size_t k = 0; k < COUNT_OF(p); k++) {
			p[k] = (struct point){
			    lat + within(&g, 0.01), lon + within(&g, 0.01)};
			if (fabs(p[k].lon) > 180)
				p[k].lon = lon;
			len += (size_t)snprintf(line + len, sizeof(line) - len,
			    "%.9f,%.9f ", p[k].lon, p[k].lat);
		}
		from = (struct point){
		    lat + within(&g, 0.01), lon + within(&g, 0.01)};
		slow = slow_distance(p, COUNT_OF(p), from);
		fast = beat_distance(line, from);
		if (fabs(fast - slow) > 1 + slow / 500)
			fail_msg("case %d: %s from %.9f,%.9f: %f, not %f", n,
			    line, from.lon, from.lat, fast, slow);
	}
}

static void
between_stretches_there_is_no_line(void **state)
{
	struct point middle = {28, 120.005};

	(void)state;
	assert_true(beat_distance("120,28 120.01,28", middle) < 0.01);
	assert_true(beat_distance("119.99,28 120,28 ; 120.01,28 120.02,28",
	                middle) > 490);
	/* Across the date line, too. */
	assert_true(beat_distance("179.999,0 -179.999,0",
	                (struct point){0, 179.9999}) < 20);
}

static void
what_is_said_is_never_more_than_was_seen(void **state)
{
	struct unit u = {.head = {.kind = KIND_UNIT, .id = "u"},
	    .state = UNIT_PATROL,
	    .route = "R1"};
	struct beat_seen seen = {.route = "R1", .at = 1000};
	msec_t now = 2000;

	(void)state;
	assert_int_equal(beat_judge(&u, &seen, now), BEAT_ON);
	seen.off = 900;
	assert_int_equal(beat_judge(&u, &seen, now), BEAT_OFF);
	/* Old, never seen, judged by another route or by none. */
	now = seen.at + BEAT_STALE - 1;
	assert_int_equal(beat_judge(&u, &seen, now), BEAT_OFF);
	assert_int_equal(beat_judge(&u, &seen, now + 1), BEAT_UNKNOWN);
	seen = (struct beat_seen){.route = "R1"};
	assert_int_equal(beat_judge(&u, &seen, 10), BEAT_UNKNOWN);
	seen = (struct beat_seen){.route = "", .at = 1000};
	assert_int_equal(beat_judge(&u, &seen, 2000), BEAT_UNKNOWN);
	seen.route = "R2";
	assert_int_equal(beat_judge(&u, &seen, 2000), BEAT_UNKNOWN);
	/* Who is not on patrol is not on its route either. */
	seen.route = "R1";
	for (int s = 0; s <= UNIT_EMERGENCY; s++) {
		u.state = (enum unit_state)s;
		assert_int_equal(beat_judge(&u, &seen, 2000),
		    s == UNIT_PATROL ? BEAT_ON : BEAT_AWAY);
	}
	u.state = UNIT_PATROL;
	u.emergency = true;
	assert_int_equal(beat_judge(&u, &seen, 2000), BEAT_AWAY);
	u.route = NULL;
	assert_int_equal(beat_judge(&u, &seen, 2000), BEAT_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_has_stretches_of_two_points_or_more),
	    cmocka_unit_test(
	        the_distance_agrees_with_the_haversine_one_in_1000_cases),
	    cmocka_unit_test(between_stretches_there_is_no_line),
	    cmocka_unit_test(what_is_said_is_never_more_than_was_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
