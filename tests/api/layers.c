/*
 * Layers at the central: who may see and put them, what a reader that has one
 * is told, and where incidents then lie.
 */
#include "tests/lib/api.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "central/layer-cache.h"
#include "net/wire/layer-json.h"
#include "tests/lib/lattice.h"

static void
put_layer(struct api *a, const struct layer *l)
{
	struct buf text = {0};
	char target[64];

	layer_write_json(&text, l, 7);
	snprintf(target, sizeof(target), "/v1/layers/%s", l->name);
	if (api_ask(a, &(struct api_ask){.who = API_OWNER}, "PUT", target,
	        buf_str(&text)) != 204)
		fail_msg("%s", a->body);
	buf_free(&text);
}

static void
put_lattice(struct api *a)
{
	struct layer *l =
	    lattice_new(20, 100000, 12, (struct vertex){1206000000, 279000000});

	put_layer(a, l);
	layer_free(l);
}

static void
a_layer_comes_back_as_it_was_put(void **state)
{
	struct api *a = *state;
	struct layer *l =
	    lattice_new(6, 100000, 12, (struct vertex){1206000000, 279000000});
	struct layer *back = NULL;
	struct problem p = {0};

	put_layer(a, l);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/layers/cells?zoom=18"), 200);
	assert_int_equal(
	    layer_read_json(a->body, strlen(a->body), &back, &p), 0);
	assert_int_equal(back->features, 36);
	/* Six digits: to a decimetre, whatever corner comes first. */
	assert_in_range(
	    back->feature[7].box.west - l->feature[7].box.west + 5, 0, 10);
	assert_in_range(
	    back->feature[7].box.north - l->feature[7].box.north + 5, 0, 10);
	assert_string_equal(layer_text(back, back->feature[7].id),
	    layer_text(l, l->feature[7].id));
	layer_free(back);
	layer_free(l);
}

static void
a_coarser_zoom_is_smaller_and_each_has_its_tag(void **state)
{
	struct api *a = *state;
	int64_t last = 0;

	put_lattice(a);
	assert_int_equal(api_get(a, API_OWNER, "/v1/layers"), 200);
	assert_int_equal(api_count(a, "layers"), 1);
	assert_string_equal(api_text(a, "layers.0.role"), "grid");
	assert_int_equal(api_number(a, "layers.0.features"), 400);
	assert_int_equal(api_count(a, "layers.0.zooms"), LAYER_ZOOMS);
	for (int z = 0; z < LAYER_ZOOMS; z++) {
		char path[64];

		snprintf(path, sizeof(path), "layers.0.zooms.%d.bytes", z);
		assert_true(api_number(a, path) >= last);
		last = api_number(a, path);
	}
	assert_string_not_equal(api_text(a, "layers.0.zooms.0.etag"),
	    api_text(a, "layers.0.zooms.1.etag"));
}

static void
who_has_it_is_told_so_until_it_changes(void **state)
{
	struct api *a = *state;
	struct layer *l = lattice_new(3, 100000, 4, (struct vertex){0, 0});
	struct api_ask ask = {.who = API_OWNER};
	char tag[LAYER_TAG_SIZE];

	put_lattice(a);
	assert_int_equal(
	    api_get(a, API_OWNER, "/v1/layers/cells?zoom=12"), 200);
	snprintf(tag, sizeof(tag), "%s", api_header(a, "ETag"));
	assert_string_equal(
	    api_header(a, "Cache-Control"), "private, no-cache");
	ask.tag = tag;
	assert_int_equal(
	    api_ask(a, &ask, "GET", "/v1/layers/cells?zoom=12", NULL), 304);
	assert_string_equal(a->body, "");
	assert_string_equal(api_header(a, "ETag"), tag);
	assert_int_equal(
	    api_ask(a, &ask, "GET", "/v1/layers/cells?zoom=14", NULL), 200);
	put_layer(a, l);
	assert_int_equal(
	    api_ask(a, &ask, "GET", "/v1/layers/cells?zoom=12", NULL), 200);
	assert_string_not_equal(api_header(a, "ETag"), tag);
	layer_free(l);
}

static void
who_takes_gzip_gets_gzip_and_it_is_the_same(void **state)
{
	struct api *a = *state;
	struct reply r = {0};
	struct buf plain = {0};
	int fd;

	put_lattice(a);
	assert_int_equal(api_get(a, API_OWNER, "/v1/layers/cells"), 200);
	assert_string_equal(api_header(a, "Content-Encoding"), "");
	fd = raw_connect(a->socket);
	raw_puts(fd, "GET /v1/layers/cells HTTP/1.1\r\nHost: x\r\n"
	             "Authorization: Owner\r\nAccept-Encoding: gzip\r\n\r\n");
	raw_reply(fd, &r, false);
	close(fd);
	assert_int_equal(r.status, 200);
	assert_string_equal(raw_reply_header(&r, "Content-Encoding"), "gzip");
	assert_true(r.body.len < strlen(a->body) / 2);
	assert_true(layer_cache_unpack(&plain, &r.body, LAYER_JSON_MAX));
	assert_string_equal(buf_str(&plain), a->body);
	buf_free(&plain);
	raw_reply_free(&r);
}

static void
what_is_no_layer_changes_nothing(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};

	put_lattice(a);
	assert_int_equal(
	    api_ask(a, &owner, "PUT", "/v1/layers/cells",
	        "{\"name\":\"cells\",\"role\":\"grid\",\"digits\":6,"
	        "\"features\":[{\"parts\":[[0,180000001,0]]}]}"),
	    400);
	assert_int_equal(
	    api_ask(a, &owner, "PUT", "/v1/layers/Cells",
	        "{\"name\":\"cells\",\"role\":\"grid\",\"digits\":6,"
	        "\"features\":[]}"),
	    400);
	assert_int_equal(api_get(a, API_OWNER, "/v1/layers"), 200);
	assert_int_equal(api_number(a, "layers.0.features"), 400);
}

static void
all_who_may_read_see_layers_and_few_may_put_them(void **state)
{
	struct api *a = *state;
	char viewer[API_WHO];
	struct api_ask ask = {0};

	put_lattice(a);
	api_account(a, "v", "viewer", "S1", NULL, viewer);
	ask.who = viewer;
	assert_int_equal(api_get(a, viewer, "/v1/layers"), 200);
	assert_int_equal(api_count(a, "layers"), 1);
	assert_int_equal(api_get(a, viewer, "/v1/layers/cells?zoom=9"), 200);
	assert_int_equal(
	    api_ask(a, &ask, "PUT", "/v1/layers/cells", "{}"), 403);
	assert_int_equal(
	    api_ask(a, &ask, "DELETE", "/v1/layers/cells", NULL), 403);
	assert_int_equal(api_get(a, NULL, "/v1/layers"), 401);
}

static void
a_change_of_layers_is_in_the_audit_log(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};
	bool put = false, dropped = false;

	put_lattice(a);
	assert_int_equal(
	    api_ask(a, &owner, "DELETE", "/v1/layers/cells", NULL), 204);
	assert_int_equal(api_get(a, API_OWNER, "/v1/audit?limit=500"), 200);
	for (size_t i = 0; i < api_count(a, "lines"); i++) {
		char path[64];

		snprintf(path, sizeof(path), "lines.%zu.command", i);
		put |= strcmp(api_text(a, path), "layer-put") == 0;
		dropped |= strcmp(api_text(a, path), "layer-drop") == 0;
	}
	assert_true(put && dropped);
}

/* The records that it is the outline of */

#define FIRST                                                  \
	"{\"kind\":\"grid\",\"id\":\"r1\",\"station\":\"S1\"," \
	"\"name\":\"G01\"}"
#define SECOND(more)                                           \
	"{\"kind\":\"grid\",\"id\":\"r2\",\"station\":\"S1\"," \
	"\"name\":\"G02\"" more "}"
/* A layer of one point, with records. */
#define WITH(name, records)                                      \
	"{\"name\":\"" name "\",\"role\":\"grid\",\"digits\":5," \
	"\"features\":[{\"id\":\"r1\",\"parts\":[[0,1,2]]}],"    \
	"\"records\":[" records "]}"

static bool
is_there(struct api *a, const char *target)
{
	return api_get(a, API_OWNER, target) == 200;
}

static void
its_records_are_put_with_it_or_nothing_is(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};

	/* The second is wrong: neither the first nor the layer is taken. */
	assert_true(
	    api_ask(a, &owner, "PUT", "/v1/layers/g",
	        WITH("g", FIRST "," SECOND(",\"officer\":\"nobody\""))) >= 400);
	assert_false(is_there(a, "/v1/records/grid/r1"));
	assert_false(is_there(a, "/v1/layers/g"));
	assert_true(
	    api_ask(a, &owner, "PUT", "/v1/layers/g",
	        WITH("g", FIRST ",{\"kind\":\"grid\",\"id\":\"r2\"}")) == 400);
	assert_false(is_there(a, "/v1/records/grid/r1"));
	assert_int_equal(api_ask(a, &owner, "PUT", "/v1/layers/g",
	                     WITH("g", FIRST "," SECOND(""))),
	    204);
	assert_true(is_there(a, "/v1/records/grid/r1"));
	assert_true(is_there(a, "/v1/records/grid/r2"));
	assert_true(is_there(a, "/v1/layers/g"));
}

static void
a_layer_too_many_leaves_no_record(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};

	for (int n = 0; n < LAYERS_MAX; n++) {
		char name[16];
		struct layer *l;

		snprintf(name, sizeof(name), "l%d", n);
		l = layer_new(name, LAYER_ROAD);
		put_layer(a, l);
		layer_free(l);
	}
	assert_int_equal(
	    api_ask(a, &owner, "PUT", "/v1/layers/g", WITH("g", FIRST)), 400);
	assert_string_equal(api_text(a, "code"), "crowded");
	assert_false(is_there(a, "/v1/records/grid/r1"));
}

static void
a_setting_says_that_layers_are_others(void **state)
{
	struct api *a = *state;
	const struct api_ask owner = {.who = API_OWNER};
	char first[64], viewer[API_WHO];

	assert_false(is_there(a, "/v1/records/setting/layers"));
	put_lattice(a);
	api_account(a, "v", "viewer", "S1", NULL, viewer);
	assert_int_equal(api_get(a, viewer, "/v1/records/setting/layers"), 200);
	assert_string_equal(api_text(a, "topic"), "layers");
	snprintf(first, sizeof(first), "%s", api_text(a, "name"));
	assert_int_equal(
	    api_ask(a, &owner, "PUT", "/v1/layers/g", WITH("g", "")), 204);
	assert_true(is_there(a, "/v1/records/setting/layers"));
	assert_string_not_equal(api_text(a, "name"), first);
	assert_int_equal(
	    api_ask(a, &owner, "DELETE", "/v1/layers/g", NULL), 204);
	assert_true(is_there(a, "/v1/records/setting/layers"));
	assert_string_equal(api_text(a, "name"), first);
}

/* Where incidents lie */

static void
put_record(struct api *a, const char *record)
{
	struct buf body = {0};

	buf_printf(&body, "{\"record\":%s}", record);
	if (api_command(a, API_OWNER, "put", buf_str(&body)) != 200)
		fail_msg("%s", a->body);
	buf_free(&body);
}

static void
add_square(
    struct layer *l, const char *id, int32_t lon, int32_t lat, int32_t size)
{
	layer_begin(l, id, NULL)->id = layer_keep_text(l, id);
	layer_begin_part(l, PART_RING);
	layer_add(l, (struct vertex){lon, lat});
	layer_add(l, (struct vertex){lon + size, lat});
	layer_add(l, (struct vertex){lon + size, lat + size});
	layer_add(l, (struct vertex){lon, lat + size});
	layer_end(l);
}

#define LON 1206000000
#define LAT 279000000

/* S1 west of S2, a grid each, the second retired one below the first. */
static void
put_areas(struct api *a)
{
	struct layer *s = layer_new("stations", LAYER_STATION);
	struct layer *g = layer_new("grids", LAYER_GRID);

	put_record(a, "{\"kind\":\"grid\",\"id\":\"g0\",\"station\":\"S1\","
	              "\"name\":\"G00\",\"retired\":true}");
	put_record(a, "{\"kind\":\"grid\",\"id\":\"g1\",\"station\":\"S1\","
	              "\"name\":\"G01\"}");
	put_record(a, "{\"kind\":\"grid\",\"id\":\"g2\",\"station\":\"S2\","
	              "\"name\":\"G02\"}");
	add_square(s, "S1", LON, LAT, 100000);
	add_square(s, "S2", LON + 100000, LAT, 100000);
	add_square(g, "g0", LON, LAT, 50000);
	add_square(g, "g1", LON, LAT, 50000);
	add_square(g, "g2", LON + 100000, LAT, 50000);
	put_layer(a, s);
	put_layer(a, g);
	layer_free(s);
	layer_free(g);
}

/* A new incident at lon, lat units from the corner; read back into a. */
static void
report(struct api *a, const char *who, const char *id, int32_t x, int32_t y)
{
	char body[300], target[64];

	snprintf(body, sizeof(body),
	    "{\"incident\":\"%s\",\"place\":\"x\",\"spot\":{\"lat\":%.7f,"
	    "\"lon\":%.7f}}",
	    id, (LAT + y) / 1e7, (LON + x) / 1e7);
	if (api_command(a, who, "new", body) != 200)
		fail_msg("%s", a->body);
	snprintf(target, sizeof(target), "/v1/records/incident/%s", id);
	assert_int_equal(api_get(a, API_OWNER, target), 200);
}

static void
an_incident_gets_the_station_and_grid_around_it(void **state)
{
	struct api *a = *state;

	put_areas(a);
	report(a, API_OWNER, "i1", 1000, 1000);
	assert_string_equal(api_text(a, "station"), "S1");
	assert_string_equal(api_text(a, "grid"), "g1");
	assert_null(cJSON_GetObjectItem(a->json, "outside"));
	/* On the border of the two: it is the eastern one's. */
	report(a, API_OWNER, "i2", 100000, 1000);
	assert_string_equal(api_text(a, "station"), "S2");
	assert_string_equal(api_text(a, "grid"), "g2");
	/* In a station, in no grid. */
	report(a, API_OWNER, "i3", 80000, 80000);
	assert_string_equal(api_text(a, "station"), "S1");
	assert_string_equal(api_text(a, "grid"), "");
	assert_null(cJSON_GetObjectItem(a->json, "outside"));
}

static void
what_lies_outside_everything_is_flagged_and_taken(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	put_areas(a);
	api_account(a, "one", "dispatcher", "S1", NULL, one);
	report(a, one, "i1", 500000, 500000);
	assert_string_equal(api_text(a, "station"), "S1");
	assert_string_equal(api_text(a, "grid"), "");
	assert_true(cJSON_IsTrue(cJSON_GetObjectItem(a->json, "outside")));
	assert_int_equal(
	    api_ask(a,
	        &(struct api_ask){.who = one, .key = "k", .match = "\"1\""},
	        "POST", "/v1/commands/edit",
	        "{\"incident\":\"i1\",\"spot\":{\"lat\":27.9001,"
	        "\"lon\":120.6001}}"),
	    200);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i1"), 200);
	assert_string_equal(api_text(a, "grid"), "g1");
	assert_null(cJSON_GetObjectItem(a->json, "outside"));
}

static void
the_outline_of_anothers_station_does_not_take_it_away(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	put_areas(a);
	api_account(a, "one", "dispatcher", "S1", NULL, one);
	/* In S2, whose work it may not give: it stays with the desk. */
	report(a, one, "i1", 101000, 1000);
	assert_string_equal(api_text(a, "station"), "S1");
	assert_string_equal(api_text(a, "grid"), "");
	assert_null(cJSON_GetObjectItem(a->json, "outside"));
}

static void
a_transfer_gives_it_a_grid_of_the_other_station(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	put_areas(a);
	api_account(a, "one", "dispatcher", "S1", NULL, one);
	report(a, one, "i1", 101000, 1000);
	assert_string_equal(api_text(a, "grid"), "");
	assert_int_equal(api_command(a, API_OWNER, "transfer",
	                     "{\"incident\":\"i1\",\"station\":\"S2\","
	                     "\"reason\":\"their street\"}"),
	    200);
	assert_int_equal(api_get(a, API_OWNER, "/v1/records/incident/i1"), 200);
	assert_string_equal(api_text(a, "station"), "S2");
	assert_string_equal(api_text(a, "grid"), "g2");
}

static void
without_outlines_nothing_is_outside(void **state)
{
	struct api *a = *state;
	char one[API_WHO];

	api_account(a, "one", "dispatcher", "S1", NULL, one);
	report(a, one, "i1", 1000, 1000);
	assert_null(cJSON_GetObjectItem(a->json, "outside"));
}

/* Response rings */

/* Seconds from signing until it is late; the clock began with the order. */
static int64_t
limit_of(struct api *a, const char *id, int32_t x, int32_t y)
{
	char body[256], target[80];
	int64_t from;

	/* A unit of its own for each. */
	snprintf(body, sizeof(body),
	    "{\"kind\":\"unit\",\"id\":\"u-%s\",\"station\":\"S1\","
	    "\"callsign\":\"%s\",\"class\":\"sworn\",\"alone\":true,"
	    "\"duty\":\"available\",\"channel\":\"radio\"}",
	    id, id);
	put_record(a, body);
	report(a, API_OWNER, id, x, y);
	snprintf(body, sizeof(body),
	    "{\"incident\":\"%s\",\"units\":[\"u-%s\"]}", id, id);
	if (api_command(a, API_OWNER, "dispatch", body) != 200)
		fail_msg("%s", a->body);
	snprintf(
	    target, sizeof(target), "/v1/records/assignment?incident=%s", id);
	assert_int_equal(api_get(a, API_OWNER, target), 200);
	snprintf(body, sizeof(body), "{\"assignment\":\"%s\"}",
	    api_text(a, "records.0.id"));
	if (api_command(a, API_OWNER, "accept", body) != 200)
		fail_msg("%s", a->body);
	assert_int_equal(api_get(a, API_OWNER, target), 200);
	assert_string_equal(api_text(a, "records.0.clock"), "arrive");
	from = api_number(a, "records.0.accepted");
	return (api_number(a, "records.0.due") - from) / 1000;
}

static void
inside_a_places_outline_its_rings_clock_runs(void **state)
{
	struct api *a = *state;
	struct layer *p = layer_new("places", LAYER_PLACE);

	put_areas(a);
	/* A station hall of 500 m, its point far in a corner. */
	put_record(a, "{\"kind\":\"place\",\"id\":\"hall\",\"name\":\"Hall\","
	              "\"station\":\"S1\",\"class\":\"transport\","
	              "\"ring\":\"ring1\",\"radius\":100,"
	              "\"spot\":{\"lat\":27.9,\"lon\":120.6}}");
	add_square(p, "hall", LON, LAT, 50000);
	put_layer(a, p);
	layer_free(p);
	assert_in_range(limit_of(a, "in", 40000, 40000), 30, 60);
	assert_in_range(limit_of(a, "near", 55000, 40000), 30, 60);
	assert_in_range(limit_of(a, "off", 80000, 40000), 270, 300);
}

/* A point of the published pairs, as a device with GCJ-02 tells it. */
static void
a_position_in_chinese_coordinates_is_kept_as_wgs84(void **state)
{
	struct api *a = *state;

	assert_int_equal(
	    api_post(a, API_OWNER, "/v1/positions",
	        "{\"crs\":\"gcj02\",\"positions\":[{\"unit\":\"U1\","
	        "\"lat\":31.17530398,\"lon\":121.53154186,\"at\":1}]}"),
	    204);
	assert_int_equal(api_get(a, API_OWNER, "/v1/positions"), 200);
	assert_int_equal(api_count(a, "positions"), 1);
	assert_memory_equal(strstr(a->body, "\"lat\":"), "\"lat\":31.1774", 13);
	assert_memory_equal(strstr(a->body, "\"lon\":"), "\"lon\":121.527", 13);
	assert_int_equal(api_post(a, API_OWNER, "/v1/positions",
	                     "{\"crs\":\"mars\",\"positions\":[]}"),
	    400);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_layer_comes_back_as_it_was_put),
	    TEST(a_coarser_zoom_is_smaller_and_each_has_its_tag),
	    TEST(who_has_it_is_told_so_until_it_changes),
	    TEST(who_takes_gzip_gets_gzip_and_it_is_the_same),
	    TEST(what_is_no_layer_changes_nothing),
	    TEST(all_who_may_read_see_layers_and_few_may_put_them),
	    TEST(a_change_of_layers_is_in_the_audit_log),
	    TEST(its_records_are_put_with_it_or_nothing_is),
	    TEST(a_layer_too_many_leaves_no_record),
	    TEST(a_setting_says_that_layers_are_others),
	    TEST(an_incident_gets_the_station_and_grid_around_it),
	    TEST(what_lies_outside_everything_is_flagged_and_taken),
	    TEST(the_outline_of_anothers_station_does_not_take_it_away),
	    TEST(a_transfer_gives_it_a_grid_of_the_other_station),
	    TEST(without_outlines_nothing_is_outside),
	    TEST(inside_a_places_outline_its_rings_clock_runs),
	    TEST(a_position_in_chinese_coordinates_is_kept_as_wgs84),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
