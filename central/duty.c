/*
 * Making tasks (duty.h).
 */
#include "central/duty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/checklist.h"
#include "central/settle.h"
#include "model/checklist.h"
#include "model/duty.h"
#include "model/fold.h"
#include "model/lifecycle.h"
#include "model/text.h"

#define WARN_USUAL 60 /* minutes before a limit */

static enum problem_code
tell(struct tx *tx, const struct task *t, const char *event, const char *about,
    const char *words)
{
	const struct message line = {.class = MESSAGE_EVENT,
	    .event = event,
	    .about = about,
	    .text = words};

	return tx_say(tx, &t->head, &line);
}

/* ---- one more source ---- */

/* "station+fire brigade", cut when there is no room for more. */
static void
join_sources(const char *also, const char *source, char out[193])
{
	char whole[400];

	if (!source || !*source) {
		text_copy_cut(out, 193, text_or(also, ""));
		return;
	}
	snprintf(whole, sizeof(whole), "%s%s%s", text_or(also, ""),
	    also ? "+" : "", source);
	text_copy_cut(out, 193, strlen(whole) < 193 ? whole : also);
}

static bool
has_line(const struct item *const *item, size_t n, const char *text)
{
	for (size_t i = 0; i < n; i++)
		if (text_is(item[i]->text, text))
			return true;
	return false;
}

static void
write_line(struct buf *out, const struct checklist_line *line)
{
	if (line->class == ITEM_COUNT)
		buf_printf(out, "[count %lld] %s\n", (long long)line->want,
		    line->text);
	else
		buf_printf(out, "[%s] %s\n",
		    enum_word(&enum_item_class, line->class), line->text);
}

/* The lines that the task has not yet. */
static enum problem_code
add_steps(struct tx *tx, const struct task *t, const char *steps)
{
	const struct item *item[TX_ITEMS];
	struct checklist_line line;
	struct buf more = {0};
	const char *s = text_or(steps, "");
	enum problem_code code;
	size_t n, added;
	bool found = true;

	if (!*s)
		return PROBLEM_NONE;
	if (!tx_items(tx, t->head.id, item, &n))
		return tx->problem->code;
	code = checklist_next(&s, &line, &found, tx->problem);
	for (; !code && found;
	     code = checklist_next(&s, &line, &found, tx->problem))
		if (!has_line(item, n, line.text))
			write_line(&more, &line);
	if (!code && !buf_ok(&more))
		code = tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	if (!code && more.len > 0) {
		const struct checklist list = {.lines = buf_str(&more)};

		code = checklist_add(tx, &t->head, &list, &added);
	}
	buf_free(&more);
	return code;
}

/* The more urgent of two, 0 being none. */
static int64_t
urgent(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a + b;
	return a < b ? a : b;
}

static void
take_demands(struct task *draft, const struct duty_wish *wish)
{
	if (wish->due && (!draft->due || wish->due < draft->due))
		draft->due = wish->due;
	draft->priority = urgent(draft->priority, wish->priority);
	if (wish->weight > draft->weight)
		draft->weight = wish->weight;
	if (!draft->officer)
		draft->officer = wish->officer;
	if (!draft->incident)
		draft->incident = wish->incident;
	if (draft->state == TASK_DROPPED) {
		draft->state = TASK_OPEN;
		draft->ended = 0;
		draft->reason = NULL;
		draft->reopened++;
	}
}

enum problem_code
duty_add_source(struct tx *tx, struct task *draft, const struct duty_wish *wish)
{
	char also[193];
	enum problem_code code;

	if (wish->source && !duty_has_source(draft, wish->source)) {
		join_sources(draft->also, wish->source, also);
		draft->also = also;
	}
	take_demands(draft, wish);
	code = add_steps(tx, draft, wish->steps);
	if (!code)
		code = settle_task(tx, draft);
	return code ? code : tell(tx, draft, "source", NULL, wish->source);
}

/* ---- a new one ---- */

static enum problem_code
make(struct tx *tx, const struct duty_wish *wish, const char *id,
    const char *key)
{
	struct task draft = {.title = wish->title,
	    .officer = wish->officer,
	    .state = TASK_OPEN,
	    .due = wish->due,
	    .source = wish->source,
	    .incident = wish->incident,
	    .text = wish->text,
	    .area = wish->area,
	    .duty = key,
	    .template = wish->template,
	    .priority = wish->priority,
	    .weight = wish->weight ? wish->weight : 1,
	    .giver = tx->actor->officer,
	    .given = tx->now,
	    .planned = wish->planned,
	    .warn = wish->warn ? wish->warn : WARN_USUAL};
	const struct checklist list = {.lines = text_or(wish->steps, "")};
	enum problem_code code;
	size_t added;

	draft.head = (struct record){
	    .kind = KIND_TASK, .id = id, .station = wish->station};
	code = settle_task(tx, &draft);
	if (!code)
		code = checklist_add(tx, &draft.head, &list, &added);
	if (!code && added > 0)
		code = settle_task(tx, &draft);
	return code ? code
	            : tell(tx, &draft, "task", wish->officer, wish->source);
}

struct finding {
	const struct duty_wish *wish;
	char id[ID_SIZE];
	bool any;
};

/* One source that asks twice: the same order only when all of it is. */
static bool
is_asked_again(const struct duty_wish *wish, const struct task *t)
{
	return !duty_has_source(t, text_or(wish->source, "")) ||
	       (t->due == wish->due && text_is(t->text, wish->text));
}

/* Of one key: what is meant is told by a word, or by what it is about. */
static bool
is_same(const struct duty_wish *wish, const struct task *t)
{
	if (t->merged)
		return false;
	if (wish->word)
		return true;
	return task_owed(t->state) && text_is(t->officer, wish->officer) &&
	       (!t->incident || !wish->incident ||
	           text_is(t->incident, wish->incident)) &&
	       is_asked_again(wish, t);
}

static bool
note_found(void *ctx, const struct record *r)
{
	struct finding *f = ctx;

	if (!is_same(f->wish, (const struct task *)r))
		return true;
	text_copy_cut(f->id, sizeof(f->id), r->id);
	f->any = true;
	return false;
}

/* The task that is the same duty, or NULL. */
static const struct task *
same_duty(struct tx *tx, const struct duty_wish *wish, const char *key)
{
	struct finding f = {.wish = wish};

	if (store_find(tx->store, KIND_TASK,
	        field_find(KIND_TASK, "duty", strlen("duty")), key, note_found,
	        &f, tx->problem) ||
	    !f.any)
		return NULL;
	return (const struct task *)tx_peek(tx, KIND_TASK, f.id);
}

/* Titles are long: their mark is short, case and width aside. */
static void
title_word(const char *title, char word[ID_SIZE])
{
	const char *s = title, *end = title + strlen(title);
	struct buf folded = {0};
	int32_t c;

	while ((c = fold_next(&s, end)) >= 0)
		buf_printf(&folded, "%x ", (unsigned)c);
	id_from("title", buf_ok(&folded) ? buf_str(&folded) : title, word);
	buf_free(&folded);
}

static void
key_of(const struct duty_wish *wish, char key[DUTY_SIZE])
{
	char word[ID_SIZE];

	if (wish->word) {
		duty_key(wish->word, wish->area, wish->day, key);
		return;
	}
	title_word(wish->title, word);
	duty_key(word, wish->officer, wish->day, key);
}

enum problem_code
duty_give(struct tx *tx, const struct duty_wish *wish, char id[ID_SIZE])
{
	char key[DUTY_SIZE];
	const struct task *same;
	struct task draft;

	key_of(wish, key);
	same = same_duty(tx, wish, key);
	if (tx->problem->code)
		return tx->problem->code;
	if (!same) {
		if (wish->id)
			text_copy_cut(id, ID_SIZE, wish->id);
		else
			id_from("duty", key, id);
		return make(tx, wish, id, key);
	}
	text_copy_cut(id, ID_SIZE, same->head.id);
	if (duty_has_source(same, text_or(wish->source, "")))
		return PROBLEM_NONE;
	draft = *same;
	return duty_add_source(tx, &draft, wish);
}

/* ---- by template ---- */

/* Whether the template is that area's: listed, or in a station below. */
static bool
wants_area(
    const struct tx *tx, const struct setting *t, const struct grid *area)
{
	if (area->retired || !area->head.station)
		return false;
	if (t->areas.count > 0)
		return refs_have(&t->areas, area->head.id);
	return area->officer &&
	       (!t->head.station || settings_below(tx->settings,
	                                area->head.station, t->head.station));
}

/* Labels are in two languages; a task has one title, which both can read. */
static const char *
title_of(const struct setting *t)
{
	return t->zh ? t->zh : t->en ? t->en : t->name;
}

static const char *
source_of(const struct tx *tx, const struct setting *t)
{
	const struct station *s =
	    settings_station(tx->settings, t->head.station);

	return t->source ? t->source : s ? s->name : t->name;
}

static enum problem_code
give_area(struct tx *tx, const struct setting *t, const struct grid *area,
    int64_t day)
{
	const struct duty_wish wish = {.word = duty_word(t),
	    .title = title_of(t),
	    .station = area->head.station,
	    .area = area->head.id,
	    .officer = area->officer,
	    .source = source_of(tx, t),
	    .steps = t->steps,
	    .template = t->head.id,
	    .day = day,
	    .priority = t->priority,
	    .weight = t->weight,
	    .warn = t->warn,
	    .due = duty_limit(t, day, tx->zone)};
	char id[ID_SIZE];

	return duty_give(tx, &wish, id);
}

/* Every area, copied: the store is written to while they are gone through. */
struct areas {
	struct record **list;
	size_t count, room;
	bool failed;
};

static bool
note_area(void *ctx, const struct record *r)
{
	struct areas *a = ctx;

	if (a->count == a->room) {
		size_t room = a->room ? a->room * 2 : 64;
		void *more = realloc(a->list, room * sizeof(*a->list));

		if (!more) {
			a->failed = true;
			return false;
		}
		a->list = more;
		a->room = room;
	}
	a->list[a->count] = record_freeze(r);
	a->failed = !a->list[a->count];
	a->count += !a->failed;
	return !a->failed;
}

static enum problem_code
areas_read(struct tx *tx, struct areas *a)
{
	enum problem_code code = store_page(
	    tx->store, KIND_GRID, NULL, SIZE_MAX, note_area, a, tx->problem);

	return code || !a->failed ? code
	                          : tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
}

static void
areas_free(struct areas *a)
{
	for (size_t i = 0; i < a->count; i++)
		record_free(a->list[i]);
	free(a->list);
}

static enum problem_code
give_days(struct tx *tx, const struct setting *t, const struct areas *areas,
    int64_t from, int64_t today)
{
	enum problem_code code = PROBLEM_NONE;

	for (int64_t day = from; !code && day <= today; day++) {
		if (!duty_due(t, day) ||
		    (day < today && t->rhythm == RHYTHM_DAILY))
			continue;
		for (size_t i = 0; !code && i < areas->count; i++) {
			const struct grid *area =
			    (const struct grid *)areas->list[i];

			if (wants_area(tx, t, area))
				code = give_area(tx, t, area, day);
		}
	}
	return code;
}

/* Whether it makes tasks by itself. */
static bool
runs(const struct setting *t)
{
	return t->topic == TOPIC_TEMPLATE && !t->retired &&
	       t->rhythm != RHYTHM_NONE;
}

enum problem_code
duty_arm(struct tx *tx, const struct setting *t)
{
	int64_t today = duty_day(tx->now, tx->zone);

	return tx_timer(tx, &t->head, "day",
	    runs(t) ? duty_day_begin(today + 1, tx->zone) : 0);
}

static enum problem_code
give_since(struct tx *tx, const struct setting *t, int64_t from, int64_t today)
{
	struct areas areas = {0};
	enum problem_code code = areas_read(tx, &areas);

	if (!code)
		code = give_days(tx, t, &areas, from, today);
	areas_free(&areas);
	return code;
}

enum problem_code
duty_midnight(struct tx *tx, const struct setting *t, msec_t due)
{
	int64_t today = duty_day(tx->now, tx->zone);
	int64_t from = due ? duty_day(due, tx->zone) : today;
	enum problem_code code;

	if (from < today - DUTY_BACK)
		from = today - DUTY_BACK;
	code = give_since(tx, t, from, today);
	return code ? code : duty_arm(tx, t);
}

/* A limit that is past already binds nobody who could not know of it. */
static bool
makes_now(const struct tx *tx, const struct setting *t, int64_t today)
{
	if (t->topic != TOPIC_TEMPLATE || !duty_due(t, today))
		return false;
	return t->rhythm == RHYTHM_ONCE || t->rhythm == RHYTHM_CALENDAR ||
	       duty_limit(t, today, tx->zone) > tx->now;
}

enum problem_code
duty_template_put(struct tx *tx, const struct setting *t)
{
	int64_t today = duty_day(tx->now, tx->zone);
	enum problem_code code = PROBLEM_NONE;

	if (makes_now(tx, t, today))
		code = give_since(tx, t, today, today);
	return code ? code : duty_arm(tx, t);
}

/* ---- timers of a store just opened ---- */

#define TIMERS_LOOKED_AT 65536 /* due within a day */

struct armed {
	const struct settings *settings;
	bool *is; /* a template's place among the settings */
};

static bool
note_armed(void *ctx, const struct store_timer *t)
{
	struct armed *a = ctx;

	if (t->kind != KIND_SETTING || strcmp(t->name, "day") != 0)
		return true;
	for (size_t i = 0; i < a->settings->count; i++)
		if (text_is(a->settings->setting[i]->head.id, t->id))
			a->is[i] = true;
	return true;
}

static enum problem_code
arm_missing(
    struct store *store, const struct armed *a, msec_t next, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < a->settings->count; i++) {
		const struct setting *s = a->settings->setting[i];
		const struct store_timer t = {
		    KIND_SETTING, s->head.id, "day", next};

		if (runs(s) && !a->is[i])
			code = store_timer_set(store, &t, p);
	}
	return code;
}

enum problem_code
duty_rearm(struct store *store, const struct settings *settings, msec_t now,
    const struct zone *zone, struct problem *p)
{
	msec_t next = duty_day_begin(duty_day(now, zone) + 1, zone);
	struct armed a = {.settings = settings};
	enum problem_code code;

	a.is = calloc(settings->count + 1, sizeof(*a.is));
	if (!a.is)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = store_begin(store, p);
	if (code) {
		free(a.is);
		return code;
	}
	code = store_timers(store, next, TIMERS_LOOKED_AT, note_armed, &a, p);
	if (!code)
		code = arm_missing(store, &a, next, p);
	free(a.is);
	if (!code)
		return store_commit(store, p);
	store_rollback(store);
	return code;
}

/* ---- areas ---- */

struct handing {
	struct areas tasks;
	const struct grid *area;
	const char *from;
};

static bool
note_owed(void *ctx, const struct record *r)
{
	struct handing *h = ctx;
	const struct task *t = (const struct task *)r;

	if (!task_owed(t->state) ||
	    (t->officer && !text_is(t->officer, h->from)))
		return true;
	return note_area(&h->tasks, r);
}

/* What is not done is handed over, and stays as late as it is. */
static enum problem_code
hand_over(struct tx *tx, const struct grid *old, const struct grid *now)
{
	struct handing h = {.area = now, .from = old->officer};
	enum problem_code code = store_find(tx->store, KIND_TASK,
	    field_find(KIND_TASK, "area", strlen("area")), now->head.id,
	    note_owed, &h, tx->problem);

	if (!code && h.tasks.failed)
		code = tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; !code && i < h.tasks.count; i++) {
		struct task draft = *(const struct task *)h.tasks.list[i];

		draft.officer = now->officer;
		code = settle_task(tx, &draft);
		if (!code)
			code = tell(tx, &draft, "give", now->officer, NULL);
	}
	areas_free(&h.tasks);
	return code;
}

enum problem_code
duty_area_put(struct tx *tx, const struct grid *old, const struct grid *now)
{
	int64_t today = duty_day(tx->now, tx->zone);
	enum problem_code code = PROBLEM_NONE;

	if (old && now->officer && !text_is(old->officer, now->officer))
		code = hand_over(tx, old, now);
	for (size_t i = 0; !code && i < tx->settings->count; i++) {
		const struct setting *t = tx->settings->setting[i];

		if (makes_now(tx, t, today) && wants_area(tx, t, now))
			code = give_area(tx, t, now, today);
	}
	return code;
}
