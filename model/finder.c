/*
 * See finder.h. The best hits stand in one sorted array; the known numbers of
 * streets that match are gathered and put in order at the end.
 */
#include "model/finder.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/fold.h"
#include "model/place.h"
#include "model/record.h"
#include "model/text.h"

#define NUMBER_MOST 999999
#define BLOCK 100
#define STREET_SIZE 96

/* A known number of a street that matches. */
struct known {
	uint64_t street; /* by its words */
	uint32_t number;
	enum pinyin_grade grade;
	struct point spot;
	char name[STREET_SIZE];
};

struct finder {
	struct pinyin_query name; /* all of the query */
	struct pinyin_query street;
	uint32_t number; /* 0: no address is looked for */
	struct point near;
	size_t most, count;
	bool more, failed;
	struct known *known;
	size_t knowns, room;
	struct finder_hit hit[];
};

/* ---- addresses ---- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The digits at s; 0 when they are too many. In *len how many. */
static uint32_t
read_number(const char *s, size_t *len)
{
	uint32_t n = 0;

	*len = 0;
	while (is_digit(s[*len])) {
		if (n <= NUMBER_MOST)
			n = n * 10 + (uint32_t)(s[*len] - '0');
		++*len;
	}
	return n <= NUMBER_MOST ? n : 0;
}

/* Past a word at s, and the blanks behind it, if it is that one. */
static const char *
skip_word(const char *s, const char *word)
{
	size_t len = strlen(word);

	if (strncasecmp(s, word, len) != 0 || !is_blank(s[len]))
		return s;
	s += len;
	while (is_blank(*s))
		s++;
	return s;
}

static void
keep_street(const char *from, size_t len, char *street, size_t size)
{
	char text[STREET_SIZE * 2];

	while (len > 0 && is_blank(from[len - 1]))
		len--;
	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, from, len);
	text[len] = '\0';
	text_copy_cut(street, size, text);
}

/* "4000 Block of MISSION ST": up to what is no longer the street. */
static uint32_t
number_first(const char *s, char *street, size_t size)
{
	size_t len;
	uint32_t number = read_number(s, &len);

	s += len;
	if (!is_blank(*s))
		return 0;
	while (is_blank(*s))
		s++;
	s = skip_word(skip_word(s, "block"), "of");
	keep_street(s, strcspn(s, ",;/("), street, size);
	return *street ? number : 0;
}

/* 娄桥大道112号, "Lane 12": what stands before the first number. */
static uint32_t
number_behind(const char *s, char *street, size_t size)
{
	size_t before = strcspn(s, "0123456789"), len;
	uint32_t number = read_number(s + before, &len);

	keep_street(s, before, street, size);
	return *street ? number : 0;
}

uint32_t
finder_address(const char *text, char *street, size_t size)
{
	*street = '\0';
	while (is_blank(*text))
		text++;
	return is_digit(*text) ? number_first(text, street, size)
	                       : number_behind(text, street, size);
}

/* ---- the query ---- */

struct finder *
finder_new(const char *query, size_t len, struct point near, size_t most)
{
	char text[FINDER_QUERY + 1], street[STREET_SIZE];
	struct finder *f;

	most = most < 1 ? 1 : most > FINDER_MOST ? FINDER_MOST : most;
	f = calloc(1, sizeof(*f) + (most + 1) * sizeof(f->hit[0]));
	if (!f)
		return NULL;
	f->most = most;
	f->near = point_valid(near) ? near : (struct point){0};
	if (len > FINDER_QUERY)
		len = FINDER_QUERY;
	memcpy(text, query, len);
	text[len] = '\0';
	pinyin_query(&f->name, text, len);
	f->number = finder_address(text, street, sizeof(street));
	pinyin_query(&f->street, street, strlen(street));
	/* A letter and a number (G07) are a name, no street. */
	if (f->street.n == 0 || (f->street.n == 1 && f->street.ch[0] < 0x80))
		f->number = 0;
	return f;
}

void
finder_free(struct finder *f)
{
	if (f)
		free(f->known);
	free(f);
}

/* ---- the best ---- */

enum finder_kind
finder_kind_of(enum layer_role role)
{
	switch (role) {
	case LAYER_STATION:
		return FIND_STATION;
	case LAYER_GRID:
		return FIND_GRID;
	case LAYER_VILLAGE:
		return FIND_VILLAGE;
	case LAYER_ROAD:
		return FIND_ROAD;
	case LAYER_PLACE:
		return FIND_PLACE;
	case LAYER_WATER:
		return FIND_WATER;
	case LAYER_AREA:
		return FIND_AREA;
	default:
		return FIND_KINDS;
	}
}

const char *
finder_kind_name(enum finder_kind kind)
{
	static const char *const names[FIND_KINDS] = {"place", "village",
	    "station", "grid", "address", "road", "area", "water"};

	return kind < FIND_KINDS ? names[kind] : "";
}

/* Below 0: a comes first. */
static int
compare_hits(const struct finder_hit *a, const struct finder_hit *b)
{
	int order;

	if (a->grade != b->grade)
		return a->grade > b->grade ? -1 : 1;
	if (a->metres >= 0 && a->metres != b->metres)
		return a->metres < b->metres ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	order = strcmp(a->name, b->name);
	return order ? order : strcmp(a->id, b->id);
}

/* A road's pieces, a record and its outline in a layer: one thing. */
static bool
is_same(const struct finder_hit *a, const struct finder_hit *b)
{
	if (a->kind != b->kind)
		return false;
	if (*a->id && *b->id)
		return strcmp(a->id, b->id) == 0;
	return fold_is(a->name, b->name, strlen(b->name));
}

static void
drop_hit(struct finder *f, size_t n)
{
	f->count--;
	memmove(&f->hit[n], &f->hit[n + 1], (f->count - n) * sizeof(f->hit[0]));
}

static void
keep_hit(struct finder *f, const struct finder_hit *hit)
{
	size_t at = f->count;

	if (f->count == f->most && compare_hits(hit, &f->hit[at - 1]) > 0) {
		f->more = true;
		return;
	}
	for (size_t n = 0; n < f->count; n++) {
		if (!is_same(&f->hit[n], hit))
			continue;
		/* The one with a record is kept, else the nearer. */
		if (!*hit->id &&
		    (*f->hit[n].id || compare_hits(&f->hit[n], hit) <= 0))
			return;
		drop_hit(f, n);
		break;
	}
	for (at = f->count; at > 0; at--)
		if (compare_hits(&f->hit[at - 1], hit) <= 0)
			break;
	memmove(
	    &f->hit[at + 1], &f->hit[at], (f->count - at) * sizeof(f->hit[0]));
	f->hit[at] = *hit;
	f->count++;
	if (f->count > f->most) {
		f->count = f->most;
		f->more = true;
	}
}

static double
metres_of(const struct finder *f, struct point spot)
{
	return point_set(f->near) ? point_distance(f->near, spot) : -1;
}

void
finder_add(struct finder *f, enum finder_kind kind, const char *id,
    const char *name, struct point spot)
{
	enum pinyin_grade grade;
	struct finder_hit hit;

	if (!name || kind >= FIND_KINDS)
		return;
	grade = pinyin_match(&f->name, name);
	if (grade == PINYIN_NOT || !point_set(spot) || !point_valid(spot))
		return;
	hit = (struct finder_hit){.kind = kind,
	    .grade = grade,
	    .spot = spot,
	    .metres = metres_of(f, spot)};
	text_copy_cut(hit.id, sizeof(hit.id), text_or(id, ""));
	text_copy_cut(hit.name, sizeof(hit.name), name);
	keep_hit(f, &hit);
}

bool
finder_wants_name(const struct finder *f, const char *name)
{
	return name && pinyin_match(&f->name, name) != PINYIN_NOT;
}

void
finder_add_layer(struct finder *f, const struct layer *l)
{
	enum finder_kind kind = finder_kind_of(l->role);

	for (size_t n = 0; kind != FIND_KINDS && n < l->features; n++) {
		const struct layer_feature *feature = &l->feature[n];
		const char *name = layer_text(l, feature->name);

		if (!*name || pinyin_match(&f->name, name) == PINYIN_NOT)
			continue;
		finder_add(f, kind, layer_text(l, feature->id), name,
		    vertex_point(layer_spot(l, feature)));
	}
}

/* ---- streets ---- */

static bool
grow(struct finder *f)
{
	size_t room = f->room ? f->room * 2 : 64;
	struct known *more;

	if (f->knowns < f->room)
		return true;
	more = f->failed ? NULL : realloc(f->known, room * sizeof(*more));
	if (!more) {
		f->failed = true;
		return false;
	}
	f->known = more;
	f->room = room;
	return true;
}

void
finder_add_address(struct finder *f, const char *text, struct point spot)
{
	char street[STREET_SIZE];
	enum pinyin_grade grade;
	struct known *k;
	uint32_t number;

	if (f->number == 0 || !text || !point_set(spot) || !point_valid(spot) ||
	    f->knowns == FINDER_KNOWN)
		return;
	number = finder_address(text, street, sizeof(street));
	if (number == 0)
		return;
	grade = pinyin_match(&f->street, street);
	if (grade == PINYIN_NOT || !grow(f))
		return;
	k = &f->known[f->knowns++];
	*k = (struct known){place_words(street), number, grade, spot, ""};
	memcpy(k->name, street, sizeof(street));
}

bool
finder_wants_addresses(const struct finder *f)
{
	return f->number != 0;
}

bool
finder_wants_address(const struct finder *f, const char *text)
{
	char street[STREET_SIZE];

	return f->number && text &&
	       finder_address(text, street, sizeof(street)) &&
	       pinyin_match(&f->street, street) != PINYIN_NOT;
}

static int
compare_known(const void *p, const void *q)
{
	const struct known *a = p, *b = q;

	if (a->street != b->street)
		return a->street < b->street ? -1 : 1;
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return strcmp(a->name, b->name);
}

static struct point
middle_of(const struct known *k, size_t from, size_t to)
{
	struct point sum = {0};
	double n = (double)(to - from);

	for (size_t i = from; i < to; i++) {
		sum.lat += k[i].spot.lat;
		sum.lon += k[i].spot.lon;
	}
	return (struct point){sum.lat / n, sum.lon / n};
}

/* Between two known numbers, `part` of the way. */
static struct point
between(const struct known *a, const struct known *b, uint32_t number)
{
	double part = (double)(number - a->number) / (b->number - a->number);

	return (struct point){a->spot.lat + (b->spot.lat - a->spot.lat) * part,
	    a->spot.lon + (b->spot.lon - a->spot.lon) * part};
}

/* Where the number lies among k[0..n) of one street, ascending. */
static void
find_number(const struct known *k, size_t n, struct finder_hit *hit)
{
	uint32_t want = hit->number, span = want % BLOCK ? 1 : BLOCK;
	size_t from = 0, to;

	while (from < n && k[from].number < want)
		from++;
	to = from;
	while (to < n && k[to].number - want < span)
		to++;
	if (to > from) {
		hit->spot = middle_of(k, from, to);
		hit->below = hit->above = want;
	} else if (from > 0 && from < n &&
	           k[from].number - k[from - 1].number <= FINDER_GAP) {
		hit->spot = between(&k[from - 1], &k[from], want);
		hit->below = k[from - 1].number;
		hit->above = k[from].number;
	} else {
		if (from == n || (from > 0 && want - k[from - 1].number <=
		                                  k[from].number - want))
			from--;
		hit->spot = k[from].spot;
		hit->below = hit->above = k[from].number;
		hit->grade = PINYIN_INSIDE; /* it is another */
	}
}

static void
add_street(struct finder *f, const struct known *k, size_t n)
{
	struct finder_hit hit = {
	    .kind = FIND_ADDRESS, .grade = k->grade, .number = f->number};

	for (size_t i = 1; i < n; i++)
		if (k[i].grade > hit.grade)
			hit.grade = k[i].grade;
	text_copy_cut(hit.name, sizeof(hit.name), k->name);
	find_number(k, n, &hit);
	hit.metres = metres_of(f, hit.spot);
	keep_hit(f, &hit);
}

const struct finder_hit *
finder_end(struct finder *f, size_t *count, bool *more)
{
	size_t to;

	*count = 0;
	*more = false;
	if (f->failed)
		return NULL;
	if (f->knowns > 1)
		qsort(f->known, f->knowns, sizeof(*f->known), compare_known);
	for (size_t from = 0; from < f->knowns; from = to) {
		to = from + 1;
		while (to < f->knowns &&
		       f->known[to].street == f->known[from].street)
			to++;
		add_street(f, &f->known[from], to - from);
	}
	f->knowns = 0;
	*count = f->count;
	*more = f->more;
	return f->hit;
}
