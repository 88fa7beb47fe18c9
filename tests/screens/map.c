/*
 * The map on the screen: what it shows, what it costs on the line, and the
 * main job done on it alone, with keys counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/text.h"
#include "tests/lib/seat.h"
#include "tests/lib/show.h"
#include "tui/map.h"

static const char *const plain[] = {"NO_COLOR=1", NULL};

/* ---- the main job ---- */

static int64_t
put_spotted(struct seat *s, const char *number, const char *spot)
{
	char json[1024];
	long long seq = ++s->seq;

	snprintf(json, sizeof(json),
	    "{\"kind\":\"incident\",\"id\":\"i-%s\",\"station\":\"" SEAT_STATION
	    "\",\"rev\":%lld,\"seq\":%lld,\"at\":%lld,\"by\":\"chen@2\","
	    "\"number\":\"20261121-%s\",\"priority\":1,\"state\":\"pending\","
	    "\"place\":\"Chuitai Park\",\"source\":\"phone\",\"spot\":%s,"
	    "\"reported\":%lld,\"clock\":\"none\"}",
	    number, seq, seq, (long long)SEAT_NOW, number, spot,
	    (long long)SEAT_NOW);
	seat_put(s, json);
	return seq;
}

static void
put_scene(struct seat *s)
{
	seat_put_unit(s, "P1", "patrol");
	seat_put_unit(s, "P2", "patrol");
	seat_event(s, "position",
	    "[{\"unit\":\"u-P1\",\"lat\":27.9952,\"lon\":120.6531,"
	    "\"at\":1795261917000},{\"unit\":\"u-P2\",\"lat\":27.98,"
	    "\"lon\":120.64,\"at\":1795261917000}]");
	seat_wait_painted(
	    s, put_spotted(s, "0120", "{\"lat\":27.981,\"lon\":120.645}"));
}

/* One who looks at the map, with units on it, when an incident comes. */
static struct seat *
on_the_map(void)
{
	struct seat *s = seat_open(NULL);

	put_scene(s);
	seat_type(s, "gm");
	seat_wait_text(s, "[0120]");
	seat_wait_text(s, "P1");
	/* A view that one has moved stays, whatever comes in meanwhile. */
	seat_type(s, "zb");
	put_spotted(s, "0131", "{\"lat\":27.998,\"lon\":120.6531}");
	seat_wait_text(s, "[0131]*");
	return s;
}

static void
assert_sent_from_the_map(struct seat *s)
{
	struct fake_conn *c =
	    seat_wait_request(s, "POST /v1/commands/dispatch");

	assert_non_null(strstr(fake_conn_body(c), "\"incident\":\"i-0131\""));
	assert_non_null(strstr(fake_conn_body(c), "\"units\":[\"u-P1\"]"));
	vt_assert_shows(s->vt, "-- map  0131");
	/* Not known to have arrived, and said so where one looks. */
	vt_assert_shows(s->vt, "P1^");
	fake_conn_answer(c, 200, "{\"seq\":90,\"records\":[]}");
	seat_put_unit(s, "P1", "committed");
	seat_put_assignment(s, "a1", "0131", "P1", "accepted");
	seat_wait_text(s, "P1+");
	vt_assert_shows(s->vt, "-- map  0131");
}

static void
three_keys_from_a_new_incident_to_a_sent_unit_on_the_map(void **state)
{
	struct seat *s = on_the_map();
	uint64_t before = s->told->keys;

	(void)state;
	seat_type(s, "wd1");
	assert_int_equal(s->told->keys - before, 3);
	assert_sent_from_the_map(s);
	seat_free(s);
}

/* The letter right before "[0131]". */
static char
letter_of_0131(struct seat *s)
{
	for (int row = 2; row < 21; row++) {
		const char *text = vt_row(s->vt, row);
		const char *at = strstr(text, "[0131]");

		if (at && at > text)
			return at[-1];
	}
	fail_msg("no letter\n%s", vt_text(s->vt));
	return '\0';
}

static void
four_keys_by_its_letter(void **state)
{
	struct seat *s = on_the_map();
	uint64_t before = s->told->keys;
	char keys[4] = "?d1";

	(void)state;
	seat_type(s, "f");
	keys[0] = letter_of_0131(s);
	seat_type(s, keys);
	assert_int_equal(s->told->keys - before, 4);
	assert_sent_from_the_map(s);
	seat_free(s);
}

static void
f_in_the_queue_shows_the_incident_and_gb_leads_back(void **state)
{
	struct seat *s = on_the_map();

	(void)state;
	seat_type(s, "gqf");
	vt_assert_shows(s->vt, "-- map  0120");
	vt_assert_shows(s->vt, ">[0120]");
	seat_type(s, "gb");
	vt_assert_shows(s->vt, ">");
	vt_assert(s->vt, !vt_shows(s->vt, "-- map"));
	seat_free(s);
}

/* The cell of a text on the screen. */
static void
find_text(struct seat *s, const char *text, int *row, int *col)
{
	for (*row = 2; *row < 21; ++*row) {
		const char *line = vt_row(s->vt, *row);
		const char *at = strstr(line, text);

		if (!at)
			continue;
		*col = (int)text_width(line, (size_t)(at - line));
		return;
	}
	fail_msg("%s is not there\n%s", text, vt_text(s->vt));
}

static void
a_click_selects_what_lies_there(void **state)
{
	struct seat *s = on_the_map();
	int row, col;

	(void)state;
	find_text(s, "[0131]", &row, &col);
	vt_click(s->vt, row, col + 2, 1);
	seat_wait_text(s, ">[0131]*");
	find_text(s, "P2", &row, &col);
	vt_click(s->vt, row, col, 1);
	seat_wait_text(s, "-- map  P2");
	seat_free(s);
}

static void
the_keys_of_the_map_come_first_in_the_row(void **state)
{
	struct seat *s = on_the_map();

	(void)state;
	vt_assert_shows(s->vt,
	    "fjump asign dunits ssteps ;seek zin bout [ring- ]ring+ uviews");
	vt_assert_shows(s->vt, "/find :line ?help");
	seat_free(s);
}

static void
a_line_brings_a_record_into_sight(void **state)
{
	struct seat *s = on_the_map();

	(void)state;
	seat_type(s, "gq:map @P2\r");
	vt_assert_shows(s->vt, "-- map  P2");
	seat_type(s, ":go #0131\r");
	vt_assert_shows(s->vt, "-- map  0131");
	vt_assert_shows(s->vt, ">[0131]");
	seat_free(s);
}

/* A main road through the middle, by name; and a ring of an area. */
#define ZOOM(z) "{\"zoom\":" #z ",\"bytes\":9,\"etag\":\"\\\"r-" #z "\\\"\"}"
#define LAYERS                                                         \
	"{\"layers\":[{\"name\":\"roads\",\"role\":\"road\",\"at\":1," \
	"\"features\":1,\"vertices\":2,\"zooms\":[" ZOOM(8) "," ZOOM(  \
	    10) "," ZOOM(12) "," ZOOM(14) "," ZOOM(16) "," ZOOM(18) "]}]}"
#define ROADS                                                               \
	"{\"name\":\"roads\",\"role\":\"road\",\"digits\":5,\"features\":[" \
	"{\"name\":\"Louqiao Avenue\",\"rank\":3,\"parts\":[[1,12063500,"   \
	"2798800,2500,0]]}]}"

static void
layers_of_the_central_are_asked_for_and_drawn(void **state)
{
	const struct seat_options o = {
	    .env = plain, .layers = LAYERS, .layer = ROADS};
	struct seat *s = seat_open(&o);

	(void)state;
	put_scene(s);
	seat_type(s, "gm");
	seat_wait_text(s, "Louqiao Avenue");
	seat_type(s, "u83");
	seat_wait_text(s, "=====");
	seat_free(s);
}

#define OTHER_LAYERS                                                        \
	"{\"layers\":[{\"name\":\"roads\",\"role\":\"road\",\"at\":2,"      \
	"\"features\":1,\"vertices\":2,\"zooms\":[" OTHER(8) "," OTHER(     \
	    10) "," OTHER(12) "," OTHER(14) "," OTHER(16) "," OTHER(18) "]" \
	                                                                "}]}"
#define OTHER(z) "{\"zoom\":" #z ",\"bytes\":9,\"etag\":\"\\\"s-" #z "\\\"\"}"
#define OTHER_ROADS                                                         \
	"{\"name\":\"roads\",\"role\":\"road\",\"digits\":5,\"features\":[" \
	"{\"name\":\"Market Street\",\"rank\":3,\"parts\":[[1,12063500,"    \
	"2798800,2500,0]]}]}"

static void
a_layer_that_changed_is_drawn_as_soon_as_the_feed_says_so(void **state)
{
	const struct seat_options o = {
	    .env = plain, .layers = LAYERS, .layer = ROADS};
	struct seat *s = seat_open(&o);

	(void)state;
	put_scene(s);
	seat_type(s, "gm");
	seat_wait_text(s, "Louqiao Avenue");
	s->options.layers = OTHER_LAYERS;
	s->options.layer = OTHER_ROADS;
	seat_put(s, "{\"kind\":\"setting\",\"id\":\"layers\",\"rev\":2,"
	            "\"seq\":9,\"at\":1,\"by\":\"chen@2\",\"topic\":"
	            "\"layers\",\"name\":\"02\"}");
	seat_wait_text(s, "Market Street");
	seat_free(s);
}

static void
what_comes_with_the_layers_is_in_the_first_view(void **state)
{
	const struct seat_options o = {
	    .env = plain, .layers = LAYERS, .layer = ROADS};
	struct seat *s = seat_open(&o);

	(void)state;
	/* Five kilometres from the road: nothing else is known at first. */
	seat_wait_painted(
	    s, put_spotted(s, "0131", "{\"lat\":27.95,\"lon\":120.70}"));
	seat_type(s, "gm");
	seat_wait_text(s, "Louqiao Avenue");
	vt_assert_shows(s->vt, "[0131]");
	seat_free(s);
}

/* ---- pictures ---- */

static void
meanwhile(struct desk *d, char what)
{
	static const struct point steps[] = {{27.9930, 120.6531},
	    {27.9930, 120.6535}, {27.9923, 120.6531}, {27.9930, 120.6531}};
	static size_t at;

	if (what == 'M') {
		desk_wait(d, 10);
		desk_move(d, "P1", steps[at++ % COUNT_OF(steps)], 0);
	}
}

static struct show
show_map(const char *language, int rows, int cols)
{
	struct show s = {.language = language,
	    .fill = desk_fill_map,
	    .env = plain,
	    .meanwhile = meanwhile};

	show_start(&s, rows, cols);
	show_type(&s, "gmw");
	return s;
}

static void
a_small_screen_has_map_list_and_scale(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	vt_assert_shows(s.vt, "-- map  0131  ring 500 m  stays --");
	vt_assert_shows(s.vt, ">[0131]*");
	vt_assert_shows(s.vt, "| 0131 Lost child");
	vt_assert_shows(s.vt, "| grid G07");
	vt_assert_shows(s.vt, "| 130 m 吹台公园北门");
	vt_assert_shows(s.vt, "| within 500 m: 4");
	vt_assert_shows(s.vt, "| P1       310 m PATROL");
	vt_assert_shows(s.vt, "|-----| 1 km");
	show_finish(&s);
}

static void
without_the_list_the_row_says_who_is_inside_or_where_the_cursor_is(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	show_type(&s, "u84");
	vt_assert_shows(s.vt, "inside: P1 310 m");
	show_press(&s, 'h');
	show_press(&s, 'h');
	vt_assert(s.vt, !vt_shows(s.vt, "inside:"));
	vt_assert_shows(s.vt, "G07  吹台公园北门");
	show_finish(&s);
}

static void
the_cursor_rests_on_what_was_selected(void **state)
{
	struct show s = show_map("en", 24, 80);
	int row, col;

	(void)state;
	vt_cursor(s.vt, &row, &col);
	assert_non_null(strstr(vt_row(s.vt, row), ">[0131]*"));
	vt_assert(s.vt, vt_cell(s.vt, row, col).chars[0] == '[');
	show_finish(&s);
}

static bool
only_ascii_dots(struct vt *vt)
{
	for (int row = 2; row < 21; row++)
		for (const char *at = vt_row(vt, row); *at; at++)
			if ((unsigned char)at[0] == 0xE2) /* U+2xxx */
				return false;
	return true;
}

static void
the_list_of_views_changes_what_it_is_drawn_with(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	vt_assert(s.vt, !only_ascii_dots(s.vt));
	show_type(&s, "u82");
	vt_assert_shows(s.vt, "blocks");
	vt_assert_shows(s.vt, "\u2580");
	show_type(&s, "u83");
	vt_assert_shows(s.vt, "ASCII");
	vt_assert(s.vt, only_ascii_dots(s.vt));
	show_finish(&s);
}

static void
a_locale_without_braille_has_ascii(void **state)
{
	struct show s = {.language = "en",
	    .fill = desk_fill_map,
	    .locale = "C",
	    .env = plain};

	(void)state;
	show_start(&s, 24, 80);
	show_type(&s, "gmw");
	vt_assert(s.vt, only_ascii_dots(s.vt));
	vt_assert_shows(s.vt, "....");
	vt_assert_shows(s.vt, ">[0131]*");
	show_finish(&s);
}

static void
chinese_has_dots_or_ascii_and_no_wide_line(void **state)
{
	struct show s = show_map("zh", 24, 80);

	(void)state;
	vt_assert_shows(s.vt, "-- 沙盘  0131  圈500米  不自动移动 --");
	show_type(&s, "u82");
	vt_assert(s.vt, only_ascii_dots(s.vt));
	show_finish(&s);
}

/* The list lies over the lower half; what it is about stays above it. */
static void
a_list_covers_no_incident_that_it_is_about(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	show_type(&s, "d");
	vt_assert_shows(s.vt, "-- dispatch 0131");
	vt_assert_shows(s.vt, ">[0131]*");
	show_type(&s, "wwd"); /* the next but one, in the south */
	vt_assert_shows(s.vt, "-- dispatch 0128");
	vt_assert_shows(s.vt, ">[0128]!x3");
	show_finish(&s);
}

static void
a_step_of_a_unit_is_some_bytes(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	show_press(&s, 'M');
	for (int n = 0; n < 8; n++) {
		size_t bytes = show_press(&s, 'M');

		vt_assert(s.vt, bytes <= 40);
	}
	assert_int_equal(show_press(&s, 'N'), 0);
	show_finish(&s);
}

static void
panning_half_a_screen_is_some_kilobytes(void **state)
{
	static const char keys[] = ".,<>";
	struct show s = show_map("en", 24, 80);

	(void)state;
	for (const char *at = keys; *at; at++)
		vt_assert(s.vt, show_press(&s, *at) <= 6 * 1024);
	show_finish(&s);
}

/* ---- what the central has ---- */

#define HOURS "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,42,0,0,0,0"

static void
heat_is_the_centrals_once_it_has_answered(void **state)
{
	struct seat *s = on_the_map();
	struct fake_conn *c;

	(void)state;
	seat_type(s, "u74");
	seat_wait_text(s, "here: 2, ever");
	vt_assert_shows(s->vt, "all types, all hours");
	c = seat_wait_request(s, "GET /v1/heat?from=0&by=hexagon&metres=500");
	fake_conn_answer(c, 200,
	    "{\"from\":1,\"to\":2,\"total\":42,\"nowhere\":0,\"more\":"
	    "false,\"side\":3000,\"hours\":[" HOURS "],\"cells\":[{\"count"
	    "\":42,\"step\":3,\"spot\":{\"lat\":27.99,\"lon\":120.65}}]}");
	seat_wait_text(s, "#    42");
	vt_assert_shows(s->vt, "heat: 42, ever");
	/* The next hour is asked for, too; what will not do is not shown. */
	seat_type(s, ")");
	c = seat_wait_request(s, "GET /v1/heat?from=");
	fake_conn_answer(c, 200, "{\"total\":-1}");
	seat_wait_text(s, "all types, 00-01");
	vt_assert_shows(s->vt, "here: ");
	seat_free(s);
}

static void
a_place_that_is_not_here_is_asked_of_the_central_and_shown(void **state)
{
	struct seat *s = on_the_map();
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":g 4000 mission\r");
	c = seat_wait_request(s, "GET /v1/places?limit=9");
	fake_conn_answer(c, 200,
	    "{\"places\":[{\"kind\":\"address\",\"name\":\"Mission St\","
	    "\"spot\":{\"lat\":27.5,\"lon\":120.5},\"metres\":310,\"number"
	    "\":4000,\"below\":3900,\"above\":4100},{\"kind\":\"road\","
	    "\"name\":\"Mission Rd\",\"spot\":{\"lat\":27.6,\"lon\":120.6}}"
	    "]}");
	seat_wait_text(s, "4000 Mission St (between 3900 and 4100)");
	vt_assert_shows(s->vt, "2 Mission Rd");
	seat_type(s, "1");
	seat_wait_text(s, "27.50000 120.50000");
	/* The view went there: what was in sight is not. */
	seat_wait_no_text(s, "[0131]");
	seat_free(s);
}

static void
heat_is_told_by_characters_without_colour(void **state)
{
	struct show s = show_map("en", 24, 80);

	(void)state;
	show_type(&s, "u74");
	vt_assert_shows(s.vt, "here: 9, ever");
	vt_assert_shows(s.vt, "( ) hr");
	vt_assert_shows(s.vt, "...");
	show_type(&s, "u76"); /* the same in the grids */
	vt_assert_shows(s.vt, "#     3  G03");
	vt_assert_shows(s.vt, "####");
	show_finish(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        three_keys_from_a_new_incident_to_a_sent_unit_on_the_map),
	    cmocka_unit_test(four_keys_by_its_letter),
	    cmocka_unit_test(
	        f_in_the_queue_shows_the_incident_and_gb_leads_back),
	    cmocka_unit_test(a_click_selects_what_lies_there),
	    cmocka_unit_test(a_line_brings_a_record_into_sight),
	    cmocka_unit_test(layers_of_the_central_are_asked_for_and_drawn),
	    cmocka_unit_test(
	        a_layer_that_changed_is_drawn_as_soon_as_the_feed_says_so),
	    cmocka_unit_test(what_comes_with_the_layers_is_in_the_first_view),
	    cmocka_unit_test(the_keys_of_the_map_come_first_in_the_row),
	    cmocka_unit_test(a_small_screen_has_map_list_and_scale),
	    cmocka_unit_test(
	        without_the_list_the_row_says_who_is_inside_or_where_the_cursor_is),
	    cmocka_unit_test(the_cursor_rests_on_what_was_selected),
	    cmocka_unit_test(the_list_of_views_changes_what_it_is_drawn_with),
	    cmocka_unit_test(a_locale_without_braille_has_ascii),
	    cmocka_unit_test(chinese_has_dots_or_ascii_and_no_wide_line),
	    cmocka_unit_test(a_list_covers_no_incident_that_it_is_about),
	    cmocka_unit_test(a_step_of_a_unit_is_some_bytes),
	    cmocka_unit_test(panning_half_a_screen_is_some_kilobytes),
	    cmocka_unit_test(heat_is_the_centrals_once_it_has_answered),
	    cmocka_unit_test(
	        a_place_that_is_not_here_is_asked_of_the_central_and_shown),
	    cmocka_unit_test(heat_is_told_by_characters_without_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
