/*
 * A form over the lower half: named fields that one types into. Every
 * printable key is text; Enter goes to the next field and on the last sends;
 * Tab and arrows move; Esc keeps the draft and goes back. A paste is text and
 * never sends.
 *
 * A form is a table of fields and a few functions; its texts live in it, so
 * that a half-written form survives switching, locking, resizing and a lost
 * link. One draft of each name and record is kept. One that was sent is kept
 * too, out of sight, until the central has it: refused, it is the draft again
 * with its field marked. Whoever else logs in here does not see it.
 *
 * A terminal without bracketed paste sends a paste as keys, in a burst (see
 * key.burst). An Enter within a burst is a line end: in a field of lines it is
 * kept, else it goes to the next field; it never sends. The price is that an
 * Enter typed ahead of a stalled line has to be pressed again.
 */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include "model/command.h"
#include "tui/edit.h"
#include "tui/view.h"

#define FORM_FIELDS 12

struct outbox_entry;
struct outbox_answer;

struct form_field {
	const char *key;   /* the argument's name: a problem's `key` marks it */
	const char *label; /* English; through _() */
	size_t arg;        /* of the form's command */
	bool needed;
	bool lines;       /* may hold several lines, by pasting */
	struct edit edit; /* its text */
};

struct form {
	struct form *next; /* the console's, of its drafts */
	const char *name;  /* "new", "report", ...: one draft of each is kept */
	const char *title; /* English; through _() */
	char subject[128]; /* what stands behind the title: "0131 P1" */
	char about[ID_SIZE]; /* id of the record it is about, or "" */
	int64_t rev;         /* of the record it edits; 0: none */
	enum command_id command;
	struct form_field field[FORM_FIELDS];
	size_t count, at;
	int below; /* rows that draw_below() wants */
	/* Sends it, mostly by form_give(); a problem says which field. */
	enum problem_code (*send)(
	    struct console *c, struct form *f, struct problem *p);
	/* All below may be NULL. The text of a field changed. */
	void (*changed)(struct console *c, struct form *f);
	/* Tab: true when it filled something into the field that it is in. */
	bool (*complete)(struct console *c, struct form *f);
	/* Takes keys before all else; true when it was one of its own. */
	bool (*press)(struct console *c, struct form *f, const struct key *key);
	/* Lines below the fields: suggestions, likely repeats. */
	void (*draw_below)(
	    const struct console *c, const struct form *f, struct area a);
	/* What was sent got its answer (a: or NULL), or never will. */
	void (*settled)(struct console *c, struct form *f,
	    const struct outbox_entry *e, const struct outbox_answer *a);
	void *own; /* what it found; wiped and freed with it */
	size_t own_size;
	struct problem problem; /* why it was not sent; code NONE: nothing */
	char key[ID_SIZE];      /* of the outbox entry it went out as, or "" */
	char account[96];       /* whose it is */
};

/*
 * Shows the kept draft of that name and record, or a new one from `make`,
 * which sets all but name, about and account. The form before is kept.
 */
void form_open(struct console *c, const char *name, const char *about,
    void (*make)(struct console *c, struct form *f));
/* For make(): the next field, by the argument of f->command; NULL: no room. */
struct form_field *form_add(struct form *f, const char *label, size_t arg);
/* For make(): zeroed memory of its own; NULL: memory ended. */
void *form_own(struct form *f, size_t size);
/* The field of an argument, its text ("" when there is none of it). */
const char *form_text(const struct form *f, size_t arg);
/* Whether anything stands in it. */
bool form_written(const struct form *f);
void form_set(struct form *f, size_t arg, const char *text);

/*
 * For send(): fills in the arguments that are texts of fields, those that are
 * not empty, and gives the call to the outbox. Fails when it was not taken.
 */
MUST_USE enum problem_code form_give(
    struct console *c, struct form *f, struct call *call, struct problem *p);

/* True when the key was the form's: all are, while one is open. */
bool form_key(struct console *c, const struct key *key);
/* Puts it out of sight: kept as a draft, or dropped when nothing is in it. */
void form_leave(struct console *c);
/* Ends it, and wipes what was written. */
void form_drop(struct console *c, struct form *f);
/* A command moved; a: what its answer brought, or NULL. */
void form_command(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a);
/* Drops and wipes all of them. */
void form_forget(struct console *c);

/* Rows that it wants, and drawing it (form-draw.c). */
int form_rows(const struct console *c);
void form_draw(const struct console *c, struct area a);

/* The forms: actions of the screens, on what is selected there. */
void form_new(struct console *c); /* form-new.c: an incident */

#endif
