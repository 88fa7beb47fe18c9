/*
 * One text under an editing cursor: UTF-8 in, whole graphemes moved over and
 * deleted, bounded. What is typed is kept byte for byte; drawing cleans it.
 */
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

#include "model/buf.h"
#include "tui/draw.h"
#include "tui/input.h"

struct edit {
	struct buf text;
	size_t at;   /* byte offset of the cursor, at a grapheme */
	size_t max;  /* most bytes; 0: TEXT_MAX */
	bool lines;  /* Enter and pasted line ends are kept as \n */
	bool secret; /* a password: drawn as nothing */
};

/*
 * Types, moves, deletes: characters, arrows, Home, End, Backspace, Delete,
 * ^U ^K ^W ^A ^E, paste (control characters are left out, line ends become
 * spaces unless `lines`). True when the key was used.
 */
bool edit_key(struct edit *e, const struct key *key);
void edit_set(struct edit *e, const char *text);
/* Wipes and frees. */
void edit_free(struct edit *e);
/* Draws it in width cells of a row, scrolled so that the cursor shows, and
 * rests the hardware cursor there when focused. */
void edit_draw(const struct edit *e, struct area a, int row, int col, int width,
    bool focused);

#endif
