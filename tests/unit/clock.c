/*
 * Which limit counts, from when, and how lateness climbs.
 */
#include "model/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define T0 1795261920000
#define SECOND 1000
#define MINUTE 60000

static const struct clock_rules none = {NULL, 0};
static const struct clock_case urban = {"theft", 2, RING_URBAN, "ordinary"};
static const struct clock_case rural = {"theft", 2, RING_RURAL, "ordinary"};

static struct setting
rule(const char *id, enum clock_step step, int64_t limit)
{
	return (struct setting){.head = {.kind = KIND_SETTING, .id = id},
	    .topic = TOPIC_CLOCK,
	    .step = step,
	    .limit = limit};
}

/* The limit of dispatching under these rules, in seconds. */
static msec_t
limit_of(const struct setting *rules, size_t n, const struct clock_case *c)
{
	const struct setting *list[8];

	assert_true(n <= COUNT_OF(list));
	for (size_t i = 0; i < n; i++)
		list[i] = &rules[i];
	return clock_limit(&(struct clock_rules){list, n}, CLOCK_DISPATCH, c) /
	       SECOND;
}

static struct incident
incident_in(enum incident_state state)
{
	return (struct incident){.head = {.kind = KIND_INCIDENT, .id = "i1"},
	    .state = state,
	    .reported = T0};
}

static struct assignment
order_in(enum assignment_state state)
{
	return (struct assignment){
	    .head = {.kind = KIND_ASSIGNMENT, .id = "a1"},
	    .incident = "i1",
	    .state = state,
	    .issued = T0};
}

static void
is_clock(struct clock c, enum clock_step step, msec_t due)
{
	assert_int_equal(c.step, step);
	assert_int_equal(c.due, due);
}

/* ---- limits ---- */

static void
without_rules_the_builtin_limits_count(void **state)
{
	static const struct {
		enum clock_step step;
		enum ring ring;
		msec_t seconds;
	} want[] = {
	    {CLOCK_TAKE, RING_URBAN, 60},
	    {CLOCK_DISPATCH, RING_RURAL, 60},
	    {CLOCK_ACCEPT, RING_URBAN, 30},
	    {CLOCK_ARRIVE, RING_1, 60},
	    {CLOCK_ARRIVE, RING_3, 180},
	    {CLOCK_ARRIVE, RING_5, 300},
	    {CLOCK_ARRIVE, RING_URBAN, 300},
	    {CLOCK_ARRIVE, RING_RURAL, 600},
	    {CLOCK_REPORT, RING_URBAN, 1800},
	    {CLOCK_REPORT, RING_RURAL, 3600},
	    {CLOCK_REVIEW, RING_URBAN, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		struct clock_case c = urban;

		c.ring = want[i].ring;
		assert_int_equal(clock_limit(&none, want[i].step, &c),
		    want[i].seconds * SECOND);
	}
}

static void
the_rule_that_names_most_wins(void **state)
{
	struct setting r[] = {
	    rule("a", CLOCK_DISPATCH, 50),
	    rule("b", CLOCK_DISPATCH, 40),
	    rule("c", CLOCK_DISPATCH, 30),
	    rule("d", CLOCK_ACCEPT, 5),
	};

	(void)state;
	assert_int_equal(limit_of(r, 1, &urban), 50);
	r[1].category = "theft";
	assert_int_equal(limit_of(r, 4, &urban), 40);
	r[2].ring = RING_URBAN;
	r[2].priority = 2;
	assert_int_equal(limit_of(r, 4, &urban), 30);
	r[2].priority = 1;
	assert_int_equal(limit_of(r, 4, &urban), 40);
	assert_int_equal(limit_of(r, 4, &rural), 40);
}

static void
among_equals_mode_comes_before_category_ring_and_priority(void **state)
{
	struct setting r[] = {
	    rule("a", CLOCK_DISPATCH, 1),
	    rule("b", CLOCK_DISPATCH, 2),
	    rule("c", CLOCK_DISPATCH, 3),
	    rule("d", CLOCK_DISPATCH, 4),
	};

	(void)state;
	r[0].priority = 2;
	r[1].ring = RING_URBAN;
	r[2].category = "theft";
	r[3].mode = "ordinary";
	for (size_t n = 1; n <= COUNT_OF(r); n++)
		assert_int_equal(limit_of(r, n, &urban), n);
}

static void
equal_rules_are_told_apart_by_id_not_by_order(void **state)
{
	struct setting r[] = {
	    rule("z", CLOCK_DISPATCH, 10), rule("a", CLOCK_DISPATCH, 20)};

	(void)state;
	assert_int_equal(limit_of(r, 2, &urban), 20);
	r[0].head.id = "A";
	assert_int_equal(limit_of(r, 2, &urban), 10);
}

static void
a_rule_without_limit_stops_its_clock(void **state)
{
	struct setting r = rule("a", CLOCK_DISPATCH, 0);

	(void)state;
	assert_int_equal(limit_of(&r, 1, &urban), 0);
	r.limit = INT64_MAX;
	assert_true(limit_of(&r, 1, &urban) > 0);
	r.retired = true;
	assert_int_equal(limit_of(&r, 1, &urban), 60);
	r = rule("a", CLOCK_DISPATCH, 5);
	r.topic = TOPIC_CATEGORY;
	assert_int_equal(limit_of(&r, 1, &urban), 60);
}

static void
a_point_lies_in_the_tightest_ring_that_reaches_it(void **state)
{
	struct place school = {
	    .spot = {28.0, 120.6}, .ring = RING_3, .radius = 1000};
	struct place bank = {
	    .spot = {28.0, 120.6}, .ring = RING_1, .radius = 200};
	const struct place *places[] = {&school, &bank};
	struct point at = {28.0, 120.6};

	(void)state;
	assert_int_equal(clock_ring(at, places, 2, false), RING_1);
	at.lat += 0.004; /* 445 m */
	assert_int_equal(clock_ring(at, places, 2, false), RING_3);
	at.lat += 0.01;
	assert_int_equal(clock_ring(at, places, 2, false), RING_URBAN);
	assert_int_equal(clock_ring(at, places, 2, true), RING_RURAL);
	assert_int_equal(
	    clock_ring((struct point){0, 0}, places, 2, true), RING_RURAL);
	bank.retired = true;
	assert_int_equal(clock_ring(bank.spot, places, 2, false), RING_3);
}

/* ---- the incident's clock ---- */

static void
an_untaken_sheet_counts_from_when_it_was_written(void **state)
{
	struct incident i = incident_in(INCIDENT_UNTAKEN);

	(void)state;
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, T0), CLOCK_TAKE,
	    T0 + MINUTE);
	i.entered = T0 + 5000;
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, T0), CLOCK_TAKE,
	    T0 + 5000 + MINUTE);
}

static void
dispatching_counts_from_signing(void **state)
{
	struct incident i = incident_in(INCIDENT_PENDING);

	(void)state;
	i.taken = T0 + 20000;
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, T0),
	    CLOCK_DISPATCH, T0 + 20000 + MINUTE);
}

static void
with_its_last_unit_gone_it_is_on_its_first_clock_again(void **state)
{
	struct incident i = incident_in(INCIDENT_PENDING);
	struct assignment a = order_in(ASSIGNMENT_CANCELLED);
	struct assignment other = order_in(ASSIGNMENT_CANCELLED);
	const struct assignment *all[] = {&a, &other};

	(void)state;
	a.ended = T0 + 300000;
	other.ended = T0 + 900000;
	other.incident = "i2";
	is_clock(clock_of_incident(&none, &urban, &i, all, 2, T0),
	    CLOCK_DISPATCH, T0 + 300000 + MINUTE);
	i.state = INCIDENT_REOPENED;
	i.reopened = T0 + 400000;
	is_clock(clock_of_incident(&none, &urban, &i, all, 2, T0),
	    CLOCK_DISPATCH, T0 + 400000 + MINUTE);
}

static void
a_held_incident_waits_until_then_and_is_due_anew(void **state)
{
	struct incident i = incident_in(INCIDENT_PENDING);
	msec_t until = T0 + 30 * MINUTE;

	(void)state;
	i.held = until;
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, until - 1),
	    CLOCK_HOLD, until);
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, until),
	    CLOCK_DISPATCH, until + MINUTE);
	i.held = 0;
	i.scheduled = until;
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, until - 1),
	    CLOCK_SCHEDULE, until);
	is_clock(clock_of_incident(&none, &urban, &i, NULL, 0, until + 5),
	    CLOCK_DISPATCH, until + MINUTE);
}

static void
a_worked_incident_has_no_clock_but_its_units(void **state)
{
	struct incident i = incident_in(INCIDENT_ENROUTE);

	(void)state;
	is_clock(
	    clock_of_incident(&none, &urban, &i, NULL, 0, T0), CLOCK_NONE, 0);
	i.state = INCIDENT_CLOSED;
	is_clock(
	    clock_of_incident(&none, &urban, &i, NULL, 0, T0), CLOCK_NONE, 0);
}

static void
closing_counts_from_the_last_report(void **state)
{
	struct incident i = incident_in(INCIDENT_REPORTED);
	struct assignment a = order_in(ASSIGNMENT_REPORTED);
	struct assignment b = order_in(ASSIGNMENT_REPORTED);
	const struct assignment *all[] = {&a, &b};

	(void)state;
	a.reported = T0 + 2000;
	b.reported = T0 + 1000;
	is_clock(clock_of_incident(&none, &urban, &i, all, 2, T0), CLOCK_CLOSE,
	    T0 + 2000 + (msec_t)24 * 60 * MINUTE);
}

/* ---- the assignment's clock ---- */

static void
an_order_is_signed_in_time_then_reached_in_time(void **state)
{
	struct incident i = incident_in(INCIDENT_DISPATCHED);
	struct assignment a = order_in(ASSIGNMENT_ISSUED);

	(void)state;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_ACCEPT,
	    T0 + 30 * SECOND);
	a.state = ASSIGNMENT_DELIVERED;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_ACCEPT,
	    T0 + 30 * SECOND);
	a.state = ASSIGNMENT_ACCEPTED;
	a.accepted = T0 + 20000;
	is_clock(clock_of_assignment(&none, &rural, &i, &a), CLOCK_ARRIVE,
	    T0 + 10 * MINUTE);
	a.state = ASSIGNMENT_ENROUTE;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_ARRIVE,
	    T0 + 5 * MINUTE);
}

static void
a_report_is_due_after_clearing_and_asked_for_on_the_scene(void **state)
{
	struct incident i = incident_in(INCIDENT_ONSCENE);
	struct assignment a = order_in(ASSIGNMENT_ONSCENE);

	(void)state;
	a.onscene = T0 + MINUTE;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_REPORT,
	    T0 + 61 * MINUTE);
	a.state = ASSIGNMENT_CLEARED;
	a.cleared = T0 + 10 * MINUTE;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_REPORT,
	    T0 + 40 * MINUTE);
	a.state = ASSIGNMENT_REPORTED;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_NONE, 0);
}

static void
a_unit_sent_ahead_of_a_schedule_is_not_late_before_it(void **state)
{
	struct incident i = incident_in(INCIDENT_DISPATCHED);
	struct assignment a = order_in(ASSIGNMENT_ISSUED);

	(void)state;
	i.scheduled = T0 + 60 * MINUTE;
	is_clock(clock_of_assignment(&none, &urban, &i, &a), CLOCK_ACCEPT,
	    i.scheduled + 30 * SECOND);
}

/* ---- what a row shows, and lateness ---- */

static void
a_row_shows_what_is_due_first(void **state)
{
	struct incident i = incident_in(INCIDENT_ENROUTE);
	struct assignment a = order_in(ASSIGNMENT_ENROUTE);
	struct assignment b = order_in(ASSIGNMENT_ISSUED);
	struct assignment gone = order_in(ASSIGNMENT_CANCELLED);
	struct assignment other = order_in(ASSIGNMENT_ISSUED);
	const struct assignment *all[] = {&a, &b, &gone, &other};

	(void)state;
	is_clock(clock_shown(&i, NULL, 0), CLOCK_NONE, 0);
	a.clock = CLOCK_ARRIVE;
	a.due = T0 + 5000;
	b.clock = CLOCK_ACCEPT;
	b.due = T0 + 1000;
	gone.due = other.due = T0;
	other.incident = "i2";
	is_clock(clock_shown(&i, all, 4), CLOCK_ACCEPT, T0 + 1000);
	i.clock = CLOCK_HOLD;
	i.due = T0 + 500;
	is_clock(clock_shown(&i, all, 4), CLOCK_HOLD, T0 + 500);
}

static void
late_begins_when_the_limit_runs_out(void **state)
{
	struct clock c = {CLOCK_ACCEPT, T0};

	(void)state;
	assert_int_equal(clock_late(c, T0 - 1), 0);
	assert_int_equal(clock_late(c, T0), T0);
	assert_int_equal(clock_late(c, T0 + 99), T0);
	assert_int_equal(clock_late((struct clock){CLOCK_NONE, 0}, T0), 0);
}

static void
lateness_climbs_by_itself(void **state)
{
	(void)state;
	assert_int_equal(
	    clock_escalation(CLOCK_ACCEPT, 0, T0), ESCALATION_NONE);
	assert_int_equal(
	    clock_escalation(CLOCK_ACCEPT, T0, T0), ESCALATION_DESK);
	for (unsigned s = 0; s < enum_clock_step.count; s++) {
		enum clock_step step = (enum clock_step)s;
		msec_t duty = clock_escalates(step, T0, ESCALATION_DUTY);
		msec_t centre = clock_escalates(step, T0, ESCALATION_CENTRE);

		assert_int_equal(duty == 0, centre == 0);
		if (!duty)
			continue;
		assert_true(T0 < duty && duty < centre);
		assert_int_equal(
		    clock_escalation(step, T0, duty - 1), ESCALATION_DESK);
		assert_int_equal(
		    clock_escalation(step, T0, duty), ESCALATION_DUTY);
		assert_int_equal(
		    clock_escalation(step, T0, centre - 1), ESCALATION_DUTY);
		assert_int_equal(
		    clock_escalation(step, T0, centre), ESCALATION_CENTRE);
	}
	assert_true(clock_escalates(CLOCK_ARRIVE, T0, ESCALATION_CENTRE) > T0);
	assert_int_equal(clock_escalates(CLOCK_HOLD, T0, ESCALATION_CENTRE), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(without_rules_the_builtin_limits_count),
	    cmocka_unit_test(the_rule_that_names_most_wins),
	    cmocka_unit_test(
	        among_equals_mode_comes_before_category_ring_and_priority),
	    cmocka_unit_test(equal_rules_are_told_apart_by_id_not_by_order),
	    cmocka_unit_test(a_rule_without_limit_stops_its_clock),
	    cmocka_unit_test(a_point_lies_in_the_tightest_ring_that_reaches_it),
	    cmocka_unit_test(an_untaken_sheet_counts_from_when_it_was_written),
	    cmocka_unit_test(dispatching_counts_from_signing),
	    cmocka_unit_test(
	        with_its_last_unit_gone_it_is_on_its_first_clock_again),
	    cmocka_unit_test(a_held_incident_waits_until_then_and_is_due_anew),
	    cmocka_unit_test(a_worked_incident_has_no_clock_but_its_units),
	    cmocka_unit_test(closing_counts_from_the_last_report),
	    cmocka_unit_test(an_order_is_signed_in_time_then_reached_in_time),
	    cmocka_unit_test(
	        a_report_is_due_after_clearing_and_asked_for_on_the_scene),
	    cmocka_unit_test(
	        a_unit_sent_ahead_of_a_schedule_is_not_late_before_it),
	    cmocka_unit_test(a_row_shows_what_is_due_first),
	    cmocka_unit_test(late_begins_when_the_limit_runs_out),
	    cmocka_unit_test(lateness_climbs_by_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
