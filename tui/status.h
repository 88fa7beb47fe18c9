/*
 * The rows that are always there. Row 1: who sits here, how the link stands,
 * how old the picture is, what is unsent, what time it is. Row 2: what needs a
 * person. The last three: what came of the last thing done, the screens, the
 * keys.
 */
#ifndef TUI_STATUS_H
#define TUI_STATUS_H

#include "tui/console.h"

void status_draw_head(const struct console *c, struct area a);
void status_draw_foot(const struct console *c, struct area a);

#endif
