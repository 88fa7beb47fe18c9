/*
 * A screen, or a pane of one: a struct of functions over the console's state.
 *
 * draw only reads. What keys do is decided in keys.c: it finds the action of
 * a key, and the view under the keys says what that action does there. Views
 * never talk to the terminal or the network; they draw into an area, change
 * what is selected, open lists, forms and questions, and send calls through
 * console.h.
 */
#ifndef TUI_VIEW_H
#define TUI_VIEW_H

#include "tui/draw.h"
#include "tui/input.h"

#include "model/record.h"

struct console;
struct position;

enum action {
#define ACTION(NAME, name, keys, group, word, text) ACTION_##NAME,
#include "tui/actions.def"
#undef ACTION
	ACTION_COUNT
};

enum action_group {
	GROUP_EVERYWHERE, /* not while text is typed */
	GROUP_ACT,        /* acts on the selected record */
};

struct action_info {
	const char *name; /* in a keys file */
	const char *keys; /* default */
	enum action_group group;
	const char *word; /* of the keys row, or ""; through words_in("key") */
	const char *text; /* English; through _() */
};

extern const struct action_info actions[ACTION_COUNT];

/* What an action does on a view. */
typedef void action_fn(struct console *c);

enum screen {
	SCREEN_QUEUE,
	SCREEN_MAP,
	SCREEN_TASKS,
	SCREEN_CHAT,
	SCREEN_UNITS,
	SCREEN_ORDERS,
	SCREEN_STATS,
	SCREEN_OUTBOX,
	SCREEN_TIMELINE, /* of the selected incident, over the queue */
	SCREEN_LOG,      /* of the selected unit, over the units */
	SCREEN_HELP,
	SCREEN_COUNT
};

#define VIEW_ALL INT32_MAX /* rows; more than there are */
#define VIEW_FIRST 12      /* keys of a screen's own, at the most */

struct view {
	enum screen screen;
	const char *tab; /* English; through _() */
	/*
	 * Makes what the view keeps in c->own[screen] (false: memory ended),
	 * and frees it. Either may be NULL.
	 */
	bool (*open)(struct console *c);
	void (*close)(struct console *c);
	void (*enter)(struct console *c); /* one goes there; may be NULL */
	/*
	 * Before a frame is begun: makes ready what costs too much to be done
	 * while drawing, for an area that has nothing over it.
	 */
	void (*prepare)(struct console *c, struct area a);
	/* Draws all of its area: rows 3 to the one above the result row. */
	void (*draw)(const struct console *c, struct area a);
	/*
	 * Goes so many rows down, above 0, or up, as far as there are any:
	 * by one, by a page and by VIEW_ALL for the keys that do so, where act
	 * has nothing else for them. Either may be NULL.
	 */
	void (*move)(struct console *c, int64_t by);
	size_t (*page)(const struct console *c); /* rows of one */
	/* The record that acts are about, or NULL; borrowed. */
	const struct record *(*selected)(const struct console *c);
	/* A record changed: old or now may be NULL. Not drawing: bookkeeping.
	 */
	void (*changed)(struct console *c, const struct record *old,
	    const struct record *now);
	/* A unit was seen somewhere. */
	void (*moved)(struct console *c, const struct position *p);
	/* Enough time passed that something may have become late, or old. */
	void (*tick)(struct console *c);
	/* What actions do here; NULL where one does nothing. */
	action_fn *act[ACTION_COUNT];
	/* Words of the keys row that are others here; N_(), or NULL. */
	const char *word[ACTION_COUNT];
	/* What the keys row begins with here; the rest as the table has it.
	 * The first that has no word (ACTION_DOWN, 0) ends it. */
	enum action first[VIEW_FIRST];
	/* Looks at a key before all else while it waits for one (letters of
	 * jump labels); true when it was used. May be NULL. */
	bool (*grab)(struct console *c, const struct key *key);
	/* Keys no action is bound to (the mouse and the like); true when it
	 * was used. May be NULL. */
	bool (*key)(struct console *c, const struct key *key);
};

/* The screens that exist, by enum; NULL for those that come later. */
extern const struct view *const views[SCREEN_COUNT];
/* Each in its own view-*.c. */
extern const struct view view_chat, view_queue, view_map, view_tasks,
    view_units, view_timeline, view_log, view_help, view_outbox;

#endif
