/*
 * Any bytes as a central's answer of places: what is taken lies on the earth,
 * and comes back the same when it is written and read again.
 */
#include <stdlib.h>
#include <string.h>

#include "net/wire/finder-json.h"

#define HITS 9

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
read_hits(const cJSON *json, struct finder_hit hit[HITS], bool *fine)
{
	struct problem p = {0};
	size_t count = 0;

	*fine = finder_json_read(json, hit, HITS, &count, &p) == PROBLEM_NONE;
	if (*fine != (p.code == PROBLEM_NONE) || count > HITS)
		abort();
	return count;
}

static void
check_hit(const struct finder_hit *h)
{
	if (!point_valid(h->spot) || h->kind >= FIND_KINDS ||
	    !memchr(h->name, '\0', sizeof(h->name)) ||
	    !memchr(h->id, '\0', sizeof(h->id)))
		abort();
}

static bool
same(const struct finder_hit *a, const struct finder_hit *b)
{
	return a->kind == b->kind && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->id, b->id) == 0 && a->spot.lat == b->spot.lat &&
	       a->spot.lon == b->spot.lon && a->metres == b->metres &&
	       a->number == b->number && a->below == b->below &&
	       a->above == b->above;
}

static void
write_again(const struct finder_hit *hit, size_t count)
{
	struct buf text = {0};
	struct json_out o = {.buf = &text};
	struct finder_hit back[HITS];
	cJSON *json = NULL;
	bool fine;

	json_open_object(&o);
	json_put_key(&o, "places");
	json_open_array(&o);
	for (size_t n = 0; n < count; n++)
		finder_json_write(&o, &hit[n]);
	json_close_array(&o);
	json_close_object(&o);
	if (!buf_ok(&text) ||
	    json_parse(text.data, text.len, NULL, &json, NULL) ||
	    read_hits(json, back, &fine) != count || !fine)
		abort();
	for (size_t n = 0; n < count; n++)
		if (!same(&hit[n], &back[n]))
			abort();
	cJSON_Delete(json);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct finder_hit hit[HITS];
	cJSON *json = NULL;
	size_t count;
	bool fine;

	if (json_parse((const char *)data, size, NULL, &json, NULL))
		return 0;
	count = read_hits(json, hit, &fine);
	for (size_t n = 0; n < count; n++)
		check_hit(&hit[n]);
	if (fine)
		write_again(hit, count);
	cJSON_Delete(json);
	return 0;
}
