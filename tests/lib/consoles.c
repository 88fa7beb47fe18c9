/*
 * Consoles in a process of their own (consoles.h).
 */
#include "tests/lib/consoles.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define FILES_OF_OTHERS 100 /* the store, logs, pipes */

size_t
consoles_limit(void)
{
	struct rlimit files;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	if (files.rlim_cur < FILES_OF_OTHERS)
		return 0;
	return (size_t)files.rlim_cur - FILES_OF_OTHERS;
}

static int
open_console(const char *address, const char *request)
{
	int fd = raw_connect(address);

	raw_puts(fd, request);
	return fd;
}

static size_t
count_marks(const char *bytes, size_t len)
{
	size_t n = 0;

	for (const char *end = bytes + len;
	     (bytes = memchr(bytes, CONSOLES_MARK, (size_t)(end - bytes))) !=
	     NULL;
	     bytes++)
		n++;
	return n;
}

/* Reads all there is; says so when every console has had the next change. */
static void
read_for_ever(int epoll, size_t consoles, int tell)
{
	struct epoll_event e[256];
	char bytes[65536];
	size_t marks = 0, due = consoles;

	for (;;) {
		int n = epoll_wait(epoll, e, COUNT_OF(e), -1);

		for (int i = 0; i < n; i++) {
			ssize_t got = recv(
			    e[i].data.fd, bytes, sizeof(bytes), MSG_DONTWAIT);

			if (got <= 0 && errno != EAGAIN)
				_exit(0);
			marks += count_marks(bytes, got > 0 ? (size_t)got : 0);
		}
		for (; marks >= due; due += consoles)
			if (write(tell, "", 1) != 1)
				_exit(1);
	}
}

static void
be_consoles(const char *address, const char *request, size_t count, int tell)
{
	int epoll = epoll_create1(0);

	for (size_t i = 0; i < count; i++) {
		struct epoll_event e = {.events = EPOLLIN};

		e.data.fd = open_console(address, request);
		if (epoll_ctl(epoll, EPOLL_CTL_ADD, e.data.fd, &e) != 0)
			_exit(1);
	}
	if (write(tell, "", 1) != 1)
		_exit(1);
	read_for_ever(epoll, count, tell);
}

void
consoles_wait(const struct consoles *c)
{
	char byte;

	assert_int_equal(read(c->told, &byte, 1), 1);
}

struct consoles
consoles_open(const char *address, const char *request, size_t count)
{
	struct consoles c = {0};
	int told[2];

	assert_int_equal(pipe(told), 0);
	c.child = fork();
	assert_true(c.child >= 0);
	if (c.child == 0) {
		close(told[0]);
		be_consoles(address, request, count, told[1]);
	}
	close(told[1]);
	c.told = told[0];
	consoles_wait(&c);
	return c;
}

void
consoles_joined(struct feed_desk *d, size_t count)
{
	const struct timespec nap = {.tv_nsec = 50000000};
	struct hub_stats s;

	do {
		nanosleep(&nap, NULL);
		hub_stats(d->hub, &s);
	} while (s.feeds < count || s.reading > 0);
}

void
consoles_close(struct consoles *c)
{
	kill(c->child, SIGKILL);
	waitpid(c->child, NULL, 0);
	close(c->told);
}
