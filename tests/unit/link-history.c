/*
 * Older lines of a room, asked beside the feed.
 */
#include "net/link/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"

struct bench {
	struct fake_central *fake;
	struct link *link;
	size_t pages, count;
	bool more;
	enum problem_code code;
	char first[ID_SIZE];
};

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct link_options o = {0};
	struct address to;

	assert_non_null(b);
	b->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(b->fake), NULL), 0);
	o.address = &to;
	b->link = link_new(&o, NULL);
	assert_non_null(b->link);
	assert_int_equal(
	    session_set_token(link_session(b->link), "tok", 3, NULL), 0);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	link_free(b->link);
	fake_central_free(b->fake);
	free(b);
	return 0;
}

static void
on_page(void *ctx, struct history_page *page)
{
	struct bench *b = ctx;

	b->pages++;
	b->count = page->count;
	b->more = page->more;
	b->code = page->problem.code;
	if (page->count)
		strncpy(b->first, page->records[0]->id, ID_MAX);
}

static struct fake_conn *
wait_for(struct bench *b, const char *begins)
{
	time_t end = time(NULL) + PATIENCE_S;
	struct fake_conn *c;

	while (!(c = fake_central_find(b->fake, begins))) {
		link_wait(b->link, NULL, 0, 1);
		fake_central_step(b->fake, 1);
		assert_true(time(NULL) < end);
	}
	return c;
}

static void
wait_page(struct bench *b)
{
	time_t end = time(NULL) + PATIENCE_S;

	while (b->pages == 0) {
		link_wait(b->link, NULL, 0, 1);
		fake_central_step(b->fake, 1);
		assert_true(time(NULL) < end);
	}
}

static void
test_a_page_comes_newest_first_and_says_whether_there_is_more(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	assert_non_null(history_ask(b->link, "i1", 88, on_page, b, NULL));
	c = wait_for(b, "GET /v1/rooms/i1/messages?before=88&limit=50");
	fake_conn_answer(c, 200,
	    "{\"records\":[{\"kind\":\"message\",\"id\":\"m2\",\"rev\":1,"
	    "\"seq\":87,\"at\":5,\"by\":\"x\",\"room\":\"i1\",\"class\":"
	    "\"talk\","
	    "\"text\":\"two\"},{\"kind\":\"message\",\"id\":\"m1\",\"rev\":1,"
	    "\"seq\":80,\"at\":4,\"by\":\"x\",\"room\":\"i1\",\"class\":"
	    "\"talk\","
	    "\"text\":\"one\"}],\"next\":80}");
	wait_page(b);
	assert_int_equal(b->code, PROBLEM_NONE);
	assert_int_equal(b->count, 2);
	assert_true(b->more);
	assert_string_equal(b->first, "m2");
}

static void
test_a_refusal_is_told_as_one(void **state)
{
	struct bench *b = *state;

	assert_non_null(history_ask(b->link, "i1", 0, on_page, b, NULL));
	fake_conn_answer(wait_for(b, "GET /v1/rooms/i1/messages?limit=50"), 404,
	    "{\"code\":\"not-found\",\"params\":{\"what\":\"i1\"}}");
	wait_page(b);
	assert_int_equal(b->code, PROBLEM_NOT_FOUND);
	assert_int_equal(b->count, 0);
}

static void
test_what_cannot_be_read_is_told_and_nothing_is_kept(void **state)
{
	static const char *const bodies[] = {"", "[]", "{\"records\":7}",
	    "{\"records\":[{\"kind\":\"message\"}]}"};
	struct bench *b = *state;

	for (size_t n = 0; n < COUNT_OF(bodies); n++) {
		b->pages = 0;
		b->code = PROBLEM_NONE;
		assert_non_null(
		    history_ask(b->link, "i1", 0, on_page, b, NULL));
		fake_conn_answer(wait_for(b, "GET /v1/rooms"), 200, bodies[n]);
		wait_page(b);
		assert_int_not_equal(b->code, PROBLEM_NONE);
	}
}

static void
test_a_question_that_was_taken_back_is_not_answered(void **state)
{
	struct bench *b = *state;
	struct history *h = history_ask(b->link, "i1", 0, on_page, b, NULL);

	assert_non_null(h);
	history_cancel(h);
	history_cancel(NULL);
	for (int n = 0; n < 20; n++)
		link_wait(b->link, NULL, 0, 1);
	assert_int_equal(b->pages, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        test_a_page_comes_newest_first_and_says_whether_there_is_more,
	        setup, teardown),
	    cmocka_unit_test_setup_teardown(
	        test_a_refusal_is_told_as_one, setup, teardown),
	    cmocka_unit_test_setup_teardown(
	        test_what_cannot_be_read_is_told_and_nothing_is_kept, setup,
	        teardown),
	    cmocka_unit_test_setup_teardown(
	        test_a_question_that_was_taken_back_is_not_answered, setup,
	        teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
