/*
 * The outbox on the screen: what is open keeps a console from being left, what
 * was open when it died is there when it starts, and what changed meanwhile is
 * shown beside what one wanted.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RESULT 21
#define STEP "POST /v1/commands/dispatch"

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
	fake_conn_answer(c, 409,
	    "{\"code\":\"state\",\"status\":409,\"params\":{\"what\":\"0131\","
	    "\"is\":\"held\",\"expected\":\"pending\"},\"records\":[{\"kind\":"
	    "\"incident\",\"id\":\"i-0131\",\"station\":\"LQ\",\"rev\":90,"
	    "\"seq\":90,\"at\":1795261920000,\"by\":\"wang@1\",\"state\":"
	    "\"dispatched\",\"number\":\"20261121-0131\",\"priority\":1}]}");
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
	    cmocka_unit_test(test_what_was_dropped_asks_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
