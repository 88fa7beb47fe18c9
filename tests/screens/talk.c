/*
 * A room in which much is said, on a console with its link: keys are answered
 * and what one writes is not disturbed, however fast the lines come.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define SECONDS 20
#define A_SECOND 10 /* lines */
#define OLD 1000    /* seq of the first line of history */

/* A line of somebody else's in the room of 0131. */
static void
say(struct seat *s, int n)
{
	char json[512];
	long long seq = ++s->seq;

	snprintf(json, sizeof(json),
	    "{\"kind\":\"message\",\"id\":\"m%d\",\"station\":\"" SEAT_STATION
	    "\",\"rev\":1,\"seq\":%lld,\"at\":%lld,\"by\":\"o-wu@5\","
	    "\"room\":\"i-0131\",\"class\":\"talk\",\"text\":\"line %d.\"}",
	    n, seq, (long long)SEAT_NOW, n);
	seat_event(s, NULL, json);
}

/* A page of the room's lines from `from` back to `to`, as the central tells. */
static void
answer_page(struct fake_conn *c, int from, int to, bool more)
{
	struct buf b = {0};

	buf_puts(&b, "{\"records\":[");
	for (int n = from; n >= to; n--)
		buf_printf(&b,
		    "%s{\"kind\":\"message\",\"id\":\"m%d\",\"station\":"
		    "\"" SEAT_STATION "\",\"rev\":1,\"seq\":%d,\"at\":%lld,"
		    "\"by\":\"o-wu@5\",\"room\":\"i-0131\",\"class\":"
		    "\"talk\",\"text\":\"line %d.\"}",
		    n < from ? "," : "", n, OLD + n, (long long)SEAT_NOW, n);
	buf_puts(&b, "]");
	if (more)
		buf_printf(&b, ",\"next\":%d", OLD + to);
	buf_puts(&b, "}");
	fake_conn_answer(c, 200, buf_str(&b));
	buf_free(&b);
}

static void
say_a_second_of(struct seat *s, int second)
{
	for (int i = 0; i < A_SECOND; i++)
		say(s, second * A_SECOND + i);
}

static struct seat *
open_room(void)
{
	struct seat *s = seat_open(NULL);

	seat_wait_painted(
	    s, seat_put_incident(s, "0131", 2, "pending", "Park"));
	seat_type(s, "gc");
	seat_wait_text(s, "m writes");
	return s;
}

static void
ten_lines_a_second_leave_keys_answered_and_frames_few(void **state)
{
	struct seat *s = open_room();
	uint64_t frames = s->told->frames, bytes = s->told->bytes;
	char text[32];

	(void)state;
	for (int n = 0; n < SECONDS; n++) {
		say_a_second_of(s, n);
		/* Painted with whatever has come: seat_type() waits for it. */
		seat_type(s, n % 2 ? "j" : "k");
	}
	seat_type(s, "ge");
	snprintf(text, sizeof(text), "line %d.", SECONDS * A_SECOND - 1);
	seat_wait_text(s, text);
	/* At most a frame a line and key, and a screenful each: none waits. */
	assert_true(
	    s->told->frames - frames < 2 * SECONDS * (A_SECOND + 1) + 100);
	assert_true(
	    s->told->bytes - bytes < (s->told->frames - frames) * 2 * 24 * 80);
	seat_free(s);
}

static void
half_a_line_is_not_disturbed_by_what_others_write(void **state)
{
	struct seat *s = open_room();

	(void)state;
	seat_type(s, "m");
	seat_wait_text(s, "Enter sends");
	for (int n = 0; n < SECONDS / 2; n++) {
		say_a_second_of(s, n);
		seat_type(s, (char[]){(char)('a' + n), '\0'});
	}
	seat_wait_text(s, ">abcdefghij");
	seat_pause();
	seat_type(s, "\r");
	assert_non_null(strstr(
	    fake_conn_body(seat_wait_request(s, "POST /v1/commands/message")),
	    "\"text\":\"abcdefghij\""));
	seat_free(s);
}

static void
older_lines_are_asked_for_a_page_at_a_time_when_one_comes_to_them(void **state)
{
	struct seat *s = open_room();

	(void)state;
	s->seq = OLD + 60;
	say(s, 60);
	seat_wait_text(s, "line 60.");
	seat_type(s, "k");
	answer_page(seat_wait_request(s, "GET /v1/rooms/i-0131/messages?"), 59,
	    10, true);
	seat_wait_text(s, "line 59.");
	assert_null(fake_central_find(s->central, "GET /v1/rooms/"));
	seat_type(s, "gg");
	answer_page(seat_wait_request(s, "GET /v1/rooms/i-0131/messages?"), 9,
	    0, false);
	seat_type(s, "gg");
	seat_wait_text(s, "line 0.");
	/* The whole story is here: nothing more is asked for. */
	seat_type(s, "gg,k");
	assert_null(fake_central_find(s->central, "GET /v1/rooms/"));
	seat_type(s, "ge");
	seat_wait_text(s, "line 60.");
	seat_free(s);
}

static void
words_are_found_and_opened_where_they_stand(void **state)
{
	struct seat *s = open_room();

	(void)state;
	seat_type(s, "/");
	seat_wait_text(s, ": find");
	seat_type(s, "knife");
	seat_pause();
	seat_type(s, "\r");
	answer_page(
	    seat_wait_request(s, "GET /v1/messages?limit=50&search=knife"), 33,
	    32, true);
	seat_wait_text(s, "found: knife");
	seat_wait_text(s, "line 33.");
	seat_wait_text(s, "2 found, more further down");
	seat_type(s, "jj");
	answer_page(seat_wait_request(s,
	                "GET /v1/messages?limit=50&search=knife&before=1032"),
	    31, 31, false);
	seat_wait_text(s, "line 31.");
	seat_pause();
	seat_type(s, "\r");
	answer_page(seat_wait_request(s, "GET /v1/rooms/i-0131/messages?"), 32,
	    3, true);
	seat_wait_text(s, "earlier lines");
	seat_wait_text(s, "line 32.");
	vt_assert(s->vt, !vt_shows(s->vt, "line 33."));
	seat_type(s, "ge");
	seat_wait_no_text(s, "earlier lines");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        ten_lines_a_second_leave_keys_answered_and_frames_few),
	    cmocka_unit_test(
	        older_lines_are_asked_for_a_page_at_a_time_when_one_comes_to_them),
	    cmocka_unit_test(words_are_found_and_opened_where_they_stand),
	    cmocka_unit_test(half_a_line_is_not_disturbed_by_what_others_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
