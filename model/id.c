/*
 * Making and checking ids. base64url may begin with "-", which an id may not
 * (it would read as an option on a command line): such a draw is made again.
 */
#include "model/id.h"

#include "model/blake2s.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define ID_BYTES 16

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                               "abcdefghijklmnopqrstuvwxyz0123456789-_";

/* 16 bytes as 22 characters, without padding. */
static void
encode(const uint8_t bytes[ID_BYTES], char out[ID_SIZE])
{
	unsigned bits = 0, have = 0;
	size_t n = 0;

	for (size_t i = 0; i < ID_BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 6; have -= 6)
			out[n++] = alphabet[bits >> (have - 6) & 63];
	}
	out[n++] = alphabet[bits << (6 - have) & 63];
	out[n] = '\0';
}

static void
draw(uint8_t bytes[ID_BYTES])
{
	/* So few bytes come whole, or not at all. */
	while (getrandom(bytes, ID_BYTES, 0) != ID_BYTES) {
		if (errno == EINTR)
			continue;
		perror("getrandom");
		abort();
	}
}

void
id_new(char out[ID_SIZE])
{
	uint8_t bytes[ID_BYTES];

	do {
		draw(bytes);
		encode(bytes, out);
	} while (out[0] == '-');
}

void
id_from(const char *space, const char *name, char out[ID_SIZE])
{
	uint8_t bytes[ID_BYTES], again = 0;
	struct blake2s h;

	do {
		blake2s_begin(&h, ID_BYTES);
		blake2s_add(&h, space, strlen(space) + 1);
		blake2s_add(&h, name, strlen(name));
		/* A NUL no name can hold, and how often "-" came first. */
		if (again > 0)
			blake2s_add(&h, (uint8_t[]){0, again}, 2);
		blake2s_end(&h, bytes);
		encode(bytes, out);
		again++;
	} while (out[0] == '-');
}

static bool
is_id_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c != '\0' && strchr("._:~-", c));
}

bool
id_valid(const char *s, size_t len)
{
	if (len == 0 || len > ID_MAX || s[0] == '-' || s[0] == '.')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_id_char(s[i]))
			return false;
	return true;
}
