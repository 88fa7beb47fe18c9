/*
 * The records behind a figure (tasks-report.h): asked for a page at a time,
 * each with what it adds to the index, so that the sum can be checked.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "model/duty.h"
#include "model/text.h"
#include "net/wire/codec.h"
#include "tui/say.h"
#include "tui/tasks-inside.h"
#include "tui/words.h"

#define POINTS_WIDTH 5

void
report_forget_behind(struct report *r)
{
	for (size_t n = 0; n < r->behinds; n++)
		record_free(r->behind[n]);
	free(r->behind);
	r->behind = NULL;
	r->behinds = 0;
	r->next[0] = '\0';
}

/* ---- asking ---- */

/* Adds a page to those that are there. */
static enum problem_code
take_records(struct report *r, const cJSON *json, struct problem *p)
{
	const cJSON *list, *item;
	const char *next = "";
	struct record **more;
	enum problem_code code = json_array(json, "records", &list, p);
	size_t n = code ? 0 : (size_t)cJSON_GetArraySize(list);

	r->next[0] = '\0';
	if (!code && json_find(json, "next"))
		code = json_string(json, "next", ID_MAX, &next, p);
	if (code)
		return code;
	more = realloc(r->behind, (r->behinds + n + 1) * sizeof(*more));
	if (!more)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	r->behind = more;
	cJSON_ArrayForEach (item, list) {
		struct record *record = NULL;

		code = codec_record_read(item, CODEC_LENIENT, &record, p);
		if (code)
			return code;
		if (record)
			r->behind[r->behinds++] = record;
	}
	text_copy_cut(r->next, sizeof(r->next), next);
	return code;
}

static void
on_records(void *ctx, const struct http_answer *a)
{
	static const struct json_limits limits = {
	    HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	struct console *c = ctx;
	struct problem p = a->problem;
	cJSON *json;

	report_of(c)->asked = NULL;
	if (a->status == 200 &&
	    !json_parse(a->body, a->len, &limits, &json, &p)) {
		(void)!take_records(report_of(c), json, &p);
		cJSON_Delete(json);
	}
	if (p.code)
		console_say_problem(c, &p);
	console_touch(c);
}

/* A day's window is the day's own. */
static void
path_behind(const struct console *c, const struct report *r,
    const struct report_row *row, char *path, size_t size)
{
	msec_t from = r->from, to = r->to;
	bool is_day = row->kind == KIND_ANY;
	enum kind of = is_day ? r->of : row->kind;
	const char *whose = is_day ? r->whose : row->id;
	int year, month, day;

	if (is_day &&
	    sscanf(row->id, "%4d-%2d-%2d", &year, &month, &day) == 3) {
		int64_t n = calendar_days(year, month, day);

		from = duty_day_begin(n, c->zone);
		to = duty_day_begin(n + 1, c->zone);
	}
	snprintf(path, size,
	    "/v1/duties/%s?limit=%d&from=%" PRId64 "&to=%" PRId64 "%s%s",
	    enum_word(&enum_figure, r->figure), BEHIND_PAGE, from, to,
	    report_key(of), of ? whose : "");
}

void
report_behind_more(struct console *c, struct report *r)
{
	char path[sizeof(r->path) + ID_SIZE + 16];

	if (r->asked || !*r->next)
		return;
	snprintf(path, sizeof(path), "%s&after=%s", r->path, r->next);
	report_ask(c, r, path, on_records);
}

static void
take_figure(
    struct console *c, const struct list *l, const size_t *chosen, size_t count)
{
	struct report *r = report_of(c);
	size_t row = l->item[*chosen].state;

	(void)count;
	if (row >= r->count)
		return;
	report_forget_behind(r);
	r->figure = (enum figure)l->item[*chosen].value;
	snprintf(r->title, sizeof(r->title), "%s  %s",
	    report_name(c, &r->row[row]), words_of(&enum_figure, r->figure));
	path_behind(c, r, &r->row[row], r->path, sizeof(r->path));
	tasks_show(c, TASKS_BEHIND, KIND_ANY, NULL);
	report_ask(c, r, r->path, on_records);
}

void
report_open(struct console *c, struct report *r, size_t row)
{
	const struct record *about = tasks_anything(c);
	struct list *l;

	if (row >= r->count || !about || r->asked)
		return;
	l = list_open(c, about, ACTION_OPEN, report_name(c, &r->row[row]));
	l->take = take_figure;
	text_copy_cut(l->hint, sizeof(l->hint),
	    _("digit shows the records behind it  Esc none"));
	for (unsigned f = 0; f < enum_figure.count; f++) {
		struct list_item *item = list_add(c);

		item->value = f;
		item->state = (unsigned)row;
		item->offered = r->row[row].figure[f] > 0;
		snprintf(item->text, sizeof(item->text), "%s %" PRId64,
		    words_of(&enum_figure, f), r->row[row].figure[f]);
	}
}

/* ---- drawing ---- */

static void
put(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style, DRAW_MARK | DRAW_NO_PAD,
	    text, strlen(text));
}

static const char *
say_behind(
    const struct console *c, const struct record *r, char *out, size_t size)
{
	const struct task *t = (const struct task *)r;
	const struct incident *i = (const struct incident *)r;
	char day[TIME_SIZE];

	if (r->kind == KIND_INCIDENT) {
		snprintf(out, size, "%s  %s  %s", text_or(i->number, "?"),
		    say_category(c, i), text_or(i->place, ""));
		return out;
	}
	time_day(duty_time(t), c->zone, day);
	snprintf(out, size, "%s  %s  %s  %s  %s", day,
	    words_of(&enum_task_state, t->state), text_or(t->title, "?"),
	    say_officer(c, t->officer), text_or(t->reason, ""));
	return out;
}

/* What it adds to the index: the figure's weight, times a task's own. */
static int64_t
points_of(int64_t weight, const struct record *r)
{
	const struct task *t = (const struct task *)r;

	return r->kind == KIND_TASK && t->weight > 0 ? weight * t->weight
	                                             : weight;
}

static void
put_points(struct area a, int row, enum style style, int64_t points)
{
	char text[32];

	snprintf(text, sizeof(text), "%+" PRId64, points);
	draw_text_flags(a, row, a.cols - POINTS_WIDTH, POINTS_WIDTH, style,
	    DRAW_RIGHT | DRAW_NO_PAD, text, strlen(text));
}

static void
draw_one(const struct console *c, struct area a, int row,
    const struct record *r, int64_t weight)
{
	int width = a.cols - 2 - (weight ? POINTS_WIDTH + 1 : 0);
	char text[512];

	if (r->kind != KIND_TASK && r->kind != KIND_INCIDENT)
		return;
	put(a, row, 2, width, STYLE_NORMAL,
	    say_behind(c, r, text, sizeof(text)));
	if (weight)
		put_points(a, row, STYLE_NORMAL, points_of(weight, r));
}

static int64_t
sum_of(const struct report *r, int64_t weight)
{
	int64_t sum = 0;

	for (size_t n = 0; n < r->behinds; n++)
		sum += points_of(weight, r->behind[n]);
	return sum;
}

void
report_draw_behind(const struct console *c, const struct report *r,
    struct area a, size_t selected, size_t top)
{
	size_t room = a.rows > 3 ? (size_t)(a.rows - 3) : 0;
	int64_t weight = report_weight(c, r->figure);

	put(a, 1, 2, a.cols - 2 - POINTS_WIDTH, STYLE_BOLD, r->title);
	if (weight && !*r->next && !r->asked)
		put_points(a, 1, STYLE_BOLD, sum_of(r, weight));
	for (size_t k = 0; k < room && top + k < r->behinds; k++) {
		put(a, (int)k + 2, 0, 1, STYLE_SELECTED,
		    top + k == selected ? ">" : " ");
		draw_one(c, a, (int)k + 2, r->behind[top + k], weight);
	}
	draw_cursor(a, r->behinds ? (int)(selected - top) + 2 : 0, 0);
	put(a, a.rows - 1, 2, a.cols - 2, STYLE_DIM,
	    r->asked   ? _("being asked for")
	    : *r->next ? _("Enter its story  ge asks for more  Esc goes back")
	               : _("Enter its story  Esc goes back"));
}
