/*
 * What keys do to the selected task (CONSOLE, Keys: the column Tasks).
 */
#ifndef TUI_ACT_TASK_H
#define TUI_ACT_TASK_H

#include "tui/console.h"

action_fn act_task_sign;     /* a: begins with one's own; checks what is done */
action_fn act_task_give;     /* d: to another officer */
action_fn act_task_steps;    /* s: its checklist */
action_fn act_task_write;    /* m */
action_fn act_task_priority; /* p */
action_fn act_task_call;     /* c: its officer's number */
action_fn act_task_postpone; /* o */
action_fn act_task_new;      /* i */
action_fn act_task_take_back; /* -: sends it back, or drops it */
action_fn act_task_join;      /* = */

/* form-task.c */
action_fn form_task_finish; /* r */
action_fn form_task_edit;   /* e */

/*
 * The checklist lines about a record, in their order, up to `most`; how many.
 */
size_t items_of(const struct console *c, const char *about,
    const struct item **out, size_t most);
/* "[x] gate", "[ ] residents 33/40", "[-] lock": returns out. */
char *say_item(const struct item *i, char *out, size_t size);

#endif
