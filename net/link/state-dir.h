/*
 * Where what outlives a console lies: under one root, a directory for each
 * store of commands, keys and pictures. What was given to one store is never
 * sent to another that answers at the same address, and is found again when
 * the store is reached at another one.
 *
 *	NAME/store	which store the directory is of
 *	at-ADDRESS	the NAME that is meant by an address, until its store
 *			says who it is
 *
 *	NAME/name-LOGIN	the account that one logs in to by that name
 *
 * ADDRESS is a digest of the central's address, and the NAME of the first
 * directory that an address had. A directory without `store` (its central
 * never answered, or an older console made it) becomes that of the first store
 * that answers there.
 *
 * Small files, each written whole or not at all; what cannot be read counts as
 * not there.
 */
#ifndef NET_LINK_STATE_DIR_H
#define NET_LINK_STATE_DIR_H

#include "model/base.h"
#include "model/id.h"

#include <limits.h>

#define STATE_PATH_SIZE (PATH_MAX + 2 * ID_SIZE)

struct state_dir {
	char root[PATH_MAX];
	char address[ID_SIZE]; /* digest */
	char name[ID_SIZE];
};

/* What the address means as long as nobody says more. */
void state_dir_find(struct state_dir *d, const char *root, const char *address);
void state_dir_path(const struct state_dir *d, char path[STATE_PATH_SIZE]);
/*
 * A store says who it is. True: it has another directory, and *d means that
 * from now on; false: it is the one at hand. `stay`: the one at hand holds what
 * nobody has decided about; if it has no store yet it is given this one, though
 * that may have another.
 */
MUST_USE bool state_dir_take(struct state_dir *d, const char *store, bool stay);

/*
 * Who logs in is known by a name, and by an account once the central said so:
 * it is noted for a login without a link. False: that name never logged in.
 */
void state_dir_note(
    const struct state_dir *d, const char *login, const char *account);
MUST_USE bool state_dir_account(
    const struct state_dir *d, const char *login, char account[ID_SIZE]);

#endif
