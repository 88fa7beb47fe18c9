/*
 * Coarser layers: less is left, nothing vanishes, and what is shared stays so.
 */
#include "model/layer-simplify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/lattice.h"

static struct layer *
simplified(const struct layer *l, double metres)
{
	struct layer *s = layer_simplify(l, metres);

	assert_non_null(s);
	assert_int_equal(s->features, l->features);
	return s;
}

static size_t
corners(const struct layer *l)
{
	size_t n = 0;

	for (size_t k = 0; k < l->parts; k++)
		n += l->part[k].count;
	return n;
}

static void
nothing_changes_at_no_metres(void **state)
{
	struct layer *l = lattice_new(5, 100000, 8, (struct vertex){0, 0});
	struct layer *s = simplified(l, 0);

	(void)state;
	assert_int_equal(corners(s), corners(l));
	assert_string_equal(
	    layer_text(s, s->feature[7].id), layer_text(l, l->feature[7].id));
	layer_free(s);
	layer_free(l);
}

static void
coarser_is_less_and_no_ring_vanishes(void **state)
{
	struct layer *l =
	    lattice_new(8, 100000, 16, (struct vertex){1200000000, 280000000});
	size_t last = corners(l);

	(void)state;
	for (double metres = 50; metres < 1e6; metres *= 4) {
		struct layer *s = simplified(l, metres);

		assert_true(corners(s) <= last);
		last = corners(s);
		for (size_t k = 0; k < s->parts; k++)
			assert_true(s->part[k].count >= 3);
		layer_free(s);
	}
	assert_true(last < corners(l) / 4);
	layer_free(l);
}

/* Each corner of a cell that a neighbour has too, the neighbour still has. */
static bool
has_corner(
    const struct layer *l, const struct layer_feature *f, struct vertex v)
{
	const struct layer_part *part = layer_part(l, f, 0);

	for (uint32_t i = 0; i < part->count; i++)
		if (layer_vertices(l, part)[i].lon == v.lon &&
		    layer_vertices(l, part)[i].lat == v.lat)
			return true;
	return false;
}

static void
neighbours_still_share_their_border(void **state)
{
	const int side = 6;
	struct layer *l = lattice_new(
	    side, 200000, 16, (struct vertex){1200000000, 280000000});
	struct layer *s = simplified(l, 60);

	(void)state;
	assert_true(corners(s) < corners(l) * 3 / 4);
	for (int x = 0; x + 1 < side; x++)
		for (int y = 0; y < side; y++) {
			size_t i = (size_t)(x * side + y);
			size_t east = (size_t)((x + 1) * side + y);
			const struct layer_part *part =
			    layer_part(s, &s->feature[i], 0);
			const struct vertex *v = layer_vertices(s, part);

			for (uint32_t k = 0; k < part->count; k++)
				if (has_corner(l, &l->feature[east], v[k]))
					assert_true(has_corner(
					    s, &s->feature[east], v[k]));
		}
	layer_free(s);
	layer_free(l);
}

static void
a_straight_line_is_two_points_and_a_crossing_stays(void **state)
{
	struct layer *l = layer_new("roads", LAYER_ROAD), *s;

	(void)state;
	layer_begin(l, "east", NULL);
	layer_begin_part(l, PART_LINE);
	for (int32_t i = 0; i <= 10; i++)
		layer_add(l, (struct vertex){i * 10000, 0});
	layer_end(l);
	layer_begin(l, "north", NULL);
	layer_begin_part(l, PART_LINE);
	for (int32_t i = -5; i <= 5; i++)
		layer_add(l, (struct vertex){50000, i * 10000});
	layer_end(l);
	s = simplified(l, 5);
	assert_int_equal(s->part[0].count, 3);
	assert_int_equal(s->part[1].count, 3);
	assert_int_equal(s->vertex[s->part[0].first + 1].lon, 50000);
	layer_free(s);
	layer_free(l);
}

static void
a_hole_below_a_dot_goes_and_what_it_is_of_stays(void **state)
{
	struct layer *l = layer_new("lake", LAYER_WATER), *s;

	(void)state;
	layer_begin(l, "lake", NULL);
	layer_begin_part(l, PART_RING);
	layer_add(l, (struct vertex){0, 0});
	layer_add(l, (struct vertex){10000, 0});
	layer_add(l, (struct vertex){10000, 10000});
	layer_begin_part(l, PART_HOLE);
	layer_add(l, (struct vertex){9000, 1000});
	layer_add(l, (struct vertex){9000, 1100});
	layer_add(l, (struct vertex){9100, 1100});
	layer_end(l);
	s = simplified(l, 600);
	assert_int_equal(s->parts, 1);
	assert_int_equal(s->part[0].kind, PART_RING);
	assert_int_equal(s->part[0].count, 3);
	layer_free(s);
	layer_free(l);
}

static void
zooms_are_the_next_finer_one(void **state)
{
	(void)state;
	assert_int_equal(layer_zoom(-3), 0);
	assert_int_equal(layer_zoom(8), 0);
	assert_int_equal(layer_zoom(9), 1);
	assert_int_equal(layer_zoom(14), 3);
	assert_int_equal(layer_zoom(18), LAYER_ZOOMS - 1);
	assert_int_equal(layer_zoom(99), LAYER_ZOOMS - 1);
	assert_true(layer_zoom_metres(0) > 600);
	assert_true(layer_zoom_metres(LAYER_ZOOMS - 1) == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nothing_changes_at_no_metres),
	    cmocka_unit_test(coarser_is_less_and_no_ring_vanishes),
	    cmocka_unit_test(neighbours_still_share_their_border),
	    cmocka_unit_test(
	        a_straight_line_is_two_points_and_a_crossing_stays),
	    cmocka_unit_test(a_hole_below_a_dot_goes_and_what_it_is_of_stays),
	    cmocka_unit_test(zooms_are_the_next_finer_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
