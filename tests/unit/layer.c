/*
 * Layers in memory: what is built is what is found, and what is inside.
 */
#include "model/layer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
add_square(struct layer *l, enum part_kind kind, int32_t west, int32_t south,
    int32_t size)
{
	layer_begin_part(l, kind);
	layer_add(l, (struct vertex){west, south});
	layer_add(l, (struct vertex){west, south + size});
	layer_add(l, (struct vertex){west + size, south + size});
	layer_add(l, (struct vertex){west + size, south});
	layer_add(l, (struct vertex){west, south});
}

static struct layer *
two_squares(void)
{
	struct layer *l = layer_new("grids", LAYER_GRID);

	assert_non_null(l);
	layer_begin(l, "G01", "330304001");
	add_square(l, PART_RING, 0, 0, 100);
	add_square(l, PART_HOLE, 40, 40, 20);
	layer_end(l);
	layer_begin(l, "G02", NULL);
	add_square(l, PART_RING, 100, 0, 100);
	layer_end(l);
	assert_int_equal(layer_ok(l, NULL), PROBLEM_NONE);
	return l;
}

static void
what_is_built_is_there(void **state)
{
	struct layer *l = two_squares();
	const struct layer_feature *f = &l->feature[0];

	(void)state;
	assert_int_equal(l->features, 2);
	assert_string_equal(layer_text(l, f->name), "G01");
	assert_string_equal(layer_text(l, f->code), "330304001");
	assert_string_equal(layer_text(l, l->feature[1].code), "");
	assert_int_equal(f->parts, 2);
	assert_int_equal(layer_part(l, f, 0)->count, 4);
	assert_int_equal(f->box.east, 100);
	assert_int_equal(l->box.east, 200);
	layer_free(l);
}

static void
a_ring_turns_left_and_a_hole_right(void **state)
{
	struct layer *l = two_squares();
	const struct layer_feature *f = &l->feature[0];
	const struct vertex *ring = layer_vertices(l, layer_part(l, f, 0));
	const struct vertex *hole = layer_vertices(l, layer_part(l, f, 1));

	(void)state;
	/* From (100,0) to (100,100): the ring's inside is to the left. */
	for (size_t i = 0; i < 4; i++) {
		if (ring[i].lon == 100 && ring[i].lat == 0)
			assert_int_equal(ring[(i + 1) % 4].lat, 100);
		if (hole[i].lon == 40 && hole[i].lat == 40)
			assert_int_equal(hole[(i + 1) % 4].lat, 60);
	}
	layer_free(l);
}

static void
a_point_on_a_border_is_in_exactly_one_of_two_neighbours(void **state)
{
	struct layer *l = two_squares();

	(void)state;
	for (int32_t lat = 0; lat < 100; lat++) {
		struct vertex on = {100, lat};

		assert_false(layer_holds(l, &l->feature[0], on));
		assert_true(layer_holds(l, &l->feature[1], on));
	}
	assert_true(layer_holds(l, &l->feature[0], (struct vertex){0, 0}));
	assert_false(layer_holds(l, &l->feature[0], (struct vertex){50, 100}));
	layer_free(l);
}

static void
a_hole_is_outside_and_what_fills_it_has_its_border(void **state)
{
	struct layer *l = two_squares();
	struct layer *in = layer_new("in", LAYER_GRID);

	(void)state;
	layer_begin(in, "inner", NULL);
	add_square(in, PART_RING, 40, 40, 20);
	layer_end(in);
	for (int32_t lon = 30; lon < 70; lon++)
		for (int32_t lat = 30; lat < 70; lat++) {
			struct vertex v = {lon, lat};

			assert_int_equal(
			    layer_holds(l, &l->feature[0], v) +
			        layer_holds(in, &in->feature[0], v),
			    1);
		}
	layer_free(in);
	layer_free(l);
}

/* A triangulated square: each point is in one triangle, whatever the slopes. */
static void
every_point_is_in_one_triangle_of_a_fan(void **state)
{
	struct layer *l = layer_new("fan", LAYER_AREA);
	const struct vertex corner[] = {
	    {0, 0}, {60, 0}, {97, 31}, {97, 97}, {13, 97}, {0, 53}};
	const struct vertex middle = {41, 37};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(corner); i++) {
		layer_begin(l, "", NULL);
		layer_begin_part(l, PART_RING);
		layer_add(l, corner[i]);
		layer_add(l, corner[(i + 1) % COUNT_OF(corner)]);
		layer_add(l, middle);
		layer_end(l);
	}
	for (int32_t lon = 5; lon < 92; lon++)
		for (int32_t lat = 33; lat < 96; lat++) {
			int in = 0;

			for (size_t i = 0; i < l->features; i++)
				in += layer_holds(l, &l->feature[i],
				    (struct vertex){lon, lat});
			if (lon > 12 || lat < 53)
				assert_int_equal(in, 1);
		}
	layer_free(l);
}

static void
the_ends_of_the_earth_do_not_overflow(void **state)
{
	struct layer *l = layer_new("earth", LAYER_AREA);

	(void)state;
	layer_begin(l, "", NULL);
	layer_begin_part(l, PART_RING);
	layer_add(l, (struct vertex){-LAYER_LON_MAX, -LAYER_LAT_MAX});
	layer_add(l, (struct vertex){LAYER_LON_MAX, -LAYER_LAT_MAX});
	layer_add(l, (struct vertex){LAYER_LON_MAX, LAYER_LAT_MAX});
	layer_end(l);
	assert_true(layer_holds(l, &l->feature[0],
	    (struct vertex){LAYER_LON_MAX - 1, LAYER_LAT_MAX - 1}));
	assert_true(layer_holds(l, &l->feature[0], (struct vertex){1, 0}));
	assert_false(layer_holds(l, &l->feature[0], (struct vertex){-1, 0}));
	layer_free(l);
}

static void
the_spot_of_a_horseshoe_is_inside(void **state)
{
	struct layer *l = layer_new("u", LAYER_AREA);
	const struct vertex u[] = {{0, 0}, {100, 0}, {100, 100}, {90, 100},
	    {90, 10}, {10, 10}, {10, 100}, {0, 100}};

	(void)state;
	layer_begin(l, "", NULL);
	layer_begin_part(l, PART_RING);
	for (size_t i = 0; i < COUNT_OF(u); i++)
		layer_add(l, u[i]);
	layer_end(l);
	assert_true(
	    layer_holds(l, &l->feature[0], layer_spot(l, &l->feature[0])));
	layer_free(l);
}

static void
what_is_taken_back_is_gone(void **state)
{
	struct layer *l = two_squares();
	size_t vertices = l->vertices, parts = l->parts;

	(void)state;
	layer_begin(l, "wrong", NULL);
	add_square(l, PART_RING, 0, 0, 5000);
	layer_undo(l);
	assert_int_equal(l->features, 2);
	assert_int_equal(l->parts, parts);
	assert_int_equal(l->vertices, vertices);
	assert_int_equal(l->box.east, 200);
	layer_free(l);
}

static void
a_layer_has_a_plain_name(void **state)
{
	(void)state;
	assert_true(layer_name_valid("ouhai-streets_2", 15));
	assert_false(layer_name_valid("", 0));
	assert_false(layer_name_valid("2x", 2));
	assert_false(layer_name_valid("a/b", 3));
	assert_false(layer_name_valid("a\0b", 3));
	assert_null(layer_new("Grids", LAYER_GRID));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_built_is_there),
	    cmocka_unit_test(a_ring_turns_left_and_a_hole_right),
	    cmocka_unit_test(
	        a_point_on_a_border_is_in_exactly_one_of_two_neighbours),
	    cmocka_unit_test(
	        a_hole_is_outside_and_what_fills_it_has_its_border),
	    cmocka_unit_test(every_point_is_in_one_triangle_of_a_fan),
	    cmocka_unit_test(the_ends_of_the_earth_do_not_overflow),
	    cmocka_unit_test(the_spot_of_a_horseshoe_is_inside),
	    cmocka_unit_test(what_is_taken_back_is_gone),
	    cmocka_unit_test(a_layer_has_a_plain_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
