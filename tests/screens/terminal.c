/*
 * Terminals of many names, what they answer, and a thin line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/dirs.h"
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

/* Two incidents, the first of them selected. */
static void
put_two(struct seat *s)
{
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_text(s, ">*1 0131");
	seat_put_incident(s, "0132", 2, "pending", "Market");
	seat_wait_text(s, " *2 0132");
}

/*
 * The base set's, and PuTTY's: those are in ncurses-term, and where that is not
 * installed they are drawn as xterm.
 */
static void
test_the_terminals_that_stations_have_all_show_the_queue(void **state)
{
	static const char *const types[] = {"vt100", "linux", "xterm",
	    "xterm-256color", "screen", "screen-256color", "tmux",
	    "tmux-256color", "putty", "putty-256color", "putty-m1", "putty-m1b",
	    "putty-m2", "putty-noapp", "putty-sco", "putty-screen",
	    "putty-vt100"};
	char env[64];
	const char *const vars[] = {env, NULL};
	const struct seat_options o = {.env = vars};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(types); k++) {
		struct seat *s;

		snprintf(env, sizeof(env), "TERM=%s", types[k]);
		s = seat_open(&o);
		put_two(s);
		seat_type(s, "j");
		vt_assert_shows(s->vt, ">*2 0132");
		vt_resize(s->vt, 40, 120);
		seat_wait_text(s, "vvoice xplan");
		seat_free(s);
	}
}

static void
test_a_terminal_without_a_description_is_drawn_as_its_family(void **state)
{
	static const struct {
		const char *type, *as;
	} known[] = {
	    {"putty-nosuch", "xterm"},
	    {"xterm-nosuch-256color", "xterm-256color"},
	    {"tmux-nosuch", "screen"},
	};
	char env[64], said[128];
	const char *const vars[] = {env, NULL};
	const struct seat_options o = {.env = vars};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(known); k++) {
		struct seat *s;

		snprintf(env, sizeof(env), "TERM=%s", known[k].type);
		snprintf(said, sizeof(said),
		    "%s is not described on this machine: drawn as %s",
		    known[k].type, known[k].as);
		s = seat_open(&o);
		seat_wait_text(s, said);
		seat_free(s);
	}
}

/* The smallest, and the largest that the design names. */
static void
test_sizes_from_40x12_to_400x120_are_drawn_to_their_last_row(void **state)
{
	static const struct {
		int rows, cols;
		const char *last;
	} sizes[] = {
	    {12, 40, "asign dunits fmap inew /find :line ?help"},
	    {24, 80, "inew /find :line ?help"},
	    {120, 400, "inew /find :line ?help"},
	};
	static const char *const types[] = {
	    "TERM=xterm-256color", "TERM=vt100"};

	(void)state;
	for (size_t k = 0; k < 2 * COUNT_OF(sizes); k++) {
		const char *const env[] = {types[k % 2], NULL};
		const struct seat_options o = {.rows = sizes[k / 2].rows,
		    .cols = sizes[k / 2].cols,
		    .env = env};
		struct seat *s = seat_open(&o);

		put_two(s);
		vt_assert(s->vt, strstr(vt_row(s->vt, o.rows - 1),
		                     sizes[k / 2].last) != NULL);
		seat_type(s, "j");
		vt_assert_shows(s->vt, ">*2 0132");
		seat_free(s);
	}
}

/* A directory with a description whose every frame says "stranger". */
static bool
make_stranger(const char *dir)
{
	char line[512];

	snprintf(line, sizeof(line),
	    "command -v tic >/dev/null && cd %s && "
	    "printf 'xterm-256color|a stranger,\n\tuse=xterm+256color,"
	    "\n\tclear=\\E]2;stranger\\007\\E[H\\E[2J,"
	    "\n\tcup=\\E]2;stranger\\007\\E[%%%%i%%%%p1%%%%d;%%%%p2%%%%dH,"
	    "\n\tel=\\E[K, ed=\\E[J, am, cols#80, lines#24,\n' >src && "
	    "tic -o %s/.terminfo src 2>/dev/null && "
	    "TERMINFO=%s/.terminfo infocmp -1 xterm-256color | "
	    "grep -q stranger",
	    dir, dir, dir);
	return system(line) == 0;
}

/*
 * A stranger's description says what we send: neither the environment's nor,
 * after a su that keeps HOME, another home's is heard.
 */
static void
test_a_description_from_outside_is_not_heard(void **state)
{
	char dir[] = "/tmp/watchroom-terminfo-XXXXXX";
	char vars[3][64];
	const char *const env[] = {vars[0], vars[1], vars[2],
	    "TERMCAP=xterm-256color:co#1:cl=stranger:", "LINES=5", "COLUMNS=9",
	    NULL};
	const struct seat_options o = {.env = env};
	struct seat *s;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(vars[0], sizeof(vars[0]), "TERMINFO=%s/.terminfo", dir);
	snprintf(vars[1], sizeof(vars[1]), "TERMINFO_DIRS=%s/.terminfo", dir);
	snprintf(vars[2], sizeof(vars[2]), "HOME=%s", dir);
	if (!make_stranger(dir)) {
		dir_remove(dir);
		skip();
	}
	s = seat_open(&o);
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seat_wait_text(s, ">*1 0131");
	vt_assert_row(s->vt, 23,
	    "asign dunits ssteps mwrite rreport eedit pprio ccall fmap inew "
	    "/find :line ?help");
	assert_false(was_sent(s, 0, "stranger"));
	seat_free(s);
	dir_remove(dir);
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

struct stall {
	const struct seat *seat;
	uint64_t frames;
	msec_t until;
};

static bool
went_or_stalls(struct vt *vt, void *arg)
{
	const struct stall *stall = arg;

	(void)vt;
	return stall->seat->told->frames > stall->frames ||
	       time_boot() >= stall->until;
}

/* One that was fast at first, or never said how fast it was. */
static void
test_a_line_that_leaves_a_frame_unsent_becomes_thin(void **state)
{
	const struct seat_options o = {.measure = true};
	struct seat *s = seat_open(&o);
	struct stall stall = {.seat = s};

	(void)state;
	vt_assert(s->vt, !vt_shows(s->vt, "a slow line"));
	/* Whole screens until the line takes no more. */
	do {
		stall.frames = s->told->frames;
		stall.until = time_boot() + 3000;
		vt_keys(s->vt, "\x0c");
		vt_wait_stalled(
		    s->vt, went_or_stalls, &stall, "a frame, if it goes");
	} while (s->told->frames > stall.frames);
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
	    cmocka_unit_test(
	        test_a_terminal_without_a_description_is_drawn_as_its_family),
	    cmocka_unit_test(
	        test_sizes_from_40x12_to_400x120_are_drawn_to_their_last_row),
	    cmocka_unit_test(test_a_description_from_outside_is_not_heard),
	    cmocka_unit_test(
	        test_on_a_thin_line_changes_are_gathered_and_a_key_is_answered_at_once),
	    cmocka_unit_test(
	        test_a_line_that_is_slow_to_show_the_first_screen_becomes_thin),
	    cmocka_unit_test(
	        test_a_line_that_leaves_a_frame_unsent_becomes_thin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
