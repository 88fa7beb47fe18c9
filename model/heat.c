/*
 * See heat.h. Each incident becomes a spot with the key of its cell; sorted,
 * equal keys stand together and are counted.
 */
#include "model/heat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"

struct spot {
	int32_t column, row;
	const char *grid; /* "" in the lattice */
};

/* ---- the lattice ---- */

/* The side of a hexagon in units, on the whole degree next to a latitude. */
static double
side_of(double metres, double lat)
{
	return metres / sqrt(3) / projection_metres(round(lat));
}

/*
 * Axial coordinates, rounded in the cube (A. Patel, Hexagonal Grids,
 * redblobgames.com, 2013: the third is the one that is off the most).
 */
static void
find_hexagon(double side, struct flat f, struct spot *out)
{
	double q = (sqrt(3) / 3 * f.x - f.y / 3.0) / side;
	double r = 2.0 / 3 * f.y / side;
	double s = -q - r;
	double rq = round(q), rr = round(r), rs = round(s);
	double dq = fabs(rq - q), dr = fabs(rr - r), ds = fabs(rs - s);

	if (dq > dr && dq > ds)
		rq = -rr - rs;
	else if (dr > ds)
		rr = -rq - rs;
	out->column = (int32_t)rq;
	out->row = (int32_t)rr;
}

/* What lies beyond the plane, at its very edge, is held there. */
static int32_t
held(double x)
{
	return x > INT32_MAX   ? INT32_MAX
	       : x < INT32_MIN ? INT32_MIN
	                       : (int32_t)x;
}

static struct flat
middle_of(double side, const struct spot *s)
{
	return (struct flat){held(side * sqrt(3) * (s->column + s->row / 2.0)),
	    held(side * 1.5 * s->row)};
}

void
heat_corners(const struct heat *h, const struct heat_cell *cell,
    struct flat out[HEAT_CORNERS])
{
	for (int k = 0; k < HEAT_CORNERS; k++) {
		double turn = (k + 0.5) * M_PI / 3;

		out[k].x = held(cell->middle.x + h->side * cos(turn));
		out[k].y = held(cell->middle.y + h->side * sin(turn));
	}
}

/* ---- counting ---- */

static bool
is_wanted(const struct heat_want *w, const struct incident *i)
{
	msec_t told = i->reported ? i->reported : i->head.at;

	if (told < w->from || (w->to && told >= w->to))
		return false;
	return !w->category || text_is(i->category, w->category);
}

static int
hour_of(const struct heat_want *w, const struct incident *i)
{
	struct civil c;

	time_to_civil(i->reported ? i->reported : i->head.at, w->zone, &c);
	return c.hour % HEAT_HOURS;
}

static bool
find_cell(const struct heat_want *w, const struct incident *i, struct heat *h,
    struct spot *out)
{
	*out = (struct spot){.grid = ""};
	if (w->metres <= 0) {
		out->grid = text_or(i->grid, "");
		return *out->grid != '\0';
	}
	if (!point_set(i->spot) || !point_valid(i->spot))
		return false;
	if (h->side <= 0)
		h->side = side_of(w->metres, i->spot.lat);
	find_hexagon(h->side, projection_flat(i->spot), out);
	return true;
}

/* The spots of what counts, in spot[0..returned). */
static size_t
gather(const struct heat_want *w, const struct incident *const *incidents,
    size_t n, struct heat *h, struct spot *spot)
{
	size_t count = 0;

	for (size_t k = 0; k < n; k++) {
		int hour;

		if (!is_wanted(w, incidents[k]))
			continue;
		hour = hour_of(w, incidents[k]);
		h->by_hour[hour]++;
		if (w->hour != HEAT_ANY_HOUR && hour != w->hour)
			continue;
		if (find_cell(w, incidents[k], h, &spot[count]))
			count++;
		else
			h->nowhere++;
	}
	return count;
}

static int
compare_spots(const void *p, const void *q)
{
	const struct spot *a = p, *b = q;

	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return strcmp(a->grid, b->grid);
}

/* The fullest first, equal ones from the north-west. */
static int
compare_cells(const void *p, const void *q)
{
	const struct heat_cell *a = p, *b = q;

	if (a->count != b->count)
		return a->count > b->count ? -1 : 1;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return strcmp(a->grid, b->grid);
}

static void
add_cell(struct heat *h, const struct spot *s)
{
	struct heat_cell *cell = &h->cell[h->count++];

	*cell = (struct heat_cell){.column = s->column, .row = s->row};
	text_copy_cut(cell->grid, sizeof(cell->grid), s->grid);
	if (h->side > 0)
		cell->middle = middle_of(h->side, s);
}

int
heat_step(uint32_t count, uint32_t most)
{
	most = most < HEAT_STEPS ? HEAT_STEPS : most;
	if (count > most)
		return HEAT_STEPS;
	return count ? 1 + (int)((count * (uint64_t)HEAT_STEPS - 1) / most) : 0;
}

static void
count_cells(struct heat *h, const struct spot *spot, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		if (k == 0 || compare_spots(&spot[k], &spot[k - 1]) != 0)
			add_cell(h, &spot[k]);
		h->cell[h->count - 1].count++;
	}
	h->total = (uint32_t)n;
	for (size_t k = 0; k < h->count; k++)
		if (h->cell[k].count > h->most)
			h->most = h->cell[k].count;
	for (size_t k = 0; k < h->count; k++)
		h->cell[k].step = heat_step(h->cell[k].count, h->most);
	if (h->count > 1)
		qsort(h->cell, h->count, sizeof(h->cell[0]), compare_cells);
}

static enum problem_code
check(const struct heat_want *w, struct problem *p)
{
	if (w->hour < HEAT_ANY_HOUR || w->hour >= HEAT_HOURS)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "hour", "want",
		    why_number_between, "min", "0", "max", "23", NULL);
	if (w->metres != 0 &&
	    !(w->metres >= HEAT_METRES_MIN && w->metres <= HEAT_METRES_MAX))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "metres",
		    "want", why_number_between, "min", "50", "max", "50000",
		    NULL);
	return PROBLEM_NONE;
}

enum problem_code
heat_make(const struct heat_want *want, const struct incident *const *incidents,
    size_t n, struct heat *out, struct problem *p)
{
	enum problem_code code = check(want, p);
	struct spot *spot;
	size_t count;

	*out = (struct heat){0};
	if (code)
		return code;
	spot = calloc(n + 1, sizeof(*spot));
	out->cell = calloc(n + 1, sizeof(*out->cell));
	if (!spot || !out->cell) {
		free(spot);
		heat_free(out);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	count = gather(want, incidents, n, out, spot);
	if (count > 1)
		qsort(spot, count, sizeof(*spot), compare_spots);
	count_cells(out, spot, count);
	free(spot);
	return PROBLEM_NONE;
}

void
heat_free(struct heat *h)
{
	free(h->cell);
	*h = (struct heat){0};
}
