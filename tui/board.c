/*
 * What changes do to the board. Each takes a row out of the orders as it was
 * (lift), changes it, and puts it where it belongs as it is now (settle).
 */
#include "tui/board-inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"

void
board_fail(struct board *b)
{
	console_end(b->console, PROBLEM_NO_MEMORY);
}

/* ---- one row ---- */

static bool
is_open(const struct board_row *r)
{
	return r->q.incident && !r->ghost &&
	       incident_open(r->q.incident->state);
}

static bool
is_selected(const struct board *b, const struct board_row *r)
{
	return strcmp(b->selected, r->id) == 0;
}

static size_t
count_unsigned(const struct board_row *r)
{
	size_t n = 0;

	for (size_t k = 0; k < r->orders; k++)
		n += r->order[k]->state == ASSIGNMENT_ISSUED ||
		     r->order[k]->state == ASSIGNMENT_DELIVERED;
	return n;
}

/* What an open row counts for. */
struct weight {
	size_t first, late, orders, untaken, review, held, hidden;
};

static struct weight
weigh(const struct board_row *r)
{
	enum incident_state state = r->q.incident->state;

	return (struct weight){.first = queue_is_first(&r->q),
	    .late = r->q.late != 0,
	    .orders = count_unsigned(r),
	    .untaken = state == INCIDENT_UNTAKEN,
	    .review = state == INCIDENT_REVIEW,
	    .held = r->q.clock.step == CLOCK_HOLD,
	    .hidden = r->hidden};
}

/* Adds it (sign 1), or takes it back (-1). */
static void
count(struct board *b, const struct board_row *r, size_t sign)
{
	struct weight w = weigh(r);
	struct board_counts *c = &b->counts;

	c->open += sign;
	c->first += sign * w.first;
	c->late += sign * w.late;
	c->unsigned_ += sign * w.orders;
	c->untaken += sign * w.untaken;
	c->review += sign * w.review;
	c->held += sign * w.held;
	b->hidden += sign * w.hidden;
}

/* Out of the orders, as it was; nothing of it may have changed yet. */
static void
lift(struct board *b, struct board_row *r)
{
	if (is_open(r))
		count(b, r, (size_t)-1);
	shown_remove(b, r);
}

/* The row as its incident is now. */
static void
rank(struct board *b, struct board_row *r)
{
	msec_t now = b->console->now;

	r->q.assignments = r->order;
	r->q.count = r->orders;
	r->q.emergency = false;
	for (size_t n = 0; n < r->orders; n++) {
		const struct unit *u =
		    console_unit(b->console, r->order[n]->unit);

		if (u && u->emergency && assignment_binds(r->order[n]->state))
			r->q.emergency = true;
	}
	queue_rank(&r->q, now);
	r->turns = bell_next(r, now);
	bell_for(b, r);
}

static void
settle(struct board *b, struct board_row *r)
{
	r->hidden = false;
	r->turns = TIME_NEVER;
	if (is_open(r)) {
		rank(b, r);
		r->hidden = !queue_pierces(&r->q) && !is_selected(b, r) &&
		            !board_hits(b, r);
		count(b, r, 1);
	}
	if ((is_open(r) && !r->hidden) || r->ghost)
		shown_insert(b, r);
	times_update(b, r);
	rows_drop(b, r);
	console_touch(b->console);
}

static void
resettle(struct board *b, struct board_row *r)
{
	lift(b, r);
	settle(b, r);
}

/* ---- the ghost ---- */

/* The selected row's incident is open no longer: it stays, as it was last. */
static void
ghost_begin(struct board *b, struct board_row *r, const struct incident *last)
{
	record_free(b->ghost);
	b->ghost = record_freeze(&last->head);
	if (!b->ghost) {
		board_fail(b);
		return;
	}
	r->ghost = true;
	r->q.incident = (const struct incident *)b->ghost;
	r->q.late = 0;
	r->q.fresh = false;
}

static void
ghost_end(struct board *b, struct board_row *r)
{
	r->ghost = false;
	r->q.incident = console_incident(b->console, r->id);
	record_free(b->ghost);
	b->ghost = NULL;
}

const struct incident *
board_ghost(const struct board *b)
{
	return (const struct incident *)b->ghost;
}

/* ---- records ---- */

static void
tell_incident(
    struct board *b, const struct incident *old, const struct incident *now)
{
	const struct incident *last = now ? now : old;
	struct board_row *r = rows_get(b, last->head.id);
	bool was_open, was_placed;

	if (!r)
		return;
	was_open = is_open(r);
	was_placed = r->placed;
	lift(b, r);
	if (r->ghost && now && incident_open(now->state))
		ghost_end(b, r);
	if (!r->ghost)
		r->q.incident = now;
	if (is_open(r) && !was_open)
		r->q.fresh = b->settled;
	else if (was_open && !is_open(r) && was_placed && is_selected(b, r))
		ghost_begin(b, r, last);
	settle(b, r);
}

static int
order_compare(const struct assignment *a, const struct assignment *b)
{
	if (a->issued != b->issued)
		return a->issued < b->issued ? -1 : 1;
	return strcmp(a->head.id, b->head.id);
}

static void
order_remove(struct board_row *r, const char *id)
{
	for (size_t n = 0; n < r->orders; n++) {
		if (!text_is(r->order[n]->head.id, id))
			continue;
		r->orders--;
		memmove(r->order + n, r->order + n + 1,
		    (r->orders - n) * sizeof(r->order[0]));
		return;
	}
}

static bool
order_insert(struct board_row *r, const struct assignment *a)
{
	size_t n = r->orders;

	if (r->orders == r->room) {
		size_t room = r->room ? r->room * 2 : 2;
		const struct assignment **more =
		    realloc(r->order, room * sizeof(r->order[0]));

		if (!more)
			return false;
		r->order = more;
		r->room = room;
	}
	for (; n > 0 && order_compare(r->order[n - 1], a) > 0; n--)
		r->order[n] = r->order[n - 1];
	r->order[n] = a;
	r->orders++;
	return true;
}

/* A joined incident's orders move to the other's row. */
static void
tell_order(
    struct board *b, const struct assignment *old, const struct assignment *now)
{
	struct board_row *from = old ? rows_find(b, old->incident) : NULL;
	struct board_row *to = now ? rows_get(b, now->incident) : NULL;

	if (from) {
		lift(b, from);
		order_remove(from, old->head.id);
	}
	if (from && from != to)
		settle(b, from);
	if (!to)
		return;
	if (from != to)
		lift(b, to);
	if (!order_insert(to, now))
		board_fail(b);
	settle(b, to);
}

static bool
has_unit(const struct board_row *r, const char *unit)
{
	for (size_t k = 0; k < r->orders; k++)
		if (text_is(r->order[k]->unit, unit))
			return true;
	return false;
}

static void
tell_unit(struct board *b, const struct unit *old, const struct unit *now)
{
	bool was = old && old->emergency;
	bool is = now && now->emergency;
	const char *id = (now ? now : old)->head.id;

	if (was == is)
		return;
	b->counts.emergencies += (size_t)is - (size_t)was;
	if (is && b->settled)
		console_ring(b->console, "emergency", id);
	for (size_t n = 0; n < b->by_id.count; n++)
		if (is_open(b->by_id.row[n]) && has_unit(b->by_id.row[n], id))
			resettle(b, b->by_id.row[n]);
}

void
board_live(struct board *b, bool live)
{
	b->settled = live;
}

void
board_changed(
    struct board *b, const struct record *old, const struct record *now)
{
	switch (now ? now->kind : old->kind) {
	case KIND_INCIDENT:
		tell_incident(b, (const struct incident *)old,
		    (const struct incident *)now);
		return;
	case KIND_ASSIGNMENT:
		tell_order(b, (const struct assignment *)old,
		    (const struct assignment *)now);
		return;
	case KIND_UNIT:
		tell_unit(
		    b, (const struct unit *)old, (const struct unit *)now);
		break;
	case KIND_SETTING:
	case KIND_GRID:
	case KIND_OFFICER:
		break;
	default:
		return;
	}
	b->refilter = b->filter.words > 0; /* they give rows their words */
}

/* ---- time, filter, outbox ---- */

static void
resettle_all(struct board *b)
{
	for (size_t n = 0; n < b->by_id.count; n++)
		if (is_open(b->by_id.row[n]))
			resettle(b, b->by_id.row[n]);
	b->refilter = false;
}

void
board_tick(struct board *b)
{
	/* A clock set back: what was late need not be so any more. */
	if (b->console->now < b->told)
		b->refilter = true;
	b->told = b->console->now;
	while (b->times.count > 0 && b->times.row[0]->turns <= b->console->now)
		resettle(b, b->times.row[0]);
	if (b->refilter)
		resettle_all(b);
}

void
board_filter(struct board *b, const char *words)
{
	text_copy_cut(b->words, sizeof(b->words), words);
	filter_set(&b->filter, b->words);
	resettle_all(b);
}

/* The incident's row is one that something unsent is about. */
static void
note_unsent(struct board *b, const char *incident)
{
	struct board_row *r = rows_find(b, incident);

	if (!r || r->wanted)
		return;
	r->wanted = rows_add(&b->unsent, b->unsent.count, r);
	if (!r->wanted)
		board_fail(b);
}

static void
note_entry(struct board *b, const struct outbox_entry *e)
{
	if (outbox_is_settled(e) ||
	    (e->state == OUTBOX_SENT &&
	        b->console->boot - e->since < OUTBOX_SOON_MS))
		return;
	for (size_t n = 0; n < e->touches; n++) {
		const struct outbox_touch *t = &e->touch[n];
		const struct assignment *a;

		if (t->kind == KIND_INCIDENT || t->kind == KIND_ANY)
			note_unsent(b, t->id);
		if (t->kind != KIND_ASSIGNMENT)
			continue;
		a = (const struct assignment *)table_get(
		    b->console->table, KIND_ASSIGNMENT, t->id);
		if (a)
			note_unsent(b, a->incident);
	}
}

static void
set_unsent(struct board *b, struct rows *rows)
{
	for (size_t n = 0; n < rows->count; n++) {
		struct board_row *r = rows->row[n];

		if (r->q.unsent == r->wanted)
			continue;
		lift(b, r);
		r->q.unsent = r->wanted;
		settle(b, r);
	}
}

void
board_unsent(struct board *b)
{
	const struct outbox *o = link_outbox(b->console->link);
	struct rows was = b->unsent;

	b->unsent = (struct rows){0};
	for (size_t n = 0; n < outbox_count(o); n++)
		note_entry(b, outbox_at(o, n));
	set_unsent(b, &b->unsent);
	set_unsent(b, &was);
	for (size_t n = 0; n < b->unsent.count; n++)
		b->unsent.row[n]->wanted = false;
	free(was.row);
}

/* ---- the one that is looked at ---- */

void
board_select(struct board *b, const char *id)
{
	struct board_row *was = rows_find(b, b->selected);
	struct board_row *is = rows_find(b, id);

	if (strcmp(b->selected, id) == 0)
		return;
	text_copy_cut(b->selected, sizeof(b->selected), id);
	if (was) {
		lift(b, was);
		was->q.fresh = false;
		if (was->ghost)
			ghost_end(b, was);
		settle(b, was);
	}
	if (is && is->hidden)
		resettle(b, is);
	console_touch(b->console);
}

/* ---- life ---- */

struct board *
board_new(struct console *c)
{
	struct board *b = calloc(1, sizeof(*b));

	if (b)
		b->console = c;
	return b;
}

void
board_free(struct board *b)
{
	if (!b)
		return;
	for (size_t n = 0; n < b->by_id.count; n++) {
		free(b->by_id.row[n]->order);
		free(b->by_id.row[n]);
	}
	free(b->by_id.row);
	free(b->shown.row);
	free(b->times.row);
	free(b->unsent.row);
	record_free(b->ghost);
	free(b);
}
