/*
 * What places cost the central (issue of the sand table):
 *
 *	station and grid by point in polygon, 10,000 polygons of 32 corners
 *	over an index				>= 100,000 points/s
 *
 * and, without a budget, beside it in the same run: looking at every polygon
 * instead; simplifying those polygons for a zoom and writing them as JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model/layer-simplify.h"
#include "model/outlines.h"
#include "net/wire/layer-json.h"
#include "tests/lib/lattice.h"

#define SIDE 100
#define EDGE 8
#define CELL 20000 /* 1e-7 degree: some 200 m */
#define POINTS 400000
#define SCANNED 2000
#define BUDGET 100000

static double
now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const struct vertex corner = {1206000000, 279000000};

static struct vertex
random_vertex(uint64_t *seed)
{
	int32_t x, y;

	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	x = (int32_t)((*seed >> 40) % (SIDE * CELL));
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	y = (int32_t)((*seed >> 40) % (SIDE * CELL));
	return (struct vertex){corner.lon + x, corner.lat + y};
}

static void
bench_index(const struct layer *l)
{
	double from = now_s(), rate;
	struct outlines *o = outlines_new(&l, 1, LAYER_GRID);
	const struct outline *hit[OUTLINES_AT];
	uint64_t seed = 1;
	size_t found = 0;

	if (!o)
		abort();
	printf("index of %zu polygons: %.0f ms\n", o->count,
	    (now_s() - from) * 1000);
	from = now_s();
	for (int i = 0; i < POINTS; i++)
		found +=
		    outlines_at(o, vertex_point(random_vertex(&seed)), hit);
	rate = POINTS / (now_s() - from);
	printf("points to polygons, index of %zu: %.0f/s, %.0f %% found "
	       "(budget %d/s) %s\n",
	    o->count, rate, 100.0 * (double)found / POINTS, BUDGET,
	    rate >= BUDGET ? "ok" : "MISSED");
	outlines_free(o);
}

static void
bench_scan(const struct layer *l)
{
	double from = now_s();
	uint64_t seed = 1;
	size_t found = 0;

	for (int i = 0; i < SCANNED; i++) {
		struct vertex v = random_vertex(&seed);

		for (size_t k = 0; k < l->features; k++)
			found += layer_holds(l, &l->feature[k], v);
	}
	printf("points to polygons, each looked at: %.0f/s, %.0f %% found\n",
	    SCANNED / (now_s() - from), 100.0 * (double)found / SCANNED);
}

static void
bench_zoom(const struct layer *l, size_t zoom)
{
	double from = now_s();
	struct layer *s = layer_simplify(l, layer_zoom_metres(zoom));
	struct buf text = {0};

	if (!s)
		abort();
	layer_write_json(&text, s, layer_zoom_digits(zoom));
	printf("%zu corners for zoom %d: %.0f ms, %zu KiB of JSON\n",
	    l->vertices, layer_zooms[zoom], (now_s() - from) * 1000,
	    text.len / 1024);
	buf_free(&text);
	layer_free(s);
}

int
main(void)
{
	struct layer *l = lattice_new(SIDE, CELL, EDGE, corner);

	if (!l || layer_ok(l, NULL))
		return 1;
	bench_index(l);
	bench_scan(l);
	bench_zoom(l, 2);
	bench_zoom(l, LAYER_ZOOMS - 1);
	layer_free(l);
	return 0;
}
