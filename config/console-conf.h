/*
 * console.yaml: how a console is to behave, beside its keys and its theme.
 *
 *	map: ascii
 *	ring: 800
 */
#ifndef CONFIG_CONSOLE_CONF_H
#define CONFIG_CONSOLE_CONF_H

#include "config/conf-field.h"

/* What the map is drawn with: `map`. */
enum map_dots {
	MAP_DOTS_AUTO,
	MAP_DOTS_BRAILLE,
	MAP_DOTS_BLOCKS,
	MAP_DOTS_ASCII
};

struct console_conf {
	int map;      /* enum map_dots */
	int64_t ring; /* metres round what is selected on the map; 0: none */
};

/* The rows, for the manual. */
extern const struct conf_field console_rows[];

/*
 * Fills *out from the file, or with what holds without one. FILE, FILE_LINE,
 * FILE_KEY, FILE_VALUE or NO_MEMORY; *out is as without a file then.
 */
MUST_USE enum problem_code console_conf_read(
    const char *path, struct console_conf *out, struct problem *p);

#endif
