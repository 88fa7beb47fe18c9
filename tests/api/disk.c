/*
 * A whole central on a disk that fails: each write and each fsync of a command
 * in turn, once or from then on, for want of space or not. Whatever it
 * answers holds:
 *
 *	200	it is there after a power cut at that moment, once
 *	507	it is not there, now or ever; reading goes on
 *	503	nobody knows; asked again with its key it is done, once
 *
 * And when the disk is well again the next command is done.
 */
#include "tests/lib/fault-vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/api.h"
#include "tests/lib/stores.h"

#define WAYS 4 /* of failing at one point */

struct bench {
	struct api api;
	char fresh[96], left[96];
	size_t done, refused, unknown; /* answers */
};

static int
say(struct bench *b, const char *key)
{
	const struct api_ask ask = {.who = API_OWNER, .key = key};
	char body[96];

	snprintf(body, sizeof(body), "{\"room\":\"room\",\"text\":\"disk %s\"}",
	    key);
	return api_ask(&b->api, &ask, "POST", "/v1/commands/message", body);
}

struct sought {
	const char *key;
	size_t times;
};

static bool
count_one(void *ctx, const struct record *r)
{
	const char *text = ((const struct message *)r)->text;
	struct sought *s = ctx;

	if (text && strncmp(text, "disk ", 5) == 0 &&
	    strcmp(text + 5, s->key) == 0)
		s->times++;
	return true;
}

/* How often that command stands in the store in dir, which is sound. */
static size_t
stands(const char *dir, const char *key)
{
	struct sought s = {.key = key};
	struct problem problem = {0};
	struct store *store;

	DONE(store_open(dir, STORE_READ, &store, &problem));
	test_sound(store);
	DONE(store_page(
	    store, KIND_MESSAGE, NULL, SIZE_MAX, count_one, &s, &problem));
	store_close(store);
	return s.times;
}

/* Also while nothing can be written. */
static void
reading_goes_on(struct bench *b)
{
	assert_int_equal(
	    api_get(&b->api, API_OWNER, "/v1/records/incident/room"), 200);
	assert_int_equal(api_get(&b->api, API_OWNER, "/v1/health"), 200);
}

static void
look_at_what_is_left(struct bench *b, int status)
{
	size_t times = stands(b->left, "first");

	switch (status) {
	case 200:
		assert_int_equal(times, 1);
		b->done++;
		break;
	case 507:
		assert_int_equal(times, 0);
		b->refused++;
		break;
	case 503:
		assert_true(times <= 1);
		b->unknown++;
		break;
	default:
		fail_msg("%d %s", status, b->api.body);
	}
}

/* The nth operation fails; false: there are not so many. */
static bool
fail_one(struct bench *b, enum fault_sort sort, size_t n, bool lasting)
{
	bool struck;
	int status;

	dir_copy(b->fresh, b->api.dir);
	api_open(&b->api);
	fault_vfs_arm(sort, n, lasting);
	status = say(b, "first");
	fault_vfs_power_cut(b->api.dir, b->left);
	reading_goes_on(b);
	if (lasting && status == 507)
		assert_int_equal(say(b, "second"), 507);
	struck = fault_vfs_disarm();
	look_at_what_is_left(b, status);
	/* The disk is well: what was refused for want of space can be. */
	assert_int_equal(say(b, "first"), 200);
	assert_int_equal(say(b, "third"), 200);
	reading_goes_on(b);
	api_close(&b->api);
	assert_int_equal(stands(b->api.dir, "first"), 1);
	assert_int_equal(stands(b->api.dir, "second"), 0);
	assert_int_equal(stands(b->api.dir, "third"), 1);
	dir_remove(b->left);
	dir_remove(b->api.dir);
	fault_vfs_forget(b->left);
	fault_vfs_forget(b->api.dir);
	return struck;
}

static void
what_it_answers_holds_whatever_the_disk_does(void **state)
{
	struct bench b = {0};
	bool more = true;
	size_t n;

	(void)state;
	api_make(&b.api, false);
	api_incident(&b.api, "S1", "room");
	api_close(&b.api);
	snprintf(b.fresh, sizeof(b.fresh), "%s/fresh", b.api.top);
	snprintf(b.left, sizeof(b.left), "%s/left", b.api.top);
	dir_copy(b.api.dir, b.fresh);
	dir_remove(b.api.dir);
	fault_vfs_begin();
	for (n = 1; more; n++) {
		more = false;
		for (unsigned way = 0; way < WAYS; way++)
			more |= fail_one(
			    &b, way & 1 ? FAULT_FULL : FAULT_IO, n, way & 2);
		assert_true(n < 200);
	}
	fault_vfs_end();
	/* Each was seen. */
	assert_true(b.done > 0 && b.refused > 0 && b.unknown > 0);
	dir_remove(b.fresh);
	api_remove(&b.api);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_answers_holds_whatever_the_disk_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
