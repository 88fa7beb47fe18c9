/*
 * The board's rows and the three orders they stand in: by id, as on view, and
 * by the time that changes them. The first two are sorted arrays of pointers:
 * to move 80 KiB of them takes microseconds, and an index that ids from
 * outside could be chosen against is not needed.
 */
#include "tui/board-inside.h"

#include <stdlib.h>
#include <string.h>

bool
rows_add(struct rows *rows, size_t at, struct board_row *r)
{
	if (rows->count == rows->room) {
		size_t room = rows->room ? rows->room * 2 : 64;
		struct board_row **more =
		    realloc(rows->row, room * sizeof(struct board_row *));

		if (!more)
			return false;
		rows->row = more;
		rows->room = room;
	}
	memmove(rows->row + at + 1, rows->row + at,
	    (rows->count - at) * sizeof(struct board_row *));
	rows->row[at] = r;
	rows->count++;
	return true;
}

static void
rows_remove(struct rows *rows, size_t at)
{
	rows->count--;
	memmove(rows->row + at, rows->row + at + 1,
	    (rows->count - at) * sizeof(struct board_row *));
}

/* ---- by id ---- */

/* The first row whose id is not below this one. */
static size_t
id_lower(const struct rows *rows, const char *id)
{
	size_t low = 0, high = rows->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(rows->row[mid]->id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct board_row *
rows_find(const struct board *b, const char *id)
{
	size_t at;

	if (!id)
		return NULL;
	at = id_lower(&b->by_id, id);
	if (at == b->by_id.count || strcmp(b->by_id.row[at]->id, id) != 0)
		return NULL;
	return b->by_id.row[at];
}

struct board_row *
rows_get(struct board *b, const char *id)
{
	struct board_row *r = rows_find(b, id);
	size_t len = id ? strlen(id) : 0;

	if (r || len == 0 || len > ID_MAX)
		return r;
	r = calloc(1, sizeof(*r));
	if (r)
		memcpy(r->id, id, len);
	if (!r || !rows_add(&b->by_id, id_lower(&b->by_id, id), r)) {
		free(r);
		board_fail(b);
		return NULL;
	}
	return r;
}

void
rows_drop(struct board *b, struct board_row *r)
{
	if (r->q.incident || r->orders || r->q.unsent)
		return;
	times_remove(b, r);
	rows_remove(&b->by_id, id_lower(&b->by_id, r->id));
	free(r->order);
	free(r);
}

/* ---- on view ---- */

/* The first row on view that does not stand above r. */
static size_t
shown_lower(const struct board *b, const struct board_row *r)
{
	size_t low = 0, high = b->shown.count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (queue_compare(&b->shown.row[mid]->q, &r->q) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

size_t
shown_index(const struct board *b, const struct board_row *r)
{
	return r->placed ? shown_lower(b, r) : BOARD_NOWHERE;
}

void
shown_insert(struct board *b, struct board_row *r)
{
	r->placed = rows_add(&b->shown, shown_lower(b, r), r);
	if (!r->placed)
		board_fail(b);
}

void
shown_remove(struct board *b, struct board_row *r)
{
	if (!r->placed)
		return;
	rows_remove(&b->shown, shown_lower(b, r));
	r->placed = false;
}

/* ---- by time ---- */

static void
times_set(struct board *b, size_t at, struct board_row *r)
{
	b->times.row[at] = r;
	r->heap = at + 1;
}

static void
times_up(struct board *b, size_t at)
{
	struct board_row *r = b->times.row[at];

	while (at > 0) {
		struct board_row *up = b->times.row[(at - 1) / 2];

		if (up->turns <= r->turns)
			break;
		times_set(b, at, up);
		at = (at - 1) / 2;
	}
	times_set(b, at, r);
}

static void
times_down(struct board *b, size_t at)
{
	struct board_row *r = b->times.row[at];

	for (;;) {
		size_t child = at * 2 + 1;

		if (child >= b->times.count)
			break;
		if (child + 1 < b->times.count &&
		    b->times.row[child + 1]->turns < b->times.row[child]->turns)
			child++;
		if (r->turns <= b->times.row[child]->turns)
			break;
		times_set(b, at, b->times.row[child]);
		at = child;
	}
	times_set(b, at, r);
}

void
times_remove(struct board *b, struct board_row *r)
{
	size_t at = r->heap - 1;
	struct board_row *last;

	if (!r->heap)
		return;
	r->heap = 0;
	last = b->times.row[--b->times.count];
	if (last == r)
		return;
	times_set(b, at, last);
	times_up(b, at);
	times_down(b, last->heap - 1);
}

void
times_update(struct board *b, struct board_row *r)
{
	if (r->turns == TIME_NEVER) {
		times_remove(b, r);
		return;
	}
	if (!r->heap && !rows_add(&b->times, b->times.count, r)) {
		board_fail(b);
		return;
	}
	if (!r->heap)
		r->heap = b->times.count;
	times_up(b, r->heap - 1);
	times_down(b, r->heap - 1);
}
