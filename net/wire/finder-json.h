/*
 * Places that were found (model/finder.h), on the wire:
 *
 *	{"places":[{"kind":"address","name":"Mission St",
 *	  "spot":{"lat":..,"lon":..},"metres":310,"number":4200,"below":4048,
 *	  "above":4400}],"next":9}
 */
#ifndef NET_WIRE_FINDER_JSON_H
#define NET_WIRE_FINDER_JSON_H

#include "model/finder.h"
#include "net/wire/json-out.h"
#include "net/wire/json.h"

/* One place as an object. */
void finder_json_write(struct json_out *o, const struct finder_hit *hit);
/*
 * The array `places` into hit[0..max), as many as there are into *count; keys
 * that are not known are passed by. What is left of a place is never half.
 */
MUST_USE enum problem_code finder_json_read(const cJSON *answer,
    struct finder_hit *hit, size_t max, size_t *count, struct problem *p);

#endif
