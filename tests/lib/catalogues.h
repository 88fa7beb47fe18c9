/*
 * The catalogues of the build that a test belongs to.
 */
#ifndef TESTS_LIB_CATALOGUES_H
#define TESTS_LIB_CATALOGUES_H

/* BUILD/tests/screens/NAME finds BUILD/locale; before words_open(). */
void catalogues_use(void);

#endif
