/*
 * See places.h.
 */
#include "tests/lib/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/layer-file.h"
#include "config/source.h"
#include "model/layer-csv.h"
#include "net/wire/geojson.h"
#include "tests/lib/data.h"
#include "tui/map.h"

static const struct file {
	enum place_map of;
	const char *path, *map;
	enum layer_role role;
	uint8_t rank; /* of all its roads; 0: as the file says */
} files[] = {
    {MAP_SF, "map/sf/sf_outline.geojson", "datasf", LAYER_STATION, 0},
    {MAP_SF, "map/sf/neighborhoods.json.xz", "datasf", LAYER_GRID, 0},
    {MAP_SF, "map/sf/arteries.json.xz", "datasf", LAYER_ROAD, 4},
    {MAP_SF, "map/sf/freeways.json.xz", "datasf", LAYER_ROAD, 1},
    {MAP_OUHAI, "map/ouhai/330304.json", "amap", LAYER_STATION, 0},
    {MAP_OUHAI, "map/ouhai/ouhai_streets.json", "amap", LAYER_AREA, 0},
    {MAP_OUHAI, "map/ouhai/ouhai_street_points.csv", "street-points",
        LAYER_VILLAGE, 0},
};

static void
unpack(const char *path, struct buf *out)
{
	const char *bytes;
	struct source *s;
	size_t len;

	assert_int_equal(source_open(path, &s, NULL), PROBLEM_NONE);
	do {
		assert_int_equal(
		    source_read(s, &bytes, &len, NULL), PROBLEM_NONE);
		buf_add(out, bytes, len);
	} while (len > 0);
	source_close(s);
	assert_true(buf_ok(out));
}

static struct layer *
read_file(const struct file *f, const char *path)
{
	struct layer_file map;
	struct layer_reading r = {.file = path, .map = &map.map};
	struct buf text = {0};
	enum problem_code code;

	assert_int_equal(layer_file_read(f->map, &map, NULL), PROBLEM_NONE);
	unpack(path, &text);
	r.crs = map.crs > 0 ? (enum crs)map.crs : CRS_WGS84;
	r.layer = layer_new("x", f->role);
	assert_non_null(r.layer);
	code = strstr(path, ".csv")
	           ? layer_csv_read(&r, text.data, text.len, NULL)
	           : geojson_read(&r, text.data, text.len, NULL);
	assert_int_equal(code, PROBLEM_NONE);
	for (size_t n = 0; f->rank && n < r.layer->features; n++)
		r.layer->feature[n].rank = f->rank;
	layer_file_free(&map);
	buf_free(&text);
	return r.layer;
}

bool
places_read(enum place_map which, struct places *out)
{
	char path[4096];

	*out = (struct places){.count = 0};
	for (size_t n = 0; n < COUNT_OF(files); n++) {
		if (files[n].of != which)
			continue;
		if (!data_path(files[n].path, path, sizeof(path))) {
			places_free(out);
			return false;
		}
		out->layer[out->count++] = read_file(&files[n], path);
	}
	return true;
}

void
places_free(struct places *p)
{
	for (size_t n = 0; n < p->count; n++)
		layer_free(p->layer[n]);
	*p = (struct places){.count = 0};
}

void
places_show(const struct places *p, struct desk *d)
{
	struct map *m = map_of(&d->console);

	m->layer = (const struct layer *const *)p->layer;
	m->layers = p->count;
	m->scene_stale = true;
	m->placed = m->settled = m->touched = false;
}
