/*
 * Commands of a console that is gone: taken in from what its journal has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/link/outbox-inside.h"
#include "net/wire/codec.h"

#define REFUSED 409 /* any status of a refusal: its records are wanted */

/* What was sent by the one before, nobody here knows the fate of. */
static void
set_state(struct entry *i)
{
	struct outbox_entry *e = &i->e;

	e->sealed = !outbox_is_settled(e) || e->asking;
	e->unseen = 0;
	if (outbox_is_settled(e))
		return;
	e->may_be_done = e->may_be_done || e->going || e->tries > 0;
	if (e->state != OUTBOX_WITHDRAWING)
		e->state = e->may_be_done ? OUTBOX_UNKNOWN : OUTBOX_WAITING;
	e->unkept = false;
	/* Whose it is is not known: a person looks at it first. */
	e->fact = e->fact && *e->account;
}

/*
 * The console died between giving this and taking back the other. Nobody
 * listens yet: whoever shows it looks when all is there.
 */
static void
take_back_other(struct entry *i)
{
	struct entry *other;

	if (!*i->e.instead || i->e.state == OUTBOX_WITHDRAWN)
		return;
	other = outbox_entry_of(i->box, i->e.instead);
	if (!other || outbox_is_settled(&other->e))
		return;
	other->e.held = false;
	other->e.state = OUTBOX_WITHDRAWING;
	entry_keep(other, NULL);
}

/*
 * Given before one about the same record was refused: that it waits for a
 * person may not have reached the disk with that refusal.
 */
static void
hold_behind_refused(struct outbox *o, struct entry *i)
{
	if (i->e.state != OUTBOX_WAITING || i->e.held)
		return;
	for (const struct entry *b = o->first; b; b = b->next) {
		if (b->e.state != OUTBOX_REFUSED || b->e.since < i->e.made ||
		    !entry_shares_record(b, i))
			continue;
		snprintf(i->e.behind, sizeof(i->e.behind), "%s", b->e.key);
		i->e.held = true;
	}
}

static struct entry *
new_item(struct outbox *o, const struct outbox_kept *k)
{
	struct entry *i = calloc(1, sizeof(*i));
	size_t size = k->e.touches * sizeof(*k->e.touch);

	if (!i)
		return NULL;
	i->touch = malloc(size ? size : 1);
	if (!i->touch) {
		free(i);
		return NULL;
	}
	i->e = k->e;
	if (size)
		memcpy(i->touch, k->e.touch, size);
	i->e.touch = i->touch;
	i->box = o;
	return i;
}

enum problem_code
outbox_restore(struct outbox *o, const struct outbox_kept *k, struct problem *p)
{
	struct entry *i = new_item(o, k);

	if (!i)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	set_state(i);
	/* A held one stays so; when it is in doubt how old it is, it is old. */
	if (k->fresh && *i->e.account)
		i->e.until = i->e.made + OUTBOX_FRESH_MS;
	hold_behind_refused(o, i);
	outbox_append(o, i);
	take_back_other(i);
	return PROBLEM_NONE;
}

bool
outbox_give_body(
    struct outbox *o, const char *key, const char *body, size_t len)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i || (outbox_is_settled(&i->e) && !i->e.asking) || i->body.len > 0)
		return true;
	buf_add(&i->body, body, len);
	if (!buf_ok(&i->body))
		return false;
	i->e.sealed = false;
	if (o->o.hooks.changed)
		o->o.hooks.changed(o->o.hooks.ctx, &i->e, NULL);
	return true;
}

bool
outbox_give_refusal(
    struct outbox *o, const char *key, const char *text, size_t len)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i || !i->e.asking || i->refusal.len > 0)
		return true;
	buf_add(&i->refusal, text, len);
	if (!buf_ok(&i->refusal))
		return false;
	if (o->o.hooks.changed)
		o->o.hooks.changed(o->o.hooks.ctx, &i->e, NULL);
	return true;
}

struct with_call {
	void (*with)(void *ctx, const struct call *c);
	void *ctx;
};

static void
give_call(void *ctx, const struct call *c, const struct outbox_answer *a)
{
	struct with_call *w = ctx;

	(void)a;
	w->with(w->ctx, c);
}

bool
outbox_with_call(const struct outbox *o, const char *key,
    void (*with)(void *ctx, const struct call *c), void *ctx)
{
	struct with_call w = {with, ctx};

	return outbox_with_refusal(o, key, give_call, &w);
}

bool
outbox_with_refusal(const struct outbox *o, const char *key,
    void (*with)(
        void *ctx, const struct call *c, const struct outbox_answer *a),
    void *ctx)
{
	const struct entry *i = outbox_entry_of(o, key);
	struct outbox_answer answer = {0};
	struct codec_arena arena = {0};
	struct call call;
	cJSON *json;
	bool ok;

	if (!i || i->body.len == 0 ||
	    json_parse(buf_str(&i->body), i->body.len, NULL, &json, NULL) !=
	        PROBLEM_NONE)
		return false;
	ok = codec_call_read(i->e.command, json, &arena, &call, NULL) ==
	     PROBLEM_NONE;
	if (ok) {
		call.if_match = i->e.if_match;
		(void)!outbox_answer_read(REFUSED, buf_str(&i->refusal),
		    i->refusal.len, &answer, NULL);
		with(ctx, &call, &answer);
		outbox_answer_free(&answer);
	}
	codec_arena_free(&arena);
	cJSON_Delete(json);
	return ok;
}
