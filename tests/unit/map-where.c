/*
 * Where a point is: in which grid and village, by which station; next to
 * which, when it is in none.
 */
#include "tui/map.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/lib/desk-map.h"
#include "tui/words.h"

static void
a_point_knows_its_grid_place_and_station(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);

	(void)state;
	assert_string_equal(m->at_chosen.grid, "G07");
	assert_string_equal(m->at_chosen.village, "吹台公园北门");
	assert_true(fabs(m->at_chosen.village_metres - 135) < 10);
	assert_string_equal(m->at_chosen.station, "娄桥所");
	desk_free(d);
}

/* A square of so many degrees to each side of the middle. */
static void
add_square(struct layer *l, const char *name, struct point middle, double reach)
{
	static const int turn[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};

	layer_begin(l, name, NULL);
	layer_begin_part(l, PART_RING);
	for (int k = 0; k < 4; k++)
		layer_add(
		    l, vertex_of((struct point){middle.lat + turn[k][1] * reach,
		           middle.lon + turn[k][0] * reach}));
	layer_end(l);
}

static void
show_layer(struct map *m, const struct layer **list)
{
	m->layer = list;
	m->layers = 1;
	m->scene_stale = true;
}

static void
of_villages_in_one_another_the_smallest_is_named(void **state)
{
	const struct point middle = {27.9980, 120.6531}; /* of 0131 */
	struct desk *d = desk_map_open();
	struct layer *l = layer_new("villages", LAYER_VILLAGE);
	const struct layer *list[] = {l};
	struct map *m = map_of(&d->console);

	(void)state;
	assert_non_null(l);
	add_square(l, "the district", middle, 0.05);
	add_square(l, "the village", middle, 0.01);
	add_square(l, "the town", middle, 0.02);
	assert_int_equal(layer_ok(l, NULL), PROBLEM_NONE);
	show_layer(m, list);
	desk_map_ready(d);
	assert_string_equal(m->at_chosen.village, "the village");
	assert_true(m->at_chosen.village_metres == 0);
	show_layer(m, list);
	m->layers = 0;
	layer_free(l);
	desk_free(d);
}

static void
outside_of_all_the_nearest_border_is_told(void **state)
{
	const struct point chosen = {27.9980, 120.6531};
	struct desk *d = desk_map_open();
	struct layer *l = layer_new("villages", LAYER_VILLAGE);
	const struct layer *list[] = {l};
	struct map *m = map_of(&d->console);

	(void)state;
	assert_non_null(l);
	/* Its border is 0.01 degrees away, its middle 0.05; the other's are
	 * 0.02 and 0.03. */
	add_square(
	    l, "broad", (struct point){chosen.lat, chosen.lon + 0.05}, 0.04);
	add_square(
	    l, "slim", (struct point){chosen.lat, chosen.lon - 0.03}, 0.01);
	show_layer(m, list);
	desk_map_ready(d);
	assert_string_equal(m->at_chosen.village, "broad");
	assert_true(fabs(m->at_chosen.village_metres -
	                 point_distance(chosen, (struct point){chosen.lat,
	                                            chosen.lon + 0.01})) < 5);
	/* And of the grids, from outside of all four. */
	map_look_at(m, projection_flat((struct point){28.0, 120.60}), 10);
	desk_map_ready(d);
	assert_string_equal(m->at_cursor.grid, "G06");
	assert_true(m->at_cursor.grid_metres > 2000);
	assert_true(m->at_cursor.grid_metres < 3000);
	show_layer(m, list);
	m->layers = 0;
	layer_free(l);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_point_knows_its_grid_place_and_station),
	    cmocka_unit_test(of_villages_in_one_another_the_smallest_is_named),
	    cmocka_unit_test(outside_of_all_the_nearest_border_is_told),
	};

	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
