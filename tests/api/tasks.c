/*
 * Tasks at the central: made at midnight, once, whatever happens to clock and
 * process; the same duty from two sources; overdue until done or dropped; who
 * may step, check and see them; an incident's plan.
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
#include "tests/lib/room.h"

#define MIDNIGHT (4 * TIME_HOUR) /* of Shanghai, after ROOM_BEGIN */

struct tasks_desk {
	struct room_desk room;
	struct actor *li; /* an officer with an account of his own */
};

static void
put(struct room_desk *d, const struct record *r)
{
	struct call c = room_call(COMMAND_PUT);

	c.record = r;
	call_set_text(&c, ARG_put_record, r->id);
	if (!room_do(d, d->admin, &c))
		fail_msg("put %s: %s", r->id, buf_str(&d->body));
}

static void
put_officer(struct room_desk *d, const char *id, const char *station)
{
	const struct officer o = {
	    .head = {.kind = KIND_OFFICER, .id = id, .station = station},
	    .name = id};

	put(d, &o.head);
}

static void
put_area(struct room_desk *d, const char *id, const char *station,
    const char *officer)
{
	const struct grid g = {
	    .head = {.kind = KIND_GRID, .id = id, .station = station},
	    .name = id,
	    .officer = officer};

	put(d, &g.head);
}

static struct actor *
officer_account(const char *officer, const char *unit)
{
	const struct actor_birth birth = {.account = officer,
	    .name = officer,
	    .officer = officer,
	    .station = "LQ",
	    .unit = unit,
	    .permissions =
	        1u << MAY_STEP_OWN | 1u << MAY_TALK | 1u << MAY_READ};

	return actor_new(&birth);
}

static int
setup(void **state)
{
	struct tasks_desk *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	room_open(&t->room);
	put_officer(&t->room, "li", "LQ");
	put_officer(&t->room, "wang", "LQ");
	put_officer(&t->room, "zhao", "XQ");
	put_area(&t->room, "G07", "LQ", "li");
	put_area(&t->room, "G08", "LQ", "wang");
	put_area(&t->room, "X01", "XQ", "zhao");
	t->li = officer_account("li", "LQ-P2");
	*state = t;
	return 0;
}

static int
teardown(void **state)
{
	struct tasks_desk *t = *state;

	actor_drop(t->li);
	room_close(&t->room);
	free(t);
	return 0;
}

static struct setting template(
    const char *id, const char *station, enum rhythm rhythm)
{
	return (struct setting){
	    .head = {.kind = KIND_SETTING, .id = id, .station = station},
	    .topic = TOPIC_TEMPLATE,
	    .name = id,
	    .rhythm = rhythm,
	    .until = "09:00"};
}

struct counting {
	size_t all, owed;
	char id[ID_SIZE]; /* of the last */
};

static bool
count_one(void *ctx, const struct record *r)
{
	struct counting *c = ctx;
	const struct task *t = (const struct task *)r;

	c->all++;
	c->owed += t->state <= TASK_DOING || t->state == TASK_RETURNED;
	snprintf(c->id, sizeof(c->id), "%s", r->id);
	return true;
}

static struct counting
count(struct room_desk *d)
{
	struct counting c = {0};
	struct problem p = {0};

	assert_int_equal(
	    store_page(d->store, KIND_TASK, NULL, SIZE_MAX, count_one, &c, &p),
	    0);
	return c;
}

static bool
step(struct room_desk *d, struct actor *who, enum command_id id,
    const char *task, const char *reason)
{
	struct call c = room_call(id);

	call_set_text(&c, 0, task);
	if (reason)
		call_set_text(&c, 1, reason);
	return room_do(d, who, &c);
}

static bool
give(struct room_desk *d, const char *id, const char *officer,
    const char *title, msec_t due)
{
	struct call c = room_call(COMMAND_TASK);

	call_set_text(&c, ARG_task_task, id);
	call_set_text(&c, ARG_task_officer, officer);
	call_set_text(&c, ARG_task_title, title);
	if (due)
		call_set_number(&c, ARG_task_due, due);
	return room_do(d, d->lq, &c);
}

static struct task
task(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_TASK, id);
	struct task t = *(struct task *)r;

	/* Only numbers are looked at: the strings go with the record. */
	record_free(r);
	return t;
}

/* The writer anew on the same store, its clock at `at`. */
static void
restart(struct room_desk *d, msec_t at)
{
	struct writer_config config = {.dir = d->dir, .now = &d->now};
	struct problem p = {0};

	writer_close(d->writer);
	now_free(&d->now);
	now_init(&d->now, true, at, 0);
	assert_int_equal(writer_open(&config, &d->writer, &p), 0);
}

static bool
tick_first(struct room_desk *d, struct actor *who, const char *about,
    const char *value)
{
	struct counting c = {0};
	struct problem p = {0};
	struct call call = room_call(COMMAND_TICK);

	assert_int_equal(
	    store_find(d->store, KIND_ITEM, field_find(KIND_ITEM, "about", 5),
	        about, count_one, &c, &p),
	    0);
	call_set_text(&call, ARG_tick_item, c.id);
	if (value)
		call_set_text(&call, ARG_tick_value, value);
	return room_do(d, who, &call);
}

static void
midnight_makes_the_tasks_of_the_day_in_every_area(void **state)
{
	struct room_desk *d = *state;
	struct setting t = template("round", NULL, RHYTHM_DAILY);
	struct counting c;

	t.steps = "[photo] gate; lock";
	put(d, &t.head);
	assert_int_equal(count(d).all, 0); /* 20:00: 09:00 is past */
	room_go(d, MIDNIGHT - 1000);
	assert_int_equal(count(d).all, 0);
	room_go(d, 1000);
	c = count(d);
	assert_int_equal(c.all, 3);
	assert_int_equal(task(d, c.id).steps, 2);
	assert_int_equal(
	    task(d, c.id).due, ROOM_BEGIN + MIDNIGHT + 9 * TIME_HOUR);
	room_go(d, TIME_DAY);
	assert_int_equal(count(d).all, 6);
}

static void
a_restart_and_a_clock_set_back_make_nothing_new(void **state)
{
	struct room_desk *d = *state;
	struct setting t = template("round", "LQ", RHYTHM_DAILY);

	put(d, &t.head);
	room_go(d, MIDNIGHT + 1000);
	assert_int_equal(count(d).all, 2);
	restart(d, ROOM_BEGIN + MIDNIGHT + 2000);
	room_go(d, 0);
	assert_int_equal(count(d).all, 2);
	/* Back to before midnight, and over it once more. */
	restart(d, ROOM_BEGIN + MIDNIGHT - 2000);
	room_go(d, 4000);
	assert_int_equal(count(d).all, 2);
	/* Putting the template again is no other day either. */
	put(d, &t.head);
	assert_int_equal(count(d).all, 2);
}

static void
a_clock_that_was_a_year_ahead_does_not_silence_the_year(void **state)
{
	struct room_desk *d = *state;
	struct setting t = template("round", "LQ", RHYTHM_DAILY);
	size_t before;

	put(d, &t.head);
	restart(d, ROOM_BEGIN + 365 * TIME_DAY);
	room_go(d, 0);
	before = count(d).all;
	restart(d, ROOM_BEGIN);
	room_go(d, MIDNIGHT);
	assert_int_equal(count(d).all, before + 2);
}

/* The machine's clock is set while the central serves. */
static void
set_clock(struct room_desk *d, msec_t at)
{
	pthread_mutex_lock(&d->now.lock);
	d->now.base = at;
	d->now.boot = time_boot();
	pthread_mutex_unlock(&d->now.lock);
}

static void
a_clock_that_is_set_right_again_needs_no_restart(void **state)
{
	struct room_desk *d = *state;
	struct setting t = template("round", "LQ", RHYTHM_DAILY);
	size_t before;

	put(d, &t.head);
	set_clock(d, ROOM_BEGIN + 300 * TIME_DAY);
	room_go(d, 1000);
	before = count(d).all;
	assert_int_equal(before, 2); /* of that day, in both areas */
	set_clock(d, ROOM_BEGIN);
	room_go(d, 1000);
	assert_int_equal(count(d).all, before);
	room_go(d, MIDNIGHT);
	assert_int_equal(count(d).all, before + 2);
	room_go(d, TIME_DAY);
	assert_int_equal(count(d).all, before + 4);
}

/* Every hour of two weeks around what the clocks do there. */
static void
each_local_day_has_its_tasks_once(const char *zone, msec_t begin)
{
	struct room_desk d;
	struct setting t = template("round", "LQ", RHYTHM_DAILY);
	struct counting c;

	room_open_in(&d, zone);
	put_officer(&d, "li", "LQ");
	put_area(&d, "G07", "LQ", "li");
	set_clock(&d, begin);
	room_go(&d, 0);
	put(&d, &t.head);
	for (int n = 1; n <= 14 * 24; n++) {
		room_go(&d, TIME_HOUR);
		if (n % 50 == 0)
			restart(&d, begin + n * TIME_HOUR);
	}
	c = count(&d);
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
	struct setting daily = template("round", "LQ", RHYTHM_DAILY);
	struct setting monday = template("letters", "LQ", RHYTHM_WEEKLY);

	monday.days = "mon";
	put(d, &daily.head);
	put(d, &monday.head);
	/* Saturday evening to Wednesday. */
	restart(d, ROOM_BEGIN + MIDNIGHT + 3 * TIME_DAY + TIME_HOUR);
	room_go(d, 0);
	assert_int_equal(count(d).all, 4);
	restart(d, ROOM_BEGIN + MIDNIGHT + 3 * TIME_DAY + 2 * TIME_HOUR);
	room_go(d, 0);
	assert_int_equal(count(d).all, 4);
}

static void
the_same_duty_from_two_sources_is_one_task(void **state)
{
	struct room_desk *d = *state;
	struct setting ours = template("fire-check", "LQ", RHYTHM_DAILY);
	struct setting theirs = template("fire-brigade", NULL, RHYTHM_DAILY);
	struct record *r;
	struct counting c;
	const struct task *t;

	ours.steps = "lock";
	ours.source = "station";
	theirs.duty = "fire-check";
	theirs.source = "fire brigade";
	theirs.steps = "lock; [photo] hydrant";
	theirs.until = "08:00";
	put_area(d, "G08", "LQ", NULL);
	put_area(d, "X01", "XQ", NULL);
	put(d, &ours.head);
	put(d, &theirs.head);
	room_go(d, MIDNIGHT);
	c = count(d);
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
	assert_int_equal(count(d).all, 1);
}

/* Station, district, department, and what an incident leaves to be done. */
static void
a_duty_of_four_kinds_of_source_is_one_task_with_four(void **state)
{
	struct room_desk *d = *state;
	struct setting ours = template("fire-check", "LQ", RHYTHM_DAILY);
	struct setting theirs = template("district-check", NULL, RHYTHM_DAILY);
	struct call c = room_call(COMMAND_TASK);
	struct record *r;
	const struct task *t;

	ours.source = "station";
	theirs.duty = "fire-check";
	theirs.source = "district";
	put_area(d, "G08", "LQ", NULL);
	put_area(d, "X01", "XQ", NULL);
	put(d, &ours.head);
	put(d, &theirs.head);
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
	assert_int_equal(count(d).all, 1);
	r = room_get(d, KIND_TASK, count(d).id);
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
	return count(d).all;
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
	assert_true(step(d, d->lq, COMMAND_FINISH, "K5", "talked"));
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
		struct setting t = template(names[i], NULL, RHYTHM_NONE);

		t.steps = "[text] who signed";
		t.until = "23:00";
		put(d, &t.head);
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
			assert_int_equal(count(d).all, i * 2 + (size_t)n + 1);
			assert_false(
			    step(d, d->lq, COMMAND_FINISH, id, "sent"));
			assert_int_equal(d->problem.code, PROBLEM_STEPS_LEFT);
			assert_true(tick_first(d, d->lq, id, "Chen"));
			assert_true(step(d, d->lq, COMMAND_FINISH, id, "sent"));
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
	struct setting t = template("visit", "LQ", RHYTHM_NONE);
	struct call c = room_call(COMMAND_TASK);
	struct record *r;

	put(d, &t.head);
	call_set_text(&c, ARG_task_title, "Visit");
	call_set_text(&c, ARG_task_area, "G07");
	call_set_text(&c, ARG_task_template, "visit");
	call_set_text(&c, ARG_task_source, "district");
	assert_true(room_do(d, d->lq, &c));
	call_set_text(&c, ARG_task_source, "school");
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_do(d, d->lq, &c)); /* asking again adds nothing */
	assert_int_equal(count(d).all, 1);
	r = room_get(d, KIND_TASK, count(d).id);
	assert_string_equal(((struct task *)r)->officer, "li");
	assert_string_equal(((struct task *)r)->source, "district");
	assert_string_equal(((struct task *)r)->also, "school");
	record_free(r);
}

static void
a_task_is_warned_of_overdue_and_climbs_until_it_is_done(void **state)
{
	struct room_desk *d = *state;
	struct task t;

	assert_true(give(d, "T1", "li", "Look", ROOM_BEGIN + 2 * TIME_HOUR));
	assert_int_equal(task(d, "T1").state, TASK_OPEN);
	room_go(d, TIME_HOUR - 1000);
	assert_int_equal(task(d, "T1").warned, 0);
	room_go(d, 1000);
	assert_int_equal(task(d, "T1").warned, ROOM_BEGIN + TIME_HOUR);
	room_go(d, TIME_HOUR);
	t = task(d, "T1");
	assert_int_equal(t.late, ROOM_BEGIN + 2 * TIME_HOUR);
	assert_int_equal(t.raised, 0);
	room_go(d, TIME_HOUR);
	assert_int_equal(task(d, "T1").raised, 1);
	room_go(d, 3 * TIME_DAY); /* shifts come and go */
	t = task(d, "T1");
	assert_int_equal(t.raised, 2);
	assert_int_equal(t.state, TASK_OPEN);
	assert_true(step(d, d->lq, COMMAND_FINISH, "T1", NULL));
	assert_int_equal(task(d, "T1").late, 0);
	assert_int_equal(task(d, "T1").state, TASK_DONE);
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
	struct tasks_desk *td = *state;
	struct room_desk *d = &td->room;
	const struct station xq = {.head = {.kind = KIND_STATION, .id = "LQ"},
	    .name = "Louqiao",
	    .parent = "XQ"};

	put(d, &xq.head); /* XQ stands for the centre above it */
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_true(
		    give(d, ids[i], "li", ids[i], ROOM_BEGIN + 2 * TIME_HOUR));
	assert_true(step(d, td->li, COMMAND_START, "T1", NULL));
	assert_true(step(d, td->li, COMMAND_FINISH, "T2", NULL));
	assert_true(step(d, d->lq, COMMAND_REDO, "T2", "no photo"));
	room_go(d, 2 * TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(
		    told_of(d, ids[i], d->lq).level, ESCALATION_DESK);
	room_go(d, TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		assert_int_equal(
		    told_of(d, ids[i], d->lq).level, ESCALATION_DUTY);
	/* Going on with it is no end of it. */
	assert_true(step(d, td->li, COMMAND_START, "T3", NULL));
	room_go(d, 23 * TIME_HOUR);
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		struct told t = told_of(d, ids[i], d->xq);

		assert_int_equal(t.level, ESCALATION_CENTRE);
		assert_false(t.settled);
		assert_int_equal(task(d, ids[i]).raised, 2);
		assert_true(step(d, td->li, COMMAND_FINISH, ids[i], "done"));
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
	assert_int_equal(task(d, "T1").state, TASK_PLANNED);
	room_go(d, TIME_HOUR);
	assert_int_equal(task(d, "T1").state, TASK_OPEN);
}

static void
done_is_checked_by_another_or_sent_back_with_a_reason(void **state)
{
	struct tasks_desk *td = *state;
	struct room_desk *d = &td->room;
	struct record *r;

	assert_true(give(d, "T1", "li", "Look", 0));
	assert_true(step(d, td->li, COMMAND_START, "T1", NULL));
	assert_true(step(d, td->li, COMMAND_FINISH, "T1", "seen"));
	assert_false(step(d, td->li, COMMAND_CHECK, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(step(d, d->lq, COMMAND_REDO, "T1", "no photo"));
	r = room_get(d, KIND_TASK, "T1");
	assert_int_equal(((struct task *)r)->state, TASK_RETURNED);
	assert_int_equal(((struct task *)r)->returned, 1);
	assert_string_equal(((struct task *)r)->reason, "no photo");
	record_free(r);
	assert_false(step(d, d->lq, COMMAND_CHECK, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_true(step(d, td->li, COMMAND_FINISH, "T1", "seen"));
	assert_true(step(d, d->lq, COMMAND_CHECK, "T1", NULL));
	assert_true(step(d, d->lq, COMMAND_REDO, "T1", "it burned again"));
	assert_int_equal(task(d, "T1").reopened, 1);
	assert_int_equal(task(d, "T1").returned, 2);
	assert_true(step(d, d->lq, COMMAND_DROP, "T1", "torn down"));
	assert_int_equal(task(d, "T1").state, TASK_DROPPED);
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

	assert_true(give(d, "T1", "wang", "Look", 0));
	assert_true(step(d, wang, COMMAND_FINISH, "T1", NULL));
	assert_false(step(d, wang, COMMAND_CHECK, "T1", NULL));
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

	put(d, &done.head);
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
	struct tasks_desk *td = *state;
	struct room_desk *d = &td->room;
	struct call c = room_call(COMMAND_TASK);

	call_set_text(&c, ARG_task_task, "T1");
	call_set_text(&c, ARG_task_officer, "li");
	call_set_text(&c, ARG_task_title, "Register");
	call_set_text(&c, ARG_task_steps, "[count 40] residents");
	assert_true(room_do(d, d->lq, &c));
	assert_true(tick_first(d, td->li, "T1", "33"));
	assert_int_equal(task(d, "T1").state, TASK_DOING);
	assert_int_equal(task(d, "T1").ticked, 33);
	assert_int_equal(task(d, "T1").steps, 40);
	assert_false(step(d, td->li, COMMAND_FINISH, "T1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_STEPS_LEFT);
	assert_true(tick_first(d, td->li, "T1", "40"));
	assert_true(step(d, td->li, COMMAND_FINISH, "T1", NULL));
	/* What is done is done: its lines are fixed. */
	assert_false(tick_first(d, td->li, "T1", "12"));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
}

static void
an_officer_sees_and_steps_only_what_is_given_to_him(void **state)
{
	struct tasks_desk *td = *state;
	struct room_desk *d = &td->room;

	assert_true(give(d, "T1", "li", "Look", 0));
	assert_true(give(d, "T2", "wang", "Look too", 0));
	assert_true(room_may_read(d, td->li, KIND_TASK, "T1"));
	assert_false(room_may_read(d, td->li, KIND_TASK, "T2"));
	assert_true(room_may_read(d, d->lq, KIND_TASK, "T2"));
	assert_false(room_may_read(d, d->xq, KIND_TASK, "T2"));
	assert_false(step(d, td->li, COMMAND_START, "T2", NULL));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(step(d, d->xq, COMMAND_START, "T1", NULL));
	/* Given to another, it is the other's. */
	assert_true(step(d, d->lq, COMMAND_GIVE, "T1", "wang"));
	assert_false(room_may_read(d, td->li, KIND_TASK, "T1"));
}

static void
an_areas_new_officer_takes_over_what_was_left(void **state)
{
	struct room_desk *d = *state;
	struct setting t = template("round", "LQ", RHYTHM_DAILY);
	struct record *r;
	char id[ID_SIZE];

	t.areas = (struct refs){1, (const char *const[]){"G07"}};
	put(d, &t.head);
	room_go(d, MIDNIGHT + 10 * TIME_HOUR);
	snprintf(id, sizeof(id), "%s", count(d).id);
	assert_true(task(d, id).late != 0);
	put_area(d, "G07", "LQ", "wang");
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

	assert_true(give(d, "T1", "li", "Look", 0));
	room_go(d, 1000);
	assert_true(
	    give(d, "T2", "wang", "Look again", ROOM_BEGIN + TIME_HOUR));
	assert_true(step(d, d->lq, COMMAND_JOIN, "T2", "T1"));
	assert_int_equal(task(d, "T1").state, TASK_OPEN);
	assert_int_equal(task(d, "T1").due, ROOM_BEGIN + TIME_HOUR);
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

	assert_true(give(d, "T1", "li", "Look", ROOM_BEGIN + TIME_HOUR));
	room_go(d, 2 * TIME_HOUR);
	assert_true(task(d, "T1").late != 0);
	call_set_text(&c, ARG_postpone_task, "T1");
	call_set_number(&c, ARG_postpone_minutes, 60);
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(task(d, "T1").due, ROOM_BEGIN + 3 * TIME_HOUR);
	assert_int_equal(task(d, "T1").late, 0);
	assert_int_equal(task(d, "T1").postponed, 1);
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
	struct counting n = {0};
	struct problem p = {0};

	put(d, &s.head);
	assert_true(room_new(d, "i1", "market"));
	call_set_text(&c, ARG_plan_incident, "i1");
	call_set_number(&c, ARG_plan_line, 2);
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_do(d, d->lq, &c));
	assert_int_equal(
	    store_find(d->store, KIND_ITEM, field_find(KIND_ITEM, "about", 5),
	        "i1", count_one, &n, &p),
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
	struct setting t = template("round", "LQ", RHYTHM_WEEKLY);
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
#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
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
