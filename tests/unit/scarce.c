/*
 * Each allocation fails once, and memory ends for good at each: what is read,
 * written and sent is refused with NO_MEMORY or not changed by it, and nothing
 * is left behind.
 */
#include "tests/lib/scarce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net/link/feed.h"
#include "net/link/outbox.h"
#include "net/wire/codec.h"
#include "tests/lib/fake-central.h"
#include "tui/call-copy.h"

#define INCIDENT                                                             \
	"{\"kind\":\"incident\",\"id\":\"i1\",\"station\":\"LQ\",\"rev\":3," \
	"\"seq\":9,\"at\":1,\"by\":\"chen@2\",\"number\":\"20261121-0131\"," \
	"\"priority\":1,\"state\":\"pending\",\"place\":\"Park\","           \
	"\"narrative\":\"a boy of 6, \\u7ea2\\u8272\",\"spot\":"             \
	"{\"lat\":28.0,\"lon\":120.65},\"source\":\"phone\"}"
#define BODY                                                              \
	"{\"incident\":\"i1\",\"units\":[\"u1\",\"u2\"],\"assignments\":" \
	"[\"a1\",\"a2\"],\"expect\":{\"incident/i1\":\"pending\"}}"

/* Runs it with the nth allocation failing, n = 1, 2, ... until none does. */
static void starve(enum problem_code (*run)(void))
{
	static const enum scarce ways[] = {SCARCE_ONCE, SCARCE_FOR_GOOD};
	long refused = 0;

	assert_int_equal(run(), PROBLEM_NONE);
	for (size_t way = 0; way < COUNT_OF(ways); way++)
		for (long n = 1; scarce_begin(n, ways[way]); n++) {
			enum problem_code code = run();

			if (!scarce_end()) {
				assert_int_equal(code, PROBLEM_NONE);
				break;
			}
			if (code != PROBLEM_NONE)
				assert_int_equal(code, PROBLEM_NO_MEMORY);
			refused += code == PROBLEM_NO_MEMORY;
		}
	assert_true(refused > 0);
}

static enum problem_code
read_record(void)
{
	struct problem p = {0};
	struct record *r = NULL, *again;
	cJSON *json;
	enum problem_code code =
	    json_parse(INCIDENT, strlen(INCIDENT), NULL, &json, &p);

	if (code)
		return code;
	code = codec_record_read(json, CODEC_LENIENT, &r, &p);
	cJSON_Delete(json);
	assert_int_equal(code == PROBLEM_NONE, r != NULL);
	if (code)
		return code;
	again = record_freeze(r);
	code = again ? PROBLEM_NONE : PROBLEM_NO_MEMORY;
	record_free(again);
	record_free(r);
	return code;
}

static void
a_record_is_read_whole_or_refused(void **state)
{
	(void)state;
	starve(read_record);
}

static enum problem_code
read_call(void)
{
	struct codec_arena arena = {0};
	struct problem p = {0};
	struct buf again = {0};
	struct call call;
	cJSON *json;
	enum problem_code code =
	    json_parse(BODY, strlen(BODY), NULL, &json, &p);

	if (code)
		return code;
	code = codec_call_read(
	    command_get(COMMAND_DISPATCH), json, &arena, &call, &p);
	if (!code) {
		codec_call(&again, &call);
		code = buf_ok(&again) ? PROBLEM_NONE : PROBLEM_NO_MEMORY;
	}
	if (!code)
		assert_string_equal(buf_str(&again), BODY);
	buf_free(&again);
	codec_arena_free(&arena);
	cJSON_Delete(json);
	return code;
}

static void
a_command_is_read_and_written_whole_or_refused(void **state)
{
	(void)state;
	starve(read_call);
}

static struct http_client *http;
static struct session *session;

/* Adds a command, sends it and forgets it. */
static enum problem_code
send_command(void)
{
	const struct outbox_options o = {.http = http, .session = session};
	const char *units[] = {"u1", "u2"}, *orders[] = {"a1", "a2"};
	struct call call = {.command = command_get(COMMAND_DISPATCH)};
	struct outbox *box = outbox_new(&o);
	const struct outbox_entry *e = NULL;
	struct problem p = {0};
	enum problem_code code = PROBLEM_NO_MEMORY;

	call_set_text(&call, ARG_dispatch_incident, "i1");
	call_set_refs(&call, ARG_dispatch_units, (struct refs){2, units});
	call_set_refs(
	    &call, ARG_dispatch_assignments, (struct refs){2, orders});
	if (box) {
		outbox_set_link(box, true, NULL);
		code = outbox_add(box, &call, 1, &e, &p);
		assert_int_equal(code == PROBLEM_NONE, e != NULL);
		assert_int_equal(outbox_count(box), e != NULL);
		outbox_step(box);
		/* What could not be sent is not lost: it waits. */
		if (e && !outbox_is_settled(e) && e->state != OUTBOX_SENT) {
			assert_int_equal(e->state, OUTBOX_WAITING);
			code = e->problem.code;
		}
	}
	outbox_free(box);
	return code;
}

static void
an_order_is_in_the_outbox_or_refused(void **state)
{
	struct fake_central *fake = fake_central_new(true);
	struct address to;

	(void)state;
	assert_int_equal(address_read(&to, fake_central_url(fake), NULL), 0);
	http = http_client_new(&to, NULL, NULL);
	session = session_new(http);
	assert_int_equal(session_set_token(session, "tok", 3, NULL), 0);
	starve(send_command);
	session_free(session);
	http_client_free(http);
	fake_central_free(fake);
}

static enum problem_code
copy_call(void)
{
	const char *units[] = {"u1", "u2"};
	struct call call = {.command = command_get(COMMAND_DISPATCH)}, *copy;

	call_set_text(&call, ARG_dispatch_incident, "i1");
	call_set_refs(&call, ARG_dispatch_units, (struct refs){2, units});
	copy = call_copy(&call);
	call_free(copy);
	return copy ? PROBLEM_NONE : PROBLEM_NO_MEMORY;
}

static void
a_call_is_copied_whole_or_not(void **state)
{
	(void)state;
	starve(copy_call);
}

#define EVENT(id, rev, cursor)                                               \
	"data: {\"kind\":\"incident\",\"id\":\"" id "\",\"station\":\"LQ\"," \
	"\"rev\":" #rev ",\"seq\":" #rev ",\"at\":1,\"by\":\"x\",\"place\":" \
	"\"Park north gate, by the fountain\"}\nid: " cursor "\n\n"

static const char stream[] =
    "event: hello\ndata: "
    "{\"feed\":\"f1\",\"seq\":3,\"now\":5,\"speed\":1}\n\n" EVENT(
        "i1", 1, "c1") EVENT("i2", 2,
        "c2") "event: ready\ndata:\n\n"
              "event: position\ndata: "
              "[{\"unit\":\"u1\",\"lat\":1,\"lon\":2,\"at\":3}]\n\n" EVENT(
                  "i1", 3, "c3") "event: gone\ndata: incident/i2\nid: c4\n\n";

static enum problem_code
read_stream(struct feed *f)
{
	struct problem p = {0};

	if (!feed_begin(f))
		return PROBLEM_NO_MEMORY;
	return feed_push(f, stream, strlen(stream), &p);
}

/* It says so, and goes on from where its cursor says; nothing is half there. */
static void
a_feed_without_memory_is_whole_when_it_is_read_again(void **state)
{
	static const enum scarce ways[] = {SCARCE_ONCE, SCARCE_FOR_GOOD};
	long refused = 0;
	bool out = true;

	(void)state;
	for (size_t way = 0; way < COUNT_OF(ways); way++, out = true)
		for (long n = 1; out; n++) {
			struct table *t = table_new();
			struct feed *f = feed_new(t, NULL);
			enum problem_code code;

			scarce_begin(n, ways[way]);
			code = read_stream(f);
			out = scarce_end();
			if (code)
				assert_int_equal(code, PROBLEM_NO_MEMORY);
			refused += code == PROBLEM_NO_MEMORY;
			/* It never says more than it shows. */
			assert_true(*feed_cursor(f) == '\0' ||
			            table_count(t, KIND_INCIDENT) > 0);
			assert_int_equal(read_stream(f), PROBLEM_NONE);
			assert_true(feed_is_ready(f));
			assert_string_equal(feed_cursor(f), "c4");
			assert_int_equal(table_count(t, KIND_INCIDENT), 1);
			assert_int_equal(
			    table_get(t, KIND_INCIDENT, "i1")->rev, 3);
			feed_free(f);
			table_free(t);
		}
	assert_true(refused > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_record_is_read_whole_or_refused),
	    cmocka_unit_test(a_command_is_read_and_written_whole_or_refused),
	    cmocka_unit_test(a_call_is_copied_whole_or_not),
	    cmocka_unit_test(an_order_is_in_the_outbox_or_refused),
	    cmocka_unit_test(
	        a_feed_without_memory_is_whole_when_it_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
