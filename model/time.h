/*
 * Time: UTC milliseconds everywhere (msec_t), and the words for them.
 *
 * Parsers take text with its length, read it whole or refuse it, and leave
 * *out alone when they refuse. Years are 1 to 9999 of the Gregorian calendar.
 * Nothing here knows a locale; zones are zone.h's (NULL is UTC).
 */
#ifndef MODEL_TIME_H
#define MODEL_TIME_H

#include "model/base.h"
#include "model/zone.h"

#define TIME_SIZE 32 /* what any text made here fits into, with its NUL */

#define TIME_MINUTE ((msec_t)60 * 1000)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)

/* The wall clock. It jumps; for "when", never for "how long". */
msec_t time_wall(void);
/* The boot clock: only goes forward, and goes on while the machine sleeps. */
msec_t time_boot(void);

/* A moment as people in one place write it. */
struct civil {
	int year, month, day; /* 1 to 9999, 1 to 12, 1 to 31 */
	int hour, minute, second, ms;
};

void time_to_civil(msec_t t, const struct zone *zone, struct civil *c);
/*
 * The moment that *c names; false when the calendar has no such day or the day
 * no such hour (second 60 is read as the next minute). Of an hour that comes
 * twice the first; one that is skipped is counted with the offset before it.
 */
MUST_USE bool time_from_civil(
    const struct civil *c, const struct zone *zone, msec_t *out);

/*
 * RFC 3339 in UTC, "2026-11-21T19:52:07.250Z"; whole seconds go without a
 * fraction. Moments outside the years are held at the nearest.
 */
char *time_format(msec_t t, char out[TIME_SIZE]);
/* Any RFC 3339 date-time; a fraction is cut at milliseconds. */
MUST_USE bool time_parse(const char *s, size_t len, msec_t *out);

/* "2026-11-21", "19:52", "19:52:07" in the zone. */
char *time_day(msec_t t, const struct zone *zone, char out[TIME_SIZE]);
char *time_hm(msec_t t, const struct zone *zone, char out[TIME_SIZE]);
char *time_hms(msec_t t, const struct zone *zone, char out[TIME_SIZE]);

/*
 * How long: "0:42", "31:02", from an hour "1h32", from 100 hours "4d05". Less
 * than nothing is nothing.
 */
char *time_age(msec_t ms, char out[TIME_SIZE]);
/*
 * What is left of a limit, "0:18" (the last second shows as 0:01), and what it
 * is over by, "+0:25". Both forms of time_age().
 */
char *time_left(msec_t ms, char out[TIME_SIZE]);

/*
 * When something happened as a dispatcher says it: "19:48", "19:48:30", or
 * "-5" (whole minutes ago, up to 1440). A time of day that is later than now
 * by more than a minute was yesterday's.
 */
MUST_USE bool time_said(const char *s, size_t len, msec_t now,
    const struct zone *zone, msec_t *out);

/*
 * Reads text of a foreign file by a format: %Y four digits; %m %d %H %I %M %S
 * one or two; %p AM or PM (with %I); %b Jan to Dec; %f one to nine digits of a
 * fraction; %z as zone_parse_offset() (then `zone` is not asked); %s seconds
 * since 1970; %% a percent sign; a space is one space or more; all else is
 * itself. Year, month and day (or %s) must be among them.
 */
MUST_USE bool time_parse_format(const char *fmt, const char *s, size_t len,
    const struct zone *zone, msec_t *out);

#endif
