/*
 * A server in the test's own process, with a handler that keeps note:
 *
 *	/echo	    answers what it saw, a line each
 *	/later	    is held until the test answers it
 *	/stream	    becomes a stream that the test feeds
 *	/flood	    becomes a stream that never ends by itself
 *	/problem    answers a problem of two parameters
 */
#ifndef TESTS_LIB_HTTP_DESK_H
#define TESTS_LIB_HTTP_DESK_H

#include "central/http.h"
#include "model/buf.h"

#include <pthread.h>

#define DESK_HELD 512

struct desk_stream {
	struct desk *desk;
	struct http_stream *stream; /* NULL once it was closed */
	struct buf queue;           /* not pulled yet */
	bool flood, end;
	size_t pulled; /* bytes */
	int pulls, closed;
};

struct desk {
	struct http *http;
	char dir[64];
	pthread_mutex_t lock;
	pthread_cond_t change;
	int handled; /* requests that reached the handler */
	struct http_request *held[DESK_HELD];
	size_t nheld;
	struct desk_stream *stream;
	size_t nstreams, rooms; /* opened; there is room for */
};

/*
 * Opens on a Unix socket of its own if c->listen is NULL; handler and ctx are
 * set here. Fails the test when it does not open.
 */
void desk_open(struct desk *d, struct http_config c, size_t streams);
/* With http_close() and http_free(). */
void desk_close(struct desk *d);

/* Wait for so many, ever. */
void desk_wait_handled(struct desk *d, int n);
void desk_wait_held(struct desk *d, size_t n);
void desk_wait_streams(struct desk *d, size_t n);
void desk_wait_pulls(struct desk *d, size_t stream, int n);
void desk_wait_closed(struct desk *d, size_t stream);
/* Pulls of all streams until now. */
int desk_pulls(struct desk *d);
/* Requests that were handled until now. */
int desk_handled(struct desk *d);
/* Answers held request i with its number, without http_wake(). */
void desk_answer(struct desk *d, size_t i);
/* Queues text for stream i and wakes it, without http_wake(). */
void desk_feed(struct desk *d, size_t i, const char *text);
void desk_end(struct desk *d, size_t i);

#endif
