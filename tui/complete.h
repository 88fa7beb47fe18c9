/*
 * Completion of a command line: what the word at its end may become. The first
 * word is a command's name or alias; after it callsigns, numbers, categories
 * and the words of the command's closed sets.
 */
#ifndef TUI_COMPLETE_H
#define TUI_COMPLETE_H

#include "tui/console.h"

/*
 * Of the line text[0..len): *from is where its last word begins, `common` what
 * all that it may become have in common (the word itself when there is
 * nothing), `all` a list of them for people. How many there are.
 */
size_t complete(const struct console *c, const char *text, size_t len,
    size_t *from, char *common, size_t common_size, char *all, size_t all_size);
/* The command whose name or alias the line begins with, or NULL. */
const struct command *complete_command(const char *text, size_t len);

#endif
