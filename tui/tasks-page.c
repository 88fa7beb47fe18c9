/*
 * What a page of the tasks' screen shows, made once and kept until something
 * changes: the list as it is filtered, officers or areas with how far they
 * are, the selected task's steps. Keys and drawing only read it.
 *
 * On the wall what follows from the queue's selected incident stands first.
 */
#include "tui/tasks-inside.h"

#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "tui/act-task.h"
#include "tui/say.h"
#include "tui/wall.h"

bool
tasks_is_list(const struct tasks_own *o)
{
	return o->page == TASKS_MINE || o->page == TASKS_STATION ||
	       o->page == TASKS_PICKED;
}

static struct task_filter
filter_of(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);
	const struct session_info *me = session_info(link_session(c->link));

	if (o->page == TASKS_MINE)
		return (struct task_filter){
		    .officer = *me->officer ? me->officer : "-"};
	if (o->page == TASKS_PICKED && o->kind == KIND_OFFICER)
		return (struct task_filter){.officer = o->who};
	if (o->page == TASKS_PICKED)
		return (struct task_filter){.area = o->who};
	return (struct task_filter){0};
}

/* The incident whose tasks come first; "": none. */
static const char *
pinned(const struct console *c)
{
	const struct record *r;

	if (!wall_is_on(c) || tasks_own(c)->page != TASKS_STATION)
		return "";
	r = views[SCREEN_QUEUE]->selected(c);
	return r && r->kind == KIND_INCIDENT ? r->id : "";
}

/* ---- the list ---- */

static void
show_those(const struct console *c, struct tasks_made *m, bool first)
{
	const struct task_list *list = &tasks_own(c)->list;
	struct task_filter f = filter_of(c);
	const struct task *t;
	size_t at = 0;

	while ((t = task_list_next(list, &f, &at))) {
		if ((*m->pinned && text_is(t->incident, m->pinned)) != first)
			continue;
		task_tally_add(&m->tally, t, m->begin, m->end);
		m->shown[m->count++] = t;
	}
}

static bool
make_list(const struct console *c, struct tasks_made *m)
{
	size_t want = tasks_own(c)->list.count;

	if (want > m->room) {
		const struct task **more =
		    realloc(m->shown, want * sizeof(*more));

		if (!more)
			return false;
		m->shown = more;
		m->room = want;
	}
	show_those(c, m, true);
	m->pins = m->count;
	show_those(c, m, false);
	return true;
}

/* ---- officers and areas ---- */

static int
by_id(const void *a, const void *b)
{
	const struct tasks_group *x = a, *y = b;

	return strcmp(x->record->id, y->record->id);
}

static const char *
name_of(const struct record *r)
{
	return r->kind == KIND_GRID
	           ? text_or(((const struct grid *)r)->name, "")
	           : text_or(((const struct officer *)r)->name, "");
}

/* What is overdue stands on top, then by name. */
static int
overdue_first(const void *a, const void *b)
{
	const struct tasks_group *x = a, *y = b;
	int order;

	if (x->tally.late != y->tally.late)
		return x->tally.late > y->tally.late ? -1 : 1;
	order = text_casecmp(name_of(x->record), name_of(y->record));
	return order ? order : by_id(a, b);
}

static void
count_into(const struct console *c, struct tasks_groups *g, enum kind kind,
    msec_t begin, msec_t end)
{
	const struct task_list *list = &tasks_own(c)->list;

	for (size_t n = 0; n < list->count; n++) {
		const struct task *t = list->task[n];
		const char *id = kind == KIND_GRID ? t->area : t->officer;
		const struct record key = {.id = id};
		const struct tasks_group want = {.record = &key};
		struct tasks_group *found =
		    id ? bsearch(&want, g->group, g->count, sizeof(want), by_id)
		       : NULL;

		if (!found)
			continue;
		found->tasks++;
		task_tally_add(&found->tally, t, begin, end);
	}
}

static void
drop_idle(struct tasks_groups *g)
{
	size_t kept = 0;

	for (size_t n = 0; n < g->count; n++)
		if (g->group[n].tasks > 0)
			g->group[kept++] = g->group[n];
	g->count = kept;
}

bool
tasks_groups_make(
    const struct console *c, enum tasks_page page, struct tasks_groups *g)
{
	enum kind kind = page == TASKS_AREAS ? KIND_GRID : KIND_OFFICER;
	const struct record *const *all = table_all(c->table, kind);
	size_t n = table_count(c->table, kind);
	int64_t day = duty_day(c->now, c->zone);

	*g = (struct tasks_groups){.group = calloc(n + 1, sizeof(*g->group))};
	if (!g->group)
		return false;
	for (; g->count < n; g->count++)
		g->group[g->count].record = all[g->count];
	qsort(g->group, g->count, sizeof(*g->group), by_id);
	count_into(c, g, kind, duty_day_begin(day, c->zone),
	    duty_day_begin(day + 1, c->zone));
	drop_idle(g);
	qsort(g->group, g->count, sizeof(*g->group), overdue_first);
	return true;
}

void
tasks_groups_free(struct tasks_groups *g)
{
	free(g->group);
	*g = (struct tasks_groups){0};
}

/* ---- kept until something changes ---- */

static bool
make_page(const struct console *c, struct tasks_made *m)
{
	enum tasks_page page = tasks_own(c)->page;
	int64_t day = duty_day(c->now, c->zone);

	m->begin = duty_day_begin(day, c->zone);
	m->end = duty_day_begin(day + 1, c->zone);
	m->tally = (struct task_tally){0};
	m->count = m->pins = 0;
	text_copy_cut(m->pinned, sizeof(m->pinned), pinned(c));
	tasks_groups_free(&m->groups);
	if (!make_list(c, m))
		return false;
	return (page != TASKS_OFFICERS && page != TASKS_AREAS) ||
	       tasks_groups_make(c, page, &m->groups);
}

static bool
is_fresh(const struct console *c, const struct tasks_made *m)
{
	return m->fresh && c->now >= m->begin && c->now < m->end &&
	       strcmp(m->pinned, pinned(c)) == 0;
}

const struct tasks_made *
tasks_made(const struct console *c)
{
	struct tasks_own *o = tasks_own(c);
	struct tasks_made *m = &o->made;
	const struct record *r = tasks_current(c);
	const char *id;

	if (!is_fresh(c, m)) {
		m->fresh = make_page(c, m);
		o->out_of_memory |= !m->fresh;
		*m->steps_of = '\0';
	}
	id = o->page == TASKS_BEHIND && r ? r->id : o->task;
	if (strcmp(m->steps_of, id) != 0) {
		text_copy_cut(m->steps_of, sizeof(m->steps_of), id);
		m->steps = *id ? items_of(c, id, m->step, TASKS_STEPS) : 0;
	}
	return m;
}

const struct record *
tasks_current(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);

	if (o->page == TASKS_BEHIND)
		return o->row < o->report.behinds ? o->report.behind[o->row]
		                                  : NULL;
	return tasks_is_list(o) ? table_get(c->table, KIND_TASK, o->task)
	                        : NULL;
}

void
tasks_made_free(struct tasks_made *m)
{
	free(m->shown);
	tasks_groups_free(&m->groups);
	*m = (struct tasks_made){0};
}

size_t
tasks_index(const struct console *c)
{
	const struct tasks_made *m = tasks_made(c);
	const struct record *r =
	    table_get(c->table, KIND_TASK, tasks_own(c)->task);

	for (size_t n = 0; r && n < m->count; n++)
		if (&m->shown[n]->head == r)
			return n;
	return TASKS_NOWHERE;
}

size_t
tasks_row(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);
	const struct tasks_groups *g = &tasks_made(c)->groups;

	if (o->page != TASKS_OFFICERS && o->page != TASKS_AREAS)
		return o->row;
	for (size_t n = 0; n < g->count; n++)
		if (strcmp(g->group[n].record->id, o->group) == 0)
			return n;
	return 0;
}

size_t
tasks_rows(const struct console *c)
{
	const struct tasks_own *o = tasks_own(c);

	switch (o->page) {
	case TASKS_MONTH:
		return report_days(c, &o->report);
	case TASKS_INDEX:
		return o->report.count;
	case TASKS_BEHIND:
		return o->report.behinds;
	default:
		return tasks_made(c)->groups.count;
	}
}
