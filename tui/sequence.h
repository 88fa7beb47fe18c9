/*
 * One escape sequence as a key: those of xterm, the Linux console, vt100 and
 * vt220, PuTTY, rxvt, screen and tmux, whatever TERM says; mouse reports (SGR
 * and the old three bytes); the marks around a paste. What has the form of a
 * sequence (CSI, SS3, or a string up to BEL or ST) and is none of these is
 * K_NONE: to be swallowed.
 */
#ifndef TUI_SEQUENCE_H
#define TUI_SEQUENCE_H

#include "tui/input.h"

#define SEQUENCE_PASTE_END "\033[201~"

enum sequence {
	SEQUENCE_NOT,  /* the Esc stands alone before something else */
	SEQUENCE_MORE, /* its end has not come yet */
	SEQUENCE_KEY,  /* *used bytes make *key */
};

/*
 * Reads s[0..len), s[0] being Esc. key->code is K_PASTE for the mark that
 * begins a paste. The length of what is not finished is the caller's to limit.
 */
enum sequence sequence_parse(
    const char *s, size_t len, size_t *used, struct key *key);

#endif
