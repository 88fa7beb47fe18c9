/*
 * The sand table: units and incidents on a map. See CONSOLE, Keys: Map, and
 * map.h for how it is made.
 */
#ifndef TUI_VIEW_MAP_H
#define TUI_VIEW_MAP_H

#include "tui/console.h"

/*
 * Selects an incident or a unit on the map and brings it into sight, its ring
 * around it; says so when nobody knows where it is. Does not change screens.
 */
void map_show(struct console *c, enum kind kind, const char *id);
/* A place: the cursor goes there, what acts are about stays. Likewise. */
void map_show_spot(struct console *c, struct point spot);
/* Goes to the map and shows all of an incident's search. */
void map_show_search(struct console *c, const struct incident *i);

#endif
