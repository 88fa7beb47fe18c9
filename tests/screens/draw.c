/*
 * The drawing primitives, on a real terminal: one scene a test is drawn in a
 * child, then text, cells and attributes are looked at.
 */
#include "tui/draw.h"

#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/vt.h"
#include "tui/term.h"

#define ROWS 12
#define COLS 40
#define PAI "\xe6\xb4\xbe" /* two cells */

typedef void scene(struct area all);

static int
run_scene(void *arg)
{
	scene *const *draw_scene = arg;
	const struct term_options options = {.fd = 0};
	struct pollfd key;
	struct key pressed;
	struct term *term;
	struct draw *draw;

	if (term_open(&term, &options, NULL))
		return 3;
	draw = draw_new(NULL);
	if (!draw || !term_frame_begin(term))
		return 4;
	(*draw_scene)(draw_screen(draw));
	term_frame_end(term);
	key = (struct pollfd){.fd = term_fd(term), .events = POLLIN};
	/* What the terminal answers comes first, and is no key. */
	do {
		while (poll(&key, 1, -1) != 1)
			;
		term_read(term, time_boot());
	} while (!term_next_key(term, time_boot(), &pressed));
	if (!draw_ok(draw))
		return 5;
	draw_free(draw);
	term_close(term);
	return 0;
}

/* Shows a scene; its last row must say "drawn", which is waited for. */
static struct vt *
show_on(scene *draw_scene, const char *term, const char *const *env)
{
	const struct vt_program program = {
	    .run = run_scene, .arg = &draw_scene, .term = term, .env = env};
	struct vt *vt = vt_new(ROWS, COLS);

	vt_spawn(vt, &program);
	vt_wait_row(vt, ROWS - 1, "drawn");
	return vt;
}

static struct vt *
show(scene *draw_scene)
{
	return show_on(draw_scene, NULL, NULL);
}

static void
finish(struct vt *vt)
{
	vt_keys(vt, "q");
	assert_int_equal(vt_wait_end(vt), 0);
	vt_free(vt);
}

static void
say_drawn(struct area all)
{
	draw_text(all, ROWS - 1, 0, COLS, STYLE_NORMAL, "drawn");
}

static void
text(struct area a, int row, int col, int width, unsigned flags, const char *s)
{
	draw_text_flags(a, row, col, width, STYLE_NORMAL, flags, s, strlen(s));
}

static void
scene_cut(struct area all)
{
	for (int row = 0; row < ROWS - 1; row++)
		draw_fill(all, row, 0, COLS, STYLE_NORMAL, '.');
	text(all, 0, 2, 5, 0, PAI PAI PAI);
	text(all, 1, 2, 4, 0, PAI PAI PAI);
	text(all, 2, COLS - 1, 1, 0, PAI);
	text(all, 3, COLS - 3, 9, 0, PAI PAI);
	text(all, 4, 2, 5, DRAW_MARK, PAI PAI PAI);
	text(all, 5, 2, 5, DRAW_MARK, "abcde");
	text(all, 6, 2, 5, DRAW_MARK, "abcdef");
	text(all, 7, 2, 6, DRAW_RIGHT, "abc");
	text(all, 8, 2, 6, DRAW_RIGHT | DRAW_NO_PAD, "abc");
	text(all, 9, 2, 6, DRAW_NO_PAD, "abc");
	text(all, 10, 2, 0, 0, "abc");
	text(all, 10, -1, 5, 0, "abc");
	text(all, 10, COLS, 5, 0, "abc");
	text(all, -1, 0, 5, 0, "abc");
	text(all, ROWS, 0, 5, 0, "abc");
	say_drawn(all);
}

#define DOTS(n) &"........................................"[40 - (n)]

static void
assert_cells(struct vt *vt, int row, const char *want, int dots)
{
	char line[128];

	snprintf(line, sizeof(line), "%s%s", want, DOTS(dots));
	vt_assert_row(vt, row, line);
}

static void
test_text_is_cut_by_cells_and_never_half_a_character(void **state)
{
	struct vt *vt = show(scene_cut);

	(void)state;
	assert_cells(vt, 0, ".." PAI PAI " ", 33);
	assert_cells(vt, 1, ".." PAI PAI, 34);
	vt_assert_row(vt, 2, DOTS(39));
	vt_assert_row(vt, 3, "....................................." PAI);
	assert_cells(vt, 4, ".." PAI PAI "~", 33);
	assert_cells(vt, 5, "..abcde", 33);
	assert_cells(vt, 6, "..abcd~", 33);
	assert_cells(vt, 7, "..   abc", 32);
	assert_cells(vt, 8, ".....abc", 32);
	assert_cells(vt, 9, "..abc", 35);
	vt_assert_row(vt, 10, DOTS(40));
	finish(vt);
}

static void
scene_area(struct area all)
{
	struct area a = area_part(all, 2, 4, 3, 10);
	struct area out = area_part(all, 9, 35, 50, 50);
	struct area none = area_part(all, 20, 2, 5, 5);
	struct area left = area_part(all, 6, -3, 1, 6);

	for (int row = 0; row < ROWS - 1; row++)
		draw_fill(all, row, 0, COLS, STYLE_NORMAL, '.');
	draw_blank(a);
	for (int row = -1; row < 5; row++)
		text(a, row, 2, 50, 0, "abcdefghijklmnop");
	text(out, 0, 0, 50, 0, "abcdefghijklmnop");
	text(out, 3, 0, 50, 0, "never");
	text(none, 0, 0, 5, 0, "never");
	text(left, 0, 0, 9, 0, "abcdef");
	draw_cursor(a, 1, 1);
	say_drawn(all);
}

static void
test_nothing_is_drawn_outside_of_an_area(void **state)
{
	struct vt *vt = show(scene_area);
	int row, col;

	(void)state;
	vt_assert_row(vt, 1, DOTS(40));
	for (row = 2; row < 5; row++)
		assert_cells(vt, row, "....  abcdefgh", 26);
	vt_assert_row(vt, 5, DOTS(40));
	assert_cells(vt, 6, "abc", 37);
	vt_assert_row(vt, 9, "...................................abcde");
	vt_assert(vt, !vt_shows(vt, "never"));
	/* What was drawn after did not move it. */
	vt_cursor(vt, &row, &col);
	assert_int_equal(row, 3);
	assert_int_equal(col, 5);
	finish(vt);
}

static void
scene_rules(struct area all)
{
	draw_rule(all, 0, STYLE_TITLE, "0131 " PAI, NULL);
	draw_rule(all, 1, STYLE_TITLE, "0131 " PAI, "late 0");
	draw_rule(all, 2, STYLE_TITLE,
	    "a title that is much too long for its row", "right");
	draw_rule(all, 3, STYLE_TITLE, "a title of some length", "right, cut");
	for (int cols = 1; cols <= 7; cols++)
		draw_rule(area_part(all, 3 + cols, 0, 1, cols), 0, STYLE_TITLE,
		    "0131", "right");
	say_drawn(all);
}

static void
test_a_rule_holds_its_title_and_what_is_right(void **state)
{
	struct vt *vt = show(scene_rules);

	(void)state;
	vt_assert_row(vt, 0, "-- 0131 " PAI " -----------------------------");
	vt_assert_row(vt, 1, "-- 0131 " PAI " ------------------- late 0 --");
	vt_assert_row(vt, 2, "-- a title that is much too~ -- right --");
	vt_assert_row(vt, 3, "-- a title of some len~ -- right, cut --");
	vt_assert_row(vt, 4, "-");
	vt_assert_row(vt, 10, "-------");
	vt_assert(vt, vt_cell(vt, 0, 3).attrs.bold);
	vt_assert(vt, !vt_cell(vt, 0, 0).attrs.bold);
	finish(vt);
}

/* What somebody may have typed or pasted, to hurt or by chance. */
static const struct {
	const char *text, *shown;
} hostile[] = {
    {"a\033[2Jb", "a<1B>[2Jb           |"},
    {"a\rb\bc\td\ne", "a<0D>b<08>c<09>d<0A>|"},
    {"a\xe2\x80\xae"
     "b",
        "a<202E>b            |"},
    {"a\xc2\x9b"
     "31mb",
        "a<9B>31mb           |"},
    {"\xff\xc0"
     "a",
        "<xFF><xC0>a         |"},
    {"a\xe2\x80\x8d"
     "b",
        "a<200D>b            |"},
    {"e\xcc\x81", "e\xcc\x81                   |"},
    {"\xcc\x81", "_\xcc\x81                   |"},
    {"o\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86",
        "o\xcc\x81\xcc\x82\xcc\x83\xcc\x84<+2>               |"},
    {PAI "\xe8\xad\xa6" PAI, PAI "\xe8\xad\xa6" PAI "              |"},
};

static void
scene_hostile(struct area all)
{
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		text(all, (int)i, 0, 20, 0, hostile[i].text);
		text(all, (int)i, 20, 1, 0, "|");
	}
	say_drawn(all);
}

static void
test_hostile_text_is_shown_as_marks_and_moves_no_column(void **state)
{
	struct vt *vt = show(scene_hostile);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		vt_assert_row(vt, (int)i, hostile[i].shown);
		vt_assert(vt, vt_cell(vt, (int)i, 20).chars[0] == '|');
	}
	finish(vt);
}

static void
scene_long(struct area all)
{
	static char much[1 << 20];

	for (size_t i = 0; i + 3 <= sizeof(much); i += 3)
		memcpy(much + i, PAI, 3);
	draw_text_flags(all, 0, 0, 5, STYLE_NORMAL, 0, much, sizeof(much));
	memset(much, '\xcc', sizeof(much));
	draw_text_flags(all, 1, 0, COLS, STYLE_NORMAL, 0, much, sizeof(much));
	say_drawn(all);
}

static void
test_a_megabyte_in_a_cell_costs_what_fits(void **state)
{
	struct vt *vt = show(scene_long);

	(void)state;
	vt_assert_row(vt, 0, PAI PAI);
	vt_assert_row(vt, 1, "<xCC><xCC><xCC><xCC><xCC><xCC><xCC><xCC>");
	finish(vt);
}

static void
scene_styles(struct area all)
{
	draw_text(all, 0, 0, 6, STYLE_NORMAL, "normal");
	draw_text(all, 1, 0, 6, STYLE_LATE, "late");
	draw_text(all, 2, 0, 6, STYLE_STATUS, "status");
	draw_text(all, 3, 0, 6, STYLE_URGENT, "urgent");
	say_drawn(all);
}

static bool
own_background(struct vt *vt, int row)
{
	VTermScreenCell cell = vt_cell(vt, row, 0);

	return VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
}

/* The foreground's number; -1: the terminal's own. */
static int
colour(struct vt *vt, int row)
{
	VTermScreenCell cell = vt_cell(vt, row, 0);

	if (VTERM_COLOR_IS_DEFAULT_FG(&cell.fg))
		return -1;
	return VTERM_COLOR_IS_INDEXED(&cell.fg) ? cell.fg.indexed.idx : -2;
}

static void
test_styles_are_what_the_terminal_can_show(void **state)
{
	static const char *const no_color[] = {"NO_COLOR=1", NULL};
	static const char *const empty[] = {"NO_COLOR=", NULL};
	static const struct {
		const char *term;
		const char *const *env;
		int late, urgent;
	} cases[] = {
	    {"xterm-256color", NULL, 196, 196},
	    {"xterm-256color", empty, 196, 196},
	    {"xterm-256color", no_color, -1, -1},
	    {"xterm", NULL, 1, 1},
	    {"linux", NULL, 1, 1},
	    {"screen", NULL, 1, 1},
	    {"tmux-256color", NULL, 196, 196},
	    {"vt100", NULL, -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct vt *vt =
		    show_on(scene_styles, cases[i].term, cases[i].env);

		assert_int_equal(colour(vt, 0), -1);
		assert_int_equal(colour(vt, 1), cases[i].late);
		assert_int_equal(colour(vt, 2), -1);
		assert_int_equal(colour(vt, 3), cases[i].urgent);
		for (int row = 0; row < 4; row++)
			vt_assert(vt, own_background(vt, row));
		/* Colour is never alone. */
		vt_assert(vt, vt_cell(vt, 1, 0).attrs.bold);
		vt_assert(vt, vt_cell(vt, 2, 0).attrs.reverse);
		vt_assert(vt, vt_cell(vt, 3, 0).attrs.reverse);
		/* Blanks beside the text have the style too, no others. */
		vt_assert(vt, vt_cell(vt, 3, 5).attrs.reverse);
		vt_assert(vt, !vt_cell(vt, 3, 6).attrs.reverse);
		finish(vt);
	}
}

static void
test_every_style_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (enum style s = 0; s < STYLE_COUNT; s++) {
		assert_int_equal(theme_find_style(theme_style_name(s)), s);
		assert_true(*theme_style_text(s));
	}
	assert_int_equal(theme_find_style("lat"), STYLE_COUNT);
}

static void
test_no_style_relies_on_colour_alone_to_alarm(void **state)
{
	static const enum style alarms[] = {STYLE_LATE, STYLE_URGENT,
	    STYLE_UNSENT, STYLE_STALE, STYLE_ERROR, STYLE_DRILL, STYLE_NEW};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(alarms); i++)
		assert_true(theme_default()->style[alarms[i]].attrs != 0);
}

/* Relative luminance (WCAG 2) of a colour of the cube or the grey ramp. */
static double
luminance(int colour)
{
	static const int steps[] = {0, 95, 135, 175, 215, 255};
	int grey = 8 + 10 * (colour - 232), c = colour - 16;
	int rgb[] = {steps[c / 36 % 6], steps[c / 6 % 6], steps[c % 6]};
	double part[3];

	for (int i = 0; i < 3; i++) {
		double v = (colour >= 232 ? grey : rgb[i]) / 255.0;

		part[i] =
		    v <= 0.03928 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
	}
	return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

static double
contrast(double a, double b)
{
	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static bool
is_on_the_map(enum style s)
{
	return s >= STYLE_MAP_LINE && s <= STYLE_SECTOR_DONE;
}

static void
test_every_colour_is_read_on_a_dark_background_and_on_a_light_one(void **state)
{
	enum { RED = 1, MAGENTA = 5 };

	(void)state;
	for (enum style s = 0; s < STYLE_COUNT; s++) {
		const struct theme_style *t = &theme_default()->style[s];
		bool cube = t->fg256 != THEME_OWN;
		double own = cube ? luminance(t->fg256) : 0;

		if (cube && t->bg256 == THEME_OWN &&
		    (contrast(own, 0) < 3 || contrast(own, 1) < 3))
			fail_msg("%s in 256", theme_style_name(s));
		if (cube && t->bg256 != THEME_OWN &&
		    contrast(own, luminance(t->bg256)) < 3)
			fail_msg("%s on its own", theme_style_name(s));
		if (t->fg != THEME_OWN && t->bg == THEME_OWN && t->fg != RED &&
		    t->fg != MAGENTA && !is_on_the_map(s))
			fail_msg("%s in 8", theme_style_name(s));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_text_is_cut_by_cells_and_never_half_a_character),
	    cmocka_unit_test(test_nothing_is_drawn_outside_of_an_area),
	    cmocka_unit_test(test_a_rule_holds_its_title_and_what_is_right),
	    cmocka_unit_test(
	        test_hostile_text_is_shown_as_marks_and_moves_no_column),
	    cmocka_unit_test(test_a_megabyte_in_a_cell_costs_what_fits),
	    cmocka_unit_test(test_styles_are_what_the_terminal_can_show),
	    cmocka_unit_test(
	        test_every_colour_is_read_on_a_dark_background_and_on_a_light_one),
	    cmocka_unit_test(test_every_style_has_a_name_of_its_own),
	    cmocka_unit_test(test_no_style_relies_on_colour_alone_to_alarm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
