/*
 * Coordinate systems of maps and devices in China, to WGS-84 and back.
 *
 * GCJ-02 is WGS-84 shifted by up to some 700 m by a published formula of
 * sines; BD-09 shifts GCJ-02 once more. Both are laws without a standard: the
 * formula is the one known since 2009 as ChinaMapShift ("EvilTransform"), as
 * kept with its test pairs in github.com/googollee/eviltransform (of BD-09:
 * github.com/wandergis/coordtransform, which agrees with Baidu's own
 * conversion to a metre); the ellipsoid is Krasovsky's of 1940. Outside the
 * rectangle 72.004 to 137.8347 E, 0.8293 to 55.8271 N it shifts nothing.
 *
 * The way back has no formula: it is sought by iteration until a step is
 * below 1e-9 degree (0.1 mm), so a point there and back again is the same to
 * far below 0.1 m; only across the rectangle's edge, where the shift jumps,
 * it need not be.
 */
#ifndef MODEL_GEO_CRS_H
#define MODEL_GEO_CRS_H

#include "model/enums.h"
#include "model/geo.h"

/* A point given in that system, as WGS-84. */
struct point crs_to_wgs84(enum crs from, struct point p);
/* The other way. */
struct point crs_from_wgs84(enum crs to, struct point p);

#endif
