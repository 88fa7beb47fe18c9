/*
 * A console that starts without a link shows what it knew: sealed on its disk,
 * with its age on every screen, and everything that needs no central works.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define ANSWER                                                          \
	"{\"token\":\"t1\",\"account\":\"chen\",\"name\":\"Chen Min\"," \
	"\"officer\":\"o-chen\",\"station\":\"" SEAT_STATION            \
	"\",\"seat\":\"2\",\"permissions\":[\"read\",\"login\","        \
	"\"dispatch\"],\"roles\":[],\"must_change\":false,"             \
	"\"expires\":1895261927000,\"drill\":false,\"now\":1795261927000}"

static void
show_something(struct seat *s)
{
	seat_put_unit(s, "P1", "available");
	seat_wait_painted(
	    s, seat_put_incident(s, "0131", 1, "pending", "Park north gate"));
	seat_wait_text(s, "Park north gate");
}

static void
leave(struct seat *s)
{
	vt_keys(s->vt, ":quit\r");
	assert_int_equal(seat_wait_end(s), 0);
}

/* What it knew is there, marked as old, on every screen. */
static void
expect_picture(struct seat *s)
{
	seat_wait_text(s, "Park north gate");
	vt_assert_shows(s->vt, "LINK DOWN since");
	vt_assert_shows(s->vt, " old");
	seat_type(s, "gu");
	vt_assert_shows(s->vt, "P1");
	vt_assert_shows(s->vt, " old");
	seat_type(s, "gq/gate\r");
	vt_assert_shows(s->vt, "Park north gate");
}

static void
test_a_picture_that_was_kept_is_shown_without_a_link(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	show_something(s);
	leave(s);
	fake_central_stop(s->central);
	seat_restart(s);
	expect_picture(s);
	/* An order waits, and goes out when there is a link. */
	seat_type(s, ":d 0131 P1\r");
	seat_wait_text(s, "unsent 1");
	fake_central_start(s->central);
	fake_conn_answer(seat_wait_request(s, "POST /v1/commands/dispatch"),
	    200, "{\"seq\":99,\"records\":[]}");
	seat_wait_text(s, "unsent 0");
	seat_free(s);
}

static void
test_what_a_password_sealed_the_password_opens(void **state)
{
	const struct seat_options o = {.login = true};
	struct seat *s = seat_new(&o);

	(void)state;
	seat_wait_text(s, "Log in");
	seat_type(s, "chen\t2\tsecret words\r");
	fake_conn_answer(seat_wait_request(s, "POST /v1/session"), 201, ANSWER);
	seat_wait_text(s, "NORMAL  seat 2");
	show_something(s);
	leave(s);
	fake_central_stop(s->central);
	seat_restart(s);
	seat_wait_text(s, "Log in");
	seat_type(s, "chen\t2\twrong words\r");
	seat_wait_no_text(s, "asking the central...");
	vt_assert(s->vt, !vt_shows(s->vt, "Park"));
	for (int i = 0; i < 11; i++)
		seat_type(s, "\b");
	seat_type(s, "secret words\r");
	expect_picture(s);
	/* With the central it logs in by itself, and the picture goes on. */
	fake_central_start(s->central);
	fake_conn_answer(seat_wait_request(s, "POST /v1/session"), 201, ANSWER);
	seat_wait_no_text(s, "LINK DOWN");
	seat_free(s);
}

/* As after a crash before the first was kept. */
static void
remove_pictures(const struct seat *s)
{
	char pattern[128];
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/*/cache-*", s->state);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		assert_int_equal(unlink(found.gl_pathv[i]), 0);
	globfree(&found);
}

static void
test_a_password_opens_the_outbox_where_no_picture_was_kept(void **state)
{
	const struct seat_options o = {.login = true};
	struct seat *s = seat_new(&o);

	(void)state;
	seat_wait_text(s, "Log in");
	seat_type(s, "chen\t2\tsecret words\r");
	fake_conn_answer(seat_wait_request(s, "POST /v1/session"), 201, ANSWER);
	seat_wait_text(s, "NORMAL  seat 2");
	show_something(s);
	leave(s);
	remove_pictures(s);
	fake_central_stop(s->central);
	seat_restart(s);
	seat_wait_text(s, "Log in");
	seat_type(s, "chen\t2\tsecret words\r");
	seat_wait_no_text(s, "Log in");
	seat_type(s, "gx");
	vt_assert(s->vt, !vt_shows(s->vt, "Log in"));
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_picture_that_was_kept_is_shown_without_a_link),
	    cmocka_unit_test(test_what_a_password_sealed_the_password_opens),
	    cmocka_unit_test(
	        test_a_password_opens_the_outbox_where_no_picture_was_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
