/*
 * A client that sends any bytes whatever, for tests of the server. Every wait
 * is for a condition and fails the test after PATIENCE_MS.
 */
#ifndef TESTS_LIB_RAW_H
#define TESTS_LIB_RAW_H

#include "model/base.h"
#include "model/buf.h"
#include "tests/lib/patience.h"

struct reply {
	int status;      /* 0: hung up before a whole head came */
	struct buf head; /* with its blank line */
	struct buf body; /* dechunked */
	bool whole;      /* the body came to its end */
};

/* A blocking socket to an address as http_address() has it. */
int raw_connect(const char *address);
void raw_send(int fd, const void *bytes, size_t len);
void raw_puts(int fd, const char *text);
/* The same, but a hang-up of the server is none of our business. */
void raw_try(int fd, const void *bytes, size_t len);
/* Waits until the server has read all that was sent on a Unix socket. */
void raw_wait_taken(int fd);
/* Waits for the end of the connection, dropping what comes before. */
void raw_wait_end(int fd);
/* Waits for so many bytes more; how many came before the end. */
size_t raw_read(int fd, void *to, size_t len);
/* Whether something (bytes or the end) is to be read right now. */
bool raw_readable(int fd);

/* Reads one reply, no byte more; head_only for a HEAD or for a stream. */
void raw_reply(int fd, struct reply *r, bool head_only);
/* Valid until the reply is freed or this is called again; NULL: none. */
const char *raw_reply_header(struct reply *r, const char *name);
void raw_reply_free(struct reply *r);
/* Reads the next chunk of a stream into *to; false at its end. */
bool raw_chunk(int fd, struct buf *to);

#endif
