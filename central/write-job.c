/*
 * One group of the writer, and one job in it (write-job.h).
 *
 * A job's effect stands in a savepoint. If it is refused the effect is taken
 * back and the refusal gets a line and a key of its own: asking again with
 * the same key gives the same refusal.
 */
#include "central/write-job.h"

#include <stdlib.h>
#include <string.h>

#include "central/duty.h"
#include "central/recent.h"
#include "central/scopes.h"
#include "model/duty.h"
#include "model/text.h"
#include "model/time.h"
#include "net/wire/codec.h"
#include "net/wire/problem-json.h"

#define TIMERS_AT_ONCE 256
#define TIMER_ROUNDS 10000 /* of one group; the rest waits for the next */

void
write_job_refuse(struct write_job *job, const struct problem *p)
{
	struct json_out o = {.buf = &job->body};

	buf_clear(&job->body);
	problem_write_json(&o, p);
	job->status = problem_http_status(p->code);
	if (job->status == 0)
		job->status = 500;
	job->is_problem = true;
}

/* A store that fails with its own words is the central's inner failure. */
static void
as_answer(struct problem *p)
{
	if (problem_http_status(p->code) == 0)
		problem_wrap(p, PROBLEM_INTERNAL);
}

static bool
is_refusal(const struct problem *p)
{
	int status = problem_http_status(p->code);

	return status >= 400 && status < 500;
}

/* The answer that the key was given before, if it was used before. */
struct earlier {
	struct write_job *job;
	struct problem *p;
	bool found;
};

static bool
earlier_answer(void *ctx, const struct store_key *k)
{
	struct earlier *e = ctx;

	e->found = true;
	if (k->status == 0)
		problem_set(e->p, PROBLEM_WITHDRAWN, NULL);
	else if (!k->digest ||
	         memcmp(k->digest, e->job->digest, DIGEST_SIZE) != 0)
		problem_set(e->p, PROBLEM_KEY_REUSED, NULL);
	else {
		e->job->status = k->status;
		e->job->is_problem = k->status >= 400;
		buf_puts(&e->job->body, k->body ? k->body : "{}");
	}
	return false;
}

/* True when that was the answer (or asking failed): nothing is to be run. */
static bool
answered_before(struct write_group *g, struct write_job *job)
{
	struct problem p = {0};
	struct earlier e = {.job = job, .p = &p};
	enum problem_code code;

	if (!job->key)
		return false;
	code = store_key_get(
	    g->store, job->actor->account, job->key, earlier_answer, &e, &p);
	if (code == PROBLEM_NOT_FOUND)
		return false;
	if (p.code) {
		as_answer(&p);
		write_job_refuse(job, &p);
	}
	return true;
}

/* The audit line and the key of a job, at tx->seq. */
static enum problem_code
leave_trace(
    struct write_group *g, const struct write_job *job, const char *verdict)
{
	struct tx *tx = &g->tx;
	struct audit_line line = {.seq = tx->seq,
	    .at = tx->now,
	    .account = job->actor->account,
	    .command = job->command,
	    .answer = verdict,
	    .what = buf_str(&tx->what)};
	struct store_key key = {job->actor->account, job->key, job->digest,
	    job->status, job->keep_answer ? buf_str(&job->body) : NULL,
	    time_wall()};
	enum problem_code code = PROBLEM_NONE;

	if (job->command)
		code = store_audit(g->store, &line, tx->problem);
	if (!code && job->key)
		code = store_key_put(g->store, &key, tx->problem);
	if (!code && job->command) {
		g->seq = tx->seq;
		memcpy(g->tag, line.tag, AUDIT_TAG);
	}
	return code;
}

/* {"seq":N,"records":[...]}: what changed, callers' details never. */
static void
write_answer(
    struct write_job *job, const struct tx *tx, const struct commit *commit)
{
	struct json_out o = {.buf = &job->body};

	json_open_object(&o);
	json_put_key(&o, "seq");
	json_put_int(&o, tx->seq);
	if (tx->reveal) {
		json_put_key(&o, "caller");
		codec_write_record(&o, tx->reveal);
	}
	json_put_key(&o, "records");
	json_open_array(&o);
	for (size_t i = 0; i < commit->count; i++) {
		const struct news *n = &commit->news[i];

		if (scopes_show(tx->settings, tx->actor, &n->change))
			json_put_raw(&o, n->json.data, n->json.len);
	}
	json_close_array(&o);
	json_close_object(&o);
}

/* Moves what the tx changed into a commit of the group. */
static struct commit *
keep_news(struct write_group *g)
{
	struct tx *tx = &g->tx;
	struct commit *c;

	if (g->commits == g->commit_room) {
		size_t room = g->commit_room ? g->commit_room * 2 : 64;

		c = realloc(g->commit, room * sizeof(*c));
		if (!c)
			return NULL;
		g->commit = c;
		g->commit_room = room;
	}
	c = &g->commit[g->commits];
	*c = (struct commit){.seq = tx->seq};
	c->news = calloc(tx->changes + 1, sizeof(*c->news));
	if (!c->news)
		return NULL;
	g->commits++;
	for (size_t i = 0; i < tx->changes; i++) {
		c->news[i].change = tx->change[i];
		codec_record(&c->news[i].json, tx->change[i].record);
	}
	c->count = tx->changes;
	tx->changes = 0;
	return c;
}

static void
commit_free(struct commit *c)
{
	for (size_t i = 0; i < c->count; i++) {
		record_free(c->news[i].change.record);
		free(c->news[i].change.scope);
		buf_free(&c->news[i].json);
	}
	free(c->news);
}

static enum problem_code
reload_settings(struct write_group *g)
{
	struct settings *fresh;
	enum problem_code code =
	    settings_load(g->store, g->settings, &fresh, g->tx.problem);

	if (code)
		return code;
	settings_drop(g->settings);
	g->settings = fresh;
	return code;
}

static void
begin_job(struct write_group *g, struct write_job *job, struct problem *p)
{
	struct tx *tx = &g->tx;

	tx_clear(tx);
	*p = (struct problem){0};
	tx->store = g->store;
	tx->settings = g->settings;
	tx->settings_changed = false;
	tx->actor = job->actor;
	tx->recent = g->recent;
	tx->now = now_get(g->now);
	tx->zone = g->zone;
	tx->seq = g->seq + (job->command ? 1 : 0);
	tx->problem = p;
}

/* What was carried out is what the next one may repeat. */
static void
note_recent(struct recent *recent, const struct commit *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct record *r = c->news[i].change.record;

		if (r && r->kind == KIND_INCIDENT)
			recent_note(recent, (const struct incident *)r);
		else if (r && r->kind == KIND_CALLER)
			recent_note_caller(recent, (const struct caller *)r);
	}
}

/* What remains to be done for a job that was carried out. */
static enum problem_code
finish_job(struct write_group *g, struct write_job *job)
{
	struct tx *tx = &g->tx;
	struct commit *c = keep_news(g);
	enum problem_code code;

	if (!c)
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	job->status = 200;
	write_answer(job, tx, c);
	code = leave_trace(g, job, "ok");
	memcpy(c->tag, g->tag, AUDIT_TAG);
	if (!code && tx->settings_changed)
		code = reload_settings(g);
	if (!code)
		code = store_keep(g->store, tx->problem);
	if (code) {
		commit_free(c);
		g->commits--;
	} else {
		note_recent(g->recent, c);
	}
	return code;
}

static void
set_clock(struct write_group *g)
{
	if (g->tx.clock_to == 0 && g->tx.clock_speed < 0)
		return;
	now_set(g->now, g->tx.clock_to, g->tx.clock_speed);
	g->clock_set = true;
}

/*
 * Adds to a refusal what stood in its way, as it stands now that the effect is
 * taken back, as far as the sender may see it.
 */
static void
show_standing(struct tx *tx, struct write_job *job)
{
	struct json_out o = {.buf = &job->body};
	struct problem none = {0}, *said = tx->problem;

	if (tx->stoods == 0 || job->body.len == 0)
		return;
	job->body.len--; /* the document's closing brace */
	buf_puts(&job->body, ",\"records\":");
	json_open_array(&o);
	tx->problem = &none;
	for (size_t i = 0; i < tx->stoods; i++) {
		const struct record *r =
		    tx_get(tx, tx->stood[i].kind, tx->stood[i].id);

		if (r && r->kind != KIND_CALLER)
			codec_write_record(&o, r);
		none = (struct problem){0};
	}
	tx->problem = said;
	json_close_array(&o);
	json_close_object(&o);
}

/* The refusal's own line and key. */
static enum problem_code
record_refusal(struct write_group *g, struct write_job *job,
    const struct problem *why, struct problem *fault)
{
	enum problem_code code;

	g->tx.problem = fault;
	code = store_mark(g->store, fault);
	if (!code)
		code = leave_trace(g, job, problem_code_name(why->code));
	return code ? code : store_keep(g->store, fault);
}

/*
 * Runs one job and leaves its answer in it. A refusal is an answer; what is
 * returned is the machine's failure, which ends the whole group: SQLite may
 * have taken back the transaction by itself when it ran out of space.
 */
static enum problem_code
run_job(struct write_group *g, struct write_job *job, struct problem *fault)
{
	int64_t seq = g->seq;
	unsigned char tag[AUDIT_TAG];
	struct problem p = {0};
	enum problem_code code;

	if (answered_before(g, job))
		return PROBLEM_NONE;
	begin_job(g, job, &p);
	memcpy(tag, g->tag, AUDIT_TAG);
	code = store_mark(g->store, &p);
	if (!code)
		code = job->run(&g->tx, job);
	if (!code)
		code = finish_job(g, job);
	if (!code) {
		set_clock(g);
		return PROBLEM_NONE;
	}
	g->seq = seq;
	memcpy(g->tag, tag, AUDIT_TAG);
	if (!is_refusal(&p)) {
		*fault = p;
		return code;
	}
	store_undo(g->store);
	write_job_refuse(job, &p);
	show_standing(&g->tx, job);
	return record_refusal(g, job, &p, fault);
}

/* A timer as a job of the system. */
struct timer_job {
	struct write_job job;
	struct store_timer timer;
	char id[ID_SIZE], name[16];
};

static enum problem_code
run_timer(struct tx *tx, struct write_job *job)
{
	const struct timer_job *t = job->ctx;
	struct store_timer off = t->timer;
	enum problem_code code;

	off.due = 0;
	code = store_timer_set(tx->store, &off, tx->problem);
	return code ? code : timer_fire(tx, &t->timer);
}

struct due {
	struct timer_job *list;
	size_t count;
	struct actor *system;
};

static bool
note_due(void *ctx, const struct store_timer *t)
{
	struct due *d = ctx;
	struct timer_job *j = &d->list[d->count++];

	*j = (struct timer_job){.timer = *t};
	text_copy_cut(j->id, sizeof(j->id), t->id);
	text_copy_cut(j->name, sizeof(j->name), t->name);
	j->timer.id = j->id;
	j->timer.name = j->name;
	j->job = (struct write_job){
	    .actor = d->system, .run = run_timer, .command = "timer", .ctx = j};
	return true;
}

/*
 * Fires what is due by `until`, in order: what one firing sets may be due
 * before what was due after it, so each moment is asked for anew. A refused
 * timer would be due again at once: it is taken away outside of its savepoint
 * and the audit line of its refusal tells.
 */
static enum problem_code
fire_timers(struct write_group *g, msec_t until, struct problem *p)
{
	struct due due = {.system = g->system};
	enum problem_code code = PROBLEM_NONE;

	due.list = calloc(TIMERS_AT_ONCE, sizeof(*due.list));
	if (!due.list)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (int round = 0; !code && round < TIMER_ROUNDS; round++) {
		due.count = 0;
		code = store_timers(
		    g->store, until, TIMERS_AT_ONCE, note_due, &due, p);
		if (due.count == 0)
			break;
		for (size_t i = 0; !code && i < due.count; i++) {
			struct timer_job *t = &due.list[i];

			if (t->timer.due != due.list[0].timer.due)
				break;

			now_set(g->now, t->timer.due, -1);
			code = run_job(g, &t->job, p);
			t->timer.due = 0;
			if (!code && t->job.is_problem)
				code = store_timer_set(g->store, &t->timer, p);
			buf_free(&t->job.body);
		}
	}
	free(due.list);
	return code;
}

/* A drill that stands still goes forward to when the job says it happened,
 * and what falls due on the way comes first. */
static enum problem_code
go_forward(
    struct write_group *g, const struct write_job *job, struct problem *p)
{
	enum problem_code code;

	if (!g->now->drill || job->happened <= now_get(g->now) ||
	    now_speed(g->now) != 0)
		return PROBLEM_NONE;
	code = fire_timers(g, job->happened, p);
	if (!code)
		now_set(g->now, job->happened, -1);
	g->clock_set = true;
	return code;
}

/*
 * Another day by the clock: a clock that was ahead and is right again has left
 * the midnights of templates beyond the next one.
 */
static enum problem_code
keep_midnights(struct write_group *g, struct problem *p)
{
	msec_t now = now_get(g->now);
	int64_t day = duty_day(now, g->zone);
	enum problem_code code;

	if (day == g->day)
		return PROBLEM_NONE;
	code = duty_rearm(g->store, g->settings, now, g->zone, p);
	if (!code)
		g->day = day;
	return code;
}

bool
write_group_is_due(struct write_group *g)
{
	struct problem p = {0};
	msec_t now = now_get(g->now), due = 0;

	if (duty_day(now, g->zone) != g->day)
		return true;
	return !store_timer_next(g->store, &due, &p) && due != 0 && due <= now;
}

enum problem_code
write_group_run(
    struct write_group *g, struct write_job *list, struct problem *p)
{
	enum problem_code code = keep_midnights(g, p);

	if (!code)
		code = store_begin(g->store, p);
	if (code)
		return code;
	code = fire_timers(g, now_get(g->now), p);
	for (struct write_job *job = list; !code && job; job = job->next) {
		code = go_forward(g, job, p);
		if (!code)
			code = run_job(g, job, p);
	}
	tx_clear(&g->tx);
	if (code) {
		store_rollback(g->store);
		return code;
	}
	return store_commit(g->store, p);
}

void
write_group_clear(struct write_group *g)
{
	for (size_t i = 0; i < g->commits; i++)
		commit_free(&g->commit[i]);
	g->commits = 0;
	g->clock_set = false;
}

/* Where the store stands: the last line, and the settings. */
static enum problem_code
read_state(struct write_group *g, struct problem *p)
{
	enum problem_code code = store_last(g->store, &g->seq, g->tag, p);

	g->tx.problem = p;
	if (!code)
		code = recent_load(g->recent, g->store, now_get(g->now), p);
	return code ? code : reload_settings(g);
}

bool
write_group_fail(
    struct write_group *g, struct write_job *list, const struct problem *p)
{
	struct problem said = *p;
	struct problem again = {0};

	as_answer(&said);
	for (struct write_job *job = list; job; job = job->next)
		write_job_refuse(job, &said);
	write_group_clear(g);
	return p->code != PROBLEM_UNKNOWN && !read_state(g, &again);
}

/* The zone that the store was made with. */
static enum problem_code
load_zone(struct write_group *g, struct problem *p)
{
	struct buf name = {0};
	enum problem_code code = store_fact_get(g->store, "zone", &name, p);

	if (!code && !g->zone)
		code = zone_load(buf_str(&name), &g->zone, p);
	buf_free(&name);
	return code;
}

enum problem_code
write_group_open(struct write_group *g, const char *dir, struct problem *p)
{
	const struct actor_birth system = {.account = "system",
	    .name = "system",
	    .permissions = UINT32_MAX,
	    .everything = true};
	enum problem_code code = store_open(dir, STORE_WRITE, &g->store, p);

	if (code)
		return code;
	if (!g->system)
		g->system = actor_new(&system);
	if (!g->recent)
		g->recent = recent_new();
	if (!g->system || !g->recent)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = load_zone(g, p);
	if (!code)
		code = read_state(g, p);
	g->day = INT64_MIN;
	return code ? code : keep_midnights(g, p);
}

enum problem_code
write_group_reopen(struct write_group *g, const char *dir, struct problem *p)
{
	if (g->store)
		store_close(g->store);
	g->store = NULL;
	return write_group_open(g, dir, p);
}

void
write_group_close(struct write_group *g)
{
	if (g->store)
		store_close(g->store);
	tx_free(&g->tx);
	write_group_clear(g);
	free(g->commit);
	settings_drop(g->settings);
	actor_drop(g->system);
	recent_free(g->recent);
	zone_free(g->zone);
	*g = (struct write_group){0};
}
