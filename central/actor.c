/*
 * One allocation an actor: the struct and behind it its strings.
 */
#include "central/actor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"

#define BIRTH_STRINGS 7

static const char *
copy(char **at, const char *s)
{
	const char *put = *at;
	size_t size;

	if (!s)
		return NULL;
	size = strlen(s) + 1;
	memcpy(*at, s, size);
	*at += size;
	return put;
}

/*
 * What tells a reader who it was: the seat; of an account that is no person's
 * the unit it speaks for, or its name, for its own id says nothing. A number
 * alone would be taken for a seat.
 */
static const char *
tag_of(const struct actor_birth *b)
{
	const char *name = text_or(b->name, "");

	if (b->seat && *b->seat)
		return b->seat;
	if (b->unit && *b->unit)
		return b->officer ? NULL : b->unit;
	if (b->officer || strspn(name, "0123456789") == strlen(name))
		return NULL;
	return strcmp(name, b->account) == 0 ? NULL : name;
}

/* Without a person the account itself stands in the lines. */
static void
write_by(char *by, const struct actor_birth *b)
{
	const char *who = b->officer ? b->officer : b->account;
	const char *tag = tag_of(b);
	char whole[256];

	if (tag)
		snprintf(whole, sizeof(whole), "%s@%s", who, tag);
	else
		snprintf(whole, sizeof(whole), "%s", who);
	text_copy_cut(by, BY_MAX, whole);
}

struct actor *
actor_new(const struct actor_birth *b)
{
	const char *const strings[BIRTH_STRINGS] = {b->account, b->name,
	    b->officer, b->station, b->unit, b->seat, b->roles};
	size_t size = sizeof(struct actor) + BY_MAX;
	struct actor *a;
	char *at;

	for (size_t i = 0; i < BIRTH_STRINGS; i++)
		size += strings[i] ? strlen(strings[i]) + 1 : 0;
	a = calloc(1, size);
	if (!a)
		return NULL;
	at = (char *)(a + 1);
	a->by = at;
	write_by(at, b);
	at += BY_MAX;
	a->account = copy(&at, b->account);
	a->name = copy(&at, b->name);
	a->officer = copy(&at, b->officer);
	a->station = copy(&at, b->station);
	a->unit = copy(&at, b->unit);
	a->seat = copy(&at, b->seat);
	a->roles = copy(&at, b->roles);
	a->permissions = b->permissions;
	a->everything = b->everything;
	a->must_change = b->must_change;
	atomic_init(&a->revoked, false);
	atomic_init(&a->users, 1);
	return a;
}

struct actor *
actor_hold(struct actor *a)
{
	atomic_fetch_add(&a->users, 1);
	return a;
}

void
actor_drop(struct actor *a)
{
	if (a && atomic_fetch_sub(&a->users, 1) == 1)
		free(a);
}

bool
actor_may(const struct actor *a, enum permission what)
{
	return (a->permissions >> what & 1) != 0;
}

bool
actor_has_role(const struct actor *a, const char *name)
{
	const char *at = a->roles;
	size_t n, len = strlen(name);

	for (; at && *at; at += n + strspn(at + n, " ")) {
		n = strcspn(at, " ");
		if (n == len && memcmp(at, name, len) == 0)
			return true;
	}
	return false;
}

const char *
actor_person(const struct actor *a)
{
	return a->officer ? a->officer : a->account;
}

const char *
actor_member(const struct actor *a)
{
	return a->unit ? a->unit : actor_person(a);
}

bool
actor_wrote(const struct actor *a, const char *by)
{
	const char *who = actor_person(a);
	size_t len = strlen(who);

	return by && strncmp(by, who, len) == 0 &&
	       (by[len] == '@' || by[len] == '\0');
}
