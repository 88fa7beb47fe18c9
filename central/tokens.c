/*
 * The table of sessions in use (tokens.h): chains from a fixed array, by the
 * first bytes of a hash that nobody can choose.
 */
#include "central/tokens.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define CHAINS 8192 /* a power of two */

struct session {
	struct session *next;
	unsigned char hash[DIGEST_SIZE];
	struct actor *actor; /* held */
	msec_t expires;      /* 0: never */
};

struct tokens {
	pthread_mutex_t lock;
	uint64_t age; /* moves with every revocation */
	size_t count;
	struct session *chain[CHAINS];
};

/* Which sessions to take out. */
typedef bool session_test(const struct session *s, const void *what);

static void
hash_text(const char *text, unsigned char hash[DIGEST_SIZE])
{
	crypto_generichash(hash, DIGEST_SIZE, (const unsigned char *)text,
	    TOKEN_LENGTH, NULL, 0);
}

void
token_make(char text[TOKEN_SIZE], unsigned char hash[DIGEST_SIZE])
{
	unsigned char bits[32];

	randombytes_buf(bits, sizeof(bits));
	sodium_bin2base64(text, TOKEN_SIZE, bits, sizeof(bits),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bits, sizeof(bits));
	hash_text(text, hash);
}

bool
token_hash(const char *text, unsigned char hash[DIGEST_SIZE])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "abcdefghijklmnopqrstuvwxyz"
	                              "0123456789-_";

	if (strlen(text) != TOKEN_LENGTH ||
	    strspn(text, letters) != TOKEN_LENGTH)
		return false;
	hash_text(text, hash);
	return true;
}

struct tokens *
tokens_new(void)
{
	struct tokens *t = calloc(1, sizeof(*t));

	if (t)
		pthread_mutex_init(&t->lock, NULL);
	return t;
}

static void
session_free(struct session *s)
{
	actor_drop(s->actor);
	free(s);
}

void
tokens_free(struct tokens *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < CHAINS; i++)
		while (t->chain[i]) {
			struct session *s = t->chain[i];

			t->chain[i] = s->next;
			session_free(s);
		}
	pthread_mutex_destroy(&t->lock);
	free(t);
}

static struct session **
chain_of(struct tokens *t, const unsigned char hash[DIGEST_SIZE])
{
	return &t->chain[(hash[0] | (size_t)hash[1] << 8) % CHAINS];
}

static struct session *
find(struct tokens *t, const unsigned char hash[DIGEST_SIZE])
{
	struct session *s = *chain_of(t, hash);

	while (s && sodium_memcmp(s->hash, hash, DIGEST_SIZE) != 0)
		s = s->next;
	return s;
}

struct actor *
tokens_get(struct tokens *t, const unsigned char hash[DIGEST_SIZE], msec_t now)
{
	struct actor *a = NULL;
	struct session *s;

	pthread_mutex_lock(&t->lock);
	s = find(t, hash);
	if (s && (s->expires == 0 || s->expires > now))
		a = actor_hold(s->actor);
	pthread_mutex_unlock(&t->lock);
	return a;
}

uint64_t
tokens_age(struct tokens *t)
{
	uint64_t age;

	pthread_mutex_lock(&t->lock);
	age = t->age;
	pthread_mutex_unlock(&t->lock);
	return age;
}

/* Takes out one that nobody holds but we, to make room; the lock is held. */
static bool
make_room(struct tokens *t)
{
	for (size_t i = 0; i < CHAINS; i++)
		for (struct session **at = &t->chain[i]; *at;
		     at = &(*at)->next) {
			struct session *s = *at;

			if (atomic_load(&s->actor->users) > 1 ||
			    s->expires == 0)
				continue;
			*at = s->next;
			session_free(s);
			t->count--;
			return true;
		}
	return false;
}

bool
tokens_put(struct tokens *t, uint64_t age,
    const unsigned char hash[DIGEST_SIZE], struct actor *a, msec_t expires)
{
	struct session *s = calloc(1, sizeof(*s)), **chain;
	bool taken;

	if (!s)
		return false;
	memcpy(s->hash, hash, DIGEST_SIZE);
	s->actor = actor_hold(a);
	s->expires = expires;
	pthread_mutex_lock(&t->lock);
	taken = age == t->age && (t->count < TOKENS_MOST || make_room(t));
	if (taken) {
		chain = chain_of(t, hash);
		s->next = *chain;
		*chain = s;
		t->count++;
	}
	pthread_mutex_unlock(&t->lock);
	if (!taken)
		session_free(s);
	return taken;
}

static void
revoke(struct tokens *t, session_test *test, const void *what, bool ages)
{
	pthread_mutex_lock(&t->lock);
	t->age += ages;
	for (size_t i = 0; i < CHAINS; i++) {
		struct session **at = &t->chain[i];

		while (*at) {
			struct session *s = *at;

			if (!test(s, what)) {
				at = &s->next;
				continue;
			}
			*at = s->next;
			atomic_store(&s->actor->revoked, true);
			session_free(s);
			t->count--;
		}
	}
	pthread_mutex_unlock(&t->lock);
}

static bool
is_hash(const struct session *s, const void *what)
{
	return memcmp(s->hash, what, DIGEST_SIZE) == 0;
}

static bool
is_account(const struct session *s, const void *what)
{
	return strcmp(s->actor->account, what) == 0;
}

static bool
is_account_session(const struct session *s, const void *what)
{
	(void)what;
	return s->expires != 0;
}

static bool
is_expired(const struct session *s, const void *what)
{
	return s->expires != 0 && s->expires <= *(const msec_t *)what;
}

void
tokens_revoke(struct tokens *t, const unsigned char hash[DIGEST_SIZE])
{
	revoke(t, is_hash, hash, true);
}

void
tokens_revoke_account(struct tokens *t, const char *account)
{
	revoke(t, is_account, account, true);
}

void
tokens_revoke_all(struct tokens *t)
{
	revoke(t, is_account_session, NULL, true);
}

void
tokens_sweep(struct tokens *t, msec_t now)
{
	revoke(t, is_expired, &now, false);
}

size_t
tokens_count(struct tokens *t)
{
	size_t n;

	pthread_mutex_lock(&t->lock);
	n = t->count;
	pthread_mutex_unlock(&t->lock);
	return n;
}
