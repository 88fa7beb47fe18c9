/*
 * Places by what one types among real names: 3,898 villages and towns of
 * Wenzhou by their pinyin, Ouhai's streets through the console's own `g`, and
 * addresses of San Francisco as fourteen days of calls know them.
 */
#include "model/finder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/wire/json.h"
#include "replay/rows.h"
#include "tests/lib/data.h"
#include "tests/lib/places.h"
#include "tui/map.h"
#include "tui/words.h"

#define REGISTER "map/ouhai/villages_345-3303.json"
#define CALLS "calls/sf_fire_2020-04-07_20.csv.xz"
#define REGISTER_MAX ((size_t)1024 * 1024)

static struct finder *
begin(const char *query)
{
	struct finder *f =
	    finder_new(query, strlen(query), (struct point){0}, FINDER_MOST);

	assert_non_null(f);
	return f;
}

/* ---- names ---- */

/* Every name of the register, each at a place of its own. */
static void
add_register(struct finder *f, const cJSON *json)
{
	const cJSON *area, *name;
	int n = 0;

	cJSON_ArrayForEach (area, json)
		cJSON_ArrayForEach (name, area) {
			assert_true(cJSON_IsString(name));
			finder_add(f, FIND_VILLAGE, "", name->valuestring,
			    (struct point){27 + n++ / 1e4, 120.6});
		}
	assert_true(n > 3000);
}

static void
assert_finds(const cJSON *json, const char *query, const char *name)
{
	struct finder *f = begin(query);
	const struct finder_hit *hit;
	size_t count, n = 0;
	bool more;

	add_register(f, json);
	hit = finder_end(f, &count, &more);
	assert_non_null(hit);
	while (n < count && strcmp(hit[n].name, name) != 0)
		n++;
	if (n == count)
		fail_msg("%s does not find %s among %zu", query, name, count);
	finder_free(f);
}

static void
villages_are_found_by_pinyin_and_by_its_first_letters(void **state)
{
	static const struct json_limits limits = {REGISTER_MAX, JSON_DEPTH_MAX};
	struct buf text = {0};
	cJSON *json = NULL;

	(void)state;
	if (!pinyin_known())
		skip();
	data_need(REGISTER, &text);
	assert_int_equal(
	    json_parse(text.data, text.len, &limits, &json, NULL), 0);
	assert_finds(json, "zhongxin", "新城建设中心管理区");
	assert_finds(json, "xcjszxglq", "新城建设中心管理区");
	assert_finds(json, "louqiao", "娄桥街道");
	assert_finds(json, "lqjd", "娄桥街道");
	/* 乐 is yue there, and le elsewhere. */
	assert_finds(json, "yqs", "乐清市");
	assert_finds(json, "yueqing", "乐清市");
	assert_finds(json, "wm", "五马街道");
	cJSON_Delete(json);
	buf_free(&text);
}

static void
streets_of_ouhai_are_found_by_g_and_shown(void **state)
{
	static const char *const lines[] = {
	    "g louqiao", "g lqjd", "g 娄桥", "dw louqiao jiedao"};
	struct places places;

	(void)state;
	if (!pinyin_known() || !places_read(MAP_OUHAI, &places))
		skip();
	for (size_t n = 0; n < COUNT_OF(lines); n++) {
		struct desk *d = desk_new();

		desk_sit(d, "seat2");
		places_show(&places, d);
		console_line(&d->console, lines[n], NULL);
		if (!strstr(desk_said(d), "娄桥街道"))
			fail_msg("%s: %s", lines[n], desk_said(d));
		assert_int_equal(d->console.screen, SCREEN_MAP);
		desk_free(d);
	}
	places_free(&places);
}

/* ---- addresses ---- */

static void
add_calls(struct finder *f, const char *path)
{
	struct rows *r;
	ptrdiff_t address, location;
	bool more;
	size_t n = 0;

	assert_int_equal(rows_open(path, &r, NULL), 0);
	address = csv_column(&r->csv, "Address");
	location = csv_column(&r->csv, "Location");
	assert_true(address >= 0 && location >= 0);
	while (rows_next(r, &more, NULL) == PROBLEM_NONE && more) {
		struct point p;

		if (sscanf(r->csv.field[location].s, "(%lf, %lf)", &p.lat,
		        &p.lon) != 2)
			continue;
		finder_add_address(f, r->csv.field[address].s, p);
		n++;
	}
	rows_close(r);
	assert_true(n > 10000);
}

static struct finder_hit
first_address(const char *path, const char *query)
{
	struct finder *f = begin(query);
	const struct finder_hit *hit;
	struct finder_hit found;
	size_t count;
	bool more;

	add_calls(f, path);
	hit = finder_end(f, &count, &more);
	assert_non_null(hit);
	if (count == 0)
		fail_msg("%s finds nothing", query);
	found = hit[0];
	assert_int_equal(found.kind, FIND_ADDRESS);
	finder_free(f);
	return found;
}

static double
from_4000_mission(const struct finder_hit *hit)
{
	/* Of both calls there, in the file. */
	return point_distance(hit->spot, (struct point){37.73217, -122.42779});
}

static void
the_4000_block_of_mission_is_found_where_calls_came_from(void **state)
{
	static const char *const queries[] = {
	    "4000 mission", "mission 4000", "4000 block of mission st"};
	char path[4096];

	(void)state;
	if (!data_path(CALLS, path, sizeof(path)))
		skip();
	for (size_t n = 0; n < COUNT_OF(queries); n++) {
		struct finder_hit hit = first_address(path, queries[n]);

		assert_int_equal(hit.number, 4000);
		assert_int_equal(hit.below, 4000);
		assert_int_equal(hit.above, 4000);
		assert_true(from_4000_mission(&hit) < 100);
	}
}

static void
an_unknown_number_lies_between_the_blocks_beside_it(void **state)
{
	struct finder_hit hit;
	char path[4096];

	(void)state;
	if (!data_path(CALLS, path, sizeof(path)))
		skip();
	/* Nobody called from the 4200 block. */
	hit = first_address(path, "4200 mission");
	assert_int_equal(hit.below, 4000);
	assert_int_equal(hit.above, 4400);
	assert_in_range((int)from_4000_mission(&hit), 50, 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        villages_are_found_by_pinyin_and_by_its_first_letters),
	    cmocka_unit_test(streets_of_ouhai_are_found_by_g_and_shown),
	    cmocka_unit_test(
	        the_4000_block_of_mission_is_found_where_calls_came_from),
	    cmocka_unit_test(
	        an_unknown_number_lies_between_the_blocks_beside_it),
	};

	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
