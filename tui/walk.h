/*
 * A unit and the route that it walks, in the console's words: on it, off it
 * and since when, or not known; never more than was seen (model/beat.h).
 */
#ifndef TUI_WALK_H
#define TUI_WALK_H

#include "model/beat.h"
#include "tui/console.h"

/* How it stands with a unit at this moment. */
enum beat walk_of(const struct console *c, const struct unit *u);
/*
 * The sign behind its callsign on the map: = on its route, ~ off it; NUL
 * where nothing is known, which the sign of its position's age says then.
 */
char walk_sign(enum beat beat);
/*
 * "on Riverside", "off 230 m 0:12: Riverside", "Riverside: not known"; "" for
 * one without a route. Returns out.
 */
char *walk_say(
    const struct console *c, const struct unit *u, char *out, size_t size);

/* x among the units and on the map: which route it walks. */
action_fn act_unit_route;

#endif
