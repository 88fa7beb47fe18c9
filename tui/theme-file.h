/*
 * A theme file: what of the default theme looks otherwise.
 *
 *	late:
 *	  attrs: bold underline
 *	  fg: red		one of the eight, or own
 *	  fg256: 203		where there are 256
 *
 * What a style does not say stays as it was.
 */
#ifndef TUI_THEME_FILE_H
#define TUI_THEME_FILE_H

#include "model/problem.h"
#include "tui/theme.h"

/*
 * Changes *theme by the file. FILE_*, naming the line and the nearest style;
 * nothing is changed then. A file that is not there is fine.
 */
MUST_USE enum problem_code theme_read(
    struct theme *theme, const char *path, struct problem *p);

#endif
