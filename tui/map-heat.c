/*
 * See map-heat.h.
 */
#include "tui/map-heat.h"

#include <stdio.h>
#include <string.h>

#include "model/time.h"
#include "tui/map.h"
#include "tui/say.h"
#include "tui/words.h"

#define HOURS_LABEL 8 /* cells before the strip */

/*
 * A hexagon is two cells wide at least, or it would not be seen from afar.
 * While the central's for another size are asked for, those that are there
 * stay.
 */
static void
fit_hexagons(struct console *c, struct map *m)
{
	struct map_heat *h = &m->heat;
	double least = 2 * CANVAS_ACROSS * map_metres(m);
	int metres = MAP_HEAT_METRES;

	while (metres < least && metres < MAP_HEAT_MOST)
		metres *= 2;
	if (metres == h->metres)
		return;
	h->metres = metres;
	h->stale |= !h->whole;
	h->wanted |= !h->grids;
	c->tick_at = 0; /* it is asked for in the next turn */
}

bool
map_make_heat(struct console *c)
{
	struct map_heat *h = &map_of(c)->heat;
	struct heat_want want = {
	    .from = h->days > 0 ? c->now - h->days * TIME_DAY : 0,
	    .category = *h->category ? h->category : NULL,
	    .hour = h->hour,
	    .zone = c->zone,
	};

	if (h->on)
		fit_hexagons(c, map_of(c));
	want.metres = h->grids ? 0 : h->metres;
	if (!h->on || !h->stale || h->whole)
		return true;
	heat_free(&h->heat);
	if (heat_make(&want,
	        (const struct incident *const *)table_all(
	            c->table, KIND_INCIDENT),
	        table_count(c->table, KIND_INCIDENT), &h->heat,
	        NULL) != PROBLEM_NONE)
		return false;
	h->stale = false;
	h->made++;
	return true;
}

static void
tint_hexagon(const struct heat *h, const struct heat_cell *cell,
    struct canvas *cv, int zoom, enum ink ink)
{
	struct flat corner[HEAT_CORNERS];

	heat_corners(h, cell, corner);
	for (int k = 0; k < HEAT_CORNERS; k++) {
		struct flat a = corner[k], b = corner[(k + 1) % HEAT_CORNERS];

		canvas_fill_edge(
		    cv, a.x >> zoom, a.y >> zoom, b.x >> zoom, b.y >> zoom);
	}
	canvas_fill_end(cv, ink, CANVAS_TINT);
}

void
map_tint_heat(const struct map_heat *h, const struct scene *s,
    struct canvas *cv, int zoom)
{
	for (size_t n = 0; h->on && n < h->heat.count; n++) {
		const struct heat_cell *cell = &h->heat.cell[n];
		enum ink ink = INK_HEAT_1 + (enum ink)(cell->step - 1);

		if (*cell->grid)
			scene_tint(s, cell->grid, cv, zoom, ink);
		else
			tint_hexagon(&h->heat, cell, cv, zoom, ink);
		if (!*cell->grid)
			canvas_tint_dot(cv, ink, cell->middle.x >> zoom,
			    cell->middle.y >> zoom);
	}
}

const char *
map_heat_period(const struct map_heat *h)
{
	return h->days == 1    ? _("1 day")
	       : h->days == 7  ? _("7 days")
	       : h->days == 30 ? _("30 days")
	                       : _("ever");
}

void
map_say_heat(const struct console *c, char *out, size_t size)
{
	const struct map_heat *h = &map_of(c)->heat;

	snprintf(out, size,
	    !h->whole ? _("here: %u, %s")
	    : h->cut  ? _("heat: %u+, %s")
	              : _("heat: %u, %s"),
	    h->heat.total, map_heat_period(h));
}

void
map_say_heat_of(const struct console *c, char *out, size_t size)
{
	const struct map_heat *h = &map_of(c)->heat;
	const char *label = console_label(c, h->category);
	char when[64];

	if (h->hour == HEAT_ANY_HOUR)
		snprintf(when, sizeof(when), "%s", _("all hours"));
	else
		snprintf(when, sizeof(when), "%02d-%02d", h->hour,
		    (h->hour + 1) % HEAT_HOURS);
	snprintf(out, size, "%s, %s", *label ? label : _("all types"), when);
}

/* ---- the strip of hours ---- */

/* One hour: three cells where there is room for its number, else one. */
static int
draw_hour(
    const struct map_heat *h, struct area a, int col, int hour, uint32_t most)
{
	uint32_t count = h->heat.by_hour[hour];
	int step = heat_step(count, most);
	char text[8];
	bool wide = a.cols >= HOURS_LABEL + 3 * HEAT_HOURS;

	snprintf(text, sizeof(text), "%c%02d", " .:#"[step], hour % HEAT_HOURS);
	draw_text_flags(a, 0, col, wide ? 3 : 1,
	    hour == h->hour ? STYLE_JUMP : STYLE_NORMAL, DRAW_NO_PAD, text,
	    wide ? 3 : 1);
	return wide ? 3 : 1;
}

void
map_draw_hours(const struct console *c, struct area a)
{
	const struct map_heat *h = &map_of(c)->heat;
	int col = HOURS_LABEL;
	uint32_t most = 1;

	for (int k = 0; k < HEAT_HOURS; k++)
		if (h->heat.by_hour[k] > most)
			most = h->heat.by_hour[k];
	draw_text(a, 0, 0, HOURS_LABEL - 1, STYLE_NORMAL, _("( ) hr"));
	for (int k = 0; k < HEAT_HOURS; k++)
		col += draw_hour(h, a, col, k, most);
}

static void
turn_hour(struct console *c, int by)
{
	struct map_heat *h = &map_of(c)->heat;
	int hours = HEAT_HOURS + 1; /* and one that is any */

	if (!h->on) {
		console_say(
		    c, STYLE_NORMAL, "%s", _("no heat is shown: u lists it"));
		return;
	}
	h->hour = (h->hour + 1 + by + hours) % hours - 1;
	map_heat_another(c);
}

void
map_hour_back(struct console *c)
{
	turn_hour(c, -1);
}

void
map_hour_on(struct console *c)
{
	turn_hour(c, 1);
}
