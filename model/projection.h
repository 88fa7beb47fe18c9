/*
 * The earth laid flat for a map: Mercator's projection of the sphere, in whole
 * units of 2^-32 of a turn (9.3 mm at the equator), x growing to the east and y
 * to the south. Zooming is a shift of such numbers, so that a map is drawn
 * without a division and a picture that was moved is the same picture.
 *
 *	x = lon / 360 degrees, y = -ln(tan(45 degrees + lat / 2)) / 2 pi
 *
 * (J. P. Snyder, Map Projections: A Working Manual, USGS 1395, 1987, 7-1, 7-2.)
 * The sphere has the mean radius of point_distance().
 *
 * The error: shapes are kept and north is up; lengths are right on the latitude
 * that projection_metres() is asked for and beside it grow by tan(lat) * d / R,
 * d being how far north of it one is: at 28 degrees by 0.08 % in 10 km. So what
 * is drawn is good to a dot; who is inside a ring is never read from the map
 * but asked of point_distance().
 */
#ifndef MODEL_PROJECTION_H
#define MODEL_PROJECTION_H

#include "model/geo.h"

#define PROJECTION_TURN 4294967296.0 /* units round the equator */
#define PROJECTION_LAT_MAX 85.0      /* degrees; beyond is drawn there */

struct flat {
	int32_t x, y;
};

/* Rounded down to a whole unit; p is point_valid(). */
struct flat projection_flat(struct point p);
/* The point back, to some centimetres. */
struct point projection_point(struct flat f);
/* Metres that a unit is long on a latitude (degrees). */
double projection_metres(double lat);

#endif
