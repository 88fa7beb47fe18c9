/*
 * Distances against known ones, directions, and numbers that read back.
 */
#include "model/geo.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
a_point_of_both_zero_is_absent(void **state)
{
	(void)state;
	assert_false(point_set((struct point){0, 0}));
	assert_true(point_set((struct point){0, 1e-9}));
	assert_true(point_set((struct point){27.9, 120.6}));
}

static void
a_point_must_lie_on_the_earth(void **state)
{
	static const struct point off[] = {{90.1, 0}, {-91, 0}, {0, 180.1},
	    {0, -181}, {NAN, 0}, {0, NAN}, {INFINITY, 0}};

	(void)state;
	assert_true(point_valid((struct point){90, 180}));
	assert_true(point_valid((struct point){-90, -180}));
	for (size_t i = 0; i < COUNT_OF(off); i++)
		assert_false(point_valid(off[i]));
}

static void
distance_agrees_with_known_ones(void **state)
{
	static const struct {
		struct point a, b;
		double metres, within;
	} known[] = {{{27.95, 120.60}, {27.96, 120.61}, 1483.6304, 0.001},
	    {{37.7749, -122.4194}, {37.8044, -122.2712}, 13429.6439, 0.001},
	    {{0, 0}, {0, 180}, 6371008.8 * M_PI, 0.001},
	    {{0, 179.9}, {0, -179.9}, 6371008.8 * M_PI / 900, 0.001},
	    {{90, 0}, {-90, 0}, 6371008.8 * M_PI, 0.001},
	    {{27.95, 120.6}, {27.95, 120.6}, 0, 0}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		double d = point_distance(known[i].a, known[i].b);

		assert_true(fabs(d - known[i].metres) <= known[i].within);
		assert_true(d == point_distance(known[i].b, known[i].a));
	}
}

static void
bearing_names_the_direction(void **state)
{
	static const struct {
		double north, east;
		const char *name;
	} ways[] = {{1, 0, "N"}, {1, 1, "NE"}, {0, 1, "E"}, {-1, 1, "SE"},
	    {-1, 0, "S"}, {-1, -1, "SW"}, {0, -1, "W"}, {1, -1, "NW"},
	    {1, 0.3, "N"}, {1, -0.3, "N"}, {1, 0.5, "NE"}, {0, 0, ""}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ways); i++) {
		struct point a = {0.5, 10};
		struct point b = {
		    0.5 + ways[i].north / 100, 10 + ways[i].east / 100};

		assert_string_equal(point_bearing(a, b), ways[i].name);
	}
	assert_string_equal(
	    point_bearing((struct point){1, 179.9}, (struct point){1, -179.9}),
	    "E");
}

static void
numbers_are_as_short_as_can_be(void **state)
{
	static const struct {
		double x;
		const char *text;
	} known[] = {{0, "0"}, {-0.0, "0"}, {0.1, "0.1"}, {-12.5, "-12.5"},
	    {120.638241, "120.638241"}, {1.0 / 3, "0.3333333333333333"},
	    {0.1 + 0.2, "0.30000000000000004"}, {1e22, "1e+22"},
	    {5e-324, "5e-324"}, {DBL_MAX, "1.7976931348623157e+308"},
	    {9007199254740993.0, "9007199254740992"}, {100000, "100000"}};
	char s[NUMBER_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		assert_int_equal(
		    number_format(known[i].x, s), strlen(known[i].text));
		assert_string_equal(s, known[i].text);
	}
	assert_int_equal(number_format(NAN, s), 0);
	assert_int_equal(number_format(-INFINITY, s), 0);
	assert_string_equal(s, "");
}

static void
every_double_reads_back(void **state)
{
	unsigned seed = 7;
	char s[NUMBER_SIZE];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t bits = 0;
		double x, y = NAN;

		for (int k = 0; k < 4; k++)
			bits = bits << 16 | ((unsigned)rand_r(&seed) & 0xFFFF);
		memcpy(&x, &bits, sizeof(x));
		if (i % 2)
			x = (rand_r(&seed) % 3600000) / 10000.0 - 180;
		if (!isfinite(x))
			continue;
		assert_true(number_parse(s, number_format(x, s), &y));
		assert_true(x == y);
	}
}

static void
what_is_no_json_number_is_refused(void **state)
{
	static const char *const wrong[] = {"", "-", "+1", "01", "-01", ".5",
	    "1.", "1e", "1e+", "0x10", "nan", "inf", "Infinity", " 1", "1 ",
	    "1,5", "1_0", "1e400", "-1e400", "--1", "1.5.2", "1e5.5"};
	double x = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++)
		assert_false(number_parse(wrong[i], strlen(wrong[i]), &x));
	assert_false(number_parse("1\0", 2, &x));
	assert_true(x == 42);
	assert_true(number_parse("1e-400", 6, &x) && x == 0);
	assert_true(number_parse("-0.5E+2xyz", 7, &x) && x == -50);
}

static void
a_locale_with_a_comma_changes_nothing(void **state)
{
	static const char *const commas[] = {
	    "de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "ps_AF"};
	char s[NUMBER_SIZE];
	size_t tried = 0;
	double x;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(commas); i++) {
		if (!setlocale(LC_NUMERIC, commas[i]))
			continue;
		tried++;
		number_format(-1234.5e100, s);
		assert_string_equal(s, "-1.2345e+103");
		assert_true(number_parse("3.25", 4, &x) && x == 3.25);
		assert_false(number_parse("3,25", 4, &x));
	}
	setlocale(LC_NUMERIC, "C");
	if (tried == 0)
		skip(); /* no such locale is installed */
}

static void
a_point_is_in_one_of_two_neighbours(void **state)
{
	const char *west = "0,0 1,0 1,1 0,1", *east = "1,0 2,0 2,1 1,1 1,0";

	(void)state;
	assert_true(point_in_ring((struct point){0.5, 0.5}, west));
	assert_false(point_in_ring((struct point){0.5, 0.5}, east));
	assert_false(point_in_ring((struct point){0.5, 1}, west));
	assert_true(point_in_ring((struct point){0.5, 1}, east));
	assert_false(point_in_ring((struct point){1.5, 0.5}, west));
	assert_false(point_in_ring((struct point){0.5, 0.5}, "0,0 1,1"));
	assert_false(point_in_ring((struct point){0.5, 0.5}, "0,0 1,x 1,1"));
	assert_false(point_in_ring((struct point){0.5, 0.5}, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_point_of_both_zero_is_absent),
	    cmocka_unit_test(a_point_must_lie_on_the_earth),
	    cmocka_unit_test(distance_agrees_with_known_ones),
	    cmocka_unit_test(bearing_names_the_direction),
	    cmocka_unit_test(a_point_is_in_one_of_two_neighbours),
	    cmocka_unit_test(numbers_are_as_short_as_can_be),
	    cmocka_unit_test(every_double_reads_back),
	    cmocka_unit_test(what_is_no_json_number_is_refused),
	    cmocka_unit_test(a_locale_with_a_comma_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
