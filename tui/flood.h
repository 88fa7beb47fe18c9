/*
 * A paste on a terminal that does not put it in brackets (linux, vt100) comes
 * as keys. What tells it from keys is that so much comes in one read.
 *
 * The limit: what trickles in over a slow serial line, a few bytes a read,
 * looks like a fast person and is taken for one.
 */
#ifndef TUI_FLOOD_H
#define TUI_FLOOD_H

#include "model/base.h"

/*
 * Characters that one may have typed ahead of a line that stalled. A key that
 * is held down counts as one, and what is no text (arrows, function keys, the
 * mouse) not at all.
 */
#define FLOOD_TYPED_MOST 16

/*
 * Whether the bytes of one read are more than a person types: more characters
 * than that, or text, a line end and text again. A paste in brackets is none.
 */
bool flood_is(const char *bytes, size_t len);

#endif
