/*
 * Blocks in a list; a string that is too large for one gets one of its own.
 */
#include "replay/arena.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)64 * 1024)

struct arena_block {
	struct arena_block *next;
	char bytes[];
};

static bool
add_block(struct arena *a, size_t least)
{
	size_t room = least > BLOCK ? least : BLOCK;
	struct arena_block *b;

	if (a->limit && room > a->limit - a->all)
		return false;
	b = malloc(sizeof(*b) + room);
	if (!b)
		return false;
	b->next = a->block;
	a->block = b;
	a->used = 0;
	a->room = room;
	a->all += room;
	return true;
}

const char *
arena_keep(struct arena *a, const char *s, size_t len)
{
	char *to;

	if (len + 1 > a->room - a->used && !add_block(a, len + 1))
		return NULL;
	to = a->block->bytes + a->used;
	memcpy(to, s, len);
	to[len] = '\0';
	a->used += len + 1;
	return to;
}

void
arena_free(struct arena *a)
{
	struct arena_block *b = a->block, *next;

	for (; b; b = next) {
		next = b->next;
		free(b);
	}
	*a = (struct arena){.limit = a->limit};
}
