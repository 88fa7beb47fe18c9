/*
 * What the bell was rung for, so that it rings once: the last RINGS pairs of
 * a reason and an id. One that comes again after so many others rings again.
 */
#ifndef TUI_RING_H
#define TUI_RING_H

#include "model/base.h"

#define RINGS 4096

struct rings;

/* NULL: memory ended. */
struct rings *rings_new(void);
void rings_free(struct rings *r);
/* True the first time, and remembers it. */
bool rings_first(struct rings *r, const char *reason, const char *id);

#endif
