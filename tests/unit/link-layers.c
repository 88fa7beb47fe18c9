/*
 * The console's layers: asked for once, kept by their tags, and whatever lies
 * on the disk is judged before it is believed.
 */
#include "net/link/layers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/lib/fake-central.h"
#include "tests/lib/patience.h"
#include "tests/lib/stores.h"

struct bench {
	struct fake_central *fake;
	struct link *link;
	struct layers *layers;
	char top[64], dir[96];
	size_t changes;
};

static void
on_changed(void *ctx)
{
	struct bench *b = ctx;

	b->changes++;
}

static void
open_layers(struct bench *b, int zoom)
{
	const struct layers_options o = {.link = b->link,
	    .dir = b->dir,
	    .zoom = zoom,
	    .changed = on_changed,
	    .ctx = b};

	b->changes = 0;
	b->layers = layers_new(&o, NULL);
	assert_non_null(b->layers);
}

static void
open_again(struct bench *b)
{
	layers_free(b->layers);
	open_layers(b, 14);
}

static int
setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct link_options o = {0};
	struct address to;

	assert_non_null(b);
	snprintf(b->top, sizeof(b->top), "/tmp/layers-XXXXXX");
	assert_non_null(mkdtemp(b->top));
	snprintf(b->dir, sizeof(b->dir), "%s/cache/here", b->top);
	b->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(b->fake), NULL), 0);
	o.address = &to;
	b->link = link_new(&o, NULL);
	assert_non_null(b->link);
	assert_int_equal(
	    session_set_token(link_session(b->link), "tok", 3, NULL), 0);
	open_layers(b, 14);
	*state = b;
	return 0;
}

static int
teardown(void **state)
{
	struct bench *b = *state;

	layers_free(b->layers);
	link_free(b->link);
	fake_central_free(b->fake);
	dir_remove(b->dir);
	snprintf(b->dir, sizeof(b->dir), "%s/cache", b->top);
	rmdir(b->dir);
	rmdir(b->top);
	free(b);
	return 0;
}

static void
step(struct bench *b)
{
	link_wait(b->link, NULL, 0, 1);
	fake_central_step(b->fake, 1);
}

static struct fake_conn *
wait_for(struct bench *b, const char *begins)
{
	time_t end = time(NULL) + PATIENCE_S;
	struct fake_conn *c;

	while (!(c = fake_central_find(b->fake, begins))) {
		step(b);
		assert_true(time(NULL) < end);
	}
	return c;
}

static void
wait_changes(struct bench *b, size_t changes)
{
	time_t end = time(NULL) + PATIENCE_S;

	while (b->changes < changes) {
		step(b);
		assert_true(time(NULL) < end);
	}
}

#define ZOOM(z, tag) \
	"{\"zoom\":" #z ",\"bytes\":9,\"etag\":\"\\\"" tag "\\\"\"}"
#define LAYER(name, tag)                                                    \
	"{\"name\":\"" name "\",\"role\":\"grid\",\"at\":1,\"features\":1," \
	"\"vertices\":1,\"zooms\":[" ZOOM(14, tag "-14") "," ZOOM(          \
	    18, tag "-18") "]}"
#define LIST(layers) "{\"layers\":[" layers "]}"
#define TEXT(name, lon)                                          \
	"{\"name\":\"" name "\",\"role\":\"grid\",\"digits\":5," \
	"\"features\":[{\"parts\":[[0," #lon ",7]]}]}"

#define OFF_THE_EARTH                                     \
	"{\"name\":\"a\",\"role\":\"grid\",\"digits\":5," \
	"\"features\":[{\"parts\":[[0,99999999,7]]}]}"

static void
give_list(struct bench *b, const char *list)
{
	layers_refresh(b->layers);
	fake_conn_answer(wait_for(b, "GET /v1/layers"), 200, list);
}

static void
give(struct bench *b, const char *target, const char *text)
{
	struct fake_conn *c = wait_for(b, target);
	size_t changes = b->changes;

	fake_conn_answer(c, 200, text);
	wait_changes(b, changes + 1);
}

/* The longitude of the first point of the layer, which must be the n-th. */
static int32_t
first_lon(struct bench *b, size_t n, size_t of)
{
	size_t count;
	const struct layer *const *list = layers_list(b->layers, &count);

	assert_int_equal(count, of);
	return list[n]->vertex[0].lon / 100;
}

static void
what_is_missing_is_asked_for_one_after_the_other(void **state)
{
	struct bench *b = *state;

	give_list(b, LIST(LAYER("b", "1") "," LAYER("a", "2")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	assert_int_equal(layers_missing(b->layers), 1);
	give(b, "GET /v1/layers/b?zoom=14", TEXT("b", 12));
	assert_int_equal(layers_missing(b->layers), 0);
	assert_int_equal(first_lon(b, 0, 2), 11);
	assert_int_equal(first_lon(b, 1, 2), 12);
}

static void
what_is_kept_is_there_at_once_and_not_asked_again(void **state)
{
	struct bench *b = *state;
	size_t asked;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	asked = fake_central_requests(b->fake);
	open_again(b);
	assert_int_equal(first_lon(b, 0, 1), 11);
	give_list(b, LIST(LAYER("a", "1")));
	wait_changes(b, 1);
	assert_int_equal(layers_missing(b->layers), 0);
	assert_int_equal(fake_central_requests(b->fake), asked + 1);
	assert_int_equal(first_lon(b, 0, 1), 11);
}

static void
a_new_tag_is_asked_for_and_the_old_stays_until_it_is_there(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	give_list(b, LIST(LAYER("a", "2")));
	c = wait_for(b, "GET /v1/layers/a?zoom=14");
	assert_int_equal(first_lon(b, 0, 1), 11);
	fake_conn_answer(c, 200, TEXT("a", 13));
	wait_changes(b, 4);
	assert_int_equal(first_lon(b, 0, 1), 13);
}

static void
what_is_heard_of_meanwhile_is_asked_for_after(void **state)
{
	struct bench *b = *state;
	struct fake_conn *c;

	give_list(b, LIST(LAYER("a", "1") "," LAYER("b", "1")));
	c = wait_for(b, "GET /v1/layers/a?zoom=14");
	assert_true(layers_asking(b->layers));
	layers_refresh(b->layers);
	fake_conn_answer(c, 200, TEXT("a", 11));
	/* The list comes before what the old one still had. */
	fake_conn_answer(
	    wait_for(b, "GET /v1/layers"), 200, LIST(LAYER("a", "2")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 13));
	assert_int_equal(first_lon(b, 0, 1), 13);
	assert_false(layers_asking(b->layers));
}

static void
a_layer_that_is_gone_goes(void **state)
{
	struct bench *b = *state;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	give_list(b, LIST(""));
	wait_changes(b, 3);
	size_t count;

	layers_list(b->layers, &count);
	assert_int_equal(count, 0);
}

static void
another_zoom_is_asked_for_and_kept_beside(void **state)
{
	struct bench *b = *state;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	layers_want(b->layers, 17);
	assert_int_equal(first_lon(b, 0, 1), 11);
	give(b, "GET /v1/layers/a?zoom=18", TEXT("a", 14));
	assert_int_equal(first_lon(b, 0, 1), 14);
	layers_want(b->layers, 13);
	assert_int_equal(first_lon(b, 0, 1), 11);
	assert_int_equal(layers_missing(b->layers), 0);
}

/* Puts text where the layer's file is. */
static void
spoil(struct bench *b, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", b->dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void
a_hostile_file_is_dropped_and_asked_for_again(void **state)
{
	static const char *const bad[] = {"", "x",
	    "watchroom-layer 1 \"1-14\"\n",
	    "watchroom-layer 1 \"0-14\"\n" TEXT("a", 9),
	    "watchroom-layer 1 \"1-14\"\n" TEXT("b", 9),
	    "watchroom-layer 1 \"1-14\"\n" OFF_THE_EARTH};
	struct bench *b = *state;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char path[160];

		spoil(b, "a-14", bad[i]);
		open_again(b);
		snprintf(path, sizeof(path), "%s/a-14", b->dir);
		assert_int_not_equal(access(path, F_OK), 0);
		assert_int_equal(layers_missing(b->layers), 1);
		give_list(b, LIST(LAYER("a", "1")));
		give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
		assert_int_equal(first_lon(b, 0, 1), 11);
	}
}

static void
a_hostile_list_leaves_nothing_behind(void **state)
{
	static const char *const bad[] = {"", "[]", "{\"layers\":7}",
	    "{\"layers\":[7,{},{\"name\":\"../../x\"},{\"name\":\"A\"}]}"};
	struct bench *b = *state;
	size_t count;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		spoil(b, "list", bad[i]);
		open_again(b);
		layers_list(b->layers, &count);
		assert_int_equal(count, 0);
	}
}

static void
an_answer_that_is_no_layer_is_told_and_the_next_is_asked(void **state)
{
	struct bench *b = *state;

	give_list(b, LIST(LAYER("a", "1") "," LAYER("b", "2")));
	fake_conn_answer(
	    wait_for(b, "GET /v1/layers/a?zoom=14"), 200, "{\"name\":\"a\"}");
	give(b, "GET /v1/layers/b?zoom=14", TEXT("b", 12));
	assert_int_equal(layers_missing(b->layers), 1);
	assert_int_equal(first_lon(b, 0, 1), 12);
}

static void
nobody_else_may_read_what_is_kept(void **state)
{
	struct bench *b = *state;
	char path[160];
	struct stat st;

	give_list(b, LIST(LAYER("a", "1")));
	give(b, "GET /v1/layers/a?zoom=14", TEXT("a", 11));
	assert_int_equal(stat(b->dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	snprintf(path, sizeof(path), "%s/a-14", b->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void
the_directory_is_the_centrals_own(void **state)
{
	char one[200], two[200];

	(void)state;
	setenv("XDG_CACHE_HOME", "/somewhere", 1);
	assert_true(layers_dir("unix:/a", one, sizeof(one)));
	assert_true(layers_dir("unix:/b", two, sizeof(two)));
	assert_string_not_equal(one, two);
	assert_memory_equal(one, "/somewhere/watchroom/layers/", 28);
	assert_false(layers_dir("unix:/a", one, 20));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(what_is_missing_is_asked_for_one_after_the_other),
	    TEST(what_is_kept_is_there_at_once_and_not_asked_again),
	    TEST(a_new_tag_is_asked_for_and_the_old_stays_until_it_is_there),
	    TEST(what_is_heard_of_meanwhile_is_asked_for_after),
	    TEST(a_layer_that_is_gone_goes),
	    TEST(another_zoom_is_asked_for_and_kept_beside),
	    TEST(a_hostile_file_is_dropped_and_asked_for_again),
	    TEST(a_hostile_list_leaves_nothing_behind),
	    TEST(an_answer_that_is_no_layer_is_told_and_the_next_is_asked),
	    TEST(nobody_else_may_read_what_is_kept),
	    cmocka_unit_test(the_directory_is_the_centrals_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
