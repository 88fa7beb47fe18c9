/*
 * The outbox on the screen: what is open keeps a console from being left, what
 * was open when it died is there when it starts, and what changed meanwhile is
 * shown beside what one wanted.
 */
#include <glob.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RESULT 21
#define STEP "POST /v1/commands/dispatch"
#define IN_THE_WAY                                                          \
	"{\"code\":\"state\",\"status\":409,\"params\":{\"what\":\"0131\"," \
	"\"is\":\"held\",\"expected\":\"pending\"},\"records\":[{\"kind\":" \
	"\"incident\",\"id\":\"i-0131\",\"station\":\"LQ\",\"rev\":90,"     \
	"\"seq\":90,\"at\":1795261920000,\"by\":\"wang@1\",\"state\":"      \
	"\"dispatched\",\"number\":\"20261121-0131\",\"priority\":1}]}"

static struct seat *
open_seat(const struct seat_options *o)
{
	struct seat *s = seat_open(o);
	int64_t seq;

	seat_put_unit(s, "P1", "available");
	seq = seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_painted(s, seq);
	return s;
}

static void
down(struct seat *s)
{
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN");
}

static void
test_it_is_not_left_before_each_is_settled(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	down(s);
	seat_type(s, ":d 0131 P1\r");
	seat_type(s, ":quit\r");
	seat_wait_row(s, RESULT,
	    "1 not settled: v by voice, d send, - take back; then leave");
	vt_assert_shows(s->vt, "-- Outbox --");
	seat_type(s, "-y");
	seat_wait_text(s, "unsent 0");
	vt_keys(s->vt, ":quit\r");
	assert_int_equal(seat_wait_end(s), 0);
	seat_free(s);
}

/* Its journal has it: a console says nothing of that, its file does. */
static bool
is_on_disk(struct seat *s, void *arg)
{
	char pattern[128];
	struct buf b = {0};
	bool found = false;
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/*/journal-0.db-wal", s->state);
	if (glob(pattern, 0, NULL, &g) == 0) {
		FILE *f = fopen(g.gl_pathv[0], "rb");

		buf_reserve(&b, 1 << 20);
		b.len = f ? fread(b.data, 1, 1 << 20, f) : 0;
		found = memmem(b.data, b.len, arg, strlen(arg)) != NULL;
		if (f)
			fclose(f);
		buf_free(&b);
	}
	globfree(&g);
	return found;
}

static void
test_what_a_killed_console_had_open_is_there_when_it_starts(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	down(s);
	seat_type(s, ":d 0131 P1\r");
	seat_wait(s, is_on_disk, "dispatch", "the order on disk");
	seat_restart(s);
	seat_wait_text(s, "unsent 1");
	seat_type(s, "gx");
	seat_wait_text(s, "dispatch: goes by itself until");
	/* It may be young enough to go by itself, or wait to be told. */
	fake_central_start(s->central);
	seat_wait_text(s, "picture");
	seat_put_unit(s, "P1", "available");
	seat_wait_painted(
	    s, seat_put_incident(s, "0131", 1, "pending", "Chuitai Park"));
	seat_wait_text(s, "0131 P1");
	c = seat_wait_request(s, STEP);
	assert_non_null(strstr(fake_conn_body(c), "\"i-0131\""));
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "unsent 0");
	seat_free(s);
}

static void
test_what_changed_meanwhile_is_mine_theirs_who_and_when(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	c = seat_wait_request(s, STEP);
	fake_conn_answer(c, 409, IN_THE_WAY);
	seat_wait_text(s, "refused");
	seat_type(s, "gx");
	seat_wait_text(s, "-- Changed meanwhile --");
	vt_assert_shows(s->vt,
	    "0131 state: mine PENDING, now DISPATCHED, by seat 1 at "
	    "19:52:00");
	/* Any other key keeps it; d and y sends it over what is there now. */
	seat_type(s, "dn");
	vt_assert_shows(s->vt, "-- Changed meanwhile --");
	seat_type(s, "dy");
	c = seat_wait_request(s, STEP);
	assert_non_null(strstr(fake_conn_body(c), "\"dispatched\""));
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "the central has it");
	seat_wait_no_text(s, "-- Changed meanwhile --");
	seat_free(s);
}

struct filling {
	struct fake_conn *on; /* the feed that has it */
	int64_t seq;
};

/* Each feed anew: one that finds a picture asks once more, from there. */
static bool
is_filled(struct seat *s, void *arg)
{
	struct filling *f = arg;
	struct console_told told;

	if (s->feed && s->feed != f->on) {
		f->on = s->feed;
		seat_put_unit(s, "P1", "available");
		f->seq =
		    seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	}
	return f->on && seat_told(s, &told) && told.painted >= f->seq;
}

/* The same board for a console that begins anew. */
static void
fill(struct seat *s)
{
	struct filling f = {0};

	seat_wait(s, is_filled, &f, "the board to be painted");
}

/* Of a console that is dead. */
static void
meddle(struct seat *s, const char *sql)
{
	char pattern[128];
	sqlite3 *db;
	glob_t g;

	snprintf(pattern, sizeof(pattern), "%s/*/journal-0.db", s->state);
	assert_int_equal(glob(pattern, 0, NULL, &g), 0);
	assert_int_equal(sqlite3_open(g.gl_pathv[0], &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	globfree(&g);
}

/* The journal of one that lives shows nothing to another: its death does. */
static void
kill_console(struct seat *s)
{
	kill(vt_pid(s->vt), SIGKILL);
	vt_wait_end(s->vt);
}

static void
test_mine_and_theirs_outlive_the_console(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	fake_conn_answer(seat_wait_request(s, STEP), 409, IN_THE_WAY);
	seat_wait_text(s, "refused");
	vt_keys(s->vt, ":quit\r");
	assert_int_equal(seat_wait_end(s), 0);
	seat_restart(s);
	fill(s);
	seat_type(s, "gx");
	seat_wait_text(s, "-- Changed meanwhile --");
	seat_wait_text(s,
	    "0131 state: mine PENDING, now DISPATCHED, by seat 1 at "
	    "19:52:00");
	seat_type(s, "dy");
	c = seat_wait_request(s, STEP);
	assert_non_null(strstr(fake_conn_body(c), "\"dispatched\""));
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "the central has it");
	seat_wait_no_text(s, "-- Changed meanwhile --");
	seat_free(s);
}

/* Nobody presses a key, and nothing is sent a second time. */
static void
test_what_became_of_an_old_order_is_asked_by_itself(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	fake_conn_cut(seat_wait_request(s, STEP));
	seat_wait_text(s, "no answer");
	s->mute = true;
	kill_console(s);
	s->mute = false;
	meddle(s, "UPDATE entry SET made=made-30000");
	seat_restart(s);
	fill(s);
	c = seat_wait_request(s, "GET /v1/commands/");
	fake_conn_answer(c, 200, "{\"unseen\":true}");
	seat_type(s, "gx");
	seat_wait_text(s, "never arrived, d sends");
	vt_assert_shows(s->vt, "0131 P1: USE RADIO 3, call P1, then v");
	seat_type(s, "dy");
	c = seat_wait_request(s, STEP);
	fake_conn_cut(c);
	kill_console(s);
	meddle(s, "UPDATE entry SET made=made-30000");
	seat_restart(s);
	fill(s);
	c = seat_wait_request(s, "GET /v1/commands/");
	fake_conn_answer(c, 200, "{\"status\":200,\"answer\":{\"seq\":99}}");
	seat_wait_text(s, "unsent 0");
	seat_free(s);
}

/* What was given to one is never sent to another, nor lost. */
static void
test_each_store_has_an_outbox_of_its_own(void **state)
{
	const struct seat_options o = {.store = "store-a"};
	struct seat *s = open_seat(&o);

	(void)state;
	down(s);
	seat_type(s, ":p 0131 2\r");
	seat_wait(s, is_on_disk, "priority", "the command on disk");
	kill_console(s);
	/* Another behind the same address, while it is down and up again. */
	seat_restart(s);
	seat_wait_text(s, "unsent 1");
	s->options.store = "store-b";
	fake_central_start(s->central);
	seat_wait_text(s,
	    "another store answers here: 1 commands wait for the one before");
	seat_wait_text(s, "unsent 0");
	fill(s);
	seat_type(s, ":p 0131 3\r");
	assert_non_null(
	    strstr(fake_conn_body(seat_wait_request(s, "POST ")), ":3}"));
	kill_console(s);
	/* And the first one again. */
	s->options.store = "store-a";
	seat_restart(s);
	assert_non_null(
	    strstr(fake_conn_body(seat_wait_request(s, "POST ")), ":2"));
	seat_wait_text(s, "unsent 1");
	seat_free(s);
}

static void
test_gx_opens_on_what_asks_for_something(void **state)
{
	struct seat *s = open_seat(NULL);
	int row, col;

	(void)state;
	seat_type(s, ":p 0131 2\r");
	fake_conn_cut(seat_wait_request(s, "POST /v1/commands/priority"));
	seat_wait_text(s, "no answer");
	seat_type(s, ":status @P1 meal\r");
	fake_conn_answer(seat_wait_request(s, "POST /v1/commands/status"), 200,
	    "{\"seq\":99,\"records\":[]}");
	for (int times = 0; times < 2; times++) {
		seat_type(s, "gx");
		vt_cursor(s->vt, &row, &col);
		assert_non_null(strstr(vt_row(s->vt, row), "priority"));
		seat_type(s, "kgq"); /* up to the one that is settled */
	}
	seat_free(s);
}

/* One order, however often its keys are pressed before the answer. */
static void
test_a_key_pressed_twice_gives_one_order(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":p 0131 2\r:p 0131 2\r");
	c = seat_wait_request(s, "POST /v1/commands/priority");
	vt_assert_row(s->vt, RESULT, "0131 priority: sent");
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "the central has it");
	seat_type(s, "gx");
	assert_null(fake_central_find(s->central, "POST "));
	seat_type(s, "j");
	seat_wait_text(s, "unsent 0");
	/* After the answer it is meant. */
	seat_type(s, ":p 0131 2\r");
	seat_wait_request(s, "POST /v1/commands/priority");
	seat_free(s);
}

/* The link lives, and the order does not: after ten seconds, in row 1 too. */
static void
test_an_order_of_priority_1_goes_by_radio_after_ten_seconds(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_put_incident(s, "0132", 2, "pending", "Bridge");
	seat_wait_painted(s, seat_put_unit(s, "P2", "available"));
	seat_type(s, ":d 0132 P2\r:d 0131 P1\rgx");
	seat_wait_request(s, STEP);
	seat_wait_text(s, "0131 P1: USE RADIO 3, call P1, then v; no answer");
	vt_assert(s->vt, strstr(vt_row(s->vt, 0), "unsent 2 USE RADIO"));
	vt_assert(s->vt, !vt_shows(s->vt, "0132 P2: USE RADIO"));
	seat_free(s);
}

#define LOGGED_OUT "{\"code\":\"unauthenticated\",\"status\":401}"

/* The session ran out in the middle of it: one does not get away so. */
static void
test_one_is_not_left_behind_by_a_login(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	fake_conn_answer(seat_wait_request(s, STEP), 401, LOGGED_OUT);
	seat_wait_text(s, "Log in");
	seat_type(s, "\033");
	seat_wait_text(s, "1 of your commands are not settled: log in");
	seat_free(s);
}

static void
test_what_was_dropped_asks_no_more(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":p 0131 2\r");
	c = seat_wait_request(s, "POST /v1/commands/priority");
	seat_type(s, ":d 0131 P1\r");
	fake_conn_answer(c, 409, "{\"code\":\"state\",\"status\":409}");
	seat_wait_text(s, "refused");
	seat_type(s, "gx");
	seat_wait_text(s, "waits: the one before it was refused");
	seat_type(s, "dy");
	c = seat_wait_request(s, STEP);
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "unsent 0");
	seat_type(s, "j-y");
	seat_wait_row(s, RESULT, "dropped");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_it_is_not_left_before_each_is_settled),
	    cmocka_unit_test(
	        test_what_a_killed_console_had_open_is_there_when_it_starts),
	    cmocka_unit_test(
	        test_what_changed_meanwhile_is_mine_theirs_who_and_when),
	    cmocka_unit_test(test_mine_and_theirs_outlive_the_console),
	    cmocka_unit_test(
	        test_what_became_of_an_old_order_is_asked_by_itself),
	    cmocka_unit_test(test_each_store_has_an_outbox_of_its_own),
	    cmocka_unit_test(test_gx_opens_on_what_asks_for_something),
	    cmocka_unit_test(test_a_key_pressed_twice_gives_one_order),
	    cmocka_unit_test(
	        test_an_order_of_priority_1_goes_by_radio_after_ten_seconds),
	    cmocka_unit_test(test_one_is_not_left_behind_by_a_login),
	    cmocka_unit_test(test_what_was_dropped_asks_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
