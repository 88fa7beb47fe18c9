/*
 * Moments to words and back. Everything goes through struct civil: a format
 * fills one, and time_from_civil() alone decides whether there is such a
 * moment.
 */
#include "model/time.h"

#include "model/calendar.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 0001-01-01T00:00:00Z and the last millisecond of 9999. */
#define TIME_FIRST ((msec_t)-62135596800000)
#define TIME_LAST ((msec_t)253402300799999)

static msec_t
clock_read(clockid_t clock)
{
	struct timespec ts = {0};

	clock_gettime(clock, &ts);
	return (msec_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

msec_t
time_wall(void)
{
	return clock_read(CLOCK_REALTIME);
}

msec_t
time_boot(void)
{
	return clock_read(CLOCK_BOOTTIME);
}

static msec_t
hold(msec_t t)
{
	if (t < TIME_FIRST)
		return TIME_FIRST;
	return t > TIME_LAST ? TIME_LAST : t;
}

static int64_t
floor_seconds(msec_t t)
{
	return t / 1000 - (t % 1000 < 0);
}

void
time_to_civil(msec_t t, const struct zone *zone, struct civil *c)
{
	int64_t s, day, left;

	t = hold(t);
	s = floor_seconds(t);
	c->ms = (int)(t - s * 1000);
	s = floor_seconds(hold((s + zone_offset(zone, s)) * 1000));
	day = s / 86400 - (s % 86400 < 0);
	left = s - day * 86400;
	calendar_date(day, &c->year, &c->month, &c->day);
	c->hour = (int)(left / 3600);
	c->minute = (int)(left / 60 % 60);
	c->second = (int)(left % 60);
}

static bool
civil_valid(const struct civil *c)
{
	return c->year >= 1 && c->year <= 9999 && c->day >= 1 &&
	       c->day <= calendar_month_length(c->year, c->month) &&
	       c->hour >= 0 && c->hour <= 23 && c->minute >= 0 &&
	       c->minute <= 59 && c->second >= 0 && c->second <= 60 &&
	       c->ms >= 0 && c->ms <= 999;
}

bool
time_from_civil(const struct civil *c, const struct zone *zone, msec_t *out)
{
	int64_t s, before, after, guess;

	if (!civil_valid(c))
		return false;
	s = calendar_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 +
	    c->minute * 60 + c->second;
	/*
	 * The offsets of a day earlier and later are those on both sides of a
	 * change that is near. The one before it gives the first of two
	 * moments, and the one to count with where there is none.
	 */
	before = zone_offset(zone, s - 86400);
	after = zone_offset(zone, s + 86400);
	guess = s - before;
	if (before != after && zone_offset(zone, guess) != before &&
	    zone_offset(zone, s - after) == after)
		guess = s - after;
	*out = guess * 1000 + c->ms;
	return true;
}

char *
time_format(msec_t t, char out[TIME_SIZE])
{
	struct civil c;
	char fraction[8] = "";

	time_to_civil(t, NULL, &c);
	if (c.ms)
		snprintf(fraction, sizeof(fraction), ".%03d", c.ms % 1000);
	snprintf(out, TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d%sZ",
	    c.year % 10000, c.month % 100, c.day % 100, c.hour % 100,
	    c.minute % 100, c.second % 100, fraction);
	return out;
}

char *
time_day(msec_t t, const struct zone *zone, char out[TIME_SIZE])
{
	struct civil c;

	time_to_civil(t, zone, &c);
	snprintf(out, TIME_SIZE, "%04d-%02d-%02d", c.year, c.month, c.day);
	return out;
}

char *
time_hm(msec_t t, const struct zone *zone, char out[TIME_SIZE])
{
	struct civil c;

	time_to_civil(t, zone, &c);
	snprintf(out, TIME_SIZE, "%02d:%02d", c.hour, c.minute);
	return out;
}

char *
time_hms(msec_t t, const struct zone *zone, char out[TIME_SIZE])
{
	struct civil c;

	time_to_civil(t, zone, &c);
	snprintf(out, TIME_SIZE, "%02d:%02d:%02d", c.hour, c.minute, c.second);
	return out;
}

static void
format_seconds(long long s, const char *sign, char out[TIME_SIZE])
{
	long long hours = s / 3600;

	if (hours >= 100)
		snprintf(out, TIME_SIZE, "%s%lldd%02lld", sign, hours / 24,
		    hours % 24);
	else if (hours > 0)
		snprintf(
		    out, TIME_SIZE, "%s%lldh%02lld", sign, hours, s / 60 % 60);
	else
		snprintf(out, TIME_SIZE, "%s%lld:%02lld", sign, s / 60, s % 60);
}

char *
time_age(msec_t ms, char out[TIME_SIZE])
{
	format_seconds(ms > 0 ? ms / 1000 : 0, "", out);
	return out;
}

char *
time_left(msec_t ms, char out[TIME_SIZE])
{
	if (ms < 0)
		format_seconds(-(ms / 1000), "+", out);
	else
		format_seconds(ms / 1000 + (ms % 1000 > 0), "", out);
	return out;
}

/* Text being read; `s` is NULL once it did not fit. */
struct scan {
	const char *s, *end;
};

static bool
scan_more(const struct scan *in)
{
	return in->s && in->s < in->end;
}

static void
scan_char(struct scan *in, char c)
{
	in->s = scan_more(in) && *in->s == c ? in->s + 1 : NULL;
}

/* A number of min to max digits. */
static int
scan_number(struct scan *in, int min, int max)
{
	int x = 0, n = 0;

	while (n < max && scan_more(in) && *in->s >= '0' && *in->s <= '9') {
		x = x * 10 + (*in->s++ - '0');
		n++;
	}
	if (n < min)
		in->s = NULL;
	return x;
}

/* Up to `digits` digits after the point, as milliseconds. */
static int
scan_fraction(struct scan *in, int digits)
{
	int ms = 0, n = 0;

	for (; scan_more(in) && *in->s >= '0' && *in->s <= '9'; in->s++, n++)
		if (n < 3)
			ms = ms * 10 + (*in->s - '0');
	if (n == 0 || n > digits)
		in->s = NULL;
	for (; n < 3; n++)
		ms *= 10;
	return ms;
}

/* What a format found beside the civil fields. */
struct found {
	struct civil c;
	bool year, month, day, half, pm, offset, epoch;
	int32_t ahead;   /* seconds, when offset */
	int64_t seconds; /* since 1970, when epoch */
};

static int32_t
scan_offset(struct scan *in)
{
	int32_t offset = 0;
	size_t n;

	if (!scan_more(in))
		in->s = NULL;
	if (!in->s)
		return 0;
	n = zone_parse_offset(in->s, (size_t)(in->end - in->s), &offset);
	in->s = n ? in->s + n : NULL;
	return offset;
}

static int64_t
scan_epoch(struct scan *in)
{
	int64_t x = 0, sign = 1;
	int n = 0;

	if (scan_more(in) && *in->s == '-') {
		sign = -1;
		in->s++;
	}
	while (n < 12 && scan_more(in) && *in->s >= '0' && *in->s <= '9') {
		x = x * 10 + (*in->s++ - '0');
		n++;
	}
	if (n == 0)
		in->s = NULL;
	return sign * x;
}

static int
scan_month_name(struct scan *in)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int m = 0; in->s && in->end - in->s >= 3 && m < 12; m++)
		if (strncasecmp(in->s, names + (size_t)m * 3, 3) == 0) {
			in->s += 3;
			return m + 1;
		}
	in->s = NULL;
	return 0;
}

static bool
scan_half(struct scan *in)
{
	bool pm = false;

	if (scan_more(in) && in->end - in->s >= 2 &&
	    (strncasecmp(in->s, "am", 2) == 0 ||
	        strncasecmp(in->s, "pm", 2) == 0)) {
		pm = (*in->s | 0x20) == 'p';
		in->s += 2;
		return pm;
	}
	in->s = NULL;
	return pm;
}

static void
scan_date(struct scan *in, char what, struct found *f)
{
	switch (what) {
	case 'Y':
		f->c.year = scan_number(in, 4, 4);
		f->year = true;
		break;
	case 'm':
		f->c.month = scan_number(in, 1, 2);
		f->month = true;
		break;
	case 'b':
		f->c.month = scan_month_name(in);
		f->month = true;
		break;
	case 'd':
		f->c.day = scan_number(in, 1, 2);
		f->day = true;
		break;
	case 's':
		f->seconds = scan_epoch(in);
		f->epoch = true;
		break;
	default:
		in->s = NULL;
	}
}

static void
scan_field(struct scan *in, char what, struct found *f)
{
	switch (what) {
	case 'H':
		f->c.hour = scan_number(in, 1, 2);
		break;
	case 'I':
		f->c.hour = scan_number(in, 1, 2);
		f->half = true;
		if (f->c.hour < 1 || f->c.hour > 12)
			in->s = NULL;
		break;
	case 'M':
		f->c.minute = scan_number(in, 1, 2);
		break;
	case 'S':
		f->c.second = scan_number(in, 1, 2);
		break;
	case 'p':
		f->pm = scan_half(in);
		break;
	case 'f':
		f->c.ms = scan_fraction(in, 9);
		break;
	case 'z':
		f->ahead = scan_offset(in);
		f->offset = true;
		break;
	case '%':
		scan_char(in, '%');
		break;
	default:
		scan_date(in, what, f);
	}
}

static void
scan_space(struct scan *in)
{
	scan_char(in, ' ');
	while (scan_more(in) && *in->s == ' ')
		in->s++;
}

/* The moment of what a format found. */
static bool
found_time(struct found *f, const struct zone *zone, msec_t *out)
{
	msec_t t;

	if (f->epoch) {
		t = f->seconds * 1000 + f->c.ms;
		if (t != hold(t))
			return false;
		*out = t;
		return true;
	}
	if (!f->year || !f->month || !f->day)
		return false;
	if (f->half)
		f->c.hour = f->c.hour % 12 + (f->pm ? 12 : 0);
	if (!time_from_civil(&f->c, f->offset ? NULL : zone, &t))
		return false;
	t -= (msec_t)f->ahead * 1000;
	if (t != hold(t))
		return false;
	*out = t;
	return true;
}

bool
time_parse_format(const char *fmt, const char *s, size_t len,
    const struct zone *zone, msec_t *out)
{
	struct scan in = {s, s + len};
	struct found f = {0};

	for (; *fmt && in.s; fmt++) {
		if (*fmt == ' ')
			scan_space(&in);
		else if (*fmt == '%' && fmt[1])
			scan_field(&in, *++fmt, &f);
		else
			scan_char(&in, *fmt);
	}
	return in.s == in.end && found_time(&f, zone, out);
}

bool
time_parse(const char *s, size_t len, msec_t *out)
{
	struct scan in = {s, s + len};
	struct found f = {.year = true, .month = true, .day = true};
	const char *at;

	f.c.year = scan_number(&in, 4, 4);
	scan_char(&in, '-');
	f.c.month = scan_number(&in, 2, 2);
	scan_char(&in, '-');
	f.c.day = scan_number(&in, 2, 2);
	if (scan_more(&in) && *in.s == 't')
		in.s++;
	else
		scan_char(&in, 'T');
	f.c.hour = scan_number(&in, 2, 2);
	scan_char(&in, ':');
	f.c.minute = scan_number(&in, 2, 2);
	scan_char(&in, ':');
	f.c.second = scan_number(&in, 2, 2);
	if (scan_more(&in) && *in.s == '.') {
		in.s++;
		f.c.ms = scan_fraction(&in, INT_MAX);
	}
	at = in.s;
	f.ahead = scan_offset(&in);
	f.offset = true;
	/* RFC 3339 has only the form with the colon. */
	return in.s && in.s == in.end && (in.s - at == 1 || in.s - at == 6) &&
	       found_time(&f, NULL, out);
}

/* The time of day h:m:s of the day `back` days before now's. */
static bool
of_day(const struct civil *said, msec_t now, int back, const struct zone *zone,
    msec_t *out)
{
	struct civil c;

	time_to_civil(now, zone, &c);
	calendar_date(calendar_days(c.year, c.month, c.day) - back, &c.year,
	    &c.month, &c.day);
	c.hour = said->hour;
	c.minute = said->minute;
	c.second = said->second;
	c.ms = 0;
	return time_from_civil(&c, zone, out);
}

bool
time_said(
    const char *s, size_t len, msec_t now, const struct zone *zone, msec_t *out)
{
	struct scan in = {s, s + len};
	struct civil said = {0};
	msec_t t;
	int minutes;

	if (len > 0 && *s == '-') {
		in.s++;
		minutes = scan_number(&in, 1, 4);
		if (in.s != in.end || minutes > 1440)
			return false;
		*out = now - minutes * TIME_MINUTE;
		return true;
	}
	said.hour = scan_number(&in, 1, 2);
	scan_char(&in, ':');
	said.minute = scan_number(&in, 2, 2);
	if (scan_more(&in)) {
		scan_char(&in, ':');
		said.second = scan_number(&in, 2, 2);
	}
	if (!in.s || in.s != in.end || said.second > 59)
		return false;
	/* Just before midnight 00:00 is tomorrow's. */
	for (int back = -1; back <= 1; back++) {
		if (!of_day(&said, now, back, zone, &t))
			return false;
		if (t <= now + TIME_MINUTE) {
			*out = t;
			return true;
		}
	}
	return false;
}
