/*
 * The tasks: my list, the station's, an officer's or an area's, all officers
 * and all areas with how far they are, a month, and the index. See CONSOLE,
 * Keys: Tasks.
 */
#ifndef TUI_VIEW_TASKS_H
#define TUI_VIEW_TASKS_H

#include "tui/task-list.h"

/* The task that acts are about; NULL: none, and the result row says so. */
const struct task *tasks_selected(struct console *c);

/* How many tasks that this console sees are overdue. */
size_t tasks_overdue(const struct console *c);

/* Goes to what is overdue, pressed again to the next; false: nothing is. */
bool tasks_go_overdue(struct console *c);

/* What is shown. */
enum tasks_page {
	TASKS_MINE,
	TASKS_STATION,
	TASKS_OFFICERS, /* one row each, and how far each is */
	TASKS_AREAS,
	TASKS_MONTH,
	TASKS_INDEX,
	TASKS_PAGES,
	TASKS_PICKED = TASKS_PAGES, /* one officer's, or one area's */
	TASKS_BEHIND                /* the records behind a figure */
};

/* Shows that page; of TASKS_PICKED the officer's or area's of that id. */
void tasks_show(
    struct console *c, enum tasks_page page, enum kind kind, const char *id);

#endif
