/*
 * A ring of hashes. Two pairs of one hash would swallow a bell, and nothing
 * else: 64 bits make that less likely than a terminal that is mute.
 */
#include "tui/ring.h"

#include <stdlib.h>

struct rings {
	uint64_t hash[RINGS]; /* 0: free */
	size_t next;
};

struct rings *
rings_new(void)
{
	return calloc(1, sizeof(struct rings));
}

void
rings_free(struct rings *r)
{
	free(r);
}

/* FNV-1a, going on from h; the closing NUL parts reason and id. */
static uint64_t
hash_on(uint64_t h, const char *s)
{
	do
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	while (*s++);
	return h;
}

bool
rings_first(struct rings *r, const char *reason, const char *id)
{
	uint64_t h = hash_on(hash_on(UINT64_C(0xcbf29ce484222325), reason), id);

	for (size_t i = 0; i < RINGS; i++)
		if (r->hash[i] == h)
			return false;
	r->hash[r->next] = h;
	r->next = (r->next + 1) % RINGS;
	return true;
}
