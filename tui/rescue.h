/*
 * The terminal given back whatever happens: what was prepared while all was
 * well is written by signal handlers, which may do next to nothing.
 *
 * Signals reach the loop as flags and one readable descriptor:
 *
 *	SIGWINCH	RESCUE_RESIZED
 *	SIGTSTP		RESCUE_STOP: give back, then rescue_stop()
 *	SIGCONT		RESCUE_CONTINUED: the terminal was somebody else's
 *	SIGHUP SIGTERM SIGINT
 *			RESCUE_ENDED; a second SIGTERM or SIGINT does not wait
 *			for a loop that hangs
 *
 * SIGSEGV SIGBUS SIGFPE SIGILL SIGABRT SIGSYS SIGTRAP SIGQUIT give the terminal
 * back at once and kill as ever, but leave no core: memory holds what callers
 * said.
 *
 * A signal handler has no argument, so this is the one place of the console
 * with state of its own: one process, one terminal. Threads other than the
 * loop's should block these signals.
 */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include <termios.h>

#include "model/problem.h"

enum {
	RESCUE_RESIZED = 1,
	RESCUE_STOP = 2,
	RESCUE_CONTINUED = 4,
	RESCUE_ENDED = 8,
};

#define RESCUE_BYTES 256

/*
 * Takes the signals over for the terminal fd, whose settings are to be `saved`
 * again. PROBLEM_TERMINAL when another terminal is taken or there are no
 * descriptors.
 */
MUST_USE enum problem_code rescue_arm(
    int fd, const struct termios *saved, struct problem *p);
/* Gives the signals back to whoever had them. */
void rescue_disarm(void);

/* What undoes our modes on the terminal; cut bytes would do harm: at most
 * RESCUE_BYTES are taken, false when there are more. */
bool rescue_prepare(const char *bytes, size_t len);

/* The terminal is in our modes (or no longer), a frame is half sent (or not) */
void rescue_hold(bool held);
void rescue_torn(bool torn);

/* Writes what was prepared and sets `saved`, if the terminal is held and we
 * are in its foreground; waits at most a second for a stalled line. Async-
 * signal-safe. */
void rescue_give_back(void);

/* Readable when there are flags to take. */
int rescue_fd(void);
/* The flags since the last time; *ended is the signal of RESCUE_ENDED. */
unsigned rescue_take(int *ended);

/* Stops the process group as ^Z does; returns when it goes on, of which no
 * RESCUE_CONTINUED is left. */
void rescue_stop(void);

#endif
