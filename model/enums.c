/*
 * The tables behind enums.h.
 */
#include "model/enums.h"

#include <string.h>

#define ENUM(tag, text) static const char *const words_##tag[] = {
#define VALUE(tag, NAME, word) [NAME] = (word),
#define ENUM_END(tag) \
	}             \
	;
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

#define ENUM(tag, text)                        \
	const struct enum_table enum_##tag = { \
	    #tag, text, words_##tag, COUNT_OF(words_##tag)};
#define VALUE(tag, NAME, word)
#define ENUM_END(tag)
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

const struct enum_table *const enum_tables[] = {
#define ENUM(tag, text) &enum_##tag,
#define VALUE(tag, NAME, word)
#define ENUM_END(tag)
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END
    NULL};

const char *
enum_word(const struct enum_table *t, unsigned value)
{
	return value < t->count ? t->words[value] : "?";
}

int
enum_find(const struct enum_table *t, const char *word, size_t len)
{
	for (size_t i = 0; i < t->count; i++)
		if (strlen(t->words[i]) == len &&
		    memcmp(t->words[i], word, len) == 0)
			return (int)i;
	return -1;
}
