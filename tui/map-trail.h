/*
 * Where units were in the last minutes: of each the last fixes, some seconds
 * apart, in a ring of its own; bounded, and gone with the console.
 */
#ifndef TUI_MAP_TRAIL_H
#define TUI_MAP_TRAIL_H

#include "model/id.h"
#include "model/projection.h"

#define TRAIL_FIXES 40                      /* of a unit */
#define TRAIL_UNITS 1024                    /* more are passed over */
#define TRAIL_EVERY ((msec_t)10000)         /* between two fixes, at least */
#define TRAIL_LONG ((msec_t)15 * 60 * 1000) /* older ones are not shown */

struct trail_fix {
	struct flat spot;
	msec_t at;
};

struct trail_unit {
	char id[ID_SIZE];
	unsigned next, count; /* of fix[] */
	struct trail_fix fix[TRAIL_FIXES];
};

/* Begins as {0}. */
struct map_trail {
	struct trail_unit **unit; /* sorted by id; owned */
	size_t count;
	unsigned changes;    /* counts what the shown trail went through */
	char shown[ID_SIZE]; /* whose trail is drawn; "" none */
};

/* Takes note of a fix; later than TRAIL_EVERY after the one before counts. */
void trail_add(
    struct map_trail *t, const char *unit, struct flat spot, msec_t at);
/* Shows a unit's trail, or none with NULL or "". */
void trail_show(struct map_trail *t, const char *unit);
/* The shown unit's fixes, oldest first, not older than TRAIL_LONG. */
size_t trail_fixes(
    const struct map_trail *t, msec_t now, struct trail_fix out[TRAIL_FIXES]);
/* Moves whenever trail_fixes() has others; fixes fade by themselves. */
unsigned trail_version(const struct map_trail *t, msec_t now);
void trail_free(struct map_trail *t);

#endif
