/*
 * See projection.h.
 */
#include "model/projection.h"

#include <math.h>

#define EARTH_RADIUS 6371008.8 /* as in geo.c */

static double
within(double x, double most)
{
	return x < -most ? -most : x > most ? most : x;
}

/* Of a turn, -0.5 to 0.5, into units. */
static int32_t
units(double turns)
{
	double u = floor(turns * PROJECTION_TURN);

	if (u > INT32_MAX)
		return INT32_MAX;
	return u < INT32_MIN ? INT32_MIN : (int32_t)u;
}

struct flat
projection_flat(struct point p)
{
	double lat = within(p.lat, PROJECTION_LAT_MAX) * M_PI / 180;

	return (struct flat){units(within(p.lon, 180) / 360),
	    units(-asinh(tan(lat)) / (2 * M_PI))};
}

struct point
projection_point(struct flat f)
{
	double y = ((double)f.y + 0.5) / PROJECTION_TURN;
	double x = ((double)f.x + 0.5) / PROJECTION_TURN;

	return (struct point){atan(sinh(-y * 2 * M_PI)) * 180 / M_PI, x * 360};
}

double
projection_metres(double lat)
{
	return 2 * M_PI * EARTH_RADIUS / PROJECTION_TURN *
	       cos(within(lat, PROJECTION_LAT_MAX) * M_PI / 180);
}
