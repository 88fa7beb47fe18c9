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

#define ANSWER                                                        \
	"{\"token\":\"t1\",\"account\":\"a-4711\",\"name\":\"chen\"," \
	"\"officer\":\"o-chen\",\"station\":\"" SEAT_STATION          \
	"\",\"seat\":\"2\",\"permissions\":[\"read\",\"login\","      \
	"\"dispatch\"],\"roles\":[],\"must_change\":false,"           \
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

/* Every screen, what lies over one, and both sizes. */
static void
test_its_age_stands_on_every_screen(void **state)
{
	static const char *const screens[] = {"gq", "gm", "gt", "gc", "gu",
	    "gx", "?", "gqt", "gut", "gqi", "\033gq:", "\033/", "\033gqd"};
	struct seat_options sizes[] = {{.rows = 24, .cols = 80},
	    {.rows = 50, .cols = 200}, {.rows = 24, .cols = 80, .thin = true},
	    {.rows = 24, .cols = 80, .language = "zh"}};

	(void)state;
	for (size_t n = 0; n < COUNT_OF(sizes); n++) {
		struct seat *s = seat_open(&sizes[n]);
		bool zh = sizes[n].language != NULL;

		show_something(s);
		leave(s);
		fake_central_stop(s->central);
		seat_restart(s);
		seat_wait_text(s, "Park north gate");
		for (size_t k = 0; k < COUNT_OF(screens); k++) {
			seat_type(s, screens[k]);
			seat_pause();
			vt_assert(s->vt, strstr(vt_row(s->vt, 0),
			                     zh ? "链路断" : "LINK DOWN") &&
			                     strstr(vt_row(s->vt, 0),
			                         zh ? "画面旧" : " old"));
		}
		seat_free(s);
	}
}

static bool
file_has(const char *path, const char *text)
{
	char bytes[16384];
	FILE *f = fopen(path, "r");
	size_t n;

	if (!f)
		return false;
	n = fread(bytes, 1, sizeof(bytes) - 1, f);
	fclose(f);
	bytes[n] = '\0';
	return strstr(bytes, text) != NULL;
}

/* Reading, filters, the map, a draft, the board on paper. */
static void
test_what_needs_no_central_works_without_one(void **state)
{
	struct seat *s = seat_open(NULL);
	char line[160], path[128];

	(void)state;
	show_something(s);
	seat_wait_painted(
	    s, seat_put_incident(s, "0132", 4, "pending", "Bridge"));
	leave(s);
	fake_central_stop(s->central);
	seat_restart(s);
	seat_wait_text(s, "Bridge");
	seat_type(s, "/gate\r");
	seat_wait_no_text(s, "4 0132");
	seat_type(s, "/\r");
	seat_wait_text(s, "4 0132");
	seat_type(s, "gm");
	seat_wait_text(s, "-- map");
	seat_type(s, "gqi");
	seat_type(s, "Old mill");
	seat_type(s, "\033");
	seat_pause();
	seat_type(s, "i");
	seat_wait_text(s, "Old mill"); /* the draft is there */
	seat_type(s, "\033");
	seat_pause();
	snprintf(path, sizeof(path), "%s/board", s->state);
	snprintf(line, sizeof(line), ":print; %s\r", path);
	seat_type(s, line);
	seat_wait_text(s, "the board is in");
	assert_true(file_has(path, "LINK DOWN since"));
	assert_true(file_has(path, " old"));
	assert_true(file_has(path, "Park north gate"));
	assert_true(file_has(path, "Bridge"));
	assert_true(file_has(path, "P1"));
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
	    cmocka_unit_test(test_its_age_stands_on_every_screen),
	    cmocka_unit_test(test_what_needs_no_central_works_without_one),
	    cmocka_unit_test(test_what_a_password_sealed_the_password_opens),
	    cmocka_unit_test(
	        test_a_password_opens_the_outbox_where_no_picture_was_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
