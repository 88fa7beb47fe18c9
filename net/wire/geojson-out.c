/*
 * Layers back to GeoJSON (geojson.h).
 */
#include <string.h>

#include "net/wire/geojson.h"
#include "net/wire/json-out.h"

static void
put_text(struct json_out *o, const char *key, const char *text)
{
	json_put_key(o, key);
	json_put_string(o, text, strlen(text));
}

static void
put_position(struct json_out *o, struct vertex v)
{
	struct point p = vertex_point(v);

	json_open_array(o);
	json_put_number(o, p.lon);
	json_put_number(o, p.lat);
	json_close_array(o);
}

/* A list of positions; a ring says its first once more. */
static void
put_positions(
    struct json_out *o, const struct layer *l, const struct layer_part *part)
{
	const struct vertex *v = layer_vertices(l, part);

	json_open_array(o);
	for (uint32_t i = 0; i < part->count; i++)
		put_position(o, v[i]);
	if (part->kind >= PART_RING)
		put_position(o, v[0]);
	json_close_array(o);
}

/* How many parts the geometry that begins at part k has: a ring's holes. */
static uint32_t
parts_of(const struct layer *l, const struct layer_feature *f, uint32_t k)
{
	uint32_t n = 1;

	while (layer_part(l, f, k)->kind == PART_RING && k + n < f->parts &&
	       layer_part(l, f, k + n)->kind == PART_HOLE)
		n++;
	return n;
}

/* The rings of one polygon. */
static void
put_rings(struct json_out *o, const struct layer *l,
    const struct layer_feature *f, uint32_t k)
{
	uint32_t n = parts_of(l, f, k);

	json_open_array(o);
	for (uint32_t i = 0; i < n; i++)
		put_positions(o, l, layer_part(l, f, k + i));
	json_close_array(o);
}

static void
put_simple(struct json_out *o, const struct layer *l,
    const struct layer_feature *f, uint32_t k)
{
	static const char *const types[] = {
	    "Point", "LineString", "Polygon", "Polygon"};
	const struct layer_part *part = layer_part(l, f, k);

	json_open_object(o);
	put_text(o, "type", types[part->kind]);
	json_put_key(o, "coordinates");
	if (part->kind == PART_POINT)
		put_position(o, *layer_vertices(l, part));
	else if (part->kind == PART_LINE)
		put_positions(o, l, part);
	else
		put_rings(o, l, f, k);
	json_close_object(o);
}

static bool
only_rings(const struct layer *l, const struct layer_feature *f)
{
	for (uint32_t k = 0; k < f->parts; k++)
		if (layer_part(l, f, k)->kind < PART_RING)
			return false;
	return true;
}

static void
put_geometry(
    struct json_out *o, const struct layer *l, const struct layer_feature *f)
{
	bool rings = only_rings(l, f);

	if (parts_of(l, f, 0) == f->parts) {
		put_simple(o, l, f, 0);
		return;
	}
	json_open_object(o);
	put_text(o, "type", rings ? "MultiPolygon" : "GeometryCollection");
	json_put_key(o, rings ? "coordinates" : "geometries");
	json_open_array(o);
	for (uint32_t k = 0; k < f->parts; k += parts_of(l, f, k)) {
		if (rings)
			put_rings(o, l, f, k);
		else
			put_simple(o, l, f, k);
	}
	json_close_array(o);
	json_close_object(o);
}

static void
put_properties(
    struct json_out *o, const struct layer *l, const struct layer_feature *f)
{
	json_open_object(o);
	if (f->name)
		put_text(o, "name", layer_text(l, f->name));
	if (f->code)
		put_text(o, "code", layer_text(l, f->code));
	if (f->class)
		put_text(o, "class", enum_word(&enum_place_class, f->class));
	json_put_key(o, "rank");
	json_put_int(o, f->rank);
	json_close_object(o);
}

void
geojson_write(struct buf *out, const struct layer *l)
{
	struct json_out o = {.buf = out};

	buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[");
	for (size_t i = 0; i < l->features; i++) {
		const struct layer_feature *f = &l->feature[i];

		buf_puts(out, i ? ",\n" : "\n");
		o.comma = false;
		json_open_object(&o);
		put_text(&o, "type", "Feature");
		if (f->id)
			put_text(&o, "id", layer_text(l, f->id));
		json_put_key(&o, "properties");
		put_properties(&o, l, f);
		json_put_key(&o, "geometry");
		put_geometry(&o, l, f);
		json_close_object(&o);
	}
	buf_puts(out, "\n]}\n");
}
