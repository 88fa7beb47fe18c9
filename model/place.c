/*
 * See place.h. A place is taken apart once, into characters that count, with
 * a blank between two words or numbers of ASCII; other scripts have none.
 */
#include "model/place.h"

#include <string.h>
#include <utf8proc.h>

#include "model/fold.h"

struct words {
	int32_t ch[PLACE_CHARS];
	size_t n, address; /* how many of them; 0: there is none */
};

/* As it is said and as it is compared; all of a street but the last. */
static const struct {
	const char *said, *meant;
	bool street;
} known[] = {
    {"st", "street", true},
    {"str", "street", true},
    {"street", "street", true},
    {"rd", "road", true},
    {"road", "road", true},
    {"ave", "avenue", true},
    {"av", "avenue", true},
    {"avenue", "avenue", true},
    {"blvd", "boulevard", true},
    {"boulevard", "boulevard", true},
    {"dr", "drive", true},
    {"drive", "drive", true},
    {"ln", "lane", true},
    {"lane", "lane", true},
    {"ct", "court", true},
    {"court", "court", true},
    {"pl", "place", true},
    {"place", "place", true},
    {"hwy", "highway", true},
    {"highway", "highway", true},
    {"sq", "square", true},
    {"square", "square", true},
    {"way", "way", true},
    {"apt", "apartment", false},
};

static bool
is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_ascii(int32_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z');
}

static bool
counts(int32_t c)
{
	utf8proc_category_t cat;

	if (c > 0x10FFFF) /* a byte that is no UTF-8 */
		return true;
	cat = utf8proc_category(c);
	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO;
}

static void
put(struct words *w, int32_t c)
{
	if (w->n < PLACE_CHARS)
		w->ch[w->n++] = c;
}

static bool
word_is(const struct words *w, size_t from, const char *word)
{
	size_t len = strlen(word);

	if (w->n - from != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (w->ch[from + i] != word[i])
			return false;
	return true;
}

/*
 * The word from there to the end is over: put as it is meant. Where the text
 * begins with a number a street ends the address.
 */
static void
end_word(struct words *w, size_t from)
{
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		if (!word_is(w, from, known[i].said))
			continue;
		w->n = from;
		for (const char *s = known[i].meant; *s; s++)
			put(w, *s);
		if (known[i].street && w->address == 0 && from > 1 &&
		    is_digit(w->ch[0]))
			w->address = w->n;
		return;
	}
}

/* Where the first number ends, of a text that begins otherwise. */
static size_t
first_number(const struct words *w)
{
	size_t i = 0;

	if (w->n == 0 || is_digit(w->ch[0]))
		return 0;
	while (i < w->n && !is_digit(w->ch[i]))
		i++;
	if (i == w->n)
		return 0;
	while (i < w->n && is_digit(w->ch[i]))
		i++;
	return i;
}

static void
take_apart(struct words *w, const char *place)
{
	const char *s = place ? place : "", *end = s + strlen(s);
	bool gap = false;
	size_t word = 0; /* where the last one of ASCII begins */
	int32_t c, last = 0;

	*w = (struct words){0};
	while ((c = fold_next(&s, end)) >= 0) {
		if (!counts(c)) {
			gap = true;
			continue;
		}
		if (is_ascii(last) && (gap || !is_ascii(c))) {
			end_word(w, word);
			if (is_ascii(c))
				put(w, ' ');
		}
		if (is_ascii(c) && (gap || !is_ascii(last)))
			word = w->n;
		put(w, c);
		last = c;
		gap = false;
	}
	if (is_ascii(last))
		end_word(w, word);
	if (w->address == 0)
		w->address = first_number(w);
}

static bool
same(const struct words *a, const struct words *b, size_t n)
{
	return memcmp(a->ch, b->ch, n * sizeof(a->ch[0])) == 0;
}

/* Whether a is the beginning of b, which is longer, as place.h says. */
static bool
begins(const struct words *a, const struct words *b)
{
	int32_t last = a->n ? a->ch[a->n - 1] : 0, next;

	if (a->n < PLACE_STEM || b->n <= a->n || !same(a, b, a->n))
		return false;
	next = b->ch[a->n];
	if (next == ' ' && a->n + 1 < b->n)
		return !is_digit(b->ch[a->n + 1]);
	return !is_digit(next) && !(is_ascii(last) && is_ascii(next));
}

bool
place_alike(const char *a, const char *b)
{
	struct words x, y;

	take_apart(&x, a);
	take_apart(&y, b);
	if (x.n == 0 || y.n == 0)
		return false;
	if (x.n == y.n && same(&x, &y, x.n))
		return true;
	if (x.address > 0 && x.address == y.address && same(&x, &y, x.address))
		return true;
	return begins(&x, &y) || begins(&y, &x);
}

/*
 * By the first characters, those of the address when that is shorter: what is
 * alike by its address has the same, what begins another has as many at least.
 */
uint64_t
place_key(const char *place)
{
	uint64_t key = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	struct words w;
	size_t n;

	take_apart(&w, place);
	n = w.address > 0 && w.address < w.n ? w.address : w.n;
	if (n > PLACE_STEM)
		n = PLACE_STEM;
	for (size_t i = 0; i < n; i++)
		key = (key ^ (uint64_t)w.ch[i]) * UINT64_C(0x100000001b3);
	return n > 0 ? key | 1 : 0;
}

uint64_t
place_words(const char *place)
{
	uint64_t key = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
	struct words w;

	take_apart(&w, place);
	for (size_t i = 0; i < w.n; i++)
		key = (key ^ (uint64_t)w.ch[i]) * UINT64_C(0x100000001b3);
	return key;
}
