/*
 * A list of entries, oldest first, and one pass over it that sends what may
 * go. Everything that happens to an entry goes through move().
 */
#include "net/link/outbox.h"

#include "net/link/outbox-answer.h"
#include "net/link/outbox-inside.h"
#include "net/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static msec_t
now_of(const struct outbox *o)
{
	return boot_now(o->o.clock);
}

const char *
outbox_state_word(enum outbox_state state)
{
	static const char *const words[] = {"waiting", "sent", "unknown",
	    "withdrawing", "accepted", "refused", "withdrawn"};

	return words[state];
}

bool
outbox_is_settled(const struct outbox_entry *e)
{
	return e->state >= OUTBOX_ACCEPTED;
}

/* Gives its journal what it is now; a new one with its body. */
static void
keep(struct entry *i, const struct buf *body)
{
	const struct outbox_store *s = i->box->o.store;

	if (s && s->keep &&
	    !s->keep(s->ctx, &i->e, body ? buf_str(body) : NULL,
	        body ? body->len : 0))
		i->writes++;
}

static void
tell(struct entry *i, const struct outbox_answer *a)
{
	const struct outbox_options *o = &i->box->o;

	keep(i, NULL);
	if (o->hooks.changed)
		o->hooks.changed(o->hooks.ctx, &i->e, a);
}

static void
move(struct entry *i, enum outbox_state state, const struct outbox_answer *a)
{
	if (i->e.state != state)
		i->e.since = now_of(i->box);
	i->e.state = state;
	tell(i, a);
}

static void
wipe_body(struct entry *i)
{
	if (i->body.data)
		explicit_bzero(i->body.data, i->body.room);
	buf_free(&i->body);
}

void
entry_free(struct entry *i)
{
	http_request_cancel(i->request);
	wipe_body(i);
	free(i->touch);
	free(i);
}

/* The settled one that was settled first, NULL for none; how many there are. */
static struct entry **
first_settled(struct outbox *o, size_t *settled)
{
	struct entry **best = NULL;

	*settled = 0;
	for (struct entry **at = &o->first; *at; at = &(*at)->next) {
		if (!outbox_is_settled(&(*at)->e))
			continue;
		++*settled;
		if (!best || (*at)->e.since < (*best)->e.since)
			best = at;
	}
	return best;
}

/*
 * Settled entries beyond OUTBOX_KEPT go, those settled first: one that hung
 * for long is an old one, and what became of it is news.
 */
static void
prune(struct outbox *o)
{
	struct entry **at, *i;
	size_t settled;

	while ((at = first_settled(o, &settled)) && settled > OUTBOX_KEPT) {
		i = *at;
		*at = i->next;
		if (o->o.store && o->o.store->drop)
			o->o.store->drop(o->o.store->ctx, i->e.key);
		entry_free(i);
	}
}

static const struct entry *
blocker(const struct entry *i)
{
	for (const struct entry *b = i->box->first; b != i; b = b->next)
		if (!outbox_is_settled(&b->e) && entry_shares_record(b, i))
			return b;
	return NULL;
}

/* 1, 2, 4, 8, 8, ... seconds. */
static void
put_off(struct entry *i)
{
	unsigned shift = i->failures < 3 ? i->failures : 3;

	i->failures++;
	i->retry_at = now_of(i->box) + (INT64_C(1000) << shift);
}

static void
hold(struct entry *i)
{
	if (i->e.held)
		return;
	i->e.held = true;
	tell(i, NULL);
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
		hold(i);
	}
}

static void
settle(struct entry *i, enum outbox_state state, const struct outbox_answer *a)
{
	i->e.may_be_done = false;
	i->e.held = false;
	wipe_body(i);
	move(i, state, a);
	if (state == OUTBOX_REFUSED)
		stop_behind(i);
}

/* No certain answer: to be sent again, or to be asked for again. */
static void
leave_open(struct entry *i)
{
	put_off(i);
	if (i->e.state == OUTBOX_WITHDRAWING)
		tell(i, NULL);
	else
		move(i, i->e.may_be_done ? OUTBOX_UNKNOWN : OUTBOX_WAITING,
		    NULL);
}

static void
lock_out(struct entry *i)
{
	const struct outbox_hooks *h = &i->box->o.hooks;

	leave_open(i);
	if (h->locked_out)
		h->locked_out(h->ctx, &i->e.problem);
}

static void
act_on(struct entry *i, enum verdict verdict, const struct outbox_answer *a)
{
	switch (verdict) {
	case VERDICT_ACCEPTED:
		i->e.seq = a->seq;
		i->e.problem = (struct problem){0};
		settle(i, OUTBOX_ACCEPTED, a);
		break;
	case VERDICT_REFUSED:
		settle(i, OUTBOX_REFUSED, a);
		break;
	case VERDICT_WITHDRAWN:
		settle(i, OUTBOX_WITHDRAWN, a);
		break;
	case VERDICT_UNKNOWN:
		i->e.may_be_done = true;
		leave_open(i);
		break;
	case VERDICT_NOT_NOW:
		leave_open(i);
		break;
	case VERDICT_LOGIN:
		lock_out(i);
		break;
	}
}

static void
arrive(struct entry *i, const struct http_answer *a)
{
	const struct outbox_hooks *h = &i->box->o.hooks;

	i->request = NULL;
	i->box->under_way--;
	if (a->status != 0 && h->answered)
		h->answered(h->ctx, a->took);
	i->e.problem = a->problem;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct entry *i = ctx;
	struct outbox_answer came = {0};
	enum verdict verdict;

	arrive(i, a);
	if (a->status == 0) {
		i->e.may_be_done = i->e.may_be_done || a->sent;
		leave_open(i);
		return;
	}
	verdict = outbox_answer_read(
	    a->status, a->body, a->len, &came, &i->e.problem);
	act_on(i, verdict, &came);
	outbox_answer_free(&came);
}

/* {"withdrawn":true}, or the answer that the command had. */
static bool
take_withdrawal(struct entry *i, const struct http_answer *a)
{
	struct outbox_answer came = {0};
	enum verdict verdict;
	int64_t status = 0;
	cJSON *json;
	char *text;

	if (json_parse(a->body, a->len, NULL, &json, NULL) != PROBLEM_NONE)
		return false;
	if (cJSON_IsTrue(json_find(json, "withdrawn"))) {
		settle(i, OUTBOX_WITHDRAWN, NULL);
		cJSON_Delete(json);
		return true;
	}
	if (json_int(json, "status", 200, 599, &status, NULL) != PROBLEM_NONE)
		status = 0;
	text = cJSON_PrintUnformatted(json_find(json, "answer"));
	cJSON_Delete(json);
	verdict = outbox_answer_read((int)status, text ? text : "",
	    text ? strlen(text) : 0, &came, &i->e.problem);
	free(text);
	/* Only what settles it: nothing else is an answer to this. */
	if (verdict <= VERDICT_WITHDRAWN)
		act_on(i, verdict, &came);
	outbox_answer_free(&came);
	return verdict <= VERDICT_WITHDRAWN;
}

static void
on_withdrawal(void *ctx, const struct http_answer *a)
{
	struct entry *i = ctx;

	arrive(i, a);
	if (a->status == 401) {
		lock_out(i);
		return;
	}
	if (a->status != 200 || !take_withdrawal(i, a))
		leave_open(i);
}

/*
 * One that was never sent is taken back when its journal has that, for a
 * console that is killed now must not bring it back. A disk that fails is
 * tried again; the central, asked for a tombstone, is as good.
 */
static bool
is_disks_alone(const struct entry *i)
{
	return i->e.state == OUTBOX_WITHDRAWING && !i->e.may_be_done;
}

static void
withdraw_if_written(struct entry *i)
{
	if (is_disks_alone(i) && i->writes == 0 && !i->unwritten && !i->request)
		settle(i, OUTBOX_WITHDRAWN, NULL);
}

static bool
start(struct entry *i, struct http_ask *ask)
{
	const struct outbox_options *o = &i->box->o;

	ask->auth = session_auth(o->session);
	ask->timeout_ms =
	    i->box->patience ? i->box->patience : OUTBOX_ANSWER_MS;
	ask->ctx = i;
	i->request = http_client_ask(o->http, ask, &i->e.problem);
	if (!i->request) {
		leave_open(i);
		return false;
	}
	i->box->under_way++;
	return true;
}

static void
send_command(struct entry *i)
{
	char path[96], rev[32];
	struct http_ask ask = {
	    .method = "POST",
	    .path = path,
	    .header = {{"Idempotency-Key", i->e.key}},
	    .body = buf_str(&i->body),
	    .len = i->body.len,
	    .once = i->e.command->flags & COMMAND_KEYLESS,
	    .done = on_answer,
	};

	snprintf(path, sizeof(path), "/v1/commands/%s", i->e.command->name);
	snprintf(rev, sizeof(rev), "\"%lld\"", (long long)i->e.if_match);
	if (i->e.command->flags & COMMAND_EDITS)
		ask.header[1] = (struct http_header){"If-Match", rev};
	if (!start(i, &ask))
		return;
	i->e.tries++;
	i->asked = false;
	move(i, OUTBOX_SENT, NULL);
}

static void
send_withdrawal(struct entry *i)
{
	char path[sizeof("/v1/commands/") + ID_SIZE];

	snprintf(path, sizeof(path), "/v1/commands/%s", i->e.key);
	(void)!start(
	    i, &(struct http_ask){
	           .method = "DELETE", .path = path, .done = on_withdrawal});
}

/* A reveal's answer is not kept: sent again it would be done again. */
static bool
goes_by_itself(const struct entry *i, msec_t now)
{
	if (i->e.may_be_done && !i->asked &&
	    (i->e.command->flags & COMMAND_KEYLESS))
		return false;
	return now < i->e.until;
}

/*
 * On disk stands, before a byte leaves, that it may be with the central from
 * now on: a console that is killed knows what was sent. False: not yet.
 */
static bool
is_marked(struct entry *i)
{
	if (i->bold)
		return true;
	if (!i->e.going) {
		i->e.going = true;
		keep(i, NULL);
	}
	return i->writes == 0;
}

/* An order is given by who gave it, and by nobody who comes after. */
static bool
is_ours(const struct entry *i)
{
	return !*i->e.account || strcmp(i->e.account, i->box->account) == 0;
}

/* Asks the central to take it back; the disk again where there is none. */
static msec_t
look_at_withdrawal(struct entry *i, msec_t now)
{
	const struct outbox *o = i->box;

	withdraw_if_written(i);
	if (outbox_is_settled(&i->e) || (is_disks_alone(i) && i->writes > 0))
		return INT64_MAX;
	/* Waits for the link alone, which tells when it is up. */
	if (!i->unwritten && (!o->up || !is_ours(i)))
		return INT64_MAX;
	if (now < i->retry_at)
		return i->retry_at;
	if (!o->up || !is_ours(i)) {
		i->unwritten = false;
		keep(i, NULL);
		withdraw_if_written(i);
		return INT64_MAX;
	}
	if (o->under_way >= OUTBOX_AT_ONCE)
		return INT64_MAX;
	send_withdrawal(i);
	return i->request ? INT64_MAX : i->retry_at;
}

/* Sends it if it may go; when to look at it again, INT64_MAX: never. */
static msec_t
look_at(struct entry *i, msec_t now)
{
	if (outbox_is_settled(&i->e) || i->request)
		return INT64_MAX;
	if (i->e.state == OUTBOX_WITHDRAWING)
		return look_at_withdrawal(i, now);
	if (!is_ours(i))
		return INT64_MAX;
	if (i->e.held || !goes_by_itself(i, now)) {
		hold(i);
		return INT64_MAX;
	}
	if (!i->box->up || i->body.len == 0 || i->writes > 0)
		return i->e.until;
	if (now < i->retry_at)
		return i->retry_at;
	if (i->box->under_way >= OUTBOX_AT_ONCE)
		return INT64_MAX;
	if (blocker(i) || !is_marked(i))
		return i->e.until;
	send_command(i);
	return i->request ? INT64_MAX : i->retry_at;
}

int64_t
outbox_step(struct outbox *o)
{
	msec_t now = now_of(o), next = INT64_MAX, at;

	for (struct entry *i = o->first; i; i = i->next) {
		at = look_at(i, now);
		if (at < next)
			next = at;
	}
	prune(o);
	if (next == INT64_MAX)
		return -1;
	return next > now ? next - now : 0;
}

static struct entry *
find(const struct outbox *o, const char *key)
{
	for (struct entry *i = o->first; i; i = i->next)
		if (strcmp(i->e.key, key) == 0)
			return i;
	return NULL;
}

static enum problem_code
not_there(const char *key, struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "what", key, NULL);
}

static enum problem_code
wrong_state(const struct entry *i, const char *expected, struct problem *p)
{
	return problem_set(p, PROBLEM_STATE, "what", i->e.command->name, "is",
	    outbox_state_word(i->e.state), "expected", expected, NULL);
}

enum problem_code
outbox_send_again(struct outbox *o, const char *key, struct problem *p)
{
	struct entry *i = find(o, key);

	if (!i)
		return not_there(key, p);
	if (!i->e.held)
		return wrong_state(i, "held", p);
	i->e.until = now_of(o) + OUTBOX_FRESH_MS;
	i->asked = true;
	i->bold = i->bold || i->e.unkept;
	i->e.behind[0] = '\0';
	i->retry_at = 0;
	i->failures = 0;
	i->e.held = false;
	tell(i, NULL);
	return PROBLEM_NONE;
}

enum problem_code
outbox_withdraw(struct outbox *o, const char *key, struct problem *p)
{
	struct entry *i = find(o, key);

	if (!i)
		return not_there(key, p);
	if (outbox_is_settled(&i->e))
		return wrong_state(i, "open", p);
	if (i->e.state == OUTBOX_WITHDRAWING)
		return PROBLEM_NONE;
	if (i->request) {
		http_request_cancel(i->request);
		i->request = NULL;
		o->under_way--;
		i->e.may_be_done = true;
	}
	i->e.held = false;
	i->retry_at = 0;
	i->failures = 0;
	if (o->o.store || i->e.may_be_done)
		move(i, OUTBOX_WITHDRAWING, NULL);
	else
		settle(i, OUTBOX_WITHDRAWN, NULL);
	withdraw_if_written(i);
	return PROBLEM_NONE;
}

void
outbox_is_kept(struct outbox *o, const char *key)
{
	struct entry *i = find(o, key);

	if (!i)
		return;
	if (i->writes > 0)
		i->writes--;
	withdraw_if_written(i);
}

void
outbox_set_patience(struct outbox *o, unsigned ms)
{
	o->patience = ms;
}

bool
outbox_is_on_disk(const struct outbox *o, const char *key)
{
	const struct entry *i = find(o, key);

	return i && i->writes == 0 && !i->e.unkept && !i->torn;
}

void
outbox_not_kept(struct outbox *o, const char *key, const struct problem *why)
{
	struct entry *i = find(o, key);

	if (!i)
		return;
	if (i->writes > 0)
		i->writes--;
	i->torn = true;
	if (is_disks_alone(i)) {
		i->unwritten = true;
		i->e.problem = *why;
		put_off(i);
		return;
	}
	/* What is under way or answered, or is to go without a disk, is so. */
	if (i->request || i->e.may_be_done || i->bold ||
	    outbox_is_settled(&i->e))
		return;
	i->e.unkept = true;
	i->e.held = true;
	i->e.problem = *why;
	if (o->o.hooks.changed)
		o->o.hooks.changed(o->o.hooks.ctx, &i->e, NULL);
}

void
outbox_set_account(struct outbox *o, const char *account)
{
	snprintf(o->account, sizeof(o->account), "%s", account);
	for (struct entry *i = o->first; i && *account; i = i->next) {
		if (*i->e.account)
			continue;
		snprintf(i->e.account, sizeof(i->e.account), "%s", account);
		keep(i, NULL);
	}
}

void
outbox_set_link(struct outbox *o, bool up, const struct problem *why)
{
	bool came = up && !o->up;

	o->up = up;
	o->down = why ? *why : (struct problem){0};
	for (struct entry *i = o->first; came && i; i = i->next) {
		i->retry_at = 0;
		i->failures = 0;
	}
}

static size_t
count_open(const struct outbox *o)
{
	size_t n = 0;

	for (const struct entry *i = o->first; i; i = i->next)
		n += !outbox_is_settled(&i->e);
	return n;
}

static struct entry *
new_item(struct outbox *o, const struct call *c, struct problem *p)
{
	struct entry *i = calloc(1, sizeof(*i));

	if (!i || !entry_note_touches(i, c)) {
		free(i);
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	i->box = o;
	codec_call(&i->body, c);
	if (buf_ok(&i->body) && i->body.len <= JSON_BODY_MAX)
		return i;
	if (buf_ok(&i->body)) {
		problem_set(p, PROBLEM_TOO_LARGE, NULL);
		if (p)
			problem_param(p, "limit", "%zu", JSON_BODY_MAX);
	} else {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	}
	entry_free(i);
	return NULL;
}

void
outbox_append(struct outbox *o, struct entry *i)
{
	struct entry **at = &o->first;

	while (*at)
		at = &(*at)->next;
	*at = i;
}

/* What can go at once is marked as sent with the same write. */
static void
take_in(struct outbox *o, struct entry *i)
{
	outbox_append(o, i);
	i->e.going = o->up && !blocker(i);
	keep(i, &i->body);
	if (o->o.hooks.changed)
		o->o.hooks.changed(o->o.hooks.ctx, &i->e, NULL);
}

enum problem_code
outbox_add(struct outbox *o, const struct call *c, msec_t made_at,
    const struct outbox_entry **out, struct problem *p)
{
	struct entry *i;

	if (c->command->owner != OWNER_CENTRAL)
		return problem_set(p, PROBLEM_BAD_REQUEST, "why",
		    why_not_the_centrals, "command", c->command->name, NULL);
	if (count_open(o) >= OUTBOX_OPEN_MAX)
		return problem_set(p, PROBLEM_OUTBOX_FULL, NULL);
	i = new_item(o, c, p);
	if (!i)
		return p ? p->code : PROBLEM_NO_MEMORY;
	id_new(i->e.key);
	i->e.command = c->command;
	i->e.made = i->e.since = now_of(o);
	i->e.made_at = made_at;
	snprintf(i->e.account, sizeof(i->e.account), "%s", o->account);
	i->e.if_match = c->if_match;
	i->e.until = i->e.made + OUTBOX_FRESH_MS;
	if (!o->up)
		i->e.problem = o->down;
	take_in(o, i);
	if (out)
		*out = &i->e;
	return PROBLEM_NONE;
}

size_t
outbox_count(const struct outbox *o)
{
	size_t n = 0;

	for (const struct entry *i = o->first; i; i = i->next)
		n++;
	return n;
}

const struct outbox_entry *
outbox_at(const struct outbox *o, size_t n)
{
	const struct entry *i = o->first;

	while (i && n-- > 0)
		i = i->next;
	return i ? &i->e : NULL;
}

const struct outbox_entry *
outbox_find(const struct outbox *o, const char *key)
{
	const struct entry *i = find(o, key);

	return i ? &i->e : NULL;
}

const struct outbox_entry *
outbox_blocker(const struct outbox *o, const struct outbox_entry *e)
{
	const struct entry *i = find(o, e->key);
	const struct entry *b = i && !outbox_is_settled(e) ? blocker(i) : NULL;

	return b ? &b->e : NULL;
}

size_t
outbox_open_own(const struct outbox *o)
{
	size_t n = 0;

	for (const struct entry *i = o->first; i; i = i->next)
		n += !outbox_is_settled(&i->e) && (!*o->account || is_ours(i));
	return n;
}

size_t
outbox_unsent(const struct outbox *o, msec_t *oldest)
{
	msec_t now = boot_now(o->o.clock);
	size_t n = 0;

	if (oldest)
		*oldest = 0;
	for (const struct entry *i = o->first; i; i = i->next) {
		if (outbox_is_settled(&i->e) ||
		    (i->e.state == OUTBOX_SENT && i->e.tries == 1 &&
		        now - i->e.since < OUTBOX_SOON_MS))
			continue;
		if (n++ == 0 && oldest)
			*oldest = i->e.made;
	}
	return n;
}

struct outbox *
outbox_new(const struct outbox_options *options)
{
	struct outbox *o = calloc(1, sizeof(*o));

	if (o)
		o->o = *options;
	return o;
}

void
outbox_free(struct outbox *o)
{
	struct entry *i;

	if (!o)
		return;
	while ((i = o->first) != NULL) {
		o->first = i->next;
		entry_free(i);
	}
	free(o);
}
