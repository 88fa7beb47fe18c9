/*
 * Thousands of consoles for benchmarks: sockets in a process of their own, for
 * the limit of open files and so that their memory does not count. They read
 * all that comes and count the mark that a change may bear.
 */
#ifndef TESTS_LIB_CONSOLES_H
#define TESTS_LIB_CONSOLES_H

#include "tests/lib/feed-desk.h"

#define CONSOLES_MARK '~'

struct consoles {
	pid_t child;
	int told; /* a byte for each marked change that all have had */
};

/* Raises the limit of open files as far as it goes; how many it lets in. */
size_t consoles_limit(void);
/* So many connections that ask that; fails the test when one does not open. */
struct consoles consoles_open(
    const char *address, const char *request, size_t count);
/* Until all have had the next marked change. */
void consoles_wait(const struct consoles *c);
/* Until so many feeds have had what was live and go on from the log. */
void consoles_joined(struct feed_desk *d, size_t count);
void consoles_close(struct consoles *c);

#endif
