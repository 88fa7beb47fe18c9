/*
 * A state for each step, the head of each lane, and a walk over the steps
 * from the oldest that is not done: few are looked at, none is forgotten.
 */
#include "replay/send.h"

#include "model/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum step_state { WAITING, UNDER_WAY, OVER };

struct sending {
	const struct send_options *o;
	const struct plan *plan;
	struct send_result *result;
	unsigned char *state; /* by step, of enum step_state */
	uint32_t *head;       /* by lane: the step whose turn it is */
	uint32_t oldest;      /* all before it are over */
	size_t under_way;
	struct reach_health clock;
	msec_t heard;    /* boot clock: the last answer */
	msec_t not_till; /* boot clock: nothing is sent before */
	msec_t told;     /* boot clock: the last progress */
	msec_t looked;   /* boot clock: at the tracks */
	size_t moving;   /* positions under way; 0: none */
	struct buf path, body;
	struct problem stop; /* why it ends, if it does */
	bool stopped;
};

/* One request under way. */
struct flight {
	struct sending *s;
	uint32_t step;
};

/* ---- answers ---- */

/* The step is over: the next in its lanes may go. */
static void
finish(struct sending *s, uint32_t i)
{
	const struct plan_step *step = &s->plan->step[i];

	s->state[i] = OVER;
	s->result->done++;
	for (size_t k = 0; k < PLAN_LANES; k++)
		if (step->lane[k] != PLAN_NONE)
			s->head[step->lane[k]] = step->after[k];
	while (s->oldest < s->plan->count && s->state[s->oldest] == OVER)
		s->oldest++;
}

/* Not now: once more, after a while, as all others. */
static void
again(struct sending *s, uint32_t i)
{
	s->state[i] = WAITING;
	s->not_till = time_boot() + SEND_RETRY_MS;
	s->result->asked_again++;
}

/* Whether the refusal says only that it was done before. */
static bool
was_done(const struct sending *s, uint32_t i, const struct problem *p)
{
	switch (s->plan->step[i].command) {
	case COMMAND_NEW:
	case COMMAND_DISPATCH:
		return p->code == PROBLEM_EXISTS;
	case COMMAND_CLOSE:
		return p->code == PROBLEM_STATE &&
		       strcmp(problem_get(p, "is"), "closed") == 0;
	default:
		return false;
	}
}

static void
refused(struct sending *s, uint32_t i, const struct problem *p)
{
	struct send_result *r = s->result;

	if (was_done(s, i, p))
		return;
	if (r->refused < SEND_REFUSALS)
		r->refusal[r->refused] = (struct send_refusal){i, *p};
	r->refused++;
}

static void
stop(struct sending *s, const struct problem *p)
{
	s->stopped = true;
	s->stop = *p;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct flight *f = ctx;
	struct sending *s = f->s;
	uint32_t i = f->step;

	free(f);
	s->under_way--;
	if (a->status != 0)
		s->heard = time_boot();
	switch (a->problem.code) {
	case PROBLEM_LINK:
	case PROBLEM_UNKNOWN:
	case PROBLEM_BUSY:
	case PROBLEM_TOO_MANY:
		again(s, i);
		return;
	case PROBLEM_UNAUTHENTICATED:
	case PROBLEM_FORBIDDEN:
	case PROBLEM_MUST_CHANGE:
	case PROBLEM_LOCKED:
	case PROBLEM_NO_SPACE:
	case PROBLEM_NO_MEMORY:
		s->state[i] = WAITING;
		stop(s, &a->problem);
		return;
	case PROBLEM_NONE:
		break;
	default:
		refused(s, i, &a->problem);
	}
	finish(s, i);
}

/* ---- sending ---- */

static enum problem_code
send_one(struct sending *s, uint32_t i, struct problem *p)
{
	struct flight *f = malloc(sizeof(*f));
	struct told told;
	struct http_ask ask = {.method = "POST",
	    .auth = session_auth(s->o->reach->session),
	    .header = {{"Idempotency-Key", told.key}},
	    .timeout_ms = REACH_MS,
	    .done = on_answer,
	    .ctx = f};

	teller_step(s->o->teller, &s->plan->step[i], &told);
	if (!f || !reach_write(&told.call, &s->path, &s->body)) {
		free(f);
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	*f = (struct flight){s, i};
	ask.path = buf_str(&s->path);
	ask.body = buf_str(&s->body);
	ask.len = s->body.len;
	if (!http_client_ask(s->o->reach->http, &ask, p)) {
		free(f);
		return p->code;
	}
	s->state[i] = UNDER_WAY;
	s->under_way++;
	return PROBLEM_NONE;
}

static bool
is_its_turn(const struct sending *s, uint32_t i)
{
	const struct plan_step *step = &s->plan->step[i];

	for (size_t k = 0; k < PLAN_LANES; k++)
		if (step->lane[k] != PLAN_NONE && s->head[step->lane[k]] != i)
			return false;
	return true;
}

/* Sends what may go; *wait gets the ms until more may go by the clock. */
static enum problem_code
send_ready(struct sending *s, int *wait, struct problem *p)
{
	msec_t now = s->o->paced ? reach_now(&s->clock) : INT64_MAX;
	enum problem_code code = PROBLEM_NONE;

	if (time_boot() < s->not_till)
		return PROBLEM_NONE;
	for (uint32_t i = s->oldest;
	     !code && i < s->plan->count && i < s->oldest + SEND_AHEAD &&
	     s->under_way < SEND_IN_FLIGHT;
	     i++) {
		if (s->plan->step[i].at > now) {
			msec_t left = s->plan->step[i].at - now;
			int64_t speed = s->clock.speed;

			if (speed > 0 && left / speed < *wait)
				*wait = (int)(left / speed) + 1;
			break;
		}
		if (s->state[i] == WAITING && is_its_turn(s, i))
			code = send_one(s, i, p);
	}
	return code;
}

/* ---- tracks ---- */

static void
on_positions(void *ctx, const struct http_answer *a)
{
	struct sending *s = ctx;
	size_t count = s->moving;

	s->moving = 0;
	switch (a->problem.code) {
	case PROBLEM_NONE:
		s->heard = time_boot();
		s->result->positions += count;
		return;
	case PROBLEM_LINK:
	case PROBLEM_UNKNOWN:
	case PROBLEM_BUSY:
	case PROBLEM_TOO_MANY:
		return;
	default:
		s->result->tracks = a->problem;
	}
}

/* The time of the file that it is: without a pace, that of the next step. */
static msec_t
file_now(const struct sending *s)
{
	return s->o->paced ? reach_now(&s->clock) : s->plan->step[s->oldest].at;
}

/* Who has moved in the last second; one request at a time. */
static enum problem_code
send_positions(struct sending *s, struct problem *p)
{
	struct http_ask ask = {.method = "POST",
	    .path = "/v1/positions",
	    .auth = session_auth(s->o->reach->session),
	    .timeout_ms = REACH_MS,
	    .done = on_positions,
	    .ctx = s};
	msec_t now = time_boot();
	size_t count;

	if (!s->o->tracks || s->moving > 0 || s->result->tracks.code ||
	    now - s->looked < SEND_TRACKS_MS)
		return PROBLEM_NONE;
	tracks_go(s->o->tracks, file_now(s));
	buf_clear(&s->body);
	count = tracks_write(
	    s->o->tracks, (const char(*)[ID_SIZE])s->o->teller->unit, &s->body);
	if (count < TRACK_BATCH)
		s->looked = now;
	if (!buf_ok(&s->body))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	ask.body = buf_str(&s->body);
	ask.len = s->body.len;
	if (count > 0 && !http_client_ask(s->o->reach->http, &ask, p))
		return p->code;
	s->moving = count;
	return PROBLEM_NONE;
}

/* ---- the loop ---- */

static enum problem_code
read_clock(struct sending *s, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (!s->o->paced || time_boot() - s->clock.asked_at < SEND_CLOCK_MS)
		return code;
	code = reach_health(s->o->reach, &s->clock, p);
	if (!code)
		s->heard = time_boot();
	/* A central that is away for a while may come back. */
	if (code == PROBLEM_LINK) {
		s->clock.asked_at = time_boot();
		s->clock.speed = 0;
		code = PROBLEM_NONE;
	}
	return code;
}

static bool
tell_progress(struct sending *s)
{
	uint32_t at = s->oldest < s->plan->count ? s->oldest : s->oldest - 1;
	msec_t now = time_boot();

	if (!s->o->progress || now - s->told < 200)
		return true;
	s->told = now;
	return s->o->progress(s->o->ctx, s->result, s->plan->step[at].at);
}

/* Who only waits for the clock hears from it all the while. */
static enum problem_code
check_patience(const struct sending *s, struct problem *p)
{
	if (time_boot() - s->heard < SEND_PATIENCE_MS)
		return PROBLEM_NONE;
	return problem_set(
	    p, PROBLEM_NO_ANSWER, "why", why_replay_silent, NULL);
}

static enum problem_code
run(struct sending *s, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	while (!code && s->oldest < s->plan->count) {
		int wait = s->o->paced ? 200 : 1000;

		if (s->stopped) {
			*p = s->stop;
			return p->code;
		}
		code = read_clock(s, p);
		if (!code)
			code = send_positions(s, p);
		if (!code)
			code = send_ready(s, &wait, p);
		if (code || !tell_progress(s))
			break;
		if (time_boot() < s->not_till)
			wait = SEND_RETRY_MS;
		http_client_wait(s->o->reach->http, NULL, 0, wait);
		code = check_patience(s, p);
	}
	return code;
}

/* Waits for what is under way, so that no callback comes after the end. */
static void
land(struct sending *s)
{
	while (s->under_way > 0 || s->moving > 0)
		http_client_wait(s->o->reach->http, NULL, 0, 1000);
}

enum problem_code
send_plan(
    const struct send_options *o, struct send_result *out, struct problem *p)
{
	const struct plan *plan = o->teller->plan;
	struct sending s = {
	    .o = o, .plan = plan, .result = out, .heard = time_boot()};
	enum problem_code code = PROBLEM_NONE;

	*out = (struct send_result){0};
	s.state = calloc(plan->count + 1, 1);
	s.head = malloc((plan->lanes + 1) * sizeof(*s.head));
	if (!s.state || !s.head)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	else
		memcpy(s.head, plan->head, plan->lanes * sizeof(*s.head));
	s.clock.asked_at = -SEND_CLOCK_MS;
	s.looked = -SEND_TRACKS_MS;
	if (!code)
		code = run(&s, p);
	land(&s);
	if (!code && s.stopped && s.oldest < plan->count) {
		*p = s.stop;
		code = p->code;
	}
	free(s.state);
	free(s.head);
	buf_free(&s.path);
	buf_free(&s.body);
	return code;
}
