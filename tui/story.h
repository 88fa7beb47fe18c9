/*
 * The one story in the language of the desk: a message as a line. What the
 * system did is said in words made here from the command behind it; what
 * people wrote is as they wrote it.
 */
#ifndef TUI_STORY_H
#define TUI_STORY_H

#include "tui/console.h"

#define STORY_LINE 1024 /* bytes of a line; longer texts are cut */
#define STORY_MOST 256  /* lines of a room that are looked at */

/* "19:51:40 seat 2 signed for the sheet", into out; returns it. */
char *story_line(
    const struct console *c, const struct message *m, char *out, size_t size);

/*
 * The messages of a room in the live table, oldest first: the newest `most` of
 * them. Returns how many.
 */
size_t story_of(const struct console *c, const char *room,
    const struct message **out, size_t most);
/* Whether a stands before b in the story. */
bool story_before(const struct message *a, const struct message *b);

#endif
