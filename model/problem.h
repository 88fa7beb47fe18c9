/*
 * What went wrong: a code from problems.def and a few named parameters. A
 * parameter is data (an id, a key, a number), a word of an enum, or the code
 * of a reason (model/reason.h); never a sentence.
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
#include "model/reason.h"

enum problem_code {
	PROBLEM_NONE,
#define PROBLEM(NAME, code, http, text) PROBLEM_##NAME,
#include "model/problems.def"
#undef PROBLEM
	PROBLEM_COUNT
};

#define PROBLEM_PARAMS 8

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
/*
 * Adds or replaces one parameter; the value may be printed from a format. p
 * may be NULL; a parameter beyond PROBLEM_PARAMS is left out.
 */
void problem_param(struct problem *p, const char *name, const char *fmt, ...)
    PRINTF(3, 4);
/*
 * Makes another problem of *p and keeps its parameters: `why` becomes the
 * code of the inner problem if it has no reason of its own. Returns `code`.
 */
enum problem_code problem_wrap(struct problem *p, enum problem_code code);
/* The parameter's value, "" when it is not there. */
const char *problem_get(const struct problem *p, const char *name);

/* The stable code ("not-found"), the HTTP status (0: none), the sentence. */
const char *problem_code_name(enum problem_code code);
int problem_http_status(enum problem_code code);
const char *problem_sentence(enum problem_code code);
/* The code of a name; PROBLEM_UNKNOWN for one that is not known. */
enum problem_code problem_code_find(const char *name);

/*
 * How words are said: the translation of a table's text in its context,
 * "problem" (a whole sentence) or "reason" (a phrase within one).
 */
typedef const char *problem_say_fn(const char *context, const char *text);

/*
 * Writes p's sentence as `say` has it (NULL: in English) into text, at most
 * size bytes with the NUL, cut at a character. {x} is the parameter x; `why`,
 * `want`, `is`, `expected` and `may` are said if they hold the code of a
 * reason, `why` also if it holds a problem's; what is no code stands as it
 * is. A `value` that did not come is "it". Returns text.
 */
char *problem_say(
    const struct problem *p, problem_say_fn *say, char *text, size_t size);
/* The same in English. */
char *problem_text(const struct problem *p, char *text, size_t size);

#endif
