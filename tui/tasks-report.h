/*
 * What the central counts of tasks: a month at a glance, the index of
 * officers and areas, and the records behind a figure. Asked when it is shown,
 * and kept beside the live table.
 */
#ifndef TUI_TASKS_REPORT_H
#define TUI_TASKS_REPORT_H

#include "model/time.h"
#include "tui/say.h"

#define REPORT_ROWS 512 /* as many as one answer has */
#define BEHIND_PAGE 200 /* records of one figure that are asked at once */

struct report_row {
	char id[ID_SIZE]; /* of an officer, an area; a day as 2026-11-21 */
	enum kind kind;   /* KIND_OFFICER, KIND_GRID; of a day KIND_ANY */
	int64_t figure[FIGURE_REPEATS + 1];
	int64_t index;
};

enum report_part { REPORT_OFFICERS, REPORT_AREAS, REPORT_PARTS };

struct report {
	struct report_row *row; /* owned */
	size_t count;
	size_t officers; /* the first of them are officers, then areas */
	int months_back; /* of the month */
	enum kind of;    /* whose month: KIND_ANY, or an officer's, an area's */
	char whose[ID_SIZE];
	msec_t from, to, at;        /* what it is of; when it was asked */
	enum report_part part;      /* being asked */
	struct http_request *asked; /* or NULL */
	struct record **behind;     /* owned; of one row and figure */
	size_t behinds;
	char title[160]; /* of what is behind */
	enum figure figure;
	char path[256];     /* that they were asked by */
	char next[ID_SIZE]; /* there are others, after this one; or "" */
};

/* Asks for the month, or for officers and areas of the last 30 days. */
void report_month(struct console *c, struct report *r);
void report_index(struct console *c, struct report *r);
void report_free(struct report *r);
/* A row's name: an officer's, an area's, a day. */
const char *report_name(const struct console *c, const struct report_row *row);
/* What one task of the figure adds to the index: the agency's setting. */
int64_t report_weight(const struct console *c, enum figure f);

/* ---- the records behind a figure: tasks-behind.c ---- */

/* Lists the figures of a row; a digit asks for the records behind one. */
void report_open(struct console *c, struct report *r, size_t row);
/* Asks for those that follow, if there are any. */
void report_behind_more(struct console *c, struct report *r);
void report_forget_behind(struct report *r);

/* "2026-11", "2026-11 Li" */
const char *report_month_name(
    const struct console *c, const struct report *r, char out[SAY_SIZE]);
/* The month's days; the row of one, or NULL when nothing was due. */
size_t report_days(const struct console *c, const struct report *r);
const struct report_row *report_day(
    const struct console *c, const struct report *r, size_t day);

void report_draw_month(const struct console *c, const struct report *r,
    struct area a, size_t selected);
void report_draw_index(const struct console *c, const struct report *r,
    struct area a, size_t selected, size_t top);
void report_draw_behind(const struct console *c, const struct report *r,
    struct area a, size_t selected, size_t top);

/* ---- between the two files ---- */

struct report *report_of(struct console *c);
/* Asks, instead of what is being asked; says why it cannot. */
void report_ask(struct console *c, struct report *r, const char *path,
    void (*done)(void *ctx, const struct http_answer *a));
/* What asks for one officer's, or one area's: "&officer=", ... */
const char *report_key(enum kind kind);

#endif
