/*
 * Clean text (text.h). One decision is made for each code point, cells():
 * how many cells it takes, or that it must not be shown; cleaning, measuring
 * and cutting all rest on it and so cannot disagree. What it does not know is
 * the font: that a terminal draws as wide as wcwidth says is assumed.
 */
#include "model/text.h"

#include <langinfo.h>
#include <string.h>
#include <utf8proc.h>
#include <wchar.h>

#define MARKED (-1) /* cells() of what comes out as a mark */

/* The next code point and its bytes, or 0 bytes where s is not UTF-8. */
static size_t
decode(const char *s, size_t len, int32_t *cp)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
	    len < 4 ? (utf8proc_ssize_t)len : 4, cp);

	return n > 0 ? (size_t)n : 0;
}

static void
add_char(struct buf *out, int32_t cp)
{
	utf8proc_uint8_t bytes[4];

	buf_add(out, bytes, (size_t)utf8proc_encode_char(cp, bytes));
}

/* Hangul vowels and finals that join the syllable before them. */
static bool
joins_syllable(int32_t cp)
{
	return (cp >= 0x1160 && cp <= 0x11FF) || (cp >= 0xD7B0 && cp <= 0xD7FB);
}

static bool
is_skin_tone(int32_t cp)
{
	return cp >= 0x1F3FB && cp <= 0x1F3FF;
}

static bool
is_hidden(const utf8proc_property_t *prop)
{
	switch (prop->category) {
	case UTF8PROC_CATEGORY_CN: /* noncharacters too */
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return true;
	default:
		return prop->ignorable;
	}
}

/*
 * utf8proc's width, but for two sets on which it stands alone: it gives
 * spacing marks no cell and joining Hangul one.
 */
static int
own_width(int32_t cp, const utf8proc_property_t *prop)
{
	if (prop->category == UTF8PROC_CATEGORY_MC)
		return 1;
	if (joins_syllable(cp))
		return 0;
	return prop->charwidth;
}

static bool
locale_is_utf8(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int
cells(int32_t cp, bool utf8)
{
	const utf8proc_property_t *prop;
	int width;

	if (cp >= 0x20 && cp < 0x7F)
		return 1;
	prop = utf8proc_get_property(cp);
	if (is_hidden(prop) || is_skin_tone(cp))
		return MARKED;
	width = own_width(cp, prop);
	if (utf8 && wcwidth((wchar_t)cp) != width)
		return MARKED;
	return width;
}

/* Whether it adds to the character before it instead of standing alone. */
static bool
is_combining(int32_t cp, int width)
{
	return width == 0 ||
	       (width == 1 && cp >= 0x300 &&
	           utf8proc_get_property(cp)->category == UTF8PROC_CATEGORY_MC);
}

struct cleaner {
	struct buf *out;
	bool utf8;      /* wcwidth knows Unicode */
	bool based;     /* a combining mark has something to stand on */
	unsigned marks; /* combining marks since then */
};

/* Says what was left off the last character; the next begins anew. */
static void
end_character(struct cleaner *c, bool based)
{
	if (c->marks > TEXT_MARKS)
		buf_printf(c->out, "<+%u>", c->marks - TEXT_MARKS);
	c->marks = 0;
	c->based = based;
}

static void
clean_combining(struct cleaner *c, int32_t cp)
{
	if (!c->based)
		buf_putc(c->out, '_');
	c->based = true;
	if (c->marks < TEXT_MARKS)
		add_char(c->out, cp);
	if (c->marks < UINT32_MAX)
		c->marks++;
}

static void
clean_one(struct cleaner *c, int32_t cp)
{
	int width = cells(cp, c->utf8);

	if (width == MARKED) {
		end_character(c, false);
		buf_printf(
		    c->out, cp < 0x100 ? "<%02X>" : "<%04X>", (unsigned)cp);
	} else if (is_combining(cp, width)) {
		clean_combining(c, cp);
	} else {
		end_character(c, true);
		add_char(c->out, cp);
	}
}

/* The bytes of a line end at s, or 0. */
static size_t
line_end(const char *s, size_t len)
{
	if (s[0] == '\n')
		return 1;
	return len > 1 && s[0] == '\r' && s[1] == '\n' ? 2 : 0;
}

void
text_clean(struct buf *out, const char *s, size_t len, unsigned flags)
{
	struct cleaner c = {.out = out, .utf8 = locale_is_utf8()};
	int32_t cp;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = flags & TEXT_LINES ? line_end(s + i, len - i) : 0;
		if (n > 0) {
			end_character(&c, false);
			buf_putc(out, '\n');
			continue;
		}
		n = decode(s + i, len - i, &cp);
		if (n > 0) {
			clean_one(&c, cp);
			continue;
		}
		end_character(&c, false);
		buf_printf(out, "<x%02X>", (unsigned)(unsigned char)s[i]);
		n = 1;
	}
	end_character(&c, false);
}

/* As decode(); a byte that is not UTF-8 counts as one replacement character. */
static size_t
step(const char *s, size_t len, bool utf8, int32_t *cp, size_t *width)
{
	size_t n = decode(s, len, cp);
	int w;

	if (n == 0) {
		*cp = 0xFFFD;
		*width = 1;
		return 1;
	}
	w = cells(*cp, utf8);
	*width = w == MARKED ? 1 : (size_t)w;
	return n;
}

size_t
text_width(const char *s, size_t len)
{
	bool utf8 = locale_is_utf8();
	size_t width, sum = 0;
	int32_t cp;

	for (size_t i = 0; i < len; sum += width)
		i += step(s + i, len - i, utf8, &cp, &width);
	return sum;
}

/* The bytes of the first grapheme cluster (len > 0) and its cells. */
static size_t
cluster(const char *s, size_t len, bool utf8, size_t *width)
{
	utf8proc_int32_t state = 0;
	int32_t last, next;
	size_t at, n, w;

	at = step(s, len, utf8, &last, width);
	while (at < len) {
		n = step(s + at, len - at, utf8, &next, &w);
		if (utf8proc_grapheme_break_stateful(last, next, &state) ||
		    *width + w > TEXT_CLUSTER)
			break;
		*width += w;
		at += n;
		last = next;
	}
	return at;
}

size_t
text_cut(const char *s, size_t len, size_t room, size_t *width)
{
	bool utf8 = locale_is_utf8();
	size_t at = 0, used = 0, w, n;

	while (at < len) {
		n = cluster(s + at, len - at, utf8, &w);
		if (w > room - used)
			break;
		at += n;
		used += w;
	}
	if (width)
		*width = used;
	return at;
}

bool
text_valid(const char *s, size_t len, size_t *bad)
{
	int32_t cp;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = decode(s + i, len - i, &cp);
		if (n > 0 && cp != 0)
			continue;
		if (bad)
			*bad = i;
		return false;
	}
	return true;
}

/* The ASCII that a code point of a command's head stands for, or 0. */
static char
folded(int32_t cp)
{
	/* U+FF01..FF5E are ASCII 0x21..0x7E in full width. */
	char ascii = cp >= 0xFF01 && cp <= 0xFF5E ? (char)(cp - 0xFEE0) : 0;

	if (cp == 0x3000)
		return ' ';
	if (cp == 0x3001) /* ideographic comma */
		return ',';
	if (cp == 0x3002) /* ideographic full stop */
		return '.';
	if ((ascii >= '0' && ascii <= '9') || (ascii >= 'a' && ascii <= 'z') ||
	    (ascii >= 'A' && ascii <= 'Z'))
		return ascii;
	return ascii && strchr(";,:!?#@.-/", ascii) ? ascii : 0;
}

size_t
text_fold_next(const char *s, size_t len, char *ascii)
{
	int32_t cp;
	size_t n = decode(s, len, &cp);

	*ascii = 0;
	if (n > 1)
		*ascii = folded(cp);
	else if (n == 1)
		*ascii = *s;
	return n ? n : 1;
}

void
text_fold(struct buf *out, const char *s, size_t len)
{
	size_t n;
	char c;

	for (size_t i = 0; i < len; i += n) {
		n = text_fold_next(s + i, len - i, &c);
		if (c)
			buf_putc(out, c);
		else
			buf_add(out, s + i, n);
	}
}

/* The next character in lower case; a byte that is not UTF-8 as itself. */
static int32_t
lower(const char **s)
{
	int32_t cp;
	size_t n = decode(*s, strnlen(*s, 4), &cp);

	if (n == 0)
		cp = 0x110000 + (unsigned char)**s;
	*s += n ? n : 1;
	return n ? utf8proc_tolower(cp) : cp;
}

int
text_casecmp(const char *a, const char *b)
{
	int32_t x, y;

	while (*a && *b) {
		x = lower(&a);
		y = lower(&b);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (*a != '\0') - (*b != '\0');
}

static int
compare_parts(const char *a, size_t alen, const char *b, size_t blen)
{
	if (alen != blen)
		return alen < blen ? -1 : 1;
	return memcmp(a, b, alen);
}

int
text_compare_numbers(const char *a, const char *b)
{
	size_t aday, bday;
	int order;

	a = a ? a : "";
	b = b ? b : "";
	aday = strcspn(a, "-");
	bday = strcspn(b, "-");
	order = compare_parts(a, aday, b, bday);
	if (order != 0)
		return order;
	return compare_parts(
	    a + aday, strlen(a + aday), b + bday, strlen(b + bday));
}

size_t
text_copy_cut(char *to, size_t size, const char *from)
{
	size_t n = strnlen(from, size), back = 0;

	if (n == size) {
		n--;
		/* A character is four bytes at most: more is no UTF-8. */
		while (back < 3 && back < n && (from[n - back] & 0xC0) == 0x80)
			back++;
		if ((from[n - back] & 0xC0) != 0x80)
			n -= back;
	}
	memcpy(to, from, n);
	to[n] = '\0';
	return n;
}

#define WORD_MAX 64 /* characters; a longer word has no near one */

struct word {
	int32_t c[WORD_MAX];
	size_t len;
};

static bool
word_read(struct word *w, const char *s)
{
	for (w->len = 0; *s; w->len++) {
		if (w->len == WORD_MAX)
			return false;
		w->c[w->len] = lower(&s);
	}
	return true;
}

static bool
word_begins(const struct word *w, const struct word *begin)
{
	return begin->len >= 3 && begin->len < w->len &&
	       memcmp(w->c, begin->c, begin->len * sizeof(begin->c[0])) == 0;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment distance over three rows of the table. */
static unsigned
word_distance(const struct word *a, const struct word *b)
{
	unsigned rows[3][WORD_MAX + 1] = {0};
	unsigned *before = rows[0], *above = rows[1], *row = rows[2], *spare;

	for (unsigned j = 0; j <= b->len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a->len; i++) {
		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b->len; j++) {
			bool same = a->c[i - 1] == b->c[j - 1];

			row[j] = least(above[j], row[j - 1]) + 1;
			row[j] = least(row[j], above[j - 1] + !same);
			if (i > 1 && j > 1 && a->c[i - 1] == b->c[j - 2] &&
			    a->c[i - 2] == b->c[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = row;
		row = spare;
	}
	return above[b->len];
}

const char *
text_nearest(const char *word, const char *const *list, size_t n)
{
	const char *nearest = NULL;
	unsigned best, d;
	struct word w, known;

	if (!word_read(&w, word) || w.len == 0)
		return NULL;
	best = (unsigned)(w.len + 2) / 3 + 1;
	for (size_t i = 0; i < n; i++) {
		if (!word_read(&known, list[i]))
			continue;
		d = word_begins(&known, &w) ? 1 : word_distance(&w, &known);
		if (d >= best || d >= w.len)
			continue;
		best = d;
		nearest = list[i];
	}
	return nearest;
}
