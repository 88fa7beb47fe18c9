/*
 * See view-tasks.h. The list is task-list.h's; a page is a filter over it, a
 * row for each officer or area, or a report that was asked of the central
 * (duty-report.h).
 */
#include "tui/tasks-inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/act-task.h"
#include "tui/board.h"
#include "tui/frame.h"
#include "tui/say.h"
#include "tui/task-bell.h"
#include "tui/words.h"

struct tasks_own *
tasks_own(const struct console *c)
{
	return c->own[SCREEN_TASKS];
}

static bool
open_view(struct console *c)
{
	c->own[SCREEN_TASKS] = calloc(1, sizeof(struct tasks_own));
	if (tasks_own(c))
		tasks_own(c)->page = TASKS_STATION;
	return tasks_own(c) != NULL;
}

static void
forget_story(struct tasks_own *o)
{
	for (size_t n = 0; n < o->stories; n++)
		record_free(&o->story[n]->head);
	o->stories = 0;
	o->told[0] = '\0';
	history_cancel(o->asked);
	o->asked = NULL;
}

static void
close_view(struct console *c)
{
	if (!tasks_own(c))
		return;
	forget_story(tasks_own(c));
	report_free(&tasks_own(c)->report);
	tasks_made_free(&tasks_own(c)->made);
	task_list_free(&tasks_own(c)->list);
	free(tasks_own(c));
	c->own[SCREEN_TASKS] = NULL;
}

static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	struct tasks_own *o = tasks_own(c);
	enum kind kind = (now ? now : old)->kind;

	if (kind == KIND_TASK || kind == KIND_OFFICER || kind == KIND_GRID)
		o->made.fresh = false;
	if (kind == KIND_ITEM)
		*o->made.steps_of = '\0';
	if (kind != KIND_TASK)
		return;
	if (!task_list_changed(&o->list, old, now))
		console_end(c, PROBLEM_NO_MEMORY);
	if (now && !*o->task)
		text_copy_cut(o->task, sizeof(o->task), now->id);
	if (c->board && board_is_live(c->board))
		task_bell(
		    c, (const struct task *)old, (const struct task *)now);
}

size_t
tasks_overdue(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);
	size_t n = 0;

	/* They stand first. */
	while (o && n < o->list.count && o->list.task[n]->late)
		n++;
	return n;
}

/* w, when nothing in the queue cannot wait; again: the next. */
bool
tasks_go_overdue(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	size_t n = o ? tasks_overdue(c) : 0, at = 0;

	if (n == 0)
		return false;
	while (at < n && strcmp(o->list.task[at]->head.id, o->task) != 0)
		at++;
	at = at < n && c->strokes == c->urgent + 1 ? (at + 1) % n : 0;
	tasks_show(c, TASKS_STATION, KIND_ANY, NULL);
	text_copy_cut(o->task, sizeof(o->task), o->list.task[at]->head.id);
	console_go(c, SCREEN_TASKS);
	return true;
}

/* ---- choosing ---- */

static size_t
room_now(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);
	int rows = frame_area(c, SCREEN_TASKS).rows;

	if (tasks_is_list(o) || tasks_current(c))
		rows -= tasks_detail_rows(rows);
	if (o->page == TASKS_INDEX)
		rows -= 2;
	else if (o->page == TASKS_BEHIND)
		rows -= 1;
	return rows > TASKS_HEAD_ROWS ? (size_t)(rows - TASKS_HEAD_ROWS) : 1;
}

static void
choose_row(struct console *c, size_t to)
{
	struct tasks_own *o = tasks_own(c);
	const struct tasks_made *m = tasks_made(c);

	if (tasks_is_list(o))
		text_copy_cut(o->task, sizeof(o->task), m->shown[to]->head.id);
	else if (o->page == TASKS_OFFICERS || o->page == TASKS_AREAS)
		text_copy_cut(
		    o->group, sizeof(o->group), m->groups.group[to].record->id);
	else
		o->row = to;
}

static void
move(struct console *c, int64_t by)
{
	struct tasks_own *o = tasks_own(c);
	size_t at = tasks_is_list(o) ? tasks_index(c) : tasks_row(c);
	int64_t count =
	    (int64_t)(tasks_is_list(o) ? tasks_made(c)->count : tasks_rows(c));
	int64_t to = at == TASKS_NOWHERE ? 0 : (int64_t)at + by;

	if (count == 0)
		return;
	to = to < 0 ? 0 : to >= count ? count - 1 : to;
	list_close(c);
	choose_row(c, (size_t)to);
	if (o->page == TASKS_BEHIND && to == count - 1)
		report_behind_more(c, &o->report);
	o->top = tasks_first(o->top, (size_t)to, room_now(c), (size_t)count);
	console_touch(c);
}

/* Another month, on the page that shows one; else a page of rows. */
static void
go_page(struct console *c, int by)
{
	struct tasks_own *o = tasks_own(c);

	if (o->page != TASKS_MONTH) {
		move(c, by * (int64_t)room_now(c));
		return;
	}
	if (o->report.months_back - by < 0)
		return;
	o->report.months_back -= by;
	o->row = 0;
	report_month(c, &o->report);
	console_touch(c);
}

static void
go_page_down(struct console *c)
{
	go_page(c, 1);
}

static void
go_page_up(struct console *c)
{
	go_page(c, -1);
}

/* The first of what is shown is selected, unless what was still is there. */
static void
settle_selection(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	const struct tasks_made *m;

	if (!tasks_is_list(o) || tasks_index(c) != TASKS_NOWHERE)
		return;
	m = tasks_made(c);
	text_copy_cut(
	    o->task, sizeof(o->task), m->count > 0 ? m->shown[0]->head.id : "");
}

/* Whose month: the list's that it was asked on, or everybody's. */
static void
month_of(const struct console *c, struct report *r)
{
	const struct tasks_own *o = tasks_own(c);
	const struct session_info *me = session_info(link_session(c->link));
	bool mine = o->before == TASKS_MINE && *me->officer;

	r->of = mine                        ? KIND_OFFICER
	        : o->before == TASKS_PICKED ? o->kind
	                                    : KIND_ANY;
	text_copy_cut(r->whose, sizeof(r->whose),
	    mine    ? me->officer
	    : r->of ? o->who
	            : "");
}

void
tasks_show(
    struct console *c, enum tasks_page page, enum kind kind, const char *id)
{
	struct tasks_own *o = tasks_own(c);

	if (page == TASKS_BEHIND)
		o->came = o->page;
	else if (page == TASKS_MONTH && o->page != TASKS_BEHIND)
		o->before = o->page;
	o->page = page;
	o->kind = kind;
	text_copy_cut(o->who, sizeof(o->who), text_or(id, ""));
	o->row = o->top = 0;
	o->group[0] = '\0';
	o->made.fresh = false;
	if (page == TASKS_MONTH) {
		struct civil today;

		time_to_civil(c->now, c->zone, &today);
		o->report.months_back = 0;
		month_of(c, &o->report);
		o->row = (size_t)today.day - 1;
		report_month(c, &o->report);
	} else if (page == TASKS_INDEX) {
		report_index(c, &o->report);
	}
	list_close(c);
	settle_selection(c);
	console_touch(c);
}

static void
turn(struct console *c, int by)
{
	enum tasks_page page = tasks_own(c)->page;

	if (page == TASKS_BEHIND)
		page = tasks_own(c)->came;
	else if (page == TASKS_PICKED)
		page = tasks_own(c)->kind == KIND_OFFICER ? TASKS_OFFICERS
		                                          : TASKS_AREAS;
	else
		page = (enum tasks_page)(
		    ((int)page + by + TASKS_PAGES) % TASKS_PAGES);
	tasks_show(c, page, KIND_ANY, NULL);
}

static void
go_left(struct console *c)
{
	turn(c, -1);
}

static void
go_right(struct console *c)
{
	turn(c, 1);
}

/* The month at a glance, and back to where one was. */
static void
toggle_month(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	char who[ID_SIZE];

	text_copy_cut(who, sizeof(who), o->who);
	tasks_show(
	    c, o->page == TASKS_MONTH ? o->before : TASKS_MONTH, o->kind, who);
}

static void
go_back(struct console *c)
{
	if (tasks_own(c)->page == TASKS_BEHIND)
		tasks_show(c, tasks_own(c)->came, KIND_ANY, NULL);
	else if (tasks_own(c)->page == TASKS_MONTH)
		toggle_month(c);
	else if (tasks_own(c)->page == TASKS_PICKED)
		turn(c, 0);
	else if (tasks_own(c)->page != TASKS_STATION)
		tasks_show(c, TASKS_STATION, KIND_ANY, NULL);
}

/* ---- u: picks an officer's list or an area's ---- */

static void
take_page(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	const struct list_item *item = &l->item[*chosen];

	(void)count;
	if (*item->id)
		tasks_show(c, TASKS_PICKED, item->kind, item->id);
	else
		tasks_show(c, (enum tasks_page)item->value, KIND_ANY, NULL);
}

static void
add_page(struct console *c, enum tasks_page page, const char *name)
{
	struct list_item *item = list_add(c);

	if (!item)
		return;
	item->value = page;
	item->offered = true;
	text_copy_cut(item->text, sizeof(item->text), name);
}

static void
add_groups(struct console *c, enum tasks_page page)
{
	struct tasks_groups g;

	if (!tasks_groups_make(c, page, &g)) {
		console_end(c, PROBLEM_NO_MEMORY);
		return;
	}
	for (size_t k = 0; k < g.count; k++) {
		const struct record *r = g.group[k].record;
		struct list_item *item = list_add(c);

		if (!item)
			break;
		text_copy_cut(item->id, sizeof(item->id), r->id);
		item->kind = r->kind;
		item->offered = true;
		text_copy_cut(item->text, sizeof(item->text),
		    page == TASKS_AREAS ? say_grid(c, r->id)
		                        : say_officer(c, r->id));
	}
	tasks_groups_free(&g);
}

/* What a list is about must be there: any record that outlives it. */
const struct record *
tasks_anything(const struct console *c)
{
	static const enum kind kinds[] = {
	    KIND_STATION, KIND_OFFICER, KIND_SETTING};

	for (size_t k = 0; k < COUNT_OF(kinds); k++)
		if (table_count(c->table, kinds[k]) > 0)
			return table_all(c->table, kinds[k])[0];
	return NULL;
}

static void
choose(struct console *c)
{
	const struct record *about = tasks_anything(c);
	struct list *l;

	if (!about)
		return;
	l = list_open(c, about, ACTION_CHOOSE, _("tasks of"));
	l->take = take_page;
	text_copy_cut(
	    l->hint, sizeof(l->hint), _("digit shows it  . further  Esc none"));
	add_page(c, TASKS_MINE, _("mine"));
	add_page(c, TASKS_STATION, _("all here"));
	add_page(c, TASKS_OFFICERS, _("officers"));
	add_page(c, TASKS_AREAS, _("areas"));
	add_page(c, TASKS_MONTH, _("the month"));
	add_page(c, TASKS_INDEX, _("index"));
	add_groups(c, TASKS_OFFICERS);
	add_groups(c, TASKS_AREAS);
}

/* ---- the story of a task ---- */

static void
take_story(void *ctx, struct history_page *page)
{
	struct console *c = ctx;
	struct tasks_own *o = tasks_own(c);

	o->asked = NULL;
	console_touch(c);
	if (page->problem.code != PROBLEM_NONE) {
		console_say_problem(c, &page->problem);
		return;
	}
	for (size_t n = 0; n < page->count && n < HISTORY_PAGE; n++) {
		o->story[o->stories++] = (struct message *)page->records[n];
		page->records[n] = NULL;
	}
}

static void
toggle_story(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	const struct record *r = tasks_current(c);
	bool shown = r && strcmp(o->told, r->id) == 0;
	struct problem p;

	if (!r) {
		console_say(c, STYLE_NORMAL, "%s", _("no task is selected"));
		return;
	}
	forget_story(o);
	if (shown)
		return;
	text_copy_cut(o->told, sizeof(o->told), r->id);
	o->asked = history_ask(c->link, o->told, 0, take_story, c, &p);
	if (!o->asked)
		console_say_problem(c, &p);
}

static void
open_report(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	const struct report_row *day =
	    o->page == TASKS_MONTH ? report_day(c, &o->report, o->row) : NULL;

	if (o->page == TASKS_INDEX)
		report_open(c, &o->report, o->row);
	else if (day)
		report_open(c, &o->report, (size_t)(day - o->report.row));
}

static void
open_row(struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	const struct tasks_groups *g = &tasks_made(c)->groups;
	size_t row = tasks_row(c);

	if (tasks_is_list(o) || o->page == TASKS_BEHIND) {
		toggle_story(c);
		return;
	}
	if (o->page == TASKS_MONTH || o->page == TASKS_INDEX) {
		open_report(c);
		return;
	}
	if (row < g->count)
		tasks_show(c, TASKS_PICKED, g->group[row].record->kind,
		    g->group[row].record->id);
}

/* ---- what acts are about ---- */

static const struct record *
selected(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);

	if (!tasks_is_list(o) || tasks_index(c) == TASKS_NOWHERE)
		return NULL;
	return table_get(c->table, KIND_TASK, o->task);
}

const struct task *
tasks_selected(struct console *c)
{
	const struct record *r = selected(c);

	if (!r)
		console_say(c, STYLE_NORMAL, "%s", _("no task is selected"));
	return (const struct task *)r;
}

/*
 * Nothing selected yet, or what was is gone: the first, and it stays so. Only
 * while the first picture comes it follows what comes to stand first.
 */
static void
tick(struct console *c)
{
	struct tasks_own *o = tasks_own(c);

	if (!o->live || !table_get(c->table, KIND_TASK, o->task))
		o->task[0] = '\0';
	o->live = !c->board || board_is_live(c->board);
	settle_selection(c);
}

const struct view view_tasks = {.screen = SCREEN_TASKS,
    .tab = "Tasks",
    .open = open_view,
    .close = close_view,
    .prepare = tasks_prepare,
    .draw = tasks_draw,
    .move = move,
    .selected = selected,
    .changed = changed,
    .tick = tick,
    .word =
        {
            [ACTION_SIGN] = N_IN("key", "begin/check"),
            [ACTION_DISPATCH] = N_IN("key", "give"),
            [ACTION_REPORT] = N_IN("key", "done"),
            [ACTION_HOLD] = N_IN("key", "later"),
            [ACTION_PLAN] = N_IN("key", "month"),
            [ACTION_CHOOSE] = N_IN("key", "lists"),
            [ACTION_NEW] = N_IN("key", "new"),
        },
    .act = {
        [ACTION_PAGE_DOWN] = go_page_down,
        [ACTION_PAGE_UP] = go_page_up,
        [ACTION_LEFT] = go_left,
        [ACTION_RIGHT] = go_right,
        [ACTION_OPEN] = open_row,
        [ACTION_BACK] = go_back,
        [ACTION_SIGN] = act_task_sign,
        [ACTION_DISPATCH] = act_task_give,
        [ACTION_STEPS] = act_task_steps,
        [ACTION_WRITE] = act_task_write,
        [ACTION_REPORT] = form_task_finish,
        [ACTION_EDIT] = form_task_edit,
        [ACTION_PRIORITY] = act_task_priority,
        [ACTION_CALL] = act_task_call,
        [ACTION_TIMELINE] = toggle_story,
        [ACTION_HOLD] = act_task_postpone,
        [ACTION_PLAN] = toggle_month,
        [ACTION_CHOOSE] = choose,
        [ACTION_NEW] = act_task_new,
        [ACTION_TAKE_BACK] = act_task_take_back,
        [ACTION_JOIN] = act_task_join,
    }};
