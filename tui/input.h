/*
 * What the terminal sends, as keys: bytes in, events out, nothing else. No
 * descriptor, no curses, no clock of its own, so that it can be tested and
 * fuzzed byte by byte.
 *
 * Bytes may be split anywhere. What is not a key (a report, a sequence nobody
 * knows) is swallowed whole: half of it must never be read as letters and
 * digits, for a digit sends a unit. The same holds on a stalled line: when the
 * rest of a broken sequence comes late it is swallowed too, and a paste is one
 * event, never keys. Esc followed by a character in one burst is those two
 * keys in that order; there is no Alt.
 *
 * Times are milliseconds of any steady clock, the same in every call.
 */
#ifndef TUI_INPUT_H
#define TUI_INPUT_H

#include "model/base.h"
#include "model/buf.h"

/* The K_ keeps clear of ncurses, whose KEY_UP is a macro. */
enum key_code {
	K_NONE,
	K_CHAR,  /* ch, ascii: a character, never a control */
	K_CTRL,  /* ascii: 'a'..'z' or one of \ ] ^ _ or space, with Ctrl */
	K_ENTER, /* CR and LF */
	K_TAB,
	K_BACKTAB,
	K_BACKSPACE, /* BS and DEL */
	K_ESC,
	K_SUSPEND, /* ^Z */
	K_REDRAW,  /* ^L */
	K_UP,
	K_DOWN,
	K_LEFT,
	K_RIGHT,
	K_HOME,
	K_END,
	K_PGUP,
	K_PGDN,
	K_INSERT,
	K_DELETE,
	K_F1,
	K_F2,
	K_F3,
	K_F4,
	K_F5,
	K_F6,
	K_F7,
	K_F8,
	K_F9,
	K_F10,
	K_F11,
	K_F12,
	K_MOUSE,  /* mouse */
	K_PASTE,  /* paste */
	K_REPORT, /* report: the terminal answers a question of ours */
	K_HANGUP, /* the terminal is gone: end; told once, after all else */
};

enum { KEY_SHIFT = 1, KEY_META = 2, KEY_CONTROL = 4 };

/* What a terminal may be asked, and answers. */
enum term_answer {
	REPORT_ALIVE, /* all before the question is on its screen */
	REPORT_SYNC,  /* mode 2026; value as in DECRPM: 0 unknown, 4 never */
};

enum mouse_action {
	MOUSE_PRESS,
	MOUSE_RELEASE,
	MOUSE_DRAG,
	MOUSE_WHEEL_UP,
	MOUSE_WHEEL_DOWN,
};

struct key {
	enum key_code code;
	unsigned mods;  /* of arrows, function keys and the mouse */
	uint32_t ch;    /* K_CHAR: as typed; U+FFFD for broken bytes */
	uint32_t ascii; /* K_CHAR: ch, or the ASCII twin of a full-width ch,
	                   for commands; 0 when there is none; K_CTRL */
	bool burst;     /* other bytes came with it, or less than
	                   INPUT_BURST_MS before: perhaps a paste on a terminal
	                   that does not bracket it, or typed ahead of a
	                   stalled line */
	bool flood;     /* it came amid more than a person types: flood.h */
	struct {
		enum term_answer what;
		unsigned value;
	} report;
	struct {
		enum mouse_action action;
		int button;   /* 1 left, 2 middle, 3 right; 0 unknown */
		int row, col; /* of the screen, from 0; not clipped to it */
	} mouse;
	struct {
		const char *bytes; /* raw (line ends are mostly CR, no NUL is
		                      added); good until the next paste */
		size_t len;
		bool cut; /* longer than INPUT_PASTE_MAX, or never finished */
	} paste;
};

#define INPUT_PASTE_MAX 65536
#define INPUT_BURST_MS 30    /* keys nearer than this are no person's */
#define INPUT_ESCAPE_MS 50   /* a lone Esc is one after this long */
#define INPUT_LATE_MS 500    /* the rest of a sequence may come this late */
#define INPUT_PASTE_MS 10000 /* a paste that stalls this long is over */

enum input_coding {
	INPUT_UTF8,
	INPUT_LOCALE, /* whatever LC_CTYPE says, by mbrtowc */
};

struct input;

/* NULL when memory ends. */
struct input *input_new(enum input_coding coding);
void input_free(struct input *in);

/*
 * Says that `bytes` (a NUL-terminated terminfo capability) is the key `code`.
 * NULL, what does not begin with Esc and what is too long is left out.
 */
void input_add_key(struct input *in, const char *bytes, enum key_code code);

/* Bytes that came at `now`. Take the events out before feeding much more. */
void input_feed(struct input *in, const char *bytes, size_t len, int64_t now);

/* The terminal is gone; what is half read is finished with what is there. */
void input_hang_up(struct input *in);

/* The next event into *key; false when there is none (yet). */
bool input_next(struct input *in, int64_t now, struct key *key);

/*
 * When input_next() must be called again although no bytes came, or -1. Valid
 * after input_next() returned false.
 */
int64_t input_deadline(const struct input *in);

/* The ASCII twin of a full-width character, itself when ASCII, else 0. */
uint32_t input_fold(uint32_t ch);

#endif
