/*
 * Memory that ends: the linker sends our own malloc(), calloc(), realloc(),
 * strdup() and strndup() here (--wrap, see the Makefile: only programs named
 * `scarce...` are linked so), where the nth from now on fails, by itself or
 *with all that follow. cJSON's are ours too. What other libraries allocate is
 *not touched. It counts over all threads.
 *
 *	for (long n = 1; scarce_begin(n, SCARCE_ONCE); n++) {
 *		... what must refuse cleanly, or not notice ...
 *		if (!scarce_end())
 *			break; // it was done before the nth
 *	}
 *
 * Leaks and double frees are the sanitizer's to find.
 */
#ifndef TESTS_LIB_SCARCE_H
#define TESTS_LIB_SCARCE_H

#include "model/base.h"

enum scarce {
	SCARCE_ONCE,    /* one fails, then there is memory again */
	SCARCE_FOR_GOOD /* nothing comes after it */
};

/* True, so that a loop may begin with it. */
bool scarce_begin(long nth, enum scarce how);
/* There is memory again; whether any was refused. */
bool scarce_end(void);
/* How many were asked for since it began; before scarce_end(), none failed. */
long scarce_asked(void);

#endif
