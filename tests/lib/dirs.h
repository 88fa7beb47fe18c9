/*
 * Directories that a test made.
 */
#ifndef TESTS_LIB_DIRS_H
#define TESTS_LIB_DIRS_H

/* Removes it with all that is in it. */
void dir_remove(const char *dir);

#endif
