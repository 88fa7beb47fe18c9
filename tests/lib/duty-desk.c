/*
 * See duty-desk.h.
 */
#include "tests/lib/duty-desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"

void
duty_put(struct room_desk *d, const struct record *r)
{
	struct call c = room_call(COMMAND_PUT);

	c.record = r;
	call_set_text(&c, ARG_put_record, r->id);
	if (!room_do(d, d->admin, &c))
		fail_msg("put %s: %s", r->id, buf_str(&d->body));
}

void
duty_put_officer(struct room_desk *d, const char *id, const char *station)
{
	const struct officer o = {
	    .head = {.kind = KIND_OFFICER, .id = id, .station = station},
	    .name = id};

	duty_put(d, &o.head);
}

void
duty_put_area(struct room_desk *d, const char *id, const char *station,
    const char *officer)
{
	const struct grid g = {
	    .head = {.kind = KIND_GRID, .id = id, .station = station},
	    .name = id,
	    .officer = officer};

	duty_put(d, &g.head);
}

static struct actor *
duty_account(const char *officer, const char *unit)
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

int
duty_desk_setup(void **state)
{
	struct duty_desk *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	room_open(&t->room);
	duty_put_officer(&t->room, "li", "LQ");
	duty_put_officer(&t->room, "wang", "LQ");
	duty_put_officer(&t->room, "zhao", "XQ");
	duty_put_area(&t->room, "G07", "LQ", "li");
	duty_put_area(&t->room, "G08", "LQ", "wang");
	duty_put_area(&t->room, "X01", "XQ", "zhao");
	t->li = duty_account("li", "LQ-P2");
	*state = t;
	return 0;
}

int
duty_desk_teardown(void **state)
{
	struct duty_desk *t = *state;

	actor_drop(t->li);
	room_close(&t->room);
	free(t);
	return 0;
}

struct setting
duty_template(const char *id, const char *station, enum rhythm rhythm)
{
	return (struct setting){
	    .head = {.kind = KIND_SETTING, .id = id, .station = station},
	    .topic = TOPIC_TEMPLATE,
	    .name = id,
	    .rhythm = rhythm,
	    .until = "09:00"};
}

bool
duty_count_one(void *ctx, const struct record *r)
{
	struct duty_counted *c = ctx;
	const struct task *t = (const struct task *)r;

	c->all++;
	c->owed += t->state <= TASK_DOING || t->state == TASK_RETURNED;
	snprintf(c->id, sizeof(c->id), "%s", r->id);
	return true;
}

struct duty_counted
duty_count(struct room_desk *d)
{
	struct duty_counted c = {0};
	struct problem p = {0};

	assert_int_equal(store_page(d->store, KIND_TASK, NULL, SIZE_MAX,
	                     duty_count_one, &c, &p),
	    0);
	return c;
}

bool
duty_step(struct room_desk *d, struct actor *who, enum command_id id,
    const char *task, const char *reason)
{
	struct call c = room_call(id);

	call_set_text(&c, 0, task);
	if (reason)
		call_set_text(&c, 1, reason);
	return room_do(d, who, &c);
}

bool
duty_hand(struct room_desk *d, const char *id, const char *officer,
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

struct task
duty_task(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_TASK, id);
	struct task t = *(struct task *)r;

	/* Only numbers are looked at: the strings go with the record. */
	record_free(r);
	return t;
}

/* The writer anew on the same store, its clock at `at`. */
void
duty_restart(struct room_desk *d, msec_t at)
{
	struct writer_config config = {.dir = d->dir, .now = &d->now};
	struct problem p = {0};

	writer_close(d->writer);
	now_free(&d->now);
	now_init(&d->now, true, at, 0);
	assert_int_equal(writer_open(&config, &d->writer, &p), 0);
}

bool
duty_tick_first(struct room_desk *d, struct actor *who, const char *about,
    const char *value)
{
	struct duty_counted c = {0};
	struct problem p = {0};
	struct call call = room_call(COMMAND_TICK);

	assert_int_equal(
	    store_find(d->store, KIND_ITEM, field_find(KIND_ITEM, "about", 5),
	        about, duty_count_one, &c, &p),
	    0);
	call_set_text(&call, ARG_tick_item, c.id);
	if (value)
		call_set_text(&call, ARG_tick_value, value);
	return room_do(d, who, &call);
}

/* The machine's clock is set while the central serves. */
void
duty_set_clock(struct room_desk *d, msec_t at)
{
	pthread_mutex_lock(&d->now.lock);
	d->now.base = at;
	d->now.boot = time_boot();
	pthread_mutex_unlock(&d->now.lock);
}
