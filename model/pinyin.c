/*
 * See pinyin.h. What of the query may be matched up to a character of the name
 * is a set of bits, so that several readings cost no going back.
 */
#include "model/pinyin.h"

#include <string.h>
#include <utf8proc.h>

#include "model/fold.h"
#include "model/pinyin-table.h"

#define NAME_CHARS 64 /* of a name that are looked at */
#define ROUNDED 0xFC  /* ü: v stands for it in a query */
#define BIT(n) (UINT64_C(1) << (n))

_Static_assert(PINYIN_QUERY < 64, "a set of places must fit");

bool
pinyin_known(void)
{
	return pinyin_chars_count > 0;
}

const char *
pinyin_of(int32_t ch)
{
	size_t low = 0, high = pinyin_chars_count;

	if (ch < 0x3400)
		return "";
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (pinyin_chars[mid] >> PINYIN_SET_BITS < (uint32_t)ch)
			low = mid + 1;
		else
			high = mid;
	}
	if (pinyin_chars[low] >> PINYIN_SET_BITS != (uint32_t)ch)
		return "";
	return pinyin_sets[pinyin_chars[low] & (BIT(PINYIN_SET_BITS) - 1)];
}

/* ---- characters that count ---- */

static bool
is_ascii_word(int32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool
counts(int32_t c)
{
	utf8proc_category_t cat;

	if (c < 0x80)
		return is_ascii_word(c);
	if (c >= 0x3400 && c < 0xA000) /* most names, without asking */
		return true;
	if (c > 0x10FFFF) /* a byte that is no UTF-8 */
		return true;
	cat = utf8proc_category(c);
	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO;
}

void
pinyin_query(struct pinyin_query *q, const char *text, size_t len)
{
	const char *end = text + len;
	int32_t c;

	q->n = 0;
	while (q->n < PINYIN_QUERY && (c = fold_next(&text, end)) >= 0)
		if (counts(c))
			q->ch[q->n++] = c == ROUNDED ? 'v' : c;
}

/* A name taken apart: its characters, and where words begin. */
struct name {
	int32_t ch[NAME_CHARS];
	bool begins[NAME_CHARS];
	size_t n;
	bool cut; /* it goes on */
};

/* Of the three bytes of most Chinese characters; 0: something else. */
static int32_t
plain_han(const char *s, const char *end)
{
	const unsigned char *u = (const unsigned char *)s;

	if (end - s < 3 || u[0] < 0xE4 || u[0] > 0xE9 || u[1] >> 6 != 2 ||
	    u[2] >> 6 != 2)
		return 0;
	return (u[0] & 0xF) << 12 | (u[1] & 0x3F) << 6 | (u[2] & 0x3F);
}

static int32_t
next_char(const char **s, const char *end)
{
	int32_t c = plain_han(*s, end);

	if (!c)
		return fold_next(s, end);
	*s += 3;
	return c;
}

static void
take_apart(struct name *out, const char *s)
{
	const char *end = s + strlen(s);
	int32_t c, last = 0;

	out->n = 0;
	out->cut = false;
	while ((c = next_char(&s, end)) >= 0) {
		if (!counts(c)) {
			last = 0;
			continue;
		}
		if (out->n == NAME_CHARS) {
			out->cut = true;
			return;
		}
		/* Chinese has no blanks: a word begins where the script does */
		out->begins[out->n] =
		    !last || is_ascii_word(c) != is_ascii_word(last);
		out->ch[out->n++] = c;
		last = c;
	}
}

/* ---- matching ---- */

/* Whether q[at] may be typed for a letter of a syllable. */
static bool
same_letter(const struct pinyin_query *q, size_t at, char letter)
{
	return q->ch[at] == letter || (letter == 'v' && q->ch[at] == 'u');
}

/* Where in q one can be after syllable s[0..len) from `at`. */
static uint64_t
after_syllable(
    const struct pinyin_query *q, size_t at, const char *s, size_t len)
{
	uint64_t to = 0;
	size_t n = 0;

	while (n < len && at + n < q->n && same_letter(q, at + n, s[n]))
		n++;
	if (n == 0)
		return 0;
	to |= BIT(at + 1);
	if (n >= 2 && s[1] == 'h')
		to |= BIT(at + 2);
	if (n == len || at + n == q->n) /* whole, or where typing stopped */
		to |= BIT(at + n);
	return to;
}

static uint64_t
after_readings(const struct pinyin_query *q, size_t at, const char *set)
{
	uint64_t to = 0;

	while (*set) {
		size_t len = strcspn(set, " ");

		to |= after_syllable(q, at, set, len);
		set += len + (set[len] == ' ');
	}
	return to;
}

/* Where one can be after ch, having been at any of `from`. */
static uint64_t
step(const struct pinyin_query *q, uint64_t from, int32_t ch)
{
	const char *set = pinyin_of(ch);
	uint64_t to = 0;

	for (; from; from &= from - 1) {
		size_t at = (size_t)__builtin_ctzll(from);

		if (at == q->n)
			continue;
		if (q->ch[at] == ch ||
		    (ch == ROUNDED && same_letter(q, at, 'v')))
			to |= BIT(at + 1);
		if (*set)
			to |= after_readings(q, at, set);
	}
	return to;
}

/* Whether the query stands there; *whole: it takes the name to its end. */
static bool
stands_at(const struct pinyin_query *q, const struct name *name, size_t from,
    bool *whole)
{
	uint64_t at = BIT(0);

	for (size_t i = from; at && i < name->n; i++) {
		at = step(q, at, name->ch[i]);
		if (at & BIT(q->n)) {
			*whole = i + 1 == name->n && !name->cut;
			return true;
		}
	}
	return false;
}

enum pinyin_grade
pinyin_match(const struct pinyin_query *q, const char *text)
{
	enum pinyin_grade best = PINYIN_NOT;
	struct name name;
	bool whole;

	if (q->n == 0)
		return PINYIN_NOT;
	take_apart(&name, text);
	for (size_t i = 0; i < name.n; i++) {
		if (best != PINYIN_NOT && !name.begins[i])
			continue;
		if (!stands_at(q, &name, i, &whole))
			continue;
		if (i == 0)
			return whole ? PINYIN_EXACT : PINYIN_PREFIX;
		if (name.begins[i])
			return PINYIN_WORD;
		best = PINYIN_INSIDE;
	}
	return best;
}
