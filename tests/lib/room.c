/*
 * The central for tests of commands (room.h).
 */
#include "tests/lib/room.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "central/scopes.h"
#include "net/wire/problem-json.h"

#define ALL_BUT_ADMIN \
	(~(1u << MAY_PUT) & ~(1u << MAY_ACCOUNTS) & ~(1u << MAY_IMPORT))

struct waiting {
	struct write_job job;
	const struct call *call;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool done;
};

static enum problem_code
run_call(struct tx *tx, struct write_job *job)
{
	const struct waiting *w = job->ctx;

	return command_run(tx, w->call);
}

static void
call_done(struct write_job *job)
{
	struct waiting *w = job->ctx;

	pthread_mutex_lock(&w->lock);
	w->done = true;
	pthread_cond_signal(&w->over);
	pthread_mutex_unlock(&w->lock);
}

/* Enough of a digest for a test: what tells two calls apart. */
static void
digest(const struct call *call, unsigned char out[DIGEST_SIZE])
{
	memset(out, 0, DIGEST_SIZE);
	out[0] = (unsigned char)call->command->id;
	for (size_t i = 0; i < call->command->count; i++) {
		const char *text =
		    call->command->args[i].type == TYPE_STRING ||
		            call->command->args[i].type == TYPE_TEXT
		        ? call_text(call, i)
		        : NULL;

		for (size_t k = 0; text && text[k]; k++)
			out[1 + (i + k) % 31] ^= (unsigned char)text[k];
	}
}

bool
room_do_key(struct room_desk *d, struct actor *who, const struct call *call,
    const char *key)
{
	struct waiting w = {.call = call};

	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.over, NULL);
	w.job = (struct write_job){.actor = who,
	    .run = run_call,
	    .done = call_done,
	    .command = call->command->name,
	    .key = key,
	    .keep_answer = !(call->command->flags & COMMAND_KEYLESS),
	    .ctx = &w};
	digest(call, w.job.digest);
	writer_put(d->writer, &w.job);
	pthread_mutex_lock(&w.lock);
	while (!w.done)
		pthread_cond_wait(&w.over, &w.lock);
	pthread_mutex_unlock(&w.lock);
	pthread_cond_destroy(&w.over);
	pthread_mutex_destroy(&w.lock);
	buf_free(&d->body);
	d->status = w.job.status;
	d->body = w.job.body;
	d->problem = (struct problem){0};
	if (d->status != 200)
		(void)!problem_read_json(
		    buf_str(&d->body), d->body.len, d->status, &d->problem);
	return d->status == 200;
}

bool
room_do(struct room_desk *d, struct actor *who, const struct call *call)
{
	char key[32];

	snprintf(key, sizeof(key), "k%lld", (long long)++d->keys);
	return room_do_key(d, who, call, key);
}

struct call
room_call(enum command_id id)
{
	return (struct call){.command = command_get(id)};
}

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
put_station(struct room_desk *d, const char *id, const char *name)
{
	struct station s = {
	    .head = {.kind = KIND_STATION, .id = id}, .name = name};

	put(d, &s.head);
}

static void
put_unit(struct room_desk *d, const char *station, const char *callsign)
{
	char id[ID_SIZE];
	struct unit u = {.callsign = callsign,
	    .class = CLASS_SWORN,
	    .duty = UNIT_PATROL,
	    .alone = true};

	snprintf(id, sizeof(id), "%s-%s", station, callsign);
	u.head =
	    (struct record){.kind = KIND_UNIT, .id = id, .station = station};
	put(d, &u.head);
}

static void
put_category(struct room_desk *d, const char *name, const char *family)
{
	char id[ID_SIZE];
	struct setting s = {.topic = TOPIC_CATEGORY,
	    .name = name,
	    .family = family,
	    .priority = 3};

	snprintf(id, sizeof(id), "category.%s", name);
	s.head = (struct record){.kind = KIND_SETTING, .id = id};
	put(d, &s.head);
}

static struct actor *
seat(const char *account, const char *station, const char *unit,
    uint32_t permissions)
{
	const struct actor_birth birth = {.account = account,
	    .name = account,
	    .station = station,
	    .unit = unit,
	    .permissions = permissions,
	    .everything = !station};

	return actor_new(&birth);
}

static void
open_room(struct room_desk *d, const struct writer_ears *ears, const char *zone)
{
	const struct store_birth birth = {.drill = true, .zone = zone};
	struct writer_config config = {
	    .dir = d->dir, .now = &d->now, .ears = *ears};
	struct problem p = {0};

	*d = (struct room_desk){0};
	snprintf(d->dir, sizeof(d->dir), "/tmp/watchroom-room-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	assert_int_equal(store_create(d->dir, &birth, &p), 0);
	now_init(&d->now, true, ROOM_BEGIN, 0);
	assert_int_equal(writer_open(&config, &d->writer, &p), 0);
	assert_int_equal(store_open(d->dir, STORE_READ, &d->store, &p), 0);
	d->admin = seat("admin", NULL, NULL, UINT32_MAX);
	d->lq = seat("desk-lq", "LQ", NULL, ALL_BUT_ADMIN);
	d->xq = seat("desk-xq", "XQ", NULL, ALL_BUT_ADMIN);
	d->p1 = seat("field-p1", "LQ", "LQ-P1",
	    1u << MAY_STEP_OWN | 1u << MAY_TALK | 1u << MAY_READ);
	put_station(d, "LQ", "Louqiao");
	put_station(d, "XQ", "Xinqiao");
	put_unit(d, "LQ", "P1");
	put_unit(d, "LQ", "P2");
	put_unit(d, "LQ", "M4");
	put_unit(d, "XQ", "P1");
	put_category(d, "theft", "property");
	put_category(d, "fight", "violence");
	put_category(d, "child", "missing");
}

void
room_open(struct room_desk *d)
{
	room_open_in(d, "Asia/Shanghai");
}

void
room_open_in(struct room_desk *d, const char *zone)
{
	const struct writer_ears deaf = {0};

	open_room(d, &deaf, zone);
}

void
room_open_with(struct room_desk *d, const struct writer_ears *ears)
{
	open_room(d, ears, "Asia/Shanghai");
}

void
room_leave(struct room_desk *d)
{
	writer_close(d->writer);
	store_close(d->store);
	now_free(&d->now);
	actor_drop(d->admin);
	actor_drop(d->lq);
	actor_drop(d->xq);
	actor_drop(d->p1);
	buf_free(&d->body);
}

void
room_close(struct room_desk *d)
{
	char command[128];

	room_leave(d);
	snprintf(command, sizeof(command), "rm -rf %s", d->dir);
	assert_int_equal(system(command), 0);
}

int
room_setup(void **state)
{
	struct room_desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	room_open(d);
	*state = d;
	return 0;
}

int
room_teardown(void **state)
{
	room_close(*state);
	free(*state);
	return 0;
}

void
room_go(struct room_desk *d, msec_t ms)
{
	struct call c = room_call(COMMAND_CLOCK);
	struct waiting w = {.call = &c};

	pthread_mutex_init(&w.lock, NULL);
	pthread_cond_init(&w.over, NULL);
	w.job = (struct write_job){.actor = d->admin,
	    .run = run_call,
	    .done = call_done,
	    .command = "clock",
	    .happened = now_get(&d->now) + ms,
	    .ctx = &w};
	writer_put(d->writer, &w.job);
	pthread_mutex_lock(&w.lock);
	while (!w.done)
		pthread_cond_wait(&w.over, &w.lock);
	pthread_mutex_unlock(&w.lock);
	assert_int_equal(w.job.status, 200);
	buf_free(&w.job.body);
}

bool
room_new(struct room_desk *d, const char *id, const char *place)
{
	struct call c = room_call(COMMAND_NEW);

	call_set_text(&c, ARG_new_incident, id);
	call_set_text(&c, ARG_new_category, "category.theft");
	call_set_text(&c, ARG_new_place, place);
	return room_do(d, d->lq, &c);
}

bool
room_send(struct room_desk *d, const char *incident, const char *unit)
{
	struct call c = room_call(COMMAND_DISPATCH);
	char id[ID_SIZE];
	const char *units[1] = {unit}, *orders[1] = {id};

	snprintf(id, sizeof(id), "%s-%s", incident, unit);
	call_set_text(&c, ARG_dispatch_incident, incident);
	call_set_refs(&c, ARG_dispatch_units, (struct refs){1, units});
	call_set_refs(&c, ARG_dispatch_assignments, (struct refs){1, orders});
	return room_do(d, d->lq, &c);
}

bool
room_step(struct room_desk *d, const char *order, enum command_id step)
{
	struct call c = room_call(step);

	call_set_text(&c, 0, order);
	return room_do(d, d->lq, &c);
}

struct record *
room_get(struct room_desk *d, enum kind kind, const char *id)
{
	struct record *r = NULL;
	struct problem p = {0};

	if (store_get(d->store, kind, id, &r, &p))
		fail_msg("%s is not there", id);
	return r;
}

enum incident_state
room_incident_state(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_INCIDENT, id);
	enum incident_state state = ((struct incident *)r)->state;

	record_free(r);
	return state;
}

enum assignment_state
room_order_state(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_ASSIGNMENT, id);
	enum assignment_state state = ((struct assignment *)r)->state;

	record_free(r);
	return state;
}

enum unit_state
room_unit_state(struct room_desk *d, const char *id)
{
	struct record *r = room_get(d, KIND_UNIT, id);
	enum unit_state state = ((struct unit *)r)->state;

	record_free(r);
	return state;
}

bool
room_may_read(struct room_desk *d, const struct actor *who, enum kind kind,
    const char *id)
{
	struct settings *s = writer_settings(d->writer);
	struct problem p = {0};
	bool may = false;

	assert_int_equal(
	    scopes_may_read(d->store, s, who, kind, id, &may, &p), 0);
	settings_drop(s);
	return may;
}

struct telling {
	const char *event;
	size_t count;
};

static bool
count_event(void *ctx, const struct record *r)
{
	struct telling *t = ctx;

	t->count += text_is(((const struct message *)r)->event, t->event);
	return true;
}

size_t
room_told(struct room_desk *d, const char *room, const char *event)
{
	struct telling t = {.event = event};
	struct problem p = {0};

	assert_int_equal(
	    store_messages(d->store, room, 0, 500, count_event, &t, &p), 0);
	return t.count;
}
