/*
 * The form of each type on the wire, once in each direction. A value's type
 * decides; nothing here knows a kind, a field or a command.
 */
#include "net/wire/codec-value.h"

#include "model/text.h"
#include "net/wire/codec.h"

#include <string.h>

static void
write_text(struct json_out *o, const char *text)
{
	text = text_or(text, "");
	json_put_string(o, text, strlen(text));
}

static void
write_point(struct json_out *o, struct point point)
{
	json_open_object(o);
	json_put_key(o, "lat");
	json_put_number(o, point.lat);
	json_put_key(o, "lon");
	json_put_number(o, point.lon);
	json_close_object(o);
}

static void
write_refs(struct json_out *o, const struct refs *refs)
{
	json_open_array(o);
	for (size_t i = 0; i < refs->count; i++)
		write_text(o, refs->id[i]);
	json_close_array(o);
}

void
value_write(
    struct json_out *o, const struct enum_table *words, const struct value *v)
{
	switch (v->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		write_text(o, v->text);
		break;
	case TYPE_INTEGER:
	case TYPE_TIME:
		json_put_int(o, v->number);
		break;
	case TYPE_ENUM:
		write_text(o, enum_word(words, (unsigned)v->number));
		break;
	case TYPE_BOOL:
		json_put_bool(o, v->number != 0);
		break;
	case TYPE_POINT:
		write_point(o, v->point);
		break;
	case TYPE_REFS:
		write_refs(o, &v->refs);
		break;
	}
}

static enum problem_code
bad_value(
    const char *key, const char *value, const char *want, struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value", value,
	    "want", want, NULL);
}

/*
 * The first control character (C0, DEL, C1) of valid UTF-8, or NULL. C1 are
 * the two bytes C2 80 to C2 9F.
 */
static const char *
find_control(const char *text)
{
	for (const char *s = text; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < 0x20 || c == 0x7F)
			return s;
		if (c == 0xC2 && (unsigned char)s[1] < 0xA0)
			return s;
	}
	return NULL;
}

static enum problem_code
check_line(const char *key, const char *text, struct problem *p)
{
	const char *bad = find_control(text);

	if (!bad)
		return PROBLEM_NONE;
	problem_set(p, PROBLEM_BAD_TEXT, "key", key, NULL);
	if (p)
		problem_param(p, "byte", "%zu", (size_t)(bad - text) + 1);
	return PROBLEM_BAD_TEXT;
}

static enum problem_code
read_text(const struct shape *shape, const cJSON *item, bool lenient,
    const char **text, struct problem *p)
{
	size_t max = lenient ? SIZE_MAX : shape->max;
	enum problem_code code;

	code = json_as_string(item, shape->name, max, text, p);
	if (code || lenient || shape->type == TYPE_TEXT)
		return code;
	return check_line(shape->name, *text, p);
}

static enum problem_code
read_id(const char *key, const cJSON *item, const char **id, struct problem *p)
{
	enum problem_code code = json_as_string(item, key, ID_MAX, id, p);

	if (code)
		return code;
	if (!id_valid(*id, strlen(*id)))
		return bad_value(key, *id, why_an_id, p);
	return PROBLEM_NONE;
}

enum problem_code
unknown_word(const char *key, const char *word, const struct enum_table *words,
    struct problem *p)
{
	const char *near = text_nearest(word, words->words, words->count);

	if (!near)
		near = words->words[0];
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value", word,
	    "want", why_word_near, "words", words->tag, "nearest", near, NULL);
}

/* A word of a newer central becomes the value beyond all that are known. */
static enum problem_code
read_word(const struct shape *shape, const cJSON *item, bool lenient,
    int64_t *number, struct problem *p)
{
	const char *word;
	enum problem_code code =
	    json_as_string(item, shape->name, SIZE_MAX, &word, p);
	int found;

	if (code)
		return code;
	found = enum_find(shape->words, word, strlen(word));
	if (found < 0 && !lenient)
		return unknown_word(shape->name, word, shape->words, p);
	*number = found < 0 ? (int64_t)shape->words->count : found;
	return PROBLEM_NONE;
}

static enum problem_code
read_point(const char *key, const cJSON *item, bool lenient,
    struct point *point, struct problem *p)
{
	static const char *const names[] = {"lat", "lon"};
	struct point read;
	const cJSON *object;
	enum problem_code code;

	if ((code = json_as_object(item, key, &object, p)) ||
	    (code = json_number(object, "lat", &read.lat, p)) ||
	    (code = json_number(object, "lon", &read.lon, p)))
		return code;
	if (!lenient && (code = json_known(object, names, 2, p)))
		return code;
	if (!point_valid(read))
		return bad_value(key, "", why_on_earth, p);
	*point = read;
	return PROBLEM_NONE;
}

static enum problem_code
too_many_ids(const char *key, struct problem *p)
{
	problem_set(p, PROBLEM_CROWDED, "key", key, NULL);
	problem_param(p, "limit", "%d", REFS_MAX);
	return PROBLEM_CROWDED;
}

static enum problem_code
read_refs(const char *key, const cJSON *item, struct ref_room *room,
    struct refs *refs, struct problem *p)
{
	const char **ids = room->ids + room->used;
	const cJSON *array;
	enum problem_code code = json_as_array(item, key, &array, p);
	size_t count = 0;

	if (code)
		return code;
	for (const cJSON *e = array->child; e; e = e->next) {
		if (count == REFS_MAX || room->used + count == room->room)
			return too_many_ids(key, p);
		if ((code = read_id(key, e, &ids[count++], p)))
			return code;
	}
	room->used += count;
	*refs = (struct refs){count, count > 0 ? ids : NULL};
	return PROBLEM_NONE;
}

static enum problem_code
read_bool(
    const char *key, const cJSON *item, int64_t *number, struct problem *p)
{
	bool yes = false;
	enum problem_code code = json_as_bool(item, key, &yes, p);

	*number = yes;
	return code;
}

enum problem_code
value_read(const struct shape *shape, const cJSON *item, bool lenient,
    struct ref_room *room, struct value *v, struct problem *p)
{
	const char *key = shape->name;

	v->type = shape->type;
	switch (shape->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
		return read_text(shape, item, lenient, &v->text, p);
	case TYPE_INTEGER:
		return json_as_int(
		    item, key, JSON_INT_MIN, JSON_INT_MAX, &v->number, p);
	case TYPE_TIME:
		return json_as_int(item, key, 0, CODEC_TIME_MAX, &v->number, p);
	case TYPE_ENUM:
		return read_word(shape, item, lenient, &v->number, p);
	case TYPE_BOOL:
		return read_bool(key, item, &v->number, p);
	case TYPE_POINT:
		return read_point(key, item, lenient, &v->point, p);
	case TYPE_REF:
		return read_id(key, item, &v->text, p);
	case TYPE_REFS:
		return read_refs(key, item, room, &v->refs, p);
	}
	return problem_set(
	    p, PROBLEM_INTERNAL, "why", why_codec, "key", key, NULL);
}

bool
value_empty(const struct value *v)
{
	switch (v->type) {
	case TYPE_INTEGER:
	case TYPE_TIME:
	case TYPE_ENUM:
	case TYPE_BOOL:
		return false;
	default:
		return value_absent(v);
	}
}

enum problem_code
unknown_key(
    const char *key, const char *const *names, size_t count, struct problem *p)
{
	const char *near = text_nearest(key, names, count);

	if (!near)
		near = count > 0 ? names[0] : "nothing";
	return problem_set(
	    p, PROBLEM_UNKNOWN_KEY, "key", key, "nearest", near, NULL);
}
