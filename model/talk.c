/*
 * See talk.h.
 */
#include "model/talk.h"

#include "model/fold.h"

int64_t
message_place(const struct message *m)
{
	return m->told ? m->told : m->head.seq;
}

bool
message_before(const struct message *a, const struct message *b)
{
	int64_t x = message_place(a), y = message_place(b);

	return x != y ? x < y : a->line < b->line;
}

bool
message_is_talk(const struct message *m)
{
	return m->class == MESSAGE_TALK || m->class == MESSAGE_MUSTREAD ||
	       m->class == MESSAGE_CHECKLIST;
}

static bool
is_alnum(int32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Letters of any script: all beyond ASCII but signs and blanks of CJK. */
static bool
goes_on(int32_t c)
{
	if (c < 0x80)
		return is_alnum(c);
	return c >= 0xc0 && c < 0x110000 && !(c >= 0x2000 && c < 0x2e80) &&
	       !(c >= 0x3000 && c < 0x3040) && !(c >= 0xff00 && c < 0xfff0);
}

static bool
joins(int32_t c)
{
	return c == '-' || c == '_' || c == '.' || c == '/';
}

/* Bytes of the name that begins at s; of a number only digits and -. */
static size_t
name_length(const char *s, const char *end, char sign)
{
	const char *at = s, *stop = s;

	while (at < end) {
		int32_t c = fold_next(&at, end);

		if (sign == '#' ? c >= '0' && c <= '9' : goes_on(c))
			stop = at;
		else if (!joins(c))
			break;
	}
	return (size_t)(stop - s);
}

/* The sign that a name begins with here, its bytes in *len; 0: none. */
static char
sign_at(const char *s, const char *end, size_t *len)
{
	const char *at = s;
	int32_t c = fold_next(&at, end);

	*len = (size_t)(at - s);
	return c == '#' || c == '@' ? (char)c : 0;
}

bool
talk_next_name(const char *text, size_t len, size_t *at, struct talk_name *name)
{
	const char *end = text + len, *s = text + *at;
	size_t sign;

	for (; s < end; s += sign) {
		char c = sign_at(s, end, &sign);
		size_t n = c ? name_length(s + sign, end, c) : 0;

		if (n == 0)
			continue;
		*name = (struct talk_name){c, s + sign, n, (size_t)(s - text)};
		*at = (size_t)(s + sign + n - text);
		return true;
	}
	*at = len;
	return false;
}
