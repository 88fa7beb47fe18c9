/*
 * Words of talk, for finding it again: what stands in the index of a text,
 * and what a search asks that index for.
 *
 * Chinese, Japanese and Korean are written without blanks. A run of their
 * characters is indexed as its pairs of neighbours and its last one by
 * itself, so that a word of two characters is found, and of one. All else is
 * indexed by words of letters and digits, folded (model/fold.h), and found by
 * how they begin. Of a word only the first SEARCH_WORD characters count.
 *
 * The index finds every text that has all the words and some that only have
 * their pairs: search_hit() tells them apart.
 */
#ifndef MODEL_SEARCH_H
#define MODEL_SEARCH_H

#include "model/buf.h"

#define SEARCH_MOST 256 /* bytes of a search */
#define SEARCH_WORD 24  /* characters of a word that count */

/*
 * Appends the words of text[0..len), parted by blanks. They hold ASCII
 * letters and digits in lower case and characters beyond ASCII, and so stay
 * whole in an index that parts at everything else of ASCII.
 */
void search_words(struct buf *out, const char *text, size_t len);
/*
 * Appends what to ask SQLite's FTS5 for: quoted words that must all be there.
 * False, and nothing is appended, when the search has no word.
 */
bool search_query(struct buf *out, const char *text, size_t len);
/* Whether the text has all blank-parted words of the search, case aside. */
bool search_hit(
    const char *text, size_t len, const char *search, size_t search_len);

#endif
