/*
 * Drawing, between term_frame_begin() and term_frame_end(): text, rules and
 * the cursor in a rectangle of the screen. Drawing reads what it is given and
 * decides nothing; what does not fit is cut.
 *
 * All text goes through text_clean(), is cut by cells, never wraps, and is
 * never half a character. Where the locale cannot say a character, each of its
 * cells is a `?`.
 */
#ifndef TUI_DRAW_H
#define TUI_DRAW_H

#include "tui/theme.h"

/* The theme on the terminal that term_open() opened. */
struct draw;

/* A part of the screen, in cells; an empty one takes no drawing. */
struct area {
	struct draw *draw;
	int row, col; /* of the screen, from 0 */
	int rows, cols;
};

/*
 * For the open terminal; theme NULL: the default. Colours where the terminal
 * has them and NO_COLOR is not set. NULL when memory ends. Free it before the
 * terminal is closed.
 */
struct draw *draw_new(const struct theme *theme);
void draw_free(struct draw *d);
/*
 * Leaves out attributes that only please the eye (titles, hints, letters of
 * keys), which cost bytes in every row they touch.
 */
void draw_set_thin(struct draw *d, bool thin);
/* 0, 8 or 256. */
int draw_colours(const struct draw *d);
/* False once memory ended while drawing: what was drawn since is not whole. */
bool draw_ok(const struct draw *d);

/* Whether a ? was drawn for what the locale cannot say; it stays so. */
bool draw_lost(const struct draw *d);

/* The whole screen, as large as it is in this frame. */
struct area draw_screen(struct draw *d);
/* The part of `in` that begins at its row, col, as far as it is inside. */
struct area area_part(struct area in, int row, int col, int rows, int cols);

enum {
	DRAW_RIGHT = 1,  /* against the right end; else the left */
	DRAW_MARK = 2,   /* text that was cut ends in ~ */
	DRAW_NO_PAD = 4, /* leave the cells beside it as they are */
};

/*
 * Draws text (UTF-8 or anything, one line) in `width` cells of a, from row,
 * col of it; blanks around it take the style too. Returns the cells that the
 * text itself took. A row or col outside of a draws nothing.
 */
int draw_text(struct area a, int row, int col, int width, enum style style,
    const char *text);
int draw_text_flags(struct area a, int row, int col, int width,
    enum style style, unsigned flags, const char *text, size_t len);

/*
 * Draws n characters of one cell each that we made ourselves (dots of a map),
 * as they are: nothing is cleaned or measured. Blanks among them are drawn.
 */
void draw_glyphs(struct area a, int row, int col, enum style style,
    const uint32_t *glyph, int n);
/* Fills width cells with an ASCII character. */
void draw_fill(
    struct area a, int row, int col, int width, enum style style, char with);
/* Blanks all of it, for what covers something. */
void draw_blank(struct area a);
/*
 * A row of dashes with a title in it, and something at its right end (NULL:
 * nothing): "-- title ------- right --". The title has the style.
 */
void draw_rule(struct area a, int row, enum style style, const char *title,
    const char *right);
/* Where the hardware cursor rests, whatever is drawn after. */
void draw_cursor(struct area a, int row, int col);

#endif
