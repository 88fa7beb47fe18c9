/*
 * Must-reads: who has to confirm one that is written in a room now, and who
 * comes to it later. Units that are sent, everybody who was added, the stations
 * that see the room; not who wrote it. Ids of units, officers, roles and
 * stations, which the reader tells apart by looking them up.
 */
#ifndef CENTRAL_OWED_H
#define CENTRAL_OWED_H

#include "central/tx.h"

struct owed {
	const char *id[REFS_MAX]; /* the tx's */
	size_t count;
};

/* Who owes it: at most REFS_MAX, units first. */
MUST_USE enum problem_code owed_of(
    struct tx *tx, const struct record *room, struct owed *out);
/*
 * `id` came into the room: what was to be read there before is to be confirmed
 * by it, too, unless it is taken back or it did already. And it is out again:
 * what it has not confirmed it need not, if it is in the room by nothing else.
 */
MUST_USE enum problem_code owed_join(
    struct tx *tx, const struct record *room, const char *id);
MUST_USE enum problem_code owed_leave(
    struct tx *tx, const struct record *room, const char *id);
/* Whether the actor is who that id stands for, or sits there. */
bool owed_by(const struct tx *tx, const char *id);

#endif
