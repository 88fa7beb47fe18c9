/*
 * Verbs: which command a typed word is. Names and aliases are commands.def's;
 * here stands what must not be one.
 */
#ifndef MODEL_VERB_H
#define MODEL_VERB_H

#include "model/command.h"

/*
 * The command of a name or alias in lower case; in *other (else NULL) a second
 * one with that alias, which the rest of the line must decide: `qs`.
 *
 * AMBIGUOUS {word, candidates}: an alias that would mean two things.
 * UNKNOWN_KEY {key, nearest}, or BAD_LINE {word, what} when none is near.
 */
MUST_USE enum problem_code verb_find(const char *verb,
    const struct command **command, const struct command **other,
    struct problem *p);

#endif
