/*
 * The tasks of the live table in the order of a list: overdue first, the
 * longest first; then what was sent back, what is to be done by its limit,
 * what waits for a check, what is planned, and what is over. Kept so change
 * by change; a list of some of them is a walk with a filter.
 */
#ifndef TUI_TASK_LIST_H
#define TUI_TASK_LIST_H

#include "model/duty.h"
#include "tui/console.h"

struct task_list {
	const struct task **task; /* sorted; the table's */
	size_t count, room;
};

/* A record changed; false: memory ended. Other kinds are passed over. */
MUST_USE bool task_list_changed(
    struct task_list *l, const struct record *old, const struct record *now);
void task_list_free(struct task_list *l);

/* Which of them: all members that are set must agree. */
struct task_filter {
	const char *officer, *area, *station; /* ids, or NULL */
};

bool task_filter_takes(const struct task_filter *f, const struct task *t);
/* The next that it takes from *at on, and *at behind it; NULL at the end. */
const struct task *task_list_next(
    const struct task_list *l, const struct task_filter *f, size_t *at);

/* What a list comes to, of one day as the month counts it. */
struct task_tally {
	int64_t figure[FIGURE_COUNT]; /* of the day: duty_tally_of() */
	size_t late;                  /* overdue, of whatever day */
	size_t waits;                 /* done, and nobody checked it yet */
};

void task_tally_add(
    struct task_tally *tally, const struct task *t, msec_t begin, msec_t end);

#define TASK_BAR_SIZE 64
/* "[#######---] 7/10" */
char *task_bar(size_t done, size_t all, char out[TASK_BAR_SIZE]);

#endif
