/*
 * Cells whose corners and borders are shaken by numbers that only depend on
 * where they are (lattice.h).
 */
#include "tests/lib/lattice.h"

#include <stdio.h>

struct lattice {
	int32_t cell;
	int edge;
	struct vertex v;
};

static uint64_t
mix(uint64_t x)
{
	x ^= x >> 33;
	x *= 0xff51afd7ed558ccdu;
	x ^= x >> 33;
	x *= 0xc4ceb9fe1a85ec53u;
	return x ^ x >> 33;
}

/* A point of the fine grid, shaken by up to a third of its step. */
static struct vertex
point_at(const struct lattice *t, int x, int y)
{
	int32_t step = t->cell / t->edge, most = step / 3;
	uint64_t r = mix((uint64_t)x << 32 | (uint32_t)y);
	int32_t dx = most ? (int32_t)(r % (uint64_t)most) : 0;
	int32_t dy = most ? (int32_t)((r >> 32) % (uint64_t)most) : 0;

	return (struct vertex){
	    t->v.lon + x * step + dx, t->v.lat + y * step + dy};
}

static void
add_side(struct layer *l, const struct lattice *t, int x, int y, int dx, int dy)
{
	for (int i = 0; i < t->edge; i++)
		layer_add(l, point_at(t, x + i * dx, y + i * dy));
}

static void
add_cell(struct layer *l, const struct lattice *t, int x, int y)
{
	int n = t->edge;
	char id[40];
	struct layer_feature *f;

	snprintf(id, sizeof(id), "g%02d%02d", x, y);
	f = layer_begin(l, id, NULL);
	if (!f)
		return;
	f->id = layer_keep_text(l, id);
	layer_begin_part(l, PART_RING);
	add_side(l, t, x * n, y * n, 1, 0);
	add_side(l, t, (x + 1) * n, y * n, 0, 1);
	add_side(l, t, (x + 1) * n, (y + 1) * n, -1, 0);
	add_side(l, t, x * n, (y + 1) * n, 0, -1);
	layer_end(l);
}

struct layer *
lattice_new(int side, int32_t cell, int edge, struct vertex v)
{
	const struct lattice t = {cell, edge, v};
	struct layer *l = layer_new("cells", LAYER_GRID);

	for (int x = 0; l && x < side; x++)
		for (int y = 0; y < side; y++)
			add_cell(l, &t, x, y);
	return l;
}
