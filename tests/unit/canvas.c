/*
 * Dots, lines and faces, as small pictures.
 */
#include "tui/canvas.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/random.h"

static const struct canvas_pen thin = {INK_STREET, 1, 1};

static bool
is_on(const struct canvas *cv, int x, int y)
{
	static const uint8_t bits[4][2] = {
	    {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

	return cv->dots[y / 4 * cv->cols + x / 2] & bits[y % 4][x % 2];
}

static int
count_dots(const struct canvas *cv)
{
	int n = 0;

	for (int y = 0; y < cv->rows * 4; y++)
		for (int x = 0; x < cv->cols * 2; x++)
			n += is_on(cv, x, y);
	return n;
}

static void
assert_row(
    const struct canvas *cv, enum canvas_face face, int row, const char *want)
{
	char got[64] = "";

	for (int col = 0; col < cv->cols; col++) {
		int at = row * cv->cols + col;

		got[col] = (char)canvas_glyph(
		    face, cv->dots[at], (enum ink)cv->ink[at]);
	}
	assert_string_equal(got, want);
}

static void
a_line_has_both_its_ends_and_no_gap(void **state)
{
	struct canvas cv = {0};
	struct rng g = {.state = 5};

	(void)state;
	assert_true(canvas_resize(&cv, 10, 20));
	for (int n = 0; n < 500; n++) {
		int x0 = (int)rng_below(&g, 40), y0 = (int)rng_below(&g, 40);
		int x1 = (int)rng_below(&g, 40), y1 = (int)rng_below(&g, 40);
		int dx = abs(x1 - x0), dy = abs(y1 - y0);

		canvas_clear(&cv, 0, 0);
		canvas_line(&cv, &thin, x0, y0, x1, y1);
		assert_true(is_on(&cv, x0, y0) && is_on(&cv, x1, y1));
		assert_int_equal(count_dots(&cv), 1 + (dx > dy ? dx : dy));
	}
	canvas_free(&cv);
}

static void
what_is_outside_is_cut_and_never_written(void **state)
{
	struct canvas cv = {0};
	struct rng g = {.state = 6};

	(void)state;
	assert_true(canvas_resize(&cv, 3, 5));
	for (int n = 0; n < 20000; n++) {
		int64_t at[4];

		for (size_t k = 0; k < 4; k++)
			at[k] = (int64_t)rng_below(&g, 200) - 100;
		if (n % 7 == 0)
			at[n % 4] = (int64_t)1 << 40;
		canvas_line(&cv, &thin, at[0], at[1], at[2], at[3]);
		canvas_fill_edge(&cv, at[0], at[1], at[2], at[3]);
		if (n % 3 == 0)
			canvas_fill_end(&cv, INK_WATER, CANVAS_HATCH);
	}
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &thin, -50, 5, -1, 5);
	canvas_line(&cv, &thin, 10, 0, 10, 11);
	assert_int_equal(count_dots(&cv), 0);
	/* One that only passes through leaves what lies inside of it. */
	canvas_line(&cv, &thin, -1000, 6, 1000, 6);
	assert_int_equal(count_dots(&cv), 10);
	canvas_free(&cv);
}

static void
a_picture_moved_by_whole_cells_is_the_same_picture(void **state)
{
	static const struct canvas_pen dotted = {INK_GRID, 2, 1};
	struct canvas a = {0}, b = {0};
	struct rng g = {.state = 9};

	(void)state;
	assert_true(canvas_resize(&a, 12, 12));
	assert_true(canvas_resize(&b, 12, 12));
	canvas_clear(&a, 1000, 2000);
	canvas_clear(&b, 1000 + 3 * 2, 2000 - 2 * 4);
	for (int n = 0; n < 40; n++) {
		int64_t x = 1008 + (int64_t)rng_below(&g, 10);
		int64_t y = 2004 + (int64_t)rng_below(&g, 30);
		int64_t x1 = 1008 + (int64_t)rng_below(&g, 10);
		int64_t y1 = 2004 + (int64_t)rng_below(&g, 30);

		canvas_line(&a, &dotted, x, y, x1, y1);
		canvas_line(&b, &dotted, x, y, x1, y1);
	}
	for (int row = 1; row < 9; row++)
		for (int col = 3; col < 12; col++)
			assert_int_equal(a.dots[row * 12 + col],
			    b.dots[(row + 2) * 12 + col - 3]);
	canvas_free(&a);
	canvas_free(&b);
}

static void
a_hatch_stays_inside_and_is_quiet(void **state)
{
	struct canvas cv = {0};
	int inside = 0;

	(void)state;
	assert_true(canvas_resize(&cv, 10, 20));
	/* A square with a square hole, both beginning left of the canvas. */
	for (int k = 0; k < 2; k++) {
		int64_t low = k ? 12 : 4, high = k ? 20 : 30;

		canvas_fill_edge(&cv, -9, low, high, low);
		canvas_fill_edge(&cv, high, low, high, high);
		canvas_fill_edge(&cv, high, high, -9, high);
		canvas_fill_edge(&cv, -9, high, -9, low);
	}
	canvas_fill_end(&cv, INK_WATER, CANVAS_HATCH);
	for (int y = 0; y < 40; y++)
		for (int x = 0; x < 40; x++) {
			bool in = y >= 4 && y < 30 && x < 30 &&
			          !(y >= 12 && y < 20 && x < 20);

			if (is_on(&cv, x, y))
				assert_true(in);
			inside += in;
		}
	assert_true(count_dots(&cv) > inside / 12);
	assert_true(count_dots(&cv) < inside / 5);
	canvas_free(&cv);
}

static void
a_tint_gives_cells_an_ink_and_no_dots(void **state)
{
	struct canvas cv = {0};

	(void)state;
	assert_true(canvas_resize(&cv, 2, 4));
	canvas_fill_edge(&cv, 2, 0, 2, 4);
	canvas_fill_edge(&cv, 6, 0, 6, 4);
	canvas_fill_end(&cv, INK_HEAT_2, CANVAS_TINT);
	assert_int_equal(count_dots(&cv), 0);
	assert_row(&cv, CANVAS_ASCII, 0, " :: ");
	assert_row(&cv, CANVAS_BRAILLE, 1, "    ");
	canvas_free(&cv);
}

static void
a_cell_takes_the_highest_ink_that_touched_it(void **state)
{
	struct canvas cv = {0};

	(void)state;
	assert_true(canvas_resize(&cv, 1, 1));
	canvas_dot(&cv, INK_RING, 0, 0);
	canvas_dot(&cv, INK_WATER, 1, 3);
	assert_int_equal(cv.ink[0], INK_RING);
	assert_int_equal(cv.dots[0], 0x81);
	canvas_free(&cv);
}

static void
lines_lean_in_ascii_as_they_run(void **state)
{
	struct canvas cv = {0};

	(void)state;
	assert_true(canvas_resize(&cv, 4, 8));
	canvas_line(&cv, &thin, 0, 2, 15, 2);
	assert_row(&cv, CANVAS_ASCII, 0, "--------");
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &thin, 6, 0, 6, 15);
	assert_row(&cv, CANVAS_ASCII, 2, "   |    ");
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &thin, 0, 0, 7, 15);
	assert_row(&cv, CANVAS_ASCII, 1, " \\      ");
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &thin, 7, 0, 0, 15);
	assert_row(&cv, CANVAS_ASCII, 1, "  /     ");
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &(struct canvas_pen){INK_ROAD, 1, 1}, 0, 1, 15, 1);
	assert_row(&cv, CANVAS_ASCII, 0, "========");
	canvas_clear(&cv, 0, 0);
	canvas_line(&cv, &(struct canvas_pen){INK_GRID, 2, 1}, 0, 1, 15, 1);
	assert_row(&cv, CANVAS_ASCII, 0, "........");
	canvas_free(&cv);
}

static void
every_pattern_has_a_face_of_one_cell(void **state)
{
	(void)state;
	for (unsigned dots = 0; dots < 256; dots++)
		for (enum ink ink = INK_NONE; ink < INK_COUNT; ink++) {
			uint32_t c =
			    canvas_glyph(CANVAS_ASCII, (uint8_t)dots, ink);

			assert_in_range(c, ' ', '~');
			c = canvas_glyph(
			    CANVAS_BRAILLE, (uint8_t)dots, INK_STREET);
			assert_int_equal(c, dots ? 0x2800 + dots : ' ');
			c = canvas_glyph(
			    CANVAS_BLOCKS, (uint8_t)dots, INK_STREET);
			assert_true(c == ' ' || (c >= 0x2580 && c <= 0x259F));
		}
	assert_int_equal(canvas_glyph(CANVAS_BLOCKS, 0xFF, INK_STREET), 0x2588);
	assert_int_equal(canvas_glyph(CANVAS_BLOCKS, 0x01, INK_STREET), 0x2598);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_has_both_its_ends_and_no_gap),
	    cmocka_unit_test(what_is_outside_is_cut_and_never_written),
	    cmocka_unit_test(
	        a_picture_moved_by_whole_cells_is_the_same_picture),
	    cmocka_unit_test(a_hatch_stays_inside_and_is_quiet),
	    cmocka_unit_test(a_tint_gives_cells_an_ink_and_no_dots),
	    cmocka_unit_test(a_cell_takes_the_highest_ink_that_touched_it),
	    cmocka_unit_test(lines_lean_in_ascii_as_they_run),
	    cmocka_unit_test(every_pattern_has_a_face_of_one_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
