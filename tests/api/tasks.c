/*
 * Tasks at the central: overdue until done or dropped; who may step, check and
 * see them; an incident's plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/clock.h"
#include "model/duty.h"
#include "model/time.h"
#include "tests/lib/duty-desk.h"

static void
a_task_is_warned_of_overdue_and_climbs_until_it_is_done(void **state)
{
	struct room_desk *d = *state;
	struct task t;

	assert_true(
	    duty_hand(d, "T1", "li", "Look", ROOM_BEGIN + 2 * TIME_HOUR));
	assert_int_equal(duty_task(d, "T1").state, TASK_OPEN);
	room_go(d, TIME_HOUR - 1000);
	assert_int_equal(duty_task(d, "T1").warned, 0);
	room_go(d, 1000);
	assert_int_equal(duty_task(d, "T1").warned, ROOM_BEGIN + TIME_HOUR);
	room_go(d, TIME_HOUR);
	t = duty_task(d, "T1");
	assert_int_equal(t.late, ROOM_BEGIN + 2 * TIME_HOUR);
	assert_int_equal(t.raised, 0);
	room_go(d, TIME_HOUR);
	assert_int_equal(duty_task(d, "T1").raised, 1);
	room_go(d, 3 * TIME_DAY); /* shifts come and go */
	t = duty_task(d, "T1");
	assert_int_equal(t.raised, 2);
	assert_int_equal(t.state, TASK_OPEN);
	assert_true(duty_step(d, d->lq, COMMAND_FINISH, "T1", NULL));
	assert_int_equal(duty_task(d, "T1").late, 0);
	assert_int_equal(duty_task(d, "T1").state, TASK_DONE);
}

struct told {
	int64_t level;
	bool settled;
};

/* The alert of a task that is late, as `who` may read it. */
static struct told
told_of(struct room_desk *d, const char *task, const struct actor *who)
{
	char id[ID_SIZE];
	struct record *r;
	struct told t;

	id_from("late", task, id);
	assert_true(room_may_read(d, who, KIND_ALERT, id));
	r = room_get(d, KIND_ALERT, id);
	t.level = ((struct alert *)r)->level;
	t.settled = ((struct alert *)r)->settled != 0;
	record_free(r);
	return t;
}

/* Begun, sent back or not begun at all: what is owed climbs. */
static void
whatever_is_owed_climbs_to_the_duty_officer_and_the_centre(void **state)
{
	static const char *const ids[] = {"T1", "T2", "T3"};
	struct duty_desk *td = *state;
	struct room_desk *d = &td->room;
	const struct station xq = {.head = {.kind = KIND_STATION, .id = "LQ"},
	    .name = "Louqiao",
	    .parent = "XQ"};

	duty_put(d, &xq.head); /* XQ stands for the centre above it */
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_true(duty_hand(
		    d, ids[i], "li", ids[i], ROOM_BEGIN + 2 * TIME_HOUR));
	assert_true(duty_step(d, td->li, COMMAND_START, "T1", NULL));
	assert_true(duty_step(d, td->li, COMMAND_FINISH, "T2", NULL));
	assert_true(duty_step(d, d->lq, COMMAND_REDO, "T2", "no photo"));
	room_go(d, 2 * TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(
		    told_of(d, ids[i], d->lq).level, ESCALATION_DESK);
	room_go(d, TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(
		    told_of(d, ids[i], d->lq).level, ESCALATION_DUTY);
	/* Going on with it is no end of it. */
	assert_true(duty_step(d, td->li, COMMAND_START, "T3", NULL));
	room_go(d, 23 * TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct told t = told_of(d, ids[i], d->xq);

		assert_int_equal(t.level, ESCALATION_CENTRE);
		assert_false(t.settled);
		assert_int_equal(duty_task(d, ids[i]).raised, 2);
		assert_true(
		    duty_step(d, td->li, COMMAND_FINISH, ids[i], "done"));
		assert_true(told_of(d, ids[i], d->xq).settled);
	}
}

static void
a_planned_task_opens_when_its_time_comes(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_TASK);

	call_set_text(&c, ARG_task_task, "T1");
	call_set_text(&c, ARG_task_officer, "li");
	call_set_text(&c, ARG_task_title, "School gate");
	call_set_number(&c, ARG_task_planned, ROOM_BEGIN + TIME_HOUR);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(duty_task(d, "T1").state, TASK_PLANNED);
	room_go(d, TIME_HOUR);
	assert_int_equal(duty_task(d, "T1").state, TASK_OPEN);
}

static void
done_is_checked_by_another_or_sent_back_with_a_reason(void **state)
{
	struct duty_desk *td = *state;
	struct room_desk *d = &td->room;
	struct record *r;

	assert_true(duty_hand(d, "T1", "li", "Look", 0));
	assert_true(duty_step(d, td->li, COMMAND_START, "T1", NULL));
	assert_true(duty_step(d, td->li, COMMAND_FINISH, "T1", "seen"));
	assert_false(duty_step(d, td->li, COMMAND_CHECK, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(duty_step(d, d->lq, COMMAND_REDO, "T1", "no photo"));
	r = room_get(d, KIND_TASK, "T1");
	assert_int_equal(((struct task *)r)->state, TASK_RETURNED);
	assert_int_equal(((struct task *)r)->returned, 1);
	assert_string_equal(((struct task *)r)->reason, "no photo");
	record_free(r);
	assert_false(duty_step(d, d->lq, COMMAND_CHECK, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_true(duty_step(d, td->li, COMMAND_FINISH, "T1", "seen"));
	assert_true(duty_step(d, d->lq, COMMAND_CHECK, "T1", NULL));
	assert_true(duty_step(d, d->lq, COMMAND_REDO, "T1", "it burned again"));
	assert_int_equal(duty_task(d, "T1").reopened, 1);
	assert_int_equal(duty_task(d, "T1").returned, 2);
	assert_true(duty_step(d, d->lq, COMMAND_DROP, "T1", "torn down"));
	assert_int_equal(duty_task(d, "T1").state, TASK_DROPPED);
	assert_int_equal(room_told(d, "T1", "redo"), 2);
}

static void
nobody_checks_what_they_did_themselves(void **state)
{
	struct room_desk *d = *state;
	const struct actor_birth birth = {.account = "wang",
	    .name = "wang",
	    .officer = "wang",
	    .station = "LQ",
	    .permissions = UINT32_MAX};
	struct actor *wang = actor_new(&birth);

	assert_true(duty_hand(d, "T1", "wang", "Look", 0));
	assert_true(duty_step(d, wang, COMMAND_FINISH, "T1", NULL));
	assert_false(duty_step(d, wang, COMMAND_CHECK, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	actor_drop(wang);
}

static void
a_task_that_is_put_as_done_has_a_time_and_counts(void **state)
{
	struct room_desk *d = *state;
	const struct task done = {
	    .head = {.kind = KIND_TASK, .id = "T1", .station = "LQ"},
	    .title = "Visit",
	    .officer = "li",
	    .state = TASK_CHECKED};
	const struct task *t;
	struct record *r;

	duty_put(d, &done.head);
	r = room_get(d, KIND_TASK, "T1");
	t = (const struct task *)r;
	assert_true(t->finished > 0);
	assert_true(t->ended > 0);
	assert_true(duty_counts(t, FIGURE_ON_TIME, t->finished));
	record_free(r);
}

static void
a_task_is_not_done_while_its_lines_are_open(void **state)
{
	struct duty_desk *td = *state;
	struct room_desk *d = &td->room;
	struct call c = room_call(COMMAND_TASK);

	call_set_text(&c, ARG_task_task, "T1");
	call_set_text(&c, ARG_task_officer, "li");
	call_set_text(&c, ARG_task_title, "Register");
	call_set_text(&c, ARG_task_steps, "[count 40] residents");
	assert_true(room_do(d, d->lq, &c));
	assert_true(duty_tick_first(d, td->li, "T1", "33"));
	assert_int_equal(duty_task(d, "T1").state, TASK_DOING);
	assert_int_equal(duty_task(d, "T1").ticked, 33);
	assert_int_equal(duty_task(d, "T1").steps, 40);
	assert_false(duty_step(d, td->li, COMMAND_FINISH, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_STEPS_LEFT);
	assert_true(duty_tick_first(d, td->li, "T1", "40"));
	assert_true(duty_step(d, td->li, COMMAND_FINISH, "T1", NULL));
	/* What is done is done: its lines are fixed. */
	assert_false(duty_tick_first(d, td->li, "T1", "12"));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
}

static void
an_officer_sees_and_steps_only_what_is_given_to_him(void **state)
{
	struct duty_desk *td = *state;
	struct room_desk *d = &td->room;

	assert_true(duty_hand(d, "T1", "li", "Look", 0));
	assert_true(duty_hand(d, "T2", "wang", "Look too", 0));
	assert_true(room_may_read(d, td->li, KIND_TASK, "T1"));
	assert_false(room_may_read(d, td->li, KIND_TASK, "T2"));
	assert_true(room_may_read(d, d->lq, KIND_TASK, "T2"));
	assert_false(room_may_read(d, d->xq, KIND_TASK, "T2"));
	assert_false(duty_step(d, td->li, COMMAND_START, "T2", NULL));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(duty_step(d, d->xq, COMMAND_START, "T1", NULL));
	/* Given to another, it is the other's. */
	assert_true(duty_step(d, d->lq, COMMAND_GIVE, "T1", "wang"));
	assert_false(room_may_read(d, td->li, KIND_TASK, "T1"));
}

static void
an_areas_new_officer_takes_over_what_was_left(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", "LQ", RHYTHM_DAILY);
	struct record *r;
	char id[ID_SIZE];

	t.areas = (struct refs){1, (const char *const[]){"G07"}};
	duty_put(d, &t.head);
	room_go(d, MIDNIGHT + 10 * TIME_HOUR);
	snprintf(id, sizeof(id), "%s", duty_count(d).id);
	assert_true(duty_task(d, id).late != 0);
	duty_put_area(d, "G07", "LQ", "wang");
	r = room_get(d, KIND_TASK, id);
	assert_string_equal(((struct task *)r)->officer, "wang");
	assert_true(((struct task *)r)->late != 0); /* and is as late */
	record_free(r);
}

static void
joined_tasks_are_one_with_both_sources(void **state)
{
	struct room_desk *d = *state;
	struct record *r;

	assert_true(duty_hand(d, "T1", "li", "Look", 0));
	room_go(d, 1000);
	assert_true(
	    duty_hand(d, "T2", "wang", "Look again", ROOM_BEGIN + TIME_HOUR));
	assert_true(duty_step(d, d->lq, COMMAND_JOIN, "T2", "T1"));
	assert_int_equal(duty_task(d, "T1").state, TASK_OPEN);
	assert_int_equal(duty_task(d, "T1").due, ROOM_BEGIN + TIME_HOUR);
	r = room_get(d, KIND_TASK, "T2");
	assert_int_equal(((struct task *)r)->state, TASK_DROPPED);
	assert_string_equal(((struct task *)r)->merged, "T1");
	record_free(r);
}

static void
a_limit_is_put_off_and_never_brought_nearer(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_POSTPONE);

	assert_true(duty_hand(d, "T1", "li", "Look", ROOM_BEGIN + TIME_HOUR));
	room_go(d, 2 * TIME_HOUR);
	assert_true(duty_task(d, "T1").late != 0);
	call_set_text(&c, ARG_postpone_task, "T1");
	call_set_number(&c, ARG_postpone_minutes, 60);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(duty_task(d, "T1").due, ROOM_BEGIN + 3 * TIME_HOUR);
	assert_int_equal(duty_task(d, "T1").late, 0);
	assert_int_equal(duty_task(d, "T1").postponed, 1);
	c = room_call(COMMAND_POSTPONE);
	call_set_text(&c, ARG_postpone_task, "T1");
	call_set_number(&c, ARG_postpone_due, ROOM_BEGIN + 150 * TIME_MINUTE);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
a_follow_up_stands_in_the_story_of_its_incident(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_TASK);

	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_task_officer, "li");
	call_set_text(&c, ARG_task_title, "Visit again");
	call_set_text(&c, ARG_task_incident, "i1");
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(room_told(d, "i1", "task"), 1);
}

static void
a_plan_becomes_a_checklist_of_the_incident_once(void **state)
{
	struct room_desk *d = *state;
	struct setting s = {.head = {.kind = KIND_SETTING,
	                        .id = "category.theft",
	                        .station = NULL},
	    .topic = TOPIC_CATEGORY,
	    .name = "theft",
	    .priority = 3,
	    .steps = "two units; tell the grid officer; cameras"};
	struct call c = room_call(COMMAND_PLAN);
	struct duty_counted n = {0};
	struct problem p = {0};

	duty_put(d, &s.head);
	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_plan_incident, "i1");
	call_set_number(&c, ARG_plan_line, 2);
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(
	    store_find(d->store, KIND_ITEM, field_find(KIND_ITEM, "about", 5),
	        "i1", duty_count_one, &n, &p),
	    0);
	assert_int_equal(n.all, 3);
	assert_int_equal(room_told(d, "i1", "tick"), 1);
	call_set_number(&c, ARG_plan_line, 4);
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
a_template_that_cannot_be_kept_is_not_put(void **state)
{
	struct room_desk *d = *state;
	struct setting t = duty_template("round", "LQ", RHYTHM_WEEKLY);
	struct call c = room_call(COMMAND_PUT);

	t.days = "someday";
	c.record = &t.head;
	call_set_text(&c, ARG_put_record, t.head.id);
	assert_false(room_do(d, d->admin, &c));
	assert_string_equal(problem_get(&d->problem, "key"), "days");
}

int
main(void)
{
#define WITH(test)                       \
	cmocka_unit_test_setup_teardown( \
	    test, duty_desk_setup, duty_desk_teardown)
	const struct CMUnitTest tests[] = {
	    WITH(a_task_is_warned_of_overdue_and_climbs_until_it_is_done),
	    WITH(whatever_is_owed_climbs_to_the_duty_officer_and_the_centre),
	    WITH(a_planned_task_opens_when_its_time_comes),
	    WITH(done_is_checked_by_another_or_sent_back_with_a_reason),
	    WITH(nobody_checks_what_they_did_themselves),
	    WITH(a_task_that_is_put_as_done_has_a_time_and_counts),
	    WITH(a_task_is_not_done_while_its_lines_are_open),
	    WITH(an_officer_sees_and_steps_only_what_is_given_to_him),
	    WITH(an_areas_new_officer_takes_over_what_was_left),
	    WITH(joined_tasks_are_one_with_both_sources),
	    WITH(a_limit_is_put_off_and_never_brought_nearer),
	    WITH(a_follow_up_stands_in_the_story_of_its_incident),
	    WITH(a_plan_becomes_a_checklist_of_the_incident_once),
	    WITH(a_template_that_cannot_be_kept_is_not_put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
