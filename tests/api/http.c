/*
 * The server as its users see it: what a handler is given, what a client gets
 * back, answers that come late and from elsewhere, opening and closing.
 */
#include "tests/lib/http-desk.h"
#include "tests/lib/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static void
a_whole_request_reaches_the_handler(void **state)
{
	struct desk d;
	struct reply r;
	char want[256];
	int fd;

	(void)state;
	desk_open(&d, (struct http_config){0}, 0);
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
	raw_reply_free(&r);
	close(fd);
	desk_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_request_reaches_the_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
