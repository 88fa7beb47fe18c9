/*
 * What went wrong: a code from problems.def and a few named parameters.
 *
 * A function that can fail takes a `struct problem *` last and returns the
 * code, PROBLEM_NONE (0) for success:
 *
 *	return problem_set(p, PROBLEM_NOT_FOUND, "what", id, NULL);
 *
 * Words are made at the edges only: the line on stderr, the problem document
 * on the wire (RFC 9457), the status line of the console in its language.
 */
#ifndef MODEL_PROBLEM_H
#define MODEL_PROBLEM_H

#include "model/base.h"

enum problem_code {
	PROBLEM_NONE,
#define PROBLEM(NAME, code, http, text) PROBLEM_##NAME,
#include "model/problems.def"
#undef PROBLEM
	PROBLEM_COUNT
};

#define PROBLEM_PARAMS 6

struct problem {
	enum problem_code code;
	struct problem_param {
		char name[16];
		char value[192]; /* cut at a character when longer */
	} param[PROBLEM_PARAMS];
	size_t params; /* how many of them are set */
};

/*
 * Sets *p (p may be NULL: then only the code is returned) to `code` with
 * name, value pairs of strings up to a NULL name. Returns `code`.
 */
enum problem_code problem_set(struct problem *p, enum problem_code code, ...)
    __attribute__((sentinel));
/* Adds or replaces one parameter; the value may be printed from a format. */
void problem_param(struct problem *p, const char *name, const char *fmt, ...)
    PRINTF(3, 4);
/* The parameter's value, "" when it is not there. */
const char *problem_get(const struct problem *p, const char *name);

/* The stable code ("not-found"), the HTTP status (0: none), the sentence. */
const char *problem_code_name(enum problem_code code);
int problem_http_status(enum problem_code code);
const char *problem_sentence(enum problem_code code);
/* The code of a name; PROBLEM_UNKNOWN for one that is not known. */
enum problem_code problem_code_find(const char *name);

/*
 * Writes `sentence` (problem_sentence(), or its translation) with its {x}
 * filled from p into text, at most size bytes with the NUL, cut at a
 * character. Returns text.
 */
char *problem_fill(
    const struct problem *p, const char *sentence, char *text, size_t size);
/* The same with the English sentence. */
char *problem_text(const struct problem *p, char *text, size_t size);

#endif
