/*
 * Who acts: an account as it was when its session was looked up, with what it
 * may do. Immutable and counted, because requests under way hold it; a change
 * of the account revokes it and the next request gets a new one.
 */
#ifndef CENTRAL_ACTOR_H
#define CENTRAL_ACTOR_H

#include <stdatomic.h>

#include "central/store/store.h"

/* What a new actor is made from; strings are copied. */
struct actor_birth {
	const char *account; /* id, "owner" or "system" */
	const char *name;
	const char *officer;  /* id, or NULL */
	const char *station;  /* id; NULL: sees only what is all's */
	const char *unit;     /* id of the unit it is bound to, or NULL */
	const char *seat;     /* in words, or NULL */
	const char *roles;    /* their names, parted by spaces; or NULL */
	uint32_t permissions; /* bit of each enum permission */
	bool everything;      /* sees every scope: owner, system, district */
	bool must_change;     /* the one-time password stands */
};

struct actor {
	const char *account;
	const char *name;
	const char *officer;
	const char *station;
	const char *unit;
	const char *seat;
	const char *roles; /* names parted by spaces, or NULL */
	const char *by;    /* "officer@seat", "account@unit": in records */
	uint32_t permissions;
	bool everything;
	bool must_change;
	atomic_bool revoked; /* the account changed: look it up again */
	atomic_uint users;
};

/* A new actor with one user; NULL when memory ends. */
struct actor *actor_new(const struct actor_birth *birth);
struct actor *actor_hold(struct actor *a);
/* Gives one hold back; the last one frees. NULL is fine. */
void actor_drop(struct actor *a);

bool actor_may(const struct actor *a, enum permission what);
/* Whether it has the role of that name. */
bool actor_has_role(const struct actor *a, const char *name);
/* Who it is in the scope "person/ID": its officer, else the account. */
const char *actor_person(const struct actor *a);
/* Who it is in a room: the unit that it speaks for, else that person. */
const char *actor_member(const struct actor *a);
/* Whether a line with this `by` is of the actor's own hand, at any seat. */
bool actor_wrote(const struct actor *a, const char *by);

/* Most scopes one account reads. */
#define SCOPES_MAX 256

#endif
