/*
 * Where units are: what counts of what several sources tell, how often a feed
 * tells it, and who is on the route that it walks.
 */
#include "tests/lib/api.h"
#include "tests/lib/feed-desk.h"
#include "tests/lib/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "central/hub-inside.h"
#include "model/time.h"

#define PAST INT64_C(1795200000000)

/* Tells of U1, as a batch of one. */
static int
tell(struct api *a, double lat, double lon, msec_t at)
{
	char body[160];

	snprintf(body, sizeof(body),
	    "{\"positions\":[{\"unit\":\"U1\",\"lat\":%.5f,\"lon\":%.5f,"
	    "\"at\":%lld}]}",
	    lat, lon, (long long)at);
	return api_post(a, API_OWNER, "/v1/positions", body);
}

/* What a text of U1's last position is. */
static const char *
seen(struct api *a, const char *key)
{
	char path[64];

	snprintf(path, sizeof(path), "positions.0.%s", key);
	assert_int_equal(api_get(a, API_OWNER, "/v1/positions"), 200);
	return api_text(a, path);
}

static int64_t
seen_number(struct api *a, const char *key)
{
	char path[64];

	snprintf(path, sizeof(path), "positions.0.%s", key);
	assert_int_equal(api_get(a, API_OWNER, "/v1/positions"), 200);
	return api_number(a, path);
}

static void
of_several_sources_the_newest_counts_and_an_older_is_dropped(void **state)
{
	struct api *a = *state;

	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/positions",
	        "{\"positions\":["
	        "{\"unit\":\"U1\",\"lat\":28,\"lon\":120,\"at\":2000,"
	        "\"source\":\"phone\"},"
	        "{\"unit\":\"U1\",\"lat\":29,\"lon\":121,\"at\":3000,"
	        "\"source\":\"car\"},"
	        "{\"unit\":\"U1\",\"lat\":27,\"lon\":119,\"at\":1000,"
	        "\"source\":\"radio\"}]}"),
	    204);
	assert_string_equal(seen(a, "source"), "car");
	assert_int_equal(seen_number(a, "at"), 3000);
	assert_int_equal(tell(a, 27, 119, 2999), 204);
	assert_int_equal(seen_number(a, "at"), 3000);
	assert_int_equal(tell(a, 27, 119, 3001), 204);
	assert_int_equal(seen_number(a, "at"), 3001);
	assert_int_equal(seen_number(a, "lat"), 27);
}

static void
a_clock_that_goes_ahead_does_not_silence_the_others(void **state)
{
	struct api *a = *state;
	msec_t year = INT64_C(365) * 24 * 3600 * 1000, at;

	assert_int_equal(tell(a, 28, 120, time_wall() + year), 204);
	at = seen_number(a, "at");
	assert_true(at <= time_wall());
	do
		assert_int_equal(tell(a, 29, 120, time_wall()), 204);
	while (seen_number(a, "at") == at);
	assert_int_equal(seen_number(a, "lat"), 29);
}

/* ---- routes ---- */

/* Half a kilometre to the east along 28 N; a degree there is 98,182 m. */
#define LINE "120.00000,28 120.00510,28"
#define BESIDE(metres) (28 + (metres) / 111195.0)

static void
put(struct api *a, const char *record, int status)
{
	char body[512];

	snprintf(body, sizeof(body), "{\"record\":{%s}}", record);
	if (api_command(a, API_OWNER, "put", body) != status)
		fail_msg("%d: %s", a->status, a->body);
}

static void
walk(struct api *a, const char *route)
{
	char body[96];

	put(a,
	    "\"kind\":\"route\",\"id\":\"R1\",\"station\":\"S1\","
	    "\"name\":\"Riverside\",\"line\":\"" LINE "\"",
	    200);
	snprintf(body, sizeof(body), "{\"unit\":\"U1\"%s%s%s}",
	    route ? ",\"route\":\"" : "", route ? route : "",
	    route ? "\"" : "");
	if (api_command(a, API_OWNER, "walk", body) != 200)
		fail_msg("%s", a->body);
}

static void
a_patrol_is_on_its_route_or_off_it_since_when(void **state)
{
	struct api *a = *state;

	/* 60 m, as config/central.yaml has it. */
	walk(a, "R1");
	assert_int_equal(tell(a, BESIDE(59), 120.002, PAST), 204);
	assert_string_equal(seen(a, "route"), "R1");
	assert_int_equal(seen_number(a, "stray"), 59);
	assert_int_equal(seen_number(a, "off"), 0);
	assert_int_equal(tell(a, BESIDE(62), 120.002, PAST + 5000), 204);
	assert_int_equal(seen_number(a, "off"), PAST + 5000);
	/* Without a break it is the same since. */
	assert_int_equal(tell(a, BESIDE(300), 120.002, PAST + 10000), 204);
	assert_int_equal(seen_number(a, "stray"), 300);
	assert_int_equal(seen_number(a, "off"), PAST + 5000);
	assert_int_equal(tell(a, BESIDE(0), 120.002, PAST + 15000), 204);
	assert_int_equal(seen_number(a, "off"), 0);
	assert_int_equal(tell(a, BESIDE(0), 120.0059, PAST + 20000), 204);
	assert_int_equal(seen_number(a, "off"), PAST + 20000);
}

static void
a_route_may_have_a_tolerance_of_its_own(void **state)
{
	struct api *a = *state;

	walk(a, "R1");
	put(a,
	    "\"kind\":\"route\",\"id\":\"R1\",\"station\":\"S1\","
	    "\"name\":\"Riverside\",\"tolerance\":200,\"line\":\"" LINE "\"",
	    200);
	assert_int_equal(tell(a, BESIDE(199), 120.002, PAST), 204);
	assert_int_equal(seen_number(a, "off"), 0);
	put(a,
	    "\"kind\":\"setting\",\"id\":\"route.tolerance\","
	    "\"topic\":\"route\",\"name\":\"tolerance\",\"limit\":20",
	    200);
	assert_int_equal(tell(a, BESIDE(198), 120.002, PAST + 1), 204);
	assert_int_equal(seen_number(a, "off"), 0);
	walk(a, "R1"); /* puts it without one: the agency's again */
	assert_int_equal(tell(a, BESIDE(21), 120.002, PAST + 2), 204);
	assert_int_equal(seen_number(a, "off"), PAST + 2);
}

static void
only_a_unit_on_patrol_that_walks_a_route_is_judged(void **state)
{
	struct api *a = *state;

	assert_int_equal(tell(a, 29, 120, PAST), 204);
	assert_string_equal(seen(a, "route"), "");
	walk(a, "R1");
	assert_int_equal(api_command(a, API_OWNER, "status",
	                     "{\"unit\":\"U1\",\"duty\":\"meal\"}"),
	    200);
	assert_int_equal(tell(a, 29, 120, PAST + 1), 204);
	assert_string_equal(seen(a, "route"), "");
	assert_int_equal(api_command(a, API_OWNER, "status",
	                     "{\"unit\":\"U1\",\"duty\":\"patrol\"}"),
	    200);
	assert_int_equal(tell(a, 29, 120, PAST + 2), 204);
	assert_string_equal(seen(a, "route"), "R1");
	/* A break: what it did before the meal does not count. */
	assert_int_equal(seen_number(a, "off"), PAST + 2);
	walk(a, NULL);
	assert_int_equal(tell(a, 29, 120, PAST + 3), 204);
	assert_string_equal(seen(a, "route"), "");
	assert_int_equal(seen_number(a, "off"), 0);
}

static void
a_line_that_cannot_be_walked_is_refused(void **state)
{
	static const char *const lines[] = {"", "120,28", "120,28 120,91",
	    "120,28 x", "120,28 121,28;", "120,28 ; 120,29 120,30",
	    "120 28 121 28", "120,28  121"};
	struct api *a = *state;
	char record[256];

	for (size_t k = 0; k < COUNT_OF(lines); k++) {
		snprintf(record, sizeof(record),
		    "\"kind\":\"route\",\"id\":\"R9\",\"name\":\"x\","
		    "\"line\":\"%s\"",
		    lines[k]);
		put(a, record, 400);
	}
	put(a,
	    "\"kind\":\"route\",\"id\":\"R9\",\"name\":\"x\","
	    "\"tolerance\":5001,\"line\":\"120,28 121,28\"",
	    400);
	assert_int_equal(api_command(a, API_OWNER, "walk",
	                     "{\"unit\":\"U1\",\"route\":\"R9\"}"),
	    404);
	put(a,
	    "\"kind\":\"route\",\"id\":\"R9\",\"name\":\"x\","
	    "\"retired\":true,\"line\":\"120,28 121,28 ; 120,29 121,29\"",
	    200);
	assert_int_equal(api_command(a, API_OWNER, "walk",
	                     "{\"unit\":\"U1\",\"route\":\"R9\"}"),
	    400);
}

/* ---- how often ---- */

static void
move(struct feed_desk *d, int at)
{
	struct problem p = {0};
	char json[128];
	int n = snprintf(json, sizeof(json),
	    "{\"unit\":\"LQ-P1\",\"lat\":27.5,\"lon\":120.5,\"at\":%d}", at);

	assert_int_equal(
	    hub_position(d->hub, d->room.store, "LQ-P1", json, (size_t)n, &p),
	    0);
}

static void
a_feed_tells_of_a_unit_once_an_interval_that_it_chose(void **state)
{
	struct feed_desk d;
	struct reader lan = {0}, thin = {0};
	msec_t begin, end;
	int at = 1;

	(void)state;
	feed_desk_open(&d, (struct hub_config){0});
	move(&d, at);
	begin = time_boot();
	end = begin + PATIENCE_MS;
	reader_open(&lan, &d, "lq", "?positions=1", "", false);
	reader_open(&thin, &d, "lq", "?positions=3", "", false);
	while ((reader_count(&thin, "position [") < 2 ||
	           reader_count(&lan, "position [") < 4) &&
	       time_boot() < end) {
		move(&d, ++at);
		reader_pump(&lan, 20);
		reader_pump(&thin, 20);
	}
	/* Nobody was told more often than it asked for. */
	assert_in_range(reader_count(&thin, "position ["), 2,
	    (size_t)((time_boot() - begin) / 3000 + 1));
	assert_in_range(reader_count(&lan, "position ["), 4,
	    (size_t)((time_boot() - begin) / 1000 + 1));
	/* The newest, not each: far more were told than came. */
	assert_true((size_t)at > reader_count(&lan, "position ["));
	reader_free(&lan);
	reader_free(&thin);
	feed_desk_close(&d);
}

/* A position of some kilobytes: two of them fill an event. */
static void
move_much(struct feed_desk *d, const char *unit, int at)
{
	static char json[6000];
	struct problem p = {0};
	int n = snprintf(json, sizeof(json),
	    "{\"unit\":\"%s\",\"at\":%d,\"x\":\"%0*d\"}", unit, at, 5000, 0);

	assert_int_equal(
	    hub_position(d->hub, d->room.store, unit, json, (size_t)n, &p), 0);
}

static bool
next_page(struct feed_desk *d, struct feed *f, struct buf *page)
{
	bool more;

	buf_clear(page);
	pthread_mutex_lock(&d->hub->lock);
	if (!f->round)
		f->round = d->hub->moved;
	more = hub_position_page(d->hub, f, page);
	if (!more)
		f->round = 0;
	pthread_mutex_unlock(&d->hub->lock);
	return more;
}

/* However long a round takes: what moves meanwhile waits for the next. */
static void
a_round_that_is_cut_tells_of_nobody_twice(void **state)
{
	char scope[SCOPES_MAX][SCOPE_SIZE] = {"station/LQ"};
	struct feed f = {0};
	struct feed_desk d;
	struct buf page = {0};

	(void)state;
	feed_desk_open(&d, (struct hub_config){0});
	pthread_mutex_lock(&d.hub->lock);
	assert_true(hub_channel_join(d.hub, &f, scope, 1));
	pthread_mutex_unlock(&d.hub->lock);
	move_much(&d, "LQ-P1", 1);
	move_much(&d, "LQ-P2", 1);
	move_much(&d, "LQ-M4", 1);
	assert_true(next_page(&d, &f, &page));
	assert_non_null(strstr(buf_str(&page), "LQ-P1"));
	assert_null(strstr(buf_str(&page), "LQ-M4"));
	move_much(&d, "LQ-P1", 2);
	assert_false(next_page(&d, &f, &page));
	assert_non_null(strstr(buf_str(&page), "LQ-M4"));
	assert_null(strstr(buf_str(&page), "LQ-P1"));
	/* The next round. */
	assert_false(next_page(&d, &f, &page));
	assert_non_null(strstr(buf_str(&page), "\"LQ-P1\",\"at\":2"));
	pthread_mutex_lock(&d.hub->lock);
	hub_channel_leave(d.hub, &f);
	pthread_mutex_unlock(&d.hub->lock);
	buf_free(&page);
	feed_desk_close(&d);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, api_setup, api_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(of_several_sources_the_newest_counts_and_an_older_is_dropped),
	    TEST(a_clock_that_goes_ahead_does_not_silence_the_others),
	    TEST(a_patrol_is_on_its_route_or_off_it_since_when),
	    TEST(a_route_may_have_a_tolerance_of_its_own),
	    TEST(only_a_unit_on_patrol_that_walks_a_route_is_judged),
	    TEST(a_line_that_cannot_be_walked_is_refused),
	    cmocka_unit_test(
	        a_feed_tells_of_a_unit_once_an_interval_that_it_chose),
	    cmocka_unit_test(a_round_that_is_cut_tells_of_nobody_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
