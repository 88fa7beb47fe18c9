/*
 * The map under what it was not made for: nothing at all to show, ten thousand
 * villages, the ends of the earth, panes that change with every key. What must
 * hold then: it is drawn, labels stay apart and on the map, the view is on the
 * plane. Sanitizers see the rest.
 */
#include "tui/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk.h"
#include "tests/lib/lattice.h"
#include "tests/lib/random.h"
#include "tui/words.h"

/* Every key of the map that asks nothing of the central. */
static const char keys[] = "hjkl.,<>zb[]u12345678()fw";

static void
check(const struct map *m)
{
	assert_true(m->view.zoom >= MAP_ZOOM_MIN);
	assert_true(m->view.zoom <= MAP_ZOOM_MAX);
	assert_true(m->cursor_row >= 0 && m->cursor_row < m->rows);
	assert_true(m->cursor_col >= 0 && m->cursor_col < m->cols);
	for (size_t n = 0; n < m->marks; n++) {
		const struct label *l = &m->mark[n].label;

		if (!l->placed)
			continue;
		assert_true(l->at_row >= 0 && l->at_row < m->rows);
		assert_true(l->at_col >= 0);
		assert_true(l->at_col + l->width <= m->cols);
	}
}

static struct map *
prepare(struct desk *d, int rows, int cols)
{
	const struct area a = {.rows = rows, .cols = cols};

	map_prepare(&d->console, a);
	check(map_of(&d->console));
	return map_of(&d->console);
}

/* Types at random and makes it ready for another pane after each key. */
static void
storm(struct desk *d, uint64_t seed, int times)
{
	struct rng g = {.state = seed};

	for (int n = 0; n < times; n++) {
		char key[2] = {keys[rng_below(&g, sizeof(keys) - 1)], '\0'};

		desk_type(d, key);
		if (rng_below(&g, 8) == 0)
			desk_press(d, "Esc");
		if (d->console.screen != SCREEN_MAP)
			desk_type(d, "gm");
		prepare(
		    d, 1 + (int)rng_below(&g, 80), 1 + (int)rng_below(&g, 260));
	}
}

static void
panes_of_every_size_between_the_keys(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	desk_fill_map(d);
	desk_wait(d, 0);
	desk_type(d, "gm");
	storm(d, 1, 2000);
	prepare(d, TERM_MAX_ROWS, TERM_MAX_COLS);
	desk_free(d);
}

static void
nothing_at_all_is_a_map_as_well(void **state)
{
	struct desk *d = desk_new();

	(void)state;
	desk_type(d, "gm");
	prepare(d, 21, 80);
	desk_type(d, "f");
	assert_string_equal(
	    desk_said(d), "no unit and no incident is in sight");
	storm(d, 2, 300);
	desk_free(d);
}

/* The last dots of the plane, where a ring and a step lead off it. */
static void
the_ends_of_the_earth_have_an_edge(void **state)
{
	static const struct point ends[] = {{0.001, 179.99999},
	    {0.001, -179.99999}, {89.999, 10}, {-89.999, -10}, {85.05, 180},
	    {-85.05, -180}, {90, -180}};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(ends); n++) {
		struct incident i = {
		    .head = {.kind = KIND_INCIDENT, .id = "far"},
		    .number = "20261121-0001",
		    .state = INCIDENT_PENDING,
		    .priority = 1,
		    .spot = ends[n]};
		struct desk *d = desk_new();

		desk_put(d, &i.head);
		desk_wait(d, 0);
		desk_type(d, "gm");
		map_choose(&d->console, KIND_INCIDENT, "far");
		prepare(d, 21, 80);
		desk_type(d, "]]]]]]]]u1");
		prepare(d, 21, 80);
		desk_type(d, "u3");
		prepare(d, 50, 200);
		desk_type(d, "u74");
		storm(d, 3 + n, 200);
		desk_free(d);
	}
}

static void
ten_thousand_villages_are_drawn_and_only_those_with_room_named(void **state)
{
	struct layer *l =
	    lattice_new(100, 60000, 2, (struct vertex){1203000000, 278000000});
	const struct layer *list[] = {l};
	struct desk *d = desk_new();
	struct map *m;

	(void)state;
	assert_int_equal(l->features, 10000);
	l->role = LAYER_VILLAGE;
	for (size_t n = 0; n < l->features; n++)
		l->feature[n].name = l->feature[n].id;
	desk_type(d, "gm");
	m = map_of(&d->console);
	m->layer = list;
	m->layers = 1;
	m->scene_stale = true;
	m->placed = m->settled = m->touched = false;
	prepare(d, 50, 200);
	/* All of them are in sight: a name would cover several. */
	assert_int_equal(m->scene.names, 10000);
	assert_int_equal(m->labels.names, 0);
	desk_type(d, "zzz");
	prepare(d, 50, 200);
	assert_true(m->labels.names > 10);
	assert_true(m->at_cursor.village_metres == 0);
	assert_true(*m->at_cursor.village != '\0');
	storm(d, 20, 60);
	m->layers = 0;
	m->scene_stale = true;
	layer_free(l);
	desk_free(d);
}

static void
an_untouched_view_fits_the_pane_that_grew(void **state)
{
	struct desk *d = desk_new();
	struct map_view small;
	struct map *m;

	(void)state;
	desk_fill_map(d);
	desk_wait(d, 0);
	desk_type(d, "gm");
	small = prepare(d, 24, 78)->view;
	m = prepare(d, 48, 200);
	assert_true(m->view.zoom < small.zoom);
	/* One that was moved stays as it is. */
	desk_type(d, "zb");
	small = m->view;
	prepare(d, 24, 78);
	assert_int_equal(m->view.zoom, small.zoom);
	assert_int_equal(m->view.row, small.row);
	assert_int_equal(m->view.col, small.col);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(panes_of_every_size_between_the_keys),
	    cmocka_unit_test(nothing_at_all_is_a_map_as_well),
	    cmocka_unit_test(the_ends_of_the_earth_have_an_edge),
	    cmocka_unit_test(
	        ten_thousand_villages_are_drawn_and_only_those_with_room_named),
	    cmocka_unit_test(an_untouched_view_fits_the_pane_that_grew),
	};

	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
