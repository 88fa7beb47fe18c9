/*
 * A list of entries, oldest first, and one pass over it that sends what may
 * go.
 */
#include "net/link/outbox.h"

#include "net/link/outbox-inside.h"
#include "net/wire/codec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void
entry_free(struct entry *i)
{
	http_request_cancel(i->request);
	entry_wipe(i);
	free(i->touch);
	free(i);
}

/* Whether a is to be forgotten before b: what asks a person is so last. */
static bool
goes_before(const struct outbox_entry *a, const struct outbox_entry *b)
{
	if (a->asking != b->asking)
		return b->asking;
	return a->since < b->since;
}

/* The settled one that is to go first, NULL for none; how many there are. */
static struct entry **
first_settled(struct outbox *o, size_t *settled)
{
	struct entry **best = NULL;

	*settled = 0;
	for (struct entry **at = &o->first; *at; at = &(*at)->next) {
		if (!outbox_is_settled(&(*at)->e))
			continue;
		++*settled;
		if (!best || goes_before(&(*at)->e, &(*best)->e))
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

/*
 * One that a person has to decide about, and that is not with the central as
 * far as the central knows, keeps up only what needs it.
 */
static bool
is_parted(const struct entry *b, const struct entry *i)
{
	return b->e.held && (!b->e.may_be_done || b->e.unseen) &&
	       !entry_needs(b, i);
}

static const struct entry *
blocker(const struct entry *i)
{
	for (const struct entry *b = i->box->first; b != i; b = b->next)
		if (!outbox_is_settled(&b->e) && entry_shares_record(b, i) &&
		    !is_parted(b, i))
			return b;
	return NULL;
}

static void
on_answer(void *ctx, const struct http_answer *a)
{
	struct entry *i = ctx;
	struct outbox_answer came = {0};
	enum verdict verdict;

	entry_arrive(i, a);
	if (a->status == 0) {
		i->e.may_be_done = i->e.may_be_done || a->sent;
		entry_leave_open(i);
		return;
	}
	verdict = outbox_answer_read(
	    a->status, a->body, a->len, &came, &i->e.problem);
	entry_act_on(i, verdict, &came);
	outbox_answer_free(&came);
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
	if (!entry_start(i, &ask))
		return;
	i->e.tries++;
	i->e.unseen = 0;
	i->asked = false;
	entry_move(i, OUTBOX_SENT, NULL);
}

/* A reveal's answer is not kept: sent again it would be done again. */
static bool
goes_by_itself(const struct entry *i, msec_t now)
{
	if (i->e.may_be_done && !i->asked &&
	    (i->e.command->flags & COMMAND_KEYLESS))
		return false;
	return i->e.fact || now < i->e.until;
}

/* When one that waits for something else becomes a person's affair. */
static msec_t
ages_at(const struct entry *i)
{
	return i->e.fact ? INT64_MAX : i->e.until;
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
		entry_keep(i, NULL);
	}
	return i->writes == 0;
}

/* An order is given by who gave it, and by nobody who comes after. */
static bool
is_ours(const struct entry *i)
{
	return !*i->e.account || strcmp(i->e.account, i->box->account) == 0;
}

/*
 * One that was sent and waits for a person: what became of it is asked by
 * itself, for as long as nobody knows. When next.
 */
static msec_t
look_for_fate(struct entry *i, msec_t now)
{
	if (!i->e.may_be_done || !i->box->up ||
	    i->box->under_way >= OUTBOX_AT_ONCE)
		return INT64_MAX;
	if (now < i->retry_at)
		return i->retry_at;
	entry_ask_fate(i);
	return i->request ? INT64_MAX : i->retry_at;
}

/* Asks the central to take it back; the disk again where there is none. */
static msec_t
look_back(struct entry *i, msec_t now)
{
	const struct outbox *o = i->box;

	entry_withdraw_if_written(i);
	if (outbox_is_settled(&i->e) ||
	    (entry_is_disks_alone(i) && i->writes > 0))
		return INT64_MAX;
	/* Waits for the link alone, which tells when it is up. */
	if (!i->unwritten && (!o->up || !is_ours(i)))
		return INT64_MAX;
	if (now < i->retry_at)
		return i->retry_at;
	if (!o->up || !is_ours(i)) {
		i->unwritten = false;
		entry_keep(i, NULL);
		entry_withdraw_if_written(i);
		return INT64_MAX;
	}
	if (o->under_way >= OUTBOX_AT_ONCE)
		return INT64_MAX;
	entry_ask_back(i);
	return i->request ? INT64_MAX : i->retry_at;
}

/* Sends it if it may go; when to look at it again, INT64_MAX: never. */
static msec_t
look_at(struct entry *i, msec_t now)
{
	if (outbox_is_settled(&i->e) || i->request)
		return INT64_MAX;
	if (i->e.state == OUTBOX_WITHDRAWING)
		return look_back(i, now);
	if (!is_ours(i))
		return INT64_MAX;
	if (i->e.held || !goes_by_itself(i, now)) {
		entry_hold(i);
		return look_for_fate(i, now);
	}
	if (!i->box->up || i->body.len == 0 || i->writes > 0)
		return ages_at(i);
	if (now < i->retry_at)
		return i->retry_at;
	if (i->box->under_way >= OUTBOX_AT_ONCE)
		return INT64_MAX;
	if (blocker(i) || !is_marked(i))
		return ages_at(i);
	send_command(i);
	return i->request ? INT64_MAX : i->retry_at;
}

int64_t
outbox_step(struct outbox *o)
{
	msec_t now = outbox_now(o), next = INT64_MAX;

	for (struct entry *i = o->first; i; i = i->next) {
		msec_t at = look_at(i, now);

		if (at < next)
			next = at;
	}
	prune(o);
	if (next == INT64_MAX)
		return -1;
	return next > now ? next - now : 0;
}

struct entry *
outbox_entry_of(const struct outbox *o, const char *key)
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
	struct entry *i = outbox_entry_of(o, key);

	if (!i)
		return not_there(key, p);
	if (!i->e.held)
		return wrong_state(i, "held", p);
	if (i->request) { /* its fate is being asked for */
		http_request_cancel(i->request);
		i->request = NULL;
		o->under_way--;
	}
	i->e.until = outbox_now(o) + OUTBOX_FRESH_MS;
	i->asked = true;
	i->bold = i->bold || i->e.unkept;
	i->e.behind[0] = '\0';
	i->retry_at = 0;
	i->failures = 0;
	i->e.held = false;
	entry_tell(i, NULL);
	return PROBLEM_NONE;
}

enum problem_code
outbox_withdraw(struct outbox *o, const char *key, struct problem *p)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i)
		return not_there(key, p);
	if (outbox_is_settled(&i->e))
		return wrong_state(i, "open", p);
	if (i->e.state == OUTBOX_WITHDRAWING)
		return PROBLEM_NONE;
	entry_take_back(i);
	return PROBLEM_NONE;
}

void
outbox_forget(struct outbox *o, const char *key)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i || !i->e.asking)
		return;
	i->e.asking = false;
	entry_wipe(i);
	entry_tell(i, NULL);
}

void
outbox_is_kept(struct outbox *o, const char *key)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i)
		return;
	if (i->writes > 0)
		i->writes--;
	entry_withdraw_if_written(i);
}

void
outbox_set_patience(struct outbox *o, unsigned ms)
{
	o->patience = ms;
}

bool
outbox_is_on_disk(const struct outbox *o, const char *key)
{
	const struct entry *i = outbox_entry_of(o, key);

	return i && i->writes == 0 && !i->e.unkept && !i->torn;
}

void
outbox_not_kept(struct outbox *o, const char *key, const struct problem *why)
{
	struct entry *i = outbox_entry_of(o, key);

	if (!i)
		return;
	if (i->writes > 0)
		i->writes--;
	i->torn = true;
	if (entry_is_disks_alone(i)) {
		i->unwritten = true;
		i->e.problem = *why;
		entry_put_off(i);
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
		entry_keep(i, NULL);
	}
}

const char *
outbox_account(const struct outbox *o)
{
	return o->account;
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
	entry_keep(i, &i->body);
	if (o->o.hooks.changed)
		o->o.hooks.changed(o->o.hooks.ctx, &i->e, NULL);
}

/* Said by voice, and when: true whatever becomes of it. */
static bool
is_fact(const struct call *c)
{
	int voice = command_arg(c->command, "voice", strlen("voice"));
	int when = command_arg(c->command, "happened", strlen("happened"));

	return voice >= 0 && when >= 0 && call_bool(c, (size_t)voice) &&
	       call_has(c, (size_t)when);
}

static struct entry *
make_entry(
    struct outbox *o, const struct call *c, msec_t made_at, struct problem *p)
{
	struct entry *i;

	if (c->command->owner != OWNER_CENTRAL) {
		problem_set(p, PROBLEM_BAD_REQUEST, "why", why_not_the_centrals,
		    "command", c->command->name, NULL);
		return NULL;
	}
	if (count_open(o) >= OUTBOX_OPEN_MAX) {
		problem_set(p, PROBLEM_OUTBOX_FULL, NULL);
		return NULL;
	}
	i = new_item(o, c, p);
	if (!i)
		return NULL;
	id_new(i->e.key);
	i->e.command = c->command;
	i->e.made = i->e.since = outbox_now(o);
	i->e.made_at = made_at;
	snprintf(i->e.account, sizeof(i->e.account), "%s", o->account);
	i->e.if_match = c->if_match;
	i->e.fact = is_fact(c);
	i->e.until = i->e.made + OUTBOX_FRESH_MS;
	if (!o->up)
		i->e.problem = o->down;
	return i;
}

enum problem_code
outbox_add(struct outbox *o, const struct call *c, msec_t made_at,
    const struct outbox_entry **out, struct problem *p)
{
	struct problem own;
	struct entry *i = make_entry(o, c, made_at, p ? p : &own);

	if (!i)
		return p ? p->code : own.code;
	take_in(o, i);
	if (out)
		*out = &i->e;
	return PROBLEM_NONE;
}

/* On disk stands first what it is given for, and then that this goes back. */
enum problem_code
outbox_add_instead(struct outbox *o, const struct call *c, msec_t made_at,
    const char *instead, const struct outbox_entry **out, struct problem *p)
{
	struct entry *before = outbox_entry_of(o, instead);
	struct problem own;
	struct entry *i;

	if (!before || outbox_is_settled(&before->e))
		return outbox_add(o, c, made_at, out, p);
	i = make_entry(o, c, made_at, p ? p : &own);
	if (!i)
		return p ? p->code : own.code;
	snprintf(i->e.instead, sizeof(i->e.instead), "%s", instead);
	take_in(o, i);
	entry_take_back(before);
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
	const struct entry *i = outbox_entry_of(o, key);

	return i ? &i->e : NULL;
}

const struct outbox_entry *
outbox_blocker(const struct outbox *o, const struct outbox_entry *e)
{
	const struct entry *i = outbox_entry_of(o, e->key);
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

bool
outbox_is_owed(const struct outbox *o)
{
	for (const struct entry *i = o->first; i; i = i->next)
		if (!outbox_is_settled(&i->e) && !i->e.held && is_ours(i))
			return true;
	return false;
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
outbox_leave(struct outbox *o)
{
	struct entry *i;

	while ((i = o->first) != NULL) {
		o->first = i->next;
		entry_free(i);
	}
	o->under_way = 0;
}

void
outbox_free(struct outbox *o)
{
	if (o)
		outbox_leave(o);
	free(o);
}
