/*
 * Making tasks: the day's by their templates, and one by hand; the same duty
 * from two sources is one task with both.
 *
 * A template has a timer "day" at its store's next local midnight; firing it
 * makes the tasks of the day and sets the next. Their ids are made of duty
 * word, area and day, so that firing twice, a clock set back, a restart make
 * nothing new. A central that was down over midnights makes what was missed
 * of weekly, monthly and dated duties, overdue as they are, for DUTY_BACK
 * days; of daily rounds it makes today's alone, since nobody could have been
 * told of the others.
 */
#ifndef CENTRAL_DUTY_H
#define CENTRAL_DUTY_H

#include "central/tx.h"

#define DUTY_BACK 31 /* days that are made up for */

/*
 * A task as it is wanted; NULL and 0: not said. The duty's word, its area and
 * the day say which other one is the same. Without a word the title stands for
 * it, and the officer for the area: what is given by hand is the same only
 * while that is owed, unless both follow from incidents that differ, or one
 * source says something else than it said before.
 */
struct duty_wish {
	const char *id;      /* for a new task; NULL: made of the duty */
	const char *word;    /* of the duty, or NULL */
	const char *title;   /* needed */
	const char *station; /* needed */
	const char *area, *officer, *source, *steps, *text;
	const char *template, *incident;
	int64_t day; /* local day of the duty */
	int64_t priority, weight, warn;
	msec_t due, planned;
};

/*
 * Makes the task, or adds the source to the one that is the same duty (a
 * dropped one is open again: somebody else still asks). id gets whose it is.
 */
MUST_USE enum problem_code duty_give(
    struct tx *tx, const struct duty_wish *wish, char id[ID_SIZE]);

/* The template's timer, which was due then. */
MUST_USE enum problem_code duty_midnight(
    struct tx *tx, const struct setting *t, msec_t due);
/* A template was put: today's tasks whose limit lies ahead, and its timer. */
MUST_USE enum problem_code duty_template_put(
    struct tx *tx, const struct setting *t);
/* Its timer alone: a template that was restored, or a store just opened. */
MUST_USE enum problem_code duty_arm(struct tx *tx, const struct setting *t);
/*
 * A store was opened: a template whose timer is missing, or lies beyond the
 * next midnight since the machine's clock was once ahead, has it due then.
 */
MUST_USE enum problem_code duty_rearm(struct store *store,
    const struct settings *settings, msec_t now, const struct zone *zone,
    struct problem *p);
/*
 * An area was put: today's tasks whose limit lies ahead; and what its former
 * officer still owed there is the new one's.
 */
MUST_USE enum problem_code duty_area_put(
    struct tx *tx, const struct grid *old, const struct grid *now);

/*
 * Copies what one task was asked by and wants into another: sources, steps
 * that it lacks, the earlier limit, the higher priority. Puts `draft`.
 */
MUST_USE enum problem_code duty_add_source(
    struct tx *tx, struct task *draft, const struct duty_wish *wish);

#endif
