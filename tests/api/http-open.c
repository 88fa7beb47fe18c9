/*
 * Where the server listens and where it will not, and how it stops.
 */
#include "tests/lib/http-desk.h"
#include "tests/lib/raw.h"

#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#define GET(target) "GET " target " HTTP/1.1\r\nHost: central\r\n\r\n"
#define CERT "tests/data/tls/cert.pem"
#define KEY "tests/data/tls/key.pem"

static const struct http_config plain;

static void
never(void *ctx, struct http_request *r)
{
	(void)ctx;
	http_answer(r, 500, NULL, NULL, 0);
}

static void
expect_no_server(struct http_config c, enum problem_code code)
{
	struct problem p = {0};
	char text[512];
	struct http *h;

	c.handle = never;
	h = http_open(&c, &p);
	assert_null(h);
	if (p.code != code)
		fail_msg(
		    "%s: %s", c.listen, problem_text(&p, text, sizeof(text)));
}

static void
expect_not_at(const char *listen, enum problem_code code)
{
	expect_no_server((struct http_config){.listen = listen}, code);
}

static void
expect_echo(const struct desk *d)
{
	int fd = raw_connect(http_address(d->http));
	struct reply r;

	raw_puts(fd, GET("/echo"));
	raw_reply(fd, &r, false);
	assert_int_equal(r.status, 200);
	raw_reply_free(&r);
	close(fd);
}

static void
plain_http_is_refused_where_others_reach_it(void **state)
{
	(void)state;
	expect_not_at("0.0.0.0:0", PROBLEM_NOT_SAFE);
	expect_not_at("[::]:0", PROBLEM_NOT_SAFE);
	expect_not_at("192.0.2.1:8080", PROBLEM_NOT_SAFE);
	expect_not_at("[::ffff:192.0.2.1]:8080", PROBLEM_NOT_SAFE);
	expect_not_at("[2001:db8::1]:8080", PROBLEM_NOT_SAFE);
}

static void
an_address_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {"", "8080", ":8080", "localhost",
	    "localhost:", "localhost:http", "127.0.0.1:80x", "::1:80", "[::1]",
	    "[]:80", "127.0.0.1:-1", "127.0.0.1:65536"};

	(void)state;
	expect_not_at(NULL, PROBLEM_USAGE);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		expect_not_at(bad[i], PROBLEM_USAGE);
}

static void
a_port_that_is_taken_is_refused(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, (struct http_config){.listen = "127.0.0.1:0"}, 0);
	assert_int_equal(strncmp(http_address(d.http), "127.0.0.1:", 10), 0);
	assert_string_not_equal(http_address(d.http), "127.0.0.1:0");
	expect_not_at(http_address(d.http), PROBLEM_LINK);
	expect_echo(&d);
	desk_close(&d);
}

static void
a_unix_socket_is_its_owners_alone_and_removed_at_the_end(void **state)
{
	struct desk d;
	struct stat st;
	char path[128];
	mode_t before = umask(0);

	(void)state;
	desk_open(&d, plain, 0);
	umask(before);
	snprintf(path, sizeof(path), "%s/s", d.dir);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISSOCK(st.st_mode));
	assert_int_equal(st.st_mode & 0777, 0600);
	desk_close(&d);
	assert_int_equal(lstat(path, &st), -1);
	assert_int_equal(lstat(d.dir, &st), -1);
}

static void
a_socket_that_answers_is_left_alone(void **state)
{
	struct desk d;

	(void)state;
	desk_open(&d, plain, 0);
	expect_not_at(http_address(d.http), PROBLEM_LINK);
	expect_echo(&d);
	desk_close(&d);
}

static void
leave_stale_socket(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0 && strlen(path) < sizeof(at.sun_path));
	memcpy(at.sun_path, path, strlen(path));
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	close(fd);
}

static void
a_stale_socket_is_replaced_and_a_file_is_not(void **state)
{
	char dir[] = "/tmp/watchroom-open.XXXXXX", path[64], listen[80];
	struct stat st;
	struct desk d;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/s", dir);
	snprintf(listen, sizeof(listen), "unix:%s", path);
	leave_stale_socket(path);
	desk_open(&d, (struct http_config){.listen = listen}, 0);
	expect_echo(&d);
	desk_close(&d);
	fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	expect_not_at(listen, PROBLEM_FILE);
	assert_int_equal(lstat(path, &st), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
	expect_not_at(listen, PROBLEM_FILE);
	expect_not_at("unix:", PROBLEM_FILE);
	expect_not_at(
	    "unix:/tmp/"
	    "0123456789012345678901234567890123456789012345678901234567890"
	    "0123456789012345678901234567890123456789012345678901234567890",
	    PROBLEM_FILE);
}

static void
more_connections_than_files_are_refused(void **state)
{
	struct http_config c = {
	    .listen = "127.0.0.1:0", .connections = 2000000000};

	(void)state;
	expect_no_server(c, PROBLEM_USAGE);
}

static void
tls_needs_a_certificate_and_its_key(void **state)
{
	struct http_config c = {.listen = "127.0.0.1:0"};

	(void)state;
	c.tls_cert = CERT;
	expect_no_server(c, PROBLEM_USAGE);
	c.tls_key = "tests/data/tls/none.pem";
	expect_no_server(c, PROBLEM_FILE);
	c.tls_key = "Makefile";
	expect_no_server(c, PROBLEM_FILE);
	c.tls_key = CERT;
	expect_no_server(c, PROBLEM_INTERNAL);
}

static size_t
keep(char *data, size_t one, size_t n, void *to)
{
	buf_add(to, data, n);
	return one * n;
}

static void
with_tls_it_may_listen_anywhere_and_speaks_no_plain_http(void **state)
{
	struct http_config c = {
	    .listen = "0.0.0.0:0", .tls_cert = CERT, .tls_key = KEY};
	CURL *curl = curl_easy_init();
	struct buf got = {0};
	char url[128];
	struct desk d;
	int fd;

	(void)state;
	assert_non_null(curl);
	desk_open(&d, c, 0);
	snprintf(url, sizeof(url), "https://127.0.0.1%s/echo",
	    strrchr(http_address(d.http), ':'));
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(curl, CURLOPT_CAINFO, CERT);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &got);
	assert_int_equal(curl_easy_perform(curl), CURLE_OK);
	assert_string_equal(buf_str(&got), "GET\n/echo\n127.0.0.1 -1\n-\n");
	curl_easy_cleanup(curl);
	fd = raw_connect(http_address(d.http));
	raw_puts(fd, GET("/echo"));
	raw_wait_end(fd);
	assert_int_equal(desk_handled(&d), 1);
	close(fd);
	buf_free(&got);
	desk_close(&d);
}

static void *
close_it(void *arg)
{
	http_close(arg);
	return NULL;
}

static void
closing_lets_what_is_begun_be_answered(void **state)
{
	struct desk d;
	struct reply r;
	pthread_t thread;
	int held, idle;

	(void)state;
	desk_open(&d, (struct http_config){.stop_ms = PATIENCE_MS}, 0);
	idle = raw_connect(http_address(d.http));
	raw_puts(idle, GET("/echo"));
	raw_reply(idle, &r, false);
	raw_reply_free(&r);
	held = raw_connect(http_address(d.http));
	raw_puts(held, GET("/later"));
	desk_wait_held(&d, 1);
	assert_int_equal(pthread_create(&thread, NULL, close_it, d.http), 0);
	raw_wait_end(idle);
	desk_answer(&d, 0);
	http_wake(d.http);
	raw_reply(held, &r, false);
	assert_int_equal(r.status, 200);
	assert_true(r.whole);
	assert_string_equal(raw_reply_header(&r, "connection"), "close");
	raw_reply_free(&r);
	pthread_join(thread, NULL);
	close(idle);
	close(held);
	desk_close(&d);
}

static void
closing_hangs_up_on_what_outlasts_its_deadline(void **state)
{
	struct desk d;
	int fd[3];

	(void)state;
	desk_open(&d, (struct http_config){.stop_ms = 50}, 1);
	for (size_t i = 0; i < COUNT_OF(fd); i++)
		fd[i] = raw_connect(http_address(d.http));
	raw_puts(fd[0], GET("/later"));
	desk_wait_held(&d, 1);
	raw_puts(fd[1], GET("/later"));
	desk_wait_held(&d, 2);
	raw_puts(fd[2], "POST / HTTP/1.1\r\nHost: central\r\n"
	                "Content-Length: 9\r\n\r\nhalf");
	raw_wait_taken(fd[2]);
	http_close(d.http);
	for (size_t i = 0; i < COUNT_OF(fd); i++) {
		raw_wait_end(fd[i]);
		close(fd[i]);
	}
	/* One is answered into nothing, the other never. */
	desk_answer(&d, 0);
	assert_null(http_stream_open(
	    d.held[1], "text/plain", &(struct http_stream_source){0}));
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(plain_http_is_refused_where_others_reach_it),
	    cmocka_unit_test(an_address_that_is_none_is_refused),
	    cmocka_unit_test(a_port_that_is_taken_is_refused),
	    cmocka_unit_test(
	        a_unix_socket_is_its_owners_alone_and_removed_at_the_end),
	    cmocka_unit_test(a_socket_that_answers_is_left_alone),
	    cmocka_unit_test(a_stale_socket_is_replaced_and_a_file_is_not),
	    cmocka_unit_test(more_connections_than_files_are_refused),
	    cmocka_unit_test(tls_needs_a_certificate_and_its_key),
	    cmocka_unit_test(
	        with_tls_it_may_listen_anywhere_and_speaks_no_plain_http),
	    cmocka_unit_test(closing_lets_what_is_begun_be_answered),
	    cmocka_unit_test(closing_hangs_up_on_what_outlasts_its_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
