/*
 * What was seen to go wrong in other systems, each a test with its name
 * (DESIGN, Lifecycles). All of it runs through the writer onto a disk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/room.h"

static void
a_second_assignment_does_not_reset_the_first(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_ONSCENE));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_ONSCENE);
	assert_true(room_send(d, "i1", "LQ-P2"));
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ONSCENE);
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_ONSCENE);
}

/* P1 has two orders; a step names one of them and moves only that one. */
static void
a_step_hits_one_assignment_of_the_unit(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_DISPATCH);
	const char *units[] = {"LQ-P1"}, *orders[] = {"second"};

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "park"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_dispatch_incident, "i2");
	call_set_refs(&c, ARG_dispatch_units, (struct refs){1, units});
	call_set_refs(&c, ARG_dispatch_assignments, (struct refs){1, orders});
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_UNIT_TAKEN);
	call_set_number(&c, ARG_dispatch_stack, 1);
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_step(d, "second", COMMAND_ENROUTE));
	assert_int_equal(room_order_state(d, "second"), ASSIGNMENT_ENROUTE);
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_ISSUED);
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_DISPATCHED);
	assert_int_equal(room_incident_state(d, "i2"), INCIDENT_ENROUTE);
}

static void
a_step_never_hits_the_unit_of_the_same_name(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_COMMITTED);
	assert_int_equal(room_unit_state(d, "XQ-P1"), UNIT_PATROL);
	/* The other station's P1 is not even there for this seat. */
	assert_false(room_send(d, "i1", "XQ-P1"));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_int_equal(room_unit_state(d, "XQ-P1"), UNIT_PATROL);
}

static void
closing_does_not_leave_units_assigned(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CLOSE);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	call_set_text(&c, ARG_close_incident, "i1");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_COMMITTED);
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_CLOSED);
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_PATROL);
}

/* Its own record says cancelled, and it keeps seeing that record. */
static void
a_cancelled_unit_is_told(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_CANCEL);

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_may_read(d, d->p1, KIND_INCIDENT, "i1"));
	call_set_text(&c, ARG_cancel_incident, "i1");
	call_set_text(&c, ARG_cancel_reason, "false alarm");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_order_state(d, "i1-LQ-P1"), ASSIGNMENT_CANCELLED);
	assert_true(room_may_read(d, d->p1, KIND_ASSIGNMENT, "i1-LQ-P1"));
	assert_false(room_may_read(d, d->p1, KIND_INCIDENT, "i1"));
	assert_int_equal(room_unit_state(d, "LQ-P1"), UNIT_PATROL);
	assert_int_equal(room_told(d, "i1", "recall"), 1);
}

static void
a_post_sent_twice_does_not_double(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_MESSAGE);
	char *first;

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_message_room, "i1");
	call_set_text(&c, ARG_message_text, "on the way");
	assert_true(room_do_key(d, d->lq, &c, "once"));
	first = strdup(buf_str(&d->body));
	assert_non_null(first);
	assert_true(room_do_key(d, d->lq, &c, "once"));
	assert_string_equal(buf_str(&d->body), first);
	free(first);
	call_set_text(&c, ARG_message_text, "something else");
	assert_false(room_do_key(d, d->lq, &c, "once"));
	assert_int_equal(d->status, 422);
	/* Another account's key of the same name is another key. */
	assert_true(room_do_key(d, d->p1, &c, "twice") || d->status == 404);
}

/* Both based their order on the same picture: one wins, one is told who. */
static void
two_dispatchers_do_not_both_read_success(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_DISPATCH);
	const char *units[] = {"LQ-P1"};

	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "park"));
	call_set_refs(&c, ARG_dispatch_units, (struct refs){1, units});
	call_expect(&c, KIND_UNIT, "LQ-P1", UNIT_PATROL);
	call_set_text(&c, ARG_dispatch_incident, "i1");
	assert_true(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_dispatch_incident, "i2");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_UNIT_TAKEN);
	assert_string_equal(problem_get(&d->problem, "unit"), "P1");
	assert_non_null(strstr(problem_get(&d->problem, "incident"), "-0001"));
	assert_int_equal(room_incident_state(d, "i2"), INCIDENT_PENDING);
}

static void
a_status_over_a_newer_one_is_refused(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_SIGN);
	struct call n = room_call(COMMAND_NEW);

	call_set_text(&n, ARG_new_incident, "i1");
	call_set_text(&n, ARG_new_place, "market");
	call_set_number(&n, ARG_new_source, SOURCE_ABOVE);
	assert_true(room_do(d, d->lq, &n));
	assert_int_equal(room_incident_state(d, "i1"), INCIDENT_UNTAKEN);
	call_set_text(&c, ARG_sign_incident, "i1");
	call_expect(&c, KIND_INCIDENT, "i1", INCIDENT_UNTAKEN);
	assert_true(room_do(d, d->lq, &c));
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_string_equal(problem_get(&d->problem, "is"), "pending");
}

static void
emoji_and_naughty_text_give_no_server_error(void **state)
{
	const char *text = "\xf0\x9f\x9a\x93 \xe2\x80\xae <b>'\";--";
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_NEW);
	struct record *r;

	call_set_text(&c, ARG_new_incident, "i1");
	call_set_text(&c, ARG_new_place, "market");
	call_set_text(&c, ARG_new_narrative, text);
	assert_true(room_do(d, d->lq, &c));
	r = room_get(d, KIND_INCIDENT, "i1");
	assert_string_equal(((struct incident *)r)->narrative, text);
	record_free(r);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, room_setup, room_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_second_assignment_does_not_reset_the_first),
	    TEST(a_step_hits_one_assignment_of_the_unit),
	    TEST(a_step_never_hits_the_unit_of_the_same_name),
	    TEST(closing_does_not_leave_units_assigned),
	    TEST(a_cancelled_unit_is_told),
	    TEST(a_post_sent_twice_does_not_double),
	    TEST(two_dispatchers_do_not_both_read_success),
	    TEST(a_status_over_a_newer_one_is_refused),
	    TEST(emoji_and_naughty_text_give_no_server_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
