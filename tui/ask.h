/*
 * Asking on the controlling terminal, for those who have no screen: name,
 * password. What is typed as a secret is not shown.
 */
#ifndef TUI_ASK_H
#define TUI_ASK_H

#include "model/base.h"

/*
 * Writes the question to /dev/tty and reads one line into answer[size], which
 * the caller wipes. False when there is no terminal, the line is too long or
 * empty, or the reader ended it (^C, ^D). The terminal is as before in any
 * case, and a signal that came is then delivered.
 */
MUST_USE bool ask_line(
    const char *question, bool secret, char *answer, size_t size);

#endif
