/*
 * Any text as a time in each form, and any bytes as a time zone: what is read
 * prints and reads back, and no zone reaches past a day and two hours.
 */
#include "model/time.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
check_time(msec_t t, const struct zone *zone)
{
	char s[TIME_SIZE];
	struct civil c;
	msec_t back = 0;

	time_format(t, s);
	hold(time_parse(s, strlen(s), &back) && back == t);
	time_to_civil(t, zone, &c);
	time_day(t, zone, s);
	time_age(t, s);
	time_left(-t, s);
}

static void
check_text(const char *s, size_t len, const struct zone *zone)
{
	static const char *const formats[] = {"%m/%d/%Y %I:%M:%S %p",
	    "%Y-%m-%d %H:%M:%S", "%d %b %Y %H:%M:%S.%f%z", "%s"};
	msec_t now = 1586302388000, t;

	if (time_parse(s, len, &t))
		check_time(t, zone);
	if (time_said(s, len, now, zone, &t))
		hold(t <= now + TIME_MINUTE && t > now - 3 * TIME_DAY);
	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (time_parse_format(formats[i], s, len, NULL, &t))
			check_time(t, zone);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone *zone = NULL;

	check_text((const char *)data, size, NULL);
	if (zone_read("fuzz", data, size, &zone, NULL))
		return 0;
	for (int64_t t = -70000000000; t < 260000000000; t += 987654321)
		hold(abs(zone_offset(zone, t)) < 26 * 3600 + 1);
	check_text("2026-11-21T19:52:07Z", 20, zone);
	check_text("19:48", 5, zone);
	zone_free(zone);
	return 0;
}
