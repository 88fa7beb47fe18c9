/*
 * Sends a plan: many steps under way at once, each when those it waits for are
 * done and, if the replay keeps the file's pace, when the central's clock has
 * come to it.
 *
 * An answer that does not come, or says that it is not the time, is asked for
 * again with the same key, so nothing is done twice; after SEND_PATIENCE_MS
 * without any answer the replay ends, and going on later is the same replay
 * begun again. Tracks go beside it: once a second the newest position of each
 * unit, of which the next one makes good what was lost. What the central
 * refuses is counted and told; the first ones word by word.
 */
#ifndef REPLAY_SEND_H
#define REPLAY_SEND_H

#include "replay/teller.h"
#include "replay/tracks.h"

#define SEND_IN_FLIGHT 64
#define SEND_AHEAD 512         /* steps past the oldest that is not done */
#define SEND_PATIENCE_MS 60000 /* without any answer */
#define SEND_RETRY_MS 250      /* before asking again */
#define SEND_CLOCK_MS 2000     /* the central's clock is asked for anew */
#define SEND_REFUSALS 20       /* told one by one */
#define SEND_TRACKS_MS 1000    /* between two looks at the tracks */

struct send_refusal {
	uint32_t step;
	struct problem problem;
};

/* What came of it. */
struct send_result {
	size_t done; /* steps that the central has */
	size_t
	    refused; /* of them: refused, and not because it was so already */
	struct send_refusal refusal[SEND_REFUSALS];
	size_t asked_again;
	size_t positions;      /* that the central took */
	struct problem tracks; /* why no more were told; NONE: to the end */
};

struct send_options {
	struct reach *reach;
	const struct teller *teller;
	struct tracks *tracks; /* told beside it, or NULL */
	bool paced;            /* by the central's clock */
	/*
	 * Called now and then: how far it is, and the time of the file. False
	 * ends the replay there (PROBLEM_NONE, done < count).
	 */
	bool (*progress)(void *ctx, const struct send_result *r, msec_t at);
	void *ctx;
};

/* LINK, UNAUTHENTICATED, FORBIDDEN, NO_SPACE, NO_MEMORY: it ended there. */
MUST_USE enum problem_code send_plan(
    const struct send_options *o, struct send_result *out, struct problem *p);

#endif
