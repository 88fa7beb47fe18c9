/*
 * See finder-json.h.
 */
#include "net/wire/finder-json.h"

#include <math.h>
#include <string.h>

#include "model/text.h"

#define FAR 40100000 /* metres around the earth */

static void
put_number(struct json_out *o, const char *key, double n)
{
	json_put_key(o, key);
	json_put_number(o, n);
}

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

void
finder_json_write(struct json_out *o, const struct finder_hit *hit)
{
	json_open_object(o);
	put_text(o, "kind", finder_kind_name(hit->kind));
	put_text(o, "name", hit->name);
	if (*hit->id)
		put_text(o, "id", hit->id);
	json_put_key(o, "spot");
	json_open_object(o);
	put_number(o, "lat", hit->spot.lat);
	put_number(o, "lon", hit->spot.lon);
	json_close_object(o);
	if (hit->metres >= 0)
		put_number(o, "metres", round(hit->metres));
	if (hit->kind == FIND_ADDRESS) {
		put_number(o, "number", hit->number);
		put_number(o, "below", hit->below);
		put_number(o, "above", hit->above);
	}
	json_close_object(o);
}

static enum problem_code
read_kind(const cJSON *item, enum finder_kind *kind, struct problem *p)
{
	const char *text;

	if (json_string(item, "kind", 16, &text, p))
		return p->code;
	for (*kind = 0; *kind < FIND_KINDS; ++*kind)
		if (strcmp(finder_kind_name(*kind), text) == 0)
			return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "kind", "value", text,
	    "want", why_one_of, "words", "place", NULL);
}

static enum problem_code
read_spot(const cJSON *item, struct point *spot, struct problem *p)
{
	const cJSON *object;

	if (json_object(item, "spot", &object, p) ||
	    json_number(object, "lat", &spot->lat, p) ||
	    json_number(object, "lon", &spot->lon, p))
		return p->code;
	return point_valid(*spot)
	           ? PROBLEM_NONE
	           : problem_set(p, PROBLEM_BAD_VALUE, "key", "spot", NULL);
}

static enum problem_code
read_house(const cJSON *item, const char *key, uint32_t *out, struct problem *p)
{
	int64_t n;

	if (json_int(item, key, 1, UINT32_MAX, &n, p))
		return p->code;
	*out = (uint32_t)n;
	return PROBLEM_NONE;
}

static enum problem_code
read_hit(const cJSON *item, struct finder_hit *hit, struct problem *p)
{
	const char *text;
	int64_t metres;

	*hit = (struct finder_hit){.metres = -1};
	if (read_kind(item, &hit->kind, p) ||
	    json_string(item, "name", JSON_TEXT_MAX, &text, p))
		return p->code;
	text_copy_cut(hit->name, sizeof(hit->name), text);
	if (json_find(item, "id")) {
		if (json_string(item, "id", ID_SIZE - 1, &text, p))
			return p->code;
		text_copy_cut(hit->id, sizeof(hit->id), text);
	}
	if (read_spot(item, &hit->spot, p))
		return p->code;
	if (json_find(item, "metres")) {
		if (json_int(item, "metres", 0, FAR, &metres, p))
			return p->code;
		hit->metres = (double)metres;
	}
	if (hit->kind != FIND_ADDRESS)
		return PROBLEM_NONE;
	if (read_house(item, "number", &hit->number, p) ||
	    read_house(item, "below", &hit->below, p) ||
	    read_house(item, "above", &hit->above, p))
		return p->code;
	return PROBLEM_NONE;
}

enum problem_code
finder_json_read(const cJSON *answer, struct finder_hit *hit, size_t max,
    size_t *count, struct problem *p)
{
	const cJSON *list, *item;
	struct problem none;

	p = p ? p : &none;
	*count = 0;
	if (json_array(answer, "places", &list, p))
		return p->code;
	cJSON_ArrayForEach (item, list) {
		if (*count == max)
			break;
		if (read_hit(item, &hit[*count], p))
			return p->code;
		++*count;
	}
	return PROBLEM_NONE;
}
