/*
 * Who are you: logging in, a password for one time, a locked seat.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/seat.h"

#define ANSWER(must)                                                       \
	"{\"token\":\"t1\",\"account\":\"a-4711\",\"name\":\"chen\","      \
	"\"officer\":\"o-chen\",\"station\":\"" SEAT_STATION               \
	"\",\"seat\":\"2\",\"permissions\":[\"read\",\"login\"],"          \
	"\"roles\":[],\"must_change\":" must ",\"expires\":1895261927000," \
	"\"drill\":false,\"now\":1795261927000}"

static const struct seat_options logged_out = {.login = true};

static struct fake_conn *
log_in(struct seat *s)
{
	seat_type(s, "chen\t2\tsecret words\r");
	return seat_wait_request(s, "POST /v1/session");
}

static void
test_a_name_a_seat_and_a_password_open_the_console(void **state)
{
	struct seat *s = seat_new(&logged_out);
	struct fake_conn *c;

	(void)state;
	seat_wait_text(s, "Log in");
	c = log_in(s);
	assert_string_equal(fake_conn_body(c),
	    "{\"name\":\"chen\",\"password\":\"secret words\",\"seat\":\"2\"}");
	/* The password was on no screen. */
	vt_assert(s->vt, !vt_shows(s->vt, "secret"));
	vt_assert_shows(s->vt, "asking the central...");
	fake_conn_answer(c, 201, ANSWER("false"));
	seat_wait_text(s, "Louqiao station NORMAL  seat 2");
	vt_assert(s->vt, !vt_shows(s->vt, "Log in"));
	seat_free(s);
}

static void
test_a_wrong_password_is_told_and_may_be_typed_again(void **state)
{
	static const struct {
		const char *json, *says;
		int status;
	} answers[] = {
	    {"{\"code\":\"bad-login\",\"status\":401}",
	        "name or password is wrong", 401},
	    {"{\"code\":\"locked\",\"status\":403}", "the account is locked",
	        403},
	    {"{\"code\":\"too-many\",\"status\":429,\"params\":{\"seconds\":"
	     "\"30\"}"
	     "}",
	        "too many tries; wait 30 s", 429},
	};
	struct seat *s = seat_new(&logged_out);
	struct fake_conn *c;

	(void)state;
	seat_wait_text(s, "Log in");
	c = log_in(s);
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		fake_conn_answer(c, answers[i].status, answers[i].json);
		seat_wait_text(s, answers[i].says);
		seat_type(s, "other\r");
		c = seat_wait_request(s, "POST /v1/session");
		assert_non_null(
		    strstr(fake_conn_body(c), "\"password\":\"other\""));
	}
	fake_conn_answer(c, 201, ANSWER("false"));
	seat_wait_text(s, "NORMAL  seat 2");
	seat_free(s);
}

static void
test_a_password_for_one_time_must_be_changed_first(void **state)
{
	const struct seat_options o = {.login = true, .must_change = true};
	struct seat *s = seat_new(&o);
	struct fake_conn *c;

	(void)state;
	seat_wait_text(s, "Log in");
	c = log_in(s);
	fake_conn_answer(c, 201, ANSWER("true"));
	seat_wait_text(s, "A new password");
	vt_assert_shows(s->vt, "this password was for one time");
	seat_type(s, "better one\tbetter two\r");
	vt_assert_shows(s->vt, "the two are not the same");
	assert_null(fake_central_find(s->central, "POST /v1/password"));
	seat_type(s, "better one\tbetter one\r");
	c = seat_wait_request(s, "POST /v1/password");
	assert_string_equal(fake_conn_body(c),
	    "{\"old\":\"secret words\",\"new\":\"better one\"}");
	s->options.must_change = false;
	fake_conn_answer(c, 204, NULL);
	seat_wait_text(s, "NORMAL  seat 2");
	seat_free(s);
}

static void
test_a_locked_seat_opens_to_its_password_alone(void **state)
{
	struct seat *s = seat_open(NULL);
	struct fake_conn *c;

	(void)state;
	seat_wait_painted(
	    s, seat_put_incident(s, "0131", 1, "pending", "Park north gate"));
	seat_type(s, ":lock\r");
	seat_wait_text(s, "Locked by Chen Min");
	vt_assert(s->vt, !vt_shows(s->vt, "Park north gate"));
	/* Rows 1 and 2 still tell, and count. */
	vt_assert_shows(s->vt, "PRI1 1");
	/* Keys and commands are text now. */
	seat_type(s, "\033");
	seat_type(s, ":quit\r");
	c = seat_wait_request(s, "POST /v1/session");
	assert_non_null(strstr(fake_conn_body(c), "\"name\":\"Chen Min\""));
	fake_conn_answer(c, 401, "{\"code\":\"bad-login\",\"status\":401}");
	seat_wait_text(s, "name or password is wrong");
	vt_assert(s->vt, !vt_shows(s->vt, "Park north gate"));
	seat_type(s, "secret words\r");
	c = seat_wait_request(s, "POST /v1/session");
	fake_conn_answer(c, 201, ANSWER("false"));
	seat_wait_text(s, "Park north gate");
	seat_free(s);
}

static void
test_leaving_the_login_asks_first(void **state)
{
	struct seat *s = seat_new(&logged_out);

	(void)state;
	seat_wait_text(s, "Log in");
	vt_keys(s->vt, "\033");
	seat_wait_text(s, "leave watchroom?");
	seat_type(s, "x");
	vt_assert_shows(s->vt, "Log in");
	vt_keys(s->vt, "\033");
	seat_wait_text(s, "leave watchroom?");
	vt_keys(s->vt, "y");
	assert_int_equal(seat_wait_end(s), 0);
	seat_free(s);
}

static void
test_the_login_in_chinese(void **state)
{
	const struct seat_options o = {.login = true, .language = "zh"};
	struct seat *s = seat_new(&o);

	(void)state;
	seat_wait_text(s, "登录");
	vt_assert_shows(s->vt, "账号");
	vt_assert_shows(s->vt, "密码");
	seat_free(s);
}

/* The socket's owner has no password: a word for this time locks the seat. */
static void
test_who_has_no_password_locks_with_a_word(void **state)
{
	static const struct {
		int rows, cols;
		const char *language, *asks, *differ, *wrong, *locked;
	} screens[] = {
	    {24, 80, "en", "You logged in without a password", "not the same",
	        "that is not the word", "Locked by owner"},
	    {50, 200, "zh", "您未用密码登录", "两次不一致", "不是那个口令",
	        "席位已锁: owner"},
	};

	(void)state;
	for (size_t k = 0; k < COUNT_OF(screens); k++) {
		const struct seat_options o = {.rows = screens[k].rows,
		    .cols = screens[k].cols,
		    .language = screens[k].language,
		    .session =
		        "{\"account\":\"owner\",\"name\":\"owner\","
		        "\"permissions\":[\"read\",\"login\"],\"roles\":[],"
		        "\"must_change\":false,\"expires\":1895261927000,"
		        "\"drill\":false,\"now\":1795261927000}"};
		struct seat *s = seat_open(&o);

		seat_wait_painted(
		    s, seat_put_incident(s, "0131", 1, "pending", "Park"));
		seat_type(s, ":lock\r");
		seat_wait_text(s, screens[k].asks);
		seat_type(s, "seven\releven\r");
		seat_wait_text(s, screens[k].differ);
		seat_type(s, "seven\rseven\r");
		seat_wait_text(s, screens[k].locked);
		seat_wait_no_text(s, "Park");
		seat_type(s, "eleven\r");
		seat_wait_text(s, screens[k].wrong);
		seat_type(s, "seven\r");
		seat_wait_text(s, "Park");
		seat_type(s, ":lock\r\033");
		seat_wait_text(s, "Park");
		seat_free(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        test_a_name_a_seat_and_a_password_open_the_console),
	    cmocka_unit_test(
	        test_a_wrong_password_is_told_and_may_be_typed_again),
	    cmocka_unit_test(
	        test_a_password_for_one_time_must_be_changed_first),
	    cmocka_unit_test(test_a_locked_seat_opens_to_its_password_alone),
	    cmocka_unit_test(test_who_has_no_password_locks_with_a_word),
	    cmocka_unit_test(test_leaving_the_login_asks_first),
	    cmocka_unit_test(test_the_login_in_chinese),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
