/*
 * Accounts: who may log in, as whom, and with what. What blocks (hashing)
 * runs in the pool; what changes runs as a job of the writer, so that each
 * change stands in the audit log with the others.
 *
 * There is no default account. A password that we made must be changed at the
 * first login. Whether a name is known cannot be told from an answer, nor from
 * how long it took.
 */
#ifndef CENTRAL_ACCOUNTS_H
#define CENTRAL_ACCOUNTS_H

#include "central/actor.h"
#include "central/password.h"
#include "central/settings.h"
#include "central/tokens.h"
#include "central/tx.h"

#define NAME_MAX_BYTES 64 /* of a name to log in with */
#define SEAT_MAX_BYTES 32
#define ROLES_MAX 16    /* of one account */
#define ROLES_SIZE 1100 /* what their names and spaces fit into */
#define TOTP_KEPT 64    /* what a secret and its last step fit into */

/* An account of one's own to read and change; all text is in it. */
struct account_copy {
	char id[ID_SIZE];
	char name[NAME_MAX_BYTES + 1];
	char officer[ID_SIZE]; /* "" for none, as with those that follow */
	char station[ID_SIZE];
	char unit[ID_SIZE];
	char roles[ROLES_SIZE];
	char password[PASSWORD_HASH];
	char totp[TOTP_KEPT]; /* "SECRET LASTSTEP" */
	bool one_time, locked;
	int64_t failures;
	msec_t failed;
};

struct account_copy account_of_row(const struct account *row);
/* By id or by name, the other NULL. NOT_FOUND without touching p. */
MUST_USE enum problem_code account_load(struct store *store, const char *id,
    const char *name, struct account_copy *out, struct problem *p);
MUST_USE enum problem_code account_save(
    struct store *store, const struct account_copy *a, struct problem *p);

/* Who that is, with what its roles allow; NULL when memory ends. */
struct actor *account_actor(const struct settings *settings,
    const struct account_copy *a, const char *seat);
/*
 * The actor of a session by its token's hash: UNAUTHENTICATED when there is
 * none, it has expired, or the account is locked.
 */
MUST_USE enum problem_code account_of_token(struct store *store,
    const struct settings *settings, const unsigned char hash[DIGEST_SIZE],
    msec_t now, struct actor **out, msec_t *expires, struct problem *p);

/* A login as it goes through pool and writer. */
struct login {
	char name[NAME_MAX_BYTES + 1];
	char password[PASSWORD_MAX + 1]; /* wiped once it was checked */
	char otp[16];
	char seat[SEAT_MAX_BYTES + 1];
	struct account_copy account; /* as found; id "" for an unknown name */
	struct problem problem;      /* why not, PROBLEM_NONE for right */
	unsigned char hash[DIGEST_SIZE]; /* of the token to be */
	msec_t now, expires;
};

/*
 * In the pool: is it who they say? Sets l->account and l->problem: BAD_LOGIN,
 * LOCKED (only to who has the password), TOO_MANY, or NONE.
 */
void login_check(struct login *l, struct store *store);
/* In the writer: notes the session, or the failure of a known account. */
MUST_USE enum problem_code login_note(struct tx *tx, struct login *l);

/* One's own password, changed. */
struct new_password {
	char account[ID_SIZE];
	char old[PASSWORD_MAX + 1], new[PASSWORD_MAX + 1]; /* wiped */
	char was[PASSWORD_HASH];  /* the hash that `old` was right for */
	char hash[PASSWORD_HASH]; /* of the new one */
	unsigned char session[DIGEST_SIZE]; /* the only one to stay; zeros: none
	                                     */
};

/* In the pool: BAD_LOGIN, BAD_VALUE, TOO_LONG or NONE. */
MUST_USE enum problem_code new_password_check(
    struct new_password *n, struct store *store, struct problem *p);
/* In the writer. */
MUST_USE enum problem_code new_password_note(
    struct tx *tx, const struct new_password *n);

/* What an administrator changes of an account, or makes it with. */
struct account_change {
	bool fresh; /* make it; it must not be there */
	char name[NAME_MAX_BYTES + 1];
	bool set_officer, set_station, set_unit, set_roles, set_locked;
	bool set_totp;
	char officer[ID_SIZE], station[ID_SIZE], unit[ID_SIZE];
	char roles[ROLES_SIZE];
	bool locked;
	bool totp;  /* a second factor from now on, or none any more */
	bool reset; /* a one-time password; always for a fresh one */
	char password[ONE_TIME_SIZE]; /* it, to be told once */
	char hash[PASSWORD_HASH];     /* of it */
	char secret[TOTP_KEPT];       /* of a new second factor, told once */
	struct account_copy after;    /* as it stands then */
};

/* In the pool: makes password, hash and secret as they are needed. */
MUST_USE enum problem_code account_change_prepare(
    struct account_change *c, struct problem *p);
/*
 * In the writer: EXISTS, NOT_FOUND (account, role, station, unit, officer),
 * BAD_VALUE (a name nobody may have). All sessions of the account end.
 */
MUST_USE enum problem_code account_change_note(
    struct tx *tx, struct account_change *c);

/*
 * A digest of what permissions and scopes come from (roles, the tree of
 * stations): where it moved, nobody is who they were.
 */
uint64_t settings_digest(const struct settings *s);

#endif
