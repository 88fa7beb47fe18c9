/*
 * Event streams: the rules of the WHATWG standard one by one, and that it
 * never matters where the bytes were cut.
 */
#include "net/wire/sse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What came out, one event a line: name|id|data, LF shown as ~, NUL as ^. */
struct log {
	struct buf b;
	const char *refuse; /* data at which the callback fails */
};

static enum problem_code
note(void *arg, const struct sse_message *m, struct problem *p)
{
	struct log *log = arg;
	size_t from;

	if (log->refuse && strcmp(m->data, log->refuse) == 0)
		return problem_set(p, PROBLEM_BUSY, NULL);
	assert_int_equal(m->data[m->len], '\0');
	buf_printf(&log->b, "%s|%s|", m->event, m->id);
	from = log->b.len;
	buf_add(&log->b, m->data, m->len);
	for (; from < log->b.len; from++) {
		if (log->b.data[from] == '\n')
			log->b.data[from] = '~';
		if (log->b.data[from] == '\0')
			log->b.data[from] = '^';
	}
	buf_putc(&log->b, '\n');
	return PROBLEM_NONE;
}

/* Feeds a copy of exactly these bytes, so that ASan sees one too far. */
static enum problem_code
feed(struct sse_reader *r, const char *bytes, size_t len, struct problem *p)
{
	char *copy = malloc(len ? len : 1);
	enum problem_code code;

	assert_non_null(copy);
	memcpy(copy, bytes, len);
	code = sse_reader_feed(r, copy, len, p);
	free(copy);
	return code;
}

static enum problem_code
feed_text(struct sse_reader *r, const char *text, struct problem *p)
{
	return feed(r, text, strlen(text), p);
}

static void
gives_bytes(const char *stream, size_t len, const char *events)
{
	struct log log = {0};
	struct sse_reader r;

	sse_reader_init(&r, note, &log);
	assert_int_equal(feed(&r, stream, len, NULL), PROBLEM_NONE);
	assert_string_equal(buf_str(&log.b), events);
	sse_reader_free(&r);
	buf_free(&log.b);
}

static void
gives(const char *stream, const char *events)
{
	gives_bytes(stream, strlen(stream), events);
}

static void
lines_end_with_lf_cr_or_crlf(void **state)
{
	(void)state;
	gives("data:a\n\ndata:b\n\n", "message||a\nmessage||b\n");
	gives("data:a\r\rdata:b\r\r", "message||a\nmessage||b\n");
	gives("data:a\r\n\r\ndata:b\r\n\r\n", "message||a\nmessage||b\n");
	gives("data:a\r\ndata:b\n\r\n", "message||a~b\n");
	gives("data:a\n\rdata:b\r\n\r", "message||a\nmessage||b\n");
	gives("data:a\xe2\x80\xa8z\n\n", "message||a\xe2\x80\xa8z\n");
}

static void
data_lines_are_joined_and_one_space_goes(void **state)
{
	(void)state;
	gives("data: a\ndata:  b\ndata\ndata:\ndata:c:d\n\n",
	    "message||a~ b~~~c:d\n");
	gives("data\n\n", "message||\n");
	gives("data\ndata\n\n", "message||~\n");
	gives("\n\n\nevent:x\n\n", "");
	gives(":data:a\n\n", "");
	gives(" data:a\n\n", "");
	gives("Data:a\n\n", "");
	gives("data:a\n", "");
	gives("data:a\nevent:x", "");
}

static void
a_name_is_for_one_event_and_an_id_for_all_that_follow(void **state)
{
	(void)state;
	gives("event:record\nid:7\ndata:a\n\ndata:b\n\nid\ndata:c\n\n",
	    "record|7|a\nmessage|7|b\nmessage||c\n");
	gives("event:x\n\ndata:a\n\n", "message||a\n");
	gives("event:x\nevent\ndata:a\n\n", "message||a\n");
	gives("id:1\n\ndata:a\n\n", "message|1|a\n");
}

static void
an_id_with_nul_is_ignored_and_data_with_nul_is_kept(void **state)
{
	(void)state;
	gives_bytes("id:1\nid:2\0003\ndata:a\n\n", 20, "message|1|a\n");
	gives_bytes("data:a\0b\n\n", 10, "message||a^b\n");
}

static void
a_byte_order_mark_goes_at_the_very_beginning_only(void **state)
{
	(void)state;
	gives("\xEF\xBB\xBF"
	      "data:a\n\n\xEF\xBB\xBF"
	      "data:b\n\n",
	    "message||a\n");
	gives("\xEF\xBB\xBF\xEF\xBB\xBF"
	      "data:a\n\n",
	    "");
	gives("\xEF\xBB\xBF\ndata:a\n\n", "message||a\n");
}

static void
retry_is_digits_only(void **state)
{
	struct log log = {0};
	struct sse_reader r;

	(void)state;
	sse_reader_init(&r, note, &log);
	assert_true(r.retry == -1);
	assert_int_equal(feed_text(&r, "retry:2500\n", NULL), PROBLEM_NONE);
	assert_true(r.retry == 2500);
	assert_int_equal(
	    feed_text(
	        &r, "retry:-1\nretry:\nretry:9x\nretry:9999999999\n", NULL),
	    PROBLEM_NONE);
	assert_true(r.retry == 2500);
	sse_reader_free(&r);
}

static const char stream[] =
    "\xEF\xBB\xBF: hello\r\n\r\nretry: 3000\n\n"
    "id: cursor-1\r\nevent: record\rdata: {\"place\":\"\345\220\271\345\217"
    "\260\"}\r\n\r\n"
    "data: first\r\ndata\r\rdata:second \xF0\x9F\x9A\x93\n\r\n\r"
    "id\nevent:ready\ndata:\n\nunknown: field\n: \xC0 not UTF-8\xFF\n"
    "id:2\n\n:\n:\n\r\n\revent: position\ndata:\xE2\x82\n\ndata: cut";

static void
it_never_matters_where_the_bytes_are_cut(void **state)
{
	static const char events[] =
	    "record|cursor-1|{\"place\":\"\345\220\271\345\217\260\"}\n"
	    "message|cursor-1|first~\n"
	    "message|cursor-1|second \xF0\x9F\x9A\x93\n"
	    "ready||\n"
	    "position|2|\xE2\x82\n";
	const size_t len = sizeof(stream) - 1;
	struct sse_reader r;

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		for (size_t next = cut; next <= len; next++) {
			struct log log = {0};

			sse_reader_init(&r, note, &log);
			assert_int_equal(
			    feed(&r, stream, cut, NULL), PROBLEM_NONE);
			assert_int_equal(
			    feed(&r, stream + cut, next - cut, NULL),
			    PROBLEM_NONE);
			assert_int_equal(
			    feed(&r, stream + next, len - next, NULL),
			    PROBLEM_NONE);
			assert_string_equal(buf_str(&log.b), events);
			assert_string_equal(sse_reader_last_id(&r), "2");
			assert_true(r.retry == 3000);
			sse_reader_free(&r);
			buf_free(&log.b);
		}
	}
}

static void
the_last_id_is_of_the_last_event_that_was_whole_and_taken(void **state)
{
	struct log log = {.refuse = "b"};
	struct sse_reader r;
	struct problem p;

	(void)state;
	sse_reader_init(&r, note, &log);
	assert_int_equal(
	    feed_text(&r, "id:1\ndata:a\n\nid:2\ndata:c\n", &p), PROBLEM_NONE);
	assert_string_equal(sse_reader_last_id(&r), "1");
	/* The connection is lost inside an event; the next begins anew. */
	sse_reader_reset(&r);
	assert_int_equal(
	    feed_text(&r, "data:d\n\nid:3\ndata:b\n\ndata:e\n\n", &p),
	    PROBLEM_BUSY);
	assert_string_equal(buf_str(&log.b), "message|1|a\nmessage|1|d\n");
	assert_string_equal(sse_reader_last_id(&r), "1");
	assert_int_equal(feed_text(&r, "data:f\n\n", &p), PROBLEM_BAD_STREAM);
	sse_reader_reset(&r);
	assert_int_equal(feed_text(&r, "data:g\n\n", &p), PROBLEM_NONE);
	assert_non_null(strstr(buf_str(&log.b), "message|1|g\n"));
	sse_reader_free(&r);
	buf_free(&log.b);
}

static void
what_is_too_long_is_a_fault_and_not_cut(void **state)
{
	struct log log = {0};
	struct sse_reader r;
	struct problem p;

	(void)state;
	sse_reader_init(&r, note, &log);
	r.line_max = 10;
	r.event_max = 12;
	assert_int_equal(
	    feed_text(&r, "data:12345\ndata:1234\n\n", &p), PROBLEM_NONE);
	assert_string_equal(buf_str(&log.b), "message||12345~1234\n");
	assert_int_equal(feed_text(&r, "data:123456", &p), PROBLEM_BAD_STREAM);
	assert_string_equal(problem_get(&p, "why"), why_line_over);
	sse_reader_reset(&r);
	assert_int_equal(feed_text(&r, "data:1", &p), PROBLEM_NONE);
	assert_int_equal(feed_text(&r, "23456\n", &p), PROBLEM_BAD_STREAM);
	sse_reader_reset(&r);
	assert_int_equal(feed_text(&r, "data:12345\ndata:12345\ndata:1\n", &p),
	    PROBLEM_BAD_STREAM);
	assert_string_equal(problem_get(&p, "why"), why_event_over);
	assert_string_equal(buf_str(&log.b), "message||12345~1234\n");
	sse_reader_free(&r);
	buf_free(&log.b);
}

static void
an_event_is_written_in_the_fewest_bytes(void **state)
{
	struct buf b = {0};

	(void)state;
	sse_event(&b, NULL, NULL, "{}", 2);
	assert_string_equal(buf_str(&b), "data:{}\n\n");
	buf_clear(&b);
	sse_event(&b, "record", "c1", " a\r\nb\rc\n", 8);
	assert_string_equal(buf_str(&b),
	    "id:c1\nevent:record\ndata:  a\ndata:b\ndata:c\ndata:\n\n");
	buf_clear(&b);
	sse_event(&b, NULL, "c2", NULL, 0);
	assert_string_equal(buf_str(&b), "id:c2\n\n");
	buf_clear(&b);
	sse_comment(&b, "");
	sse_retry(&b, 2000);
	assert_string_equal(buf_str(&b), ":\nretry:2000\n");
	buf_free(&b);
}

static void
what_is_written_is_read_as_it_was(void **state)
{
	struct log log = {0};
	struct buf b = {0};
	struct sse_reader r;

	(void)state;
	sse_event(&b, "record", "c1", " a\nb\n", 5);
	sse_comment(&b, "alive");
	sse_event(&b, NULL, NULL, "", 0);
	sse_event(&b, NULL, "", "x", 1);
	sse_reader_init(&r, note, &log);
	assert_int_equal(
	    sse_reader_feed(&r, b.data, b.len, NULL), PROBLEM_NONE);
	assert_string_equal(
	    buf_str(&log.b), "record|c1| a~b~\nmessage|c1|\nmessage||x\n");
	sse_reader_free(&r);
	buf_free(&b);
	buf_free(&log.b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(lines_end_with_lf_cr_or_crlf),
	    cmocka_unit_test(data_lines_are_joined_and_one_space_goes),
	    cmocka_unit_test(
	        a_name_is_for_one_event_and_an_id_for_all_that_follow),
	    cmocka_unit_test(
	        an_id_with_nul_is_ignored_and_data_with_nul_is_kept),
	    cmocka_unit_test(a_byte_order_mark_goes_at_the_very_beginning_only),
	    cmocka_unit_test(retry_is_digits_only),
	    cmocka_unit_test(it_never_matters_where_the_bytes_are_cut),
	    cmocka_unit_test(
	        the_last_id_is_of_the_last_event_that_was_whole_and_taken),
	    cmocka_unit_test(what_is_too_long_is_a_fault_and_not_cut),
	    cmocka_unit_test(an_event_is_written_in_the_fewest_bytes),
	    cmocka_unit_test(what_is_written_is_read_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
