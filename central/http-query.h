/*
 * The target of a request ("/v1/feed?since=3&q=a%20b") taken apart, strictly:
 * what is not plain ASCII, a % without two hex digits, U+0000, invalid UTF-8,
 * an encoded slash or control character in the path, a "." or ".." segment, a
 * parameter twice or without a name are all refused with BAD_REQUEST.
 */
#ifndef CENTRAL_HTTP_QUERY_H
#define CENTRAL_HTTP_QUERY_H

#include "model/base.h"
#include "model/buf.h"
#include "model/problem.h"

#define HTTP_PARAMS_MAX 32 /* more are refused */

struct http_target {
	struct buf text; /* the decoded parts, each closed with a NUL */
	size_t params;
	struct {
		size_t name, value; /* offsets in text */
	} param[HTTP_PARAMS_MAX];
};

/*
 * Takes target[0..len) apart into *t, which is as new or was freed; on
 * failure there is nothing to free. BAD_REQUEST or NO_MEMORY.
 */
MUST_USE enum problem_code http_target_parse(
    struct http_target *t, const char *target, size_t len, struct problem *p);
/* Valid until freed; the path is the first thing in text. */
const char *http_target_path(const struct http_target *t);
const char *http_target_name(const struct http_target *t, size_t i);
const char *http_target_value(const struct http_target *t, size_t i);
void http_target_free(struct http_target *t);

#endif
