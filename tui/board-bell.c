/*
 * What rings: a new priority 1, and each clock that runs out, an incident's
 * own and those of its orders, though the row shows but one of them. A clock
 * rings in the moment that passes over it; what ran out before this console
 * looked has rung elsewhere.
 */
#include "tui/board-inside.h"

#include <stdio.h>

static bool
runs_out(enum clock_step step, msec_t due, msec_t from, msec_t to)
{
	return due && clock_limits(step) && due > from && due <= to;
}

static void
ring_late(struct board *b, enum clock_step step, const char *id)
{
	char reason[64];

	snprintf(reason, sizeof(reason), "late/%s",
	    enum_word(&enum_clock_step, step));
	console_ring(b->console, reason, id);
}

static void
ring_clocks(struct board *b, struct board_row *r, msec_t now)
{
	const struct incident *i = r->q.incident;

	if (runs_out(i->clock, i->due, r->heard, now))
		ring_late(b, i->clock, r->id);
	for (size_t n = 0; n < r->orders; n++) {
		const struct assignment *a = r->order[n];

		if (assignment_live(a->state) &&
		    runs_out(a->clock, a->due, r->heard, now))
			ring_late(b, a->clock, a->head.id);
	}
}

void
bell_for(struct board *b, struct board_row *r)
{
	msec_t now = b->console->now;

	if (b->settled) {
		if (queue_is_first(&r->q))
			console_ring(b->console, "first", r->id);
		ring_clocks(b, r, now);
	}
	r->heard = now;
}

static msec_t
sooner(msec_t next, msec_t due, msec_t now)
{
	return due > now && due < next ? due : next;
}

msec_t
bell_next(const struct board_row *r, msec_t now)
{
	msec_t next = sooner(TIME_NEVER, r->q.incident->due, now);

	for (size_t n = 0; n < r->orders; n++)
		if (assignment_live(r->order[n]->state))
			next = sooner(next, r->order[n]->due, now);
	return next;
}
