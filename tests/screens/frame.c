/*
 * The frame: one write each, nothing for nothing, none while the line stalls,
 * the same on every terminal and at every size.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "tests/lib/demo.h"

static void
test_a_frame_is_one_write(void **state)
{
	struct demo d = demo_start();

	(void)state;
	assert_int_equal(d.told->writes, 1);
	print_message("first frame: %zu bytes\n", d.told->last);
	for (unsigned i = 0; i < 10; i++)
		demo_press(&d, "j");
	assert_int_equal(d.told->writes, 11);
	demo_press(&d, "\014"); /* all of it again */
	assert_int_equal(d.told->writes, 12);
	assert_int_equal(d.told->most, 1);
	assert_int_equal(d.told->frames, 12);
	/* The counting reaches ncurses: it wrote, but not to the terminal. */
	assert_true(d.told->others >= 12);
	demo_finish(&d);
}

static void
test_an_unchanged_frame_sends_nothing(void **state)
{
	struct demo d = demo_start();
	size_t bytes = vt_bytes(d.vt);

	(void)state;
	for (unsigned i = 0; i < 5; i++) {
		demo_press(&d, "x");
		assert_int_equal(d.told->last, 0);
	}
	assert_int_equal(d.told->frames, 6);
	assert_int_equal(d.told->writes, 1);
	assert_int_equal(vt_bytes(d.vt), bytes);
	demo_finish(&d);
}

static void
test_a_moved_mark_takes_48_bytes_at_most(void **state)
{
	struct demo d = demo_start();
	size_t most = 0;

	(void)state;
	for (int i = 4; i < 20; i++) {
		demo_press(&d, "j");
		assert_true(d.told->last > 0);
		assert_true(d.told->last <= 48);
		most = d.told->last > most ? d.told->last : most;
		vt_assert(d.vt, vt_cell(d.vt, i, 0).chars[0] == '>');
		vt_assert(d.vt, vt_cell(d.vt, i - 1, 0).chars[0] != '>');
	}
	print_message("a moved mark: %zu bytes\n", most);
	demo_finish(&d);
}

static void
test_the_cursor_rests_on_the_chosen_row(void **state)
{
	struct demo d = demo_start();
	int row, col;

	(void)state;
	demo_press(&d, "j");
	vt_cursor(d.vt, &row, &col);
	assert_int_equal(row, 4);
	assert_int_equal(col, 0);
	vt_assert(d.vt, vt_cursor_visible(d.vt));
	demo_finish(&d);
}

static void
test_every_terminal_shows_the_same(void **state)
{
	static const char *const terms[] = {"vt100", "linux", "xterm",
	    "xterm-256color", "screen", "screen-256color", "tmux",
	    "tmux-256color"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct demo d = demo_start_on(terms[i], NULL, NULL);

		demo_wait_frames(&d, 1);
		vt_assert_row(d.vt, 0, "watch 24x80");
		vt_assert_row(
		    d.vt, 3, ">0003 " DEMO_PAI " 0 Louqiao market east gate");
		assert_int_equal(d.told->writes, 1);
		demo_press(&d, "j");
		vt_assert(d.vt, vt_cell(d.vt, 4, 0).chars[0] == '>');
		assert_true(d.told->last <= 48);
		print_message(
		    "%s: a moved mark %zu bytes\n", terms[i], d.told->last);
		demo_press(&d, "\014");
		vt_assert_row(
		    d.vt, 22, " 0022 " DEMO_PAI " 0 Louqiao market east gate");
		assert_int_equal(d.told->most, 1);
		vt_keys(d.vt, "q");
		assert_int_equal(vt_wait_end(d.vt), 0);
		demo_assert_given_back(&d);
		demo_free(&d);
	}
}

static void
test_a_locale_without_utf8_shows_a_mark_for_what_it_cannot_say(void **state)
{
	static const char *const terms[] = {"vt100", "linux", "xterm"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(terms); i++) {
		struct demo d = demo_start_on(terms[i], "C", NULL);
		const struct buf *out;

		demo_wait_frames(&d, 1);
		vt_assert_row(d.vt, 3, ">0003 ?? 0 Louqiao market east gate");
		out = vt_output(d.vt);
		for (size_t j = 0; j < out->len; j++)
			assert_true((unsigned char)out->data[j] < 0x80);
		demo_finish(&d);
	}
}

static void
test_a_terminal_of_no_use_is_refused_in_words(void **state)
{
	static const struct {
		const char *term, *says;
	} bad[] = {
	    {"dumb", "dumb: this terminal cannot place its cursor"},
	    {"no-such-thing",
	        "no-such-thing: this kind of terminal is not known"},
	    {"", "TERM: is not set"},
	    {"../../etc/passwd",
	        "../../etc/passwd: this kind of terminal is not known"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct demo d = demo_start_on(bad[i].term, NULL, NULL);
		int status = vt_wait_end(d.vt);

		vt_wait_row(d.vt, 0, bad[i].says);
		assert_int_equal(WEXITSTATUS(status), 3);
		demo_assert_given_back(&d);
		demo_free(&d);
	}
}

static void
test_the_environment_cannot_bring_its_own_terminal(void **state)
{
	static const char *const env[] = {"TERMINFO=/nowhere",
	    "TERMINFO_DIRS=/nowhere", "TERMCAP=xterm-256color:cm=X", "LINES=5",
	    "COLUMNS=5", NULL};
	struct demo d = demo_start_on(NULL, NULL, env);

	(void)state;
	vt_wait_row(d.vt, 0, "watch 24x80");
	demo_finish(&d);
}

static void
test_no_color_is_heard_and_attributes_stay(void **state)
{
	static const char *const env[] = {"NO_COLOR=1", NULL};
	struct demo d = demo_start_on(NULL, NULL, env);

	(void)state;
	demo_wait_frames(&d, 1);
	vt_assert(d.vt, vt_cell(d.vt, 0, 0).attrs.reverse);
	vt_assert(d.vt, vt_cell(d.vt, 23, 78).attrs.bold);
	demo_finish(&d);
}

static void
test_a_storm_of_sizes_ends_with_the_last_one_drawn(void **state)
{
	struct demo d = demo_start();
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < 60; i++) {
		seed = seed * 1103515245 + 12345;
		vt_resize(d.vt, (int)(1 + (seed >> 8) % 60),
		    (int)(1 + (seed >> 16) % 200));
		if (i % 7 == 0)
			vt_pump(d.vt);
	}
	vt_resize(d.vt, 30, 100);
	vt_wait_row(d.vt, 0, "watch 30x100");
	demo_wait_bytes(&d);
	vt_assert_row(
	    d.vt, 28, " 0028 " DEMO_PAI " 0 Louqiao market east gate");
	vt_assert(d.vt, vt_cell(d.vt, 29, 99).chars[0] == 'd');
	vt_assert(d.vt, vt_cell(d.vt, 3, 0).chars[0] == '>');
	assert_int_equal(d.told->most, 1);
	demo_finish(&d);
}

static void
test_every_size_can_be_drawn(void **state)
{
	static const struct {
		int rows, cols;
		const char *first; /* its last row is drawn last */
	} sizes[] = {
	    {1, 1, "e"},
	    {1, 5, "  end"},
	    {24, 1, "w"},
	    {2, 2, "wa"},
	    {5, 7, "watch 5"},
	    {200, 500, "watch 200x500"},
	};
	struct demo d = demo_start();

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		vt_resize(d.vt, sizes[i].rows, sizes[i].cols);
		vt_wait_row(d.vt, 0, sizes[i].first);
		demo_wait_bytes(&d);
	}
	demo_finish(&d);
}

static void
test_a_stalled_line_gets_no_frame_and_then_the_newest_state(void **state)
{
	struct demo d = demo_start();
	unsigned frames;

	(void)state;
	demo_stall(&d);
	frames = d.told->frames;
	vt_keys(d.vt, "fjjjj"); /* the flood ends, the mark moves on */
	demo_wait_events_stalled(&d, 6);
	assert_int_equal(d.told->frames, frames);
	assert_int_equal(d.told->chosen, 7);
	demo_wait_frames(&d, frames + 1);
	vt_assert(d.vt, vt_cell(d.vt, 7, 0).chars[0] == '>');
	vt_assert(d.vt, vt_cell(d.vt, 3, 0).chars[0] != '>');
	assert_int_equal(d.told->frames, frames + 1);
	assert_true(d.told->refused > 0);
	assert_int_equal(d.told->most, 1);
	demo_finish(&d);
}

static void
test_the_bell_rings_once_a_frame(void **state)
{
	struct demo d = demo_start();

	(void)state;
	demo_press(&d, "b");
	assert_int_equal(vt_bells(d.vt), 1);
	demo_press(&d, "j");
	assert_int_equal(vt_bells(d.vt), 1);
	demo_finish(&d);
}

static void
test_a_paste_and_a_click_come_through(void **state)
{
	struct demo d = demo_start();

	(void)state;
	vt_paste(d.vt, "jjq");
	demo_wait_events(&d, 1);
	assert_string_equal(d.told->heard, "paste jjq");
	assert_int_equal(d.told->chosen, 3);
	vt_click(d.vt, 5, 9, 1);
	demo_wait_events(&d, 2);
	assert_string_equal(d.told->heard, "mouse 1 at 5,9");
	demo_finish(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_a_frame_is_one_write),
	    cmocka_unit_test(test_an_unchanged_frame_sends_nothing),
	    cmocka_unit_test(test_a_moved_mark_takes_48_bytes_at_most),
	    cmocka_unit_test(test_the_cursor_rests_on_the_chosen_row),
	    cmocka_unit_test(test_every_terminal_shows_the_same),
	    cmocka_unit_test(
	        test_a_locale_without_utf8_shows_a_mark_for_what_it_cannot_say),
	    cmocka_unit_test(test_a_terminal_of_no_use_is_refused_in_words),
	    cmocka_unit_test(
	        test_the_environment_cannot_bring_its_own_terminal),
	    cmocka_unit_test(test_no_color_is_heard_and_attributes_stay),
	    cmocka_unit_test(
	        test_a_storm_of_sizes_ends_with_the_last_one_drawn),
	    cmocka_unit_test(test_every_size_can_be_drawn),
	    cmocka_unit_test(
	        test_a_stalled_line_gets_no_frame_and_then_the_newest_state),
	    cmocka_unit_test(test_the_bell_rings_once_a_frame),
	    cmocka_unit_test(test_a_paste_and_a_click_come_through),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
