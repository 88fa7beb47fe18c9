/*
 * See layer-route.h.
 */
#include "central/layer-route.h"

#include <string.h>

#include "model/layer-simplify.h"
#include "model/record.h"

/* A hundredth of what a dot of the finest zoom shows, and 22 bytes a corner. */
static void
write_corner(struct buf *out, struct vertex v)
{
	struct point p = vertex_point(v);
	char lon[NUMBER_SIZE], lat[NUMBER_SIZE];

	number_format(p.lon, lon);
	number_format(p.lat, lat);
	if (out->len > 0)
		buf_putc(out, ' ');
	buf_printf(out, "%s,%s", lon, lat);
}

static void
write_part(
    struct buf *out, const struct layer *l, const struct layer_part *part)
{
	const struct vertex *v = layer_vertices(l, part);
	bool ring = part->kind == PART_RING || part->kind == PART_HOLE;

	if (part->kind == PART_POINT || part->count < 2)
		return;
	if (out->len > 0)
		buf_puts(out, " ;");
	for (uint32_t k = 0; k < part->count; k++)
		write_corner(out, v[k]);
	if (ring)
		write_corner(out, v[0]);
}

/* Whether two features are pieces of one route. */
static bool
is_same(const struct layer *l, const struct layer_feature *a,
    const struct layer_feature *b)
{
	if (a->id && b->id)
		return strcmp(layer_text(l, a->id), layer_text(l, b->id)) == 0;
	return strcmp(layer_text(l, a->name), layer_text(l, b->name)) == 0;
}

static void
write_line(struct buf *out, const struct layer *l)
{
	buf_clear(out);
	for (size_t n = 0; n < l->parts; n++)
		write_part(out, l, &l->part[n]);
}

/* Only what belongs to the route; NULL: memory ended. */
static struct layer *
pieces_of(const struct layer *l, const struct layer_feature *f)
{
	struct layer *own = layer_new("route", LAYER_ROUTE);

	for (size_t n = 0; own && n < l->features; n++)
		if (&l->feature[n] == f || is_same(l, &l->feature[n], f))
			layer_copy(own, l, &l->feature[n]);
	if (own && layer_ok(own, NULL) == PROBLEM_NONE)
		return own;
	layer_free(own);
	return NULL;
}

const char *
layer_route_line(
    const struct layer *l, const struct layer_feature *f, struct buf *out)
{
	static const double metres[] = {2, 5, 10};
	struct layer *own = pieces_of(l, f);

	if (!own) {
		out->failed = true;
		return NULL;
	}
	write_line(out, own);
	for (size_t n = 0; n < COUNT_OF(metres) && out->len > TEXT_MAX; n++) {
		struct layer *less = layer_simplify(own, metres[n]);

		if (!less) {
			out->failed = true;
			break;
		}
		write_line(out, less);
		layer_free(less);
	}
	layer_free(own);
	return out->len > TEXT_MAX ? "its line is too long for a record" : NULL;
}
