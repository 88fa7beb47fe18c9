/*
 * The search by keys: what `;` lists, what a digit sends, what is typed; and
 * on the map whose sectors are shown.
 */
#include "tui/ground.h"
#include "tui/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/night.h"
#include "tui/view-map.h"

static int
setup(void **state)
{
	struct desk *d = desk_new();

	assert_non_null(d);
	night_fill(d);
	desk_sit(d, "chen");
	desk_wait(d, 0);
	map_choose(&d->console, KIND_INCIDENT, "0131");
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	desk_free(*state);
	return 0;
}

static const char *
line(struct desk *d, size_t n)
{
	return n < d->console.list.count ? d->console.list.item[n].text : "";
}

static void
show(struct desk *d)
{
	const struct area a = {.rows = 45, .cols = 160};

	map_prepare(&d->console, a);
}

/* ---- the list ---- */

static void
what_is_left_is_listed_first(void **state)
{
	static const char *const want[] = {"all of it on the map", "[ ] 1S",
	    "[ ] 1W", "[ ] 2E", "[ ] 2S", "[~] 1E", "[x] 2N", "[x] 2W",
	    "[x] 1N"};
	struct desk *d = *state;

	desk_press(d, ";");
	for (size_t k = 0; k < COUNT_OF(want); k++)
		assert_memory_equal(line(d, k), want[k], strlen(want[k]));
	assert_non_null(strstr(line(d, 5), "M4 12:00"));
	assert_non_null(strstr(line(d, 8), "19:31 R1 80%"));
	assert_string_equal(
	    d->console.list.title, "search 0131: 5 of 8 left, 43% searched");
}

static void
a_digit_opens_a_sector_and_another_marks_it(void **state)
{
	struct desk *d = *state;

	desk_type(d, ";2"); /* 1S */
	for (size_t k = 0; k < 6; k += 2)
		assert_non_null(strstr(line(d, k), "begins to search"));
	desk_press(d, "1");
	assert_non_null(strstr(desk_sent(d), "sweep {\"incident\":\"0131\","
	                                     "\"sectors\":[\"s-1S\"]"));
	assert_non_null(strstr(
	    desk_sent(d), "\"expect\":{\"sector/s-1S\":\"unsearched\"}"));
	desk_type(d, ";6"); /* 1E, where M4 is */
	for (size_t k = 0; k < d->console.list.count; k++)
		if (strcmp(line(d, k), "M4 leaves it unsearched") == 0)
			return;
	fail_msg("nobody can leave it: %s", line(d, 0));
}

static void
several_are_taken_together_as_a_flight_does(void **state)
{
	struct desk *d = *state;
	const char *sent;

	desk_press(d, ";");
	desk_press(d, "j");
	desk_press(d, " ");
	desk_press(d, "j");
	desk_press(d, "j");
	desk_press(d, " ");
	desk_press(d, "Enter"); /* 1S 2E */
	for (size_t k = 0; k < d->console.list.count; k++)
		if (strcmp(line(d, k), "U1 has searched") == 0) {
			desk_press(d, (char[]){(char)('1' + k), '\0'});
			break;
		}
	sent = desk_sent(d);
	assert_memory_equal(sent, "swept ", 6);
	assert_non_null(strstr(sent, "\"sectors\":[\"s-1S\",\"s-2E\"]"));
	assert_non_null(strstr(sent, "\"unit\":\"U1\""));
}

static void
without_a_point_the_first_thing_is_to_say_it(void **state)
{
	struct desk *d = *state;

	map_choose(&d->console, KIND_INCIDENT, "0130");
	desk_press(d, ";");
	assert_string_equal(d->console.list.title, "search 0130");
	assert_string_equal(
	    line(d, 0), "two rings of 300 m in quarters: 8 sectors");
	desk_press(d, "1");
	assert_string_equal(desk_sent(d),
	    "sectors {\"incident\":\"0130\",\"metres\":300,"
	    "\"pattern\":\"rings\"}");
}

/* ---- what is typed ---- */

static void
type(struct desk *d, const char *text)
{
	console_line(
	    &d->console, text, &console_incident(&d->console, "0131")->head);
}

static void
lines_name_sectors_of_the_selected_incident(void **state)
{
	struct desk *d = *state;

	type(d, "swept 1s 2E U1 40; roofs too");
	assert_string_equal(desk_sent(d),
	    "swept {\"incident\":\"0131\",\"sectors\":[\"s-1S\",\"s-2E\"],"
	    "\"unit\":\"U1\",\"percent\":40,\"text\":\"roofs too\"}");
	type(d, "sweep 1S R1");
	assert_string_equal(desk_sent(d),
	    "sweep {\"incident\":\"0131\",\"sectors\":[\"s-1S\"],"
	    "\"unit\":\"R1\",\"expect\":{\"sector/s-1S\":\"unsearched\"}}");
	type(d, "swept 2S who=\"villagers, 12\"");
	assert_non_null(strstr(desk_sent(d), "\"who\":\"villagers, 12\""));
	type(d, "swept 1S off");
	assert_non_null(strstr(desk_sent(d), "\"off\":true"));
	type(d, "again 1N; barking heard");
	assert_string_equal(desk_sent(d),
	    "again {\"incident\":\"0131\",\"sectors\":[\"s-1N\"],"
	    "\"reason\":\"barking heard\"}");
	type(d, "lastseen 18:17 spot=\"27.9952,120.6531\"; by the pond");
	assert_memory_equal(desk_sent(d), "lastseen ", 9);
	assert_non_null(strstr(
	    desk_sent(d), "\"spot\":{\"lat\":27.9952,\"lon\":120.6531}"));
	type(d, "sectors 200 cells rings=3");
	assert_string_equal(desk_sent(d),
	    "sectors {\"incident\":\"0131\",\"metres\":200,"
	    "\"pattern\":\"cells\",\"rings\":3}");
	type(d, "sector pond grid=G07");
	assert_non_null(
	    strstr(desk_sent(d), "\"name\":\"pond\",\"grid\":\"G07\""));
}

static void
assert_refused(struct desk *d, const char *text)
{
	size_t sends = d->sends;

	type(d, text);
	if (d->sends != sends)
		fail_msg("%s was sent: %s", text, desk_sent(d));
}

static void
a_name_that_is_none_or_two_things_sends_nothing(void **state)
{
	struct desk *d = *state;

	assert_refused(d, "swept 9X U1");
	assert_refused(d, "swept U1");
	assert_refused(d, "swept 1S 1S U1");
	night_put(d, "M4", SECTOR_UNSEARCHED, NULL, 0);
	assert_refused(d, "swept M4 U1");
	assert_non_null(strstr(desk_said(d), "@M4"));
	type(d, "swept sectors=s-M4 U1");
	assert_memory_equal(desk_sent(d), "swept ", 6);
	type(d, "swept 1S @M4");
	assert_non_null(strstr(desk_sent(d), "\"unit\":\"M4\""));
}

static void
left_lists_it_by_name(void **state)
{
	struct desk *d = *state;

	type(d, "left");
	assert_string_equal(
	    d->console.list.title, "search 0131: 5 of 8 left, 43% searched");
	type(d, "left #0130");
	assert_string_equal(d->console.list.title, "search 0130");
}

/* ---- the map ---- */

static void
the_selected_incidents_sectors_are_shown_and_stay(void **state)
{
	struct desk *d = *state;
	struct map *m;

	desk_type(d, "gm");
	show(d);
	m = map_of(&d->console);
	assert_int_equal(m->search.sectors, 8);
	assert_int_equal(m->search.sightings, 1);
	map_choose(&d->console, KIND_INCIDENT, "0128"); /* has no search */
	show(d);
	assert_int_equal(m->search.sectors, 8);
	map_choose(&d->console, KIND_UNIT, "M4");
	show(d);
	assert_string_equal(m->search.incident, "0131");
}

static void
esc_takes_the_sectors_away_and_the_key_brings_them_back(void **state)
{
	struct desk *d = *state;
	struct map *m;

	desk_type(d, "gm");
	show(d);
	m = map_of(&d->console);
	desk_press(d, "Esc");
	show(d);
	assert_int_equal(m->search.sectors, 0);
	assert_int_equal(m->search.sightings, 1); /* the point stays */
	assert_int_equal(d->console.screen, SCREEN_MAP);
	desk_press(d, ";");
	show(d);
	assert_int_equal(m->search.sectors, 8);
	desk_press(d, "Esc"); /* the list */
	desk_press(d, "Esc"); /* the sectors */
	desk_press(d, "Esc");
	assert_int_equal(d->console.screen, SCREEN_QUEUE);
}

static void
the_sector_under_the_cursor_comes_first(void **state)
{
	struct desk *d = *state;
	struct map *m;
	bool first = false;

	desk_type(d, "gm");
	show(d);
	m = map_of(&d->console);
	map_show_spot(&d->console, point_beyond(NIGHT_SEEN, 180, 450));
	show(d);
	assert_true(m->cursor_row > 0);
	desk_press(d, ";");
	first = memcmp(line(d, 1), "[ ] 2S", 6) == 0;
	if (!first)
		fail_msg("first is %s", line(d, 1));
}

static void
a_closed_incident_is_no_search(void **state)
{
	struct desk *d = *state;
	struct incident i = *console_incident(&d->console, "0131");
	struct map *m;

	desk_type(d, "gm");
	show(d);
	m = map_of(&d->console);
	i.state = INCIDENT_CLOSED;
	i.ended = DESK_NOW;
	desk_put(d, &i.head);
	show(d);
	assert_int_equal(m->search.sectors, 0);
	assert_int_equal(m->search.sightings, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_is_left_is_listed_first),
	    TEST(a_digit_opens_a_sector_and_another_marks_it),
	    TEST(several_are_taken_together_as_a_flight_does),
	    TEST(without_a_point_the_first_thing_is_to_say_it),
	    TEST(lines_name_sectors_of_the_selected_incident),
	    TEST(a_name_that_is_none_or_two_things_sends_nothing),
	    TEST(left_lists_it_by_name),
	    TEST(the_selected_incidents_sectors_are_shown_and_stay),
	    TEST(esc_takes_the_sectors_away_and_the_key_brings_them_back),
	    TEST(the_sector_under_the_cursor_comes_first),
	    TEST(a_closed_incident_is_no_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
