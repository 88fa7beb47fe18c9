/*
 * A patrol at a plain terminal. Its orders are printed whole; "delivered" goes
 * to the central when the terminal has taken the last byte of one, not before:
 * who sent it must not read of paper that is still blank.
 */
#include "tui/plain-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/board.h"
#include "tui/say.h"
#include "tui/words.h"

#define DUE_MOST 16

struct plain_due {
	char id[ID_SIZE]; /* of the order; "": free */
	bool printed;
	uint64_t reach; /* bytes that must have gone */
};

const char *
plain_unit(const struct console *c)
{
	const char *unit = session_info(link_session(c->link))->unit;

	return *unit ? unit : NULL;
}

static const struct assignment *
find_order(const struct console *c, const char *id)
{
	return (const struct assignment *)table_get(
	    c->table, KIND_ASSIGNMENT, id);
}

static bool
is_own(const struct console *c, const struct assignment *a)
{
	const char *unit = plain_unit(c);

	return unit && text_is(a->unit, unit);
}

/* The one it is at, if it is at one; else the newest that it has not left. */
const struct assignment *
plain_order(const struct console *c)
{
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	const struct assignment *best = NULL;

	for (size_t k = 0; k < table_count(c->table, KIND_ASSIGNMENT); k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		if (!is_own(c, a) || !assignment_live(a->state))
			continue;
		if (!best || a->state > best->state ||
		    (a->state == best->state && a->issued > best->issued))
			best = a;
	}
	return best;
}

static void
add_due(struct plain *p, const char *id)
{
	if (!p->due)
		p->due = calloc(DUE_MOST, sizeof(*p->due));
	if (!p->due) {
		console_end(p->c, PROBLEM_NO_MEMORY);
		return;
	}
	for (size_t k = 0; k < DUE_MOST; k++)
		if (!*p->due[k].id || !strcmp(p->due[k].id, id)) {
			p->due[k] = (struct plain_due){0};
			text_copy_cut(p->due[k].id, ID_SIZE, id);
			return;
		}
}

static void
tell_lost(struct plain *p, const struct assignment *a)
{
	plain_bell(p);
	plain_put(p, false, _("ORDER TAKEN BACK: %s; %s"),
	    say_number_of(p->c, a->incident), text_or(a->reason, "-"));
}

void
plain_field_changed(
    struct plain *p, const struct assignment *old, const struct assignment *now)
{
	bool was = old && assignment_live(old->state);

	if (!now || !is_own(p->c, now))
		return;
	if (!was && assignment_live(now->state))
		add_due(p, now->head.id);
	if (was && (now->state == ASSIGNMENT_CANCELLED ||
	               now->state == ASSIGNMENT_VOID))
		tell_lost(p, now);
}

static void
print_order(
    struct plain *p, const struct assignment *a, const struct incident *i)
{
	const struct console *c = p->c;
	char text[512];

	plain_say_incident(c, i, text, sizeof(text));
	plain_bell(p);
	plain_put(p, false, _("ORDER %s %s"), text,
	    words_of(&enum_assignment_state, a->state));
	if (i->grid || i->outside)
		plain_put(p, false, _("  grid %s"), say_grid_of(c, i));
	if (*text_or(i->narrative, ""))
		plain_put(p, false, "  %s", i->narrative);
	if (a->state <= ASSIGNMENT_DELIVERED)
		plain_put(p, false, "%s",
		    _("  accept signs for it; decline; WHY gives it back"));
}

static void
send_delivered(struct plain *p, const struct assignment *a)
{
	struct call call = {.command = command_get(COMMAND_DELIVERED)};
	struct problem problem;

	if (a->state != ASSIGNMENT_ISSUED || a->channel != CHANNEL_DEVICE)
		return;
	call_set_text(&call, ARG_delivered_assignment, a->head.id);
	if (link_send(p->c->link, &call, NULL, &problem) != PROBLEM_NONE)
		console_say_problem(p->c, &problem);
}

/* Printed once its incident is known, said once it is out. */
static void
see_to(struct plain *p, struct plain_due *due)
{
	const struct assignment *a = find_order(p->c, due->id);
	const struct incident *i =
	    a ? console_incident(p->c, a->incident) : NULL;

	if (!a || !assignment_live(a->state)) {
		*due = (struct plain_due){0};
		return;
	}
	if (!due->printed && i && board_is_live(p->c->board)) {
		print_order(p, a, i);
		due->printed = true;
		due->reach = p->reach;
	}
	if (due->printed && p->taken >= due->reach && !p->gone) {
		send_delivered(p, a);
		*due = (struct plain_due){0};
	}
}

/* The rooms of its incidents, so that it hears what is said there. */
static void
watch(struct plain *p)
{
	const struct console *c = p->c;
	const struct record *const *all = table_all(c->table, KIND_ASSIGNMENT);
	const char *rooms[COUNT_OF(p->watched)];
	size_t n = 0, same = 0;

	for (size_t k = 0; k < table_count(c->table, KIND_ASSIGNMENT); k++) {
		const struct assignment *a = (const struct assignment *)all[k];

		if (n < COUNT_OF(rooms) && is_own(c, a) &&
		    assignment_live(a->state))
			rooms[n++] = a->incident;
	}
	while (same < n && same < p->watches &&
	       !strcmp(rooms[same], p->watched[same]))
		same++;
	if (same == n && n == p->watches)
		return;
	for (size_t k = 0; k < n; k++)
		text_copy_cut(p->watched[k], ID_SIZE, rooms[k]);
	p->watches = n;
	link_watch(c->link, rooms, n);
}

void
plain_field_turn(struct plain *p)
{
	if (!plain_unit(p->c))
		return;
	watch(p);
	for (size_t k = 0; p->due && k < DUE_MOST; k++)
		if (*p->due[k].id)
			see_to(p, &p->due[k]);
}

void
plain_field_close(struct plain *p)
{
	free(p->due);
	p->due = NULL;
}
