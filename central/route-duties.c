/*
 * What became of tasks, counted: by officer, by area, by day; and the records
 * behind every figure, so that nobody is judged by a number that cannot be
 * checked. Duties are counted, never citizens.
 *
 * A figure counts tasks, each once. The index adds to it the weight that the
 * agency sets for the figure, times the task's own. A task belongs to the time
 * of its limit, or of its giving when it has none.
 *
 * Asked for one officer or one area the store finds them; else it walks along
 * all tasks, which takes its time in a store of years.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "central/scopes.h"
#include "model/duty.h"
#include "model/time.h"
#include "net/wire/codec.h"

#define ROWS_MOST 512 /* officers, areas or days of one answer */
#define DAYS_USUAL 30
#define AREAS_MOST 512

enum by { BY_OFFICER, BY_AREA, BY_DAY };

/* What is asked, and who asks. */
struct question {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	char (*scope)[SCOPE_SIZE];
	size_t scopes;
	msec_t from, to, now;
	const char *officer, *area, *station;
	struct zone *zone;
};

struct row {
	char id[ID_SIZE];
	int64_t figure[FIGURE_COUNT];
	int64_t index;
};

struct table {
	struct question *q;
	enum by by;
	struct row *row; /* room for ROWS_MOST; sorted by id */
	size_t count;
	bool more; /* there were others, which had no room */
};

/* ---- who may see what ---- */

/* By station; a field account its officer's alone. */
static bool
may_see(const struct question *q, const struct record *r, const char *officer)
{
	char want[SCOPE_SIZE];

	if (q->a->actor->everything)
		return true;
	snprintf(want, sizeof(want), "station/%s", text_or(r->station, ""));
	for (size_t i = 0; i < q->scopes; i++)
		if (strcmp(q->scope[i], want) == 0)
			return true;
	return officer && text_is(officer, q->a->actor->officer);
}

/* A row named "-" is of what has none. */
static bool
is_of(const char *asked, const char *id)
{
	return !asked || text_is(id, strcmp(asked, "-") == 0 ? NULL : asked);
}

static bool
is_asked(const struct question *q, const struct task *t)
{
	msec_t at = duty_time(t);

	return at >= q->from && at < q->to && !t->merged &&
	       is_of(q->officer, t->officer) && is_of(q->area, t->area) &&
	       (!q->station || text_is(t->head.station, q->station)) &&
	       may_see(q, &t->head, t->officer);
}

/* What it is a repeat of is known: joined into it, or likely so. */
static bool
is_repeat(const struct question *q, const struct incident *i)
{
	return i->reported >= q->from && i->reported < q->to &&
	       (i->merged || i->repeat) && may_see(q, &i->head, NULL);
}

/* ---- the question ---- */

static enum problem_code
ask_whose(struct ask *a, const char *name, const char **out, struct problem *p)
{
	if (text_is(http_param(a->request, name), "-")) {
		*out = "-";
		return PROBLEM_NONE;
	}
	return ask_id(a, name, out, p);
}

static enum problem_code
read_question(struct question *q)
{
	enum problem_code code;

	q->now = now_get(&q->a->central->now);
	code = ask_number(q->a, "from", 0, JSON_INT_MAX,
	    q->now - DAYS_USUAL * TIME_DAY, &q->from, q->p);
	if (!code)
		code = ask_number(q->a, "to", 0, JSON_INT_MAX,
		    q->now + TIME_DAY, &q->to, q->p);
	if (!code)
		code = ask_whose(q->a, "officer", &q->officer, q->p);
	if (!code)
		code = ask_whose(q->a, "area", &q->area, q->p);
	if (!code)
		code = ask_id(q->a, "station", &q->station, q->p);
	if (!code)
		code = zone_load(q->a->central->zone, &q->zone, q->p);
	if (code)
		return code;
	q->settings = ask_settings(q->a);
	q->scope = calloc(SCOPES_MAX, SCOPE_SIZE);
	if (!q->scope)
		return problem_set(q->p, PROBLEM_NO_MEMORY, NULL);
	q->scopes = settings_scopes(q->settings, q->a->actor, q->scope);
	return PROBLEM_NONE;
}

static void
question_free(struct question *q)
{
	if (q->settings)
		settings_drop(q->settings);
	zone_free(q->zone);
	free(q->scope);
}

/* Walks along the tasks that may be asked for. */
static enum problem_code
walk(struct question *q, store_record_fn *each, void *ctx)
{
	bool officer = q->officer && strcmp(q->officer, "-") != 0;
	bool area = q->area && strcmp(q->area, "-") != 0;
	const char *by = officer ? "officer" : area ? "area" : NULL;

	if (!by)
		return store_page(
		    q->store, KIND_TASK, NULL, SIZE_MAX, each, ctx, q->p);
	return store_find(q->store, KIND_TASK,
	    field_find(KIND_TASK, by, strlen(by)),
	    officer ? q->officer : q->area, each, ctx, q->p);
}

/* ---- counting ---- */

static void
key_of(const struct table *t, const struct task *task, char id[ID_SIZE])
{
	char day[TIME_SIZE];

	if (t->by == BY_DAY)
		snprintf(id, ID_SIZE, "%s",
		    time_day(duty_time(task), t->q->zone, day));
	else
		snprintf(id, ID_SIZE, "%s",
		    text_or(
		        t->by == BY_OFFICER ? task->officer : task->area, "-"));
}

/* The row of that id, a new one in its place; NULL when there is no room. */
static struct row *
row_of(struct table *t, const char *id)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(t->row[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < t->count && strcmp(t->row[low].id, id) == 0)
		return &t->row[low];
	if (t->count == ROWS_MOST) {
		t->more = true;
		return NULL;
	}
	memmove(
	    t->row + low + 1, t->row + low, (t->count - low) * sizeof(*t->row));
	t->count++;
	t->row[low] = (struct row){0};
	snprintf(t->row[low].id, ID_SIZE, "%s", id);
	return &t->row[low];
}

static int64_t
weight_of(const struct question *q, enum figure f)
{
	const struct setting *s = settings_named(
	    q->settings, TOPIC_INDEX, enum_word(&enum_figure, f));

	return s && !s->retired ? s->weight : 0;
}

static bool
count_task(void *ctx, const struct record *r)
{
	struct table *t = ctx;
	const struct task *task = (const struct task *)r;
	int64_t weight = task->weight > 0 ? task->weight : 1;
	char id[ID_SIZE];
	struct row *row;

	if (!is_asked(t->q, task))
		return true;
	key_of(t, task, id);
	row = row_of(t, id);
	for (enum figure f = 0; row && f < FIGURE_COUNT; f++) {
		if (!duty_counts(task, f, t->q->now))
			continue;
		row->figure[f]++;
		row->index += weight * weight_of(t->q, f);
	}
	return true;
}

/* ---- repeats in an area ---- */

struct counting {
	const struct question *q;
	int64_t n;
};

static bool
count_repeat(void *ctx, const struct record *r)
{
	struct counting *c = ctx;

	c->n += is_repeat(c->q, (const struct incident *)r);
	return true;
}

static enum problem_code
repeats_in(
    struct question *q, const char *area, store_record_fn *each, void *ctx)
{
	return store_find(q->store, KIND_INCIDENT,
	    field_find(KIND_INCIDENT, "grid", strlen("grid")), area, each, ctx,
	    q->p);
}

struct areas {
	struct {
		char id[ID_SIZE], officer[ID_SIZE];
	} area[AREAS_MOST];
	size_t count;
	bool more; /* there were others */
};

static bool
note_area(void *ctx, const struct record *r)
{
	struct areas *a = ctx;
	const struct grid *g = (const struct grid *)r;

	a->more = a->count == AREAS_MOST;
	if (a->more)
		return false;
	snprintf(a->area[a->count].id, ID_SIZE, "%s", r->id);
	snprintf(a->area[a->count++].officer, ID_SIZE, "%s",
	    text_or(g->officer, ""));
	return true;
}

/* Those of the areas that have a row, or whose officer has one. */
static enum problem_code
add_repeats(struct table *t)
{
	struct areas *areas = calloc(1, sizeof(*areas));
	enum problem_code code;

	if (!areas)
		return problem_set(t->q->p, PROBLEM_NO_MEMORY, NULL);
	code = store_page(
	    t->q->store, KIND_GRID, NULL, SIZE_MAX, note_area, areas, t->q->p);
	t->more |= areas->more;
	for (size_t i = 0; !code && i < areas->count; i++) {
		const char *key = t->by == BY_AREA ? areas->area[i].id
		                                   : areas->area[i].officer;
		struct counting c = {.q = t->q};

		for (size_t k = 0; k < t->count; k++) {
			if (strcmp(t->row[k].id, key) != 0)
				continue;
			c.n = 0;
			code = repeats_in(
			    t->q, areas->area[i].id, count_repeat, &c);
			t->row[k].figure[FIGURE_REPEATS] += c.n;
			t->row[k].index +=
			    c.n * weight_of(t->q, FIGURE_REPEATS);
		}
	}
	free(areas);
	return code;
}

/* ---- the answer ---- */

static void
write_rows(const struct table *t, struct json_out *o)
{
	json_put_key(o, "rows");
	json_open_array(o);
	for (size_t i = 0; i < t->count; i++) {
		const struct row *r = &t->row[i];

		json_open_object(o);
		ask_put_text(o, "id", r->id);
		for (enum figure f = 0; f < FIGURE_COUNT; f++)
			ask_put_number(
			    o, enum_word(&enum_figure, f), r->figure[f]);
		ask_put_number(o, "index", r->index);
		json_close_object(o);
	}
	json_close_array(o);
}

static enum problem_code
read_by(struct ask *a, enum by *by, struct problem *p)
{
	static const char *const words[] = {"officer", "area", "day"};
	const char *word = http_param(a->request, "by");

	for (*by = BY_OFFICER; *by <= BY_DAY; ++*by)
		if (text_is(word, words[*by]))
			return PROBLEM_NONE;
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "by", "value",
	    text_or(word, ""), "want", why_officer_area_or_day, NULL);
}

static enum problem_code
count_all(struct table *t)
{
	enum problem_code code = store_view(t->q->store, t->q->p);

	if (code)
		return code;
	code = walk(t->q, count_task, t);
	if (!code && t->by != BY_DAY)
		code = add_repeats(t);
	store_view_end(t->q->store);
	return code;
}

enum problem_code
route_duties(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {
	    "by", "from", "to", "officer", "area", "station"};
	struct question q = {.a = a, .store = store, .p = p};
	struct table t = {.q = &q};
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code = ask_params(a, known, COUNT_OF(known), p);

	if (!code)
		code = read_by(a, &t.by, p);
	if (!code)
		code = read_question(&q);
	t.row = calloc(ROWS_MOST, sizeof(*t.row));
	if (!code && !t.row)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!code)
		code = count_all(&t);
	if (!code) {
		json_open_object(&o);
		ask_put_number(&o, "from", q.from);
		ask_put_number(&o, "to", q.to);
		write_rows(&t, &o);
		ask_put_bool(&o, "more", t.more);
		json_close_object(&o);
		ask_json(a, 200, &body);
	}
	free(t.row);
	question_free(&q);
	return code;
}

/* ---- the records behind a figure ---- */

struct behind {
	struct question *q;
	enum figure figure;
	const char *after;
	struct json_out *o;
	int64_t limit, given;
	char last[ID_SIZE];
	bool more;
};

/* Records come in no order of ids when they are found by a field. */
struct picked {
	struct behind *b;
	struct record **list;
	size_t count, room;
	bool failed;
};

static bool
pick(void *ctx, const struct record *r)
{
	struct picked *k = ctx;
	struct behind *b = k->b;
	bool wanted =
	    b->figure == FIGURE_REPEATS
	        ? is_repeat(b->q, (const struct incident *)r)
	        : is_asked(b->q, (const struct task *)r) &&
	              duty_counts((const struct task *)r, b->figure, b->q->now);

	if (!wanted || (b->after && strcmp(r->id, b->after) <= 0))
		return true;
	if (k->count == k->room) {
		size_t room = k->room ? k->room * 2 : 64;
		void *more = realloc(k->list, room * sizeof(*k->list));

		k->failed = !more;
		if (!more)
			return false;
		k->list = more;
		k->room = room;
	}
	k->list[k->count] = record_freeze(r);
	k->failed = !k->list[k->count];
	k->count += !k->failed;
	return !k->failed;
}

static int
by_id(const void *a, const void *b)
{
	const struct record *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static void
give_picked(struct picked *k)
{
	struct behind *b = k->b;

	if (k->count > 0)
		qsort(k->list, k->count, sizeof(*k->list), by_id);
	for (size_t i = 0; i < k->count; i++) {
		if (b->given < b->limit) {
			codec_write_record(b->o, k->list[i]);
			snprintf(b->last, ID_SIZE, "%s", k->list[i]->id);
			b->given++;
		} else {
			b->more = true;
		}
		record_free(k->list[i]);
	}
	free(k->list);
}

static enum problem_code
pick_repeats(struct picked *k)
{
	struct question *q = k->b->q;
	struct areas *areas = calloc(1, sizeof(*areas));
	enum problem_code code;

	if (!areas)
		return problem_set(q->p, PROBLEM_NO_MEMORY, NULL);
	code = store_page(
	    q->store, KIND_GRID, NULL, SIZE_MAX, note_area, areas, q->p);
	for (size_t i = 0; !code && i < areas->count; i++)
		if ((!q->area || strcmp(areas->area[i].id, q->area) == 0) &&
		    (!q->officer ||
		        strcmp(areas->area[i].officer, q->officer) == 0))
			code = repeats_in(q, areas->area[i].id, pick, k);
	free(areas);
	return code;
}

static enum problem_code
find_behind(struct behind *b)
{
	struct picked k = {.b = b};
	enum problem_code code = store_view(b->q->store, b->q->p);

	if (code)
		return code;
	code = b->figure == FIGURE_REPEATS ? pick_repeats(&k)
	                                   : walk(b->q, pick, &k);
	store_view_end(b->q->store);
	if (!code && k.failed)
		code = problem_set(b->q->p, PROBLEM_NO_MEMORY, NULL);
	give_picked(&k);
	return code;
}

static enum problem_code
read_figure(struct ask *a, enum figure *f, struct problem *p)
{
	int value = enum_find(&enum_figure, a->part[0], strlen(a->part[0]));

	*f = (enum figure)value;
	return value >= 0 ? PROBLEM_NONE
	                  : ask_not_found(p, "figure", a->part[0]);
}

enum problem_code
route_duty_records(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {
	    "from", "to", "officer", "area", "station", "after", "limit"};
	struct question q = {.a = a, .store = store, .p = p};
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct behind b = {.q = &q, .o = &o};
	enum problem_code code = ask_params(a, known, COUNT_OF(known), p);

	if (!code)
		code = read_figure(a, &b.figure, p);
	if (!code)
		code = ask_id(a, "after", &b.after, p);
	if (!code)
		code = ask_number(
		    a, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &b.limit, p);
	if (!code)
		code = read_question(&q);
	if (!code) {
		json_open_object(&o);
		json_put_key(&o, "records");
		json_open_array(&o);
		code = find_behind(&b);
		json_close_array(&o);
		if (b.more)
			ask_put_text(&o, "next", b.last);
		json_close_object(&o);
	}
	question_free(&q);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}
