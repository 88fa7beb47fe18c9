/*
 * `r`: a task is done, with its result; `e`: what is written of it.
 */
#include <stdio.h>
#include <string.h>

#include "model/checklist.h"
#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/act-task.h"
#include "tui/view-tasks.h"
#include "tui/words.h"

#define LINES_MOST 48

static const struct task *
task_of(const struct console *c, const struct form *f)
{
	return (const struct task *)table_get(c->table, KIND_TASK, f->about);
}

static enum problem_code
finish_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_FINISH)};
	const struct task *t = task_of(c, f);

	if (!t)
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	call_set_text(&call, ARG_finish_task, f->about);
	call_expect(&call, KIND_TASK, f->about, t->state);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

/* What the central would refuse it for is seen before it is sent. */
static void
finish_draw(const struct console *c, const struct form *f, struct area a)
{
	const struct item *item[LINES_MOST];
	size_t n = items_of(c, f->about, item, LINES_MOST), used = 0;
	char text[512], one[200];

	text[0] = '\0';
	for (size_t k = 0; k < n && used + 1 < sizeof(text); k++) {
		if (item_settled(item[k]))
			continue;
		snprintf(text + used, sizeof(text) - used, "  %s",
		    say_item(item[k], one, sizeof(one)));
		used = strlen(text);
	}
	if (!*text)
		return;
	draw_text(a, 0, 1, a.cols - 1, STYLE_UNSENT,
	    _("still missing (s ticks them):"));
	draw_text_flags(
	    a, 1, 1, a.cols - 1, STYLE_NORMAL, DRAW_MARK, text, strlen(text));
}

static void
finish_make(struct console *c, struct form *f)
{
	const struct task *t = task_of(c, f);
	struct form_field *field;

	f->title = N_("Done");
	f->command = COMMAND_FINISH;
	f->below = 2;
	f->send = finish_send;
	f->draw_below = finish_draw;
	field = form_add(f, N_("Result"), ARG_finish_result);
	if (field)
		field->needed = true;
	form_add(f, N_("Words"), ARG_finish_text);
	if (t)
		snprintf(f->subject, sizeof(f->subject), "%.120s",
		    text_or(t->title, ""));
}

void
form_task_finish(struct console *c)
{
	const struct task *t = tasks_selected(c);
	struct problem p;

	if (!t)
		return;
	if (task_allows(t, COMMAND_FINISH, &p) != PROBLEM_NONE)
		console_say_problem(c, &p);
	else
		form_open(c, "finish", t->head.id, finish_make);
}

/* Only what was changed goes out, on the revision that was read. */
static enum problem_code
edit_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_AMEND)};
	const struct task *t = (const struct task *)f->base;
	const char *title = form_text(f, ARG_amend_title);
	const char *text = form_text(f, ARG_amend_text);

	if (!t)
		return problem_set(
		    p, PROBLEM_NOT_FOUND, "what", f->subject, NULL);
	if (strcmp(title, text_or(t->title, "")) != 0)
		call_set_text(&call, ARG_amend_title, title);
	if (strcmp(text, text_or(t->text, "")) != 0)
		call_set_text(&call, ARG_amend_text, text);
	if (!call.given) {
		console_say(c, STYLE_NORMAL, "%s", _("nothing was changed"));
		return PROBLEM_NONE;
	}
	call_set_text(&call, ARG_amend_task, f->about);
	call.if_match = t->head.rev;
	return form_give(c, f, &call, p);
}

static void
edit_make(struct console *c, struct form *f)
{
	const struct task *t = task_of(c, f);
	struct form_field *field;

	f->title = N_("Edit");
	f->command = COMMAND_AMEND;
	f->send = edit_send;
	field = form_add(f, N_("Task"), ARG_amend_title);
	if (field)
		field->needed = true;
	form_add(f, N_("Words"), ARG_amend_text);
	if (!t || !(f->base = record_freeze(&t->head)))
		return;
	snprintf(
	    f->subject, sizeof(f->subject), "%.120s", text_or(t->title, ""));
	form_set(f, ARG_amend_title, text_or(t->title, ""));
	form_set(f, ARG_amend_text, text_or(t->text, ""));
}

void
form_task_edit(struct console *c)
{
	const struct task *t = tasks_selected(c);
	struct problem p;

	if (!t)
		return;
	if (task_allows(t, COMMAND_AMEND, &p) != PROBLEM_NONE)
		console_say_problem(c, &p);
	else
		form_open(c, "amend", t->head.id, edit_make);
}
