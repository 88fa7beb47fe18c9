/*
 * The terminal: ncurses decides what to send, we send it.
 *
 * ncurses writes into a file in memory; after each frame its bytes are taken
 * from there and go to the terminal in one write(2). The descriptor is our own
 * open of the terminal, non-blocking, so the flags of the shell's stay as they
 * are. What the terminal does not take stays pending, and no frame is begun
 * while it does; then the newest state is drawn. One loop serves it:
 *
 *	poll(term_fd: POLLIN, and POLLOUT if term_frame_pending;
 *	     term_signal_fd: POLLIN) until term_input_deadline
 *	term_signals, term_read, term_next_key ..., term_flush
 *	if something changed and term_frame_begin(): draw, term_frame_end
 *
 * Size, settings, modes and restoring are ours too (rescue.h). LINES and
 *COLUMNS of the environment are not heard but unset, and of terminals only what
 *this machine knows (newterm.h); that changes the environment, so open before
 *there are threads. ^C, ^Z and the like arrive as keys.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "model/problem.h"
#include "tui/input.h"

#define TERM_MAX_ROWS 512
#define TERM_MAX_COLS 1024

struct term;

struct term_options {
	int fd;           /* a terminal; stays the caller's */
	const char *type; /* NULL: $TERM */
	bool mouse;       /* report it, where the terminal has one */
};

/* What term_signals() found. */
enum {
	TERM_RESIZED = 1, /* draw; term_frame_begin() knows the new size */
	TERM_SUSPEND = 2, /* call term_suspend() */
	TERM_RESUMED = 4, /* draw: the screen is somebody else's */
	TERM_ENDED = 8,   /* end the program; see term_end_signal() */
};

struct term_stats {
	uint64_t frames; /* drawn */
	uint64_t writes; /* write(2) that sent something */
	uint64_t bytes;  /* sent */
	size_t last;     /* bytes of the last frame, sent or pending */
};

/*
 * Opens the terminal and takes it over; nothing is sent before the first frame.
 * PROBLEM_TERMINAL: not a terminal, its kind is not known or cannot address the
 * cursor. Only one can be open in a process.
 */
MUST_USE enum problem_code term_open(
    struct term **out, const struct term_options *options, struct problem *p);
/* Gives the terminal back as it was found, and frees; t may be NULL. */
void term_close(struct term *t);

/*
 * The name of the description that it is drawn by: its type, or where that has
 * none here, its family's.
 */
const char *term_drawn_as(const struct term *t);
int term_fd(const struct term *t);
int term_signal_fd(const struct term *t);
int term_rows(const struct term *t);
int term_cols(const struct term *t);
struct term_stats term_stats(const struct term *t);

/* Sees to what signals asked for; TERM_ flags of what is left to the caller. */
unsigned term_signals(struct term *t);
/* The signal behind TERM_ENDED; 0: none. */
int term_end_signal(const struct term *t);

/* Reads what was typed, never blocks; a terminal that is gone is K_HANGUP. */
void term_read(struct term *t, int64_t now);
bool term_next_key(struct term *t, int64_t now, struct key *key);
/* As input_deadline(). */
int64_t term_input_deadline(const struct term *t);

/*
 * Milliseconds from the first frame to the terminal's word that it shows it:
 * what the line's delay and its rate make of a full screen. -1: not known, for
 * the terminal does not answer, or has not yet.
 */
int64_t term_first_shown(const struct term *t);
/* Whether it said that it draws a frame at once (mode 2026). */
bool term_syncs(const struct term *t);

/*
 * Begins a frame: the size is current and the screen empty. False while output
 * is pending, or when the terminal is gone: draw later.
 */
MUST_USE bool term_frame_begin(struct term *t);
/* Sends what changed, in one write. */
void term_frame_end(struct term *t);
/* Rings with the next frame, once. */
void term_bell(struct term *t);
/* The next frame paints everything. */
void term_redraw(struct term *t);

bool term_frame_pending(const struct term *t);
/* Sends on; call it when term_fd() is writable. */
void term_flush(struct term *t);

/* Gives the terminal back, stops as ^Z does, takes it again when continued. */
void term_suspend(struct term *t);

#endif
