/*
 * The SQLite store's files: who may read them, what is refused, how older and
 * newer ones are opened, and that damage and tampering are found.
 */
#include "tests/lib/history.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static int
setup(void **state)
{
	return test_store_setup(state, &store_makers[0]);
}

/* Runs SQL on the closed store, past all that store.h would refuse. */
static void
meddle(const struct test_store *t, const char *sql)
{
	char path[160];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/store.db", t->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
some_history(struct test_store *t)
{
	struct dice d = {1};
	struct problem problem = {0};
	int64_t last = 0;

	while (last < 60) {
		DONE(history_group(t->w, &d, &last, &problem));
		DONE(store_commit(t->w, &problem));
	}
}

static void
nobody_else_may_read_the_files(void **state)
{
	struct test_store *t = *state;
	static const char *const names[] = {
	    "store.db", "store.db-wal", "store.db-shm", "lock"};
	char path[160];
	struct stat st;

	some_history(t);
	assert_int_equal(stat(t->dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", t->dir, names[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 07777, 0600);
	}
}

/* How long the log's file is; it is used anew from the front, never cut. */
static int64_t
log_size(const struct test_store *t)
{
	char path[160];
	struct stat st;

	snprintf(path, sizeof(path), "%s/store.db-wal", t->dir);
	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

/* Commands up to that one, a commit each few, and never a checkpoint. */
static void
write_on(struct test_store *t, struct dice *d, int64_t *last, int64_t until)
{
	struct problem problem = {0};

	while (*last < until) {
		DONE(history_group(t->w, d, last, &problem));
		DONE(store_commit(t->w, &problem));
	}
}

#define PAGE (4096 + 24) /* in the log, with its header */
#define LIMIT 64         /* pages */
#define MOST (4 * LIMIT * PAGE)

static void
the_log_of_a_writer_that_never_rests_begins_anew(void **state)
{
	struct test_store *t = *state;
	struct dice d = {1};
	struct problem problem = {0};
	int64_t last = 0, grown;

	/* Left alone it grows, and so it does while somebody looks at it. */
	write_on(t, &d, &last, 200);
	grown = log_size(t);
	assert_true(grown > MOST);
	store_set_log(t->w, LIMIT);
	DONE(store_view(t->r, &problem));
	write_on(t, &d, &last, 300);
	assert_true(log_size(t) > grown);
	store_view_end(t->r);
	/* The file is short again only when it is opened anew. */
	test_store_close(t);
	test_store_open(t);
	store_set_log(t->w, LIMIT);
	write_on(t, &d, &last, 700);
	assert_true(log_size(t) > LIMIT * PAGE);
	assert_true(log_size(t) < MOST);
	history_check(t->r, last);
}

static void
a_look_that_lasts_holds_the_log_up_only_as_long_as_it_lasts(void **state)
{
	struct test_store *t = *state;
	struct dice d = {1};
	struct problem problem = {0};
	int64_t last = 0, held;

	store_set_log(t->w, LIMIT);
	DONE(store_view(t->r, &problem));
	assert_int_equal(history_last(t->r), 0);
	write_on(t, &d, &last, 200);
	held = log_size(t);
	assert_true(held > MOST);
	assert_int_equal(history_last(t->r), 0); /* what it saw, it sees */
	store_view_end(t->r);
	write_on(t, &d, &last, 700);
	assert_true(log_size(t) < held + MOST);
	history_check(t->r, last);
}

static void
a_checkpoint_beside_the_writer_lets_the_log_begin_anew(void **state)
{
	struct test_store *t = *state;
	struct dice d = {1};
	int64_t last = 0;

	store_set_log(t->r, LIMIT);
	for (int64_t until = 20; until <= 700; until += 20) {
		write_on(t, &d, &last, until);
		store_checkpoint(t->r);
	}
	assert_true(log_size(t) < MOST);
	history_check(t->r, last);
}

static void
put_file(const char *dir, const char *name, const char *bytes, size_t len)
{
	char path[200];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	fclose(f);
}

static void
refused(const struct test_store *t, enum problem_code want, const char *words)
{
	struct problem problem = {0};
	struct store *s = NULL;
	char text[512];

	assert_int_equal(
	    t->maker->open(t->dir, STORE_WRITE, &s, &problem), want);
	assert_null(s);
	problem_text(&problem, text, sizeof(text));
	if (!strstr(text, words))
		fail_msg("\"%s\" does not say \"%s\"", text, words);
	assert_int_equal(
	    t->maker->open(t->dir, STORE_READ, &s, &problem), want);
}

static void
what_is_no_store_is_refused_with_a_word(void **state)
{
	struct test_store *t = *state;
	char text[9000];

	test_store_close(t);
	meddle(t, "PRAGMA user_version = 99");
	refused(t, PROBLEM_STORE, "a newer version made it");
	meddle(t, "PRAGMA application_id = 1");
	refused(t, PROBLEM_STORE, "not a watchroom store");
	memset(text, 'x', sizeof(text));
	put_file(t->dir, "store.db", text, sizeof(text));
	refused(t, PROBLEM_STORE, "not a watchroom store");
	put_file(t->dir, "store.db", text, 0);
	refused(t, PROBLEM_STORE, "not a watchroom store");
	dir_remove(t->dir);
	refused(t, PROBLEM_STORE, "no store");
}

static void
a_store_is_not_made_among_other_files(void **state)
{
	struct test_store *t = *state;
	struct store_birth birth = {false, "UTC"};
	struct problem problem = {0};
	struct stat st;

	test_store_close(t);
	dir_remove(t->dir);
	assert_int_equal(mkdir(t->dir, 0755), 0);
	put_file(t->dir, "letter", "x", 1);
	assert_int_equal(
	    t->maker->create(t->dir, &birth, &problem), PROBLEM_STORE);
	assert_int_equal(stat(t->dir, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
}

/* An older version knew fewer columns and indexes. */
static void
missing_columns_are_added_and_read_as_absent(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct incident *i;
	struct record *r;
	struct store *s;

	some_history(t);
	test_store_close(t);
	meddle(t, "DROP INDEX incident_external; "
	          "ALTER TABLE incident DROP COLUMN external; "
	          "ALTER TABLE incident DROP COLUMN spot_lat; "
	          "ALTER TABLE incident DROP COLUMN spot_lon; "
	          "ALTER TABLE incident DROP COLUMN raised; "
	          "ALTER TABLE incident DROP COLUMN source; "
	          "ALTER TABLE incident DROP COLUMN links; "
	          "DROP TABLE bulletin");
	assert_int_equal(
	    t->maker->open(t->dir, STORE_READ, &s, &problem), PROBLEM_STORE);
	test_store_open(t);
	DONE(store_get(t->r, KIND_INCIDENT, "i7", &r, &problem));
	i = (struct incident *)(void *)r;
	assert_null(i->external);
	assert_false(point_set(i->spot));
	assert_int_equal(i->raised, 0);
	assert_int_equal(i->source, 0);
	assert_int_equal(i->links.count, 0);
	record_free(r);
	history_check(t->r, history_last(t->r));
}

static void
columns_and_tables_of_a_newer_version_are_left_alone(void **state)
{
	struct test_store *t = *state;

	some_history(t);
	test_store_close(t);
	meddle(t, "ALTER TABLE incident ADD COLUMN mood TEXT DEFAULT 'calm'; "
	          "CREATE TABLE horoscope(id TEXT); "
	          "INSERT INTO seen VALUES('horoscope', 'x', 'all', 5, 0)");
	test_store_open(t);
	history_check(t->r, history_last(t->r));
	test_store_close(t);
	meddle(t, "UPDATE incident SET mood = 'calm' WHERE mood = 'calm'; "
	          "SELECT * FROM horoscope");
	test_store_open(t);
}

static void
an_enum_word_nobody_knows_is_said_not_guessed(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct record *r = NULL;

	some_history(t);
	test_store_close(t);
	meddle(t, "UPDATE incident SET state = 'levitating' WHERE id = 'i7'");
	test_store_open(t);
	assert_int_equal(store_get(t->r, KIND_INCIDENT, "i7", &r, &problem),
	    PROBLEM_INTERNAL);
	assert_string_equal(
	    problem_get(&problem, "why"), why_record_unreadable);
	assert_string_equal(problem_get(&problem, "id"), "i7");
	assert_string_equal(problem_get(&problem, "field"), "state");
}

static void
count_fault(void *ctx, const char *line)
{
	struct notes *n = ctx;

	notes_add(n, line);
}

/* After meddling with `sql`, check finds a fault with `words`. */
static void
finds(struct test_store *t, const char *sql, const char *words)
{
	struct problem problem = {0};
	struct notes n = {0};

	test_store_close(t);
	meddle(t, sql);
	test_store_open(t);
	assert_int_equal(
	    store_check(t->r, count_fault, &n, &problem), PROBLEM_UNSOUND);
	if (!strstr(n.text, words))
		fail_msg("%s: \"%s\" does not say \"%s\"", sql, n.text, words);
}

static void
tampering_with_the_log_is_found(void **state)
{
	struct test_store *t = *state;

	some_history(t);
	test_sound(t->r);
	finds(t, "UPDATE audit SET account = 'me' WHERE seq = 20",
	    "audit/20: it or the line before was changed");
	finds(t,
	    "UPDATE audit SET account = 'desk' WHERE seq = 20;"
	    "DELETE FROM audit WHERE seq = 30",
	    "audit/31: lines are missing before it");
}

static void
a_log_whose_end_was_cut_off_is_found(void **state)
{
	struct test_store *t = *state;

	some_history(t);
	finds(t, "DELETE FROM audit WHERE seq > 50", "beyond the log's last");
}

static void
a_log_of_another_store_is_found(void **state)
{
	struct test_store *t = *state;

	some_history(t);
	finds(t, "UPDATE fact SET text = 'other' WHERE name = 'id'",
	    "audit/1: it or the line before was changed");
}

static void
an_index_that_does_not_fit_its_records_is_found(void **state)
{
	struct test_store *t = *state;

	some_history(t);
	finds(t, "INSERT INTO seen VALUES('unit', 'none', 'all', 1, 0)",
	    "unit/none: the index has it, the store not");
	finds(t,
	    "DELETE FROM seen WHERE kind = 'unit'; "
	    "UPDATE seen SET seq = 900 WHERE id = 'i3' AND scope = 'all'",
	    "incident/i3: in the index beyond the log's last");
	finds(t, "UPDATE seen SET seq = 1 WHERE id = 'i3' AND scope = 'all'",
	    "incident/i3: it changed and its readers do not know");
	finds(t,
	    "DELETE FROM seen WHERE id = 'i3'; "
	    "UPDATE incident SET ended = 0 WHERE id = 'i3'",
	    "incident/i3: it is live and nobody sees it");
}

static void
damage_of_the_file_is_found(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes n = {0};
	char path[160], page[4096];
	enum problem_code code;
	int fd, pages = 0;
	off_t end;

	some_history(t);
	test_store_close(t);
	/*
	 * Close moved the log into the file: spoil its end, where rows lie. The
	 * tables themselves, without which nothing opens, begin at its front.
	 */
	snprintf(path, sizeof(path), "%s/store.db", t->dir);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	memset(page, 0x5a, sizeof(page));
	end = lseek(fd, 0, SEEK_END);
	for (off_t at = end - 8 * 4096; at < end; at += 4096)
		pages += pwrite(fd, page, 4096, at) == 4096;
	assert_int_equal(pages, 8);
	close(fd);
	code = t->maker->open(t->dir, STORE_READ, &t->r, &problem);
	assert_int_equal(code, PROBLEM_NONE);
	assert_int_equal(
	    store_check(t->r, count_fault, &n, &problem), PROBLEM_UNSOUND);
	assert_non_null(strstr(n.text, "damaged"));
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, test_store_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nobody_else_may_read_the_files),
	    TEST(the_log_of_a_writer_that_never_rests_begins_anew),
	    TEST(a_look_that_lasts_holds_the_log_up_only_as_long_as_it_lasts),
	    TEST(a_checkpoint_beside_the_writer_lets_the_log_begin_anew),
	    TEST(what_is_no_store_is_refused_with_a_word),
	    TEST(a_store_is_not_made_among_other_files),
	    TEST(missing_columns_are_added_and_read_as_absent),
	    TEST(columns_and_tables_of_a_newer_version_are_left_alone),
	    TEST(an_enum_word_nobody_knows_is_said_not_guessed),
	    TEST(tampering_with_the_log_is_found),
	    TEST(a_log_whose_end_was_cut_off_is_found),
	    TEST(a_log_of_another_store_is_found),
	    TEST(an_index_that_does_not_fit_its_records_is_found),
	    TEST(damage_of_the_file_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
