/*
 * Records from JSON and GeoJSON (bulk.h). The file is cut into its elements
 * first, so that each is told by its line, memory is needed for one at a time,
 * and all of them go through the one strict parser.
 */
#include <stdlib.h>
#include <string.h>

#include "central/bulk.h"
#include "net/wire/json-cut.h"

#define ELEMENT_MAX ((size_t)1024 * 1024) /* a long outline */

struct cutter {
	struct bulk *bulk;
	struct json_cut cut;
	enum bulk_form form;
};

static enum problem_code
refuse_at(struct cutter *c, const char *why, struct problem *p)
{
	problem_set(p, PROBLEM_BAD_REQUEST, "why", why, NULL);
	return bulk_fault(c->bulk, c->cut.line, p);
}

/* Parses the value that begins here and goes beyond it. */
static enum problem_code
take_value(struct cutter *c, cJSON **out, struct problem *p)
{
	enum problem_code code = json_cut_value(&c->cut, ELEMENT_MAX, out, p);
	struct problem said = *p;

	if (code != PROBLEM_BAD_JSON)
		return code ? bulk_fault(c->bulk, c->cut.line, p) : code;
	problem_set(
	    p, PROBLEM_BAD_REQUEST, "why", problem_get(&said, "why"), NULL);
	return bulk_fault(
	    c->bulk, strtoul(problem_get(&said, "line"), NULL, 10), p);
}

/* GeoJSON's parts */

static bool
put_pair(struct buf *out, const cJSON *pair)
{
	const cJSON *lon = cJSON_GetArrayItem(pair, 0);
	const cJSON *lat = cJSON_GetArrayItem(pair, 1);
	char number[NUMBER_SIZE];

	if (!cJSON_IsNumber(lon) || !cJSON_IsNumber(lat) ||
	    !point_valid((struct point){lat->valuedouble, lon->valuedouble}))
		return false;
	if (out->len > 0)
		buf_putc(out, ' ');
	number_format(lon->valuedouble, number);
	buf_printf(out, "%s,", number);
	number_format(lat->valuedouble, number);
	buf_puts(out, number);
	return true;
}

static bool
add_outline(cJSON *object, const char *name, const cJSON *coordinates)
{
	const cJSON *pair;
	struct buf text = {0};
	bool fine = cJSON_GetArraySize(coordinates) > 0;

	cJSON_ArrayForEach (pair, cJSON_GetArrayItem(coordinates, 0)) {
		fine = fine && put_pair(&text, pair);
	}
	fine = fine && buf_ok(&text) && text.len > 0 &&
	       cJSON_AddStringToObject(object, name, buf_str(&text));
	buf_free(&text);
	return fine;
}

static bool
add_point(cJSON *object, const char *name, const cJSON *coordinates)
{
	const cJSON *lon = cJSON_GetArrayItem(coordinates, 0);
	const cJSON *lat = cJSON_GetArrayItem(coordinates, 1);
	cJSON *point;

	if (!cJSON_IsNumber(lon) || !cJSON_IsNumber(lat))
		return false;
	point = cJSON_AddObjectToObject(object, name);
	return point &&
	       cJSON_AddNumberToObject(point, "lat", lat->valuedouble) &&
	       cJSON_AddNumberToObject(point, "lon", lon->valuedouble);
}

static bool
add_geometry(enum kind kind, cJSON *object, const cJSON *geometry)
{
	const struct field *f = bulk_geometry(kind);
	const cJSON *type = json_find(geometry, "type");
	const cJSON *coordinates = json_find(geometry, "coordinates");
	const char *want = f->type == TYPE_POINT ? "Point" : "Polygon";

	if (!geometry || cJSON_IsNull(geometry))
		return true;
	cJSON_DeleteItemFromObjectCaseSensitive(object, f->name);
	if (!cJSON_IsString(type) || strcmp(type->valuestring, want) != 0 ||
	    !cJSON_IsArray(coordinates))
		return false;
	return f->type == TYPE_POINT
	           ? add_point(object, f->name, coordinates)
	           : add_outline(object, f->name, coordinates);
}

static enum problem_code
add_feature(
    struct cutter *c, cJSON *feature, unsigned long line, struct problem *p)
{
	const struct field *f = bulk_geometry(c->bulk->kind);
	const cJSON *id = json_find(feature, "id");
	cJSON *object =
	    cJSON_DetachItemFromObjectCaseSensitive(feature, "properties");
	enum problem_code code = PROBLEM_NONE;

	if (!cJSON_IsObject(object))
		code = problem_set(
		    p, PROBLEM_MISSING_KEY, "key", "properties", NULL);
	else if (id && cJSON_IsString(id) && !json_find(object, "id") &&
	         !cJSON_AddStringToObject(object, "id", id->valuestring))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	else if (!add_geometry(
	             c->bulk->kind, object, json_find(feature, "geometry")))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "geometry",
		    "want", f->type == TYPE_POINT ? why_a_point : why_a_polygon,
		    NULL);
	code = code ? bulk_fault(c->bulk, line, p)
	            : bulk_add(c->bulk, object, line, p);
	cJSON_Delete(object);
	return code;
}

static enum problem_code
take_element(struct cutter *c, struct problem *p)
{
	cJSON *item;
	unsigned long line;
	enum problem_code code;

	json_cut_space(&c->cut);
	line = c->cut.line;
	code = take_value(c, &item, p);
	if (!code)
		code = c->form == BULK_GEOJSON
		           ? add_feature(c, item, line, p)
		           : bulk_add(c->bulk, item, line, p);
	cJSON_Delete(item);
	return code;
}

/* What stands between [ and ]. */
static enum problem_code
take_elements(struct cutter *c, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (json_cut_take(&c->cut, ']'))
		return code;
	do
		code = take_element(c, p);
	while (!code && json_cut_take(&c->cut, ','));
	if (!code && !json_cut_take(&c->cut, ']'))
		return refuse_at(c, why_missing_comma_list, p);
	return code;
}

/* The members of the whole file's object, of which one is the array. */
static enum problem_code
take_members(struct cutter *c, const char *array, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	bool found = false;

	do {
		cJSON *key = NULL, *other = NULL;

		code = take_value(c, &key, p);
		if (!code &&
		    (!cJSON_IsString(key) || !json_cut_take(&c->cut, ':')))
			code = refuse_at(c, why_missing_key_colon, p);
		if (code) {
			cJSON_Delete(key);
			return code;
		}
		if (strcmp(key->valuestring, array) == 0 &&
		    json_cut_take(&c->cut, '[')) {
			found = true;
			code = take_elements(c, p);
		} else {
			code = take_value(c, &other, p);
		}
		cJSON_Delete(other);
		cJSON_Delete(key);
	} while (!code && json_cut_take(&c->cut, ','));
	if (!code && !json_cut_take(&c->cut, '}'))
		return refuse_at(c, why_missing_comma, p);
	if (!code && !found)
		return refuse_at(c,
		    c->form == BULK_GEOJSON ? why_no_features : why_no_records,
		    p);
	return code;
}

enum problem_code
bulk_read_json(struct bulk *b, const char *text, size_t len,
    enum bulk_form form, struct problem *p)
{
	struct cutter c = {b, json_cut_begin(text, len), form};
	enum problem_code code;

	if (json_cut_take(&c.cut, '['))
		code = form == BULK_GEOJSON
		           ? refuse_at(&c, why_collection_wanted, p)
		           : take_elements(&c, p);
	else if (json_cut_take(&c.cut, '{'))
		code = take_members(
		    &c, form == BULK_GEOJSON ? "features" : "records", p);
	else
		code = refuse_at(&c, why_array_wanted, p);
	if (!code && !json_cut_at_end(&c.cut))
		return refuse_at(&c, why_behind_the_end, p);
	return code;
}
