/*
 * The keyboard decoder, from bytes to events written as text: what every
 * sequence means, that no split changes it, and what time changes.
 */
#include "tui/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[] = {
    [K_NONE] = "none",
    [K_CHAR] = "char",
    [K_CTRL] = "ctrl",
    [K_ENTER] = "enter",
    [K_TAB] = "tab",
    [K_BACKTAB] = "backtab",
    [K_BACKSPACE] = "backspace",
    [K_ESC] = "esc",
    [K_SUSPEND] = "suspend",
    [K_REDRAW] = "redraw",
    [K_UP] = "up",
    [K_DOWN] = "down",
    [K_LEFT] = "left",
    [K_RIGHT] = "right",
    [K_HOME] = "home",
    [K_END] = "end",
    [K_PGUP] = "pgup",
    [K_PGDN] = "pgdn",
    [K_INSERT] = "insert",
    [K_DELETE] = "delete",
    [K_F1] = "f1",
    [K_F2] = "f2",
    [K_F3] = "f3",
    [K_F4] = "f4",
    [K_F5] = "f5",
    [K_F6] = "f6",
    [K_F7] = "f7",
    [K_F8] = "f8",
    [K_F9] = "f9",
    [K_F10] = "f10",
    [K_F11] = "f11",
    [K_F12] = "f12",
    [K_MOUSE] = "mouse",
    [K_PASTE] = "paste",
    [K_REPORT] = "report",
    [K_HANGUP] = "hangup",
};

static void
describe(const struct key *k, struct buf *out)
{
	if (out->len > 0)
		buf_putc(out, ' ');
	if (k->mods & KEY_SHIFT)
		buf_puts(out, "S-");
	if (k->mods & KEY_META)
		buf_puts(out, "M-");
	if (k->mods & KEY_CONTROL)
		buf_puts(out, "C-");
	if (k->code == K_CHAR && k->ch > ' ' && k->ch < 0x7F)
		buf_printf(out, "%c", (int)k->ch);
	else if (k->code == K_CHAR)
		buf_printf(out, "U+%04X", k->ch);
	else
		buf_puts(out, names[k->code]);
	if (k->code == K_CHAR && k->ascii != k->ch && k->ascii)
		buf_printf(out, "=%c", (int)k->ascii);
	if (k->code == K_CTRL)
		buf_printf(out, "-%c", (int)k->ascii);
	if (k->code == K_MOUSE)
		buf_printf(out, ":%d:%d@%d,%d", k->mouse.action,
		    k->mouse.button, k->mouse.row, k->mouse.col);
	if (k->code == K_PASTE) {
		buf_puts(out, k->paste.cut ? "-cut:" : ":");
		buf_add(out, k->paste.bytes, k->paste.len);
	}
}

static void
drain(struct input *in, int64_t now, struct buf *out)
{
	struct key key;

	while (input_next(in, now, &key))
		describe(&key, out);
}

static struct input *
keyboard(void)
{
	struct input *in = input_new(INPUT_UTF8);

	assert_non_null(in);
	input_add_key(in, "\033OA", K_UP);
	input_add_key(in, "\033[25~", K_F12); /* a terminal of its own */
	input_add_key(in, "\033Qx", K_F8);
	input_add_key(in, "\b", K_LEFT); /* not Esc: left out */
	input_add_key(in, NULL, K_LEFT);
	return in;
}

/* What follows the sentinel shows that nothing of s was left over. */
static const struct {
	const char *bytes;
	const char *events;
} table[] = {
    {"jk", "j k"},
    {"\r\n\t", "enter enter tab"},
    /* answers of a terminal are no keys, and others' are swallowed */
    {"\033[?2026;2$yj\033[0nk", "report j report k"},
    {"\033[?2004;1$yj\033[3nk\033[0;0nl", "j k l"},
    {"\b\177", "backspace backspace"},
    {"\001\003\032\014\037", "ctrl-a ctrl-c suspend redraw ctrl-_"},
    /* arrows and their kin: xterm both ways, linux, rxvt, PuTTY, vt220 */
    {"\033[A\033[B\033[C\033[D", "up down right left"},
    {"\033OA\033OB\033OC\033OD", "up down right left"},
    {"\033[H\033[F\033OH\033OF", "home end home end"},
    {"\033[1~\033[4~\033[7~\033[8~", "home end home end"},
    {"\033[2~\033[3~\033[5~\033[6~", "insert delete pgup pgdn"},
    {"\033[Z", "backtab"},
    {"\033[1;5A\033[1;2B\033[3;3~", "C-up S-down M-delete"},
    {"\033[a\033Oa\033[5^\033[6$", "S-up C-up C-pgup S-pgdn"},
    {"\033OP\033OQ\033OR\033OS", "f1 f2 f3 f4"},
    {"\033[[A\033[[B\033[[C\033[[D\033[[E", "f1 f2 f3 f4 f5"},
    {"\033[11~\033[12~\033[13~\033[14~\033[15~", "f1 f2 f3 f4 f5"},
    {"\033[17~\033[18~\033[19~\033[20~\033[21~\033[23~\033[24~",
        "f6 f7 f8 f9 f10 f11 f12"},
    {"\033[1;2P\033[1;5S\033[15;5~", "S-f1 C-f4 C-f5"},
    /* the keypad in its application mode is what is printed on it */
    {"\033Op\033Oy\033OM\033Ok\033Om", "0 9 enter + -"},
    /* this terminal's own */
    {"\033[25~\033Qx", "f12 f8"},
    {"\033Qy", "esc Q y"},
    /* Esc is Esc before anything that is no sequence; there is no Alt */
    {"\033j", "esc j"},
    {"\033\033[A", "esc up"},
    {"\033\033\033j", "esc esc esc j"},
    {"\033\r", "esc enter"},
    {"\033\344\270\255", "esc U+4E2D"},
    /* reports and the unknown are swallowed whole, digits and all */
    {"\033[24;80R", ""},
    {"\033[?1;2c\033[>0;276;0c", ""},
    {"\033[99~\033[1;1;1;1;1;1x\033[27;5;49~", ""},
    {"\033[99999999999999999999999~", ""},
    {"\033[?2004;2$y\033[I\033[O", ""},
    {"\033]11;rgb:1e1e/1e1e/1e1e\033\\", ""},
    {"\033]11;1\a\033P1+r544e=3132\033\\", ""},
    {"\033[12\rj", "enter j"},
    {"\033[1\033[A", "up"},
    {"\033[1\344\270\255", "U+4E2D"},
    {"\033O\r", "enter"},
    {"\033]1\033[A", "up"},
    /* mouse */
    {"\033[<0;10;5M\033[<0;10;5m", "mouse:0:1@4,9 mouse:1:1@4,9"},
    {"\033[<2;300;200M", "mouse:0:3@199,299"},
    {"\033[<64;1;1M\033[<65;1;1M\033[<66;1;1M", "mouse:3:0@0,0 mouse:4:0@0,0"},
    {"\033[<48;2;2M", "C-mouse:2:1@1,1"},
    {"\033[<0;0;0M\033[<0;1M", "mouse:0:1@0,0"},
    {"\033[M !1\033[M#!!", "mouse:0:1@16,0 mouse:1:0@0,0"},
    {"\033[M \rj", "enter j"},
    /* a paste is one event, whatever is in it */
    {"\033[200~d1\r\033[A\003\033[201~j", "paste:d1\r\033[A\003 j"},
    {"\033[200~\033[201~", "paste:"},
    {"\033[200~\033[20\033[201\033\033[201~", "paste:\033[20\033[201\033"},
    {"\033[201~", ""},
    /* text */
    {"\303\251\344\270\255\360\237\232\223", "U+00E9 U+4E2D U+1F693"},
    {"\357\274\246\357\274\221\357\274\220", "U+FF26=F U+FF11=1 U+FF10=0"},
    {"\357\275\204\357\274\232\343\200\200", "U+FF44=d U+FF1A=: U+3000= "},
    {"\302\205\302\233", ""}, /* C1 */
    {"\377\300\257j", "U+FFFD U+FFFD U+FFFD j"},
    {"\344\270j", "U+FFFD j"},
    {"\344\270\033[A", "U+FFFD up"},
    {"\355\240\200", "U+FFFD U+FFFD U+FFFD"}, /* a surrogate */
    {"\360\200\200\200", "U+FFFD U+FFFD U+FFFD U+FFFD"},
    {"\364\220\200\200", "U+FFFD U+FFFD U+FFFD U+FFFD"},
    {"\360\237\232j", "U+FFFD j"},
};

static void
expect(size_t i, struct buf *out, const char *how, size_t at)
{
	if (strcmp(buf_str(out), table[i].events) != 0)
		fail_msg("row %zu (%s), %s %zu: got \"%s\"", i, table[i].events,
		    how, at, buf_str(out));
	buf_free(out);
}

static void
test_every_sequence_is_the_key_it_means(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct input *in = keyboard();
		struct buf out = {0};

		input_feed(in, table[i].bytes, strlen(table[i].bytes), 1);
		drain(in, 1, &out);
		expect(i, &out, "whole", 0);
		assert_int_equal(input_deadline(in), -1);
		input_free(in);
	}
}

static void
test_no_split_changes_what_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		size_t len = strlen(table[i].bytes);

		for (size_t at = 1; at < len; at++) {
			struct input *in = keyboard();
			struct buf out = {0};

			input_feed(in, table[i].bytes, at, 1);
			drain(in, 1, &out);
			input_feed(
			    in, table[i].bytes + at, len - at, INPUT_ESCAPE_MS);
			drain(in, INPUT_ESCAPE_MS, &out);
			expect(i, &out, "split at", at);
			input_free(in);
		}
	}
}

static void
test_a_byte_at_a_time_reads_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(table); i++) {
		struct input *in = keyboard();
		struct buf out = {0};
		int64_t now = 0;

		for (const char *s = table[i].bytes; *s; s++) {
			now += INPUT_ESCAPE_MS - 1;
			input_feed(in, s, 1, now);
			drain(in, now, &out);
		}
		expect(i, &out, "byte by byte", 0);
		input_free(in);
	}
}

/* Feeds a and, after `gap` ms, b; calls at each deadline in between. */
static void
with_gap(const char *a, const char *b, int64_t gap, const char *events)
{
	struct input *in = keyboard();
	struct buf out = {0};
	int64_t now = 1000, then = now + gap, due;

	input_feed(in, a, strlen(a), now);
	drain(in, now, &out);
	while ((due = input_deadline(in)) >= 0 && due < then)
		drain(in, due, &out);
	input_feed(in, b, strlen(b), then);
	drain(in, then, &out);
	while ((due = input_deadline(in)) >= 0)
		drain(in, due, &out);
	assert_string_equal(buf_str(&out), events);
	buf_free(&out);
	input_free(in);
}

static void
test_a_lone_esc_is_one_after_the_deadline_and_not_before(void **state)
{
	struct input *in = keyboard();
	struct key key;

	(void)state;
	input_feed(in, "\033", 1, 1000);
	assert_false(input_next(in, 1000, &key));
	assert_int_equal(input_deadline(in), 1000 + INPUT_ESCAPE_MS);
	assert_false(input_next(in, 1000 + INPUT_ESCAPE_MS - 1, &key));
	assert_true(input_next(in, 1000 + INPUT_ESCAPE_MS, &key));
	assert_int_equal(key.code, K_ESC);
	assert_false(input_next(in, 1000 + INPUT_ESCAPE_MS, &key));
	assert_int_equal(input_deadline(in), -1);
	input_free(in);
}

static void
test_what_comes_late_of_a_sequence_is_no_key(void **state)
{
	(void)state;
	with_gap("\033[", "3~j", 200, "j");
	with_gap("\033[3", "~j", 200, "j");
	with_gap("\033[1;", "5Aj", 200, "j");
	with_gap("\033O", "pj", 200, "j");
	with_gap("\033O", "yj", 200, "j");
	with_gap("\033[M", " !1j", 200, "j");
	with_gap("\033[M!", "1!j", 200, "j");
	with_gap("\033[<0;1", "1;12Mj", 200, "j");
	with_gap("\033]11;", "rgb:1/2/3\aj", 200, "j");
	with_gap("\033P1", "2\033\\j", 200, "esc \\ j");
	/* the Esc was given out before the rest came */
	with_gap("\033", "[3~j", 200, "esc j");
	with_gap("\033", "[Aj", 200, "esc j");
	with_gap("\033", "Oyj", 200, "esc j");
	with_gap("\033", "[3", 200, "esc");
}

static void
test_keys_typed_after_esc_are_keys(void **state)
{
	(void)state;
	with_gap("\033", "j1", 200, "esc j 1");
	with_gap("\033", "[", 200, "esc [");
	with_gap("\033", "O", 200, "esc O");
	with_gap("\033", "[A", 2000, "esc [ A");
	with_gap("\033", "\033[A", 200, "esc up");
	with_gap("\033]", "]", 200, "esc ] ]");
	with_gap("\033[", "3", 2000, "3");
	with_gap("\033Q", "x", 200, "esc Q x");
}

static void
test_a_paste_is_bounded_and_says_that_it_was_cut(void **state)
{
	struct input *in = keyboard();
	char chunk[1000];
	struct key key = {0};

	(void)state;
	memset(chunk, '1', sizeof(chunk));
	input_feed(in, "\033[200~", 6, 1);
	for (size_t i = 0; i < 100; i++) {
		input_feed(in, chunk, sizeof(chunk), 1);
		assert_false(input_next(in, 1, &key));
	}
	input_feed(in, "\033[201~", 6, 1);
	assert_true(input_next(in, 1, &key));
	assert_int_equal(key.code, K_PASTE);
	assert_int_equal(key.paste.len, INPUT_PASTE_MAX);
	assert_true(key.paste.cut);
	assert_false(input_next(in, 1, &key));
	input_free(in);
}

static void
test_a_paste_that_never_ends_is_given_out_as_cut(void **state)
{
	(void)state;
	with_gap("\033[200~ab\033[20", "", 20000, "paste-cut:ab");
	with_gap(
	    "\033[200~ab", "c\033[201~j", INPUT_PASTE_MS - 1, "paste:abc j");
}

static void
test_a_gone_terminal_is_told_once_after_what_was_typed(void **state)
{
	struct input *in = keyboard();
	struct buf out = {0};

	(void)state;
	input_feed(in, "j\033", 2, 1);
	input_hang_up(in);
	drain(in, 1, &out);
	drain(in, 2, &out);
	assert_string_equal(buf_str(&out), "j esc hangup");
	assert_int_equal(input_deadline(in), -1);
	buf_free(&out);
	input_free(in);
}

static void
test_a_sequence_without_end_keeps_no_memory_and_gives_no_key(void **state)
{
	struct input *in = keyboard();
	struct key key;

	(void)state;
	input_feed(in, "\033[", 2, 1);
	for (size_t i = 0; i < 20000; i++) {
		input_feed(in, "1;", 2, 1);
		assert_false(input_next(in, 1, &key));
	}
	input_feed(in, "~j", 2, 1);
	assert_true(input_next(in, 1, &key));
	assert_int_equal(key.ch, 'j');
	input_free(in);
}

static void
test_keys_that_came_with_others_or_right_after_them_are_a_burst(void **state)
{
	struct input *in = keyboard();
	struct key key;

	(void)state;
	input_feed(in, "a", 1, 1000);
	assert_true(input_next(in, 1000, &key));
	assert_false(key.burst);
	input_feed(in, "\r", 1, 1000 + INPUT_BURST_MS);
	assert_true(input_next(in, 1000 + INPUT_BURST_MS, &key));
	assert_false(key.burst);
	input_feed(in, "\r", 1, 1029 + INPUT_BURST_MS);
	assert_true(input_next(in, 1029 + INPUT_BURST_MS, &key));
	assert_true(key.burst);
	input_feed(in, "b\rc", 3, 5000);
	for (int i = 0; i < 3; i++) {
		assert_true(input_next(in, 5000, &key));
		assert_true(key.burst);
	}
	input_feed(in, "\033[A", 3, 6000);
	assert_true(input_next(in, 6000, &key));
	assert_int_equal(key.code, K_UP);
	assert_false(key.burst);
	input_free(in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_sequence_is_the_key_it_means),
	    cmocka_unit_test(test_no_split_changes_what_is_read),
	    cmocka_unit_test(test_a_byte_at_a_time_reads_the_same),
	    cmocka_unit_test(
	        test_a_lone_esc_is_one_after_the_deadline_and_not_before),
	    cmocka_unit_test(test_what_comes_late_of_a_sequence_is_no_key),
	    cmocka_unit_test(test_keys_typed_after_esc_are_keys),
	    cmocka_unit_test(test_a_paste_is_bounded_and_says_that_it_was_cut),
	    cmocka_unit_test(test_a_paste_that_never_ends_is_given_out_as_cut),
	    cmocka_unit_test(
	        test_a_gone_terminal_is_told_once_after_what_was_typed),
	    cmocka_unit_test(
	        test_a_sequence_without_end_keeps_no_memory_and_gives_no_key),
	    cmocka_unit_test(
	        test_keys_that_came_with_others_or_right_after_them_are_a_burst),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
