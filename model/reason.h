/*
 * The phrases inside of problems' sentences, by code (reasons.def). A problem
 * carries the code; the words are made where it is shown:
 *
 *	problem_set(p, PROBLEM_LINK, "addr", a, "why", why_no_feed, NULL);
 *
 * Each code is a constant why_x, so that one that is not in the table does
 * not compile.
 */
#ifndef MODEL_REASON_H
#define MODEL_REASON_H

#include "model/base.h"

#define REASON(code, text) extern const char why_##code[];
#include "model/reasons.def"
#undef REASON

/* The English words of a code; NULL for what is no code of the table. */
const char *reason_words(const char *code);
/* The codes one after the other, from 0; NULL behind the last. */
const char *reason_at(size_t i);
/* The code for an errno; why_system_refuses for one that has none. */
const char *reason_of_errno(int error);

#endif
