/*
 * Who are you: the screen that stands in place of every view while nobody is
 * logged in, while a one-time password must be changed, or while the seat is
 * locked. Rows 1 and 2 stay: a locked seat still counts what needs a person.
 */
#ifndef TUI_LOGIN_H
#define TUI_LOGIN_H

#include "tui/console.h"

/* NULL: memory ended. */
struct login *login_new(void);
/* Wipes what was typed. */
void login_free(struct login *l);

/* Whether the screen and the keyboard are its. */
bool login_is_open(const struct console *c);
void login_key(struct console *c, const struct key *key);
void login_draw(const struct console *c, struct area a);
/* The link wants a login, or no longer does. */
void login_state(struct console *c, enum link_state state);
/* Locks the seat: only the password opens it again. */
void login_lock(struct console *c);

/* With each tick: who is without a link is logged in when there is one. */
void login_tick(struct console *c);

#endif
