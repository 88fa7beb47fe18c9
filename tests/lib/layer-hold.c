/*
 * The rules of layers (layer-hold.h).
 */
#include "tests/lib/layer-hold.h"

#include <stdlib.h>
#include <string.h>

#include "model/layer-pack.h"
#include "model/layer-simplify.h"
#include "net/wire/layer-json.h"

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
hold_part(const struct layer *l, const struct layer_feature *f, uint32_t k)
{
	static const uint32_t least[] = {1, 2, 3, 3};
	const struct layer_part *part = layer_part(l, f, k);
	const struct vertex *v = layer_vertices(l, part);

	hold(part->kind <= PART_HOLE && part->count >= least[part->kind]);
	hold(part->first + (size_t)part->count <= l->vertices);
	hold(part->kind != PART_POINT || part->count == 1);
	hold(part->kind != PART_HOLE || layer_is_area(l, f));
	for (uint32_t i = 0; i < part->count; i++) {
		hold(v[i].lon >= -LAYER_LON_MAX && v[i].lon <= LAYER_LON_MAX);
		hold(v[i].lat >= -LAYER_LAT_MAX && v[i].lat <= LAYER_LAT_MAX);
		hold(box_holds(&f->box, v[i]));
	}
}

static void
hold_same(const struct layer *a, const struct layer *b)
{
	uint8_t x[LAYER_DIGEST], y[LAYER_DIGEST];

	layer_digest(a, x);
	layer_digest(b, y);
	hold(memcmp(x, y, sizeof(x)) == 0);
}

static void
hold_json(const struct layer *l)
{
	struct layer *back = NULL;
	struct buf text = {0};

	layer_write_json(&text, l, 7);
	hold(layer_read_json(text.data, text.len, &back, NULL) == 0);
	hold_same(l, back);
	layer_free(back);
	buf_free(&text);
}

static void
hold_pack(const struct layer *l)
{
	struct layer *to = layer_new(l->name, l->role);
	struct buf pack = {0};

	hold(to != NULL);
	for (size_t i = 0; i < l->features; i++) {
		buf_clear(&pack);
		layer_pack(&pack, l, &l->feature[i]);
		hold(layer_begin_like(to, l, &l->feature[i]) != NULL);
		hold(layer_unpack(to, buf_str(&pack), pack.len));
		layer_end(to);
	}
	hold_same(l, to);
	buf_free(&pack);
	layer_free(to);
}

static void
hold_zoom(const struct layer *l, size_t zoom)
{
	struct layer *s = layer_simplify(l, layer_zoom_metres(zoom));
	struct layer *back = NULL;
	struct buf text = {0};

	hold(s && s->features == l->features);
	layer_write_json(&text, s, layer_zoom_digits(zoom));
	hold(layer_read_json(text.data, text.len, &back, NULL) == 0);
	hold(back->features == l->features ||
	     back->features < l->features); /* a line below the last digit */
	layer_free(back);
	layer_free(s);
	buf_free(&text);
}

void
layer_hold(const struct layer *l)
{
	for (size_t i = 0; i < l->features; i++) {
		const struct layer_feature *f = &l->feature[i];

		hold(f->parts > 0 && f->rank >= 1 && f->rank <= LAYER_RANK_MAX);
		for (uint32_t k = 0; k < f->parts; k++)
			hold_part(l, f, k);
		(void)layer_holds(l, f, layer_spot(l, f));
	}
	hold_json(l);
	hold_pack(l);
	for (size_t z = 0; z < LAYER_ZOOMS; z++)
		hold_zoom(l, z);
}
