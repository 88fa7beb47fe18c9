/*
 * The ground of a search: that rings and cells lie where they should and leave
 * nothing out, and what passes make of a sector.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/sector.h"
#include "tests/lib/random.h"

static const struct point fountain = {27.956123, 120.655512};

struct ground {
	struct sector_plan plan;
	struct buf outline[SECTORS_MOST];
	size_t count;
};

static void
lay_out(struct ground *g, const struct sector_plan *plan)
{
	*g = (struct ground){.plan = *plan, .count = sector_plan_count(plan)};
	assert_true(g->count <= SECTORS_MOST);
	for (size_t k = 0; k < g->count; k++) {
		sector_plan_outline(plan, k, &g->outline[k]);
		assert_true(buf_ok(&g->outline[k]));
	}
}

static void
give_back(struct ground *g)
{
	for (size_t k = 0; k < g->count; k++)
		buf_free(&g->outline[k]);
}

/* In how many sectors a point lies, and the last of them. */
static size_t
lies_in(const struct ground *g, struct point p, size_t *which)
{
	size_t n = 0;

	for (size_t k = 0; k < g->count; k++)
		if (point_in_ring(p, buf_str(&g->outline[k]))) {
			*which = k;
			n++;
		}
	return n;
}

static void
one_goes_as_far_as_one_was_told(void **state)
{
	(void)state;
	for (int turn = 0; turn < 360; turn += 45) {
		struct point p = point_beyond(fountain, turn, 1500);

		assert_true(fabs(point_distance(fountain, p) - 1500) < 0.01);
		assert_string_equal(point_bearing(fountain, p),
		    ((const char *[]){"N", "NE", "E", "SE", "S", "SW", "W",
		        "NW"})[turn / 45]);
	}
	/* Beyond the line where the days meet the degrees begin anew. */
	assert_true(
	    point_beyond((struct point){0, 179.99}, 90, 5000).lon < -179);
}

static void
rings_are_called_by_ring_and_direction(void **state)
{
	static const struct {
		int parts;
		size_t nth;
		const char *name;
	} rows[] = {{4, 0, "1N"}, {4, 3, "1W"}, {4, 5, "2E"}, {8, 1, "1NE"},
	    {8, 23, "3NW"}, {1, 2, "R3"}};
	char name[SECTOR_NAME + 1];

	(void)state;
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		const struct sector_plan plan = {.middle = fountain,
		    .metres = 300,
		    .rings = 3,
		    .parts = rows[k].parts};

		sector_plan_name(&plan, rows[k].nth, name);
		assert_string_equal(name, rows[k].name);
	}
}

static void
cells_are_called_by_column_and_row_around_the_middle_one(void **state)
{
	const struct sector_plan plan = {.middle = fountain,
	    .pattern = PATTERN_CELLS,
	    .metres = 200,
	    .rings = 2};
	char name[SECTOR_NAME + 1];
	struct ground g;
	size_t at = 0;
	double area;

	(void)state;
	lay_out(&g, &plan);
	assert_int_equal(g.count, 25);
	assert_int_equal(lies_in(&g, fountain, &at), 1);
	sector_plan_name(&plan, at, name);
	assert_string_equal(name, "C3");
	sector_plan_name(&plan, 0, name);
	assert_string_equal(name, "A1");
	/* A1 is the north-west one. */
	assert_int_equal(lies_in(&g, point_beyond(fountain, 315, 530), &at), 1);
	assert_int_equal(at, 0);
	assert_true(outline_sound(buf_str(&g.outline[7]), &area));
	assert_true(fabs(area - 200 * 200) < 200);
	give_back(&g);
}

/* What lies on a border to the last bit may be in both or neither: turns are
 * off the borders. */
static void
every_point_of_the_ground_lies_in_one_sector(void **state)
{
	static const struct sector_plan plans[] = {
	    {.metres = 300, .rings = 2, .parts = 4},
	    {.metres = 120, .rings = 5, .parts = 8},
	    {.metres = 500, .rings = 3, .parts = 1},
	    {.pattern = PATTERN_CELLS, .metres = 150, .rings = 3},
	};
	struct rng r = {7};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(plans); k++) {
		struct sector_plan plan = plans[k];
		size_t missed = 0, doubled = 0, which = 0;
		struct ground g;

		plan.middle = fountain;
		lay_out(&g, &plan);
		for (int n = 0; n < 4000; n++) {
			double reach = plan.metres * plan.rings * 0.995;
			double turn =
			    0.005 + (double)rng_below(&r, 36000) / 100;
			double far =
			    reach * (1.0 + (double)rng_below(&r, 9999)) / 10000;
			size_t in = lies_in(
			    &g, point_beyond(fountain, turn, far), &which);

			missed += in == 0;
			doubled += in > 1;
			if (in == 1 && plan.pattern == PATTERN_RINGS &&
			    fmod(far, plan.metres) < 0.99 * plan.metres)
				assert_int_equal(which / (size_t)plan.parts,
				    (size_t)(far / plan.metres));
		}
		assert_int_equal(missed, 0);
		assert_int_equal(doubled, 0);
		give_back(&g);
	}
}

static void
the_parts_of_a_ring_make_up_its_area(void **state)
{
	const struct sector_plan plan = {
	    .middle = fountain, .metres = 300, .rings = 2, .parts = 8};
	double area, sum = 0;
	struct ground g;

	(void)state;
	lay_out(&g, &plan);
	for (size_t k = 0; k < g.count; k++) {
		assert_true(outline_sound(buf_str(&g.outline[k]), &area));
		sum += area;
	}
	/* Less than the circle's, which has 48 sides here. */
	assert_true(fabs(sum / (M_PI * 600 * 600) - 1) < 0.005);
	give_back(&g);
}

static void
an_outline_has_three_corners_on_the_earth_and_ground_inside(void **state)
{
	static const char *const bad[] = {"", "1,1", "1,1 1,2", "1,1 1,2 x",
	    "1,1 1,2 2,2,3", "1,1 1,2 2", "181,1 181,2 182,2", "1,1 1,1 1,1",
	    "1,1 1,2 90,2", "1,1 2,2 3,3", "nan,1 1,2 2,2", "1,1,1,2,2,2"};
	double area;

	(void)state;
	for (size_t k = 0; k < COUNT_OF(bad); k++)
		assert_false(outline_sound(bad[k], &area));
	assert_true(outline_sound(
	    "  120.1,27.1 120.2,27.1\n120.2,27.2 120.1,27.2 ", &area));
	assert_true(fabs(area / (9899.0 * 11119.5) - 1) < 0.002);
}

static void
an_outline_is_closed_once(void **state)
{
	static const char *const rows[][2] = {
	    {"1,1 1,2 2,2", "1,1 1,2 2,2 1,1"},
	    {"1,1 1,2 2,2 1,1", "1,1 1,2 2,2 1,1"},
	    {" 1,1\n1,2 ", " 1,1\n1,2  1,1"}, {"1,1", "1,1"}, {"", ""}};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(rows); k++) {
		struct buf b = {0};

		buf_puts(&b, rows[k][0]);
		outline_close(&b);
		assert_string_equal(buf_str(&b), rows[k][1]);
		buf_free(&b);
	}
}

static void
a_name_is_written_inside_of_its_sector(void **state)
{
	static const char bow[] = "0,0 4,0 4,4 3,4 3,1 1,1 1,4 0,4";
	const struct sector_plan rings = {
	    .middle = fountain, .metres = 300, .rings = 3, .parts = 1};
	struct ground g;

	(void)state;
	assert_true(point_in_ring(outline_middle(bow), bow));
	lay_out(&g, &rings);
	for (size_t k = 0; k < g.count; k++)
		assert_true(
		    point_in_ring(outline_middle(buf_str(&g.outline[k])),
		        buf_str(&g.outline[k])));
	give_back(&g);
}

/* ---- passes ---- */

static struct sweep
pass(const char *who, enum sweep_state at, msec_t when, int64_t percent)
{
	struct sweep s = {.who = who, .state = at, .percent = percent};

	s.head.id = who;
	if (at == SWEEP_SEARCHING)
		s.began = when;
	else
		s.ended = when;
	return s;
}

static void
a_sector_stands_where_its_passes_put_it(void **state)
{
	const struct sweep drone = pass("U1", SWEEP_SEARCHED, 100, 40);
	const struct sweep team = pass("R1", SWEEP_SEARCHED, 200, 50);
	const struct sweep gone = pass("P1", SWEEP_OFF, 300, 0);
	const struct sweep busy = pass("M4", SWEEP_SEARCHING, 150, 0);
	const struct sweep *const done[] = {&team, &gone, &drone};
	const struct sweep *const open[] = {&drone, &busy, &team};
	struct sector s = {.state = SECTOR_SEARCHED};

	(void)state;
	sector_derive(&s, NULL, 0);
	assert_int_equal(s.state, SECTOR_UNSEARCHED);
	sector_derive(&s, done, 3);
	assert_int_equal(s.state, SECTOR_SEARCHED);
	assert_string_equal(s.who, "R1");
	assert_int_equal(s.searched, 200);
	assert_int_equal(s.passes, 2);
	assert_int_equal(s.percent, 70); /* 1 - 0.6 * 0.5 */
	sector_derive(&s, open, 3);
	assert_int_equal(s.state, SECTOR_SEARCHING);
	assert_string_equal(s.who, "M4");
	assert_int_equal(s.began, 150);
	assert_int_equal(s.searched, 200);
	/* Wanted again after both, and one of them taken back. */
	s.again = 2;
	sector_derive(&s, done, 3);
	assert_int_equal(s.state, SECTOR_UNSEARCHED);
	sector_derive(&s, done + 1, 2);
	assert_int_equal(s.again, 1);
	assert_int_equal(s.state, SECTOR_UNSEARCHED);
}

static void
what_is_left_comes_first(void **state)
{
	const struct sector rows[] = {
	    {.name = "2N", .state = SECTOR_UNSEARCHED},
	    {.name = "10N", .state = SECTOR_UNSEARCHED},
	    {.name = "1S", .state = SECTOR_SEARCHING},
	    {.name = "1W", .state = SECTOR_SEARCHED, .percent = 40},
	    {.name = "1E", .state = SECTOR_SEARCHED, .percent = 90},
	    {.name = "1N", .state = SECTOR_DROPPED}};

	(void)state;
	for (size_t a = 0; a < COUNT_OF(rows); a++)
		for (size_t b = 0; b < COUNT_OF(rows); b++) {
			int c = sector_compare(&rows[a], &rows[b]);

			assert_true(a < b ? c < 0 : a > b ? c > 0 : c == 0);
		}
}

static void
the_share_is_by_area_and_never_all_before_it_is(void **state)
{
	struct sector a = {.state = SECTOR_SEARCHED, .area = 99999},
	              b = {.state = SECTOR_UNSEARCHED, .area = 1},
	              c = {.state = SECTOR_DROPPED, .area = 5000};
	const struct sector *const list[] = {&a, &b, &c};
	struct sector_sum sum = sector_sum(list, 3);

	(void)state;
	assert_int_equal(sum.all, 2);
	assert_int_equal(sum.left, 1);
	assert_int_equal(sum.searched, 1);
	assert_int_equal(sum.share, 99);
	b.state = SECTOR_SEARCHED;
	assert_int_equal(sector_sum(list, 3).share, 100);
	assert_int_equal(sector_sum(NULL, 0).share, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_goes_as_far_as_one_was_told),
	    cmocka_unit_test(rings_are_called_by_ring_and_direction),
	    cmocka_unit_test(
	        cells_are_called_by_column_and_row_around_the_middle_one),
	    cmocka_unit_test(every_point_of_the_ground_lies_in_one_sector),
	    cmocka_unit_test(the_parts_of_a_ring_make_up_its_area),
	    cmocka_unit_test(
	        an_outline_has_three_corners_on_the_earth_and_ground_inside),
	    cmocka_unit_test(an_outline_is_closed_once),
	    cmocka_unit_test(a_name_is_written_inside_of_its_sector),
	    cmocka_unit_test(a_sector_stands_where_its_passes_put_it),
	    cmocka_unit_test(what_is_left_comes_first),
	    cmocka_unit_test(the_share_is_by_area_and_never_all_before_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
