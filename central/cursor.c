/*
 * Cursors as text; see cursor.h. Parsing formats again and compares, so there
 * is one text for each cursor and nothing else is taken.
 */
#include "central/cursor.h"

#include "model/blake2s.h"

#include <stdio.h>
#include <string.h>

#define TAG_CHARS 6
#define SCOPES_CHARS 8

static const char base64url[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The first bits of some bytes as a number. */
static uint64_t
leading(const unsigned char *bytes, unsigned bits)
{
	uint64_t n = 0;

	for (size_t i = 0; i < 8; i++)
		n = n << 8 | bytes[i];
	return n >> (64 - bits);
}

uint64_t
cursor_tag(const unsigned char *tag)
{
	return leading(tag, 6 * TAG_CHARS);
}

uint64_t
cursor_scopes(const char *const *scopes, size_t count)
{
	uint8_t digest[8];
	struct blake2s h;

	blake2s_begin(&h, sizeof(digest));
	for (size_t i = 0; i < count; i++)
		blake2s_add(&h, scopes[i], strlen(scopes[i]) + 1);
	blake2s_end(&h, digest);
	return leading(digest, 6 * SCOPES_CHARS);
}

static void
put_word(char *out, uint64_t n, size_t chars)
{
	for (size_t i = chars; i-- > 0; n >>= 6)
		out[i] = base64url[n & 63];
	out[chars] = '\0';
}

void
cursor_format(const struct cursor *c, char out[CURSOR_SIZE])
{
	char scopes[SCOPES_CHARS + 1], tag[TAG_CHARS + 1];
	int n;

	put_word(scopes, c->scopes, SCOPES_CHARS);
	put_word(tag, c->tag, TAG_CHARS);
	n = snprintf(
	    out, CURSOR_SIZE, "%s.%lld.%s", scopes, (long long)c->seq, tag);
	if (c->known != c->seq)
		n += snprintf(out + n, CURSOR_SIZE - (size_t)n, ".%lld",
		    (long long)c->known);
	if (c->end)
		snprintf(out + n, CURSOR_SIZE - (size_t)n, ".%lld",
		    (long long)c->end);
}

/* The parts take what is theirs off *s; what is wrong shows at the end. */

static uint64_t
take_word(const char **s, size_t chars)
{
	uint64_t n = 0;
	const char *at;

	for (; chars-- > 0 && **s; (*s)++) {
		at = strchr(base64url, **s);
		n = n << 6 | (at ? (uint64_t)(at - base64url) : 0);
	}
	return n;
}

static int64_t
take_number(const char **s)
{
	int64_t n = 0;

	for (; **s >= '0' && **s <= '9' && n <= INT64_MAX / 10 - 1; (*s)++)
		n = n * 10 + (**s - '0');
	return n;
}

static bool
take_dot(const char **s)
{
	bool is = **s == '.';

	*s += is;
	return is;
}

static bool
in_order(const struct cursor *c)
{
	if (c->end && (c->end <= c->seq || c->end > c->known))
		return false;
	return c->known >= c->seq;
}

bool
cursor_parse(const char *text, size_t len, struct cursor *c)
{
	char copy[CURSOR_SIZE], again[CURSOR_SIZE];
	const char *s = copy;
	struct cursor got = {0};

	if (len >= sizeof(copy) || memchr(text, '\0', len))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	got.scopes = take_word(&s, SCOPES_CHARS);
	take_dot(&s);
	got.seq = take_number(&s);
	take_dot(&s);
	got.tag = take_word(&s, TAG_CHARS);
	got.known = take_dot(&s) ? take_number(&s) : got.seq;
	got.end = take_dot(&s) ? take_number(&s) : 0;
	cursor_format(&got, again);
	if (strcmp(copy, again) != 0 || !in_order(&got))
		return false;
	*c = got;
	return true;
}
