/*
 * A dense array and an index a kind. A slot of the index holds a place in the
 * array plus one, 0 where it is empty; it is probed linearly and at most half
 * full. The hash lies beside the place, so that a string is compared only where
 * it is very likely the one. Removal closes the gap by
 * moving followers back (Knuth, TAOCP 3, 6.4, algorithm R): no tombstones.
 */
#include "model/table.h"

#include <sodium/crypto_shorthash.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct slot {
	uint32_t hash;
	uint32_t place; /* in rows, plus one; 0: empty */
};

struct shelf {
	struct record **rows; /* owned, and so are the records */
	size_t count, room;   /* of rows */
	struct slot *slots;   /* twice room, a power of two; NULL: none yet */
};

struct table {
	struct shelf shelves[KIND_COUNT];
	size_t bytes; /* of all records */
	unsigned char key[crypto_shorthash_KEYBYTES];
};

#define FIRST_ROOM 8
#define MOST_ROOM ((size_t)1 << 30)

struct table *
table_new(void)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	if (getrandom(t->key, sizeof(t->key), 0) != (ssize_t)sizeof(t->key)) {
		free(t);
		return NULL;
	}
	return t;
}

void
table_clear(struct table *t)
{
	for (size_t k = 0; k < KIND_COUNT; k++) {
		struct shelf *s = &t->shelves[k];

		for (size_t i = 0; i < s->count; i++)
			record_free(s->rows[i]);
		free(s->rows);
		free(s->slots);
		*s = (struct shelf){0};
	}
	t->bytes = 0;
}

void
table_free(struct table *t)
{
	if (!t)
		return;
	table_clear(t);
	free(t);
}

static uint32_t
hash_id(const struct table *t, const char *id)
{
	unsigned char bytes[crypto_shorthash_BYTES];
	uint32_t hash;

	crypto_shorthash(bytes, (const unsigned char *)id, strlen(id), t->key);
	memcpy(&hash, bytes, sizeof(hash));
	return hash;
}

static size_t
mask(const struct shelf *s)
{
	return 2 * s->room - 1;
}

/* The slot of the id, or the empty one where it would go. Needs slots. */
static size_t
find(const struct shelf *s, uint32_t hash, const char *id)
{
	size_t at = hash & mask(s);

	for (;; at = (at + 1) & mask(s)) {
		const struct slot *slot = &s->slots[at];

		if (slot->place == 0)
			return at;
		if (slot->hash == hash &&
		    strcmp(s->rows[slot->place - 1]->id, id) == 0)
			return at;
	}
}

const struct record *
table_get(const struct table *t, enum kind kind, const char *id)
{
	const struct shelf *s = &t->shelves[kind];
	uint32_t place;

	if (!id || s->count == 0)
		return NULL;
	place = s->slots[find(s, hash_id(t, id), id)].place;
	return place ? s->rows[place - 1] : NULL;
}

/* Puts all old slots into the new ones; ids differ, so none is compared. */
static void
refill(struct shelf *s, const struct slot *old, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = old[i].hash & mask(s);

		if (old[i].place == 0)
			continue;
		while (s->slots[at].place != 0)
			at = (at + 1) & mask(s);
		s->slots[at] = old[i];
	}
}

static bool
grow(struct shelf *s)
{
	size_t room = s->room ? 2 * s->room : FIRST_ROOM;
	size_t slots = s->slots ? 2 * s->room : 0;
	struct slot *old = s->slots, *wider;
	struct record **rows;

	if (room > MOST_ROOM)
		return false;
	wider = calloc(2 * room, sizeof(*wider));
	if (!wider)
		return false;
	rows = realloc(s->rows, room * sizeof(struct record *));
	if (!rows) {
		free(wider);
		return false;
	}
	s->rows = rows;
	s->room = room;
	s->slots = wider;
	refill(s, old, slots);
	free(old);
	return true;
}

static void
replace(
    struct table *t, struct record **row, struct record *r, struct record **old)
{
	struct record *was = *row;

	t->bytes += record_size(r);
	t->bytes -= record_size(was);
	*row = r;
	if (old)
		*old = was;
	else
		record_free(was);
}

bool
table_put(struct table *t, struct record *r, struct record **old)
{
	struct shelf *s = &t->shelves[r->kind];
	uint32_t hash = hash_id(t, r->id);
	size_t at;

	if (old)
		*old = NULL;
	if (s->count > 0) {
		at = find(s, hash, r->id);
		if (s->slots[at].place) {
			replace(t, &s->rows[s->slots[at].place - 1], r, old);
			return true;
		}
	}
	if (s->count == s->room && !grow(s))
		return false;
	at = find(s, hash, r->id);
	s->rows[s->count++] = r;
	s->slots[at] = (struct slot){hash, (uint32_t)s->count};
	t->bytes += record_size(r);
	return true;
}

/* Empties a slot; those behind it that could not stand nearer move up. */
static void
close_gap(struct shelf *s, size_t gap)
{
	for (size_t at = (gap + 1) & mask(s); s->slots[at].place != 0;
	     at = (at + 1) & mask(s)) {
		size_t home = s->slots[at].hash & mask(s);

		if (((at - home) & mask(s)) < ((at - gap) & mask(s)))
			continue;
		s->slots[gap] = s->slots[at];
		gap = at;
	}
	s->slots[gap].place = 0;
}

/* Moves the last row to a place that became free. */
static void
move_last(const struct table *t, struct shelf *s, size_t place)
{
	struct record *last = s->rows[s->count - 1];

	if (place < s->count - 1) {
		size_t at = find(s, hash_id(t, last->id), last->id);

		s->slots[at].place = (uint32_t)place + 1;
		s->rows[place] = last;
	}
	s->count--;
}

struct record *
table_remove(struct table *t, enum kind kind, const char *id)
{
	struct shelf *s = &t->shelves[kind];
	struct record *r;
	size_t at, place;

	if (!id || s->count == 0)
		return NULL;
	at = find(s, hash_id(t, id), id);
	if (s->slots[at].place == 0)
		return NULL;
	place = s->slots[at].place - 1;
	r = s->rows[place];
	t->bytes -= record_size(r);
	close_gap(s, at);
	move_last(t, s, place);
	return r;
}

size_t
table_count(const struct table *t, enum kind kind)
{
	return t->shelves[kind].count;
}

const struct record *const *
table_all(const struct table *t, enum kind kind)
{
	return (const struct record *const *)t->shelves[kind].rows;
}

size_t
table_bytes(const struct table *t)
{
	size_t bytes = sizeof(*t) + t->bytes;

	for (size_t k = 0; k < KIND_COUNT; k++)
		bytes += t->shelves[k].room *
		         (sizeof(struct record *) + 2 * sizeof(struct slot));
	return bytes;
}
