/*
 * GeoJSON and CSV as they come, small ones written here and those of the
 * field: what is taken, what is passed over and why, what is refused.
 */
#include "net/wire/geojson.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/layer-file.h"
#include "config/source.h"
#include "model/layer-csv.h"
#include "model/layer-pack.h"
#include "tests/lib/data.h"

struct table {
	struct layer_file file;
	struct layer_reading r;
	struct problem p;
	struct buf passed; /* "2: why\n" for each passed over */
};

static void
note(void *ctx, size_t feature, unsigned long line, const char *why)
{
	struct table *t = ctx;

	assert_true(line > 0);
	buf_printf(&t->passed, "%zu: %s\n", feature, why);
}

static void
begin(struct table *t, const char *map, enum layer_role role)
{
	*t = (struct table){0};
	assert_int_equal(layer_file_read(map, &t->file, &t->p), PROBLEM_NONE);
	t->r = (struct layer_reading){.file = "x.json",
	    .layer = layer_new("x", role),
	    .crs = t->file.crs > 0 ? (enum crs)t->file.crs : CRS_WGS84,
	    .map = &t->file.map,
	    .passed_over = note,
	    .ctx = t};
	assert_non_null(t->r.layer);
}

static void
end(struct table *t)
{
	layer_free(t->r.layer);
	layer_file_free(&t->file);
	buf_free(&t->passed);
}

static enum problem_code
read_text(struct table *t, enum layer_role role, const char *text)
{
	begin(t, NULL, role);
	return geojson_read(&t->r, text, strlen(text), &t->p);
}

static void
must_read(struct table *t, enum layer_role role, const char *text)
{
	enum problem_code code = read_text(t, role, text);
	char words[300];

	if (code)
		fail_msg("%s", problem_text(&t->p, words, sizeof(words)));
}

static void
assert_refused(const char *text, const char *what)
{
	enum problem_code code;
	struct table t;
	char words[300];

	code = read_text(&t, LAYER_AREA, text);
	assert_true(code == PROBLEM_FILE_LINE || code == PROBLEM_FILE_FEATURE);
	problem_text(&t.p, words, sizeof(words));
	if (!strstr(words, what))
		fail_msg("%s: not %s", words, what);
	end(&t);
}

/* One feature of one geometry is passed over for that reason. */
static void
assert_passed(enum layer_role role, const char *geometry, const char *why)
{
	struct table t;
	struct buf text = {0};

	buf_printf(&text, "[%s]", geometry);
	must_read(&t, role, buf_str(&text));
	assert_int_equal(t.r.features, 1);
	assert_int_equal(t.r.layer->features, 0);
	assert_int_equal(t.r.layer->vertices, 0);
	if (!strstr(buf_str(&t.passed), why))
		fail_msg("%s: not %s", buf_str(&t.passed), why);
	end(&t);
	buf_free(&text);
}

#define SQUARE "[[0,0],[2,0],[2,2],[0,2],[0,0]]"
#define POLYGON "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}"

static void
each_form_of_file_is_taken(void **state)
{
	static const char *const forms[] = {POLYGON, "[" POLYGON "]",
	    "{\"type\":\"Feature\",\"properties\":null,\"geometry\":" POLYGON
	    "}",
	    "[{\"type\":\"Feature\",\"geometry\":" POLYGON "}]",
	    "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":"
	    "\"Feature\",\"properties\":{},\"geometry\":" POLYGON "}]}",
	    "{\"features\":[" POLYGON "],\"type\":\"FeatureCollection\"}",
	    "\xef\xbb\xbf " POLYGON "\n",
	    "{\"type\":\"GeometryCollection\",\"geometries\":[" POLYGON "]}",
	    "{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE "]]}"};
	struct table t;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		must_read(&t, LAYER_AREA, forms[i]);
		assert_int_equal(t.r.used, 1);
		assert_int_equal(t.r.layer->features, 1);
		assert_int_equal(t.r.layer->part[0].count, 4);
		assert_string_equal(buf_str(&t.passed), "");
		end(&t);
	}
}

static void
holes_and_several_rings_are_kept(void **state)
{
	struct table t;
	const struct layer *l;

	(void)state;
	must_read(&t, LAYER_GRID,
	    "{\"type\":\"MultiPolygon\",\"coordinates\":[["
	    "[[0,0],[9,0],[9,9],[0,9]],[[1,1],[2,1],[2,2],[1,2],[1,1]]],"
	    "[[[20,0,5.5],[29,0,5],[29,9,5],[20,0,5]]]]}");
	l = t.r.layer;
	assert_int_equal(l->feature[0].parts, 3);
	assert_int_equal(l->part[0].kind, PART_RING);
	assert_int_equal(l->part[1].kind, PART_HOLE);
	assert_int_equal(l->part[2].kind, PART_RING);
	assert_true(
	    layer_holds(l, &l->feature[0], vertex_of((struct point){.5, .5})));
	assert_false(layer_holds(
	    l, &l->feature[0], vertex_of((struct point){1.5, 1.5})));
	assert_true(
	    layer_holds(l, &l->feature[0], vertex_of((struct point){1, 27})));
	end(&t);
}

static void
properties_are_read_by_the_map(void **state)
{
	struct table t;
	const struct layer_feature *f;

	(void)state;
	must_read(&t, LAYER_PLACE,
	    "[{\"type\":\"Feature\",\"id\":\"p1\",\"properties\":{\"name\":"
	    "\"一小\",\"adcode\":330304,\"amenity\":\"school\",\"ring\":3,"
	    "\"radius\":250},\"geometry\":{\"type\":\"Point\","
	    "\"coordinates\":[120.5,27.9]}}]");
	f = &t.r.layer->feature[0];
	assert_string_equal(layer_text(t.r.layer, f->name), "一小");
	assert_string_equal(layer_text(t.r.layer, f->code), "330304");
	assert_string_equal(layer_text(t.r.layer, f->id), "p1");
	assert_int_equal(f->class, PLACE_SCHOOL);
	assert_int_equal(f->rank, 4);
	assert_int_equal(f->ring, RING_3);
	assert_int_equal(f->radius, 250);
	assert_int_equal(f->source, 1);
	assert_int_equal(t.r.layer->vertex[0].lon, 1205000000);
	end(&t);
}

static void
a_line_that_should_be_a_ring_is_closed(void **state)
{
	struct table t;

	(void)state;
	/* The ends are some 20 m apart. */
	must_read(&t, LAYER_GRID,
	    "{\"type\":\"LineString\",\"coordinates\":[[0,0],[0.1,0],"
	    "[0.1,0.1],[0,0.1],[0,0.0002]]}");
	assert_int_equal(t.r.closed, 1);
	assert_int_equal(t.r.layer->part[0].kind, PART_RING);
	assert_int_equal(t.r.layer->part[0].count, 5);
	end(&t);
	/* Three lines, one the other way round. */
	must_read(&t, LAYER_STATION,
	    "{\"type\":\"MultiLineString\",\"coordinates\":["
	    "[[0,0],[0.1,0]],[[0,0.1],[0.1,0.1],[0.1,0]],[[0,0.1],[0,0]]]}");
	assert_int_equal(t.r.layer->features, 1);
	assert_int_equal(t.r.layer->parts, 1);
	assert_true(layer_holds(t.r.layer, &t.r.layer->feature[0],
	    vertex_of((struct point){.05, .05})));
	end(&t);
	assert_passed(LAYER_GRID,
	    "{\"type\":\"LineString\",\"coordinates\":[[0,0],[0.1,0],"
	    "[0.1,0.1],[0,0.1],[0,0.01]]}",
	    "its ends are 1112 m apart");
}

static void
an_open_line_stays_one_where_that_will_do(void **state)
{
	static const enum layer_role roles[] = {
	    LAYER_ROAD, LAYER_WATER, LAYER_AREA, LAYER_PLACE};
	struct table t;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		must_read(&t, roles[i],
		    "{\"type\":\"LineString\",\"coordinates\":[[0,0],[0.1,0],"
		    "[0.1,0.1]]}");
		assert_int_equal(t.r.layer->part[0].kind, PART_LINE);
		end(&t);
	}
}

static void
what_cannot_be_used_is_told_with_its_reason(void **state)
{
	(void)state;
	assert_passed(LAYER_AREA, "7", "it says no type");
	assert_passed(LAYER_AREA, "{\"type\":\"Feature\"}", "no geometry");
	assert_passed(LAYER_AREA, "{\"type\":\"Feature\",\"geometry\":null}",
	    "no geometry");
	assert_passed(LAYER_AREA, "{\"type\":\"Circle\"}", "neither Feature");
	assert_passed(LAYER_AREA,
	    "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Circle\","
	    "\"coordinates\":[]}}",
	    "none of GeoJSON's");
	assert_passed(LAYER_AREA, "{\"type\":\"Polygon\",\"coordinates\":[]}",
	    "without rings");
	assert_passed(LAYER_AREA,
	    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}",
	    "without an inside");
	assert_passed(LAYER_AREA,
	    "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,\"1\"]]]}",
	    "position 2");
	assert_passed(LAYER_ROAD,
	    "{\"type\":\"LineString\",\"coordinates\":[[27.9,120.6],"
	    "[27.8,120.5]]}",
	    "swapped");
	assert_passed(LAYER_ROAD,
	    "{\"type\":\"LineString\",\"coordinates\":[[181,0],[0,0]]}",
	    "not on the earth");
	assert_passed(LAYER_ROAD,
	    "{\"type\":\"LineString\",\"coordinates\":[[1,1],[1,1]]}",
	    "a line of one point");
	assert_passed(LAYER_ROAD, "{\"type\":\"Point\",\"coordinates\":[1,1]}",
	    "a point");
	assert_passed(LAYER_GRID,
	    "{\"type\":\"MultiPoint\",\"coordinates\":[[1,1]]}", "a point");
	assert_passed(LAYER_PLACE,
	    "{\"type\":\"Feature\",\"properties\":{\"name\":\"a\\u0007b\"},"
	    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,1]}}",
	    "control characters");
}

static void
what_follows_what_cannot_be_used_is_kept(void **state)
{
	struct table t;

	(void)state;
	must_read(&t, LAYER_AREA,
	    "[" POLYGON ",{\"type\":\"Feature\"}," POLYGON ",3]");
	assert_int_equal(t.r.features, 4);
	assert_int_equal(t.r.used, 2);
	assert_int_equal(t.r.layer->feature[1].source, 3);
	assert_string_equal(
	    buf_str(&t.passed), "2: it has no geometry\n4: it says no type\n");
	end(&t);
}

static void
a_wrong_file_is_refused_with_its_feature(void **state)
{
	(void)state;
	assert_refused("", "an object or a list is wanted");
	assert_refused("[" POLYGON ",\n{\"type\":\"Poly]", "feature 2");
	assert_refused(
	    "[" POLYGON ",\n{\"a\":1,\"a\":2}]", "x.json:2: feature 2");
	assert_refused("[" POLYGON "," POLYGON, "feature 2");
	assert_refused("[" POLYGON "] x", "behind the end");
	assert_refused("{\"type\":\"Topology\"}", "TopoJSON");
	assert_refused("{\"type\":\"Circle\"}", "none of GeoJSON's");
	assert_refused(
	    "{\"type\":\"FeatureCollection\"}", "there are no features");
	assert_refused(
	    "{\"3303\":{\"330304\":\"瓯海区\"}}", "there is no geometry in it");
	assert_refused("{\"features\":[],\"features\":[]}", "twice");
	assert_refused("{\"type\":\"FeatureCollection\",\"crs\":{\"type\":"
	               "\"name\",\"properties\":{\"name\":"
	               "\"urn:ogc:def:crs:EPSG::3857\"}},\"features\":[]}",
	    "EPSG::3857");
}

static void
chinese_coordinates_come_out_as_wgs84(void **state)
{
	struct table t;
	struct point p;

	(void)state;
	begin(&t, "amap", LAYER_PLACE);
	assert_int_equal(t.r.crs, CRS_GCJ02);
	assert_int_equal(
	    geojson_read(&t.r,
	        "{\"type\":\"Point\",\"coordinates\":[121.531541859215,"
	        "31.17530398364597]}",
	        67, &t.p),
	    PROBLEM_NONE);
	p = vertex_point(t.r.layer->vertex[0]);
	assert_true(
	    point_distance(p, (struct point){31.1774276, 121.5272106}) < 0.1);
	end(&t);
}

/* Written and read again it has the same features; the role is the file's. */
static void
what_is_written_reads_back_the_same(void **state)
{
	static const char text[] =
	    "[{\"type\":\"Feature\",\"id\":\"g1\",\"properties\":{\"name\":"
	    "\"G \\\"1\\\"\",\"code\":\"3303\"},\"geometry\":{\"type\":"
	    "\"MultiPolygon\",\"coordinates\":[[[[0,0],[9,0],[9,9]],[[8,1],"
	    "[8,2],[8.5,2]]],[[[20,0],[29,0],[29,9.1234567]]]]}}," POLYGON
	    ",{\"type\":\"GeometryCollection\",\"geometries\":[" POLYGON
	    ",{\"type\":\"Point\",\"coordinates\":[120.6,27.9]},{\"type\":"
	    "\"LineString\",\"coordinates\":[[0,0],[1,1]]}]}]";
	uint8_t a[LAYER_DIGEST], b[LAYER_DIGEST];
	struct table t, again;
	struct buf out = {0};

	(void)state;
	must_read(&t, LAYER_PLACE, text);
	geojson_write(&out, t.r.layer);
	must_read(&again, LAYER_PLACE, buf_str(&out));
	assert_int_equal(again.r.used, 3);
	layer_digest(t.r.layer, a);
	layer_digest(again.r.layer, b);
	assert_memory_equal(a, b, sizeof(a));
	buf_free(&out);
	end(&t);
	end(&again);
}

static void
a_csv_gives_points(void **state)
{
	const char *text = "street,lng,lat\n景山街道,120.6271,28.0075\n"
	                   "nowhere,,\nfar,220,28\n";
	struct table t;

	(void)state;
	begin(&t, NULL, LAYER_PLACE);
	assert_int_equal(
	    layer_csv_read(&t.r, text, strlen(text), &t.p), PROBLEM_NONE);
	assert_int_equal(t.r.layer->features, 1);
	assert_string_equal(
	    layer_text(t.r.layer, t.r.layer->feature[0].name), "景山街道");
	assert_string_equal(buf_str(&t.passed),
	    "2: longitude or latitude is no number\n"
	    "3: position 1: 220.000000, 28.000000 is not on the earth\n");
	end(&t);
	begin(&t, NULL, LAYER_PLACE);
	assert_int_equal(
	    layer_csv_read(&t.r, "a,b\n1,2\n", 8, &t.p), PROBLEM_FILE_LINE);
	end(&t);
}

/* Real files */

static void
read_data(struct table *t, const char *name, struct buf *text)
{
	char path[4096];
	struct source *s;
	const char *bytes;
	size_t len = 0;

	if (!data_path(name, path, sizeof(path))) {
		fprintf(stderr, "no %s: skipped\n", name);
		skip();
	}
	assert_int_equal(source_open(path, &s, &t->p), PROBLEM_NONE);
	do {
		assert_int_equal(
		    source_read(s, &bytes, &len, &t->p), PROBLEM_NONE);
		buf_add(text, bytes, len);
	} while (len > 0);
	source_close(s);
}

struct known {
	const char *name, *map;
	enum layer_role role;
	size_t features, used, closed, vertices;
};

static void
every_map_file_of_the_field_is_taken(void **state)
{
	static const struct known files[] = {
	    {"map/ouhai/330304.json", "amap", LAYER_STATION, 1, 1, 0, 580},
	    {"map/ouhai/ouhai_streets.json", "amap", LAYER_GRID, 15, 15, 13,
	        3080},
	    {"map/ouhai/ouhai_streets.json", "amap", LAYER_WATER, 15, 15, 0,
	        3080},
	    {"map/ouhai/ouhai_street_points.csv", "street-points",
	        LAYER_VILLAGE, 13, 13, 0, 13},
	    {"map/sf/neighborhoods.json.xz", "datasf", LAYER_GRID, 37, 37, 0,
	        0},
	    {"map/sf/arteries.json.xz", "datasf", LAYER_ROAD, 2612, 2612, 0, 0},
	    {"map/sf/freeways.json.xz", "datasf", LAYER_ROAD, 210, 210, 0, 0},
	    {"map/sf/sf_outline.geojson", "datasf", LAYER_AREA, 1, 1, 0, 262}};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		const struct known *k = &files[i];
		struct buf text = {0};
		struct table t;
		enum problem_code code;
		size_t seen = 0;
		char words[300];

		begin(&t, k->map, k->role);
		read_data(&t, k->name, &text);
		code =
		    strstr(k->name, ".csv")
		        ? layer_csv_read(&t.r, buf_str(&text), text.len, &t.p)
		        : geojson_read(&t.r, buf_str(&text), text.len, &t.p);
		if (code || t.passed.len > 0)
			fail_msg("%s: %s %s", k->name,
			    problem_text(&t.p, words, sizeof(words)),
			    buf_str(&t.passed));
		for (size_t n = 0; n < t.r.layer->parts; n++)
			seen += t.r.layer->part[n].count;
		assert_int_equal(t.r.features, k->features);
		assert_int_equal(t.r.used, k->used);
		assert_int_equal(t.r.closed, k->closed);
		if (k->vertices)
			assert_int_equal(seen, k->vertices);
		buf_free(&text);
		end(&t);
	}
}

static void
names_and_codes_without_geometry_are_refused(void **state)
{
	struct buf text = {0};
	struct table t;

	(void)state;
	begin(&t, NULL, LAYER_VILLAGE);
	read_data(&t, "map/ouhai/villages_345-3303.json", &text);
	assert_int_equal(geojson_read(&t.r, buf_str(&text), text.len, &t.p),
	    PROBLEM_FILE_LINE);
	assert_non_null(strstr(problem_get(&t.p, "why"), why_no_geometry_in));
	buf_free(&text);
	end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_form_of_file_is_taken),
	    cmocka_unit_test(holes_and_several_rings_are_kept),
	    cmocka_unit_test(properties_are_read_by_the_map),
	    cmocka_unit_test(a_line_that_should_be_a_ring_is_closed),
	    cmocka_unit_test(an_open_line_stays_one_where_that_will_do),
	    cmocka_unit_test(what_cannot_be_used_is_told_with_its_reason),
	    cmocka_unit_test(what_follows_what_cannot_be_used_is_kept),
	    cmocka_unit_test(a_wrong_file_is_refused_with_its_feature),
	    cmocka_unit_test(chinese_coordinates_come_out_as_wgs84),
	    cmocka_unit_test(what_is_written_reads_back_the_same),
	    cmocka_unit_test(a_csv_gives_points),
	    cmocka_unit_test(every_map_file_of_the_field_is_taken),
	    cmocka_unit_test(names_and_codes_without_geometry_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
