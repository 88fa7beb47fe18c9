/*
 * Failed tries in a fixed table (tries.h): sets of a few places, chosen by a
 * keyed hash, so that nobody can push a chosen name out of the table.
 */
#include "central/tries.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SETS 4096 /* a power of two */
#define WAYS 4

struct place {
	uint64_t who; /* hash; 0: free */
	int64_t failures;
	msec_t last;
};

struct tries {
	pthread_mutex_t lock;
	unsigned char key[crypto_shorthash_KEYBYTES];
	struct place place[SETS][WAYS];
};

struct tries *
tries_new(void)
{
	struct tries *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	pthread_mutex_init(&t->lock, NULL);
	randombytes_buf(t->key, sizeof(t->key));
	return t;
}

void
tries_free(struct tries *t)
{
	if (!t)
		return;
	pthread_mutex_destroy(&t->lock);
	free(t);
}

msec_t
tries_wait(int64_t failures, msec_t failed, msec_t now)
{
	int64_t over = failures - TRIES_FREE;
	msec_t wait;

	if (over < 0)
		return 0;
	wait = over < 9 ? (msec_t)1000 << over : TRIES_LONGEST;
	if (wait > TRIES_LONGEST)
		wait = TRIES_LONGEST;
	return failed + wait > now ? failed + wait - now : 0;
}

/* Where `who` stands, or the place that it may take. */
static struct place *
find(struct tries *t, const char *who)
{
	unsigned char hash[crypto_shorthash_BYTES];
	struct place *set, *best;
	uint64_t id;

	crypto_shorthash(hash, (const unsigned char *)who, strlen(who), t->key);
	memcpy(&id, hash, sizeof(id));
	id |= 1;
	set = t->place[(id >> 1) % SETS];
	best = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (set[i].who == id)
			return &set[i];
		if (set[i].last < best->last)
			best = &set[i];
	}
	*best = (struct place){.who = id};
	return best;
}

msec_t
tries_charge(struct tries *t, const char *who, int64_t more, msec_t now)
{
	struct place *p;
	msec_t wait;

	pthread_mutex_lock(&t->lock);
	p = find(t, who);
	if (p->last + TRIES_FORGET < now)
		p->failures = 0;
	wait = tries_wait(p->failures - more, p->last, now);
	if (wait == 0) {
		p->failures++;
		p->last = now;
	}
	pthread_mutex_unlock(&t->lock);
	return wait;
}

void
tries_forgive(struct tries *t, const char *who)
{
	pthread_mutex_lock(&t->lock);
	find(t, who)->failures = 0;
	pthread_mutex_unlock(&t->lock);
}
