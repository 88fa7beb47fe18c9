/*
 * The search for somebody by keys: `;` lists what is left of the selected
 * incident's, and what can be done about it; `left` is the same by name.
 *
 * A line of a sector leads to a second list: who searches it, who searched it.
 * Several marked ones are taken together, as a flight does. Who was last seen
 * where, and all that wants words, is a line after `:` that is begun already.
 */
#ifndef TUI_ACT_SEARCH_H
#define TUI_ACT_SEARCH_H

#include "tui/console.h"

action_fn act_search; /* ; of the incident that acts are about */
/* The list of an incident's search; `here`: a point one looks at, or NULL; a
 * sector that it lies in comes first. */
void act_search_of(
    struct console *c, const struct incident *i, const struct point *here);
/* The console's command `left`. */
console_fn command_left;

#endif
