/*
 * Points on a spherical earth, and numbers as the wire and files have them.
 */
#include "model/geo.h"

#include <float.h>
#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EARTH_RADIUS 6371008.8 /* metres; IUGG mean radius R1 */

static double
radians(double degrees)
{
	return degrees * (M_PI / 180);
}

static double
square(double x)
{
	return x * x;
}

bool
point_set(struct point p)
{
	return p.lat != 0 || p.lon != 0;
}

bool
point_valid(struct point p)
{
	return fabs(p.lat) <= 90 && fabs(p.lon) <= 180;
}

double
point_distance(struct point a, struct point b)
{
	double lat = radians(b.lat - a.lat), lon = radians(b.lon - a.lon);
	double h = square(sin(lat / 2)) + cos(radians(a.lat)) *
	                                      cos(radians(b.lat)) *
	                                      square(sin(lon / 2));

	/* Rounding may push h past 1 for points that face each other. */
	return 2 * EARTH_RADIUS * asin(sqrt(h < 1 ? h : 1));
}

const char *
point_bearing(struct point a, struct point b)
{
	static const char *const names[] = {
	    "N", "NE", "E", "SE", "S", "SW", "W", "NW"};
	double lat1 = radians(a.lat), lat2 = radians(b.lat);
	double lon = radians(b.lon - a.lon);
	double east = sin(lon) * cos(lat2);
	double north = cos(lat1) * sin(lat2) - sin(lat1) * cos(lat2) * cos(lon);

	if (a.lat == b.lat && a.lon == b.lon)
		return "";
	/* Eighths of a turn, clockwise from north; 8 more to be positive. */
	return names[((int)lround(atan2(east, north) * 4 / M_PI) + 8) % 8];
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* printf writes the locale's decimal point, of one byte or several. */
static void
point_to_dot(char *s)
{
	size_t at = strspn(s, "-0123456789");
	size_t n = strcspn(s + at, "0123456789e");

	if (n == 0 || s[at] == 'e')
		return;
	s[at] = '.';
	memmove(s + at + 1, s + at + n, strlen(s + at + n) + 1);
}

size_t
number_format(double x, char out[NUMBER_SIZE])
{
	/*
	 * Any decimal of up to DBL_DIG digits survives a double, so if one
	 * that short gives x then %.15g prints it. Subnormals have fewer.
	 */
	int digits = fabs(x) < DBL_MIN ? 1 : DBL_DIG;

	out[0] = '\0';
	if (!isfinite(x))
		return 0;
	for (; digits <= DBL_DECIMAL_DIG; digits++) {
		snprintf(out, NUMBER_SIZE, "%.*g", digits, x == 0 ? 0.0 : x);
		if (strtod(out, NULL) == x)
			break;
	}
	point_to_dot(out);
	return strlen(out);
}

/* Bytes of digits at s; at least one. */
static size_t
digits_at(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_digit(s[n]))
		n++;
	return n;
}

/* Whether s is a JSON number; *dot is where its point stands, or len. */
static bool
number_shape(const char *s, size_t len, size_t *dot)
{
	size_t i = len > 0 && s[0] == '-' ? 1 : 0;
	size_t n = digits_at(s + i, len - i);

	*dot = len;
	if (n == 0 || (n > 1 && s[i] == '0'))
		return false;
	i += n;
	if (i < len && s[i] == '.') {
		*dot = i++;
		n = digits_at(s + i, len - i);
		if (n == 0)
			return false;
		i += n;
	}
	if (i < len && (s[i] == 'e' || s[i] == 'E')) {
		i++;
		if (i < len && (s[i] == '+' || s[i] == '-'))
			i++;
		n = digits_at(s + i, len - i);
		if (n == 0)
			return false;
		i += n;
	}
	return i == len;
}

bool
number_parse(const char *s, size_t len, double *x)
{
	const char *point = nl_langinfo(RADIXCHAR);
	char text[512]; /* far more digits than a double can tell apart */
	double value;
	size_t dot;

	if (len > sizeof(text) - 32 || !number_shape(s, len, &dot))
		return false;
	snprintf(text, sizeof(text), "%.*s%s%.*s", (int)dot, s,
	    dot < len ? point : "", dot < len ? (int)(len - dot - 1) : 0,
	    dot < len ? s + dot + 1 : "");
	value = strtod(text, NULL);
	if (!isfinite(value))
		return false;
	*x = value;
	return true;
}

/* Reads "lon,lat" and the spaces behind it; NULL when there is none. */
static const char *
read_corner(const char *s, struct point *corner)
{
	size_t lon = strcspn(s, ", "), lat;

	if (s[lon] != ',' || !number_parse(s, lon, &corner->lon))
		return NULL;
	s += lon + 1;
	lat = strcspn(s, " ");
	if (!number_parse(s, lat, &corner->lat))
		return NULL;
	s += lat;
	return s + strspn(s, " ");
}

/* Whether a ray from p to the east crosses the edge from a to b. */
static bool
crosses(struct point p, struct point a, struct point b)
{
	if ((a.lat > p.lat) == (b.lat > p.lat))
		return false;
	return p.lon <
	       a.lon + (b.lon - a.lon) * (p.lat - a.lat) / (b.lat - a.lat);
}

bool
point_in_ring(struct point p, const char *ring)
{
	struct point first = {0, 0}, last = {0, 0}, corner;
	bool inside = false;
	size_t n = 0;

	for (const char *s = ring; s && *s; n++) {
		s = read_corner(s, &corner);
		if (!s)
			return false;
		if (n == 0)
			first = corner;
		else
			inside ^= crosses(p, last, corner);
		last = corner;
	}
	return n > 2 && inside ^ crosses(p, last, first);
}
