/*
 * Talk at the central: who is in a room and what they see, must-reads, words
 * corrected and taken back, what a report finds missing, and how far somebody
 * has read. The room desk has no HTTP: what routes add is in contract-sweep.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "central/scopes.h"
#include "model/talk.h"
#include "tests/lib/room.h"

/* A team from outside: no station, only its role. */
static struct actor *
outside(const char *account, const char *role)
{
	const struct actor_birth birth = {.account = account,
	    .name = account,
	    .roles = role,
	    .permissions = 1u << MAY_READ | 1u << MAY_TALK};

	return actor_new(&birth);
}

static void
put_role(struct room_desk *d, const char *name)
{
	char id[ID_SIZE];
	struct setting s = {.topic = TOPIC_ROLE, .name = name};
	struct call c = room_call(COMMAND_PUT);

	snprintf(id, sizeof(id), "role.%s", name);
	s.head = (struct record){.kind = KIND_SETTING, .id = id};
	c.record = &s.head;
	call_set_text(&c, ARG_put_record, id);
	assert_true(room_do(d, d->admin, &c));
}

static int
setup(void **state)
{
	struct room_desk *d = calloc(1, sizeof(*d));

	assert_non_null(d);
	room_open(d);
	put_role(d, "legal");
	put_role(d, "video");
	assert_true(room_new(d, "i1", "market"));
	assert_true(room_new(d, "i2", "bridge"));
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	room_close(*state);
	free(*state);
	return 0;
}

static bool
change(struct room_desk *d, struct actor *who, enum command_id id,
    const char *room, size_t arg, const char *member)
{
	struct call c = room_call(id);

	call_set_text(&c, 0, room);
	call_set_refs(&c, arg, (struct refs){1, &member});
	return room_do(d, who, &c);
}

static bool
add(struct room_desk *d, size_t arg, const char *member)
{
	return change(d, d->lq, COMMAND_ADD, "i1", arg, member);
}

static bool
say(struct room_desk *d, struct actor *who, enum command_id id,
    const char *room, const char *message, const char *text)
{
	struct call c = room_call(id);

	call_set_text(&c, ARG_message_room, room);
	call_set_text(&c, ARG_message_message, message);
	call_set_text(&c, ARG_message_text, text);
	return room_do(d, who, &c);
}

static bool
do_to(struct room_desk *d, struct actor *who, enum command_id id,
    const char *message, const char *text)
{
	struct call c = room_call(id);

	call_set_text(&c, 0, message);
	if (text)
		call_set_text(&c, 1, text);
	return room_do(d, who, &c);
}

static const struct message *
message(struct room_desk *d, const char *id)
{
	static struct record *r;

	record_free(r);
	r = room_get(d, KIND_MESSAGE, id);
	return (const struct message *)r;
}

/* ---- who sees what ---- */

static void
a_neighbour_sees_the_incident_and_its_units_and_nothing_else(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_send(d, "i2", "LQ-P2"));
	assert_false(room_may_read(d, d->xq, KIND_INCIDENT, "i1"));
	assert_true(add(d, ARG_add_stations, "XQ"));
	assert_true(room_may_read(d, d->xq, KIND_INCIDENT, "i1"));
	assert_true(room_may_read(d, d->xq, KIND_ASSIGNMENT, "i1-LQ-P1"));
	assert_true(room_may_read(d, d->xq, KIND_UNIT, "LQ-P1"));
	assert_false(room_may_read(d, d->xq, KIND_INCIDENT, "i2"));
	assert_false(room_may_read(d, d->xq, KIND_ASSIGNMENT, "i2-LQ-P2"));
	assert_false(room_may_read(d, d->xq, KIND_UNIT, "LQ-P2"));
	assert_false(room_may_read(d, d->xq, KIND_UNIT, "LQ-M4"));
	assert_int_equal(room_told(d, "i1", "add"), 1);
	/* Who is sent later is seen, too. */
	assert_true(room_send(d, "i1", "LQ-M4"));
	assert_true(room_may_read(d, d->xq, KIND_UNIT, "LQ-M4"));
}

static void
a_neighbour_that_leaves_sees_none_of_it_any_more(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(add(d, ARG_add_stations, "XQ"));
	assert_true(say(d, d->xq, COMMAND_MESSAGE, "i1", "m1", "we come"));
	assert_true(
	    change(d, d->xq, COMMAND_REMOVE, "i1", ARG_remove_stations, "XQ"));
	assert_false(room_may_read(d, d->xq, KIND_INCIDENT, "i1"));
	assert_false(room_may_read(d, d->xq, KIND_ASSIGNMENT, "i1-LQ-P1"));
	assert_false(room_may_read(d, d->xq, KIND_UNIT, "LQ-P1"));
	assert_false(say(d, d->xq, COMMAND_MESSAGE, "i1", "m2", "still here?"));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(do_to(d, d->xq, COMMAND_RETRACT, "m1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_true(room_may_read(d, d->lq, KIND_INCIDENT, "i1"));
}

static void
an_outside_team_sees_single_talks_by_its_role(void **state)
{
	struct actor *legal = outside("chen", "legal");
	struct actor *video = outside("kim", "video");
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(add(d, ARG_add_teams, "role.legal"));
	assert_true(room_may_read(d, legal, KIND_INCIDENT, "i1"));
	assert_false(room_may_read(d, legal, KIND_INCIDENT, "i2"));
	assert_false(room_may_read(d, legal, KIND_UNIT, "LQ-P1"));
	assert_false(room_may_read(d, video, KIND_INCIDENT, "i1"));
	assert_true(say(d, legal, COMMAND_MESSAGE, "i1", "m1", "photos first"));
	assert_false(say(d, legal, COMMAND_MESSAGE, "i2", "m2", "here?"));
	assert_true(change(
	    d, d->lq, COMMAND_REMOVE, "i1", ARG_remove_teams, "role.legal"));
	assert_false(room_may_read(d, legal, KIND_INCIDENT, "i1"));
	actor_drop(legal);
	actor_drop(video);
}

/* At a station the role adds nothing: another's legal officer is not ours. */
static void
a_role_at_a_station_opens_no_other_stations_talk(void **state)
{
	const struct actor_birth birth = {.account = "xu",
	    .name = "xu",
	    .station = "XQ",
	    .roles = "legal",
	    .permissions = 1u << MAY_READ};
	struct actor *xu = actor_new(&birth);
	struct room_desk *d = *state;

	assert_true(add(d, ARG_add_teams, "role.legal"));
	assert_false(room_may_read(d, xu, KIND_INCIDENT, "i1"));
	actor_drop(xu);
}

static void
a_unit_that_is_not_sent_can_be_brought_into_the_talk(void **state)
{
	struct room_desk *d = *state;

	assert_false(room_may_read(d, d->p1, KIND_INCIDENT, "i1"));
	assert_true(add(d, ARG_add_units, "LQ-P1"));
	assert_true(room_may_read(d, d->p1, KIND_INCIDENT, "i1"));
	assert_true(say(d, d->p1, COMMAND_MESSAGE, "i1", "m1", "listening"));
	assert_true(add(d, ARG_add_units, "LQ-P1"));
	assert_int_equal(room_told(d, "i1", "add"), 1);
	/* It takes itself out, and nobody else. */
	assert_true(add(d, ARG_add_units, "LQ-M4"));
	assert_false(
	    change(d, d->p1, COMMAND_REMOVE, "i1", ARG_remove_units, "LQ-M4"));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(
	    change(d, d->p1, COMMAND_REMOVE, "i1", ARG_remove_units, "LQ-P1"));
	assert_false(room_may_read(d, d->p1, KIND_INCIDENT, "i1"));
}

static void
only_who_is_there_can_be_added(void **state)
{
	struct room_desk *d = *state;

	assert_false(add(d, ARG_add_units, "nobody"));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(add(d, ARG_add_units, "XQ-X1"));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	assert_false(add(d, ARG_add_stations, "LQ"));
	assert_int_equal(d->problem.code, PROBLEM_EXISTS);
	assert_false(add(d, ARG_add_teams, "category.theft"));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
	assert_false(
	    change(d, d->p1, COMMAND_ADD, "i1", ARG_add_units, "LQ-P1"));
}

/* ---- rooms made by hand ---- */

static bool
make_room(struct room_desk *d, const char *id)
{
	struct call c = room_call(COMMAND_ROOM);

	call_set_text(&c, ARG_room_room, id);
	call_set_text(&c, ARG_room_name, "night search");
	call_set_number(&c, ARG_room_class, ROOM_OPERATION);
	return room_do(d, d->lq, &c);
}

static void
a_room_has_the_members_that_were_brought_in(void **state)
{
	struct room_desk *d = *state;

	assert_true(make_room(d, "r1"));
	assert_false(make_room(d, "r1"));
	assert_int_equal(d->problem.code, PROBLEM_EXISTS);
	assert_false(make_room(d, "i1"));
	assert_int_equal(d->problem.code, PROBLEM_EXISTS);
	assert_false(room_may_read(d, d->xq, KIND_ROOM, "r1"));
	assert_true(
	    change(d, d->lq, COMMAND_ADD, "r1", ARG_add_stations, "XQ"));
	assert_true(
	    change(d, d->lq, COMMAND_ADD, "r1", ARG_add_units, "LQ-P1"));
	assert_true(room_may_read(d, d->xq, KIND_ROOM, "r1"));
	assert_true(room_may_read(d, d->p1, KIND_ROOM, "r1"));
	assert_true(say(d, d->p1, COMMAND_MESSAGE, "r1", "m1", "on the hill"));
}

/* With one station there is nothing to ask: tests/screens/plain.c. */
static void
who_is_of_no_station_says_whose_a_room_is(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_ROOM);
	struct record *r;

	call_set_text(&c, ARG_room_room, "r1");
	call_set_text(&c, ARG_room_name, "night search");
	assert_false(room_do(d, d->admin, &c));
	assert_int_equal(d->problem.code, PROBLEM_MISSING_KEY);
	call_set_text(&c, ARG_room_station, "XQ");
	assert_true(room_do(d, d->admin, &c));
	r = room_get(d, KIND_ROOM, "r1");
	assert_string_equal(r->station, "XQ");
	record_free(r);
}

static void
nothing_more_is_said_in_a_closed_room(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_SHUT);

	assert_true(make_room(d, "r1"));
	call_set_text(&c, ARG_shut_room, "r1");
	assert_true(room_do(d, d->lq, &c));
	assert_false(say(d, d->lq, COMMAND_MESSAGE, "r1", "m1", "too late"));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
	assert_int_equal(room_told(d, "r1", "shut"), 1);
	assert_true(room_may_read(d, d->lq, KIND_ROOM, "r1"));
}

/* ---- must-reads ---- */

static void
a_must_read_is_owed_by_all_but_its_writer_until_each_confirms(void **state)
{
	struct room_desk *d = *state;
	struct actor *legal = outside("chen", "legal");
	const struct message *m;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_send(d, "i1", "LQ-P2"));
	assert_true(add(d, ARG_add_teams, "role.legal"));
	assert_true(add(d, ARG_add_stations, "XQ"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m1", "vests on"));
	m = message(d, "m1");
	assert_int_equal(m->owed.count, 4);
	assert_false(refs_have(&m->owed, "LQ"));
	assert_true(do_to(d, d->p1, COMMAND_CONFIRM, "m1", NULL));
	assert_true(do_to(d, legal, COMMAND_CONFIRM, "m1", NULL));
	assert_true(do_to(d, d->xq, COMMAND_CONFIRM, "m1", NULL));
	m = message(d, "m1");
	assert_int_equal(m->owed.count, 1);
	assert_string_equal(m->owed.id[0], "LQ-P2");
	assert_int_equal(m->heard.count, 3);
	/* Twice is once. */
	assert_true(do_to(d, d->p1, COMMAND_CONFIRM, "m1", NULL));
	assert_int_equal(message(d, "m1")->heard.count, 3);
	actor_drop(legal);
}

static void
a_desk_confirms_for_a_unit_by_voice_and_a_unit_only_for_itself(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_send(d, "i1", "LQ-P2"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m1", "vests on"));
	assert_false(do_to(d, d->p1, COMMAND_CONFIRM, "m1", "LQ-P2"));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(do_to(d, d->lq, COMMAND_CONFIRM, "m1", "LQ-P2"));
	assert_int_equal(message(d, "m1")->owed.count, 1);
	assert_true(say(d, d->p1, COMMAND_MESSAGE, "i1", "m2", "ok"));
	assert_false(do_to(d, d->lq, COMMAND_CONFIRM, "m2", NULL));
	assert_int_equal(d->problem.code, PROBLEM_BAD_VALUE);
}

static void
what_a_unit_writes_as_must_read_is_owed_by_its_station(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(say(d, d->p1, COMMAND_MUSTREAD, "i1", "m1", "he is armed"));
	assert_int_equal(message(d, "m1")->owed.count, 1);
	assert_string_equal(message(d, "m1")->owed.id[0], "LQ");
	assert_true(do_to(d, d->lq, COMMAND_CONFIRM, "m1", NULL));
	assert_int_equal(message(d, "m1")->owed.count, 0);
}

/* Whoever comes later was not there when it was said, and must know it. */
static void
who_comes_later_owes_what_was_to_be_read_before(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m1", "vests on"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m2", "wrong room"));
	assert_true(do_to(d, d->lq, COMMAND_RETRACT, "m2", NULL));
	assert_true(do_to(d, d->p1, COMMAND_CONFIRM, "m1", NULL));
	assert_int_equal(message(d, "m1")->owed.count, 0);
	/* All had confirmed; one more is sent, and a team is brought in. */
	assert_true(room_send(d, "i1", "LQ-P2"));
	assert_true(add(d, ARG_add_teams, "role.legal"));
	assert_int_equal(message(d, "m1")->owed.count, 2);
	assert_string_equal(message(d, "m1")->owed.id[0], "LQ-P2");
	assert_string_equal(message(d, "m1")->owed.id[1], "role.legal");
	assert_int_equal(message(d, "m1")->heard.count, 1);
	assert_int_equal(message(d, "m2")->owed.count, 0);
	/* It keeps its place, its time and its hand. */
	assert_true(message(d, "m1")->told > 0);
	assert_string_equal(message(d, "m1")->head.by, d->lq->by);
}

static void
who_is_out_again_owes_nothing_more(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_RECALL);

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(room_send(d, "i1", "LQ-P2"));
	assert_true(add(d, ARG_add_units, "LQ-M4"));
	assert_true(add(d, ARG_add_units, "LQ-P2"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m1", "vests on"));
	assert_int_equal(message(d, "m1")->owed.count, 3);
	call_set_text(&c, ARG_recall_assignment, "i1-LQ-P1");
	assert_true(room_do(d, d->lq, &c));
	assert_false(refs_have(&message(d, "m1")->owed, "LQ-P1"));
	/* P2 is called back, but listens still. */
	call_set_text(&c, ARG_recall_assignment, "i1-LQ-P2");
	assert_true(room_do(d, d->lq, &c));
	assert_true(refs_have(&message(d, "m1")->owed, "LQ-P2"));
	assert_true(
	    change(d, d->lq, COMMAND_REMOVE, "i1", ARG_remove_units, "LQ-P2"));
	assert_true(
	    change(d, d->lq, COMMAND_REMOVE, "i1", ARG_remove_units, "LQ-M4"));
	assert_int_equal(message(d, "m1")->owed.count, 0);
}

/* ---- corrected, taken back ---- */

static void
words_are_corrected_within_two_minutes_and_the_old_ones_kept(void **state)
{
	struct room_desk *d = *state;
	const struct message *m;
	int64_t place;
	msec_t at;

	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m1", "blue car"));
	place = message_place(message(d, "m1"));
	at = message(d, "m1")->head.at;
	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m2", "later"));
	room_go(d, 60000);
	assert_true(do_to(d, d->lq, COMMAND_CORRECT, "m1", "red car"));
	assert_true(do_to(d, d->lq, COMMAND_CORRECT, "m1", "red van"));
	m = message(d, "m1");
	assert_string_equal(m->text, "red van");
	assert_string_equal(m->former, "red car\nblue car");
	assert_true(m->amended > 0);
	assert_int_equal(message_place(m), place);
	assert_int_equal(m->head.at, at);
	assert_string_equal(m->head.by, d->lq->by);
	assert_false(do_to(d, d->xq, COMMAND_CORRECT, "m1", "?"));
	room_go(d, 61000);
	assert_false(do_to(d, d->lq, COMMAND_CORRECT, "m1", "too late"));
	assert_int_equal(d->problem.code, PROBLEM_TIME_RANGE);
	assert_string_equal(message(d, "m1")->text, "red van");
}

struct shown {
	char ids[8][ID_SIZE];
	size_t count;
};

static bool
note(void *ctx, const struct record *r)
{
	const struct message *m = (const struct message *)r;
	struct shown *o = ctx;

	if (message_is_talk(m) && o->count < 8)
		snprintf(o->ids[o->count++], ID_SIZE, "%s", r->id);
	return true;
}

static void
a_corrected_line_keeps_its_place_in_the_story(void **state)
{
	struct room_desk *d = *state;
	struct shown o = {0};
	struct problem p = {0};

	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m1", "one"));
	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m2", "two"));
	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m3", "three"));
	assert_true(do_to(d, d->lq, COMMAND_CORRECT, "m1", "1"));
	assert_int_equal(
	    store_messages(d->store, "i1", 0, 10, note, &o, &p), 0);
	assert_int_equal(o.count, 3);
	assert_string_equal(o.ids[0], "m3");
	assert_string_equal(o.ids[1], "m2");
	assert_string_equal(o.ids[2], "m1");
}

static void
what_is_taken_back_leaves_a_mark_and_no_words(void **state)
{
	struct room_desk *d = *state;
	const struct message *m;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(say(d, d->lq, COMMAND_MUSTREAD, "i1", "m1", "wrong room"));
	assert_true(do_to(d, d->lq, COMMAND_CORRECT, "m1", "wrong words"));
	assert_false(do_to(d, d->p1, COMMAND_RETRACT, "m1", NULL));
	assert_int_equal(d->problem.code, PROBLEM_FORBIDDEN);
	assert_true(do_to(d, d->lq, COMMAND_RETRACT, "m1", NULL));
	m = message(d, "m1");
	assert_true(m->retracted > 0);
	assert_null(m->text);
	assert_null(m->former);
	assert_int_equal(m->owed.count, 0);
	assert_false(do_to(d, d->lq, COMMAND_CORRECT, "m1", "again"));
	assert_int_equal(d->problem.code, PROBLEM_STATE);
}

static void
an_answer_quotes_a_line_of_the_same_room(void **state)
{
	struct room_desk *d = *state;
	struct call c = room_call(COMMAND_MESSAGE);

	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m1", "where?"));
	call_set_text(&c, ARG_message_room, "i2");
	call_set_text(&c, ARG_message_message, "m2");
	call_set_text(&c, ARG_message_text, "there");
	call_set_text(&c, ARG_message_quote, "m1");
	assert_false(room_do(d, d->lq, &c));
	assert_int_equal(d->problem.code, PROBLEM_NOT_FOUND);
	call_set_text(&c, ARG_message_room, "i1");
	assert_true(room_do(d, d->lq, &c));
	assert_string_equal(message(d, "m2")->quote, "m1");
}

/* ---- checklists ---- */

static void
a_report_tells_what_the_checklist_still_wants(void **state)
{
	struct room_desk *d = *state;
	static const char *const ids[] = {"n1", "n2", "n3"};
	struct call c = room_call(COMMAND_ITEM);

	call_set_text(&c, ARG_item_about, "i1");
	call_set_text(&c, ARG_item_list, "evidence");
	call_set_text(&c, ARG_item_lines, "photo; knife; camera");
	call_set_refs(&c, ARG_item_items, (struct refs){3, ids});
	assert_true(room_do(d, d->lq, &c));
	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_true(do_to(d, d->p1, COMMAND_TICK, "n1", NULL));
	assert_true(do_to(d, d->p1, COMMAND_TICK, "n3", NULL));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_ONSCENE));
	assert_true(room_step(d, "i1-LQ-P1", COMMAND_REPORT));
	assert_non_null(strstr(buf_str(&d->body), "\"missing\""));
	assert_non_null(strstr(buf_str(&d->body), "\"knife\""));
	assert_int_equal(room_told(d, "i1", "missing"), 1);
}

/* ---- how far one has read ---- */

static int64_t
unread_of(struct room_desk *d, const struct actor *who)
{
	struct store_unread u;
	struct problem p = {0};

	assert_int_equal(store_unread(d->store, "i1", actor_member(who),
	                     actor_person(who), who->station, &u, &p),
	    0);
	return u.unread;
}

static void
what_others_wrote_since_is_unread_and_events_are_not(void **state)
{
	struct room_desk *d = *state;

	assert_true(room_send(d, "i1", "LQ-P1"));
	assert_int_equal(unread_of(d, d->lq), 0);
	assert_true(say(d, d->p1, COMMAND_MESSAGE, "i1", "m1", "one"));
	assert_true(say(d, d->lq, COMMAND_MESSAGE, "i1", "m2", "two"));
	assert_true(say(d, d->p1, COMMAND_MESSAGE, "i1", "m3", "three"));
	assert_int_equal(unread_of(d, d->lq), 2);
	assert_true(do_to(d, d->p1, COMMAND_RETRACT, "m3", NULL));
	assert_int_equal(unread_of(d, d->lq), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	    TEST(a_neighbour_sees_the_incident_and_its_units_and_nothing_else),
	    TEST(a_neighbour_that_leaves_sees_none_of_it_any_more),
	    TEST(an_outside_team_sees_single_talks_by_its_role),
	    TEST(a_role_at_a_station_opens_no_other_stations_talk),
	    TEST(a_unit_that_is_not_sent_can_be_brought_into_the_talk),
	    TEST(only_who_is_there_can_be_added),
	    TEST(a_room_has_the_members_that_were_brought_in),
	    TEST(who_is_of_no_station_says_whose_a_room_is),
	    TEST(nothing_more_is_said_in_a_closed_room),
	    TEST(a_must_read_is_owed_by_all_but_its_writer_until_each_confirms),
	    TEST(
	        a_desk_confirms_for_a_unit_by_voice_and_a_unit_only_for_itself),
	    TEST(what_a_unit_writes_as_must_read_is_owed_by_its_station),
	    TEST(who_comes_later_owes_what_was_to_be_read_before),
	    TEST(who_is_out_again_owes_nothing_more),
	    TEST(words_are_corrected_within_two_minutes_and_the_old_ones_kept),
	    TEST(a_corrected_line_keeps_its_place_in_the_story),
	    TEST(what_is_taken_back_leaves_a_mark_and_no_words),
	    TEST(an_answer_quotes_a_line_of_the_same_room),
	    TEST(a_report_tells_what_the_checklist_still_wants),
	    TEST(what_others_wrote_since_is_unread_and_events_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
