/*
 * What a hostile or broken client sends: each is refused or hung up on, the
 * handler never sees it, and nobody else notices.
 */
#include "tests/lib/http-desk.h"
#include "tests/lib/raw.h"

#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define HOST "Host: central\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST "\r\n"

static const struct http_config plain;

/* The text is answered with this status and nothing more, then the end. */
static void
expect_refusal(struct desk *d, const char *text, size_t len, int status)
{
	int fd = raw_connect(http_address(d->http));
	int before = desk_handled(d);
	struct reply r;

	raw_try(fd, text, len);
	raw_reply(fd, &r, false);
	if (r.status != status)
		fail_msg("%d, not %d, for: %s", r.status, status, text);
	assert_true(r.whole);
	assert_string_equal(raw_reply_header(&r, "connection"), "close");
	if (status < 500)
		assert_string_equal(raw_reply_header(&r, "content-type"),
		    "application/problem+json");
	raw_reply_free(&r);
	raw_reply(fd, &r, false);
	assert_int_equal(r.status, 0);
	raw_reply_free(&r);
	assert_int_equal(desk_handled(d), before);
	close(fd);
}

static void
refused(const char *const *texts, size_t n)
{
	struct desk d;
	int fd;

	desk_open(&d, plain, 0);
	for (size_t i = 0; i < n; i++)
		expect_refusal(&d, texts[i], strlen(texts[i]), 400);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/echo"));
	desk_wait_handled(&d, 1);
	close(fd);
	desk_close(&d);
}

/* What follows would be a second request to whoever reads it otherwise. */
#define SMUGGLED "0\r\n\r\n" GET("/smuggled")

static void
transfer_encoding_with_content_length_is_refused(void **state)
{
	static const char *const texts[] = {
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
	    "Content-Length: 5\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.1\r\n" HOST "transfer-encoding: chunked\r\n"
	    "CONTENT-LENGTH: 0\r\n\r\n" SMUGGLED,
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
duplicate_content_length_is_refused(void **state)
{
	static const char *const texts[] = {
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
	    "Content-Length: 0\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n"
	    "content-length: 5\r\n\r\n" SMUGGLED,
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
content_length_that_is_no_number_is_refused(void **state)
{
	/* Some are refused by libmicrohttpd, in HTML. */
	static const char *const texts[] = {
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nhello",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\nhello",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 5 \r\n\r\nhello",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\nhello",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nhello",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\nhello",
	};
	struct desk d;

	(void)state;
	desk_open(&d, plain, 0);
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		int fd = raw_connect(http_address(d.http));
		struct reply r;

		raw_puts(fd, texts[i]);
		raw_reply(fd, &r, false);
		assert_int_equal(r.status, 400);
		raw_wait_end(fd);
		raw_reply_free(&r);
		close(fd);
	}
	assert_int_equal(desk_handled(&d), 0);
	desk_close(&d);
}

static void
duplicate_or_missing_host_is_refused(void **state)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.1\r\n" HOST HOST "\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X: y\r\nhost: other\r\n\r\n",
	    "GET / HTTP/1.1\r\n\r\n",
	    "GET / HTTP/1.1\r\nX: y\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost: me@there\r\n\r\n",
	    "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
transfer_encoding_other_than_chunked_is_refused(void **state)
{
	static const char *const texts[] = {
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n",
	    "POST / HTTP/1.1\r\n" HOST
	    "Transfer-Encoding: gzip, chunked\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.1\r\n" HOST
	    "Transfer-Encoding: chunked, chunked\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n",
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked \r\n\r\n",
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\n\r\n",
	    "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
	    "Transfer-Encoding: identity\r\n\r\n" SMUGGLED,
	    "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" SMUGGLED,
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
folded_lines_and_bare_line_feeds_are_refused(void **state)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\nY: z\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
	    "POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\n 0\r\n\r\nx",
	    "POST / HTTP/1.1\r\nContent-Length: 1\r\n 0\r\n" HOST "\r\nx",
	    "GET / HTTP/1.1\r\n X: a\r\n" HOST "\r\n",
	    "GET / HTTP/1.1\n" HOST "\r\n",
	    "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
	    "GET / HTTP/1.1\r\nHost: a\nX: b\n\n",
	    "GET / HTTP/1.1\r\n" HOST "\n",
	    "GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n",
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

/*
 * libmicrohttpd folds in place where a line lies at the end of its buffer:
 * such heads of every length, so that each alignment comes up.
 */
static void
a_folded_line_is_refused_wherever_it_lies(void **state)
{
	struct desk d;
	struct buf text = {0};

	(void)state;
	desk_open(&d, plain, 0);
	for (int pad = 4096 - 140; pad < 4096; pad++) {
		buf_clear(&text);
		buf_printf(&text,
		    "POST / HTTP/1.1\r\n" HOST "X: %0*d\r\n"
		    "Content-Length:   5\r\n 0\r\n\r\nhello",
		    pad, 0);
		assert_true(buf_ok(&text));
		expect_refusal(&d, text.data, text.len, 400);
	}
	buf_free(&text);
	desk_close(&d);
}

static void
stray_bytes_in_a_head_are_refused(void **state)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.1\r\nHost : central\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X y: z\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST ": z\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X\xC3\xA9: z\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X: \x1B[2J\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "X: \x7F\r\n\r\n",
	    "GET  / HTTP/1.1\r\n" HOST "\r\n",
	    "GET /  HTTP/1.1\r\n" HOST "\r\n",
	    "GET /a b HTTP/1.1\r\n" HOST "\r\n",
	};
	static const char zero[] = "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n";
	static const char cut[] = "GET /a\0b HTTP/1.1\r\n" HOST "\r\n";
	struct desk d;

	(void)state;
	refused(texts, COUNT_OF(texts));
	desk_open(&d, plain, 0);
	expect_refusal(&d, zero, sizeof(zero) - 1, 400);
	expect_refusal(&d, cut, sizeof(cut) - 1, 400);
	desk_close(&d);
}

static void
what_has_one_meaning_may_not_come_twice(void **state)
{
	static const char *const texts[] = {
	    "GET / HTTP/1.1\r\n" HOST
	    "Authorization: a\r\nAuthorization: b\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST
	    "Idempotency-Key: a\r\nidempotency-key: a\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST "If-Match: 1\r\nIf-Match: 2\r\n\r\n",
	    "GET / HTTP/1.1\r\n" HOST
	    "Last-Event-ID: a\r\nLast-Event-ID: b\r\n\r\n",
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
a_target_that_is_no_clean_path_is_refused(void **state)
{
	static const char *const texts[] = {
	    GET("http://central/echo"),
	    GET("*"),
	    GET("echo"),
	    GET("/a/../b"),
	    GET("/a/%2E%2e/b"),
	    GET("/.."),
	    GET("/./a"),
	    GET("/a%2Fb"),
	    GET("/a#b"),
	    GET("/a%"),
	    GET("/a%4"),
	    GET("/a%4g"),
	    GET("/a%00b"),
	    GET("/a%0Ab"),
	    GET("/a%FF"),
	    GET("/a%C0%AF"),
	    GET("/\xE5\xA8\x84"),
	    GET("/?a=%ED%A0%80"),
	    GET("/?a=%00"),
	    GET("/?a=%zz"),
	    GET("/?a=1&a=2"),
	    GET("/?a=1&%61=2"),
	    GET("/?=1"),
	};

	(void)state;
	refused(texts, COUNT_OF(texts));
}

static void
other_methods_are_refused_with_those_allowed(void **state)
{
	static const char *const methods[] = {
	    "OPTIONS", "TRACE", "PATCH", "get", "BREW"};
	struct desk d;

	(void)state;
	desk_open(&d, plain, 0);
	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		struct buf text = {0};
		struct reply r;
		int fd = raw_connect(http_address(d.http));

		buf_printf(&text, "%s / HTTP/1.1\r\n" HOST "\r\n", methods[i]);
		raw_send(fd, text.data, text.len);
		raw_reply(fd, &r, false);
		assert_int_equal(r.status, 405);
		assert_non_null(raw_reply_header(&r, "allow"));
		raw_wait_end(fd);
		raw_reply_free(&r);
		buf_free(&text);
		close(fd);
	}
	assert_int_equal(desk_handled(&d), 0);
	desk_close(&d);
}

/* The status of the answer to text; 0 for a hang-up; the end must follow. */
static int
status_of(struct desk *d, const struct buf *text)
{
	int fd = raw_connect(http_address(d->http));
	struct reply r;
	int status;

	assert_true(buf_ok(text));
	raw_try(fd, text->data, text->len);
	raw_reply(fd, &r, false);
	status = r.status;
	raw_reply_free(&r);
	raw_wait_end(fd);
	close(fd);
	return status;
}

static void
a_head_that_is_too_large_is_refused(void **state)
{
	struct buf line = {0}, lines = {0}, many = {0};
	struct desk d;

	(void)state;
	desk_open(&d, plain, 0);
	buf_printf(&line, "GET /%09000d HTTP/1.1\r\n" HOST "\r\n", 0);
	assert_int_equal(status_of(&d, &line), 414);
	buf_printf(&lines, "GET / HTTP/1.1\r\n" HOST "X: %09000d\r\n\r\n", 0);
	assert_int_equal(status_of(&d, &lines), 431);
	buf_puts(&many, "GET / HTTP/1.1\r\n" HOST);
	for (int i = 0; i < 60; i++)
		buf_printf(&many, "X%d: y\r\n", i);
	buf_puts(&many, "\r\n");
	assert_int_equal(status_of(&d, &many), 400);
	assert_int_equal(desk_handled(&d), 0);
	buf_free(&line);
	buf_free(&lines);
	buf_free(&many);
	desk_close(&d);
}

static void
post(struct buf *text, size_t body)
{
	buf_clear(text);
	buf_printf(text,
	    "POST /echo HTTP/1.1\r\n" HOST
	    "Connection: close\r\nContent-Length: %zu\r\n\r\n%0*d",
	    body, (int)body, 0);
}

static void
post_chunked(struct buf *text, size_t body)
{
	buf_clear(text);
	buf_puts(text, "POST /echo HTTP/1.1\r\n" HOST "Connection: close\r\n"
	               "Transfer-Encoding: chunked\r\n\r\n");
	for (; body >= 1000; body -= 1000)
		buf_printf(text, "%x\r\n%0*d\r\n", 1000, 1000, 0);
	if (body > 0)
		buf_printf(text, "%zx\r\n%0*d\r\n", body, (int)body, 0);
	buf_puts(text, "0\r\n\r\n");
}

static void
a_body_over_the_limit_is_413(void **state)
{
	struct http_config c = {.body_limit = 20000};
	struct buf text = {0};
	struct desk d;

	(void)state;
	desk_open(&d, c, 0);
	post(&text, 20001);
	assert_int_equal(status_of(&d, &text), 413);
	post_chunked(&text, 20001);
	assert_int_equal(status_of(&d, &text), 413);
	post_chunked(&text, 150000);
	assert_int_equal(status_of(&d, &text), 413);
	assert_int_equal(desk_handled(&d), 0);
	post(&text, 20000);
	assert_int_equal(status_of(&d, &text), 200);
	post_chunked(&text, 20000);
	assert_int_equal(status_of(&d, &text), 200);
	buf_free(&text);
	desk_close(&d);
}

static void
more_bodies_at_once_than_the_limit_are_refused_and_forgotten(void **state)
{
	struct http_config c = {.body_limit = 1000, .bodies_limit = 1500};
	struct buf text = {0};
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, c, 0);
	fd = raw_connect(http_address(d.http));
	post(&text, 1000);
	raw_send(fd, text.data, text.len - 1);
	raw_wait_taken(fd);
	assert_int_equal(status_of(&d, &text), 503);
	raw_send(fd, "0", 1);
	raw_wait_end(fd);
	close(fd);
	for (int i = 0; i < 10; i++)
		assert_int_equal(status_of(&d, &text), 200);
	buf_free(&text);
	desk_close(&d);
}

static void
a_malformed_chunk_is_refused(void **state)
{
	static const char *const bodies[] = {"xyz\r\nhello\r\n0\r\n\r\n",
	    "5\r\nhelloXX0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n",
	    "\r\nhello\r\n0\r\n\r\n"};
	struct buf text = {0};
	struct desk d;

	(void)state;
	desk_open(&d, plain, 0);
	for (size_t i = 0; i < COUNT_OF(bodies); i++) {
		buf_clear(&text);
		buf_printf(&text,
		    "POST / HTTP/1.1\r\n" HOST
		    "Transfer-Encoding: chunked\r\n\r\n%s",
		    bodies[i]);
		assert_int_equal(status_of(&d, &text), 400);
	}
	assert_int_equal(desk_handled(&d), 0);
	buf_free(&text);
	desk_close(&d);
}

/* Sends text a byte at a time, over and over, until the server hangs up. */
static void
drip(int fd, const char *text)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	size_t n = strlen(text);

	for (size_t i = 0; i < PATIENCE_MS / 5; i++) {
		raw_try(fd, &text[i % n], 1);
		if (poll(&p, 1, 5) == 1)
			break;
	}
	raw_wait_end(fd);
}

static void
a_dripped_head_or_body_is_cut_at_its_deadline(void **state)
{
	static const struct {
		const char *begin, *drip;
	} slow[] = {
	    {"", "G"},
	    {"GET / HTTP/1.1\r\n" HOST, "X: y\r\n"},
	    {"POST / HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\n", "x"},
	    {"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n",
	        "1\r\nx\r\n"},
	    {"POST / HTTP/1.1\r\n" HOST
	     "Transfer-Encoding: chunked\r\n\r\n0\r\n",
	        "X: y\r\n"},
	};
	struct http_config c = {.request_ms = 150};
	struct desk d;

	(void)state;
	desk_open(&d, c, 0);
	for (size_t i = 0; i < COUNT_OF(slow); i++) {
		int fd = raw_connect(http_address(d.http));

		raw_puts(fd, slow[i].begin);
		drip(fd, slow[i].drip);
		close(fd);
	}
	assert_int_equal(desk_handled(&d), 0);
	desk_close(&d);
}

static void
an_idle_connection_is_cut_also_when_its_next_head_drips(void **state)
{
	struct http_config c = {.idle_ms = 150};
	struct desk d;
	struct reply r;

	(void)state;
	desk_open(&d, c, 0);
	for (int i = 0; i < 2; i++) {
		int fd = raw_connect(http_address(d.http));

		raw_puts(fd, GET("/echo"));
		raw_reply(fd, &r, false);
		assert_int_equal(r.status, 200);
		raw_reply_free(&r);
		if (i == 0)
			raw_wait_end(fd);
		else
			drip(fd, "GET / HTTP/1.1\r\n" HOST "X: y\r\n");
		close(fd);
	}
	desk_close(&d);
}

/* A silent one is cut as well: it never says a word. */
static void
a_silent_connection_is_cut(void **state)
{
	struct http_config c = {.request_ms = 150};
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, c, 0);
	fd = raw_connect(http_address(d.http));
	raw_wait_end(fd);
	close(fd);
	desk_close(&d);
}

static void
a_reader_that_never_reads_costs_no_memory_and_is_cut(void **state)
{
	struct http_config c = {.answer_ms = 300};
	struct desk d;
	int fd;

	(void)state;
	desk_open(&d, c, 1);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/flood"));
	desk_wait_closed(&d, 0);
	assert_int_equal(d.stream[0].closed, 1);
	assert_true(d.stream[0].pulled > 0);
	/* What the sockets hold, and one buffer: nothing is piled up. */
	assert_true(d.stream[0].pulled < 8 * 1024 * 1024);
	raw_wait_end(fd);
	close(fd);
	desk_close(&d);
}

/* It reads, but a byte now and then: the deadline is for the whole answer. */
static void
an_answer_that_is_sipped_is_cut_at_its_deadline(void **state)
{
	enum { SIZE = 8 * 1024 * 1024 };
	struct http_config c = {.answer_ms = 300};
	char *big = calloc(1, SIZE), sip;
	struct desk d;
	size_t got;
	int fd;

	(void)state;
	assert_non_null(big);
	desk_open(&d, c, 0);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/later"));
	desk_wait_held(&d, 1);
	http_answer(d.held[0], 200, "text/plain", big, SIZE);
	http_wake(d.http);
	/* POLLRDHUP without reading on: the server shut its side. */
	for (int i = 0; i < PATIENCE_MS / 5; i++) {
		struct pollfd p = {.fd = fd, .events = POLLRDHUP};

		assert_int_equal(raw_read(fd, &sip, 1), 1);
		if (poll(&p, 1, 5) == 1)
			break;
	}
	for (got = 0; raw_read(fd, &sip, 1) == 1; got++)
		;
	assert_true(got < SIZE);
	free(big);
	close(fd);
	desk_close(&d);
}

static void
one_connection_too_many_is_told_so(void **state)
{
	struct http_config c = {.connections = 8};
	struct desk d;
	struct reply r;
	int fd[8], more;

	(void)state;
	desk_open(&d, c, 0);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		fd[i] = raw_connect(http_address(d.http));
		raw_puts(fd[i], GET("/later"));
		desk_wait_held(&d, i + 1);
	}
	more = raw_connect(http_address(d.http));
	raw_reply(more, &r, false);
	assert_int_equal(r.status, 503);
	assert_non_null(strstr(buf_str(&r.body), "\"code\":\"busy\""));
	raw_reply_free(&r);
	raw_wait_end(more);
	close(more);
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		desk_answer(&d, i);
	http_wake(d.http);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		raw_reply(fd[i], &r, false);
		assert_int_equal(r.status, 200);
		raw_reply_free(&r);
		close(fd[i]);
	}
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(transfer_encoding_with_content_length_is_refused),
	    cmocka_unit_test(duplicate_content_length_is_refused),
	    cmocka_unit_test(content_length_that_is_no_number_is_refused),
	    cmocka_unit_test(duplicate_or_missing_host_is_refused),
	    cmocka_unit_test(transfer_encoding_other_than_chunked_is_refused),
	    cmocka_unit_test(folded_lines_and_bare_line_feeds_are_refused),
	    cmocka_unit_test(a_folded_line_is_refused_wherever_it_lies),
	    cmocka_unit_test(stray_bytes_in_a_head_are_refused),
	    cmocka_unit_test(what_has_one_meaning_may_not_come_twice),
	    cmocka_unit_test(a_target_that_is_no_clean_path_is_refused),
	    cmocka_unit_test(other_methods_are_refused_with_those_allowed),
	    cmocka_unit_test(a_head_that_is_too_large_is_refused),
	    cmocka_unit_test(a_body_over_the_limit_is_413),
	    cmocka_unit_test(
	        more_bodies_at_once_than_the_limit_are_refused_and_forgotten),
	    cmocka_unit_test(a_malformed_chunk_is_refused),
	    cmocka_unit_test(a_dripped_head_or_body_is_cut_at_its_deadline),
	    cmocka_unit_test(
	        an_idle_connection_is_cut_also_when_its_next_head_drips),
	    cmocka_unit_test(a_silent_connection_is_cut),
	    cmocka_unit_test(
	        a_reader_that_never_reads_costs_no_memory_and_is_cut),
	    cmocka_unit_test(an_answer_that_is_sipped_is_cut_at_its_deadline),
	    cmocka_unit_test(one_connection_too_many_is_told_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
