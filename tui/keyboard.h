/*
 * Where a key goes: the one thing that has the keyboard, from the top.
 *
 *	login or locked seat, question, prompt, form, numbered list, screen
 */
#ifndef TUI_KEYBOARD_H
#define TUI_KEYBOARD_H

#include "tui/console.h"

void keyboard_press(struct console *c, const struct key *key);
/* Whether a question is to be answered now: then it is drawn. */
bool keyboard_asks(const struct console *c);
/* A frame that shows what stands is about to be drawn. */
void keyboard_shown(struct console *c);

#endif
