/*
 * From `unix:PATH` or `HOST:PORT` to a socket that listens.
 */
#ifndef CENTRAL_HTTP_LISTEN_H
#define CENTRAL_HTTP_LISTEN_H

#include "model/base.h"
#include "model/problem.h"

#include <sys/stat.h>

struct http_listener {
	int fd;            /* -1: none */
	char address[160]; /* as given, with the real port */
	bool local;        /* a Unix socket */
	struct stat made;  /* the Unix socket's file, to know it again */
};

/*
 * Listens on `address`. Plain HTTP, that is tls false, only where nobody else
 * reaches it. A Unix socket is made with mode 0600; a socket that lies there
 * is replaced if nobody answers on it, anything else is left alone.
 * NOT_SAFE, USAGE, FILE, LINK.
 */
MUST_USE enum problem_code http_listen(
    struct http_listener *l, const char *address, bool tls, struct problem *p);
/* Stops listening; removes the Unix socket's file if it is still ours. */
void http_unlisten(struct http_listener *l);

#endif
