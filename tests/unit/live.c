/*
 * When records age out, kind by kind as live.h lists them.
 */
#include "model/live.h"
#include "model/lifecycle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define AT ((msec_t)1795262400123)

static union any_record
draft(enum kind kind)
{
	return (union any_record){
	    .head = {.kind = kind, .id = "x", .rev = 1, .seq = 1, .at = AT}};
}

static void
what_is_new_lives_until_something_ends_it(void **state)
{
	(void)state;
	for (int k = 1; k < KIND_COUNT; k++) {
		union any_record r = draft((enum kind)k);
		bool never = k == KIND_MESSAGE || k == KIND_CALLER;

		assert_int_equal(
		    record_live_until(&r.head), never ? 0 : TIME_FOREVER);
	}
}

static void
a_message_and_a_caller_never_live_by_themselves(void **state)
{
	union any_record m = draft(KIND_MESSAGE), c = draft(KIND_CALLER);

	(void)state;
	m.message.room = "i1";
	c.caller.incident = "i1";
	assert_int_equal(record_live_until(&m.head), 0);
	assert_int_equal(record_live_until(&c.head), 0);
	assert_null(record_lives_with(&m.head));
	assert_null(record_lives_with(&c.head));
}

static void
an_incident_lives_half_an_hour_beyond_its_end(void **state)
{
	(void)state;
	for (unsigned s = 0; s < enum_incident_state.count; s++) {
		union any_record r = draft(KIND_INCIDENT);
		bool over = incident_ended((enum incident_state)s);

		r.incident.state = (enum incident_state)s;
		r.incident.ended = AT - 60000;
		assert_int_equal(record_live_until(&r.head),
		    over ? AT - 60000 + 30 * 60000 : TIME_FOREVER);
		r.incident.ended = 0;
		assert_int_equal(record_live_until(&r.head),
		    over ? AT + 30 * 60000 : TIME_FOREVER);
	}
}

static void
an_assignment_lives_as_long_as_its_incident(void **state)
{
	union any_record r = draft(KIND_ASSIGNMENT);

	(void)state;
	r.assignment.incident = "i1";
	r.assignment.state = ASSIGNMENT_VOID;
	r.assignment.ended = AT;
	assert_int_equal(record_live_until(&r.head), TIME_FOREVER);
	assert_string_equal(record_lives_with(&r.head), "i1");
}

static void
the_ground_of_a_search_lives_as_long_as_its_incident(void **state)
{
	union any_record s = draft(KIND_SECTOR), w = draft(KIND_SWEEP);

	(void)state;
	s.sector.incident = w.sweep.incident = "i1";
	s.sector.state = SECTOR_DROPPED;
	assert_int_equal(record_live_until(&s.head), TIME_FOREVER);
	assert_string_equal(record_lives_with(&s.head), "i1");
	assert_int_equal(record_live_until(&w.head), TIME_FOREVER);
	assert_string_equal(record_lives_with(&w.head), "i1");
}

static void
what_is_retired_lives_no_more(void **state)
{
	size_t kinds = 0;

	(void)state;
	for (int k = 1; k < KIND_COUNT; k++) {
		union any_record r = draft((enum kind)k);
		const struct field *f = field_find((enum kind)k, "retired", 7);

		if (!f)
			continue;
		kinds++;
		field_set(&r.head, f,
		    (struct value){.type = TYPE_BOOL, .number = true});
		assert_int_equal(record_live_until(&r.head), AT);
	}
	assert_int_equal(kinds, 7);
}

static void
a_closed_room_lives_no_more(void **state)
{
	union any_record r = draft(KIND_ROOM);

	(void)state;
	r.room.closed = true;
	assert_int_equal(record_live_until(&r.head), AT);
}

/* Which states of a task, order, operation end it. */
static const struct {
	enum kind kind;
	int64_t state;
} ends[] = {{KIND_ORDER, ORDER_DONE}, {KIND_ORDER, ORDER_DECLINED},
    {KIND_ORDER, ORDER_CANCELLED}, {KIND_OPERATION, OPERATION_ENDED}};

static bool
is_end(enum kind kind, int64_t state)
{
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (ends[i].kind == kind && ends[i].state == state)
			return true;
	return false;
}

static void
work_lives_half_an_hour_beyond_the_change_that_ended_it(void **state)
{
	static const enum kind kinds[] = {KIND_ORDER, KIND_OPERATION};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		union any_record r = draft(kinds[i]);
		const struct field *f = field_find(kinds[i], "state", 5);

		/* One beyond the set is a newer central's word. */
		for (size_t s = 0; s <= f->words->count; s++) {
			field_set(&r.head, f,
			    (struct value){
			        .type = TYPE_ENUM, .number = (int64_t)s});
			assert_int_equal(record_live_until(&r.head),
			    is_end(kinds[i], (int64_t)s) ? AT + 30 * 60000
			                                 : TIME_FOREVER);
		}
	}
}

static void
a_task_lives_a_day_beyond_its_end(void **state)
{
	(void)state;
	for (unsigned s = 0; s < enum_task_state.count; s++) {
		union any_record r = draft(KIND_TASK);
		bool over = task_ended((enum task_state)s);

		r.task.state = (enum task_state)s;
		r.task.ended = AT - 60000;
		assert_int_equal(record_live_until(&r.head),
		    over ? AT - 60000 + 24 * 3600000 : TIME_FOREVER);
	}
}

static void
a_task_done_ahead_lives_until_its_day_is_over(void **state)
{
	union any_record r = draft(KIND_TASK);

	(void)state;
	r.task.state = TASK_CHECKED;
	r.task.ended = AT;
	r.task.due = AT + 5 * 24 * 3600000;
	assert_int_equal(
	    record_live_until(&r.head), AT + 6 * INT64_C(24) * 3600000);
	r.task.state = TASK_DROPPED;
	assert_int_equal(
	    record_live_until(&r.head), AT + INT64_C(24) * 3600000);
}

static void
an_alert_lives_half_an_hour_beyond_its_settling(void **state)
{
	union any_record r = draft(KIND_ALERT);

	(void)state;
	r.alert.settled = AT + 5;
	assert_int_equal(record_live_until(&r.head), AT + 5 + 30 * 60000);
}

static void
a_bulletin_lives_until_it_says(void **state)
{
	union any_record r = draft(KIND_BULLETIN);

	(void)state;
	r.bulletin.until = AT + 5;
	assert_int_equal(record_live_until(&r.head), AT + 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_new_lives_until_something_ends_it),
	    cmocka_unit_test(a_message_and_a_caller_never_live_by_themselves),
	    cmocka_unit_test(an_incident_lives_half_an_hour_beyond_its_end),
	    cmocka_unit_test(an_assignment_lives_as_long_as_its_incident),
	    cmocka_unit_test(
	        the_ground_of_a_search_lives_as_long_as_its_incident),
	    cmocka_unit_test(what_is_retired_lives_no_more),
	    cmocka_unit_test(a_closed_room_lives_no_more),
	    cmocka_unit_test(
	        work_lives_half_an_hour_beyond_the_change_that_ended_it),
	    cmocka_unit_test(a_task_lives_a_day_beyond_its_end),
	    cmocka_unit_test(a_task_done_ahead_lives_until_its_day_is_over),
	    cmocka_unit_test(an_alert_lives_half_an_hour_beyond_its_settling),
	    cmocka_unit_test(a_bulletin_lives_until_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
