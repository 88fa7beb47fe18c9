/*
 * An incident's search as the console shows it: its sectors from the table,
 * what is left first, and how each is said. A sector's mark is a checklist's:
 * [ ] to do, [~] being searched, [x] searched, [-] no part of it.
 */
#ifndef TUI_GROUND_H
#define TUI_GROUND_H

#include "model/sector.h"
#include "tui/say.h"

/* What is left first, dropped ones left out; how many. */
size_t ground_of(const struct console *c, const char *incident,
    const struct sector *out[SECTORS_MOST]);
/* The passes over a sector, the latest first; `most` of them at most. */
size_t ground_sweeps(const struct console *c, const char *sector,
    const struct sweep **out, size_t most);

/* Whether there is anything of a search: a point, or sectors. */
bool ground_any(const struct incident *i);

/* "[x] 2N" */
char *ground_say_name(const struct sector *s, char out[SAY_SIZE]);
/* "M4 0:35", "20:31 U1 40%", "" for one to do that nobody searched. */
char *ground_say_state(
    const struct console *c, const struct sector *s, char out[SAY_SIZE]);
/* The style it is shown in; a mark says the same. */
enum style ground_style(const struct sector *s);
/* "7 of 12 left, 38% searched" */
char *ground_say_sum(
    const struct console *c, const char *incident, char out[SAY_SIZE]);
/* How long ago that was, by the minute: "2h10". */
char *ground_say_since(
    const struct console *c, const struct incident *i, char out[SAY_SIZE]);
/* "last seen 19:35 2h10"; "" where nobody knows. */
char *ground_say_sighting(
    const struct console *c, const struct incident *i, char out[SAY_SIZE]);

#endif
