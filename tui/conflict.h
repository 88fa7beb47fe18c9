/*
 * What changed meanwhile: a command that the central refused, because a
 * record is no longer as it was when the command was given, beside what the
 * record is now. Mine, theirs, who, when; a person decides, nothing is merged.
 */
#ifndef TUI_CONFLICT_H
#define TUI_CONFLICT_H

#include "tui/console.h"

#define CONFLICT_SIZE 1024

/*
 * Writes a line for each thing that is no longer as the call has it, "" for
 * none. The call is based anew on what came: sent again it means "all the
 * same, over this".
 */
void conflict_say(const struct console *c, struct call *call,
    const struct outbox_answer *a, char *text, size_t size);

#endif
