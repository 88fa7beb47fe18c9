/*
 * Routes, posts and trails on the map of a desk without a terminal.
 */
#include "tui/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk-map.h"
#include "tui/walk.h"

static void
put_route(struct desk *d)
{
	const struct route r = {
	    .head = {.kind = KIND_ROUTE, .id = "R1", .station = "LQ"},
	    .name = "Riverside",
	    .line =
	        "120.640,27.995 120.650,27.995 ; 120.650,27.99 120.66,27.99"};

	desk_put(d, &r.head);
}

/* P1 was seen, and the central has judged it so. */
static void
judge(struct desk *d, int64_t stray, msec_t off)
{
	struct positions *all =
	    (struct positions *)(uintptr_t)link_positions(d->console.link);

	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 0);
	positions_judge(all, "P1", "R1", stray, off);
}

/* What is said of P1 now; records do not stay where they were. */
static const char *
said(struct desk *d, char text[128])
{
	return walk_say(
	    &d->console, console_unit(&d->console, "P1"), text, 128);
}

static void
a_patrol_shows_whether_it_is_on_its_route(void **state)
{
	struct desk *d = desk_map_open();
	struct unit u = *console_unit(&d->console, "P1");
	char text[128];

	(void)state;
	put_route(d);
	u.route = "R1";
	desk_put(d, &u.head);
	/* Seen before, judged by nothing. */
	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 1);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1");
	assert_string_equal(said(d, text), "Riverside: not known");
	desk_wait(d, 1000);
	judge(d, 12, 0);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1=");
	assert_string_equal(said(d, text), "on Riverside");
	desk_wait(d, 1000);
	judge(d, 230, d->console.now - 12000);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1~");
	assert_string_equal(said(d, text), "off 230 m 0:12: Riverside");
	desk_wait(d, 61000);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1~'");
	/* Stale: whatever it was, it is not known any more. */
	desk_wait(d, BEAT_STALE);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1\"");
	assert_string_equal(said(d, text), "Riverside: not known");
	judge(d, 0, 0);
	desk_wait(d, BEAT_STALE);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1\"");
	u = *console_unit(&d->console, "P1");
	u.state = UNIT_MEAL;
	desk_put(d, &u.head);
	assert_string_equal(said(d, text), "Riverside: not on patrol");
	desk_free(d);
}

static void
a_route_is_drawn_from_its_record(void **state)
{
	struct desk *d = desk_map_open();
	const struct scene *s = &desk_map_ready(d)->scene;
	const struct flat middle =
	    projection_flat((struct point){27.995, 120.650});
	size_t paths = s->paths;

	(void)state;
	put_route(d);
	desk_map_ready(d);
	assert_int_equal(s->paths, paths + 2);
	assert_int_equal(s->path[paths].ink, INK_ROUTE);
	assert_int_equal(s->path[paths].count, 2);
	assert_non_null(scene_nearest(s, SCENE_ROAD, middle));
	assert_string_equal(
	    scene_text(s, scene_nearest(s, SCENE_ROAD, middle)->text),
	    "Riverside");
	desk_free(d);
}

static void
a_post_has_no_trail_and_is_in_the_ring_where_it_stands(void **state)
{
	struct desk *d = desk_map_open();
	struct unit u = *console_unit(&d->console, "P1");
	struct map *m = desk_map_ready(d);
	struct trail_fix fix[TRAIL_FIXES];
	bool inside = false;

	(void)state;
	u.mobility = MOVES_FIXED;
	u.home = (struct point){27.9981, 120.6531}; /* 11 m from 0131 */
	desk_put(d, &u.head);
	for (int n = 0; n < 5; n++) {
		desk_wait(d, TRAIL_EVERY);
		desk_move(d, "P1", (struct point){28.1 + n, 120.7}, 0);
	}
	map_choose(&d->console, KIND_UNIT, "P1");
	desk_type(d, "u6");
	assert_string_equal(m->trail.shown, "");
	trail_show(&m->trail, "P1");
	assert_int_equal(trail_fixes(&m->trail, d->console.now, fix), 0);
	trail_show(&m->trail, NULL);
	map_choose(&d->console, KIND_INCIDENT, "0131");
	m = desk_map_ready(d);
	for (size_t n = 0; n < m->ring_list.count; n++)
		if (text_is(m->ring_list.row[n].unit->head.id, "P1")) {
			inside = true;
			assert_in_range(m->ring_list.row[n].metres, 10, 12);
			assert_int_equal(
			    m->ring_list.row[n].kind, NEAREST_STAYS);
		}
	assert_true(inside);
	desk_free(d);
}

static void
a_trail_fades_though_nobody_moves_any_more(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	unsigned drawn;

	(void)state;
	map_choose(&d->console, KIND_UNIT, "P1");
	for (int n = 0; n < 3; n++) {
		desk_wait(d, TRAIL_EVERY);
		desk_move(
		    d, "P1", (struct point){27.9952 + n * 0.001, 120.6531}, 0);
	}
	trail_show(&m->trail, "P1");
	drawn = desk_map_ready(d)->key.trail;
	desk_wait(d, TRAIL_EVERY);
	assert_int_equal(desk_map_ready(d)->key.trail, drawn);
	desk_wait(d, TRAIL_LONG);
	assert_int_not_equal(desk_map_ready(d)->key.trail, drawn);
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_patrol_shows_whether_it_is_on_its_route),
	    cmocka_unit_test(a_route_is_drawn_from_its_record),
	    cmocka_unit_test(
	        a_post_has_no_trail_and_is_in_the_ring_where_it_stands),
	    cmocka_unit_test(a_trail_fades_though_nobody_moves_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
