/*
 * See canvas.h.
 */
#include "tui/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The bit of a dot in U+2800's block, by row and column of its cell. */
static const uint8_t bits[CANVAS_DOWN][CANVAS_ACROSS] = {
    {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

bool
canvas_resize(struct canvas *cv, int rows, int cols)
{
	size_t cells = (size_t)rows * (size_t)cols;
	uint8_t *more;

	if (cells > cv->room) {
		/* One piece: dots, inks, and a byte for every dot. */
		more = realloc(
		    cv->dots, cells * (2 + CANVAS_ACROSS * CANVAS_DOWN));
		if (!more) {
			canvas_free(cv);
			return false;
		}
		cv->dots = more;
		cv->room = cells;
	}
	cv->rows = rows;
	cv->cols = cols;
	if (cv->dots) {
		cv->ink = cv->dots + cells;
		cv->edge = cv->ink + cells;
		memset(cv->edge, 0, cells * CANVAS_ACROSS * CANVAS_DOWN);
	}
	canvas_clear(cv, 0, 0);
	return true;
}

void
canvas_free(struct canvas *cv)
{
	free(cv->dots);
	*cv = (struct canvas){0};
}

void
canvas_clear(struct canvas *cv, int64_t x, int64_t y)
{
	size_t cells = (size_t)cv->rows * (size_t)cv->cols;

	cv->x = x;
	cv->y = y;
	cv->top = INT64_MAX;
	cv->bottom = INT64_MIN;
	if (cells > 0)
		memset(cv->dots, 0, cells * 2);
}

static int64_t
dots_across(const struct canvas *cv)
{
	return (int64_t)cv->cols * CANVAS_ACROSS;
}

static int64_t
dots_down(const struct canvas *cv)
{
	return (int64_t)cv->rows * CANVAS_DOWN;
}

/* x and y are the canvas' own here. */
static void
put(struct canvas *cv, enum ink ink, int64_t x, int64_t y)
{
	size_t cell;

	if (x < 0 || y < 0 || x >= dots_across(cv) || y >= dots_down(cv))
		return;
	cell = (size_t)(y / CANVAS_DOWN) * (size_t)cv->cols +
	       (size_t)(x / CANVAS_ACROSS);
	cv->dots[cell] |= bits[y % CANVAS_DOWN][x % CANVAS_ACROSS];
	if (cv->ink[cell] < ink)
		cv->ink[cell] = (uint8_t)ink;
}

void
canvas_dot(struct canvas *cv, enum ink ink, int64_t x, int64_t y)
{
	put(cv, ink, x - cv->x, y - cv->y);
}

/* ---- lines ---- */

/* A line on the canvas' own dots. */
struct line {
	double x0, y0, x1, y1;
};

/* What of the line, from `in` to `out` of its length, one border leaves. */
static bool
clip_border(double p, double q, double *in, double *out)
{
	double r;

	if (p == 0)
		return q >= 0;
	r = q / p;
	if (p < 0) {
		if (r > *in)
			*in = r;
	} else if (r < *out) {
		*out = r;
	}
	return *in <= *out;
}

/* Cuts off what lies beyond a margin; false when nothing is left. */
static bool
clip(const struct canvas *cv, struct line *l, double margin)
{
	double right = (double)dots_across(cv) - 1 + margin;
	double bottom = (double)dots_down(cv) - 1 + margin;
	double dx = l->x1 - l->x0, dy = l->y1 - l->y0;
	double in = 0, out = 1;

	if (!clip_border(-dx, l->x0 + margin, &in, &out) ||
	    !clip_border(dx, right - l->x0, &in, &out) ||
	    !clip_border(-dy, l->y0 + margin, &in, &out) ||
	    !clip_border(dy, bottom - l->y0, &in, &out))
		return false;
	l->x1 = l->x0 + out * dx;
	l->y1 = l->y0 + out * dy;
	l->x0 += in * dx;
	l->y0 += in * dy;
	return true;
}

/* One dot of a line and, of a broad one, those beside it. */
static void
put_pen(struct canvas *cv, const struct canvas_pen *pen, int64_t x, int64_t y,
    bool flat)
{
	int64_t along = flat ? x + cv->x : y + cv->y;

	if (pen->every > 1 && along % pen->every != 0)
		return;
	for (int k = 0; k < pen->width; k++)
		put(cv, pen->ink, flat ? x : x + k, flat ? y + k : y);
}

static void
walk(struct canvas *cv, const struct canvas_pen *pen, int64_t x0, int64_t y0,
    int64_t x1, int64_t y1)
{
	int64_t dx = llabs(x1 - x0), dy = -llabs(y1 - y0);
	int64_t sx = x0 < x1 ? 1 : -1, sy = y0 < y1 ? 1 : -1;
	int64_t error = dx + dy, twice;
	bool flat = dx >= -dy;

	for (;;) {
		put_pen(cv, pen, x0, y0, flat);
		if (x0 == x1 && y0 == y1)
			return;
		twice = 2 * error;
		if (twice >= dy) {
			error += dy;
			x0 += sx;
		}
		if (twice <= dx) {
			error += dx;
			y0 += sy;
		}
	}
}

void
canvas_line(struct canvas *cv, const struct canvas_pen *pen, int64_t x0,
    int64_t y0, int64_t x1, int64_t y1)
{
	struct line l = {(double)(x0 - cv->x), (double)(y0 - cv->y),
	    (double)(x1 - cv->x), (double)(y1 - cv->y)};

	if (cv->rows > 0 && cv->cols > 0 && clip(cv, &l, pen->width))
		walk(cv, pen, llround(l.x0), llround(l.y0), llround(l.x1),
		    llround(l.y1));
}

/* ---- hatches ---- */

/* The hatch: a dot here and there, in rows that are every second one. */
static bool
is_hatched(int64_t x, int64_t y)
{
	return (y & 1) == 0 && ((x + (y & 2)) & 3) == 0;
}

void
canvas_fill_edge(
    struct canvas *cv, int64_t x0, int64_t y0, int64_t x1, int64_t y1)
{
	int64_t across = dots_across(cv), down = dots_down(cv), from, to;
	double slope;

	x0 -= cv->x, x1 -= cv->x, y0 -= cv->y, y1 -= cv->y;
	if (y0 == y1 || across == 0)
		return;
	slope = (double)(x1 - x0) / (double)(y1 - y0);
	/* Of its two ends the upper one belongs to it. */
	from = y0 < y1 ? y0 : y1;
	to = y0 < y1 ? y1 : y0;
	from = from < 0 ? 0 : from;
	to = to > down ? down : to;
	if (from < cv->top)
		cv->top = from;
	if (to > cv->bottom)
		cv->bottom = to;
	for (int64_t y = from; y < to; y++) {
		double x = (double)x0 + slope * (double)(y - y0);

		if (x <= (double)(across - 1))
			cv->edge[y * across + (x < 0 ? 0 : (int64_t)ceil(x))] ^=
			    1;
	}
}

/* The cell's middle decides for all of it. */
static void
tint(struct canvas *cv, enum ink ink, int64_t x, int64_t y)
{
	size_t cell = (size_t)(y / CANVAS_DOWN) * (size_t)cv->cols +
	              (size_t)(x / CANVAS_ACROSS);

	if (x % CANVAS_ACROSS != 0 || y % CANVAS_DOWN != CANVAS_DOWN / 2)
		return;
	if (cv->ink[cell] < ink)
		cv->ink[cell] = (uint8_t)ink;
}

void
canvas_fill_end(struct canvas *cv, enum ink ink, enum canvas_fill fill)
{
	int64_t across = dots_across(cv);

	for (int64_t y = cv->top; y < cv->bottom; y++) {
		uint8_t *row = cv->edge + y * across;
		bool inside = false;

		for (int64_t x = 0; x < across; x++) {
			inside ^= row[x];
			if (inside && fill == CANVAS_TINT)
				tint(cv, ink, x, y);
			else if (inside && is_hatched(x + cv->x, y + cv->y))
				put(cv, ink, x, y);
		}
		memset(row, 0, (size_t)across);
	}
	cv->top = INT64_MAX;
	cv->bottom = INT64_MIN;
}

void
canvas_tint_dot(struct canvas *cv, enum ink ink, int64_t x, int64_t y)
{
	size_t cell;

	x -= cv->x;
	y -= cv->y;
	if (x < 0 || y < 0 || x >= dots_across(cv) || y >= dots_down(cv))
		return;
	cell = (size_t)(y / CANVAS_DOWN) * (size_t)cv->cols +
	       (size_t)(x / CANVAS_ACROSS);
	if (cv->ink[cell] < ink)
		cv->ink[cell] = (uint8_t)ink;
}

/* ---- faces ---- */

/* The quarters that have a dot: 1 upper left, 2 upper right, 4 and 8 below. */
static unsigned
quarters(uint8_t dots)
{
	return (dots & 0x03 ? 1u : 0) | (dots & 0x18 ? 2u : 0) |
	       (dots & 0x44 ? 4u : 0) | (dots & 0xA0 ? 8u : 0);
}

static uint32_t
block(uint8_t dots)
{
	static const uint16_t blocks[] = {' ', 0x2598, 0x259D, 0x2580, 0x2596,
	    0x258C, 0x259E, 0x259B, 0x2597, 0x259A, 0x2590, 0x259C, 0x2584,
	    0x2599, 0x259F, 0x2588};

	return blocks[quarters(dots)];
}

/* The dots of one column of a cell, their number and their mean height. */
struct column {
	int count;
	int rows; /* the sum of their rows */
};

static struct column
column(uint8_t dots, int which)
{
	struct column c = {0, 0};

	for (int row = 0; row < CANVAS_DOWN; row++)
		if (dots & bits[row][which]) {
			c.count++;
			c.rows += row;
		}
	return c;
}

/* The character that leans as the dots do. */
static char
leaning(uint8_t dots)
{
	struct column left = column(dots, 0), right = column(dots, 1);
	/* Means compared without dividing: left below right or above. */
	int lean = left.rows * right.count - right.rows * left.count;
	int all = left.count + right.count;

	if (all == 1)
		return left.rows + right.rows >= 2 ? '.' : '\'';
	if (left.count == 0 || right.count == 0)
		return '|';
	if (all >= 6)
		return '+';
	if (left.count == 1 && right.count == 1 && lean == 0)
		return left.rows == 3 ? '_' : '-';
	if (all == 2 && abs(lean) == 1)
		return left.rows + right.rows >= 5 ? '_' : '-';
	if (lean == 0)
		return '+';
	return lean > 0 ? '/' : '\\';
}

static char
letter(uint8_t dots, enum ink ink)
{
	char c = leaning(dots);

	switch (ink) {
	case INK_WATER:
		return '~';
	case INK_AREA:
	case INK_VILLAGE:
	case INK_GRID:
		return '.';
	case INK_STATION:
		return ':';
	case INK_ROAD:
		return c == '-' || c == '_' ? '=' : c;
	case INK_SEARCHED:
		return ',';
	case INK_ROUTE:
		return ',';
	case INK_TRAIL:
		return '*';
	default:
		return c;
	}
}

uint32_t
canvas_glyph(enum canvas_face face, uint8_t dots, enum ink ink)
{
	if (ink >= INK_HEAT_1 && ink <= INK_HEAT_3)
		return (uint32_t) ".:#"[ink - INK_HEAT_1];
	if (dots == 0)
		return ' ';
	if (face == CANVAS_BRAILLE)
		return 0x2800u + dots;
	if (face == CANVAS_BLOCKS)
		return block(dots);
	return (uint32_t)(unsigned char)letter(dots, ink);
}
