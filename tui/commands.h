/*
 * The console's own commands, and lines as typed after `:`.
 */
#ifndef TUI_COMMANDS_H
#define TUI_COMMANDS_H

#include "tui/console.h"

/* Those that other files bring. */
void command_recommend(struct console *c, const struct call *call);
void command_filter(struct console *c, const struct call *call);
void command_search(struct console *c, const struct call *call);

#endif
