/*
 * Which key is which action: the defaults of actions.def, changed by a keys
 * file.
 *
 * A binding is one key or two (`gq`). Letters are matched by their ASCII twin,
 * so full-width ones count; a character that has none (an input method is on)
 * is told apart, for nothing must be done with it. Digits and y cannot be
 * bound: they mean one thing each, everywhere.
 */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "model/problem.h"
#include "tui/view.h"

struct keys;

enum keys_said {
	KEYS_NOTHING, /* bound to nothing */
	KEYS_MORE,    /* the first of two */
	KEYS_ACTION,
	KEYS_METHOD, /* an input method is on */
};

/* The defaults; NULL: memory ended. */
struct keys *keys_new(void);
void keys_free(struct keys *k);
/*
 * Reads a keys file (YAML: `action: key key`, in place of its defaults).
 * FILE_*, naming line and nearest action; nothing is changed then. A file
 * that is not there is fine.
 */
MUST_USE enum problem_code keys_read(
    struct keys *k, const char *path, struct problem *p);

/* The next key; *action is set with KEYS_ACTION. */
enum keys_said keys_press(
    struct keys *k, const struct key *key, enum action *action);
/* The first key of two, while the second is waited for; 0: none. */
char keys_prefix(const struct keys *k);
void keys_forget_prefix(struct keys *k);
/* The bindings of an action as one types them, parted by blanks; "" none. */
const char *keys_of(const struct keys *k, enum action action);

#endif
