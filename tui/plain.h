/*
 * `watchroom --line`: the console line by line, for screen readers, for 300
 * baud, for logs and scripts, and for a patrol with any terminal.
 *
 * What is typed is what is typed at `:`, and nothing else:
 *
 *	d #0131		the nearest units, numbered
 *	1	1 3	takes those lines of the list that was printed last
 *	y		answers a question; any other line means no
 *	/words		filters; / alone shows all
 *	tick confirm	alone: the checklist as a list; the oldest must-read
 *	Enter		how it stands: who, how old, what needs a person
 *	Tab		completes, or says what it may be; ^C drops the line
 *
 * What happens is told in lines as it happens; a view is printed when it is
 * asked for. No byte addresses a cursor: beyond text there is only the line
 * end and the bell. What the terminal does not take waits, and when too much
 * waits, news are left out and counted; what came of one's own commands never
 * is.
 *
 * A field account's own unit is what it is about (plain-field.c): orders are
 * printed whole, told to the central as delivered once the terminal has taken
 * them, and are what steps are about when a line names none.
 *
 * From a pipe lines are taken one after the other: the next when the command
 * of the one before has its answer. At the end of input what is under way is
 * waited for, and the exit code is that of `watchroom do`, the worst of all.
 */
#ifndef TUI_PLAIN_H
#define TUI_PLAIN_H

#include "tui/console.h"

struct plain;

/*
 * Runs until it is left; everything of c is open but terminal and drawing.
 * Returns the exit code. A problem before the first line is in *p.
 */
int plain_run(struct console *c, struct problem *p);

/* For the hooks of the link; c->plain is set while it runs. */
void plain_changed(
    struct console *c, const struct record *old, const struct record *now);
void plain_command(struct console *c, const struct outbox_entry *e);
/* console_ring(): something became late. */
void plain_ring(struct console *c, const char *reason, const char *id);

#endif
