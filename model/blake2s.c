/*
 * BLAKE2s (RFC 7693, sections 2 and 3), a step of the paper a function.
 */
#include "model/blake2s.h"

#include <string.h>

static const uint32_t iv[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A,
    0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19};

/* Section 2.7: in which order each round takes the words of a block. */
static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static uint32_t
rotate(uint32_t x, unsigned right)
{
	return (x >> right) | (x << (32 - right));
}

/* G of section 3.1 on the words a, b, c, d of v. */
static void
mix(uint32_t *v, const uint8_t at[4], uint32_t x, uint32_t y)
{
	uint32_t *a = v + at[0], *b = v + at[1], *c = v + at[2], *d = v + at[3];

	*a += *b + x;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b + y;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

static uint32_t
load_word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
	       (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* F of section 3.2 on the waiting block. */
static void
compress(struct blake2s *h, bool last)
{
	/* Columns first, then diagonals. */
	static const uint8_t at[8][4] = {{0, 4, 8, 12}, {1, 5, 9, 13},
	    {2, 6, 10, 14}, {3, 7, 11, 15}, {0, 5, 10, 15}, {1, 6, 11, 12},
	    {2, 7, 8, 13}, {3, 4, 9, 14}};
	uint32_t v[16], words[16];

	for (unsigned i = 0; i < 16; i++)
		words[i] = load_word(h->block + 4 * (size_t)i);
	memcpy(v, h->state, sizeof(h->state));
	memcpy(v + 8, iv, sizeof(iv));
	v[12] ^= (uint32_t)h->counted;
	v[13] ^= (uint32_t)(h->counted >> 32);
	if (last)
		v[14] = ~v[14];
	for (unsigned r = 0; r < 10; r++)
		for (unsigned g = 0; g < 8; g++)
			mix(v, at[g], words[sigma[r][2 * g]],
			    words[sigma[r][2 * g + 1]]);
	for (unsigned i = 0; i < 8; i++)
		h->state[i] ^= v[i] ^ v[i + 8];
}

void
blake2s_begin(struct blake2s *h, size_t digest)
{
	*h = (struct blake2s){.digest = digest};
	memcpy(h->state, iv, sizeof(iv));
	/* The parameter block: digest length, no key, fanout and depth 1. */
	h->state[0] ^= 0x01010000 ^ (uint32_t)digest;
}

void
blake2s_add(struct blake2s *h, const void *bytes, size_t len)
{
	const uint8_t *from = bytes;
	size_t n;

	while (len > 0) {
		/* The last block waits for blake2s_end() even when full. */
		if (h->used == sizeof(h->block)) {
			h->counted += h->used;
			compress(h, false);
			h->used = 0;
		}
		n = sizeof(h->block) - h->used;
		n = n < len ? n : len;
		memcpy(h->block + h->used, from, n);
		h->used += n;
		from += n;
		len -= n;
	}
}

void
blake2s_end(struct blake2s *h, uint8_t *out)
{
	h->counted += h->used;
	memset(h->block + h->used, 0, sizeof(h->block) - h->used);
	compress(h, true);
	for (size_t i = 0; i < h->digest; i++)
		out[i] = (uint8_t)(h->state[i / 4] >> (8 * (i % 4)));
}
