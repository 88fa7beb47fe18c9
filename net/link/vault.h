/*
 * The keys that seal what a console leaves on this machine's disk: commands
 * that are not settled, and the picture of the last hour. One vault for the
 * state of one central; each account has a key of its own in it.
 *
 *	key-HASH	of an account that logs in with a password: a random
 *key, wrapped by one made of the password (Argon2id). Without the password
 *nobody reads what it seals, whoever has the disk. key		of who has no
 *password to give: the owner of a Unix socket, a token file. A random key in a
 *file of mode 600: whoever can read it can read the token too, or connect as
 *the owner, so it gives nothing away that was not given already; what it is for
 *is a backup or a copy of the journal that lacks it.
 *
 * A password that the central took and that does not open the wrapped key was
 * changed elsewhere: a new key is made and the old file kept beside it. What
 * the old one sealed stays sealed; its commands can be taken back, not sent.
 *
 * XChaCha20-Poly1305 with a random nonce, bound to a name, so that one sealed
 * thing cannot stand in for another. Keys lie in memory of libsodium's that
 * is locked, guarded and wiped. One thread at a time.
 */
#ifndef NET_LINK_VAULT_H
#define NET_LINK_VAULT_H

#include "model/buf.h"
#include "model/problem.h"

struct vault;

/* In that directory, which is there. NULL: memory ended. */
struct vault *vault_new(const char *dir);
void vault_free(struct vault *v);

/*
 * The key of those without a password, account "": made when there is none.
 * FILE when it cannot be read or made, or others may read it.
 */
MUST_USE enum problem_code vault_open_file(struct vault *v, struct problem *p);
/*
 * The key of an account. Takes some tenths of a second. `checked`: the
 * central took this password, so a key that it does not open is replaced;
 * else that is BAD_LOGIN, as when there is no key yet.
 */
MUST_USE enum problem_code vault_open_password(struct vault *v,
    const char *account, const char *password, bool checked, struct problem *p);
/* Whether that account's key is at hand. */
bool vault_has(const struct vault *v, const char *account);

/* Appends to *out; false when there is no key or memory ended. */
MUST_USE bool vault_seal(const struct vault *v, const char *account,
    const char *name, const void *bytes, size_t len, struct buf *out);
/* False when it was sealed by another key or name, or is damaged, too. */
MUST_USE bool vault_unseal(const struct vault *v, const char *account,
    const char *name, const void *sealed, size_t len, struct buf *out);

#endif
