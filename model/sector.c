/*
 * See sector.h. Plane geometry where a few kilometres are concerned; corners
 * are rounded to a millionth of a degree, some 0.1 m, which is far finer than
 * anybody walks.
 */
#include "model/sector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_RADIUS 6371008.8 /* metres; as point_distance() has it */
#define CIRCLE_SIDES 48        /* of a whole ring; 48 / 8 is whole */
#define CORNERS_MAX 512

static double
radians(double degrees)
{
	return degrees * (M_PI / 180);
}

static double
degrees(double radians)
{
	return radians * (180 / M_PI);
}

struct point
point_beyond(struct point from, double turn, double metres)
{
	double far = metres / EARTH_RADIUS, lat = radians(from.lat);
	double to = asin(
	    sin(lat) * cos(far) + cos(lat) * sin(far) * cos(radians(turn)));
	double east = atan2(sin(radians(turn)) * sin(far) * cos(lat),
	    cos(far) - sin(lat) * sin(to));
	double lon = from.lon + degrees(east);

	lon = lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
	return (struct point){degrees(to), lon};
}

/* ---- the plan ---- */

static int
across(const struct sector_plan *plan)
{
	return 2 * plan->rings + 1;
}

size_t
sector_plan_count(const struct sector_plan *plan)
{
	if (plan->pattern == PATTERN_CELLS)
		return (size_t)(across(plan) * across(plan));
	return (size_t)(plan->rings * plan->parts);
}

void
sector_plan_name(
    const struct sector_plan *plan, size_t nth, char name[SECTOR_NAME + 1])
{
	static const char *const winds[] = {
	    "N", "NE", "E", "SE", "S", "SW", "W", "NW"};
	int n = (int)nth, parts = plan->parts;

	if (plan->pattern == PATTERN_CELLS)
		snprintf(name, SECTOR_NAME + 1, "%c%d", 'A' + n % across(plan),
		    n / across(plan) + 1);
	else if (parts == 1)
		snprintf(name, SECTOR_NAME + 1, "R%d", n + 1);
	else
		snprintf(name, SECTOR_NAME + 1, "%d%s", n / parts + 1,
		    winds[n % parts * (8 / parts)]);
}

/* A millionth of a degree, written; -0 is 0. */
static void
put_degrees(struct buf *out, double x)
{
	char text[NUMBER_SIZE];
	double rounded = round(x * 1e6) / 1e6;

	number_format(rounded + 0.0, text);
	buf_puts(out, text);
}

static void
put_corner(struct buf *out, struct point p)
{
	if (out->len > 0)
		buf_putc(out, ' ');
	put_degrees(out, p.lon);
	buf_putc(out, ',');
	put_degrees(out, p.lat);
}

/* Corners of a ring's edge, `from` to `to` in sides of a circle, both drawn. */
static void
put_arc(struct buf *out, const struct sector_plan *plan, double metres,
    int from, int to)
{
	int step = from < to ? 1 : -1;

	if (metres <= 0) {
		put_corner(out, plan->middle);
		return;
	}
	for (int side = from; side != to + step; side += step) {
		/* The same turn for both neighbours: 315, never -45. */
		int turn = (side + CIRCLE_SIDES) % CIRCLE_SIDES;

		put_corner(out, point_beyond(plan->middle,
		                    turn * (360.0 / CIRCLE_SIDES), metres));
	}
}

/* Outward along one side, back along the inner edge. A whole ring has a seam
 * to its inner edge, which takes nothing away from it. */
static void
ring_outline(const struct sector_plan *plan, int nth, struct buf *out)
{
	int ring = nth / plan->parts, sides = CIRCLE_SIDES / plan->parts;
	int from = nth % plan->parts * sides - sides / 2, to = from + sides;

	put_arc(out, plan, plan->metres * (ring + 1), from, to);
	if (ring > 0 || plan->parts > 1)
		put_arc(out, plan, plan->metres * ring, to, from);
}

/* Corner (column, row) of the lattice, half a cell off the middle. */
static struct point
lattice(const struct sector_plan *plan, int column, int row)
{
	double half = plan->rings + 0.5, m = plan->metres / EARTH_RADIUS;
	struct point p = plan->middle;

	p.lat += degrees((half - row) * m);
	p.lon += degrees((column - half) * m / cos(radians(plan->middle.lat)));
	return p;
}

static void
cell_outline(const struct sector_plan *plan, int nth, struct buf *out)
{
	int column = nth % across(plan), row = nth / across(plan);

	put_corner(out, lattice(plan, column, row));
	put_corner(out, lattice(plan, column + 1, row));
	put_corner(out, lattice(plan, column + 1, row + 1));
	put_corner(out, lattice(plan, column, row + 1));
}

void
sector_plan_outline(const struct sector_plan *plan, size_t nth, struct buf *out)
{
	if (plan->pattern == PATTERN_CELLS)
		cell_outline(plan, (int)nth, out);
	else
		ring_outline(plan, (int)nth, out);
	outline_close(out);
}

/* ---- outlines ---- */

void
outline_close(struct buf *out)
{
	static const char blanks[] = " \t\r\n";
	const char *text = buf_str(out), *last, *end;
	char first[2 * NUMBER_SIZE];
	size_t n;

	text += strspn(text, blanks);
	n = strcspn(text, blanks);
	for (end = text + strlen(text); end > text && strchr(blanks, end[-1]);)
		end--;
	for (last = end; last > text && !strchr(blanks, last[-1]);)
		last--;
	if (n == 0 || n >= sizeof(first) || last == text ||
	    ((size_t)(end - last) == n && memcmp(last, text, n) == 0))
		return;
	memcpy(first, text, n);
	first[n] = '\0';
	buf_putc(out, ' ');
	buf_puts(out, first);
}

bool
outline_next(const char **outline, struct point *corner)
{
	const char *s = *outline + strspn(*outline, " \t\r\n");
	size_t lon = strcspn(s, ", \t\r\n"), lat;

	if (s[lon] != ',' || !number_parse(s, lon, &corner->lon))
		return false;
	lat = strcspn(s + lon + 1, ", \t\r\n");
	if (!number_parse(s + lon + 1, lat, &corner->lat) ||
	    s[lon + 1 + lat] == ',' || !point_valid(*corner))
		return false;
	*outline = s + lon + 1 + lat;
	return true;
}

/* Metres east and north of `from`. */
static void
flatten(struct point from, struct point p, double *x, double *y)
{
	*x = radians(p.lon - from.lon) * cos(radians(from.lat)) * EARTH_RADIUS;
	*y = radians(p.lat - from.lat) * EARTH_RADIUS;
}

bool
outline_sound(const char *outline, double *area)
{
	struct point first = {0, 0}, corner;
	double x0 = 0, y0 = 0, x, y, twice = 0;
	size_t n = 0;

	for (; outline_next(&outline, &corner); n++) {
		if (n == 0)
			first = corner;
		if (n == CORNERS_MAX || fabs(corner.lon - first.lon) > 10 ||
		    fabs(corner.lat - first.lat) > 10)
			return false;
		flatten(first, corner, &x, &y);
		twice += x0 * y - x * y0;
		x0 = x, y0 = y;
	}
	*area = fabs(twice) / 2; /* the last edge begins and ends at first */
	return n >= 3 && outline[strspn(outline, " \t\r\n")] == '\0' &&
	       *area >= 1;
}

static int
compare_numbers(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The middle of the widest piece that the latitude has inside. */
static struct point
middle_of_row(const char *outline, double lat)
{
	double cut[CORNERS_MAX], widest = -1;
	struct point first = {0, 0}, last = {0, 0}, p, best = {lat, 0};
	size_t n = 0, cuts = 0;
	bool more;

	do {
		more = outline_next(&outline, &p);
		if (!more)
			p = first;
		if (n++ == 0)
			first = p;
		else if ((last.lat > lat) != (p.lat > lat) &&
		         cuts < CORNERS_MAX)
			cut[cuts++] = last.lon + (p.lon - last.lon) *
			                             (lat - last.lat) /
			                             (p.lat - last.lat);
		last = p;
	} while (more);
	qsort(cut, cuts, sizeof(*cut), compare_numbers);
	for (size_t k = 0; k + 1 < cuts; k += 2)
		if (cut[k + 1] - cut[k] > widest) {
			widest = cut[k + 1] - cut[k];
			best.lon = (cut[k] + cut[k + 1]) / 2;
		}
	return best;
}

struct point
outline_middle(const char *outline)
{
	struct point sum = {0, 0}, first = {0, 0}, p;
	const char *s = outline;
	double n = 0;

	for (; outline_next(&s, &p); n++) {
		if (n == 0)
			first = p;
		else if (p.lat == first.lat && p.lon == first.lon)
			break; /* it counts once */
		sum.lat += p.lat;
		sum.lon += p.lon;
	}
	if (n == 0)
		return sum;
	sum.lat /= n;
	sum.lon /= n;
	return point_in_ring(sum, outline) ? sum
	                                   : middle_of_row(outline, sum.lat);
}

/* ---- what passes make of it ---- */

/* The later of two passes of one state: by when, then by id. */
static bool
is_later(const struct sweep *a, const struct sweep *b)
{
	msec_t x = a->state == SWEEP_SEARCHING ? a->began : a->ended;
	msec_t y = b->state == SWEEP_SEARCHING ? b->began : b->ended;

	return x != y ? x > y : strcmp(a->head.id, b->head.id) > 0;
}

void
sector_derive(struct sector *draft, const struct sweep *const *sweep, size_t n)
{
	const struct sweep *open = NULL, *done = NULL, *by;
	double missed = 1;
	int64_t passes = 0;

	for (size_t k = 0; k < n; k++) {
		const struct sweep *s = sweep[k];

		if (s->state == SWEEP_SEARCHING && (!open || is_later(s, open)))
			open = s;
		if (s->state != SWEEP_SEARCHED)
			continue;
		if (!done || is_later(s, done))
			done = s;
		passes++;
		missed *= 1 - (double)s->percent / 100;
	}
	by = open ? open : done;
	draft->unit = by ? by->unit : NULL;
	draft->who = by ? by->who : NULL;
	draft->began = open ? open->began : 0;
	draft->searched = done ? done->ended : 0;
	draft->passes = passes;
	draft->percent = (int64_t)floor(100 * (1 - missed) + 0.5);
	if (draft->again > passes)
		draft->again = passes;
	if (draft->state == SECTOR_DROPPED)
		return;
	draft->state = open                    ? SECTOR_SEARCHING
	               : passes > draft->again ? SECTOR_SEARCHED
	                                       : SECTOR_UNSEARCHED;
}

static int
compare_names(const char *a, const char *b)
{
	size_t x = strspn(a, "0123456789"), y = strspn(b, "0123456789");

	return x != y ? (x > y) - (x < y) : strcmp(a, b);
}

int
sector_compare(const struct sector *a, const struct sector *b)
{
	if (a->state != b->state)
		return a->state < b->state ? -1 : 1;
	if (a->state == SECTOR_SEARCHED && a->percent != b->percent)
		return a->percent < b->percent ? -1 : 1;
	return compare_names(text_or(a->name, ""), text_or(b->name, ""));
}

struct sector_sum
sector_sum(const struct sector *const *sector, size_t n)
{
	struct sector_sum sum = {0};
	double all = 0, searched = 0;

	for (size_t k = 0; k < n; k++) {
		const struct sector *s = sector[k];

		if (s->state >= SECTOR_DROPPED)
			continue;
		sum.all++;
		sum.left += s->state == SECTOR_UNSEARCHED;
		sum.searching += s->state == SECTOR_SEARCHING;
		sum.searched += s->state == SECTOR_SEARCHED;
		all += (double)s->area;
		if (s->state == SECTOR_SEARCHED)
			searched += (double)s->area;
	}
	/* Never all before it is all. */
	sum.share = all > 0 ? (int)(100 * searched / all) : 0;
	if (sum.share == 100 && sum.searched < sum.all)
		sum.share = 99;
	return sum;
}
