/*
 * What the board tells those who draw and choose: rows by place, the filter,
 * what is next. A filter looks for all its words, anywhere in what the row
 * says in either language.
 */
#include "tui/board-inside.h"

#include "tui/words.h"

/* ---- the filter ---- */

enum { ROW_TEXTS = 24 };

static size_t
add_units(const struct board *b, const struct board_row *row,
    const char **texts, size_t n)
{
	for (size_t k = 0; k < row->orders && n < ROW_TEXTS; k++) {
		const struct unit *u =
		    console_unit(b->console, row->order[k]->unit);

		if (u && assignment_live(row->order[k]->state))
			texts[n++] = u->callsign;
	}
	return n;
}

/* All that a row says, in both languages. */
static size_t
gather(const struct board *b, const struct board_row *row,
    const char *texts[ROW_TEXTS])
{
	const struct table *t = b->console->table;
	const struct incident *i = row->q.incident;
	const struct grid *g =
	    (const struct grid *)table_get(t, KIND_GRID, i->grid);
	const struct officer *o =
	    (const struct officer *)table_get(t, KIND_OFFICER, i->owner);
	const struct setting *s =
	    (const struct setting *)table_get(t, KIND_SETTING, i->category);
	size_t n = 0;

	texts[n++] = i->number;
	texts[n++] = i->place;
	texts[n++] = i->narrative;
	texts[n++] = enum_word(&enum_incident_state, i->state);
	texts[n++] = words_of(&enum_incident_state, i->state);
	texts[n++] = g ? g->name : NULL;
	texts[n++] = g ? g->title : NULL;
	texts[n++] = o ? o->name : NULL;
	texts[n++] = s ? s->name : NULL;
	texts[n++] = s ? s->en : NULL;
	texts[n++] = s ? s->zh : NULL;
	return add_units(b, row, texts, n);
}

bool
board_hits(const struct board *b, const struct board_row *row)
{
	const char *texts[ROW_TEXTS];

	if (!b->filter.words)
		return true;
	return filter_matches(&b->filter, texts, gather(b, row, texts));
}

const char *
board_filter_words(const struct board *b)
{
	return b->words;
}

size_t
board_hidden(const struct board *b)
{
	return b->hidden;
}

/* ---- rows ---- */

size_t
board_count(const struct board *b)
{
	return b->shown.count;
}

const struct board_row *
board_at(const struct board *b, size_t n)
{
	return b->shown.row[n];
}

const struct board_row *
board_row(const struct board *b, const char *id)
{
	return rows_find(b, id);
}

size_t
board_index(const struct board *b, const char *id)
{
	const struct board_row *r = rows_find(b, id);

	return r ? shown_index(b, r) : BOARD_NOWHERE;
}

bool
board_is_live(const struct board *b)
{
	return b->settled;
}

struct board_counts
board_counts(const struct board *b)
{
	return b->counts;
}

/* ---- what is next ---- */

static bool
cannot_wait(const struct board_row *r)
{
	return !r->ghost && queue_cannot_wait(&r->q);
}

/* The most urgent of those less urgent than `than`; NULL: of all. */
static const struct board_row *
most_urgent(const struct board *b, const struct board_row *than)
{
	const struct board_row *first = NULL;

	for (size_t k = 0; k < b->shown.count; k++) {
		const struct board_row *r = b->shown.row[k];

		if (!cannot_wait(r) ||
		    (than && queue_compare_urgency(&r->q, &than->q) <= 0))
			continue;
		if (!first || queue_compare_urgency(&r->q, &first->q) < 0)
			first = r;
	}
	return first;
}

const char *
board_urgent(const struct board *b)
{
	const struct board_row *at = rows_find(b, b->selected), *next = NULL;

	if (at && cannot_wait(at))
		next = most_urgent(b, at);
	return next ? next->id : board_most_urgent(b);
}

const char *
board_most_urgent(const struct board *b)
{
	const struct board_row *first = most_urgent(b, NULL);

	return first ? first->id : NULL;
}
