/*
 * Directories that a test made, and the one that it was built in.
 */
#ifndef TESTS_LIB_DIRS_H
#define TESTS_LIB_DIRS_H

/* Removes it with all that is in it. */
void dir_remove(const char *dir);

/* Where the programs lie: this one is BUILD/tests/KIND/NAME. */
#define BUILD_SIZE 1024
void dir_of_build(char build[BUILD_SIZE]);

#endif
