/*
 * One-time codes by time (totp.h).
 */
#include "central/totp.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define STEP_MS 30000
#define DIGITS 6
#define BYTES 20

void
totp_secret(char out[TOTP_SECRET])
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	size_t digits = BYTES * 8 / 5;

	for (size_t i = 0; i < digits; i++)
		out[i] = base32[randombytes_uniform(32)];
	out[digits] = '\0';
}

static bool
code_is(const char *key, size_t len, int64_t step, const char *code)
{
	char want[DIGITS + 1];

	return oath_hotp_generate(key, len, (uint64_t)step, DIGITS, false,
	           OATH_HOTP_DYNAMIC_TRUNCATION, want) == OATH_OK &&
	       sodium_memcmp(want, code, DIGITS) == 0;
}

bool
totp_right(const char *secret, const char *code, msec_t now, int64_t used,
    int64_t *step)
{
	int64_t at = now / STEP_MS;
	bool right = false;
	size_t len = 0;
	char *key = NULL;

	if (strlen(code) != DIGITS ||
	    oath_base32_decode(secret, strlen(secret), &key, &len) != OATH_OK)
		return false;
	for (int64_t s = at - 1; s <= at + 1; s++)
		if (s > used && code_is(key, len, s, code)) {
			right = true;
			*step = s;
		}
	sodium_memzero(key, len);
	free(key);
	return right;
}
