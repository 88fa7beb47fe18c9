/*
 * A line about an incident that is no longer shown: its number is asked of the
 * central, and the line goes on with what was found. What would be done is
 * then asked first, for one has not seen it.
 */
#ifndef TUI_LOOKUP_H
#define TUI_LOOKUP_H

#include "model/line.h"
#include "tui/console.h"

#define LOOKUP_NUMBER 48 /* room for a whole number */

/* "0131" or "131" is today's; a whole number stays. False: it is no number. */
bool lookup_whole_number(
    const struct console *c, const char *text, char out[LOOKUP_NUMBER]);
/*
 * Asks for the number in a line that could not be resolved. False when there
 * is none, or its command takes no incident that is over: nothing is asked.
 */
bool lookup_begin(struct console *c, const char *text, const struct line *line,
    const struct record *selected);
/* What was found, while the line goes on with it; else NULL. */
const struct record *lookup_found(const struct console *c);
void lookup_free(struct console *c);

#endif
