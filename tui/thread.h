/*
 * The lines of one room in their order: those of the live table, which come
 * and change by the feed, and before them the older ones that were asked for.
 * A line costs a pointer; what is shown of it is made when it is drawn.
 */
#ifndef TUI_THREAD_H
#define TUI_THREAD_H

#include "net/link/history.h"
#include "tui/console.h"

#define THREAD_MOST 20000 /* lines that are kept of one room */

struct thread {
	char room[ID_SIZE]; /* "": none */
	struct thread_line {
		const struct message *m;
		bool own; /* asked for, and freed here; else the table's */
	} * line;         /* oldest first; owned */
	size_t count, size;
	bool whole;            /* the beginning of the story is here */
	bool apart;            /* looks at older lines: live ones stay out */
	struct history *asked; /* under way, or NULL */
	/* A page came, or could not be had; may be NULL. */
	void (*came)(struct console *c, const struct problem *p);
	struct console *console;
};

/* Shows that room from its newest line on; "" forgets it. */
void thread_open(struct console *c, struct thread *t, const char *room);
void thread_close(struct thread *t);
/* A record changed. True when a line of this room came, changed or went. */
bool thread_changed(
    struct thread *t, const struct record *old, const struct record *now);
/* Asks for the page before the oldest line that is here. */
void thread_ask_older(struct console *c, struct thread *t);
/* Forgets all lines and looks at those up to a place. */
void thread_open_at(struct console *c, struct thread *t, int64_t place);
/* The n-th from the newest; NULL behind the oldest that is here. */
const struct message *thread_at(const struct thread *t, size_t n);
/* How far from the newest the line of that id is; SIZE_MAX: it is not here. */
size_t thread_find(const struct thread *t, const char *id);

#endif
