/*
 * Which outline holds a point: the index against looking at all of them, and
 * the rules of borders and overlaps.
 */
#include "model/outlines.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define SIDE 40 /* cells of the lattice on a side */
#define CELL 10000

static uint64_t
roll(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return *seed >> 33;
}

/* A corner of the lattice, shaken, the same for all who share it. */
static struct vertex
corner(int x, int y)
{
	uint64_t seed = (uint64_t)(x * 1000 + y + 7);

	return (struct vertex){
	    (int32_t)(x * CELL + (int)(roll(&seed) % 6000) - 3000),
	    (int32_t)(y * CELL + (int)(roll(&seed) % 6000) - 3000)};
}

static void
add_cell(struct layer *l, int x, int y)
{
	char id[32];
	struct layer_feature *f;

	snprintf(id, sizeof(id), "g%02d%02d", x, y);
	f = layer_begin(l, id, NULL);
	f->id = layer_keep_text(l, id);
	layer_begin_part(l, PART_RING);
	layer_add(l, corner(x, y));
	layer_add(l, corner(x + 1, y));
	layer_add(l, corner(x + 1, y + 1));
	layer_add(l, corner(x, y + 1));
	layer_end(l);
}

static struct layer *
lattice(void)
{
	struct layer *l = layer_new("cells", LAYER_GRID);

	assert_non_null(l);
	for (int x = 0; x < SIDE; x++)
		for (int y = 0; y < SIDE; y++)
			add_cell(l, x, y);
	assert_int_equal(layer_ok(l, NULL), PROBLEM_NONE);
	return l;
}

static struct outlines *
outlines_of(const struct layer *l)
{
	struct outlines *o = outlines_new(&l, 1, l->role);

	assert_non_null(o);
	return o;
}

static void
the_index_agrees_with_looking_at_all(void **state)
{
	struct layer *l = lattice();
	struct outlines *o = outlines_of(l);
	uint64_t seed = 11;

	(void)state;
	for (int n = 0; n < 3000; n++) {
		struct vertex v = {
		    (int32_t)(roll(&seed) % ((SIDE + 2) * CELL)) - CELL,
		    (int32_t)(roll(&seed) % ((SIDE + 2) * CELL)) - CELL};
		const struct outline *hit[OUTLINES_AT];
		size_t hits = outlines_at(o, vertex_point(v), hit), all = 0;

		for (size_t i = 0; i < l->features; i++)
			all += layer_holds(l, &l->feature[i], v);
		assert_int_equal(hits, all);
		for (size_t i = 0; i < hits; i++)
			assert_true(layer_holds(l, hit[i]->feature, v));
	}
	outlines_free(o);
	layer_free(l);
}

/* Corners and middles of borders are where rounding would show. */
static void
every_point_of_a_tiling_is_in_exactly_one_cell(void **state)
{
	struct layer *l = lattice();
	struct outlines *o = outlines_of(l);
	const struct outline *hit[OUTLINES_AT];

	(void)state;
	for (int x = 1; x < SIDE; x++)
		for (int y = 1; y < SIDE; y++) {
			struct vertex a = corner(x, y), b = corner(x + 1, y);
			struct vertex mid = {
			    (a.lon + b.lon) / 2, (a.lat + b.lat) / 2};

			assert_int_equal(
			    outlines_at(o, vertex_point(a), hit), 1);
			if (x < SIDE - 1)
				assert_int_equal(
				    outlines_at(o, vertex_point(mid), hit), 1);
		}
	outlines_free(o);
	layer_free(l);
}

static void
where_outlines_overlap_the_lowest_id_comes_first(void **state)
{
	struct layer *l = layer_new("twice", LAYER_GRID);
	static const char *const ids[] = {"b", "c", "a"};
	const struct outline *hit[OUTLINES_AT];
	struct outlines *o;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		layer_begin(l, ids[i], NULL)->id = layer_keep_text(l, ids[i]);
		layer_begin_part(l, PART_RING);
		layer_add(l, (struct vertex){0, 0});
		layer_add(l, (struct vertex){1000, 0});
		layer_add(l, (struct vertex){1000, 1000 + (int32_t)i});
		layer_end(l);
	}
	o = outlines_of(l);
	assert_int_equal(
	    outlines_at(o, vertex_point((struct vertex){600, 300}), hit), 3);
	assert_string_equal(hit[0]->id, "a");
	assert_string_equal(hit[1]->id, "b");
	assert_string_equal(hit[2]->id, "c");
	outlines_free(o);
	layer_free(l);
}

static void
of_very_many_the_lowest_are_told(void **state)
{
	struct layer *l = layer_new("many", LAYER_GRID);
	const struct outline *hit[OUTLINES_AT];
	struct outlines *o;

	(void)state;
	for (int i = 99; i >= 0; i--) {
		char id[8];

		snprintf(id, sizeof(id), "n%02d", (i * 37) % 100);
		layer_begin(l, id, NULL)->id = layer_keep_text(l, id);
		layer_begin_part(l, PART_RING);
		layer_add(l, (struct vertex){0, 0});
		layer_add(l, (struct vertex){100, 0});
		layer_add(l, (struct vertex){0, 100});
		layer_end(l);
	}
	o = outlines_of(l);
	assert_int_equal(
	    outlines_at(o, vertex_point((struct vertex){10, 10}), hit),
	    OUTLINES_AT);
	for (int i = 0; i < OUTLINES_AT; i++)
		assert_int_equal(strtol(hit[i]->id + 1, NULL, 10), i);
	outlines_free(o);
	layer_free(l);
}

static void
nothing_holds_nothing(void **state)
{
	struct outlines *o = outlines_new(NULL, 0, LAYER_GRID);
	const struct outline *hit[OUTLINES_AT];

	(void)state;
	assert_non_null(o);
	assert_int_equal(outlines_at(o, (struct point){1, 1}, hit), 0);
	outlines_free(o);
	outlines_free(NULL);
}

/* Against the haversine formula, to a hair. */
static void
distance_to_a_feature_is_that_to_its_nearest_edge(void **state)
{
	struct layer *l = layer_new("d", LAYER_PLACE);
	const struct point p = {27.95, 120.6};
	struct vertex v = vertex_of((struct point){27.955, 120.61});
	double d;

	(void)state;
	layer_begin(l, "point", NULL);
	layer_begin_part(l, PART_POINT);
	layer_add(l, v);
	layer_end(l);
	d = feature_distance(l, &l->feature[0], p);
	assert_true(fabs(d - point_distance(p, vertex_point(v))) < 0.2);
	layer_begin(l, "line", NULL);
	layer_begin_part(l, PART_LINE);
	layer_add(l, vertex_of((struct point){27.9, 120.605}));
	layer_add(l, vertex_of((struct point){28.0, 120.605}));
	layer_end(l);
	d = feature_distance(l, &l->feature[1], p);
	assert_true(
	    fabs(d - point_distance(p, (struct point){27.95, 120.605})) < 0.2);
	layer_begin(l, "area", NULL);
	layer_begin_part(l, PART_RING);
	layer_add(l, vertex_of((struct point){27.9, 120.5}));
	layer_add(l, vertex_of((struct point){27.9, 120.7}));
	layer_add(l, vertex_of((struct point){28.0, 120.7}));
	layer_end(l);
	assert_true(feature_distance(
	                l, &l->feature[2], (struct point){27.92, 120.66}) == 0);
	layer_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_index_agrees_with_looking_at_all),
	    cmocka_unit_test(every_point_of_a_tiling_is_in_exactly_one_cell),
	    cmocka_unit_test(where_outlines_overlap_the_lowest_id_comes_first),
	    cmocka_unit_test(of_very_many_the_lowest_are_told),
	    cmocka_unit_test(nothing_holds_nothing),
	    cmocka_unit_test(distance_to_a_feature_is_that_to_its_nearest_edge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
