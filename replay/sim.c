/*
 * Accounts first, by whoever runs it; then a thread for each unit with a link
 * of its own, which share nothing but what they were given.
 */
#include "replay/sim.h"

#include "model/lifecycle.h"
#include "model/text.h"
#include "model/time.h"
#include "net/link/link.h"
#include "net/wire/json-out.h"
#include "replay/reach.h"
#include "replay/sim-mind.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORDERS 16       /* of one unit that are looked at */
#define TICK_MS 500     /* while it moves */
#define REST_MS 1000    /* and else at most */
#define POST_EVERY 5000 /* ms of the drill between two positions */
#define REFUSED_MS 5000 /* real ones before a refused step is tried again */

struct player {
	const struct sim_options *o;
	char unit[ID_SIZE], callsign[64];
	char token[SESSION_TOKEN_MAX + 1];
	struct sim_mind mind;
	pthread_t thread;
	bool running;
	/* The thread's own */
	struct link *link;
	bool told;       /* that it is live */
	bool under_way;  /* a step waits for its answer */
	msec_t not_till; /* boot clock: nothing is sent before */
	msec_t posted;   /* the drill's time of the last position */
};

/* ---- one unit ---- */

static void
on_command(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct player *pl = ctx;

	(void)a;
	if (!outbox_is_settled(e))
		return;
	pl->under_way = false;
	if (e->state != OUTBOX_ACCEPTED)
		pl->not_till = time_boot() + REFUSED_MS;
}

/* What its device shows; false while it shows nothing yet. */
static bool
look(const struct player *pl, struct sim_sight *s,
    const struct assignment *orders[ORDERS],
    const struct incident *incidents[ORDERS])
{
	const struct table *t = link_table(pl->link);
	const struct record *const *all = table_all(t, KIND_ASSIGNMENT);
	size_t n = table_count(t, KIND_ASSIGNMENT);

	*s = (struct sim_sight){.now = link_now(pl->link),
	    .unit = (const struct unit *)table_get(t, KIND_UNIT, pl->unit),
	    .orders = orders,
	    .incidents = incidents};
	for (size_t i = 0; i < n && s->count < ORDERS; i++) {
		const struct assignment *a = (const struct assignment *)all[i];

		if (!text_is(a->unit, pl->unit) || !assignment_live(a->state))
			continue;
		incidents[s->count] = (const struct incident *)table_get(
		    t, KIND_INCIDENT, a->incident);
		orders[s->count++] = a;
	}
	return s->unit && link_state(pl->link) == LINK_LIVE;
}

static void
post_position(struct player *pl, msec_t now)
{
	struct buf body = {0};
	struct problem ignored;
	struct http_ask ask = {.method = "POST", .path = "/v1/positions"};

	positions_write(&body, pl->unit, pl->mind.at, now);
	ask.body = buf_str(&body);
	ask.len = body.len;
	/* The next one comes soon: nobody waits for this one's answer. */
	if (buf_ok(&body) && link_ask(pl->link, &ask, &ignored))
		pl->posted = now;
	buf_free(&body);
}

static void
do_deed(struct player *pl, const struct sim_deed *d)
{
	struct sim_words words =
	    sim_words(d->command, d->words, pl->o->chinese);
	struct call call = {.command = command_get(d->command)};
	struct problem ignored;

	call_set_text(&call, 0, d->order->head.id);
	if (d->command == COMMAND_DECLINE)
		call_set_text(&call, ARG_decline_reason, words.text);
	if (d->command == COMMAND_REPORT) {
		call_set_text(&call, ARG_report_outcome, words.outcome);
		call_set_text(&call, ARG_report_text, words.text);
	}
	if (link_send(pl->link, &call, NULL, &ignored) == PROBLEM_NONE)
		pl->under_way = true;
}

/* Real ms until something is to be done. */
static int
rest(const struct player *pl, const struct sim_deed *d, bool moved)
{
	double left = (double)(d->until - link_now(pl->link));
	double speed = link_speed(pl->link);

	if (moved)
		return TICK_MS;
	if (d->until == INT64_MAX || speed <= 0 || left / speed > REST_MS)
		return REST_MS;
	return left > 0 ? (int)(left / speed) + 1 : TICK_MS;
}

static int
live(struct player *pl)
{
	const struct assignment *orders[ORDERS];
	const struct incident *incidents[ORDERS];
	struct sim_sight s;
	struct sim_deed d;
	bool moved;

	if (!look(pl, &s, orders, incidents))
		return REST_MS;
	if (!pl->told && pl->o->started)
		pl->o->started(pl->o->ctx, pl->callsign);
	pl->told = true;
	moved = sim_move(&pl->mind, &s);
	if (point_set(pl->mind.at) && s.now - pl->posted >= POST_EVERY)
		post_position(pl, s.now);
	d = sim_think(&pl->mind, &s);
	if (d.order && !pl->under_way && time_boot() >= pl->not_till)
		do_deed(pl, &d);
	return rest(pl, &d, moved);
}

static void *
play(void *arg)
{
	struct player *pl = arg;
	struct link_options options = {.address = pl->o->to,
	    .ca_file = pl->o->ca_file,
	    .hooks = {.command = on_command, .ctx = pl}};
	struct pollfd stop = {.fd = pl->o->stop_fd, .events = POLLIN};
	struct problem p;
	int wait = 0;

	pl->link = link_new(&options, &p);
	if (!pl->link)
		return NULL;
	if (session_set_token(link_session(pl->link), pl->token,
	        strlen(pl->token), &p) == PROBLEM_NONE)
		while (link_wait(pl->link, &stop, 1, wait) == 0)
			wait = live(pl);
	link_free(pl->link);
	pl->link = NULL;
	return NULL;
}

/* ---- accounts ---- */

/* A question about the account that is waited for. */
struct asked {
	bool done;
	struct problem problem;
};

static void
on_asked(void *ctx, const struct problem *p)
{
	struct asked *a = ctx;

	a->done = true;
	a->problem = *p;
}

static enum problem_code
wait_asked(struct reach *r, struct asked *a, struct problem *p)
{
	while (!a->done)
		http_client_wait(r->http, NULL, 0, 1000);
	if (a->problem.code)
		*p = a->problem;
	return a->problem.code;
}

/* Logs in by the one-time password, changes it, keeps the token. */
static enum problem_code
log_in(struct reach *r, struct player *pl, const char *name,
    const char *password, struct problem *p)
{
	const struct session_login who = {name, password, NULL, NULL};
	struct session *s = session_new(r->http);
	struct asked in = {0}, changed = {0};
	char fresh[ID_SIZE];
	enum problem_code code;

	if (!s)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	id_new(fresh);
	code = session_log_in(s, &who, on_asked, &in, p);
	if (!code)
		code = wait_asked(r, &in, p);
	if (!code)
		code = session_change_password(
		    s, password, fresh, on_asked, &changed, p);
	if (!code)
		code = wait_asked(r, &changed, p);
	if (!code)
		text_copy_cut(pl->token, sizeof(pl->token),
		    strchr(session_auth(s), ' ') + 1);
	explicit_bzero(fresh, sizeof(fresh));
	session_free(s);
	return code;
}

static void
escape(struct buf *out, const char *s)
{
	for (; *s; s++)
		if (isalnum((unsigned char)*s) || strchr("-._~", *s))
			buf_putc(out, *s);
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
}

static void
write_account(struct buf *body, const struct player *pl, const char *name)
{
	struct json_out o = {.buf = body};

	json_open_object(&o);
	json_put_key(&o, "name");
	json_put_string(&o, name, strlen(name));
	json_put_key(&o, "unit");
	json_put_string(&o, pl->unit, strlen(pl->unit));
	json_put_key(&o, "roles");
	json_open_array(&o);
	json_put_string(&o, "field", 5);
	json_close_array(&o);
	json_close_object(&o);
}

/* Makes the account, or a new password for the one that is there. */
static enum problem_code
get_password(struct reach *r, const struct player *pl, const char *name,
    cJSON **answer, struct problem *p)
{
	struct buf body = {0}, path = {0};
	enum problem_code code;

	write_account(&body, pl, name);
	code = reach_post(r, "/v1/accounts", &body, answer, p);
	if (code == PROBLEM_EXISTS) {
		buf_clear(&body);
		buf_puts(&body, "{\"reset\":true}");
		buf_puts(&path, "/v1/accounts/");
		escape(&path, name);
		code = reach_post(r, buf_str(&path), &body, answer, p);
	}
	buf_free(&body);
	buf_free(&path);
	return code;
}

static enum problem_code
open_account(struct reach *r, struct player *pl, struct problem *p)
{
	char name[ID_SIZE + 8];
	const char *password = NULL;
	cJSON *answer;
	enum problem_code code;

	/* Callsigns are a station's; another may have the same. */
	snprintf(name, sizeof(name), "sim-%.60s", pl->unit);
	code = get_password(r, pl, name, &answer, p);
	if (!code)
		code = json_string(answer, "password", 256, &password, p);
	if (!code)
		code = log_in(r, pl, name, password, p);
	cJSON_Delete(answer);
	return code;
}

/* ---- all of them ---- */

struct cast {
	const struct sim_options *o;
	struct player *player;
	size_t count;
};

static bool
is_wanted(const struct sim_options *o, const char *callsign)
{
	for (size_t i = 0; i < o->count; i++)
		if (text_is(o->units[i], callsign))
			return true;
	return o->count == 0;
}

static bool
add_unit(void *ctx, const struct record *r)
{
	const struct unit *u = (const struct unit *)r;
	struct cast *c = ctx;
	struct player *pl = &c->player[c->count];

	if (u->retired || u->channel != CHANNEL_DEVICE ||
	    !is_wanted(c->o, u->callsign))
		return true;
	*pl = (struct player){
	    .o = c->o, .mind = {.seed = c->o->seed, .at = u->home}};
	text_copy_cut(pl->unit, sizeof(pl->unit), r->id);
	text_copy_cut(pl->callsign, sizeof(pl->callsign), u->callsign);
	return ++c->count < SIM_UNITS;
}

static enum problem_code
check_drill(struct reach *r, struct problem *p)
{
	struct reach_health health;
	enum problem_code code = reach_health(r, &health, p);

	if (code || health.drill)
		return code;
	return problem_set(
	    p, PROBLEM_USAGE, "why", why_no_drill_simulate, NULL);
}

static enum problem_code
gather(struct cast *c, struct problem *p)
{
	struct reach r;
	enum problem_code code =
	    reach_open(&r, c->o->to, c->o->ca_file, c->o->token_file, p);

	if (!code)
		code = check_drill(&r, p);
	if (!code)
		code = reach_records(&r, KIND_UNIT, add_unit, c, p);
	if (!code && c->count == 0)
		code = problem_set(
		    p, PROBLEM_USAGE, "why", why_no_device_unit, NULL);
	for (size_t i = 0; !code && i < c->count; i++)
		code = open_account(&r, &c->player[i], p);
	reach_close(&r);
	return code;
}

static enum problem_code
start(struct cast *c, struct problem *p)
{
	for (size_t i = 0; i < c->count; i++) {
		struct player *pl = &c->player[i];

		if (pthread_create(&pl->thread, NULL, play, pl) != 0)
			return problem_set(p, PROBLEM_NO_MEMORY, NULL);
		pl->running = true;
	}
	return PROBLEM_NONE;
}

enum problem_code
sim_run(const struct sim_options *o, size_t *played, struct problem *p)
{
	struct cast c = {
	    .o = o, .player = calloc(SIM_UNITS, sizeof(*c.player))};
	enum problem_code code;

	*played = 0;
	if (!c.player)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = gather(&c, p);
	if (!code)
		code = start(&c, p);
	for (size_t i = 0; i < c.count; i++)
		if (c.player[i].running)
			pthread_join(c.player[i].thread, NULL);
	*played = c.count;
	explicit_bzero(c.player, SIM_UNITS * sizeof(*c.player));
	free(c.player);
	return code;
}
