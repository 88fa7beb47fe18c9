/*
 * Where this console stands: the time zone of its clocks.
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

#endif
