/*
 * What terminfo knows of the terminal that newterm() opened, and the little it
 * does not know: mouse reports and bracketed paste as all that have them do it.
 */
#ifndef TUI_CAPS_H
#define TUI_CAPS_H

#include "model/buf.h"
#include "tui/input.h"

/* Whether it has the string capability (the flag) of that name. */
bool caps_has(const char *name);
bool caps_flag(const char *name);
/* Its number, or `otherwise`. */
int caps_number(const char *name, int otherwise);
/* Appends a capability, without its delays; nothing when it has none. */
void caps_add(struct buf *b, const char *name);

/* Whether it can place its cursor and be cleared. */
bool caps_full_screen(void);
/* Why newterm() or caps_full_screen() did not like that type, in words. */
const char *caps_why_not(const char *type, int fd);
/* Whether it reports its mouse; those that do know bracketed paste. */
bool caps_mouse(void);

/* Appends what sets our modes: keypad, paste, and the mouse if wanted. */
void caps_enter(struct buf *b, bool mouse);
/*
 * Appends questions: whether it draws a frame at once (mode 2026), and a
 * status report, whose answer comes when all before it is on the screen. Only
 * where the terminal is of the family that answers.
 */
bool caps_ask(struct buf *b);
/* What encloses a frame that is to be drawn at once. */
#define CAPS_SYNC_ON "\033[?2026h"
#define CAPS_SYNC_OFF "\033[?2026l"
/*
 * Appends what undoes our modes, all attributes and the alternate screen, from
 * whatever state; `rows` is where the bottom is, `syncs` says that a frame may
 * be enclosed.
 */
void caps_leave(struct buf *b, int rows, bool syncs);

/* Tells the decoder its function keys. */
void caps_add_keys(struct input *in);

#endif
