/*
 * A numbered list over the lower half of the screen: the only thing that
 * digits mean anything to (CONSOLE, Digits).
 *
 * It names what it is about in its title, owns all digits, and is frozen when
 * it is opened: a line that changed meanwhile is struck out in place, never
 * renumbered. It dies after LIST_MS, when its record changes state, or when
 * something of higher rank covers it; digits then do nothing but say so.
 * Space marks several lines, Enter takes the marked. After a line was taken
 * the list closes and further digits are swallowed until another key.
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
	bool selectable;  /* can be marked with Space all the same */
	bool marked;
	bool struck;    /* changed since the list was opened */
	unsigned state; /* of the unit when it was shown: is expected */
};

struct list {
	bool open;
	bool dead;    /* ran out, or what it is about changed */
	bool swallow; /* digits are swallowed until another key */
	enum kind about;
	char id[ID_SIZE]; /* of what it is about */
	unsigned state;   /* its state when the list was opened */
	char title[160];
	char hint[160]; /* the last row: what keys do */
	struct list_item item[LIST_ITEMS];
	size_t count;
	size_t row;    /* the marked row, by j k */
	size_t top;    /* the first one drawn */
	bool several;  /* Space and Enter are offered */
	msec_t opened; /* boot clock */
	/* Takes the chosen items (the one of the digit, or all marked). */
	void (*take)(struct console *c, const struct list *list,
	    const size_t *chosen, size_t count);
	action_fn *again; /* `d`: makes the list anew; NULL: not */
};

/* Opens an empty list about r, titled; the caller adds items. */
void list_open(struct console *c, const struct record *r, const char *title);
/* A new last item, zeroed; NULL when it is full. */
struct list_item *list_add(struct console *c);
void list_close(struct console *c);
/* True when the key was the list's (every digit is, open or not). */
bool list_key(struct console *c, const struct key *key);
/* A record changed: strikes lines out, or ends the list. */
void list_changed(struct console *c, const struct record *now);
void list_tick(struct console *c);
/* Rows that it wants, and drawing it. */
int list_rows(const struct console *c);
void list_draw(const struct console *c, struct area a);

#endif
