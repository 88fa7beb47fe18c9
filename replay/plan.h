/*
 * A day as commands in the order in which they are told to a central.
 *
 * A call is one `new`, then for each response `dispatch` and the steps whose
 * times the file has, and `close` when all its responses are over and told.
 * What is told of one response is told in the order of its columns: a time
 * that lies before the one it should follow is told right behind it, with the
 * file's own time. So the central infers only what the file does not have.
 *
 * A step may go out when the one before it in each of its lanes is done. There
 * is a lane for each call (new, dispatch, report, close) and one for each unit
 * (all that it does), so whatever runs beside it, each record sees its own
 * commands in order.
 */
#ifndef REPLAY_PLAN_H
#define REPLAY_PLAN_H

#include "model/command.h"
#include "replay/day.h"

#define PLAN_NONE UINT32_MAX
#define PLAN_LANES 2

struct plan_step {
	msec_t at;        /* when it is told */
	msec_t happened;  /* when it happened by the file */
	uint16_t command; /* enum command_id */
	uint32_t call;
	uint32_t response;          /* or DAY_NONE */
	uint32_t lane[PLAN_LANES];  /* or PLAN_NONE */
	uint32_t after[PLAN_LANES]; /* the next step in each, or PLAN_NONE */
};

struct plan {
	struct plan_step *step; /* by `at` */
	size_t count, room;
	uint32_t *head; /* by lane: its first step */
	size_t lanes;
	uint32_t *open; /* calls that end without being closed, see below */
	size_t opens, open_room;
};

/*
 * Makes the plan; the day is borrowed by who reads it. A call with a response
 * that has no end in the file is not closed: it stands in `open` if the file
 * says how it ended, for somebody to note that by `edit`. A call without any
 * response is closed only if the file has a time for that. NO_MEMORY.
 */
MUST_USE enum problem_code plan_make(
    const struct day *d, struct plan **out, struct problem *p);
/* NULL is fine. */
void plan_free(struct plan *plan);

#endif
