/*
 * See console-conf.h.
 */
#include "config/console-conf.h"

#include <errno.h>
#include <stddef.h>
#include <unistd.h>

static const char *const map_words[] = {[MAP_DOTS_AUTO] = "auto",
    [MAP_DOTS_BRAILLE] = "braille",
    [MAP_DOTS_BLOCKS] = "blocks",
    [MAP_DOTS_ASCII] = "ascii",
    NULL};

const struct conf_field console_rows[] = {
    {.name = "map",
        .type = CONF_WORD,
        .words = map_words,
        .offset = offsetof(struct console_conf, map),
        .fallback = "auto",
        .help = "What the map is drawn with. Braille has the finest lines and "
                "wants a font that has it; blocks are two cells wide on some "
                "terminals in Chinese, where they become ASCII. auto is "
                "Braille in a UTF-8 locale, ASCII in any other and on a Linux "
                "console or a VT, which have no such letters."},
    {.name = "ring",
        .type = CONF_INTEGER,
        .min = 0,
        .max = 5000,
        .offset = offsetof(struct console_conf, ring),
        .fallback = "500",
        .help = "The ring round what is selected on the map, metres: the "
                "nearest of 100, 200, 300, 500, 800, 1000, 2000 and 5000; 0 "
                "for none."},
    {0}};

enum problem_code
console_conf_read(const char *path, struct console_conf *out, struct problem *p)
{
	struct conf_node *root;
	enum problem_code code = conf_fill_defaults(console_rows, out, p);

	if (code || (access(path, F_OK) != 0 && errno == ENOENT))
		return code;
	code = conf_read(path, &root, p);
	if (code)
		return code;
	code = conf_fill(root, console_rows, out, p);
	conf_free(root);
	if (code)
		(void)!conf_fill_defaults(console_rows, out, NULL);
	return code;
}
