/*
 * How each style looks. The table styles.def is the default theme; a theme
 * file changes rows of it by name. Nothing here knows curses.
 */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "model/base.h"

enum style {
#define STYLE(NAME, name, attrs, fg, bg, fg256, bg256, text) STYLE_##NAME,
#include "tui/styles.def"
#undef STYLE
	STYLE_COUNT
};

enum {
	THEME_BOLD = 1,
	THEME_DIM = 2,
	THEME_UNDERLINE = 4,
	THEME_REVERSE = 8,
	THEME_BLINK = 16,
};

#define THEME_OWN (-1) /* the terminal's own colour */

struct theme_style {
	unsigned attrs;     /* THEME_ flags */
	short fg, bg;       /* THEME_OWN or 0..7: where there are 8 colours */
	short fg256, bg256; /* THEME_OWN or 0..255: where there are 256 */
};

struct theme {
	struct theme_style style[STYLE_COUNT];
};

/* The theme of styles.def: it leaves the terminal its own background. */
const struct theme *theme_default(void);
/* A style's name in a theme file and what it is for. */
const char *theme_style_name(enum style style);
const char *theme_style_text(enum style style);
/* The style of that name; STYLE_COUNT when there is none. */
enum style theme_find_style(const char *name);

#endif
