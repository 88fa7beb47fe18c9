/*
 * A numbered list over the lower half of the screen: the only thing that
 * digits mean anything to (CONSOLE, Digits).
 *
 * It names what it is about in its title, owns all digits, and is frozen when
 * it is opened: a line that changed meanwhile is struck out in place, never
 * renumbered. It dies after LIST_MS, when its record changes state, or when
 * something of higher rank covers it; digits then do nothing but say so.
 *
 *	1 to 9		take that line, now, if it is on view
 *	j k		move the row
 *	, .		a page back, on
 *	Space Enter	mark lines, take the marked
 *	Tab		marks the next that is taken only on purpose
 *	any other	closes it, and does what it does without a list
 *
 * After something was taken the list closes, and further digits are swallowed
 * until another key.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "tui/view.h"

#define LIST_MS 15000
#define LIST_ITEMS 64

struct list_item {
	char id[ID_SIZE]; /* what it stands for; "" for a word */
	unsigned value;   /* or the value: a state, a priority, minutes */
	char text[256];   /* its columns, laid out already */
	bool offered;     /* has a digit; else `-` */
	bool selectable;  /* not offered, but Tab marks it: on purpose */
	bool marked;
	bool struck;    /* changed since the list was opened */
	enum kind kind; /* of id */
	unsigned state; /* it was shown in; is expected of it */
};

struct list {
	unsigned serial; /* another with each that is opened */
	bool open;
	bool dead;    /* ran out, or what it is about changed */
	bool swallow; /* digits are swallowed until another key */
	enum kind about;
	char id[ID_SIZE];  /* of what it is about */
	unsigned state;    /* its state when the list was opened */
	enum action opens; /* the action that makes such a list */
	char title[160];
	char hint[160]; /* the last row: what keys do */
	struct list_item item[LIST_ITEMS];
	size_t count;
	size_t row;    /* the marked row, by j k */
	size_t top;    /* the first on view, when the row is below it */
	bool several;  /* Space and Enter are offered */
	msec_t opened; /* boot clock */
	msec_t lasts;  /* how long it is good for */
	msec_t at;     /* the same in the central's time */
	/*
	 * Takes the chosen items (the one of the digit, or all marked). The
	 * list is closed already; its lines are good until another is opened.
	 */
	void (*take)(struct console *c, const struct list *list,
	    const size_t *chosen, size_t count);
};

/*
 * Opens an empty list about r (an incident, unit or assignment; NULL: about
 * no record), titled; the caller adds items and says what takes them.
 */
struct list *list_open(struct console *c, const struct record *r,
    enum action opens, const char *title);
/* A new last item, zeroed; NULL when it is full. */
struct list_item *list_add(struct console *c);
void list_close(struct console *c);
/* Something of higher rank covered it. */
void list_die(struct console *c);
/* True when the key was the list's (every digit is, open or not). */
bool list_key(struct console *c, const struct key *key);
/* Takes lines by their digits, as one: all of them, or none. */
void list_take_lines(struct console *c, const int *digit, size_t count);
/* A record changed (now NULL: gone): strikes lines out, or ends the list. */
void list_changed(
    struct console *c, const struct record *old, const struct record *now);
void list_tick(struct console *c);
/* Rows that it wants, and drawing it. */
int list_rows(const struct console *c);
void list_draw(const struct console *c, struct area a);

#endif
