/*
 * The server as its users see it: what a handler is given, what a client gets
 * back, answers that come late and from elsewhere.
 */
#include "tests/lib/http-desk.h"
#include "tests/lib/raw.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: central\r\n\r\n"

static const struct http_config plain;

static void
assert_contains(const struct buf *b, const char *text)
{
	if (!strstr(buf_str(b), text))
		fail_msg("no \"%s\" in: %s", text, buf_str(b));
}

/* The next reply on fd has this status and this text in its body. */
static void
expect(int fd, int status, const char *text)
{
	struct reply r;

	raw_reply(fd, &r, false);
	if (r.status != status)
		fail_msg("status %d, not %d: %s", r.status, status,
		    buf_str(&r.body));
	assert_true(r.whole);
	assert_contains(&r.body, text);
	raw_reply_free(&r);
}

static void
a_whole_request_reaches_the_handler(void **state)
{
	struct desk d;
	struct reply r;
	char want[256];
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd,
	    "POST /echo/%E5%A8%84?a=1&b=x%20y%26z+w&empty&c= HTTP/1.1\r\n"
	    "Host: central\r\nX-Shown:  some thing\r\n"
	    "Content-Length: 5\r\n\r\nhello");
	raw_reply(fd, &r, false);
	snprintf(want, sizeof(want),
	    "POST\n/echo/娄\nunix %d\na=1\nb=x y&z w\nempty=\nc=\n"
	    "some thing\nhello",
	    (int)getuid());
	assert_int_equal(r.status, 200);
	assert_string_equal(buf_str(&r.body), want);
	assert_string_equal(raw_reply_header(&r, "x-seen"), "yes");
	assert_string_equal(raw_reply_header(&r, "cache-control"), "no-store");
	assert_string_equal(
	    raw_reply_header(&r, "x-content-type-options"), "nosniff");
	raw_reply_free(&r);
	close(fd);
	desk_close(&d);
}

static void
on_loopback_the_peer_is_an_address_and_no_user(void **state)
{
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, (struct http_config){.listen = "127.0.0.1:0"}, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/echo"));
	expect(fd, 200, "GET\n/echo\n127.0.0.1 -1\n-\n");
	raw_puts(fd, GET("/again")); /* kept alive */
	expect(fd, 200, "GET\n/again\n");
	close(fd);
	desk_close(&d);
}

/* The server has read the first part before the second is sent. */
static void
a_request_may_be_split_anywhere(void **state)
{
	static const char text[] =
	    "PUT /a%20b?x=%E5%A8%84 HTTP/1.1\r\nHost: central\r\n"
	    "X-Shown: shown\r\nContent-Length: 4\r\n\r\nbody";
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	for (size_t i = 1; i < sizeof(text) - 1; i++) {
		raw_send(fd, text, i);
		raw_wait_taken(fd);
		raw_send(fd, text + i, sizeof(text) - 1 - i);
		expect(fd, 200, "x=娄\nshown\nbody");
	}
	close(fd);
	desk_close(&d);
}

static void
pipelined_requests_are_answered_in_their_order(void **state)
{
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd,
	    GET("/later") "POST /two HTTP/1.1\r\nHost: central\r\n"
	                  "Content-Length: 3\r\n\r\nabc" GET("/three"));
	desk_wait_held(&d, 1);
	desk_answer(&d, 0);
	http_wake(d.http);
	expect(fd, 200, "0");
	expect(fd, 200, "/two\n");
	expect(fd, 200, "/three\n");
	close(fd);
	desk_close(&d);
}

static void
a_chunked_body_arrives_whole(void **state)
{
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, "POST /echo HTTP/1.1\r\nHost: central\r\n"
	             "Transfer-Encoding: Chunked\r\n\r\n"
	             "5;ext=1\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n"
	             "0\r\nTrailer: x\r\n\r\n" GET("/next"));
	expect(fd, 200, "\nhello 0123456789");
	expect(fd, 200, "/next\n");
	close(fd);
	desk_close(&d);
}

static void
who_expects_100_is_told_to_continue(void **state)
{
	struct desk d;
	struct reply r;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, "POST /echo HTTP/1.1\r\nHost: central\r\n"
	             "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
	raw_reply(fd, &r, true);
	assert_int_equal(r.status, 100);
	raw_reply_free(&r);
	raw_puts(fd, "ok");
	expect(fd, 200, "-\nok");
	close(fd);
	desk_close(&d);
}

static void
head_is_answered_without_a_body(void **state)
{
	struct desk d;
	struct reply r;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, "HEAD /echo HTTP/1.1\r\nHost: central\r\n\r\n");
	raw_reply(fd, &r, true);
	assert_int_equal(r.status, 200);
	raw_reply_free(&r);
	raw_puts(fd, GET("/next"));
	expect(fd, 200, "/next\n");
	close(fd);
	desk_close(&d);
}

static void
http_1_0_needs_no_host_and_is_hung_up_on_after(void **state)
{
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, "GET /echo HTTP/1.0\r\n\r\n");
	expect(fd, 200, "/echo\n");
	raw_wait_end(fd);
	close(fd);
	desk_close(&d);
}

static void
a_problem_is_a_document_with_its_status(void **state)
{
	struct desk d;
	struct reply r;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/problem"));
	raw_reply(fd, &r, false);
	assert_int_equal(r.status, 409);
	assert_string_equal(
	    raw_reply_header(&r, "content-type"), "application/problem+json");
	assert_contains(&r.body, "\"code\":\"state\"");
	assert_contains(&r.body, "incident \\\"7\\\"");
	raw_reply_free(&r);
	close(fd);
	desk_close(&d);
}

struct answers {
	struct desk *d;
	size_t n;
};

static void *
answer_all(void *arg)
{
	struct answers *a = arg;

	for (size_t i = a->n; i-- > 0;)
		desk_answer(a->d, i);
	http_wake(a->d->http);
	return NULL;
}

static void
a_batch_from_another_thread_is_answered_at_one_wake(void **state)
{
	enum { N = 256 };
	struct desk d;
	struct answers a = {&d, N};
	pthread_t thread;
	int fd[N];
	char want[24];

	(void)state;
	desk_open(&d, plain, 0);
	for (size_t i = 0; i < N; i++) {
		fd[i] = raw_connect(http_address(d.http));
		raw_puts(fd[i], GET("/later"));
		desk_wait_held(&d, i + 1);
	}
	assert_int_equal(pthread_create(&thread, NULL, answer_all, &a), 0);
	for (size_t i = 0; i < N; i++) {
		snprintf(want, sizeof(want), "%zu", i);
		expect(fd[i], 200, want);
		close(fd[i]);
	}
	pthread_join(thread, NULL);
	desk_close(&d);
}

/* Answers that race with the handler's return, from a second thread. */
static void *
answer_at_once(void *arg)
{
	struct answers *a = arg;

	for (size_t i = 0; i < a->n; i++) {
		desk_wait_held(a->d, i + 1);
		desk_answer(a->d, i);
		http_wake(a->d->http);
	}
	return NULL;
}

static void
an_answer_may_race_with_the_handlers_return(void **state)
{
	enum { N = 500 };
	struct desk d;
	struct answers a = {&d, N};
	pthread_t thread;
	int fd;

	(void)state;
	desk_open(&d, plain, 0);
	assert_int_equal(pthread_create(&thread, NULL, answer_at_once, &a), 0);
	fd = raw_connect(http_address(d.http));
	for (size_t i = 0; i < N; i++) {
		raw_puts(fd, GET("/later"));
		expect(fd, 200, "");
	}
	pthread_join(thread, NULL);
	close(fd);
	desk_close(&d);
}

static void
a_client_gone_before_its_late_answer_harms_nobody(void **state)
{
	struct desk d;
	int gone, other;

	(void)state;
	desk_open(&d, plain, 0);
	gone = raw_connect(http_address(d.http));
	raw_puts(gone, GET("/later"));
	desk_wait_held(&d, 1);
	close(gone);
	other = raw_connect(http_address(d.http));
	raw_puts(other, GET("/echo"));
	expect(other, 200, "/echo\n");
	desk_answer(&d, 0);
	http_wake(d.http);
	raw_puts(other, GET("/after"));
	expect(other, 200, "/after\n");
	close(other);
	desk_close(&d);
}

static void
a_large_answer_arrives_whole(void **state)
{
	enum { SIZE = 4 * 1024 * 1024 };
	struct desk d;
	struct reply r;
	char *big = malloc(SIZE);
	int fd;

	(void)state;
	assert_non_null(big);
	for (size_t i = 0; i < SIZE; i++)
		big[i] = (char)('a' + i % 23);
	desk_open(&d, plain, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/later"));
	desk_wait_held(&d, 1);
	http_answer(d.held[0], 200, "text/plain", big, SIZE);
	http_wake(d.http);
	raw_reply(fd, &r, false);
	assert_true(r.whole);
	assert_int_equal(r.body.len, SIZE);
	assert_memory_equal(r.body.data, big, SIZE);
	raw_reply_free(&r);
	free(big);
	close(fd);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_request_reaches_the_handler),
	    cmocka_unit_test(on_loopback_the_peer_is_an_address_and_no_user),
	    cmocka_unit_test(a_request_may_be_split_anywhere),
	    cmocka_unit_test(pipelined_requests_are_answered_in_their_order),
	    cmocka_unit_test(a_chunked_body_arrives_whole),
	    cmocka_unit_test(who_expects_100_is_told_to_continue),
	    cmocka_unit_test(head_is_answered_without_a_body),
	    cmocka_unit_test(http_1_0_needs_no_host_and_is_hung_up_on_after),
	    cmocka_unit_test(a_problem_is_a_document_with_its_status),
	    cmocka_unit_test(
	        a_batch_from_another_thread_is_answered_at_one_wake),
	    cmocka_unit_test(an_answer_may_race_with_the_handlers_return),
	    cmocka_unit_test(a_client_gone_before_its_late_answer_harms_nobody),
	    cmocka_unit_test(a_large_answer_arrives_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
