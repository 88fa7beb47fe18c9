/*
 * One state machine over a feed, an outbox and a few timers. step() does what
 * is due and says when there is more; link_wait() steps before and after it
 * waits.
 */
#include "net/link/link.h"

#include "model/time.h"
#include "net/link/link-inside.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define ASK_MS 10000
#define WHO_RETRY_MS 2000
#define RATE_BYTES 4096 /* fewer say nothing of a line's rate */
#define NEVER INT64_MAX

msec_t
link_boot(const struct link *l)
{
	return boot_now(&l->clock);
}

/* State */

const char *
link_state_word(enum link_state state)
{
	static const char *const words[] = {
	    "down", "connecting", "snapshot", "live", "login", "must-change"};

	return words[state];
}

bool
link_is_up(const struct link *l)
{
	return l->state == LINK_SNAPSHOT || l->state == LINK_LIVE;
}

/* Trying to come up again is still being down. */
static bool
is_out(enum link_state state)
{
	return state == LINK_DOWN || state == LINK_CONNECTING;
}

/* Commands go to the store that they were given for: once it said so. */
static void
open_outbox(struct link *l)
{
	outbox_set_link(l->outbox, link_is_up(l) && l->greeted, &l->problem);
}

static void
enter(struct link *l, enum link_state state)
{
	enum link_state old = l->state;

	l->state = state;
	open_outbox(l);
	if (old == state)
		return;
	if (!is_out(old) || !is_out(state)) {
		l->since = link_boot(l);
		l->since_at = link_now(l);
	}
	if (l->hooks.state)
		l->hooks.state(l->hooks.ctx, state);
}

static void
cancel(struct http_request **r)
{
	http_request_cancel(*r);
	*r = NULL;
}

static void
hang_up(struct link *l)
{
	cancel(&l->stream);
	cancel(&l->ping);
	cancel(&l->watch.request);
	l->feed_id[0] = '\0';
	l->watch.due = l->watch.count > 0;
}

/*
 * At most so long, and half of it is chance, so that a room full does not come
 * back at once.
 */
static msec_t
pause_of(const struct link *l, msec_t most)
{
	unsigned shift = l->failures < 5 ? l->failures : 5;
	msec_t pause = (msec_t)LINK_RETRY_MIN_MS << shift;
	uint32_t chance = 0;

	if (pause > most)
		pause = most;
	if (getrandom(&chance, sizeof(chance), GRND_NONBLOCK) < 0)
		chance = (uint32_t)link_boot(l);
	return pause / 2 + chance % (pause / 2 + 1);
}

static void
go_down(struct link *l, const struct problem *why)
{
	bool was_live = l->state == LINK_LIVE;

	hang_up(l);
	if (was_live && link_boot(l) - l->since >= LINK_STEADY_MS)
		l->failures = 0;
	l->problem = *why;
	l->retry_at = link_boot(l) + pause_of(l, LINK_RETRY_MAX_MS);
	l->owed_at = link_boot(l) + pause_of(l, was_live ? LINK_RETRY_MIN_MS
	                                                 : LINK_RETRY_OWED_MS);
	l->failures++;
	enter(l, LINK_DOWN);
}

static void
go_down_for(struct link *l, const char *why)
{
	struct problem p;

	problem_set(&p, PROBLEM_LINK, "addr", l->address, "why", why, NULL);
	go_down(l, &p);
}

static void
want_login(struct link *l, const struct problem *why)
{
	hang_up(l);
	session_forget(l->session);
	l->problem = *why;
	enter(l, LINK_LOGIN);
}

/* Who it is */

static bool
is_other_account(const struct link *l)
{
	const char *account = session_info(l->session)->account;

	return *account && *l->account && strcmp(account, l->account) != 0;
}

/* A picture is one account's: another's begins from nothing. */
static void
take_account(struct link *l)
{
	const char *account = session_info(l->session)->account;

	if (is_other_account(l))
		feed_forget(l->feed);
	if (!*account)
		return;
	snprintf(l->account, sizeof(l->account), "%s", account);
	outbox_set_account(l->outbox, l->account);
}

static void
on_checked(void *ctx, const struct problem *p)
{
	struct link *l = ctx;

	if (p->code != PROBLEM_NONE)
		return;
	if (is_other_account(l))
		go_down_for(l, why_other_account);
	else
		take_account(l);
	if (l->hooks.state)
		l->hooks.state(l->hooks.ctx, l->state);
}

/*
 * A token that was handed over does not say whose it is; an answer that is
 * lost is asked for again. When next.
 */
static msec_t
ask_who(struct link *l, msec_t now)
{
	if (*session_info(l->session)->account || session_is_busy(l->session))
		return NEVER;
	if (now >= l->who_at) {
		l->who_at = now + WHO_RETRY_MS;
		(void)!session_check(l->session, on_checked, l, NULL);
	}
	return l->who_at;
}

/* The feed's hooks */

static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	struct link *l = ctx;

	l->changed = true;
	if (l->hooks.change)
		l->hooks.change(l->hooks.ctx, old, now);
}

static void
on_moved(void *ctx, const struct position *p)
{
	struct link *l = ctx;

	if (l->hooks.moved)
		l->hooks.moved(l->hooks.ctx, p);
}

static void
on_said(void *ctx, const struct message *m)
{
	struct link *l = ctx;

	if (l->hooks.said)
		l->hooks.said(l->hooks.ctx, m);
}

static void
on_hello(void *ctx, const struct feed_hello *h)
{
	struct link *l = ctx;

	snprintf(l->feed_id, sizeof(l->feed_id), "%s", h->feed);
	if (*h->store && l->hooks.store)
		l->hooks.store(l->hooks.ctx, h->store);
	l->greeted = true;
	open_outbox(l);
	l->drill = h->drill;
	if (h->has_clock)
		link_set_clock(l, &h->clock);
	l->watch.due = l->watch.count > 0;
	l->watch.retry_at = 0;
	l->who_at = 0;
}

static void
on_clock(void *ctx, const struct feed_clock *c)
{
	link_set_clock(ctx, c);
}

/* A picture of some size says how fast the line is. */
static void
note_rate(struct link *l)
{
	msec_t took = link_boot(l) - l->began;
	int64_t bytes = http_request_received(l->stream);

	if (bytes >= RATE_BYTES)
		link_note_rate(l, bytes * 1000 / (took > 0 ? took : 1));
}

static void
on_ready(void *ctx)
{
	struct link *l = ctx;

	l->problem = (struct problem){0};
	note_rate(l);
	enter(l, LINK_LIVE);
}

/* The feed's bytes */

static void
on_bytes(void *ctx, const char *bytes, size_t len)
{
	struct link *l = ctx;
	struct problem p;

	l->heard = l->last_byte = link_boot(l);
	l->from_cache = false;
	if (len == 0) {
		l->began = l->heard;
		enter(l, LINK_SNAPSHOT);
		return;
	}
	if (feed_push(l->feed, bytes, len, &p) != PROBLEM_NONE)
		go_down(l, &p);
}

static void
on_stream_end(void *ctx, const struct http_answer *a)
{
	struct link *l = ctx;

	l->stream = NULL;
	if (a->status == 401) {
		want_login(l, &a->problem);
	} else if (a->problem.code == PROBLEM_MUST_CHANGE) {
		hang_up(l);
		session_note_must_change(l->session);
		l->problem = a->problem;
		enter(l, LINK_MUST_CHANGE);
	} else if (a->problem.code != PROBLEM_NONE) {
		go_down(l, &a->problem);
	} else {
		go_down_for(l, link_is_up(l) ? why_feed_ended : why_no_feed);
	}
}

/* What the line can bear: how often it is to be told what. */
static void
say_wishes(struct link *l, char *path, size_t size)
{
	unsigned usual = l->thin ? LINK_THIN_KEEPALIVE_S : LINK_KEEPALIVE_S;
	unsigned keepalive = l->own_keepalive ? l->own_keepalive : usual;

	l->keepalive = (msec_t)keepalive * 1000;
	l->asked_thin = l->thin;
	snprintf(path, size, "/v1/feed?keepalive=%u", keepalive);
	if (l->thin)
		snprintf(path, size,
		    "/v1/feed?keepalive=%u&batch=%d&positions=%d&said=mustread",
		    keepalive, LINK_THIN_BATCH_S, LINK_THIN_POSITIONS_S);
}

/*
 * Asks for the feed, from where it was. `anew`: the one that runs is given up
 * for one with other wishes, and the link is up all the while.
 */
static void
connect_feed(struct link *l, bool anew)
{
	char path[96];
	struct http_ask ask = {
	    .method = "GET",
	    .path = path,
	    .stream_type = "text/event-stream",
	    .data = on_bytes,
	    .done = on_stream_end,
	    .ctx = l,
	};

	take_account(l);
	l->greeted = l->greeted && anew;
	say_wishes(l, path, sizeof(path));
	ask.auth = session_auth(l->session);
	l->heard = link_boot(l);
	if (!feed_begin(l->feed)) {
		go_down_for(l, why_memory_ended);
		return;
	}
	if (*feed_cursor(l->feed))
		ask.header[0] =
		    (struct http_header){"Last-Event-ID", feed_cursor(l->feed)};
	l->stream = http_client_ask(l->http, &ask, NULL);
	if (l->stream && !anew)
		enter(l, LINK_CONNECTING);
	else if (!l->stream)
		go_down_for(l, why_memory_ended);
}

void
link_begin_anew(struct link *l)
{
	struct problem p;

	if (l->stream) {
		cancel(&l->stream);
		connect_feed(l, true);
	} else if (!session_auth(l->session)) {
		l->offline = true;
		outbox_set_account(l->outbox, l->account);
		problem_set(&p, PROBLEM_LINK, "addr", l->address, "why",
		    why_no_connection, NULL);
		l->problem = p;
		enter(l, LINK_DOWN);
	}
}

/* The outbox's hooks */

static void
on_command(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct link *l = ctx;

	for (size_t i = 0; a && i < a->count; i++) {
		struct record *r = record_freeze(a->records[i]);

		if (r)
			feed_apply_answer(l->feed, r);
	}
	if (l->hooks.command)
		l->hooks.command(l->hooks.ctx, e, a);
}

static void
on_locked_out(void *ctx, const struct problem *p)
{
	want_login(ctx, p);
}

/* Steps: each does what is due and says when there is more to do. */

static msec_t
step_login(struct link *l)
{
	bool must_change = session_info(l->session)->must_change;

	if (!session_auth(l->session) && l->offline)
		return NEVER;
	if (!session_auth(l->session)) {
		if (l->state != LINK_LOGIN) {
			struct problem p;

			problem_set(&p, PROBLEM_UNAUTHENTICATED, NULL);
			want_login(l, &p);
		}
	} else if (l->state == LINK_LOGIN || l->offline ||
	           (l->state == LINK_MUST_CHANGE && !must_change)) {
		l->failures = 0;
		l->offline = false;
		connect_feed(l, false);
	}
	return NEVER;
}

/* The line is not what it seemed: the feed goes on with other wishes. */
static void
change_profile(struct link *l)
{
	cancel(&l->stream);
	l->watch.due = l->watch.count > 0;
	l->feed_id[0] = '\0';
	connect_feed(l, true);
}

static msec_t
earlier(msec_t a, msec_t b)
{
	return a < b ? a : b;
}

/*
 * An order that waits to be sent does not wait for a long pause, and for hardly
 * any when the line was good a moment ago.
 */
static msec_t
next_try(const struct link *l)
{
	if (outbox_is_owed(l->outbox))
		return earlier(l->retry_at, l->owed_at);
	return l->retry_at;
}

static msec_t
step_feed(struct link *l, msec_t now)
{
	struct problem p;
	msec_t limit;

	if (l->offline)
		return NEVER;
	if (l->state == LINK_DOWN && now < next_try(l))
		return next_try(l);
	if (l->state == LINK_DOWN)
		connect_feed(l, false);
	else if (l->state == LINK_LIVE && l->thin != l->asked_thin)
		change_profile(l);
	if (!l->stream)
		return NEVER;
	limit = l->heard + 2 * l->keepalive;
	if (now < limit)
		return limit;
	problem_set(
	    &p, PROBLEM_LINK, "addr", l->address, "why", why_silent, NULL);
	problem_param(
	    &p, "seconds", "%lld", (long long)((now - l->heard) / 1000));
	go_down(l, &p);
	return next_try(l);
}

static msec_t
step_rest(struct link *l, msec_t now)
{
	if (!link_is_up(l))
		return NEVER;
	return earlier(ask_who(l, now),
	    earlier(link_step_ping(l, now), link_step_rooms(l, now)));
}

/* What the picture's age says changes when nothing comes, too. */
static msec_t
step_age(struct link *l, msec_t now)
{
	msec_t limit = l->heard + l->keepalive + LINK_OLD_MS;
	bool old = link_is_up(l) && now >= limit;

	if (old != l->old) {
		l->old = old;
		if (l->hooks.state)
			l->hooks.state(l->hooks.ctx, l->state);
	}
	return link_is_up(l) && !old ? limit : NEVER;
}

/* Milliseconds until something is due, -1: nothing. */
static int64_t
step(struct link *l)
{
	msec_t now = link_boot(l);
	msec_t next = step_login(l);
	int64_t outbox;

	next = earlier(next, step_feed(l, now));
	next = earlier(next, step_rest(l, now));
	next = earlier(next, step_age(l, now));
	next = earlier(next, link_step_cache(l, now));
	outbox = outbox_step(l->outbox);
	if (outbox >= 0 && now + outbox < next)
		next = now + outbox;
	if (next == NEVER)
		return -1;
	return next > now ? next - now : 0;
}

int
link_wait(struct link *l, struct pollfd *fds, size_t n, int timeout_ms)
{
	int64_t due = step(l);
	int ready, wait = timeout_ms < 0 ? INT_MAX : timeout_ms;
	struct pollfd all[HTTP_WAIT_FDS + 1];

	if (due >= 0 && due < wait)
		wait = (int)due;
	if (n > LINK_WAIT_FDS)
		n = LINK_WAIT_FDS;
	for (size_t i = 0; i < n; i++)
		all[i] = fds[i];
	if (l->journal)
		all[n] = (struct pollfd){journal_fd(l->journal), POLLIN, 0};
	ready = http_client_wait(l->http, all, n + (l->journal != NULL), wait);
	for (size_t i = 0; i < n; i++)
		fds[i] = all[i];
	if (l->journal && all[n].revents) {
		ready--;
		journal_take(l->journal, l->outbox);
	}
	step(l);
	return ready;
}

/* What it holds */

enum link_state
link_state(const struct link *l)
{
	return l->state;
}

msec_t
link_since(const struct link *l)
{
	return l->since;
}

msec_t
link_since_at(const struct link *l)
{
	return l->since_at;
}

const struct problem *
link_problem(const struct link *l)
{
	return &l->problem;
}

int64_t
link_age(const struct link *l)
{
	return l->last_byte ? link_boot(l) - l->last_byte : -1;
}

bool
link_is_old(const struct link *l)
{
	return l->old;
}

bool
link_is_thin(const struct link *l)
{
	return l->thin;
}

double
link_speed(const struct link *l)
{
	return l->far.boot ? l->far.speed : 1;
}

bool
link_is_drill(const struct link *l)
{
	return l->drill;
}

const char *
link_zone(const struct link *l)
{
	const char *said = session_info(l->session)->zone;

	return *said ? said : l->zone;
}

int64_t
link_seq(const struct link *l)
{
	return feed_seq(l->feed);
}

const struct table *
link_table(const struct link *l)
{
	return l->table;
}

const struct positions *
link_positions(const struct link *l)
{
	return feed_positions(l->feed);
}

struct outbox *
link_outbox(struct link *l)
{
	return l->outbox;
}

struct session *
link_session(struct link *l)
{
	return l->session;
}

enum problem_code
link_send(struct link *l, const struct call *c, const struct outbox_entry **out,
    struct problem *p)
{
	return outbox_add(l->outbox, c, link_now(l), out, p);
}

enum problem_code
link_send_instead(struct link *l, const struct call *c, const char *instead,
    const struct outbox_entry **out, struct problem *p)
{
	return outbox_add_instead(l->outbox, c, link_now(l), instead, out, p);
}

struct http_request *
link_ask(struct link *l, const struct http_ask *ask, struct problem *p)
{
	struct http_ask a = *ask;

	a.auth = session_auth(l->session);
	if (a.timeout_ms == 0)
		a.timeout_ms = ASK_MS;
	return http_client_ask(l->http, &a, p);
}

void
link_retry(struct link *l)
{
	l->retry_at = 0;
	l->failures = 0;
}

void
link_log_out(struct link *l)
{
	struct problem p;

	problem_set(&p, PROBLEM_UNAUTHENTICATED, NULL);
	hang_up(l);
	(void)!session_log_out(l->session, NULL, NULL, NULL);
	feed_forget(l->feed);
	l->account[0] = '\0';
	l->offline = false;
	outbox_set_account(l->outbox, "");
	l->problem = p;
	enter(l, LINK_LOGIN);
}

static bool
open_parts(struct link *l, const struct link_options *o)
{
	const struct feed_hooks feed = {
	    .change = on_change,
	    .moved = on_moved,
	    .said = on_said,
	    .hello = on_hello,
	    .clock = on_clock,
	    .ready = on_ready,
	    .ctx = l,
	};
	struct outbox_options outbox = {
	    .http = l->http,
	    .clock = &l->clock,
	    .store = o->journal ? journal_store(o->journal) : o->store,
	    .hooks = {.changed = on_command,
	        .locked_out = on_locked_out,
	        .answered = link_note_round_trip,
	        .ctx = l},
	};

	outbox.session = l->session = session_new(l->http);
	l->outbox = outbox_new(&outbox);
	l->table = table_new();
	l->feed = l->table ? feed_new(l->table, &feed) : NULL;
	return l->session && l->outbox && l->feed;
}

struct link *
link_new(const struct link_options *o, struct problem *p)
{
	struct link *l = calloc(1, sizeof(*l));

	if (!l) {
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	if (o->clock)
		l->clock = *o->clock;
	l->hooks = o->hooks;
	l->journal = o->journal;
	l->profile = o->profile;
	l->thin = o->profile == LINK_THIN;
	l->own_keepalive = o->keepalive_s;
	l->keepalive = LINK_KEEPALIVE_S * (msec_t)1000;
	l->round_trip = -1;
	snprintf(l->address, sizeof(l->address), "%s", o->address->text);
	l->http = http_client_new(o->address, o->ca_file, p);
	if (l->http && !open_parts(l, o))
		problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!l->http || !l->feed || !l->session || !l->outbox ||
	    (l->journal && journal_start(l->journal, l->outbox,
	                       o->journal_hooks, p) != PROBLEM_NONE)) {
		link_free(l);
		return NULL;
	}
	outbox_set_patience(l->outbox, l->thin ? LINK_THIN_ANSWER_MS : 0);
	l->since = link_boot(l);
	l->since_at = time_wall();
	return l;
}

void
link_free(struct link *l)
{
	if (!l)
		return;
	if (l->feed)
		link_keep_picture(l);
	if (l->http)
		hang_up(l);
	outbox_free(l->outbox);
	session_free(l->session);
	feed_free(l->feed);
	table_free(l->table);
	http_client_free(l->http);
	free(l);
}
