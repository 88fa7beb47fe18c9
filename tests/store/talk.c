/*
 * Messages in the store: found by their words whatever the script, in their
 * place whatever is done to them, and what somebody has not read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "model/search.h"
#include "tests/lib/stores.h"

static int64_t seq;
static const struct store_maker *maker;

static int
setup(void **state)
{
	return test_store_setup(state, maker);
}

/* One message, committed; told and rev as after a correction when again. */
static void
put(struct test_store *t, struct message m, bool again)
{
	struct problem p = {0};

	m.head.kind = KIND_MESSAGE;
	m.head.rev = again ? 2 : 1;
	m.head.seq = ++seq;
	assert_int_equal(store_begin(t->w, &p), 0);
	assert_int_equal(store_put(t->w, &m.head, &p), 0);
	assert_int_equal(store_commit(t->w, &p), 0);
}

static void
say(struct test_store *t, const char *id, const char *room, const char *text)
{
	const struct message m = {.head = {.id = id, .by = "li@2"},
	    .room = room,
	    .class = MESSAGE_TALK,
	    .text = text};

	put(t, m, false);
}

static bool
note_hit(void *ctx, int64_t number, const struct record *r)
{
	struct buf *out = ctx;

	assert_true(number > 0);
	buf_printf(out, "%s ", r->id);
	return true;
}

/* The ids that a search finds, in its order. */
static const char *
find(struct test_store *t, const char *search, const char *room)
{
	static char text[256];
	struct problem p = {0};
	struct buf out = {0};

	assert_int_equal(
	    store_search(t->r, search, room, 0, note_hit, &out, &p), 0);
	snprintf(text, sizeof(text), "%s", buf_str(&out));
	buf_free(&out);
	return text;
}

static void
words_of_any_script_are_found_newest_first(void **state)
{
	struct test_store *t = *state;

	say(t, "m1", "r1", "烧烤店门口有人持刀");
	say(t, "m2", "r1", "White VAN, plate 浙C·8Q21");
	say(t, "m3", "r2", "没有刀具, P2已到北门");
	say(t, "m4", "r2", "нет ножа");
	assert_string_equal(find(t, "持刀", NULL), "m1 ");
	assert_string_equal(find(t, "烤店", NULL), "m1 ");
	assert_string_equal(find(t, "刀", NULL), "m3 m1 ");
	assert_string_equal(find(t, "烧烤店门口", NULL), "m1 ");
	assert_string_equal(find(t, "van", NULL), "m2 ");
	assert_string_equal(find(t, "8q2", NULL), "m2 ");
	assert_string_equal(find(t, "ｖａｎ 浙", NULL), "m2 ");
	assert_string_equal(find(t, "p2已到", NULL), "m3 ");
	assert_string_equal(find(t, "НОЖА", NULL), "m4 ");
	assert_string_equal(find(t, "刀 北门", NULL), "m3 ");
	assert_string_equal(find(t, "刀", "r1"), "m1 ");
}

/* 烧店 has no pair of the text; 店烧 neither; 刀持 has both characters. */
static void
what_only_has_the_characters_is_not_found(void **state)
{
	struct test_store *t = *state;

	say(t, "m1", "r1", "烧烤店门口有人持刀");
	say(t, "m2", "r1", "北门南门, 门口北边");
	assert_string_equal(find(t, "刀持", NULL), "");
	assert_string_equal(find(t, "烧店", NULL), "");
	/* All pairs are there, but not in one run. */
	assert_string_equal(find(t, "北门口", NULL), "");
	assert_string_equal(find(t, "", NULL), "");
	assert_string_equal(find(t, "\"*()^-:", NULL), "");
	assert_string_equal(find(t, "NOT 持刀", NULL), "");
}

static void
corrected_words_are_found_and_the_old_ones_not(void **state)
{
	struct test_store *t = *state;
	struct message m = {.head = {.id = "m1", .by = "li@2"},
	    .room = "r1",
	    .class = MESSAGE_TALK,
	    .text = "红色货车"};

	say(t, "m1", "r1", "蓝色货车");
	say(t, "m2", "r1", "蓝色轿车");
	m.told = seq - 1;
	put(t, m, true);
	assert_string_equal(find(t, "红色", NULL), "m1 ");
	assert_string_equal(find(t, "蓝色", NULL), "m2 ");
	m.text = NULL;
	m.retracted = 1;
	put(t, m, true);
	assert_string_equal(find(t, "红色", NULL), "");
	assert_string_equal(find(t, "货车", NULL), "");
}

static void
only_what_people_wrote_is_found(void **state)
{
	const struct message event = {.head = {.id = "e1"},
	    .room = "r1",
	    .class = MESSAGE_EVENT,
	    .event = "hold",
	    .text = "持刀"};
	struct test_store *t = *state;

	put(t, event, false);
	assert_string_equal(find(t, "持刀", NULL), "");
}

static bool
note_id(void *ctx, const struct record *r)
{
	buf_printf(ctx, "%s ", r->id);
	return true;
}

static void
a_room_is_in_the_order_of_places_not_of_seqs(void **state)
{
	struct test_store *t = *state;
	struct message m = {.head = {.id = "m1"},
	    .room = "r1",
	    .class = MESSAGE_TALK,
	    .text = "1"};
	struct problem p = {0};
	struct buf out = {0};

	say(t, "m1", "r1", "one");
	m.told = seq;
	say(t, "m2", "r1", "two");
	say(t, "m3", "r1", "three");
	put(t, m, true);
	assert_int_equal(
	    store_messages(t->r, "r1", 0, 10, note_id, &out, &p), 0);
	assert_string_equal(buf_str(&out), "m3 m2 m1 ");
	buf_clear(&out);
	assert_int_equal(
	    store_messages(t->r, "r1", m.told + 1, 10, note_id, &out, &p), 0);
	assert_string_equal(buf_str(&out), "m1 ");
	buf_free(&out);
}

static void
must_reads_that_are_owed_are_listed(void **state)
{
	static const char *const units[] = {"u1", "u2"};
	struct test_store *t = *state;
	struct message m = {.head = {.id = "m1"},
	    .room = "r1",
	    .class = MESSAGE_MUSTREAD,
	    .owed = {2, units}};
	struct problem p = {0};
	struct buf out = {0};

	put(t, m, false);
	m.head.id = "m2";
	put(t, m, false);
	m.owed.count = 0;
	put(t, m, true);
	assert_int_equal(store_owed(t->r, 10, note_id, &out, &p), 0);
	assert_string_equal(buf_str(&out), "m1 ");
	buf_free(&out);
}

static void
must_reads_of_a_room_are_listed_confirmed_or_not(void **state)
{
	static const char *const units[] = {"u1"};
	struct test_store *t = *state;
	struct message m = {.head = {.id = "m1"},
	    .room = "r1",
	    .class = MESSAGE_MUSTREAD,
	    .owed = {1, units}};
	struct problem p = {0};
	struct buf out = {0};

	put(t, m, false);
	m.head.id = "m2";
	m.owed.count = 0;
	put(t, m, false);
	m.head.id = "m3";
	m.class = MESSAGE_TALK;
	put(t, m, false);
	m.head.id = "m4";
	m.class = MESSAGE_MUSTREAD;
	m.room = "r2";
	put(t, m, false);
	assert_int_equal(store_mustreads(t->r, "r1", 10, note_id, &out, &p), 0);
	assert_string_equal(buf_str(&out), "m2 m1 ");
	buf_free(&out);
}

/* ---- marks ---- */

static void
mark(struct test_store *t, const char *who, int64_t told)
{
	const struct store_mark m = {"r1", who, "name", told, 5};
	struct problem p = {0};

	assert_int_equal(store_begin(t->w, &p), 0);
	assert_int_equal(store_mark_put(t->w, &m, &p), 0);
	assert_int_equal(store_commit(t->w, &p), 0);
}

static struct store_unread
unread(struct test_store *t, const char *who, const char *also)
{
	struct problem p = {0};
	struct store_unread u;

	assert_int_equal(store_unread(t->r, "r1", who, who, also, &u, &p), 0);
	return u;
}

static void
a_mark_only_rises(void **state)
{
	struct test_store *t = *state;

	say(t, "m1", "r1", "one");
	mark(t, "wu", 7);
	mark(t, "wu", 3);
	assert_int_equal(unread(t, "wu", NULL).read, 7);
	mark(t, "wu", 9);
	assert_int_equal(unread(t, "wu", NULL).read, 9);
}

static void
unread_is_what_others_wrote_after_the_mark(void **state)
{
	static const char *const wu[] = {"u9", "wu"}, *const lq[] = {"LQ"};
	struct test_store *t = *state;
	struct message m = {.head = {.id = "m3", .by = "chen"},
	    .room = "r1",
	    .class = MESSAGE_MUSTREAD,
	    .names = {2, wu}};

	say(t, "m1", "r1", "one");
	assert_int_equal(unread(t, "wu", NULL).unread, 1);
	assert_int_equal(unread(t, "li", NULL).unread, 0);
	mark(t, "wu", seq);
	say(t, "m2", "r1", "two");
	put(t, m, false);
	m.head.id = "m4";
	m.names = (struct refs){1, lq};
	put(t, m, false);
	m.head.id = "m5";
	m.class = MESSAGE_EVENT;
	put(t, m, false);
	assert_int_equal(unread(t, "wu", NULL).unread, 3);
	assert_int_equal(unread(t, "wu", NULL).named, 1);
	assert_int_equal(unread(t, "wu", "LQ").named, 2);
	assert_int_equal(unread(t, "u", NULL).named, 0);
	mark(t, "wu", seq);
	assert_int_equal(unread(t, "wu", NULL).unread, 0);
}

/* A store from before messages were indexed. */
static void
what_was_stored_without_its_words_is_indexed_once(void **state)
{
	struct test_store *t = *state;
	struct problem p = {0};
	char path[160];
	sqlite3 *db;

	say(t, "m1", "r1", "烧烤店门口有人持刀");
	if (!t->maker->files)
		skip();
	test_store_close(t);
	snprintf(path, sizeof(path), "%s/store.db", t->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(
	    sqlite3_exec(db, "DROP TABLE message_words", NULL, NULL, NULL),
	    SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(t->maker->open(t->dir, STORE_WRITE, &t->w, &p), 0);
	assert_int_equal(t->maker->open(t->dir, STORE_READ, &t->r, &p), 0);
	assert_string_equal(find(t, "持刀", NULL), "m1 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, test_store_teardown)
	    TEST(words_of_any_script_are_found_newest_first),
	    TEST(what_only_has_the_characters_is_not_found),
	    TEST(corrected_words_are_found_and_the_old_ones_not),
	    TEST(only_what_people_wrote_is_found),
	    TEST(a_room_is_in_the_order_of_places_not_of_seqs),
	    TEST(must_reads_that_are_owed_are_listed),
	    TEST(must_reads_of_a_room_are_listed_confirmed_or_not),
	    TEST(a_mark_only_rises),
	    TEST(unread_is_what_others_wrote_after_the_mark),
	    TEST(what_was_stored_without_its_words_is_indexed_once),
	};

	int failed = 0;

	for (size_t i = 0; i < store_maker_count; i++) {
		maker = &store_makers[i];
		failed += cmocka_run_group_tests(tests, NULL, NULL);
	}
	return failed;
}
