/*
 * Texts that break things: every string of blns.json, every line of
 * UTF-8-test.txt, and malformed UTF-8 made here, one of each kind. And what
 * says of them, by code of its own that shares nothing with model/text.c,
 * whether they are sound and what of them must never reach a terminal.
 */
#ifndef TESTS_LIB_NAUGHTY_H
#define TESTS_LIB_NAUGHTY_H

#include "model/buf.h"

struct naughty {
	struct buf bytes; /* all of them, each with a NUL behind */
	struct naughty_text {
		size_t at, len;
	} * text;
	size_t count, room;
};

/* What is made here only: it needs no files. */
void naughty_make(struct naughty *n);
/* Whether the files are there, too. */
bool naughty_is_here(void);
/* What is made and what the files say, or the test is skipped. */
void naughty_read(struct naughty *n);
void naughty_free(struct naughty *n);
/* The bytes of one; they may hold U+0000. */
const char *naughty_text(const struct naughty *n, size_t i, size_t *len);

/* The code point at s (len > 0) and its bytes in *used; -1: not UTF-8. */
int32_t naughty_next(const char *s, size_t len, size_t *used);
/* As JSON says it: only what must be is escaped, everything else raw. */
void naughty_quote(struct buf *b, const char *s, size_t len);
/* Strict UTF-8 without U+0000. */
bool naughty_is_sound(const char *s, size_t len);
/*
 * Whether a code point may not be drawn: C0, DEL, C1, bidi controls, zero
 * width, tags, other format characters, noncharacters, private use.
 */
bool naughty_is_forbidden(int32_t c);

/* What a program wrote to a terminal, taken apart. */
struct naughty_scan {
	size_t sequences;  /* CSI, ESC x, ESC ( x */
	size_t characters; /* drawn */
	char why[128];     /* what was wrong, "" */
};
/*
 * Looks through all bytes: sequences of the forms that a curses sends, C0 that
 * move its cursor (BS, CR, LF) or shift or ring, and characters. Anything else
 * (another control, an OSC, a forbidden code point, bytes that are not UTF-8)
 * is wrong. False then.
 */
bool naughty_scan(const char *bytes, size_t len, struct naughty_scan *scan);

#endif
