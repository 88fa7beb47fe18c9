/*
 * Commands on their way, in words: what the result row and the outbox say of
 * each, and what a person can do about one that got no answer.
 *
 * The calls are kept until they are settled, so that an order can be given
 * again by voice, and those of refused ones until a person decided; what is
 * shown of a command is made when it is given, for its records may be gone by
 * then.
 */
#ifndef TUI_SEND_H
#define TUI_SEND_H

#include "tui/console.h"

#define SUBJECT_SIZE 128

/* A command that this console gave. */
struct sent {
	struct sent *next;
	char key[ID_SIZE]; /* of its outbox entry */
	struct call *call; /* owned; NULL: settled and decided, or sealed */
	bool restored;     /* out of the journal */
	char subject[SUBJECT_SIZE]; /* "0131 P1" */
	char caller[SUBJECT_SIZE];  /* whom to call by radio: "P1", or "" */
	char note[SUBJECT_SIZE];    /* what its answer brought, or "" */
	char *conflict; /* refused: what is other now, a line each; or NULL */
};

/* The outbox says that e changed, by this answer or (NULL) none. */
void send_changed(struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a);
/* What a console before left in the journal; after link_new(). */
void send_restore(struct console *c);
/* The link came up, or went down, or time passed: what the result row says may
 * change. */
void send_refresh(struct console *c);
void send_free(struct console *c);

/* What this console gave under that key, or NULL. */
struct sent *send_find(const struct console *c, const char *key);

/* send-name.c: what it is about */

/* Of one that came out of the journal only that is known. */
void send_name_touched(
    const struct console *c, struct sent *s, const struct outbox_entry *e);
/*
 * A new incident is called by its place until the central gave it a number:
 * the one that it may repeat has a number too, which must not be radioed.
 */
void send_name_new(struct sent *s, const struct outbox_answer *a);
void send_name_call(const struct console *c, struct sent *s);
/* Which of a dispatch's orders, from 0, has that id; SIZE_MAX: none. */
size_t send_which_order(const struct outbox_entry *e, const char *order);
/* The n-th thing of a kind that an entry is about; NULL: there is none. */
const char *send_nth_touch(
    const struct outbox_entry *e, enum kind kind, size_t n);

/* send-say.c: what stands of e in one line, and its style. */
enum style send_say(const struct console *c, const struct outbox_entry *e,
    char *text, size_t size);
/* The same for the outbox's own row: what will become of it. */
enum style send_say_fate(const struct console *c, const struct outbox_entry *e,
    char *text, size_t size);
/* What an answer brought that its entry does not say; "" for nothing. */
void send_note(const struct console *c, const struct outbox_entry *e,
    const struct outbox_answer *a, char *note, size_t size);
/* "0131 P1 dispatch" */
void send_name(const struct console *c, const struct outbox_entry *e,
    char *text, size_t size);

/* The newest command that touches this record and is not settled, or NULL. */
const struct outbox_entry *send_unsettled(
    const struct console *c, const char *id);
/* Whether something is left to decide: not settled, or refused and kept. */
bool send_is_open(const struct console *c, const struct outbox_entry *e);
/* What changed meanwhile, a line each; "" for nothing that is known. */
const char *send_conflict(
    const struct console *c, const struct outbox_entry *e);
/*
 * An order to a unit that the line does not bring: the link is known to be
 * down, or the incident is of priority 1 and there was no answer for 10 s. It
 * is time for the radio, whatever the line will bring.
 */
bool send_wants_radio(const struct console *c, const struct outbox_entry *e);
/* Whether one of all of them does. */
bool send_any_wants_radio(const struct console *c);
/* Each asks first. By voice: taken back and given as said over the radio. */
void send_by_voice(struct console *c, const struct outbox_entry *e);
void send_take_back(struct console *c, const struct outbox_entry *e);
void send_again(struct console *c, const struct outbox_entry *e);

#endif
