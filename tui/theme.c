/*
 * The table of styles.def as a theme.
 */
#include "tui/theme.h"

#include <string.h>

enum {
	OWN = THEME_OWN,
	BLACK = 0,
	RED,
	GREEN,
	YELLOW,
	BLUE,
	MAGENTA,
	CYAN,
};

static const struct theme shipped = {{
#define STYLE(NAME, name, attrs, fg, bg, fg256, bg256, text) \
	[STYLE_##NAME] = {attrs, fg, bg, fg256, bg256},
#include "tui/styles.def"
#undef STYLE
}};

static const struct {
	const char *name;
	const char *text;
} words[STYLE_COUNT] = {
#define STYLE(NAME, name, attrs, fg, bg, fg256, bg256, text) \
	[STYLE_##NAME] = {name, text},
#include "tui/styles.def"
#undef STYLE
};

const struct theme *
theme_default(void)
{
	return &shipped;
}

const char *
theme_style_name(enum style style)
{
	return words[style].name;
}

const char *
theme_style_text(enum style style)
{
	return words[style].text;
}

enum style
theme_find_style(const char *name)
{
	for (size_t i = 0; i < STYLE_COUNT; i++)
		if (strcmp(words[i].name, name) == 0)
			return (enum style)i;
	return STYLE_COUNT;
}
