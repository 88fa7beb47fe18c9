/*
 * Memory that ends while a search is drawn or its ground is parted: the
 * console ends cleanly or draws on, and no half outline is taken for a whole
 * one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/sector.h"
#include "tests/lib/night.h"
#include "tests/lib/scarce.h"
#include "tui/map.h"

static struct desk *
at_night(void)
{
	struct desk *d = desk_new();

	assert_non_null(d);
	night_fill(d);
	desk_wait(d, 0);
	desk_type(d, "gm");
	map_choose(&d->console, KIND_INCIDENT, "0131");
	return d;
}

static void
the_map_ends_cleanly_or_shows_all_of_it(void **state)
{
	const struct area a = {.rows = 45, .cols = 160};
	bool refused = true;

	(void)state;
	for (long n = 1; refused; n++) {
		struct desk *d = at_night();
		struct map *m = map_of(&d->console);

		scarce_begin(n, SCARCE_ONCE);
		map_prepare(&d->console, a);
		refused = scarce_end();
		if (d->console.why == PROBLEM_NONE) {
			map_prepare(&d->console, a);
			assert_int_equal(m->search.sectors, 8);
			assert_int_equal(m->search.sightings, 1);
		} else {
			assert_int_equal(d->console.why, PROBLEM_NO_MEMORY);
			assert_true(refused);
		}
		desk_free(d);
	}
}

static void
an_outline_is_whole_or_said_to_be_none(void **state)
{
	const struct sector_plan plan = {
	    .middle = NIGHT_SEEN, .metres = 300, .rings = 5, .parts = 1};
	bool refused = true;

	(void)state;
	for (long n = 1; refused; n++) {
		struct buf b = {0};
		double area;

		scarce_begin(n, SCARCE_FOR_GOOD);
		sector_plan_outline(&plan, 4, &b);
		refused = scarce_end();
		assert_int_equal(buf_ok(&b), !refused);
		assert_true(refused || outline_sound(buf_str(&b), &area));
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_map_ends_cleanly_or_shows_all_of_it),
	    cmocka_unit_test(an_outline_is_whole_or_said_to_be_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
