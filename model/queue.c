/*
 * A rank is worked out once a row; comparing two is then a number, a time and
 * at last two strings, so that ten thousand rows sort in a few milliseconds.
 */
#include "model/queue.h"

#include "model/fold.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

/* What pierces, most urgent highest. */
enum {
	IS_LATE = 1 << 0,
	IS_UNSENT = 1 << 1,
	IS_FIRST = 1 << 2, /* priority 1, nobody there */
	IS_EMERGENCY = 1 << 3,
	PIERCES = 15,
	PRIORITIES = 8, /* 1 to 4, none, and room */
};

/* Whether somebody is or was on the scene. */
static bool
reached(enum incident_state state)
{
	switch (state) {
	case INCIDENT_TAKING:
	case INCIDENT_UNTAKEN:
	case INCIDENT_PENDING:
	case INCIDENT_DISPATCHED:
	case INCIDENT_ENROUTE:
	case INCIDENT_REOPENED:
		return false;
	default:
		return true;
	}
}

bool
queue_is_first(const struct queue_row *row)
{
	return row->incident->priority == 1 && !reached(row->incident->state);
}

static unsigned
urgency(const struct queue_row *row)
{
	unsigned u = 0;

	if (row->emergency)
		u |= IS_EMERGENCY;
	if (queue_is_first(row))
		u |= IS_FIRST;
	if (row->unsent)
		u |= IS_UNSENT;
	if (row->late)
		u |= IS_LATE;
	return u;
}

void
queue_rank(struct queue_row *row, msec_t now)
{
	const struct incident *i = row->incident;
	unsigned priority = PRIORITIES - 1;

	row->clock = clock_shown(i, row->assignments, row->count);
	row->late = 0;
	if (incident_open(i->state) && clock_limits(row->clock.step))
		row->late = clock_late(row->clock, now);
	if (i->priority >= 1 && i->priority < PRIORITIES - 1)
		priority = (unsigned)i->priority;
	row->rank = (PIERCES - urgency(row)) * PRIORITIES + priority;
}

int
queue_compare(const struct queue_row *a, const struct queue_row *b)
{
	const struct incident *x = a->incident, *y = b->incident;
	int order;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (x->reported != y->reported)
		return x->reported > y->reported ? -1 : 1;
	order = text_compare_numbers(y->number, x->number);
	if (order != 0)
		return order;
	return strcmp(text_or(x->head.id, ""), text_or(y->head.id, ""));
}

static int
compare(const void *a, const void *b)
{
	return queue_compare(a, b);
}

void
queue_sort(struct queue_row *rows, size_t n)
{
	if (n > 1)
		qsort(rows, n, sizeof(*rows), compare);
}

bool
queue_pierces(const struct queue_row *row)
{
	return row->rank / PRIORITIES != PIERCES;
}

bool
queue_cannot_wait(const struct queue_row *row)
{
	return queue_pierces(row) || row->incident->state == INCIDENT_UNTAKEN;
}

/* Whether nobody has been sent, or those who were are gone. */
static bool
unserved(enum incident_state state)
{
	return !reached(state) && state != INCIDENT_DISPATCHED &&
	       state != INCIDENT_ENROUTE;
}

/* Less is to be seen to first. */
static unsigned
turn(const struct queue_row *row)
{
	bool alone = unserved(row->incident->state);

	if (row->emergency)
		return 0;
	if (queue_is_first(row) && alone)
		return 1;
	if (row->unsent)
		return 2;
	if (alone)
		return 3;
	if (row->late)
		return queue_is_first(row) ? 4 : 5;
	return 6;
}

int
queue_compare_urgency(const struct queue_row *a, const struct queue_row *b)
{
	unsigned x = turn(a), y = turn(b);

	if (x != y)
		return x < y ? -1 : 1;
	if ((a->late != 0) != (b->late != 0))
		return a->late ? -1 : 1;
	if (a->late != b->late)
		return a->late < b->late ? -1 : 1;
	return queue_compare(a, b);
}

char
queue_mark(const struct queue_row *row)
{
	if (row->unsent)
		return '^';
	if (row->late)
		return '!';
	if (row->fresh)
		return '*';
	return row->incident->repeat ? '=' : ' ';
}

char
queue_unit_mark(const struct assignment *a)
{
	switch (a->state) {
	case ASSIGNMENT_ISSUED:
		return a->channel == CHANNEL_DEVICE ? '^' : '?';
	case ASSIGNMENT_DELIVERED:
		return '?';
	case ASSIGNMENT_ACCEPTED:
		return '+';
	case ASSIGNMENT_ENROUTE:
		return '>';
	case ASSIGNMENT_ONSCENE:
		return '@';
	case ASSIGNMENT_CLEARED:
		return '%';
	default:
		return '\0';
	}
}

/* The next word of *s (up to end), which moves past it; *len 0: none. */
static const char *
next_word(const char **s, const char *end, size_t *len)
{
	const char *begin = *s, *stop;
	int32_t c;

	*len = 0;
	for (;;) {
		stop = *s;
		c = fold_next(s, end);
		if (c >= 0 && c != ' ' && c != '\t' && c != '\n')
			continue;
		*len = (size_t)(stop - begin);
		if (c < 0 || *len > 0)
			return begin;
		begin = *s;
	}
}

void
filter_set(struct filter *f, const char *text)
{
	const char *end = text + strlen(text), *word;
	size_t used = 0, len;

	f->words = 0;
	while (f->words < FILTER_WORDS) {
		word = next_word(&text, end, &len);
		if (len == 0 || used + len > sizeof(f->bytes))
			return;
		memcpy(f->bytes + used, word, len);
		f->word[f->words++] = (struct filter_word){
		    (unsigned short)used, (unsigned short)len};
		used += len;
	}
}

static bool
has_word(const char *const *texts, size_t n, const char *word, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (texts[i] &&
		    fold_find(texts[i], strlen(texts[i]), word, len, NULL))
			return true;
	return false;
}

bool
filter_matches(const struct filter *f, const char *const *texts, size_t n)
{
	for (size_t k = 0; k < f->words; k++)
		if (!has_word(
		        texts, n, f->bytes + f->word[k].at, f->word[k].len))
			return false;
	return true;
}
