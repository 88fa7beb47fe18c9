/*
 * Coordinate systems: published pairs, and there and back again.
 */
#include "model/geo-crs.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
assert_near(struct point a, struct point b, double metres)
{
	if (point_distance(a, b) > metres)
		fail_msg("%.7f,%.7f is %.3f m from %.7f,%.7f", a.lat, a.lon,
		    point_distance(a, b), b.lat, b.lon);
}

/* The pairs that come with eviltransform: Shanghai, Shenzhen, Beijing. */
static void
gcj02_agrees_with_published_pairs(void **state)
{
	static const struct point wgs[] = {{31.1774276, 121.5272106},
	    {22.543847, 113.912316}, {39.911954, 116.377817}};
	static const struct point gcj[] = {
	    {31.17530398364597, 121.531541859215},
	    {22.540796131694766, 113.9171764808363},
	    {39.91334545536069, 116.38404722455657}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wgs); i++) {
		assert_near(crs_from_wgs84(CRS_GCJ02, wgs[i]), gcj[i], 0.01);
		assert_near(crs_to_wgs84(CRS_GCJ02, gcj[i]), wgs[i], 0.01);
	}
}

/*
 * What api.map.baidu.com/geoconv answers to the question of its own manual
 * (from=1, to=3 and to=5), and a pair of github.com/wandergis/coordtransform.
 */
static void
baidu_agrees_to_a_metre(void **state)
{
	const struct point asked = {29.575429778924, 114.21892734521};
	const struct point gcj = {29.57284912109375, 114.22430528428819};
	const struct point bd = {29.57908428837437, 114.2307519546763};

	(void)state;
	assert_near(crs_from_wgs84(CRS_GCJ02, asked), gcj, 1);
	assert_near(crs_from_wgs84(CRS_BD09, asked), bd, 1);
	assert_near(crs_to_wgs84(CRS_BD09, bd), asked, 1);
}

static void
bd09_agrees_with_a_published_pair(void **state)
{
	const struct point gcj = {39.915, 116.404};
	const struct point bd = {39.92133699351021, 116.41036949371029};
	struct point wgs = crs_to_wgs84(CRS_GCJ02, gcj);

	(void)state;
	assert_near(crs_from_wgs84(CRS_BD09, wgs), bd, 0.01);
	assert_near(crs_to_wgs84(CRS_BD09, bd), wgs, 0.01);
}

static void
there_and_back_is_the_same_place(void **state)
{
	static const enum crs all[] = {CRS_WGS84, CRS_GCJ02, CRS_BD09};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(all); k++)
		for (double lat = 3; lat < 54; lat += 1.37)
			for (double lon = 74; lon < 136; lon += 1.73) {
				struct point p = {lat, lon};

				assert_near(crs_to_wgs84(all[k],
				                crs_from_wgs84(all[k], p)),
				    p, 0.001);
			}
}

static void
the_shift_is_as_long_as_told(void **state)
{
	const struct point louqiao = {27.9498, 120.6016};
	double gcj =
	    point_distance(louqiao, crs_from_wgs84(CRS_GCJ02, louqiao));
	double bd = point_distance(louqiao, crs_from_wgs84(CRS_BD09, louqiao));

	(void)state;
	assert_true(gcj > 300 && gcj < 700);
	assert_true(bd > gcj && bd < 2000);
}

static void
abroad_nothing_is_shifted(void **state)
{
	static const struct point abroad[] = {
	    {37.7749, -122.4194}, {51.5, 0}, {-33.9, 151.2}};
	static const enum crs all[] = {CRS_GCJ02, CRS_BD09};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(all); k++)
		for (size_t i = 0; i < COUNT_OF(abroad); i++) {
			struct point p = crs_from_wgs84(all[k], abroad[i]);
			struct point q = crs_to_wgs84(all[k], abroad[i]);

			assert_true(p.lat == abroad[i].lat);
			assert_true(p.lon == abroad[i].lon);
			assert_true(q.lat == abroad[i].lat);
			assert_true(q.lon == abroad[i].lon);
		}
}

/* Where the shift jumps nothing may run away or fail to end. */
static void
the_edge_of_the_shift_stays_on_the_earth(void **state)
{
	(void)state;
	for (double d = -0.02; d < 0.02; d += 0.0007) {
		struct point p = {30, 72.004 + d};
		struct point q = crs_to_wgs84(CRS_BD09, p);

		assert_true(point_valid(q));
		assert_true(point_distance(p, q) < 3000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(gcj02_agrees_with_published_pairs),
	    cmocka_unit_test(baidu_agrees_to_a_metre),
	    cmocka_unit_test(bd09_agrees_with_a_published_pair),
	    cmocka_unit_test(there_and_back_is_the_same_place),
	    cmocka_unit_test(the_shift_is_as_long_as_told),
	    cmocka_unit_test(abroad_nothing_is_shifted),
	    cmocka_unit_test(the_edge_of_the_shift_stays_on_the_earth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
