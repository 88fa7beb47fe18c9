/*
 * Whether two places in words are likely one: what callers say of a place
 * differs by a blank, a word more, a street's short form.
 *
 * Words are compared folded: letters of either case and width are one, marks
 * and blanks part words and count for nothing, `st` is `street` (`rd`, `ave`,
 * `blvd`, `dr`, `ln`, `ct`, `pl`, `hwy`, `sq` and `apt` likewise). Two places
 * are alike when
 *
 *   - they are the same so, or
 *   - they have the same address: where the text begins with a number, that
 *     and all words up to the first that is a street ("4000 Mission St, rear");
 *     else all up to and with the first number ("和平巷7号楼下": 和平巷7), or
 *   - one is the beginning of the other, has PLACE_STEM characters or more,
 *     ends where a word or number ends, and the other does not go on with a
 *     number: a road alone is none of its houses.
 *
 * So 和平巷7号 is like 和平巷7号楼 and 和平巷7号楼下, but not like 和平巷17号
 * or 和平巷70号. It is a likeness, for people to judge: two units of one
 * building are alike, numbers in Chinese characters are not read, and a text
 * is compared up to PLACE_CHARS characters.
 */
#ifndef MODEL_PLACE_H
#define MODEL_PLACE_H

#include "model/base.h"

#define PLACE_CHARS 160
#define PLACE_STEM 4

/* NULL and a place of no letters or digits are like nothing. */
bool place_alike(const char *a, const char *b);
/*
 * A number that is the same for all that are alike (and for others: it is for
 * finding, not for judging); 0 when there are no words to compare.
 */
uint64_t place_key(const char *place);
/* A number that is the same for texts of the same words, however written. */
uint64_t place_words(const char *place);

#endif
