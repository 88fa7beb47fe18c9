/*
 * BLAKE2s, unkeyed, from RFC 7693: a digest for ids that must come out the
 * same every time. Secrets are no business of model's.
 */
#ifndef MODEL_BLAKE2S_H
#define MODEL_BLAKE2S_H

#include "model/base.h"

struct blake2s {
	uint32_t state[8];
	uint64_t counted;  /* bytes hashed so far */
	uint8_t block[64]; /* what waits for a full block */
	size_t used;       /* bytes in it */
	size_t digest;     /* bytes asked for */
};

/* Begins a digest of `digest` bytes (1 to 32). */
void blake2s_begin(struct blake2s *h, size_t digest);
void blake2s_add(struct blake2s *h, const void *bytes, size_t len);
/* Writes the digest; h must begin anew before the next use. */
void blake2s_end(struct blake2s *h, uint8_t *out);

#endif
