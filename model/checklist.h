/*
 * How lines of a checklist are written, wherever people write them (the
 * command `item`, a task's template, an incident's plan):
 *
 *	tell the grid officer; [photo] the gate; [count 40] residents
 *
 * Lines are parted by ; (of either width) or by a line's end. What ticks one
 * stands before it in brackets, as a word of item_class; a count says how
 * many, and [dispatch] is ticked by sending units. Without brackets it is a
 * check.
 */
#ifndef MODEL_CHECKLIST_H
#define MODEL_CHECKLIST_H

#include "model/problem.h"
#include "model/record.h"

#define CHECKLIST_TEXT 160 /* bytes of one line: those of item.text */
#define CHECKLIST_WANT 1000000

struct checklist_line {
	enum item_class class;
	int64_t want; /* of a count; else 0 */
	char text[CHECKLIST_TEXT + 1];
};

/*
 * Reads the line at *s and moves *s beyond it; *found is false when there is
 * none any more. BAD_VALUE or TOO_LONG {key: lines} for one that is written
 * wrongly: an unknown word, a count of nothing, no words, too many.
 */
MUST_USE enum problem_code checklist_next(
    const char **s, struct checklist_line *out, bool *found, struct problem *p);

/* Whether nothing more is wanted of it: done, or struck out. */
bool item_settled(const struct item *i);

#endif
