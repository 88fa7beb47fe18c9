/*
 * What the central says of itself: health, counters, the audit log.
 */
#include <sodium.h>
#include <string.h>

#include "central/routes.h"
#include "model/time.h"

enum problem_code
route_health(struct ask *a, struct store *store, struct problem *p)
{
	struct central *c = a->central;
	struct buf body = {0};
	struct json_out o = {.buf = &body};

	(void)store;
	if (ask_params(a, NULL, 0, p))
		return p->code;
	json_open_object(&o);
	ask_put_text(&o, "version", WATCHROOM_VERSION);
	ask_put_text(&o, "store", c->id);
	ask_put_bool(&o, "drill", c->drill);
	ask_put_number(&o, "seq", writer_seq(c->writer));
	ask_put_number(&o, "now", now_get(&c->now));
	ask_put_number(&o, "speed", now_speed(&c->now));
	json_close_object(&o);
	ask_json(a, 200, &body);
	return PROBLEM_NONE;
}

static void
meter(struct buf *out, const char *name, const char *type, const char *help,
    uint64_t value)
{
	buf_printf(out,
	    "# HELP watchroom_%s %s\n# TYPE watchroom_%s %s\n"
	    "watchroom_%s %llu\n",
	    name, help, name, type, name, (unsigned long long)value);
}

static void
meter_answers(struct buf *out, struct meters *m)
{
	buf_puts(out, "# HELP watchroom_answers_total answers by class\n"
	              "# TYPE watchroom_answers_total counter\n");
	for (size_t i = 2; i < COUNT_OF(m->answers); i++)
		buf_printf(out,
		    "watchroom_answers_total{class=\"%zuxx\"} %llu\n", i,
		    (unsigned long long)atomic_load(&m->answers[i]));
}

static void
meter_hub(struct buf *out, struct hub *hub)
{
	struct hub_stats s;

	hub_stats(hub, &s);
	meter(out, "feeds", "gauge", "feeds that are open", s.feeds);
	meter(out, "feed_channels", "gauge", "sets of scopes", s.channels);
	meter(out, "feed_log_bytes", "gauge", "events in memory", s.bytes);
	meter(out, "feeds_cut_total", "counter", "could not keep up", s.cut);
}

enum problem_code
route_metrics(struct ask *a, struct store *store, struct problem *p)
{
	struct central *c = a->central;
	struct meters *m = &c->meters;
	struct buf out = {0};

	(void)store;
	if (ask_params(a, NULL, 0, p))
		return p->code;
	meter(&out, "seq", "counter", "commands on disk",
	    (uint64_t)writer_seq(c->writer));
	meter(&out, "up_seconds", "gauge", "since the start",
	    (uint64_t)(time_boot() - c->started) / 1000);
	meter_answers(&out, m);
	meter(&out, "commands_total", "counter", "commands answered",
	    atomic_load(&m->commands));
	meter(&out, "commands_refused_total", "counter", "of them refused",
	    atomic_load(&m->refused));
	meter(&out, "logins_total", "counter", "tries to log in",
	    atomic_load(&m->logins));
	meter(&out, "logins_failed_total", "counter", "of them failed",
	    atomic_load(&m->logins_failed));
	meter(&out, "sessions", "gauge", "in use", tokens_count(c->tokens));
	meter(&out, "positions", "gauge", "units with a position",
	    positions_count(c->positions));
	meter(&out, "pool_waiting", "gauge", "jobs that wait",
	    pool_waiting(c->pool));
	meter_hub(&out, c->hub);
	ask_bytes(a, 200, "text/plain; version=0.0.4; charset=utf-8", &out);
	return PROBLEM_NONE;
}

struct audit_page {
	struct json_out *o;
	int64_t last;
	size_t count;
};

static bool
put_line(void *ctx, const struct audit_line *line)
{
	struct audit_page *page = ctx;
	struct json_out *o = page->o;
	char tag[AUDIT_TAG * 2 + 1];

	sodium_bin2hex(tag, sizeof(tag), line->tag, AUDIT_TAG);
	json_open_object(o);
	ask_put_number(o, "seq", line->seq);
	ask_put_number(o, "at", line->at);
	ask_put_text(o, "account", line->account);
	ask_put_text(o, "command", line->command);
	ask_put_text(o, "answer", line->answer);
	ask_put_text(o, "what", line->what);
	ask_put_text(o, "tag", tag);
	json_close_object(o);
	page->last = line->seq;
	page->count++;
	return true;
}

enum problem_code
route_audit(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {"after", "limit"};
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct audit_page page = {.o = &o};
	int64_t after, limit;
	enum problem_code code = ask_params(a, known, COUNT_OF(known), p);

	if (!code)
		code = ask_number(a, "after", 0, JSON_INT_MAX, 0, &after, p);
	if (!code)
		code = ask_number(
		    a, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &limit, p);
	if (code)
		return code;
	json_open_object(&o);
	json_put_key(&o, "lines");
	json_open_array(&o);
	code =
	    store_audit_page(store, after, (size_t)limit, put_line, &page, p);
	json_close_array(&o);
	if (page.count == (size_t)limit)
		ask_put_number(&o, "next", page.last);
	json_close_object(&o);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}
