/*
 * Reading the lines of a checklist (checklist.h).
 */
#include "model/checklist.h"

#include <stdio.h>
#include <string.h>

#include "model/text.h"

#define WIDE_SEMICOLON "\xEF\xBC\x9B"

/* The bytes of a parting sign at s; 0 when there is none. */
static size_t
parting(const char *s)
{
	if (*s == ';' || *s == '\n' || *s == '\r')
		return 1;
	return strncmp(s, WIDE_SEMICOLON, 3) == 0 ? 3 : 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static enum problem_code
bad_line(const char *s, size_t len, const char *want, struct problem *p)
{
	char line[4 * CHECKLIST_TEXT], text[64];

	snprintf(line, sizeof(line), "%.*s",
	    (int)(len < sizeof(line) ? len : sizeof(line) - 1), s);
	text_copy_cut(text, sizeof(text), line);
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "lines", "value", text,
	    "want", want, NULL);
}

/* The number after "count"; 0 when there is none that may be. */
static int64_t
read_want(const char *s, size_t len)
{
	int64_t n = 0;

	while (len > 0 && is_blank(*s)) {
		s++;
		len--;
	}
	while (len > 0 && is_blank(s[len - 1]))
		len--;
	for (; len > 0 && *s >= '0' && *s <= '9' && n <= CHECKLIST_WANT; len--)
		n = n * 10 + (*s++ - '0');
	return len == 0 && n <= CHECKLIST_WANT ? n : 0;
}

/* Reads "[count 40]" at the beginning of s[0..len); how much it took. */
static enum problem_code
read_class(const char *s, size_t len, struct checklist_line *out, size_t *took,
    struct problem *p)
{
	const char *close = memchr(s, ']', len);
	size_t word, inside;
	int class;

	*took = 0;
	if (*s != '[' || !close)
		return PROBLEM_NONE;
	inside = (size_t)(close - s) - 1;
	for (word = 0; word < inside && !is_blank(s[1 + word]);)
		word++;
	class = enum_find(&enum_item_class, s + 1, word);
	if (class < 0)
		return bad_line(s, len, why_item_class, p);
	out->class = (enum item_class) class;
	*took = inside + 2;
	if (out->class == ITEM_COUNT)
		out->want = read_want(s + 1 + word, inside - word);
	else if (word != inside)
		return bad_line(s, len, why_bare_item, p);
	if (out->class == ITEM_COUNT && out->want == 0)
		return bad_line(s, len, why_item_count, p);
	return PROBLEM_NONE;
}

static enum problem_code
read_line(
    const char *s, size_t len, struct checklist_line *out, struct problem *p)
{
	size_t took;
	enum problem_code code = read_class(s, len, out, &took, p);

	if (code)
		return code;
	while (took < len && is_blank(s[took]))
		took++;
	if (took == len)
		return bad_line(s, len, why_item_words, p);
	if (len - took > CHECKLIST_TEXT)
		return problem_set(
		    p, PROBLEM_TOO_LONG, "key", "lines", "limit", "160", NULL);
	memcpy(out->text, s + took, len - took);
	out->text[len - took] = '\0';
	return PROBLEM_NONE;
}

enum problem_code
checklist_next(
    const char **s, struct checklist_line *out, bool *found, struct problem *p)
{
	const char *at = *s;
	size_t n, len = 0;

	*out = (struct checklist_line){0};
	for (;;) {
		n = parting(at);
		if (n == 0 && !is_blank(*at))
			break;
		at += n ? n : 1;
	}
	while (at[len] && !parting(at + len))
		len++;
	*s = at + len;
	while (len > 0 && is_blank(at[len - 1]))
		len--;
	*found = len > 0;
	return *found ? read_line(at, len, out, p) : PROBLEM_NONE;
}

bool
item_settled(const struct item *i)
{
	return i->done != 0 || i->struck != NULL;
}
