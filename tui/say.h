/*
 * Small things in the console's words: numbers, people, distances, how long.
 * Each writes into `out` and returns it.
 */
#ifndef TUI_SAY_H
#define TUI_SAY_H

#include "model/clock.h"
#include "model/lifecycle.h"
#include "tui/console.h"

#define SAY_SIZE 96

/* console_number() by id; "?" for one that is not in the table. */
const char *say_number_of(const struct console *c, const char *id);
const char *say_callsign(const struct console *c, const char *unit);
/* Names; "-" for none, and for a record that says no name. */
const char *say_grid(const struct console *c, const char *grid);
/* An incident's grid; of one that lies outside every outline, that. */
const char *say_grid_of(const struct console *c, const struct incident *i);
const char *say_officer(const struct console *c, const char *officer);
/* An incident's category in the console's language, "-" for none. */
const char *say_category(const struct console *c, const struct incident *i);
/* When it was told, as well as the record knows; its age counts from here. */
msec_t say_told(const struct incident *i);
/* "priority 1" */
char *say_priority(int64_t priority, char out[SAY_SIZE]);
/* What stands in the state column: overlays are states there. */
const char *say_state(const struct incident *i, msec_t now);
/*
 * Who did it, of a record's `by`: the seat when there is one, the callsign of
 * who speaks for a unit, else a name; never an id.
 */
char *say_by(const struct console *c, const char *by, char out[SAY_SIZE]);

/* "310 m", "1.2 km"; "" when below 0. */
char *say_distance(double metres, char out[SAY_SIZE]);
/* "8 s ago", "2 min ago" */
char *say_ago(msec_t ms, char out[SAY_SIZE]);
/* "about 2 min"; "" when below 0. */
char *say_travel(int64_t seconds, char out[SAY_SIZE]);
/* Appends a text as a column of so many cells, and a blank. */
void say_column(char *line, size_t size, size_t width, const char *text);
/* How long, "0:42"; by the minute on a thin line. */
char *say_age(const struct console *c, msec_t ms, char out[SAY_SIZE]);
/*
 * What is left of a clock, "0:18", "+0:25"; of a hold too, "12h08": a time of
 * day among durations would be read as minutes.
 */
char *say_clock(
    const struct console *c, const struct clock *clock, char out[SAY_SIZE]);
/* The two cells of the step it belongs to; of the state without a clock. */
const char *say_step(const struct clock *clock, enum incident_state state);

#endif
