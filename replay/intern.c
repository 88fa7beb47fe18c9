/*
 * A hash table with open places, never more than half full. Names come from
 * files: FNV-1a is seeded so that nobody can choose them to collide.
 */
#include "replay/intern.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t
hash(const struct intern *n, const char *s, size_t len)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ n->seed;

	for (size_t i = 0; i < len; i++) {
		h ^= (unsigned char)s[i];
		h *= UINT64_C(1099511628211);
	}
	return h ^ h >> 32;
}

/* The slot of the name, or the free one where it belongs. */
static uint32_t *
find(const struct intern *n, const char *s, size_t len)
{
	size_t i = (size_t)hash(n, s, len) & (n->slots - 1);

	for (; n->slot[i]; i = (i + 1) & (n->slots - 1)) {
		const char *name = n->name[n->slot[i] - 1];

		if (strncmp(name, s, len) == 0 && name[len] == '\0')
			break;
	}
	return &n->slot[i];
}

/* Twice the slots, every name in its new place. */
static bool
grow_slots(struct intern *n)
{
	struct intern next = *n;

	next.slots = n->slots ? n->slots * 2 : 256;
	if (n->slots == 0 && getrandom(&next.seed, sizeof(next.seed), 0) < 0)
		next.seed = 0;
	next.slot = calloc(next.slots, sizeof(*next.slot));
	if (!next.slot)
		return false;
	for (size_t i = 0; i < n->count; i++)
		*find(&next, n->name[i], strlen(n->name[i])) =
		    (uint32_t)(i + 1);
	free(n->slot);
	*n = next;
	return true;
}

static bool
grow_names(struct intern *n)
{
	size_t room = n->room ? n->room * 2 : 128;
	const char **name = realloc(n->name, room * sizeof(*name));

	if (!name)
		return false;
	n->name = name;
	n->room = room;
	return true;
}

size_t
intern_add(struct intern *n, const char *s, size_t len, bool *fresh)
{
	uint32_t *slot;

	if (n->count * 2 >= n->slots && !grow_slots(n))
		return INTERN_NONE;
	slot = find(n, s, len);
	if (fresh)
		*fresh = *slot == 0;
	if (*slot)
		return *slot - 1;
	if (n->count == UINT32_MAX - 1 ||
	    (n->count == n->room && !grow_names(n)))
		return INTERN_NONE;
	n->name[n->count] = arena_keep(n->arena, s, len);
	if (!n->name[n->count])
		return INTERN_NONE;
	*slot = (uint32_t)++n->count;
	return n->count - 1;
}

void
intern_free(struct intern *n)
{
	free(n->name);
	free(n->slot);
	*n = (struct intern){.arena = n->arena};
}
