/*
 * Chat on the screen and at the keyboard, without a network: what is typed is
 * talk and nothing else, it is not lost, and whatever others write leaves the
 * screen usable.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/talk.h"
#include "tests/lib/show.h"
#include "tui/chat.h"
#include "tui/keyboard.h"
#include "tui/login.h"
#include "tui/map.h"

static void
say(struct desk *d, int n, const char *by, const char *text)
{
	char id[16];
	const struct message m = {.head = {.kind = KIND_MESSAGE,
	                              .id = id,
	                              .at = DESK_NOW + n * 1000,
	                              .by = by},
	    .room = "0128",
	    .class = MESSAGE_TALK,
	    .text = text};

	snprintf(id, sizeof(id), "m%d", n);
	desk_put(d, &m.head);
}

static void
change(struct desk *d, int n, const char *event)
{
	char id[16];
	const struct message m = {.head = {.kind = KIND_MESSAGE,
	                              .id = id,
	                              .at = DESK_NOW + n * 1000,
	                              .by = "王芳@2"},
	    .room = "0128",
	    .class = MESSAGE_EVENT,
	    .event = event,
	    .about = "M7"};

	snprintf(id, sizeof(id), "e%d", n);
	desk_put(d, &m.head);
}

/* ---- the keyboard, on a desk ---- */

static int
setup(void **state)
{
	struct desk *d = desk_new();

	desk_fill_station(d);
	desk_fill_queue(d);
	desk_sit(d, "王芳");
	chat_open(&d->console, "0128");
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	desk_free(*state);
	return 0;
}

static void
type_text(struct desk *d, const char *text)
{
	for (; *text; text++)
		desk_press(d, (char[]){*text, '\0'});
}

static void
paste(struct desk *d, const char *text)
{
	const struct key key = {
	    .code = K_PASTE, .paste = {text, strlen(text), false}};

	keyboard_press(&d->console, &key);
}

static const char *
draft(const struct desk *d, const char *room)
{
	const struct draft *found = chat_draft_of(chat_of(&d->console), room);

	return found ? buf_str(&found->edit.text) : "";
}

static void
what_is_typed_in_a_room_is_never_a_command(void **state)
{
	struct desk *d = *state;

	type_text(d, "md1 :dispatch P1 0131 y? /a-");
	assert_int_equal(d->sends, 0);
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_sent(d), "message {"));
	assert_non_null(
	    strstr(desk_sent(d), "\"text\":\"d1 :dispatch P1 0131 y? /a-\""));
}

static void
names_in_a_text_are_sent_as_ids(void **state)
{
	struct desk *d = *state;

	type_text(d, "msee #0131, @P1 and @nobody");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "\"names\":["));
	assert_non_null(strstr(desk_sent(d), "\"0131\""));
	assert_non_null(strstr(desk_sent(d), "\"P1\""));
	assert_null(strstr(desk_sent(d), "\"nobody\""));
}

static void
tab_completes_a_name_where_it_stands(void **state)
{
	struct desk *d = *state;

	type_text(d, "mask @Y");
	desk_press(d, "Tab");
	assert_string_equal(draft(d, "0128"), "ask @Y2");
	type_text(d, " at #011");
	desk_press(d, "Tab");
	/* Several begin so: they are shown, and one types on. */
	assert_string_equal(draft(d, "0128"), "ask @Y2 at #011");
	assert_non_null(strstr(desk_said(d), "0119"));
	type_text(d, "9 for");
	desk_press(d, "Tab");
	assert_string_equal(draft(d, "0128"), "ask @Y2 at #0119 for");
	assert_int_equal(d->sends, 0);
}

/* A line that names who sits here is told apart from the others. */
static void
a_line_that_names_one_is_counted_apart(void **state)
{
	static const char *const names[] = {"LQ"};
	struct desk *d = *state;
	struct session_info *me =
	    (struct session_info *)(uintptr_t)session_info(
	        link_session(d->console.link));
	struct message m = {.head = {.kind = KIND_MESSAGE,
	                        .id = "n1",
	                        .rev = 1,
	                        .seq = 100,
	                        .by = "别人@3"},
	    .room = "0131",
	    .class = MESSAGE_TALK,
	    .names = {1, names}};

	snprintf(me->station, sizeof(me->station), "LQ");
	chat_said(&d->console, &m);
	m.head.id = "n2";
	m.head.seq = 101;
	m.names.count = 0;
	chat_said(&d->console, &m);
	assert_int_equal(
	    chat_room_state(chat_of(&d->console), "0131")->unread, 2);
	assert_int_equal(
	    chat_room_state(chat_of(&d->console), "0131")->named, 1);
	chat_open(&d->console, "0131");
	assert_int_equal(
	    chat_room_state(chat_of(&d->console), "0131")->named, 0);
}

/* A name goes on in Chinese: the longest beginning that somebody bears. */
static void
a_name_ends_where_chinese_goes_on(void **state)
{
	struct desk *d = *state;

	type_text(d, "m");
	paste(d, "请@P1去北门");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "\"names\":[\"P1\"]"));
}

/* A number that nobody bears is none: its first digits are another's. */
static void
a_number_is_never_cut_to_one_that_is_there(void **state)
{
	struct desk *d = *state;

	type_text(d, "msee #01319 and #0131\xe5\x88\xb0");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "\"names\":[\"0131\"]"));
	type_text(d, "msee #9999 and @P1x");
	desk_press(d, "Enter");
	assert_null(strstr(desk_sent(d), "\"names\":["));
}

static void
half_a_message_survives_other_rooms_screens_and_a_locked_seat(void **state)
{
	struct desk *d = *state;

	type_text(d, "mhalf a");
	desk_press(d, "Esc");
	chat_open(&d->console, "0131");
	type_text(d, "mother");
	desk_press(d, "Esc");
	console_go(&d->console, SCREEN_QUEUE);
	desk_wait(d, 60000);
	chat_open(&d->console, "0128");
	assert_string_equal(draft(d, "0128"), "half a");
	assert_string_equal(draft(d, "0131"), "other");
	type_text(d, "m line");
	assert_string_equal(draft(d, "0128"), "half a line");
	assert_int_equal(d->sends, 0);
}

static void
what_one_began_to_write_is_not_for_the_next_account(void **state)
{
	struct desk *d = *state;
	struct session_info *me =
	    (struct session_info *)(uintptr_t)session_info(
	        link_session(d->console.link));

	chat_ready(&d->console);
	type_text(d, "mhalf");
	chat_ready(&d->console);
	assert_string_equal(draft(d, "0128"), "half");
	snprintf(me->account, sizeof(me->account), "another");
	chat_ready(&d->console);
	assert_string_equal(draft(d, "0128"), "");
	assert_false(chat_is_writing(&d->console));
}

static void
pasted_lines_are_shown_and_asked_for_before_they_go(void **state)
{
	struct desk *d = *state;

	type_text(d, "m");
	paste(d, "one\rtwo\r\nthree");
	assert_int_equal(d->sends, 0);
	assert_string_equal(draft(d, "0128"), "one\ntwo\nthree");
	desk_press(d, "Enter");
	assert_int_equal(d->sends, 0);
	assert_true(d->console.question.open);
	desk_press(d, "n");
	assert_int_equal(d->sends, 0);
	assert_string_equal(draft(d, "0128"), "one\ntwo\nthree");
	desk_press(d, "Enter");
	desk_press(d, "y");
	assert_int_equal(d->sends, 1);
	assert_non_null(strstr(desk_sent(d), "one\\ntwo\\nthree"));
}

static void
what_does_not_fit_is_said(void **state)
{
	struct desk *d = *state;
	char *text = malloc(TEXT_MAX + 1);

	assert_non_null(text);
	memset(text, 'x', TEXT_MAX);
	text[TEXT_MAX] = '\0';
	type_text(d, "m");
	text[TEXT_MAX - 10] = '\0';
	paste(d, text);
	assert_null(strstr(desk_said(d), "16384"));
	paste(d, "twelve bytes");
	assert_non_null(strstr(desk_said(d), "16384"));
	assert_int_equal(strlen(draft(d, "0128")), TEXT_MAX);
	free(text);
}

/* A terminal that does not bracket what is pasted: Enter amid a burst. */
static void
an_enter_that_comes_with_a_paste_sends_nothing(void **state)
{
	const struct key enter = {.code = K_ENTER, .burst = true};
	struct desk *d = *state;

	type_text(d, "mone");
	keyboard_press(&d->console, &enter);
	type_text(d, "two");
	assert_int_equal(d->sends, 0);
	assert_string_equal(draft(d, "0128"), "one\ntwo");
}

static void
control_bytes_of_a_paste_are_left_out(void **state)
{
	struct desk *d = *state;

	type_text(d, "m");
	paste(d, "a\033[2Jb\007c\x9b\xc2\x9b"
	         "d");
	assert_null(strchr(draft(d, "0128"), '\033'));
	assert_null(strchr(draft(d, "0128"), '\007'));
	assert_null(strstr(draft(d, "0128"), "\xc2\x9b"));
}

static void
own_words_are_mended_for_two_minutes_and_others_never(void **state)
{
	struct desk *d = *state;

	say(d, 1, "王芳@2", "blue van");
	type_text(d, "e");
	assert_string_equal(draft(d, "0128"), "blue van");
	type_text(d, "s");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "correct {"));
	assert_non_null(strstr(desk_sent(d), "blue vans"));
	desk_press(d, "Esc");
	say(d, 2, "别人@3", "red van");
	type_text(d, "e");
	assert_int_equal(d->sends, 1);
	assert_string_equal(draft(d, "0128"), "");
	say(d, 3, "王芳@2", "green van");
	desk_wait(d, 3 * 60000);
	type_text(d, "e");
	assert_string_equal(draft(d, "0128"), "");
	type_text(d, "-");
	assert_true(d->console.question.open);
	type_text(d, "y");
	assert_non_null(strstr(desk_sent(d), "retract {"));
}

/* A line with a place: Enter shows it on the map, as f does. */
static void
a_place_opens_on_the_map(void **state)
{
	struct message m = {.head = {.kind = KIND_MESSAGE,
	                        .id = "p1",
	                        .at = DESK_NOW,
	                        .by = "别人@3"},
	    .room = "0128",
	    .class = MESSAGE_TALK,
	    .text = "he is here",
	    .spot = {27.95, 120.6}};
	static const char *const keys[] = {"Enter", "f"};
	struct desk *d = *state;

	desk_put(d, &m.head);
	for (size_t i = 0; i < COUNT_OF(keys); i++) {
		desk_press(d, keys[i]);
		assert_int_equal(d->console.screen, SCREEN_MAP);
		assert_true(map_of(&d->console)->aim);
		assert_true(map_of(&d->console)->aim_at.lat == 27.95);
		chat_open(&d->console, "0128");
	}
}

/* A text that is cut is shown whole first, whatever it names. */
static void
a_long_line_is_read_before_it_is_followed(void **state)
{
	static const char *const names[] = {"P1"};
	struct message m = {.head = {.kind = KIND_MESSAGE,
	                        .id = "l1",
	                        .at = DESK_NOW,
	                        .by = "别人@3"},
	    .room = "0128",
	    .class = MESSAGE_TALK,
	    .names = {1, names}};
	struct desk *d = *state;
	char text[2000];

	memset(text, 'x', sizeof(text));
	memcpy(text, "@P1 ", 4);
	text[sizeof(text) - 1] = '\0';
	m.text = text;
	desk_put(d, &m.head);
	desk_press(d, "Enter");
	assert_int_equal(d->console.screen, SCREEN_CHAT);
	assert_string_equal(chat_of(&d->console)->whole, "l1");
	desk_press(d, "Enter");
	assert_int_equal(d->console.screen, SCREEN_UNITS);
}

static void
an_answer_quotes_the_selected_line(void **state)
{
	struct desk *d = *state;

	say(d, 1, "别人@3", "where?");
	say(d, 2, "别人@3", "now?");
	type_text(d, "krthere");
	desk_press(d, "Enter");
	assert_non_null(strstr(desk_sent(d), "\"quote\":\"m1\""));
}

/* ---- what others wrote ---- */

static void
unread_counts_what_others_say_and_reading_ends_it(void **state)
{
	struct desk *d = *state;
	struct message m = {.head = {.kind = KIND_MESSAGE,
	                        .id = "s1",
	                        .rev = 1,
	                        .seq = 100,
	                        .by = "别人@3"},
	    .room = "0131",
	    .class = MESSAGE_TALK};

	chat_said(&d->console, &m);
	assert_int_equal(chat_unread(&d->console), 1);
	m.head.seq = 101;
	m.head.by = "王芳@5";
	chat_said(&d->console, &m);
	assert_int_equal(chat_unread(&d->console), 1);
	chat_open(&d->console, "0131");
	assert_int_equal(chat_unread(&d->console), 0);
	m.head.seq = 102;
	m.head.by = "别人@3";
	chat_said(&d->console, &m);
	assert_int_equal(chat_unread(&d->console), 0);
	assert_int_equal(chat_of(&d->console)->dues, 1);
	assert_int_equal(chat_of(&d->console)->due[0].told, 102);
}

static void
is_read(struct desk *d, const char *room, int64_t place)
{
	struct message m = {
	    .head = {.kind = KIND_MESSAGE, .id = "s1", .by = "别人@3"},
	    .class = MESSAGE_TALK};

	m.room = room;
	m.head.seq = place;
	chat_said(&d->console, &m);
	chat_open(&d->console, room);
}

static void
what_was_read_is_told_once_a_room_and_five_seconds(void **state)
{
	struct talk_mark marks[TALK_MARKS];
	struct desk *d = *state;

	assert_int_equal(chat_take_marks(&d->console, marks), 0);
	is_read(d, "0131", 100);
	assert_int_equal(chat_take_marks(&d->console, marks), 1);
	assert_string_equal(marks[0].room, "0131");
	assert_int_equal(marks[0].told, 100);
	for (int i = 1; i < 5; i++) {
		is_read(d, "0131", 100 + i);
		is_read(d, "0128", 200 + i);
		desk_wait(d, i < 4 ? 1000 : 999);
		assert_int_equal(chat_take_marks(&d->console, marks), 0);
	}
	desk_wait(d, CHAT_MARKS_MS - 3999);
	assert_int_equal(chat_take_marks(&d->console, marks), 2);
	assert_int_equal(marks[0].told, 104);
	assert_int_equal(marks[1].told, 204);
	/* All of it was told: nothing is said twice. */
	desk_wait(d, CHAT_MARKS_MS);
	assert_int_equal(chat_take_marks(&d->console, marks), 0);
}

/* Of a watched room the lines themselves come, and now and then again. */
static void
a_line_of_a_watched_room_is_counted_once(void **state)
{
	struct desk *d = *state;
	struct message m = {
	    .head = {.kind = KIND_MESSAGE, .id = "w1", .by = "别人@3"},
	    .room = "0131",
	    .class = MESSAGE_TALK,
	    .text = "here"};

	desk_put(d, &m.head);
	assert_int_equal(chat_unread(&d->console), 1);
	/* Watched no longer, and again: its newest lines come anew. */
	m.told = table_get(d->table, KIND_MESSAGE, "w1")->seq;
	desk_gone(d, KIND_MESSAGE, "w1");
	desk_put(d, &m.head);
	assert_int_equal(chat_unread(&d->console), 1);
	m.retracted = DESK_NOW;
	m.text = NULL;
	desk_put(d, &m.head);
	assert_int_equal(chat_unread(&d->console), 0);
	desk_gone(d, KIND_MESSAGE, "w1");
	m.head.id = "w2";
	m.told = 0;
	m.retracted = 0;
	desk_put(d, &m.head);
	assert_int_equal(chat_unread(&d->console), 1);
	m.head.id = "w1";
	m.told = 1;
	m.retracted = DESK_NOW;
	desk_put(d, &m.head);
	assert_int_equal(chat_unread(&d->console), 1);
}

static void
must_reads_are_counted_until_nobody_owes_them(void **state)
{
	static const char *const units[] = {"P1"};
	struct desk *d = *state;
	struct message m = {.head = {.kind = KIND_MESSAGE,
	                        .id = "s1",
	                        .rev = 1,
	                        .seq = 100,
	                        .by = "别人@3"},
	    .room = "0131",
	    .class = MESSAGE_MUSTREAD,
	    .owed = {1, units}};

	chat_said(&d->console, &m);
	assert_int_equal(chat_mustreads(&d->console), 1);
	m.head.rev = 2;
	m.owed.count = 0;
	chat_said(&d->console, &m);
	assert_int_equal(chat_mustreads(&d->console), 0);
}

/* ---- the screen ---- */

static void
fill_evening(struct desk *d)
{
	for (int n = 0; n < 30; n++)
		say(d, n, "王芳@2", "a line of talk");
	for (int n = 30; n < 40; n++)
		change(d, n, "onscene");
	say(d, 40, "别人@3", "the last line");
	chat_open(&d->console, "0128");
}

static void
many_changes_are_one_line_and_open(void **state)
{
	struct show s = {.language = "en", .prepare = fill_evening};

	(void)state;
	show_start(&s, 24, 100);
	vt_assert_shows(s.vt, "the last line");
	vt_assert_shows(s.vt, "(+9 changes: Enter)");
	show_type(&s, "kl");
	vt_assert(s.vt, !vt_shows(s.vt, "(+9 changes"));
	show_finish(&s);
}

/* Lines of one, two and three rows, numbered. */
static void
fill_uneven(struct desk *d)
{
	static const char words[] =
	    "then the man in the blue coat went over the bridge towards the "
	    "market where the others wait for him since the afternoon";
	char text[200];

	for (int n = 0; n < 60; n++) {
		snprintf(
		    text, sizeof(text), "line %d. %.*s", n, n % 3 * 60, words);
		say(d, n, "别人@3", text);
	}
	chat_open(&d->console, "0128");
}

static void
note_lines(struct vt *vt, bool seen[60])
{
	char text[16];

	for (int n = 0; n < 60; n++) {
		snprintf(text, sizeof(text), "line %d.", n);
		seen[n] |= vt_shows(vt, text);
	}
}

static void
paging_passes_no_line_by(void **state)
{
	struct show s = {.language = "en", .prepare = fill_uneven};
	static const char ways[] = ",.";

	(void)state;
	show_start(&s, 24, 80);
	for (size_t way = 0; way < 2; way++) {
		bool seen[60] = {false};

		for (int page = 0; page < 12; page++) {
			note_lines(s.vt, seen);
			show_press(&s, ways[way]);
		}
		note_lines(s.vt, seen);
		for (int n = 0; n < 60; n++)
			assert_true(seen[n]);
	}
	show_finish(&s);
}

/* One line of 16 KiB, 4,000 marks on a letter, right to left, controls. */
static void
fill_nasty(struct desk *d)
{
	char *text = malloc(TEXT_MAX + 1);
	size_t len = 0;

	assert_non_null(text);
	memset(text, 'x', TEXT_MAX);
	text[TEXT_MAX] = '\0';
	say(d, 1, "别人@3", text);
	text[len++] = 'e';
	for (int i = 0; i < 4000; i++) {
		text[len++] = (char)0xcc;
		text[len++] = (char)0x81;
	}
	text[len] = '\0';
	say(d, 2, "别人@3", text);
	say(d, 3, "别人@3", "\xe2\x80\xaeright\xe2\x80\xac \xd7\xa9\xd7\x9c");
	say(d, 4, "别人@3", "esc \033[31m bell \007 csi \xc2\x9b");
	say(d, 5, "别人@3", "the last line");
	free(text);
	chat_open(&d->console, "0128");
}

static void
whatever_is_written_leaves_the_screen_usable(void **state)
{
	struct show s = {.language = "en", .prepare = fill_nasty};

	(void)state;
	show_start(&s, 24, 80);
	vt_assert_shows(s.vt, "the last line");
	vt_assert_shows(s.vt, "<+");
	vt_assert_shows(s.vt, "<202E>");
	vt_assert_shows(s.vt, "<1B>[31m bell <07> csi <9B>");
	vt_assert_shows(s.vt, "Enter: all");
	assert_null(
	    memchr(vt_output(s.vt)->data, '\007', vt_output(s.vt)->len));
	show_type(&s, "kkkk");
	vt_assert_shows(s.vt, ">");
	show_finish(&s);
}

static void
fill_and_write(struct desk *d)
{
	fill_evening(d);
	type_text(d, "mon my way");
	desk_press(d, "Enter");
}

/* The desk's link is never up: what is sent stays unsent, and is shown so. */
static void
what_the_central_does_not_have_stands_below_with_its_mark(void **state)
{
	struct show s = {.language = "en", .prepare = fill_and_write};

	(void)state;
	show_start(&s, 24, 100);
	vt_assert_shows(s.vt, "^ on my way");
	vt_assert_shows(s.vt, "the last line");
	show_finish(&s);
}

static void
what_is_unsent_is_taken_back_before_it_goes(void **state)
{
	struct desk *d = *state;

	say(d, 1, "王芳@2", "an older line");
	type_text(d, "mon my way");
	desk_press(d, "Enter");
	desk_press(d, "Esc");
	assert_non_null(chat_unsent(&d->console));
	type_text(d, "-");
	assert_true(d->console.question.open);
	type_text(d, "y");
	assert_null(chat_unsent(&d->console));
	assert_int_equal(d->sends, 1);
}

static void
a_room_is_drawn_in_any_area_from_30_by_6_on(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = {{24, 80}, {10, 40}, {30, 120}, {50, 200}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct show s = {.language = "en", .prepare = fill_evening};

		show_start(&s, sizes[i].rows, sizes[i].cols);
		vt_assert_shows(s.vt, "0128");
		show_finish(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	    TEST(what_is_typed_in_a_room_is_never_a_command),
	    TEST(names_in_a_text_are_sent_as_ids),
	    TEST(tab_completes_a_name_where_it_stands),
	    TEST(a_line_that_names_one_is_counted_apart),
	    TEST(a_name_ends_where_chinese_goes_on),
	    TEST(a_number_is_never_cut_to_one_that_is_there),
	    TEST(half_a_message_survives_other_rooms_screens_and_a_locked_seat),
	    TEST(what_one_began_to_write_is_not_for_the_next_account),
	    TEST(pasted_lines_are_shown_and_asked_for_before_they_go),
	    TEST(what_does_not_fit_is_said),
	    TEST(an_enter_that_comes_with_a_paste_sends_nothing),
	    TEST(control_bytes_of_a_paste_are_left_out),
	    TEST(own_words_are_mended_for_two_minutes_and_others_never),
	    TEST(a_place_opens_on_the_map),
	    TEST(a_long_line_is_read_before_it_is_followed),
	    TEST(an_answer_quotes_the_selected_line),
	    TEST(unread_counts_what_others_say_and_reading_ends_it),
	    TEST(what_is_unsent_is_taken_back_before_it_goes),
	    TEST(what_was_read_is_told_once_a_room_and_five_seconds),
	    TEST(a_line_of_a_watched_room_is_counted_once),
	    TEST(must_reads_are_counted_until_nobody_owes_them),
	    cmocka_unit_test(many_changes_are_one_line_and_open),
	    cmocka_unit_test(paging_passes_no_line_by),
	    cmocka_unit_test(whatever_is_written_leaves_the_screen_usable),
	    cmocka_unit_test(
	        what_the_central_does_not_have_stands_below_with_its_mark),
	    cmocka_unit_test(a_room_is_drawn_in_any_area_from_30_by_6_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
