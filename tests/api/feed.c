/*
 * The feed over real sockets: what a console is sent, in which order, and
 * what it is never sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/feed-desk.h"

/* The first place of text in the notes; fails the test when it is not. */
static const char *
found(const struct reader *r, const char *text)
{
	const char *at = strstr(buf_str(&r->notes), text);

	if (!at)
		fail_msg("no %s in %s", text, buf_str(&r->notes));
	return at;
}

static void
a_fresh_feed_gets_settings_then_the_rest_then_ready_then_changes(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "lq", "", "", false);
	reader_until(&r, "ready");
	assert_true(found(&r, "hello") < found(&r, "reset"));
	assert_true(found(&r, "reset") < found(&r, "setting/category.theft 1"));
	assert_true(
	    found(&r, "setting/category.child") < found(&r, "station/LQ 1"));
	assert_true(found(&r, "station/LQ 1") < found(&r, "unit/LQ-P1 1"));
	assert_true(found(&r, "unit/LQ-P1 1") < found(&r, "incident/i1 1"));
	assert_true(found(&r, "incident/i1 1") < found(&r, "ready"));
	assert_true(room_new(&d->room, "i2", "park"));
	reader_until(&r, "incident/i2 1 @");
	reader_until_true(&r, d, "lq");
	assert_int_equal(reader_count(&r, "incident/i1"), 1);
	/* Another station's unit and the talk of rooms are not its business. */
	assert_int_equal(reader_count(&r, "XQ-P1"), 0);
	assert_int_equal(reader_count(&r, "say "), 0);
	reader_free(&r);
}

static void
a_feed_that_comes_back_gets_what_changed_and_left_once(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	assert_true(room_new(&d->room, "i2", "park"));
	feed_desk_guest(d, "i2", "XQ");
	reader_open(&r, d, "xq", "", "", false);
	reader_until(&r, "ready");
	found(&r, "incident/i2 2");
	reader_cut(&r);
	buf_clear(&r.notes);
	feed_desk_guest(d, "i1", "XQ");
	feed_desk_guest(d, "i2", NULL);
	feed_desk_guest(d, "i1", NULL);
	feed_desk_guest(d, "i1", "XQ");
	reader_open(&r, d, "xq", "", r.cursor, false);
	reader_until(&r, "ready");
	found(&r, "gone incident/i2");
	found(&r, "incident/i1 4 @");
	assert_int_equal(reader_count(&r, "incident/"), 2);
	assert_int_equal(reader_count(&r, "reset"), 0);
	assert_true(reader_is_true(&r, d, "xq"));
	reader_free(&r);
}

static void
another_stations_incident_comes_only_while_this_one_is_its_guest(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};

	reader_open(&r, d, "xq", "", "", false);
	reader_until(&r, "ready");
	assert_true(room_new(&d->room, "i1", "market"));
	assert_true(room_new(&d->room, "i2", "park"));
	assert_true(room_send(&d->room, "i1", "LQ-P1"));
	feed_desk_guest(d, "i1", "XQ");
	reader_until(&r, "incident/i1 3");
	feed_desk_guest(d, "i1", NULL);
	reader_until(&r, "gone incident/i1");
	/* What it sees of i1 left with it; of i2 it saw nothing. */
	reader_until_true(&r, d, "xq");
	assert_int_equal(reader_count(&r, "i2"), 0);
	assert_int_equal(reader_count(&r, "incident/i1"), 2);
	reader_free(&r);
}

static void
the_cursor_moves_with_the_last_event_of_a_commit_only(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	const char *sent;

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "lq", "", "", false);
	reader_until(&r, "ready");
	buf_clear(&r.notes);
	assert_true(room_send(&d->room, "i1", "LQ-P1"));
	reader_until(&r, "@");
	sent = buf_str(&r.notes);
	/* The order, the unit and the incident changed in one commit. */
	found(&r, "assignment/i1-LQ-P1 1");
	found(&r, "unit/LQ-P1 2");
	found(&r, "incident/i1 2");
	assert_string_equal(strchr(sent, '@'), "@\n");
	reader_free(&r);
}

/* Rooms */

static void
a_watched_room_sends_its_newest_messages_oldest_first_then_new_ones(
    void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	char text[32];

	assert_true(room_new(&d->room, "i1", "market"));
	assert_true(room_new(&d->room, "i2", "park"));
	for (int i = 0; i < FEED_MESSAGES + 5; i++) {
		snprintf(text, sizeof(text), "line %02d.", i);
		assert_true(feed_desk_say(d, "i1", text));
	}
	assert_true(feed_desk_say(d, "i2", "elsewhere"));
	reader_open(&r, d, "lq", "?watch=i1", "", false);
	reader_until(&r, "line 54.");
	assert_true(found(&r, "ready") < found(&r, "say i1 line 05."));
	assert_int_equal(reader_count(&r, "say i1"), FEED_MESSAGES);
	assert_int_equal(reader_count(&r, "line 04."), 0);
	for (int i = 6; i < FEED_MESSAGES + 5; i++) {
		char before[32];

		snprintf(before, sizeof(before), "line %02d.", i - 1);
		snprintf(text, sizeof(text), "line %02d.", i);
		assert_true(found(&r, before) < found(&r, text));
	}
	assert_true(feed_desk_say(d, "i2", "elsewhere again"));
	assert_true(feed_desk_say(d, "i1", "new one"));
	reader_until(&r, "say i1 new one\n");
	/* Of the other room that something was said; of this one the words. */
	assert_true(found(&r, "said i2 @") < found(&r, "say i1 new one"));
	assert_int_equal(reader_count(&r, "said"), 1);
	assert_int_equal(reader_count(&r, "elsewhere"), 0);
	reader_free(&r);
}

static void
expect_refusal(struct feed_desk *d, const char *query, int status)
{
	int fd = raw_connect(http_address(d->http));
	struct buf ask = {0};
	struct reply reply;

	buf_printf(&ask,
	    "GET /v1/feed?%s HTTP/1.1\r\nHost: central\r\n"
	    "Authorization: xq\r\n\r\n",
	    query);
	raw_puts(fd, buf_str(&ask));
	raw_reply(fd, &reply, false);
	assert_int_equal(reply.status, status);
	raw_reply_free(&reply);
	buf_free(&ask);
	close(fd);
}

/* Lines alone move no cursor; what is committed with one does. */
static void
a_cursor_goes_with_records_and_is_not_spent_on_lines(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	char cursor[128];

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "lq", "?watch=i1", "", false);
	reader_until(&r, "say i1 market");
	buf_clear(&r.notes);
	snprintf(cursor, sizeof(cursor), "%s", r.cursor);
	assert_true(feed_desk_say(d, "i1", "one"));
	assert_true(feed_desk_say(d, "i1", "two"));
	reader_until(&r, "say i1 two\n");
	assert_string_equal(buf_str(&r.notes), "say i1 one\nsay i1 two\n");
	assert_true(room_send(&d->room, "i1", "LQ-P1"));
	reader_until(&r, "@");
	/* From before all that: the records again, and the newest lines. */
	reader_cut(&r);
	buf_clear(&r.notes);
	reader_open(&r, d, "lq", "?watch=i1", cursor, false);
	reader_until(&r, "say i1 dispatch");
	assert_true(found(&r, "incident/i1 2") < found(&r, "ready"));
	assert_int_equal(reader_count(&r, "reset"), 0);
	assert_int_equal(reader_count(&r, "say i1 one"), 1);
	reader_until_true(&r, d, "lq");
	reader_free(&r);
}

/* A thin line: words of watched rooms, and what must be read anywhere. */
static void
a_quiet_feed_is_told_of_no_other_room_but_must_reads(void **state)
{
	struct feed_desk *d = *state;
	struct call c = room_call(COMMAND_MUSTREAD);
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	assert_true(room_new(&d->room, "i2", "park"));
	reader_open(&r, d, "lq", "?watch=i1&said=mustread", "", true);
	reader_until(&r, "say i1 market");
	buf_clear(&r.notes);
	assert_true(feed_desk_say(d, "i2", "elsewhere"));
	call_set_text(&c, ARG_mustread_room, "i2");
	call_set_text(&c, ARG_mustread_text, "vests on");
	assert_true(room_do(&d->room, d->room.lq, &c));
	assert_true(feed_desk_say(d, "i1", "here"));
	reader_until(&r, "say i1 here\n");
	assert_string_equal(buf_str(&r.notes), "said i2 @\nsay i1 here\n");
	reader_free(&r);
	expect_refusal(d, "said=x", 400);
}

static void
rooms_are_taken_up_and_let_go_while_the_feed_lives(void **state)
{
	struct feed_desk *d = *state;
	const char *one[] = {"i1"}, *both[] = {"i1", "i2"}, *xq[] = {"x1"};
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	assert_true(room_new(&d->room, "i2", "park"));
	assert_true(feed_desk_say(d, "i1", "first"));
	assert_true(feed_desk_say(d, "i2", "second"));
	reader_open(&r, d, "lq", "", "", false);
	reader_until(&r, "ready");
	assert_int_equal(feed_desk_watch(d, "lq", r.id, one, 1), 0);
	reader_until(&r, "say i1 first");
	assert_int_equal(feed_desk_watch(d, "lq", r.id, both, 2), 0);
	reader_until(&r, "say i2 second");
	assert_true(feed_desk_say(d, "i1", "third"));
	reader_until(&r, "say i1 third");
	assert_int_equal(feed_desk_watch(d, "lq", r.id, &both[1], 1), 0);
	assert_true(feed_desk_say(d, "i1", "unheard"));
	assert_true(feed_desk_say(d, "i2", "fourth"));
	reader_until(&r, "say i2 fourth");
	assert_int_equal(reader_count(&r, "say i1 first"), 1);
	assert_int_equal(reader_count(&r, "unheard"), 0);
	/* Nobody else's feed, no room that is not there. */
	assert_int_equal(
	    feed_desk_watch(d, "xq", r.id, one, 0), PROBLEM_NOT_FOUND);
	assert_int_equal(
	    feed_desk_watch(d, "lq", r.id, xq, 1), PROBLEM_NOT_FOUND);
	assert_int_equal(
	    feed_desk_watch(d, "lq", "nobody", one, 1), PROBLEM_NOT_FOUND);
	reader_free(&r);
}

static void
a_room_out_of_sight_is_watched_no_more(void **state)
{
	struct feed_desk *d = *state;
	const char *rooms[] = {"i1"};
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "xq", "", "", false);
	reader_until(&r, "ready");
	assert_int_equal(
	    feed_desk_watch(d, "xq", r.id, rooms, 1), PROBLEM_NOT_FOUND);
	feed_desk_guest(d, "i1", "XQ");
	assert_int_equal(feed_desk_watch(d, "xq", r.id, rooms, 1), 0);
	assert_true(feed_desk_say(d, "i1", "welcome"));
	reader_until(&r, "say i1 welcome");
	feed_desk_guest(d, "i1", NULL);
	assert_true(feed_desk_say(d, "i1", "among ourselves"));
	feed_desk_guest(d, "i1", "XQ");
	reader_until(&r, "gone incident/i1 @\nincident/i1 4 @");
	assert_int_equal(reader_count(&r, "among ourselves"), 0);
	reader_free(&r);
}

/* Permissions */

static void
a_revoked_account_is_cut(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0}, other = {0};

	reader_open(&r, d, "lq", "", "", false);
	reader_open(&other, d, "admin", "", "", false);
	reader_until(&r, "ready");
	reader_until(&other, "ready");
	atomic_store(&d->room.lq->revoked, true);
	hub_recheck(d->hub);
	reader_until_end(&r);
	assert_true(room_new(&d->room, "i1", "market"));
	reader_until(&other, "incident/i1");
	reader_free(&r);
	reader_free(&other);
}

static void
a_new_station_cuts_those_who_see_it_and_nobody_else(void **state)
{
	struct feed_desk *d = *state;
	struct station s = {
	    .head = {.kind = KIND_STATION, .id = "ZQ"}, .name = "Zhuqiao"};
	struct call c = room_call(COMMAND_PUT);
	struct reader all = {0}, lq = {0};

	reader_open(&all, d, "admin", "", "", false);
	reader_open(&lq, d, "lq", "", "", false);
	reader_until(&all, "ready");
	reader_until(&lq, "ready");
	c.record = &s.head;
	call_set_text(&c, ARG_put_record, "ZQ");
	assert_true(room_do(&d->room, d->room.admin, &c));
	reader_until_end(&all);
	reader_until(&lq, "station/ZQ 1");
	assert_true(room_new(&d->room, "i1", "market"));
	reader_until(&lq, "incident/i1 1");
	/* Its cursor is of other scopes: it begins anew. */
	reader_cut(&all);
	buf_clear(&all.notes);
	reader_open(&all, d, "admin", "", all.cursor, false);
	reader_until_true(&all, d, "admin");
	assert_int_equal(reader_count(&all, "reset"), 1);
	reader_free(&all);
	reader_free(&lq);
}

/* A task that only one person is shown: no command does so yet. */
static enum problem_code
run_personal(struct tx *tx, struct write_job *job)
{
	struct task t = {
	    .head = {.kind = KIND_TASK, .id = "t1"}, .title = "call back"};
	const struct seen row = {
	    "person/desk-lq", KIND_TASK, "t1", tx->seq, SEEN_LIVE};
	struct change *c;
	enum problem_code code;

	t.head.station = job->ctx;
	code = tx_put(tx, &t.head);
	if (code)
		return code;
	c = &tx->change[tx->changes - 1];
	c->scope = realloc(c->scope, (c->scopes + 1) * sizeof(*c->scope));
	assert_non_null(c->scope);
	c->scope[c->scopes] =
	    (struct change_scope){.state = SEEN_LIVE, .moved = true};
	snprintf(c->scope[c->scopes++].scope, SCOPE_SIZE, "%s", row.scope);
	return store_show(tx->store, &row, tx->problem);
}

static void
what_one_person_is_shown_reaches_that_person_alone(void **state)
{
	char elsewhere[] = "ZQ";
	struct feed_desk *d = *state;
	struct reader lq = {0}, xq = {0};
	struct hub_stats stats;

	reader_open(&lq, d, "lq", "", "", false);
	reader_open(&xq, d, "xq", "", "", false);
	reader_until(&lq, "ready");
	reader_until(&xq, "ready");
	feed_desk_run(d, run_personal, elsewhere);
	reader_until_end(&lq);
	reader_cut(&lq);
	buf_clear(&lq.notes);
	reader_open(&lq, d, "lq", "", lq.cursor, false);
	reader_until(&lq, "ready");
	found(&lq, "task/t1 1");
	assert_int_equal(reader_count(&lq, "reset"), 0);
	/* Now it has a channel of its own and is told without a cut. */
	feed_desk_run(d, run_personal, elsewhere);
	do /* the one that was cut is closed by and by */
		hub_stats(d->hub, &stats);
	while (stats.channels != 2);
	assert_true(room_new(&d->room, "i1", "market"));
	feed_desk_guest(d, "i1", "XQ");
	reader_until(&lq, "incident/i1 2 @");
	assert_false(lq.ended);
	reader_until(&xq, "incident/i1 2 @");
	assert_int_equal(reader_count(&xq, "task/t1"), 0);
	reader_free(&lq);
	reader_free(&xq);
}

/* What stands between the records */

static void
a_compressed_feed_holds_the_same_bytes_at_every_flush(void **state)
{
	struct feed_desk *d = *state;
	struct reader plain = {0}, gzip = {0};
	char note[32];

	reader_open(&plain, d, "lq", "", "", false);
	reader_open(&gzip, d, "lq", "", "", true);
	reader_until(&plain, "ready");
	reader_until(&gzip, "ready");
	for (int i = 0; i < 40; i++) {
		const char *a, *b;

		snprintf(note, sizeof(note), "i%d", i);
		if (i % 8 == 0)
			feed_desk_fill(d, note);
		else
			assert_true(room_new(&d->room, note, "market"));
		snprintf(note, sizeof(note), "incident/i%d 1 @", i);
		reader_until(&plain, note);
		reader_until(&gzip, note);
		/* From `reset` on: hello names the feed. */
		a = strstr(buf_str(&plain.plain), "id:\nevent:reset");
		b = strstr(buf_str(&gzip.plain), "id:\nevent:reset");
		assert_non_null(a);
		assert_non_null(b);
		assert_string_equal(a, b);
	}
	reader_free(&plain);
	reader_free(&gzip);
}

static void
set_position(struct feed_desk *d, const char *unit, int at)
{
	struct problem p = {0};
	char json[128];
	int n = snprintf(json, sizeof(json),
	    "{\"unit\":\"%s\",\"lat\":27.5,\"lon\":120.5,\"at\":%d}", unit, at);

	assert_int_equal(
	    hub_position(d->hub, d->room.store, unit, json, (size_t)n, &p), 0);
}

static void
positions_are_the_newest_of_units_that_the_reader_sees(void **state)
{
	struct feed_desk *d = *state;
	struct reader lq = {0}, xq = {0};

	set_position(d, "LQ-P1", 1);
	set_position(d, "LQ-P1", 2);
	set_position(d, "XQ-P1", 3);
	reader_open(&lq, d, "lq", "?positions=1", "", false);
	reader_until(&lq, "position [");
	assert_true(found(&lq, "ready") < found(&lq, "position ["));
	assert_int_equal(reader_count(&lq, "\"at\":1}"), 0);
	found(&lq, "\"at\":2}");
	reader_open(&xq, d, "xq", "", "", false);
	reader_until(&xq, "\"at\":3}");
	/* A unit sent to another's incident is seen there, and so its place. */
	assert_true(room_new(&d->room, "i1", "market"));
	feed_desk_guest(d, "i1", "XQ");
	assert_int_equal(reader_count(&xq, "LQ-P1"), 0);
	assert_true(room_send(&d->room, "i1", "LQ-P1"));
	reader_until(&xq, "unit/LQ-P1");
	reader_until(&xq, "position [{\"unit\":\"LQ-P1\"");
	set_position(d, "LQ-P1", 4);
	reader_until(&xq, "\"at\":4}");
	reader_until(&lq, "\"at\":4}");
	assert_int_equal(reader_count(&lq, "XQ-P1"), 0);
	/* Without an id: the cursor stays where the last record left it. */
	assert_int_equal(reader_count(&lq, "] @"), 0);
	reader_free(&lq);
	reader_free(&xq);
}

static void
a_drills_clock_is_told_when_it_is_set(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	char want[64];

	reader_open(&r, d, "lq", "", "", false);
	reader_until(&r, "ready");
	room_go(&d->room, 60 * 1000);
	snprintf(want, sizeof(want), "clock {\"now\":%lld,\"speed\":0}\n",
	    (long long)(ROOM_BEGIN + 60 * 1000));
	reader_until(&r, want);
	reader_free(&r);
}

static void
a_quiet_feed_says_that_it_lives(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	msec_t end = time_boot() + PATIENCE_MS;

	reader_open(&r, d, "lq", "?keepalive=5", "", false);
	reader_until(&r, "ready");
	while (!strstr(buf_str(&r.plain), "\n\n:\n") && time_boot() < end)
		reader_pump(&r, 100);
	assert_non_null(strstr(buf_str(&r.plain), "\n\n:\n"));
	reader_free(&r);
}

static void
what_a_feed_cannot_be_asked_is_refused(void **state)
{
	struct feed_desk *d = *state;
	struct hub_stats stats;

	assert_true(room_new(&d->room, "i1", "market"));
	expect_refusal(d, "keepalive=4", 400);
	expect_refusal(d, "keepalive=301", 400);
	expect_refusal(d, "keepalive=99999999999999999999", 400);
	expect_refusal(d, "keepalive=x", 400);
	expect_refusal(d, "keepalive=", 400);
	expect_refusal(d, "positions=0", 400);
	expect_refusal(d, "since=3", 400);
	expect_refusal(d, "watch=%20", 400);
	expect_refusal(d, "watch=nowhere", 404);
	expect_refusal(d, "watch=i1", 404);
	hub_stats(d->hub, &stats);
	assert_int_equal(stats.feeds, 0);
}

/* On a thin line changes go out together, none older than was asked for. */
static void
a_batch_brings_what_was_gathered(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};
	char want[64];

	reader_open(&r, d, "lq", "?batch=2", "", true);
	reader_until(&r, "ready");
	for (int i = 0; i < 5; i++) {
		char id[8];

		snprintf(id, sizeof(id), "b%d", i);
		assert_true(room_new(&d->room, id, "market"));
	}
	for (int i = 0; i < 5; i++) {
		snprintf(want, sizeof(want), "incident/b%d 1", i);
		reader_until(&r, want);
	}
	expect_refusal(d, "batch=0", 400);
	reader_free(&r);
}

/* Of what changed again and again within a batch, the newest comes alone. */
static void
a_batch_brings_each_record_once(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "lq", "?batch=5", "", true);
	reader_until(&r, "ready");
	for (int i = 0; i < 40; i++) {
		struct call c = room_call(COMMAND_PRIORITY);

		call_set_text(&c, ARG_priority_incident, "i1");
		call_set_number(&c, ARG_priority_priority, 1 + i % 4);
		assert_true(room_do(&d->room, d->room.lq, &c));
	}
	reader_until(&r, "incident/i1 41");
	assert_true(reader_count(&r, "incident/i1 ") < 40);
	reader_free(&r);
}

static void
a_cursor_that_is_none_of_ours_begins_anew(void **state)
{
	static const char *const cursors[] = {
	    "7", "AAAAAAAA.3.BBBBBB", "\"';--", "AAAAAAAA.99999999999.BBBBBB"};
	struct feed_desk *d = *state;

	for (size_t i = 0; i < COUNT_OF(cursors); i++) {
		struct reader r = {0};

		reader_open(&r, d, "lq", "", cursors[i], false);
		reader_until(&r, "ready");
		assert_int_equal(reader_count(&r, "reset"), 1);
		assert_true(reader_is_true(&r, d, "lq"));
		reader_free(&r);
	}
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, feed_desk_setup, feed_desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(
	        a_fresh_feed_gets_settings_then_the_rest_then_ready_then_changes),
	    TEST(a_feed_that_comes_back_gets_what_changed_and_left_once),
	    TEST(
	        another_stations_incident_comes_only_while_this_one_is_its_guest),
	    TEST(the_cursor_moves_with_the_last_event_of_a_commit_only),
	    TEST(
	        a_watched_room_sends_its_newest_messages_oldest_first_then_new_ones),
	    TEST(a_cursor_goes_with_records_and_is_not_spent_on_lines),
	    TEST(a_quiet_feed_is_told_of_no_other_room_but_must_reads),
	    TEST(rooms_are_taken_up_and_let_go_while_the_feed_lives),
	    TEST(a_room_out_of_sight_is_watched_no_more),
	    TEST(a_revoked_account_is_cut),
	    TEST(a_new_station_cuts_those_who_see_it_and_nobody_else),
	    TEST(what_one_person_is_shown_reaches_that_person_alone),
	    TEST(a_compressed_feed_holds_the_same_bytes_at_every_flush),
	    TEST(positions_are_the_newest_of_units_that_the_reader_sees),
	    TEST(a_drills_clock_is_told_when_it_is_set),
	    TEST(a_quiet_feed_says_that_it_lives),
	    TEST(a_batch_brings_what_was_gathered),
	    TEST(a_batch_brings_each_record_once),
	    TEST(what_a_feed_cannot_be_asked_is_refused),
	    TEST(a_cursor_that_is_none_of_ours_begins_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
