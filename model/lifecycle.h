/*
 * Machines of their own, never one: an incident, an assignment (one unit's
 * order to one incident), a unit, a task. Each has its table here; nothing
 * else in the house knows which state follows which.
 *
 * All functions are pure: they read records, and write only the draft (a
 * struct on the caller's stack, see record.h) that they are given.
 */
#ifndef MODEL_LIFECYCLE_H
#define MODEL_LIFECYCLE_H

#include "model/command.h"

/* ---- the incident ---- */

/* What one gets of which neither priority nor category is said. */
#define PRIORITY_UNSAID 4

/* Sets of states as bits. */
#define STATE_BIT(state) (1u << (state))

/* Whether it still wants something of somebody. */
bool incident_open(enum incident_state state);
/* Whether it is over: closed, archived, cancelled, merged, transferred. */
bool incident_ended(enum incident_state state);
/* Dispatched to cleared: it has units. */
bool incident_worked(enum incident_state state);

/*
 * The states in which a command about an incident is taken, as STATE_BITs; 0
 * for commands that are not about one. For steps, recalls and the like: the
 * states of the assignment's incident. A command that ends an incident wants
 * its units gone first (assignment_live()): who asks that before this has the
 * better words (units-left).
 */
unsigned incident_states(enum command_id command);
/* PROBLEM_STATE {what, is, expected} when this command is not taken now. */
MUST_USE enum problem_code incident_allows(
    const struct incident *i, enum command_id command, struct problem *p);

/*
 * Where the incident stands by its assignments (all of them, any order, other
 * incidents' passed over). Dispatched to cleared: the furthest step of the
 * live ones, so that a second order never resets the first. None live:
 * reported when one of them was reported since the incident was last
 * reopened, else pending, or reopened, on its first clock. States that people
 * set (taking, untaken, review, the ended ones) stay; returned stays until
 * somebody is sent again.
 */
enum incident_state incident_derive(const struct incident *i,
    const struct assignment *const *assignments, size_t n);

/* Overlays: they hide a waiting incident's clock, and are not states. */
enum overlay { OVERLAY_NONE, OVERLAY_HELD, OVERLAY_SCHEDULED };
/* Held: waiting and held beyond now. Scheduled: the same, or sent ahead. */
enum overlay incident_overlay(const struct incident *i, msec_t now);

/* Whether its own times (told, written, ended) are out of order. */
bool incident_disorder(const struct incident *i);

/* ---- the assignment ---- */

/* Issued to cleared: the incident waits for it and cannot be closed. */
bool assignment_live(enum assignment_state state);
/* Issued to on scene: the unit is bound by it. A report owed binds nobody. */
bool assignment_binds(enum assignment_state state);

/* What a unit does for an order, in the order in which it happens. */
enum step {
	STEP_DELIVERED, /* its device has it: no field step, never inferred */
	STEP_ACCEPTED,
	STEP_ENROUTE,
	STEP_ONSCENE,
	STEP_CONVEYING, /* these two are stamps: the state stays on scene */
	STEP_CONVEYED,
	STEP_CLEARED,
	STEP_REPORTED,
	STEP_COUNT
};

/* The word in `inferred` and `voiced`, which is also the field's name. */
const char *step_word(enum step step);
/* Its time in an assignment, 0 when it is not known. */
msec_t step_time(const struct assignment *a, enum step step);
/* The step of accept, enroute, ...; false when the command is none. */
bool step_of_command(enum command_id command, enum step *step);
/* Whether a list of words (a->inferred, a->voiced; NULL: empty) has it. */
bool step_listed(const char *list, enum step step);

/* Room for the words of a draft; it must outlive the draft. */
struct step_words {
	char inferred[80], voiced[80];
};

/* What a step did to its draft. */
enum step_effect {
	STEP_MOVED,  /* the state went forward */
	STEP_FILLED, /* it was past already: only a missing stamp was filled */
	STEP_KEPT,   /* nothing was new; a success all the same */
};

/* One step as it was told. */
struct step_said {
	enum step step;
	msec_t happened; /* when; must be known */
	bool voiced;     /* entered for the unit by the desk */
};

/*
 * Takes one step. Field steps only go forward: one that was skipped gets the
 * later one's time and stands in `inferred`; one that is past already only
 * fills its missing stamp or replaces an inferred one, and succeeds. Times
 * are kept exactly as told; out of order, they set `disorder`. Strings that
 * change are put into *words.
 *
 * PROBLEM_STATE {what, is, expected}: the order was cancelled, declined or
 * void; or delivered was told of a unit that is reached by radio or phone.
 * The draft is untouched then.
 */
MUST_USE enum problem_code assignment_step(struct assignment *draft,
    struct step_words *words, const struct step_said *said,
    enum step_effect *effect, struct problem *p);

/*
 * Ends it: to cancelled, declined or void. Declined only before the unit is
 * on the scene, the others while it is live. One that ended in the same way
 * before is kept as it was (STEP_KEPT). PROBLEM_STATE else.
 */
MUST_USE enum problem_code assignment_end(struct assignment *draft,
    enum assignment_state to, msec_t happened, enum step_effect *effect,
    struct problem *p);

/* Whether the times that were told (not the inferred) are out of order. */
bool assignment_disorder(const struct assignment *a);

/* ---- the unit ---- */

/* Whether a duty can be set: all but committed and emergency. */
bool unit_duty_valid(enum unit_state duty);
/*
 * Whether it may be sent with nobody else: sworn officers may, others (a drone,
 * volunteers) only when their record says so.
 */
bool unit_alone(const struct unit *u);
/*
 * What a unit is shown as: emergency over committed over its duty. `bound` is
 * how many assignments bind it (assignment_binds()).
 */
enum unit_state unit_state_of(const struct unit *u, size_t bound);

/* ---- the task ---- */

/* Whether its officer still owes it: planned, open, doing, returned. */
bool task_owed(enum task_state state);
/* Checked or dropped. */
bool task_ended(enum task_state state);
/* The states in which a command about a task is taken; 0: it is about none. */
unsigned task_states(enum command_id command);
/* PROBLEM_STATE {what, is, expected} when the command is not taken now. */
MUST_USE enum problem_code task_allows(
    const struct task *t, enum command_id command, struct problem *p);
/*
 * Takes the step of start, finish, check, redo or drop: state, stamps, and
 * how often it was sent back. Other commands change nothing here. PROBLEM_STATE
 * as above; the draft is untouched then.
 */
MUST_USE enum problem_code task_step(
    struct task *draft, enum command_id command, msec_t now, struct problem *p);

/* ---- what a command was based on ---- */

/* The state of an incident, assignment, unit or task; -1 for others. */
int record_state(const struct record *r);
/*
 * Whether the record still stands where the sender saw it. That a device got
 * its order is news to nobody: issued and delivered count as one.
 * PROBLEM_STATE {what, is, expected}, or PROBLEM_UNIT_TAKEN {unit, is} when a
 * unit was committed meanwhile: the caller adds {incident}.
 */
MUST_USE enum problem_code expectation_check(const struct expectation *e,
    const struct record *present, struct problem *p);

#endif
