/*
 * A file of calls as it is read by a map: calls, the units' responses to them,
 * and what stood out. Times are kept as the file has them, missing ones stay
 * missing, and no row is dropped in silence: what cannot be read at all
 * refuses the file with its line, all else that is odd is listed.
 *
 * The file is in memory whole when it is played: bounded by DAY_ROWS and
 * DAY_BYTES.
 */
#ifndef REPLAY_DAY_H
#define REPLAY_DAY_H

#include "model/geo.h"
#include "replay/intern.h"
#include "replay/map.h"
#include "replay/rows.h"

#define DAY_ROWS ((size_t)2000000)
#define DAY_BYTES ((size_t)1 << 30)  /* of text */
#define DAY_ODDITIES ((size_t)10000) /* that are told one by one */

/* The times of a response, in the order in which they should come. */
enum day_time {
	DAY_DISPATCHED,
	DAY_ACCEPTED,
	DAY_ENROUTE,
	DAY_ONSCENE,
	DAY_CONVEYING,
	DAY_CONVEYED,
	DAY_CLEARED,
	DAY_REPORTED,
	DAY_TIMES
};

#define DAY_NONE UINT32_MAX

/* Texts are the day's; NULL where the file says nothing. */
struct day_call {
	const char *key;      /* what ids are made from: unique in the file */
	const char *external; /* its number, NULL where the map has none */
	uint32_t category;    /* number of day.categories, or DAY_NONE */
	int priority;         /* 0: its category's */
	int source;           /* of enum incident_source */
	struct point spot;
	const char *place, *narrative, *outcome;
	const char *name, *phone, *address; /* the caller's */
	msec_t reported, entered, closed;
	unsigned long line; /* of its first row */
	unsigned copies;    /* rows like this one, where rows are calls */
};

struct day_response {
	const char *key;
	const char *external; /* NULL where the map has none */
	uint32_t call, unit;  /* numbers */
	msec_t time[DAY_TIMES];
	unsigned long line;
};

struct day_unit {
	const char *class; /* the file's word */
};

/* What stood out in a row. */
enum day_oddity_kind {
	ODD_DISORDER, /* its times are out of order */
	ODD_TWICE,    /* the response was in the file before: passed over */
	ODD_UNSENT,   /* no time of dispatch: when the call was entered */
	ODD_CUT,      /* a text was too long */
	ODD_KINDS
};

struct day_oddity {
	enum day_oddity_kind kind;
	unsigned long line;
	const char *key;  /* of the response or call */
	const char *what; /* in words */
};

struct day {
	struct arena arena;
	struct day_call *call;
	size_t calls, call_room;
	struct day_response *response;
	size_t responses, response_room;
	struct intern keys, response_keys; /* of the calls, the responses */
	struct intern units;               /* callsigns */
	struct day_unit *unit;
	size_t unit_room;
	struct intern categories; /* the file's words */
	struct day_oddity *oddity;
	size_t oddities, oddity_room;
	size_t odd[ODD_KINDS]; /* how many, those not listed too */
	size_t rows;
	msec_t first, last; /* of all times told */
};

/*
 * Reads all rows. `now` is what the central's clock shows, for maps of times
 * of day. What rows_next() says; FILE_LINE for a row that cannot be read, or a
 * column that is not there; TOO_LARGE beyond the bounds; NO_MEMORY.
 */
MUST_USE enum problem_code day_read(struct rows *r, const struct map *m,
    msec_t now, struct day **out, struct problem *p);
/* NULL is fine. */
void day_free(struct day *d);

/* Callsign of a unit, word of a category. */
const char *day_callsign(const struct day *d, uint32_t unit);
const char *day_category(const struct day *d, uint32_t category);

#endif
