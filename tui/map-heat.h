/*
 * Heat on the map: what is counted, the tint of the cells, the strip of hours.
 * It is counted from the incidents that the console has (model/heat.h) until
 * what the central counts over all its days comes in their place.
 */
#ifndef TUI_MAP_HEAT_H
#define TUI_MAP_HEAT_H

#include "model/heat.h"
#include "net/link/link.h"
#include "tui/map-scene.h"
#include "tui/view.h"

#define MAP_HEAT_METRES 500 /* of a hexagon, where that is to be seen */
#define MAP_HEAT_MOST 32000 /* and where one looks from afar */
#define MAP_HEAT_SIDE 5     /* cells that the side list names */

struct map_heat {
	bool on;
	bool grids;             /* in the grids, else in hexagons */
	char category[ID_SIZE]; /* of incidents; "" all */
	int days;               /* back from now; 0: all there are */
	int hour;               /* or HEAT_ANY_HOUR */
	int metres;             /* of a hexagon */
	bool stale;             /* an incident changed since it was made */
	unsigned made;          /* counts how often */
	struct http_request *request; /* at the central, or NULL */
	bool wanted;                  /* another is to be asked for */
	bool whole;                   /* it is the central's */
	bool cut;                     /* which did not count or tell all */
	msec_t asked;                 /* boot clock */
	struct heat heat;
};

/* One looks at another: map-heat-ask.c. */
void map_heat_another(struct console *c);
/* Asks the central, when there is something to ask and a link. */
void map_ask_heat(struct console *c);
void map_heat_end(struct map_heat *h);
/* Counts anew when it has to; false: memory ended. */
MUST_USE bool map_make_heat(struct console *c);
/* "7 days", "ever" */
const char *map_heat_period(const struct map_heat *h);
/* Tints the canvas's cells. */
void map_tint_heat(const struct map_heat *h, const struct scene *s,
    struct canvas *cv, int zoom);
/* The strip of hours, one row. */
void map_draw_hours(const struct console *c, struct area a);
/* What is counted: how many in which days; of what and at which hour. */
void map_say_heat(const struct console *c, char *out, size_t size);
void map_say_heat_of(const struct console *c, char *out, size_t size);
/* ( and ): an hour back and on; any hour lies between 23 and 0. */
action_fn map_hour_back, map_hour_on;

#endif
