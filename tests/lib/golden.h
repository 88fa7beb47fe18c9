/*
 * Pictures of a view against files of the tree. A file has the rows of the
 * screen as text and then, after a line of `--`, the colour of each cell: `.`
 * the terminal's own, else the first letter of red, green, yellow, blue,
 * magenta, cyan; a capital is bold, `@` reversed. To make one anew after a
 * change, look at it and commit what is right:
 *
 *	WATCHROOM_RENEW=1 build/tests/screens/map-golden
 */
#ifndef TESTS_LIB_GOLDEN_H
#define TESTS_LIB_GOLDEN_H

#include "tests/lib/show.h"

#define GOLDEN_ROWS 24
#define GOLDEN_COLS 80

/*
 * What `colour` shows is the file's picture, and `plain`, which was told to
 * use no colour, shows the same text without any.
 */
void golden_check(struct show *colour, struct show *plain, const char *path);

#endif
