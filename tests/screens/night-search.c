/*
 * A lost old man at night, on the map: the point with its age, sectors told
 * apart by their marks alone, what is left first at the side. In Braille and
 * in ASCII, with colour and without, against tests/data/map.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/golden.h"
#include "tests/lib/night.h"
#include "tui/map.h"
#include "tui/view-map.h"

static enum canvas_face face;

static void
fill(struct desk *d)
{
	struct area a = {.rows = GOLDEN_ROWS - 5, .cols = GOLDEN_COLS};
	struct map *m = map_of(&d->console);

	night_fill(d);
	desk_wait(d, 0);
	desk_type(d, "gm");
	m->face = (int)face;
	m->ring = MAP_NO_RING;
	map_prepare(&d->console, a);
	map_show_search(&d->console, console_incident(&d->console, "0131"));
}

/* A flight has been over one more. */
static void
meanwhile(struct desk *d, char what)
{
	if (what == 'S')
		night_put(d, "2S", SECTOR_SEARCHED, "U1", 40);
}

static void
check(const char *name, enum canvas_face with, const char *term)
{
	static const char *const plain_env[] = {"NO_COLOR=1", NULL};
	struct show colour = {.language = "en", .fill = fill, .term = term};
	struct show plain = {
	    .language = "en", .fill = fill, .term = term, .env = plain_env};
	char path[96];

	face = with;
	show_start(&colour, GOLDEN_ROWS, GOLDEN_COLS);
	show_start(&plain, GOLDEN_ROWS, GOLDEN_COLS);
	snprintf(path, sizeof(path), "tests/data/map/%s.txt", name);
	golden_check(&colour, &plain, path);
	show_finish(&colour);
	show_finish(&plain);
}

static void
the_search_in_braille(void **state)
{
	(void)state;
	check("search-braille", CANVAS_BRAILLE, "xterm");
}

static void
the_search_in_ascii(void **state)
{
	(void)state;
	check("search-ascii", CANVAS_ASCII, "xterm");
}

static void
what_is_left_shrinks_as_it_is_searched(void **state)
{
	struct show s = {.language = "en",
	    .fill = fill,
	    .meanwhile = meanwhile,
	    .env = (const char *const[]){"NO_COLOR=1", NULL}};

	(void)state;
	face = CANVAS_BRAILLE;
	show_start(&s, GOLDEN_ROWS, GOLDEN_COLS);
	vt_assert_shows(s.vt, "(0131)1h35");
	vt_assert_shows(s.vt, "search 5/8 left");
	vt_assert_shows(s.vt, "[ ]2S");
	vt_assert_shows(s.vt, "[x]2N");
	show_press(&s, 'S');
	vt_assert_shows(s.vt, "search 4/8 left");
	vt_assert_shows(s.vt, "[x]2S");
	show_press(&s, 'z');
	vt_assert_shows(s.vt, "[~]1E");
	vt_assert_shows(s.vt, "[ ]1W");
	vt_assert_shows(s.vt, "[x]1N");
	show_finish(&s);
}

static void
the_list_has_what_is_left_first(void **state)
{
	struct show s = {.language = "en",
	    .fill = fill,
	    .env = (const char *const[]){"NO_COLOR=1", NULL}};

	(void)state;
	face = CANVAS_BRAILLE;
	show_start(&s, 30, GOLDEN_COLS);
	show_press(&s, ';');
	vt_assert_shows(s.vt, "search 0131: 5 of 8 left, 43% searched");
	vt_assert_shows(s.vt, "3 [ ] 1W       to do");
	vt_assert_shows(s.vt, "6 [~] 1E       M4 12:00");
	vt_assert_shows(s.vt, "7 [x] 2N       19:31 U1 40%");
	vt_assert_shows(s.vt, "9 [x] 1N       19:31 R1 80%");
	show_finish(&s);
}

static void
fill_queue(struct desk *d)
{
	night_fill(d);
	desk_wait(d, 0);
	map_choose(&d->console, KIND_INCIDENT, "0131");
}

static void
the_queue_says_that_there_is_a_search(void **state)
{
	struct show s = {.language = "en",
	    .fill = fill_queue,
	    .env = (const char *const[]){"NO_COLOR=1", NULL}};

	(void)state;
	show_start(&s, GOLDEN_ROWS, GOLDEN_COLS);
	vt_assert_shows(s.vt, "search: last seen 18:17 1h35  5 of 8 left, 43% "
	                      "searched  ; lists it");
	show_finish(&s);
}

static void
it_is_all_there_in_chinese(void **state)
{
	struct show s = {.language = "zh",
	    .fill = fill,
	    .env = (const char *const[]){"NO_COLOR=1", NULL}};

	(void)state;
	face = CANVAS_BRAILLE;
	show_start(&s, GOLDEN_ROWS, GOLDEN_COLS);
	vt_assert_shows(s.vt, "搜索 剩5/8");
	vt_assert_shows(s.vt, "最后见到 18:17 1h35");
	show_finish(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_search_in_braille),
	    cmocka_unit_test(the_search_in_ascii),
	    cmocka_unit_test(what_is_left_shrinks_as_it_is_searched),
	    cmocka_unit_test(the_list_has_what_is_left_first),
	    cmocka_unit_test(the_queue_says_that_there_is_a_search),
	    cmocka_unit_test(it_is_all_there_in_chinese),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
