/*
 * The closed sets of words of enums.def, as C enums and as tables.
 */
#ifndef MODEL_ENUMS_H
#define MODEL_ENUMS_H

#include "model/base.h"

#define ENUM(tag, text) enum tag {
#define VALUE(tag, NAME, word) NAME,
#define ENUM_END(tag) \
	}             \
	;
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

/* One closed set of words. */
struct enum_table {
	const char *tag;          /* "incident_state" */
	const char *text;         /* what it tells */
	const char *const *words; /* by value */
	size_t count;
};

/* A table a set: enum_incident_state, enum_unit_class, ... */
#define ENUM(tag, text) extern const struct enum_table enum_##tag;
#define VALUE(tag, NAME, word)
#define ENUM_END(tag)
#include "model/enums.def"
#undef ENUM
#undef VALUE
#undef ENUM_END

/* All sets, ended by NULL. */
extern const struct enum_table *const enum_tables[];

/* The word of a value; "?" for one that is out of the set. */
const char *enum_word(const struct enum_table *t, unsigned value);
/* The value of a word of len bytes, or -1. */
int enum_find(const struct enum_table *t, const char *word, size_t len);

#endif
