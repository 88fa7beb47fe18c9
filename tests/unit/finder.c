/*
 * Places by what one types (model/finder.h): the order of what is found, and
 * addresses by their neighbours.
 */
#include "model/finder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct point here = {28.0, 120.65};

static struct point
north_by(double metres)
{
	return (struct point){here.lat + metres / 111195.0, here.lon};
}

static struct finder *
begin(const char *query, size_t most)
{
	struct finder *f = finder_new(query, strlen(query), here, most);

	assert_non_null(f);
	return f;
}

/* What was found, and that it is as many. */
static const struct finder_hit *
end(struct finder *f, size_t expected)
{
	size_t count;
	bool more;
	const struct finder_hit *hit = finder_end(f, &count, &more);

	assert_non_null(hit);
	assert_int_equal(count, expected);
	return hit;
}

static void
test_whole_names_come_first_and_the_nearest_of_equals(void **state)
{
	struct finder *f = begin("park", 10);
	const struct finder_hit *hit;

	(void)state;
	finder_add(f, FIND_PLACE, "a", "Carpark", north_by(10));
	finder_add(f, FIND_PLACE, "b", "West Park", north_by(20));
	finder_add(f, FIND_PLACE, "c", "Park Road", north_by(900));
	finder_add(f, FIND_PLACE, "d", "Park Lane", north_by(300));
	finder_add(f, FIND_PLACE, "e", "Park", north_by(5000));
	finder_add(f, FIND_PLACE, "f", "Market", north_by(1));
	hit = end(f, 5);
	assert_string_equal(hit[0].id, "e");
	assert_string_equal(hit[1].id, "d");
	assert_string_equal(hit[2].id, "c");
	assert_string_equal(hit[3].id, "b");
	assert_string_equal(hit[4].id, "a");
	assert_true(hit[1].metres > 299 && hit[1].metres < 301);
	finder_free(f);
}

static void
test_a_road_in_pieces_is_listed_once_and_a_record_before_its_outline(
    void **state)
{
	struct finder *f = begin("mission", 10);
	const struct finder_hit *hit;

	(void)state;
	finder_add(f, FIND_ROAD, "", "Mission St", north_by(900));
	finder_add(f, FIND_ROAD, "", "MISSION ST", north_by(300));
	finder_add(f, FIND_ROAD, "", "Mission St", north_by(500));
	finder_add(f, FIND_PLACE, "", "Mission Dolores", north_by(100));
	finder_add(f, FIND_PLACE, "p1", "Mission Dolores", north_by(110));
	finder_add(f, FIND_PLACE, "p2", "Mission Dolores", north_by(120));
	hit = end(f, 3);
	assert_string_equal(hit[0].id, "p1");
	assert_string_equal(hit[1].id, "p2");
	assert_string_equal(hit[2].name, "MISSION ST");
	finder_free(f);
}

static void
test_only_so_many_are_kept_the_best_of_them(void **state)
{
	struct finder *f = begin("house", 3);
	const struct finder_hit *hit;
	size_t count;
	bool more;
	char id[16];

	(void)state;
	for (int i = 20; i > 0; i--) {
		snprintf(id, sizeof(id), "h%d", i);
		finder_add(f, FIND_PLACE, id, "House", north_by(i * 10));
	}
	hit = finder_end(f, &count, &more);
	assert_int_equal(count, 3);
	assert_true(more);
	assert_string_equal(hit[0].id, "h1");
	assert_string_equal(hit[2].id, "h3");
	finder_free(f);
}

static void
test_what_has_no_spot_is_not_found(void **state)
{
	struct finder *f = begin("park", 3);

	(void)state;
	finder_add(f, FIND_PLACE, "a", "Park", (struct point){0});
	finder_add(f, FIND_PLACE, "b", "Park", (struct point){91, 0});
	finder_add(f, FIND_PLACE, "c", NULL, here);
	(void)end(f, 0);
	finder_free(f);
}

/* ---- addresses ---- */

struct house {
	const char *text;
	double metres;
};

static const struct house houses[] = {
    {"3800 Block of MISSION ST", 0},
    {"4012 Mission St, rear", 400},
    {"4048 Mission Street", 600},
    {"4400 MISSION ST", 1500},
    {"9000 Mission St", 9000},
    {"4010 Valencia St", 70},
};

static struct finder_hit
find_house(const char *query)
{
	struct finder *f = begin(query, 10);
	const struct finder_hit *hit;
	struct finder_hit first;
	size_t count;
	bool more;

	for (size_t i = 0; i < COUNT_OF(houses); i++)
		finder_add_address(
		    f, houses[i].text, north_by(houses[i].metres));
	hit = finder_end(f, &count, &more);
	assert_int_equal(count, 1);
	first = *hit;
	finder_free(f);
	return first;
}

static double
metres_north(struct point p)
{
	return (p.lat - here.lat) * 111195.0;
}

static void
test_a_block_is_the_middle_of_what_is_known_in_it(void **state)
{
	struct finder_hit hit = find_house("4000 mission");

	(void)state;
	assert_int_equal(hit.kind, FIND_ADDRESS);
	assert_int_equal(hit.number, 4000);
	assert_int_equal(hit.below, 4000);
	assert_int_equal(hit.above, 4000);
	assert_true(metres_north(hit.spot) > 499);
	assert_true(metres_north(hit.spot) < 501);
}

static void
test_an_unknown_number_lies_between_its_neighbours(void **state)
{
	struct finder_hit hit = find_house("4200 Block of Mission");

	(void)state;
	assert_int_equal(hit.below, 4048);
	assert_int_equal(hit.above, 4400);
	/* 600 + 900 * 152 / 352 */
	assert_true(metres_north(hit.spot) > 987);
	assert_true(metres_north(hit.spot) < 990);
	hit = find_house("4048 mission street");
	assert_int_equal(hit.below, 4048);
	assert_int_equal(hit.above, 4048);
}

static void
test_beyond_what_is_known_the_nearest_says_that_it_is_another(void **state)
{
	struct finder_hit hit = find_house("4600 mission");

	(void)state;
	assert_int_equal(hit.number, 4600);
	assert_int_equal(hit.below, 4400);
	assert_int_equal(hit.above, 4400);
	assert_int_equal(hit.grade, PINYIN_INSIDE);
	hit = find_house("100 mission");
	assert_int_equal(hit.below, 3800);
}

static void
test_an_address_is_read_in_both_orders(void **state)
{
	static const struct {
		const char *text, *street;
		uint32_t number;
	} rows[] = {
	    {"4000 Block of MISSION ST", "MISSION ST", 4000},
	    {"4012 Mission St, rear", "Mission St", 4012},
	    {"娄桥大道112号烧烤店", "娄桥大道", 112},
	    {"112 娄桥大道", "娄桥大道", 112},
	    {"mission 4000", "mission", 4000},
	    {"Chuitai Park", "Chuitai Park", 0},
	    {"4000", "", 0},
	    {"99999999999 Long St", "Long St", 0},
	    {"", "", 0},
	};
	char street[96];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(
		    finder_address(rows[i].text, street, sizeof(street)),
		    rows[i].number);
		if (rows[i].number)
			assert_string_equal(street, rows[i].street);
	}
}

static void
test_a_street_is_found_by_pinyin_and_number(void **state)
{
	struct finder *f;
	const struct finder_hit *hit;

	(void)state;
	if (!pinyin_known())
		skip();
	f = begin("lqdd 120", 4);
	finder_add_address(f, "娄桥大道112号", north_by(0));
	finder_add_address(f, "娄桥大道128号", north_by(160));
	hit = end(f, 1);
	assert_string_equal(hit->name, "娄桥大道");
	assert_true(metres_north(hit->spot) > 79);
	assert_true(metres_north(hit->spot) < 81);
	finder_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_whole_names_come_first_and_the_nearest_of_equals),
	    cmocka_unit_test(
	        test_a_road_in_pieces_is_listed_once_and_a_record_before_its_outline),
	    cmocka_unit_test(test_only_so_many_are_kept_the_best_of_them),
	    cmocka_unit_test(test_what_has_no_spot_is_not_found),
	    cmocka_unit_test(test_a_block_is_the_middle_of_what_is_known_in_it),
	    cmocka_unit_test(
	        test_an_unknown_number_lies_between_its_neighbours),
	    cmocka_unit_test(
	        test_beyond_what_is_known_the_nearest_says_that_it_is_another),
	    cmocka_unit_test(test_an_address_is_read_in_both_orders),
	    cmocka_unit_test(test_a_street_is_found_by_pinyin_and_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
