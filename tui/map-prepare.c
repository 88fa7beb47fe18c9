/*
 * What must lie ready before a frame is begun. The picture of dots and the
 * names are made anew only when what they come from is another (struct
 * map_key); what is live, always.
 */
#include "tui/map.h"

#include <ctype.h>
#include <langinfo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tui/board.h"
#include "tui/words.h"

#define SIDE_FROM 76  /* columns from which there is a side list */
#define SIDE_WIDE 120 /* and from which it is broad */
#define SIDE_COLS 26
#define SIDE_COLS_WIDE 34
#define RING_SIDES 96

/* ---- how it stands ---- */

int
map_head_rows(const struct map *m)
{
	(void)m;
	return 1;
}

int
map_foot_rows(const struct map *m)
{
	return 1 + m->heat.on;
}

/*
 * The Linux console's own fonts and terminals of the VT family have neither
 * Braille nor quarters of a block.
 */
static bool
has_few_letters(void)
{
	const char *type = getenv("TERM");

	return type &&
	       (strcmp(type, "linux") == 0 || strncmp(type, "linux-", 6) == 0 ||
	           (strncmp(type, "vt", 2) == 0 && isdigit(type[2])));
}

/* Blocks are two cells wide on some terminals where the locale is Chinese. */
enum canvas_face
map_face(const struct map *m)
{
	if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		return CANVAS_ASCII;
	if (m->face == CANVAS_BLOCKS && words_chinese())
		return CANVAS_ASCII;
	if (m->face >= 0)
		return (enum canvas_face)m->face;
	return has_few_letters() ? CANVAS_ASCII : CANVAS_BRAILLE;
}

/* The cursor keeps its distance from the middle, as far as there is room. */
static void
resize(struct map *m, int rows, int cols)
{
	int row = m->cursor_row - m->rows / 2 + rows / 2;
	int col = m->cursor_col - m->cols / 2 + cols / 2;

	if (m->rows == rows && m->cols == cols)
		return;
	if (m->rows == 0)
		row = rows / 2, col = cols / 2;
	m->rows = rows;
	m->cols = cols;
	m->cursor_row = row < 0 ? 0 : row >= rows ? rows - 1 : row;
	m->cursor_col = col < 0 ? 0 : col >= cols ? cols - 1 : col;
}

static void
lay_out(struct map *m, int rows, int cols)
{
	int inner = rows - map_head_rows(m) - map_foot_rows(m);

	m->side = 0;
	if (!m->no_side && cols >= SIDE_FROM)
		m->side = cols >= SIDE_WIDE ? SIDE_COLS_WIDE : SIDE_COLS;
	resize(m, inner > 1 ? inner : 1, cols - m->side);
	m->shown = map_face(m);
}

/* ---- what stands still ---- */

static bool
make_scene(struct console *c)
{
	struct map *m = map_of(c);
	const struct station *own = console_station(c);
	const char *station = own ? own->head.id : NULL;

	if (!m->scene_stale)
		return true;
	m->scene_stale = false;
	m->scene_at++;
	m->labels.names = 0; /* they point into it */
	scene_clear(&m->scene);
	for (size_t n = 0; n < m->layers; n++)
		scene_add_layer(&m->scene, m->layer[n], c->table, station);
	scene_add_records(&m->scene, c->table, station);
	return scene_end(&m->scene);
}

/* The pane that the untouched first view was fitted to has another size. */
static bool
is_enlarged(const struct map *m)
{
	return abs(m->cols + m->side - m->fitted_cols) > m->fitted_cols / 4;
}

/*
 * Until the first picture is whole, records and layers, there is nothing to
 * look at yet; after it, and as soon as one moves it, the view is the
 * dispatcher's. Units that move do not move it in the meantime. One that was
 * never moved is fitted again when the pane is enlarged.
 */
static void
place_first(struct console *c)
{
	struct map *m = map_of(c);
	struct flat_box box;
	bool first = !m->placed, live = board_is_live(c->board);
	struct point spot;

	if (m->placed && (m->touched || (m->settled && !is_enlarged(m))))
		return;
	if ((is_enlarged(m) || !live || !m->live_seen ||
	        m->fitted != m->scene_at) &&
	    map_home(c, &box)) {
		map_fit(m, &box);
		m->touched = false;
		/* The cursor stays on what is selected. */
		m->aim |= !first && map_chosen_spot(c, &spot);
		if (first)
			m->last = m->view;
	}
	m->fitted = m->scene_at;
	m->fitted_cols = m->cols + m->side;
	m->live_seen = live;
	m->settled = live && map_layers_are_in(c);
}

/* Keeps the selected off the edges, while one asked for that. */
static void
follow(struct console *c)
{
	struct map *m = map_of(c);
	int64_t row, col;
	struct point spot;
	struct flat f;

	if (m->aim && point_set(m->aim_at))
		spot = m->aim_at;
	else if ((!m->follow && !m->aim) || !map_chosen_spot(c, &spot))
		return;
	f = projection_flat(spot);
	map_cell(m, f, &row, &col);
	if (m->follow && (row < m->rows / 5 || row >= m->rows - m->rows / 5 ||
	                     col < m->cols / 5 || col >= m->cols - m->cols / 5))
		map_pan(m, (int)(row - m->rows / 2), (int)(col - m->cols / 2));
	map_point_at(m, f);
	m->aim = false;
	m->aim_at = (struct point){0};
}

/* ---- the picture of dots ---- */

static void
draw_ring(struct map *m, const struct map_key *k)
{
	static const struct canvas_pen pen = {INK_RING, 1, 1};
	int64_t x = 0, y = 0;

	for (int n = 0; k->ring > 0 && n <= RING_SIDES; n++) {
		double turn = 2 * M_PI * n / RING_SIDES;
		int64_t x1 = (int64_t)(k->ring_at.x + k->ring * cos(turn)) >>
		             k->view.zoom;
		int64_t y1 = (int64_t)(k->ring_at.y + k->ring * sin(turn)) >>
		             k->view.zoom;

		if (n > 0)
			canvas_line(&m->canvas, &pen, x, y, x1, y1);
		x = x1;
		y = y1;
	}
}

static void
draw_trail(const struct console *c, struct map *m)
{
	static const struct canvas_pen pen = {INK_TRAIL, 1, 1};
	struct trail_fix fix[TRAIL_FIXES];
	size_t n = trail_fixes(&m->trail, c->now, fix);
	int zoom = m->view.zoom;

	for (size_t k = 1; k < n; k++)
		canvas_line(&m->canvas, &pen, fix[k - 1].spot.x >> zoom,
		    fix[k - 1].spot.y >> zoom, fix[k].spot.x >> zoom,
		    fix[k].spot.y >> zoom);
}

static struct map_key
key_of(const struct console *c, const struct map *m)
{
	struct map_key k = {.view = m->view,
	    .rows = m->rows,
	    .cols = m->cols,
	    .scene = m->scene_at,
	    .trail = trail_version(&m->trail, c->now),
	    .heat = m->heat.on ? m->heat.made : 0,
	    .search = m->search.made};
	struct point spot;

	if (map_ring_radius(m) <= 0 || !map_chosen_spot(c, &spot))
		return k;
	k.ring_at = projection_flat(spot);
	k.ring = map_ring_radius(m) / projection_metres(spot.lat);
	return k;
}

bool
map_same_view(const struct map_key *a, const struct map_key *b)
{
	return a->view.zoom == b->view.zoom && a->view.row == b->view.row &&
	       a->view.col == b->view.col && a->rows == b->rows &&
	       a->cols == b->cols && a->scene == b->scene;
}

static bool
same_picture(const struct map_key *a, const struct map_key *b)
{
	return map_same_view(a, b) && a->trail == b->trail &&
	       a->heat == b->heat && a->search == b->search &&
	       a->ring_at.x == b->ring_at.x && a->ring_at.y == b->ring_at.y &&
	       a->ring == b->ring;
}

static void
cell_of(const void *ctx, struct flat f, int64_t *row, int64_t *col)
{
	map_cell(ctx, f, row, col);
}

static bool
make_names(struct map *m)
{
	m->labels.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
	return labels_resize(&m->labels, m->rows, m->cols) &&
	       labels_place_names(&m->labels, &m->scene, cell_of, m);
}

static bool
make_picture(const struct console *c)
{
	struct map *m = map_of(c);
	struct map_key key = key_of(c, m), old = m->key;
	int64_t row = m->view.row - m->rows / 2;
	int64_t col = m->view.col - m->cols / 2;

	if (same_picture(&key, &old))
		return true;
	m->key = key;
	if ((m->canvas.rows != m->rows || m->canvas.cols != m->cols) &&
	    !canvas_resize(&m->canvas, m->rows, m->cols))
		return false;
	canvas_clear(&m->canvas, col * CANVAS_ACROSS, row * CANVAS_DOWN);
	scene_draw(&m->scene, &m->canvas, m->view.zoom);
	map_tint_heat(&m->heat, &m->scene, &m->canvas, m->view.zoom);
	map_draw_ground(&m->search, &m->canvas, m->view.zoom);
	draw_trail(c, m);
	draw_ring(m, &key);
	return map_same_view(&key, &old) || make_names(m);
}

/* ---- where things are ---- */

static void
find_wheres(const struct console *c, struct map *m)
{
	struct point spot;

	map_find_where(&m->scene, map_flat(m, m->cursor_row, m->cursor_col),
	    &m->at_cursor);
	m->at_chosen = MAP_NOWHERE;
	if (map_chosen_spot(c, &spot))
		map_find_where(&m->scene, projection_flat(spot), &m->at_chosen);
}

void
map_prepare(struct console *c, struct area a)
{
	struct map *m = map_of(c);

	m->top = a.row;
	m->left = a.col;
	lay_out(m, a.rows, a.cols);
	if (!make_scene(c)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	place_first(c);
	follow(c);
	if (!map_make_ring(c) || !map_make_heat(c) || !map_make_search(c) ||
	    !make_picture(c) || !map_make_marks(c))
		console_end(c, PROBLEM_NO_MEMORY);
	find_wheres(c, m);
	if (!m->opened || m->layers_zoom != m->view.zoom)
		c->tick_at = 0; /* layers are asked for in the next turn */
	m->opened = true;
}
