/*
 * `go zxgy`, `go 4000 mission`: places by name, pinyin or address
 * (model/finder.h), among what this console has: places, grids, stations, the
 * map's layers, and the addresses of incidents. What it has not may be at the
 * central, which is asked when nothing was found here, or by the list's last
 * line.
 *
 * One that is found alone is shown at once; several are a numbered list, and
 * nothing is guessed. The map comes into sight with its cursor there, so that
 * `i` makes an incident there and nothing is moved that is already in sight.
 * In the line mode it is said in words.
 */
#ifndef TUI_GO_PLACE_H
#define TUI_GO_PLACE_H

#include "tui/console.h"

struct places_found;

void go_place(struct console *c, const char *text);
/* Whether the last `go` was for a place. */
bool go_place_open(const struct console *c);
void go_place_free(struct console *c);

#endif
