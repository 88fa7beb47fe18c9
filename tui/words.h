/*
 * Words: what the console says, in its language. gettext behind it, from the
 * first string; the catalogue is po/zh_CN.po with the terms of the trade.
 *
 *	_("text")		text, translated
 *	N_("text")		marked for the catalogue, translated where shown
 *	words_in("key", text)	a text that stands in a table (actions.def,
 *				commands.def, enums.def, problems.def): the
 *				same English word may be two in Chinese, so
 *				these have a context
 *	N_IN("key", "text")	marked for that
 *
 * English needs no catalogue. Where the locale is not UTF-8 it is English, for
 * Chinese could not be shown. A language that is asked for by option or by
 * `:language` wins over the locale's.
 */
#ifndef TUI_WORDS_H
#define TUI_WORDS_H

#include <libintl.h>

#include "model/enums.h"
#include "model/problem.h"

#define WORDS_DOMAIN "watchroom"

#define _(text) gettext(text)
#define N_(text) text
#define N_IN(context, text) text

/*
 * Sets the locale and the catalogue: language "en", "zh" (or "xx", all in
 * brackets, for the tests), or NULL for the locale's. Widths and input follow
 * LC_CTYPE; a locale that is not installed but says UTF-8 is C.UTF-8. Call it
 * before there are threads.
 */
void words_open(const char *language);
/* Another language from here on; false when it cannot be shown or is none. */
bool words_switch(const char *language);
/* Whether Chinese was asked for (NULL: nothing was) and cannot be shown. */
bool words_wanting(const char *language);
/* Whether what is shown is Chinese (ASCII marks and lines then). */
bool words_chinese(void);

/* Why there are question marks, through _(). */
extern const char words_lost[];

/* A text of a table in its context; "" stays "". */
const char *words_in(const char *context, const char *text);
/*
 * The label of an enum's value: words_of(&enum_incident_state, i->state). A
 * state is in capitals in English.
 */
const char *words_of(const struct enum_table *t, unsigned value);
/*
 * Who acted, of a record's `by`, when it is the central itself or the owner
 * of its store: those two have no name but ours. Others' stand as they are.
 */
const char *words_actor(const char *by);
/* A problem's sentence with its parameters; returns text. */
char *words_problem(const struct problem *p, char *text, size_t size);

#endif
