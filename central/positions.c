/*
 * A table of positions with open addressing by a keyed hash (positions.h).
 * Nothing is ever taken out: there are as many as there are units.
 */
#include "central/positions.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct positions {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct position *slot; /* unit "" is a free one */
	size_t size;           /* a power of two */
	size_t count;
};

struct positions *
positions_new(void)
{
	struct positions *ps = calloc(1, sizeof(*ps));

	if (!ps)
		return NULL;
	ps->size = 256;
	ps->slot = calloc(ps->size, sizeof(*ps->slot));
	if (!ps->slot) {
		free(ps);
		return NULL;
	}
	randombytes_buf(ps->key, sizeof(ps->key));
	pthread_mutex_init(&ps->lock, NULL);
	return ps;
}

void
positions_free(struct positions *ps)
{
	if (!ps)
		return;
	pthread_mutex_destroy(&ps->lock);
	free(ps->slot);
	free(ps);
}

/* The slot of the unit, or the free one where it belongs. */
static struct position *
slot_of(const struct positions *ps, struct position *slot, size_t size,
    const char *unit)
{
	unsigned char hash[crypto_shorthash_BYTES];
	uint64_t at;

	crypto_shorthash(
	    hash, (const unsigned char *)unit, strlen(unit), ps->key);
	memcpy(&at, hash, sizeof(at));
	while (*slot[at & (size - 1)].unit &&
	       strcmp(slot[at & (size - 1)].unit, unit) != 0)
		at++;
	return &slot[at & (size - 1)];
}

bool
positions_have(struct positions *ps, const char *unit)
{
	bool have;

	pthread_mutex_lock(&ps->lock);
	have = *slot_of(ps, ps->slot, ps->size, unit)->unit != '\0';
	pthread_mutex_unlock(&ps->lock);
	return have;
}

/* Keeps a quarter of the table free. */
static bool
grow(struct positions *ps)
{
	size_t size = ps->size * 2;
	struct position *slot;

	if (ps->count * 4 < ps->size * 3)
		return true;
	slot = calloc(size, sizeof(*slot));
	if (!slot)
		return false;
	for (size_t i = 0; i < ps->size; i++)
		if (*ps->slot[i].unit)
			*slot_of(ps, slot, size, ps->slot[i].unit) =
			    ps->slot[i];
	free(ps->slot);
	ps->slot = slot;
	ps->size = size;
	return true;
}

static enum problem_code
take_one(
    struct positions *ps, struct position *new, bool *newer, struct problem *p)
{
	struct position *slot;

	if (!grow(ps))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	slot = slot_of(ps, ps->slot, ps->size, new->unit);
	*newer = !*slot->unit || slot->at < new->at;
	if (!*slot->unit) {
		if (ps->count == POSITIONS_MOST)
			return problem_set(p, PROBLEM_BUSY, NULL);
		ps->count++;
	}
	if (*newer && new->off &&
	    slot->off &&strcmp(slot->route, new->route) == 0)
		new->off = slot->off;
	if (*newer)
		*slot = *new;
	return PROBLEM_NONE;
}

enum problem_code
positions_take(struct positions *ps, struct position *list, size_t n,
    size_t *taken, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	*taken = 0;
	pthread_mutex_lock(&ps->lock);
	for (size_t i = 0; !code && i < n; i++) {
		bool newer = false;

		code = take_one(ps, &list[i], &newer, p);
		if (!code && newer)
			list[(*taken)++] = list[i];
	}
	pthread_mutex_unlock(&ps->lock);
	return code;
}

void
positions_each(struct positions *ps, positions_fn *each, void *ctx)
{
	pthread_mutex_lock(&ps->lock);
	for (size_t i = 0; i < ps->size; i++)
		if (*ps->slot[i].unit)
			each(ctx, &ps->slot[i]);
	pthread_mutex_unlock(&ps->lock);
}

size_t
positions_count(struct positions *ps)
{
	size_t n;

	pthread_mutex_lock(&ps->lock);
	n = ps->count;
	pthread_mutex_unlock(&ps->lock);
	return n;
}
