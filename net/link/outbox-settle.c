/*
 * What becomes of an entry. Everything that happens to one goes through here
 * and is told: to its journal, then to whoever shows it.
 */
#include <stdio.h>
#include <string.h>

#include "net/link/outbox-inside.h"

msec_t
outbox_now(const struct outbox *o)
{
	return boot_now(o->o.clock);
}

void
entry_keep(struct entry *i, const struct buf *body)
{
	const struct outbox_store *s = i->box->o.store;

	if (s && s->keep &&
	    !s->keep(s->ctx, &i->e, body ? buf_str(body) : NULL,
	        body ? body->len : 0))
		i->writes++;
}

void
entry_tell(struct entry *i, const struct outbox_answer *a)
{
	const struct outbox_options *o = &i->box->o;

	entry_keep(i, NULL);
	if (o->hooks.changed)
		o->hooks.changed(o->hooks.ctx, &i->e, a);
}

void
entry_move(
    struct entry *i, enum outbox_state state, const struct outbox_answer *a)
{
	if (i->e.state != state)
		i->e.since = outbox_now(i->box);
	i->e.state = state;
	entry_tell(i, a);
}

static void
wipe(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->room);
	buf_free(b);
}

void
entry_wipe(struct entry *i)
{
	wipe(&i->body);
	wipe(&i->refusal);
}

/* 1, 2, 4, 8, 8, ... seconds. */
void
entry_put_off(struct entry *i)
{
	unsigned shift = i->failures < 3 ? i->failures : 3;

	i->failures++;
	i->retry_at = outbox_now(i->box) + (INT64_C(1000) << shift);
}

void
entry_leave_open(struct entry *i)
{
	entry_put_off(i);
	if (i->e.state == OUTBOX_WITHDRAWING)
		entry_tell(i, NULL);
	else
		entry_move(i,
		    i->e.may_be_done ? OUTBOX_UNKNOWN : OUTBOX_WAITING, NULL);
}

void
entry_hold(struct entry *i)
{
	if (i->e.held)
		return;
	i->e.held = true;
	entry_tell(i, NULL);
}

/* What was given after it, about the same record, counted on its being done. */
static void
stop_behind(const struct entry *refused)
{
	for (struct entry *i = refused->next; i; i = i->next) {
		if (outbox_is_settled(&i->e) || i->request ||
		    i->e.may_be_done || *i->e.behind ||
		    !entry_shares_record(refused, i))
			continue;
		snprintf(
		    i->e.behind, sizeof(i->e.behind), "%s", refused->e.key);
		entry_hold(i);
	}
}

/* It was done after all: what was given in its place must not be. */
static void
drop_instead(const struct entry *done)
{
	for (struct entry *i = done->next; i; i = i->next)
		if (!outbox_is_settled(&i->e) &&
		    strcmp(i->e.instead, done->e.key) == 0)
			entry_take_back(i);
}

/* A person decides what becomes of it, who wants to know what is in the way. */
static void
keep_refusal(struct entry *i, const struct outbox_answer *a)
{
	const struct outbox_store *s = i->box->o.store;

	i->e.asking = true;
	if (!a || !a->text || a->len > OUTBOX_REFUSAL_MAX)
		return;
	buf_clear(&i->refusal);
	buf_add(&i->refusal, a->text, a->len);
	if (!buf_ok(&i->refusal))
		buf_free(&i->refusal);
	else if (s && s->keep_refusal)
		s->keep_refusal(s->ctx, i->e.key, a->text, a->len);
}

void
entry_settle(
    struct entry *i, enum outbox_state state, const struct outbox_answer *a)
{
	i->e.may_be_done = false;
	i->e.held = false;
	if (state == OUTBOX_REFUSED && (i->body.len > 0 || i->e.sealed))
		keep_refusal(i, a);
	else
		entry_wipe(i);
	entry_move(i, state, a);
	if (state == OUTBOX_REFUSED)
		stop_behind(i);
	if (state == OUTBOX_ACCEPTED)
		drop_instead(i);
}

/*
 * One that was never sent is taken back when its journal has that, for a
 * console that is killed now must not bring it back. A disk that fails is
 * tried again; the central, asked for a tombstone, is as good.
 */
bool
entry_is_disks_alone(const struct entry *i)
{
	return i->e.state == OUTBOX_WITHDRAWING && !i->e.may_be_done;
}

void
entry_withdraw_if_written(struct entry *i)
{
	if (entry_is_disks_alone(i) && i->writes == 0 && !i->unwritten &&
	    !i->request)
		entry_settle(i, OUTBOX_WITHDRAWN, NULL);
}

void
entry_take_back(struct entry *i)
{
	if (i->request) {
		http_request_cancel(i->request);
		i->request = NULL;
		i->box->under_way--;
		i->e.may_be_done = true;
	}
	i->e.held = false;
	i->retry_at = 0;
	i->failures = 0;
	if (i->box->o.store || i->e.may_be_done)
		entry_move(i, OUTBOX_WITHDRAWING, NULL);
	else
		entry_settle(i, OUTBOX_WITHDRAWN, NULL);
	entry_withdraw_if_written(i);
}

void
entry_lock_out(struct entry *i)
{
	const struct outbox_hooks *h = &i->box->o.hooks;

	entry_leave_open(i);
	if (h->locked_out)
		h->locked_out(h->ctx, &i->e.problem);
}

void
entry_act_on(
    struct entry *i, enum verdict verdict, const struct outbox_answer *a)
{
	switch (verdict) {
	case VERDICT_ACCEPTED:
		i->e.seq = a->seq;
		i->e.problem = (struct problem){0};
		entry_settle(i, OUTBOX_ACCEPTED, a);
		break;
	case VERDICT_REFUSED:
		entry_settle(i, OUTBOX_REFUSED, a);
		break;
	case VERDICT_WITHDRAWN:
		entry_settle(i, OUTBOX_WITHDRAWN, a);
		break;
	case VERDICT_UNKNOWN:
		i->e.may_be_done = true;
		entry_leave_open(i);
		break;
	case VERDICT_NOT_NOW:
		entry_leave_open(i);
		break;
	case VERDICT_LOGIN:
		entry_lock_out(i);
		break;
	}
}

void
entry_arrive(struct entry *i, const struct http_answer *a)
{
	const struct outbox_hooks *h = &i->box->o.hooks;

	i->request = NULL;
	i->box->under_way--;
	if (a->status != 0 && h->answered)
		h->answered(h->ctx, a->took);
	i->e.problem = a->problem;
}

bool
entry_start(struct entry *i, struct http_ask *ask)
{
	const struct outbox_options *o = &i->box->o;

	ask->auth = session_auth(o->session);
	ask->timeout_ms =
	    i->box->patience ? i->box->patience : OUTBOX_ANSWER_MS;
	ask->ctx = i;
	i->request = http_client_ask(o->http, ask, &i->e.problem);
	if (!i->request) {
		entry_leave_open(i);
		return false;
	}
	i->box->under_way++;
	return true;
}
