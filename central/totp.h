/*
 * The second factor: time-based one-time codes (RFC 6238, six digits, 30 s,
 * SHA-1: what every telephone has), by liboath. Optional for each account.
 *
 * A code is good for its own half minute and one to either side, and only
 * once: who has used the step of a code may use only later ones.
 */
#ifndef CENTRAL_TOTP_H
#define CENTRAL_TOTP_H

#include "model/base.h"

#define TOTP_SECRET 40 /* what a secret in base32 and its NUL fit into */

/* A new secret of 160 bits. */
void totp_secret(char out[TOTP_SECRET]);

/*
 * Whether `code` is right for the secret at `now` (the machine's clock) and of
 * a step after `used` (0: none was). In *step the step it belongs to.
 */
bool totp_right(const char *secret, const char *code, msec_t now, int64_t used,
    int64_t *step);

#endif
