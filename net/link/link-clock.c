/*
 * The central's time, and the round trip.
 */
#include "model/time.h"
#include "net/link/link-inside.h"
#include "net/wire/codec.h"
#include "net/wire/json.h"

#define PING_ANSWER_MS 10000

void
link_set_clock(struct link *l, const struct feed_clock *c)
{
	l->far.then = c->now;
	l->far.boot = link_boot(l);
	l->far.speed = c->speed;
}

msec_t
link_now(const struct link *l)
{
	double passed;

	if (l->far.boot == 0)
		return time_wall();
	passed = (double)(link_boot(l) - l->far.boot) * l->far.speed;
	return l->far.then + (msec_t)passed;
}

/* The feed follows with the next step. */
static void
set_thin(struct link *l, bool thin)
{
	if (l->profile != LINK_AUTO || l->thin == thin)
		return;
	l->thin = thin;
	outbox_set_patience(l->outbox, thin ? LINK_THIN_ANSWER_MS : 0);
}

void
link_note_round_trip(void *ctx, int64_t took)
{
	struct link *l = ctx;

	l->round_trip =
	    l->round_trip < 0 ? took : (7 * l->round_trip + took) / 8;
	l->answered = link_boot(l);
}

/*
 * By pings alone: an answer to a command holds the central's work, too. The
 * limits are far apart, so that a line between them stays what it was.
 */
static void
judge(struct link *l)
{
	if (++l->pings < LINK_JUDGE_PINGS)
		return;
	if (l->round_trip > LINK_THIN_TRIP_MS)
		set_thin(l, true);
	else if (l->round_trip < LINK_THIN_TRIP_MS / 4 && !l->slow)
		set_thin(l, false);
}

void
link_note_rate(struct link *l, int64_t rate)
{
	l->slow = rate < LINK_THIN_RATE;
	if (l->slow)
		set_thin(l, true);
}

int64_t
link_round_trip(const struct link *l)
{
	int64_t waiting = l->ping ? link_boot(l) - l->pinged : 0;

	return waiting > l->round_trip && l->ping ? waiting : l->round_trip;
}

/* Pings: a live line without commands still has a round trip. */

static void
on_ping(void *ctx, const struct http_answer *a)
{
	struct feed_clock c = {.speed = 1};
	struct link *l = ctx;
	cJSON *json;

	l->ping = NULL;
	l->answered = link_boot(l);
	if (a->status != 200)
		return;
	link_note_round_trip(l, a->took);
	judge(l);
	if (json_parse(a->body, a->len, NULL, &json, NULL) != PROBLEM_NONE)
		return;
	if (json_int(json, "now", 0, CODEC_TIME_MAX, &c.now, NULL) ==
	        PROBLEM_NONE &&
	    json_number(json, "speed", &c.speed, NULL) == PROBLEM_NONE &&
	    c.speed >= 0 && c.speed <= 1e6)
		link_set_clock(l, &c);
	cJSON_Delete(json);
}

static void
send_ping(struct link *l)
{
	l->pinged = link_boot(l);
	l->ping = http_client_ask(l->http,
	    &(struct http_ask){.method = "GET",
	        .path = "/v1/health",
	        .timeout_ms = PING_ANSWER_MS,
	        .limit = JSON_BODY_MAX,
	        .done = on_ping,
	        .ctx = l},
	    NULL);
	if (!l->ping)
		l->answered = l->pinged;
}

msec_t
link_step_ping(struct link *l, msec_t now)
{
	msec_t pause = l->thin ? LINK_THIN_PING_MS : LINK_PING_MS;

	if (!l->ping && now >= l->answered + pause)
		send_ping(l);
	return l->ping ? INT64_MAX : l->answered + pause;
}
