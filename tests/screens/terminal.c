/*
 * Terminals of many names, what they answer, and a thin line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/seat.h"

#define SYNC_ASK "\033[?2026$p"
#define SYNC_ON "\033[?2026h"
#define SYNC_OFF "\033[?2026l"

static bool
was_sent(const struct seat *s, size_t from, const char *bytes)
{
	const struct buf *out = vt_output(s->vt);

	return from <= out->len && strstr(out->data + from, bytes) != NULL;
}

/* Ctrl-L paints everything: a frame that is large enough to be enclosed. */
static size_t
paint_all(struct seat *s)
{
	size_t from = vt_output(s->vt)->len;

	seat_type(s, "\x0c");
	return from;
}

static void
test_a_frame_is_enclosed_only_once_the_terminal_said_it_knows_how(void **state)
{
	struct seat *s = seat_open(NULL);
	size_t from;

	(void)state;
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_text(s, "0131");
	assert_false(was_sent(s, paint_all(s), SYNC_ON));
	vt_send(s->vt, "\033[?2026;2$y", 11);
	/* The keys after it come after it. */
	from = paint_all(s);
	assert_true(was_sent(s, from, SYNC_ON));
	assert_true(was_sent(s, from, SYNC_OFF));
	from = vt_output(s->vt)->len;
	seat_type(s, "j"); /* a small frame needs none */
	assert_false(was_sent(s, from, SYNC_ON));
	vt_send(s->vt, "\033[?2026;0$y", 11);
	assert_false(was_sent(s, paint_all(s), SYNC_ON));
	seat_free(s);
}

static void
test_what_a_terminal_answers_is_no_key(void **state)
{
	struct seat *s = seat_open(NULL);
	struct console_told before, after;

	(void)state;
	seat_wait_text(s, "no open incidents");
	assert_true(seat_told(s, &before));
	vt_send(s->vt, "\033[0n\033[?2026;2$y\033[24;80R", 23);
	seat_type(s, "d");
	assert_true(seat_told(s, &after));
	assert_int_equal(after.keys, before.keys + 1);
	seat_free(s);
}

/* The page that is printed is a screen of its own beside this one. */
static void
test_printing_the_board_leaves_the_screen_as_it_is(void **state)
{
	struct seat *s = seat_open(NULL);
	char line[128];

	(void)state;
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_text(s, ">*1 0131");
	snprintf(line, sizeof(line), ":print; %s/board", s->dir);
	seat_type(s, line);
	seat_pause();
	seat_type(s, "\r");
	seat_wait_text(s, "the board is in ");
	vt_assert_shows(s->vt, ">*1 0131");
	seat_type(s, "gu");
	seat_wait_text(s, "-- can go 0");
	seat_type(s, "\x0c");
	vt_assert_shows(s->vt, "-- can go 0");
	seat_free(s);
}

static void
test_a_terminal_of_another_family_is_asked_nothing(void **state)
{
	static const char *const none[] = {"TERM=vt100", NULL};
	const struct seat_options o = {.env = none};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_type(s, "\x0c");
	assert_false(was_sent(s, 0, SYNC_ASK));
	assert_false(was_sent(s, 0, "\033[?2004h"));
	seat_free(s);
}

/* What Debian's base set has; PuTTY's are in ncurses-term. */
static void
test_the_terminals_that_stations_have_all_show_the_queue(void **state)
{
	static const char *const types[] = {"vt100", "linux", "xterm",
	    "xterm-256color", "screen", "tmux", "tmux-256color"};
	char env[64];
	const char *const vars[] = {env, NULL};
	const struct seat_options o = {.env = vars};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(types); k++) {
		struct seat *s;

		snprintf(env, sizeof(env), "TERM=%s", types[k]);
		s = seat_open(&o);
		seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
		seat_wait_text(s, ">*1 0131");
		vt_resize(s->vt, 40, 120);
		seat_wait_text(s, "vvoice xplan");
		seat_free(s);
	}
}

/* TERMINFO from outside would let a stranger's file say what we send. */
static void
test_a_description_from_outside_is_not_heard(void **state)
{
	static const char *const vars[] = {
	    "TERMINFO=/nowhere/at/all", "TERMCAP=xterm-256color:co#1:", NULL};
	const struct seat_options o = {.env = vars};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_wait_text(s, "no open incidents");
	seat_free(s);
}

static void
test_on_a_thin_line_changes_are_gathered_and_a_key_is_answered_at_once(
    void **state)
{
	const struct seat_options thin = {.thin = true};
	struct seat *s = seat_open(&thin);
	struct console_told before, after;
	msec_t began;
	int64_t seq = 0;

	(void)state;
	seat_wait_text(s, "no open incidents");
	assert_true(seat_told(s, &before));
	began = time_boot();
	for (int k = 0; k < 40; k++) {
		seq = seat_put_unit(s, k % 2 ? "P1" : "P2", "patrol");
		seat_step(s);
	}
	seat_wait_painted(s, seq);
	assert_true(seat_told(s, &after));
	/* One at once, those of as many gaps as it took, a tick beside. */
	assert_true(after.frames - before.frames <=
	            (uint64_t)(time_boot() - began) / 2000 + 3);
	seat_type(s, "gu");
	seat_wait_text(s, "-- can go 2");
	seat_free(s);
}

static bool
has_output(struct vt *vt, void *arg)
{
	(void)arg;
	return vt_waiting(vt) > 0;
}

static bool
is_past(struct vt *vt, void *arg)
{
	(void)vt;
	return time_boot() >= *(const msec_t *)arg;
}

static void
test_a_line_that_is_slow_to_show_the_first_screen_becomes_thin(void **state)
{
	const struct seat_options o = {.measure = true};
	struct seat *s = seat_new(&o);
	msec_t until;

	(void)state;
	/* Its first frame is there, and is not read, so not answered either. */
	vt_wait_stalled(s->vt, has_output, NULL, "a first frame");
	until = time_boot() + 1000;
	vt_wait_stalled(s->vt, is_past, &until, "a second");
	seat_wait_text(s, "a slow line: clocks by the minute");
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_frame_is_enclosed_only_once_the_terminal_said_it_knows_how),
	    cmocka_unit_test(test_what_a_terminal_answers_is_no_key),
	    cmocka_unit_test(
	        test_printing_the_board_leaves_the_screen_as_it_is),
	    cmocka_unit_test(
	        test_a_terminal_of_another_family_is_asked_nothing),
	    cmocka_unit_test(
	        test_the_terminals_that_stations_have_all_show_the_queue),
	    cmocka_unit_test(test_a_description_from_outside_is_not_heard),
	    cmocka_unit_test(
	        test_on_a_thin_line_changes_are_gathered_and_a_key_is_answered_at_once),
	    cmocka_unit_test(
	        test_a_line_that_is_slow_to_show_the_first_screen_becomes_thin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
