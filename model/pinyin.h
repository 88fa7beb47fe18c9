/*
 * Chinese text by how it is said: `zhongxin`, `zxgy` and `zhongxgy` are all
 * typed for 中心公园.
 *
 * A character is matched by a whole syllable, by its first letter, or by zh,
 * ch, sh; the last one by any beginning of its syllable. One that has several
 * readings (重 乐 行) is matched by each. Tones are not typed; ü is v or u. A
 * character may be typed itself, too, and all else stands for itself, letters
 * of either case and width; blanks and marks count for nothing.
 *
 * The table comes from Unihan (kMandarin, kHanyuPinlu) and is made when the
 * programs are built; where it was not to be had nothing has a reading.
 */
#ifndef MODEL_PINYIN_H
#define MODEL_PINYIN_H

#include "model/base.h"

#define PINYIN_QUERY 48 /* characters of a query that count */

/* A query, taken apart once for many names. */
struct pinyin_query {
	int32_t ch[PINYIN_QUERY]; /* folded, without blanks and marks */
	size_t n;
};

/* How well a name matches, the best last. */
enum pinyin_grade {
	PINYIN_NOT,
	PINYIN_INSIDE, /* somewhere in a word */
	PINYIN_WORD,   /* from where a word begins */
	PINYIN_PREFIX, /* from the beginning */
	PINYIN_EXACT,  /* the whole name */
};

/* Whether there is a table. */
bool pinyin_known(void);
/* Syllables parted by blanks, the most usual first; "" when it has none. */
const char *pinyin_of(int32_t ch);

/* Of text[0..len); what is longer than counts is cut. */
void pinyin_query(struct pinyin_query *q, const char *text, size_t len);
/* The best place of the query in the name; PINYIN_NOT for an empty query. */
enum pinyin_grade pinyin_match(const struct pinyin_query *q, const char *name);

#endif
