/*
 * What outlives this console: its journal of commands, and the last picture,
 * in $XDG_STATE_HOME/watchroom, a directory for each store (state-dir.h: found
 * by the central's address until it answers). net/link/journal.h says what lies
 * there and how it is sealed.
 *
 * A console without a journal works and says so: what is unsent is lost with
 * it then.
 */
#ifndef TUI_KEEP_H
#define TUI_KEEP_H

#include "net/link/address.h"
#include "tui/console.h"

/*
 * Opens the journal of that central, c->journal; NULL when it cannot be, and
 * keep_say() tells why. state_dir: NULL for XDG's place.
 */
void keep_open(
    struct console *c, const char *state_dir, const struct address *central);
void keep_close(struct console *c);
/* What link_new() is given for the journal. */
struct journal_hooks keep_hooks(struct console *c);
/* Who has no password to give: the key in a file. After link_new(). */
void keep_begin(struct console *c);
/*
 * The central says which store it serves. Was it another that this console
 * had been opened for, it goes on with that one's outbox; what was given for
 * the other stays on the disk for it. `asked`: somebody logs in just now, and
 * the key comes with that.
 */
void keep_store(struct console *c, const char *store, bool asked);
/* The central took that password: the key that it opens. */
void keep_login(struct console *c, const char *password);
/*
 * The central cannot be asked: if that password opens what was kept here, the
 * last picture is shown. Nothing happens when it does not.
 */
void keep_try(struct console *c, const char *name, const char *password);
/* Tells, once there is a screen, what is not as it should be. */
void keep_say(struct console *c);

#endif
