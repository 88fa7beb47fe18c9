/*
 * What keys do to the selected incident (CONSOLE, Keys: the column Queue), one
 * family a file: act-incident.c, act-dispatch.c, act-order.c. Each acts at
 * once only where CONSOLE says so; else it opens a numbered list or asks y.
 *
 * What is selected decides, at the moment the key is pressed; lists and
 * questions carry the ids they were opened with.
 */
#ifndef TUI_ACT_H
#define TUI_ACT_H

#include "tui/console.h"

/* act-incident.c */
action_fn act_sign;     /* a: signs for the sheet; takes charge */
action_fn act_priority; /* p */
action_fn act_hold;     /* o */
action_fn act_join;     /* = */
action_fn act_write;    /* m */
action_fn act_show;     /* f: on the map */

/* act-dispatch.c */
action_fn act_dispatch; /* d: the nearest units */
/* The same for one that is named: `recommend`. */
void act_dispatch_to(struct console *c, const struct incident *i);
/* The outbox changed: says who took a unit that was wanted. */
void act_dispatch_answered(struct console *c, const struct outbox_entry *e);

/* act-order.c */
action_fn act_steps;     /* s: steps of its orders */
action_fn act_voice;     /* v: a unit signed by voice; an order given so */
action_fn act_take_back; /* -: recalls, or takes back what was not sent */
/* The same of the selected unit (CONSOLE, Keys: the column Units). */
action_fn act_unit_accept;    /* a: signed by voice, at once */
action_fn act_unit_voice;     /* v */
action_fn act_unit_take_back; /* - */

/* act-unit.c */
action_fn act_unit_dispatch; /* d: picks an incident */
action_fn act_unit_status;   /* s */
action_fn act_unit_write;    /* m: the direct talk with it */
action_fn act_unit_welfare;  /* o: welfare check */
action_fn act_unit_call;     /* c: shows number and channel */

#endif
