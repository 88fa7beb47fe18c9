/*
 * Streams: what was fed arrives, who does not read holds nobody up, every
 * stream is closed exactly once, and thousands that wait leave commands alone.
 */
#include "tests/lib/http-desk.h"
#include "tests/lib/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: central\r\n\r\n"
#define MANY 2000

static const struct http_config plain;

/* Opens stream number i and waits until it was asked and had nothing. */
static int
open_stream(struct desk *d, size_t i)
{
	int fd = raw_connect(http_address(d->http));
	struct reply r;

	raw_puts(fd, GET("/stream"));
	raw_reply(fd, &r, true);
	assert_int_equal(r.status, 200);
	assert_string_equal(
	    raw_reply_header(&r, "content-type"), "text/event-stream");
	raw_reply_free(&r);
	desk_wait_streams(d, i + 1);
	desk_wait_pulls(d, i, 1);
	return fd;
}

static void
expect_chunk(int fd, const char *text)
{
	struct buf got = {0};

	while (got.len < strlen(text))
		assert_true(raw_chunk(fd, &got));
	assert_string_equal(buf_str(&got), text);
	buf_free(&got);
}

static void
command(struct desk *d, int fd)
{
	struct reply r;

	(void)d;
	raw_puts(fd, GET("/echo"));
	raw_reply(fd, &r, false);
	assert_int_equal(r.status, 200);
	assert_true(r.whole);
	raw_reply_free(&r);
}

/* The stream was closed once, and stays so. */
static void
expect_closed(struct desk *d, size_t i)
{
	desk_wait_closed(d, i);
	assert_int_equal(d->stream[i].closed, 1);
}

static void
what_is_fed_arrives_in_order(void **state)
{
	struct desk d;
	struct buf big = {0};
	int fd;

	(void)state;
	desk_open(&d, plain, 1);
	fd = open_stream(&d, 0);
	for (int i = 0; i < 50; i++) {
		char text[32];

		snprintf(text, sizeof(text), "event %d\n", i);
		desk_feed(&d, 0, text);
		http_wake(d.http);
		expect_chunk(fd, text);
	}
	for (int i = 0; i < 20000; i++)
		buf_printf(&big, "%d ", i);
	desk_feed(&d, 0, buf_str(&big));
	http_wake(d.http);
	expect_chunk(fd, buf_str(&big));
	buf_free(&big);
	close(fd);
	expect_closed(&d, 0);
	desk_close(&d);
}

static void
a_stream_that_ends_ends_its_connection(void **state)
{
	struct desk d;
	struct buf last = {0};
	int fd;

	(void)state;
	desk_open(&d, plain, 1);
	fd = open_stream(&d, 0);
	desk_feed(&d, 0, "bye");
	desk_end(&d, 0);
	http_wake(d.http);
	expect_chunk(fd, "bye");
	assert_false(raw_chunk(fd, &last));
	raw_wait_end(fd);
	expect_closed(&d, 0);
	buf_free(&last);
	close(fd);
	desk_close(&d);
}

static void
a_hang_up_of_a_suspended_stream_is_noticed_at_once(void **state)
{
	struct desk d;
	int fd, half;

	(void)state;
	desk_open(&d, plain, 2);
	fd = open_stream(&d, 0);
	close(fd);
	expect_closed(&d, 0);
	half = open_stream(&d, 1);
	shutdown(half, SHUT_WR);
	expect_closed(&d, 1);
	raw_wait_end(half);
	close(half);
	desk_close(&d);
}

static void
head_of_a_stream_closes_it_without_a_pull(void **state)
{
	struct desk d;
	struct reply r;
	int fd;

	(void)state;
	desk_open(&d, plain, 1);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, "HEAD /stream HTTP/1.1\r\nHost: central\r\n\r\n");
	raw_reply(fd, &r, true);
	assert_int_equal(r.status, 200);
	raw_wait_end(fd);
	expect_closed(&d, 0);
	assert_int_equal(d.stream[0].pulls, 0);
	raw_reply_free(&r);
	close(fd);
	desk_close(&d);
}

static void
closing_the_server_closes_each_stream_once(void **state)
{
	enum { N = 50 };
	struct desk d;
	int fd[N];

	(void)state;
	desk_open(&d, plain, N);
	for (size_t i = 0; i < N; i++)
		fd[i] = open_stream(&d, i);
	for (size_t i = 0; i < N; i += 2)
		desk_feed(&d, i, "woken and not sent yet");
	http_close(d.http);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(d.stream[i].closed, 1);
		raw_wait_end(fd[i]);
		close(fd[i]);
	}
	desk_close(&d);
}

struct feeder {
	struct desk *d;
	size_t streams;
	int rounds;
};

static void *
feed_all(void *arg)
{
	struct feeder *f = arg;

	for (int k = 0; k < f->rounds; k++) {
		for (size_t i = 0; i < f->streams; i++)
			desk_feed(f->d, i, "event\n");
		http_wake(f->d->http);
	}
	return NULL;
}

static void
readers_may_leave_while_they_are_fed(void **state)
{
	enum { N = 200 };
	struct desk d;
	struct feeder f = {&d, N, 200};
	struct buf some = {0}; /* however many events came in one chunk */
	pthread_t thread;
	int fd[N];

	(void)state;
	desk_open(&d, plain, N);
	for (size_t i = 0; i < N; i++)
		fd[i] = open_stream(&d, i);
	assert_int_equal(pthread_create(&thread, NULL, feed_all, &f), 0);
	for (size_t i = 0; i < N; i++) {
		assert_true(raw_chunk(fd[i], &some));
		close(fd[i]);
	}
	for (size_t i = 0; i < N; i++)
		expect_closed(&d, i);
	pthread_join(thread, NULL);
	buf_free(&some);
	desk_close(&d);
}

/* The server raised the limit; two files a stream and some to spare. */
static size_t
as_many_as_files_allow(size_t want)
{
	struct rlimit lim;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &lim), 0);
	assert_true(lim.rlim_cur > 400);
	if (want > (lim.rlim_cur - 300) / 2)
		want = (size_t)(lim.rlim_cur - 300) / 2;
	return want;
}

static void
thousands_of_suspended_feeds_leave_commands_alone(void **state)
{
	struct desk d;
	size_t n;
	int *fd, cmd, pulls;

	(void)state;
	desk_open(&d, plain, MANY);
	n = as_many_as_files_allow(MANY);
	fd = calloc(n, sizeof(*fd));
	assert_non_null(fd);
	for (size_t i = 0; i < n; i++)
		fd[i] = open_stream(&d, i);
	cmd = raw_connect(http_address(d.http));
	command(&d, cmd);
	pulls = desk_pulls(&d);
	for (int i = 0; i < 200; i++)
		command(&d, cmd);
	/* No stream was looked at for them. */
	assert_int_equal(desk_pulls(&d), pulls);
	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; i < n; i++)
			desk_feed(&d, i, "one change\n");
		http_wake(d.http);
		for (size_t i = 0; i < n; i++) {
			if (i % 100 == 0)
				command(&d, cmd);
			expect_chunk(fd[i], "one change\n");
		}
	}
	for (size_t i = 0; i < n; i++)
		close(fd[i]);
	for (size_t i = 0; i < n; i++)
		expect_closed(&d, i);
	free(fd);
	close(cmd);
	desk_close(&d);
}

static void
a_reader_that_never_reads_holds_up_nobody(void **state)
{
	struct desk d;
	int lazy, fd, cmd;

	(void)state;
	desk_open(&d, plain, 2);
	lazy = raw_connect(http_address(d.http));
	raw_puts(lazy, GET("/flood"));
	desk_wait_streams(&d, 1);
	fd = open_stream(&d, 1);
	cmd = raw_connect(http_address(d.http));
	for (int i = 0; i < 100; i++) {
		desk_feed(&d, 1, "event\n");
		http_wake(d.http);
		expect_chunk(fd, "event\n");
		command(&d, cmd);
	}
	close(lazy);
	expect_closed(&d, 0);
	close(fd);
	close(cmd);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_fed_arrives_in_order),
	    cmocka_unit_test(a_stream_that_ends_ends_its_connection),
	    cmocka_unit_test(
	        a_hang_up_of_a_suspended_stream_is_noticed_at_once),
	    cmocka_unit_test(head_of_a_stream_closes_it_without_a_pull),
	    cmocka_unit_test(closing_the_server_closes_each_stream_once),
	    cmocka_unit_test(readers_may_leave_while_they_are_fed),
	    cmocka_unit_test(thousands_of_suspended_feeds_leave_commands_alone),
	    cmocka_unit_test(a_reader_that_never_reads_holds_up_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
