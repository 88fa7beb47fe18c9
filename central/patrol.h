/*
 * Units on the routes that they walk: each position of a unit on patrol is
 * judged by its route's line when it comes in, once for all consoles, so that
 * those on thin links and those that were just opened say the same.
 *
 * Like positions it is in memory only: after a restart of the central, "off
 * since" begins with the first position that comes in.
 */
#ifndef CENTRAL_PATROL_H
#define CENTRAL_PATROL_H

#include "central/positions.h"
#include "central/settings.h"

/* Metres off the line that still count as on it. */
int64_t patrol_tolerance(const struct settings *s, const struct route *r);
/*
 * Fills at->route, at->stray and at->off; leaves them empty when the unit
 * walks no route, or is not on patrol now. What the store says.
 */
MUST_USE enum problem_code patrol_judge(struct store *store,
    const struct settings *s, struct position *at, struct problem *p);

#endif
