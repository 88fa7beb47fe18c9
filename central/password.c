/*
 * Argon2id and one-time passwords (password.h). The parameters stand in each
 * hash, so that they can be raised without touching what is kept.
 */
#include "central/password.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"

_Static_assert(PASSWORD_HASH >= crypto_pwhash_STRBYTES, "a hash fits");

/* No i, l, o, 0 or 1: nobody is to guess what was read out. */
static const char readable[] = "abcdefghjkmnpqrstuvwxyz23456789";

/* Of a random password that nobody has: what an unknown name is held to. */
static const char nobody[] =
    "$argon2id$v=19$m=65536,t=3,p=1$BNmBVxtLbnoae6cQERmWmw$"
    "R3y/xBAyIRAdSJJmVL+C11WWcEGsOjfGkb5dGCm1C2Q";

enum problem_code
password_hash(const char *plain, char hash[PASSWORD_HASH], struct problem *p)
{
	if (crypto_pwhash_str_alg(hash, plain, strlen(plain), PASSWORD_PASSES,
	        PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

bool
password_right(const char *hash, const char *plain)
{
	bool known = hash && *hash;
	bool same = crypto_pwhash_str_verify(
	                known ? hash : nobody, plain, strlen(plain)) == 0;

	return known && same;
}

void
password_one_time(char out[ONE_TIME_SIZE])
{
	for (size_t i = 0; i < ONE_TIME_SIZE - 1; i++)
		out[i] = i % 5 == 4 ? '-'
		                    : readable[randombytes_uniform(
		                          (uint32_t)sizeof(readable) - 1)];
	out[ONE_TIME_SIZE - 1] = '\0';
}

enum problem_code
password_fit(const char *plain, struct problem *p)
{
	size_t len = strlen(plain);

	if (len > PASSWORD_MAX)
		return problem_set(
		    p, PROBLEM_TOO_LONG, "key", "new", "limit", "256", NULL);
	if (len < PASSWORD_MIN || !text_valid(plain, len, NULL))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "new", "want",
		    why_long_password, NULL);
	return PROBLEM_NONE;
}
