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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        ten_lines_a_second_leave_keys_answered_and_frames_few),
	    cmocka_unit_test(half_a_line_is_not_disturbed_by_what_others_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
