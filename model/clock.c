/*
 * Which limit counts, what it counts from, and how lateness climbs.
 */
#include "model/clock.h"

#include <string.h>

#define SECONDS(n) ((msec_t)(n)*1000)
#define MINUTES(n) SECONDS((n)*60)
#define HOURS(n) MINUTES((n)*60)

/* What counts when no rule does; RING_ANY is for the rings not named. */
static const struct {
	enum clock_step step;
	enum ring ring;
	msec_t limit;
} builtin[] = {
    {CLOCK_TAKE, RING_ANY, SECONDS(60)},
    {CLOCK_DISPATCH, RING_ANY, SECONDS(60)},
    {CLOCK_ACCEPT, RING_ANY, SECONDS(30)},
    {CLOCK_ARRIVE, RING_1, MINUTES(1)},
    {CLOCK_ARRIVE, RING_3, MINUTES(3)},
    {CLOCK_ARRIVE, RING_5, MINUTES(5)},
    {CLOCK_ARRIVE, RING_RURAL, MINUTES(10)},
    {CLOCK_ARRIVE, RING_ANY, MINUTES(5)},
    {CLOCK_REPORT, RING_RURAL, MINUTES(60)},
    {CLOCK_REPORT, RING_ANY, MINUTES(30)},
    {CLOCK_CLOSE, RING_ANY, HOURS(24)},
};

/* How long after becoming late somebody else is told; 0: never. */
static const struct delay {
	msec_t duty, centre;
} delays[] = {
    [CLOCK_NONE] = {0, 0},
    [CLOCK_TAKE] = {MINUTES(1), MINUTES(3)},
    [CLOCK_DISPATCH] = {MINUTES(1), MINUTES(3)},
    [CLOCK_ACCEPT] = {MINUTES(1), MINUTES(3)},
    [CLOCK_ARRIVE] = {MINUTES(2), MINUTES(5)},
    [CLOCK_REPORT] = {HOURS(1), HOURS(4)},
    [CLOCK_CLOSE] = {HOURS(4), HOURS(24)},
    [CLOCK_HOLD] = {0, 0},
    [CLOCK_SCHEDULE] = {0, 0},
    [CLOCK_REVIEW] = {HOURS(4), HOURS(24)},
    [CLOCK_TASK] = {HOURS(1), HOURS(24)},
};

static msec_t
builtin_limit(enum clock_step step, enum ring ring)
{
	msec_t any = 0;

	for (size_t i = 0; i < COUNT_OF(builtin); i++) {
		if (builtin[i].step != step)
			continue;
		if (builtin[i].ring == ring)
			return builtin[i].limit;
		if (builtin[i].ring == RING_ANY)
			any = builtin[i].limit;
	}
	return any;
}

/* A rule's word for one condition: not named, met, or another's. */
static int
condition(bool named, bool met)
{
	return !named ? 0 : met ? 1 : -1;
}

/*
 * How closely a rule fits: -1 not at all, else how many conditions it names,
 * and below that which.
 */
static int
closeness(
    const struct setting *s, enum clock_step step, const struct clock_case *c)
{
	const int met[] = {
	    condition(s->mode != NULL, text_is(s->mode, c->mode)),
	    condition(s->category != NULL, text_is(s->category, c->category)),
	    condition(s->ring != RING_ANY, s->ring == c->ring),
	    condition(s->priority != 0, s->priority == c->priority),
	};
	int score = 0;

	if (s->topic != TOPIC_CLOCK || s->retired || s->step != step)
		return -1;
	for (size_t i = 0; i < COUNT_OF(met); i++) {
		if (met[i] < 0)
			return -1;
		score += met[i] * (16 + (8 >> i));
	}
	return score;
}

static bool
id_less(const struct setting *a, const struct setting *b)
{
	return strcmp(text_or(a->head.id, ""), text_or(b->head.id, "")) < 0;
}

/* INT32_MAX seconds are 68 years: nobody waits longer for anything. */
static msec_t
rule_limit(const struct setting *s)
{
	if (s->limit <= 0)
		return 0;
	return SECONDS(s->limit < INT32_MAX ? s->limit : INT32_MAX);
}

msec_t
clock_limit(const struct clock_rules *rules, enum clock_step step,
    const struct clock_case *c)
{
	const struct setting *best = NULL;
	int most = -1;

	for (size_t i = 0; i < rules->count; i++) {
		const struct setting *s = rules->settings[i];
		int score = closeness(s, step, c);

		if (score < 0 || score < most)
			continue;
		if (score == most && !id_less(s, best))
			continue;
		most = score;
		best = s;
	}
	return best ? rule_limit(best) : builtin_limit(step, c->ring);
}

enum ring
clock_ring(
    struct point spot, const struct place *const *places, size_t n, bool rural)
{
	enum ring best = rural ? RING_RURAL : RING_URBAN;

	if (!point_set(spot))
		return best;
	for (size_t i = 0; i < n; i++) {
		const struct place *p = places[i];

		if (p->retired || p->ring == RING_ANY || p->ring >= best ||
		    !point_set(p->spot))
			continue;
		if (point_distance(p->spot, spot) <= (double)p->radius)
			best = p->ring;
	}
	return best;
}

static msec_t
later(msec_t a, msec_t b)
{
	return a > b ? a : b;
}

static struct clock
clock_at(enum clock_step step, msec_t due)
{
	return (struct clock){due ? step : CLOCK_NONE, due};
}

static struct clock
run(const struct clock_rules *rules, const struct clock_case *c,
    enum clock_step step, msec_t from)
{
	msec_t limit = clock_limit(rules, step, c);

	return clock_at(step, limit && from ? from + limit : 0);
}

static msec_t
written(const struct incident *i)
{
	msec_t told = i->reported ? i->reported : i->head.at;

	return i->entered ? i->entered : told;
}

/* Since when it waits for a unit; the past end of an overlay counts. */
static msec_t
waiting_since(const struct incident *i,
    const struct assignment *const *assignments, size_t n, msec_t now)
{
	msec_t t = later(later(written(i), i->taken), i->reopened);

	if (i->held <= now)
		t = later(t, i->held);
	if (i->scheduled <= now)
		t = later(t, i->scheduled);
	for (size_t k = 0; k < n; k++)
		if (text_is(assignments[k]->incident, i->head.id))
			t = later(t, assignments[k]->ended);
	return t;
}

static msec_t
reported_since(const struct incident *i,
    const struct assignment *const *assignments, size_t n)
{
	msec_t t = 0;

	for (size_t k = 0; k < n; k++)
		if (text_is(assignments[k]->incident, i->head.id))
			t = later(t, assignments[k]->reported);
	return t;
}

struct clock
clock_of_incident(const struct clock_rules *rules, const struct clock_case *c,
    const struct incident *i, const struct assignment *const *assignments,
    size_t n, msec_t now)
{
	switch (incident_overlay(i, now)) {
	case OVERLAY_HELD:
		return clock_at(CLOCK_HOLD, i->held);
	case OVERLAY_SCHEDULED:
		return clock_at(CLOCK_SCHEDULE, i->scheduled);
	case OVERLAY_NONE:
		break;
	}
	switch (i->state) {
	case INCIDENT_UNTAKEN:
		return run(rules, c, CLOCK_TAKE, written(i));
	case INCIDENT_PENDING:
	case INCIDENT_REOPENED:
		return run(rules, c, CLOCK_DISPATCH,
		    waiting_since(i, assignments, n, now));
	case INCIDENT_REPORTED:
	case INCIDENT_RETURNED:
		return run(
		    rules, c, CLOCK_CLOSE, reported_since(i, assignments, n));
	case INCIDENT_REVIEW:
		return run(
		    rules, c, CLOCK_REVIEW, reported_since(i, assignments, n));
	default:
		return (struct clock){CLOCK_NONE, 0};
	}
}

struct clock
clock_of_assignment(const struct clock_rules *rules, const struct clock_case *c,
    const struct incident *i, const struct assignment *a)
{
	msec_t issued = later(a->issued, i->scheduled);
	msec_t limit;

	switch (a->state) {
	case ASSIGNMENT_ISSUED:
	case ASSIGNMENT_DELIVERED:
		return run(rules, c, CLOCK_ACCEPT, issued);
	case ASSIGNMENT_ACCEPTED:
	case ASSIGNMENT_ENROUTE:
		return run(rules, c, CLOCK_ARRIVE, issued);
	case ASSIGNMENT_ONSCENE:
		limit = clock_limit(rules, CLOCK_REPORT, c);
		return clock_at(
		    CLOCK_REPORT, limit ? a->onscene + 2 * limit : 0);
	case ASSIGNMENT_CLEARED:
		return run(rules, c, CLOCK_REPORT, a->cleared);
	default:
		return (struct clock){CLOCK_NONE, 0};
	}
}

bool
clock_limits(enum clock_step step)
{
	return step != CLOCK_HOLD && step != CLOCK_SCHEDULE;
}

msec_t
clock_late(struct clock c, msec_t now)
{
	return c.due && c.due <= now ? c.due : 0;
}

struct clock
clock_shown(const struct incident *i,
    const struct assignment *const *assignments, size_t n)
{
	struct clock best = clock_at(i->clock, i->due);

	for (size_t k = 0; k < n; k++) {
		const struct assignment *a = assignments[k];

		if (!text_is(a->incident, i->head.id) || !a->due ||
		    !assignment_live(a->state))
			continue;
		if (!best.due || a->due < best.due)
			best = clock_at(a->clock, a->due);
	}
	return best;
}

static msec_t
escalation_delay(enum clock_step step, enum escalation to)
{
	return to == ESCALATION_DUTY ? delays[step].duty : delays[step].centre;
}

msec_t
clock_escalates(enum clock_step step, msec_t late_since, enum escalation to)
{
	msec_t delay;

	if (!late_since || to == ESCALATION_NONE || step >= COUNT_OF(delays))
		return 0;
	if (to == ESCALATION_DESK)
		return late_since;
	delay = escalation_delay(step, to);
	return delay ? late_since + delay : 0;
}

enum escalation
clock_escalation(enum clock_step step, msec_t late_since, msec_t now)
{
	enum escalation e = ESCALATION_NONE;

	for (int to = ESCALATION_DESK; to <= ESCALATION_CENTRE; to++) {
		msec_t at =
		    clock_escalates(step, late_since, (enum escalation)to);

		if (at && at <= now)
			e = (enum escalation)to;
	}
	return e;
}
