/*
 * The feed over real sockets: what a console is sent, in which order, and
 * that whatever is cut or late, its table comes to equal the store.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/feed-desk.h"

static int
setup(void **state)
{
	struct feed_desk *d = calloc(1, sizeof(*d));
	const struct hub_config config = {0};

	assert_non_null(d);
	feed_desk_open(d, config);
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	feed_desk_close(*state);
	free(*state);
	return 0;
}

/* The first place of text in the notes; fails the test when it is not. */
static const char *
found(const struct reader *r, const char *text)
{
	const char *at = strstr(buf_str(&r->notes), text);

	if (!at)
		fail_msg("no %s in %s", text, buf_str(&r->notes));
	return at;
}

static void
a_fresh_feed_gets_settings_then_the_rest_then_ready_then_changes(void **state)
{
	struct feed_desk *d = *state;
	struct reader r = {0};

	assert_true(room_new(&d->room, "i1", "market"));
	reader_open(&r, d, "lq", "", "", false);
	reader_until(&r, "ready");
	assert_true(found(&r, "hello") < found(&r, "reset"));
	assert_true(found(&r, "reset") < found(&r, "setting/category.theft 1"));
	assert_true(
	    found(&r, "setting/category.child") < found(&r, "station/LQ 1"));
	assert_true(found(&r, "station/LQ 1") < found(&r, "unit/LQ-P1 1"));
	assert_true(found(&r, "unit/LQ-P1 1") < found(&r, "incident/i1 1"));
	assert_true(found(&r, "incident/i1 1") < found(&r, "ready"));
	assert_true(room_new(&d->room, "i2", "park"));
	reader_until(&r, "incident/i2 1 @");
	reader_until_true(&r, d, "lq");
	assert_int_equal(reader_count(&r, "incident/i1"), 1);
	/* Another station's unit and the talk of rooms are not its business. */
	assert_int_equal(reader_count(&r, "XQ-P1"), 0);
	assert_int_equal(reader_count(&r, "say "), 0);
	reader_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
	        a_fresh_feed_gets_settings_then_the_rest_then_ready_then_changes,
	        setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
