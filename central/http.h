/*
 * HTTP as the central sees it: one handler for whole requests, answers that
 * may come late and from any thread, and streams that pull what they send.
 * libmicrohttpd is behind it and nobody else includes it.
 *
 * One thread reads, writes and calls back. What comes from outside is bounded
 * before the handler sees it: the head (the 8 KiB of a connection), the body,
 * the time for head and body together, the time a reader may take over an
 * answer, the number of connections. What HTTP leaves ambiguous is refused:
 *
 *	400	Transfer-Encoding with Content-Length, or other than chunked;
 *		any of these, Host or another header that has one meaning,
 *		twice; no Host; folded lines, bare line feeds, spaces and
 *		control characters where none belong; a target that is no
 *		absolute path; invalid %XX, U+0000 or invalid UTF-8 in it; a
 *		parameter twice
 *	405	methods but GET, HEAD, POST, PUT, DELETE
 *	413	a body over the limit
 *	503	too many connections, or too many bytes of bodies at once
 *
 * with a problem document, and the connection is closed. A head over 8 KiB
 * (431, or 414 in its first line) and a first line or chunk that cannot be
 * read at all are libmicrohttpd's to refuse: its answer is HTML or a hang-up.
 * Whoever is too slow is hung up on without a word.
 *
 * Plain HTTP is spoken on a Unix socket and on loopback only. Nothing here
 * logs.
 */
#ifndef CENTRAL_HTTP_H
#define CENTRAL_HTTP_H

#include "model/base.h"
#include "model/problem.h"

#include <sys/types.h>

struct http;
struct http_request;
struct http_stream;

/* A member left 0 or NULL stands for the default. */
struct http_config {
	/*
	 * `unix:PATH` (made with mode 0600; a socket left over there is
	 * replaced if nobody answers on it) or `HOST:PORT`, `[::1]:PORT`;
	 * port 0 takes a free one.
	 */
	const char *listen;
	const char *tls_cert; /* PEM file, the chain; with tls_key: TLS 1.2+ */
	const char *tls_key;  /* PEM file */
	/*
	 * Called once for each request, its body complete, on the server's
	 * thread: it must not block. It, or any thread later, answers `r`
	 * exactly once: http_answer(), http_answer_problem() or
	 * http_stream_open().
	 */
	void (*handle)(void *ctx, struct http_request *r);
	void *ctx;
	size_t body_limit; /* bytes of one body; 64 KiB */
	/*
	 * Of one that comes over a Unix socket from the very user who runs
	 * this; body_limit.
	 */
	size_t owner_limit;
	size_t bodies_limit;  /* bytes of all bodies being read; 64 MiB */
	unsigned connections; /* at once; as many as files may be open */
	unsigned request_ms;  /* for a head, and again for its body; 10 s */
	/*
	 * For the reader to take an answer whole, or what a stream gave at
	 * one pull; 30 s.
	 */
	unsigned answer_ms;
	unsigned idle_ms; /* until the next head is there whole; 60 s */
	unsigned stop_ms; /* for http_close() to finish what is begun; 5 s */
};

/*
 * Raises the limit of open files to the hard limit, listens and serves.
 * NULL with *p set: NOT_SAFE (plain HTTP on an address that others reach),
 * USAGE (no such form of address), FILE (certificate, key, socket path), LINK
 * (somebody answers there; not to be had), NO_MEMORY, INTERNAL. *c is copied.
 */
MUST_USE struct http *http_open(const struct http_config *c, struct problem *p);
/* Where it listens, in the form of config's listen, with the real port. */
const char *http_address(const struct http *h);
/*
 * Stops accepting, ends the streams, lets what is begun be answered, and
 * after stop_ms hangs up on the rest. No callback runs once it has returned.
 * A request still held may be answered then, into nothing. Not from a
 * callback.
 */
void http_close(struct http *h);
/*
 * After http_close(), and when no other thread uses h or a request any more;
 * requests that were never answered go with it. NULL is allowed.
 */
void http_free(struct http *h);
/*
 * Sends what other threads have answered and woken since the last call: once
 * for a batch. Nothing they answer moves before; callbacks need no call.
 */
void http_wake(struct http *h);

/*
 * A request. All of this is valid until it is answered, from any one thread
 * at a time.
 */
const char *http_method(const struct http_request *r); /* "GET" */
/* Decoded and valid UTF-8, begins with '/', no control characters. */
const char *http_path(const struct http_request *r);
/* The query parameter of that name, decoded ('+' is a space); NULL: none. */
const char *http_param(const struct http_request *r, const char *name);
/* All of them, for those who refuse what they do not know. */
size_t http_params(const struct http_request *r);
const char *http_param_name(const struct http_request *r, size_t i);
/* The header of that name, in any case; the first of several; NULL: none. */
const char *http_header(const struct http_request *r, const char *name);
/* Never NULL; a NUL that does not count follows. */
const char *http_body(const struct http_request *r, size_t *len);
/* Whether the sender takes gzip (Accept-Encoding). */
bool http_takes_gzip(const struct http_request *r);
/* The user at the other end of a Unix socket; -1 elsewhere. */
int64_t http_peer_uid(const struct http_request *r);
/* "unix" or the numeric address without the port: for limits of tries. */
const char *http_peer(const struct http_request *r);

/* A header for the answer to come; `name: value` must be clean ASCII. */
void http_answer_header(
    struct http_request *r, const char *name, const char *value);
/*
 * Answers, and r is gone. The body is copied; type may be NULL if len is 0.
 * Always sent: X-Content-Type-Options: nosniff, and Cache-Control: no-store
 * unless http_answer_header() said another.
 */
void http_answer(struct http_request *r, int status, const char *type,
    const void *body, size_t len);
/* A problem document (RFC 9457) with the status of p->code; 500 for none. */
void http_answer_problem(struct http_request *r, const struct problem *p);

struct http_stream_source {
	/*
	 * Puts at most `room` bytes and returns how many; room is mostly some
	 * KiB but may be 100 bytes: go on there the next time. 0 means nothing
	 * now: not asked again before http_stream_wake(). -1 ends the stream.
	 * Asked only when the socket takes bytes, so what a reader does not
	 * take stays where it is. Must not block.
	 */
	ssize_t (*pull)(void *ctx, char *to, size_t room);
	/*
	 * The stream is over, whoever ended it: exactly once for each stream
	 * that was opened, after the last pull; the handle is gone when it
	 * returns. Never during a pull or http_stream_open().
	 */
	void (*closed)(void *ctx);
	void *ctx;
};

/*
 * Answers 200 with a stream of that type, and r is gone. NULL when memory
 * ended or the server has closed: closed() is not called then. A hang-up of
 * the reader is noticed at once, also while nothing is sent.
 */
struct http_stream *http_stream_open(struct http_request *r, const char *type,
    const struct http_stream_source *source);
/*
 * There may be something to pull: cheap, from any thread, takes effect with
 * http_wake(). The caller sees to it that closed() has not returned, with a
 * lock of its own that closed() takes too; it may hold it during this call.
 */
void http_stream_wake(struct http_stream *s);

#endif
