/*
 * What a word of a line can be among the records that are shown. Part of
 * line_resolve(); nobody else needs it.
 */
#ifndef MODEL_LINE_FIND_H
#define MODEL_LINE_FIND_H

#include "model/line.h"

/*
 * What was found: one record, or none, or several and then what they are
 * called, so that a refusal can name them. Nothing found but candidates there:
 * what was probably meant, to be written in full.
 */
struct found {
	const struct record *record; /* the only one, or the first */
	size_t count;
	char candidates[160]; /* parted by ", ", cut when there are many */
};

/*
 * The incident of a number (station/number, or an id): a short one is today's
 * and open, of the desk's station before all others.
 */
struct found find_incident(
    const struct line_world *w, const struct line_word *word);
/* The unit of a callsign, of `station` (id; NULL: any) unless it names one. */
struct found find_unit(const struct line_world *w, const char *station,
    const struct line_word *word);
/* A record of another kind by its name, label, number or id. */
struct found find_named(
    const struct line_world *w, enum kind kind, const char *text);
/* A template of tasks by its name or label. */
struct found find_template(const struct line_world *w, const char *text);
/* A role by its name, label, or one of its other names. */
struct found find_team(const struct line_world *w, const char *text);
/* The record of an id, or NULL. */
const struct record *find_id(
    const struct line_world *w, enum kind kind, const char *id);

/* Which orders are looked for; NULL: any. */
struct order_wanted {
	const struct incident *incident;
	const struct unit *unit;
	bool (*fits)(enum assignment_state state);
};
/* Orders as wanted, called by what is not given: "#0131" or "@P1". */
struct found find_orders(
    const struct line_world *w, const struct order_wanted *wanted);

/* What people call an incident: its number without the date. */
const char *short_number(const struct incident *i);

#endif
