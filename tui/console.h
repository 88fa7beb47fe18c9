/*
 * The console: one thread that owns its state and the screen. loop.c waits
 * for keyboard, network and clock; what they change marks the frame stale;
 * then the newest state is drawn, one write a frame.
 *
 * Rows 1 and 2 are never covered: who and how old the picture is, then what
 * needs a person. The last three are the result of what was done, the tabs,
 * and the keys. Between them stands a view (view.h); a numbered list, a form
 * or the prompt may cover its lower part, never rows 1 and 2.
 */
#ifndef TUI_CONSOLE_H
#define TUI_CONSOLE_H

#include "config/console-conf.h"
#include "model/command.h"
#include "model/table.h"
#include "net/link/link.h"
#include "tui/form.h"
#include "tui/list.h"
#include "tui/term.h"
#include "tui/view.h"

struct board;     /* board.h: the queue's rows, sorted */
struct prompt;    /* prompt.h: the line after `:` or `/` */
struct keys;      /* keys.h: which key is which action */
struct login;     /* login.h: who are you, and is it still you */
struct sent;      /* send.h: what became of a command */
struct rings;     /* ring.h: what the bell was rung for */
struct layers;    /* net/link/layers.h: what the map is drawn from */
struct lookup;    /* lookup.h: a number that the central is asked for */
struct plain;     /* plain.h: the line mode */
struct drafts;    /* drafts.h: what was begun before */
struct state_dir; /* net/link/state-dir.h: where what is kept lies */

/*
 * A question that only y answers; every other key means no. One that no key
 * asked (an answer came) waits until no text is being written, and takes no
 * key before it has been on the screen for QUESTION_SEEN_MS: what is typed at
 * that moment was meant for something else.
 */
#define QUESTION_SEEN_MS 700

struct question {
	bool open;
	bool unasked; /* by no key */
	msec_t seen;  /* boot clock: when it was first drawn; 0: not yet */
	char text[256];
	void (*yes)(struct console *c);
	struct call *call; /* what it sends, owned; or NULL */
	char key[ID_SIZE]; /* the outbox entry it is about, or "" */
};

/* The row that says what came of the last thing done. */
struct result {
	enum style style;
	char text[512];
	char key[ID_SIZE]; /* the outbox entry it is about, or "" */
	msec_t at;         /* boot clock */
	uint64_t stroke;   /* the key that it answers */
};

/*
 * What tests and benchmarks look at, in memory that they share: of the last
 * frame that the terminal took whole.
 */
struct console_told {
	volatile uint64_t turn;   /* odd while the rest is written */
	volatile uint64_t frames; /* painted */
	volatile uint64_t keys;   /* taken before it was painted */
	volatile uint64_t bytes;  /* sent to the terminal */
	volatile size_t last;     /* bytes of the last frame */
	volatile int64_t painted; /* the seq that it shows */
	volatile int64_t applied; /* the feed's seq after that frame */
	volatile bool known;      /* it showed who sits here */
};

struct console {
	struct link *link;
	struct journal *journal;   /* keep.h; NULL: there is none */
	struct state_dir *state;   /* where it is; NULL: nowhere */
	bool own_key;              /* it is sealed with a key in a file */
	struct problem unkept;     /* why not */
	struct layers *layers;     /* of the map; NULL: none (a test's) */
	struct embedded *embedded; /* a central of our own, or NULL */
	const char *address; /* of the central, as it was given; or NULL */
	msec_t revived; /* boot clock: how to start it was said; 0: not yet */
	const struct table *table; /* the link's live records */
	struct term *term;
	struct draw *draw;
	struct keys *keys;
	struct rings *rings;
	struct board *board;
	struct prompt *prompt;
	struct login *login;
	bool own_zone; /* asked for by option: the central's does not count */
	struct zone *zone;         /* of the clocks on the screen; NULL: UTC */
	struct console_told *told; /* or NULL */
	msec_t now;     /* the central's time, as of this turn of the loop */
	msec_t boot;    /* the boot clock, likewise */
	msec_t painted; /* boot clock: when the last frame was begun */
	msec_t tick_at; /* boot clock: when what is shown grows old */
	bool thin;      /* a thin line: see loop.c */
	bool measure;   /* whether it is thin is found out */
	bool slow;      /* it left a frame unsent for long */
	msec_t stalled; /* boot clock: since when one is; 0: none */
	bool lost;      /* it was said why names are question marks */
	struct console_conf conf; /* console.yaml */
	struct plain *plain;      /* the line mode, or NULL */

	enum screen screen;
	bool enlarged; /* it has the whole screen, where there is a wall */
	enum screen outgrown; /* what a small terminal has no room for */
	enum screen before;   /* where gb leads */
	char before_id[ID_SIZE];
	char incident[ID_SIZE]; /* selected in the queue */
	char unit[ID_SIZE];     /* selected among the units */

	struct list list;
	struct form *form;   /* open, or NULL */
	struct form *drafts; /* the others: half-written, or under way */
	struct drafts *kept; /* of an earlier console; NULL: not known yet */
	struct question question;
	struct result result;
	struct sent *sent;     /* send.h: commands that are not settled */
	struct lookup *lookup; /* a line that waits for its incident, or NULL */
	struct places_found
	    *places; /* go-place.h; NULL: none were looked for */

	uint64_t strokes; /* keys pressed so far */
	uint64_t urgent;  /* the stroke of the last `w` */
	bool stale;       /* something to draw */
	bool bell;        /* ring with the next frame */
	bool locked;      /* the seat is locked: only the password unlocks */
	bool ending;
	enum problem_code why;     /* it ends, if not because one left */
	struct console_told shown; /* by the last frame */
	void *own[SCREEN_COUNT];   /* what a view keeps for itself */
};

struct console_options {
	const char *address;    /* URL or unix:PATH; NULL with embedded */
	const char *embedded;   /* DIR of a central of its own, or NULL */
	const char *token_file; /* or NULL */
	const char *config_dir; /* keys and themes; NULL: XDG */
	const char *state_dir;  /* the journal; NULL: XDG */
	const char *language;   /* "en", "zh", or NULL: the locale's */
	const char *ca_file;    /* PEM of the authorities to believe, or NULL */
	const char *zone;       /* NULL: the machine's */
	bool thin;              /* clocks by the minute, whatever the line */
	bool measure;           /* so too where the line proves to be slow */
	bool line;              /* the line mode */
	struct console_told *told; /* or NULL */
};

/* Runs the console until it is left; the exit code of the program. */
int console_run(const struct console_options *o);

/* The clocks of what happens next. */
void console_take_time(struct console *c);
/* Something changed that the next frame shows. */
void console_touch(struct console *c);
/* Ends the console cleanly; `why` is said when the terminal is free again. */
void console_end(struct console *c, enum problem_code why);
/*
 * Rings with the next frame, once for each pair: "first" of an incident,
 * "late" of an incident or order at a step ("late/arrive").
 */
void console_ring(struct console *c, const char *reason, const char *id);
/* The result row: translated format, in a style. */
void console_say(struct console *c, enum style style, const char *fmt, ...)
    PRINTF(3, 4);
/* The same with a problem's sentence in the console's language. */
void console_say_problem(struct console *c, const struct problem *p);
/* Asks; `yes` runs only when the next key is y. */
void console_ask(struct console *c, void (*yes)(struct console *c),
    const char *fmt, ...) PRINTF(3, 4);
/*
 * Sends a command through the outbox and says so in the result row; asks
 * first when its row says CONFIRM and `sure` is false. The call is copied.
 */
void console_send(struct console *c, const struct call *call, bool sure);
/* Asks in these words, and y sends the call. */
void console_ask_send(struct console *c, const struct call *call,
    const char *fmt, ...) PRINTF(3, 4);
/* Carries out a line as if typed after `:` with that record selected. */
void console_line(
    struct console *c, const char *line, const struct record *selected);
void console_go(struct console *c, enum screen screen);
/* Selects a record where it is shown, and goes there. */
void console_select(struct console *c, enum kind kind, const char *id);

/* "0131" of 20261121-0131: how a desk calls it. */
const char *console_number(const struct incident *i);
/* The live record, or NULL; borrowed until the next change. */
const struct incident *console_incident(
    const struct console *c, const char *id);
const struct unit *console_unit(const struct console *c, const char *id);
/* The account's; for one that sees all the only one there is; or NULL. */
const struct station *console_station(const struct console *c);
/* The setting's label in the console's language; its name; or "". */
const char *console_label(const struct console *c, const char *setting);

/* The functions of the console's own commands, by enum command_id. */
typedef void console_fn(struct console *c, const struct call *call);
extern console_fn *const console_commands[COMMAND_COUNT];

#endif
