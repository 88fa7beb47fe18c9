/*
 * All JSON that is read is read here: strict text in, a cJSON tree out, and
 * getters that name the key when what they find will not do.
 *
 * Beyond RFC 8259 to the letter (no byte order mark, no trailing bytes, no
 * comments, strict UTF-8, surrogates in pairs only) our own rules: no key
 * twice in an object, no U+0000 in a text, no number too large for a double
 * or longer than some 480 bytes, bounded size and depth. A number is its
 * nearest double, as cJSON has it; cJSON's `valueint` is never used.
 */
#ifndef NET_WIRE_JSON_H
#define NET_WIRE_JSON_H

#include "model/base.h"
#include "model/problem.h"

#include <cjson/cJSON.h>

struct json_limits {
	size_t bytes; /* of the whole text */
	size_t depth; /* of arrays and objects, 1 for a flat object */
};

#define JSON_BODY_MAX ((size_t)64 * 1024) /* bytes of one request body */
#define JSON_TEXT_MAX ((size_t)16 * 1024) /* bytes of one text in it */
#define JSON_DEPTH_MAX ((size_t)32)
/* The integers that a double holds exactly, and whose neighbours it tells. */
#define JSON_INT_MAX INT64_C(9007199254740991)
#define JSON_INT_MIN (-JSON_INT_MAX)

/*
 * Reads text[0..len) within *limits (NULL: JSON_BODY_MAX, JSON_DEPTH_MAX)
 * into *out, which the caller gives back with cJSON_Delete(); *out is NULL on
 * failure. Fails with TOO_LARGE, BAD_JSON (line and byte within the line,
 * both from 1, of the first offending byte, and what is wrong) or NO_MEMORY.
 */
MUST_USE enum problem_code json_parse(const char *text, size_t len,
    const struct json_limits *limits, cJSON **out, struct problem *p);

/* The member of that very name, or NULL; also when object is no object. */
const cJSON *json_find(const cJSON *object, const char *key);

/*
 * The getters of one item. `key` is only the name that a problem gives it; an
 * item that is NULL, as json_find() returns, is MISSING_KEY; an item of
 * another type or outside the range is BAD_VALUE with key, value and want, a
 * text longer than `max` bytes TOO_LONG. What they set belongs to the tree;
 * on failure nothing is set.
 */
MUST_USE enum problem_code json_as_string(const cJSON *item, const char *key,
    size_t max, const char **text, struct problem *p);
/* A whole number, min <= n <= max, within JSON_INT_MIN..JSON_INT_MAX. */
MUST_USE enum problem_code json_as_int(const cJSON *item, const char *key,
    int64_t min, int64_t max, int64_t *n, struct problem *p);
MUST_USE enum problem_code json_as_number(
    const cJSON *item, const char *key, double *n, struct problem *p);
MUST_USE enum problem_code json_as_bool(
    const cJSON *item, const char *key, bool *yes, struct problem *p);
/* These two set *out to the item itself; walk it with cJSON_ArrayForEach. */
MUST_USE enum problem_code json_as_array(
    const cJSON *item, const char *key, const cJSON **out, struct problem *p);
MUST_USE enum problem_code json_as_object(
    const cJSON *item, const char *key, const cJSON **out, struct problem *p);

/* The same for the member `key` of an object, which must be there. */
MUST_USE enum problem_code json_string(const cJSON *object, const char *key,
    size_t max, const char **text, struct problem *p);
MUST_USE enum problem_code json_int(const cJSON *object, const char *key,
    int64_t min, int64_t max, int64_t *n, struct problem *p);
MUST_USE enum problem_code json_number(
    const cJSON *object, const char *key, double *n, struct problem *p);
MUST_USE enum problem_code json_bool(
    const cJSON *object, const char *key, bool *yes, struct problem *p);
MUST_USE enum problem_code json_array(
    const cJSON *object, const char *key, const cJSON **out, struct problem *p);
MUST_USE enum problem_code json_object(
    const cJSON *object, const char *key, const cJSON **out, struct problem *p);

/*
 * Whether each key of the object (nothing else has keys) is one of
 * known[0..count). If not, UNKNOWN_KEY with the first key that is not, and as
 * `nearest` the one that was probably meant, or known[0] when none is like it.
 */
MUST_USE enum problem_code json_known(const cJSON *object,
    const char *const *known, size_t count, struct problem *p);

#endif
