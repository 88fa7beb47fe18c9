/*
 * Plain scans over what is shown: a line is resolved once an Enter, and ten
 * thousand rows are looked at in well under a millisecond.
 */
#include "model/line-find.h"

#include "model/fold.h"
#include "model/lifecycle.h"
#include "model/time.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void candidate(struct found *f, const char *fmt, ...) PRINTF(2, 3);

/* Adds one that fits as a whole; a "..." says that there are more. */
static void
candidate(struct found *f, const char *fmt, ...)
{
	size_t len = strlen(f->candidates), n;
	char text[128];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	n = strlen(text);
	if (len + n + 8 < sizeof(f->candidates))
		snprintf(f->candidates + len, sizeof(f->candidates) - len,
		    "%s%s", len ? ", " : "", text);
	else if (len && f->candidates[len - 1] != '.')
		snprintf(
		    f->candidates + len, sizeof(f->candidates) - len, " ...");
}

static void
hit(struct found *f, const struct record *r)
{
	if (f->count++ == 0)
		f->record = r;
}

const struct record *
find_id(const struct line_world *w, enum kind kind, const char *id)
{
	const struct record *r;
	size_t at = 0;

	if (!id)
		return NULL;
	while ((r = w->next(w->user, kind, &at)))
		if (text_is(r->id, id))
			return r;
	return NULL;
}

static const char *
station_name(const struct line_world *w, const char *id)
{
	const struct record *r = find_id(w, KIND_STATION, id);

	return r ? text_or(((const struct station *)r)->name, id)
	         : text_or(id, "?");
}

/* Whether `name`, as typed before a slash, means the station of this id. */
static bool
station_is(const struct line_world *w, const char *id, const char *name)
{
	size_t len = strlen(name);

	return fold_is(id, name, len) ||
	       fold_is(station_name(w, id), name, len);
}

const char *
short_number(const struct incident *i)
{
	const char *number = text_or(i->number, text_or(i->head.id, "?"));
	const char *dash = strchr(number, '-');

	return dash && dash[1] ? dash + 1 : number;
}

/* "20261121" of a moment in the zone. */
static void
day_digits(const struct line_world *w, char out[TIME_SIZE])
{
	char text[TIME_SIZE];
	size_t len = 0;

	for (const char *s = time_day(w->now, w->zone, text); *s; s++)
		if (*s != '-')
			out[len++] = *s;
	out[len] = '\0';
}

static bool
same_digits(const char *a, const char *b)
{
	a += strspn(a, "0");
	b += strspn(b, "0");
	return strcmp(a, b) == 0;
}

/* Whether its number, date apart, is this one. */
static bool
number_is(const struct incident *i, const char *text)
{
	return i->number && same_digits(short_number(i), text);
}

static bool
of_today(const struct incident *i, const char *today)
{
	const char *dash = strchr(i->number, '-');

	return !dash || ((size_t)(dash - i->number) == strlen(today) &&
	                    memcmp(i->number, today, strlen(today)) == 0);
}

/* How an incident answers to a word. */
enum answer { ANSWER_NO, ANSWER_NEEDS_WHOLE, ANSWER_YES };

static enum answer
answers(
    const struct incident *i, const struct line_word *word, const char *today)
{
	const char *text = word->text;

	if (text_is(i->number, text) || text_is(i->head.id, text))
		return strchr(text, '-') || word->mark != WORD_NUMBER ||
		               incident_open(i->state)
		           ? ANSWER_YES
		           : ANSWER_NEEDS_WHOLE;
	if (text[strspn(text, "0123456789")] || !number_is(i, text))
		return ANSWER_NO;
	return incident_open(i->state) && of_today(i, today)
	           ? ANSWER_YES
	           : ANSWER_NEEDS_WHOLE;
}

struct found
find_incident(const struct line_world *w, const struct line_word *word)
{
	struct found own = {0}, others = {0}, past = {0};
	const struct record *r;
	char today[TIME_SIZE];
	size_t at = 0;

	day_digits(w, today);
	while ((r = w->next(w->user, KIND_INCIDENT, &at))) {
		const struct incident *i = (const struct incident *)r;
		enum answer a = answers(i, word, today);
		bool mine = word->of || text_is(r->station, w->station);

		if (a == ANSWER_NO ||
		    (word->of && !station_is(w, r->station, word->of)))
			continue;
		if (a == ANSWER_NEEDS_WHOLE) {
			candidate(&past, "#%s", text_or(i->number, r->id));
			continue;
		}
		hit(mine ? &own : &others, r);
		candidate(mine ? &own : &others, "#%s/%s",
		    station_name(w, r->station), short_number(i));
	}
	if (own.count)
		return own;
	return others.count ? others : past;
}

struct found
find_unit(const struct line_world *w, const char *station,
    const struct line_word *word)
{
	struct found own = {0}, others = {0};
	const struct record *r;
	size_t at = 0, len = strlen(word->text);

	while ((r = w->next(w->user, KIND_UNIT, &at))) {
		const struct unit *u = (const struct unit *)r;
		bool mine = word->of ? station_is(w, r->station, word->of)
		                     : !station || text_is(r->station, station);

		if (u->retired || !(fold_is(u->callsign, word->text, len) ||
		                      text_is(r->id, word->text)))
			continue;
		if (mine)
			hit(&own, r);
		candidate(mine ? &own : &others, "@%s/%s",
		    station_name(w, r->station), text_or(u->callsign, r->id));
	}
	return own.count ? own : others;
}

/* The names that a record goes by, up to three. */
static void
names_of(const struct record *r, const char *name[3])
{
	switch (r->kind) {
	case KIND_STATION:
		name[0] = ((const struct station *)r)->name;
		break;
	case KIND_GRID:
		name[0] = ((const struct grid *)r)->name;
		name[1] = ((const struct grid *)r)->title;
		break;
	case KIND_PLACE:
		name[0] = ((const struct place *)r)->name;
		break;
	case KIND_OFFICER:
		name[0] = ((const struct officer *)r)->name;
		name[1] = ((const struct officer *)r)->number;
		break;
	case KIND_TASK:
		name[0] = ((const struct task *)r)->title;
		break;
	case KIND_ITEM:
		name[0] = ((const struct item *)r)->text;
		break;
	case KIND_ROUTE:
		name[0] = ((const struct route *)r)->name;
		break;
	case KIND_SECTOR:
		name[0] = ((const struct sector *)r)->name;
		break;
	case KIND_ROOM:
		name[0] = ((const struct room *)r)->name;
		break;
	case KIND_SETTING:
		name[0] = ((const struct setting *)r)->name;
		name[1] = ((const struct setting *)r)->en;
		name[2] = ((const struct setting *)r)->zh;
		break;
	default:
		break;
	}
}

#define TOPIC(name) (UINT32_C(1) << TOPIC_##name)

/* Whether it can be named: what is retired cannot, nor other settings. */
static bool
nameable(const struct record *r, uint32_t topics)
{
	const struct setting *s = (const struct setting *)r;

	if (r->kind == KIND_ROUTE)
		return !((const struct route *)r)->retired;
	if (r->kind != KIND_SETTING)
		return true;
	return !s->retired && (topics >> s->topic & 1);
}

/*
 * Lines of checklists are alike from list to list: where a record is selected
 * only its own can be meant. An id is one line's anywhere.
 */
static bool
is_elsewhere(const struct line_world *w, const struct record *r)
{
	const struct record *at = w->selected;
	const char *about = ((const struct item *)r)->about;

	if (r->kind != KIND_ITEM || !at)
		return false;
	if (at->kind == KIND_ASSIGNMENT)
		return !text_is(
		    about, ((const struct assignment *)at)->incident);
	if (at->kind != KIND_INCIDENT && at->kind != KIND_TASK &&
	    at->kind != KIND_ROOM)
		return false;
	return !text_is(about, at->id);
}

static struct found
find_by_name(const struct line_world *w, enum kind kind, uint32_t topics,
    const char *text)
{
	struct found f = {0};
	size_t at = 0, len = strlen(text);
	const struct record *r;

	while ((r = w->next(w->user, kind, &at))) {
		const char *name[3] = {NULL, NULL, NULL};
		bool is = text_is(r->id, text);

		names_of(r, name);
		for (size_t k = 0; k < COUNT_OF(name); k++)
			is |= name[k] && fold_is(name[k], text, len) &&
			      !is_elsewhere(w, r);
		if (!is || !nameable(r, topics))
			continue;
		hit(&f, r);
		candidate(&f, "%s", text_or(r->id, "?"));
	}
	return f;
}

struct found
find_named(const struct line_world *w, enum kind kind, const char *text)
{
	return find_by_name(w, kind, TOPIC(CATEGORY) | TOPIC(MODE), text);
}

struct found
find_template(const struct line_world *w, const char *text)
{
	return find_by_name(w, KIND_SETTING, TOPIC(TEMPLATE), text);
}

static bool
has_word(const char *words, const char *text, size_t len)
{
	size_t n;

	for (; words && *words; words += n + strspn(words + n, " ")) {
		n = strcspn(words, " ");
		if (fold_is(text, words, n) && len > 0)
			return true;
	}
	return false;
}

struct found
find_team(const struct line_world *w, const char *text)
{
	size_t at = 0, len = strlen(text);
	struct found f = {0};
	const struct record *r;

	while ((r = w->next(w->user, KIND_SETTING, &at))) {
		const struct setting *s = (const struct setting *)r;

		if (s->topic != TOPIC_ROLE || s->retired ||
		    !(text_is(r->id, text) || fold_is(s->name, text, len) ||
		        fold_is(s->en, text, len) ||
		        fold_is(s->zh, text, len) ||
		        has_word(s->words, text, len)))
			continue;
		hit(&f, r);
		candidate(&f, "%s", text_or(s->name, "?"));
	}
	return f;
}

struct found
find_orders(const struct line_world *w, const struct order_wanted *wanted)
{
	struct found f = {0};
	const struct record *r, *other;
	size_t at = 0;

	while ((r = w->next(w->user, KIND_ASSIGNMENT, &at))) {
		const struct assignment *a = (const struct assignment *)r;

		if ((wanted->incident &&
		        !text_is(a->incident, wanted->incident->head.id)) ||
		    (wanted->unit &&
		        !text_is(a->unit, wanted->unit->head.id)) ||
		    !wanted->fits(a->state))
			continue;
		hit(&f, r);
		if (wanted->incident) {
			other = find_id(w, KIND_UNIT, a->unit);
			candidate(&f, "@%s",
			    other ? ((const struct unit *)other)->callsign
			          : text_or(a->unit, "?"));
		} else {
			other = find_id(w, KIND_INCIDENT, a->incident);
			candidate(&f, "#%s",
			    other ? short_number((const struct incident *)other)
			          : text_or(a->incident, "?"));
		}
	}
	return f;
}
