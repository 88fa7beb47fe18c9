/*
 * Percent decoding and the splitting of a query (RFC 3986; in a query `+` is
 * a space as forms write it). Splitting comes before decoding, so that an
 * encoded & or = is data.
 */
#include "central/http-query.h"

#include "model/text.h"

#include <string.h>

static enum problem_code
bad(struct problem *p, const char *why)
{
	return problem_set(p, PROBLEM_BAD_REQUEST, "why", why, NULL);
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte of a "%XX" at s, -1 when it is none. */
static int
encoded_byte(const char *s, size_t len)
{
	if (len < 3 || hex(s[1]) < 0 || hex(s[2]) < 0)
		return -1;
	return hex(s[1]) * 16 + hex(s[2]);
}

/* Appends s decoded, and a NUL; *at is its offset in out. */
static enum problem_code
decode(struct buf *out, const char *s, size_t len, bool plus, size_t *at,
    struct problem *p)
{
	*at = out->len;
	for (size_t i = 0; i < len; i++) {
		int c = (unsigned char)s[i];

		if (c == '%') {
			c = encoded_byte(s + i, len - i);
			if (c < 0)
				return bad(p, why_bare_percent);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		buf_putc(out, (char)c);
	}
	if (!buf_ok(out))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!text_valid(buf_str(out) + *at, out->len - *at, NULL))
		return bad(p, why_address_not_utf8);
	buf_putc(out, '\0');
	return PROBLEM_NONE;
}

static enum problem_code
add_param(struct http_target *t, const char *s, size_t len, struct problem *p)
{
	const char *equals = memchr(s, '=', len);
	size_t name = equals ? (size_t)(equals - s) : len;
	enum problem_code code;

	if (name == 0)
		return bad(p, why_nameless_parameter);
	if (t->params == HTTP_PARAMS_MAX)
		return bad(p, why_parameters_over);
	code = decode(&t->text, s, name, true, &t->param[t->params].name, p);
	if (code)
		return code;
	if (equals)
		code = decode(&t->text, equals + 1, len - name - 1, true,
		    &t->param[t->params].value, p);
	else
		code = decode(
		    &t->text, "", 0, true, &t->param[t->params].value, p);
	if (code)
		return code;
	t->params++;
	return PROBLEM_NONE;
}

static enum problem_code
check_twice(const struct http_target *t, struct problem *p)
{
	for (size_t i = 1; i < t->params; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(http_target_name(t, i),
			        http_target_name(t, k)) == 0)
				return bad(p, why_parameter_twice);
	return PROBLEM_NONE;
}

static enum problem_code
parse_query(struct http_target *t, const char *s, size_t len, struct problem *p)
{
	const char *end = s + len;
	enum problem_code code;

	while (s < end) {
		const char *amp = memchr(s, '&', (size_t)(end - s));
		size_t n = (size_t)((amp ? amp : end) - s);

		if (n > 0) {
			code = add_param(t, s, n, p);
			if (code)
				return code;
		}
		s += n + 1;
	}
	return check_twice(t, p);
}

/* Dots that a proxy in front may have read another way. */
static bool
has_dot_segment(const char *path)
{
	for (const char *s = path; s; s = strchr(s + 1, '/')) {
		size_t dots = strspn(s + 1, ".");

		if ((dots == 1 || dots == 2) &&
		    (s[1 + dots] == '/' || s[1 + dots] == '\0'))
			return true;
	}
	return false;
}

static enum problem_code
parse_path(struct http_target *t, const char *s, size_t len, struct problem *p)
{
	size_t at, slashes = 0;
	const char *path;
	enum problem_code code = decode(&t->text, s, len, false, &at, p);

	if (code)
		return code;
	path = http_target_path(t);
	for (size_t i = 0; i < len; i++)
		slashes += s[i] == '/';
	for (const char *c = path; *c; c++) {
		slashes -= *c == '/';
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return bad(p, why_path_control);
	}
	if (slashes != 0)
		return bad(p, why_encoded_slash);
	if (has_dot_segment(path))
		return bad(p, why_dot_segment);
	return PROBLEM_NONE;
}

static enum problem_code
check_plain(const char *s, size_t len, struct problem *p)
{
	if (len == 0 || s[0] != '/')
		return bad(p, why_no_absolute_path);
	for (size_t i = 0; i < len; i++)
		if (s[i] <= ' ' || s[i] >= 0x7F || s[i] == '#')
			return bad(p, why_address_byte);
	return PROBLEM_NONE;
}

enum problem_code
http_target_parse(
    struct http_target *t, const char *target, size_t len, struct problem *p)
{
	const char *query;
	size_t path;
	enum problem_code code = check_plain(target, len, p);

	*t = (struct http_target){0};
	if (code)
		return code;
	query = memchr(target, '?', len);
	path = query ? (size_t)(query - target) : len;
	code = parse_path(t, target, path, p);
	if (!code && query)
		code = parse_query(t, query + 1, len - path - 1, p);
	if (!code && !buf_ok(&t->text))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (code)
		http_target_free(t);
	return code;
}

const char *
http_target_path(const struct http_target *t)
{
	return buf_str(&t->text);
}

const char *
http_target_name(const struct http_target *t, size_t i)
{
	return buf_str(&t->text) + t->param[i].name;
}

const char *
http_target_value(const struct http_target *t, size_t i)
{
	return buf_str(&t->text) + t->param[i].value;
}

void
http_target_free(struct http_target *t)
{
	buf_free(&t->text);
	t->params = 0;
}
