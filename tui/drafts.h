/*
 * What one had begun to write, kept over the end of a console: a cut line, a
 * SIGHUP, a quit. Half-written forms, messages and the command line are sealed
 * in the journal (net/link/journal.h) when it closes, and are there again when
 * the form, the room or the prompt is opened the next time.
 *
 * Left out: an edit of a record as it was (another may have changed it since),
 * a correction of one's own line (two minutes are over), and why a caller was
 * looked up. A console that is killed keeps none.
 */
#ifndef TUI_DRAFTS_H
#define TUI_DRAFTS_H

#include "tui/console.h"

struct drafts; /* those that were kept and not asked for yet */
struct draft;  /* chat.h: a message */

/* Takes what the journal had for that key's account; says so if there is any.
 */
void drafts_take(
    struct console *c, const char *account, const char *bytes, size_t len);
/* Gives all there is to the journal, if what was kept before was taken. */
void drafts_save(struct console *c);
void drafts_free(struct console *c);
/* A new one is filled with what was kept of it, if anything was. */
void drafts_fill_form(struct console *c, struct form *f);
void drafts_fill_talk(struct console *c, struct draft *d);
/* Up at a prompt that is opened brings the line back. */
void drafts_fill_prompt(struct console *c);

#endif
