/*
 * Folding goes a character at a time through utf8proc's simple lower case, so
 * a folded text is never stored.
 */
#include "model/fold.h"

#include <string.h>
#include <utf8proc.h>

#define NOT_UTF8 0x110000 /* and the byte: beyond the last code point */

int32_t
fold_next(const char **s, const char *end)
{
	const unsigned char *at = (const unsigned char *)*s;
	utf8proc_int32_t cp;
	utf8proc_ssize_t n;

	if (*s >= end)
		return -1;
	if (*at < 0x80) {
		++*s;
		return *at >= 'A' && *at <= 'Z' ? *at + 32 : *at;
	}
	n = utf8proc_iterate(at, end - *s, &cp);
	if (n <= 0) {
		++*s;
		return NOT_UTF8 + *at;
	}
	*s += n;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		cp -= 0xFEE0;
	else if (cp == 0x3000)
		cp = ' ';
	return utf8proc_tolower(cp);
}

bool
fold_is(const char *a, const char *b, size_t len)
{
	const char *a_end, *b_end = b + len;
	int32_t x, y;

	if (!a)
		return len == 0;
	a_end = a + strlen(a);
	do {
		x = fold_next(&a, a_end);
		y = fold_next(&b, b_end);
	} while (x == y && x >= 0);
	return x == y;
}

/* Where needle ends when it stands at the head of hay, else NULL. */
static const char *
head_is(const char *hay, const char *end, const char *needle,
    const char *needle_end)
{
	int32_t c;

	while ((c = fold_next(&needle, needle_end)) >= 0)
		if (fold_next(&hay, end) != c)
			return NULL;
	return hay;
}

const char *
fold_find(const char *hay, size_t hlen, const char *needle, size_t nlen,
    const char **stop)
{
	const char *end = hay + hlen, *rest = needle, *at, *found;
	int32_t first = fold_next(&rest, needle + nlen);

	while (first >= 0 && hay < end) {
		at = hay;
		if (fold_next(&hay, end) != first)
			continue;
		found = head_is(hay, end, rest, needle + nlen);
		if (!found)
			continue;
		if (stop)
			*stop = found;
		return at;
	}
	return NULL;
}
