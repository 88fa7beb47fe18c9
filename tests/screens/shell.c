/*
 * The frame around every view: the rows that are always there, keys, and that
 * the keyboard waits for nobody.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

static void
end(struct seat *s)
{
	seat_type(s, ":quit");
	vt_keys(s->vt, "\r");
	assert_int_equal(seat_wait_end(s), 0);
	vt_assert(s->vt, !vt_alternate(s->vt));
	seat_free(s);
}

/* Rows 1 and 2 with the age, which ticks, at 0. */
static void
test_rows_1_and_2_say_who_how_old_and_what_needs_a_person(void **state)
{
	struct seat *s = seat_open(NULL);
	const char *row;

	(void)state;
	seat_wait_text(s, "unsent 0  19:5");
	row = vt_row(s->vt, 0);
	assert_memory_equal(row, "Louqiao station NORMAL  seat 2", 30);
	vt_assert(s->vt, strstr(row, "link ") != NULL);
	vt_assert(s->vt, strstr(row, "ms picture ") != NULL);
	vt_assert_row(s->vt, 1,
	    "EMERG 0  PRI1 0  LATE 0  UNACK 0  REVIEW 0  MUSTREAD 0  unread 0"
	    "   w next urgent");
	end(s);
}

static void
test_the_same_rows_in_chinese_as_the_trade_says_them(void **state)
{
	const struct seat_options o = {.language = "zh"};
	struct seat *s = seat_open(&o);
	const char *row;

	(void)state;
	seat_wait_text(s, "未发0  19:5");
	row = vt_row(s->vt, 0);
	vt_assert(
	    s->vt, strncmp(row, "Louqiao station 平时  2号席 值班", 37) == 0);
	vt_assert(s->vt, strstr(row, "毫秒 画面") != NULL);
	/* The age is counted. */
	seat_wait_text(s, "毫秒 画面1秒前");
	vt_assert_row(s->vt, 1,
	    "求援0  一级0  超时0  未签收0  待审0  必读0  未读0"
	    "                   w 下一件急事");
	end(s);
}

static void
test_a_wall_has_room_for_more_in_the_same_rows(void **state)
{
	static const struct {
		const char *language, *first, *second;
	} wanted[] = {
	    {"en", "link ok ", "UNTAKEN 0  REVIEW 0  OVERDUE 0  HELD 0"},
	    {"zh", "链路正常 ", "待签警情0  待审0  逾期任务0  挂起0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct seat_options o = {
		    .rows = 50, .cols = 200, .language = wanted[i].language};
		struct seat *s = seat_open(&o);

		seat_wait_text(s, wanted[i].first);
		vt_assert_shows(s->vt, wanted[i].second);
		end(s);
	}
}

static void
test_a_drill_says_so_on_every_screen(void **state)
{
	const struct seat_options o = {.drill = true};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_wait_text(s, "Louqiao station DRILL NORMAL");
	seat_type(s, "gx");
	vt_assert_shows(s->vt, "DRILL");
	seat_type(s, "?");
	vt_assert_shows(s->vt, "DRILL");
	end(s);
}

static void
test_a_lost_link_is_said_at_once_with_what_to_do(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN since 19:5");
	/* The name gives way: how old the picture is stands there whole. */
	assert_memory_equal(vt_row(s->vt, 0), "Louqiao s", 9);
	vt_assert_shows(s->vt, "  picture 0:");
	vt_assert_shows(s->vt, " old ");
	vt_assert_shows(s->vt, "unsent 0 use radio  19:5");
	fake_central_start(s->central);
	seat_wait_text(s, "NORMAL  seat 2");
	end(s);
}

static void
test_a_lost_link_in_chinese(void **state)
{
	const struct seat_options o = {.language = "zh"};
	struct seat *s = seat_open(&o);

	(void)state;
	fake_central_stop(s->central);
	seat_wait_text(s, "Louqiao station 链路断 自19:5");
	vt_assert_shows(s->vt, "画面旧 0:");
	vt_assert_shows(s->vt, "未发0 派警改用电台  19:5");
	end(s);
}

/* Keys */

static void
test_a_digit_does_nothing_without_a_list(void **state)
{
	const struct seat_options zh = {.language = "zh"};
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, "1");
	vt_assert_row(s->vt, 21, "no list: d lists units");
	end(s);
	s = seat_open(&zh);
	seat_type(s, "9");
	vt_assert_row(s->vt, 21, "没有名单: d派警");
	end(s);
}

static void
test_an_input_method_is_told_of_and_does_nothing(void **state)
{
	const struct seat_options zh = {.language = "zh"};
	struct seat *s = seat_open(&zh);

	(void)state;
	seat_type(s, "派");
	vt_assert_row(s->vt, 21, "输入法开着,按Shift切换;什么也没做");
	/* Full-width letters are the keys that they look like. */
	seat_type(s, "ｇｘ");
	vt_assert_shows(s->vt, "-- 待发 --");
	/* And a character between the two keys of one ends it. */
	seat_type(s, "g派q");
	vt_assert_shows(s->vt, "-- 待发 --");
	end(s);
}

static void
test_a_paste_where_keys_are_expected_does_nothing(void **state)
{
	struct seat *s = seat_open(NULL);
	uint64_t keys = s->told->keys;

	(void)state;
	vt_paste(s->vt, "gx:quit\r");
	seat_wait_text(s, "a paste is text: nothing was done");
	seat_wait_painted(s, 0);
	assert_int_equal(s->told->keys, keys + 1);
	end(s);
}

static void
test_a_keys_file_binds_other_keys(void **state)
{
	const struct seat_options o = {.keys = "outbox: o F8\nhold: \"\"\n"};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_type(s, "o");
	vt_assert_shows(s->vt, "-- Outbox --");
	end(s);
}

static void
test_a_wrong_keys_file_is_refused_with_line_and_nearest_name(void **state)
{
	const struct seat_options o = {.keys = "queue: gq\noutbx: o\n"};
	struct seat *s = seat_new(&o);

	(void)state;
	assert_int_equal(seat_wait_end(s), 1);
	vt_assert_shows(s->vt, "keys.yaml:2: outbx is not known; did you");
	seat_free(s);
}

/* What goes over the line */

static void
test_nothing_changed_sends_nothing(void **state)
{
	const struct seat_options o = {.thin = true};
	struct seat *s = seat_open(&o);
	size_t bytes;

	(void)state;
	seat_type(s, "1"); /* the result row is as it will be */
	bytes = s->told->bytes;
	for (int i = 0; i < 5; i++) {
		seat_type(s, "1");
		assert_int_equal(s->told->last, 0);
	}
	assert_int_equal(s->told->bytes, bytes);
	end(s);
}

struct frames {
	uint64_t since, bytes; /* frames, and bytes of them, when it began */
	uint64_t last;         /* the frame that was looked at last */
	char row[2][256];      /* row 1 then and now, but for what ticks */
};

static void
read_row(struct seat *s, char row[256])
{
	char *digit;

	snprintf(row, 256, "%s", vt_row(s->vt, 0));
	digit = strstr(row, "picture ");
	if (digit && digit[8] >= '0' && digit[8] <= '9')
		digit[8] = '_';
}

/*
 * Looks at each frame that is whole, as long as nothing but the digit of the
 * picture's age changes: an answer to a ping or a new minute begins it anew.
 * True after the third.
 */
static bool
ticked(struct seat *s, void *arg)
{
	struct frames *f = arg;
	struct console_told told;

	if (!seat_told(s, &told) || told.frames == f->last)
		return false;
	f->last = told.frames;
	read_row(s, f->row[1]);
	if (strcmp(f->row[0], f->row[1]) != 0) {
		f->since = told.frames;
		f->bytes = told.bytes;
		memcpy(f->row[0], f->row[1], sizeof(f->row[0]));
		return false;
	}
	assert_true(told.bytes - f->bytes <= 16 * (told.frames - f->since));
	return told.frames >= f->since + 3;
}

static void
test_a_tick_of_the_header_takes_16_bytes_at_most(void **state)
{
	struct seat *s = seat_open(NULL);
	struct frames f = {0};

	(void)state;
	seat_wait_text(s, "picture 1s");
	seat_wait(s, ticked, &f, "three ticks");
	assert_true(s->told->bytes > f.bytes);
	print_message("a tick: %zu bytes\n", s->told->last);
	end(s);
}

static bool
is_taken(struct vt *vt, void *arg)
{
	struct seat *s = arg;

	return s->told->keys >= 3 && vt_shows(vt, "-- Outbox --");
}

static void
test_keys_are_painted_while_the_central_is_stopped(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	/* Nobody steps the central from here on: SIGSTOP, to the console. */
	vt_keys(s->vt, "gx");
	vt_keys(s->vt, "1");
	vt_wait(s->vt, is_taken, s, "keys painted beside a dead central");
	vt_wait_text(s->vt, "no list: d lists units");
	/* And row 1 says what is wrong, by itself. */
	vt_wait_text(s->vt, "LINK DOWN since 19:5");
	end(s);
}

static void
test_what_was_painted_is_what_was_applied(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	for (int i = 0; i < 20; i++) {
		int64_t seq = seat_put_unit(s, "P1", i % 2 ? "patrol" : "meal");

		seat_wait_painted(s, seq);
		assert_int_equal(s->told->painted, s->told->applied);
		assert_int_equal(s->told->painted, seq);
	}
	end(s);
}

/* Sizes, languages, endings */

static void
test_small_screens_show_the_queue_alone_and_smaller_ones_a_word(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, "gx");
	vt_resize(s->vt, 20, 60);
	seat_wait_no_text(s, "-- Outbox --");
	seat_wait_text(s, "  19:5");
	vt_resize(s->vt, 5, 30);
	seat_wait_row(s, 0, "too small: 40x8 at least");
	vt_resize(s->vt, 24, 80);
	seat_wait_text(s, "-- Outbox --");
	end(s);
}

/* What is not shown takes no keys, and the foot says what the keys are. */
static void
test_on_a_small_screen_keys_are_the_queues(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_put_unit(s, "P1", "patrol");
	seat_put_incident(s, "0131", 1, "pending", "Park");
	seat_type(s, "gu");
	seat_wait_text(s, "-- can go 1");
	vt_resize(s->vt, 12, 40);
	seat_wait_row(s, 11, "asign dunits fmap inew /find :line ?help");
	seat_wait_text(s, ">*1 0131");
	seat_type(s, "d");
	vt_assert_shows(s->vt, "-- dispatch 0131");
	seat_type(s, "\033");
	seat_type(s, "gm");
	vt_assert_row(s->vt, 9, "other screens want 80x24");
	seat_type(s, ":language zh\r");
	seat_wait_row(s, 11, "a签收 d派警 s步骤 i新建 /筛 :命令 ?帮助");
	seat_type(s, ":language en\r");
	vt_resize(s->vt, 24, 80);
	seat_wait_text(s, "-- can go 1");
	end(s);
}

/* Letters that are half a message must not become keys of the queue. */
static void
test_who_writes_goes_on_writing_while_the_screen_is_small(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_put_incident(s, "0131", 1, "pending", "Park");
	seat_wait_text(s, ">*1 0131");
	seat_type(s, "m");
	seat_type(s, "he ra");
	vt_resize(s->vt, 12, 40);
	seat_wait_text(s, "he ra");
	seat_type(s, "n off");
	vt_assert_shows(s->vt, "he ran off");
	vt_resize(s->vt, 24, 80);
	seat_wait_text(s, "he ran off");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_type(s, "\033");
	end(s);
}

static void
test_the_language_is_the_locales_even_if_it_is_not_installed(void **state)
{
	const struct seat_options o = {.locale = "zh_CN.UTF-8"};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_wait_text(s, "未发0");
	end(s);
}

static void
test_a_locale_without_utf8_is_english(void **state)
{
	const struct seat_options o = {.locale = "C", .language = "zh"};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_wait_text(s, "unsent 0");
	end(s);
}

/* Names stay Chinese whatever the console's language is. */
static void
test_a_locale_without_utf8_says_once_why_names_are_question_marks(void **state)
{
	const struct seat_options o = {.locale = "C"};
	struct seat *s = seat_open(&o);

	(void)state;
	seat_put_incident(s, "0131", 1, "pending", "吹台公园");
	seat_wait_text(s, "????????");
	seat_wait_text(
	    s, "? stands for what this locale cannot show: use a UTF-8 locale");
	seat_type(s, ":language en\r");
	seat_wait_row(s, 21, "English");
	seat_put_incident(s, "0130", 2, "pending", "娄桥");
	seat_wait_text(s, "0130");
	vt_assert_row(s->vt, 21, "English");
	end(s);
}

static void
test_the_language_changes_while_it_runs(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, ":language zh\r");
	seat_wait_text(s, "未发0");
	seat_type(s, ":language en\r");
	seat_wait_text(s, "unsent 0");
	seat_type(s, ":language fr\r");
	seat_wait_text(s, "language en or zh");
	end(s);
}

static void
test_help_lists_keys_and_commands_in_both_languages(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	seat_type(s, "?");
	vt_assert_shows(s->vt, "-- Keys for the selected record --");
	vt_assert_shows(s->vt, "row: * new  ! late  ^ unsent");
	vt_assert_shows(s->vt, "@ there % report owed");
	seat_type(s, "ge");
	vt_assert_shows(s->vt, "quit              leave");
	seat_type(s, "\033");
	seat_wait_no_text(s, "quit              leave");
	seat_type(s, ":help dispatch\r");
	seat_wait_text(s, "send units: dispatch UNIT...");
	vt_assert_shows(s->vt, "  units *");
	seat_type(s, ":language zh\r");
	seat_wait_text(s, "派警: dispatch 警力...");
	end(s);
}

static void
test_signals_and_hang_ups_end_it_and_give_the_terminal_back(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	vt_signal(s->vt, SIGTERM);
	assert_int_equal(seat_wait_end(s), 0);
	vt_assert(s->vt, !vt_alternate(s->vt));
	seat_free(s);
	s = seat_open(NULL);
	vt_hang_up(s->vt);
	assert_int_equal(seat_wait_end(s), 0);
	seat_free(s);
}

/* An SSH line that is cut takes nothing away that was half written. */
static void
test_what_was_half_written_is_there_after_the_line_was_cut(void **state)
{
	static const int signals[] = {0, SIGHUP};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(signals); k++) {
		struct seat *s = seat_open(NULL);

		seat_put_incident(s, "0131", 1, "pending", "Park");
		seat_wait_text(s, ">*1 0131");
		seat_type(s, "i");
		seat_type(s, "88 Xingfu Rd");
		seat_type(s, "\033");
		seat_pause();
		seat_type(s, "m");
		seat_type(s, "he ran off to");
		if (signals[k])
			vt_signal(s->vt, signals[k]);
		else
			vt_hang_up(s->vt);
		assert_int_equal(seat_wait_end(s), 0);
		seat_restart(s);
		seat_wait_text(s, "drafts of before are kept: 2");
		seat_wait_text(s, "NORMAL  seat 2");
		seat_put_incident(s, "0131", 1, "pending", "Park");
		seat_wait_text(s, "1 0131");
		seat_type(s, "i");
		vt_assert_shows(s->vt, "88 Xingfu Rd");
		seat_type(s, "\033");
		seat_pause();
		seat_type(s, ":");
		vt_keys(s->vt, "\033[A");
		seat_wait_text(s, "0131: message; he ran off to");
		assert_null(fake_central_find(s->central, "POST /v1/commands"));
		seat_free(s);
	}
}

static void
test_a_suspended_console_comes_back_whole(void **state)
{
	struct seat *s = seat_open(NULL);

	(void)state;
	vt_keys(s->vt, "\032");
	vt_wait_stop(s->vt);
	vt_assert(s->vt, !vt_alternate(s->vt));
	vt_continue(s->vt);
	seat_wait_text(s, "NORMAL  seat 2");
	vt_assert(s->vt, vt_alternate(s->vt));
	seat_resync(s);
	end(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_rows_1_and_2_say_who_how_old_and_what_needs_a_person),
	    cmocka_unit_test(
	        test_the_same_rows_in_chinese_as_the_trade_says_them),
	    cmocka_unit_test(test_a_wall_has_room_for_more_in_the_same_rows),
	    cmocka_unit_test(test_a_drill_says_so_on_every_screen),
	    cmocka_unit_test(test_a_lost_link_is_said_at_once_with_what_to_do),
	    cmocka_unit_test(test_a_lost_link_in_chinese),
	    cmocka_unit_test(test_a_digit_does_nothing_without_a_list),
	    cmocka_unit_test(test_an_input_method_is_told_of_and_does_nothing),
	    cmocka_unit_test(test_a_paste_where_keys_are_expected_does_nothing),
	    cmocka_unit_test(test_a_keys_file_binds_other_keys),
	    cmocka_unit_test(
	        test_a_wrong_keys_file_is_refused_with_line_and_nearest_name),
	    cmocka_unit_test(test_nothing_changed_sends_nothing),
	    cmocka_unit_test(test_a_tick_of_the_header_takes_16_bytes_at_most),
	    cmocka_unit_test(
	        test_keys_are_painted_while_the_central_is_stopped),
	    cmocka_unit_test(test_what_was_painted_is_what_was_applied),
	    cmocka_unit_test(
	        test_small_screens_show_the_queue_alone_and_smaller_ones_a_word),
	    cmocka_unit_test(test_on_a_small_screen_keys_are_the_queues),
	    cmocka_unit_test(
	        test_who_writes_goes_on_writing_while_the_screen_is_small),
	    cmocka_unit_test(
	        test_the_language_is_the_locales_even_if_it_is_not_installed),
	    cmocka_unit_test(test_a_locale_without_utf8_is_english),
	    cmocka_unit_test(
	        test_a_locale_without_utf8_says_once_why_names_are_question_marks),
	    cmocka_unit_test(test_the_language_changes_while_it_runs),
	    cmocka_unit_test(
	        test_help_lists_keys_and_commands_in_both_languages),
	    cmocka_unit_test(
	        test_signals_and_hang_ups_end_it_and_give_the_terminal_back),
	    cmocka_unit_test(
	        test_what_was_half_written_is_there_after_the_line_was_cut),
	    cmocka_unit_test(test_a_suspended_console_comes_back_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
