/*
 * A central on this machine that is gone: one of our own is started again, and
 * of another the one command that starts it is said. Looked at with each tick.
 */
#ifndef TUI_REVIVE_H
#define TUI_REVIVE_H

#include "tui/console.h"

#define REVIVE_AFTER_MS 1000 /* a restart by hand is shorter */
#define REVIVE_LOOK_MS 200   /* between two looks at our own */
#define REVIVE_SAY_MS 30000  /* said again when nothing else was */

void revive_tick(struct console *c);

#endif
