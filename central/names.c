/*
 * Names in an open table with linear probing, at most half full.
 */
#include "central/names.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static size_t
hash(const struct names *n, const char *name)
{
	unsigned char out[crypto_shorthash_BYTES];
	uint64_t h;

	crypto_shorthash(
	    out, (const unsigned char *)name, strlen(name), n->key);
	memcpy(&h, out, sizeof(h));
	return (size_t)h;
}

/* The slot of that name, or the free one where it would go. */
static size_t
find(const struct names *n, const char *name)
{
	size_t i = hash(n, name) & (n->room - 1);

	while (n->slot[i].name && strcmp(n->slot[i].name, name) != 0)
		i = (i + 1) & (n->room - 1);
	return i;
}

void *
names_get(const struct names *n, const char *name)
{
	return n->room ? n->slot[find(n, name)].at : NULL;
}

static bool
grow(struct names *n)
{
	struct names more = {.room = n->room ? n->room * 2 : 16};

	more.slot = calloc(more.room, sizeof(*more.slot));
	if (!more.slot)
		return false;
	if (n->room == 0)
		randombytes_buf(n->key, sizeof(n->key));
	memcpy(more.key, n->key, sizeof(more.key));
	for (size_t i = 0; i < n->room; i++)
		if (n->slot[i].name)
			more.slot[find(&more, n->slot[i].name)] = n->slot[i];
	more.count = n->count;
	free(n->slot);
	*n = more;
	return true;
}

bool
names_put(struct names *n, const char *name, void *at)
{
	if (n->count * 2 >= n->room && !grow(n))
		return false;
	n->slot[find(n, name)] = (struct names_slot){name, at};
	n->count++;
	return true;
}

/* What stood behind the gap and would not be found any more moves up. */
void
names_remove(struct names *n, const char *name)
{
	size_t gap = n->room ? find(n, name) : 0;

	if (!n->room || !n->slot[gap].name)
		return;
	n->count--;
	for (size_t i = (gap + 1) & (n->room - 1); n->slot[i].name;
	     i = (i + 1) & (n->room - 1)) {
		size_t home = hash(n, n->slot[i].name) & (n->room - 1);

		if (((i - home) & (n->room - 1)) < ((i - gap) & (n->room - 1)))
			continue;
		n->slot[gap] = n->slot[i];
		gap = i;
	}
	n->slot[gap] = (struct names_slot){0};
}

void
names_free(struct names *n)
{
	free(n->slot);
	*n = (struct names){0};
}
