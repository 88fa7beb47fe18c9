/*
 * The units: who can go, who is where, since when. See CONSOLE, Keys: Units.
 */
#ifndef TUI_VIEW_UNITS_H
#define TUI_VIEW_UNITS_H

#include "tui/console.h"

/* The unit that acts are about; NULL: none, and the result row says so. */
const struct unit *units_selected(struct console *c);

/* view-log.c: the log of the selected unit. */
action_fn units_open_log;

#endif
