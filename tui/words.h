/*
 * Words: what the console says, in its language. gettext behind it, from the
 * first string; the catalogue is po/zh_CN.po with the terms of the trade.
 */
#ifndef TUI_WORDS_H
#define TUI_WORDS_H

#include <libintl.h>

#include "model/enums.h"
#include "model/problem.h"

#define _(text) gettext(text)
#ifndef N_
#define N_(text) text
#endif

/*
 * Sets the locale and the catalogue: language "en", "zh", or NULL for the
 * locale's. Widths and input follow LC_CTYPE. Call it before any thread.
 */
void words_open(const char *language);
/* Whether what is shown is Chinese (ASCII marks and lines then). */
bool words_chinese(void);

/* The label of an enum's value: words_of(&enum_incident_state, i->state). */
const char *words_of(const struct enum_table *t, unsigned value);
/* A problem's sentence with its parameters; returns text. */
char *words_problem(const struct problem *p, char *text, size_t size);

#endif
