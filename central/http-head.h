/*
 * Whether a request's head means one thing only.
 *
 * libmicrohttpd joins folded lines (to the name before them, at that), takes
 * bare line feeds, repeated Content-Length and Host, and Content-Length beside
 * Transfer-Encoding: what a proxy in front may read in another way, and so let
 * one request through inside another. It cuts the head up in place, so the
 * pieces it hands out must still lie end to end where they came in; where they
 * do not, it swallowed or changed something, and the head is refused. Should a
 * later version copy the pieces, every request is refused: the tests say so
 * at once.
 */
#ifndef CENTRAL_HTTP_HEAD_H
#define CENTRAL_HTTP_HEAD_H

#include "model/base.h"
#include "model/problem.h"

#define HTTP_LINES_MAX 48 /* more header lines are refused */

struct http_head {
	const char *method;  /* where the head begins */
	const char *target;  /* as it came; cut up by now */
	size_t target_len;   /* before it was cut up */
	const char *version; /* "HTTP/1.1" */
	size_t size;         /* bytes from method to the end of the head */
	size_t lines;        /* may be over HTTP_LINES_MAX: not kept then */
	struct http_line {
		const char *name, *value; /* not closed with a NUL */
		size_t name_len, value_len;
	} line[HTTP_LINES_MAX];
};

/* PROBLEM_NONE, BAD_HTTP, or BAD_METHOD. */
MUST_USE enum problem_code http_head_check(
    const struct http_head *h, struct problem *p);
/* The value of Content-Length; 0 when it is not there. Of a checked head. */
uint64_t http_head_length(const struct http_head *h);

#endif
