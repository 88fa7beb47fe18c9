/*
 * Heat as the central counts it, on the wire: the answer of GET /v1/heat.
 */
#ifndef NET_WIRE_HEAT_JSON_H
#define NET_WIRE_HEAT_JSON_H

#include "model/heat.h"
#include "net/wire/json.h"

#define HEAT_JSON_MAX ((size_t)512 * 1024) /* bytes of an answer */

/*
 * Reads an answer into *out, for heat_free(); *more: not all were counted, or
 * not all cells are there. *out is {0} when it fails.
 */
MUST_USE enum problem_code heat_json_read(const char *text, size_t len,
    struct heat *out, bool *more, struct problem *p);

#endif
