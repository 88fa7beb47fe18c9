/*
 * Drawing the tasks' screen (tasks-inside.h): rows with bars, the selected
 * task below them, officers and areas with how far they are.
 */
#include "tui/tasks-inside.h"

#include <stdio.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "tui/act-task.h"
#include "tui/say.h"
#include "tui/story.h"
#include "tui/words.h"

enum {
	WIDE = 110,       /* from here on bar and source have columns */
	DETAIL_LEAST = 4, /* rows of the selected task */
	DETAIL_MOST = 10
};

static void
put(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style, DRAW_MARK | DRAW_NO_PAD,
	    text, strlen(text));
}

static void
put_right(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style,
	    DRAW_MARK | DRAW_NO_PAD | DRAW_RIGHT, text, strlen(text));
}

static const char *
page_name(const struct console *c, char out[SAY_SIZE])
{
	const struct tasks_own *o = tasks_own(c);

	switch (o->page) {
	case TASKS_MINE:
		return _("mine");
	case TASKS_STATION:
		return _("all here");
	case TASKS_OFFICERS:
		return _("officers");
	case TASKS_AREAS:
		return _("areas");
	case TASKS_MONTH:
		return report_month_name(c, &o->report, out);
	case TASKS_INDEX:
		return _("index");
	case TASKS_BEHIND:
		return _("behind a figure");
	case TASKS_PICKED:
		break;
	}
	snprintf(out, SAY_SIZE, "%s",
	    o->kind == KIND_OFFICER ? say_officer(c, o->who)
	                            : say_grid(c, o->who));
	return out;
}

static void
draw_title(const struct console *c, struct area a)
{
	const struct task_tally *n = &tasks_made(c)->tally;
	struct duty_tally day = duty_tally_of(n->figure);
	char title[160], name[SAY_SIZE];

	snprintf(title, sizeof(title),
	    _("Tasks: %s  today %lld/%lld  overdue %zu  to check %zu"),
	    page_name(c, name), (long long)day.done, (long long)day.all,
	    n->late, n->waits);
	draw_rule(a, 0, STYLE_TITLE, title, _("xmonth ulists"));
}

/* Where the columns stand; the title has what is left. */
struct columns {
	int title, title_width, officer, area, due, left, bar, source;
};

enum {
	STATE = 2,
	STATE_WIDTH = 8,
	TITLE = 11,
	OFFICER_WIDTH = 8,
	AREA_WIDTH = 5,
	DUE_WIDTH = 5,
	LEFT_WIDTH = 7,
	STEPS_WIDTH = 7,
	BAR_WIDTH = 20,
	SOURCE_WIDTH = 18
};

static struct columns
columns_of(int cols)
{
	bool wide = cols >= WIDE;
	struct columns at = {.title = TITLE};
	int rest = OFFICER_WIDTH + AREA_WIDTH + DUE_WIDTH + LEFT_WIDTH + 4 +
	           (wide ? BAR_WIDTH + SOURCE_WIDTH + 2 : STEPS_WIDTH + 1);

	at.title_width = cols - TITLE - rest;
	at.officer = TITLE + at.title_width + 1;
	at.area = at.officer + OFFICER_WIDTH + 1;
	at.due = at.area + AREA_WIDTH + 1;
	at.left = at.due + DUE_WIDTH + 1;
	at.bar = at.left + LEFT_WIDTH + 1;
	at.source = wide ? at.bar + BAR_WIDTH + 1 : 0;
	return at;
}

static void
draw_header(struct area a, const struct columns *at)
{
	put(a, 1, STATE, STATE_WIDTH, STYLE_HEADER, _("State"));
	put(a, 1, at->title, at->title_width, STYLE_HEADER, _("Task"));
	put(a, 1, at->officer, OFFICER_WIDTH, STYLE_HEADER, _("Officer"));
	put(a, 1, at->area, AREA_WIDTH, STYLE_HEADER, _("Grid"));
	put(a, 1, at->due, DUE_WIDTH, STYLE_HEADER, _("By"));
	put_right(a, 1, at->left, LEFT_WIDTH, STYLE_HEADER, _("Left"));
	put(a, 1, at->bar, at->source ? BAR_WIDTH : STEPS_WIDTH, STYLE_HEADER,
	    _("Steps"));
	if (at->source)
		put(a, 1, at->source, SOURCE_WIDTH, STYLE_HEADER, _("Source"));
}

/* A time of today, else a day. */
static const char *
say_due(const struct console *c, const struct task *t, char out[TIME_SIZE])
{
	char today[TIME_SIZE], day[TIME_SIZE];

	if (!t->due)
		return "-";
	time_day(c->now, c->zone, today);
	time_day(t->due, c->zone, day);
	if (strcmp(today, day) == 0)
		return time_hm(t->due, c->zone, out);
	snprintf(out, TIME_SIZE, "%s", day + 5);
	return out;
}

/* By the minute: a day's work is not counted in seconds. "+" is over. */
static const char *
say_left(const struct console *c, const struct task *t, char out[TIME_SIZE])
{
	msec_t left = t->due - c->now;
	msec_t ms = left < 0 ? -left : left;
	const char *sign = left < 0 ? "+" : "";
	char age[TIME_SIZE];

	if (!t->due || !task_owed(t->state))
		return "-";
	if (ms < TIME_HOUR)
		snprintf(
		    out, TIME_SIZE, "%s%dm", sign, (int)(ms / TIME_MINUTE));
	else
		snprintf(out, TIME_SIZE, "%s%.20s", sign, time_age(ms, age));
	return out;
}

static const char *
say_sources(const struct task *t, char *out, size_t size)
{
	snprintf(out, size, "%s%s%s", text_or(t->source, "-"),
	    t->also ? "+" : "", text_or(t->also, ""));
	return out;
}

static enum style
state_style(const struct task *t)
{
	if (t->late)
		return STYLE_LATE;
	if (t->state == TASK_RETURNED || t->warned)
		return STYLE_UNSENT;
	if (t->state == TASK_CHECKED || t->state == TASK_DONE)
		return STYLE_OK;
	return t->state == TASK_DROPPED || t->state == TASK_PLANNED
	           ? STYLE_DIM
	           : STYLE_NORMAL;
}

static const char *
say_steps(const struct task *t, bool wide, char out[TASK_BAR_SIZE])
{
	size_t all = t->steps > 0 ? (size_t)t->steps : 0;
	size_t done = t->ticked > 0 ? (size_t)t->ticked : 0;

	if (all == 0)
		return "";
	if (wide)
		return task_bar(done, all, out);
	snprintf(out, TASK_BAR_SIZE, "%zu/%zu", done, all);
	return out;
}

/* What follows from an incident says from which. */
static const char *
say_title(const struct console *c, const struct task *t, char *out, size_t size)
{
	const struct incident *i = console_incident(c, t->incident);

	snprintf(out, size, "%s%s%s", i ? console_number(i) : "", i ? " " : "",
	    text_or(t->title, "?"));
	return out;
}

static void
draw_task(const struct console *c, struct area a, int row,
    const struct columns *at, const struct task *t, bool selected)
{
	char text[300], time[TIME_SIZE];
	const char *mark = t->late                     ? "!"
	                   : t->state == TASK_RETURNED ? "<"
	                   : t->warned                 ? "."
	                                               : " ";

	put(a, row, 0, 1, STYLE_SELECTED, selected ? ">" : " ");
	put(a, row, 1, 1, state_style(t), mark);
	put(a, row, STATE, STATE_WIDTH, state_style(t),
	    words_of(&enum_task_state, t->state));
	put(a, row, at->title, at->title_width, STYLE_NORMAL,
	    say_title(c, t, text, sizeof(text)));
	put(a, row, at->officer, OFFICER_WIDTH, STYLE_NORMAL,
	    say_officer(c, t->officer));
	put(a, row, at->area, AREA_WIDTH, STYLE_NORMAL, say_grid(c, t->area));
	put(a, row, at->due, DUE_WIDTH, STYLE_NORMAL, say_due(c, t, time));
	put_right(
	    a, row, at->left, LEFT_WIDTH, state_style(t), say_left(c, t, time));
	put(a, row, at->bar, at->source ? BAR_WIDTH : STEPS_WIDTH, STYLE_NORMAL,
	    say_steps(t, at->source > 0, text));
	if (at->source)
		put(a, row, at->source, SOURCE_WIDTH, STYLE_NORMAL,
		    say_sources(t, text, sizeof(text)));
}

size_t
tasks_first(size_t top, size_t at, size_t room, size_t count)
{
	if (count <= room)
		return 0;
	if (at != TASKS_NOWHERE && at < top)
		top = at;
	if (at != TASKS_NOWHERE && at >= top + room)
		top = at - room + 1;
	return top > count - room ? count - room : top;
}

int
tasks_detail_rows(int rows)
{
	int want = rows / 3;

	if (rows < 3 * DETAIL_LEAST)
		return 0;
	return want > DETAIL_MOST ? DETAIL_MOST : want;
}

/* Beside a queue that has the keys what follows from its incident shows. */
static size_t
first_row(const struct console *c, size_t room, size_t at)
{
	const struct tasks_made *m = tasks_made(c);

	if (m->pins > 0 && c->screen != SCREEN_TASKS)
		return 0;
	return tasks_first(tasks_own(c)->top, at, room, m->count);
}

static void
draw_rows(const struct console *c, struct area a)
{
	struct columns columns = columns_of(a.cols);
	size_t room =
	    a.rows > TASKS_HEAD_ROWS ? (size_t)(a.rows - TASKS_HEAD_ROWS) : 0;
	const struct tasks_made *m = tasks_made(c);
	size_t at = tasks_index(c), top = first_row(c, room, at);

	draw_header(a, &columns);
	for (size_t n = 0; n < room && top + n < m->count; n++)
		draw_task(c, a, (int)n + TASKS_HEAD_ROWS, &columns,
		    m->shown[top + n], top + n == at);
	if (m->count == 0)
		put(a, TASKS_HEAD_ROWS, 2, a.cols - 2, STYLE_DIM,
		    _("nothing is to be done here; i gives a task"));
	draw_cursor(
	    a, at == TASKS_NOWHERE ? 0 : (int)(at - top) + TASKS_HEAD_ROWS, 0);
}

/* ---- the selected task ---- */

struct sheet {
	struct area a;
	int row;
};

static void
line(struct sheet *s, enum style style, const char *text)
{
	if (s->row < s->a.rows && *text)
		put(s->a, s->row++, 0, s->a.cols, style, text);
}

/* Since when it is overdue, and how far that has gone. */
static void
draw_lateness(const struct console *c, struct sheet *s, const struct task *t)
{
	char text[200], day[TIME_SIZE], hm[TIME_SIZE];

	if (!t->late)
		return;
	snprintf(text, sizeof(text), _("overdue since %s %s%s"),
	    time_day(t->late, c->zone, day) + 5, time_hm(t->late, c->zone, hm),
	    t->raised >= 2   ? _(": the centre was told")
	    : t->raised == 1 ? _(": the duty officer was told")
	                     : "");
	line(s, STYLE_LATE, text);
}

static void
draw_where(const struct console *c, struct sheet *s, const struct task *t)
{
	char text[512], due[TIME_SIZE], from[300];
	const struct incident *i = console_incident(c, t->incident);

	snprintf(text, sizeof(text), _("by %s  asked by %s  for %s"),
	    say_due(c, t, due), say_sources(t, from, sizeof(from)),
	    say_officer(c, t->officer));
	if (i)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
		    _("  follows %s"), console_number(i));
	line(s, STYLE_NORMAL, text);
	draw_lateness(c, s, t);
	line(s, STYLE_NORMAL, text_or(t->text, ""));
}

/* What is finished is credited: what it adds to the index. */
static void
draw_credit(const struct console *c, struct sheet *s, const struct task *t)
{
	int64_t weight = t->weight > 0 ? t->weight : 1, points = 0;
	char text[160];

	if (t->state != TASK_DONE && t->state != TASK_CHECKED)
		return;
	for (enum figure f = 0; f < FIGURE_COUNT; f++)
		if (duty_counts(t, f, c->now))
			points += weight * report_weight(c, f);
	snprintf(text, sizeof(text),
	    t->finished <= t->due || !t->due
	        ? _("done in time: %+lld in the index")
	        : _("done late: %+lld in the index"),
	    (long long)points);
	line(s, STYLE_OK, text);
}

/* Its checklist, as many lines in a row as there is room for. */
static void
draw_items(const struct console *c, struct sheet *s)
{
	const struct tasks_made *m = tasks_made(c);
	char row[512] = "", one[256];
	size_t used = 0;

	for (size_t k = 0; k < m->steps; k++) {
		size_t width;

		say_item(m->step[k], one, sizeof(one));
		width = text_width(one, strlen(one));
		if (used > 0 && used + 2 + width > (size_t)s->a.cols) {
			line(s, STYLE_NORMAL, row);
			row[0] = '\0';
			used = 0;
		}
		snprintf(row + strlen(row), sizeof(row) - strlen(row), "%s%s",
		    used ? "  " : "", one);
		used += width + (used ? 2 : 0);
	}
	line(s, STYLE_NORMAL, row);
}

static void
draw_story(const struct console *c, struct sheet *s)
{
	const struct tasks_own *o = tasks_own(c);
	size_t room = s->a.rows > s->row ? (size_t)(s->a.rows - s->row) : 0;
	size_t n = o->stories < room ? o->stories : room;
	char text[STORY_LINE];

	while (n-- > 0)
		line(s, STYLE_DIM,
		    story_line(c, o->story[n], text, sizeof(text)));
}

static void
draw_task_detail(const struct console *c, struct sheet *s, const struct task *t)
{
	char text[300];

	draw_where(c, s, t);
	if (t->reason) {
		snprintf(text, sizeof(text), _("because: %s"), t->reason);
		line(s, STYLE_UNSENT, text);
	}
	if (t->result) {
		snprintf(text, sizeof(text), _("result: %s  %.200s"), t->result,
		    text_or(t->report, ""));
		line(s, STYLE_NORMAL, text);
	}
	draw_credit(c, s, t);
	draw_items(c, s);
}

static void
draw_heading(struct area a, const struct record *r)
{
	const struct task *t = (const struct task *)r;
	const struct incident *i = (const struct incident *)r;
	bool is_task = r->kind == KIND_TASK;

	draw_rule(a, 0, STYLE_TITLE,
	    text_or(is_task ? t->title : i->number, "?"),
	    is_task ? words_of(&enum_task_state, t->state)
	            : words_of(&enum_incident_state, i->state));
}

static void
draw_detail(const struct console *c, struct area a)
{
	const struct record *r = tasks_current(c);
	struct sheet s = {.a = a, .row = 1};

	if (a.rows <= 0)
		return;
	if (!r || (r->kind != KIND_TASK && r->kind != KIND_INCIDENT)) {
		draw_rule(a, 0, STYLE_TITLE, "", NULL);
		return;
	}
	draw_heading(a, r);
	if (r->kind == KIND_TASK)
		draw_task_detail(c, &s, (const struct task *)r);
	else
		line(&s, STYLE_NORMAL,
		    text_or(((const struct incident *)r)->narrative, ""));
	if (strcmp(tasks_own(c)->told, r->id) == 0)
		draw_story(c, &s);
}

/* ---- one row each ---- */

static void
draw_group(const struct console *c, struct area a, int row,
    const struct tasks_group *g, bool selected)
{
	const struct record *r = g->record;
	bool officer = r->kind == KIND_OFFICER;
	struct duty_tally n = duty_tally_of(g->tally.figure);
	size_t late = g->tally.late;
	char text[SAY_SIZE], bar[TASK_BAR_SIZE];

	put(a, row, 0, 1, STYLE_SELECTED, selected ? ">" : " ");
	put(a, row, 1, 1, STYLE_LATE, late ? "!" : " ");
	put(a, row, 2, 12, STYLE_NORMAL,
	    officer ? say_officer(c, r->id) : say_grid(c, r->id));
	put(a, row, 15, 14, STYLE_NORMAL,
	    officer ? text_or(((const struct officer *)r)->post, "")
	            : say_officer(c, ((const struct grid *)r)->officer));
	put(a, row, 30, BAR_WIDTH, STYLE_NORMAL,
	    task_bar((size_t)n.done, (size_t)n.all, bar));
	snprintf(text, sizeof(text), _("overdue %zu"), late);
	put(a, row, 51, 12, late ? STYLE_LATE : STYLE_NORMAL, text);
	snprintf(text, sizeof(text), _("to check %zu"), g->tally.waits);
	put(a, row, 64, 16, STYLE_NORMAL, text);
}

static void
draw_groups(const struct console *c, struct area a)
{
	const struct tasks_groups *g = &tasks_made(c)->groups;
	size_t room = a.rows > 1 ? (size_t)(a.rows - 1) : 0;
	size_t at = tasks_row(c);
	size_t top = tasks_first(tasks_own(c)->top, at, room, g->count);

	for (size_t k = 0; k < room && top + k < g->count; k++)
		draw_group(c, a, (int)k + 1, &g->group[top + k], top + k == at);
	if (g->count == 0)
		put(a, 1, 2, a.cols - 2, STYLE_DIM,
		    _("nothing is to be done here; i gives a task"));
	draw_cursor(a, g->count ? (int)(at - top) + 1 : 0, 0);
}

static void
draw_page(const struct console *c, struct area a)
{
	const struct tasks_own *o = tasks_own(c);
	int heads = o->page == TASKS_INDEX ? 4 : 3;
	size_t room = a.rows > heads ? (size_t)(a.rows - heads) : 0;
	size_t top = tasks_first(o->top, o->row, room, tasks_rows(c));

	switch (o->page) {
	case TASKS_MONTH:
		report_draw_month(c, &o->report, a, o->row);
		break;
	case TASKS_INDEX:
		report_draw_index(c, &o->report, a, o->row, top);
		break;
	case TASKS_BEHIND:
		report_draw_behind(c, &o->report, a, o->row, top);
		break;
	default:
		draw_groups(c, a);
	}
}

void
tasks_prepare(struct console *c, struct area a)
{
	(void)a;
	tasks_made(c);
	if (tasks_own(c)->out_of_memory)
		console_end(c, PROBLEM_NO_MEMORY);
}

void
tasks_draw(const struct console *c, struct area a)
{
	bool list = tasks_is_list(tasks_own(c));
	int below = list || tasks_current(c) ? tasks_detail_rows(a.rows) : 0;
	struct area above = area_part(a, 0, 0, a.rows - below, a.cols);

	draw_title(c, a);
	if (list)
		draw_rows(c, above);
	else
		draw_page(c, above);
	if (below > 0)
		draw_detail(c, area_part(a, a.rows - below, 0, below, a.cols));
}
