/*
 * Records as what a finder is fed with (finder.h).
 */
#include "model/finder.h"

#include <math.h>
#include <string.h>

/* One "lon,lat" of a ring at *s, which moves past it. */
static bool
next_corner(const char **s, double *lon, double *lat)
{
	size_t first = strcspn(*s, ", "), second;

	if ((*s)[first] != ',' || !number_parse(*s, first, lon))
		return false;
	*s += first + 1;
	second = strcspn(*s, " ");
	if (!number_parse(*s, second, lat))
		return false;
	*s += second;
	*s += strspn(*s, " ");
	return true;
}

/* Of a grid's outline: of the box around it. Not set when it has none. */
static struct point
middle_of_ring(const char *s)
{
	double west = 180, east = -180, south = 90, north = -90, lon, lat;

	while (*s && next_corner(&s, &lon, &lat)) {
		west = fmin(west, lon);
		east = fmax(east, lon);
		south = fmin(south, lat);
		north = fmax(north, lat);
	}
	if (west > east)
		return (struct point){0};
	return (struct point){(south + north) / 2, (west + east) / 2};
}

static void
add_place(struct finder *f, const struct place *p)
{
	enum finder_kind kind =
	    p->class == PLACE_VILLAGE ? FIND_VILLAGE : FIND_PLACE;

	finder_add(f, kind, p->head.id, p->name, p->spot);
	finder_add_address(f, text_or(p->address, p->name), p->spot);
}

static void
add_grid(struct finder *f, const struct grid *g)
{
	struct point spot;

	if (!g->outline || !finder_wants(f, &g->head))
		return;
	spot = middle_of_ring(g->outline);
	finder_add(f, FIND_GRID, g->head.id, g->name, spot);
	finder_add(f, FIND_GRID, g->head.id, g->title, spot);
}

void
finder_add_record(struct finder *f, const struct record *r)
{
	const struct station *s = (const struct station *)r;
	const struct incident *i = (const struct incident *)r;

	if (r->kind == KIND_PLACE && !((const struct place *)r)->retired)
		add_place(f, (const struct place *)r);
	else if (r->kind == KIND_GRID && !((const struct grid *)r)->retired)
		add_grid(f, (const struct grid *)r);
	else if (r->kind == KIND_STATION && !s->retired)
		finder_add(f, FIND_STATION, r->id, s->name, s->spot);
	else if (r->kind == KIND_INCIDENT)
		finder_add_address(f, i->place, i->spot);
}

bool
finder_wants(const struct finder *f, const struct record *r)
{
	const struct place *p = (const struct place *)r;
	const struct grid *g = (const struct grid *)r;

	switch (r->kind) {
	case KIND_PLACE:
		return finder_wants_name(f, p->name) ||
		       finder_wants_address(f, text_or(p->address, p->name));
	case KIND_GRID:
		return finder_wants_name(f, g->name) ||
		       finder_wants_name(f, g->title);
	case KIND_STATION:
		return finder_wants_name(f, ((const struct station *)r)->name);
	case KIND_INCIDENT:
		return finder_wants_address(
		    f, ((const struct incident *)r)->place);
	default:
		return false;
	}
}
