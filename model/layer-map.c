/*
 * Looking up words of map files (layer-map.h).
 */
#include "model/layer-map.h"

#include <string.h>

#include "model/text.h"

static bool
fits(const char *pattern, const char *word)
{
	size_t len = strlen(pattern);

	if (len > 0 && pattern[len - 1] == '*')
		return strncasecmp(pattern, word, len - 1) == 0;
	return text_casecmp(pattern, word) == 0;
}

const struct layer_word *
layer_map_word(const struct layer_map *m, const char *word)
{
	for (size_t i = 0; i < m->words; i++)
		if (fits(m->word[i].word, word))
			return &m->word[i];
	return NULL;
}

int
layer_map_key(const struct layer_map *m, enum layer_key key, const char *name)
{
	for (int i = 0; i < LAYER_KEY_NAMES && m->key[key][i]; i++)
		if (strcmp(m->key[key][i], name) == 0)
			return i;
	return -1;
}
