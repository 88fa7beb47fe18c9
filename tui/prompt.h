/*
 * The line after `:` and after `/`: editing, history, completion, and a word
 * of help about what is being typed. It takes the last row, the row above it
 * helps; rows 1 and 2 and the result stay.
 *
 * The line belongs to the record that was selected when it was opened, and
 * says so in front ("0131:"); the selection moving later does not change it.
 * Esc keeps the draft: Up brings it back.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/console.h"

#define PROMPT_HISTORY 50
#define PROMPT_MAX 4096 /* bytes of a line */

/* NULL: memory ended. */
struct prompt *prompt_new(void);
void prompt_free(struct prompt *p);

/* sign: ':' or '/'. */
void prompt_open(struct console *c, char sign);
/* The same with something typed already. */
void prompt_open_with(struct console *c, char sign, const char *text);
bool prompt_is_open(const struct prompt *p);
/* The command that is being typed, with what it is about, as one that means
 * the same tomorrow: "20261121-0131: d P1"; false: none is. */
bool prompt_line(const struct console *c, struct buf *out);
/* Up brings this line back first. */
void prompt_remember(struct prompt *p, const char *line);
/* Takes the key, whatever it is. */
void prompt_key(struct console *c, const struct key *key);
/* Two rows: help, and the line. */
void prompt_draw(const struct console *c, struct area a);

#endif
