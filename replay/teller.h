/*
 * A plan told to a central: who its units, categories and station are there,
 * and each step as a command with its key.
 *
 * Ids and keys come from the map's name and what the file calls things
 * (id_from()), so the same file told again is the same commands, and what the
 * central did already it answers from its keys. A map of times of day has the
 * date in it, too: the same shift on another day is another one.
 */
#ifndef REPLAY_TELLER_H
#define REPLAY_TELLER_H

#include "replay/plan.h"
#include "replay/reach.h"

struct teller {
	const struct map *map; /* all three borrowed */
	const struct day *day;
	const struct plan *plan;
	char space[ID_SIZE];       /* that ids are made in */
	char (*unit)[ID_SIZE];     /* by the day's number */
	char (*category)[ID_SIZE]; /* "" for one that was not made */
	size_t units_made, categories_made;
};

/* One step as a command; strings in it are the teller's or its own. */
struct told {
	struct call call;
	char key[ID_SIZE];
	char id[ID_SIZE], caller[ID_SIZE], incident[ID_SIZE];
	const char *refs[3][1]; /* units, orders, their numbers */
};

/*
 * Looks up what the central has and makes what it lacks: the station, units
 * that are unknown (by callsign, in that station), categories (by name). What
 * it answers.
 */
MUST_USE enum problem_code teller_open(struct teller *t, struct reach *r,
    const struct map *map, const struct day *day, const struct plan *plan,
    struct problem *p);
void teller_close(struct teller *t);

/* Makes the command of a step; `out` must not be moved while it is used. */
void teller_step(
    const struct teller *t, const struct plan_step *s, struct told *out);
/* The incident's id of a call. */
void teller_incident(const struct teller *t, uint32_t call, char id[ID_SIZE]);
/*
 * For a call that stays open: notes how it ended by `edit`, on what the
 * central has of it now; nothing when that stands there already.
 */
MUST_USE enum problem_code teller_note_outcome(
    const struct teller *t, struct reach *r, uint32_t call, struct problem *p);

#endif
