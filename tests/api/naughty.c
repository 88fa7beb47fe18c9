/*
 * Naughty strings as what a caller told and where, through the API, the store,
 * the feed and the link's table: what is sound comes back byte for byte from
 * each of them, and what is not is refused and nowhere.
 */
#include "tests/lib/naughty.h"
#include "tests/lib/api.h"
#include "tests/lib/tap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLACE_MAX 160

/* One line: what a place may be. */
static bool
is_place(const char *s, size_t len)
{
	size_t used;

	if (len == 0 || len > PLACE_MAX || !naughty_is_sound(s, len))
		return false;
	for (size_t i = 0; i < len; i += used) {
		int32_t c = naughty_next(s + i, len - i, &used);

		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			return false;
	}
	return true;
}

static int
tell(struct api *a, size_t i, const char *field, const char *s, size_t len)
{
	struct buf body = {0};
	int status;

	buf_printf(&body, "{\"incident\":\"%s-%zu\",\"station\":\"S1\"%s",
	    field, i, strcmp(field, "place") == 0 ? "" : ",\"place\":\"Park\"");
	buf_printf(&body, ",\"%s\":", field);
	naughty_quote(&body, s, len);
	buf_puts(&body, "}");
	assert_true(buf_ok(&body));
	status = api_command(a, API_OWNER, "new", buf_str(&body));
	buf_free(&body);
	return status;
}

static const char *
field_of(const struct incident *i, const char *field)
{
	return strcmp(field, "place") == 0 ? i->place : i->narrative;
}

static bool
is_taken(const char *field, const char *s, size_t len)
{
	return strcmp(field, "place") == 0 ? is_place(s, len)
	                                   : naughty_is_sound(s, len);
}

static void
tell_all(struct api *a, const struct naughty *n, const char *field)
{
	for (size_t i = 0; i < n->count; i++) {
		size_t len;
		const char *s = naughty_text(n, i, &len);
		int want = is_taken(field, s, len) ? 200 : 400;

		if (tell(a, i, field, s, len) != want)
			fail_msg("%s %zu: want %d, is %d\n%s\n%s", field, i,
			    want, a->status, s, a->body);
	}
}

/* From the store, by GET. */
static void
get_all(struct api *a, const struct naughty *n, const char *field)
{
	char target[128];

	for (size_t i = 0; i < n->count; i++) {
		size_t len;
		const char *s = naughty_text(n, i, &len);
		bool taken = is_taken(field, s, len);

		snprintf(target, sizeof(target), "/v1/records/incident/%s-%zu",
		    field, i);
		assert_int_equal(
		    api_get(a, API_OWNER, target), taken ? 200 : 404);
		if (taken)
			assert_string_equal(api_text(a, field), s);
	}
}

static void
feed_all(struct link *l, const struct naughty *n, const char *field)
{
	char id[ID_SIZE];

	for (size_t i = 0; i < n->count; i++) {
		size_t len;
		const char *s = naughty_text(n, i, &len), *is;

		snprintf(id, sizeof(id), "%s-%zu", field, i);
		if (is_taken(field, s, len)) {
			const struct record *r = tap_wait(l, KIND_INCIDENT, id);

			is = field_of((const struct incident *)r, field);
			assert_string_equal(is ? is : "", s);
		} else {
			assert_null(tap_get(l, KIND_INCIDENT, id));
		}
	}
}

/* By changes as they come, and by the snapshot of who comes later. */
static void
round_trip(struct api *a, const char *field)
{
	struct link *before = tap_open(a->socket), *after;
	struct naughty n;

	naughty_read(&n);
	tell_all(a, &n, field);
	get_all(a, &n, field);
	feed_all(before, &n, field);
	after = tap_open(a->socket);
	feed_all(after, &n, field);
	tap_close(before);
	tap_close(after);
	naughty_free(&n);
}

static void
what_is_told_comes_back_byte_for_byte_or_is_refused(void **state)
{
	round_trip(*state, "narrative");
}

static void
a_place_comes_back_byte_for_byte_or_is_refused(void **state)
{
	round_trip(*state, "place");
}

/* Nothing of it is lost when the central starts anew. */
static void
a_restart_changes_no_byte(void **state)
{
	struct api *a = *state;
	struct naughty n;

	naughty_read(&n);
	tell_all(a, &n, "narrative");
	api_close(a);
	api_open(a);
	get_all(a, &n, "narrative");
	naughty_free(&n);
}

/* The writing of JSON that hides what UTF-8 may not say. */
static void
escapes_hide_nothing(void **state)
{
	static const char *const bad[] = {"\\ud800", "\\udc00",
	    "\\ud800\\ud800", "\\udc00\\ud800", "\\ud83d", "x\\ud83dx",
	    "\\u0000", "x\\u0000x", "\\ud83d\\u0041", "\\uD8", "\\u12g4",
	    "\\x41", "\\'"};
	static const struct {
		const char *said, *is;
	} good[] = {{"\\ud83d\\ude94", "\xf0\x9f\x9a\x94"},
	    {"\\u202e\\u0001\\/", "\xe2\x80\xae\x01/"},
	    {"\\uffff", "\xef\xbf\xbf"}};
	struct api *a = *state;
	char body[256];

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		snprintf(body, sizeof(body),
		    "{\"incident\":\"b%zu\",\"station\":\"S1\",\"place\":\"x\","
		    "\"narrative\":\"%s\"}",
		    i, bad[i]);
		if (api_command(a, API_OWNER, "new", body) != 400)
			fail_msg("%s: %s", body, a->body);
	}
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		snprintf(body, sizeof(body),
		    "{\"incident\":\"g%zu\",\"station\":\"S1\",\"place\":\"x\","
		    "\"narrative\":\"%s\"}",
		    i, good[i].said);
		assert_int_equal(api_command(a, API_OWNER, "new", body), 200);
		snprintf(body, sizeof(body), "/v1/records/incident/g%zu", i);
		assert_int_equal(api_get(a, API_OWNER, body), 200);
		assert_string_equal(api_text(a, "narrative"), good[i].is);
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, api_setup, api_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(what_is_told_comes_back_byte_for_byte_or_is_refused),
	    TEST(a_place_comes_back_byte_for_byte_or_is_refused),
	    TEST(a_restart_changes_no_byte),
	    TEST(escapes_hide_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
