/*
 * An incident's plan: the lines that its category brings, what is done of
 * them, and the cameras near it.
 */
#ifndef TUI_ACT_PLAN_H
#define TUI_ACT_PLAN_H

#include "tui/console.h"

/*
 * x: lists the plan, a digit does the line: it opens the units to send where
 * the line says so, else it is marked as done, and the incident has the plan
 * as its checklist from then on.
 */
action_fn act_plan;

/* "[ ] two units  [x] tell the grid  x does"; "" when there is no plan. */
const char *plan_say(
    const struct console *c, const struct incident *i, char *out, size_t size);

#endif
