/*
 * A desk without a terminal that is on its map, 160x45, with incident 0131
 * selected.
 */
#ifndef TESTS_LIB_DESK_MAP_H
#define TESTS_LIB_DESK_MAP_H

#include "tests/lib/desk.h"
#include "tui/map.h"

#define DESK_MAP_ROWS 45
#define DESK_MAP_COLS 160

struct desk *desk_map_open(void);
/* The map as it would be drawn now. */
struct map *desk_map_ready(struct desk *d);
/* NULL when nothing of that id is drawn. */
const struct map_mark *desk_map_mark(const struct map *m, const char *id);
void desk_map_assert_text(
    const struct map *m, const char *id, const char *want);

#endif
