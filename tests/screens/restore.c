/*
 * The terminal is given back whatever ends or stops the program, and taken
 * again whole when it goes on.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/lib/demo.h"

/* Stopped; goes on, paints all and is as before. */
static void
assert_comes_back(struct demo *d)
{
	unsigned frames = d->told->frames;

	vt_assert(d->vt, vt_stopped(d->vt));
	vt_continue(d->vt);
	demo_wait_frames(d, frames + 1);
	vt_wait_row(d->vt, 0, "watch 24x80");
	vt_wait_row(d->vt, 22, " 0022 " DEMO_PAI " 0 Louqiao market east gate");
	vt_assert(d->vt, vt_cell(d->vt, 3, 0).chars[0] == '>');
	demo_assert_taken(d);
	assert_int_equal(d->told->most, 1);
	demo_press(d, "\033[B");
	vt_assert(d->vt, vt_cell(d->vt, 4, 0).chars[0] == '>');
}

static void
test_suspend_gives_the_terminal_back_and_repaints(void **state)
{
	struct demo d = demo_start();

	(void)state;
	demo_assert_taken(&d);
	vt_keys(d.vt, "\032");
	vt_wait_stop(d.vt);
	demo_assert_given_back(&d);
	assert_comes_back(&d);
	demo_finish(&d);
}

static void
test_a_stop_from_outside_does_the_same(void **state)
{
	struct demo d = demo_start();

	(void)state;
	vt_signal(d.vt, SIGTSTP);
	vt_wait_stop(d.vt);
	demo_assert_given_back(&d);
	assert_comes_back(&d);
	demo_finish(&d);
}

static void
test_a_stop_that_cannot_be_caught_is_repaired_when_it_goes_on(void **state)
{
	struct demo d = demo_start();
	struct termios shell;

	(void)state;
	vt_signal(d.vt, SIGSTOP);
	vt_wait_stop(d.vt);
	/* What a shell does then: its own settings, its prompt over all. */
	shell = d.before;
	assert_int_equal(vt_set_termios(d.vt, &shell), 0);
	vt_scribble(d.vt, "\033[?1049l\033[2J\033[Hshell$ ");
	assert_comes_back(&d);
	demo_finish(&d);
}

static void
test_what_was_asked_while_it_was_stopped_is_done_when_it_goes_on(void **state)
{
	struct demo d = demo_start();

	(void)state;
	vt_keys(d.vt, "\032");
	vt_wait_stop(d.vt);
	vt_signal(d.vt, SIGTERM);
	vt_continue(d.vt);
	assert_int_equal(vt_wait_end(d.vt), 0);
	assert_int_equal(d.told->ended_by, SIGTERM);
	demo_assert_given_back(&d);
	demo_free(&d);
}

static void
test_a_size_changed_while_it_was_stopped_is_the_one_drawn(void **state)
{
	struct demo d = demo_start();

	(void)state;
	vt_keys(d.vt, "\032");
	vt_wait_stop(d.vt);
	vt_resize(d.vt, 30, 100);
	vt_continue(d.vt);
	vt_wait_row(d.vt, 0, "watch 30x100");
	demo_finish(&d);
}

static void
test_a_crash_gives_the_terminal_back(void **state)
{
	static const int signals[] = {
	    SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		struct demo d = demo_start();
		int status;

		demo_press(&d, "j");
		vt_signal(d.vt, signals[i]);
		status = vt_wait_end(d.vt);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		assert_false(WCOREDUMP(status));
		demo_assert_given_back(&d);
		demo_free(&d);
	}
}

static void
test_a_stack_that_overflows_gives_the_terminal_back(void **state)
{
	struct demo d = demo_start();
	int status;

	(void)state;
	vt_keys(d.vt, "o");
	status = vt_wait_end(d.vt);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSEGV);
	demo_assert_given_back(&d);
	demo_free(&d);
}

static void
test_ending_signals_end_it_in_order(void **state)
{
	static const int signals[] = {SIGTERM, SIGHUP, SIGINT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(signals); i++) {
		struct demo d = demo_start();

		vt_signal(d.vt, signals[i]);
		assert_int_equal(vt_wait_end(d.vt), 0);
		assert_int_equal(d.told->ended_by, signals[i]);
		demo_assert_given_back(&d);
		demo_free(&d);
	}
}

static void
test_a_second_sigterm_does_not_wait_for_a_loop_that_hangs(void **state)
{
	struct demo d = demo_start();
	int status;

	(void)state;
	vt_keys(d.vt, "h");
	demo_wait_events(&d, 1);
	vt_signal(d.vt, SIGHUP);
	demo_wait_events(&d, 2);
	vt_signal(d.vt, SIGTERM);
	demo_wait_events(&d, 3);
	vt_signal(d.vt, SIGTERM);
	status = vt_wait_end(d.vt);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGTERM);
	demo_assert_given_back(&d);
	demo_free(&d);
}

static void
test_a_terminal_that_goes_away_ends_it(void **state)
{
	struct demo d = demo_start();

	(void)state;
	vt_hang_up(d.vt);
	assert_int_equal(vt_wait_end(d.vt), 0);
	assert_true(d.told->ended_by == -1 || d.told->ended_by == SIGHUP);
	demo_free(&d);
}

static bool
is_dead(struct vt *vt, void *arg)
{
	(void)arg;
	return vt_ended(vt) && !vt_alternate(vt);
}

static void
test_a_crash_in_the_middle_of_a_frame_leaves_no_half_sequence(void **state)
{
	struct demo d = demo_start();
	const struct buf *out;

	(void)state;
	demo_stall(&d);
	vt_signal(d.vt, SIGSEGV);
	vt_wait(d.vt, is_dead, NULL, "the end");
	/* CAN: whatever the frame was cut in is void. */
	out = vt_output(d.vt);
	assert_non_null(memchr(out->data, '\030', out->len));
	demo_assert_given_back(&d);
	demo_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_suspend_gives_the_terminal_back_and_repaints),
	    cmocka_unit_test(test_a_stop_from_outside_does_the_same),
	    cmocka_unit_test(
	        test_a_stop_that_cannot_be_caught_is_repaired_when_it_goes_on),
	    cmocka_unit_test(
	        test_what_was_asked_while_it_was_stopped_is_done_when_it_goes_on),
	    cmocka_unit_test(
	        test_a_size_changed_while_it_was_stopped_is_the_one_drawn),
	    cmocka_unit_test(test_a_crash_gives_the_terminal_back),
	    cmocka_unit_test(
	        test_a_stack_that_overflows_gives_the_terminal_back),
	    cmocka_unit_test(test_ending_signals_end_it_in_order),
	    cmocka_unit_test(
	        test_a_second_sigterm_does_not_wait_for_a_loop_that_hangs),
	    cmocka_unit_test(test_a_terminal_that_goes_away_ends_it),
	    cmocka_unit_test(
	        test_a_crash_in_the_middle_of_a_frame_leaves_no_half_sequence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
