/*
 * What asks a person outlives the console: what a refusal said, what was given
 * in the place of another, whichever console and store it was of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "net/link/state-dir.h"
#include "tests/lib/dirs.h"
#include "tests/lib/journal-desk.h"

/* Of a console that is gone: all there is lies in the file itself. */
static bool
contains(struct journal_desk *d, const char *text)
{
	char path[192];
	struct buf b = {0};
	bool found;
	FILE *f;

	snprintf(path, sizeof(path), "%s/journal-0.db", d->dir);
	f = fopen(path, "rb");
	assert_non_null(f);
	assert_true(buf_reserve(&b, 1 << 20));
	b.len = fread(b.data, 1, 1 << 20, f);
	fclose(f);
	assert_non_null(memmem(b.data, b.len, "i1", 2));
	found = memmem(b.data, b.len, text, strlen(text)) != NULL;
	buf_free(&b);
	return found;
}

#define THEIRS "Li saw it at 13900139000"

static void
count_records(void *ctx, const struct call *c, const struct outbox_answer *a)
{
	assert_string_equal(call_text(c, ARG_hold_reason), SECRET);
	*(size_t *)ctx = a->count;
}

static bool
has_refusal(struct journal_desk *d)
{
	size_t records = 0;

	outbox_with_refusal(
	    d->box, journal_desk_only(d)->key, count_records, &records);
	return records == 1;
}

/* Mine and theirs, in no file in clear; until somebody decides. */
static void
what_a_refusal_said_comes_back_with_it(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_answer(c, 409,
	    "{\"code\":\"state\",\"records\":[{\"kind\":\"grid\",\"id\":"
	    "\"g1\",\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"" THEIRS "\"}]}");
	UNTIL(d, journal_desk_only(d)->state == OUTBOX_REFUSED);
	for (int life = 0; life < 2; life++) {
		journal_desk_again(d);
		assert_int_equal(journal_desk_only(d)->state, OUTBOX_REFUSED);
		assert_true(journal_desk_only(d)->asking);
		assert_int_equal(
		    journal_desk_only(d)->problem.code, PROBLEM_STATE);
		journal_desk_unlock(d);
		UNTIL(d, has_refusal(d));
	}
	journal_desk_end(d);
	assert_false(contains(d, "13900139000"));
	assert_false(contains(d, SECRET));
	journal_desk_begin(d);
	journal_desk_unlock(d);
	UNTIL(d, has_refusal(d));
	outbox_forget(d->box, journal_desk_only(d)->key);
	journal_desk_again(d);
	assert_false(journal_desk_only(d)->asking);
	assert_int_equal(journal_desk_only(d)->state, OUTBOX_REFUSED);
}

/* The one that was there before stands for the other console's, too. */
static void
what_asks_is_taken_over_from_a_console_that_is_gone(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;
	char from[192], to[192];

	journal_desk_unlock(d);
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_answer(c, 409, "{\"code\":\"state\"}");
	UNTIL(d, journal_desk_only(d)->state == OUTBOX_REFUSED);
	journal_desk_end(d);
	for (int k = 0; k < 2; k++) {
		static const char *const names[] = {"db", "lock"};

		snprintf(
		    from, sizeof(from), "%s/journal-0.%s", d->dir, names[k]);
		snprintf(to, sizeof(to), "%s/journal-5.%s", d->dir, names[k]);
		assert_int_equal(rename(from, to), 0);
	}
	journal_desk_begin(d);
	assert_true(journal_desk_only(d)->asking);
}

/* Killed in the very moment: by voice is by voice. */
static void
what_was_given_instead_takes_the_other_back_after_a_kill(void **state)
{
	struct journal_desk *d = *state;
	struct call said = {.command = command_get(COMMAND_DISPATCH)};
	struct fake_conn *c;
	char key[ID_SIZE];

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	snprintf(key, sizeof(key), "%s", journal_desk_add(d, "i1"));
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	UNTIL(d, outbox_at(d->box, 0)->state == OUTBOX_UNKNOWN);
	call_set_text(&said, ARG_dispatch_incident, "i1");
	call_set_number(&said, ARG_dispatch_voice, true);
	call_set_number(&said, ARG_dispatch_happened, 1000);
	assert_int_equal(
	    outbox_add_instead(d->box, &said, 5, key, NULL, NULL), 0);
	journal_desk_end(d);
	/* As if the second of the two writes had not been. */
	journal_desk_meddle(d, "UPDATE entry SET state=2 WHERE instead=''");
	journal_desk_begin(d);
	assert_int_equal(outbox_at(d->box, 0)->state, OUTBOX_WITHDRAWING);
	assert_true(outbox_at(d->box, 1)->fact);
	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_non_null(strstr(fake_conn_line(c), "DELETE /v1/commands/"));
	fake_conn_answer(c, 200, "{\"status\":200,\"answer\":{\"seq\":4}}");
	UNTIL(d, outbox_at(d->box, 1)->state == OUTBOX_WITHDRAWN);
}

/* A file as the first consoles made it. */
static void
a_file_of_an_older_console_is_gone_on_with(void **state)
{
	struct journal_desk *d = *state;

	journal_desk_unlock(d);
	journal_desk_add(d, "i1");
	journal_desk_end(d);
	journal_desk_meddle(d, "ALTER TABLE entry DROP COLUMN fact;"
	                       "ALTER TABLE entry DROP COLUMN instead;"
	                       "ALTER TABLE entry DROP COLUMN refusal");
	journal_desk_begin(d);
	assert_int_equal(journal_desk_only(d)->state, OUTBOX_WAITING);
	journal_desk_unlock(d);
	UNTIL(d, !journal_desk_only(d)->sealed);
	journal_desk_add(d, "i2");
	journal_desk_again(d);
	assert_int_equal(outbox_count(d->box), 2);
}

/* Another store's: what was given for the one before stays, and comes back. */
static void
it_goes_on_in_another_directory_and_leaves_nothing_behind(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;
	char there[160];

	snprintf(there, sizeof(there), "%s/there", d->dir);
	journal_desk_unlock(d);
	journal_desk_add(d, "i1");
	assert_int_equal(
	    journal_move(d->journal, there, d->box, NULL), PROBLEM_NONE);
	assert_int_equal(outbox_count(d->box), 0);
	journal_desk_add(d, "i2");
	journal_desk_unlock(d);
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_non_null(strstr(fake_conn_body(c), "\"i2\""));
	assert_int_equal(
	    journal_move(d->journal, d->dir, d->box, NULL), PROBLEM_NONE);
	assert_string_equal(journal_desk_only(d)->touch[0].id, "i1");
	journal_desk_unlock(d);
	UNTIL(d, !journal_desk_only(d)->sealed);
	assert_int_equal(
	    journal_move(d->journal, there, d->box, NULL), PROBLEM_NONE);
	assert_string_equal(journal_desk_only(d)->touch[0].id, "i2");
}

/* ---- a directory for each store ---- */

/* One that was left without a word, as an older console's. */
static void
use(struct state_dir *d, const char *root, const char *address, char name[],
    const char *store, bool moves)
{
	char path[STATE_PATH_SIZE];

	state_dir_find(d, root, address);
	state_dir_path(d, path);
	(void)!mkdir(path, 0700);
	assert_int_equal(state_dir_take(d, store, false), moves);
	snprintf(name, ID_SIZE, "%s", d->name);
}

static void
each_store_has_a_directory_whatever_its_address(void **state)
{
	char root[] = "/tmp/watchroom-state-XXXXXX";
	char first[ID_SIZE], second[ID_SIZE], other[ID_SIZE], name[ID_SIZE];
	struct state_dir d;

	(void)state;
	assert_non_null(mkdtemp(root));
	/* What lies there from before is the first one's that answers. */
	use(&d, root, "unix:/a", first, "store-1", false);
	assert_string_equal(first, d.address);
	use(&d, root, "unix:/a", name, "store-1", false);
	assert_string_equal(name, first);
	/* The same store at another address, from the second time at once. */
	use(&d, root, "https://a", name, "store-1", true);
	assert_string_equal(name, first);
	use(&d, root, "https://a", name, "store-1", false);
	assert_string_equal(name, first);
	/* Another store at the first address. */
	use(&d, root, "unix:/a", second, "store-2", true);
	assert_string_not_equal(second, first);
	state_dir_find(&d, root, "unix:/a");
	assert_string_equal(d.name, second);
	/* And the first one again, wherever. */
	use(&d, root, "unix:/a", name, "store-1", true);
	assert_string_equal(name, first);
	use(&d, root, "unix:/c", name, "store-2", true);
	assert_string_equal(name, second);
	use(&d, root, "unix:/d", other, "store-3", false);
	assert_string_not_equal(other, first);
	dir_remove(root);
}

/* What nobody decided about is not left behind for another directory. */
static void
what_is_open_keeps_its_directory_while_that_is_nobodys(void **state)
{
	char root[] = "/tmp/watchroom-state-XXXXXX";
	char first[ID_SIZE], path[STATE_PATH_SIZE];
	struct state_dir d;

	(void)state;
	assert_non_null(mkdtemp(root));
	use(&d, root, "unix:/a", first, "store-1", false);
	state_dir_find(&d, root, "unix:/b");
	state_dir_path(&d, path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(state_dir_take(&d, "store-1", true));
	assert_string_not_equal(d.name, first);
	/* But never for another store. */
	assert_true(state_dir_take(&d, "store-2", true));
	dir_remove(root);
}

static void
what_is_no_name_is_not_believed(void **state)
{
	static const char *const lies[] = {
	    "../../etc", "..", "a/b", "", "-x", "\n", "a b"};
	char root[] = "/tmp/watchroom-state-XXXXXX";
	char path[STATE_PATH_SIZE + 8];
	struct state_dir d;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(root));
	for (size_t k = 0; k < COUNT_OF(lies); k++) {
		state_dir_find(&d, root, "unix:/a");
		snprintf(path, sizeof(path), "%s/at-%s", root, d.address);
		f = fopen(path, "w");
		assert_non_null(f);
		fprintf(f, "%s\n", lies[k]);
		fclose(f);
		state_dir_find(&d, root, "unix:/a");
		assert_string_equal(d.name, d.address);
	}
	dir_remove(root);
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, journal_desk_setup, journal_desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_a_refusal_said_comes_back_with_it),
	    TEST(what_asks_is_taken_over_from_a_console_that_is_gone),
	    TEST(what_was_given_instead_takes_the_other_back_after_a_kill),
	    TEST(a_file_of_an_older_console_is_gone_on_with),
	    TEST(it_goes_on_in_another_directory_and_leaves_nothing_behind),
	    cmocka_unit_test(each_store_has_a_directory_whatever_its_address),
	    cmocka_unit_test(
	        what_is_open_keeps_its_directory_while_that_is_nobodys),
	    cmocka_unit_test(what_is_no_name_is_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
