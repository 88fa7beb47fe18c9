/*
 * Steps are made call by call, then sorted by time; where times are equal the
 * order in which they were made stands, so that no step overtakes another of
 * its call.
 */
#include "replay/plan.h"

#include <stdlib.h>
#include <string.h>

/* The command that tells each time of a response. */
static const enum command_id time_command[DAY_TIMES] = {
    [DAY_DISPATCHED] = COMMAND_DISPATCH,
    [DAY_ACCEPTED] = COMMAND_ACCEPT,
    [DAY_ENROUTE] = COMMAND_ENROUTE,
    [DAY_ONSCENE] = COMMAND_ONSCENE,
    [DAY_CONVEYING] = COMMAND_CONVEYING,
    [DAY_CONVEYED] = COMMAND_CONVEYED,
    [DAY_CLEARED] = COMMAND_CLEAR,
    [DAY_REPORTED] = COMMAND_REPORT,
};

/* Responses in the order of their calls, then of their dispatch. */
struct entry {
	const struct day_response *response;
	uint32_t number;
};

static int
by_call(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const struct day_response *r = x->response, *s = y->response;

	if (r->call != s->call)
		return r->call < s->call ? -1 : 1;
	if (r->time[DAY_DISPATCHED] != s->time[DAY_DISPATCHED])
		return r->time[DAY_DISPATCHED] < s->time[DAY_DISPATCHED] ? -1
		                                                         : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Until sorted, after[0] keeps the order in which steps were made. */
static int
by_time(const void *a, const void *b)
{
	const struct plan_step *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->after[0] < y->after[0] ? -1 : x->after[0] > y->after[0];
}

static bool
add(struct plan *plan, struct plan_step step)
{
	if (plan->count == plan->room) {
		size_t room = plan->room ? plan->room * 2 : 1024;
		void *list = realloc(plan->step, room * sizeof(*plan->step));

		if (!list || room >= PLAN_NONE)
			return false;
		plan->step = list;
		plan->room = room;
	}
	step.after[0] = (uint32_t)plan->count;
	plan->step[plan->count++] = step;
	return true;
}

static msec_t
later(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

/* What is being made of one call. */
struct making {
	struct plan *plan;
	const struct day *day;
	uint32_t call;
	msec_t begun; /* when `new` is told */
	msec_t last;  /* the latest that was told of it */
	bool closed;  /* nothing keeps it from being closed */
};

static bool
add_response(struct making *m, const struct entry *e)
{
	const struct day_response *r = e->response;
	uint32_t unit = (uint32_t)m->day->calls + r->unit;
	msec_t at = m->begun;
	bool ok = true;

	for (size_t i = 0; ok && i < DAY_TIMES; i++) {
		struct plan_step s = {.command = (uint16_t)time_command[i],
		    .happened = r->time[i],
		    .call = m->call,
		    .response = e->number,
		    .lane = {unit, PLAN_NONE}};

		if (r->time[i] == 0)
			continue;
		if (i == DAY_DISPATCHED || i == DAY_REPORTED)
			s.lane[1] = m->call;
		s.at = at = later(at, r->time[i]);
		ok = add(m->plan, s);
	}
	m->last = later(m->last, at);
	if (r->time[DAY_REPORTED] == 0)
		m->closed = false;
	return ok;
}

static bool
keep_open(struct plan *plan, uint32_t call)
{
	if (plan->opens == plan->open_room) {
		size_t room = plan->open_room ? plan->open_room * 2 : 64;
		uint32_t *list = realloc(plan->open, room * sizeof(*list));

		if (!list)
			return false;
		plan->open = list;
		plan->open_room = room;
	}
	plan->open[plan->opens++] = call;
	return true;
}

static bool
add_close(struct making *m, bool had_responses)
{
	const struct day_call *c = &m->day->call[m->call];
	struct plan_step s = {.command = COMMAND_CLOSE,
	    .happened = c->closed ? c->closed : m->last,
	    .call = m->call,
	    .response = DAY_NONE,
	    .lane = {m->call, PLAN_NONE}};

	s.at = later(m->last, c->closed);
	if (m->closed && (had_responses || c->closed))
		return add(m->plan, s);
	return !c->outcome || keep_open(m->plan, m->call);
}

/* All of one call; the responses of it are e[0..n). */
static bool
add_call(struct making *m, const struct entry *e, size_t n)
{
	const struct day_call *c = &m->day->call[m->call];
	struct plan_step s = {.command = COMMAND_NEW,
	    .happened = c->reported,
	    .call = m->call,
	    .response = DAY_NONE,
	    .lane = {m->call, PLAN_NONE}};
	bool ok;

	m->begun = m->last = s.at = later(c->reported, c->entered);
	m->closed = true;
	ok = add(m->plan, s);
	for (size_t i = 0; ok && i < n; i++)
		ok = add_response(m, &e[i]);
	return ok && add_close(m, n > 0);
}

static bool
add_calls(struct plan *plan, const struct day *d, const struct entry *e)
{
	struct making m = {.plan = plan, .day = d};
	size_t from = 0, to;
	bool ok = true;

	for (; ok && m.call < d->calls; m.call++) {
		for (to = from; to < d->responses; to++)
			if (e[to].response->call != m.call)
				break;
		ok = add_call(&m, e + from, to - from);
		from = to;
	}
	return ok;
}

/* Ties each step to the next in its lanes, from the end. */
static void
tie(struct plan *plan)
{
	memset(plan->head, 0xff, plan->lanes * sizeof(*plan->head));
	for (size_t i = plan->count; i-- > 0;) {
		struct plan_step *s = &plan->step[i];

		for (size_t k = 0; k < PLAN_LANES; k++) {
			s->after[k] = PLAN_NONE;
			if (s->lane[k] == PLAN_NONE)
				continue;
			s->after[k] = plan->head[s->lane[k]];
			plan->head[s->lane[k]] = (uint32_t)i;
		}
	}
}

static struct entry *
sort_responses(const struct day *d)
{
	struct entry *e = calloc(d->responses + 1, sizeof(*e));

	if (!e)
		return NULL;
	for (size_t i = 0; i < d->responses; i++)
		e[i] = (struct entry){&d->response[i], (uint32_t)i};
	qsort(e, d->responses, sizeof(*e), by_call);
	return e;
}

enum problem_code
plan_make(const struct day *d, struct plan **out, struct problem *p)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	struct entry *e = sort_responses(d);
	bool ok = plan && e;

	*out = NULL;
	if (ok) {
		plan->lanes = d->calls + d->units.count;
		plan->head = calloc(plan->lanes + 1, sizeof(*plan->head));
		ok = plan->head && add_calls(plan, d, e);
	}
	free(e);
	if (!ok) {
		plan_free(plan);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	if (plan->count)
		qsort(plan->step, plan->count, sizeof(*plan->step), by_time);
	tie(plan);
	*out = plan;
	return PROBLEM_NONE;
}

void
plan_free(struct plan *plan)
{
	if (!plan)
		return;
	free(plan->step);
	free(plan->head);
	free(plan->open);
	free(plan);
}
