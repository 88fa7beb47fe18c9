/*
 * Moments and their words: against libc's calendar and zones where it has
 * them, and against the examples of the screens.
 */
#include "model/time.h"
#include "model/calendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define AT(text) moment(text)

static msec_t
moment(const char *text)
{
	msec_t t = -1;

	if (!time_parse(text, strlen(text), &t))
		fail_msg("%s", text);
	return t;
}

static struct zone *
need_zone(const char *name)
{
	struct zone *zone = NULL;

	if (zone_load(name, &zone, NULL)) {
		fprintf(stderr, "skipped: no time zone %s here\n", name);
		skip();
	}
	return zone;
}

static void
every_day_of_the_calendar_has_its_number(void **state)
{
	int year = 1, month = 1, day = 1, y, m, d;
	int64_t n = calendar_days(1, 1, 1);
	struct tm tm = {.tm_year = 1 - 1900, .tm_mday = 1};

	(void)state;
	assert_int_equal(n, timegm(&tm) / 86400);
	assert_int_equal(calendar_days(1970, 1, 1), 0);
	while (year <= 9999) {
		assert_int_equal(calendar_days(year, month, day), n);
		calendar_date(n++, &y, &m, &d);
		assert_true(y == year && m == month && d == day);
		if (++day <= calendar_month_length(year, month))
			continue;
		day = 1;
		if (++month > 12)
			month = 1, year++;
	}
}

static void
rfc3339_reads_back(void **state)
{
	static const struct {
		const char *in, *out;
	} good[] = {{"2026-11-21T19:52:07Z", "2026-11-21T19:52:07Z"},
	    {"2026-11-21T19:52:07.25Z", "2026-11-21T19:52:07.250Z"},
	    {"2026-11-21t19:52:07.1239999z", "2026-11-21T19:52:07.123Z"},
	    {"2026-11-22T03:52:07+08:00", "2026-11-21T19:52:07Z"},
	    {"1969-12-31T23:59:59.999-00:00", "1969-12-31T23:59:59.999Z"},
	    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
	    {"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
	    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
	    {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"}};
	char s[TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		assert_string_equal(
		    time_format(AT(good[i].in), s), good[i].out);
	assert_int_equal(AT("1970-01-01T00:00:01.5Z"), 1500);
	assert_string_equal(time_format(INT64_MAX, s), good[8].out);
	assert_string_equal(time_format(INT64_MIN, s), good[7].out);
}

static void
what_is_not_rfc3339_is_refused(void **state)
{
	static const char *const bad[] = {"", "2026", "2026-11-21",
	    "2026-11-21T19:52:07", "2026-11-21 19:52:07Z", "2026-11-21T19:52Z",
	    "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
	    "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
	    "2026-11-21T24:00:00Z", "2026-11-21T19:60:00Z",
	    "2026-11-21T19:52:61Z", "2026-11-21T19:52:07.Z",
	    "2026-11-21T19:52:07+0800", "2026-11-21T19:52:07+08",
	    "2026-11-21T19:52:07+24:00", "2026-11-21T19:52:07+08:60",
	    "2026-11-21T19:52:07Z ", " 2026-11-21T19:52:07Z",
	    "26-11-21T19:52:07Z", "2026-1-21T19:52:07Z",
	    "+2026-11-21T19:52:07Z", "0000-01-01T00:00:00Z",
	    "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
	    "2026-11-21T19:52:07,5Z"};
	msec_t t = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (time_parse(bad[i], strlen(bad[i]), &t))
			fail_msg("%s", bad[i]);
	assert_false(time_parse("2026-11-21T19:52:07Z\0", 21, &t));
	assert_int_equal(t, 42);
}

static void
civil_time_goes_there_and_back(void **state)
{
	struct zone *zone = need_zone("America/Los_Angeles");
	unsigned seed = 4;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		msec_t t = (msec_t)rand_r(&seed) * 1000 + rand_r(&seed) % 1000;
		msec_t back = 0;
		struct civil c;

		time_to_civil(t, zone, &c);
		assert_true(time_from_civil(&c, zone, &back));
		/* In the hour that comes twice the first is meant. */
		assert_true(
		    back == t || (back == t - TIME_HOUR && c.hour == 1));
	}
	zone_free(zone);
}

static void
an_hour_that_comes_twice_or_never_is_decided(void **state)
{
	struct zone *zone = need_zone("America/Los_Angeles");
	struct civil twice = {2020, 11, 1, 1, 30, 0, 0};
	struct civil never = {2020, 3, 8, 2, 30, 0, 0};
	msec_t t = 0;

	(void)state;
	assert_true(time_from_civil(&twice, zone, &t));
	assert_int_equal(t, AT("2020-11-01T01:30:00-07:00"));
	assert_true(time_from_civil(&never, zone, &t));
	assert_int_equal(t, AT("2020-03-08T03:30:00-07:00"));
	zone_free(zone);
}

static void
zones_agree_with_libc(void **state)
{
	static const char *const names[] = {"Asia/Shanghai", "Europe/Dublin",
	    "America/Los_Angeles", "Australia/Lord_Howe", "Africa/Casablanca",
	    "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Asia/Gaza",
	    "Europe/Berlin", "America/Nuuk", "Antarctica/Troll"};
	unsigned seed = 9;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		struct zone *zone = need_zone(names[i]);

		assert_string_equal(zone_name(zone), names[i]);
		setenv("TZ", names[i], 1);
		tzset();
		for (int k = 0; k < 5000; k++) {
			/* 1900 to 2172: before, within, past the file. */
			time_t t = (time_t)rand_r(&seed) * 4 - 2208988800;
			struct tm tm;

			localtime_r(&t, &tm);
			if (zone_offset(zone, t) != tm.tm_gmtoff)
				fail_msg("%s at %lld", names[i], (long long)t);
		}
		zone_free(zone);
	}
	unsetenv("TZ");
	tzset();
}

static void
fixed_zones_need_no_database(void **state)
{
	static const struct {
		const char *name;
		int32_t offset;
	} fixed[] = {{"UTC", 0}, {"Z", 0}, {"+08:00", 28800},
	    {"-03:30", -12600}, {"+0545", 20700}, {"-11", -39600}};
	struct zone *zone;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(fixed); i++) {
		assert_int_equal(zone_load(fixed[i].name, &zone, NULL), 0);
		assert_string_equal(zone_name(zone), fixed[i].name);
		assert_int_equal(zone_offset(zone, 0), fixed[i].offset);
		assert_int_equal(zone_offset(zone, 1 << 30), fixed[i].offset);
		zone_free(zone);
	}
	assert_int_equal(zone_offset(NULL, 5), 0);
	assert_string_equal(zone_name(NULL), "UTC");
}

static void
a_zone_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {"", "Mars/Olympus",
	    "../../etc/passwd", "/etc/localtime", "Asia", "+8:00", "+24:00",
	    "+08:00x", "Asia/", "Asia/Shanghai\n", "zone.tab",
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
	struct problem p = {0};
	struct zone *zone = NULL;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_int_equal(
		    zone_load(bad[i], &zone, &p), PROBLEM_BAD_VALUE);
		assert_null(zone);
	}
	assert_string_equal(problem_get(&p, "key"), "zone");
}

/* A TZif 2 file of one type and this rule. */
static size_t
tzif(char *out, const char *rule)
{
	static const char head[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	                           "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
	                           "\0\0\0\1\0\0\0\4";
	/* An hour ahead; sizeof takes the name's NUL along. */
	static const char body[] = "\0\0\x0e\x10\0\0CET";
	size_t n = 0, block = sizeof(head) - 1 + sizeof(body);

	for (int i = 0; i < 2; i++, n += block) {
		memcpy(out + n, head, sizeof(head) - 1);
		memcpy(out + n + sizeof(head) - 1, body, sizeof(body));
	}
	return n + (size_t)snprintf(out + n, 128, "\n%s\n", rule);
}

static void
rules_decide_after_the_last_change(void **state)
{
	static const struct {
		const char *rule, *at;
		int32_t offset;
	} rules[] = {{"", "2040-07-01T00:00:00Z", 3600},
	    {"CST-8", "2040-07-01T00:00:00Z", 28800},
	    {"<+0330>-3:30", "2040-07-01T00:00:00Z", 12600},
	    {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T00:59:59Z", 3600},
	    {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-03-25T01:00:00Z", 7200},
	    {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T00:59:59Z", 7200},
	    {"CET-1CEST,M3.5.0,M10.5.0/3", "2040-10-28T01:00:00Z", 3600},
	    {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-01-01T00:00:00Z", 39600},
	    {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2040-07-01T00:00:00Z", 36000},
	    {"A-1B,J60/0,J300/0", "2040-02-29T22:59:59Z", 3600},
	    {"AAA-1BBB,J60/0,J300/0", "2040-02-29T22:59:59Z", 3600},
	    {"AAA-1BBB,J60/0,J300/0", "2040-02-29T23:00:00Z", 7200},
	    {"AAA-1BBB,59/0,300/0", "2040-02-28T23:00:00Z", 7200},
	    {"AAA3BBB,J1/0,J365/25", "2040-12-31T23:00:00Z", -7200},
	    {"AAA3BBB,J1/0,J365/25", "2041-01-01T02:00:00Z", -7200}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		struct zone *zone = NULL;
		char file[256];
		size_t len = tzif(file, rules[i].rule);
		bool good = strncmp(rules[i].rule, "A-", 2) != 0;

		assert_int_equal(zone_read("x", file, len, &zone, NULL),
		    good ? PROBLEM_NONE : PROBLEM_BAD_VALUE);
		if (good)
			assert_int_equal(
			    zone_offset(zone, AT(rules[i].at) / 1000),
			    rules[i].offset);
		zone_free(zone);
	}
}

static void
a_broken_zone_file_is_refused(void **state)
{
	static const char *const rules[] = {"CET", "-1", "CET-1CEST",
	    "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
	    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
	    "CET-1CEST,J0,J5", "CET-1CEST,366,5", "CET-25", "<CET-1", "CET-1x",
	    "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x"};
	struct zone *zone = NULL;
	char file[256];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		len = tzif(file, rules[i]);
		if (!zone_read("x", file, len, &zone, NULL))
			fail_msg("%s", rules[i]);
	}
	len = tzif(file, "CST-8");
	for (size_t cut = 0; cut < len; cut++)
		assert_int_not_equal(zone_read("x", file, cut, &zone, NULL), 0);
	assert_null(zone);
}

static void
days_and_times_are_the_zones(void **state)
{
	struct zone *zone;
	char s[TIME_SIZE];

	(void)state;
	assert_int_equal(zone_load("+08:00", &zone, NULL), 0);
	assert_string_equal(
	    time_day(AT("2026-11-21T15:59:59.999Z"), zone, s), "2026-11-21");
	assert_string_equal(
	    time_day(AT("2026-11-21T16:00:00Z"), zone, s), "2026-11-22");
	assert_string_equal(
	    time_hm(AT("2026-11-21T16:05:09Z"), zone, s), "00:05");
	assert_string_equal(
	    time_hms(AT("2026-11-21T16:05:09.9Z"), zone, s), "00:05:09");
	zone_free(zone);
}

static void
ages_are_short(void **state)
{
	static const struct {
		msec_t ms;
		const char *text;
	} ages[] = {{0, "0:00"}, {-5000, "0:00"}, {999, "0:00"},
	    {42 * 1000, "0:42"}, {190 * 1000, "3:10"},
	    {(31 * 60 + 2) * 1000, "31:02"}, {TIME_HOUR - 1, "59:59"},
	    {TIME_HOUR, "1h00"}, {92 * TIME_MINUTE, "1h32"},
	    {100 * TIME_HOUR - 1, "99h59"}, {101 * TIME_HOUR, "4d05"},
	    {INT64_MAX, "106751991167d07"}};
	char s[TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ages); i++)
		assert_string_equal(time_age(ages[i].ms, s), ages[i].text);
}

static void
clocks_count_down_and_then_up(void **state)
{
	static const struct {
		msec_t ms;
		const char *text;
	} clocks[] = {{60000, "1:00"}, {59999, "1:00"}, {18000, "0:18"},
	    {17001, "0:18"}, {1, "0:01"}, {0, "0:00"}, {-1, "+0:00"},
	    {-25000, "+0:25"}, {-(msec_t)245 * 1000, "+4:05"},
	    {-92 * TIME_MINUTE, "+1h32"}, {2 * TIME_HOUR, "2h00"}};
	char s[TIME_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(clocks); i++)
		assert_string_equal(time_left(clocks[i].ms, s), clocks[i].text);
}

static void
a_time_that_was_said_is_the_last_such(void **state)
{
	static const struct {
		const char *said, *now, *want;
	} times[] = {
	    {"19:48", "2026-11-21T19:52:07+08:00", "2026-11-21T19:48:00+08:00"},
	    {"19:52:07", "2026-11-21T19:52:07+08:00",
	        "2026-11-21T19:52:07+08:00"},
	    {"19:53", "2026-11-21T19:52:07+08:00", "2026-11-21T19:53:00+08:00"},
	    {"19:54", "2026-11-21T19:52:07+08:00", "2026-11-20T19:54:00+08:00"},
	    {"23:59", "2026-11-21T00:01:00+08:00", "2026-11-20T23:59:00+08:00"},
	    {"00:00", "2026-11-21T23:59:30+08:00", "2026-11-22T00:00:00+08:00"},
	    {"0:00", "2026-11-21T23:58:30+08:00", "2026-11-21T00:00:00+08:00"},
	    {"7:05", "2027-01-01T06:00:00+08:00", "2026-12-31T07:05:00+08:00"},
	    {"-5", "2026-11-21T19:52:07.5+08:00",
	        "2026-11-21T19:47:07.5+08:00"},
	    {"-0", "2026-11-21T19:52:07+08:00", "2026-11-21T19:52:07+08:00"},
	    {"-1440", "2026-11-21T19:52:07+08:00",
	        "2026-11-20T19:52:07+08:00"}};
	struct zone *zone;
	msec_t t = 0;

	(void)state;
	assert_int_equal(zone_load("+08:00", &zone, NULL), 0);
	for (size_t i = 0; i < COUNT_OF(times); i++) {
		assert_true(time_said(times[i].said, strlen(times[i].said),
		    AT(times[i].now), zone, &t));
		assert_int_equal(t, AT(times[i].want));
	}
	zone_free(zone);
}

static void
a_time_that_cannot_have_been_said_is_refused(void **state)
{
	static const char *const bad[] = {"", "-", "24:00", "19:60", "1948",
	    "19:4", "19:48:60", "19:48:5", "19:48:", "-5m", "-1441", "--5", "5",
	    "+5", "19:48 ", "19：48", "-99999"};
	msec_t t = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (time_said(bad[i], strlen(bad[i]), TIME_DAY * 9, NULL, &t))
			fail_msg("%s", bad[i]);
	assert_int_equal(t, 42);
}

static void
foreign_times_are_read_by_their_format(void **state)
{
	static const struct {
		const char *fmt, *text, *want;
	} good[] = {{"%m/%d/%Y %I:%M:%S %p", "04/07/2020 11:53:08 PM",
	                "2020-04-08T06:53:08Z"},
	    {"%m/%d/%Y %I:%M:%S %p", "4/8/2020 12:00:00 am",
	        "2020-04-08T07:00:00Z"},
	    {"%m/%d/%Y %I:%M:%S %p", "04/08/2020 12:00:00 PM",
	        "2020-04-08T19:00:00Z"},
	    {"%Y-%m-%d %H:%M:%S", "2020-04-07   17:40:00",
	        "2020-04-08T00:40:00Z"},
	    {"%Y-%m-%dT%H:%M:%S.%f", "2020-04-07T17:40:00.5",
	        "2020-04-08T00:40:00.5Z"},
	    {"%Y-%m-%dT%H:%M:%S%z", "2020-04-07T17:40:00+0800",
	        "2020-04-07T09:40:00Z"},
	    {"%d %b %Y", "7 Apr 2020", "2020-04-07T07:00:00Z"},
	    {"%s", "1586245200", "2020-04-07T07:40:00Z"},
	    {"100%% %Y%m%d", "100% 20200407", "2020-04-07T07:00:00Z"}};
	struct zone *zone;
	msec_t t = 0;

	(void)state;
	assert_int_equal(zone_load("-07:00", &zone, NULL), 0);
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		if (!time_parse_format(good[i].fmt, good[i].text,
		        strlen(good[i].text), zone, &t))
			fail_msg("%s", good[i].text);
		assert_int_equal(t, AT(good[i].want));
	}
	zone_free(zone);
}

static void
foreign_times_that_do_not_fit_are_refused(void **state)
{
	static const struct {
		const char *fmt, *text;
	} bad[] = {{"%m/%d/%Y", "13/01/2020"}, {"%m/%d/%Y", "02/30/2020"},
	    {"%m/%d/%Y", "04/07/20"}, {"%m/%d/%Y", "04/07/2020 "},
	    {"%m/%d/%Y %I:%M %p", "04/07/2020 13:00 PM"},
	    {"%m/%d/%Y %I:%M %p", "04/07/2020 0:00 AM"},
	    {"%m/%d/%Y %I:%M %p", "04/07/2020 01:00 XM"}, {"%Y-%m", "2020-04"},
	    {"%H:%M", "12:00"}, {"%d %b %Y", "7 Foo 2020"}, {"%Y-%m-%d", ""},
	    {"%Y-%m-%d %q", "2020-04-07 x"}, {"%s", "999999999999"},
	    {"%s", "-"}, {"%Y-%m-%d.%f", "2020-04-07.1234567890"},
	    {"%Y-%m-%d%z", "2020-04-07"}};
	msec_t t = 42;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (time_parse_format(
		        bad[i].fmt, bad[i].text, strlen(bad[i].text), NULL, &t))
			fail_msg("%s", bad[i].text);
	assert_int_equal(t, 42);
}

static void
clocks_of_the_machine_run(void **state)
{
	msec_t boot = time_boot();

	(void)state;
	assert_true(time_wall() > AT("2020-01-01T00:00:00Z"));
	assert_true(boot > 0 && time_boot() >= boot);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_day_of_the_calendar_has_its_number),
	    cmocka_unit_test(rfc3339_reads_back),
	    cmocka_unit_test(what_is_not_rfc3339_is_refused),
	    cmocka_unit_test(civil_time_goes_there_and_back),
	    cmocka_unit_test(an_hour_that_comes_twice_or_never_is_decided),
	    cmocka_unit_test(zones_agree_with_libc),
	    cmocka_unit_test(fixed_zones_need_no_database),
	    cmocka_unit_test(a_zone_that_is_none_is_refused),
	    cmocka_unit_test(rules_decide_after_the_last_change),
	    cmocka_unit_test(a_broken_zone_file_is_refused),
	    cmocka_unit_test(days_and_times_are_the_zones),
	    cmocka_unit_test(ages_are_short),
	    cmocka_unit_test(clocks_count_down_and_then_up),
	    cmocka_unit_test(a_time_that_was_said_is_the_last_such),
	    cmocka_unit_test(a_time_that_cannot_have_been_said_is_refused),
	    cmocka_unit_test(foreign_times_are_read_by_their_format),
	    cmocka_unit_test(foreign_times_that_do_not_fit_are_refused),
	    cmocka_unit_test(clocks_of_the_machine_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
