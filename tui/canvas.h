/*
 * A sheet of dots, two by four in each cell of the terminal, which are square
 * where a cell is twice as high as wide. Lines and hatches are drawn in dots;
 * what a cell then shows depends on the face: Braille shows every dot, blocks
 * a quarter of the cell for any dot in it, ASCII a character that leans as the
 * dots do. So one drawing serves every terminal.
 *
 * Coordinates are those of a plane of dots without end, of which the canvas is
 * a window; patterns belong to the plane, so that a picture moved by whole
 * cells is the same picture. Each cell remembers one ink, the highest that
 * touched it.
 *
 * No curses, no text; memory is taken by canvas_resize() alone.
 */
#ifndef TUI_CANVAS_H
#define TUI_CANVAS_H

#include "model/base.h"

#define CANVAS_ACROSS 2 /* dots of a cell */
#define CANVAS_DOWN 4

/* What a line is for, the quietest first. */
enum ink {
	INK_NONE,
	INK_WATER,
	INK_AREA,     /* outlines that only lie under it all */
	INK_SEARCHED, /* the hatch of a sector that was searched */
	INK_VILLAGE,  /* of villages */
	INK_GRID,     /* of grids */
	INK_STATION,  /* of stations */
	INK_LANE,     /* service roads, paths */
	INK_STREET,
	INK_ROAD,   /* roads one drives through by */
	INK_ROUTE,  /* routes that patrols walk */
	INK_HEAT_1, /* few, more, most: only the ink of a cell */
	INK_HEAT_2,
	INK_HEAT_3,
	INK_SECTOR, /* the outline of a sector of a search */
	INK_TRAIL,  /* where a unit was */
	INK_RING,   /* round what is selected */
	INK_COUNT
};

enum canvas_face { CANVAS_BRAILLE, CANVAS_BLOCKS, CANVAS_ASCII, CANVAS_FACES };

struct canvas {
	int rows, cols; /* cells */
	int64_t x, y;   /* the dot at its top left, on the plane */
	uint8_t *dots;  /* of each cell, as the bits of U+2800 */
	uint8_t *ink;   /* of each cell: enum ink */
	uint8_t *edge;  /* of each dot: an odd number of edges to its left */
	size_t room;    /* cells that there is memory for */
	/* The dots that edges of the present fill have touched. */
	int64_t top, bottom;
};

struct canvas_pen {
	enum ink ink;
	int every; /* 1: a dot everywhere; 2: every second, ... */
	int width; /* dots */
};

/*
 * As large as that, all blank, its top left at 0, 0. False when memory ends;
 * it is 0 by 0 then. Begins as {0}.
 */
MUST_USE bool canvas_resize(struct canvas *cv, int rows, int cols);
void canvas_free(struct canvas *cv);
/* Blanks it, with that dot of the plane at its top left. */
void canvas_clear(struct canvas *cv, int64_t x, int64_t y);

void canvas_dot(struct canvas *cv, enum ink ink, int64_t x, int64_t y);
/*
 * A line, both ends drawn (J. E. Bresenham, IBM Systems Journal 4, 1965), what
 * lies outside cut off before (Y.-D. Liang, B. A. Barsky, ACM TOG 3, 1984).
 * Coordinates lie within +-2^40.
 */
void canvas_line(struct canvas *cv, const struct canvas_pen *pen, int64_t x0,
    int64_t y0, int64_t x1, int64_t y1);
/*
 * The inside of closed lines, even-odd: all their edges, then the end of it.
 * A hatch is dots that stay quiet; a tint gives the cells whose middle is
 * inside an ink and no dots.
 */
enum canvas_fill { CANVAS_HATCH, CANVAS_TINT };
void canvas_fill_edge(
    struct canvas *cv, int64_t x0, int64_t y0, int64_t x1, int64_t y1);
void canvas_fill_end(struct canvas *cv, enum ink ink, enum canvas_fill fill);

/* Gives the cell of a dot an ink, for what is too small for its middle. */
void canvas_tint_dot(struct canvas *cv, enum ink ink, int64_t x, int64_t y);

/* What a cell shows: a character of one cell, ' ' for no dots. */
uint32_t canvas_glyph(enum canvas_face face, uint8_t dots, enum ink ink);

#endif
