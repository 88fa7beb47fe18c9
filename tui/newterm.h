/*
 * ncurses opened on what this machine knows of terminals, and on nothing else.
 *
 * TERM comes from wherever somebody sits, and a description says which bytes
 * are sent: so TERMINFO, TERMINFO_DIRS and TERMCAP are unset (that changes the
 * environment: open before there are threads) and $HOME/.terminfo is not read.
 * A name that is a path finds nothing.
 *
 * A terminal of a known family whose own description is not here (PuTTY's are
 * in Debian's ncurses-term, which nobody needs) is drawn as its family.
 */
#ifndef TUI_NEWTERM_H
#define TUI_NEWTERM_H

#include <stdio.h>

struct screen; /* ncurses' SCREEN */

/*
 * newterm() into a file that is no terminal; NULL when nothing is known. *as
 * is the description that was taken: `type`, or its family's.
 */
struct screen *newterm_open(const char *type, FILE *sink, const char **as);
/* Why that gave nothing, or nothing that can place its cursor; in words. */
const char *newterm_why_not(const char *type, FILE *sink);

#endif
