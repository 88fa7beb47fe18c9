/*
 * Must-reads: who has to confirm one that is written in a room now. Units
 * that are sent, everybody who was added, the stations that see the room; not
 * who wrote it. Ids of units, officers, roles and stations, which the reader
 * tells apart by looking them up.
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
/* Whether the actor is who that id stands for, or sits there. */
bool owed_by(const struct tx *tx, const char *id);

#endif
