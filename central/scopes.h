/*
 * Who may see a record: the rule that fills the index `seen`, in one place.
 *
 *	station, setting, and what belongs to no station	all
 *	incident	its station, its guests, the units sent to it, and
 *			the people, units and roles added to its talk
 *	room		its station, and whoever is in it
 *	assignment	the stations of its incident, its unit
 *	task		its station, the person it is given to
 *	item		who sees the task, incident or room it is about
 *	sector, sweep	who sees its incident
 *	unit		its station, itself, the stations it works for now
 *	caller, message	nobody: they are read through their incident or room
 *	else		its station
 */
#ifndef CENTRAL_SCOPES_H
#define CENTRAL_SCOPES_H

#include "central/tx.h"

/* A set of scopes under construction; owned by who makes it. */
struct scope_set {
	char (*scope)[SCOPE_SIZE];
	size_t count, room;
};

void scope_set_free(struct scope_set *set);

/* Adds to set the scopes that see r now. */
MUST_USE enum problem_code scopes_of(
    struct tx *tx, const struct record *r, struct scope_set *set);

/*
 * Brings the rows of c->record up to date at tx->seq (entered, changed when
 * c->content, aged, left) and writes all of them to c->scope. A message has
 * none: for what people wrote c->scope is who sees its room now.
 */
MUST_USE enum problem_code scopes_update(struct tx *tx, struct change *c);

/*
 * Whether what a command changed may stand in its answer: a record that one
 * of the actor's scopes sees now, or a line of the story; never a caller.
 */
bool scopes_show(const struct settings *settings, const struct actor *actor,
    const struct change *c);

/* Whether the actor may read the record now, by the index. */
MUST_USE enum problem_code scopes_may_read(struct store *store,
    const struct settings *settings, const struct actor *actor, enum kind kind,
    const char *id, bool *may, struct problem *p);
/* Whether it may read what stands in a room: an incident's, a task's, or one
 * made by hand; not one that is not there. */
MUST_USE enum problem_code scopes_may_enter(struct store *store,
    const struct settings *settings, const struct actor *actor,
    const char *room, bool *may, struct problem *p);

#endif
