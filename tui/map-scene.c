/*
 * See map-scene.h.
 */
#include "tui/map-scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/beat.h"
#include "model/record.h"
#include "model/text.h"

/* From this zoom on (a dot is 2^zoom units) the smaller roads are left out. */
#define ZOOM_NO_LANES 12   /* some 35 m */
#define ZOOM_NO_STREETS 14 /* some 140 m */
/* Ranks of roads, as layer.h has them; 9 is not known. */
#define ROAD_PRIMARY 3
#define ROAD_SERVICE 7
#define ROAD_PATH 8
#define ZOOM_BROAD 9 /* below some 4 m main roads are broad */

struct flat_box
flat_box_empty(void)
{
	return (struct flat_box){INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN};
}

bool
flat_box_any(const struct flat_box *b)
{
	return b->west <= b->east;
}

void
flat_box_add(struct flat_box *b, struct flat f)
{
	b->west = f.x < b->west ? f.x : b->west;
	b->east = f.x > b->east ? f.x : b->east;
	b->north = f.y < b->north ? f.y : b->north;
	b->south = f.y > b->south ? f.y : b->south;
}

void
flat_box_join(struct flat_box *b, const struct flat_box *other)
{
	if (!flat_box_any(other))
		return;
	flat_box_add(b, (struct flat){other->west, other->north});
	flat_box_add(b, (struct flat){other->east, other->south});
}

bool
flat_box_meets(const struct flat_box *a, const struct flat_box *b)
{
	return a->west <= b->east && b->west <= a->east &&
	       a->north <= b->south && b->north <= a->south;
}

bool
flat_box_holds(const struct flat_box *b, struct flat f)
{
	return f.x >= b->west && f.x <= b->east && f.y >= b->north &&
	       f.y <= b->south;
}

/* ---- building ---- */

void
scene_clear(struct scene *s)
{
	s->points = s->paths = s->names = 0;
	s->features = 0;
	s->failed = false;
	s->box = s->own = flat_box_empty();
	buf_clear(&s->text);
	buf_add(&s->text, "", 1);
}

void
scene_free(struct scene *s)
{
	free(s->point);
	free(s->path);
	free(s->name);
	buf_free(&s->text);
	*s = (struct scene){0};
}

const char *
scene_text(const struct scene *s, uint32_t at)
{
	return at < s->text.len ? s->text.data + at : "";
}

/* Makes room for one more of *list. */
static bool
grow(struct scene *s, void *list, size_t *room, size_t count, size_t size)
{
	void **array = list;
	size_t more = *room ? *room * 2 : 256;
	void *grown;

	if (count < *room)
		return true;
	grown = s->failed ? NULL : realloc(*array, more * size);
	if (!grown) {
		s->failed = true;
		return false;
	}
	*array = grown;
	*room = more;
	return true;
}

static uint32_t
keep_text(struct scene *s, const char *text)
{
	size_t at = s->text.len;

	if (!text || !*text)
		return 0;
	text_clean(&s->text, text, strlen(text), 0);
	buf_add(&s->text, "", 1);
	return at < UINT32_MAX ? (uint32_t)at : 0;
}

static void
add_point(struct scene *s, struct flat f)
{
	struct scene_path *path = &s->path[s->paths - 1];

	if (!grow(s, &s->point, &s->point_room, s->points, sizeof(f)))
		return;
	s->point[s->points++] = f;
	path->count++;
	flat_box_add(&path->box, f);
}

static struct scene_path *
begin_path(struct scene *s, enum ink ink, bool closed)
{
	struct scene_path *path;

	if (!grow(s, &s->path, &s->path_room, s->paths, sizeof(*path)))
		return NULL;
	path = &s->path[s->paths++];
	*path = (struct scene_path){.box = flat_box_empty(),
	    .first = (uint32_t)s->points,
	    .feature = s->features,
	    .ink = ink,
	    .closed = closed};
	return path;
}

static void
add_name(struct scene *s, enum scene_rank rank, uint8_t weight, uint32_t text,
    struct flat spot, const struct flat_box *area)
{
	const char *words = scene_text(s, text);

	if (!*words ||
	    !grow(s, &s->name, &s->name_room, s->names, sizeof(*s->name)))
		return;
	s->name[s->names++] = (struct scene_name){.spot = spot,
	    .west = area ? area->west : spot.x,
	    .east = area ? area->east : spot.x,
	    .text = text,
	    .width = (int)text_width(words, strlen(words)),
	    .rank = rank,
	    .weight = weight};
}

/* ---- layers ---- */

static enum ink
ink_of(enum layer_role role, uint8_t rank)
{
	switch (role) {
	case LAYER_STATION:
		return INK_STATION;
	case LAYER_GRID:
		return INK_GRID;
	case LAYER_VILLAGE:
		return INK_VILLAGE;
	case LAYER_WATER:
		return INK_WATER;
	case LAYER_ROAD:
		if (rank == ROAD_SERVICE || rank == ROAD_PATH)
			return INK_LANE;
		return rank <= ROAD_PRIMARY ? INK_ROAD : INK_STREET;
	default:
		return INK_AREA;
	}
}

static enum scene_rank
rank_of(enum layer_role role)
{
	static const enum scene_rank ranks[] = {
	    [LAYER_STATION] = SCENE_STATION,
	    [LAYER_GRID] = SCENE_GRID,
	    [LAYER_VILLAGE] = SCENE_VILLAGE,
	    [LAYER_ROAD] = SCENE_ROAD,
	    [LAYER_PLACE] = SCENE_PLACE,
	    [LAYER_WATER] = SCENE_AREA,
	    [LAYER_AREA] = SCENE_AREA,
	};

	return role < COUNT_OF(ranks) ? ranks[role] : SCENE_AREA;
}

static void
add_part(struct scene *s, const struct layer *l, const struct layer_part *part,
    const struct layer_feature *f, uint32_t name, uint32_t id)
{
	enum ink ink = ink_of(l->role, f->rank);
	const struct vertex *v = layer_vertices(l, part);
	bool closed = part->kind == PART_RING || part->kind == PART_HOLE;
	struct scene_path *path;

	if (part->kind == PART_POINT || !begin_path(s, ink, closed))
		return;
	path = &s->path[s->paths - 1];
	path->name = name;
	path->id = id;
	for (uint32_t k = 0; k < part->count; k++)
		add_point(s, projection_flat(vertex_point(v[k])));
	flat_box_join(&s->box, &s->path[s->paths - 1].box);
}

/* Points are named by their records where they have one. */
static bool
is_recorded(const struct table *table, const struct layer *l,
    const struct layer_feature *f)
{
	const char *id = layer_text(l, f->id);

	return *id && (table_get(table, KIND_PLACE, id) ||
	                  table_get(table, KIND_STATION, id));
}

/* The outline of one's own grid, or of the station itself. */
static bool
is_own(const struct layer *l, const struct layer_feature *f,
    const struct grid *grid, const char *station)
{
	if (!station)
		return false;
	if (l->role == LAYER_STATION)
		return strcmp(layer_text(l, f->id), station) == 0;
	return grid && text_is(grid->head.station, station);
}

static struct flat_box
box_of(const struct box *b)
{
	struct flat_box out = flat_box_empty();

	flat_box_add(&out,
	    projection_flat(vertex_point((struct vertex){b->west, b->north})));
	flat_box_add(&out,
	    projection_flat(vertex_point((struct vertex){b->east, b->south})));
	return out;
}

void
scene_add_layer(struct scene *s, const struct layer *l,
    const struct table *table, const char *station)
{
	/* Routes are drawn from their records: some have no layer. */
	for (size_t n = 0;
	     l->role != LAYER_ROUTE && n < l->features && !s->failed; n++) {
		const struct layer_feature *f = &l->feature[n];
		const struct grid *grid = (const struct grid *)table_get(
		    table, KIND_GRID, layer_text(l, f->id));
		uint32_t name =
		    keep_text(s, grid ? grid->name : layer_text(l, f->name));

		uint32_t id = keep_text(s, layer_text(l, f->id));
		struct flat_box box = box_of(&f->box);

		for (uint32_t k = 0; k < f->parts; k++)
			add_part(s, l, layer_part(l, f, k), f, name, id);
		if (is_own(l, f, grid, station))
			flat_box_join(&s->own, &box);
		if (!is_recorded(table, l, f))
			add_name(s, rank_of(l->role), f->rank, name,
			    projection_flat(vertex_point(layer_spot(l, f))),
			    layer_is_area(l, f) ? &box : NULL);
		s->features++;
	}
}

/* ---- records ---- */

/* The ring of "lon,lat lon,lat ..."; false when it cannot be read. */
static bool
read_ring(struct scene *s, const char *text)
{
	while (*text) {
		size_t lon = strcspn(text, ", "), lat;
		struct point p;

		if (text[lon] != ',' || !number_parse(text, lon, &p.lon))
			return false;
		text += lon + 1;
		lat = strcspn(text, " ");
		if (!number_parse(text, lat, &p.lat) || !point_valid(p))
			return false;
		text += lat;
		text += strspn(text, " ");
		add_point(s, projection_flat(p));
	}
	return true;
}

/* The middle of a ring: its centroid, or of its box when it has no inside. */
static struct flat
middle_of(const struct scene *s, const struct scene_path *path)
{
	const struct flat *p = s->point + path->first;
	double area = 0, x = 0, y = 0;

	for (uint32_t k = 0; k < path->count; k++) {
		struct flat a = p[k], b = p[(k + 1) % path->count];
		double ax = (double)a.x - p[0].x, ay = (double)a.y - p[0].y;
		double bx = (double)b.x - p[0].x, by = (double)b.y - p[0].y;
		double cross = ax * by - bx * ay;

		area += cross;
		x += (ax + bx) * cross;
		y += (ay + by) * cross;
	}
	if (area == 0)
		return (struct flat){path->box.west / 2 + path->box.east / 2,
		    path->box.north / 2 + path->box.south / 2};
	return (struct flat){(int32_t)(p[0].x + x / (3 * area)),
	    (int32_t)(p[0].y + y / (3 * area))};
}

static void
add_grid(struct scene *s, const struct grid *g, const char *station)
{
	struct scene_path *path;
	size_t points = s->points;

	if (g->retired || !g->outline || !begin_path(s, INK_GRID, true))
		return;
	if (!read_ring(s, g->outline) || s->failed ||
	    s->path[s->paths - 1].count < 3) {
		s->points = points;
		s->paths--;
		return;
	}
	path = &s->path[s->paths - 1];
	path->name = keep_text(s, g->name);
	path->id = keep_text(s, g->head.id);
	path->own = text_is(g->head.station, station);
	flat_box_join(&s->box, &path->box);
	if (path->own)
		flat_box_join(&s->own, &path->box);
	add_name(s, SCENE_GRID, 0, path->name, middle_of(s, path), &path->box);
	s->features++;
}

static void
add_grids(struct scene *s, const struct table *table, const char *station)
{
	for (size_t n = 0; n < s->paths; n++)
		if (s->path[n].ink == INK_GRID)
			return; /* a layer has brought them */
	for (size_t n = 0; n < table_count(table, KIND_GRID); n++)
		add_grid(s, (const struct grid *)table_all(table, KIND_GRID)[n],
		    station);
}

/* All stretches of a route; its name in the middle of the first. */
static void
add_route(struct scene *s, const struct route *r)
{
	struct beat_walk w = {.at = r->line};
	uint32_t name = keep_text(s, r->name);
	size_t first = s->paths;

	if (r->retired || !beat_line_valid(r->line))
		return;
	while (!s->failed && beat_next(&w)) {
		if (w.begins && !begin_path(s, INK_ROUTE, false))
			return;
		add_point(s, projection_flat(w.p));
	}
	for (size_t n = first; n < s->paths && !s->failed; n++)
		flat_box_join(&s->box, &s->path[n].box);
	if (!s->failed)
		add_name(s, SCENE_ROAD, 0, name,
		    s->point[s->path[first].first + s->path[first].count / 2],
		    NULL);
	s->features++;
}

static void
add_spot(struct scene *s, enum scene_rank rank, const char *name,
    struct point spot, bool own)
{
	struct flat f;

	if (!point_set(spot) || !point_valid(spot))
		return;
	f = projection_flat(spot);
	flat_box_add(&s->box, f);
	if (own)
		flat_box_add(&s->own, f);
	add_name(s, rank, 0, keep_text(s, name), f, NULL);
}

static enum scene_rank rank_of_place(enum place_class class)
{
	return class == PLACE_VILLAGE ? SCENE_VILLAGE
	       : class == PLACE_ROAD  ? SCENE_ROAD
	                              : SCENE_PLACE;
}

void
scene_add_records(
    struct scene *s, const struct table *table, const char *station)
{
	add_grids(s, table, station);
	for (size_t n = 0; n < table_count(table, KIND_STATION); n++) {
		const struct station *t =
		    (const struct station *)table_all(table, KIND_STATION)[n];

		if (!t->retired)
			add_spot(s, SCENE_STATION, t->name, t->spot,
			    text_is(t->head.id, station));
	}
	for (size_t n = 0; n < table_count(table, KIND_ROUTE); n++)
		add_route(
		    s, (const struct route *)table_all(table, KIND_ROUTE)[n]);
	for (size_t n = 0; n < table_count(table, KIND_PLACE); n++) {
		const struct place *p =
		    (const struct place *)table_all(table, KIND_PLACE)[n];

		if (!p->retired)
			add_spot(s, rank_of_place(p->class), p->name, p->spot,
			    false);
	}
}

/* By rank, weight, then short ones first, then from the north-west. */
static int
compare_names(const void *p, const void *q)
{
	const struct scene_name *a = p, *b = q;

	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight < b->weight ? -1 : 1;
	if (a->width != b->width)
		return a->width < b->width ? -1 : 1;
	if (a->spot.y != b->spot.y)
		return a->spot.y < b->spot.y ? -1 : 1;
	return (a->spot.x > b->spot.x) - (a->spot.x < b->spot.x);
}

bool
scene_end(struct scene *s)
{
	if (s->names > 1)
		qsort(s->name, s->names, sizeof(*s->name), compare_names);
	return !s->failed && buf_ok(&s->text);
}

/* ---- drawing ---- */

static struct canvas_pen
pen_of(const struct scene_path *path, int zoom)
{
	struct canvas_pen pen = {path->ink, 1, 1};

	switch (path->ink) {
	case INK_AREA:
		pen.every = 4;
		break;
	case INK_VILLAGE:
		pen.every = 3;
		break;
	case INK_GRID:
	case INK_LANE:
	case INK_WATER:
		pen.every = 2;
		break;
	case INK_ROUTE:
		pen.every = 2;
		pen.width = 2;
		break;
	case INK_ROAD:
		pen.width = zoom < ZOOM_BROAD ? 2 : 1;
		break;
	default:
		break;
	}
	if (path->ink == INK_WATER && !path->closed)
		pen.every = 1;
	return pen;
}

static bool
is_too_small(enum ink ink, int zoom)
{
	return (ink == INK_LANE && zoom >= ZOOM_NO_LANES) ||
	       (ink == INK_STREET && zoom >= ZOOM_NO_STREETS);
}

/* Whether any of the box comes onto the canvas. */
static bool
is_in_sight(const struct flat_box *b, const struct canvas *cv, int zoom)
{
	int64_t right = cv->x + (int64_t)cv->cols * CANVAS_ACROSS;
	int64_t bottom = cv->y + (int64_t)cv->rows * CANVAS_DOWN;

	return (int64_t)b->west >> zoom < right &&
	       (int64_t)b->east >> zoom >= cv->x &&
	       (int64_t)b->north >> zoom < bottom &&
	       (int64_t)b->south >> zoom >= cv->y;
}

/* Each edge of a path in dots, those of no length left out. */
static void
draw_path(const struct scene *s, const struct scene_path *path,
    struct canvas *cv, int zoom)
{
	struct canvas_pen pen = pen_of(path, zoom);
	const struct flat *p = s->point + path->first;
	bool hatched = path->ink == INK_WATER && path->closed;
	uint32_t count = path->count, edges = path->closed ? count : count - 1;
	int64_t x = (int64_t)p[0].x >> zoom, y = (int64_t)p[0].y >> zoom;

	for (uint32_t k = 1; k <= edges; k++) {
		struct flat f = p[k == count ? 0 : k];
		int64_t x1 = (int64_t)f.x >> zoom, y1 = (int64_t)f.y >> zoom;

		if (x1 == x && y1 == y && k > 1)
			continue;
		canvas_line(cv, &pen, x, y, x1, y1);
		if (hatched)
			canvas_fill_edge(cv, x, y, x1, y1);
		x = x1;
		y = y1;
	}
}

void
scene_draw(const struct scene *s, struct canvas *cv, int zoom)
{
	for (size_t n = 0; n < s->paths; n++) {
		const struct scene_path *path = &s->path[n];

		if (path->count > 1 && !is_too_small(path->ink, zoom) &&
		    is_in_sight(&path->box, cv, zoom))
			draw_path(s, path, cv, zoom);
		if (path->ink == INK_WATER &&
		    (n + 1 == s->paths ||
		        s->path[n + 1].feature != path->feature))
			canvas_fill_end(cv, INK_WATER, CANVAS_HATCH);
	}
}

/* An area that may lie between the middles of cells has one all the same. */
static void
tint_tiny(const struct flat_box *b, struct canvas *cv, int zoom, enum ink ink)
{
	int64_t x = ((int64_t)b->west + b->east) / 2;
	int64_t y = ((int64_t)b->north + b->south) / 2;

	if (((int64_t)b->east - b->west) >> zoom < CANVAS_ACROSS ||
	    ((int64_t)b->south - b->north) >> zoom < CANVAS_DOWN)
		canvas_tint_dot(cv, ink, x >> zoom, y >> zoom);
}

void
scene_tint(const struct scene *s, const char *id, struct canvas *cv, int zoom,
    enum ink ink)
{
	for (size_t n = 0; n < s->paths; n++) {
		const struct scene_path *path = &s->path[n];
		const struct flat *p = s->point + path->first;

		if (!path->closed || !path->id ||
		    strcmp(scene_text(s, path->id), id) != 0)
			continue;
		for (uint32_t k = 0; k < path->count; k++) {
			struct flat b = p[(k + 1) % path->count];

			canvas_fill_edge(cv, p[k].x >> zoom, p[k].y >> zoom,
			    b.x >> zoom, b.y >> zoom);
		}
		tint_tiny(&path->box, cv, zoom, ink);
	}
	canvas_fill_end(cv, ink, CANVAS_TINT);
}
