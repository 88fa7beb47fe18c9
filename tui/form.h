/*
 * A form over the lower half: named fields that one types into. Every
 * printable key is text; Enter goes to the next field and on the last sends;
 * Tab and arrows move; Esc keeps the draft and goes back, ^X twice drops it. A
 * paste is text and never sends.
 *
 * An Enter that is held down sends nothing: it stays in a needed field that is
 * empty, and nothing goes out before another key came since it was opened.
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
	struct record *base; /* what it edits, as it was read; owned; or NULL */
	enum command_id command;
	struct form_field field[FORM_FIELDS];
	size_t count, at;
	bool touched;     /* since it was opened, by a key other than Enter */
	bool edited;      /* ever: what was not is no draft when it is left */
	bool kept;        /* it was left half-written: a draft */
	bool dropping;    /* ^X was pressed: once more drops it */
	int below;        /* rows that draw_below() wants */
	const char *hint; /* in place of the row of keys; translated; or NULL */
	msec_t ends;      /* boot clock: then it is dropped; 0: never */
	/*
	 * Sends it, mostly by form_give(); a problem says which field. When
	 * nothing went out all the same, the form is done with.
	 */
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
/* The draft that was left last, NULL: none, or it is being written. */
const struct form *form_kept(const struct console *c);
/* What it is called: "New incident", "Edit 0131". */
char *form_say_title(const struct form *f, char *out, size_t size);
/* Whether anything stands in it. */
bool form_written(const struct form *f);
void form_set(struct form *f, size_t arg, const char *text);

/* For send(): fills in the arguments that are texts of fields, and not blank.
 */
void form_fill(const struct form *f, struct call *call);
/* For send(): gives the call to the outbox; fails when it was not taken. */
MUST_USE enum problem_code form_give(struct console *c, struct form *f,
    const struct call *call, struct problem *p);

/* True when the key was the form's: all are, while one is open. */
bool form_key(struct console *c, const struct key *key);
/* Puts it out of sight: kept as a draft, or dropped when nothing is in it. */
void form_leave(struct console *c);
/* Drops one whose end has come. */
void form_tick(struct console *c);
/* Nobody may be looking: what must not stay on the screen is dropped. */
void form_hide(struct console *c);
/* Ends it, and wipes what was written. */
void form_drop(struct console *c, struct form *f);
/* What becomes of a form whose command moved, where settled() is not asked. */
void form_settle(
    struct console *c, struct form *f, const struct outbox_entry *e);
/* A command moved; a: what its answer brought, or NULL. */
void form_command(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a);
/* Drops and wipes all of them. */
void form_forget(struct console *c);

/* Rows that it wants, and drawing it (form-draw.c). */
int form_rows(const struct console *c);
void form_draw(const struct console *c, struct area a);

/* Shows a caller that a line (`:reveal`) asked for, if nobody is typing. */
void form_show_caller(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a);
/* The record of that kind that the screen has selected; says so when none. */
const struct record *form_selected(struct console *c, enum kind kind);
/* The category with exactly that name, in any language, or NULL. */
const struct setting *form_category(const struct console *c, const char *text);
/* The same, of a text that only begins it. */
const struct setting *form_category_begun(
    const struct console *c, const char *text);
/* form-outcome.c: what the agency calls how things end, if it has a list. */
#define OUTCOME_ROWS 2
/* The outcome that a text names whole, in any language, or NULL. */
const struct setting *form_outcome(const struct console *c, const char *text);
/* An outcome as it is kept, in the console's language; "" for none. */
const char *form_outcome_label(const struct console *c, const char *outcome);
/* The list's labels in one text, as many as fit; false: there is no list. */
bool form_outcome_labels(const struct console *c, char *text, size_t size);
/* BAD_VALUE with those there are, when the text is none of them. */
MUST_USE enum problem_code form_outcome_check(
    const struct console *c, const char *text, struct problem *p);
/* For complete(): the rest of the only one that begins so. */
bool form_outcome_complete(struct console *c, struct form *f, size_t arg);
/* For changed(): a digit alone takes that line of the list. */
void form_outcome_changed(struct console *c, struct form *f, size_t arg);
/* The numbered list, in OUTCOME_ROWS rows; nothing when there is none. */
void form_outcome_draw(const struct console *c, struct area a);

/* The known place that a text names, or NULL. */
const struct place *form_place(const struct console *c, const char *text);

/*
 * Sends a new incident that was told in one line, on the point of a known
 * place, and selects it.
 */
void form_new_line(struct console *c, const struct call *call);

/*
 * The form of a new incident on a spot of the map; `landmark`: what is near, a
 * hint below the fields that writes nothing, or "". A known place that is
 * written counts before the spot.
 */
void form_new_at(struct console *c, struct point spot, const char *landmark);

/* The forms: actions of the screens, on what is selected there. */
action_fn form_new;    /* an incident */
action_fn form_edit;   /* what is written of it */
action_fn form_report; /* how it ended, for a unit; else closing it */
action_fn form_reveal; /* who told it */
action_fn form_crew;   /* who rides in a unit */

#endif
