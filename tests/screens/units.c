/*
 * The units on the screen, drawn from a table that stands still.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/show.h"

/* C: P1 calls for help; G: P1 leaves the roster. */
static void
meanwhile(struct desk *d, char what)
{
	struct unit u = *console_unit(&d->console, "P1");

	u.emergency = what == 'C';
	u.retired = what == 'G';
	if (u.emergency)
		u.state = UNIT_EMERGENCY;
	desk_put(d, &u.head);
}

static struct show
show(int rows, int cols)
{
	struct show s = {.language = "en", .meanwhile = meanwhile};

	show_start(&s, rows, cols);
	show_type(&s, "gu");
	return s;
}

static void
test_80x24_shows_who_can_go_before_who_is_sent(void **state)
{
	static const char *const want[] = {
	    "-- can go 4  sent 7  other 0 ----------------------------------"
	    "-----------------",
	    "  Unit     State     Since  Crew          Incident               "
	    "Grid Seen",
	    "  M4       AVAILABLE 10:00  民警                                 "
	    "G07  40 s ago",
	    "> P1       PATROL    10:00  民警+辅1                             "
	    "G07  8 s ago",
	    "  P5       PATROL    10:00  民警+辅1      0124% 横屿路15号       "
	    "G06  -",
	    "  Y2       AVAILABLE 10:00  义警4人                              "
	    "G07  2 min ago",
	    "  M2       COMMITTED  5:00  民警          0129> 和平巷7号        "
	    "G04  9 s ago",
	    "  M5       COMMITTED  7:30  民警          0127@ 娄桥市场东门     "
	    "G05  -",
	    "  M6       COMMITTED  0:30  民警          0130^ 幸福路88号2单元  "
	    "G07  7 s ago",
	    "  M7       COMMITTED  0:50  民警          0128> 娄桥大道112号烧~ "
	    "G03  6 s ago",
	    NULL};
	struct show s = show(24, 80);

	(void)state;
	show_assert_rows(&s, SHOW_HEAD, want);
	show_assert_cursor(&s, SHOW_HEAD + 3, 0);
	show_finish(&s);
}

static void
test_who_calls_for_help_stands_first_and_keeps_the_mark(void **state)
{
	struct show s = show(24, 80);

	(void)state;
	show_press(&s, 'C');
	vt_assert_row(s.vt, SHOW_HEAD + 2,
	    ">!P1       EMERGENCY 10:00  民警+辅1                             "
	    "G07  8 s ago");
	vt_assert(s.vt, vt_cell(s.vt, SHOW_HEAD + 2, 11).attrs.reverse);
	show_finish(&s);
}

static void
test_a_unit_that_left_takes_the_mark_with_it(void **state)
{
	struct show s = show(24, 80);

	(void)state;
	show_press(&s, 'G');
	for (int row = SHOW_HEAD; row < 20; row++)
		vt_assert(s.vt, vt_row(s.vt, row)[0] != '>');
	show_finish(&s);
}

static void
test_a_wide_screen_shows_class_and_limits(void **state)
{
	struct show s = show(50, 200);

	(void)state;
	vt_assert_shows(s.vt, "volunteer 只可协查");
	show_finish(&s);
}

static void
at_table(struct desk *d)
{
	struct unit u = *console_unit(&d->console, "M4");

	u.duty = u.state = UNIT_MEAL;
	u.until = DESK_NOW + 1080000;
	desk_put(d, &u.head);
}

static void
test_the_end_of_a_meal_is_shown(void **state)
{
	static const char *const languages[] = {"en", "zh"};
	static const char *const words[] = {"until 20:10", "至20:10"};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(languages); n++) {
		struct show s = {.language = languages[n], .prepare = at_table};

		show_start(&s, 24, 80);
		show_type(&s, "gu");
		vt_assert_shows(s.vt, words[n]);
		show_finish(&s);
		show_start(&s, 50, 200);
		show_type(&s, "gu");
		vt_assert_shows(s.vt, words[n]);
		show_finish(&s);
	}
}

/* P1 walks a route and is off it; M4 is a post. */
static void
walking(struct desk *d)
{
	const struct route r = {
	    .head = {.kind = KIND_ROUTE, .id = "R1", .station = "LQ"},
	    .name = "滨江线",
	    .line = "120.640,27.995 120.650,27.995"};
	struct unit p1 = *console_unit(&d->console, "P1");
	struct unit m4 = *console_unit(&d->console, "M4");
	struct positions *all =
	    (struct positions *)(uintptr_t)link_positions(d->console.link);

	p1.route = "R1";
	m4.mobility = MOVES_FIXED;
	desk_put(d, &r.head);
	desk_put(d, &p1.head);
	desk_put(d, &m4.head);
	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 0);
	positions_judge(all, "P1", "R1", 230, DESK_NOW - 12000);
}

static void
test_who_is_off_its_route_stands_there_and_a_post_does_not_age(void **state)
{
	static const char *const languages[] = {"en", "zh"};
	static const char *const off[] = {
	    "off 230 m 0:12: 滨江线", "偏离230米 0:12 滨江线"};
	static const char *const post[] = {"a post", "固定岗"};
	static const char *const count[] = {"off their route 1", "偏离路线1"};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(languages); n++) {
		struct show s = {.language = languages[n], .prepare = walking};

		show_start(&s, 24, 80);
		show_type(&s, "gu");
		vt_assert_shows(s.vt, off[n]);
		vt_assert_shows(s.vt, count[n]);
		vt_assert_shows(s.vt, post[n]);
		show_finish(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_80x24_shows_who_can_go_before_who_is_sent),
	    cmocka_unit_test(
	        test_who_calls_for_help_stands_first_and_keeps_the_mark),
	    cmocka_unit_test(test_a_unit_that_left_takes_the_mark_with_it),
	    cmocka_unit_test(test_a_wide_screen_shows_class_and_limits),
	    cmocka_unit_test(test_the_end_of_a_meal_is_shown),
	    cmocka_unit_test(
	        test_who_is_off_its_route_stands_there_and_a_post_does_not_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
