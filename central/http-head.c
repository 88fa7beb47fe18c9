/*
 * The refusals of http-head.h: RFC 9112 where it says "may be treated as an
 * error", and section 6.1 for the framing of a body.
 */
#include "central/http-head.h"

#include <string.h>
#include <strings.h>

static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE"};

/* Headers that mean one thing: twice is refused, whatever they say. */
static const char *const single[] = {
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "idempotency-key",
    "if-match",
    "last-event-id",
    "transfer-encoding",
};

static enum problem_code
bad(struct problem *p, const char *why)
{
	return problem_set(p, PROBLEM_BAD_HTTP, "why", why, NULL);
}

static bool
line_is(const struct http_line *l, const char *name)
{
	return l->name_len == strlen(name) &&
	       strncasecmp(l->name, name, l->name_len) == 0;
}

static const struct http_line *
find(const struct http_head *h, const char *name)
{
	for (size_t i = 0; i < h->lines; i++)
		if (line_is(&h->line[i], name))
			return &h->line[i];
	return NULL;
}

/* RFC 9110 5.6.2. */
static bool
is_token(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = s[i];

		if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') &&
		    (c < 'a' || c > 'z') &&
		    (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return len > 0;
}

static bool
is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return len > 0;
}

/* Nothing was swallowed: the pieces lie end to end (see http-head.h). */
static bool
lies_whole(const struct http_head *h)
{
	const char *at = h->method + strlen(h->method) + 1;

	if (h->target != at)
		return false;
	at += h->target_len + 1;
	if (h->version != at)
		return false;
	at += strlen(h->version) + 2;
	for (size_t i = 0; i < h->lines; i++) {
		const struct http_line *l = &h->line[i];

		if (l->name != at || l->value <= l->name + l->name_len)
			return false;
		for (at += l->name_len + 1; at < l->value; at++)
			if (*at != ' ' && *at != '\t')
				return false;
		at = l->value + l->value_len + 2;
	}
	return at + 2 == h->method + h->size;
}

static bool
value_is_clean(const struct http_line *l)
{
	for (size_t i = 0; i < l->value_len; i++) {
		unsigned char c = (unsigned char)l->value[i];

		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return false;
	}
	return true;
}

static enum problem_code
check_lines(const struct http_head *h, struct problem *p)
{
	for (size_t i = 0; i < h->lines; i++) {
		if (!is_token(h->line[i].name, h->line[i].name_len))
			return bad(p, why_header_name);
		if (!value_is_clean(&h->line[i]))
			return bad(p, why_header_control);
	}
	return PROBLEM_NONE;
}

static enum problem_code
check_single(const struct http_head *h, struct problem *p)
{
	for (size_t i = 0; i < COUNT_OF(single); i++) {
		size_t n = 0;

		for (size_t k = 0; k < h->lines; k++)
			n += line_is(&h->line[k], single[i]);
		if (n > 1) {
			problem_set(
			    p, PROBLEM_BAD_HTTP, "why", why_header_twice, NULL);
			if (p)
				problem_param(p, "header", "%s", single[i]);
			return PROBLEM_BAD_HTTP;
		}
	}
	return PROBLEM_NONE;
}

static bool
value_is(const struct http_line *l, const char *text)
{
	return l->value_len == strlen(text) &&
	       strncasecmp(l->value, text, l->value_len) == 0;
}

static enum problem_code
check_framing(const struct http_head *h, bool old, struct problem *p)
{
	const struct http_line *te = find(h, "transfer-encoding");
	const struct http_line *cl = find(h, "content-length");
	const struct http_line *expect = find(h, "expect");

	if (te && cl)
		return bad(p, why_length_and_chunked);
	if (te && old)
		return bad(p, why_chunked_in_10);
	if (te && !value_is(te, "chunked"))
		return bad(p, why_not_chunked);
	if (cl && (!is_digits(cl->value, cl->value_len) || cl->value_len > 18))
		return bad(p, "content-length");
	if (expect && !value_is(expect, "100-continue"))
		return bad(p, "expect");
	return PROBLEM_NONE;
}

static enum problem_code
check_host(const struct http_head *h, bool old, struct problem *p)
{
	const struct http_line *host = find(h, "host");

	if (!host)
		return old ? PROBLEM_NONE : bad(p, why_no_host);
	for (size_t i = 0; i < host->value_len; i++)
		if (strchr(" \t,/@?#\\", host->value[i]))
			return bad(p, "host");
	return PROBLEM_NONE;
}

static enum problem_code
check_method(const struct http_head *h, struct problem *p)
{
	for (size_t i = 0; i < COUNT_OF(methods); i++)
		if (strcmp(h->method, methods[i]) == 0)
			return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_METHOD, "allow",
	    "GET, HEAD, POST, PUT, DELETE", NULL);
}

enum problem_code
http_head_check(const struct http_head *h, struct problem *p)
{
	bool old = strcmp(h->version, "HTTP/1.0") == 0;
	enum problem_code code;

	if (!old && strcmp(h->version, "HTTP/1.1") != 0)
		return bad(p, why_http_version);
	if (h->lines > HTTP_LINES_MAX)
		return bad(p, why_headers_over);
	if (!lies_whole(h))
		return bad(p, why_folded_header);
	if ((code = check_lines(h, p)) || (code = check_single(h, p)) ||
	    (code = check_framing(h, old, p)) || (code = check_host(h, old, p)))
		return code;
	return check_method(h, p);
}

uint64_t
http_head_length(const struct http_head *h)
{
	const struct http_line *l = find(h, "content-length");
	uint64_t n = 0;

	for (size_t i = 0; l && i < l->value_len; i++)
		n = n * 10 + (uint64_t)(l->value[i] - '0');
	return n;
}
