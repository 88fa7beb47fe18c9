/*
 * Where one looks, and how that is moved. A view is whole numbers on a plane of
 * cells, so that what was panned by cells or zoomed there and back is exactly
 * what it was.
 */
#include "tui/map.h"

/* Units that a cell is wide and high at a zoom, as shifts. */
#define SHIFT_X(zoom) ((zoom) + 1)
#define SHIFT_Y(zoom) ((zoom) + 2)

#define ZOOM_FIT 8 /* some 2 m: what is small is not shown larger */

_Static_assert(
    CANVAS_ACROSS == 1 << 1 && CANVAS_DOWN == 1 << 2, "a cell is so many dots");

struct map *
map_of(const struct console *c)
{
	return c->own[SCREEN_MAP];
}

static int
within(int64_t n, int least, int most)
{
	return n > most ? most : n < least ? least : (int)n;
}

double
map_metres(const struct map *m)
{
	struct flat middle = map_flat(m, m->rows / 2, m->cols / 2);

	return projection_metres(projection_point(middle).lat) *
	       (double)((int64_t)1 << m->view.zoom);
}

void
map_cell(const struct map *m, struct flat f, int64_t *row, int64_t *col)
{
	*row =
	    ((int64_t)f.y >> SHIFT_Y(m->view.zoom)) - m->view.row + m->rows / 2;
	*col =
	    ((int64_t)f.x >> SHIFT_X(m->view.zoom)) - m->view.col + m->cols / 2;
}

/* A coordinate of the middle of a cell, held on the plane. */
static int32_t
middle(int64_t cell, int shift)
{
	int64_t at = cell * ((int64_t)1 << shift) + ((int64_t)1 << (shift - 1));

	return at > INT32_MAX   ? INT32_MAX
	       : at < INT32_MIN ? INT32_MIN
	                        : (int32_t)at;
}

struct flat
map_flat(const struct map *m, int row, int col)
{
	return (struct flat){
	    middle(m->view.col + col - m->cols / 2, SHIFT_X(m->view.zoom)),
	    middle(m->view.row + row - m->rows / 2, SHIFT_Y(m->view.zoom))};
}

bool
map_in_sight(const struct map *m, struct flat f)
{
	int64_t row, col;

	map_cell(m, f, &row, &col);
	return row >= 0 && row < m->rows && col >= 0 && col < m->cols;
}

/* The view with a point in its middle. */
static struct map_view
view_of(struct flat f, int zoom)
{
	zoom = within(zoom, MAP_ZOOM_MIN, MAP_ZOOM_MAX);
	return (struct map_view){
	    zoom, (int64_t)f.x >> SHIFT_X(zoom), (int64_t)f.y >> SHIFT_Y(zoom)};
}

/* The middle of the view never leaves the earth. */
static void
set(struct map *m, struct map_view view)
{
	int64_t cols = (int64_t)INT32_MAX >> SHIFT_X(view.zoom);
	int64_t rows = (int64_t)INT32_MAX >> SHIFT_Y(view.zoom);

	view.col = view.col > cols ? cols : view.col < -cols ? -cols : view.col;
	view.row = view.row > rows ? rows : view.row < -rows ? -rows : view.row;
	m->view = view;
	m->placed = true;
	m->touched = true;
}

void
map_look(struct map *m, struct map_view view)
{
	if (m->placed)
		m->last = m->view;
	set(m, view);
}

void
map_look_at(struct map *m, struct flat f, int zoom)
{
	map_look(m, view_of(f, zoom));
	map_point_at(m, f);
}

void
map_fit(struct map *m, const struct flat_box *box)
{
	int64_t wide = (int64_t)box->east - box->west;
	int64_t high = (int64_t)box->south - box->north;
	struct flat f = {
	    (int32_t)(box->west + wide / 2), (int32_t)(box->north + high / 2)};
	int zoom = ZOOM_FIT;

	/* A cell at each side is left free. */
	while (zoom < MAP_ZOOM_MAX && (wide >> SHIFT_X(zoom) >= m->cols - 2 ||
	                                  high >> SHIFT_Y(zoom) >= m->rows - 2))
		zoom++;
	map_look_at(m, f, zoom);
}

void
map_pan(struct map *m, int rows, int cols)
{
	struct map_view view = m->view;

	view.row += rows;
	view.col += cols;
	set(m, view);
}

void
map_zoom(struct map *m, int steps)
{
	int zoom = within(m->view.zoom + steps, MAP_ZOOM_MIN, MAP_ZOOM_MAX);
	struct flat f = map_flat(m, m->cursor_row, m->cursor_col);
	struct map_view view = view_of(f, zoom);

	if (zoom == m->view.zoom)
		return;
	view.row -= m->cursor_row - m->rows / 2;
	view.col -= m->cursor_col - m->cols / 2;
	map_look(m, view);
}

void
map_move(struct map *m, int rows, int cols)
{
	int row = m->cursor_row + rows, col = m->cursor_col + cols;

	m->cursor_row = within(row, 0, m->rows - 1);
	m->cursor_col = within(col, 0, m->cols - 1);
	if (row != m->cursor_row || col != m->cursor_col)
		map_pan(m, row - m->cursor_row, col - m->cursor_col);
}

void
map_point_at(struct map *m, struct flat f)
{
	int64_t row, col;

	map_cell(m, f, &row, &col);
	m->cursor_row = within(row, 0, m->rows > 0 ? m->rows - 1 : 0);
	m->cursor_col = within(col, 0, m->cols > 0 ? m->cols - 1 : 0);
}
