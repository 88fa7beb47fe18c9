/*
 * Simulated field units: each logs in with an account bound to its unit, reads
 * its feed, takes its orders and says where it is, through the same API as any
 * device, by the drill's clock.
 *
 * The accounts ("sim-" and the unit's id, role field) are made, or their
 * passwords made anew, by whoever may manage accounts; passwords stay in this
 * process. A unit that is reached by radio or phone has no device and is not
 * played.
 */
#ifndef REPLAY_SIM_H
#define REPLAY_SIM_H

#include "model/problem.h"
#include "net/link/address.h"

#define SIM_UNITS 64 /* played at once */

struct sim_options {
	const struct address *to;
	const char *ca_file, *token_file; /* or NULL: owner of the socket */
	char *const *units;               /* callsigns; none: all */
	size_t count;
	uint64_t seed;
	bool chinese; /* what they report */
	/* Called when each unit's feed is live, from threads of their own. */
	void (*started)(void *ctx, const char *callsign);
	void *ctx;
	int stop_fd; /* readable: they stop */
};

/*
 * Plays them until stop_fd says so; *played is how many. USAGE for a central
 * that is no drill or has no such unit, LINK, FORBIDDEN, NO_MEMORY.
 */
MUST_USE enum problem_code sim_run(
    const struct sim_options *o, size_t *played, struct problem *p);

#endif
