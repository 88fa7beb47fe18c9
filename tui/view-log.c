/*
 * `t` on a unit: its log, every step of every order it had, the newest at the
 * bottom. Orders are asked of the central a page at a time, and of those whose
 * incident is over its number, one question after the other; what is live
 * comes by the feed. Lines are laid out when something came, never in drawing.
 *
 * Orders beyond ORDERS_MOST are not asked for, and the title says so. What a
 * unit did without an order (a meal, a patrol) is in no story.
 */
#include "tui/console.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "tui/say.h"
#include "tui/view-units.h"
#include "tui/words.h"

#define ORDERS_PAGE 200
#define ORDERS_MOST 2000
#define NUMBERS_MOST 100 /* incidents that are over, asked for by id */
#define LINES_MOST 4096

struct line {
	msec_t at;
	size_t n; /* as it was laid out: steps of one moment keep their order */
	char text[160];
};

struct own {
	char unit[ID_SIZE];
	struct table *kept;           /* orders and incidents that were asked */
	struct http_request *request; /* under way, or NULL */
	char after[ID_SIZE];          /* the last order of the page before */
	char wanted[ID_SIZE];         /* the incident that is asked for */
	size_t orders, numbers;       /* asked for so far */
	bool whole, cut;              /* all orders are here; more there are */
	struct line *line;            /* room for LINES_MOST */
	size_t count, back;           /* back: rows from the newest */
};

static struct own *
own(const struct console *c)
{
	return c->own[SCREEN_LOG];
}

static bool
open_view(struct console *c)
{
	struct own *o = calloc(1, sizeof(*o));

	c->own[SCREEN_LOG] = o;
	if (!o)
		return false;
	o->kept = table_new();
	o->line = calloc(LINES_MOST, sizeof(*o->line));
	return o->kept && o->line;
}

static void
close_view(struct console *c)
{
	struct own *o = own(c);

	if (!o)
		return;
	if (o->request)
		http_request_cancel(o->request);
	if (o->kept)
		table_free(o->kept);
	free(o->line);
	free(o);
	c->own[SCREEN_LOG] = NULL;
}

/* ---- lines ---- */

static const struct incident *
find_incident(const struct console *c, const char *id)
{
	const struct incident *i = console_incident(c, id);

	return i ? i
	         : (const struct incident *)table_get(
	               own(c)->kept, KIND_INCIDENT, id);
}

static void
add_line(const struct console *c, const struct assignment *a, msec_t at,
    const char *what, const char *behind)
{
	const struct incident *i = find_incident(c, a->incident);
	struct own *o = own(c);
	struct line *l = &o->line[o->count];
	char day[TIME_SIZE], hms[TIME_SIZE];

	if (!at || o->count == LINES_MOST)
		return;
	l->at = at;
	l->n = o->count;
	snprintf(l->text, sizeof(l->text), "%s %s  %s  %s  %s  %s",
	    time_day(at, c->zone, day) + strlen("2026-"),
	    time_hms(at, c->zone, hms), i ? console_number(i) : "----", what,
	    i ? text_or(i->place, "") : "", behind);
	o->count++;
}

static void
add_order(const struct console *c, const struct assignment *a)
{
	static const enum command_id words[STEP_COUNT] = {
	    [STEP_DELIVERED] = COMMAND_DELIVERED,
	    [STEP_ACCEPTED] = COMMAND_ACCEPT,
	    [STEP_ENROUTE] = COMMAND_ENROUTE,
	    [STEP_ONSCENE] = COMMAND_ONSCENE,
	    [STEP_CONVEYING] = COMMAND_CONVEYING,
	    [STEP_CONVEYED] = COMMAND_CONVEYED,
	    [STEP_CLEARED] = COMMAND_CLEAR,
	    [STEP_REPORTED] = COMMAND_REPORT,
	};

	add_line(c, a, a->issued, words_in("command", "dispatch"), "");
	for (enum step s = 0; s < STEP_COUNT; s++)
		if (!step_listed(a->inferred, s))
			add_line(c, a, step_time(a, s),
			    words_in("command", command_get(words[s])->name),
			    s == STEP_REPORTED
			        ? form_outcome_label(c, a->outcome)
			        : "");
	if (a->ended)
		add_line(c, a, a->ended,
		    words_of(&enum_assignment_state, a->state),
		    text_or(a->reason, ""));
}

static void
add_orders(const struct console *c, const struct table *from, bool live)
{
	const struct record *const *all = table_all(from, KIND_ASSIGNMENT);

	for (size_t n = 0; n < table_count(from, KIND_ASSIGNMENT); n++) {
		const struct assignment *a = (const struct assignment *)all[n];

		if (text_is(a->unit, own(c)->unit) &&
		    (live || !table_get(c->table, KIND_ASSIGNMENT, a->head.id)))
			add_order(c, a);
	}
}

static int
by_time(const void *p, const void *q)
{
	const struct line *a = p, *b = q;

	if (a->at != b->at)
		return a->at > b->at ? 1 : -1;
	return (a->n > b->n) - (a->n < b->n);
}

static void
lay_out(struct console *c)
{
	struct own *o = own(c);

	o->count = 0;
	add_orders(c, c->table, true);
	add_orders(c, o->kept, false);
	qsort(o->line, o->count, sizeof(o->line[0]), by_time);
	console_touch(c);
}

/* ---- asking ---- */

static void ask_next(struct console *c);

static void
keep(struct console *c, struct record *r)
{
	struct record *old = NULL;

	if (!r)
		return;
	own(c)->orders += r->kind == KIND_ASSIGNMENT;
	if (!table_put(own(c)->kept, r, &old))
		record_free(r);
	record_free(old);
}

static void
take_page(struct console *c, const cJSON *json)
{
	const cJSON *list, *one;
	struct own *o = own(c);

	const cJSON *next = json_find(json, "next");

	o->whole = !cJSON_IsString(next);
	if (!o->whole)
		text_copy_cut(o->after, sizeof(o->after), next->valuestring);
	if (json_array(json, "records", &list, NULL) != PROBLEM_NONE)
		return;
	cJSON_ArrayForEach (one, list) {
		struct record *r = NULL;

		if (codec_record_read(one, CODEC_LENIENT, &r, NULL) ==
		    PROBLEM_NONE)
			keep(c, r);
	}
	o->cut = !o->whole && o->orders >= ORDERS_MOST;
	o->whole = o->whole || o->cut;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	static const struct json_limits limits = {
	    HTTP_ANSWER_MAX, JSON_DEPTH_MAX};
	struct console *c = ctx;
	struct own *o = own(c);
	bool incident = *o->wanted != '\0';
	struct record *r = NULL;
	cJSON *json = NULL;

	o->request = NULL;
	o->wanted[0] = '\0';
	if (a->status == 200)
		(void)!json_parse(a->body, a->len, &limits, &json, NULL);
	if (json && !incident)
		take_page(c, json);
	else if (json && codec_record_read(json, CODEC_LENIENT, &r, NULL) ==
	                     PROBLEM_NONE)
		keep(c, r);
	if (!json && !incident) {
		o->whole = o->cut = true;
		if (a->problem.code)
			console_say_problem(c, &a->problem);
	}
	cJSON_Delete(json);
	lay_out(c);
	ask_next(c);
}

/* An order's incident that nobody told us of yet, the newest first. */
static bool
find_unknown(const struct console *c, char id[ID_SIZE])
{
	const struct own *o = own(c);
	const struct record *const *all = table_all(o->kept, KIND_ASSIGNMENT);
	const struct assignment *best = NULL;

	for (size_t n = 0; n < table_count(o->kept, KIND_ASSIGNMENT); n++) {
		const struct assignment *a = (const struct assignment *)all[n];

		if (a->incident && !find_incident(c, a->incident) &&
		    (!best || a->issued > best->issued))
			best = a;
	}
	if (best)
		text_copy_cut(id, ID_SIZE, best->incident);
	return best != NULL;
}

static void
ask_next(struct console *c)
{
	struct own *o = own(c);
	char path[224];
	const struct http_ask ask = {
	    .method = "GET", .path = path, .done = on_answer, .ctx = c};
	struct problem p = {0};

	if (o->request || c->screen != SCREEN_LOG)
		return;
	if (!o->whole)
		snprintf(path, sizeof(path),
		    "/v1/records/assignment?unit=%s&limit=%d%s%s", o->unit,
		    ORDERS_PAGE, *o->after ? "&after=" : "", o->after);
	else if (o->numbers++ < NUMBERS_MOST && find_unknown(c, o->wanted))
		snprintf(
		    path, sizeof(path), "/v1/records/incident/%s", o->wanted);
	else
		return;
	o->request = link_ask(c->link, &ask, &p);
	if (!o->request)
		console_say_problem(c, &p);
}

void
units_open_log(struct console *c)
{
	const struct unit *u = units_selected(c);
	struct own *o = own(c);

	if (!u)
		return;
	if (o->request)
		http_request_cancel(o->request);
	table_clear(o->kept);
	o->request = NULL;
	o->after[0] = o->wanted[0] = '\0';
	o->orders = o->numbers = o->back = 0;
	o->whole = o->cut = false;
	text_copy_cut(o->unit, sizeof(o->unit), u->head.id);
	console_go(c, SCREEN_LOG);
	lay_out(c);
	ask_next(c);
}

/* ---- drawing, keys ---- */

static void
draw(const struct console *c, struct area a)
{
	const struct own *o = own(c);
	const struct unit *u = console_unit(c, o->unit);
	size_t room = a.rows > 1 ? (size_t)a.rows - 1 : 0;
	size_t end = o->count > o->back ? o->count - o->back : 0;
	size_t from = end > room ? end - room : 0;
	const char *right = _("all its orders");
	char title[160];

	snprintf(title, sizeof(title), _("log of %s  %s"),
	    u ? text_or(u->callsign, "?") : "?",
	    u ? words_of(&enum_unit_state, u->state) : "");
	if (o->request)
		right = _("older lines are being asked for");
	else if (o->cut)
		right = _("not all of its orders");
	draw_rule(a, 0, STYLE_TITLE, title, right);
	draw_cursor(a, a.rows - 1, 0);
	for (size_t n = from; n < end; n++)
		draw_text_flags(a, (int)(n - from) + 1, 0, a.cols, STYLE_NORMAL,
		    DRAW_MARK, o->line[n].text, strlen(o->line[n].text));
	if (o->count == 0)
		draw_text(a, 1, 0, a.cols, STYLE_DIM, _("it had no order yet"));
}

static size_t
rows_now(const struct console *c)
{
	int rows = (c->term ? term_rows(c->term) : 24) - 6;

	return rows > 0 ? (size_t)rows : 1;
}

/* What is older stands above. */
static void
go_by(struct console *c, int64_t by)
{
	struct own *o = own(c);
	size_t room = rows_now(c);
	int64_t most = o->count > room ? (int64_t)(o->count - room) : 0;
	int64_t back = (int64_t)o->back - by;

	o->back = (size_t)(back < 0 ? 0 : back > most ? most : back);
	console_touch(c);
}

static void
leave(struct console *c)
{
	console_go(c, SCREEN_UNITS);
}

/* A step of an order that is live. */
static void
changed(struct console *c, const struct record *old, const struct record *now)
{
	const struct record *r = now ? now : old;

	if (c->screen == SCREEN_LOG && r->kind == KIND_ASSIGNMENT &&
	    text_is(((const struct assignment *)r)->unit, own(c)->unit))
		lay_out(c);
}

static const struct record *
selected(const struct console *c)
{
	return view_units.selected(c);
}

const struct view view_log = {.screen = SCREEN_LOG,
    .tab = "Log",
    .open = open_view,
    .close = close_view,
    .draw = draw,
    .move = go_by,
    .page = rows_now,
    .selected = selected,
    .changed = changed,
    .act = {
        [ACTION_BACK] = leave,
        [ACTION_TIMELINE] = leave,
    }};
