/*
 * See act-task.h.
 */
#include "tui/act-task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/checklist.h"
#include "model/lifecycle.h"
#include "model/text.h"
#include "tui/form-tick.h"
#include "tui/prompt.h"
#include "tui/say.h"
#include "tui/view-tasks.h"
#include "tui/words.h"

#define STEPS_MOST 48 /* of a list */

/* ---- checklists ---- */

static int
in_order(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	if ((*x)->line != (*y)->line)
		return (*x)->line < (*y)->line ? -1 : 1;
	return strcmp((*x)->head.id, (*y)->head.id);
}

size_t
items_of(const struct console *c, const char *about, const struct item **out,
    size_t most)
{
	const struct record *const *all = table_all(c->table, KIND_ITEM);
	size_t n = table_count(c->table, KIND_ITEM), count = 0;

	for (size_t k = 0; k < n && count < most; k++)
		if (text_is(((const struct item *)all[k])->about, about))
			out[count++] = (const struct item *)all[k];
	qsort(out, count, sizeof(out[0]), in_order);
	return count;
}

char *
say_item(const struct item *i, char *out, size_t size)
{
	const char *mark = i->struck ? "-" : i->done ? "x" : " ";

	if (i->class == ITEM_COUNT)
		snprintf(out, size, "[%s] %s %lld/%lld", mark,
		    text_or(i->text, "?"), (long long)i->have,
		    (long long)i->want);
	else if (!i->value && !item_settled(i) && tick_wants_words(i->class))
		snprintf(out, size, "[%s] %s (%s)", mark, text_or(i->text, "?"),
		    words_of(&enum_item_class, i->class));
	else
		snprintf(out, size, "[%s] %s%s%s", mark, text_or(i->text, "?"),
		    i->value ? " " : "", text_or(i->value, ""));
	return out;
}

/* ---- calls ---- */

static struct call
call_about(enum command_id id, const struct task *t)
{
	struct call call = {.command = command_get(id)};

	call_set_text(&call, 0, t->head.id);
	if (call.command->flags & COMMAND_EXPECTS)
		call_expect(&call, KIND_TASK, t->head.id, t->state);
	return call;
}

/* A call of a list that was opened on a task. */
static struct call
call_of_list(enum command_id id, const struct list *l)
{
	struct call call = {.command = command_get(id)};

	call_set_text(&call, 0, l->id);
	if (call.command->flags & COMMAND_EXPECTS)
		call_expect(&call, KIND_TASK, l->id, l->state);
	return call;
}

/* The selected task, when it takes the command now; else says why not. */
static const struct task *
task_for(struct console *c, enum command_id id)
{
	const struct task *t = tasks_selected(c);
	struct problem p;

	if (!t || task_allows(t, id, &p) == PROBLEM_NONE)
		return t;
	console_say_problem(c, &p);
	return NULL;
}

static struct list *
open_list(struct console *c, const struct task *t, enum action opens,
    const char *what, const char *hint)
{
	struct list *l;
	char title[160];

	snprintf(title, sizeof(title), "%s %s", what, text_or(t->title, "?"));
	l = list_open(c, &t->head, opens, title);
	text_copy_cut(l->hint, sizeof(l->hint), hint);
	return l;
}

/* ---- a: begins what is owed, for who says so by voice too; or checks ---- */

static bool
is_mine(const struct console *c, const struct task *t)
{
	const char *me = session_info(link_session(c->link))->officer;

	return *me && text_is(t->officer, me);
}

void
act_task_sign(struct console *c)
{
	const struct task *t = tasks_selected(c);
	enum command_id next;
	struct call call;

	if (!t)
		return;
	if (is_mine(c, t) && t->state == TASK_DONE) {
		console_say(c, STYLE_ERROR, "%s",
		    _("nobody checks what they did themselves"));
		return;
	}
	if (t->state == TASK_DOING) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("it is begun: s ticks its steps, r says that it is "
		      "done"));
		return;
	}
	next = task_owed(t->state) ? COMMAND_START : COMMAND_CHECK;
	t = task_for(c, next);
	if (!t)
		return;
	call = call_about(next, t);
	console_send(c, &call, true);
}

/* ---- d ---- */

static void
take_officer(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = call_of_list(COMMAND_GIVE, l);

	(void)count;
	call_set_text(&call, ARG_give_officer, l->item[*chosen].id);
	console_send(c, &call, true);
}

/* How much each of them has: who has least is asked first. */
struct load {
	const struct officer *officer;
	size_t owed;
};

static int
lighter_first(const void *a, const void *b)
{
	const struct load *x = a, *y = b;

	if (x->owed != y->owed)
		return x->owed < y->owed ? -1 : 1;
	return strcmp(x->officer->head.id, y->officer->head.id);
}

static size_t
owed_by(const struct console *c, const char *officer)
{
	const struct record *const *all = table_all(c->table, KIND_TASK);
	size_t n = table_count(c->table, KIND_TASK), owed = 0;

	for (size_t k = 0; k < n; k++) {
		const struct task *t = (const struct task *)all[k];

		owed += text_is(t->officer, officer) && task_owed(t->state);
	}
	return owed;
}

static size_t
load_officers(
    const struct console *c, const struct task *t, struct load load[LIST_ITEMS])
{
	const struct record *const *all = table_all(c->table, KIND_OFFICER);
	size_t n = table_count(c->table, KIND_OFFICER), count = 0;

	for (size_t k = 0; k < n && count < LIST_ITEMS; k++) {
		const struct officer *o = (const struct officer *)all[k];

		if (o->retired || text_is(o->head.id, t->officer) ||
		    !text_is(o->head.station, t->head.station))
			continue;
		load[count].officer = o;
		load[count++].owed = owed_by(c, o->head.id);
	}
	qsort(load, count, sizeof(load[0]), lighter_first);
	return count;
}

void
act_task_give(struct console *c)
{
	const struct task *t = task_for(c, COMMAND_GIVE);
	struct load load[LIST_ITEMS];
	size_t n;

	if (!t)
		return;
	n = load_officers(c, t, load);
	open_list(c, t, ACTION_DISPATCH, _("give"),
	    _("digit gives it at once  Esc leaves it"))
	    ->take = take_officer;
	for (size_t k = 0; k < n; k++) {
		struct list_item *item = list_add(c);
		const struct officer *o = load[k].officer;

		text_copy_cut(item->id, sizeof(item->id), o->head.id);
		item->offered = true;
		say_column(
		    item->text, sizeof(item->text), 10, text_or(o->name, "?"));
		say_column(
		    item->text, sizeof(item->text), 14, text_or(o->post, ""));
		snprintf(item->text + strlen(item->text),
		    sizeof(item->text) - strlen(item->text), _("%zu to do"),
		    load[k].owed);
	}
}

/* ---- s ---- */

/* Lines that want words are asked for them, the rest is ticked. */
static void
take_step(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct list_item *line = &l->item[*chosen];
	const struct item *i =
	    (const struct item *)table_get(c->table, KIND_ITEM, line->id);
	struct call call = {.command = command_get(COMMAND_TICK)};

	(void)count;
	if (!i)
		return;
	if (!i->done && tick_wants_words(i->class)) {
		form_tick_open(c, i);
		return;
	}
	call_set_text(&call, ARG_tick_item, i->head.id);
	if (i->done)
		call_set_number(&call, ARG_tick_off, true);
	console_send(c, &call, true);
}

void
act_task_steps(struct console *c)
{
	const struct task *t = tasks_selected(c);
	const struct item *item[STEPS_MOST];
	size_t n;

	if (!t)
		return;
	n = items_of(c, t->head.id, item, STEPS_MOST);
	if (n == 0) {
		console_say(c, STYLE_NORMAL, "%s",
		    _("it has no steps: :item; LINE; LINE adds some"));
		return;
	}
	open_list(c, t, ACTION_STEPS, _("steps of"),
	    _("digit ticks the line, or takes its tick off  Esc leaves it"))
	    ->take = take_step;
	for (size_t k = 0; k < n; k++) {
		struct list_item *line = list_add(c);

		text_copy_cut(line->id, sizeof(line->id), item[k]->head.id);
		line->offered = !item[k]->struck;
		say_item(item[k], line->text, sizeof(line->text));
	}
}

/* ---- m, c, i ---- */

void
act_task_write(struct console *c)
{
	if (tasks_selected(c))
		prompt_open_with(c, ':', "message; ");
}

void
act_task_call(struct console *c)
{
	const struct task *t = tasks_selected(c);
	const struct officer *o = t ? (const struct officer *)table_get(
	                                  c->table, KIND_OFFICER, t->officer)
	                            : NULL;

	if (!t)
		return;
	console_say(c, STYLE_NORMAL, _("%s: telephone %s"),
	    say_officer(c, t->officer), o ? text_or(o->phone, "-") : "-");
}

/* For the officer whose task is selected, or for nobody in particular. */
void
act_task_new(struct console *c)
{
	const struct view *view = views[c->screen];
	const struct task *t = (const struct task *)view->selected(c);
	const struct officer *o = t ? (const struct officer *)table_get(
	                                  c->table, KIND_OFFICER, t->officer)
	                            : NULL;
	char text[128];

	snprintf(text, sizeof(text), "task %s%s", o ? text_or(o->name, "") : "",
	    o ? " " : "");
	prompt_open_with(c, ':', text);
}

/* ---- p ---- */

static void
take_priority(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct task *t =
	    (const struct task *)table_get(c->table, KIND_TASK, l->id);
	struct call call = call_of_list(COMMAND_AMEND, l);

	(void)count;
	if (!t)
		return;
	call.if_match = t->head.rev;
	call_set_number(&call, ARG_amend_priority, l->item[*chosen].value);
	console_send(c, &call, true);
}

void
act_task_priority(struct console *c)
{
	const struct task *t = task_for(c, COMMAND_AMEND);
	char word[SAY_SIZE];

	if (!t)
		return;
	open_list(c, t, ACTION_PRIORITY, _("priority of"),
	    _("digit sets it at once  Esc leaves it"))
	    ->take = take_priority;
	for (unsigned n = 1; n <= 4; n++) {
		struct list_item *item = list_add(c);

		item->value = n;
		item->offered = true;
		snprintf(item->text, sizeof(item->text), "%s%s",
		    say_priority(n, word), t->priority == n ? _("  now") : "");
	}
}

/* ---- o ---- */

static void
take_postpone(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct call call = call_of_list(COMMAND_POSTPONE, l);

	(void)count;
	call_set_number(&call, ARG_postpone_minutes, l->item[*chosen].value);
	console_send(c, &call, true);
}

void
act_task_postpone(struct console *c)
{
	static const unsigned minutes[] = {30, 60, 120, 24 * 60, 7 * 24 * 60};
	const struct task *t = task_for(c, COMMAND_POSTPONE);

	if (!t)
		return;
	open_list(c, t, ACTION_HOLD, _("put off"),
	    _("digit puts its limit off at once  Esc leaves it"))
	    ->take = take_postpone;
	for (size_t k = 0; k < COUNT_OF(minutes); k++) {
		struct list_item *item = list_add(c);

		item->value = minutes[k];
		item->offered = true;
		if (minutes[k] < 24 * 60)
			snprintf(item->text, sizeof(item->text),
			    _("%u minutes"), minutes[k]);
		else
			snprintf(item->text, sizeof(item->text), _("%u days"),
			    minutes[k] / (24 * 60));
	}
}

/* ---- -, = ---- */

/* Both want a reason: it is typed, and what drops a task asks y after. */
void
act_task_take_back(struct console *c)
{
	const struct task *t = tasks_selected(c);
	bool done;

	if (!t)
		return;
	done = t->state == TASK_DONE || t->state == TASK_CHECKED;
	if (task_for(c, done ? COMMAND_REDO : COMMAND_DROP))
		prompt_open_with(c, ':', done ? "redo; " : "drop; ");
}

/* Somebody asked for the same: there, of the same name or duty, in a day. */
static bool
is_duplicate(const struct task *a, const struct task *b)
{
	msec_t apart = a->due > b->due ? a->due - b->due : b->due - a->due;

	if (a == b || text_is(a->head.id, b->head.id) ||
	    task_allows(b, COMMAND_JOIN, NULL) != PROBLEM_NONE ||
	    apart > (msec_t)24 * 60 * 60 * 1000)
		return false;
	return text_is(a->area, b->area) && text_is(a->title, b->title);
}

void
act_task_join(struct console *c)
{
	const struct task *t = task_for(c, COMMAND_JOIN);
	const struct record *const *all = table_all(c->table, KIND_TASK);
	size_t n = table_count(c->table, KIND_TASK);
	struct call call;

	if (!t)
		return;
	for (size_t k = 0; k < n; k++) {
		const struct task *other = (const struct task *)all[k];

		if (!is_duplicate(t, other))
			continue;
		call = call_about(COMMAND_JOIN, t);
		call_set_text(&call, ARG_join_other, other->head.id);
		console_ask_send(c, &call,
		    _("%s: join with that of %s? the older stays"),
		    text_or(t->title, "?"), text_or(other->source, "-"));
		return;
	}
	console_say(c, STYLE_NORMAL, "%s",
	    _("no task like it; :join other=TITLE names one"));
}
