/*
 * Outcomes in forms: the agency's list, numbered below the fields. In an empty
 * field a digit takes its line, Tab completes; another word than one of the
 * list is refused before it is sent. Without a list any word is good.
 */
#include <stdio.h>
#include <string.h>

#include "model/fold.h"
#include "model/text.h"
#include "tui/console.h"
#include "tui/words.h"

#define NUMBERED 9

static bool
is_outcome(const struct setting *s)
{
	return s->topic == TOPIC_OUTCOME && !s->retired;
}

/* Walks those there are: the next from *at on, or NULL. */
static const struct setting *
next_outcome(const struct console *c, size_t *at)
{
	const struct setting *const *all =
	    (const struct setting *const *)table_all(c->table, KIND_SETTING);

	while (*at < table_count(c->table, KIND_SETTING))
		if (is_outcome(all[(*at)++]))
			return all[*at - 1];
	return NULL;
}

const struct setting *
form_outcome(const struct console *c, const char *text)
{
	size_t at = 0, len = strlen(text);
	const struct setting *s;

	while (len > 0 && (s = next_outcome(c, &at)))
		if (fold_is(s->name, text, len) || fold_is(s->en, text, len) ||
		    fold_is(s->zh, text, len))
			return s;
	return NULL;
}

const char *
form_outcome_label(const struct console *c, const char *outcome)
{
	const struct setting *s = form_outcome(c, text_or(outcome, ""));

	return s ? console_label(c, s->head.id) : text_or(outcome, "");
}

/* "1 Settled"; without a number beyond the digits. */
static void
write_one(const struct console *c, const struct setting *s, size_t n,
    char *text, size_t size)
{
	if (n <= NUMBERED)
		snprintf(text, size, "%zu %s", n, console_label(c, s->head.id));
	else
		snprintf(text, size, "%s", console_label(c, s->head.id));
}

/*
 * "1 Settled  2 Mediated ...": those behind the first `from`, as many as fit
 * in cols. Returns how many there are up to the last that was written.
 */
static size_t
write_line(
    const struct console *c, size_t from, size_t cols, char *text, size_t size)
{
	const struct setting *s;
	size_t at = 0, n = 0, used = 0;

	text[0] = '\0';
	while ((s = next_outcome(c, &at))) {
		char one[128];
		size_t len;

		if (n++ < from)
			continue;
		write_one(c, s, n, one, sizeof(one));
		len = strlen(one) + 2;
		if (text_width(text, used) + text_width(one, len - 2) + 2 >
		        cols ||
		    used + len >= size)
			return n - 1;
		snprintf(
		    text + used, size - used, "%s%s", used ? "  " : "", one);
		used = strlen(text);
	}
	return n;
}

bool
form_outcome_labels(const struct console *c, char *text, size_t size)
{
	const struct setting *s;
	size_t at = 0, used = 0;

	text[0] = '\0';
	while ((s = next_outcome(c, &at))) {
		const char *label = console_label(c, s->head.id);

		if (used + strlen(label) + 2 > size)
			break;
		snprintf(
		    text + used, size - used, "%s%s", used ? " " : "", label);
		used = strlen(text);
	}
	return used > 0;
}

enum problem_code
form_outcome_check(const struct console *c, const char *text, struct problem *p)
{
	char all[160];
	size_t at = 0;

	if (!next_outcome(c, &at) || form_outcome(c, text))
		return PROBLEM_NONE;
	write_line(c, 0, sizeof(all), all, sizeof(all));
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "outcome", "value",
	    text, "want", all, NULL);
}

static bool
begins(const char *name, const char *text)
{
	return name &&
	       fold_find(name, strlen(name), text, strlen(text), NULL) == name;
}

bool
form_outcome_complete(struct console *c, struct form *f, size_t arg)
{
	const char *text = form_text(f, arg);
	const struct setting *s, *found = NULL;
	size_t at = 0, hits = 0;

	if (f->field[f->at].arg != arg || !*text || form_outcome(c, text))
		return false;
	while ((s = next_outcome(c, &at)))
		if (begins(console_label(c, s->head.id), text) ||
		    begins(s->name, text)) {
			found = s;
			hits++;
		}
	if (hits == 1)
		form_set(f, arg, console_label(c, found->head.id));
	return hits == 1;
}

void
form_outcome_changed(struct console *c, struct form *f, size_t arg)
{
	const char *text = form_text(f, arg);
	const struct setting *s = NULL;
	size_t at = 0;

	if (f->field[f->at].arg != arg || strlen(text) != 1 || *text < '1' ||
	    *text > '9')
		return;
	for (int n = *text - '0'; n > 0; n--)
		if (!(s = next_outcome(c, &at)))
			return;
	form_set(f, arg, console_label(c, s->head.id));
}

void
form_outcome_draw(const struct console *c, struct area a)
{
	size_t from = 0, cols = a.cols > 2 ? (size_t)a.cols - 2 : 0;
	char text[512];

	for (int row = 0; row < OUTCOME_ROWS; row++) {
		from = write_line(c, from, cols, text, sizeof(text));
		draw_text(a, row, 1, a.cols - 1, STYLE_NORMAL, text);
	}
}
