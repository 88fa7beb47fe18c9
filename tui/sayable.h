/*
 * What the locale's coding can say of clean text (model/text.h), where it is
 * not UTF-8. A terminal of another coding takes the bytes of UTF-8 for what
 * they are in its own: for controls, some of them.
 */
#ifndef TUI_SAYABLE_H
#define TUI_SAYABLE_H

#include <wchar.h>

#include "model/buf.h"

/* Whether the locale is UTF-8 and so says everything. */
bool sayable_all(void);
/* Takes the next character of clean text. */
wchar_t sayable_char(const char **s);
/*
 * The bytes of the first cluster of s[0..len), 0 at its end; *cells how wide it
 * is, *can whether the locale says it, and in as many cells.
 */
size_t sayable_next(const char *s, size_t len, size_t *cells, bool *can);
/*
 * Appends clean text in the locale's coding, a ? for each cell of what it
 * cannot say; whether there was any.
 */
bool sayable_add(struct buf *out, const char *s, size_t len);

#endif
