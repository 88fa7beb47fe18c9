/*
 * A time zone: how many seconds local time is ahead of UTC, and when.
 *
 * Read whole from the system's tz database (TZif, RFC 9636, of any version,
 * with the rule for the years after its last line) and immutable after that:
 * any thread may use it, TZ and tzset() are left alone. NULL is UTC wherever a
 * zone is taken.
 */
#ifndef MODEL_ZONE_H
#define MODEL_ZONE_H

#include "model/problem.h"

struct zone;

/*
 * Loads the zone called `name`: "Asia/Shanghai", or without any database
 * "UTC", "Z" or a fixed "+08:00", "-03:30". The caller zone_free()s *zone.
 * BAD_VALUE when there is no such zone or its file is no good, NO_MEMORY.
 */
MUST_USE enum problem_code zone_load(
    const char *name, struct zone **zone, struct problem *p);
/* The same from the bytes of a TZif file (RFC 9636). */
MUST_USE enum problem_code zone_read(const char *name, const void *bytes,
    size_t len, struct zone **zone, struct problem *p);
void zone_free(struct zone *zone);

/* The name it was loaded by. */
const char *zone_name(const struct zone *zone);
/* Seconds that local time is ahead of UTC at t (seconds since 1970). */
int32_t zone_offset(const struct zone *zone, int64_t t);

/*
 * Reads "Z", "+08:00", "+0800" or "+08" (an hour below 24) from the head of s
 * into *offset, seconds ahead of UTC; the bytes it takes, or 0.
 */
size_t zone_parse_offset(const char *s, size_t len, int32_t *offset);

#endif
