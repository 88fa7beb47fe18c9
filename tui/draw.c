/*
 * Cells into ncurses' stdscr. Widths are model/text.h's; ncurses would wrap
 * what is too wide without a word, so nothing too wide reaches it.
 */
#include "tui/draw.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "model/text.h"
#include "tui/sayable.h"

#define CHUNK 128 /* wide characters handed over at once */

struct draw {
	struct {
		attr_t attrs;
		short pair;
	} style[STYLE_COUNT];
	int colours;
	bool thin;          /* no attributes that say nothing */
	bool utf8;          /* the locale can say everything */
	bool lost;          /* and here it could not */
	bool failed;        /* memory ended */
	struct buf scratch; /* the clean form of one text */
};

static attr_t
curses_attrs(unsigned attrs)
{
	return (attrs & THEME_BOLD ? A_BOLD : A_NORMAL) |
	       (attrs & THEME_DIM ? A_DIM : A_NORMAL) |
	       (attrs & THEME_UNDERLINE ? A_UNDERLINE : A_NORMAL) |
	       (attrs & THEME_REVERSE ? A_REVERSE : A_NORMAL) |
	       (attrs & THEME_BLINK ? A_BLINK : A_NORMAL);
}

/* How many colours to use; makes ncurses ready for them. */
static int
start_colours(bool *own)
{
	const char *none = getenv("NO_COLOR");

	if ((none && *none) || !has_colors() || start_color() != OK)
		return 0;
	*own = use_default_colors() == OK;
	if (COLORS < 8 || COLOR_PAIRS <= STYLE_COUNT)
		return 0;
	return COLORS >= 256 ? 256 : 8;
}

static void
set_style(struct draw *d, size_t i, const struct theme_style *s, bool own)
{
	short fg = d->colours == 256 ? s->fg256 : s->fg;
	short bg = d->colours == 256 ? s->bg256 : s->bg;
	short pair = (short)(i + 1);

	d->style[i].attrs = curses_attrs(s->attrs);
	if (d->colours == 0 || (fg == THEME_OWN && bg == THEME_OWN))
		return;
	if (!own) { /* a terminal that cannot go back to its own */
		fg = fg == THEME_OWN ? COLOR_WHITE : fg;
		bg = bg == THEME_OWN ? COLOR_BLACK : bg;
	}
	if (init_pair(pair, fg, bg) == OK)
		d->style[i].pair = pair;
}

struct draw *
draw_new(const struct theme *theme)
{
	struct draw *d = calloc(1, sizeof(*d));
	bool own = false;

	if (!d)
		return NULL;
	if (!theme)
		theme = theme_default();
	d->utf8 = sayable_all();
	d->colours = start_colours(&own);
	for (size_t i = 0; i < STYLE_COUNT; i++)
		set_style(d, i, &theme->style[i], own);
	return d;
}

void
draw_free(struct draw *d)
{
	if (!d)
		return;
	buf_free(&d->scratch);
	free(d);
}

void
draw_set_thin(struct draw *d, bool thin)
{
	d->thin = thin;
}

/* What a style says a mark or a word says too; these say nothing at all. */
static enum style
worn(const struct draw *d, enum style style)
{
	static const bool idle[STYLE_COUNT] = {
	    [STYLE_DIM] = true,
	    [STYLE_BOLD] = true,
	    [STYLE_TITLE] = true,
	    [STYLE_HEADER] = true,
	    [STYLE_KEY] = true,
	    [STYLE_INPUT] = true,
	    [STYLE_OK] = true,
	    [STYLE_MAP_LINE] = true,
	    [STYLE_MAP_ROAD] = true,
	    [STYLE_MAP_NAME] = true,
	    [STYLE_UNIT_FREE] = true,
	    [STYLE_UNIT_OTHER] = true,
	};

	return d->thin && idle[style] ? STYLE_NORMAL : style;
}

int
draw_colours(const struct draw *d)
{
	return d->colours;
}

bool
draw_ok(const struct draw *d)
{
	return !d->failed;
}

bool
draw_lost(const struct draw *d)
{
	return d->lost;
}

struct area
draw_screen(struct draw *d)
{
	return (struct area){d, 0, 0, LINES, COLS};
}

/* Cuts [*from, *from + *len) to [0, most). */
static void
clip(int *from, int *len, int most)
{
	int end = *from > most ? most : *from;

	if (*len < 0)
		*len = 0;
	end = *len > most - end ? most : end + *len;
	*from = *from < 0 ? 0 : *from > most ? most : *from;
	*len = end > *from ? end - *from : 0;
}

struct area
area_part(struct area in, int row, int col, int rows, int cols)
{
	clip(&row, &rows, in.rows);
	clip(&col, &cols, in.cols);
	return (struct area){in.draw, in.row + row, in.col + col, rows, cols};
}

/* The cells from col that are inside of a, at most width of them. */
static int
room(struct area a, int row, int col, int width)
{
	if (row < 0 || row >= a.rows || col < 0 || col >= a.cols)
		return 0;
	return width > a.cols - col ? a.cols - col : width;
}

static void
put_wide(const char *s, size_t len)
{
	wchar_t wide[CHUNK];
	const char *end = s + len;
	int n = 0;

	while (s < end) {
		wide[n++] = sayable_char(&s);
		if (n == CHUNK || s >= end) {
			addnwstr(wide, n);
			n = 0;
		}
	}
}

/* Character by character, for a locale that is not UTF-8; whether it said all.
 */
static bool
put_sayable(const char *s, size_t len)
{
	bool all = true, can;
	size_t n, cells;

	for (; len > 0 && (n = sayable_next(s, len, &cells, &can)) > 0;
	     s += n, len -= n) {
		all &= can;
		if (can)
			put_wide(s, n);
		else
			while (cells-- > 0)
				addch('?');
	}
	return all;
}

static void
put_blanks(int n)
{
	while (n-- > 0)
		addch(' ');
}

/* The clean form of what of the text can come into `width` cells at all. */
static const struct buf *
clean(struct draw *d, const char *text, size_t len, int width)
{
	size_t most = (size_t)width * 64 + 64;

	if (len > most) {
		len = most;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	buf_clear(&d->scratch);
	text_clean(&d->scratch, text, len, 0);
	if (!buf_ok(&d->scratch))
		d->failed = true;
	return &d->scratch;
}

/* The cursor rests where draw_cursor() put it, whatever is drawn after. */
struct pen {
	int y, x; /* where the cursor rested */
};

static struct pen
take_pen(struct area a, int row, int col, enum style style)
{
	struct pen pen;

	getyx(stdscr, pen.y, pen.x);
	style = worn(a.draw, style);
	attr_set(a.draw->style[style].attrs, a.draw->style[style].pair, NULL);
	move(a.row + row, a.col + col);
	return pen;
}

static void
put_down(struct pen pen)
{
	attr_set(A_NORMAL, 0, NULL);
	move(pen.y, pen.x);
}

/* Puts the first n clean bytes, cut ones perhaps with a mark behind them. */
static void
put_text(struct draw *d, const struct buf *b, size_t n, bool marked)
{
	if (d->utf8)
		put_wide(buf_str(b), n);
	else if (!put_sayable(buf_str(b), n))
		d->lost = true;
	if (marked)
		addch('~');
}

int
draw_text_flags(struct area a, int row, int col, int width, enum style style,
    unsigned flags, const char *text, size_t len)
{
	int cells = room(a, row, col, width), lead, trail;
	bool pad = !(flags & DRAW_NO_PAD), marked;
	const struct buf *b;
	struct pen pen;
	size_t n, took = 0;

	if (cells <= 0)
		return 0;
	b = clean(a.draw, text, len, cells);
	n = text_cut(buf_str(b), b->len, (size_t)cells, &took);
	marked = n < b->len && (flags & DRAW_MARK);
	if (marked)
		n = text_cut(buf_str(b), b->len, (size_t)cells - 1, &took);
	took += marked;
	trail = flags & DRAW_RIGHT ? 0 : cells - (int)took;
	lead = flags & DRAW_RIGHT ? cells - (int)took : 0;
	pen = take_pen(a, row, col + (pad ? 0 : lead), style);
	put_blanks(pad ? lead : 0);
	put_text(a.draw, b, n, marked);
	put_blanks(pad ? trail : 0);
	put_down(pen);
	return (int)took;
}

int
draw_text(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	return draw_text_flags(
	    a, row, col, width, style, 0, text, strlen(text));
}

void
draw_glyphs(struct area a, int row, int col, enum style style,
    const uint32_t *glyph, int n)
{
	wchar_t wide[CHUNK];
	struct pen pen;

	n = room(a, row, col, n);
	if (n <= 0)
		return;
	pen = take_pen(a, row, col, style);
	while (n > 0) {
		int k = 0;

		while (k < CHUNK && k < n)
			wide[k++] = (wchar_t)*glyph++;
		addnwstr(wide, k);
		n -= k;
	}
	put_down(pen);
}

void
draw_fill(
    struct area a, int row, int col, int width, enum style style, char with)
{
	int cells = room(a, row, col, width);
	struct pen pen;

	if (cells <= 0)
		return;
	pen = take_pen(a, row, col, style);
	while (cells-- > 0)
		addch(with >= ' ' && with <= '~' ? (chtype)with : '?');
	put_down(pen);
}

void
draw_blank(struct area a)
{
	for (int row = 0; row < a.rows; row++)
		draw_fill(a, row, 0, a.cols, STYLE_NORMAL, ' ');
}

void
draw_rule(struct area a, int row, enum style style, const char *title,
    const char *right)
{
	int room_left = a.cols - 7, took, keep = 0;

	draw_fill(a, row, 0, a.cols, STYLE_NORMAL, '-');
	if (room_left <= 0)
		return;
	draw_fill(a, row, 2, 1, STYLE_NORMAL, ' ');
	/* How long a list is good for must not be what a long name cuts. */
	if (right)
		keep = (int)text_width(right, strlen(right)) + 3;
	if (keep > room_left / 2)
		keep = room_left / 2;
	took = draw_text_flags(a, row, 3, room_left - keep, style,
	    DRAW_MARK | DRAW_NO_PAD, title, strlen(title));
	draw_fill(a, row, 3 + took, 1, STYLE_NORMAL, ' ');
	room_left -= took + 3;
	if (!right || room_left <= 0)
		return;
	took = draw_text_flags(a, row, a.cols - 3 - room_left, room_left, style,
	    DRAW_RIGHT | DRAW_MARK | DRAW_NO_PAD, right, strlen(right));
	draw_fill(a, row, a.cols - 3 - took - 1, 1, STYLE_NORMAL, ' ');
	draw_fill(a, row, a.cols - 3, 1, STYLE_NORMAL, ' ');
}

void
draw_cursor(struct area a, int row, int col)
{
	if (room(a, row, col, 1) == 1)
		move(a.row + row, a.col + col);
}
