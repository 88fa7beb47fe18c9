/*
 * What rings of tasks, as the clocks do: a limit that is near, for who is to
 * do it; one that ran out, at the desk too; and as that climbs, for who is
 * told: the station's duty officer, then whoever sits above the station.
 */
#ifndef TUI_TASK_BELL_H
#define TUI_TASK_BELL_H

#include "tui/console.h"

/* A task changed, while the picture was live already. */
void task_bell(
    struct console *c, const struct task *old, const struct task *now);
/* The same in words, after the reason that it rang for. */
char *task_bell_words(
    const struct console *c, const struct task *t, char *out, size_t size);

#endif
