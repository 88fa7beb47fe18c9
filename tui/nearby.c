/*
 * See nearby.h.
 */
#include "tui/nearby.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/words.h"

#define LINE_UNITS 3

static int
by_id(const void *p, const void *q)
{
	const struct nearest *a = p, *b = q;

	return strcmp(a->unit->head.id, b->unit->head.id);
}

static struct nearest *
find_row(const struct nearby *n, const char *unit)
{
	const struct unit wanted = {.head.id = unit};
	const struct nearest key = {.unit = &wanted};

	if (!unit || n->count == 0)
		return NULL;
	return bsearch(&key, n->row, n->count, sizeof(key), by_id);
}

/* Who is bound by what, and who is on its way to this one. */
static void
find_bound(
    const struct console *c, const struct incident *i, struct nearby *out)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	size_t n = table_count(c->table, KIND_ASSIGNMENT);

	for (size_t k = 0; k < n; k++) {
		const struct assignment *a = (const struct assignment *)all[k];
		struct nearest *row = NULL;

		if (assignment_live(a->state))
			row = find_row(out, a->unit);
		if (!row)
			continue;
		if (text_is(a->incident, i->head.id))
			row->here = true;
		else if (assignment_binds(a->state))
			row->bound = console_incident(c, a->incident);
	}
}

/* Who had an order to this one and gave it back. */
static void
find_declined(
    const struct console *c, const struct incident *i, struct nearby *out)
{
	const struct board_row *r = board_row(c->board, i->head.id);

	for (size_t k = 0; r && k < r->orders; k++) {
		const struct assignment *a = r->order[k];
		struct nearest *row = NULL;

		if (a->state == ASSIGNMENT_DECLINED)
			row = find_row(out, a->unit);
		if (row && row->declined < a->ended)
			row->declined = a->ended;
	}
}

static void
note_wanted(const struct outbox_entry *e, const struct incident *to, bool here,
    struct nearby *out)
{
	for (size_t k = 0; k < e->touches; k++) {
		struct nearest *row = e->touch[k].kind == KIND_UNIT
		                          ? find_row(out, e->touch[k].id)
		                          : NULL;

		if (row && here)
			row->here = true;
		else if (row)
			row->bound = to;
	}
}

/* Who was ordered a moment ago, and the central has not answered yet. */
static void
find_wanted(
    const struct console *c, const struct incident *i, struct nearby *out)
{
	const struct outbox *o = link_outbox(c->link);

	for (size_t n = 0; n < outbox_count(o); n++) {
		const struct outbox_entry *e = outbox_at(o, n);
		const struct incident *to = NULL;

		if (outbox_is_settled(e) || e->command->id != COMMAND_DISPATCH)
			continue;
		for (size_t k = 0; k < e->touches && !to; k++)
			to = console_incident(c, e->touch[k].id);
		if (to)
			note_wanted(e, to, to == i, out);
	}
}

static bool
covers(const struct nearest *row)
{
	return row->here && unit_alone(row->unit);
}

bool
nearby_rank(const struct console *c, const struct incident *i, bool bound,
    struct nearby *out)
{
	const struct record *const *all = table_all(c->table, KIND_UNIT);
	const struct positions *seen = link_positions(c->link);
	struct nearest_case where = {.spot = i->spot, .now = c->now};

	out->count = table_count(c->table, KIND_UNIT);
	out->row = calloc(out->count + 1, sizeof(out->row[0]));
	if (!out->row)
		return false;
	for (size_t k = 0; k < out->count; k++) {
		const struct position *p = positions_get(seen, all[k]->id);

		out->row[k].unit = (const struct unit *)all[k];
		if (out->row[k].unit->mobility == MOVES_FIXED) {
			out->row[k].spot = out->row[k].unit->home;
		} else if (p) {
			out->row[k].spot = p->spot;
			out->row[k].at = p->at;
		}
	}
	qsort(out->row, out->count, sizeof(out->row[0]), by_id);
	find_declined(c, i, out);
	if (bound)
		find_bound(c, i, out);
	/* An order that nobody has signed for in the central covers nobody. */
	for (size_t k = 0; k < out->count; k++)
		where.covered = where.covered || covers(&out->row[k]);
	if (bound)
		find_wanted(c, i, out);
	out->count = nearest_rank(&where, out->row, out->count);
	return true;
}

void
nearby_free(struct nearby *n)
{
	free(n->row);
	*n = (struct nearby){0};
}

char *
nearby_declined(
    const struct console *c, const struct nearest *row, char out[SAY_SIZE])
{
	char hm[TIME_SIZE];

	out[0] = '\0';
	if (row->declined)
		snprintf(out, SAY_SIZE, _("declined %s"),
		    time_hm(row->declined, c->zone, hm));
	return out;
}

static void
add_unit(
    const struct console *c, char *out, size_t size, const struct nearest *row)
{
	char distance[SAY_SIZE], ago[SAY_SIZE], declined[SAY_SIZE];
	const char *const words[] = {*out ? "|" : "",
	    text_or(row->unit->callsign, "?"),
	    say_distance(row->metres, distance),
	    words_of(&enum_unit_state, row->unit->state),
	    say_ago(row->age, ago), nearby_declined(c, row, declined)};

	for (size_t k = 0; k < COUNT_OF(words); k++) {
		size_t len = strlen(out);

		if (*words[k])
			snprintf(out + len, size - len, "%s%s", len ? " " : "",
			    words[k]);
	}
}

char *
nearby_line(
    const struct console *c, const struct incident *i, char *out, size_t size)
{
	struct nearby n = {0};
	size_t said = 0;

	out[0] = '\0';
	if (!nearby_rank(c, i, false, &n))
		return out;
	for (size_t k = 0; k < n.count && said < LINE_UNITS; k++)
		if (n.row[k].kind == NEAREST_OFFER) {
			add_unit(c, out, size, &n.row[k]);
			said++;
		}
	nearby_free(&n);
	return out;
}
