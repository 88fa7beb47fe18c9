/*
 * What the central makes by itself: each day's tasks at local midnight, once,
 * whatever happens to clock and process; and the same duty from several
 * sources, which is one task.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/duty.h"
#include "model/time.h"
#include "tests/lib/duty-desk.h"

static void
midnight_makes_the_tasks_of_the_day_in_every_area(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", NULL, RHYTHM_DAILY);
	struct duty_counted c;

	t.steps = "[photo] gate; lock";
	duty_put(d, &t.head);
	assert_int_equal(duty_count(d).all, 0); /* 20:00: 09:00 is past */
	room_go(d, MIDNIGHT - 1000);
	assert_int_equal(duty_count(d).all, 0);
	room_go(d, 1000);
	c = duty_count(d);
	assert_int_equal(c.all, 3);
	assert_int_equal(duty_task(d, c.id).steps, 2);
	assert_int_equal(
	    duty_task(d, c.id).due, ROOM_BEGIN + MIDNIGHT + 9 * TIME_HOUR);
	room_go(d, TIME_DAY);
	assert_int_equal(duty_count(d).all, 6);
}

static void
a_restart_and_a_clock_set_back_make_nothing_new(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", "LQ", RHYTHM_DAILY);

	duty_put(d, &t.head);
	room_go(d, MIDNIGHT + 1000);
	assert_int_equal(duty_count(d).all, 2);
	duty_restart(d, ROOM_BEGIN + MIDNIGHT + 2000);
	room_go(d, 0);
	assert_int_equal(duty_count(d).all, 2);
	/* Back to before midnight, and over it once more. */
	duty_restart(d, ROOM_BEGIN + MIDNIGHT - 2000);
	room_go(d, 4000);
	assert_int_equal(duty_count(d).all, 2);
	/* Putting the template again is no other day either. */
	duty_put(d, &t.head);
	assert_int_equal(duty_count(d).all, 2);
}

static void
a_clock_that_was_a_year_ahead_does_not_silence_the_year(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", "LQ", RHYTHM_DAILY);
	size_t before;

	duty_put(d, &t.head);
	duty_restart(d, ROOM_BEGIN + 365 * TIME_DAY);
	room_go(d, 0);
	before = duty_count(d).all;
	duty_restart(d, ROOM_BEGIN);
	room_go(d, MIDNIGHT);
	assert_int_equal(duty_count(d).all, before + 2);
}

static void
a_clock_that_is_set_right_again_needs_no_restart(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", "LQ", RHYTHM_DAILY);
	size_t before;

	duty_put(d, &t.head);
	duty_set_clock(d, ROOM_BEGIN + 300 * TIME_DAY);
	room_go(d, 1000);
	before = duty_count(d).all;
	assert_int_equal(before, 2); /* of that day, in both areas */
	duty_set_clock(d, ROOM_BEGIN);
	room_go(d, 1000);
	assert_int_equal(duty_count(d).all, before);
	room_go(d, MIDNIGHT);
	assert_int_equal(duty_count(d).all, before + 2);
	room_go(d, TIME_DAY);
	assert_int_equal(duty_count(d).all, before + 4);
}

/* Every hour of two weeks around what the clocks do there. */
static void
each_local_day_has_its_tasks_once(const char *zone, msec_t begin)
{
	struct room_desk d;
	struct setting t = duty_template("round", "LQ", RHYTHM_DAILY);
	struct duty_counted c;

	room_open_in(&d, zone);
	duty_put_officer(&d, "li", "LQ");
	duty_put_area(&d, "G07", "LQ", "li");
	duty_set_clock(&d, begin);
	room_go(&d, 0);
	duty_put(&d, &t.head);
	for (int n = 1; n <= 14 * 24; n++) {
		room_go(&d, TIME_HOUR);
		if (n % 50 == 0)
			duty_restart(&d, begin + n * TIME_HOUR);
	}
	c = duty_count(&d);
	/* The day it was put on has passed its limit by then, or not. */
	assert_in_range(c.all, 14, 15);
	room_close(&d);
}

static void
a_day_that_begins_twice_or_late_has_its_tasks_once(void **state)
{
	/* Havana falls back at 01:00 to 00:00; Beirut has no 00:00 in spring;
	 * Lord Howe goes by half an hour. */
	static const struct {
		const char *zone, *from;
	} rows[] = {
	    {"America/Havana", "2026-10-26T05:30:00Z"},
	    {"America/Havana", "2026-03-02T05:30:00Z"},
	    {"Asia/Beirut", "2026-03-22T23:30:00Z"},
	    {"Australia/Lord_Howe", "2026-03-29T12:30:00Z"},
	};
	struct problem p = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		msec_t from = 0;
		struct zone *z = NULL;

		if (zone_load(rows[i].zone, &z, &p))
			skip(); /* no tz database here */
		zone_free(z);
		assert_true(
		    time_parse(rows[i].from, strlen(rows[i].from), &from));
		each_local_day_has_its_tasks_once(rows[i].zone, from);
	}
}

static void
what_was_missed_is_made_but_no_round_of_a_day_gone_by(void **state)
{
	struct room_desk *d = *state;
	struct setting daily = duty_template("round", "LQ", RHYTHM_DAILY);
	struct setting monday = duty_template("letters", "LQ", RHYTHM_WEEKLY);

	monday.days = "mon";
	duty_put(d, &daily.head);
	duty_put(d, &monday.head);
	/* Saturday evening to Wednesday. */
	duty_restart(d, ROOM_BEGIN + MIDNIGHT + 3 * TIME_DAY + TIME_HOUR);
	room_go(d, 0);
	assert_int_equal(duty_count(d).all, 4);
	duty_restart(d, ROOM_BEGIN + MIDNIGHT + 3 * TIME_DAY + 2 * TIME_HOUR);
	room_go(d, 0);
	assert_int_equal(duty_count(d).all, 4);
}

static void
the_same_duty_from_two_sources_is_one_task(void **state)
{
	struct room_desk *d = *state;
	struct setting ours = duty_template("fire-check", "LQ", RHYTHM_DAILY);
	struct setting theirs =
	    duty_template("fire-brigade", NULL, RHYTHM_DAILY);
	struct record *r;
	struct duty_counted c;
	const struct task *t;

	ours.steps = "lock";
	ours.source = "station";
	theirs.duty = "fire-check";
	theirs.source = "fire brigade";
	theirs.steps = "lock; [photo] hydrant";
	theirs.until = "08:00";
	duty_put_area(d, "G08", "LQ", NULL);
	duty_put_area(d, "X01", "XQ", NULL);
	duty_put(d, &ours.head);
	duty_put(d, &theirs.head);
	room_go(d, MIDNIGHT);
	c = duty_count(d);
	assert_int_equal(c.all, 1);
	r = room_get(d, KIND_TASK, c.id);
	t = (const struct task *)r;
	assert_true(text_is(t->source, "station")
	                ? text_is(t->also, "fire brigade")
	                : text_is(t->also, "station"));
	assert_int_equal(t->steps, 2); /* lock is not asked for twice */
	assert_int_equal(
	    t->due, ROOM_BEGIN + MIDNIGHT + 8 * TIME_HOUR); /* the earlier */
	record_free(r);
	room_go(d, 1000);
	assert_int_equal(duty_count(d).all, 1);
}

/* Station, district, department, and what an incident leaves to be done. */
static void
a_duty_of_four_kinds_of_source_is_one_task_with_four(void **state)
{
	struct room_desk *d = *state;
	struct setting ours = duty_template("fire-check", "LQ", RHYTHM_DAILY);
	struct setting theirs =
	    duty_template("district-check", NULL, RHYTHM_DAILY);
	struct call c = room_call(COMMAND_TASK);
	struct record *r;
	const struct task *t;

	ours.source = "station";
	theirs.duty = "fire-check";
	theirs.source = "district";
	duty_put_area(d, "G08", "LQ", NULL);
	duty_put_area(d, "X01", "XQ", NULL);
	duty_put(d, &ours.head);
	duty_put(d, &theirs.head);
	room_go(d, MIDNIGHT + TIME_HOUR);
	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_task_title, "Fire doors again");
	call_set_text(&c, ARG_task_area, "G07");
	call_set_text(&c, ARG_task_duty, "fire-check");
	call_set_text(&c, ARG_task_source, "fire brigade");
	assert_true(room_do(d, d->lq, &c));
	c = room_call(COMMAND_TASK);
	call_set_text(&c, ARG_task_title, "Fire doors after the fire");
	call_set_text(&c, ARG_task_area, "G07");
	call_set_text(&c, ARG_task_duty, "fire-check");
	call_set_text(&c, ARG_task_incident, "i1");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(duty_count(d).all, 1);
	r = room_get(d, KIND_TASK, duty_count(d).id);
	t = (const struct task *)r;
	assert_true(duty_has_source(t, "station"));
	assert_true(duty_has_source(t, "district"));
	assert_true(duty_has_source(t, "fire brigade"));
	/* The follow-up's source is the incident, by its number. */
	assert_true(duty_has_source(t, "20261122-0001"));
	assert_string_equal(t->incident, "i1");
	record_free(r);
}

static size_t
asked(struct room_desk *d, const char *id, const char *title,
    const char *source, const char *incident, msec_t due)
{
	struct call c = room_call(COMMAND_TASK);

	call_set_text(&c, ARG_task_task, id);
	call_set_text(&c, ARG_task_officer, "li");
	call_set_text(&c, ARG_task_title, title);
	call_set_text(&c, ARG_task_source, source);
	if (incident)
		call_set_text(&c, ARG_task_incident, incident);
	if (due)
		call_set_number(&c, ARG_task_due, due);
	assert_true(room_do(d, d->lq, &c));
	return duty_count(d).all;
}

static void
what_two_ask_for_by_hand_is_one_and_no_order_is_swallowed(void **state)
{
	struct room_desk *d = *state;
	msec_t due = ROOM_BEGIN + TIME_HOUR;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "park"));
	assert_int_equal(asked(d, "K1", "Visit Wu", "station", NULL, 0), 1);
	assert_int_equal(asked(d, "K2", "visit wu", "school", NULL, 0), 1);
	/* The same source says something else: it means another. */
	assert_int_equal(asked(d, "K3", "Visit Wu", "school", NULL, due), 2);
	assert_int_equal(asked(d, "K4", "Visit Wu", "school", NULL, due), 2);
	/* One follows from an incident, and so does that of another. */
	assert_int_equal(asked(d, "K5", "Talk", "district", "i1", 0), 3);
	assert_int_equal(asked(d, "K6", "Talk", "school", "i2", 0), 4);
	/* What is done is done: who asks after that asks anew. */
	assert_true(duty_step(d, d->lq, COMMAND_FINISH, "K5", "talked"));
	assert_int_equal(asked(d, "K7", "Talk", "legal", "i1", 0), 5);
	assert_int_equal(asked(d, "K8", "Talk", "video", "i2", 0), 5);
}

/* What the shipped templates are for: each its own task, with a result. */
static void
orders_letters_and_visits_are_tasks_with_a_result(void **state)
{
	static const char *const names[] = {
	    "verify", "school-letter", "revisit"};
	struct room_desk *d = *state;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct setting t = duty_template(names[i], NULL, RHYTHM_NONE);

		t.steps = "[text] who signed";
		t.until = "23:00";
		duty_put(d, &t.head);
		for (int n = 0; n < 2; n++) {
			struct call c = room_call(COMMAND_TASK);
			char title[48], id[16];
			struct record *r;

			snprintf(title, sizeof(title), "%s %d", names[i], n);
			snprintf(id, sizeof(id), "T%zu%d", i, n);
			call_set_text(&c, ARG_task_task, id);
			call_set_text(&c, ARG_task_title, title);
			call_set_text(&c, ARG_task_area, "G07");
			call_set_text(&c, ARG_task_template, names[i]);
			call_set_text(&c, ARG_task_source, "centre");
			assert_true(room_do(d, d->lq, &c));
			assert_int_equal(
			    duty_count(d).all, i * 2 + (size_t)n + 1);
			assert_false(
			    duty_step(d, d->lq, COMMAND_FINISH, id, "sent"));
			assert_int_equal(d->problem.code, PROBLEM_STEPS_LEFT);
			assert_true(duty_tick_first(d, d->lq, id, "Chen"));
			assert_true(
			    duty_step(d, d->lq, COMMAND_FINISH, id, "sent"));
			r = room_get(d, KIND_TASK, id);
			assert_string_equal(((struct task *)r)->result, "sent");
			assert_int_equal(((struct task *)r)->due,
			    ROOM_BEGIN + 3 * TIME_HOUR);
			record_free(r);
		}
	}
}

static void
one_asked_for_by_hand_joins_the_days_duty(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("visit", "LQ", RHYTHM_NONE);
	struct call c = room_call(COMMAND_TASK);
	struct record *r;

	duty_put(d, &t.head);
	call_set_text(&c, ARG_task_title, "Visit");
	call_set_text(&c, ARG_task_area, "G07");
	call_set_text(&c, ARG_task_template, "visit");
	call_set_text(&c, ARG_task_source, "district");
	assert_true(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_task_source, "school");
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_do(d, d->lq, &c)); /* asking again adds nothing */
	assert_int_equal(duty_count(d).all, 1);
	r = room_get(d, KIND_TASK, duty_count(d).id);
	assert_string_equal(((struct task *)r)->officer, "li");
	assert_string_equal(((struct task *)r)->source, "district");
	assert_string_equal(((struct task *)r)->also, "school");
	record_free(r);
}

int
main(void)
{
#define WITH(test)                       \
	cmocka_unit_test_setup_teardown( \
	    test, duty_desk_setup, duty_desk_teardown)
	const struct CMUnitTest tests[] = {
	    WITH(midnight_makes_the_tasks_of_the_day_in_every_area),
	    WITH(a_restart_and_a_clock_set_back_make_nothing_new),
	    WITH(a_clock_that_was_a_year_ahead_does_not_silence_the_year),
	    WITH(a_clock_that_is_set_right_again_needs_no_restart),
	    cmocka_unit_test(
	        a_day_that_begins_twice_or_late_has_its_tasks_once),
	    WITH(what_was_missed_is_made_but_no_round_of_a_day_gone_by),
	    WITH(the_same_duty_from_two_sources_is_one_task),
	    WITH(a_duty_of_four_kinds_of_source_is_one_task_with_four),
	    WITH(what_two_ask_for_by_hand_is_one_and_no_order_is_swallowed),
	    WITH(orders_letters_and_visits_are_tasks_with_a_result),
	    WITH(one_asked_for_by_hand_joins_the_days_duty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
