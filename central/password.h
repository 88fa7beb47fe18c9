/*
 * Passwords: Argon2id by libsodium, and those we make ourselves.
 *
 * A hash costs PASSWORD_MEMORY bytes and PASSWORD_PASSES passes (between the
 * library's interactive and moderate limits: the OWASP floor is 19 MiB and 2).
 * It blocks for about a tenth of a second: only the pool may call it, at most
 * two at a time, so that logging in never takes more than 128 MiB.
 */
#ifndef CENTRAL_PASSWORD_H
#define CENTRAL_PASSWORD_H

#include "model/base.h"
#include "model/problem.h"

#define PASSWORD_MEMORY ((size_t)64 * 1024 * 1024)
#define PASSWORD_PASSES 3
#define PASSWORD_MIN 8    /* bytes of one that a person chooses */
#define PASSWORD_MAX 256  /* bytes of any */
#define PASSWORD_HASH 128 /* what any hash and its NUL fit into */
#define ONE_TIME_SIZE 20  /* what a one-time password and its NUL fit into */

/* Argon2id of `plain` with a salt of its own. NO_MEMORY when it has none. */
MUST_USE enum problem_code password_hash(
    const char *plain, char hash[PASSWORD_HASH], struct problem *p);

/*
 * Whether `plain` is what `hash` was made from. A NULL or empty hash (an
 * account that is not there) costs the same and is never right.
 */
bool password_right(const char *hash, const char *plain);

/*
 * A password to be read out over a telephone: four groups of four out of 31
 * letters and digits that nobody takes for each other, "kf7m-x2np-...", some
 * 79 random bits.
 */
void password_one_time(char out[ONE_TIME_SIZE]);

/*
 * Whether a person may choose it: long enough, not too long, clean UTF-8.
 * TOO_LONG or BAD_VALUE with the key "new"; never the password itself.
 */
MUST_USE enum problem_code password_fit(const char *plain, struct problem *p);

#endif
