/*
 * Files that we ship, found from where the program lies: in the tree it was
 * built in, beside where it was installed, else where it was configured to be.
 * Nothing else in the house looks for the program's own place.
 */
#ifndef CONFIG_SHIPPED_H
#define CONFIG_SHIPPED_H

#include "model/base.h"

/* The directory of the program that runs, without a slash at its end. */
MUST_USE bool shipped_program_dir(char *dir, size_t size);

/*
 * Writes the path of `name` ("central.yaml", "maps") to path[size): the first
 * that is there of
 *	$WATCHROOM_DATADIR/name		for a try of other files
 *	PROGRAM/../share/watchroom/name	a program in a directory called bin
 *	config/name			in the tree, for any other program
 *	WATCHROOM_DATADIR/name		what PREFIX was when it was built
 * and the last if none is. False when it does not fit.
 */
MUST_USE bool shipped_path(const char *name, char *path, size_t size);

#endif
