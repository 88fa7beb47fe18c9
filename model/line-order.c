/*
 * Which order is meant. A step of the wrong order is worse than a refusal: a
 * unit that has two needs the incident named, by a word or by the selection.
 */
#include "model/line-resolver.h"

#include "model/lifecycle.h"

#include <stdio.h>
#include <string.h>

static bool
fits_live(enum assignment_state s)
{
	return assignment_live(s);
}

static bool
fits_bound(enum assignment_state s)
{
	return assignment_binds(s);
}

static bool
fits_reported(enum assignment_state s)
{
	return s == ASSIGNMENT_REPORTED;
}

/*
 * A step on the way is of an order that binds the unit before one whose
 * report is owed, and fills a stamp of one that is done when there is no
 * other; what ends an order is of a live one.
 */
static struct found
orders_that_fit(struct resolver *r, struct order_wanted *wanted)
{
	enum step step;
	bool is_step = step_of_command(r->c->id, &step);
	struct found f = {0};

	if (is_step && step != STEP_REPORTED) {
		wanted->fits = fits_bound;
		f = find_orders(r->w, wanted);
	}
	if (f.count == 0) {
		wanted->fits = fits_live;
		f = find_orders(r->w, wanted);
	}
	if (f.count == 0 && is_step) {
		wanted->fits = fits_reported;
		f = find_orders(r->w, wanted);
	}
	return f;
}

/*
 * A unit was named, but no incident. Its order to the selected incident is
 * meant when it has several; when it has one that fits and another, past, to
 * the selected incident, nobody knows.
 */
static enum problem_code
choose_order(struct resolver *r, struct order_wanted *wanted, struct found *f)
{
	struct order_wanted here = *wanted, all = *wanted;
	struct found h;

	if (wanted->incident || !r->picked)
		return PROBLEM_NONE;
	here.incident = r->picked;
	h = find_orders(r->w, &here);
	if (f->count > 1 && h.count == 1) {
		*f = h;
		return PROBLEM_NONE;
	}
	here.fits = all.fits = fits_live;
	h = find_orders(r->w, &here);
	if (f->count == 1 && h.count == 1 && h.record != f->record) {
		*f = find_orders(r->w, &all);
		return refuse_ambiguous(
		    r, text_or(wanted->unit->callsign, "?"), f->candidates);
	}
	return PROBLEM_NONE;
}

static enum problem_code
no_order(struct resolver *r, const struct order_wanted *wanted)
{
	char text[96];

	snprintf(text, sizeof(text), "%s%s%s%s", wanted->unit ? "@" : "",
	    wanted->unit ? text_or(wanted->unit->callsign, "?") : "",
	    wanted->incident ? wanted->unit ? " #" : "#" : "",
	    wanted->incident ? short_number(wanted->incident) : "");
	return problem_set(r->p, PROBLEM_NO_ORDER, "what", text, NULL);
}

/* Who is meant: named words first, then the selection. */
static struct order_wanted
order_named(struct resolver *r)
{
	bool swaps = r->c->id == COMMAND_EXCHANGE; /* the last is the new one */
	size_t units = r->units - (swaps && r->units > 0);
	struct order_wanted wanted = {NULL, NULL, fits_live};

	if (units > 0)
		wanted.unit = r->unit[0];
	if (r->incidents > 0)
		wanted.incident = r->incident[0];
	if (!wanted.unit)
		wanted.unit = r->picked_unit;
	if (!wanted.unit && !wanted.incident)
		wanted.incident = r->picked;
	return wanted;
}

static enum problem_code
find_order(struct resolver *r, const struct assignment **order)
{
	struct order_wanted wanted = order_named(r);
	size_t named = r->incidents + r->units - (r->c->id == COMMAND_EXCHANGE);
	enum problem_code bad;
	struct found f;

	*order = r->picked_order;
	if (r->picked_order && named == 0)
		return PROBLEM_NONE;
	if (!wanted.unit && !wanted.incident)
		return refuse_missing(r, "assignment");
	f = orders_that_fit(r, &wanted);
	bad = f.count ? choose_order(r, &wanted, &f) : no_order(r, &wanted);
	if (bad)
		return bad;
	*order = (const struct assignment *)f.record;
	if (f.count == 1)
		return PROBLEM_NONE;
	return refuse_ambiguous(r,
	    wanted.unit ? text_or(wanted.unit->callsign, "?")
	                : short_number(wanted.incident),
	    f.candidates);
}

enum problem_code
fill_assignment(struct resolver *r)
{
	int arg = command_arg(r->c, "assignment", strlen("assignment"));
	const struct assignment *order;
	enum problem_code bad;

	if (!(r->c->flags & COMMAND_WANTS_ASSIGNMENT) || arg < 0 ||
	    call_has(&r->out->call, (size_t)arg))
		return PROBLEM_NONE;
	bad = find_order(r, &order);
	if (bad)
		return bad;
	if (r->c->flags & COMMAND_EXPECTS)
		call_expect(&r->out->call, KIND_ASSIGNMENT, order->head.id,
		    order->state);
	return give_text(r, (size_t)arg, order->head.id);
}

enum problem_code
find_only_order(
    struct resolver *r, const struct unit *u, const struct assignment **order)
{
	struct order_wanted wanted = {NULL, u, fits_live};
	struct found f = find_orders(r->w, &wanted);

	*order = (const struct assignment *)f.record;
	if (f.count == 1)
		return PROBLEM_NONE;
	return f.count ? refuse_ambiguous(
	                     r, text_or(u->callsign, "?"), f.candidates)
	               : no_order(r, &wanted);
}
