/*
 * Whose label comes first where there is room for one only: an incident's
 * before a unit's before a station's before a village's; and that none is ever
 * cut, not in the middle of a Chinese character either.
 */
#include "tui/map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/text.h"
#include "tests/lib/desk.h"
#include "tui/words.h"

static const struct point here = {27.99, 120.65};

/* Its middle on the point, and so its name. */
static struct layer *
area(const char *layer, enum layer_role role, const char *name)
{
	static const int turn[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
	struct layer *l = layer_new(layer, role);

	assert_non_null(l);
	layer_begin(l, name, NULL);
	layer_begin_part(l, PART_RING);
	for (int k = 0; k < 4; k++)
		layer_add(
		    l, vertex_of((struct point){here.lat + turn[k][1] * 0.02,
		           here.lon + turn[k][0] * 0.02}));
	layer_end(l);
	return l;
}

struct scenery {
	struct layer *layer[2];
};

static struct desk *
open_desk(struct scenery *s)
{
	struct desk *d = desk_new();
	struct map *m;

	s->layer[0] = area("stations", LAYER_STATION, "娄桥派出所");
	s->layer[1] = area("villages", LAYER_VILLAGE, "古岸头村");
	desk_type(d, "gm");
	m = map_of(&d->console);
	m->layer = (const struct layer *const *)s->layer;
	m->layers = 2;
	m->scene_stale = true;
	m->placed = m->settled = m->touched = false;
	return d;
}

static struct map *
ready(struct desk *d, int cols)
{
	const struct area a = {.rows = 24, .cols = cols};

	map_prepare(&d->console, a);
	return map_of(&d->console);
}

static void
close_desk(struct desk *d, struct scenery *s)
{
	map_of(&d->console)->layers = 0;
	desk_free(d);
	layer_free(s->layer[0]);
	layer_free(s->layer[1]);
}

static const char *
first_name(const struct map *m)
{
	return m->labels.names == 0
	           ? ""
	           : scene_text(&m->scene, m->labels.name[0].name->text);
}

static void
put_unit(struct desk *d)
{
	const struct unit u = {.head = {.kind = KIND_UNIT, .id = "u1"},
	    .callsign = "P1",
	    .duty = UNIT_PATROL,
	    .state = UNIT_PATROL};

	desk_put(d, &u.head);
	desk_move(d, "u1", here, 1000);
}

static void
put_incident(struct desk *d)
{
	const struct incident i = {.head = {.kind = KIND_INCIDENT, .id = "i1"},
	    .number = "20261121-0001",
	    .state = INCIDENT_PENDING,
	    .priority = 3,
	    .spot = here};

	desk_put(d, &i.head);
	desk_wait(d, 0);
}

static const struct label *
label_of(const struct map *m, const char *id)
{
	for (size_t n = 0; n < m->marks; n++)
		if (strcmp(m->mark[n].id, id) == 0)
			return &m->mark[n].label;
	fail_msg("%s is not there", id);
	return NULL;
}

static bool
on_its_spot(const struct label *l)
{
	return l->placed && l->at_row == l->row &&
	       l->at_col == l->col - l->lead;
}

static void
an_incident_before_a_unit_before_a_station_before_a_village(void **state)
{
	struct scenery s;
	struct desk *d = open_desk(&s);
	struct map *m = ready(d, 80);

	(void)state;
	/* Two names in one place: the station's is placed, alone. */
	assert_string_equal(first_name(m), "娄桥派出所");
	assert_int_equal(m->labels.names, 1);
	assert_true(labels_shows(&m->labels, &m->labels.name[0]));
	put_unit(d);
	m = ready(d, 80);
	assert_true(on_its_spot(label_of(m, "u1")));
	assert_false(labels_shows(&m->labels, &m->labels.name[0]));
	put_incident(d);
	map_choose(&d->console, KIND_UNIT, "nobody");
	desk_type(d, "bz"); /* everything is placed anew */
	m = ready(d, 80);
	assert_true(on_its_spot(label_of(m, "i1")));
	assert_true(label_of(m, "u1")->placed);
	assert_false(on_its_spot(label_of(m, "u1")));
	close_desk(d, &s);
}

#define CROWD 60

static void
put_crowd(struct desk *d)
{
	for (int n = 0; n < CROWD; n++) {
		char id[16];
		const struct unit u = {.head = {.kind = KIND_UNIT, .id = id},
		    .callsign = id,
		    .duty = UNIT_PATROL,
		    .state = UNIT_PATROL};

		snprintf(id, sizeof(id), "Q%02d", n);
		desk_put(d, &u.head);
		desk_move(d, id,
		    (struct point){here.lat + 0.002 * (n % 10),
		        here.lon + 0.004 * (n / 10)},
		    1000);
	}
}

/* Keeps where each of the crowd has its label, or none. */
static void
keep(const struct map *m, struct label to[CROWD])
{
	for (int n = 0; n < CROWD; n++) {
		char id[16];

		snprintf(id, sizeof(id), "Q%02d", n);
		to[n] = *label_of(m, id);
	}
}

static void
who_calls_for_help_in_a_crowd_has_his_label_and_hardly_any_other_moves(
    void **state)
{
	struct unit u = {.head = {.kind = KIND_UNIT, .id = "sos"},
	    .callsign = "P9",
	    .state = UNIT_PATROL,
	    .emergency = true};
	struct label before[CROWD], after[CROWD];
	struct scenery s;
	struct desk *d = open_desk(&s);
	size_t moved = 0, lost = 0;

	(void)state;
	put_crowd(d);
	desk_type(d, "gm");
	ready(d, 80);
	desk_type(d, "b");
	keep(ready(d, 80), before);
	desk_put(d, &u.head);
	desk_move(
	    d, "sos", (struct point){here.lat + 0.008, here.lon + 0.008}, 1000);
	keep(ready(d, 80), after);
	assert_true(label_of(map_of(&d->console), "sos")->placed);
	for (int n = 0; n < CROWD; n++) {
		lost += before[n].placed && !after[n].placed;
		moved += before[n].placed && after[n].placed &&
		         (before[n].at_row != after[n].at_row ||
		             before[n].at_col != after[n].at_col);
	}
	assert_int_equal(moved, 0);
	assert_true(lost <= 3);
	close_desk(d, &s);
}

/* Pushes the names over every edge, a cell at a time. */
static void
a_name_is_whole_or_not_there(void **state)
{
	struct scenery s;
	struct desk *d = open_desk(&s);
	size_t seen = 0;

	(void)state;
	ready(d, 80);
	for (int n = 0; n < 200; n++) {
		const struct map *m = map_of(&d->console);

		map_pan(map_of(&d->console), n % 7 - 3, n < 100 ? 1 : -1);
		ready(d, 80);
		for (size_t k = 0; k < m->labels.names; k++) {
			const struct placed_name *p = &m->labels.name[k];
			const char *text = scene_text(&m->scene, p->name->text);

			seen++;
			assert_int_equal(p->name->width,
			    (int)text_width(text, strlen(text)));
			assert_true(p->col >= 0);
			assert_true(p->col + p->name->width <= m->cols);
			assert_true(p->row >= 0 && p->row < m->rows);
		}
	}
	assert_true(seen > 10);
	close_desk(d, &s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        an_incident_before_a_unit_before_a_station_before_a_village),
	    cmocka_unit_test(
	        who_calls_for_help_in_a_crowd_has_his_label_and_hardly_any_other_moves),
	    cmocka_unit_test(a_name_is_whole_or_not_there),
	};

	setenv("LC_ALL", "C.UTF-8", 1); /* whatever the machine says */
	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
