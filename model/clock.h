/*
 * Clocks: every step has a limit, set per category, place and mode. A clock
 * is a step and the moment its limit runs out; past it, the work is late, and
 * lateness climbs by itself: mark and bell at the desk, duty officer, centre.
 *
 * The central keeps the clocks in the records (clock, due, late, raised); a
 * console counts from `due` and asks clock_shown() which one a row shows.
 *
 *	step      runs from                                 unless a rule says
 *	take      an untaken sheet was written              60 s
 *	dispatch  it came to pending: written, signed for,  60 s
 *	          its last unit gone, reopened, let go
 *	accept    an order was issued                       30 s
 *	arrive    the order was issued, once accepted       1, 3, 5 min in a
 *	                                                    ring, else 5, rural
 *10 report    the unit cleared; while it is on the      30 min, rural 60 scene,
 *twice that from its arrival, so that one who never says so is asked close the
 *last unit reported                    24 h review    the same, while in review
 *none hold      until `held`, schedule until `scheduled`  (no limit)
 *
 * All functions are pure.
 */
#ifndef MODEL_CLOCK_H
#define MODEL_CLOCK_H

#include "model/lifecycle.h"

/* A running limit; CLOCK_NONE and 0 when nothing runs. */
struct clock {
	enum clock_step step;
	msec_t due;
};

/* The rules: setting records (others than clock rules are passed over). */
struct clock_rules {
	const struct setting *const *settings;
	size_t count;
};

/* What a limit depends on. */
struct clock_case {
	const char *category; /* id of its setting, or NULL */
	int64_t priority;
	enum ring ring;   /* RING_1.. or RING_URBAN, RING_RURAL */
	const char *mode; /* id of the station's mode, or NULL */
};

/*
 * The limit of a step in milliseconds, 0 for none. The rule that names most
 * of category, mode, ring and priority wins; among equals the one that names
 * the mode, then the category, the ring, the priority; then the least id. A
 * rule without a limit stops that clock. No rule: the table above.
 */
msec_t clock_limit(const struct clock_rules *rules, enum clock_step step,
    const struct clock_case *c);

/*
 * The ring a point lies in: of the places whose radius reaches it, the one
 * with the shortest limit; none: urban or rural as said. A point that is not
 * known lies in no ring.
 */
enum ring clock_ring(
    struct point spot, const struct place *const *places, size_t n, bool rural);

/*
 * The incident's own clock now; its units' are their assignments'. Overlays
 * run it until they end, then it waits for a unit again; who keeps it in the
 * record does so anew at `due`.
 */
struct clock clock_of_incident(const struct clock_rules *rules,
    const struct clock_case *c, const struct incident *i,
    const struct assignment *const *assignments, size_t n, msec_t now);
/*
 * The clock of one of its assignments; one sent ahead of a scheduled incident
 * counts from then on.
 */
struct clock clock_of_assignment(const struct clock_rules *rules,
    const struct clock_case *c, const struct incident *i,
    const struct assignment *a);

/* Whether what runs out is late: a hold that ends is not. */
bool clock_limits(enum clock_step step);
/* When it became late: `due` once that is past, else 0. */
msec_t clock_late(struct clock c, msec_t now);

/*
 * What the incident's row shows: of the clocks kept in it and in its live
 * assignments (other incidents' passed over) the one that is due first, which
 * is the most late one when any is.
 */
struct clock clock_shown(const struct incident *i,
    const struct assignment *const *assignments, size_t n);

/* How far lateness has come. */
enum escalation {
	ESCALATION_NONE,
	ESCALATION_DESK, /* mark and bell, at once */
	ESCALATION_DUTY, /* the station's duty officer */
	ESCALATION_CENTRE,
};

/*
 * How far work on this step that is late since then has come, by a table of
 * delays: minutes for steps that are counted in minutes, an hour and more for
 * paper. late_since 0: not late. `incident.raised` is one less.
 */
enum escalation clock_escalation(
    enum clock_step step, msec_t late_since, msec_t now);
/* When it comes to `to`; 0 when it never does. */
msec_t clock_escalates(
    enum clock_step step, msec_t late_since, enum escalation to);

#endif
