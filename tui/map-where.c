/*
 * Where a point is: in which area, by which border, next to which name. Asked
 * for every frame, of the cursor and of what is selected: boxes rule out
 * nearly all there is before an edge is looked at.
 */
#include "tui/map.h"

#include <math.h>
#include <string.h>

/* What was found so far. */
struct nearest_area {
	const struct scene_path *path; /* NULL: nothing */
	double far;                    /* units; 0: inside */
};

/* Paths [from, to) of one feature. */
struct feature_paths {
	size_t from, to;
};

/* Whether a ray from f to the east crosses the edge (see point_in_ring()). */
static bool
crosses(struct flat f, struct flat a, struct flat b)
{
	if ((a.y > f.y) == (b.y > f.y))
		return false;
	return f.x < a.x + ((double)b.x - a.x) * ((double)f.y - a.y) /
	                       ((double)b.y - a.y);
}

static bool
is_inside(const struct scene *s, const struct scene_path *path, struct flat f)
{
	const struct flat *p = s->point + path->first;
	bool inside = false;

	if (!flat_box_holds(&path->box, f))
		return false;
	for (uint32_t k = 0, j = path->count - 1; k < path->count; j = k++)
		inside ^= crosses(f, p[j], p[k]);
	return inside;
}

/* From f to the nearest point of the edge a, b. */
static double
edge_distance(struct flat f, struct flat a, struct flat b)
{
	double x = (double)b.x - a.x, y = (double)b.y - a.y;
	double fx = (double)f.x - a.x, fy = (double)f.y - a.y;
	double long_ = x * x + y * y;
	double t = long_ > 0 ? (fx * x + fy * y) / long_ : 0;

	t = t < 0 ? 0 : t > 1 ? 1 : t;
	return hypot(fx - t * x, fy - t * y);
}

static double
box_distance(const struct flat_box *b, struct flat f)
{
	double x = f.x < b->west   ? (double)b->west - f.x
	           : f.x > b->east ? (double)f.x - b->east
	                           : 0;
	double y = f.y < b->north   ? (double)b->north - f.y
	           : f.y > b->south ? (double)f.y - b->south
	                            : 0;

	return hypot(x, y);
}

static double
border_distance(
    const struct scene *s, const struct scene_path *path, struct flat f)
{
	const struct flat *p = s->point + path->first;
	double least = INFINITY;

	for (uint32_t k = 0, j = path->count - 1; k < path->count; j = k++) {
		double d = edge_distance(f, p[j], p[k]);

		least = d < least ? d : least;
	}
	return least;
}

/* The feature that begins at path n. */
static struct feature_paths
feature_at(const struct scene *s, size_t n)
{
	struct feature_paths of = {n, n};

	while (of.to < s->paths && s->path[of.to].feature == s->path[n].feature)
		of.to++;
	return of;
}

/* How far a feature is; of one beyond `most` only that it is. */
static double
feature_distance_to(
    const struct scene *s, struct feature_paths of, struct flat f, double most)
{
	bool inside = false;
	double least = INFINITY;

	for (size_t n = of.from; n < of.to; n++)
		inside ^= s->path[n].closed && is_inside(s, &s->path[n], f);
	for (size_t n = of.from; !inside && n < of.to; n++) {
		double d = most + 1;

		if (s->path[n].closed &&
		    box_distance(&s->path[n].box, f) <= most)
			d = border_distance(s, &s->path[n], f);
		least = d < least ? d : least;
	}
	return inside ? 0 : least;
}

static double
extent(const struct flat_box *b)
{
	return ((double)b->east - b->west) * ((double)b->south - b->north);
}

/* Of two that hold the point, whether a is the one to name. */
static bool
is_rather(const struct scene *s, const struct scene_path *a,
    const struct scene_path *b)
{
	if (a->ink == INK_GRID)
		return strcmp(scene_text(s, a->id), scene_text(s, b->id)) < 0;
	return extent(&a->box) < extent(&b->box);
}

static struct nearest_area
find_area(const struct scene *s, enum ink ink, struct flat f, double most)
{
	struct nearest_area best = {NULL, most};
	struct feature_paths of;

	for (size_t n = 0; n < s->paths; n = of.to) {
		const struct scene_path *path = &s->path[n];
		double far;

		of = feature_at(s, n);
		if (path->ink != ink || !path->closed || !path->name)
			continue;
		far = feature_distance_to(s, of, f, best.far);
		if (far > best.far ||
		    (best.path && far == best.far &&
		        (far > 0 || !is_rather(s, path, best.path))))
			continue;
		best = (struct nearest_area){path, far};
	}
	return best;
}

const char *
scene_area_near(const struct scene *s, enum ink ink, struct flat f, double *far)
{
	struct nearest_area best = find_area(s, ink, f, INFINITY);

	*far = best.path ? best.far : 0;
	return best.path ? scene_text(s, best.path->name) : "";
}

const char *
scene_area_at(const struct scene *s, enum ink ink, struct flat f)
{
	struct nearest_area best = find_area(s, ink, f, 0);

	return best.path ? scene_text(s, best.path->name) : "";
}

const struct scene_name *
scene_nearest(const struct scene *s, enum scene_rank rank, struct flat f)
{
	const struct scene_name *best = NULL;
	double least = INFINITY;

	for (size_t n = 0; n < s->names; n++) {
		double d = hypot((double)s->name[n].spot.x - f.x,
		    (double)s->name[n].spot.y - f.y);

		if (s->name[n].rank != rank || d >= least)
			continue;
		least = d;
		best = &s->name[n];
	}
	return best;
}

/* ---- all of it ---- */

/* The nearest name of a rank, when it is nearer than what is known. */
static void
take_nearer(const struct scene *s, enum scene_rank rank, struct flat f,
    const char **text, double *metres)
{
	const struct scene_name *name = scene_nearest(s, rank, f);
	double far;

	if (!name)
		return;
	far = point_distance(projection_point(name->spot), projection_point(f));
	if (**text && far >= *metres)
		return;
	*text = scene_text(s, name->text);
	*metres = far;
}

void
map_find_where(const struct scene *s, struct flat f, struct map_where *out)
{
	double scale = projection_metres(projection_point(f).lat);

	*out = MAP_NOWHERE;
	out->grid = scene_area_near(s, INK_GRID, f, &out->grid_metres);
	out->grid_metres *= scale;
	out->village = scene_area_near(s, INK_VILLAGE, f, &out->village_metres);
	out->village_metres *= scale;
	/* One that is a point alone, or no outline of it is here. */
	if (!*out->village || out->village_metres > 0)
		take_nearer(
		    s, SCENE_VILLAGE, f, &out->village, &out->village_metres);
	if (!*out->village)
		take_nearer(
		    s, SCENE_PLACE, f, &out->village, &out->village_metres);
	take_nearer(s, SCENE_STATION, f, &out->station, &out->station_metres);
}

const char *
map_name_at(const struct map *m, struct flat f)
{
	static const enum ink inks[] = {INK_GRID, INK_VILLAGE, INK_AREA};
	const char *name = "";

	for (size_t n = 0; !*name && n < COUNT_OF(inks); n++)
		name = scene_area_at(&m->scene, inks[n], f);
	return name;
}
