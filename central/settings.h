/*
 * The agency's settings as the central uses them: a copy in memory of every
 * `setting` and `station` record, every place with a response ring and every
 * grid with an outline of its own, and the areas that layers give; made anew
 * when one changes. Immutable and counted: readers on other threads keep
 * the one they began with.
 */
#ifndef CENTRAL_SETTINGS_H
#define CENTRAL_SETTINGS_H

#include <stdatomic.h>

#include "central/actor.h"
#include "central/terrain.h"

struct settings {
	const struct setting **setting; /* in the order of ids; owned */
	size_t count;
	const struct setting **named;   /* the same by topic and name */
	const struct station **station; /* in the order of ids; owned */
	size_t stations;
	const struct place **place; /* those with a response ring; owned */
	size_t places;
	const struct grid **grid; /* those with an outline; owned */
	size_t grids;
	struct terrain *terrain; /* held */
	/* place[i]'s geometry, or NULL where it is but a point; owned */
	const struct outline **shape;
	atomic_uint users;
};

/* What `old` (NULL: none) has of areas is taken over if it still holds. */
MUST_USE enum problem_code settings_load(struct store *store,
    const struct settings *old, struct settings **out, struct problem *p);
/* Whether a copy in memory has such a record: its change makes a new copy. */
bool settings_want(const struct record *r);
struct settings *settings_hold(struct settings *s);
void settings_drop(struct settings *s);

/* By topic and name, or by id; NULL when there is none. */
const struct setting *settings_named(
    const struct settings *s, enum topic topic, const char *name);
const struct setting *settings_get(const struct settings *s, const char *id);
const struct station *settings_station(
    const struct settings *s, const char *id);

/* Whether the station is `above`, or lies below it. */
bool settings_below(
    const struct settings *s, const char *station, const char *above);

/*
 * The response ring that the point lies in: of the places whose ring reaches
 * it the one with the shortest limit; none: urban or rural as said. A ring
 * reaches as far as its radius from the place's point and, where a layer has
 * its geometry, from that: what lies inside an outline is in its ring.
 */
enum ring settings_ring(
    const struct settings *s, struct point spot, bool rural);

/* The permissions of roles, names parted by spaces, as bits. */
uint32_t settings_permissions(const struct settings *s, const char *roles);

/*
 * The scopes that an actor reads, sorted: "all", itself, its unit if it is
 * bound to one, else its station and those below it; its roles when it has
 * neither; every station for one that sees everything. Fills at most SCOPES_MAX
 * and returns how many.
 */
size_t settings_scopes(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE]);

#endif
