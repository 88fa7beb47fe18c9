/*
 * The map on the screen: dots in runs of one style, names, labels; the title,
 * the scale and what lies under the cursor. Reads what map_prepare() left.
 */
#include "tui/map.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/say.h"
#include "tui/words.h"

#define BAR_CELLS 12 /* the scale is no longer than that */

static enum style
style_of(enum ink ink)
{
	switch (ink) {
	case INK_LANE:
	case INK_STREET:
		return STYLE_MAP_STREET;
	case INK_ROAD:
		return STYLE_MAP_ROAD;
	case INK_ROUTE:
		return STYLE_MAP_ROUTE;
	case INK_HEAT_1:
		return STYLE_HEAT_1;
	case INK_HEAT_2:
		return STYLE_HEAT_2;
	case INK_HEAT_3:
		return STYLE_HEAT_3;
	case INK_SEARCHED:
		return STYLE_SECTOR_DONE;
	case INK_TRAIL:
		return STYLE_MAP_TRAIL;
	case INK_SECTOR:
	case INK_RING:
		return STYLE_MAP_RING;
	default:
		return STYLE_MAP_LINE;
	}
}

/* Outlines are points in ASCII, as the steps of heat are: not beside those. */
static uint32_t
glyph_of(const struct map *m, uint8_t dots, enum ink ink)
{
	if (m->heat.on && m->shown == CANVAS_ASCII && ink != INK_WATER &&
	    ink <= INK_STATION)
		ink = INK_STREET;
	return canvas_glyph(m->shown, dots, ink);
}

/* One row of dots, blanks passed over, a run of one style at a time. */
static void
draw_dots(const struct map *m, struct area a, int row, int of)
{
	const uint8_t *dots = m->canvas.dots + (size_t)of * (size_t)m->cols;
	const uint8_t *ink = m->canvas.ink + (size_t)of * (size_t)m->cols;
	uint32_t run[TERM_MAX_COLS];
	enum style style = STYLE_NORMAL;
	int n = 0;

	for (int col = 0; col <= m->cols && col < TERM_MAX_COLS; col++) {
		uint32_t glyph = ' ';
		enum style next = STYLE_NORMAL;

		if (col < m->cols) {
			glyph = glyph_of(m, dots[col], (enum ink)ink[col]);
			next = style_of((enum ink)ink[col]);
		}
		if (n > 0 && (glyph == ' ' || next != style)) {
			draw_glyphs(a, row, col - n, style, run, n);
			n = 0;
		}
		if (glyph != ' ') {
			run[n++] = glyph;
			style = next;
		}
	}
}

static void
draw_names(const struct map *m, struct area a, int skip)
{
	for (size_t n = 0; n < m->labels.names; n++) {
		const struct placed_name *p = &m->labels.name[n];
		const char *text = scene_text(&m->scene, p->name->text);
		bool station = p->name->rank == SCENE_STATION;

		if (labels_shows(&m->labels, p))
			draw_text_flags(a, p->row - skip, p->col,
			    p->name->width,
			    station ? STYLE_BOLD : STYLE_MAP_NAME, DRAW_NO_PAD,
			    text, strlen(text));
	}
}

static void
draw_mark(struct area a, const struct map_mark *mark, int skip)
{
	const struct label *l = &mark->label;
	int letters = (int)strlen(mark->letter);
	char rest[2] = {mark->rest, '\0'};

	if (!l->placed) {
		draw_text_flags(a, l->row - skip, l->col, 1, mark->style,
		    DRAW_NO_PAD, rest, strlen(rest));
		return;
	}
	draw_text_flags(a, l->at_row - skip, l->at_col, letters, STYLE_JUMP,
	    DRAW_NO_PAD, mark->letter, (size_t)letters);
	draw_text_flags(a, l->at_row - skip, l->at_col + letters,
	    l->width - letters, mark->style, DRAW_NO_PAD, mark->text,
	    strlen(mark->text));
}

static void
draw_north(const struct map *m, struct area a)
{
	int col = m->cols - MAP_NORTH;

	draw_text(a, 0, col, MAP_NORTH, STYLE_NORMAL, _("N"));
	draw_text(a, 1, col, MAP_NORTH, STYLE_NORMAL, "^");
}

/* ---- the row above ---- */

static void
say_chosen(const struct console *c, char *out, size_t size)
{
	const struct record *r = map_chosen(c);
	struct point spot;

	if (!r)
		snprintf(out, size, "%s", _("nothing selected"));
	else if (r->kind == KIND_UNIT)
		snprintf(out, size, "%s",
		    text_or(((const struct unit *)r)->callsign, "?"));
	else
		snprintf(out, size, "%s",
		    console_number((const struct incident *)r));
	if (r && map_chosen_spot(c, &spot) &&
	    !map_in_sight(map_of(c), projection_flat(spot)))
		snprintf(out + strlen(out), size - strlen(out), " %s",
		    _("out of sight: u 1"));
}

static void
draw_title(const struct console *c, struct area a)
{
	const struct map *m = map_of(c);
	char chosen[96], ring[SAY_SIZE], title[256], right[96] = "";

	say_chosen(c, chosen, sizeof(chosen));
	say_distance(map_ring_radius(m), ring);
	snprintf(title, sizeof(title), _("map  %s  ring %s  %s"), chosen,
	    m->ring == MAP_NO_RING ? "-" : ring,
	    m->follow ? _("FOLLOWS") : _("stays"));
	if (*m->trail.shown)
		snprintf(title + strlen(title), sizeof(title) - strlen(title),
		    _("  trail %s"), say_callsign(c, m->trail.shown));
	map_say_search(m, title + strlen(title), sizeof(title) - strlen(title));
	if (m->heat.on)
		snprintf(right, sizeof(right), "%s",
		    _("heat: . some  : more  # most"));
	else if (m->told > 0)
		snprintf(right, sizeof(right), _("%zu without room: z nearer"),
		    m->told);
	else
		map_say_layers(c, right, sizeof(right));
	draw_rule(a, 0, m->follow ? STYLE_FOCUS : STYLE_TITLE, title,
	    *right ? right : NULL);
}

/* ---- the row below ---- */

/* 1, 2 or 5 times a power of ten, as long as fits the cells. */
static double
scale_length(double cell)
{
	static const double steps[] = {5, 2, 1};
	double ten = pow(10, floor(log10(cell * BAR_CELLS)));

	for (size_t k = 0; k < COUNT_OF(steps); k++)
		if (ten * steps[k] <= cell * BAR_CELLS)
			return ten * steps[k];
	return ten;
}

static void
say_scale(const struct map *m, char *out, size_t size)
{
	double cell = map_metres(m) * CANVAS_ACROSS,
	       length = scale_length(cell);
	int cells = (int)lround(length / cell);
	char bar[BAR_CELLS + 1], far[SAY_SIZE];

	cells = cells < 2 ? 2 : cells > BAR_CELLS ? BAR_CELLS : cells;
	memset(bar, '-', sizeof(bar));
	bar[0] = bar[cells - 1] = '|';
	bar[cells] = '\0';
	if (length < 1000)
		snprintf(far, sizeof(far), _("%.3g m"), length);
	else
		snprintf(far, sizeof(far), _("%.3g km"), length / 1000);
	snprintf(out, size, "%s %s", bar, far);
}

/* "G07", or "G07 300 m" from beside it; and two blanks. */
static void
say_near(char *out, size_t size, const char *name, double metres)
{
	char far[SAY_SIZE] = "";

	out[0] = '\0';
	if (*name && metres > 0)
		say_distance(metres, far);
	if (*name)
		snprintf(out, size, "%s%s%s  ", name, *far ? " " : "", far);
}

static void
say_under(const struct map *m, char *out, size_t size)
{
	const struct map_where *w = &m->at_cursor;
	struct point p =
	    projection_point(map_flat(m, m->cursor_row, m->cursor_col));
	char grid[200], village[200];

	say_near(grid, sizeof(grid), w->grid, w->grid_metres);
	say_near(village, sizeof(village), w->village, w->village_metres);
	snprintf(out, size, "%s%s%.5f %.5f", grid, village, p.lat, p.lon);
}

/* Who is inside, where there is no room for a list at the side. */
static void
say_members(const struct map *m, char *out, size_t size)
{
	char far[SAY_SIZE];

	snprintf(out, size, "%s", m->ring_list.count ? _("inside:") : "");
	for (size_t n = 0; n < m->ring_list.count; n++) {
		const struct nearest *row = &m->ring_list.row[n];
		size_t len = strlen(out);

		snprintf(out + len, size - len, " %s %s",
		    text_or(row->unit->callsign, "?"),
		    say_distance(row->metres, far));
	}
}

/*
 * Without a side list the row says who is inside, as long as the cursor rests
 * on what is selected.
 */
static bool
says_members(const struct console *c, const struct map *m)
{
	struct point spot;
	int64_t row, col;

	if (m->side > 0 || m->ring_list.count == 0 ||
	    !map_chosen_spot(c, &spot))
		return false;
	map_cell(m, projection_flat(spot), &row, &col);
	return row == m->cursor_row && col == m->cursor_col;
}

static void
draw_status(const struct console *c, const struct map *m, struct area a)
{
	char scale[192], text[512];
	int col;

	say_scale(m, scale, sizeof(scale));
	col = draw_text(a, 0, 0, a.cols, STYLE_NORMAL, scale) + 2;
	if (says_members(c, m))
		say_members(m, text, sizeof(text));
	else
		say_under(m, text, sizeof(text));
	draw_text_flags(a, 0, col, a.cols - col, STYLE_NORMAL,
	    DRAW_MARK | DRAW_NO_PAD, text, strlen(text));
}

/* ---- all of it ---- */

/*
 * How many rows are passed over at the top, so that what one is busy with is
 * in sight above a list. The view itself stays.
 */
static int
rows_skipped(const struct console *c, const struct map *m, int rows)
{
	int64_t row = m->cursor_row, col;
	struct point spot;
	int skip;

	if (rows >= m->rows)
		return 0;
	if (map_chosen_spot(c, &spot) && map_in_sight(m, projection_flat(spot)))
		map_cell(m, projection_flat(spot), &row, &col);
	if (row < rows)
		return 0;
	skip = (int)row - rows / 2;
	return skip > m->rows - rows ? m->rows - rows : skip;
}

static void
draw_map(const struct console *c, const struct map *m, struct area a)
{
	int skip = rows_skipped(c, m, a.rows);

	for (int row = 0; row < a.rows && row + skip < m->canvas.rows; row++)
		draw_dots(m, a, row, row + skip);
	draw_names(m, a, skip);
	draw_north(m, a);
	map_draw_search(m, a, skip);
	for (size_t n = 0; n < m->marks; n++)
		draw_mark(a, &m->mark[n], skip);
	draw_cursor(a, m->cursor_row - skip, m->cursor_col);
}

void
map_draw(const struct console *c, struct area a)
{
	const struct map *m = map_of(c);
	int head = map_head_rows(m), foot = map_foot_rows(m);
	int rows = a.rows - head - foot;

	draw_title(c, a);
	if (rows <= 0 || m->canvas.cols != m->cols || a.cols < m->cols)
		return;
	draw_map(c, m, area_part(a, head, 0, rows, m->cols));
	if (m->side)
		map_draw_side(
		    c, area_part(a, head, a.cols - m->side, rows, m->side));
	if (m->heat.on)
		map_draw_hours(c, area_part(a, a.rows - 2, 0, 1, a.cols));
	draw_status(c, m, area_part(a, a.rows - 1, 0, 1, a.cols));
}
