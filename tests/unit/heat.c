/*
 * Heat against a count by hand: period, category, hour, lattice and grids.
 */
#include "model/heat.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/random.h"

#define MANY 2000
#define DAY ((msec_t)86400000)

static struct incident made[MANY];
static const struct incident *all[MANY];

static void
make_incidents(void)
{
	static const char *const grids[] = {"G1", "G2", "G3", NULL};
	struct rng g = {.state = 21};

	for (size_t n = 0; n < MANY; n++) {
		made[n] = (struct incident){
		    .head = {.kind = KIND_INCIDENT},
		    .category = rng_below(&g, 2) ? "theft" : "fight",
		    .grid = grids[rng_below(&g, COUNT_OF(grids))],
		    .reported = (msec_t)rng_below(&g, 30) * DAY +
		                (msec_t)rng_below(&g, 24) * 3600000,
		};
		if (rng_below(&g, 10))
			made[n].spot = (struct point){
			    27.9 + (double)rng_below(&g, 1000) / 1e4,
			    120.6 + (double)rng_below(&g, 1000) / 1e4};
		if (!made[n].reported)
			made[n].reported = 1;
		all[n] = &made[n];
	}
}

static void
make(const struct heat_want *w, struct heat *h)
{
	make_incidents();
	assert_int_equal(heat_make(w, all, MANY, h, NULL), PROBLEM_NONE);
}

static void
grids_are_counted_as_by_hand(void **state)
{
	const struct heat_want w = {.from = 5 * DAY,
	    .to = 20 * DAY,
	    .category = "theft",
	    .hour = HEAT_ANY_HOUR};
	uint32_t nowhere = 0, total = 0;
	struct heat h;

	(void)state;
	make(&w, &h);
	assert_int_equal(h.count, 3);
	for (size_t k = 0; k < h.count; k++) {
		uint32_t count = 0;

		for (size_t n = 0; n < MANY; n++)
			count += made[n].reported >= w.from &&
			         made[n].reported < w.to &&
			         text_is(made[n].category, "theft") &&
			         text_is(made[n].grid, h.cell[k].grid);
		assert_int_equal(h.cell[k].count, count);
		total += count;
	}
	for (size_t n = 0; n < MANY; n++)
		nowhere += made[n].reported >= w.from &&
		           made[n].reported < w.to &&
		           text_is(made[n].category, "theft") && !made[n].grid;
	assert_int_equal(h.total, total);
	assert_int_equal(h.nowhere, nowhere);
	heat_free(&h);
}

/* The cell of a spot is the one whose middle is nearest. */
static void
a_hexagon_holds_what_is_nearest_to_its_middle(void **state)
{
	const struct heat_want w = {.hour = HEAT_ANY_HOUR, .metres = 500};
	uint32_t total = 0, placed = 0;
	struct heat h;

	(void)state;
	make(&w, &h);
	for (size_t k = 0; k < h.count; k++)
		total += h.cell[k].count;
	for (size_t n = 0; n < MANY; n++) {
		struct flat f = projection_flat(made[n].spot);
		double best = 1e12;

		if (!point_set(made[n].spot))
			continue;
		placed++;
		for (size_t k = 0; k < h.count; k++)
			best =
			    fmin(best, hypot((double)f.x - h.cell[k].middle.x,
			                   (double)f.y - h.cell[k].middle.y));
		/* Within the side of a hexagon of some cell's middle. */
		assert_true(best <= h.side + 2);
	}
	assert_int_equal(total, placed);
	assert_int_equal(h.total, placed);
	assert_int_equal(h.nowhere, MANY - placed);
	heat_free(&h);
}

static void
a_hexagon_is_as_wide_as_was_asked_for(void **state)
{
	const struct heat_want w = {.hour = HEAT_ANY_HOUR, .metres = 500};
	struct flat corner[HEAT_CORNERS];
	struct point east, west;
	struct heat h;

	(void)state;
	make(&w, &h);
	heat_corners(&h, &h.cell[0], corner);
	east = projection_point(
	    (struct flat){(int32_t)(h.cell[0].middle.x + h.side * sqrt(3) / 2),
	        h.cell[0].middle.y});
	west = projection_point(
	    (struct flat){(int32_t)(h.cell[0].middle.x - h.side * sqrt(3) / 2),
	        h.cell[0].middle.y});
	assert_true(fabs(point_distance(east, west) - 500) < 2);
	for (int k = 0; k < HEAT_CORNERS; k++)
		assert_true(fabs(hypot((double)corner[k].x - h.cell[0].middle.x,
		                     (double)corner[k].y - h.cell[0].middle.y) -
		                 h.side) < 2);
	heat_free(&h);
}

static void
hours_are_those_of_the_zone_and_add_up(void **state)
{
	const struct heat_want w = {.hour = HEAT_ANY_HOUR};
	struct heat_want night = {.hour = 3};
	struct heat h, n;
	uint32_t sum = 0;

	(void)state;
	make(&w, &h);
	make(&night, &n);
	for (int k = 0; k < HEAT_HOURS; k++) {
		assert_int_equal(h.by_hour[k], n.by_hour[k]);
		sum += h.by_hour[k];
	}
	assert_int_equal(sum, MANY);
	assert_int_equal(n.total + n.nowhere, n.by_hour[3]);
	heat_free(&h);
	heat_free(&n);
}

static void
steps_are_thirds_of_the_fullest(void **state)
{
	const struct heat_want w = {.hour = HEAT_ANY_HOUR, .metres = 1000};
	struct heat h;

	(void)state;
	make(&w, &h);
	assert_int_equal(h.cell[0].step, 3);
	for (size_t k = 0; k < h.count; k++) {
		uint32_t thrice = h.cell[k].count * 3;

		assert_int_equal(h.cell[k].step, thrice <= h.most       ? 1
		                                 : thrice <= 2 * h.most ? 2
		                                                        : 3);
		assert_true(k == 0 || h.cell[k - 1].count >= h.cell[k].count);
	}
	heat_free(&h);
	assert_int_equal(heat_step(0, 0), 0);
	assert_int_equal(heat_step(1, 1), 1);
	assert_int_equal(heat_step(2, 2), 2);
	assert_int_equal(heat_step(3, 3), 3);
	assert_int_equal(heat_step(UINT32_MAX, UINT32_MAX), 3);
}

static void
nothing_at_all_is_no_heat(void **state)
{
	const struct heat_want w = {.hour = HEAT_ANY_HOUR, .metres = 200};
	struct heat h;

	(void)state;
	assert_int_equal(heat_make(&w, NULL, 0, &h, NULL), PROBLEM_NONE);
	assert_int_equal(h.count, 0);
	heat_free(&h);
}

static void
what_cannot_be_asked_is_refused(void **state)
{
	static const struct heat_want wrong[] = {{.hour = 24}, {.hour = -2},
	    {.hour = 0, .metres = 1}, {.hour = 0, .metres = 1e9},
	    {.hour = 0, .metres = -5}, {.hour = 0, .metres = NAN}};
	struct heat h;

	(void)state;
	for (size_t k = 0; k < COUNT_OF(wrong); k++) {
		struct problem p = {0};

		assert_int_equal(
		    heat_make(&wrong[k], NULL, 0, &h, &p), PROBLEM_BAD_VALUE);
		assert_null(h.cell);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(grids_are_counted_as_by_hand),
	    cmocka_unit_test(a_hexagon_holds_what_is_nearest_to_its_middle),
	    cmocka_unit_test(a_hexagon_is_as_wide_as_was_asked_for),
	    cmocka_unit_test(hours_are_those_of_the_zone_and_add_up),
	    cmocka_unit_test(steps_are_thirds_of_the_fullest),
	    cmocka_unit_test(nothing_at_all_is_no_heat),
	    cmocka_unit_test(what_cannot_be_asked_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
