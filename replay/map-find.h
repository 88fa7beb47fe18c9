/*
 * Which map: by name, by path, or by the columns of the file.
 *
 * Maps by name stand in maps/ of the user's configuration, then among the
 * files that we ship (config/shipped.h).
 */
#ifndef REPLAY_MAP_FIND_H
#define REPLAY_MAP_FIND_H

#include "replay/map.h"

/*
 * Reads the map called `name`: a path when it has a slash or ends in .yaml;
 * NULL for the one map, of all that are there, whose columns are in the header
 * of *c (of several the one with most columns). A map of tracks when those are
 * asked for, else one of calls. What map_read() says; USAGE with the names that
 * there are, or for a map of the other sort.
 */
MUST_USE enum problem_code map_find(const char *name, bool tracks,
    const struct csv *c, struct map **out, struct problem *p);

#endif
