/*
 * The central while memory ends: each allocation of our own fails once, on
 * whatever thread it is. A command is then done, or refused and nothing of it
 * is there; the central lives, and the next command is done.
 */
#include "tests/lib/scarce.h"
#include "tests/lib/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/stores.h"

static int
setup(void **state)
{
	static struct room_desk d;

	room_open(&d);
	*state = &d;
	return 0;
}

static int
teardown(void **state)
{
	room_close(*state);
	return 0;
}

/* Runs it with the nth allocation failing; false: none failed. */
static bool
starve(struct room_desk *d, long n, const struct call *call)
{
	scarce_begin(n, SCARCE_ONCE);
	room_do(d, d->lq, call);
	if (!scarce_end()) {
		assert_int_equal(d->status, 200);
		return false;
	}
	if (d->status != 200 && d->status != 500 && d->status != 503)
		fail_msg("the %ldth: %d %s", n, d->status, buf_str(&d->body));
	return true;
}

static int64_t
priority_of(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_INCIDENT, id);
	int64_t priority = ((struct incident *)(void *)r)->priority;

	record_free(r);
	return priority;
}

static void
a_change_is_done_or_nothing_of_it_is_there(void **state)
{
	struct room_desk *d = *state;
	int64_t is = 3;
	long refused = 0;
	bool more = true;

	assert_true(room_new(d, "i1", "market"));
	is = priority_of(d, "i1");
	for (long n = 1; more; n++) {
		struct call c = room_call(COMMAND_PRIORITY);
		int64_t want = is == 2 ? 3 : 2;
		size_t told = room_told(d, "i1", "priority");

		call_set_text(&c, ARG_priority_incident, "i1");
		call_set_number(&c, ARG_priority_priority, want);
		more = starve(d, n, &c);
		if (d->status == 200)
			is = want;
		refused += d->status != 200;
		assert_int_equal(priority_of(d, "i1"), is);
		assert_int_equal(
		    room_told(d, "i1", "priority"), told + (d->status == 200));
	}
	assert_true(refused > 0);
	test_sound(d->store);
}

static void
a_new_incident_is_whole_or_not_there(void **state)
{
	struct room_desk *d = *state;
	long refused = 0;
	bool more = true;

	for (long n = 1; more; n++) {
		struct call c = room_call(COMMAND_NEW);
		char id[32];

		snprintf(id, sizeof(id), "n%ld", n);
		call_set_text(&c, ARG_new_incident, id);
		call_set_text(&c, ARG_new_place, "market");
		call_set_text(&c, ARG_new_phone, "13900001234");
		more = starve(d, n, &c);
		refused += d->status != 200;
		assert_int_equal(room_may_read(d, d->lq, KIND_INCIDENT, id),
		    d->status == 200);
	}
	assert_true(refused > 0);
	test_sound(d->store);
}

/* A unit's past orders are read with each new one: there is always one more. */
#define ORDERS_TRIED 120

static void
an_order_is_given_once_or_not_at_all(void **state)
{
	struct room_desk *d = *state;
	long refused = 0;
	bool more = true;

	for (long n = 1; more && n <= ORDERS_TRIED; n++) {
		struct call c = room_call(COMMAND_DISPATCH);
		char incident[32], order[32];
		const char *units[] = {"LQ-P1"}, *orders[] = {order};

		snprintf(incident, sizeof(incident), "d%ld", n);
		snprintf(order, sizeof(order), "o%ld", n);
		assert_true(room_new(d, incident, "market"));
		call_set_text(&c, ARG_dispatch_incident, incident);
		call_set_refs(&c, ARG_dispatch_units, (struct refs){1, units});
		call_set_refs(
		    &c, ARG_dispatch_assignments, (struct refs){1, orders});
		call_set_number(&c, ARG_dispatch_stack, true);
		more = starve(d, n, &c);
		refused += d->status != 200;
		assert_int_equal(room_incident_state(d, incident),
		    d->status == 200 ? INCIDENT_DISPATCHED : INCIDENT_PENDING);
		assert_int_equal(
		    room_may_read(d, d->lq, KIND_ASSIGNMENT, order),
		    d->status == 200);
		if (d->status == 200)
			assert_true(room_step(d, order, COMMAND_CLEAR));
	}
	assert_true(refused > 0);
	test_sound(d->store);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_change_is_done_or_nothing_of_it_is_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(
	        a_new_incident_is_whole_or_not_there, setup, teardown),
	    cmocka_unit_test_setup_teardown(
	        an_order_is_given_once_or_not_at_all, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
