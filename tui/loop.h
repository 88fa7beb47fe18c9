/*
 * The one loop: waits for keyboard, signals, network and clock; what they
 * change marks the frame stale; then the newest state is drawn, one frame at
 * a time.
 */
#ifndef TUI_LOOP_H
#define TUI_LOOP_H

#include "tui/console.h"

/* Runs until the console is ending; its term, draw and link are open. */
void loop_run(struct console *c);

#endif
