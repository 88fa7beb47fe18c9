/*
 * Words are looked for in the text as they stand, a character at a time
 * (fold.h); a station has some dozens of categories, so there is no index.
 */
#include "model/suggest.h"

#include "model/fold.h"
#include "model/lifecycle.h"
#include "model/place.h"
#include "model/text.h"

#include <string.h>
#include <utf8proc.h>

/* Whether a character is written without blanks between words. */
static bool
unspaced(int32_t c)
{
	return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
	       (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x0E00 && c <= 0x0EFF);
}

/* Whether two of it side by side are within one word. */
static bool
in_word(int32_t c)
{
	utf8proc_category_t cat;

	if (c < 0 || c > 0x10FFFF || unspaced(c))
		return false;
	cat = utf8proc_category(c);
	return cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO;
}

/* The last character before `at`, -1 at the beginning of the text. */
static int32_t
char_before(const char *text, const char *at)
{
	const char *s = at;

	if (at == text)
		return -1;
	do
		s--;
	while (s > text && ((unsigned char)*s & 0xC0) == 0x80);
	return fold_next(&s, at);
}

static int32_t
char_after(const char *at, const char *end)
{
	return fold_next(&at, end);
}

/* Whether a place of the text, [at, stop), is a whole word where it must. */
static bool
at_borders(const char *text, const char *end, const char *at, const char *stop)
{
	bool joined_before =
	    in_word(char_before(text, at)) && in_word(char_after(at, end));
	bool joined_after =
	    in_word(char_before(text, stop)) && in_word(char_after(stop, end));

	return !joined_before && !joined_after;
}

static bool
says(const char *text, const char *word, size_t len)
{
	const char *from = text, *end, *at, *stop;

	if (!text)
		return false;
	end = text + strlen(text);
	while ((at = fold_find(from, (size_t)(end - from), word, len, &stop))) {
		if (at_borders(text, end, at, stop))
			return true;
		from = at;
		(void)fold_next(&from, end);
	}
	return false;
}

/* What finding this word counts for. */
static size_t
weight(const char *word, size_t len)
{
	const char *end = word + len;
	size_t n = 0;
	int32_t c;

	while ((c = fold_next(&word, end)) >= 0)
		n += unspaced(c) ? 2 : 1;
	return n;
}

/* How much of a category a text says. */
struct score {
	size_t total, longest, words;
};

static struct score
score(const struct setting *s, const char *place, const char *narrative)
{
	static const char blanks[] = " \t\r\n,;";
	struct score found = {0};
	size_t len, counts;

	for (const char *w = text_or(s->words, ""); *w; w += len) {
		w += strspn(w, blanks);
		len = strcspn(w, blanks);
		if (len == 0 ||
		    (!says(place, w, len) && !says(narrative, w, len)))
			continue;
		counts = weight(w, len);
		found.total += counts;
		found.words++;
		if (counts > found.longest)
			found.longest = counts;
	}
	return found;
}

/* Priority as an order: one that is not set comes last. */
static int64_t
urgency(const struct setting *s)
{
	return s->priority > 0 ? s->priority : INT64_MAX;
}

static bool
better(const struct setting *a, const struct score *x, const struct setting *b,
    const struct score *y)
{
	if (x->total != y->total)
		return x->total > y->total;
	if (x->longest != y->longest)
		return x->longest > y->longest;
	if (urgency(a) != urgency(b))
		return urgency(a) < urgency(b);
	return strcmp(text_or(a->head.id, ""), text_or(b->head.id, "")) < 0;
}

bool
suggest_category(const struct setting *const *settings, size_t n,
    const char *place, const char *narrative, struct suggestion *out)
{
	const struct setting *best = NULL;
	struct score most = {0};

	for (size_t i = 0; i < n; i++) {
		const struct setting *s = settings[i];
		struct score found;

		if (s->topic != TOPIC_CATEGORY || s->retired)
			continue;
		found = score(s, place, narrative);
		if (found.total == 0 ||
		    (best && !better(s, &found, best, &most)))
			continue;
		best = s;
		most = found;
	}
	*out = (struct suggestion){best, best ? best->priority : 0, most.words};
	return best != NULL;
}

/* How much of the text a place's name is; 0 when it does not stand there. */
static size_t
named(const char *text, const char *name)
{
	size_t len = name ? strlen(name) : 0;
	size_t counts =
	    len > 0 && says(text, name, len) ? weight(name, len) : 0;

	return counts > 1 ? counts : 0;
}

const struct place *
suggest_place(const struct place *const *places, size_t n, const char *text)
{
	const struct place *best = NULL;
	size_t most = 0;
	bool apart = false;

	for (size_t i = 0; i < n; i++) {
		const struct place *p = places[i];
		size_t name = named(text, p->name);
		size_t address = named(text, p->address);
		size_t counts = name > address ? name : address;

		if (p->retired || !point_set(p->spot) || counts == 0 ||
		    counts < most)
			continue;
		apart = counts == most &&
		        (apart || point_distance(best->spot, p->spot) > 1);
		best = p;
		most = counts;
	}
	return apart ? NULL : best;
}

static const char *
family(const struct setting *const *settings, size_t n, const char *category)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(settings[i]->head.id, category))
			return text_or(settings[i]->family, category);
	return category;
}

/* Whether it is near enough; fills in how near. */
static bool
near(const struct incident *i, const struct incident *other, struct repeat *r)
{
	msec_t apart = i->reported - other->reported;

	r->incident = other;
	r->apart = apart < 0 ? -apart : apart;
	r->metres = -1;
	if (r->apart > REPEAT_APART)
		return false;
	if (!point_set(i->spot) || !point_set(other->spot))
		return place_alike(i->place, other->place);
	r->metres = point_distance(i->spot, other->spot);
	return r->metres <= REPEAT_METRES;
}

/* How unlikely: 0 the same spot and moment, 2 the limit of both. */
static double
distance(const struct repeat *r)
{
	double metres = r->metres < 0 ? 0 : r->metres;

	return metres / REPEAT_METRES + (double)r->apart / (double)REPEAT_APART;
}

static bool
likelier(const struct repeat *a, const struct repeat *b)
{
	double x = distance(a), y = distance(b);

	if (x < y || x > y)
		return x < y;
	return strcmp(text_or(a->incident->head.id, ""),
	           text_or(b->incident->head.id, "")) < 0;
}

/* Puts r into its place among out[0..*n), of which at most max are kept. */
static void
insert(struct repeat *out, size_t *n, size_t max, const struct repeat *r)
{
	size_t at = *n;

	while (at > 0 && likelier(r, &out[at - 1]))
		at--;
	if (at == max)
		return;
	if (*n < max)
		++*n;
	memmove(out + at + 1, out + at, (*n - at - 1) * sizeof(*out));
	out[at] = *r;
}

size_t
suggest_repeats(const struct setting *const *settings, size_t settings_n,
    const struct incident *i, const struct incident *const *others, size_t n,
    struct repeat *out, size_t max)
{
	const char *kin = family(settings, settings_n, i->category);
	size_t found = 0;
	struct repeat r;

	for (size_t k = 0; k < n; k++) {
		const struct incident *other = others[k];

		if (text_is(other->head.id, i->head.id) ||
		    (i->head.station &&
		        !text_is(other->head.station, i->head.station)) ||
		    !incident_open(other->state) || !near(i, other, &r))
			continue;
		if (kin && other->category &&
		    !text_is(
		        kin, family(settings, settings_n, other->category)))
			continue;
		insert(out, &found, max, &r);
	}
	return found;
}

const struct incident *
repeat_survivor(const struct incident *a, const struct incident *b)
{
	int order = text_compare_numbers(a->number, b->number);

	if (!text_is(a->head.station, b->head.station) || order == 0)
		order =
		    (a->reported > b->reported) - (a->reported < b->reported);
	if (order == 0)
		order =
		    strcmp(text_or(a->head.id, ""), text_or(b->head.id, ""));
	return order <= 0 ? a : b;
}
