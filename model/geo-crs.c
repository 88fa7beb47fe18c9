/*
 * The shifts of Chinese maps (geo-crs.h).
 */
#include "model/geo-crs.h"

#include <math.h>

/* Krasovsky 1940: major axis in metres, square of the eccentricity. */
#define AXIS 6378245.0
#define ECCENTRICITY 0.00669342162296594323
#define BD_PI (M_PI * 3000.0 / 180.0)

static bool
is_shifted(struct point p)
{
	return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 &&
	       p.lat <= 55.8271;
}

/* What the shifts of latitude and longitude have in common. */
static double
waves(double x)
{
	return (20 * sin(6 * x * M_PI) + 20 * sin(2 * x * M_PI)) * 2 / 3;
}

static double
shift_lat(double x, double y)
{
	return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y +
	       0.2 * sqrt(fabs(x)) + waves(x) +
	       (20 * sin(y * M_PI) + 40 * sin(y / 3 * M_PI)) * 2 / 3 +
	       (160 * sin(y / 12 * M_PI) + 320 * sin(y * M_PI / 30)) * 2 / 3;
}

static double
shift_lon(double x, double y)
{
	return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y +
	       0.1 * sqrt(fabs(x)) + waves(x) +
	       (20 * sin(x * M_PI) + 40 * sin(x / 3 * M_PI)) * 2 / 3 +
	       (150 * sin(x / 12 * M_PI) + 300 * sin(x / 30 * M_PI)) * 2 / 3;
}

static struct point
gcj_from_wgs(struct point p)
{
	double x = p.lon - 105, y = p.lat - 35, lat = p.lat / 180 * M_PI;
	double magic = 1 - ECCENTRICITY * sin(lat) * sin(lat);

	if (!is_shifted(p))
		return p;
	p.lat += shift_lat(x, y) * 180 /
	         (AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * M_PI);
	p.lon += shift_lon(x, y) * 180 / (AXIS / sqrt(magic) * cos(lat) * M_PI);
	return p;
}

static struct point
bd_from_gcj(struct point p)
{
	double x = p.lon, y = p.lat;
	double far = sqrt(x * x + y * y) + 0.00002 * sin(y * BD_PI);
	double turn = atan2(y, x) + 0.000003 * cos(x * BD_PI);

	return (struct point){
	    .lat = far * sin(turn) + 0.006, .lon = far * cos(turn) + 0.0065};
}

/* Baidu shifts where GCJ-02 does; elsewhere it has the world's own. */
static struct point
bd_from_wgs(struct point p)
{
	return is_shifted(p) ? bd_from_gcj(gcj_from_wgs(p)) : p;
}

struct point
crs_from_wgs84(enum crs to, struct point p)
{
	if (to == CRS_GCJ02)
		return gcj_from_wgs(p);
	if (to == CRS_BD09)
		return bd_from_wgs(p);
	return p;
}

struct point
crs_to_wgs84(enum crs from, struct point p)
{
	struct point guess = p;

	if (from == CRS_WGS84)
		return p;
	/* The shift hardly changes over its own length: some five rounds. */
	for (int round = 0; round < 30; round++) {
		struct point there = crs_from_wgs84(from, guess);
		double lat = p.lat - there.lat, lon = p.lon - there.lon;

		guess.lat += lat;
		guess.lon += lon;
		if (fabs(lat) < 1e-9 && fabs(lon) < 1e-9)
			break;
	}
	return guess;
}
