/*
 * Clean text: what may be shown, how wide it is, where it may be cut.
 *
 * Text from outside is kept byte for byte and is never shown as it came: all
 * that reaches a screen, a log or a print goes through text_clean(). What it
 * gives out is valid UTF-8 of visible characters whose widths are known, so
 * columns line up whatever somebody typed. A mark stands for what was there:
 *
 *	<202E>	a code point that must not be shown, its number in hex (two
 *		digits below 100, else four or more): C0, C1, DEL, bidi
 *controls, zero-width and tag characters, variation selectors, all else that is
 *format, default-ignorable, private, unassigned or a noncharacter; skin tones,
 *whose cells terminals disagree on; and whatever wcwidth does not know or
 *utf8proc counts otherwise <xFF>	a byte that is not UTF-8
 *	<+12>	that many combining marks beyond the fourth on one character
 *	_	before a combining mark that has nothing to stand on
 *
 * Marks are ASCII, so cleaning what is clean changes nothing. They can be typed
 * as well: a mark says "look again", it proves nothing.
 *
 * Widths are wcwidth's where LC_CTYPE is UTF-8 and our own from utf8proc where
 * it is not (the central sets no locale). Nothing here depends on LC_CTYPE in
 * any other way. All functions are reentrant.
 */
#ifndef MODEL_TEXT_H
#define MODEL_TEXT_H

#include "model/base.h"
#include "model/buf.h"

#define TEXT_LINES 1u /* \n (and \r\n, as \n) stays: text of several lines */

/* How many combining marks one character may carry. */
#define TEXT_MARKS 4
/* Text that extends one grapheme beyond this many cells is cut all the same. */
#define TEXT_CLUSTER 16

/* Appends what may be shown of s[0..len) to out; grows at most fivefold. */
void text_clean(struct buf *out, const char *s, size_t len, unsigned flags);

/*
 * Width in cells of text that text_clean() made (one line of it). On other
 * text each code point or byte that would become a mark counts as one cell.
 */
size_t text_width(const char *s, size_t len);

/*
 * How many bytes of s fit into `cells` without cutting a grapheme cluster; in
 * *width (may be NULL) the cells they take. 0 when the first does not fit,
 * which with cells >= TEXT_CLUSTER cannot be.
 */
size_t text_cut(const char *s, size_t len, size_t cells, size_t *width);

/*
 * Whether s is strict UTF-8: no overlong form, no surrogate, nothing above
 * U+10FFFF, and no U+0000. If not, *bad (may be NULL) is the offset of the
 * first byte of what is wrong.
 */
bool text_valid(const char *s, size_t len, size_t *bad);

/*
 * Appends s with what a Chinese input method types turned into the ASCII that
 * a command's head is written in: full-width letters, digits and space, and
 * `;` `,` `:` `!` `?` `#` `@` `.` `-` `/` in their full-width forms, and the
 * ideographic comma and full stop. For the head of a line only, never text.
 */
void text_fold(struct buf *out, const char *s, size_t len);
/*
 * The same for the first character of s (len > 0): the bytes it takes, 1 for
 * a byte that is not UTF-8; in *ascii what stands for it, or 0 where it stays.
 */
size_t text_fold_next(const char *s, size_t len, char *ascii);

/* Orders two names as strcmp, upper and lower case alike (all scripts). */
int text_casecmp(const char *a, const char *b);

/*
 * Orders incidents' numbers as they were given out: 20261121-9999 before
 * 20261121-10000. Day and count are each the shorter first, then as strcmp;
 * NULL is the empty one.
 */
int text_compare_numbers(const char *a, const char *b);

/*
 * Copies from into to[size], cut at a character when too long; always closed
 * with a NUL (size >= 1). Returns the bytes copied.
 */
size_t text_copy_cut(char *to, size_t size, const char *from);

/*
 * The word of list[0..n) that `word` was probably meant to be, or NULL when
 * none is near: optimal string alignment distance (insert, drop, change, swap
 * of neighbours) of at most one in three characters (rounded up, never all),
 * case aside; a beginning of three characters or more counts as one change.
 * The first wins a tie.
 */
const char *text_nearest(const char *word, const char *const *list, size_t n);

#endif
