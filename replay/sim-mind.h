/*
 * What a simulated field unit does next, by what its device shows and by
 * chance that a seed decides. Pure but for where the unit is: asked again with
 * the same records it says the same, so a unit that was stopped goes on.
 *
 * A unit answers an order within seconds as a rule; some answer late, some so
 * late that the clock runs out, a few give it back. It sets out, goes to the
 * place along two streets (a drone straight), works there for minutes, is
 * done, and reports. Orders stacked on it are signed for and wait. Without an
 * order it moves about its home.
 */
#ifndef REPLAY_SIM_MIND_H
#define REPLAY_SIM_MIND_H

#include "model/command.h"

struct sim_mind {
	uint64_t seed;
	struct point at; /* where it is; begins at its home */
	msec_t since;    /* when it was there; 0: nowhere yet */
};

/* What its device shows. Orders are its own; all is borrowed. */
struct sim_sight {
	msec_t now;
	const struct unit *unit;
	const struct assignment *const *orders;
	size_t count;
	/* The incident of orders[i], NULL while it is not known. */
	const struct incident *const *incidents;
};

/* What it does: a step of an order now, or nothing until then. */
struct sim_deed {
	const struct assignment *order; /* NULL: nothing */
	enum command_id command;
	int words; /* which report or reason of sim_words() */
	msec_t until;
};

/* Moves the unit to where it is by now; true when it moved. */
bool sim_move(struct sim_mind *m, const struct sim_sight *s);
/* Call sim_move() first: who arrives says so. */
struct sim_deed sim_think(const struct sim_mind *m, const struct sim_sight *s);

/* Metres a second. */
double sim_speed(enum mobility mobility);

/* Ready words of a report or a reason to decline, in Chinese or English. */
struct sim_words {
	const char *outcome; /* NULL for a decline */
	const char *text;
};
struct sim_words sim_words(enum command_id command, int which, bool chinese);

#endif
