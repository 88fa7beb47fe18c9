/*
 * A lost old man at night, for tests of a search: incident 0131 of
 * desk_fill_map(), last seen at 18:17, two rings of 300 m in quarters around
 * that point. The drone U1 flew over 2N and 2W, the rescue team R1 has been
 * through 1N, and M4 is in 1E since 19:40. What is left: 1S 1W 2E 2S.
 */
#ifndef TESTS_LIB_NIGHT_H
#define TESTS_LIB_NIGHT_H

#include "tests/lib/desk.h"

#define NIGHT_SEEN ((struct point){27.9952, 120.6531})
#define NIGHT_SEEN_AT (DESK_NOW - 95 * (msec_t)60000)

/* Behind desk_fill_map(); sectors have the id "s-NAME". */
void night_fill(struct desk *d);
/* A sector of it as one likes. */
void night_put(struct desk *d, const char *name, enum sector_state state,
    const char *who, int64_t percent);

#endif
