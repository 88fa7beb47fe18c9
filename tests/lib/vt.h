/*
 * A terminal for screen tests: a program (or a function of the test, forked)
 * on a pty, its output in libvterm, a person's hands as functions. What the
 * program writes is read only inside of calls here, so a test that does not
 * call is a line that stalls.
 *
 * A keeper process stands between, as a shell would: it leads the session,
 * puts the program into the foreground, sees it stop and lets it go on.
 *
 * Waits are for a condition; when it does not come within PATIENCE_MS the
 * test fails and the whole screen is printed.
 */
#ifndef TESTS_LIB_VT_H
#define TESTS_LIB_VT_H

#include <sys/types.h>
#include <termios.h>
#include <vterm.h>

#include "model/buf.h"
#include "tests/lib/patience.h"

struct vt;

struct vt_program {
	int (*run)(void *arg); /* its exit code; or else: */
	void *arg;             /* shared with the test only if it is shared
	                          memory: see vt_share() */
	const char *const *argv;
	const char *term;       /* NULL: xterm-256color */
	const char *locale;     /* NULL: C.UTF-8 */
	const char *const *env; /* "NAME=value" and, to unset, "NAME"; NULL */
};

struct vt *vt_new(int rows, int cols);
/* Ends what it started. */
void vt_free(struct vt *vt);
/* Zeroed memory that test and program share; vt_unshare() gives it back. */
void *vt_share(size_t size);
void vt_unshare(void *memory, size_t size);

void vt_spawn(struct vt *vt, const struct vt_program *program);

/* What a person does. */
void vt_keys(struct vt *vt, const char *keys);
void vt_send(struct vt *vt, const void *bytes, size_t len);
/* Pastes, in brackets if the program asked for that. */
void vt_paste(struct vt *vt, const char *text);
/* Presses and releases, reported if the program asked for that. */
void vt_click(struct vt *vt, int row, int col, int button);
void vt_resize(struct vt *vt, int rows, int cols);
void vt_hang_up(struct vt *vt); /* closes the terminal */

/* The program and its keeper. */
pid_t vt_pid(const struct vt *vt);
void vt_signal(struct vt *vt, int sig);
bool vt_stopped(const struct vt *vt);
bool vt_ended(const struct vt *vt);
void vt_continue(struct vt *vt); /* as fg does */
/* Waits for its end; the status is waitpid()'s. */
int vt_wait_end(struct vt *vt);

/* Reads what has come. */
void vt_pump(struct vt *vt);
/* Waits until cond(vt, arg); `what` is for the one who reads the failure. */
void vt_wait(struct vt *vt, bool (*cond)(struct vt *, void *), void *arg,
    const char *what);
/* The same without reading: the line stalls meanwhile. */
void vt_wait_stalled(struct vt *vt, bool (*cond)(struct vt *, void *),
    void *arg, const char *what);
void vt_wait_text(struct vt *vt, const char *text);
void vt_wait_no_text(struct vt *vt, const char *text);
void vt_wait_row(struct vt *vt, int row, const char *text);
void vt_wait_stop(struct vt *vt);

/* What the screen shows; strings are good until the next call of the two. */
const char *vt_row(struct vt *vt, int row); /* no blanks at its end */
const char *vt_text(struct vt *vt);         /* rows with \n */
bool vt_shows(struct vt *vt, const char *text);
VTermScreenCell vt_cell(struct vt *vt, int row, int col);
void vt_cursor(struct vt *vt, int *row, int *col);
bool vt_cursor_visible(const struct vt *vt);
bool vt_alternate(const struct vt *vt);    /* screen */
bool vt_mouse_wanted(const struct vt *vt); /* reports */
bool vt_paste_wanted(struct vt *vt);       /* brackets */
int vt_bells(const struct vt *vt);
struct termios vt_termios(const struct vt *vt);
/* What another program does to the terminal meanwhile. */
int vt_set_termios(struct vt *vt, const struct termios *tio);
void vt_scribble(struct vt *vt, const char *bytes);

/* Bytes that it has sent and nobody has read. */
size_t vt_waiting(const struct vt *vt);
/* What came since vt_count_reset(). */
void vt_count_reset(struct vt *vt);
size_t vt_bytes(const struct vt *vt);
size_t vt_reads(const struct vt *vt);
const struct buf *vt_output(const struct vt *vt);

/* Fail with the whole screen. */
void vt_assert_row_at(
    struct vt *vt, int row, const char *text, const char *file, int line);
void vt_assert_at(
    struct vt *vt, bool holds, const char *what, const char *file, int line);
#define vt_assert_row(vt, row, text) \
	vt_assert_row_at(vt, row, text, __FILE__, __LINE__)
#define vt_assert(vt, holds) vt_assert_at(vt, holds, #holds, __FILE__, __LINE__)
#define vt_assert_shows(vt, text) \
	vt_assert_at(vt, vt_shows(vt, text), text, __FILE__, __LINE__)

#endif
