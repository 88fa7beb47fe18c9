/*
 * `search`: an incident by its number, asked of the central, closed ones too;
 * and `quit`, which leaves no order behind that is not settled.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define RESULT 21 /* what came of it */

#define CLOSED                                                               \
	"{\"records\":[{\"kind\":\"incident\",\"id\":\"i-0099\",\"station\"" \
	":\"LQ\",\"rev\":7,\"seq\":5,\"at\":1,\"by\":\"chen@2\",\"number\""  \
	":\"20261121-0099\",\"priority\":3,\"state\":\"closed\",\"place\":"  \
	"\"Quiet Lane\",\"source\":\"phone\"}],\"more\":false}"
#define SHOWN                                                                \
	"{\"records\":[{\"kind\":\"incident\",\"id\":\"i-0128\",\"station\"" \
	":\"LQ\",\"rev\":7,\"seq\":5,\"at\":1,\"by\":\"chen@2\",\"number\""  \
	":\"20261121-0128\",\"priority\":2,\"state\":\"pending\",\"place\":" \
	"\"Louqiao Ave\",\"source\":\"phone\"}],\"more\":false}"

/* A seat with 0131 selected and 0128 below it. */
static struct seat *
open_seat(const struct seat_options *o)
{
	struct seat *s = seat_open(o);
	int64_t seq;

	seat_put_unit(s, "P1", "patrol");
	seat_put_incident(s, "0131", 1, "pending", "Chuitai Park");
	seq = seat_put_incident(s, "0128", 2, "pending", "Louqiao Ave");
	seat_wait_painted(s, seq);
	seat_wait_text(s, ">*1 0131");
	return s;
}

static void
test_a_number_of_today_or_a_whole_one_is_asked_for(void **state)
{
	static const struct {
		const char *line, *asked;
	} rows[] = {
	    {":search 0099\r",
	        "GET /v1/records/incident?number=20261121-0099&"},
	    {":cx 99\r", "GET /v1/records/incident?number=20261121-0099&"},
	    {":search 20251231-10017\r",
	        "GET /v1/records/incident?number=20251231-10017&"},
	};
	struct seat *s = open_seat(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		seat_type(s, rows[i].line);
		fake_conn_answer(seat_wait_request(s, rows[i].asked), 200,
		    "{\"records\":[],\"more\":false}");
		seat_wait_row(s, RESULT, "no incident of that number");
		seat_type(s, ":language en\r");
		seat_wait_row(s, RESULT, "English");
	}
	seat_free(s);
}

static void
test_one_that_is_closed_is_told_and_the_selection_stays(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":search 0099\r");
	fake_conn_answer(
	    seat_wait_request(s, "GET /v1/records/incident"), 200, CLOSED);
	seat_wait_text(s, "20261121-0099  CLOSED");
	vt_assert_shows(s->vt, "Quiet Lane");
	vt_assert_shows(s->vt, ">*1 0131");
	seat_free(s);
}

static void
test_one_that_is_on_the_queue_is_selected_there(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, "gx");
	seat_type(s, ":search 128\r");
	fake_conn_answer(
	    seat_wait_request(s, "GET /v1/records/incident"), 200, SHOWN);
	seat_wait_text(s, "20261121-0128  PENDING");
	seat_wait_text(s, ">*2 0128");
	seat_free(s);
}

static void
test_what_is_no_number_is_not_asked_for(void **state)
{
	static const char *const lines[] = {
	    ":search park\r", ":search 12x34\r", ":search 12345678901234567\r"};
	struct seat *s = open_seat(NULL);
	size_t asked = fake_central_requests(s->central);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		seat_type(s, lines[i]);
		seat_wait_row(s, RESULT, "a number: 0131, or 20261121-0131");
		seat_type(s, ":language en\r");
		seat_wait_row(s, RESULT, "English");
	}
	assert_null(fake_central_find(s->central, "GET /v1/records"));
	assert_true(fake_central_requests(s->central) <= asked + 1); /* ping */
	seat_free(s);
}

static void
test_a_refusal_and_an_answer_that_is_none_are_said(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, ":search 0099\r");
	fake_conn_answer(seat_wait_request(s, "GET /v1/records/incident"), 403,
	    "{\"code\":\"forbidden\",\"status\":403,\"params\":{\"may\":"
	    "\"incident\"}}");
	seat_wait_text(s, "may not");
	seat_type(s, ":search 0099\r");
	fake_conn_answer(seat_wait_request(s, "GET /v1/records/incident"), 200,
	    "{\"records\":7}");
	seat_wait_text(s, "records");
	seat_free(s);
}

/* Leaving */

static void
test_quit_leaves_at_once_when_all_is_settled(void **state)
{
	struct seat *s = open_seat(NULL);

	(void)state;
	seat_type(s, "q"); /* is bound to nothing */
	vt_assert(s->vt, !vt_ended(s->vt));
	seat_type(s, ":quit");
	vt_keys(s->vt, "\r");
	assert_int_equal(seat_wait_end(s), 0);
	vt_assert(s->vt, !vt_alternate(s->vt));
	seat_free(s);
}

static void
test_quit_stays_while_an_order_is_not_settled(void **state)
{
	static const struct {
		const char *language, *down, *unsent, *stays, *none;
	} rows[] = {
	    {"en", "LINK DOWN", "unsent 1",
	        "1 not settled: v by voice, d send, - take back; then leave",
	        "unsent 0"},
	    {"zh", "链路断", "未发1",
	        "1条未了结: v口头 d发出 -撤回, 了结后才能退出", "未发0"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct seat_options o = {.language = rows[i].language};
		struct seat *s = open_seat(&o);

		fake_central_stop(s->central);
		seat_wait_text(s, rows[i].down);
		seat_type(s, ":d 0131 P1\r");
		seat_wait_text(s, rows[i].unsent);
		seat_type(s, ":quit\r");
		seat_wait_row(s, RESULT, rows[i].stays);
		/* It stands in the outbox, selected; once settled one leaves.
		 */
		seat_type(s, "-y");
		seat_wait_text(s, rows[i].none);
		seat_type(s, ":quit");
		vt_keys(s->vt, "\r");
		assert_int_equal(seat_wait_end(s), 0);
		seat_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_number_of_today_or_a_whole_one_is_asked_for),
	    cmocka_unit_test(
	        test_one_that_is_closed_is_told_and_the_selection_stays),
	    cmocka_unit_test(test_one_that_is_on_the_queue_is_selected_there),
	    cmocka_unit_test(test_what_is_no_number_is_not_asked_for),
	    cmocka_unit_test(
	        test_a_refusal_and_an_answer_that_is_none_are_said),
	    cmocka_unit_test(test_quit_leaves_at_once_when_all_is_settled),
	    cmocka_unit_test(test_quit_stays_while_an_order_is_not_settled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
