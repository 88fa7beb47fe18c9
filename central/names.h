/*
 * A small table from names to what bears them: feeds, rooms, scopes. Names
 * are borrowed and must live as long as their entry. They may come from
 * outside, so they are hashed under a random key (SipHash).
 */
#ifndef CENTRAL_NAMES_H
#define CENTRAL_NAMES_H

#include "model/base.h"

/* Begins as {0}. */
struct names {
	struct names_slot {
		const char *name; /* NULL: free */
		void *at;
	} * slot;
	size_t count, room; /* room is a power of two */
	unsigned char key[16];
};

/* NULL when nobody bears that name. */
void *names_get(const struct names *n, const char *name);
/* The name must be new. False when memory ended. */
MUST_USE bool names_put(struct names *n, const char *name, void *at);
/* Takes it out; fine when it is not there. */
void names_remove(struct names *n, const char *name);
/* Forgets all; what was named is the owner's. */
void names_free(struct names *n);

#endif
