/*
 * Asking a central over HTTP, without ever waiting: one thread owns a client
 * and calls http_client_wait() in place of poll().
 *
 * libcurl's multi interface is behind it, and curl_multi_poll() is what waits,
 * with our own descriptors beside curl's: it has no limit of descriptor
 * numbers as fd_set has, keeps curl's own timers, and needs no second table of
 * sockets as the socket interface would. (curl_multi_waitfds is too new.)
 *
 * Names are resolved by a thread of libcurl's; CURLOPT_QUICK_EXIT lets go of
 * one that hangs instead of waiting for it to end. Certificates are always
 * verified. HTTP/1.1 only: commands must not queue behind a feed.
 *
 * Bodies and tokens are wiped when they are given back. Nothing here logs.
 */
#ifndef NET_LINK_HTTP_CLIENT_H
#define NET_LINK_HTTP_CLIENT_H

#include "model/base.h"
#include "model/problem.h"
#include "net/link/address.h"

#include <poll.h>

struct http_client;
struct http_request;

#define HTTP_CONNECT_MS 5000              /* name, socket and TLS */
#define HTTP_ANSWER_MAX ((size_t)4 << 20) /* bytes of an answer's body */
#define HTTP_WAIT_FDS 16                  /* descriptors beside curl's */

/*
 * A client for one central. ca_file: PEM of the authorities to believe; NULL
 * for the system's. NULL with *p set (NO_MEMORY, LINK) when it fails.
 */
MUST_USE struct http_client *http_client_new(
    const struct address *to, const char *ca_file, struct problem *p);
/* Cancels what is under way: no callback is called. NULL is fine. */
void http_client_free(struct http_client *c);

struct http_header {
	const char *name;
	const char *value;
};

#define HTTP_HEADERS 4

struct http_answer {
	int status;       /* 0: none came, see problem */
	const char *body; /* followed by a NUL; not a stream's */
	size_t len;
	/*
	 * Whether a byte of the request may have left: if not, the central
	 * cannot know of it; if so and status is 0, its fate is not known.
	 */
	bool sent;
	int64_t took; /* ms from the request's end to the answer's begin */
	/*
	 * LINK (addr, what) when no answer came whole, TOO_LARGE or NO_MEMORY;
	 * else what an answer of 400 and above says (problem-json.h).
	 */
	struct problem problem;
};

/* What is asked. All of it is copied, but ctx. Zero stands for nothing. */
struct http_ask {
	const char *method; /* "GET", "POST", "DELETE" */
	const char *path;   /* with its query, percent-encoded */
	const char *auth;   /* value of Authorization */
	struct http_header header[HTTP_HEADERS]; /* up to the first unnamed */
	const char *body;                        /* JSON */
	size_t len;
	/*
	 * On a connection of its own: curl repeats by itself what it sent on
	 * a kept one that turns out to be dead.
	 */
	bool once;
	unsigned timeout_ms; /* for all of it; 0: no limit but connecting's */
	size_t limit;        /* of the answer's body; 0: HTTP_ANSWER_MAX */
	/*
	 * Of a stream: called with what has come, once an answer of 200 and
	 * of stream_type has begun (first with len 0). Other answers are
	 * collected as usual.
	 */
	const char *stream_type; /* not copied: "text/event-stream" */
	void (*data)(void *ctx, const char *bytes, size_t len);
	/* Called once at the end, unless cancelled; the request is gone. */
	void (*done)(void *ctx, const struct http_answer *a);
	void *ctx;
};

/*
 * Asks. Callbacks come out of http_client_wait() only, and may ask and cancel
 * as they like. NULL with *p set when memory ended.
 */
MUST_USE struct http_request *http_client_ask(
    struct http_client *c, const struct http_ask *ask, struct problem *p);
/* Bytes of the answer's body that came over the wire, compressed or not. */
int64_t http_request_received(const struct http_request *r);
/* Forgets a request that is not done; hangs up if it was under way. */
void http_request_cancel(struct http_request *r);

/*
 * Waits until a descriptor of fds[0..n) (n <= HTTP_WAIT_FDS) or the network
 * has something, at most timeout_ms; does what there is to do on the network
 * and calls back. Returns how many of fds have revents; these are poll()'s own,
 * POLLHUP and POLLERR among them.
 */
int http_client_wait(
    struct http_client *c, struct pollfd *fds, size_t n, int timeout_ms);

#endif
