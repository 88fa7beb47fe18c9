/*
 * See outbox-bench.h.
 */
#include "tests/lib/outbox-bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static msec_t
tell_time(void *ctx)
{
	return ((struct bench *)ctx)->now;
}

static void
on_changed(
    void *ctx, const struct outbox_entry *e, const struct outbox_answer *a)
{
	struct bench *b = ctx;

	buf_printf(&b->log, "%s%s ", outbox_state_word(e->state),
	    e->held ? "(held)" : "");
	if (a)
		b->records += a->count;
	if (a && a->caller)
		snprintf(b->caller, sizeof(b->caller), "%s",
		    ((struct caller *)a->caller)->phone);
}

static void
on_locked_out(void *ctx, const struct problem *p)
{
	assert_int_equal(p->code, PROBLEM_UNAUTHENTICATED);
	((struct bench *)ctx)->locked_out++;
}

static bool
keep(void *ctx, const struct outbox_entry *e, const char *body, size_t len)
{
	struct bench *b = ctx;

	buf_printf(
	    &b->disk, "%s %s\n", outbox_state_word(e->state), e->command->name);
	return body ? len > 0 && !b->slow_disk : true;
}

int
bench_setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	static struct outbox_store store;
	struct outbox_options o = {0};
	struct address to;

	assert_non_null(b);
	b->now = 1000000;
	b->clock = (struct boot_clock){tell_time, b};
	b->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(b->fake), NULL), 0);
	b->http = http_client_new(&to, NULL, NULL);
	b->session = session_new(b->http);
	assert_int_equal(session_set_token(b->session, "tok", 3, NULL), 0);
	store = (struct outbox_store){.keep = keep, .ctx = b};
	o.http = b->http;
	o.session = b->session;
	o.clock = &b->clock;
	o.store = &store;
	o.hooks = (struct outbox_hooks){
	    .changed = on_changed, .locked_out = on_locked_out, .ctx = b};
	b->box = outbox_new(&o);
	assert_non_null(b->box);
	outbox_set_link(b->box, true, NULL);
	*state = b;
	return 0;
}

int
bench_teardown(void **state)
{
	struct bench *b = *state;

	outbox_free(b->box);
	session_free(b->session);
	http_client_free(b->http);
	fake_central_free(b->fake);
	buf_free(&b->log);
	buf_free(&b->disk);
	free(b);
	return 0;
}

void
bench_step(struct bench *b)
{
	outbox_step(b->box);
	http_client_wait(b->http, NULL, 0, 1);
	fake_central_step(b->fake, 1);
}

void
bench_quiet(struct bench *b)
{
	size_t before = fake_central_requests(b->fake);

	for (int i = 0; i < 20; i++)
		bench_step(b);
	assert_int_equal(fake_central_requests(b->fake), before);
}

struct fake_conn *
bench_request(struct bench *b)
{
	struct fake_conn *c = NULL;

	UNTIL(b, (c = fake_central_request(b->fake)) != NULL);
	return c;
}

const struct outbox_entry *
bench_add(struct bench *b, const struct call *c)
{
	const struct outbox_entry *e;

	assert_int_equal(outbox_add(b->box, c, 5, &e, NULL), PROBLEM_NONE);
	return e;
}

const struct outbox_entry *
bench_priority(struct bench *b, const char *incident, int64_t priority)
{
	struct call c = {.command = command_get(COMMAND_PRIORITY)};

	call_set_text(&c, ARG_priority_incident, incident);
	call_set_number(&c, ARG_priority_priority, priority);
	return bench_add(b, &c);
}

bool
bench_stands(const struct outbox_entry *e, enum outbox_state state)
{
	return e->state == state;
}

void
bench_told(struct bench *b, const char *expected)
{
	assert_string_equal(buf_str(&b->log), expected);
	buf_clear(&b->log);
}

void
bench_lose(struct bench *b, const struct outbox_entry *e)
{
	struct fake_conn *c;

	while (!bench_stands(e, OUTBOX_UNKNOWN)) {
		bench_step(b);
		if ((c = fake_central_request(b->fake)))
			fake_conn_cut(c);
	}
}

struct fake_conn *
bench_fate(struct bench *b, const struct outbox_entry *e)
{
	struct fake_conn *c = bench_request(b);
	char line[128];

	snprintf(line, sizeof(line), "GET /v1/commands/%s", e->key);
	assert_string_equal(fake_conn_line(c), line);
	assert_string_equal(fake_conn_header(c, "Authorization"), "Bearer tok");
	return c;
}
