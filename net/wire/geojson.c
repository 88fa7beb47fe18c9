/*
 * A GeoJSON file feature by feature (geojson.h). What stands around the
 * features is judged as well: every value of the file goes through the parser.
 */
#include "net/wire/geojson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/wire/json-cut.h"

#define NUMBER_TEXTS LAYER_KEYS

struct geojson {
	struct layer_reading *r;
	struct json_cut cut;
	bool feature_next; /* the value being read is a feature */
};

static const char *
type_of(const cJSON *object)
{
	const cJSON *type = json_find(object, "type");

	return cJSON_IsString(type) ? type->valuestring : NULL;
}

static enum problem_code
refuse_file(struct geojson *g, const char *why, struct problem *p)
{
	return reading_fault(g->r, 0, g->cut.line, why, p);
}

/* Parses what comes next; what is wrong with it is the file's. */
static enum problem_code
take_value(struct geojson *g, cJSON **out, struct problem *p)
{
	enum problem_code code =
	    json_cut_value(&g->cut, GEOJSON_FEATURE_MAX, out, p);
	size_t number = g->feature_next ? g->r->features + 1 : 0;
	struct problem said = *p;

	if (code == PROBLEM_BAD_JSON)
		return reading_fault(g->r, number,
		    strtoul(problem_get(&said, "line"), NULL, 10),
		    problem_get(&said, "why"), p);
	if (code == PROBLEM_TOO_LARGE) {
		code = reading_fault(
		    g->r, number, g->cut.line, why_feature_over, p);
		problem_param(p, "limit", "%zu", GEOJSON_FEATURE_MAX);
	}
	return code;
}

/* Coordinates */

static void
take_position(struct layer_reading *r, const cJSON *at, size_t k)
{
	const cJSON *lon = cJSON_IsArray(at) ? at->child : NULL;
	const cJSON *lat = lon ? lon->next : NULL;

	if (!cJSON_IsNumber(lon) || !cJSON_IsNumber(lat))
		reading_refuse(
		    r, "position %zu is no longitude and latitude", k);
	else
		reading_add(r, lon->valuedouble, lat->valuedouble, k);
}

static void
take_part(struct layer_reading *r, enum part_kind kind, const cJSON *list)
{
	const cJSON *at;
	size_t k = 0;

	if (!cJSON_IsArray(list)) {
		reading_refuse(r, "its coordinates are no list");
		return;
	}
	reading_begin_part(r, kind);
	if (kind == PART_POINT)
		take_position(r, list, 1);
	else
		cJSON_ArrayForEach (at, list)
			take_position(r, at, ++k);
}

static void
take_polygon(struct layer_reading *r, const cJSON *rings)
{
	const cJSON *ring;

	if (!cJSON_IsArray(rings) || !rings->child) {
		reading_refuse(r, "a polygon without rings");
		return;
	}
	cJSON_ArrayForEach (ring, rings)
		take_part(
		    r, ring == rings->child ? PART_RING : PART_HOLE, ring);
}

/* A Multi form: each item of its coordinates is one of the simple form. */
static void
take_each(struct layer_reading *r, const char *simple, const cJSON *list)
{
	const cJSON *item;

	if (!cJSON_IsArray(list) || !list->child)
		reading_refuse(r, "its coordinates are no list, or empty");
	cJSON_ArrayForEach (item, list) {
		if (strcmp(simple, "Polygon") == 0)
			take_polygon(r, item);
		else
			take_part(r,
			    strcmp(simple, "Point") == 0 ? PART_POINT
			                                 : PART_LINE,
			    item);
	}
}

static void take_geometry(
    struct layer_reading *r, const cJSON *geometry, int depth);

static void
take_collection(struct layer_reading *r, const cJSON *geometry, int depth)
{
	const cJSON *list = json_find(geometry, "geometries"), *item;

	if (!cJSON_IsArray(list))
		reading_refuse(r, "a GeometryCollection without geometries");
	cJSON_ArrayForEach (item, list)
		take_geometry(r, item, depth + 1);
}

static void
take_geometry(struct layer_reading *r, const cJSON *geometry, int depth)
{
	const char *type = type_of(geometry);
	const cJSON *at = json_find(geometry, "coordinates");

	if (!type)
		reading_refuse(r, "its geometry says no type");
	else if (depth > 8)
		reading_refuse(r, "collections within collections");
	else if (strcmp(type, "GeometryCollection") == 0)
		take_collection(r, geometry, depth);
	else if (!at)
		reading_refuse(r, "its geometry has no coordinates");
	else if (strcmp(type, "Point") == 0)
		take_part(r, PART_POINT, at);
	else if (strcmp(type, "LineString") == 0)
		take_part(r, PART_LINE, at);
	else if (strcmp(type, "Polygon") == 0)
		take_polygon(r, at);
	else if (strncmp(type, "Multi", 5) == 0 &&
	         (strcmp(type + 5, "Point") == 0 ||
	             strcmp(type + 5, "LineString") == 0 ||
	             strcmp(type + 5, "Polygon") == 0))
		take_each(r, type + 5, at);
	else
		reading_refuse(r, "its geometry's type is none of GeoJSON's");
}

/* Properties */

/* What numbers became, while the feature is read. */
struct numbers {
	char text[NUMBER_TEXTS][NUMBER_SIZE];
	size_t count;
};

/* A property as a text; NULL when it has none. */
static const char *
as_text(const cJSON *item, struct numbers *n)
{
	char *to = n->text[n->count];

	if (cJSON_IsString(item) && *item->valuestring)
		return item->valuestring;
	if (!cJSON_IsNumber(item) || n->count == NUMBER_TEXTS)
		return NULL;
	if (fabs(item->valuedouble) < 1e15 &&
	    item->valuedouble == trunc(item->valuedouble))
		snprintf(to, NUMBER_SIZE, "%.0f", item->valuedouble);
	else
		number_format(item->valuedouble, to);
	n->count++;
	return to;
}

static void
take_properties(struct layer_reading *r, const cJSON *feature)
{
	const cJSON *properties = json_find(feature, "properties");
	struct layer_texts t = {{NULL}};
	struct numbers n = {.count = 0};

	for (int k = 0; k < LAYER_KEYS; k++)
		for (int i = 0;
		     !t.text[k] && i < LAYER_KEY_NAMES && r->map->key[k][i];
		     i++)
			t.text[k] = as_text(
			    json_find(properties, r->map->key[k][i]), &n);
	if (!t.text[LAYER_KEY_ID] && cJSON_IsString(json_find(feature, "id")))
		t.text[LAYER_KEY_ID] = json_find(feature, "id")->valuestring;
	reading_texts(r, &t);
}

static bool
is_geometry(const char *type)
{
	static const char *const types[] = {"Point", "MultiPoint", "LineString",
	    "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

static void
take_feature(struct geojson *g, const cJSON *feature, unsigned long line)
{
	struct layer_reading *r = g->r;
	const char *type = type_of(feature);
	const cJSON *geometry = json_find(feature, "geometry");

	reading_begin(r, line);
	if (!type) {
		reading_refuse(r, "it says no type");
	} else if (is_geometry(type)) {
		reading_texts(r, &(struct layer_texts){{NULL}});
		take_geometry(r, feature, 0);
	} else if (strcmp(type, "Feature") != 0) {
		reading_refuse(r, "its type is neither Feature nor a geometry");
	} else if (!geometry || cJSON_IsNull(geometry)) {
		reading_refuse(r, "it has no geometry");
	} else {
		take_properties(r, feature);
		take_geometry(r, geometry, 0);
	}
	reading_end(r);
}

/* The file */

/* What stands between [ and ], each a feature. */
static enum problem_code
take_features(struct geojson *g, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (json_cut_take(&g->cut, ']'))
		return code;
	do {
		cJSON *item = NULL;
		unsigned long line;

		json_cut_space(&g->cut);
		line = g->cut.line;
		g->feature_next = true;
		code = take_value(g, &item, p);
		g->feature_next = false;
		if (!code) {
			take_feature(g, item, line);
			code = layer_ok(g->r->layer, p);
		}
		cJSON_Delete(item);
	} while (!code && json_cut_take(&g->cut, ','));
	if (!code && !json_cut_take(&g->cut, ']'))
		return reading_fault(g->r, g->r->features, g->cut.line,
		    why_missing_comma_list, p);
	return code;
}

/* The old `crs` member: other systems than longitude and latitude. */
static enum problem_code
check_crs(struct geojson *g, const cJSON *crs, struct problem *p)
{
	static const char *const fine[] = {
	    "CRS84", "EPSG:4326", "EPSG::4326", "EPSG:4490", "EPSG::4490"};
	const cJSON *name = json_find(json_find(crs, "properties"), "name");
	char what[160];

	if (!cJSON_IsString(name))
		return PROBLEM_NONE;
	for (size_t i = 0; i < COUNT_OF(fine); i++)
		if (strstr(name->valuestring, fine[i]))
			return PROBLEM_NONE;
	snprintf(what, sizeof(what),
	    "its coordinates are in %.60s, not longitude and latitude: "
	    "convert it first",
	    name->valuestring);
	return refuse_file(g, what, p);
}

/* What was found among the members of the whole file's object. */
struct members {
	char type[32];
	bool features;
	bool objects; /* some values are objects, and none is GeoJSON's */
};

static enum problem_code
take_member(
    struct geojson *g, const char *key, struct members *m, struct problem *p)
{
	cJSON *value = NULL;
	enum problem_code code;

	json_cut_space(&g->cut);
	if (strcmp(key, "features") == 0 && json_cut_take(&g->cut, '[')) {
		if (m->features)
			return refuse_file(g, why_features_twice, p);
		m->features = true;
		return take_features(g, p);
	}
	code = take_value(g, &value, p);
	if (!code && strcmp(key, "type") == 0 && cJSON_IsString(value))
		snprintf(m->type, sizeof(m->type), "%s", value->valuestring);
	if (!code && strcmp(key, "crs") == 0)
		code = check_crs(g, value, p);
	m->objects |= cJSON_IsObject(value);
	cJSON_Delete(value);
	return code;
}

static enum problem_code
take_members(struct geojson *g, struct members *m, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (json_cut_take(&g->cut, '}'))
		return code;
	do {
		cJSON *key = NULL;

		code = take_value(g, &key, p);
		if (!code &&
		    (!cJSON_IsString(key) || !json_cut_take(&g->cut, ':')))
			code = refuse_file(g, why_missing_key_colon, p);
		if (!code)
			code = take_member(g, key->valuestring, m, p);
		cJSON_Delete(key);
	} while (!code && json_cut_take(&g->cut, ','));
	if (!code && !json_cut_take(&g->cut, '}'))
		return refuse_file(g, why_missing_comma, p);
	return code;
}

/* An object without features: one Feature or geometry, or none of ours. */
static enum problem_code
take_single(struct geojson *g, const struct members *m, struct json_cut begin,
    struct problem *p)
{
	enum problem_code code;
	cJSON *item = NULL;

	if (strcmp(m->type, "Topology") == 0)
		return refuse_file(g, why_topojson, p);
	if (strcmp(m->type, "FeatureCollection") == 0)
		return refuse_file(g, why_no_features, p);
	if (!m->type[0])
		return refuse_file(g,
		    m->objects ? why_no_geometry_in : why_no_geojson_type, p);
	if (strcmp(m->type, "Feature") != 0 && !is_geometry(m->type))
		return refuse_file(g, why_other_type, p);
	g->cut = begin;
	g->feature_next = true;
	code = take_value(g, &item, p);
	if (!code)
		take_feature(g, item, begin.line);
	cJSON_Delete(item);
	return code;
}

static enum problem_code
take_object(struct geojson *g, struct json_cut begin, struct problem *p)
{
	struct members m = {.type = ""};
	enum problem_code code = take_members(g, &m, p);

	if (code)
		return code;
	if (!m.features)
		return take_single(g, &m, begin, p);
	if (m.type[0] && strcmp(m.type, "FeatureCollection") != 0)
		return refuse_file(g, why_no_collection, p);
	return code;
}

enum problem_code
geojson_read(
    struct layer_reading *r, const char *text, size_t len, struct problem *p)
{
	struct problem ignored = {0};
	struct geojson g = {.r = r, .cut = json_cut_begin(text, len)};
	struct json_cut begin;
	enum problem_code code;

	p = p ? p : &ignored;
	/* Editors put a byte order mark there; it says nothing. */
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		g.cut.s += 3;
	if (len > GEOJSON_FILE_MAX)
		return refuse_file(&g, why_file_over_64m, p);
	json_cut_space(&g.cut);
	begin = g.cut;
	if (json_cut_take(&g.cut, '['))
		code = take_features(&g, p);
	else if (json_cut_take(&g.cut, '{'))
		code = take_object(&g, begin, p);
	else
		code = refuse_file(&g, why_object_or_list, p);
	if (!code && !json_cut_at_end(&g.cut))
		return refuse_file(&g, why_behind_the_end, p);
	return code ? code : layer_ok(r->layer, p);
}
