/*
 * The line of a route from the features of a file.
 */
#include "central/layer-route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "model/beat.h"
#include "model/record.h"

static void
add_line(struct layer *l, const char *name, enum part_kind kind,
    const struct vertex *v, size_t n)
{
	layer_begin(l, name, "");
	layer_begin_part(l, kind);
	for (size_t k = 0; k < n; k++)
		layer_add(l, v[k]);
	layer_end(l);
}

static void
all_features_of_its_name_are_one_route(void **state)
{
	static const struct vertex a[] = {
	    {1200000000, 280000000}, {1200100000, 280000000}};
	static const struct vertex b[] = {
	    {1200200000, 280000000}, {1200300000, 280000001}};
	struct layer *l = layer_new("routes", LAYER_ROUTE);
	struct buf line = {0};

	(void)state;
	add_line(l, "River", PART_LINE, a, COUNT_OF(a));
	add_line(l, "Hill", PART_LINE, b, COUNT_OF(b));
	add_line(l, "River", PART_LINE, b, COUNT_OF(b));
	assert_null(layer_route_line(l, &l->feature[0], &line));
	assert_string_equal(
	    buf_str(&line), "120,28 120.01,28 ; 120.02,28 120.03,28.0000001");
	/* The first of them has got the id of its record meanwhile. */
	l->feature[0].id = layer_keep_text(l, "r1");
	assert_null(layer_route_line(l, &l->feature[2], &line));
	assert_string_equal(
	    buf_str(&line), "120,28 120.01,28 ; 120.02,28 120.03,28.0000001");
	assert_null(layer_route_line(l, &l->feature[1], &line));
	assert_string_equal(buf_str(&line), "120.02,28 120.03,28.0000001");
	buf_free(&line);
	layer_free(l);
}

static void
a_ring_is_walked_round(void **state)
{
	static const struct vertex v[] = {{1200000000, 280000000},
	    {1200100000, 280000000}, {1200100000, 280100000}};
	struct layer *l = layer_new("routes", LAYER_ROUTE);
	struct buf line = {0};

	(void)state;
	add_line(l, "Round", PART_RING, v, COUNT_OF(v));
	assert_null(layer_route_line(l, &l->feature[0], &line));
	assert_string_equal(
	    buf_str(&line), "120,28 120.01,28 120.01,28.01 120,28");
	buf_free(&line);
	layer_free(l);
}

/* A device's own track: a corner every three metres, half a metre of noise. */
static void
a_long_line_loses_corners_and_stays_where_it_is(void **state)
{
	enum { CORNERS = 5000 };
	struct layer *l = layer_new("routes", LAYER_ROUTE);
	struct buf line = {0};

	(void)state;
	layer_begin(l, "Long", "");
	layer_begin_part(l, PART_LINE);
	for (int k = 0; k < CORNERS; k++)
		layer_add(l, (struct vertex){1200000000 + k * 300,
		                 280000000 + k % 2 * 50 + k % 1000 * 100});
	layer_end(l);
	assert_null(layer_route_line(l, &l->feature[0], &line));
	assert_true(line.len <= TEXT_MAX);
	assert_true(beat_line_valid(buf_str(&line)));
	for (int k = 0; k < CORNERS; k += 7) {
		struct point p = {28.0 + (k % 2 * 50 + k % 1000 * 100) / 1e7,
		    120.0 + k * 300 / 1e7};

		assert_true(beat_distance(buf_str(&line), p) < 10);
	}
	buf_free(&line);
	layer_free(l);
}

static void
one_that_never_fits_is_told(void **state)
{
	struct layer *l = layer_new("routes", LAYER_ROUTE);
	struct buf line = {0};

	(void)state;
	layer_begin(l, "Mad", "");
	layer_begin_part(l, PART_LINE);
	for (int k = 0; k < 3000; k++)
		layer_add(l, (struct vertex){1200000000 + k * 10000,
		                 280000000 + k % 2 * 100000});
	layer_end(l);
	assert_non_null(layer_route_line(l, &l->feature[0], &line));
	buf_free(&line);
	layer_free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_features_of_its_name_are_one_route),
	    cmocka_unit_test(a_ring_is_walked_round),
	    cmocka_unit_test(a_long_line_loses_corners_and_stays_where_it_is),
	    cmocka_unit_test(one_that_never_fits_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
