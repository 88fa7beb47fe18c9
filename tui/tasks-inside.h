/*
 * The inside of the tasks' screen, parted into files: its state and its keys
 * (view-tasks.c), what a page shows (tasks-page.c), drawing (tasks-draw.c).
 * Nobody else needs it.
 */
#ifndef TUI_TASKS_INSIDE_H
#define TUI_TASKS_INSIDE_H

#include "net/link/history.h"
#include "tui/tasks-report.h"
#include "tui/view-tasks.h"

#define TASKS_NOWHERE SIZE_MAX

enum { TASKS_HEAD_ROWS = 2 };

#define TASKS_STEPS 48 /* of one task */

/* An officer or an area, and how far what is to be done there is. */
struct tasks_group {
	const struct record *record; /* the table's */
	struct task_tally tally;
	size_t tasks;
};

struct tasks_groups {
	struct tasks_group *group; /* owned; overdue first, then by name */
	size_t count;
};

/* What is shown; the records are the table's. */
struct tasks_made {
	bool fresh;
	msec_t begin, end;    /* of the day that it is of */
	char pinned[ID_SIZE]; /* the incident whose tasks come first, or "" */
	const struct task **shown;
	size_t count, room;
	size_t pins; /* the first of them are that incident's */
	struct task_tally tally;
	struct tasks_groups groups; /* of pages that have a row for each */
	char steps_of[ID_SIZE];     /* the task that they are of */
	const struct item *step[TASKS_STEPS];
	size_t steps;
};

struct tasks_own {
	struct task_list list;
	enum tasks_page page;
	enum kind kind;      /* of TASKS_PICKED: officer or area */
	char who[ID_SIZE];   /* and whose */
	char task[ID_SIZE];  /* selected */
	char group[ID_SIZE]; /* selected, of officers or areas */
	size_t row;          /* of a month, the index, a figure's records */
	bool live;           /* it was live at the last tick */
	bool out_of_memory;  /* while something was made */
	size_t top;
	struct tasks_made made;
	/* The story of one task, once asked for. */
	char told[ID_SIZE];
	struct message *story[HISTORY_PAGE]; /* owned, the newest first */
	size_t stories;
	struct history *asked; /* under way, or NULL */
	struct report report;
	enum tasks_page before; /* the month was shown */
	enum tasks_page came;   /* from there to the records behind a figure */
};

struct tasks_own *tasks_own(const struct console *c);

/* ---- what a page shows: tasks-page.c ---- */

/* Whether the page is a list of tasks; else it has a row for each. */
bool tasks_is_list(const struct tasks_own *o);
/* Made anew if something changed since; nothing is, right after prepare. */
const struct tasks_made *tasks_made(const struct console *c);
void tasks_made_free(struct tasks_made *m);
/* The place of the selected task, or TASKS_NOWHERE. */
size_t tasks_index(const struct console *c);
/* The selected row, and how many, of a page that is no list of tasks. */
size_t tasks_row(const struct console *c);
size_t tasks_rows(const struct console *c);
/* Officers or areas that have a task; false: memory ended. */
MUST_USE bool tasks_groups_make(
    const struct console *c, enum tasks_page page, struct tasks_groups *g);
void tasks_groups_free(struct tasks_groups *g);

/* A record that outlives any list, for one that is about no task; or NULL. */
const struct record *tasks_anything(const struct console *c);

/*
 * What the lower part tells of: the selected task, or the task or incident
 * behind a figure; NULL: the page has none.
 */
const struct record *tasks_current(const struct console *c);

/* The first row on view, so that `at` is. */
size_t tasks_first(size_t top, size_t at, size_t room, size_t count);
/* Rows below a list of so many rows that tell of the selected task. */
int tasks_detail_rows(int rows);
void tasks_prepare(struct console *c, struct area a);
void tasks_draw(const struct console *c, struct area a);

#endif
