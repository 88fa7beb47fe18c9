/*
 * The line after `:`: what is typed there, what it becomes on the wire, and
 * what the result row says of it until it is settled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define LAST 23   /* the prompt */
#define HINT 22   /* the row above it */
#define RESULT 21 /* what came of it */

/* A seat with 0131 pending, P1 and M4 on patrol. */
static struct seat *
open_seat(const struct seat_options *o)
{
	struct seat *s = seat_open(o);

	seat_put_unit(s, "P1", "patrol");
	seat_put_unit(s, "M4", "patrol");
	seat_wait_painted(
	    s, seat_put_incident(s, "0131", 2, "pending", "Park north gate"));
	seat_wait_text(s, ">*2 0131");
	return s;
}

static bool
has(struct fake_conn *c, const char *text)
{
	return strstr(fake_conn_body(c), text) != NULL;
}

static void
test_a_line_is_resolved_and_sent_and_its_fate_is_told(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	seat_wait_row(s, RESULT, "0131 P1 dispatch: sent");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	assert_true(has(c, "\"incident\":\"i-0131\""));
	assert_true(has(c, "\"units\":[\"u-P1\"]"));
	assert_true(has(c, "\"assignments\":[\""));
	assert_true(has(c, "\"incident/i-0131\":\"pending\""));
	assert_true(has(c, "\"unit/u-P1\":\"patrol\""));
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	seat_wait_row(s, RESULT, "0131 P1 dispatch: the central has it");
	seat_free(s);
}

static void
test_the_line_belongs_to_the_record_it_was_opened_on(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":d P1");
	/* One of higher rank comes; the line does not change whose it is. */
	seat_wait_painted(
	    s, seat_put_incident(s, "0132", 1, "pending", "Market"));
	vt_assert_row(s->vt, LAST, ":0131: d P1");
	seat_type(s, "\r");
	assert_true(has(seat_wait_request(s, "POST /v1/commands/dispatch"),
	    "\"incident\":\"i-0131\""));
	/* And one that leaves takes its line along. */
	seat_type(s, ":d M4");
	seat_event(s, "gone", "incident/i-0131");
	seat_wait_painted(s, seat_put_unit(s, "P1", "patrol"));
	seat_type(s, "\r");
	vt_assert_shows(s->vt, "0131 left meanwhile: nothing was done");
	seat_free(s);
}

static void
test_what_can_be_two_things_is_refused_with_both(void **state)
{
	static const struct {
		const char *line, *says;
	} wrong[] = {
	    {":cl 0131\r", "cl can be "},
	    {":dd 0131 P1\r", "dd can be "},
	    {":frobnicate\r", "frobnicate: there is no such command"},
	    {":d 0131 X9\r", "X9"},
	    {":d 0777 P1\r", "0777"},
	};
	struct seat *s = open_seat(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		seat_type(s, wrong[i].line);
		vt_assert(s->vt,
		    strstr(vt_row(s->vt, RESULT), wrong[i].says) != NULL);
	}
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_free(s);
}

static void
test_a_paste_that_is_too_long_leaves_the_line_as_it_was(void **state)
{
	static char paste[12 + 10000] = "\033[200~";
	struct seat *s = open_seat(NULL);

	(void)state;
	memset(paste + 6, 'x', 10000);
	memcpy(paste + 10006, "\033[201~", 6);
	seat_type(s, ":m; there");
	vt_send(s->vt, paste, 10012);
	seat_wait_text(s, "too long for one line");
	vt_assert_row(s->vt, LAST, ":0131: m; there");
	seat_type(s, "\r");
	assert_true(has(seat_wait_request(s, "POST /v1/commands/message"),
	    "\"text\":\"there\""));
	seat_free(s);
}

static void
test_who_is_on_the_scene_is_exchanged_after_y_only(void **state)
{
	struct seat *s = open_seat(NULL);
	int64_t seq = seat_put_assignment(s, "a1", "0131", "P1", "onscene");

	(void)state;
	seat_wait_painted(s, seq);
	seat_type(s, ":xc @P1 M4\r");
	seat_wait_text(s, "0131: P1 is on the scene: take it off and send M4?");
	seat_type(s, "n");
	seat_wait_row(s, RESULT, "not done");
	seat_type(s, ":xc @P1 M4\ry");
	assert_true(has(seat_wait_request(s, "POST /v1/commands/exchange"),
	    "\"assignment\":\"a1\""));
	seat_free(s);
}

static void
test_a_refusal_is_told_in_the_consoles_language(void **state)
{
	const struct seat_options o = {.language = "zh"};
	struct seat *s = open_seat(&o);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	seat_wait_row(s, RESULT, "0131 P1 派警: 已发出");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	fake_conn_answer(c, 409,
	    "{\"code\":\"state\",\"status\":409,\"params\":{\"what\":\"0131\","
	    "\"is\":\"closed\",\"expected\":\"pending\"}}");
	seat_wait_row(
	    s, RESULT, "0131 P1 派警 被拒绝: 0131现为已办结,不是待派警");
	seat_free(s);
}

static void
test_a_link_that_is_down_says_at_once_to_use_the_radio(void **state)
{
	static const struct {
		const char *language, *down, *row;
	} wanted[] = {
	    {"en", "LINK DOWN",
	        "0131 P1 LINK DOWN, unsent: radio 3, call P1, then v; goes "
	        "by itself to 19:5#:##"},
	    {"zh", "链路断",
	        "0131 P1 链路已断,未发出: 电台3频道呼P1. 已接按v, 撤回按-. "
	        "19:5#:##前可自发"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(wanted); i++) {
		const struct seat_options o = {.language = wanted[i].language};
		struct seat *s = open_seat(&o);

		fake_central_stop(s->central);
		seat_wait_text(s, wanted[i].down);
		seat_type(s, ":d 0131 P1\r");
		seat_wait_row_like(s, RESULT, wanted[i].row);
		vt_assert_shows(s->vt, i ? "未发1" : "unsent 1");
		/* Taken back from the outbox: y, and nothing else. */
		seat_type(s, "gx-n");
		vt_assert(s->vt, strstr(vt_row(s->vt, 3), "0131") != NULL);
		seat_type(s, "-y");
		seat_wait_text(s, i ? "未发0" : "unsent 0");
		seat_free(s);
	}
}

static void
test_no_answer_is_told_as_no_answer(void **state)
{
	const struct seat_options o = {.language = "zh"};
	struct seat *s = open_seat(&o);
	struct fake_conn *c;

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	s->mute = true;
	fake_central_stop(s->central);
	(void)c;
	seat_wait_text(s, "^ 0131 P1 已存本机,19:5");
	vt_assert_shows(s->vt, "发出无回音: 改用电台. v口头已接 -撤回");
	seat_free(s);
}

static void
test_given_by_voice_goes_out_as_that_once_the_link_is_there(void **state)
{
	struct seat *s = open_seat(NULL);
	struct fake_conn *c;

	(void)state;
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN");
	seat_type(s, ":d 0131 P1\r");
	seat_type(s, "gxv");
	vt_assert_shows(s->vt, "given and accepted by voice?");
	seat_type(s, "y");
	seat_wait_text(s, "unsent 2"); /* the order, and that it was accepted */
	fake_central_start(s->central);
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	assert_true(has(c, "\"voice\":true"));
	fake_conn_answer(c, 200, "{\"seq\":99,\"records\":[]}");
	c = seat_wait_request(s, "POST /v1/commands/accept");
	assert_true(has(c, "\"voice\":true"));
	fake_conn_answer(c, 200, "{\"seq\":100,\"records\":[]}");
	seat_wait_text(s, "unsent 0");
	seat_free(s);
}

static void
test_what_asks_is_done_by_y_alone_and_swallows_any_other_key(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":cancel 0131; a joke\r");
	vt_assert_row(s->vt, LAST, "0131 cancel?  y yes, any other key no");
	seat_type(s, "\r"); /* Enter held down confirms nothing */
	vt_assert_row(s->vt, RESULT, "not done");
	seat_type(s, ":cancel 0131; a joke\r");
	seat_type(s, "n"); /* swallowed: no form opens */
	vt_assert_row(s->vt, RESULT, "not done");
	/* No, and a line begins: its words must not become keys. */
	seat_type(s, ":cancel 0131; a joke\r");
	seat_type(s, ":d 0131 P1");
	vt_assert_row(s->vt, RESULT, "not done");
	vt_assert_shows(s->vt, "d 0131 P1");
	seat_type(s, "\033");
	seat_pause();
	seat_type(s, ":cancel 0131; a joke\r/Park\r");
	vt_assert_shows(s->vt, "\"Park\"");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_type(s, ":cancel 0131; a joke\r");
	seat_type(s, "y");
	assert_true(has(seat_wait_request(s, "POST /v1/commands/cancel"),
	    "\"reason\":\"a joke\""));
	seat_free(s);
}

static void
test_tab_completes_commands_and_callsigns(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":disp\t");
	vt_assert_row(s->vt, LAST, ":0131: dispatch");
	vt_assert_row(
	    s->vt, HINT, "dispatch d pj: send units: dispatch UNIT...");
	seat_type(s, "M\t");
	vt_assert_row(s->vt, LAST, ":0131: dispatch M4");
	seat_type(s, "\033");
	seat_wait_text(s, ":line");
	seat_type(s, ":re\t");
	vt_assert(s->vt, strstr(vt_row(s->vt, HINT), "recall") != NULL);
	vt_assert(s->vt, strstr(vt_row(s->vt, HINT), "reopen") != NULL);
	seat_free(s);
}

static void
test_esc_keeps_the_draft_and_up_brings_lines_back(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":d P");
	seat_type(s, "\033");
	seat_wait_text(s, ":line");
	seat_type(s, ":");
	seat_type(s, "\x10"); /* ^P is no key here */
	vt_send(s->vt, "\033[A", 3);
	seat_wait_row(s, LAST, ":0131: d P");
	seat_type(s, "1");
	vt_assert_row(s->vt, LAST, ":0131: d P1");
	seat_free(s);
}

static void
test_w_goes_to_the_most_urgent_from_any_screen(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_wait_painted(
	    s, seat_put_incident(s, "0132", 1, "pending", "Market"));
	seat_type(s, "gxw");
	vt_assert(s->vt, strncmp(vt_row(s->vt, 3), ">", 1) == 0);
	vt_assert(s->vt, strstr(vt_row(s->vt, 3), "0132") != NULL);
	seat_free(s);
}

static void
test_a_paste_never_sends(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":");
	vt_paste(s->vt, "d P1\r\r");
	seat_wait_row(s, LAST, ":0131: d P1");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_free(s);
}

static void
test_what_the_account_may_not_do_is_not_even_sent(void **state)
{
	const struct seat_options o = {
	    .session =
	        "{\"account\":\"li\",\"name\":\"Li\",\"officer\":\"o-li\","
	        "\"station\":\"" SEAT_STATION
	        "\",\"seat\":\"2\",\"permissions\":[\"read\"],"
	        "\"roles\":[\"guest\"],\"must_change\":false,"
	        "\"expires\":1895261927000,\"drill\":false,"
	        "\"now\":1795261927000}"};
	struct seat *s = open_seat(&o);

	(void)state;
	seat_type(s, ":d 0131 P1\r");
	seat_wait_row(s, RESULT, "the account may not dispatch");
	assert_null(fake_central_find(s->central, "POST /v1/commands"));
	seat_free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_line_is_resolved_and_sent_and_its_fate_is_told),
	    cmocka_unit_test(
	        test_the_line_belongs_to_the_record_it_was_opened_on),
	    cmocka_unit_test(test_what_can_be_two_things_is_refused_with_both),
	    cmocka_unit_test(
	        test_a_paste_that_is_too_long_leaves_the_line_as_it_was),
	    cmocka_unit_test(
	        test_who_is_on_the_scene_is_exchanged_after_y_only),
	    cmocka_unit_test(test_a_refusal_is_told_in_the_consoles_language),
	    cmocka_unit_test(
	        test_a_link_that_is_down_says_at_once_to_use_the_radio),
	    cmocka_unit_test(test_no_answer_is_told_as_no_answer),
	    cmocka_unit_test(
	        test_given_by_voice_goes_out_as_that_once_the_link_is_there),
	    cmocka_unit_test(
	        test_what_asks_is_done_by_y_alone_and_swallows_any_other_key),
	    cmocka_unit_test(test_tab_completes_commands_and_callsigns),
	    cmocka_unit_test(test_esc_keeps_the_draft_and_up_brings_lines_back),
	    cmocka_unit_test(test_w_goes_to_the_most_urgent_from_any_screen),
	    cmocka_unit_test(test_a_paste_never_sends),
	    cmocka_unit_test(test_what_the_account_may_not_do_is_not_even_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
