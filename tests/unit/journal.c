/*
 * The journal: what a console gave outlives it, sealed, and comes back as what
 * it is: sent or not, young or old, whose.
 */
#include "net/link/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "model/time.h"
#include "tests/lib/dirs.h"
#include "tests/lib/journal-desk.h"
#include "tests/lib/random.h"

static void
what_was_not_sent_comes_back_as_waiting(void **state)
{
	struct journal_desk *d = *state;
	const struct outbox_entry *e;

	journal_desk_unlock(d);
	journal_desk_add(d, "i1");
	journal_desk_again(d);
	e = journal_desk_only(d);
	assert_int_equal(e->state, OUTBOX_WAITING);
	assert_false(e->may_be_done);
	assert_int_equal(e->command->id, COMMAND_HOLD);
	assert_int_equal(e->touches, 1);
	assert_string_equal(e->touch[0].id, "i1");
	assert_int_equal(e->made_at, 5);
	assert_true(e->sealed);
	journal_desk_unlock(d);
	UNTIL(d, !journal_desk_only(d)->sealed);
}

static void
what_was_sent_comes_back_as_unknown(void **state)
{
	struct journal_desk *d = *state;

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, fake_central_request(d->fake));
	journal_desk_again(d);
	assert_int_equal(journal_desk_only(d)->state, OUTBOX_UNKNOWN);
	assert_true(journal_desk_only(d)->may_be_done);
}

/* What an answer said stays, and what was private of it goes. */
static void
what_was_answered_comes_back_as_settled(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;

	journal_desk_unlock(d);
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
	UNTIL(d, journal_desk_only(d)->state == OUTBOX_ACCEPTED);
	journal_desk_again(d);
	assert_int_equal(journal_desk_only(d)->state, OUTBOX_ACCEPTED);
	assert_int_equal(journal_desk_only(d)->seq, 7);
	journal_desk_end(d);
	journal_desk_meddle(d,
	    "CREATE TABLE t(x CHECK(x=0));INSERT INTO t SELECT count(*) "
	    "FROM entry WHERE body IS NOT NULL;DROP TABLE t");
	journal_desk_begin(d);
}

/* It counted on one that was refused: that it waits is not on this disk. */
static void
one_behind_a_refused_one_comes_back_held(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_answer(c, 409, "{\"code\":\"state\",\"status\":409}");
	UNTIL(d, outbox_at(d->box, 0)->state == OUTBOX_REFUSED);
	journal_desk_end(d);
	journal_desk_meddle(
	    d, "UPDATE entry SET held=0,behind='' WHERE state=0");
	journal_desk_begin(d);
	assert_true(outbox_at(d->box, 1)->held);
	assert_string_equal(
	    outbox_at(d->box, 1)->behind, outbox_at(d->box, 0)->key);
	/* What is given now, with that known, is not. */
	outbox_set_account(d->box, "chen");
	journal_desk_unlock(d);
	UNTIL(d, time_boot() > outbox_at(d->box, 0)->since);
	journal_desk_add(d, "i1");
	UNTIL(d, outbox_is_on_disk(d->box, outbox_at(d->box, 2)->key));
	journal_desk_again(d);
	assert_false(outbox_at(d->box, 2)->held);
}

static void
one_sent_before_goes_on_with_its_key(void **state)
{
	struct journal_desk *d = *state;
	char key[ID_SIZE];
	struct fake_conn *c;

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	snprintf(key, sizeof(key), "%s", journal_desk_add(d, "i1"));
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	journal_desk_again(d);
	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), key);
	assert_non_null(strstr(fake_conn_body(c), SECRET));
}

static void
stays(struct journal_desk *d)
{
	size_t before = fake_central_requests(d->fake);

	for (int i = 0; i < 50; i++)
		journal_desk_step(d);
	assert_int_equal(fake_central_requests(d->fake), before);
}

/* Sent, cut, and found again by a console that is logged in as `account`. */
static void
find_again(struct journal_desk *d, const char *meddling, const char *account)
{
	struct fake_conn *c;

	journal_desk_unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	journal_desk_end(d);
	journal_desk_meddle(d, meddling);
	journal_desk_begin(d);
	journal_desk_unlock(d);
	UNTIL(d, !journal_desk_only(d)->sealed);
	outbox_set_account(d->box, account);
	outbox_set_link(d->box, true, NULL);
}

/* What became of it, by its key: that it never came leaves it to a person. */
static void
is_asked_and_not_sent(struct journal_desk *d)
{
	struct fake_conn *c;

	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_non_null(strstr(fake_conn_line(c), "GET /v1/commands/"));
	assert_non_null(strstr(fake_conn_line(c), journal_desk_only(d)->key));
	fake_conn_answer(c, 200, "{\"unseen\":true}");
	UNTIL(d, journal_desk_only(d)->unseen);
	stays(d);
	assert_true(journal_desk_only(d)->held);
}

static void
an_old_one_is_never_sent_again_unasked(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;

	find_again(d, "UPDATE entry SET made=made-30001", "chen");
	is_asked_and_not_sent(d);
	assert_int_equal(
	    outbox_send_again(d->box, journal_desk_only(d)->key, NULL),
	    PROBLEM_NONE);
	UNTIL(d, (c = fake_central_request(d->fake)));
}

static void
one_of_before_the_machine_started_is_old(void **state)
{
	struct journal_desk *d = *state;

	find_again(d, "UPDATE entry SET boot='another',made=1", "chen");
	is_asked_and_not_sent(d);
	assert_true(
	    journal_desk_only(d)->made <= time_boot() - OUTBOX_FRESH_MS);
}

static void
a_clock_that_was_set_back_makes_nothing_young(void **state)
{
	struct journal_desk *d = *state;

	find_again(d, "UPDATE entry SET boot='',wall=wall+86400000", "chen");
	is_asked_and_not_sent(d);
}

static void
only_who_gave_it_sends_it(void **state)
{
	struct journal_desk *d = *state;

	find_again(d, "UPDATE entry SET may=may", "wang");
	stays(d);
	assert_int_equal(outbox_open_own(d->box), 0);
	assert_string_equal(journal_desk_only(d)->account, "chen");
}

static bool
contains(const char *dir, const char *file, const char *text)
{
	char path[192];
	struct buf b = {0};
	bool found = false;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	f = fopen(path, "rb");
	if (!f)
		return false;
	buf_reserve(&b, 1 << 20);
	b.len = fread(b.data, 1, 1 << 20, f);
	found = memmem(b.data, b.len, text, strlen(text)) != NULL;
	buf_free(&b);
	fclose(f);
	return found;
}

static void
what_was_said_lies_in_no_file(void **state)
{
	struct journal_desk *d = *state;

	journal_desk_unlock(d);
	journal_desk_add(d, "incident-1");
	UNTIL(d, contains(d->dir, "journal-0.db-wal", "incident-1"));
	assert_false(contains(d->dir, "journal-0.db-wal", "Wang"));
	journal_desk_end(d);
	assert_true(contains(d->dir, "journal-0.db", "incident-1"));
	assert_false(contains(d->dir, "journal-0.db", "Wang"));
	journal_desk_begin(d);
}

static void
a_key_file_is_its_owners_alone(void **state)
{
	struct journal_desk *d = *state;
	char path[192];
	struct stat st;

	journal_desk_unlock(d);
	snprintf(path, sizeof(path), "%s/key", d->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	journal_desk_again(d);
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(journal_unlock_file(d->journal));
	UNTIL(d, d->locked == 1);
	/* And what is given then is not sent in silence. */
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, journal_desk_only(d)->unkept);
	assert_int_equal(journal_desk_only(d)->problem.code, PROBLEM_FILE);
	stays(d);
}

static void
log_in(struct journal_desk *d, const char *password, bool checked)
{
	size_t before = d->unlocked + d->locked;

	assert_true(journal_unlock(d->journal, "chen", password, checked));
	UNTIL(d, d->unlocked + d->locked > before);
}

static void
nothing_goes_before_there_is_a_key(void **state)
{
	struct journal_desk *d = *state;

	outbox_set_link(d->box, true, NULL);
	assert_true(journal_unlock(d->journal, "chen", "a password", true));
	journal_desk_add(d, "i1");
	UNTIL(d, fake_central_request(d->fake));
	assert_int_equal(d->unlocked, 1);
}

static void
a_password_opens_what_it_sealed_and_another_does_not(void **state)
{
	struct journal_desk *d = *state;

	log_in(d, "a long password", true);
	journal_desk_add(d, "i1");
	journal_desk_again(d);
	log_in(d, "a wrong password", false);
	assert_int_equal(d->locked, 1);
	assert_true(journal_desk_only(d)->sealed);
	log_in(d, "a long password", false);
	UNTIL(d, !journal_desk_only(d)->sealed);
}

/* Its words are lost, its key is not: it can be taken back. */
static void
after_a_password_changed_elsewhere_it_can_be_taken_back(void **state)
{
	struct journal_desk *d = *state;
	struct fake_conn *c;

	log_in(d, "a long password", true);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	journal_desk_add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	journal_desk_again(d);
	log_in(d, "quite another one", true);
	assert_int_equal(d->locked, 0);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	stays(d);
	assert_true(journal_desk_only(d)->sealed);
	assert_int_equal(
	    outbox_withdraw(d->box, journal_desk_only(d)->key, NULL), 0);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_int_equal(strncmp(fake_conn_line(c), "DELETE", 6), 0);
	fake_conn_answer(c, 200, "{\"withdrawn\":true}");
	UNTIL(d, journal_desk_only(d)->state == OUTBOX_WITHDRAWN);
}

static void
a_second_console_has_a_journal_of_its_own(void **state)
{
	struct journal_desk *d = *state, other = *d;

	journal_desk_unlock(d);
	journal_desk_add(d, "i1");
	journal_desk_begin(&other);
	assert_int_equal(outbox_count(other.box), 0);
	journal_desk_unlock(&other);
	journal_desk_add(&other, "i2");
	journal_desk_end(&other);
	assert_string_equal(journal_desk_only(d)->touch[0].id, "i1");
	/* What it left is taken over by the next that starts. */
	journal_desk_again(d);
	assert_int_equal(outbox_count(d->box), 2);
	journal_desk_unlock(d);
	UNTIL(
	    d, !outbox_at(d->box, 0)->sealed && !outbox_at(d->box, 1)->sealed);
	/* Once. */
	journal_desk_begin(&other);
	assert_int_equal(outbox_count(other.box), 0);
	journal_desk_end(&other);
}

static void
a_damaged_file_is_set_aside(void **state)
{
	struct journal_desk *d = *state;
	char path[192];
	int fd;

	journal_desk_end(d);
	snprintf(path, sizeof(path), "%s/journal-0.db", d->dir);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(
	    write(fd, "this is no database, it is a text", 33), 33);
	close(fd);
	journal_desk_begin(d);
	assert_true(journal_was_damaged(d->journal));
	journal_desk_unlock(d);
	journal_desk_add(d, "i1");
	journal_desk_again(d);
	assert_int_equal(outbox_count(d->box), 1);
	assert_true(contains(d->dir, "journal-0.db.damaged", "no database"));
}

static void
a_picture_is_kept_sealed(void **state)
{
	struct journal_desk *d = *state;
	struct buf b = {0};

	journal_desk_unlock(d);
	assert_true(journal_load(d->journal, JOURNAL_PICTURE, ""));
	UNTIL(d, strcmp(d->loaded, "0:") == 0);
	buf_puts(&b, "a picture");
	assert_true(journal_save(d->journal, JOURNAL_PICTURE, "", &b));
	journal_desk_again(d);
	journal_desk_unlock(d);
	assert_true(journal_load(d->journal, JOURNAL_PICTURE, ""));
	UNTIL(d, strcmp(d->loaded, "9:a picture") == 0);
}

/* In the child: gives commands and says each that its journal has. */
static void
give_until_killed(struct journal_desk *d, int fd)
{
	size_t told = 0;

	journal_desk_unlock(d);
	for (int n = 0;; n++) {
		char id[16];

		snprintf(id, sizeof(id), "i%d", n);
		if (outbox_count(d->box) < 40)
			journal_desk_add(d, id);
		journal_desk_step(d);
		while (told < outbox_count(d->box)) {
			const struct outbox_entry *e = outbox_at(d->box, told);

			/* The helper is done with all that it was given. */
			journal_desk_step(d);
			if (!outbox_is_on_disk(d->box, e->key))
				break;
			if (write(fd, e->key, ID_SIZE) != ID_SIZE)
				_exit(1);
			told++;
		}
	}
}

static void
what_a_killed_console_had_on_disk_is_there(void **state)
{
	const char *seed = getenv("WATCHROOM_SEED");
	const char *rounds = getenv("WATCHROOM_ROUNDS");
	size_t lives = 20 * (rounds ? strtoul(rounds, NULL, 10) : 1);
	struct rng rng = {
	    seed ? strtoull(seed, NULL, 10) : (uint64_t)time(NULL)};
	struct journal_desk *d = *state;

	print_message("WATCHROOM_SEED=%llu\n", (unsigned long long)rng.state);
	for (size_t life = 0; life < lives; life++) {
		size_t wanted = 1 + rng_below(&rng, 30), got = 0;
		char key[40][ID_SIZE];
		int fd[2];
		pid_t child;

		journal_desk_end(d);
		assert_int_equal(pipe(fd), 0);
		child = fork();
		if (child == 0) {
			journal_desk_begin(d);
			give_until_killed(d, fd[1]);
		}
		close(fd[1]);
		while (
		    got < wanted && read(fd[0], key[got], ID_SIZE) == ID_SIZE)
			got++;
		assert_int_equal(kill(child, SIGKILL), 0);
		assert_int_equal(waitpid(child, NULL, 0), child);
		close(fd[0]);
		assert_int_equal(got, wanted);
		journal_desk_begin(d);
		for (size_t i = 0; i < got; i++)
			assert_non_null(outbox_find(d->box, key[i]));
		journal_desk_end(d);
		dir_remove(d->dir);
		assert_int_equal(mkdir(d->dir, 0700), 0);
		journal_desk_begin(d);
	}
}

#define TEST(name)                       \
	cmocka_unit_test_setup_teardown( \
	    name, journal_desk_setup, journal_desk_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_not_sent_comes_back_as_waiting),
	    TEST(what_was_sent_comes_back_as_unknown),
	    TEST(what_was_answered_comes_back_as_settled),
	    TEST(one_behind_a_refused_one_comes_back_held),
	    TEST(one_sent_before_goes_on_with_its_key),
	    TEST(an_old_one_is_never_sent_again_unasked),
	    TEST(one_of_before_the_machine_started_is_old),
	    TEST(a_clock_that_was_set_back_makes_nothing_young),
	    TEST(only_who_gave_it_sends_it),
	    TEST(what_was_said_lies_in_no_file),
	    TEST(a_key_file_is_its_owners_alone),
	    TEST(nothing_goes_before_there_is_a_key),
	    TEST(a_password_opens_what_it_sealed_and_another_does_not),
	    TEST(after_a_password_changed_elsewhere_it_can_be_taken_back),
	    TEST(a_second_console_has_a_journal_of_its_own),
	    TEST(a_damaged_file_is_set_aside),
	    TEST(a_picture_is_kept_sealed),
	    TEST(what_a_killed_console_had_on_disk_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
