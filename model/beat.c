/*
 * See beat.h.
 */
#include "model/beat.h"

#include <math.h>
#include <string.h>

#define DEGREE 111195.08 /* metres, of the sphere that geo.h measures on */

/* ---- reading ---- */

static const char *
skip_blanks(const char *s)
{
	return s + strspn(s, " \n\r\t");
}

/* "lon,lat" at s; where it ends, or NULL. */
static const char *
read_pair(const char *s, struct point *p)
{
	size_t lon = strcspn(s, ", ;\n\r\t"), lat;

	if (s[lon] != ',' || !number_parse(s, lon, &p->lon))
		return NULL;
	s += lon + 1;
	lat = strcspn(s, ", ;\n\r\t");
	if (!number_parse(s, lat, &p->lat) || !point_valid(*p))
		return NULL;
	return s + lat;
}

bool
beat_next(struct beat_walk *w)
{
	const char *s = skip_blanks(w->at), *end;

	w->begins = !w->moved || *s == ';';
	if (w->moved && *s == ';')
		s = skip_blanks(s + 1);
	else if (!*s)
		return false;
	end = read_pair(s, &w->p);
	w->bad = !end;
	w->moved = true;
	if (end)
		w->at = end;
	return !w->bad;
}

bool
beat_line_valid(const char *line)
{
	struct beat_walk w = {.at = line};
	size_t points = 0;

	while (line && beat_next(&w)) {
		if (w.begins && points == 1)
			return false;
		points = w.begins ? 1 : points + 1;
	}
	return line && !w.bad && points > 1;
}

/* ---- how far off ---- */

struct spot {
	double x, y; /* metres east and north of the unit */
};

static struct spot
spot_of(struct point p, struct point from)
{
	double east = p.lon - from.lon;

	/* The short way round. */
	if (east > 180)
		east -= 360;
	else if (east < -180)
		east += 360;
	return (struct spot){east * DEGREE * cos(from.lat * M_PI / 180),
	    (p.lat - from.lat) * DEGREE};
}

/* From 0, 0 to the nearest point between two. */
static double
distance_between(struct spot a, struct spot b)
{
	double x = b.x - a.x, y = b.y - a.y, length = x * x + y * y;
	double along = length > 0 ? -(a.x * x + a.y * y) / length : 0;

	along = along < 0 ? 0 : along > 1 ? 1 : along;
	return hypot(a.x + along * x, a.y + along * y);
}

double
beat_distance(const char *line, struct point p)
{
	struct beat_walk w = {.at = line};
	struct spot last = {0, 0};
	double least = INFINITY;

	if (!beat_line_valid(line))
		return -1;
	while (beat_next(&w)) {
		struct spot now = spot_of(w.p, p);

		if (!w.begins)
			least = fmin(least, distance_between(last, now));
		last = now;
	}
	return least;
}

/* ---- what may be said ---- */

bool
beat_walks(const struct unit *u)
{
	return u->route && !u->retired && !u->emergency &&
	       u->state == UNIT_PATROL;
}

enum beat
beat_judge(const struct unit *u, const struct beat_seen *seen, msec_t now)
{
	if (!u->route)
		return BEAT_NONE;
	if (!beat_walks(u))
		return BEAT_AWAY;
	if (seen->at == 0 || now - seen->at >= BEAT_STALE ||
	    !text_is(seen->route, u->route))
		return BEAT_UNKNOWN;
	return seen->off ? BEAT_OFF : BEAT_ON;
}
