/*
 * What a simulated unit does: by its records and its seed, never by memory.
 */
#include "replay/sim-mind.h"

#include "model/time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define T0 INT64_C(1795203000000)

static const struct unit car = {.head = {.kind = KIND_UNIT, .id = "u1"},
    .callsign = "P1",
    .mobility = MOVES_CAR,
    .channel = CHANNEL_DEVICE,
    .home = {27.950, 120.600}};

/* One order to one incident, and a mind at home. */
struct scene {
	struct sim_mind mind;
	struct unit unit;
	struct assignment order[2];
	struct incident incident[2];
	const struct assignment *orders[2];
	const struct incident *incidents[2];
	struct sim_sight sight;
};

static void
begin(struct scene *s, uint64_t seed, const char *incident, size_t orders)
{
	*s = (struct scene){.mind = {.seed = seed}, .unit = car};
	for (size_t i = 0; i < orders; i++) {
		s->incident[i].head.id = i ? "second" : incident;
		s->incident[i].spot = (struct point){27.955, 120.605};
		s->order[i] = (struct assignment){.unit = "u1",
		    .incident = s->incident[i].head.id,
		    .channel = CHANNEL_DEVICE,
		    .issued = T0 + (msec_t)i * 1000};
		s->orders[i] = &s->order[i];
		s->incidents[i] = &s->incident[i];
	}
	s->sight = (struct sim_sight){.now = T0,
	    .unit = &s->unit,
	    .orders = s->orders,
	    .count = orders,
	    .incidents = s->incidents};
}

static struct sim_deed
look_at(struct scene *s, msec_t now)
{
	s->sight.now = now;
	sim_move(&s->mind, &s->sight);
	return sim_think(&s->mind, &s->sight);
}

/* Goes on until it does something; false when it never does in a day. */
static bool
until_deed(struct scene *s, struct sim_deed *d)
{
	msec_t end = s->sight.now + TIME_DAY;

	for (msec_t t = s->sight.now; t < end; t += 1000) {
		*d = look_at(s, t);
		if (d->order)
			return true;
	}
	return false;
}

/* Takes the step as a central would stamp it. */
static void
take(struct scene *s, const struct sim_deed *d)
{
	struct assignment *a = &s->order[d->order - s->order];
	msec_t now = s->sight.now;

	switch (d->command) {
	case COMMAND_DELIVERED:
		a->state = ASSIGNMENT_DELIVERED;
		a->delivered = now;
		break;
	case COMMAND_ACCEPT:
		a->state = ASSIGNMENT_ACCEPTED;
		a->accepted = now;
		break;
	case COMMAND_ENROUTE:
		a->state = ASSIGNMENT_ENROUTE;
		a->enroute = now;
		break;
	case COMMAND_ONSCENE:
		a->state = ASSIGNMENT_ONSCENE;
		a->onscene = now;
		break;
	case COMMAND_CLEAR:
		a->state = ASSIGNMENT_CLEARED;
		a->cleared = now;
		break;
	case COMMAND_REPORT:
		a->state = ASSIGNMENT_REPORTED;
		break;
	case COMMAND_DECLINE:
		a->state = ASSIGNMENT_DECLINED;
		break;
	default:
		fail_msg("%d is no step", (int)d->command);
	}
}

/* All that it does, as words, until nothing is left. */
static void
play(struct scene *s, char *out, size_t size)
{
	struct sim_deed d;
	size_t len = 0;

	*out = '\0';
	while (until_deed(s, &d)) {
		len += (size_t)snprintf(out + len, size - len, "%s%s",
		    len ? " " : "", command_get(d.command)->name);
		take(s, &d);
		if (d.command == COMMAND_REPORT || d.command == COMMAND_DECLINE)
			return;
	}
}

/* A seed whose unit answers within so many seconds, or later. */
static uint64_t
seed_that_answers(unsigned least, unsigned most, enum command_id with)
{
	struct scene s;
	struct sim_deed d;

	for (uint64_t seed = 1; seed < 500; seed++) {
		msec_t took;

		begin(&s, seed, "i1", 1);
		s.order[0].state = ASSIGNMENT_DELIVERED;
		s.order[0].delivered = T0;
		assert_true(until_deed(&s, &d));
		took = (s.sight.now - T0) / 1000;
		if (d.command == with && took >= least && took <= most)
			return seed;
	}
	fail_msg("no unit answers so in 500");
	return 0;
}

static void
an_order_is_carried_out_step_by_step(void **state)
{
	struct scene s;
	char did[256];

	(void)state;
	begin(&s, seed_that_answers(0, 15, COMMAND_ACCEPT), "i1", 1);
	play(&s, did, sizeof(did));
	assert_string_equal(
	    did, "delivered accept enroute onscene clear report");
}

static void
some_answer_late_some_very_late_and_some_give_it_back(void **state)
{
	struct scene s;
	char did[256];

	(void)state;
	seed_that_answers(31, 62, COMMAND_ACCEPT);
	seed_that_answers(89, 182, COMMAND_ACCEPT);
	begin(&s, seed_that_answers(5, 22, COMMAND_DECLINE), "i1", 1);
	play(&s, did, sizeof(did));
	assert_string_equal(did, "delivered decline");
}

/* The same seed and records: the same deeds at the same times. */
static void
the_same_seed_does_the_same(void **state)
{
	struct scene a, b;
	struct sim_deed d, e;

	(void)state;
	for (uint64_t seed = 1; seed < 30; seed++) {
		begin(&a, seed, "i1", 1);
		begin(&b, seed, "i1", 1);
		for (int k = 0; k < 4; k++) {
			assert_true(until_deed(&a, &d));
			assert_true(until_deed(&b, &e));
			assert_int_equal(d.command, e.command);
			assert_int_equal(a.sight.now, b.sight.now);
			take(&a, &d);
			take(&b, &e);
			if (d.command == COMMAND_DECLINE)
				break;
		}
	}
}

static void
it_moves_at_its_speed_and_is_there_when_it_arrives(void **state)
{
	struct scene s;
	struct sim_deed d;
	double way;

	(void)state;
	begin(&s, 1, "i1", 1);
	s.mind.at = s.unit.home;
	s.order[0].state = ASSIGNMENT_ENROUTE;
	s.order[0].enroute = T0;
	look_at(&s, T0);
	for (int i = 1; i <= 20; i++) {
		struct point before = s.mind.at;

		look_at(&s, T0 + i * 1000);
		way = point_distance(before, s.mind.at);
		assert_true(way <= sim_speed(MOVES_CAR) * 1.05);
		assert_true(way >= sim_speed(MOVES_CAR) * 0.6);
	}
	assert_true(until_deed(&s, &d));
	assert_int_equal(d.command, COMMAND_ONSCENE);
	assert_true(point_distance(s.mind.at, s.incident[0].spot) < 25);
	take(&s, &d);
	look_at(&s, s.sight.now + 60000);
	assert_true(point_distance(s.mind.at, s.incident[0].spot) < 25);
}

static void
an_incident_without_a_place_is_reached_after_some_minutes(void **state)
{
	struct scene s;
	struct sim_deed d;

	(void)state;
	begin(&s, 1, "i1", 1);
	s.incident[0].spot = (struct point){0};
	s.order[0].state = ASSIGNMENT_ENROUTE;
	s.order[0].enroute = T0;
	assert_true(until_deed(&s, &d));
	assert_int_equal(d.command, COMMAND_ONSCENE);
	assert_in_range(s.sight.now - T0, 120000, 301000);
}

static void
a_second_order_is_signed_for_and_waits(void **state)
{
	uint64_t seed = seed_that_answers(0, 15, COMMAND_ACCEPT);
	struct scene s;
	struct sim_deed d;

	(void)state;
	begin(&s, seed, "i1", 2);
	s.order[0].state = ASSIGNMENT_ONSCENE;
	s.order[0].onscene = T0;
	s.order[1].state = ASSIGNMENT_ACCEPTED;
	s.order[1].accepted = T0;
	assert_true(until_deed(&s, &d));
	assert_ptr_equal(d.order, &s.order[0]);
	assert_int_equal(d.command, COMMAND_CLEAR);
	take(&s, &d);
	assert_true(until_deed(&s, &d));
	assert_ptr_equal(d.order, &s.order[1]);
	assert_int_equal(d.command, COMMAND_ENROUTE);
}

static void
an_order_by_radio_is_left_to_the_desk(void **state)
{
	struct scene s;
	struct sim_deed d;

	(void)state;
	begin(&s, 1, "i1", 1);
	s.order[0].channel = CHANNEL_RADIO;
	assert_false(until_deed(&s, &d));
}

static void
without_an_order_it_stays_about_its_home(void **state)
{
	struct scene s;
	double far = 0, moved = 0;

	(void)state;
	begin(&s, 3, "i1", 0);
	for (msec_t t = T0; t < T0 + TIME_HOUR; t += 1000) {
		struct point before = s.mind.at;

		look_at(&s, t);
		if (point_set(before))
			moved += point_distance(before, s.mind.at);
		if (point_distance(s.unit.home, s.mind.at) > far)
			far = point_distance(s.unit.home, s.mind.at);
	}
	assert_true(moved > 500);
	assert_true(far < 700);
	begin(&s, 3, "i1", 0);
	s.unit.mobility = MOVES_FIXED;
	look_at(&s, T0);
	look_at(&s, T0 + TIME_HOUR);
	assert_true(point_distance(s.unit.home, s.mind.at) < 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_order_is_carried_out_step_by_step),
	    cmocka_unit_test(
	        some_answer_late_some_very_late_and_some_give_it_back),
	    cmocka_unit_test(the_same_seed_does_the_same),
	    cmocka_unit_test(
	        it_moves_at_its_speed_and_is_there_when_it_arrives),
	    cmocka_unit_test(
	        an_incident_without_a_place_is_reached_after_some_minutes),
	    cmocka_unit_test(a_second_order_is_signed_for_and_waits),
	    cmocka_unit_test(an_order_by_radio_is_left_to_the_desk),
	    cmocka_unit_test(without_an_order_it_stays_about_its_home),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
