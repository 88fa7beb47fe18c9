/*
 * The plane against the sphere: there and back, scale, and the error that the
 * header owns up to.
 */
#include "model/projection.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tests/lib/random.h"

static double
between(double low, double high, struct rng *g)
{
	return low + (high - low) * (double)rng_below(g, 1000000) / 1e6;
}

static void
a_point_comes_back_within_some_centimetres(void **state)
{
	struct rng g = {.state = 7};

	(void)state;
	for (int n = 0; n < 10000; n++) {
		struct point p = {between(-84, 84, &g), between(-179, 179, &g)};
		struct point back = projection_point(projection_flat(p));

		assert_true(point_distance(p, back) < 0.03);
	}
}

static void
north_is_up_and_east_is_right(void **state)
{
	struct flat here = projection_flat((struct point){27.95, 120.60});
	struct flat north = projection_flat((struct point){27.96, 120.60});
	struct flat east = projection_flat((struct point){27.95, 120.61});

	(void)state;
	assert_int_equal(here.x, north.x);
	assert_true(north.y < here.y);
	assert_int_equal(here.y, east.y);
	assert_true(east.x > here.x);
}

/* Lengths on the map against the haversine, 10 km around a middle. */
static void
lengths_err_by_no_more_than_is_said(void **state)
{
	static const double lats[] = {0, 27.95, 37.77, -33.9, 60};
	struct rng g = {.state = 11};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(lats); k++)
		for (int n = 0; n < 1000; n++) {
			double lat = lats[k], d = 0.09; /* 10 km */
			struct point a = {
			    lat + between(-d, d, &g), between(-d, d, &g)};
			struct point b = {
			    lat + between(-d, d, &g), between(-d, d, &g)};
			struct flat fa = projection_flat(a);
			struct flat fb = projection_flat(b);
			double flat =
			    hypot((double)fa.x - fb.x, (double)fa.y - fb.y);
			double metres = flat * projection_metres(lat);
			double true_metres = point_distance(a, b);
			/* d R = d in radians; a little for its square. */
			double error =
			    tan(fabs(lat * M_PI / 180)) * d * M_PI / 180 + 5e-6;

			assert_true(fabs(metres - true_metres) <=
			            true_metres * error + 0.05);
		}
}

static void
the_edges_of_the_earth_are_held(void **state)
{
	struct flat west = projection_flat((struct point){0, -180});
	struct flat east = projection_flat((struct point){0, 180});
	struct flat pole = projection_flat((struct point){90, 0});

	(void)state;
	assert_int_equal(west.x, INT32_MIN);
	assert_int_equal(east.x, INT32_MAX);
	assert_int_equal(pole.y, projection_flat((struct point){85, 0}).y);
	assert_true(isfinite(projection_metres(90)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_point_comes_back_within_some_centimetres),
	    cmocka_unit_test(north_is_up_and_east_is_right),
	    cmocka_unit_test(lengths_err_by_no_more_than_is_said),
	    cmocka_unit_test(the_edges_of_the_earth_are_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
