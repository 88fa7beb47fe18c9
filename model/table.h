/*
 * The live table: (kind, id) to the newest version of a record. A console has
 * one, written by the feed and by answers to its own commands; a central has
 * one of what its rules look at.
 *
 *	if (!table_put(t, r, NULL))
 *		... memory ended, r is still ours
 *	const struct record *i = table_get(t, KIND_INCIDENT, id);
 *
 * Each kind has a dense array of its records and an index of open addressing
 * over it, so that to walk a kind is to walk an array, and getting allocates
 * nothing. Ids come from outside, so they are hashed under a random key
 * (SipHash): nobody can choose ids that all meet in one place.
 *
 * The table owns its records. A record that it gives out is borrowed until
 * the next put, removal or clearing of that id. One thread at a time.
 */
#ifndef MODEL_TABLE_H
#define MODEL_TABLE_H

#include "model/record.h"

struct table;

/* NULL when memory ends. */
struct table *table_new(void);
void table_free(struct table *t);

/*
 * Takes r in, in the place of the record of its kind and id. The old one is
 * handed to *old (NULL when there was none), to be given back by the caller;
 * with old NULL it is freed. False when memory ends: the table is as it was
 * and r still the caller's. In a place that exists, it cannot fail.
 */
MUST_USE bool table_put(struct table *t, struct record *r, struct record **old);
/* Takes it out and hands it to the caller; NULL when it is not there. */
struct record *table_remove(struct table *t, enum kind kind, const char *id);
/* Frees all records. */
void table_clear(struct table *t);

/* NULL when it is not there, also for an id that is NULL. */
const struct record *table_get(
    const struct table *t, enum kind kind, const char *id);

size_t table_count(const struct table *t, enum kind kind);
/*
 * The records of a kind: table_count() of them in no order. A new id goes to
 * the end, a new version keeps its place, the last one moves to the place of
 * one that is removed: who removes while walking walks from the end. The
 * array is valid until the next put or removal.
 */
const struct record *const *table_all(const struct table *t, enum kind kind);

/* Bytes of the records and of the table itself. */
size_t table_bytes(const struct table *t);

#endif
