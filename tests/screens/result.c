/*
 * What the desk is told of its commands, with the whole console beside a
 * central by hand: what an answer brought, who stood in the way, what becomes
 * of an order while the link is down; and that row 2 never cuts a number.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RESULT(s) ((s)->options.rows - 3)

static const struct seat_options screens[] = {
    {.rows = 24, .cols = 80, .language = "en"},
    {.rows = 24, .cols = 80, .language = "zh"},
    {.rows = 50, .cols = 200, .language = "en"},
    {.rows = 50, .cols = 200, .language = "zh"},
};

static bool
is_zh(const struct seat *s)
{
	return strcmp(s->options.language, "zh") == 0;
}

/* The words in the seat's language. */
static const char *
in(const struct seat *s, const char *en, const char *zh)
{
	return is_zh(s) ? zh : en;
}

/* A seat with P1, whose own channel is 5, and an incident that is selected. */
static struct seat *
open_with(const struct seat_options *o, const char *state)
{
	struct seat *s = seat_open(o);
	int64_t seq;

	seat_put(s, "{\"kind\":\"unit\",\"id\":\"u-P1\",\"station\":\"LQ\","
	            "\"rev\":2,\"seq\":11,\"at\":1,\"by\":\"li@1\","
	            "\"callsign\":\"P1\",\"class\":\"sworn\",\"duty\":"
	            "\"patrol\",\"state\":\"patrol\",\"mobility\":\"car\","
	            "\"channel\":\"device\",\"radio\":\"5\"}");
	s->seq = 11;
	seq = seat_put_incident(s, "0131", 1, state, "Park");
	seat_wait_painted(s, seq);
	seat_wait_text(s, "1 0131");
	return s;
}

static void
test_a_sheet_takes_its_unit_while_the_link_is_down(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "untaken");

		fake_central_stop(s->central);
		seat_wait_text(s, in(s, "LINK DOWN", "链路断"));
		seat_type(s, "d");
		seat_wait_text(
		    s, in(s, "sign and dispatch 0131", "签收并派警"));
		seat_type(s, "1");
		seat_wait_row(s, RESULT(s),
		    in(s,
		        "0131 P1 LINK DOWN, unsent: radio 5, call P1, then v; "
		        "goes by itself to 19:52:37",
		        "0131 P1 链路已断,未发出: 电台5频道呼P1. "
		        "已接按v, 撤回按-. 19:52:37前可自发"));
		seat_type(s, "gx");
		seat_wait_text(s,
		    in(s,
		        "0131 P1: USE RADIO 5, call P1, then v; goes by itself "
		        "to 19:52:37",
		        "0131 P1: 改用电台5频道呼P1, 已接按v; "
		        "19:52:37前可自发"));
		seat_free(s);
	}
}

/* Back from the break, an order that was told by voice goes to no device. */
static void
test_an_order_given_by_voice_goes_out_as_such_and_no_other(void **state)
{
	struct seat *s = open_with(&screens[0], "pending");
	struct fake_conn *c;

	(void)state;
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN");
	seat_type(s, "d1vy");
	seat_wait_text(s, "by voice: kept here until the link is up");
	fake_central_start(s->central);
	c = seat_wait_request(s, "POST /v1/commands/");
	assert_non_null(strstr(fake_conn_line(c), "dispatch"));
	assert_non_null(strstr(fake_conn_body(c), "\"voice\":true"));
	fake_conn_answer(c, 200, "{\"seq\":90,\"records\":[]}");
	c = seat_wait_request(s, "POST /v1/commands/");
	assert_non_null(strstr(fake_conn_line(c), "accept"));
	seat_free(s);
}

/* Nothing but the dispatch makes the order that it is a step of. */
static void
test_what_depends_on_a_refused_order_is_named_and_goes_with_it(void **state)
{
	struct seat *s = open_with(&screens[0], "pending");
	struct fake_conn *c;

	(void)state;
	fake_central_stop(s->central);
	seat_wait_text(s, "LINK DOWN");
	seat_type(s, "d1vygx");
	seat_wait_text(s, "0131 P1 accept");
	fake_central_start(s->central);
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	assert_non_null(strstr(fake_conn_body(c), "\"happened\":"));
	fake_conn_answer(c, 409,
	    "{\"code\":\"state\",\"status\":409,\"params\":{\"what\":"
	    "\"20261121-0131\",\"is\":\"closed\",\"expected\":"
	    "\"pending\"}}");
	seat_wait_text(s, "0131 P1 accept: taken back");
	seat_free(s);
}

/* Its fate was unknown and it had arrived: nothing is sent a second time. */
static void
test_an_order_that_had_arrived_is_not_given_again_by_voice(void **state)
{
	struct seat *s = open_with(&screens[0], "pending");
	struct fake_conn *c;

	(void)state;
	seat_type(s, "d1");
	c = seat_wait_request(s, "POST /v1/commands/dispatch");
	fake_conn_cut(c);
	seat_wait_text(s, "no answer");
	seat_type(s, "vy");
	c = seat_wait_request(s, "DELETE /v1/commands/");
	/* It waits twice, as it was given and by voice: it is one unit. */
	seat_wait_text(s, "P1^");
	vt_assert(s->vt, !vt_shows(s->vt, "P1^ P1^"));
	fake_conn_answer(
	    c, 200, "{\"status\":200,\"answer\":{\"seq\":90,\"records\":[]}}");
	c = seat_wait_request(s, "POST /v1/commands/");
	assert_non_null(strstr(fake_conn_line(c), "accept"));
	seat_free(s);
}

static void
test_a_step_that_was_so_already_says_since_when(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "onscene");
		struct fake_conn *c;
		int64_t seq =
		    seat_put_assignment(s, "a1", "0131", "P1", "onscene");

		seat_wait_painted(s, seq);
		seat_type(s, ":os @P1\r");
		c = seat_wait_request(s, "POST /v1/commands/onscene");
		/* 19:48:00 in the seat's zone. */
		fake_conn_answer(c, 200,
		    "{\"seq\":90,\"records\":[{\"kind\":\"assignment\",\"id\":"
		    "\"a1\",\"station\":\"LQ\",\"rev\":13,\"seq\":13,\"at\":1,"
		    "\"by\":\"chen@2\",\"incident\":\"i-0131\",\"unit\":"
		    "\"u-P1\",\"state\":\"onscene\",\"channel\":\"device\","
		    "\"issued\":1795261600000,\"onscene\":1795261680000}]}");
		seat_wait_row(s, RESULT(s),
		    in(s,
		        "0131 P1 onscene: nothing changed, it was so already at"
		        " 19:48:00",
		        "0131 P1 到场: 没有变化: 19:48:00已是如此"));
		seat_free(s);
	}
}

static void
test_a_refusal_names_who_and_when(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "pending");
		struct fake_conn *c;

		seat_type(s, "d1");
		c = seat_wait_request(s, "POST /v1/commands/dispatch");
		fake_conn_answer(c, 409,
		    "{\"code\":\"state\",\"status\":409,\"params\":{\"what\":"
		    "\"20261121-0131\",\"is\":\"cancelled\",\"expected\":"
		    "\"pending\"},\"records\":[{\"kind\":\"unit\",\"id\":"
		    "\"u-P1\",\"station\":\"LQ\",\"rev\":2,\"seq\":11,\"at\":1,"
		    "\"by\":\"system\",\"callsign\":\"P1\"},{\"kind\":"
		    "\"incident\",\"id\":\"i-0131\",\"station\":\"LQ\","
		    "\"rev\":40,\"seq\":40,\"at\":1795261900000,\"by\":\"li@"
		    "1\","
		    "\"number\":\"20261121-0131\",\"state\":\"cancelled\"}]}");
		seat_wait_row(s, RESULT(s),
		    in(s,
		        "0131 P1 dispatch refused (seat 1 at 19:51:40): 0131 "
		        "is "
		        "CANCELLED, not PENDING",
		        "0131 P1 派警 被拒绝(1号席 19:51:40): "
		        "0131现为已撤销,不是待派警"));
		seat_free(s);
	}
}

/* Times as the clock on the wall has them, not as they travel. */
static void
test_a_time_before_the_order_is_refused_by_the_clock_of_the_desk(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "onscene");
		struct fake_conn *c;
		int64_t seq =
		    seat_put_assignment(s, "a1", "0131", "P1", "enroute");

		seat_wait_painted(s, seq);
		seat_type(s, ":os @P1 -5\r");
		c = seat_wait_request(s, "POST /v1/commands/onscene");
		fake_conn_answer(c, 400,
		    "{\"code\":\"time-range\",\"status\":400,\"params\":{"
		    "\"key\":\"happened\",\"value\":"
		    "\"2026-11-21T11:48:00.156Z\",\"want\":"
		    "\"since_the_order\",\"unit\":\"P1\",\"issued\":"
		    "\"2026-11-21T11:49:09.000Z\"}}");
		seat_wait_text(
		    s, in(s, "happened: 19:48:00 is outside the time since P1",
		           "19:48:00超出P1 19:49:09下达之后的时间"));
		seat_free(s);
	}
}

/* Of an account without a seat nobody sees the id. */
static void
test_a_field_accounts_refusal_names_its_callsign(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "pending");
		struct fake_conn *c;

		seat_type(s, "d1");
		c = seat_wait_request(s, "POST /v1/commands/dispatch");
		fake_conn_answer(c, 409,
		    "{\"code\":\"state\",\"status\":409,\"params\":{\"what\":"
		    "\"20261121-0131\",\"is\":\"cancelled\",\"expected\":"
		    "\"pending reopened\"},\"records\":[{\"kind\":"
		    "\"incident\",\"id\":\"i-0131\",\"station\":\"LQ\","
		    "\"rev\":40,\"seq\":40,\"at\":1795261900000,\"by\":"
		    "\"wfsg4TRx5xiXX4lJabcdef@u-P1\","
		    "\"number\":\"20261121-0131\",\"state\":"
		    "\"cancelled\"}]}");
		seat_wait_text(
		    s, in(s, "refused (P1 at 19:51:40): 0131 is CANCELLED",
		           "被拒绝(P1 19:51:40): "
		           "0131现为已撤销,不是待派警或重新处警"));
		seat_free(s);
	}
}

static void
put_emergency(struct seat *s, const char *callsign)
{
	char json[512];

	snprintf(json, sizeof(json),
	    "{\"kind\":\"unit\",\"id\":\"u-%s\",\"station\":\"LQ\","
	    "\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"li@1\",\"callsign\":"
	    "\"%s\",\"class\":\"sworn\",\"duty\":\"patrol\",\"state\":"
	    "\"emergency\",\"emergency\":true}",
	    callsign, callsign);
	seat_put(s, json);
}

static void
test_row_2_drops_what_matters_least_and_cuts_no_number(void **state)
{
	static const char *const want[] = {
	    "EMERG 12  PRI1 12  LATE 0  UNACK 12  REVIEW 0  MUSTREAD 0         "
	    " w "
	    "next urgent",
	    "求援12  一级12  超时0  未签收12  待审0  必读0  未读0              "
	    "  w "
	    "下一件急事"};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(want); k++) {
		struct seat *s = seat_open(&screens[k]);
		char number[16], unit[16], order[16];
		int64_t seq = 0;

		for (int n = 10; n < 22; n++) {
			snprintf(number, sizeof(number), "00%d", n);
			snprintf(unit, sizeof(unit), "P%d", n);
			snprintf(order, sizeof(order), "a%d", n);
			put_emergency(s, unit);
			seat_put_incident(s, number, 1, "dispatched", "Park");
			seq = seat_put_assignment(
			    s, order, number, unit, "issued");
		}
		seat_wait_painted(s, seq);
		seat_wait_row(s, 1, want[k]);
		seat_free(s);
	}
}

static bool
is_on_row(struct seat *s, void *text)
{
	int row, col;

	vt_cursor(s->vt, &row, &col);
	return strstr(vt_row(s->vt, row), text) != NULL;
}

/* What is urgent pierces every filter; the cursor is on what was asked for. */
static void
test_a_filter_goes_to_the_first_that_was_looked_for(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "pending");
		int64_t seq;

		seat_put_incident(s, "0132", 1, "pending", "Bridge");
		seat_put_incident(s, "0133", 4, "pending", "Market east");
		seat_put_incident(s, "0134", 4, "pending", "Market west");
		seq = seat_put_incident(s, "0135", 4, "pending", "School");
		seat_wait_painted(s, seq);
		seat_type(s, "/Market\r");
		seat_wait_text(s, in(s, "\"Market\": 2 found, 1 hidden",
		                      "\"Market\": 找到2件,隐藏1件"));
		seat_wait(s, is_on_row, "4/013", "a row that was looked for");
		seat_wait_text(s, "1 0132");
		seat_type(s, "n");
		seat_wait(s, is_on_row, "4/013", "the next of them");
		seat_wait_no_text(s, "School");
		seat_free(s);
	}
}

/* A central on this machine that is gone: the one command is named. */
static void
test_a_central_that_is_gone_can_be_started_with_these_words(void **state)
{
	(void)state;
	for (size_t k = 0; k < 2; k++) {
		struct seat *s = open_with(&screens[k], "pending");

		fake_central_stop(s->central);
		seat_wait_text(
		    s, in(s, "no central runs; start it: watchroomd serve ",
		           "中心未运行; 启动: watchroomd serve "));
		seat_free(s);
	}
}

static void
test_what_was_closed_by_mistake_begins_again_after_y(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "reported");
		struct fake_conn *c;

		seat_wait_painted(
		    s, seat_put_incident(s, "0131", 1, "closed", "Park"));
		seat_wait_text(s, in(s, "CLOSED by seat 2", "已办结(2号席"));
		seat_type(s, "t");
		seat_wait_text(s, in(s, "k goes back further", "k再往前看"));
		seat_type(s, "t-");
		seat_wait_text(s, in(s, "0131 is CLOSED: begin it again?",
		                      "0131现为已办结: 重新处警?"));
		seat_type(s, "y");
		c = seat_wait_request(s, "POST /v1/commands/reopen");
		assert_non_null(strstr(
		    fake_conn_body(c), "\"incident/i-0131\":\"closed\""));
		seat_free(s);
	}
}

/* The one that stays is under the cursor: its units are not what is meant. */
static void
test_a_join_is_taken_back_by_the_next_key(void **state)
{
	struct seat *s = open_with(&screens[0], "onscene");
	struct fake_conn *c;

	(void)state;
	seat_put_assignment(s, "a1", "0131", "P1", "onscene");
	seat_wait_painted(
	    s, seat_put_incident(s, "0132", 3, "pending", "Bridge"));
	seat_type(s, ":merge 0131 0132\ry");
	c = seat_wait_request(s, "POST /v1/commands/merge");
	fake_conn_answer(c, 200,
	    "{\"seq\":90,\"records\":[{\"kind\":\"incident\",\"id\":"
	    "\"i-0132\",\"station\":\"LQ\",\"rev\":90,\"seq\":90,\"at\":1,"
	    "\"by\":\"chen@2\",\"number\":\"20261121-0132\",\"state\":"
	    "\"merged\",\"merged\":\"i-0131\",\"place\":\"Bridge\"}]}");
	seat_wait_text(s, "the central has it");
	seat_type(s, "-");
	seat_wait_text(s, "0132 is joined into 0131: part it?");
	seat_type(s, "y");
	c = seat_wait_request(s, "POST /v1/commands/split");
	assert_non_null(strstr(fake_conn_body(c), "\"i-0132\""));
	s->seq = 100;
	seat_wait_painted(
	    s, seat_put_incident(s, "0132", 3, "pending", "Bridge"));
	fake_conn_answer(c, 200, "{\"seq\":91,\"records\":[]}");
	seat_wait_text(s, "split: the central has it");
	/* And then it is the units' again. */
	seat_type(s, "-");
	seat_wait_text(s, "0131: call P1 back?");
	seat_free(s);
}

#define OLD                                                                  \
	"{\"records\":[{\"kind\":\"incident\",\"id\":\"i-old\","             \
	"\"station\":\"LQ\",\"rev\":7,\"seq\":7,\"at\":1795161900000,"       \
	"\"by\":\"li@1\",\"number\":\"20261120-0099\",\"state\":\"closed\"," \
	"\"place\":\"Old mill\"}]}"

#define OLD_ORDER                                                              \
	"{\"records\":[{\"kind\":\"assignment\",\"id\":\"a-old\","             \
	"\"station\":\"LQ\",\"rev\":7,\"seq\":7,\"at\":1795161900000,"         \
	"\"by\":\"li@1\",\"incident\":\"i-old\",\"unit\":\"u-P1\","            \
	"\"state\":\"reported\",\"outcome\":\"settled\",\"issued\":"           \
	"1795161600000,\"onscene\":1795161720000,\"reported\":1795161900000}]" \
	"}"
#define OLD_INCIDENT                                                          \
	"{\"kind\":\"incident\",\"id\":\"i-old\",\"station\":\"LQ\",\"rev\":" \
	"7,"                                                                  \
	"\"seq\":7,\"at\":1795161900000,\"by\":\"li@1\",\"number\":"          \
	"\"20261120-0099\",\"state\":\"closed\",\"place\":\"Old mill\"}"

/* What P1 did, also where it is long over. */
static void
test_t_on_a_unit_tells_what_it_did(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "onscene");
		struct fake_conn *c;

		seat_wait_painted(
		    s, seat_put_assignment(s, "a1", "0131", "P1", "onscene"));
		seat_type(s, "gut");
		c = seat_wait_request(
		    s, "GET /v1/records/assignment?unit=u-P1&limit=200");
		seat_wait_text(s, in(s, "log of P1", "P1经过"));
		seat_wait_text(s, "0131");
		fake_conn_answer(c, 200, OLD_ORDER);
		c = seat_wait_request(s, "GET /v1/records/incident/i-old");
		fake_conn_answer(c, 200, OLD_INCIDENT);
		seat_wait_text(s, "11-20 16:02:00  0099");
		seat_wait_text(s, "Old mill  settled");
		seat_wait_text(s, in(s, "all its orders", "全部派警单"));
		seat_type(s, "t");
		seat_wait_no_text(s, "Old mill");
		seat_free(s);
	}
}

/* y, again and again: the first are swallowed. */
static bool
says_yes(struct seat *s, void *arg)
{
	(void)arg;
	if (!vt_shows(s->vt, "Old mill)?"))
		return true;
	vt_keys(s->vt, "y");
	seat_pause();
	return false;
}

/* It left the screen long ago: the central is asked, and then the desk. */
static void
test_a_line_finds_an_incident_that_is_long_over(void **state)
{
	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		struct seat *s = open_with(&screens[k], "pending");
		struct fake_conn *c;

		seat_type(s, ":reopen 20261120-0099; new witness\r");
		c = seat_wait_request(
		    s, "GET /v1/records/incident?number=20261120-0099");
		fake_conn_answer(c, 200, OLD);
		seat_wait_text(s, "20261120-0099 (");
		seat_wait_text(s, "Old mill)?");
		/* It came by itself: what is typed now is not meant for it. */
		seat_wait(s, says_yes, NULL, "the answer to be taken");
		c = seat_wait_request(s, "POST /v1/commands/reopen");
		assert_non_null(
		    strstr(fake_conn_body(c), "\"incident\":\"i-old\""));
		assert_non_null(
		    strstr(fake_conn_body(c), "\"incident/i-old\":\"closed\""));
		assert_non_null(
		    strstr(fake_conn_body(c), "\"reason\":\"new witness\""));
		fake_conn_answer(c, 200, "{\"seq\":90,\"records\":[]}");
		seat_type(s, ":fc 99\r");
		c = seat_wait_request(
		    s, "GET /v1/records/incident?number=20261121-0099");
		fake_conn_answer(c, 200, "{\"records\":[]}");
		seat_wait_text(
		    s, in(s, "no incident has the number 20261121-0099",
		           "没有编号为20261121-0099的警情"));
		seat_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_sheet_takes_its_unit_while_the_link_is_down),
	    cmocka_unit_test(
	        test_an_order_given_by_voice_goes_out_as_such_and_no_other),
	    cmocka_unit_test(
	        test_what_depends_on_a_refused_order_is_named_and_goes_with_it),
	    cmocka_unit_test(
	        test_an_order_that_had_arrived_is_not_given_again_by_voice),
	    cmocka_unit_test(test_a_step_that_was_so_already_says_since_when),
	    cmocka_unit_test(test_a_refusal_names_who_and_when),
	    cmocka_unit_test(
	        test_a_time_before_the_order_is_refused_by_the_clock_of_the_desk),
	    cmocka_unit_test(test_a_field_accounts_refusal_names_its_callsign),
	    cmocka_unit_test(
	        test_a_filter_goes_to_the_first_that_was_looked_for),
	    cmocka_unit_test(
	        test_a_central_that_is_gone_can_be_started_with_these_words),
	    cmocka_unit_test(
	        test_what_was_closed_by_mistake_begins_again_after_y),
	    cmocka_unit_test(test_a_join_is_taken_back_by_the_next_key),
	    cmocka_unit_test(test_t_on_a_unit_tells_what_it_did),
	    cmocka_unit_test(test_a_line_finds_an_incident_that_is_long_over),
	    cmocka_unit_test(
	        test_row_2_drops_what_matters_least_and_cuts_no_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
