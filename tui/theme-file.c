/*
 * See theme-file.h.
 */
#include "tui/theme-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/conf.h"
#include "model/text.h"

static const char *const colours[] = {
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"};

static const struct {
	const char *name;
	unsigned attr;
} attrs[] = {
    {"bold", THEME_BOLD},
    {"dim", THEME_DIM},
    {"underline", THEME_UNDERLINE},
    {"reverse", THEME_REVERSE},
    {"blink", THEME_BLINK},
};

/* What a style may say: the name and where it goes. */
static const struct {
	const char *name;
	size_t offset; /* of a short */
	int most;
} members[] = {
    {"fg", offsetof(struct theme_style, fg), 7},
    {"bg", offsetof(struct theme_style, bg), 7},
    {"fg256", offsetof(struct theme_style, fg256), 255},
    {"bg256", offsetof(struct theme_style, bg256), 255},
};

static enum problem_code
refuse_key(const struct conf_node *n, const char *near, struct problem *p)
{
	char line[24];

	snprintf(line, sizeof(line), "%zu", n->line);
	return problem_set(p, PROBLEM_FILE_KEY, "file", n->file, "line", line,
	    "key", n->key, "nearest", near, NULL);
}

static bool
read_colour(const char *text, int most, short *out)
{
	char *end;
	long n;

	if (strcmp(text, "own") == 0) {
		*out = THEME_OWN;
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(colours); i++)
		if (strcmp(text, colours[i]) == 0) {
			*out = (short)i;
			return true;
		}
	n = strtol(text, &end, 10);
	*out = (short)n;
	return end != text && *end == '\0' && n >= 0 && n <= most;
}

static enum problem_code
take_attrs(
    const struct conf_node *n, struct theme_style *style, struct problem *p)
{
	size_t len, i;

	style->attrs = 0;
	for (const char *s = n->text; *s; s += len) {
		s += strspn(s, " ");
		len = strcspn(s, " ");
		for (i = 0; len > 0 && i < COUNT_OF(attrs); i++)
			if (strlen(attrs[i].name) == len &&
			    memcmp(s, attrs[i].name, len) == 0)
				break;
		if (len > 0 && i == COUNT_OF(attrs))
			return conf_not_wanted(n, n->key, why_attrs, p);
		if (len > 0)
			style->attrs |= attrs[i].attr;
	}
	return PROBLEM_NONE;
}

static enum problem_code
take_member(
    const struct conf_node *n, struct theme_style *style, struct problem *p)
{
	short colour;

	if (n->kind != CONF_TEXT)
		return conf_refuse(n, why_style_members, p);
	if (strcmp(n->key, "attrs") == 0)
		return take_attrs(n, style, p);
	for (size_t i = 0; i < COUNT_OF(members); i++) {
		if (strcmp(n->key, members[i].name) != 0)
			continue;
		if (!read_colour(n->text, members[i].most, &colour))
			return conf_not_wanted(n, n->key, why_a_colour, p);
		memcpy(
		    (char *)style + members[i].offset, &colour, sizeof(colour));
		return PROBLEM_NONE;
	}
	return refuse_key(n, "attrs, fg, bg, fg256, bg256", p);
}

static enum problem_code
take_style(const struct conf_node *n, struct theme *theme, struct problem *p)
{
	enum style style = theme_find_style(n->key);
	enum problem_code code = PROBLEM_NONE;
	const char *names[STYLE_COUNT], *near;

	if (style == STYLE_COUNT) {
		for (enum style s = 0; s < STYLE_COUNT; s++)
			names[s] = theme_style_name(s);
		near = text_nearest(n->key, names, STYLE_COUNT);
		return refuse_key(n, near ? near : "normal", p);
	}
	if (n->kind != CONF_MAP)
		return conf_refuse(n, why_style_is_map, p);
	for (const struct conf_node *m = n->first; m && code == PROBLEM_NONE;
	     m = m->next)
		code = take_member(m, &theme->style[style], p);
	return code;
}

enum problem_code
theme_read(struct theme *theme, const char *path, struct problem *p)
{
	struct theme changed = *theme;
	struct conf_node *root;
	enum problem_code code;

	if (access(path, F_OK) != 0 && errno == ENOENT)
		return PROBLEM_NONE;
	code = conf_read(path, &root, p);
	if (code != PROBLEM_NONE)
		return code;
	if (root->kind != CONF_MAP)
		code = conf_refuse(root, why_map_of_styles, p);
	for (const struct conf_node *n = root->first; n && code == PROBLEM_NONE;
	     n = n->next)
		code = take_style(n, &changed, p);
	conf_free(root);
	if (code == PROBLEM_NONE)
		*theme = changed;
	return code;
}
