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
void command_print(struct console *c, const struct call *call);
void command_position(struct console *c, const struct call *call);

/* What was found of an incident, and the row if it is shown. */
void search_say(struct console *c, const struct incident *i);
/* A line goes on with the incident that lookup_found() gives; asks first. */
void command_found(
    struct console *c, const char *text, const struct record *selected);

#endif
