/*
 * Files that we ship, found from where the program lies: in the tree it was
 * built in, else in the directory of data it was configured with.
 */
#ifndef CONFIG_SHIPPED_H
#define CONFIG_SHIPPED_H

#include "model/base.h"

/*
 * Writes the path of `name` ("central.yaml") to path[size): PROGRAM's
 * directory/../config/name if that is there, else WATCHROOM_DATADIR/name.
 * False when it does not fit.
 */
MUST_USE bool shipped_path(const char *name, char *path, size_t size);

#endif
