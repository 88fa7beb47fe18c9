/*
 * What there is: the keys of a screen and all commands, from the tables.
 */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/console.h"

/* Shows it; from the command called `word`, unless that is NULL. */
void help_open(struct console *c, const char *word);

#endif
