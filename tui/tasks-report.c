/*
 * See tasks-report.h.
 */
#include "tui/tasks-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "model/duty.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "tui/say.h"
#include "tui/tasks-inside.h"
#include "tui/words.h"

#define INDEX_DAYS 30

static void
forget_rows(struct report *r)
{
	if (r->asked)
		http_request_cancel(r->asked);
	r->asked = NULL;
	free(r->row);
	r->row = NULL;
	r->count = r->officers = 0;
}

void
report_free(struct report *r)
{
	forget_rows(r);
	report_forget_behind(r);
}

struct report *
report_of(struct console *c)
{
	return &tasks_own(c)->report;
}

/* ---- rows ---- */

static enum problem_code
read_row(const cJSON *item, struct report_row *row, struct problem *p)
{
	const char *id;
	enum problem_code code = json_string(item, "id", ID_MAX, &id, p);

	if (code)
		return code;
	text_copy_cut(row->id, sizeof(row->id), id);
	for (unsigned f = 0; !code && f < enum_figure.count; f++)
		if (json_find(item, enum_word(&enum_figure, f)))
			code = json_int(item, enum_word(&enum_figure, f),
			    INT64_MIN, INT64_MAX, &row->figure[f], p);
	if (!code && json_find(item, "index"))
		code = json_int(
		    item, "index", INT64_MIN, INT64_MAX, &row->index, p);
	return code;
}

/* Adds the rows of an answer behind those that are there. */
static enum problem_code
read_rows(
    struct report *r, const cJSON *json, enum kind kind, struct problem *p)
{
	const cJSON *list, *item;
	enum problem_code code = json_array(json, "rows", &list, p);
	size_t n = code ? 0 : (size_t)cJSON_GetArraySize(list);
	struct report_row *more;

	if (code || n > REPORT_ROWS)
		return code;
	more = realloc(r->row, (r->count + n + 1) * sizeof(*more));
	if (!more)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	r->row = more;
	cJSON_ArrayForEach (item, list) {
		struct report_row *row = &r->row[r->count];

		*row = (struct report_row){.kind = kind};
		code = read_row(item, row, p);
		if (code)
			break;
		r->count++;
	}
	return code;
}

static void ask_part(struct console *c, struct report *r);

static enum problem_code
take_rows(struct console *c, const struct http_answer *a, struct problem *p)
{
	static const struct json_limits limits = {
	    HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	struct report *r = report_of(c);
	bool month = tasks_own(c)->page == TASKS_MONTH;
	enum kind kind = month                        ? KIND_ANY
	                 : r->part == REPORT_OFFICERS ? KIND_OFFICER
	                                              : KIND_GRID;
	cJSON *json;
	enum problem_code code = json_parse(a->body, a->len, &limits, &json, p);

	if (code)
		return code;
	code = read_rows(r, json, kind, p);
	cJSON_Delete(json);
	if (!code && !month && r->part == REPORT_OFFICERS) {
		r->officers = r->count;
		r->part = REPORT_AREAS;
		ask_part(c, r);
	}
	return code;
}

static void
on_rows(void *ctx, const struct http_answer *a)
{
	struct console *c = ctx;
	struct problem p = a->problem;

	report_of(c)->asked = NULL;
	if (a->status == 200)
		(void)!take_rows(c, a, &p);
	if (p.code)
		console_say_problem(c, &p);
	console_touch(c);
}

void
report_ask(struct console *c, struct report *r, const char *path,
    void (*done)(void *ctx, const struct http_answer *a))
{
	const struct http_ask ask = {
	    .method = "GET", .path = path, .done = done, .ctx = c};
	struct problem p = {0};

	r->asked = link_ask(c->link, &ask, &p);
	if (!r->asked)
		console_say_problem(c, &p);
}

const char *
report_key(enum kind kind)
{
	return kind == KIND_OFFICER ? "&officer="
	       : kind == KIND_GRID  ? "&area="
	                            : "";
}

static void
ask_part(struct console *c, struct report *r)
{
	static const char *const by[] = {"officer", "area"};
	bool month = tasks_own(c)->page == TASKS_MONTH;
	char path[192];

	snprintf(path, sizeof(path),
	    "/v1/duties?by=%s&from=%" PRId64 "&to=%" PRId64 "%s%s",
	    month ? "day" : by[r->part], r->from, r->to,
	    month ? report_key(r->of) : "", month && r->of ? r->whose : "");
	report_ask(c, r, path, on_rows);
}

/* The day number of the first of the month that is shown. */
static int64_t
first_day(const struct console *c, const struct report *r)
{
	struct civil t;
	int months;

	time_to_civil(c->now, c->zone, &t);
	months = t.year * 12 + t.month - 1 - r->months_back;
	return calendar_days(months / 12, months % 12 + 1, 1);
}

static int
month_length(const struct console *c, const struct report *r)
{
	int year, month, day;

	calendar_date(first_day(c, r), &year, &month, &day);
	return calendar_month_length(year, month);
}

void
report_month(struct console *c, struct report *r)
{
	int64_t first = first_day(c, r);

	forget_rows(r);
	r->from = duty_day_begin(first, c->zone);
	r->to = duty_day_begin(first + month_length(c, r), c->zone);
	r->at = c->now;
	ask_part(c, r);
}

void
report_index(struct console *c, struct report *r)
{
	int64_t today = duty_day(c->now, c->zone);

	forget_rows(r);
	r->from = duty_day_begin(today - INDEX_DAYS, c->zone);
	r->to = duty_day_begin(today + 1, c->zone);
	r->at = c->now;
	r->part = REPORT_OFFICERS;
	ask_part(c, r);
}

const char *
report_name(const struct console *c, const struct report_row *row)
{
	if (strcmp(row->id, "-") == 0)
		return row->kind == KIND_OFFICER ? _("nobody") : _("no area");
	if (row->kind == KIND_OFFICER)
		return say_officer(c, row->id);
	return row->kind == KIND_GRID ? say_grid(c, row->id) : row->id;
}

/* ---- drawing ---- */

static void
put(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style, DRAW_MARK | DRAW_NO_PAD,
	    text, strlen(text));
}

const char *
report_month_name(
    const struct console *c, const struct report *r, char out[SAY_SIZE])
{
	char day[TIME_SIZE];

	time_day(duty_day_begin(first_day(c, r), c->zone), c->zone, day);
	snprintf(out, SAY_SIZE, "%.7s%s%s", day, r->of ? " " : "",
	    r->of == KIND_OFFICER ? say_officer(c, r->whose)
	    : r->of == KIND_GRID  ? say_grid(c, r->whose)
	                          : "");
	return out;
}

size_t
report_days(const struct console *c, const struct report *r)
{
	return (size_t)month_length(c, r);
}

const struct report_row *
report_day(const struct console *c, const struct report *r, size_t day)
{
	char id[TIME_SIZE];

	time_day(duty_day_begin(first_day(c, r) + (int64_t)day, c->zone),
	    c->zone, id);
	for (size_t n = 0; n < r->count; n++)
		if (strcmp(r->row[n].id, id) == 0)
			return &r->row[n];
	return NULL;
}

/* All of a day done, something overdue, or still to do. */
static enum style
day_style(const struct report_row *row)
{
	struct duty_tally n = duty_tally_of(row->figure);

	if (row->figure[FIGURE_OVERDUE] > 0)
		return STYLE_LATE;
	return n.done >= n.all ? STYLE_OK : STYLE_NORMAL;
}

enum { DAY_CELLS = 11, DAYS_COL = 2, MONTH_HEAD = 2 };

static void
draw_day(const struct console *c, const struct report *r, struct area a,
    size_t day, bool selected)
{
	size_t weekday = (size_t)((first_day(c, r) + 3) % 7) + day;
	int row = MONTH_HEAD + (int)(weekday / 7) * 2;
	int col = DAYS_COL + (int)(weekday % 7) * DAY_CELLS;
	const struct report_row *of = report_day(c, r, day);
	struct duty_tally n;
	char text[48];

	snprintf(text, sizeof(text), "%s%2zu", selected ? ">" : " ", day + 1);
	put(a, row, col, DAY_CELLS - 1, STYLE_NORMAL, text);
	if (selected)
		draw_cursor(a, row, col);
	if (!of)
		return;
	n = duty_tally_of(of->figure);
	snprintf(text, sizeof(text), "%" PRId64 "/%" PRId64 "%s", n.done, n.all,
	    of->figure[FIGURE_OVERDUE] > 0 ? "!"
	    : day_style(of) == STYLE_OK    ? "+"
	                                   : "");
	put(a, row, col + 4, DAY_CELLS - 5, day_style(of), text);
}

void
report_draw_month(const struct console *c, const struct report *r,
    struct area a, size_t selected)
{
	static const char *const days[] = {N_("Mon"), N_("Tue"), N_("Wed"),
	    N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun")};

	for (size_t n = 0; n < COUNT_OF(days); n++)
		put(a, 1, DAYS_COL + 1 + (int)n * DAY_CELLS, DAY_CELLS - 2,
		    STYLE_HEADER, _(days[n]));
	for (size_t n = 0; n < report_days(c, r); n++)
		draw_day(c, r, a, n, n == selected);
	put(a, a.rows - 1, DAYS_COL, a.cols - DAYS_COL, STYLE_DIM,
	    r->asked ? _("being asked for")
	             : _("done/given  + all done  ! overdue  , . other months"
	                 "  Enter figures"));
}

enum { NAME_WIDTH = 8, FIGURE_CELLS = 8, INDEX_WIDTH = 5, INDEX_HEAD = 3 };

static void
put_right(struct area a, int row, int col, int width, enum style style,
    const char *text)
{
	draw_text_flags(a, row, col, width, style, DRAW_RIGHT | DRAW_NO_PAD,
	    text, strlen(text));
}

static int
figure_col(enum figure f)
{
	return 2 + NAME_WIDTH + 1 + (int)f * FIGURE_CELLS;
}

static void
draw_numbers(struct area a, int row, const struct report_row *of)
{
	char text[32];

	for (unsigned f = 0; f < enum_figure.count; f++) {
		snprintf(text, sizeof(text), "%" PRId64, of->figure[f]);
		put_right(a, row, figure_col((enum figure)f), FIGURE_CELLS - 1,
		    f == FIGURE_OVERDUE && of->figure[f] ? STYLE_LATE
		                                         : STYLE_NORMAL,
		    text);
	}
	snprintf(text, sizeof(text), "%" PRId64, of->index);
	put_right(a, row, a.cols - INDEX_WIDTH, INDEX_WIDTH, STYLE_BOLD, text);
}

/* What one task of the figure adds to the index: the agency's setting. */
int64_t
report_weight(const struct console *c, enum figure f)
{
	const struct record *const *all = table_all(c->table, KIND_SETTING);
	size_t n = table_count(c->table, KIND_SETTING);

	for (size_t k = 0; k < n; k++) {
		const struct setting *s = (const struct setting *)all[k];

		if (s->topic == TOPIC_INDEX && !s->retired &&
		    text_is(s->name, enum_word(&enum_figure, f)))
			return s->weight;
	}
	return 0;
}

/* Beneath the heads: how much each counts. */
static void
draw_weights(const struct console *c, struct area a)
{
	char text[32];

	put(a, 2, 2, NAME_WIDTH, STYLE_DIM, _("weight"));
	for (unsigned f = 0; f < enum_figure.count; f++) {
		int64_t weight = report_weight(c, (enum figure)f);

		snprintf(
		    text, sizeof(text), weight ? "%+" PRId64 : "-", weight);
		put_right(a, 2, figure_col((enum figure)f), FIGURE_CELLS - 1,
		    STYLE_DIM, text);
	}
}

static void
draw_index_head(const struct console *c, const struct report *r, struct area a)
{
	static const char *const heads[] = {
	    [FIGURE_GIVEN] = N_IN("figure", "given"),
	    [FIGURE_ON_TIME] = N_IN("figure", "on-time"),
	    [FIGURE_LATE] = N_IN("figure", "late"),
	    [FIGURE_OVERDUE] = N_IN("figure", "overdue"),
	    [FIGURE_RETURNED] = N_IN("figure", "back"),
	    [FIGURE_REOPENED] = N_IN("figure", "again"),
	    [FIGURE_DROPPED] = N_IN("figure", "dropped"),
	    [FIGURE_REPEATS] = N_IN("figure", "repeat"),
	};
	char from[TIME_SIZE];

	time_day(r->from, c->zone, from);
	put(a, 1, 0, 2 + NAME_WIDTH, STYLE_DIM, from + 5);
	for (unsigned f = 0; f < COUNT_OF(heads); f++)
		put_right(a, 1, figure_col((enum figure)f), FIGURE_CELLS - 1,
		    STYLE_HEADER, words_in("figure", heads[f]));
	put_right(
	    a, 1, a.cols - INDEX_WIDTH, INDEX_WIDTH, STYLE_HEADER, _("index"));
}

void
report_draw_index(const struct console *c, const struct report *r,
    struct area a, size_t selected, size_t top)
{
	size_t room =
	    a.rows > INDEX_HEAD + 1 ? (size_t)(a.rows - INDEX_HEAD - 1) : 0;

	draw_index_head(c, r, a);
	draw_weights(c, a);
	for (size_t k = 0; k < room && top + k < r->count; k++) {
		const struct report_row *of = &r->row[top + k];
		int row = (int)k + INDEX_HEAD;

		put(a, row, 0, 1, STYLE_SELECTED,
		    top + k == selected ? ">" : " ");
		put(a, row, 2, NAME_WIDTH, STYLE_NORMAL, report_name(c, of));
		draw_numbers(a, row, of);
	}
	draw_cursor(a, r->count ? (int)(selected - top) + INDEX_HEAD : 0, 0);
	put(a, a.rows - 1, 2, a.cols - 2, STYLE_DIM,
	    r->asked ? _("being asked for")
	             : _("of duties, never of people: Enter opens what is "
	                 "behind a figure"));
}
