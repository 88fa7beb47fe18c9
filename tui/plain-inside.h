/*
 * What the files of the line mode share.
 */
#ifndef TUI_PLAIN_INSIDE_H
#define TUI_PLAIN_INSIDE_H

#include <termios.h>

#include "model/line.h"
#include "tui/cli.h"
#include "tui/page.h"
#include "tui/plain.h"

#define PLAIN_WAITING_MAX                                  \
	((size_t)64 << 10) /* bytes; beyond: news are left \
	                    */
#define PLAIN_PASSWORD_MAX 1024
#define PLAIN_LINE_MAX 20000          /* bytes that are typed */
#define PLAIN_LIST_MS ((msec_t)60000) /* it has to be read aloud */
#define PLAIN_SOON_MS ((msec_t)2000)  /* an answer mostly is there by then */

struct plain {
	struct console *c;
	struct page *page;
	/* out */
	int out;            /* descriptor */
	bool own_out;       /* it is ours to close, and does not block */
	bool shows;         /* it is a terminal: prompts, bells */
	struct buf waiting; /* what it has not taken yet */
	size_t left_out;    /* news, since the last line that went */
	bool prompted;      /* the cursor stands behind a prompt */
	bool gone;          /* nobody reads any more */
	bool hurry;         /* a signal ends it: nothing is waited for */
	/* in */
	bool typed;       /* by a person: input is a terminal */
	bool ended;       /* no more input */
	bool overlong;    /* the line that comes is dropped */
	struct buf input; /* what came, from the line not yet taken */
	bool tabs;        /* a Tab is given at once */
	cc_t end_of_line; /* the terminal's own, to be given back */
	int signals;      /* signalfd */
	/* what was printed last */
	char said[512];
	uint64_t stroke;
	bool asked, listed;
	unsigned serial; /* of the list that was printed last */
	bool lost;       /* ? stands for what the locale cannot say */
	bool told_lost;
	bool told, up; /* how the link stood when it was last said */
	int worst;     /* exit code so far */
	/* the session */
	bool asking;                     /* a login is under way */
	char secret[PLAIN_PASSWORD_MAX]; /* its password, until it is taken */
	msec_t began;                    /* boot clock */
	struct problem *problem;         /* why it ends */
	/* plain-field.c */
	uint64_t reach;           /* bytes ever queued */
	uint64_t taken;           /* bytes that went */
	struct plain_due *due;    /* orders being printed */
	char watched[8][ID_SIZE]; /* rooms */
	size_t watches;
};

/* ---- plain.c ---- */

/* Carries out a line. */
void plain_take_line(struct plain *p, const char *text);
/* Says what came of what happened. */
void plain_tell(struct plain *p);

/* ---- plain-in.c ---- */

/* Reads what was typed or piped. */
void plain_read(struct plain *p);
/* Takes the lines that are whole, as fast as they may be. */
void plain_take(struct plain *p);

/* Has the terminal give a Tab at once, or no longer. */
void plain_hear_tabs(struct plain *p, bool on);

/* ---- plain-out.c ---- */

/* Opens stdout as it can be written to without waiting. */
void plain_out_open(struct plain *p);
void plain_out_close(struct plain *p);
/* A line, clean; what is news may be left out. */
void plain_put(struct plain *p, bool news, const char *fmt, ...) PRINTF(3, 4);
/* Lines of a page, as they are. */
void plain_put_lines(struct plain *p, const struct buf *lines);
void plain_bell(struct plain *p);
/* The prompt, with what of a line is there already. */
void plain_prompt(struct plain *p, const char *subject);
/* The next is on a line of its own, the prompt too. */
void plain_break(struct plain *p);
/* Sends what is taken without waiting. */
void plain_flush(struct plain *p);

/* ---- plain-tell.c ---- */

/* "0131 PRI1 PENDING Lost child, Chuitai Park N gate" */
void plain_say_incident(
    const struct console *c, const struct incident *i, char *out, size_t size);
/* What is on view where the console stands now. */
void plain_print(struct plain *p, int rows,
    void (*draw)(const struct console *c, struct area a));
void plain_print_view(struct plain *p);
void plain_print_incident(struct plain *p);
void plain_print_state(struct plain *p);
void plain_print_list(struct plain *p);

/* ---- plain-field.c ---- */

/* The unit of a field account, or NULL. */
const char *plain_unit(const struct console *c);
/* The order that a line without one is about, or NULL. */
const struct assignment *plain_order(const struct console *c);
void plain_field_changed(struct plain *p, const struct assignment *old,
    const struct assignment *now);
/* Says to the central what the terminal has taken by now. */
void plain_field_turn(struct plain *p);
void plain_field_close(struct plain *p);

/* ---- plain-room.c ---- */

/* Carries out `tick` and `confirm` without words; false: it is neither. */
bool plain_room_command(
    struct plain *p, const struct line *line, const struct record *about);

#endif
