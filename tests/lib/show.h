/*
 * A desk (desk.h) on a terminal, for screen tests without a network: the child
 * draws the view as frame.c places it, and the result row under it. A key is
 * pressed and its frame waited for; what it cost on the line is told.
 */
#ifndef TESTS_LIB_SHOW_H
#define TESTS_LIB_SHOW_H

#include "tests/lib/desk.h"
#include "tests/lib/vt.h"

#define SHOW_HEAD 2 /* rows over the view */

struct show_told {
	volatile unsigned frames; /* painted; one a key */
	volatile size_t last;     /* bytes of the last one */
};

struct show {
	struct vt *vt;
	const char *language;
	const char *locale, *term; /* as in struct vt_program */
	const char *const *env;
	void (*fill)(struct desk *d); /* NULL: desk_fill_queue */
	/* Capital letters are what happens meanwhile; may be NULL. */
	void (*meanwhile)(struct desk *d, char what);
	/* After the desk is filled; may be NULL. */
	void (*prepare)(struct desk *d);
	struct show_told *told;
	unsigned frames; /* waited for */
};

/* Starts it and waits for its first frame. */
void show_start(struct show *s, int rows, int cols);
void show_finish(struct show *s);
/* One key, until its frame has come; returns the bytes that it took. */
size_t show_press(struct show *s, char key);
void show_type(struct show *s, const char *keys);
/* The cursor rests there; rows from `row` on, up to a NULL, are these. */
void show_assert_cursor(struct show *s, int row, int col);
void show_assert_rows(struct show *s, int row, const char *const *want);

#endif
