/*
 * Where this console stands: the time zone of its clocks, its own settings.
 */
#ifndef TUI_HERE_H
#define TUI_HERE_H

#include "model/zone.h"

/*
 * The zone of that name; NULL: the machine's (TZ, /etc/localtime). UTC when
 * the machine says nothing. BAD_VALUE only for a name that was given.
 */
MUST_USE enum problem_code here_zone(
    const char *name, struct zone **zone, struct problem *p);

/*
 * The path of a file of the console's settings: in dir, or where XDG has it
 * (dir NULL). False when there is no such place, or the path is too long.
 */
bool here_config(const char *dir, const char *file, char *out, size_t size);

#endif
