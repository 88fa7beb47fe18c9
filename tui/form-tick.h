/*
 * What a line of a checklist wants besides its tick: a count, a photo's name,
 * a reading, words.
 */
#ifndef TUI_FORM_TICK_H
#define TUI_FORM_TICK_H

#include "tui/form.h"

/* Whether a line of that class is done by saying something. */
bool tick_wants_words(enum item_class class);
/* The form that asks for it, and ticks the line. */
void form_tick_open(struct console *c, const struct item *i);

#endif
