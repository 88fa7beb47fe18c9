/*
 * See heat-json.h. What is read is held to what it must be: no hexagon beyond
 * the plane, no count of nothing.
 */
#include "net/wire/heat-json.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"

#define SIDE_MAX 1e9 /* of a hexagon, in units of the plane */

static enum problem_code
read_count(const cJSON *object, const char *key, int64_t min, uint32_t *out,
    struct problem *p)
{
	int64_t n;

	if (json_int(object, key, min, UINT32_MAX, &n, p))
		return p->code;
	*out = (uint32_t)n;
	return PROBLEM_NONE;
}

static enum problem_code
read_middle(const cJSON *item, struct flat *out, struct problem *p)
{
	const cJSON *spot;
	struct point at;

	if (json_object(item, "spot", &spot, p) ||
	    json_number(spot, "lat", &at.lat, p) ||
	    json_number(spot, "lon", &at.lon, p))
		return p->code;
	if (!point_valid(at))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "spot", NULL);
	*out = projection_flat(at);
	return PROBLEM_NONE;
}

static enum problem_code
read_cell(const cJSON *item, struct heat_cell *cell, struct problem *p)
{
	const char *grid;
	int64_t step;

	*cell = (struct heat_cell){0};
	if (read_count(item, "count", 1, &cell->count, p) ||
	    json_int(item, "step", 1, HEAT_STEPS, &step, p))
		return p->code;
	cell->step = (int)step;
	if (!json_find(item, "grid"))
		return read_middle(item, &cell->middle, p);
	if (json_string(item, "grid", ID_SIZE - 1, &grid, p))
		return p->code;
	text_copy_cut(cell->grid, sizeof(cell->grid), grid);
	return PROBLEM_NONE;
}

static enum problem_code
read_cells(const cJSON *object, struct heat *h, struct problem *p)
{
	const cJSON *list, *item;

	if (json_array(object, "cells", &list, p))
		return p->code;
	h->cell =
	    calloc((size_t)cJSON_GetArraySize(list) + 1, sizeof(*h->cell));
	if (!h->cell)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	cJSON_ArrayForEach (item, list) {
		struct heat_cell *cell = &h->cell[h->count++];

		if (read_cell(item, cell, p))
			return p->code;
		if (cell->count > h->most)
			h->most = cell->count;
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_hours(const cJSON *object, struct heat *h, struct problem *p)
{
	const cJSON *list, *item;
	int64_t n;
	int hour = 0;

	if (json_array(object, "hours", &list, p))
		return p->code;
	cJSON_ArrayForEach (item, list) {
		if (hour == HEAT_HOURS)
			break;
		if (json_as_int(item, "hours", 0, UINT32_MAX, &n, p))
			return p->code;
		h->by_hour[hour++] = (uint32_t)n;
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_heat(const cJSON *object, struct heat *h, bool *more, struct problem *p)
{
	uint32_t nowhere = 0;

	if (read_count(object, "total", 0, &h->total, p) ||
	    read_count(object, "nowhere", 0, &nowhere, p) ||
	    json_bool(object, "more", more, p) || read_hours(object, h, p))
		return p->code;
	h->nowhere = nowhere;
	if (json_find(object, "side") &&
	    json_number(object, "side", &h->side, p))
		return p->code;
	if (!(h->side >= 0 && h->side <= SIDE_MAX))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "side", NULL);
	return read_cells(object, h, p);
}

enum problem_code
heat_json_read(const char *text, size_t len, struct heat *out, bool *more,
    struct problem *p)
{
	static const struct json_limits limits = {
	    HEAT_JSON_MAX, JSON_DEPTH_MAX};
	cJSON *object;
	enum problem_code code;

	*out = (struct heat){0};
	if (json_parse(text, len, &limits, &object, p))
		return p->code;
	code = read_heat(object, out, more, p);
	cJSON_Delete(object);
	if (code)
		heat_free(out);
	return code;
}
