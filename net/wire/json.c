/*
 * The wrapper over cJSON: json-scan.h judges, cJSON builds, and the getters
 * look. cJSON refusing what the scanner let pass can only mean that memory
 * ended (tests/fuzz/json.c holds that).
 */
#include "net/wire/json.h"

#include "model/text.h"
#include "net/wire/json-scan.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum problem_code
bad_json(const char *text, const struct json_fault *fault, struct problem *p)
{
	size_t line = 1, begin = 0;

	if (!p)
		return PROBLEM_BAD_JSON;
	for (size_t i = 0; i < fault->at; i++) {
		if (text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	}
	problem_set(p, PROBLEM_BAD_JSON, "why", fault->why, NULL);
	problem_param(p, "line", "%zu", line);
	problem_param(p, "byte", "%zu", fault->at - begin + 1);
	return PROBLEM_BAD_JSON;
}

static enum problem_code
too_large(size_t limit, struct problem *p)
{
	problem_set(p, PROBLEM_TOO_LARGE, NULL);
	if (p)
		problem_param(p, "limit", "%zu", limit);
	return PROBLEM_TOO_LARGE;
}

enum problem_code
json_parse(const char *text, size_t len, const struct json_limits *limits,
    cJSON **out, struct problem *p)
{
	static const struct json_limits body = {JSON_BODY_MAX, JSON_DEPTH_MAX};
	struct json_fault fault;
	char *copy;

	*out = NULL;
	if (!limits)
		limits = &body;
	if (len > limits->bytes)
		return too_large(limits->bytes, p);
	if (!json_scan(text, len, limits->depth, &fault, &copy))
		return fault.why ? bad_json(text, &fault, p)
		                 : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	*out = cJSON_ParseWithLengthOpts(copy ? copy : text, len, NULL, false);
	free(copy);
	if (!*out)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

const cJSON *
json_find(const cJSON *object, const char *key)
{
	if (!cJSON_IsObject(object))
		return NULL;
	return cJSON_GetObjectItemCaseSensitive(object, key);
}

/* What stands there, for a problem; "" for what is too long to say. */
static const char *
describe(const cJSON *item, char *text, size_t size)
{
	if (cJSON_IsString(item))
		return item->valuestring;
	if (cJSON_IsBool(item))
		return cJSON_IsTrue(item) ? "true" : "false";
	if (cJSON_IsArray(item) || cJSON_IsObject(item))
		return "";
	if (!cJSON_IsNumber(item))
		return "null";
	snprintf(text, size, "%.17g", item->valuedouble);
	return text;
}

static enum problem_code
not_wanted(
    const cJSON *item, const char *key, const char *want, struct problem *p)
{
	char text[32];

	if (!item)
		return problem_set(p, PROBLEM_MISSING_KEY, "key", key, NULL);
	return problem_set(p, PROBLEM_BAD_VALUE, "key", key, "value",
	    describe(item, text, sizeof(text)), "want", want, NULL);
}

enum problem_code
json_as_string(const cJSON *item, const char *key, size_t max,
    const char **text, struct problem *p)
{
	if (!cJSON_IsString(item))
		return not_wanted(item, key, why_a_text, p);
	if (strlen(item->valuestring) > max) {
		problem_set(p, PROBLEM_TOO_LONG, "key", key, NULL);
		problem_param(p, "limit", "%zu", max);
		return PROBLEM_TOO_LONG;
	}
	*text = item->valuestring;
	return PROBLEM_NONE;
}

enum problem_code
json_as_int(const cJSON *item, const char *key, int64_t min, int64_t max,
    int64_t *n, struct problem *p)
{
	enum problem_code code;
	double v;

	if (min < JSON_INT_MIN)
		min = JSON_INT_MIN;
	if (max > JSON_INT_MAX)
		max = JSON_INT_MAX;
	if (cJSON_IsNumber(item)) {
		v = item->valuedouble;
		if (v >= (double)min && v <= (double)max && v == trunc(v)) {
			*n = (int64_t)v;
			return PROBLEM_NONE;
		}
	}
	code = not_wanted(item, key, why_whole_between, p);
	problem_param(p, "min", "%lld", (long long)min);
	problem_param(p, "max", "%lld", (long long)max);
	return code;
}

enum problem_code
json_as_number(const cJSON *item, const char *key, double *n, struct problem *p)
{
	if (!cJSON_IsNumber(item))
		return not_wanted(item, key, why_a_number, p);
	*n = item->valuedouble;
	return PROBLEM_NONE;
}

enum problem_code
json_as_bool(const cJSON *item, const char *key, bool *yes, struct problem *p)
{
	if (!cJSON_IsBool(item))
		return not_wanted(item, key, why_true_or_false, p);
	*yes = cJSON_IsTrue(item);
	return PROBLEM_NONE;
}

enum problem_code
json_as_array(
    const cJSON *item, const char *key, const cJSON **out, struct problem *p)
{
	if (!cJSON_IsArray(item))
		return not_wanted(item, key, why_a_list, p);
	*out = item;
	return PROBLEM_NONE;
}

enum problem_code
json_as_object(
    const cJSON *item, const char *key, const cJSON **out, struct problem *p)
{
	if (!cJSON_IsObject(item))
		return not_wanted(item, key, why_an_object, p);
	*out = item;
	return PROBLEM_NONE;
}

enum problem_code
json_string(const cJSON *object, const char *key, size_t max, const char **text,
    struct problem *p)
{
	return json_as_string(json_find(object, key), key, max, text, p);
}

enum problem_code
json_int(const cJSON *object, const char *key, int64_t min, int64_t max,
    int64_t *n, struct problem *p)
{
	return json_as_int(json_find(object, key), key, min, max, n, p);
}

enum problem_code
json_number(const cJSON *object, const char *key, double *n, struct problem *p)
{
	return json_as_number(json_find(object, key), key, n, p);
}

enum problem_code
json_bool(const cJSON *object, const char *key, bool *yes, struct problem *p)
{
	return json_as_bool(json_find(object, key), key, yes, p);
}

enum problem_code
json_array(
    const cJSON *object, const char *key, const cJSON **out, struct problem *p)
{
	return json_as_array(json_find(object, key), key, out, p);
}

enum problem_code
json_object(
    const cJSON *object, const char *key, const cJSON **out, struct problem *p)
{
	return json_as_object(json_find(object, key), key, out, p);
}

static bool
is_one_of(const char *key, const char *const *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(key, known[i]) == 0)
			return true;
	return false;
}

/* An unlike word is told the first of those that are known. */
static enum problem_code
unknown_key(
    const char *key, const char *const *known, size_t count, struct problem *p)
{
	const char *nearest = text_nearest(key, known, count);

	if (!nearest)
		nearest = count > 0 ? known[0] : "nothing";
	return problem_set(
	    p, PROBLEM_UNKNOWN_KEY, "key", key, "nearest", nearest, NULL);
}

enum problem_code
json_known(const cJSON *object, const char *const *known, size_t count,
    struct problem *p)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, object)
		if (item->string && !is_one_of(item->string, known, count))
			return unknown_key(item->string, known, count, p);
	return PROBLEM_NONE;
}
