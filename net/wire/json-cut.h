/*
 * Large JSON files a value at a time: the text is cut into its elements
 * without building anything, and each goes through the one strict parser
 * (json.h), so that memory is needed for one at a time and each is told by
 * its line. What is never asked for is never judged: who cuts looks at every
 * value.
 *
 *	json_cut_take(&c, '[')
 *	do
 *		json_cut_value(&c, MAX, &item, p)
 *	while (json_cut_take(&c, ','));
 *	json_cut_take(&c, ']') && json_cut_at_end(&c)
 */
#ifndef NET_WIRE_JSON_CUT_H
#define NET_WIRE_JSON_CUT_H

#include "net/wire/json.h"

struct json_cut {
	const char *s, *end;
	unsigned long line; /* of s, from 1 */
};

struct json_cut json_cut_begin(const char *text, size_t len);
/* Goes to the next byte that is no space; *c is then where a value begins. */
void json_cut_space(struct json_cut *c);
/* Whether that character comes next, spaces aside; takes it. */
bool json_cut_take(struct json_cut *c, char want);
/* Whether only spaces are left. */
bool json_cut_at_end(struct json_cut *c);
/*
 * Parses the value that comes next, of at most `max` bytes, and goes beyond
 * it; *out is for cJSON_Delete(). BAD_JSON with the line in the whole text,
 * TOO_LARGE, NO_MEMORY.
 */
MUST_USE enum problem_code json_cut_value(
    struct json_cut *c, size_t max, cJSON **out, struct problem *p);
/* BAD_JSON at the next byte: what is wrong there. */
enum problem_code json_cut_fault(
    const struct json_cut *c, const char *what, struct problem *p);

#endif
