/*
 * Where a value ends is told by brackets and quotes alone; whether it is one,
 * the parser says (json-cut.h).
 */
#include "net/wire/json-cut.h"

#include <stdlib.h>
#include <string.h>

struct json_cut
json_cut_begin(const char *text, size_t len)
{
	return (struct json_cut){text, text + len, 1};
}

void
json_cut_space(struct json_cut *c)
{
	while (c->s < c->end && memchr(" \t\r\n", *c->s, 4)) {
		c->line += *c->s == '\n';
		c->s++;
	}
}

bool
json_cut_take(struct json_cut *c, char want)
{
	json_cut_space(c);
	if (c->s == c->end || *c->s != want)
		return false;
	c->s++;
	return true;
}

bool
json_cut_at_end(struct json_cut *c)
{
	json_cut_space(c);
	return c->s == c->end;
}

/* The length of the value that begins here; 0 when it does not end. */
static size_t
value_length(const struct json_cut *c)
{
	size_t depth = 0;
	bool quoted = false;

	for (const char *s = c->s; s < c->end; s++) {
		if (quoted) {
			if (*s == '\\' && s + 1 < c->end)
				s++;
			else if (*s == '"')
				quoted = false;
		} else if (*s == '"') {
			quoted = true;
		} else if (*s == '[' || *s == '{') {
			depth++;
		} else if (depth == 0 && memchr(",]}: \t\r\n", *s, 8)) {
			return (size_t)(s - c->s);
		} else if (*s == ']' || *s == '}') {
			depth--;
		}
		if (!quoted && depth == 0 && memchr("]}\"", *s, 3))
			return (size_t)(s - c->s) + 1;
	}
	return depth == 0 && !quoted ? (size_t)(c->end - c->s) : 0;
}

enum problem_code
json_cut_fault(const struct json_cut *c, const char *why, struct problem *p)
{
	problem_set(p, PROBLEM_BAD_JSON, "byte", "1", "why", why, NULL);
	problem_param(p, "line", "%lu", c->line);
	return PROBLEM_BAD_JSON;
}

enum problem_code
json_cut_value(struct json_cut *c, size_t max, cJSON **out, struct problem *p)
{
	const struct json_limits limits = {max, JSON_DEPTH_MAX};
	enum problem_code code;
	size_t len;

	*out = NULL;
	json_cut_space(c);
	len = value_length(c);
	if (len == 0)
		return json_cut_fault(c, why_value_cut, p);
	code = json_parse(c->s, len, &limits, out, p);
	if (code == PROBLEM_BAD_JSON)
		problem_param(p, "line", "%lu",
		    c->line + strtoul(problem_get(p, "line"), NULL, 10) - 1);
	if (code)
		return code;
	for (size_t i = 0; i < len; i++)
		c->line += c->s[i] == '\n';
	c->s += len;
	return PROBLEM_NONE;
}
