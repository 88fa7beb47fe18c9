/*
 * The table that scripts/pinyin.c makes when the programs are built; read it
 * through pinyin.h.
 */
#ifndef MODEL_PINYIN_TABLE_H
#define MODEL_PINYIN_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define PINYIN_SET_BITS 14

/* Code point << PINYIN_SET_BITS | which of the sets; ascending; 0 behind. */
extern const uint32_t pinyin_chars[];
extern const size_t pinyin_chars_count;
/* "zhong chong": syllables without tones, ü as v. */
extern const char *const pinyin_sets[];

#endif
