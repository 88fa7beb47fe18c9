/*
 * Pastes on terminals that put none in brackets: the text comes as keys, and
 * still runs none, answers nothing and sends nothing. Keys that are typed
 * ahead or held down work as before. The terminal of the tests knows brackets,
 * so the text is sent to the console without any.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RESULT 21
#define LAST 23
#define REFUSED "so much at once is a paste: nothing was done"

static const char *const linux_env[] = {"TERM=linux", NULL};
static const char *const vt100_env[] = {"TERM=vt100", NULL};

/* A seat on such a terminal with P1, 0131 selected and more below it. */
static struct seat *
open_seat(const char *const *env)
{
	const struct seat_options o = {.env = env};
	struct seat *s = seat_open(&o);
	int64_t seq = 0;

	seat_put_unit(s, "P1", "patrol");
	for (int n = 131; n > 125; n--) {
		char number[8];

		snprintf(number, sizeof(number), "%04d", n);
		seq = seat_put_incident(s, number, 2, "pending", "Park");
	}
	seat_wait_painted(s, seq);
	seat_wait_text(s, ">*2 0131");
	return s;
}

/* It runs nothing, and the next key works as always. */
static void
assert_harmless(struct seat *s, const char *paste)
{
	seat_type(s, ":language en\r");
	seat_wait_row(s, RESULT, "English");
	vt_keys(s->vt, paste);
	seat_wait_row(s, RESULT, REFUSED);
	seat_wait_painted(s, 0);
	vt_assert_shows(s->vt, ">*2 0131");
	vt_assert(s->vt, !vt_shows(s->vt, "-- dispatch"));
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_pause();
}

static void
test_a_paste_on_the_queue_does_nothing(void **state)
{
	const char *const *const envs[] = {linux_env, vt100_env};
	static const char *const pastes[] = {
	    "d1 the caller says that the man ran off",
	    "d1\rd1\r",
	    ":d 0131 P1; he ran\r:quit\r",
	    "jjjd1d1d1d1d1d1d1d1d1d1d1d1",
	};

	(void)state;
	for (size_t e = 0; e < COUNT_OF(envs); e++) {
		struct seat *s = open_seat(envs[e]);

		for (size_t i = 0; i < COUNT_OF(pastes); i++)
			assert_harmless(s, pastes[i]);
		seat_free(s);
	}
}

static void
test_a_paste_of_many_reads_does_nothing(void **state)
{
	struct seat *s = open_seat(linux_env);
	char paste[3000];

	(void)state;
	for (size_t i = 0; i < sizeof(paste) - 1; i++)
		paste[i] = "d1 gx :quit\r"[i % 12];
	paste[sizeof(paste) - 1] = '\0';
	assert_harmless(s, paste);
	seat_free(s);
}

static void
test_a_paste_answers_no_question(void **state)
{
	struct seat *s = open_seat(linux_env);

	(void)state;
	seat_type(s, ":cancel 0131; a joke\r");
	vt_assert_row(s->vt, LAST, "0131 cancel?  y yes, any other key no");
	vt_keys(s->vt, "yes, said the caller to the officer");
	seat_wait_row(s, RESULT, REFUSED);
	seat_wait_painted(s, 0);
	/* It is asked still. */
	vt_assert_row(s->vt, LAST, "0131 cancel?  y yes, any other key no");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_pause();
	seat_type(s, "y");
	seat_wait_request(s, "POST /v1/commands/cancel");
	seat_free(s);
}

static void
test_a_paste_into_the_prompt_is_text_and_sends_nothing(void **state)
{
	struct seat *s = open_seat(linux_env);

	(void)state;
	seat_type(s, ":");
	vt_keys(s->vt, "d 0131 P1\rd 0130 P1\r");
	seat_wait_text(s, "d 0131 P1d 0130 P1");
	seat_wait_row(
	    s, RESULT, "taken for a paste, not sent: Enter again sends");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_free(s);
}

static void
test_keys_typed_ahead_in_one_go_work(void **state)
{
	struct seat *s = open_seat(linux_env);

	(void)state;
	vt_keys(s->vt, "d1");
	assert_non_null(strstr(
	    fake_conn_body(seat_wait_request(s, "POST /v1/commands/dispatch")),
	    "\"incident\":\"i-0131\""));
	seat_free(s);
}

static void
test_keys_that_are_held_down_work(void **state)
{
	static const char down[] = "\033[B", up[] = "\033[A";
	struct seat *s = open_seat(linux_env);
	char held[1000] = "";

	(void)state;
	for (int i = 0; i < 60; i++)
		strncat(held, down, 4);
	vt_keys(s->vt, held);
	seat_wait_text(s, ">*2 0126");
	for (held[0] = '\0'; strlen(held) < 200;)
		strncat(held, up, 4);
	vt_keys(s->vt, held);
	seat_wait_text(s, "> 2 0131");
	memset(held, 'j', 100);
	held[100] = '\0';
	vt_keys(s->vt, held);
	seat_wait_text(s, "> 2 0126");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_paste_on_the_queue_does_nothing),
	    cmocka_unit_test(test_a_paste_of_many_reads_does_nothing),
	    cmocka_unit_test(test_a_paste_answers_no_question),
	    cmocka_unit_test(
	        test_a_paste_into_the_prompt_is_text_and_sends_nothing),
	    cmocka_unit_test(test_keys_typed_ahead_in_one_go_work),
	    cmocka_unit_test(test_keys_that_are_held_down_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
