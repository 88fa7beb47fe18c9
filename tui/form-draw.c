/*
 * Drawing a form: a rule with its title, a row for each field, what it found,
 * and the row of its keys, in whose place stands what was wrong. Where there
 * are fewer rows than fields, those around the cursor are shown.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/console.h"
#include "tui/words.h"

#define LABEL_MAX 24 /* cells of the widest label */

char *
form_say_title(const struct form *f, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", _(f->title), *f->subject ? " " : "",
	    f->subject);
	return out;
}

int
form_rows(const struct console *c)
{
	const struct form *f = c->form;

	return f ? 2 + (int)f->count + f->below : 0;
}

static int
label_width(const struct form *f)
{
	int widest = 0;

	for (size_t i = 0; i < f->count; i++) {
		const char *label = _(f->field[i].label);
		int width = (int)text_width(label, strlen(label));

		if (width > widest)
			widest = width;
	}
	return widest < LABEL_MAX ? widest : LABEL_MAX;
}

static void
draw_field(const struct form *f, size_t i, struct area a, int row)
{
	const struct form_field *field = &f->field[i];
	bool wrong = f->problem.code &&
	             strcmp(problem_get(&f->problem, "key"), field->key) == 0;
	bool here = i == f->at;
	int label = label_width(f);

	draw_text(a, row, 0, 1, wrong ? STYLE_ERROR : STYLE_FOCUS,
	    wrong  ? "!"
	    : here ? ">"
	           : " ");
	draw_text(a, row, 1, label,
	    wrong  ? STYLE_ERROR
	    : here ? STYLE_BOLD
	           : STYLE_NORMAL,
	    _(field->label));
	draw_text(
	    a, row, 1 + label, 1, STYLE_NORMAL, field->needed ? "*" : " ");
	edit_draw(&field->edit, a, row, label + 3, a.cols - label - 4, here);
}

static void
draw_rule_of(const struct form *f, struct area a)
{
	char title[256];

	draw_rule(a, 0, STYLE_TITLE, form_say_title(f, title, sizeof(title)),
	    f->kept ? _("draft") : NULL);
}

static void
draw_keys(const struct form *f, struct area a)
{
	char why[384];
	int row = a.rows - 1;

	if (f->problem.code)
		draw_text(a, row, 0, a.cols, STYLE_ERROR,
		    words_problem(&f->problem, why, sizeof(why)));
	else if (f->hint)
		draw_text(a, row, 0, a.cols, STYLE_DIM, f->hint);
	else if (f->at + 1 == f->count)
		draw_text(a, row, 0, a.cols, STYLE_DIM,
		    _("Enter sends  Tab, arrows move  Esc keeps it  ^X drops "
		      "it"));
	else
		draw_text(a, row, 0, a.cols, STYLE_DIM,
		    _("Enter next, on the last sends  Tab, arrows move  Esc "
		      "keeps it  ^X drops it"));
}

void
form_draw(const struct console *c, struct area a)
{
	const struct form *f = c->form;
	size_t room = a.rows > 2 ? (size_t)a.rows - 2 : 0, first = 0;
	size_t shown = f->count < room ? f->count : room;
	int below = a.rows - 2 - (int)shown;

	if (f->at >= shown)
		first = f->at + 1 - shown;
	draw_rule_of(f, a);
	for (size_t i = 0; i < shown; i++)
		draw_field(f, first + i, a, 1 + (int)i);
	if (below > 0 && f->draw_below)
		f->draw_below(
		    c, f, area_part(a, 1 + (int)shown, 0, below, a.cols));
	draw_keys(f, a);
	if (f->count == 0)
		draw_cursor(a, 1, 0);
}
