/*
 * How a long run does: the memory of processes that are watched and how long
 * what is asked takes, over time, drawn as text when it is over. A short run
 * draws nothing. Each line that it prints begins with SOAK_MARK, so that `make
 * soak` can show them all at its end.
 */
#ifndef TESTS_LIB_SOAK_H
#define TESTS_LIB_SOAK_H

#include "model/base.h"

#include <sys/types.h>

#define SOAK_MARK "~ "

enum soak_whom { SOAK_CENTRAL, SOAK_CONSOLE, SOAK_WATCHED };

struct soak;

/* NULL unless WATCHROOM_ROUNDS asks for a long run. All others take NULL. */
struct soak *soak_begin(const char *name);
/* From now on that process is it; one that was killed is another's place. */
void soak_watch(struct soak *s, enum soak_whom whom, pid_t pid);
/* Something took so long, ms. */
void soak_took(struct soak *s, int64_t ms);
/* Looks at the clock: a sample, when it is time for one. */
void soak_note(struct soak *s);
/* Draws all on stdout, and says what most took. */
void soak_end(struct soak *s);

/* For so many seconds (WATCHROOM_SECONDS) instead of rounds; 0: rounds. */
int64_t soak_seconds(void);

#endif
