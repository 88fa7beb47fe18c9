/*
 * See naughty.h.
 */
#include "tests/lib/naughty.h"

#include "net/wire/json.h"
#include "tests/lib/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void
add(struct naughty *n, const char *s, size_t len)
{
	if (n->count == n->room) {
		n->room = n->room ? n->room * 2 : 256;
		n->text = realloc(n->text, n->room * sizeof(*n->text));
		assert_non_null(n->text);
	}
	n->text[n->count++] = (struct naughty_text){n->bytes.len, len};
	buf_add(&n->bytes, s, len);
	buf_putc(&n->bytes, '\0');
}

const char *
naughty_text(const struct naughty *n, size_t i, size_t *len)
{
	*len = n->text[i].len;
	return n->bytes.data + n->text[i].at;
}

/* Code points as UTF-8 says them, also those that it may not say. */
static size_t
put(char out[6], uint32_t c, size_t bytes)
{
	static const unsigned char lead[] = {
	    0, 0, 0xc0, 0xe0, 0xf0, 0xf8, 0xfc};

	if (bytes == 1) {
		out[0] = (char)c;
		return 1;
	}
	for (size_t i = bytes; i-- > 1; c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3f));
	out[0] = (char)(lead[bytes] | c);
	return bytes;
}

/* In the middle of a text, at its end, and alone. */
static void
add_around(struct naughty *n, const char *bad, size_t len)
{
	struct buf b = {0};

	add(n, bad, len);
	buf_puts(&b, "left ");
	buf_add(&b, bad, len);
	add(n, b.data, b.len);
	buf_puts(&b, " right");
	add(n, b.data, b.len);
	buf_free(&b);
}

static void
add_code(struct naughty *n, uint32_t c, size_t bytes)
{
	char s[6];

	add_around(n, s, put(s, c, bytes));
}

static void
make_malformed(struct naughty *n)
{
	static const struct {
		uint32_t c;
		size_t bytes;
	} bad[] = {/* overlong */
	    {0x2f, 2}, {0x2f, 3}, {0x2f, 4}, {0x2f, 5}, {0x2f, 6}, {0x7f, 2},
	    {0x7ff, 3}, {0xffff, 4}, {0x1fffff, 5}, {0x3ffffff, 6}, {0, 2},
	    {0, 3}, {0, 4}, {0x202e, 4}, {0x1b, 2},
	    /* surrogates */
	    {0xd800, 3}, {0xdb7f, 3}, {0xdc00, 3}, {0xdfff, 3},
	    /* beyond U+10FFFF */
	    {0x110000, 4}, {0x1fffff, 4}, {0x200000, 5}, {0x7fffffff, 6}};
	static const char *const bytes[] = {"\x80", "\xbf", "\x80\xbf\x80",
	    "\xc3", "\xe4\xb8", "\xe4", "\xf0\x9f\x98", "\xf0\x9f", "\xf0",
	    "\xfe", "\xff", "\xfe\xfe\xff\xff", "\xc3(", "\xe4\xb8(",
	    "\xed\xa0\x80\xed\xb0\x80", "\xf0\x9f\x98\xc3\xa9"};

	for (size_t i = 0; i < COUNT_OF(bad); i++)
		add_code(n, bad[i].c, bad[i].bytes);
	for (size_t i = 0; i < COUNT_OF(bytes); i++)
		add_around(n, bytes[i], strlen(bytes[i]));
	add_around(n, "", 1); /* U+0000 */
}

/* Sound, and forbidden on a screen. */
/* U+009B; the digits behind it are not of its escape. */
#define CSI_C1 "\xc2\x9b"
static void
make_forbidden(struct naughty *n)
{
	static const uint32_t codes[] = {0x1, 0x7, 0x8, 0x9, 0xa, 0xd, 0xe, 0xf,
	    0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9d, 0x9f, 0xad, 0x34f, 0x61c,
	    0x115f, 0x180e, 0x200b, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029,
	    0x202a, 0x202e, 0x2060, 0x2064, 0x2066, 0x2069, 0x206f, 0x3164,
	    0xfdd0, 0xfe0f, 0xfeff, 0xfff9, 0xfffe, 0xe000, 0x1d173, 0x1fffe,
	    0xe0001, 0xe0041, 0xe01ef, 0xf0000, 0x10fffd, 0x10ffff};
	static const char *const texts[] = {"\x1b[31mred\x1b[0m",
	    "\x1b]0;title\x07", "\x1b[2J\x1b[H", "\x1bP0q\x1b\\", CSI_C1 "31m",
	    "over\roverwritten", "back\b\b\b\bspace", "\tone\ttwo",
	    "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9",
	    "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81",
	    "\xcc\x81 nothing to stand on", "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd"};

	for (size_t i = 0; i < COUNT_OF(codes); i++)
		add_code(n, codes[i],
		    codes[i] < 0x80      ? 1
		    : codes[i] < 0x800   ? 2
		    : codes[i] < 0x10000 ? 3
		                         : 4);
	for (size_t i = 0; i < COUNT_OF(texts); i++)
		add(n, texts[i], strlen(texts[i]));
}

void
naughty_make(struct naughty *n)
{
	*n = (struct naughty){0};
	make_malformed(n);
	make_forbidden(n);
}

static void
read_blns(struct naughty *n)
{
	struct buf b = {0};
	cJSON *json;
	const cJSON *item;

	data_need("text/blns.json", &b);
	json = cJSON_ParseWithLength(b.data, b.len);
	assert_true(cJSON_GetArraySize(json) > 400);
	cJSON_ArrayForEach (item, json) {
		add(n, item->valuestring, strlen(item->valuestring));
	}
	cJSON_Delete(json);
	buf_free(&b);
}

static void
read_lines(struct naughty *n)
{
	struct buf b = {0};

	data_need("text/UTF-8-test.txt", &b);
	for (size_t at = 0; at < b.len;) {
		const char *end = memchr(b.data + at, '\n', b.len - at);
		size_t len = end ? (size_t)(end - b.data) - at : b.len - at;

		add(n, b.data + at, len);
		at += len + 1;
	}
	buf_free(&b);
}

bool
naughty_is_here(void)
{
	char path[4096];

	return data_path("text/blns.json", path, sizeof(path)) &&
	       data_path("text/UTF-8-test.txt", path, sizeof(path));
}

void
naughty_read(struct naughty *n)
{
	naughty_make(n);
	read_blns(n);
	read_lines(n);
	assert_true(buf_ok(&n->bytes));
}

void
naughty_free(struct naughty *n)
{
	buf_free(&n->bytes);
	free(n->text);
}

int32_t
naughty_next(const char *s, size_t len, size_t *used)
{
	static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *u = (const unsigned char *)s;
	size_t n = u[0] < 0x80   ? 1
	           : u[0] < 0xc0 ? 0
	           : u[0] < 0xe0 ? 2
	           : u[0] < 0xf0 ? 3
	           : u[0] < 0xf8 ? 4
	                         : 0;
	int32_t c;

	*used = 1;
	if (n == 0 || n > len)
		return -1;
	c = n == 1 ? u[0] : u[0] & (0xff >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (u[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return -1;
	*used = n;
	return c;
}

void
naughty_quote(struct buf *b, const char *s, size_t len)
{
	buf_putc(b, '"');
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] < 0x20)
			buf_printf(b, "\\u%04x", (unsigned)s[i]);
		else if (s[i] == '"' || s[i] == '\\')
			buf_printf(b, "\\%c", s[i]);
		else
			buf_putc(b, s[i]);
	}
	buf_putc(b, '"');
}

bool
naughty_is_sound(const char *s, size_t len)
{
	size_t used;

	for (size_t i = 0; i < len; i += used)
		if (naughty_next(s + i, len - i, &used) <= 0)
			return false;
	return true;
}

bool
naughty_is_forbidden(int32_t c)
{
	static const struct {
		int32_t from, to;
	} bad[] = {{0, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x34f, 0x34f},
	    {0x61c, 0x61c}, {0x115f, 0x1160}, {0x17b4, 0x17b5},
	    {0x180b, 0x180f}, {0x200b, 0x200f}, {0x2028, 0x202e},
	    {0x2060, 0x206f}, {0x3164, 0x3164}, {0xe000, 0xf8ff},
	    {0xfdd0, 0xfdef}, {0xfe00, 0xfe0f}, {0xfeff, 0xfeff},
	    {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0x1d173, 0x1d17a},
	    {0x1f3fb, 0x1f3ff}, {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}};

	if (c < 0 || (c & 0xfffe) == 0xfffe)
		return true;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (c >= bad[i].from && c <= bad[i].to)
			return true;
	return false;
}

/* The bytes of an escape sequence at s[0] == ESC, 0 when it is none of ours. */
static size_t
sequence(const char *s, size_t len)
{
	static const char *const asked[] = {"\033[?2026$p", "\033[5n"};
	size_t i = 2;

	if (len < 2)
		return 0;
	for (size_t k = 0; k < COUNT_OF(asked); k++)
		if (len >= strlen(asked[k]) &&
		    memcmp(s, asked[k], strlen(asked[k])) == 0)
			return strlen(asked[k]);
	if (strchr("78=>M", s[1]) && s[1])
		return 2;
	if (s[1] == '(' || s[1] == ')')
		return len >= 3 && strchr("AB0", s[2]) && s[2] ? 3 : 0;
	if (s[1] != '[')
		return 0;
	while (i < len && s[i] >= 0x30 && s[i] <= 0x3f)
		i++;
	/* Final bytes: cursor, erase, insert, delete, scroll, modes. */
	return i < len && s[i] && strchr("ABCDGHJKLMPSTX@dfhlmrtcb", s[i])
	           ? i + 1
	           : 0;
}

bool
naughty_scan(const char *bytes, size_t len, struct naughty_scan *scan)
{
	size_t used;

	*scan = (struct naughty_scan){0};
	for (size_t i = 0; i < len; i += used) {
		int32_t c = naughty_next(bytes + i, len - i, &used);

		if (c == 0x1b) {
			used = sequence(bytes + i, len - i);
			scan->sequences++;
		} else if (c < 0x20 && c >= 0 &&
		           strchr("\a\b\r\n\x0e\x0f", c)) {
			used = c ? used : 0;
		} else if (naughty_is_forbidden(c)) {
			used = 0;
		} else {
			scan->characters++;
		}
		if (used > 0)
			continue;
		snprintf(scan->why, sizeof(scan->why),
		    "byte %zu of %zu: U+%04X, then %02x %02x", i, len,
		    (unsigned)c, i + 1 < len ? (unsigned char)bytes[i + 1] : 0,
		    i + 2 < len ? (unsigned char)bytes[i + 2] : 0);
		return false;
	}
	return true;
}
