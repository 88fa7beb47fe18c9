/*
 * Sessions. A token is 256 random bits that only its holder knows: the store
 * keeps its hash, and so does the table here, which spares every request the
 * store: hash of a token -> who that is.
 *
 * An actor stays in the table for as long as a request or feed holds it, so
 * that a change of its account reaches it there (actor->revoked). A lookup
 * takes the table's age before it reads the store and gives it back with what
 * it found; if anything was revoked in between, that is refused and looked up
 * again.
 */
#ifndef CENTRAL_TOKENS_H
#define CENTRAL_TOKENS_H

#include "central/actor.h"

#define TOKEN_LENGTH 43 /* base64url of 32 bytes */
#define TOKEN_SIZE (TOKEN_LENGTH + 1)
#define TOKEN_LIFE ((msec_t)16 * 3600 * 1000) /* a long shift */
#define TOKENS_MOST 65536

struct tokens;

void token_make(char text[TOKEN_SIZE], unsigned char hash[DIGEST_SIZE]);
/* BLAKE2b-256 of the token's text; false when it has not a token's form. */
MUST_USE bool token_hash(const char *text, unsigned char hash[DIGEST_SIZE]);

/* NULL when memory ends. */
struct tokens *tokens_new(void);
void tokens_free(struct tokens *t);

/* Who holds the token, for the caller to drop; NULL: not in the table. */
struct actor *tokens_get(
    struct tokens *t, const unsigned char hash[DIGEST_SIZE], msec_t now);
uint64_t tokens_age(struct tokens *t);
/*
 * Notes the actor (holding it). False when something was revoked since `age`,
 * when memory ends or when TOKENS_MOST are in use.
 */
MUST_USE bool tokens_put(struct tokens *t, uint64_t age,
    const unsigned char hash[DIGEST_SIZE], struct actor *a, msec_t expires);

/* Revoke one token, all of an account (by id), or all but the owner's. */
void tokens_revoke(struct tokens *t, const unsigned char hash[DIGEST_SIZE]);
void tokens_revoke_account(struct tokens *t, const char *account);
void tokens_revoke_all(struct tokens *t);
/* Revokes those that have expired. */
void tokens_sweep(struct tokens *t, msec_t now);
size_t tokens_count(struct tokens *t);

#endif
