/*
 * The raw client of raw.h. It reads a head byte by byte, so that what follows
 * stays in the socket.
 */
#include "tests/lib/raw.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <linux/sockios.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int
connect_unix(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_true(strlen(path) < sizeof(at.sun_path));
	memcpy(at.sun_path, path, strlen(path));
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

int
raw_connect(const char *address)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	const char *port = strrchr(address, ':') + 1;
	int fd;

	if (strncmp(address, "unix:", 5) == 0)
		return connect_unix(address + 5);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	at.sin_port = htons((uint16_t)strtoul(port, NULL, 10));
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
	return fd;
}

void
raw_send(int fd, const void *bytes, size_t len)
{
	const char *s = bytes;

	while (len > 0) {
		ssize_t n = send(fd, s, len, MSG_NOSIGNAL);

		assert_true(n > 0);
		s += n;
		len -= (size_t)n;
	}
}

void
raw_puts(int fd, const char *text)
{
	raw_send(fd, text, strlen(text));
}

void
raw_try(int fd, const void *bytes, size_t len)
{
	(void)!send(fd, bytes, len, MSG_NOSIGNAL);
}

void
raw_wait_taken(int fd)
{
	struct timespec nap = {.tv_nsec = 100000};
	int left = 1;

	for (int i = 0; i < PATIENCE_MS * 10 && left > 0; i++) {
		assert_int_equal(ioctl(fd, SIOCOUTQ, &left), 0);
		if (left > 0)
			nanosleep(&nap, NULL);
	}
	assert_int_equal(left, 0);
}

bool
raw_readable(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	return poll(&p, 1, 0) == 1;
}

/* Bytes that came, 0 at the end of the connection. */
static size_t
some(int fd, void *to, size_t len)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	ssize_t n;

	assert_int_equal(poll(&p, 1, PATIENCE_MS), 1);
	n = recv(fd, to, len, 0);
	return n > 0 ? (size_t)n : 0;
}

void
raw_wait_end(int fd)
{
	char drop[65536];

	while (some(fd, drop, sizeof(drop)) > 0)
		;
}

size_t
raw_read(int fd, void *to, size_t len)
{
	size_t got = 0, n;

	while (got < len && (n = some(fd, (char *)to + got, len - got)) > 0)
		got += n;
	return got;
}

/* One line with its end appended; false when the connection ended. */
static bool
line(int fd, struct buf *to)
{
	char c;

	do {
		if (some(fd, &c, 1) == 0)
			return false;
		buf_putc(to, c);
	} while (c != '\n');
	return true;
}

bool
raw_chunk(int fd, struct buf *to)
{
	struct buf size = {0};
	char data[65536], end[2];
	size_t n;

	if (!line(fd, &size)) {
		buf_free(&size);
		return false;
	}
	n = strtoul(size.data, NULL, 16);
	buf_free(&size);
	assert_true(n <= sizeof(data));
	if (raw_read(fd, data, n) < n || raw_read(fd, end, 2) < 2)
		return false;
	buf_add(to, data, n);
	return n > 0;
}

const char *
raw_reply_header(struct reply *r, const char *name)
{
	static _Thread_local char value[256];
	size_t n = strlen(name);

	for (const char *s = strstr(buf_str(&r->head), "\r\n"); s;
	     s = strstr(s, "\r\n")) {
		s += 2;
		if (strncasecmp(s, name, n) == 0 && s[n] == ':') {
			for (s += n + 1; *s == ' '; s++)
				;
			n = strcspn(s, "\r");
			assert_true(n < sizeof(value));
			memcpy(value, s, n);
			value[n] = '\0';
			return value;
		}
	}
	return NULL;
}

static void
read_sized(int fd, struct reply *r, size_t len)
{
	char data[4096];

	while (len > 0) {
		size_t want = len < sizeof(data) ? len : sizeof(data);
		size_t n = raw_read(fd, data, want);

		buf_add(&r->body, data, n);
		len -= n;
		if (n < want)
			return;
	}
	r->whole = true;
}

void
raw_reply(int fd, struct reply *r, bool head_only)
{
	const char *length;
	size_t before;

	*r = (struct reply){0};
	do {
		before = r->head.len;
		if (!line(fd, &r->head))
			return;
	} while (r->head.len - before > 2);
	r->status = (int)strtol(r->head.data + strlen("HTTP/1.1 "), NULL, 10);
	r->whole = r->status == 204;
	if (head_only || r->whole)
		return;
	length = raw_reply_header(r, "Content-Length");
	if (length) {
		read_sized(fd, r, strtoul(length, NULL, 10));
		return;
	}
	while (raw_chunk(fd, &r->body))
		;
	r->whole = true;
}

void
raw_reply_free(struct reply *r)
{
	buf_free(&r->head);
	buf_free(&r->body);
}
