/*
 * A form over the lower half: named fields that one types into. Every
 * printable key is text; Enter goes to the next field and on the last sends;
 * Tab and arrows move; Esc keeps the draft and goes back. A paste is text and
 * never sends.
 *
 * A form is a table of fields and three functions; its texts live in it, so
 * that a half-written form survives switching, locking, resizing and a lost
 * link.
 */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include "model/problem.h"
#include "tui/edit.h"
#include "tui/view.h"

#define FORM_FIELDS 12

struct form_field {
	const char *label; /* English; through _() */
	bool needed;
	bool lines;       /* may hold several lines */
	struct edit edit; /* its text */
};

struct form {
	const char *name;  /* "new", "report", ...: one draft of each is kept */
	const char *title; /* English; through _() */
	char about[ID_SIZE];
	int64_t rev; /* of the record it edits; 0: none */
	struct form_field field[FORM_FIELDS];
	size_t count, at;
	/* Sends it; a problem says which field (param "key"). */
	enum problem_code (*send)(
	    struct console *c, struct form *f, struct problem *p);
	/* The text of a field changed: suggestions, likely repeats. */
	void (*changed)(struct console *c, struct form *f);
	/* Lines below the fields: suggestions, likely repeats. May be NULL. */
	void (*draw_below)(
	    const struct console *c, const struct form *f, struct area a);
	char note[256];     /* what changed() found, for draw_below() */
	char pick[ID_SIZE]; /* a record that it found: a likely repeat */
};

/* Shows the kept draft of that name and record, or a new one from `make`. */
void form_open(struct console *c, const char *name, const char *about,
    void (*make)(struct console *c, struct form *f));
/* True when the key was the form's: all are, while one is open. */
bool form_key(struct console *c, const struct key *key);
int form_rows(const struct console *c);
void form_draw(const struct console *c, struct area a);

#endif
