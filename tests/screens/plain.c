/*
 * The console line by line: a desk and a patrol at plain terminals, beside a
 * real central; a script at a pipe; and a terminal that takes nothing.
 */
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/served.h"
#include "tests/lib/vt.h"
#include "tui/plain-inside.h"
#include "tui/words.h"

struct at {
	struct served *served;
	struct vt *vt;
	struct console_options options;
	bool tabs; /* were typed: the terminal echoes them */
};

static int
set_up(void **state)
{
	struct at *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t->served = served_new();
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct at *t = *state;

	if (t->vt)
		vt_free(t->vt);
	served_free(t->served);
	free(t);
	return 0;
}

static void
sit_down(struct at *t, const char *const *argv)
{
	const struct vt_program program = {.argv = argv, .term = "dumb"};

	t->vt = vt_new(100, 100);
	vt_spawn(t->vt, &program);
}

static void
open_desk(struct at *t)
{
	char program[1100];
	const char *const argv[] = {program, "--line", "--language", "en",
	    "--to", t->served->store, NULL};

	snprintf(program, sizeof(program), "%s/watchroom", t->served->build);
	sit_down(t, argv);
	vt_wait_text(t->vt, "the link is up");
}

static void
type(struct at *t, const char *line)
{
	vt_keys(t->vt, line);
	vt_keys(t->vt, "\r");
}

static int
shown(struct vt *vt, const char *text)
{
	const char *at = vt_text(vt);
	int times = 0;

	for (; (at = strstr(at, text)); at++)
		times++;
	return times;
}

struct times {
	const char *text;
	int n;
};

static bool
is_shown_times(struct vt *vt, void *arg)
{
	const struct times *t = arg;

	return shown(vt, t->text) >= t->n;
}

static void
wait_times(struct at *t, const char *text, int n)
{
	struct times times = {text, n};

	vt_wait(t->vt, is_shown_times, &times, text);
}

static void
assert_plain(struct at *t)
{
	const struct buf *out = vt_output(t->vt);

	assert_true(out->len > 0);
	for (size_t k = 0; k < out->len; k++) {
		unsigned char c = (unsigned char)out->data[k];

		if (c == '\t' && t->tabs)
			continue; /* the terminal's echo */
		if (c < ' ' && c != '\n' && c != '\r' && c != '\a')
			fail_msg("control byte %02x", c);
		if (c == '\r' &&
		    (k + 1 == out->len ||
		        (out->data[k + 1] != '\n' && out->data[k + 1] != '\r')))
			fail_msg("a carriage return within a line");
	}
}

static void
test_a_desk_sends_a_unit_line_by_line_without_a_control_byte(void **state)
{
	struct at *t = *state;

	open_desk(t);
	type(t, "new theft Market; bag gone");
	vt_wait_text(t->vt, "new: 0001 priority 3 PENDING Theft, Market");
	type(t, "go #0001");
	vt_wait_text(t->vt, "bag gone");
	type(t, "d");
	vt_wait_text(t->vt, "a number takes that line");
	type(t, "1");
	vt_wait_text(t->vt, "0001 M2 ISSUED");
	vt_wait_text(t->vt, "0001 M2 dispatch: the central has it");
	type(t, "1"); /* the list is gone: it names no incident either */
	vt_wait_text(t->vt, "no list: d lists units");
	type(t, "");
	vt_wait_text(t->vt, "UNACK 1");
	assert_plain(t);
	type(t, "quit");
	assert_int_equal(vt_wait_end(t->vt), 0);
}

static void
test_only_y_is_yes_and_any_other_line_is_swallowed(void **state)
{
	struct at *t = *state;

	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag gone' --to \"$S\" && "
	    "\"$W\" do 'dispatch #0001 @M2' --to \"$S\"");
	open_desk(t);
	type(t, "recall #0001 @M2; wrong");
	vt_wait_text(t->vt, "any other line: no");
	type(t, "queue");
	vt_wait_text(t->vt, "not done");
	vt_assert(t->vt, !vt_shows(t->vt, "P No"));
	type(t, "recall #0001 @M2; wrong");
	type(t, "y");
	vt_wait_text(t->vt, "0001 M2 CANCELLED");
}

/* "walker one-time password: 7ysn-fp29-vuau-ewvb" */
static void
add_field(struct at *t, char *password, size_t size)
{
	struct buf out = {0};
	const char *colon;

	served_must(t->served, &out,
	    "\"$D\" user add \"$S\" walker --role field --station louqiao "
	    "--unit lq-u-m2");
	colon = strstr(buf_str(&out), ": ");
	assert_non_null(colon);
	snprintf(
	    password, size, "%.*s", (int)strcspn(colon + 2, "\n"), colon + 2);
	buf_free(&out);
}

/* What is typed before the echo is off is thrown away, as it should be. */
static bool
is_asked(struct vt *vt, void *arg)
{
	return is_shown_times(vt, arg) && !(vt_termios(vt).c_lflag & ECHO);
}

static void
answer(struct at *t, const char *question, int times, const char *secret)
{
	struct times a = {question, times};

	vt_wait(t->vt, is_asked, &a, question);
	type(t, secret);
}

/* Whose the socket is needs no name, so this one comes by the network. */
static void
open_field(struct at *t, const char *password)
{
	char program[1100];
	const char *const argv[] = {
	    program, "--line", "--language", "en", t->served->url, NULL};

	snprintf(program, sizeof(program), "%s/watchroom", t->served->build);
	sit_down(t, argv);
	vt_wait_text(t->vt, "Name:");
	type(t, "walker");
	answer(t, "Password:", 1, password);
	answer(t, "Password:", 2, password);
	answer(t, "New password:", 1, "a long walk in the rain");
	answer(t, "Once more:", 1, "a long walk in the rain");
	vt_wait_text(t->vt, "the link is up");
	vt_assert(t->vt, !vt_shows(t->vt, "rain"));
}

static void
test_a_patrol_gets_its_order_delivered_signs_and_says_where_it_is(void **state)
{
	struct at *t = *state;
	char password[128];

	add_field(t, password, sizeof(password));
	open_field(t, password);
	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag gone' --to \"$S\" && "
	    "\"$W\" do 'dispatch #0001 @M2' --to \"$S\"");
	vt_wait_text(t->vt, "ORDER 0001 priority 3 ");
	vt_wait_text(t->vt, "bag gone");
	vt_wait_text(t->vt, "0001 M2 DELIVERED");
	type(t, "accept");
	vt_wait_text(t->vt, "0001 M2 ACCEPTED");
	type(t, "position; 27.9911 120.6622");
	vt_wait_text(t->vt, "the central has the position");
	type(t, "message; there is a crowd");
	vt_wait_text(t->vt, "message: the central has it");
	served_must(
	    t->served, NULL, "\"$W\" do 'recall #0001 @M2; wrong' --to \"$S\"");
	vt_wait_text(t->vt, "ORDER TAKEN BACK: 0001; wrong");
	assert_plain(t);
}

/* A number alone and a line's own subject mean that incident here as well. */
static void
test_d_lists_for_the_incident_that_the_line_names(void **state)
{
	static const char *const lines[] = {
	    "d 0002", "0002: d", "recommend 0002"};
	struct at *t = *state;

	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag' --to \"$S\" && "
	    "\"$W\" do 'new theft Harbour; cart' --to \"$S\"");
	open_desk(t);
	type(t, "go #0001");
	vt_wait_text(t->vt, "bag");
	for (size_t k = 0; k < COUNT_OF(lines); k++) {
		int have = shown(t->vt, "-- dispatch 0002 ");

		type(t, lines[k]);
		wait_times(t, "-- dispatch 0002 ", have + 1);
	}
	vt_assert(t->vt, !vt_shows(t->vt, "-- dispatch 0001"));
}

static void
test_tab_completes_what_is_typed_and_says_what_it_may_be(void **state)
{
	struct at *t = *state;
	struct termios before;

	t->vt = vt_new(100, 100);
	before = vt_termios(t->vt);
	vt_free(t->vt);
	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag gone' --to \"$S\"");
	open_desk(t);
	t->tabs = true;
	vt_keys(t->vt, "di\t");
	vt_wait_text(t->vt, "> dispatch");
	vt_keys(t->vt, "#0001 m\t");
	vt_wait_text(t->vt, "M2 M4");
	vt_wait_text(t->vt, "> dispatch #0001 M");
	type(t, "2");
	vt_wait_text(t->vt, "0001 M2 ISSUED");
	vt_keys(t->vt, "nosuchthing\t");
	vt_wait_text(t->vt, "nothing begins so");
	vt_keys(t->vt, "\003");
	vt_wait_text(t->vt, "nothing was done");
	type(t, "queue"); /* what was there is gone with it */
	vt_wait_text(t->vt, "SENT     Theft");
	assert_plain(t);
	type(t, "quit");
	assert_int_equal(vt_wait_end(t->vt), 0);
	assert_int_equal(vt_termios(t->vt).c_cc[VEOL], before.c_cc[VEOL]);
}

/* What is left, which sector it goes into, and what it found there. */
static void
test_a_team_in_the_field_searches_its_sector_line_by_line(void **state)
{
	static const struct {
		const char *line, *told;
	} steps[] = {
	    {"left", "8 of 8 left, 0% searched"},
	    {"1", "M2 begins to search"},
	    {"1", "0001 [~] 1E M2 0:0"},
	    {"swept 1E 60; the hut is empty", "0001 [x] 1E "},
	    {"swept 2E who=villagers", "may not mark what another team"},
	    {"swept 2E 2N", "0001 [x] 2N "},
	    {"left", "5 of 8 left, "},
	};
	struct at *t = *state;
	char password[128];

	add_field(t, password, sizeof(password));
	open_field(t, password);
	served_must(t->served, NULL,
	    "\"$W\" do 'new lost-child Park; an old man' --to \"$S\" && "
	    "\"$W\" do 'dispatch #0001 @M2' --to \"$S\" && "
	    "\"$W\" do 'lastseen #0001 -5 spot=\"27.9673,120.6085\"; blue "
	    "coat' --to \"$S\" && "
	    "\"$W\" do 'sectors #0001 300' --to \"$S\"");
	vt_wait_text(t->vt, "0001 M2 DELIVERED");
	for (size_t k = 0; k < COUNT_OF(steps); k++) {
		type(t, steps[k].line);
		vt_wait_text(t->vt, steps[k].told);
	}
	vt_assert_shows(t->vt, "blue coat");
	assert_plain(t);
}

/* Steps, the checklist, a must-read, talk: all that the day of a patrol is. */
static void
test_a_patrol_works_an_order_off_line_by_line(void **state)
{
	static const struct {
		const char *line, *told;
	} steps[] = {
	    {"accept", "0001 M2 ACCEPTED"},
	    {"enroute", "0001 M2 ENROUTE"},
	    {"onscene", "0001 M2 ONSCENE"},
	    {"tick", "1 [ ] witness names"},
	    {"1", "0001 [x] witness names"},
	    {"tick photo", "0001 [x] photo"},
	    {"message; the bag is found", "message: the central has it"},
	    {"confirm", "confirm: the central has it"},
	    {"clear", "0001 M2 CLEARED"},
	    {"report; bag is back", "0001 M2 REPORTED"},
	};
	struct at *t = *state;
	struct buf out = {0};
	char password[128];

	add_field(t, password, sizeof(password));
	open_field(t, password);
	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag gone' --to \"$S\" && "
	    "\"$W\" do 'dispatch #0001 @M2' --to \"$S\"");
	vt_wait_text(t->vt, "0001 M2 DELIVERED");
	served_must(t->served, NULL,
	    "\"$W\" do 'item #0001; witness names; photo' --to \"$S\" && "
	    "\"$W\" do 'message #0001; the owner waits' --to \"$S\" && "
	    "\"$W\" do 'mustread #0001; he has a knife' --to \"$S\"");
	vt_wait_text(t->vt, "0001 [ ] witness names");
	vt_wait_text(t->vt, "the owner waits");
	vt_wait_text(t->vt, "he has a knife");
	for (size_t k = 0; k < COUNT_OF(steps); k++) {
		type(t, steps[k].line);
		vt_wait_text(t->vt, steps[k].told);
	}
	served_must(t->served, &out,
	    "\"$W\" list message --to \"$S\"; \"$W\" list item --to \"$S\"");
	assert_non_null(strstr(buf_str(&out), "the bag is found"));
	buf_free(&out);
	assert_plain(t);
}

/* What is UTF-8 may be controls in the terminal's own coding. */
static void
test_a_locale_without_utf8_gets_no_byte_of_it_and_is_told_why(void **state)
{
	static const char why[] = "? stands for what this locale cannot show";
	struct at *t = *state;
	struct buf out = {0};
	const char *first;

	served_must(t->served, &out,
	    "\"$W\" do 'new theft 吹台公园; 包' --to \"$S\" >/dev/null && "
	    "printf 'go #0001\\nqueue\\nunits\\n' | LC_ALL=C \"$W\" --line "
	    "--to \"$S\"");
	for (size_t k = 0; k < out.len; k++)
		assert_true((unsigned char)out.data[k] < 0x80);
	assert_non_null(strstr(buf_str(&out), "Theft, ????????"));
	first = strstr(buf_str(&out), why);
	assert_non_null(first);
	assert_null(strstr(first + 1, why));
	buf_free(&out);
}

/* Whose a room is need not be said where there is but one station. */
static void
test_the_owner_makes_a_room_and_talks_there_by_its_name(void **state)
{
	struct at *t = *state;
	struct buf out = {0};

	served_must(t->served, &out,
	    "printf 'room night-search\\nmessage @night-search; all here' | "
	    "\"$W\" --line --language en --to \"$S\"; "
	    "\"$W\" list message --to \"$S\"");
	assert_non_null(
	    strstr(buf_str(&out), "night-search message: the central has it"));
	assert_non_null(strstr(buf_str(&out), "all here"));
	buf_free(&out);
}

static void
test_a_script_is_told_what_came_of_it_by_its_exit_code(void **state)
{
	struct at *t = *state;
	struct buf out = {0};

	served_must(t->served, &out,
	    "printf 'new theft Market; bag\\ndispatch #0001 @M2\\nqueue' | "
	    "\"$W\" --line --language en --to \"$S\"");
	assert_non_null(strstr(buf_str(&out), "M2 dispatch: the central has"));
	assert_non_null(strstr(buf_str(&out), "SENT     Theft"));
	assert_null(strstr(buf_str(&out), "> "));
	assert_int_equal(served_run(t->served, NULL,
	                     "printf 'dispatch #0099 @M2\\n' | \"$W\" --line "
	                     "--to \"$S\" >/dev/null"),
	    1);
	assert_int_equal(served_run(t->served, NULL,
	                     "echo queue | \"$W\" --line --to "
	                     "unix:/nowhere/at/all 2>/dev/null"),
	    1);
	buf_free(&out);
}

static void
test_a_caller_is_shown_to_no_pipe(void **state)
{
	struct at *t = *state;
	struct buf out = {0};

	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market name=Wang phone=13800001234' "
	    "--to \"$S\"");
	assert_int_equal(served_run(t->served, &out,
	                     "printf 'reveal #0001; call back\\n' | \"$W\" "
	                     "--line --language en --to \"$S\""),
	    1);
	assert_non_null(strstr(buf_str(&out), "on a terminal only"));
	assert_null(strstr(buf_str(&out), "13800001234"));
	buf_free(&out);
}

/* The central is gone when the order is given, and comes back. */
static void
test_an_unsent_order_is_taken_back_line_by_line(void **state)
{
	struct at *t = *state;

	served_must(t->served, NULL,
	    "\"$W\" do 'new theft Market; bag gone' --to \"$S\"");
	open_desk(t);
	kill(t->served->central, SIGSTOP);
	vt_wait_text(t->vt, "LINK DOWN");
	type(t, "dispatch #0001 @M2");
	vt_wait_text(t->vt, "unsent: radio");
	type(t, "gx");
	vt_wait_text(t->vt, "-- Outbox ");
	type(t, "-");
	vt_wait_text(t->vt, "any other line: no");
	type(t, "y");
	vt_wait_text(t->vt, "M2 dispatch: taken back");
	kill(t->served->central, SIGCONT);
	type(t, "quit");
	assert_int_equal(vt_wait_end(t->vt), 0);
}

static void
test_the_board_is_printed_into_a_new_file_only(void **state)
{
	struct at *t = *state;
	struct buf out = {0};

	served_must(t->served, NULL,
	    "printf 'new theft Market; bag\nprint; %s/board\n' \"$T\" | "
	    "\"$W\" --line --language en --to \"$S\"");
	served_must(t->served, &out, "cat \"$T/board\"; stat -c %a $T/board");
	assert_non_null(strstr(buf_str(&out), "PENDING  Theft"));
	assert_non_null(strstr(buf_str(&out), "-- can go "));
	assert_non_null(strstr(buf_str(&out), "600\n"));
	buf_clear(&out);
	assert_int_equal(served_run(t->served, &out,
	                     "printf 'print; %s/board\n' \"$T\" | \"$W\" "
	                     "--line --language en --to \"$S\""),
	    1);
	assert_non_null(strstr(buf_str(&out), "File exists"));
	buf_free(&out);
}

static void
test_a_line_that_is_cut_ends_it_cleanly(void **state)
{
	struct at *t = *state;

	open_desk(t);
	vt_keys(t->vt, "half a li");
	vt_hang_up(t->vt);
	assert_int_equal(vt_wait_end(t->vt), 0);
}

static void
test_what_a_slow_terminal_does_not_take_is_left_out_and_counted(void **state)
{
	struct console c = {0};
	struct plain p = {.c = &c};
	struct buf got = {0};
	char bytes[4096];
	int ends[2];
	ssize_t n;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	p.out = ends[1];
	for (int k = 0; k < 20000; k++)
		plain_put(&p, true, "news %d", k);
	assert_true(p.left_out > 0);
	assert_true(p.waiting.len < PLAIN_WAITING_MAX + sizeof(bytes));
	plain_put(&p, false, "an answer");
	assert_int_equal(p.left_out, 0);
	while (p.waiting.len > 0) {
		plain_flush(&p);
		n = read(ends[0], bytes, sizeof(bytes));
		assert_true(n > 0);
		buf_add(&got, bytes, (size_t)n);
	}
	close(ends[1]);
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0)
		buf_add(&got, bytes, (size_t)n);
	close(ends[0]);
	assert_int_equal(memcmp(buf_str(&got), "news 0\n", 7), 0);
	assert_non_null(strstr(buf_str(&got), "lines of news left out"));
	assert_non_null(strstr(buf_str(&got), "\nan answer\n"));
	buf_free(&got);
	buf_free(&p.waiting);
}

static void
test_a_number_from_the_wire_moves_no_cursor_in_the_prompt(void **state)
{
	struct console c = {0};
	struct plain p = {.c = &c, .shows = true, .typed = true};

	(void)state;
	plain_prompt(&p, "01\033[2J\r31");
	assert_null(memchr(p.waiting.data, '\033', p.waiting.len));
	assert_null(memchr(p.waiting.data, '\r', p.waiting.len));
	assert_non_null(strstr(buf_str(&p.waiting), "31> "));
	buf_free(&p.waiting);
}

/* A script's end comes sooner than its reader: more than a pipe holds. */
static void
test_nothing_is_lost_in_a_pipe_that_is_read_late(void **state)
{
	struct at *t = *state;
	struct buf got = {0};
	struct pollfd full = {.events = POLLOUT};
	char bytes[4096];
	int ends[2];
	pid_t child;
	ssize_t n;

	served_must(t->served, NULL,
	    "for n in 1 2 3 4 5 6 7; do echo help; echo help; done "
	    ">$T/script; echo 'new theft Market; the last' >>$T/script");
	assert_int_equal(pipe(ends), 0);
	full.fd = ends[1];
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c",
		    "\"$W\" --line --language en --to \"$S\" <$T/script",
		    (char *)NULL);
		_exit(126);
	}
	for (int k = 0; poll(&full, 1, 0) > 0; k++) {
		assert_true(k < PATIENCE_MS / 10);
		poll(NULL, 0, 10);
	}
	served_must(t->served, NULL,
	    "for n in $(seq 600); do \"$W\" list incident --to \"$S\" | "
	    "grep -q Market && exit 0; sleep 0.1; done; exit 1");
	close(ends[1]);
	while ((n = read(ends[0], bytes, sizeof(bytes))) > 0)
		buf_add(&got, bytes, (size_t)n);
	close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(got.len > 65536);
	assert_non_null(strstr(buf_str(&got), "new: the central has it"));
	buf_free(&got);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(test_a_desk_sends_a_unit_line_by_line_without_a_control_byte),
	    TEST(test_only_y_is_yes_and_any_other_line_is_swallowed),
	    TEST(
	        test_a_patrol_gets_its_order_delivered_signs_and_says_where_it_is),
	    TEST(test_d_lists_for_the_incident_that_the_line_names),
	    TEST(test_tab_completes_what_is_typed_and_says_what_it_may_be),
	    TEST(test_a_patrol_works_an_order_off_line_by_line),
	    TEST(test_a_locale_without_utf8_gets_no_byte_of_it_and_is_told_why),
	    TEST(test_a_team_in_the_field_searches_its_sector_line_by_line),
	    TEST(test_the_owner_makes_a_room_and_talks_there_by_its_name),
	    TEST(test_a_script_is_told_what_came_of_it_by_its_exit_code),
	    TEST(test_a_caller_is_shown_to_no_pipe),
	    TEST(test_an_unsent_order_is_taken_back_line_by_line),
	    TEST(test_the_board_is_printed_into_a_new_file_only),
	    TEST(test_a_line_that_is_cut_ends_it_cleanly),
	    TEST(test_nothing_is_lost_in_a_pipe_that_is_read_late),
	    cmocka_unit_test(
	        test_a_number_from_the_wire_moves_no_cursor_in_the_prompt),
	    cmocka_unit_test(
	        test_what_a_slow_terminal_does_not_take_is_left_out_and_counted),
	};

	words_open("en");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
