/*
 * Any bytes as a layer on the wire, with records and without, in a console's
 * cache, and as geometry of the store: what is taken holds to all rules.
 */
#include <stdlib.h>

#include "model/layer-pack.h"
#include "net/wire/layer-json.h"
#include "tests/lib/layer-hold.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_bytes(const uint8_t *data, size_t size)
{
	struct layer *l = layer_new("fuzz", LAYER_AREA);

	if (!l || !layer_begin(l, "x", NULL))
		abort();
	if (layer_unpack(l, data, size)) {
		layer_end(l);
		if (l->features > 0)
			(void)layer_spot(l, &l->feature[0]);
	}
	layer_free(l);
}

static void
try_put(const char *text, size_t len)
{
	struct layer_put put;
	struct problem p = {0};

	if (layer_put_read_json(text, len, &put, &p) != p.code)
		abort();
	if (!p.code)
		layer_hold(put.layer);
	layer_put_free(&put);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct layer *l = NULL;
	struct problem p = {0};

	try_put((const char *)data, size);
	if (size > 0 && data[0] != '{')
		try_bytes(data, size);
	if (layer_read_json((const char *)data, size, &l, &p)) {
		if (l || !p.code)
			abort();
		return 0;
	}
	layer_hold(l);
	layer_free(l);
	return 0;
}
