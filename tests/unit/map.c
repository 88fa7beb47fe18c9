/*
 * The map on a desk without a terminal: the view, the labels, the letters, the
 * ring, by what lies ready for drawing.
 */
#include "tui/map.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/desk-map.h"
#include "tests/lib/random.h"
#include "tui/board.h"
#include "tui/words.h"

static bool
same_view(const struct map_view *a, const struct map_view *b)
{
	return a->zoom == b->zoom && a->row == b->row && a->col == b->col;
}

/* ---- labels ---- */

static void
labels_say_what_the_queue_says(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);

	(void)state;
	desk_map_assert_text(m, "0131", ">[0131]*");
	desk_map_assert_text(m, "0128", "[0128]!x3");
	desk_map_assert_text(m, "0132", "[0132]=");
	desk_map_assert_text(m, "0125", "[0125]");
	desk_map_assert_text(m, "P5", "P5%_");
	desk_map_assert_text(m, "P2", "P2?");
	desk_map_assert_text(m, "M7", "M7>");
	desk_map_assert_text(m, "M5", "M5@_");
	desk_map_assert_text(m, "M6", "M6^");
	desk_map_assert_text(m, "Y2", "Y2'");
	assert_null(desk_map_mark(m, "0117"));
	desk_free(d);
}

static void
a_position_shows_its_age_by_a_sign(void **state)
{
	struct desk *d = desk_map_open();

	(void)state;
	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 1000);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1");
	desk_wait(d, 61000);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1'");
	desk_wait(d, 5 * 60000);
	desk_map_assert_text(desk_map_ready(d), "P1", "P1\"");
	desk_free(d);
}

static void
a_post_stays_where_it_stands_and_never_ages(void **state)
{
	struct desk *d = desk_map_open();
	struct unit u = *console_unit(&d->console, "P1");

	(void)state;
	u.mobility = MOVES_FIXED;
	desk_put(d, &u.head);
	desk_move(d, "P1", (struct point){28.1, 120.7}, 1000);
	desk_map_assert_text(desk_map_ready(d), "P1", "#P1");
	desk_free(d);
}

static void
assert_apart(const struct map *m)
{
	for (size_t n = 0; n < m->marks; n++) {
		const struct label *a = &m->mark[n].label;

		assert_true(
		    !a->placed ||
		    (a->at_row >= 0 && a->at_row < m->rows && a->at_col >= 0 &&
		        a->at_col + a->width <= m->cols));
		for (size_t k = n + 1; k < m->marks; k++) {
			const struct label *b = &m->mark[k].label;

			assert_false(a->placed && b->placed &&
			             a->at_row == b->at_row &&
			             a->at_col < b->at_col + b->width &&
			             b->at_col < a->at_col + a->width);
		}
	}
}

/* Many units in one place: each is named, or counted. */
static void
labels_never_overlap_and_nobody_is_lost(void **state)
{
	struct desk *d = desk_map_open();
	struct unit u = *console_unit(&d->console, "P1");
	struct rng g = {.state = 3};
	struct map *m;
	size_t named = 0;
	char id[16];

	(void)state;
	for (int n = 0; n < 400; n++) {
		snprintf(id, sizeof(id), "巡%03d", n);
		u.head.id = u.callsign = id;
		u.home = (struct point){27.98 + (double)rng_below(&g, 30) / 1e3,
		    120.63 + (double)rng_below(&g, 30) / 1e3};
		desk_put(d, &u.head);
	}
	m = desk_map_ready(d);
	assert_apart(m);
	for (size_t n = 0; n < m->marks; n++)
		named += m->mark[n].label.placed;
	assert_int_equal(m->marks, named + m->unnamed);
	for (size_t n = 0; n < m->marks; n++)
		if (m->mark[n].kind == KIND_INCIDENT)
			assert_true(m->mark[n].label.placed);
	desk_type(d, "f");
	assert_apart(desk_map_ready(d));
	desk_free(d);
}

/* Where forty stand together the map is still seen, and the nearest named. */
static void
where_units_crowd_those_nearest_to_the_chosen_are_named(void **state)
{
	const struct point chosen = {27.9980, 120.6531};
	struct desk *d = desk_map_open();
	size_t named = 0, signs = 0;
	char id[16];
	struct map *m;

	(void)state;
	for (int n = 0; n < 40; n++) {
		struct unit u = {.head = {.kind = KIND_UNIT, .id = id},
		    .callsign = id,
		    .duty = UNIT_PATROL,
		    .state = UNIT_PATROL};

		snprintf(id, sizeof(id), "Z%02d", n);
		desk_put(d, &u.head);
		desk_move(d, id,
		    (struct point){chosen.lat - 0.0004 * (n % 8),
		        chosen.lon + 0.0012 * (40 - n)},
		    1000);
	}
	m = desk_map_ready(d);
	for (size_t n = 0; n < m->marks; n++) {
		const struct map_mark *mark = &m->mark[n];

		if (*mark->id != 'Z')
			continue;
		named += mark->label.placed;
		signs += !mark->label.placed && mark->rest != '\0';
	}
	assert_true(named > 0);
	assert_true(signs > 0);
	assert_string_equal(desk_map_mark(m, "Z39")->text, "Z39");
	desk_free(d);
}

static void
a_name_is_left_out_whole_where_something_live_is(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	const struct placed_name *p = &m->labels.name[0];
	size_t names = m->labels.names;

	(void)state;
	assert_true(names > 5);
	for (size_t n = 0; n < names; n++)
		for (size_t k = n + 1; k < names; k++)
			assert_false(p[n].row == p[k].row &&
			             p[n].col < p[k].col + p[k].name->width &&
			             p[k].col < p[n].col + p[n].name->width);
	desk_move(
	    d, "P1", projection_point(map_flat(m, p->row, p->col + 1)), 1000);
	m = desk_map_ready(d);
	assert_int_equal(m->labels.names, names);
	assert_false(labels_shows(&m->labels, &m->labels.name[0]));
	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 500);
	m = desk_map_ready(d);
	assert_true(labels_shows(&m->labels, &m->labels.name[0]));
	desk_free(d);
}

/* ---- the view ---- */

static void
the_view_never_moves_by_itself(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct map_view view = m->view;
	struct incident i = *console_incident(&d->console, "0131");
	struct unit u = *console_unit(&d->console, "P1");

	(void)state;
	desk_move(d, "P1", (struct point){28.2, 120.9}, 1000);
	i.spot = (struct point){28.2, 120.9};
	desk_put(d, &i.head);
	u.home = (struct point){28.2, 120.9};
	desk_put(d, &u.head);
	desk_wait(d, 60000);
	desk_type(d, "gqjjgm");
	assert_true(same_view(&desk_map_ready(d)->view, &view));
	desk_free(d);
}

static void
following_is_turned_on_and_keeps_the_selected_in_sight(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct map_view view = m->view;

	(void)state;
	map_choose(&d->console, KIND_UNIT, "P1");
	desk_type(d, "u5");
	for (int n = 0; n < 40; n++) {
		struct point p = {27.99 + n * 0.002, 120.65 + n * 0.002};

		desk_move(d, "P1", p, 1000 - n);
		assert_true(
		    map_in_sight(desk_map_ready(d), projection_flat(p)));
	}
	assert_false(same_view(&m->view, &view));
	desk_type(d, "u5");
	view = m->view;
	desk_move(d, "P1", (struct point){27.9, 120.3}, 0);
	assert_true(same_view(&desk_map_ready(d)->view, &view));
	desk_free(d);
}

static void
what_was_panned_or_zoomed_comes_back_exactly(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct map_view view = m->view;
	struct flat under;
	int64_t row, col;

	(void)state;
	desk_type(d, "..,,<>><");
	assert_true(same_view(&m->view, &view));
	desk_type(d, "zzzbbb");
	assert_true(same_view(&m->view, &view));
	m->cursor_row = 3;
	m->cursor_col = 100;
	under = map_flat(m, 3, 100);
	for (int n = 0; n < 5; n++) {
		desk_type(d, "z");
		map_cell(m, under, &row, &col);
		assert_true(llabs(row - 3) <= 1 && llabs(col - 100) <= 1);
		under = map_flat(m, 3, 100);
	}
	desk_free(d);
}

static void
the_cursor_moves_by_cells_and_at_the_edge_the_map(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct map_view view = m->view;

	(void)state;
	m->cursor_row = 1;
	m->cursor_col = m->cols - 2;
	desk_type(d, "kl");
	assert_int_equal(m->cursor_row, 0);
	assert_int_equal(m->cursor_col, m->cols - 1);
	assert_true(same_view(&m->view, &view));
	desk_type(d, "kl");
	assert_int_equal(m->view.row, view.row - 1);
	assert_int_equal(m->view.col, view.col + 1);
	desk_type(d, "jh");
	assert_int_equal(m->view.row, view.row - 1);
	assert_int_equal(m->cursor_row, 1);
	desk_free(d);
}

static void
the_list_of_views_fits_and_goes_back(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct map_view own = m->view;
	struct point spot;

	(void)state;
	desk_type(d, "u1");
	assert_true(map_chosen_spot(&d->console, &spot));
	assert_true(map_in_sight(m, projection_flat(spot)));
	assert_true(m->view.zoom < own.zoom);
	desk_type(d, "u4");
	assert_true(same_view(&m->view, &own));
	desk_type(d, "u3");
	assert_true(m->view.zoom >= own.zoom);
	desk_type(d, "u2");
	assert_true(same_view(&m->view, &own));
	desk_free(d);
}

static void
no_key_leads_off_the_earth(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);

	(void)state;
	for (int n = 0; n < 40; n++)
		desk_type(d, n % 2 ? "b." : "b>");
	for (int n = 0; n < 400; n++)
		desk_type(d, n % 2 ? "." : ">");
	desk_map_ready(d);
	assert_int_equal(m->view.zoom, MAP_ZOOM_MAX);
	for (int n = 0; n < 400; n++)
		desk_type(d, n % 2 ? "z," : "z<");
	desk_map_ready(d);
	assert_int_equal(m->view.zoom, MAP_ZOOM_MIN);
	desk_free(d);
}

/* ---- letters ---- */

static void
a_letter_selects_what_it_stands_before(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	char letter[2] = "";

	(void)state;
	desk_type(d, "f");
	m = desk_map_ready(d);
	for (size_t n = 0; n < m->marks; n++) {
		assert_int_equal(strlen(m->mark[n].letter), 1);
		assert_true(m->mark[n].letter[0] != 'y');
	}
	letter[0] = desk_map_mark(m, "0125")->letter[0];
	desk_type(d, letter);
	assert_false(m->jumping);
	assert_string_equal(d->console.incident, "0125");
	desk_type(d, "f");
	letter[0] = desk_map_mark(desk_map_ready(d), "M4")->letter[0];
	desk_type(d, letter);
	assert_int_equal(m->about, KIND_UNIT);
	assert_string_equal(d->console.unit, "M4");
	desk_free(d);
}

/* What moves or comes between the letters and the key renames nothing. */
static void
letters_stand_while_one_looks_for_the_key(void **state)
{
	struct desk *d = desk_map_open();
	struct incident i = *console_incident(&d->console, "0131");
	char letter[2] = "";

	(void)state;
	desk_type(d, "f");
	letter[0] = desk_map_mark(desk_map_ready(d), "0127")->letter[0];
	desk_gone(d, KIND_UNIT, "P1");
	i.head.id = "0140";
	i.number = "20261121-0140";
	i.priority = 1;
	desk_put(d, &i.head);
	assert_int_equal(
	    desk_map_mark(desk_map_ready(d), "0127")->letter[0], letter[0]);
	assert_string_equal(
	    desk_map_mark(desk_map_ready(d), "0140")->letter, "");
	desk_type(d, letter);
	assert_string_equal(d->console.incident, "0127");
	desk_free(d);
}

static void
more_than_twenty_five_have_two_letters(void **state)
{
	struct desk *d = desk_map_open();
	struct unit u = *console_unit(&d->console, "P1");
	char id[16], letters[3];
	struct map *m;

	(void)state;
	for (int n = 0; n < 30; n++) {
		snprintf(id, sizeof(id), "X%02d", n);
		u.head.id = u.callsign = id;
		u.home.lon = 120.627 + n * 0.001;
		desk_put(d, &u.head);
	}
	desk_type(d, "f");
	m = desk_map_ready(d);
	for (size_t n = 0; n < m->marks; n++)
		assert_int_equal(strlen(m->mark[n].letter), 2);
	snprintf(
	    letters, sizeof(letters), "%s", desk_map_mark(m, "X17")->letter);
	desk_type(d, letters);
	assert_string_equal(d->console.unit, "X17");
	desk_free(d);
}

static void
any_other_key_ends_the_letters_and_does_nothing(void **state)
{
	static const char *const keys[] = {"Esc", "y", "1", "-", "?", "Enter"};
	struct desk *d = desk_map_open();
	char before[ID_SIZE];

	(void)state;
	snprintf(before, sizeof(before), "%s", d->console.incident);
	for (size_t n = 0; n < COUNT_OF(keys); n++) {
		desk_type(d, "f");
		assert_true(desk_map_ready(d)->jumping);
		desk_press(d, keys[n]);
		assert_false(desk_map_ready(d)->jumping);
		assert_int_equal(d->console.screen, SCREEN_MAP);
		assert_false(d->console.question.open);
		assert_string_equal(d->console.incident, before);
	}
	assert_int_equal(d->sends, 0);
	desk_free(d);
}

/* ---- acts ---- */

static void
acts_are_about_what_is_selected_here(void **state)
{
	struct desk *d = desk_map_open();

	(void)state;
	desk_type(d, "d");
	assert_true(d->console.list.open);
	assert_string_equal(d->console.list.id, "0131");
	desk_type(d, "1");
	assert_true(strstr(desk_sent(d), "dispatch ") == desk_sent(d));
	assert_non_null(strstr(desk_sent(d), "\"0131\""));
	map_choose(&d->console, KIND_UNIT, "Y2");
	desk_type(d, "d");
	assert_string_equal(d->console.list.id, "Y2");
	desk_press(d, "Esc");
	desk_type(d, "p");
	assert_false(d->console.list.open);
	assert_int_equal(d->console.screen, SCREEN_MAP);
	desk_free(d);
}

static void
a_new_incident_lies_under_the_cursor(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct point here;
	char lat[32];

	(void)state;
	m->cursor_row = 7;
	m->cursor_col = 30;
	here = projection_point(map_flat(m, 7, 30));
	desk_map_ready(d);
	desk_type(d, "i");
	assert_non_null(d->console.form);
	desk_type(d, "x");
	for (int n = 0; n < 6; n++)
		desk_press(d, "Enter");
	assert_true(strstr(desk_sent(d), "new ") == desk_sent(d));
	snprintf(lat, sizeof(lat), "%.5f", here.lat);
	assert_non_null(strstr(desk_sent(d), lat));
	assert_int_equal(d->console.screen, SCREEN_MAP);
	desk_free(d);
}

/* ---- the ring ---- */

/* The haversine, written down once more. */
static double
haversine(struct point a, struct point b)
{
	const double r = 6371008.8, rad = M_PI / 180;
	double dlat = (b.lat - a.lat) * rad, dlon = (b.lon - a.lon) * rad;
	double h = pow(sin(dlat / 2), 2) +
	           cos(a.lat * rad) * cos(b.lat * rad) * pow(sin(dlon / 2), 2);

	return 2 * r * atan2(sqrt(h), sqrt(1 - h));
}

#define CASES 1000
#define IN_RING 24

static double
between(struct rng *g, double low, double high)
{
	return low + (high - low) * (double)rng_below(g, 1000000) / 1e6;
}

/* Puts the units around a middle, up to twice the radius from it. */
static void
scatter(struct desk *d, struct rng *g, struct point middle, double radius,
    msec_t ago, struct point spot[IN_RING])
{
	for (int n = 0; n < IN_RING; n++) {
		double turn = between(g, 0, 2 * M_PI);
		double far = between(g, 0, 2 * radius) / 111195;
		char id[16];

		spot[n] = (struct point){middle.lat + far * sin(turn),
		    middle.lon +
		        far * cos(turn) / cos(middle.lat * M_PI / 180)};
		snprintf(id, sizeof(id), "R%02d", n);
		desk_move(d, id, spot[n], ago);
	}
}

static bool
is_member(const struct map *m, int n)
{
	char id[16];

	snprintf(id, sizeof(id), "R%02d", n);
	for (size_t k = 0; k < m->ring_list.count; k++)
		if (strcmp(m->ring_list.row[k].unit->head.id, id) == 0)
			return true;
	return false;
}

static void
the_rings_members_agree_with_the_haversine(void **state)
{
	static const double radii[] = {
	    100, 200, 300, 500, 800, 1000, 2000, 5000};
	struct desk *d = desk_map_open();
	struct incident i;
	struct unit u = *console_unit(&d->console, "P1");
	struct point spot[IN_RING];
	struct rng g = {.state = 17};
	size_t inside = 0;

	(void)state;
	for (int n = 0; n < IN_RING; n++) {
		char id[16];

		snprintf(id, sizeof(id), "R%02d", n);
		u.head.id = u.callsign = id;
		desk_put(d, &u.head);
	}
	for (int n = 0; n < CASES; n++) {
		struct map *m = map_of(&d->console);

		i = *console_incident(&d->console, "0131");
		m->ring = (int)rng_below(&g, COUNT_OF(radii));
		i.spot = (struct point){
		    between(&g, -70, 70), between(&g, -179, 179)};
		desk_put(d, &i.head);
		scatter(d, &g, i.spot, radii[m->ring], CASES - n, spot);
		assert_true(map_make_ring(&d->console));
		for (int k = 0; k < IN_RING; k++) {
			double far = haversine(i.spot, spot[k]);

			inside += is_member(m, k);
			/* A hair beside the border either is right. */
			if (fabs(far - radii[m->ring]) > 1e-6 * far)
				assert_int_equal(
				    is_member(m, k), far < radii[m->ring]);
		}
	}
	assert_true(inside > CASES * IN_RING / 4);
	desk_free(d);
}

static void
the_ring_is_ranked_as_the_list_of_units_is(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m;

	(void)state;
	desk_type(d, "]]]]");
	m = desk_map_ready(d);
	assert_true(m->ring_list.count > 3);
	for (size_t n = 1; n < m->ring_list.count; n++) {
		const struct nearest *a = &m->ring_list.row[n - 1];
		const struct nearest *b = &m->ring_list.row[n];

		assert_true(a->kind < b->kind ||
		            (a->kind == b->kind && a->seconds <= b->seconds));
	}
	desk_type(d, "[[[[[[[[[[");
	assert_int_equal(desk_map_ready(d)->ring, MAP_NO_RING);
	assert_int_equal(m->ring_list.count, 0);
	desk_free(d);
}

/* ---- trails, heat, faces ---- */

static void
a_trail_is_kept_apart_bounded_and_fades(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	struct trail_fix fix[TRAIL_FIXES];
	size_t n;

	(void)state;
	map_choose(&d->console, KIND_UNIT, "P1");
	desk_type(d, "u6");
	for (int k = 0; k < 200; k++) {
		desk_wait(d, 5000);
		desk_move(d, "P1", (struct point){27.99 + k * 1e-4, 120.65}, 0);
	}
	n = trail_fixes(&m->trail, d->console.now, fix);
	assert_int_equal(n, TRAIL_FIXES);
	for (size_t k = 1; k < n; k++)
		assert_true(fix[k].at >= fix[k - 1].at + TRAIL_EVERY);
	desk_wait(d, TRAIL_LONG + 1);
	assert_int_equal(trail_fixes(&m->trail, d->console.now, fix), 0);
	desk_press(d, "Esc");
	assert_string_equal(m->trail.shown, "");
	assert_int_equal(d->console.screen, SCREEN_MAP);
	desk_free(d);
}

static void
heat_is_not_hidden_by_names_of_units_that_wait(void **state)
{
	struct desk *d = desk_map_open();

	(void)state;
	desk_move(d, "P1", (struct point){27.9952, 120.6531}, 1000);
	assert_true(desk_map_mark(desk_map_ready(d), "P1")->label.placed);
	desk_type(d, "u74");
	assert_false(desk_map_mark(desk_map_ready(d), "P1")->label.placed);
	assert_true(desk_map_mark(desk_map_ready(d), "0131")->label.placed);
	assert_true(desk_map_mark(desk_map_ready(d), "M7")
	                ->label.placed); /* has an order */
	desk_press(d, "Esc");
	assert_true(desk_map_mark(desk_map_ready(d), "P1")->label.placed);
	desk_free(d);
}

static void
from_afar_hexagons_grow_and_none_is_lost(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	size_t tinted = 0;

	(void)state;
	desk_type(d, "u74");
	assert_int_equal(desk_map_ready(d)->heat.metres, 500);
	desk_type(d, "bbbbb");
	assert_true(desk_map_ready(d)->heat.metres >=
	            2 * CANVAS_ACROSS * map_metres(m));
	desk_type(d, "bbbbbb");
	assert_int_equal(desk_map_ready(d)->heat.metres, MAP_HEAT_MOST);
	for (int n = 0; n < m->canvas.rows * m->canvas.cols; n++)
		tinted += m->canvas.ink[n] >= INK_HEAT_1 &&
		          m->canvas.ink[n] <= INK_HEAT_3;
	assert_true(tinted > 0);
	desk_free(d);
}

static void
heat_is_counted_and_moves_by_the_hour(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = desk_map_ready(d);
	uint32_t sum = 0;

	(void)state;
	desk_type(d, "u74");
	assert_true(desk_map_ready(d)->heat.on);
	assert_int_equal(m->heat.heat.total, 9);
	assert_int_equal(m->heat.heat.nowhere, 1);
	desk_type(d, ")");
	assert_int_equal(desk_map_ready(d)->heat.hour, 0);
	for (int n = 0; n < HEAT_HOURS; n++) {
		assert_int_equal(m->heat.hour, n);
		sum += m->heat.heat.total + (uint32_t)m->heat.heat.nowhere;
		desk_type(d, ")");
		desk_map_ready(d);
	}
	assert_int_equal(m->heat.hour, HEAT_ANY_HOUR);
	assert_int_equal(sum, 10);
	assert_int_equal(m->heat.heat.by_hour[19], 8);
	desk_press(d, "Esc");
	assert_false(m->heat.on);
	desk_free(d);
}

static void
the_smallest_pane_is_drawn_too(void **state)
{
	struct desk *d = desk_map_open();
	struct map *m = map_of(&d->console);

	(void)state;
	for (int rows = 1; rows < 12; rows++) {
		const struct area a = {.rows = rows, .cols = 30};

		map_prepare(&d->console, a);
		assert_int_equal(m->side, 0);
		assert_int_equal(m->cols, 30);
		assert_true(m->cursor_row < m->rows);
		assert_apart(m);
	}
	desk_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(labels_say_what_the_queue_says),
	    cmocka_unit_test(a_position_shows_its_age_by_a_sign),
	    cmocka_unit_test(a_post_stays_where_it_stands_and_never_ages),
	    cmocka_unit_test(labels_never_overlap_and_nobody_is_lost),
	    cmocka_unit_test(
	        where_units_crowd_those_nearest_to_the_chosen_are_named),
	    cmocka_unit_test(a_name_is_left_out_whole_where_something_live_is),
	    cmocka_unit_test(the_view_never_moves_by_itself),
	    cmocka_unit_test(
	        following_is_turned_on_and_keeps_the_selected_in_sight),
	    cmocka_unit_test(what_was_panned_or_zoomed_comes_back_exactly),
	    cmocka_unit_test(the_cursor_moves_by_cells_and_at_the_edge_the_map),
	    cmocka_unit_test(the_list_of_views_fits_and_goes_back),
	    cmocka_unit_test(no_key_leads_off_the_earth),
	    cmocka_unit_test(a_letter_selects_what_it_stands_before),
	    cmocka_unit_test(letters_stand_while_one_looks_for_the_key),
	    cmocka_unit_test(more_than_twenty_five_have_two_letters),
	    cmocka_unit_test(any_other_key_ends_the_letters_and_does_nothing),
	    cmocka_unit_test(acts_are_about_what_is_selected_here),
	    cmocka_unit_test(a_new_incident_lies_under_the_cursor),
	    cmocka_unit_test(the_rings_members_agree_with_the_haversine),
	    cmocka_unit_test(the_ring_is_ranked_as_the_list_of_units_is),
	    cmocka_unit_test(a_trail_is_kept_apart_bounded_and_fades),
	    cmocka_unit_test(heat_is_not_hidden_by_names_of_units_that_wait),
	    cmocka_unit_test(from_afar_hexagons_grow_and_none_is_lost),
	    cmocka_unit_test(heat_is_counted_and_moves_by_the_hour),
	    cmocka_unit_test(the_smallest_pane_is_drawn_too),
	};

	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
