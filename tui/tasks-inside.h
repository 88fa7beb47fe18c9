/*
 * The inside of the tasks' screen, parted into files: its state and what a
 * page shows (view-tasks.c), drawing (tasks-draw.c). Nobody else needs it.
 */
#ifndef TUI_TASKS_INSIDE_H
#define TUI_TASKS_INSIDE_H

#include "net/link/history.h"
#include "tui/tasks-report.h"
#include "tui/view-tasks.h"

#define TASKS_NOWHERE SIZE_MAX

enum { TASKS_HEAD_ROWS = 2 };

struct tasks_own {
	struct task_list list;
	enum tasks_page page;
	enum kind kind;     /* of TASKS_PICKED: officer or area */
	char who[ID_SIZE];  /* and whose */
	char task[ID_SIZE]; /* selected */
	size_t row;         /* of the pages that are no list */
	bool live;          /* it was live at the last tick */
	size_t top;
	/* The story of one task, once asked for. */
	char told[ID_SIZE];
	struct message *story[HISTORY_PAGE]; /* owned, the newest first */
	size_t stories;
	struct history *asked; /* under way, or NULL */
	struct report report;
	enum tasks_page came; /* from there to the records behind a figure */
};

struct tasks_own *tasks_own(const struct console *c);

/* Whether the page is a list of tasks; else it has a row for each. */
bool tasks_is_list(const struct tasks_own *o);
struct task_filter tasks_filter(const struct console *c);
size_t tasks_count(const struct console *c);
/* The place of the selected one, or TASKS_NOWHERE. */
size_t tasks_index(const struct console *c);
/* Most officers or areas of one page. */
#define TASKS_GROUPS 512
/* Those that have a task, as the page (TASKS_OFFICERS, TASKS_AREAS) wants. */
size_t tasks_groups(const struct console *c, enum tasks_page page,
    const struct record *out[TASKS_GROUPS]);
/* Rows of a page that is no list of tasks. */
size_t tasks_rows(const struct console *c);
/* A record that outlives any list, for one that is about no task; or NULL. */
const struct record *tasks_anything(const struct console *c);

/* The first row on view, so that `at` is. */
size_t tasks_first(size_t top, size_t at, size_t room, size_t count);
/* Rows below a list of so many rows that tell of the selected task. */
int tasks_detail_rows(int rows);
void tasks_draw(const struct console *c, struct area a);

#endif
