/*
 * What the properties of a map file mean to us: which is the name, which the
 * code, and what its words for kinds of roads and places are here. Read from
 * YAML by config/layer-file.h; what is here looks things up.
 */
#ifndef MODEL_LAYER_MAP_H
#define MODEL_LAYER_MAP_H

#include "model/base.h"
#include "model/enums.h"

/* What a property of a feature, or a column of a CSV, can be. */
enum layer_key {
	LAYER_KEY_NAME,
	LAYER_KEY_CODE,   /* division code or the like */
	LAYER_KEY_ID,     /* of the record whose outline it is */
	LAYER_KEY_CLASS,  /* a word of the table of words */
	LAYER_KEY_RING,   /* response ring: 1, 3, 5, or a word of enum ring */
	LAYER_KEY_RADIUS, /* of that ring, metres */
	LAYER_KEY_LON,    /* CSV only */
	LAYER_KEY_LAT,
	LAYER_KEYS
};

#define LAYER_KEY_NAMES 8   /* names one key may have, the first wins */
#define LAYER_WORDS_MAX 200 /* rows of the table of words */

/* A word of the file for a kind of thing. */
struct layer_word {
	char *word;             /* may end in *: all that begin so */
	int64_t rank;           /* 1 to 9; 0: not said */
	enum place_class class; /* PLACE_OTHER: not said */
};

struct layer_map {
	char *key[LAYER_KEYS][LAYER_KEY_NAMES]; /* up to a NULL */
	struct layer_word *word;
	size_t words;
};

/* The row of a word of the file, in the order of rows; NULL: none. */
const struct layer_word *layer_map_word(
    const struct layer_map *m, const char *word);
/* Whether `name` is one of the key's names; where in order, from 0; or -1. */
int layer_map_key(
    const struct layer_map *m, enum layer_key key, const char *name);

#endif
