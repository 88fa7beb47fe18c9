/*
 * A small program of a list and a mark, drawn through term and draw, for the
 * tests of the frame itself: it runs on a vt and tells the test, in shared
 * memory, what it did.
 *
 * write(2) is counted where it happens: the write() in demo.c takes the place
 * of libc's in the whole program, ncurses included.
 *
 * Its keys: j and Down move the mark, f floods (every frame differs) until the
 * next f, b rings twice, o overflows the stack, h hangs, q ends; ^Z and ^L.
 */
#ifndef TESTS_LIB_DEMO_H
#define TESTS_LIB_DEMO_H

#include "tests/lib/vt.h"

#define DEMO_PAI "\xe6\xb4\xbe" /* two cells */

/* What the child tells the test. */
struct demo_told {
	volatile unsigned writes;  /* write(2) to the terminal */
	volatile size_t sent;      /* bytes that these took */
	volatile unsigned others;  /* to anything else: ncurses' sink */
	volatile unsigned most;    /* writes of one frame at most */
	volatile unsigned frames;  /* drawn */
	volatile unsigned refused; /* not begun: output was pending */
	volatile bool pending;     /* it waits for the line */
	volatile unsigned events;  /* keys taken */
	volatile size_t last;      /* bytes of the last frame */
	volatile int chosen;       /* the row with the mark */
	volatile int ended_by;     /* signal; -1: hang-up */
	char heard[128];           /* the last paste or mouse event */
};

/* One terminal and what the test knew before the program began. */
struct demo {
	struct vt *vt;
	struct termios before;
	struct demo_told *told;
};

/* Starts it at 24x80; NULL as in struct vt_program. */
struct demo demo_start_on(
    const char *term, const char *locale, const char *const *env);
/* The same on xterm-256color in UTF-8, and waits for its first frame. */
struct demo demo_start(void);
/* Ends the program by q and checks that it went well; frees all. */
void demo_finish(struct demo *d);
/* For one that has ended. */
void demo_free(struct demo *d);

/* Waits until n frames were drawn and all their bytes have come. */
void demo_wait_frames(struct demo *d, unsigned n);
/* Waits until it has taken n keys. */
void demo_wait_events(struct demo *d, unsigned n);
/* The same while the line stalls. */
void demo_wait_events_stalled(struct demo *d, unsigned n);
void demo_wait_bytes(struct demo *d);
/* One key, until its frame has come. */
void demo_press(struct demo *d, const char *key);
/* Lets frames change until the line, which nobody reads, takes no more. */
void demo_stall(struct demo *d);

/* The terminal is as it was before: settings, screen, cursor and modes. */
void demo_assert_given_back(struct demo *d);
/* It is in the program's hands. */
void demo_assert_taken(struct demo *d);

#endif
