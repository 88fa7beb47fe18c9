/*
 * How a long run does: the memory of a process that is watched and how long a
 * step takes, over time, drawn as text when it is over. A short run draws
 * nothing.
 */
#ifndef TESTS_LIB_SOAK_H
#define TESTS_LIB_SOAK_H

#include "model/base.h"

#include <sys/types.h>

struct soak;

/* Watches that process; NULL unless WATCHROOM_ROUNDS asks for a long run. */
struct soak *soak_begin(const char *name, pid_t pid);
/* Another process is watched from now on. All take NULL. */
void soak_watch(struct soak *s, pid_t pid);
/* So many steps are done. */
void soak_note(struct soak *s, uint64_t steps);
/* Draws both on stdout. */
void soak_end(struct soak *s);

#endif
