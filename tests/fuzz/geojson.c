/*
 * Any bytes as a map file: the first says the role, the system and whether it
 * is a CSV. What is taken holds to all rules of layers.
 */
#include <stdlib.h>
#include <string.h>

#include "model/layer-csv.h"
#include "net/wire/geojson.h"
#include "tests/lib/layer-hold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
passed_over(void *ctx, size_t feature, unsigned long line, const char *why)
{
	size_t *told = ctx;

	if (feature == 0 || line == 0 || !*why)
		abort();
	++*told;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char words[][8] = {
	    "name", "code", "id", "class", "ring", "radius", "lon", "lat"};
	static char park[] = "pa*";
	struct layer_word word = {park, 3, PLACE_PARK};
	struct layer_map map = {.word = &word, .words = 1};
	size_t told = 0;
	struct layer_reading r = {.file = "fuzz",
	    .map = &map,
	    .passed_over = passed_over,
	    .ctx = &told};
	struct problem p = {0};
	const char *text = (const char *)data + 1;
	enum problem_code code;

	if (size < 2)
		return 0;
	for (int k = 0; k < LAYER_KEYS; k++)
		map.key[k][0] = words[k];
	r.crs = (enum crs)(data[0] / 16 % 3);
	r.layer = layer_new("fuzz", (enum layer_role)(data[0] % 7));
	if (!r.layer)
		return 0;
	code = data[0] & 128 ? layer_csv_read(&r, text, size - 1, &p)
	                     : geojson_read(&r, text, size - 1, &p);
	if (code != p.code || r.used + told > r.features ||
	    (!code && r.used + told != r.features) ||
	    (!code && r.layer->features != r.used))
		abort();
	if (!code)
		layer_hold(r.layer);
	layer_free(r.layer);
	return 0;
}
