/*
 * Points on the earth and numbers in text.
 */
#ifndef MODEL_GEO_H
#define MODEL_GEO_H

#include "model/base.h"

/* WGS-84 degrees, north and east positive. Both 0 means: no position. */
struct point {
	double lat, lon;
};

/* Bytes a number takes at most, with the NUL. */
#define NUMBER_SIZE 32

/* Whether there is a position. */
bool point_set(struct point p);
/* Whether it lies on the earth: finite, |lat| <= 90, |lon| <= 180. */
bool point_valid(struct point p);
/*
 * Metres along a sphere of the earth's mean radius (6371008.8 m) by the
 * haversine formula (R. W. Sinnott, Virtues of the Haversine, Sky and
 * Telescope 68, 1984): within 0.6 % of the ellipsoid.
 */
double point_distance(struct point a, struct point b);
/*
 * The direction from a to b along the great circle as one of "N" "NE" "E"
 * "SE" "S" "SW" "W" "NW"; "" when they are one point.
 */
const char *point_bearing(struct point a, struct point b);

/*
 * Whether p lies inside a ring, "lon,lat lon,lat ..." as grids keep it, its
 * ends joined or not. Even-odd rule, south and west borders inside, north and
 * east outside, so that of two neighbours one has a point on their border
 * (M. Shimrat, Algorithm 112, CACM 5, 1962). A ring that cannot be read holds
 * nothing.
 */
bool point_in_ring(struct point p, const char *ring);

/*
 * The shortest decimal that reads back as the same double, "." for the point
 * in every locale; a valid JSON number. -0 is written 0. Returns the length; 0
 * (and "") for infinities and NaN, which have no such form.
 */
size_t number_format(double x, char out[NUMBER_SIZE]);
/*
 * Reads s as one whole JSON number ("-12.5e3"; no space, no "+", no "1.", no
 * "01"), whatever the locale. False and *x untouched when it is not one or is
 * too large for a double.
 */
MUST_USE bool number_parse(const char *s, size_t len, double *x);

#endif
