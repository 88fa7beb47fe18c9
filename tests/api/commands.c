/*
 * What the central's commands do, and what follows by itself: clocks,
 * lateness, repeats, transfers, who sees what. On a drill's clock that stands
 * still between steps.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/room.h"

static struct incident
incident(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_INCIDENT, id);
	struct incident i = *(struct incident *)r;

	/* Only numbers are looked at: the strings go with the record. */
	record_free(r);
	return i;
}

static void
numbers_count_per_station_and_local_day(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "park"));
	r = room_get(d, KIND_INCIDENT, "i2");
	assert_string_equal(((struct incident *)r)->number, "20261121-0002");
	record_free(r);
	room_go(d, 5 * TIME_HOUR); /* past midnight in Shanghai */
	assert_true(room_new(d, "i3", "gate"));
	r = room_get(d, KIND_INCIDENT, "i3");
	assert_string_equal(((struct incident *)r)->number, "20261122-0001");
	record_free(r);
}

static void
an_incident_nobody_is_sent_to_becomes_late_and_climbs(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_new(d, "i1", "market"));
	assert_int_equal(incident(d, "i1").clock, CLOCK_DISPATCH);
	assert_int_equal(incident(d, "i1").due, ROOM_BEGIN + 60 * 1000);
	room_go(d, 59 * 1000);
	assert_int_equal(incident(d, "i1").late, 0);
	room_go(d, 2 * 1000);
	assert_int_equal(incident(d, "i1").late, ROOM_BEGIN + 60 * 1000);
	room_go(d, TIME_HOUR);
	assert_int_equal(incident(d, "i1").raised, 2);
	/* Sending somebody ends it. */
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_int_equal(incident(d, "i1").late, 0);
	assert_int_equal(incident(d, "i1").raised, 0);
}

static void
an_order_nobody_signs_for_becomes_late(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	room_go(d, 31 * 1000);
	r = room_get(d, KIND_ASSIGNMENT, "i1-LQ-P1");
	assert_int_equal(((struct assignment *)r)->clock, CLOCK_ACCEPT);
	assert_int_equal(
	    ((struct assignment *)r)->late, ROOM_BEGIN + 30 * 1000);
	record_free(r);
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_ACCEPT));
	r = room_get(d, KIND_ASSIGNMENT, "i1-LQ-P1");
	assert_int_equal(((struct assignment *)r)->clock, CLOCK_ARRIVE);
	assert_int_equal(((struct assignment *)r)->late, 0);
	record_free(r);
}

static void
a_skipped_step_is_inferred_and_a_dated_one_kept(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_ONSCENE);
	struct record *r;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	room_go(d, 10 * TIME_MINUTE);
	call_set_text(&c, ARG_onscene_assignment, "i1-LQ-P1");
	call_set_number(&c, ARG_onscene_happened, ROOM_BEGIN + 5 * TIME_MINUTE);
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_ASSIGNMENT, "i1-LQ-P1");
	assert_int_equal(
	    ((struct assignment *)r)->onscene, ROOM_BEGIN + 5 * TIME_MINUTE);
	assert_non_null(strstr(((struct assignment *)r)->inferred, "accepted"));
	assert_non_null(strstr(((struct assignment *)r)->voiced, "onscene"));
	record_free(r);
	call_set_number(
	    &c, ARG_onscene_happened, ROOM_BEGIN + 30 * TIME_MINUTE);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_TIME_RANGE);
}

static void
a_step_before_its_order_was_given_is_refused(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_ONSCENE);

	room_go(d, TIME_HOUR);
	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_onscene_assignment, "i1-LQ-P1");
	call_set_number(&c, ARG_onscene_happened, ROOM_BEGIN);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_TIME_RANGE);
	assert_string_equal(problem_get(&d->problem, "unit"), "P1");
	assert_string_equal(
	    problem_get(&d->problem, "want"), why_since_the_order);
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ISSUED);
}

static void
a_field_account_steps_only_its_own_orders(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_ACCEPT);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_send(d, "i1", "LQ-P2"));
	call_set_text(&c, ARG_accept_assignment, "i1-LQ-P1");
	assert_true(room_do(d, d->p1, &c));
	call_set_text(&c, ARG_accept_assignment, "i1-LQ-P2");
	assert_false(room_do(d, d->p1, &c));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	c = room_call(COMMAND_DISPATCH);
	assert_false(room_do(d, d->p1, &c));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
}

static void
another_stations_incident_is_not_there(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_PRIORITY);

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_priority_incident, "i1");
	call_set_number(&c, ARG_priority_priority, 1);
	assert_false(room_do(d, d->xq, &c));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_true(room_do(d, d->lq, &c));
}

static void
a_transferred_incident_is_the_other_stations_sheet(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_TRANSFER);

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_transfer_incident, "i1");
	call_set_text(&c, ARG_transfer_station, "XQ");
	call_set_text(&c, ARG_transfer_reason, "their side of the river");
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_UNITS_LEFT);
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_UNTAKEN);
	assert_true(room_may_read(d, d->xq, KIND_INCIDENT, "i1"));
	assert_true(room_may_read(d, d->xq, KIND_ASSIGNMENT, "i1-LQ-P1"));
	assert_false(room_may_read(d, d->lq, KIND_INCIDENT, "i1"));
}

static bool
note_owed(void *ctx, const struct record *r)
{
	const struct message *m = (const struct message *)r;

	assert_int_equal(m->class, MESSAGE_MUSTREAD);
	*(bool *)ctx = refs_have(&m->owed, "LQ-P2");
	return false;
}

static void
of_two_joined_the_older_number_and_the_higher_priority_stay(void **state)
{
	struct room_desk *d = *state;
	struct call p = room_call(COMMAND_PRIORITY);
	struct call c = room_call(COMMAND_MERGE);
	struct problem problem = {0};
	bool owed = false;

	assert_true(room_new(d, "i1", "bar"));
	room_go(d, TIME_MINUTE);
	assert_true(room_new(d, "i2", "bar street"));
	assert_true(room_send(d, "i2", "LQ-P2"));
	call_set_text(&p, ARG_priority_incident, "i2");
	call_set_number(&p, ARG_priority_priority, 1);
	assert_true(room_do(d, d->lq, &p));
	call_set_text(&c, ARG_merge_incident, "i2");
	call_set_text(&c, ARG_merge_other, "i1");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(incident(d, "i1").priority, 1);
	assert_int_equal(incident(d, "i1").repeats, 1);
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_DISPATCHED);
	assert_int_equal(room_incident_state(d, "i2"), INCIDENT_MERGED);
	assert_int_equal(room_told(d, "i1", "merge"), 1);
	/* Who is on the way must read what the later caller said. */
	assert_int_equal(
	    store_mustreads(d->store, "i1", 1, note_owed, &owed, &problem), 0);
	assert_true(owed);
	c = room_call(COMMAND_SPLIT);
	call_set_text(&c, ARG_split_incident, "i2");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_incident_state(d, "i2"), INCIDENT_PENDING);
	assert_int_equal(incident(d, "i1").repeats, 0);
}

static void
an_incident_lies_in_the_grid_around_its_point(void **state)
{
	struct room_desk *d = *state;
	struct call p = room_call(COMMAND_PUT), n = room_call(COMMAND_NEW);
	struct grid g = {
	    .head = {.kind = KIND_GRID, .id = "g7", .station = "LQ"},
	    .name = "G07",
	    .outline = "120.60,27.95 120.62,27.95 120.62,27.97 120.60,27.97"};
	struct record *r;

	p.record = &g.head;
	call_set_text(&p, ARG_put_record, "g7");
	assert_true(room_do(d, d->admin, &p));
	call_set_text(&n, ARG_new_incident, "in");
	call_set_text(&n, ARG_new_place, "park");
	call_set_point(&n, ARG_new_spot, (struct point){27.96, 120.61});
	assert_true(room_do(d, d->lq, &n));
	call_set_text(&n, ARG_new_incident, "out");
	call_set_point(&n, ARG_new_spot, (struct point){27.96, 120.63});
	assert_true(room_do(d, d->lq, &n));
	r = room_get(d, KIND_INCIDENT, "in");
	assert_string_equal(((struct incident *)r)->grid, "g7");
	record_free(r);
	r = room_get(d, KIND_INCIDENT, "out");
	assert_null(((struct incident *)r)->grid);
	record_free(r);
}

static void
an_exchanged_unit_is_free_and_the_other_has_the_order(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_EXCHANGE);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_exchange_assignment, "i1-LQ-P1");
	call_set_text(&c, ARG_exchange_unit, "LQ-P2");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_PATROL);
	assert_int_equal(room_unit_state(d, "LQ-P2"), UNIT_COMMITTED);
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_DISPATCHED);
}

static void
a_refused_recall_names_the_unit(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_RECALL);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_ACCEPT));
	call_set_text(&c, ARG_recall_assignment, "i1-LQ-P1");
	call_expect(&c, KIND_ASSIGNMENT, "i1-LQ-P1", ASSIGNMENT_ISSUED);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_string_equal(problem_get(&d->problem, "what"), "P1");
	assert_string_equal(problem_get(&d->problem, "is"), "accepted");
}

static void
a_declined_order_makes_the_incident_wait_again(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_DECLINE);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_decline_assignment, "i1-LQ-P1");
	call_set_text(&c, ARG_decline_reason, "flat tyre");
	assert_true(room_do(d, d->p1, &c));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_PENDING);
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_PATROL);
	assert_int_equal(incident(d, "i1").clock, CLOCK_DISPATCH);
}

static void
an_edit_over_somebody_elses_is_refused(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_EDIT);

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_edit_incident, "i1");
	call_set_text(&c, ARG_edit_place, "market, east gate");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->status, 428);
	c.if_match = 1;
	assert_true(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_edit_place, "market, west gate");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->status, 412);
}

static void
a_caller_is_opened_only_with_a_reason_and_leaves_a_trace(void **state)
{
	struct room_desk *d = *state;
	struct call n = room_call(COMMAND_NEW);
	struct call c = room_call(COMMAND_REVEAL);

	call_set_text(&n, ARG_new_incident, "i1");
	call_set_text(&n, ARG_new_place, "market");
	call_set_text(&n, ARG_new_name, "Zhang San");
	call_set_text(&n, ARG_new_phone, "13900001234");
	assert_true(room_do(d, d->lq, &n));
	assert_null(strstr(buf_str(&d->body), "13900001234"));
	assert_null(strstr(buf_str(&d->body), "Zhang San"));
	call_set_text(&c, ARG_reveal_incident, "i1");
	call_set_text(&c, ARG_reveal_reason, "  ");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_NEEDS_REASON);
	call_set_text(&c, ARG_reveal_reason, "call back");
	assert_true(room_do_key(d, d->lq, &c, "reveal"));
	assert_non_null(strstr(buf_str(&d->body), "13900001234"));
	assert_int_equal(room_told(d, "i1", "reveal"), 1);
	/* Asking again under the key gives no details. */
	assert_true(room_do_key(d, d->lq, &c, "reveal"));
	assert_null(strstr(buf_str(&d->body), "13900001234"));
}

static void
a_number_that_is_refused_is_named_with_what_is_wanted(void **state)
{
	static const struct {
		enum command_id id;
		const char *target; /* the first argument; NULL: none */
		size_t arg;
		int64_t number;
		const char *key, *value, *want;
	} rows[] = {
	    {COMMAND_HOLD, "i1", ARG_hold_minutes, 0, "minutes", "0",
	        "1 to 1440"},
	    {COMMAND_HOLD, "i1", ARG_hold_minutes, 1441, "minutes", "1441",
	        "1 to 1440"},
	    {COMMAND_STATUS, "LQ-P2", ARG_status_minutes, -5, "minutes", "-5",
	        "0 to 1440"},
	    {COMMAND_WELFARE, "LQ-P2", ARG_welfare_minutes, 9999, "minutes",
	        "9999", "0 to 1440"},
	    {COMMAND_PRIORITY, "i1", ARG_priority_priority, 7, "priority", "7",
	        "1 to 4"},
	    {COMMAND_CLOCK, NULL, ARG_clock_speed, 3601, "speed", "3601",
	        "0 to 3600"},
	};
	struct room_desk *d = *state;

	assert_true(room_new(d, "i1", "market"));
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct call c = room_call(rows[i].id);
		char range[32];

		if (rows[i].target)
			call_set_text(&c, 0, rows[i].target);
		if (rows[i].id == COMMAND_STATUS)
			call_set_number(&c, ARG_status_duty, UNIT_MEAL);
		call_set_number(&c, rows[i].arg, rows[i].number);
		assert_false(room_do(d, rows[i].target ? d->lq : d->admin, &c));
		assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
		assert_string_equal(
		    problem_get(&d->problem, "key"), rows[i].key);
		assert_string_equal(
		    problem_get(&d->problem, "value"), rows[i].value);
		assert_string_equal(
		    problem_get(&d->problem, "want"), why_number_between);
		snprintf(range, sizeof(range), "%s to %s",
		    problem_get(&d->problem, "min"),
		    problem_get(&d->problem, "max"));
		assert_string_equal(range, rows[i].want);
	}
}

static void
a_held_incident_waits_and_comes_back_by_itself(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_HOLD);

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_hold_incident, "i1");
	call_set_number(&c, ARG_hold_minutes, 10);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(incident(d, "i1").clock, CLOCK_HOLD);
	room_go(d, 9 * TIME_MINUTE);
	assert_int_equal(incident(d, "i1").late, 0);
	room_go(d, 2 * TIME_MINUTE);
	assert_int_equal(incident(d, "i1").clock, CLOCK_DISPATCH);
}

static void
a_meal_ends_by_itself(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_STATUS);

	call_set_text(&c, ARG_status_unit, "LQ-P2");
	call_set_number(&c, ARG_status_duty, UNIT_MEAL);
	call_set_number(&c, ARG_status_minutes, 30);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_unit_state(d, "LQ-P2"), UNIT_MEAL);
	room_go(d, 31 * TIME_MINUTE);
	assert_int_equal(room_unit_state(d, "LQ-P2"), UNIT_AVAILABLE);
}

static void
put_outcome(struct room_desk *d)
{
	const struct setting s = {
	    .head = {.kind = KIND_SETTING, .id = "outcome.handed-over"},
	    .topic = TOPIC_OUTCOME,
	    .name = "handed-over",
	    .en = "Handed over",
	    .zh = "移交"};
	struct call c = room_call(COMMAND_PUT);

	c.record = &s.head;
	call_set_text(&c, ARG_put_record, s.head.id);
	assert_true(room_do(d, d->admin, &c));
}

/* Any word, until the agency has a list; then its own, by a label too. */
static void
an_outcome_is_one_of_the_agencys(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_REPORT);
	struct record *r;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_report_assignment, "i1-LQ-P1");
	call_set_text(&c, ARG_report_outcome, "shrug");
	put_outcome(d);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	assert_string_equal(problem_get(&d->problem, "key"), "outcome");
	assert_string_equal(problem_get(&d->problem, "want"), "handed-over");
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ISSUED);
	call_set_text(&c, ARG_report_outcome, "移交");
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_ASSIGNMENT, "i1-LQ-P1");
	assert_string_equal(((struct assignment *)r)->outcome, "handed-over");
	record_free(r);
	c = room_call(COMMAND_CLOSE);
	call_set_text(&c, ARG_close_incident, "i1");
	call_set_text(&c, ARG_close_outcome, "shrug");
	assert_false(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_close_outcome, "HANDED OVER");
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_INCIDENT, "i1");
	assert_string_equal(((struct incident *)r)->outcome, "handed-over");
	record_free(r);
}

static bool
never(void *ctx, const struct seen *row)
{
	(void)ctx;
	assert_int_equal(row->state, SEEN_AGED);
	return true;
}

static void
closing_needs_an_outcome_where_the_agency_has_a_list(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CLOSE);

	put_outcome(d);
	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	call_set_text(&c, ARG_close_incident, "i1");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	assert_string_equal(problem_get(&d->problem, "key"), "outcome");
	call_set_text(&c, ARG_close_outcome, "handed-over");
	assert_true(room_do(d, d->lq, &c));
}

static void
nobody_is_conveyed_from_a_scene_that_was_left(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CONVEYING);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	room_go(d, 10 * TIME_MINUTE);
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_CLEAR));
	room_go(d, 4 * TIME_MINUTE);
	call_set_text(&c, ARG_conveying_assignment, "i1-LQ-P1");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_string_equal(problem_get(&d->problem, "what"), "P1");
	call_set_number(
	    &c, ARG_conveying_happened, ROOM_BEGIN + 8 * TIME_MINUTE);
	assert_true(room_do(d, d->lq, &c));
}

static void
a_closed_incident_ages_out_with_its_orders(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CLOSE);
	struct problem p = {0};

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	call_set_text(&c, ARG_close_incident, "i1");
	assert_true(room_do(d, d->lq, &c));
	room_go(d, 31 * TIME_MINUTE);
	assert_int_equal(
	    store_scopes(d->store, KIND_INCIDENT, "i1", never, NULL, &p), 0);
	assert_int_equal(store_scopes(d->store, KIND_ASSIGNMENT, "i1-LQ-P1",
	                     never, NULL, &p),
	    0);
	assert_true(room_may_read(d, d->lq, KIND_INCIDENT, "i1"));
}

static void
say(void *ctx, const char *line)
{
	(void)ctx;
	print_error("%s\n", line);
}

static void
after_all_that_the_store_is_sound(void **state)
{
	struct room_desk *d = *state;
	struct problem p = {0};

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_false(room_send(d, "i1", "LQ-P1"));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	room_go(d, TIME_HOUR);
	assert_int_equal(store_check(d->store, say, NULL, &p), 0);
}

/* A fact: what the sender saw is past, and it was said all the same. */
static struct call
said_by_voice(const char *incident, const char *const *unit,
    const char *const *order, msec_t when)
{
	struct call c = room_call(COMMAND_DISPATCH);

	call_set_text(&c, ARG_dispatch_incident, incident);
	call_set_refs(&c, ARG_dispatch_units, (struct refs){1, unit});
	call_set_refs(&c, ARG_dispatch_assignments, (struct refs){1, order});
	call_set_number(&c, ARG_dispatch_voice, true);
	if (when)
		call_set_number(&c, ARG_dispatch_happened, when);
	call_expect(&c, KIND_INCIDENT, incident, INCIDENT_PENDING);
	call_expect(&c, KIND_UNIT, *unit, UNIT_AVAILABLE);
	return c;
}

static void
an_order_said_by_voice_is_recorded_whatever_changed_meanwhile(void **state)
{
	static const char *const unit[] = {"LQ-P2"}, *const order[] = {"o2"};
	struct room_desk *d = *state;
	struct call c = said_by_voice("i1", unit, order, 0);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_false(room_do(d, d->lq, &c)); /* a wish is refused */
	assert_int_equal(d->status, 409);
	c = said_by_voice("i1", unit, order, ROOM_BEGIN);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_order_state(d, "o2"), ASSIGNMENT_ISSUED);
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ISSUED);
	assert_true(room_step(d, "o2", COMMAND_ACCEPT));
}

static void
a_unit_sent_elsewhere_meanwhile_has_what_was_said_as_a_second_order(
    void **state)
{
	static const char *const unit[] = {"LQ-P1"}, *const order[] = {"o2"};
	struct room_desk *d = *state;
	struct call c = said_by_voice("i2", unit, order, ROOM_BEGIN);
	struct record *r;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "park"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_ASSIGNMENT, "o2");
	assert_true(((struct assignment *)r)->stacked);
	record_free(r);
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ISSUED);
	/* The same once more would be another order for the same words. */
	assert_false(room_do(d, d->lq, &c));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(numbers_count_per_station_and_local_day),
	    TEST(an_incident_nobody_is_sent_to_becomes_late_and_climbs),
	    TEST(an_order_nobody_signs_for_becomes_late),
	    TEST(a_skipped_step_is_inferred_and_a_dated_one_kept),
	    TEST(a_step_before_its_order_was_given_is_refused),
	    TEST(a_field_account_steps_only_its_own_orders),
	    TEST(another_stations_incident_is_not_there),
	    TEST(a_transferred_incident_is_the_other_stations_sheet),
	    TEST(of_two_joined_the_older_number_and_the_higher_priority_stay),
	    TEST(an_incident_lies_in_the_grid_around_its_point),
	    TEST(an_exchanged_unit_is_free_and_the_other_has_the_order),
	    TEST(a_refused_recall_names_the_unit),
	    TEST(a_declined_order_makes_the_incident_wait_again),
	    TEST(an_edit_over_somebody_elses_is_refused),
	    TEST(a_caller_is_opened_only_with_a_reason_and_leaves_a_trace),
	    TEST(a_number_that_is_refused_is_named_with_what_is_wanted),
	    TEST(a_held_incident_waits_and_comes_back_by_itself),
	    TEST(a_meal_ends_by_itself),
	    TEST(an_outcome_is_one_of_the_agencys),
	    TEST(closing_needs_an_outcome_where_the_agency_has_a_list),
	    TEST(nobody_is_conveyed_from_a_scene_that_was_left),
	    TEST(a_closed_incident_ages_out_with_its_orders),
	    TEST(an_order_said_by_voice_is_recorded_whatever_changed_meanwhile),
	    TEST(
	        a_unit_sent_elsewhere_meanwhile_has_what_was_said_as_a_second_order),
	    TEST(after_all_that_the_store_is_sound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
