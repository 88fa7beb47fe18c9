/*
 * Layers written and read (layer-json.h).
 */
#include "net/wire/layer-json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/id.h"
#include "model/record.h"
#include "model/text.h"
#include "net/wire/codec.h"
#include "net/wire/json-cut.h"

#define DIGITS_KEPT 7

/* Units of ours (1e-7 degree) in one of `digits` decimals. */
static int32_t
units(int digits)
{
	int32_t n = 1;

	for (; digits < DIGITS_KEPT; digits++)
		n *= 10;
	return n;
}

/* Writing */

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	if (!*text)
		return;
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

static int32_t
rounded(int32_t x, int32_t unit)
{
	return (int32_t)lround((double)x / unit);
}

static void
put_part(struct json_out *o, const struct layer *l,
    const struct layer_part *part, int32_t unit)
{
	const struct vertex *v = layer_vertices(l, part);
	int64_t lon = 0, lat = 0;

	json_open_array(o);
	json_put_int(o, part->kind);
	for (uint32_t i = 0; i < part->count; i++) {
		int64_t x = rounded(v[i].lon, unit);
		int64_t y = rounded(v[i].lat, unit);

		if (i > 0 && x == lon && y == lat)
			continue;
		json_put_int(o, x - lon);
		json_put_int(o, y - lat);
		lon = x;
		lat = y;
	}
	json_close_array(o);
}

/* Corners that are left of a part when it is written with that unit. */
static uint32_t
corners_left(const struct vertex *v, uint32_t n, int32_t unit, bool ring)
{
	uint32_t left = n > 0;

	for (uint32_t i = 1; i < n; i++)
		left +=
		    rounded(v[i].lon, unit) != rounded(v[i - 1].lon, unit) ||
		    rounded(v[i].lat, unit) != rounded(v[i - 1].lat, unit);
	if (ring && left > 1 &&
	    rounded(v[0].lon, unit) == rounded(v[n - 1].lon, unit) &&
	    rounded(v[0].lat, unit) == rounded(v[n - 1].lat, unit))
		left--;
	return left;
}

/* Whether rounding leaves something that can be read back. */
static bool
survives(const struct layer *l, const struct layer_part *part, int32_t unit)
{
	static const uint32_t least[] = {1, 2, 3, 3};
	const struct vertex *v = layer_vertices(l, part);

	return corners_left(v, part->count, unit, part->kind >= PART_RING) >=
	       least[part->kind];
}

/*
 * A ring too small for the digits is written with half a unit around it as a
 * triangle, so that no outline vanishes; a hole or a line goes.
 */
static void
put_tiny(struct json_out *o, const struct layer *l,
    const struct layer_part *part, int32_t unit)
{
	const struct vertex *v = layer_vertices(l, part);

	json_open_array(o);
	json_put_int(o, part->kind);
	json_put_int(o, rounded(v->lon, unit));
	json_put_int(o, rounded(v->lat, unit));
	json_put_int(o, v->lon < 0 ? 1 : -1);
	json_put_int(o, 0);
	json_put_int(o, 0);
	json_put_int(o, v->lat < 0 ? 1 : -1);
	json_close_array(o);
}

static void
put_parts(struct json_out *o, const struct layer *l,
    const struct layer_feature *f, int32_t unit)
{
	json_put_key(o, "parts");
	json_open_array(o);
	for (uint32_t k = 0; k < f->parts; k++) {
		const struct layer_part *part = layer_part(l, f, k);

		if (survives(l, part, unit))
			put_part(o, l, part, unit);
		else if (part->kind == PART_RING)
			put_tiny(o, l, part, unit);
	}
	json_close_array(o);
}

static void
put_feature(struct json_out *o, const struct layer *l,
    const struct layer_feature *f, int32_t unit)
{
	json_open_object(o);
	put_text(o, "name", layer_text(l, f->name));
	put_text(o, "code", layer_text(l, f->code));
	put_text(o, "id", layer_text(l, f->id));
	if (f->rank != LAYER_RANK_MAX) {
		json_put_key(o, "rank");
		json_put_int(o, f->rank);
	}
	if (f->class)
		put_text(o, "class", enum_word(&enum_place_class, f->class));
	put_parts(o, l, f, unit);
	json_close_object(o);
}

/* All members of it, within an object. */
static void
put_layer(struct json_out *o, const struct layer *l, int digits)
{
	put_text(o, "name", l->name);
	put_text(o, "role", enum_word(&enum_layer_role, l->role));
	json_put_key(o, "digits");
	json_put_int(o, digits);
	json_put_key(o, "features");
	json_open_array(o);
	for (size_t i = 0; i < l->features; i++)
		put_feature(o, l, &l->feature[i], units(digits));
	json_close_array(o);
}

void
layer_write_json(struct buf *out, const struct layer *l, int digits)
{
	struct json_out o = {.buf = out};

	json_open_object(&o);
	put_layer(&o, l, digits);
	json_close_object(&o);
}

void
layer_put_write_json(struct buf *out, const struct layer *l,
    struct record *const *records, size_t count)
{
	struct json_out o = {.buf = out};

	json_open_object(&o);
	put_layer(&o, l, DIGITS_KEPT);
	json_put_key(&o, "records");
	json_open_array(&o);
	for (size_t i = 0; i < count; i++)
		codec_write_put(&o, records[i]);
	json_close_array(&o);
	json_close_object(&o);
}

/* Reading */

struct reader {
	struct json_cut cut;
	char name[LAYER_NAME_MAX + 1];
	int role;
	int64_t digits;
	struct layer *layer;
	struct layer_put
	    *put; /* where its records go; NULL: it may have none */
};

static enum problem_code
bad_value(const char *key, const char *want, struct problem *p)
{
	return problem_set(
	    p, PROBLEM_BAD_VALUE, "key", key, "want", want, NULL);
}

/* A text of a feature; "" when it has none. */
static enum problem_code
take_text(const cJSON *item, const char *key, size_t max, const char **out,
    struct problem *p)
{
	const cJSON *text = json_find(item, key);
	enum problem_code code = PROBLEM_NONE;

	*out = "";
	if (text)
		code = json_as_string(text, key, max, out, p);
	for (const char *s = *out; !code && *s; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return bad_value(key, why_one_clean_line, p);
	return code;
}

/* One coordinate on from the last, within its range. */
static bool
step(const cJSON *item, int64_t *at, int64_t unit, int64_t most)
{
	double d;

	if (!cJSON_IsNumber(item))
		return false;
	d = item->valuedouble;
	if (d != trunc(d) || fabs(d) > 2.0 * LAYER_LON_MAX)
		return false;
	*at += (int64_t)d;
	return *at * unit >= -most && *at * unit <= most;
}

/* Corners of a part; the last of a ring may stand where the first does. */
static uint32_t
corners(const struct layer *l, const struct layer_part *part)
{
	const struct vertex *v = layer_vertices(l, part);
	uint32_t n = part->count;

	if (n > 1 && part->kind >= PART_RING && v[0].lon == v[n - 1].lon &&
	    v[0].lat == v[n - 1].lat)
		n--;
	return n;
}

static enum problem_code
take_part(struct reader *r, const cJSON *part, struct problem *p)
{
	const cJSON *item = cJSON_IsArray(part) ? part->child : NULL;
	const struct layer *l = r->layer;
	int64_t lon = 0, lat = 0, kind, unit = units((int)r->digits);
	static const uint32_t least[] = {1, 2, 3, 3};
	enum problem_code code =
	    json_as_int(item, "parts", 0, PART_HOLE, &kind, p);

	if (code)
		return code;
	layer_begin_part(r->layer, (enum part_kind)kind);
	for (item = item->next; item; item = item->next->next) {
		if (!item->next || !step(item, &lon, unit, LAYER_LON_MAX) ||
		    !step(item->next, &lat, unit, LAYER_LAT_MAX))
			return bad_value("parts", why_pairs_on_earth, p);
		layer_add(r->layer, (struct vertex){(int32_t)(lon * unit),
		                        (int32_t)(lat * unit)});
	}
	if (l->failed)
		return layer_ok(l, p);
	if (corners(l, &l->part[l->parts - 1]) < least[kind] ||
	    (kind == PART_POINT && l->part[l->parts - 1].count != 1))
		return bad_value("parts", why_corners, p);
	return PROBLEM_NONE;
}

static enum problem_code
take_parts(struct reader *r, const cJSON *item, struct problem *p)
{
	const struct layer *l = r->layer;
	const cJSON *list, *part;
	enum problem_code code = json_array(item, "parts", &list, p);
	bool ring = false;

	list = code ? NULL : list;
	cJSON_ArrayForEach (part, list) {
		if (!code)
			code = take_part(r, part, p);
		if (code)
			break;
		ring |= l->part[l->parts - 1].kind == PART_RING;
		if (!ring && l->part[l->parts - 1].kind == PART_HOLE)
			code = bad_value("parts", why_ring_first, p);
	}
	return code;
}

static enum problem_code
take_class(struct layer_feature *f, const cJSON *item, struct problem *p)
{
	const char *word;
	int64_t rank = LAYER_RANK_MAX;
	enum problem_code code = take_text(item, "class", 32, &word, p);
	int class = *word && !code
	                ? enum_find(&enum_place_class, word, strlen(word))
	                : 0;

	if (!code && json_find(item, "rank"))
		code = json_int(item, "rank", 1, LAYER_RANK_MAX, &rank, p);
	if (code)
		return code;
	/* A newer central may know more classes. */
	f->class = class > 0 ? (uint8_t) class : 0;
	f->rank = (uint8_t)rank;
	return PROBLEM_NONE;
}

static enum problem_code
take_feature(struct reader *r, const cJSON *item, struct problem *p)
{
	const char *name, *code_text, *id;
	const cJSON *object;
	struct layer_feature *f;
	enum problem_code code = json_as_object(item, "features", &object, p);

	if (!code)
		code = take_text(item, "name", LAYER_TEXT_MAX, &name, p);
	if (!code)
		code = take_text(item, "code", LAYER_CODE_MAX, &code_text, p);
	if (!code)
		code = take_text(item, "id", ID_MAX, &id, p);
	if (!code && *id && !id_valid(id, strlen(id)))
		code = bad_value("id", why_an_id, p);
	if (code)
		return code;
	f = layer_begin(r->layer, name, code_text);
	if (!f)
		return layer_ok(r->layer, p);
	f->id = layer_keep_text(r->layer, id);
	f->source = (uint32_t)r->layer->features;
	code = take_class(f, item, p);
	if (!code)
		code = take_parts(r, item, p);
	if (!code)
		layer_end(r->layer);
	return code ? code : layer_ok(r->layer, p);
}

/* Name, role and digits come before the features. */
static enum problem_code
begin_layer(struct reader *r, struct problem *p)
{
	if (!r->name[0])
		return problem_set(p, PROBLEM_MISSING_KEY, "key", "name", NULL);
	if (r->role < 0)
		return problem_set(p, PROBLEM_MISSING_KEY, "key", "role", NULL);
	if (!r->digits)
		return problem_set(
		    p, PROBLEM_MISSING_KEY, "key", "digits", NULL);
	if (r->layer)
		return bad_value("features", why_said_once, p);
	r->layer = layer_new(r->name, (enum layer_role)r->role);
	return r->layer ? PROBLEM_NONE
	                : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
take_features(struct reader *r, struct problem *p)
{
	enum problem_code code = begin_layer(r, p);

	if (!code && !json_cut_take(&r->cut, '['))
		return bad_value("features", why_a_list, p);
	if (code || json_cut_take(&r->cut, ']'))
		return code;
	do {
		cJSON *item = NULL;

		code =
		    json_cut_value(&r->cut, LAYER_JSON_FEATURE_MAX, &item, p);
		if (!code)
			code = take_feature(r, item, p);
		cJSON_Delete(item);
	} while (!code && json_cut_take(&r->cut, ','));
	if (!code && !json_cut_take(&r->cut, ']'))
		return json_cut_fault(&r->cut, why_missing_comma_list, p);
	return code;
}

static enum problem_code
keep_record(struct layer_put *put, struct record *r, struct problem *p)
{
	if (put->records == LAYER_PUT_RECORDS) {
		problem_set(p, PROBLEM_TOO_LONG, "key", "records", NULL);
		problem_param(p, "limit", "%d", LAYER_PUT_RECORDS);
		return PROBLEM_TOO_LONG;
	}
	if (put->records == put->room) {
		size_t room = put->room ? put->room * 2 : 64;
		void *more = realloc(put->record, room * sizeof(*put->record));

		if (!more)
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
		put->record = more;
		put->room = room;
	}
	put->record[put->records++] = r;
	return PROBLEM_NONE;
}

static enum problem_code
take_record(struct reader *r, struct problem *p)
{
	struct record *record = NULL;
	cJSON *item = NULL;
	enum problem_code code =
	    json_cut_value(&r->cut, JSON_BODY_MAX, &item, p);

	if (!code)
		code = codec_record_read(item, CODEC_PUT, &record, p);
	if (!code)
		code = keep_record(r->put, record, p);
	if (code)
		record_free(record);
	cJSON_Delete(item);
	return code;
}

static enum problem_code
take_records(struct reader *r, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (r->put->records > 0)
		return bad_value("records", why_said_once, p);
	if (!json_cut_take(&r->cut, '['))
		return bad_value("records", why_a_list, p);
	if (json_cut_take(&r->cut, ']'))
		return code;
	do
		code = take_record(r, p);
	while (!code && json_cut_take(&r->cut, ','));
	if (!code && !json_cut_take(&r->cut, ']'))
		return json_cut_fault(&r->cut, why_missing_comma_list, p);
	return code;
}

static enum problem_code
take_head(
    struct reader *r, const char *key, const cJSON *value, struct problem *p)
{
	const char *text;
	enum problem_code code;

	if (strcmp(key, "digits") == 0)
		return json_as_int(value, key, 5, DIGITS_KEPT, &r->digits, p);
	code = json_as_string(value, key, LAYER_NAME_MAX, &text, p);
	if (code)
		return code;
	if (strcmp(key, "role") == 0) {
		r->role = enum_find(&enum_layer_role, text, strlen(text));
		return r->role < 0 ? bad_value(key, why_layer_role, p)
		                   : PROBLEM_NONE;
	}
	if (!layer_name_valid(text, strlen(text)))
		return bad_value(key, why_layer_name, p);
	memcpy(r->name, text, strlen(text) + 1);
	return PROBLEM_NONE;
}

static enum problem_code
take_member(struct reader *r, struct problem *p)
{
	static const char *const known[] = {"name", "role", "digits"};
	cJSON *key = NULL, *value = NULL;
	enum problem_code code = json_cut_value(&r->cut, 64, &key, p);
	bool head = false;

	if (!code && (!cJSON_IsString(key) || !json_cut_take(&r->cut, ':')))
		code = json_cut_fault(&r->cut, why_missing_key_colon, p);
	if (code) {
		cJSON_Delete(key);
		return code;
	}
	for (size_t i = 0; i < COUNT_OF(known); i++)
		head |= strcmp(key->valuestring, known[i]) == 0;
	if (strcmp(key->valuestring, "features") == 0) {
		code = take_features(r, p);
	} else if (r->put && strcmp(key->valuestring, "records") == 0) {
		code = take_records(r, p);
	} else if (!head) {
		code = problem_set(p, PROBLEM_UNKNOWN_KEY, "key",
		    key->valuestring, "nearest",
		    text_or(
		        text_nearest(key->valuestring, known, COUNT_OF(known)),
		        "features"),
		    NULL);
	} else {
		code = json_cut_value(&r->cut, 256, &value, p);
		if (!code)
			code = take_head(r, key->valuestring, value, p);
	}
	cJSON_Delete(value);
	cJSON_Delete(key);
	return code;
}

static enum problem_code
take_all(struct reader *r, struct problem *p)
{
	enum problem_code code;

	if (!json_cut_take(&r->cut, '{'))
		return json_cut_fault(&r->cut, why_map_wanted, p);
	do
		code = take_member(r, p);
	while (!code && json_cut_take(&r->cut, ','));
	if (code)
		return code;
	if (!json_cut_take(&r->cut, '}') || !json_cut_at_end(&r->cut))
		return json_cut_fault(&r->cut, why_json_more, p);
	return r->layer ? PROBLEM_NONE
	                : problem_set(
	                      p, PROBLEM_MISSING_KEY, "key", "features", NULL);
}

static enum problem_code
read_all(struct reader *r, const char *text, size_t len, struct problem *p)
{
	r->cut = json_cut_begin(text, len);
	r->role = -1;
	if (len > LAYER_JSON_MAX) {
		problem_set(p, PROBLEM_TOO_LARGE, NULL);
		problem_param(p, "limit", "%zu", LAYER_JSON_MAX);
		return PROBLEM_TOO_LARGE;
	}
	return take_all(r, p);
}

enum problem_code
layer_read_json(
    const char *text, size_t len, struct layer **out, struct problem *p)
{
	struct problem ignored = {0};
	struct reader r = {.put = NULL};
	enum problem_code code = read_all(&r, text, len, p ? p : &ignored);

	*out = code ? NULL : r.layer;
	if (code)
		layer_free(r.layer);
	return code;
}

enum problem_code
layer_put_read_json(
    const char *text, size_t len, struct layer_put *out, struct problem *p)
{
	struct problem ignored = {0};
	struct reader r = {.put = out};
	enum problem_code code;

	*out = (struct layer_put){0};
	code = read_all(&r, text, len, p ? p : &ignored);
	out->layer = r.layer;
	return code;
}

void
layer_put_free(struct layer_put *put)
{
	layer_free(put->layer);
	for (size_t i = 0; i < put->records; i++)
		record_free(put->record[i]);
	free(put->record);
	*put = (struct layer_put){0};
}
