/*
 * The HTTP client against a central that misbehaves by hand: what was sent,
 * what came, what is known of a request's fate, and that nothing waits.
 */
#include "net/link/http-client.h"
#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"

#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#define EVENTS "text/event-stream"

struct bench {
	struct fake_central *fake;
	struct http_client *client;
	struct buf stream; /* what a stream brought */
	size_t begun;      /* how often a stream began */
	struct buf body;   /* of the last answer */
	struct http_answer answer;
	size_t done;               /* how many answers */
	struct http_request *also; /* cancelled by the first answer */
};

/* A deadline for conditions, so that a broken test ends. */
static time_t
deadline(void)
{
	return time(NULL) + PATIENCE_S;
}

static void
step(struct bench *b)
{
	http_client_wait(b->client, NULL, 0, 1);
	fake_central_step(b->fake, 1);
}

#define UNTIL(b, condition)                                \
	for (time_t end_ = deadline(); !(condition);) {    \
		step(b);                                   \
		if (time(NULL) > end_)                     \
			fail_msg("never: %s", #condition); \
	}

static void
on_data(void *ctx, const char *bytes, size_t len)
{
	struct bench *b = ctx;

	if (len == 0)
		b->begun++;
	buf_add(&b->stream, bytes, len);
}

static void
on_done(void *ctx, const struct http_answer *a)
{
	struct bench *b = ctx;

	b->answer = *a;
	b->done++;
	buf_clear(&b->body);
	buf_add(&b->body, a->body, a->len);
	http_request_cancel(b->also);
	b->also = NULL;
}

static int
setup_on(void **state, bool unix_socket)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct address to;

	assert_non_null(b);
	b->fake = fake_central_new(unix_socket);
	assert_int_equal(
	    address_read(&to, fake_central_url(b->fake), NULL), PROBLEM_NONE);
	b->client = http_client_new(&to, NULL, NULL);
	assert_non_null(b->client);
	*state = b;
	return 0;
}

static int
setup(void **state)
{
	return setup_on(state, true);
}

static int
setup_tcp(void **state)
{
	return setup_on(state, false);
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	http_client_free(b->client);
	fake_central_free(b->fake);
	buf_free(&b->stream);
	buf_free(&b->body);
	free(b);
	return 0;
}

static struct http_request *
ask(struct bench *b, struct http_ask a)
{
	struct http_request *r;

	a.method = a.method ? a.method : "GET";
	a.path = a.path ? a.path : "/v1/health";
	a.done = on_done;
	a.ctx = b;
	r = http_client_ask(b->client, &a, NULL);
	assert_non_null(r);
	return r;
}

static struct fake_conn *
request(struct bench *b)
{
	struct fake_conn *c = NULL;

	UNTIL(b, (c = fake_central_request(b->fake)) != NULL);
	return c;
}

static void
raw(struct fake_conn *c, const char *text)
{
	fake_conn_raw(c, text, strlen(text));
}

static void
a_request_arrives_as_asked_and_its_answer_comes_back(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	ask(b, (struct http_ask){.method = "POST",
	           .path = "/v1/commands/sign",
	           .auth = "Bearer secret",
	           .header = {{"Idempotency-Key", "k1"}, {"If-Match", "\"3\""}},
	           .body = "{\"a\":1}",
	           .len = 7});
	c = request(b);
	assert_string_equal(fake_conn_line(c), "POST /v1/commands/sign");
	assert_string_equal(
	    fake_conn_header(c, "Authorization"), "Bearer secret");
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), "k1");
	assert_string_equal(fake_conn_header(c, "If-Match"), "\"3\"");
	assert_string_equal(
	    fake_conn_header(c, "Content-Type"), "application/json");
	assert_string_equal(fake_conn_body(c), "{\"a\":1}");
	fake_conn_answer(c, 200, "{\"seq\":4}");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 200);
	assert_true(b->answer.sent);
	assert_int_equal(b->answer.problem.code, PROBLEM_NONE);
	assert_string_equal(buf_str(&b->body), "{\"seq\":4}");
}

static void
a_connection_is_used_again(void **state)
{
	struct bench *b = *state;

	for (size_t i = 1; i <= 3; i++) {
		ask(b, (struct http_ask){0});
		fake_conn_answer(request(b), 200, "{}");
		UNTIL(b, b->done == i);
	}
	assert_int_equal(fake_central_connections(b->fake), 1);
}

static void
an_answer_cut_anywhere_is_whole(void **state)
{
	struct bench *b = *state;
	const char *text = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
	                   "\xe8\xad\xa6!";
	struct fake_conn *c;

	ask(b, (struct http_ask){0});
	c = request(b);
	for (size_t i = 0; i < strlen(text); i++) {
		fake_conn_raw(c, text + i, 1);
		step(b);
	}
	UNTIL(b, b->done == 1);
	assert_string_equal(buf_str(&b->body), "\xe8\xad\xa6!");
}

static void
a_problem_document_is_read(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){0});
	fake_conn_answer(request(b), 409,
	    "{\"status\":409,\"code\":\"unit-taken\","
	    "\"params\":{\"unit\":\"P1\",\"is\":\"committed\","
	    "\"incident\":\"0128\"}}");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 409);
	assert_int_equal(b->answer.problem.code, PROBLEM_UNIT_TAKEN);
	assert_string_equal(problem_get(&b->answer.problem, "unit"), "P1");
}

static void
who_cannot_be_reached_cannot_know_of_it(void **state)
{
	struct bench *b = *state;

	fake_central_stop(b->fake);
	ask(b, (struct http_ask){.method = "POST", .body = "{}", .len = 2});
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
	assert_false(b->answer.sent);
	assert_int_equal(b->answer.problem.code, PROBLEM_LINK);
}

static void
who_hangs_up_unanswered_may_know_of_it(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){.method = "POST", .body = "{}", .len = 2});
	fake_conn_cut(request(b));
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
	assert_true(b->answer.sent);
}

static void
who_never_answers_may_know_of_it(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){
	           .method = "POST", .body = "{}", .len = 2, .timeout_ms = 50});
	request(b);
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
	assert_true(b->answer.sent);
	assert_int_equal(b->answer.problem.code, PROBLEM_LINK);
}

static void
an_answer_cut_short_is_none(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	ask(b, (struct http_ask){0});
	c = request(b);
	raw(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"se");
	step(b);
	fake_conn_cut(c);
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
	assert_int_equal(b->answer.problem.code, PROBLEM_LINK);
}

static void
an_answer_beyond_its_limit_is_refused(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){.limit = 8});
	fake_conn_answer(request(b), 200, "{\"a\":12345}");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
	assert_non_null(
	    strstr(problem_get(&b->answer.problem, "why"), "too_large"));
	assert_int_equal(b->body.len, 0);
}

static void
a_redirect_is_not_followed(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){.auth = "Bearer secret"});
	raw(request(b),
	    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
	    "Content-Length: 0\r\n\r\n");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 302);
}

static void
a_stream_begins_before_its_first_byte(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	ask(b, (struct http_ask){.data = on_data, .stream_type = EVENTS});
	c = request(b);
	fake_conn_stream(c, "text/event-stream");
	UNTIL(b, b->begun == 1);
	assert_int_equal(b->stream.len, 0);
	fake_conn_puts(c, "data: 1\n\n");
	UNTIL(b, b->stream.len == 9);
	assert_int_equal(b->done, 0);
	fake_conn_cut(c);
	UNTIL(b, b->done == 1);
	assert_int_equal(b->answer.status, 0);
}

static void
a_stream_that_is_refused_tells_why(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){.data = on_data, .stream_type = EVENTS});
	fake_conn_answer(request(b), 401, "{\"code\":\"unauthenticated\"}");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->begun, 0);
	assert_int_equal(b->stream.len, 0);
	assert_int_equal(b->answer.problem.code, PROBLEM_UNAUTHENTICATED);
}

static void
a_page_in_place_of_a_stream_is_none(void **state)
{
	struct bench *b = *state;

	ask(b, (struct http_ask){.data = on_data, .stream_type = EVENTS});
	fake_conn_answer(request(b), 200, "<html>log in here</html>");
	UNTIL(b, b->done == 1);
	assert_int_equal(b->begun, 0);
	assert_int_equal(b->answer.status, 200);
}

static void
a_flood_comes_whole_and_in_order(void **state)
{
	struct bench *b = *state;
	struct buf sent = {0};
	struct fake_conn *c;

	for (unsigned i = 0; sent.len < 2000000; i++)
		buf_printf(&sent, "data: %u\n", i);
	assert_true(buf_ok(&sent));
	ask(b, (struct http_ask){.data = on_data, .stream_type = EVENTS});
	c = request(b);
	fake_conn_stream(c, "text/event-stream");
	fake_conn_send(c, sent.data, sent.len);
	UNTIL(b, b->stream.len >= sent.len);
	assert_int_equal(b->stream.len, sent.len);
	assert_memory_equal(b->stream.data, sent.data, sent.len);
	buf_free(&sent);
}

/* One piece of a gzip stream, flushed so that it can be read at once. */
static size_t
squeeze(z_stream *z, const char *text, unsigned char *to, size_t room)
{
	z->next_in = (unsigned char *)(uintptr_t)text;
	z->avail_in = (unsigned)strlen(text);
	z->next_out = to;
	z->avail_out = (unsigned)room;
	assert_int_equal(deflate(z, Z_SYNC_FLUSH), Z_OK);
	return room - z->avail_out;
}

static void
a_compressed_stream_is_read_piece_by_piece(void **state)
{
	struct bench *b = *state;
	z_stream z = {0};
	unsigned char piece[256];
	struct fake_conn *c;

	ask(b, (struct http_ask){.data = on_data, .stream_type = EVENTS});
	c = request(b);
	assert_string_equal(fake_conn_header(c, "Accept-Encoding"), "gzip");
	fake_conn_stream(c, "text/event-stream\r\nContent-Encoding: gzip");
	assert_int_equal(
	    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
	    Z_OK);
	for (size_t i = 1; i <= 3; i++) {
		size_t n = squeeze(&z, "data: x\n\n", piece, sizeof(piece));

		fake_conn_send(c, (char *)piece, n);
		UNTIL(b, b->stream.len == 9 * i);
	}
	deflateEnd(&z);
}

static void
a_callback_may_cancel_another_request(void **state)
{
	struct bench *b = *state;
	struct fake_conn *one = NULL, *other = NULL;

	b->also = ask(b, (struct http_ask){.path = "/v1/a"});
	ask(b, (struct http_ask){.path = "/v1/b"});
	UNTIL(b, one || (one = fake_central_find(b->fake, "GET /v1/a")));
	UNTIL(b, other || (other = fake_central_find(b->fake, "GET /v1/b")));
	fake_conn_answer(other, 200, "{}");
	UNTIL(b, b->done == 1);
	UNTIL(b, !fake_conn_open(one));
	assert_int_equal(b->done, 1);
}

static void
keys_and_hang_ups_come_through(void **state)
{
	struct bench *b = *state;
	struct pollfd key = {.events = POLLIN};
	int pipes[2];

	assert_int_equal(pipe(pipes), 0);
	key.fd = pipes[0];
	assert_int_equal(http_client_wait(b->client, &key, 1, 0), 0);
	assert_int_equal(write(pipes[1], "k", 1), 1);
	assert_int_equal(http_client_wait(b->client, &key, 1, 60000), 1);
	assert_true(key.revents & POLLIN);
	assert_int_equal(read(pipes[0], &(char){0}, 1), 1);
	close(pipes[1]);
	assert_int_equal(http_client_wait(b->client, &key, 1, 60000), 1);
	assert_true(key.revents & POLLHUP);
	close(pipes[0]);
}

/* In place of libc's, for libcurl too: hangs until the test lets it go. */
static int resolver_gate[2] = {-1, -1};

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
    struct addrinfo **out)
{
	char c;

	(void)host, (void)service, (void)hints, (void)out;
	while (read(resolver_gate[0], &c, 1) > 0)
		continue;
	return EAI_AGAIN;
}

static void
a_resolver_that_hangs_holds_up_nobody(void **state)
{
	struct bench b = {0};
	struct pollfd key = {.events = POLLIN};
	struct address to;
	int keys[2];

	(void)state;
	assert_int_equal(pipe(resolver_gate), 0);
	assert_int_equal(pipe(keys), 0);
	assert_int_equal(address_read(&to, "https://central.invalid", NULL), 0);
	b.client = http_client_new(&to, NULL, NULL);
	assert_non_null(b.client);
	ask(&b, (struct http_ask){.timeout_ms = 50});
	key.fd = keys[0];
	while (b.done == 0) { /* a key at every turn, while it hangs */
		assert_int_equal(write(keys[1], "k", 1), 1);
		assert_int_equal(http_client_wait(b.client, &key, 1, 60000), 1);
		assert_int_equal(read(keys[0], &(char){0}, 1), 1);
	}
	assert_false(b.answer.sent);
	ask(&b, (struct http_ask){0});
	http_client_wait(b.client, NULL, 0, 1);
	/* Ends with the resolver still in there: alarm() if it does not. */
	http_client_free(b.client);
	close(resolver_gate[1]);
	close(keys[0]);
	close(keys[1]);
	buf_free(&b.body);
}

static void
refuses(const char *text, enum problem_code code)
{
	struct address a;

	assert_int_equal(address_read(&a, text, NULL), code);
}

static void
an_address_is_a_socket_loopback_or_tls(void **state)
{
	struct address a;

	(void)state;
	assert_int_equal(address_read(&a, "unix:/run/w.sock", NULL), 0);
	assert_string_equal(a.socket, "/run/w.sock");
	assert_int_equal(address_read(&a, "http://127.0.0.1:80", NULL), 0);
	assert_int_equal(address_read(&a, "http://[::1]:8080/", NULL), 0);
	assert_string_equal(a.base, "http://[::1]:8080");
	assert_int_equal(address_read(&a, "https://a.example", NULL), 0);
	assert_string_equal(a.base, "https://a.example:443");
	refuses("http://a.example:80", PROBLEM_NOT_SAFE);
	refuses("http://127.0.0.1.a.example", PROBLEM_NOT_SAFE);
	refuses("https://user:word@a.example", PROBLEM_USAGE);
	refuses("https://a.example/x", PROBLEM_USAGE);
	refuses("https://a.example/?x", PROBLEM_USAGE);
	refuses("ftp://a.example", PROBLEM_USAGE);
	refuses("unix:", PROBLEM_USAGE);
	refuses("a b", PROBLEM_USAGE);
	refuses("", PROBLEM_USAGE);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
#define TCP(test) cmocka_unit_test_setup_teardown(test, setup_tcp, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(a_request_arrives_as_asked_and_its_answer_comes_back),
	    TCP(a_request_arrives_as_asked_and_its_answer_comes_back),
	    WITH(a_connection_is_used_again),
	    WITH(an_answer_cut_anywhere_is_whole),
	    TCP(an_answer_cut_anywhere_is_whole),
	    WITH(a_problem_document_is_read),
	    WITH(who_cannot_be_reached_cannot_know_of_it),
	    TCP(who_cannot_be_reached_cannot_know_of_it),
	    WITH(who_hangs_up_unanswered_may_know_of_it),
	    WITH(who_never_answers_may_know_of_it),
	    WITH(an_answer_cut_short_is_none),
	    WITH(an_answer_beyond_its_limit_is_refused),
	    WITH(a_redirect_is_not_followed),
	    WITH(a_stream_begins_before_its_first_byte),
	    WITH(a_stream_that_is_refused_tells_why),
	    WITH(a_page_in_place_of_a_stream_is_none),
	    WITH(a_flood_comes_whole_and_in_order),
	    TCP(a_flood_comes_whole_and_in_order),
	    WITH(a_compressed_stream_is_read_piece_by_piece),
	    WITH(a_callback_may_cancel_another_request),
	    WITH(keys_and_hang_ups_come_through),
	    cmocka_unit_test(a_resolver_that_hangs_holds_up_nobody),
	    cmocka_unit_test(an_address_is_a_socket_loopback_or_tls),
	};

	alarm(120);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
