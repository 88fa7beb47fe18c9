/*
 * The journal: what a console gave outlives it, sealed, and comes back as what
 * it is: sent or not, young or old, whose.
 */
#include "net/link/journal.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
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
#include "tests/lib/fake-central.h"
#include "tests/lib/fault-vfs.h"
#include "tests/lib/random.h"

#define PATIENCE 60 /* seconds; only a broken journal needs them */
#define SECRET "the caller said Wang at 13800138000"

/* A console without a screen. */
struct desk {
	char dir[128];
	struct fake_central *fake;
	struct http_client *http;
	struct session *session;
	struct journal *journal;
	struct outbox *box;
	size_t unlocked, locked;
	char loaded[64];
};

static void
on_unlocked(void *ctx, const char *account, const struct problem *p)
{
	struct desk *d = ctx;

	(void)account;
	if (p->code == PROBLEM_NONE)
		d->unlocked++;
	else
		d->locked++;
}

static void
on_loaded(void *ctx, const char *account, const char *bytes, size_t len)
{
	struct desk *d = ctx;

	(void)account;
	snprintf(
	    d->loaded, sizeof(d->loaded), "%zu:%.*s", len, (int)len, bytes);
}

static void
begin(struct desk *d)
{
	struct outbox_options o = {.http = d->http, .session = d->session};
	struct journal_hooks hooks = {on_unlocked, on_loaded, d};

	assert_int_equal(journal_open(&d->journal, d->dir, NULL), 0);
	o.store = journal_store(d->journal);
	d->box = outbox_new(&o);
	assert_non_null(d->box);
	assert_int_equal(journal_start(d->journal, d->box, &hooks, NULL), 0);
}

static void
end(struct desk *d)
{
	outbox_free(d->box);
	journal_close(d->journal);
	d->box = NULL;
	d->journal = NULL;
}

static void
step(struct desk *d)
{
	struct pollfd fd = {journal_fd(d->journal), POLLIN, 0};

	outbox_step(d->box);
	http_client_wait(d->http, &fd, 1, 1);
	fake_central_step(d->fake, 0);
	journal_take(d->journal, d->box);
}

#define UNTIL(d, condition)                                        \
	for (time_t end_ = time(NULL) + PATIENCE; !(condition);) { \
		step(d);                                           \
		if (time(NULL) > end_)                             \
			fail_msg("never: %s", #condition);         \
	}

static void
again(struct desk *d)
{
	end(d);
	begin(d);
}

static void
unlock(struct desk *d)
{
	size_t before = d->unlocked;

	assert_true(journal_unlock_file(d->journal));
	UNTIL(d, d->unlocked > before);
}

static int
setup(void **state)
{
	struct desk *d = calloc(1, sizeof(*d));
	struct address to;

	assert_non_null(d);
	snprintf(d->dir, sizeof(d->dir), "/tmp/watchroom-journal-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	d->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(d->fake), NULL), 0);
	d->http = http_client_new(&to, NULL, NULL);
	d->session = session_new(d->http);
	assert_int_equal(session_set_token(d->session, "tok", 3, NULL), 0);
	begin(d);
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *d = *state;

	end(d);
	session_free(d->session);
	http_client_free(d->http);
	fake_central_free(d->fake);
	dir_remove(d->dir);
	free(d);
	return 0;
}

static const char *
add(struct desk *d, const char *incident)
{
	struct call c = {.command = command_get(COMMAND_HOLD)};
	const struct outbox_entry *e;

	call_set_text(&c, ARG_hold_incident, incident);
	call_set_number(&c, ARG_hold_minutes, 10);
	call_set_text(&c, ARG_hold_reason, SECRET);
	assert_int_equal(outbox_add(d->box, &c, 5, &e, NULL), 0);
	return e->key;
}

static const struct outbox_entry *
only(struct desk *d)
{
	assert_int_equal(outbox_count(d->box), 1);
	return outbox_at(d->box, 0);
}

/* Runs SQL on the file of a console that is gone. */
static void
meddle(struct desk *d, const char *sql)
{
	char path[192];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/journal-0.db", d->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void
what_was_not_sent_comes_back_as_waiting(void **state)
{
	struct desk *d = *state;
	const struct outbox_entry *e;

	unlock(d);
	add(d, "i1");
	again(d);
	e = only(d);
	assert_int_equal(e->state, OUTBOX_WAITING);
	assert_false(e->may_be_done);
	assert_int_equal(e->command->id, COMMAND_HOLD);
	assert_int_equal(e->touches, 1);
	assert_string_equal(e->touch[0].id, "i1");
	assert_int_equal(e->made_at, 5);
	assert_true(e->sealed);
	unlock(d);
	UNTIL(d, !only(d)->sealed);
}

static void
what_was_sent_comes_back_as_unknown(void **state)
{
	struct desk *d = *state;

	unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	add(d, "i1");
	UNTIL(d, fake_central_request(d->fake));
	again(d);
	assert_int_equal(only(d)->state, OUTBOX_UNKNOWN);
	assert_true(only(d)->may_be_done);
}

/* What an answer said stays, and what was private of it goes. */
static void
what_was_answered_comes_back_as_settled(void **state)
{
	struct desk *d = *state;
	struct fake_conn *c;

	unlock(d);
	outbox_set_link(d->box, true, NULL);
	add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
	UNTIL(d, only(d)->state == OUTBOX_ACCEPTED);
	again(d);
	assert_int_equal(only(d)->state, OUTBOX_ACCEPTED);
	assert_int_equal(only(d)->seq, 7);
	end(d);
	meddle(d, "CREATE TABLE t(x CHECK(x=0));INSERT INTO t SELECT count(*) "
	          "FROM entry WHERE body IS NOT NULL;DROP TABLE t");
	begin(d);
}

static void
one_sent_before_goes_on_with_its_key(void **state)
{
	struct desk *d = *state;
	char key[ID_SIZE];
	struct fake_conn *c;

	unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	snprintf(key, sizeof(key), "%s", add(d, "i1"));
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	again(d);
	unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), key);
	assert_non_null(strstr(fake_conn_body(c), SECRET));
}

static void
stays(struct desk *d)
{
	size_t before = fake_central_requests(d->fake);

	for (int i = 0; i < 50; i++)
		step(d);
	assert_int_equal(fake_central_requests(d->fake), before);
}

/* Sent, cut, and found again by a console that is logged in as `account`. */
static void
find_again(struct desk *d, const char *meddling, const char *account)
{
	struct fake_conn *c;

	unlock(d);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	end(d);
	meddle(d, meddling);
	begin(d);
	unlock(d);
	UNTIL(d, !only(d)->sealed);
	outbox_set_account(d->box, account);
	outbox_set_link(d->box, true, NULL);
}

static void
an_old_one_is_never_sent_again_unasked(void **state)
{
	struct desk *d = *state;
	struct fake_conn *c;

	find_again(d, "UPDATE entry SET made=made-30001", "chen");
	stays(d);
	assert_true(only(d)->held);
	assert_int_equal(
	    outbox_send_again(d->box, only(d)->key, NULL), PROBLEM_NONE);
	UNTIL(d, (c = fake_central_request(d->fake)));
}

static void
one_of_before_the_machine_started_is_old(void **state)
{
	struct desk *d = *state;

	find_again(d, "UPDATE entry SET boot='another',made=1", "chen");
	stays(d);
	assert_true(only(d)->held);
	assert_true(only(d)->made <= time_boot() - OUTBOX_FRESH_MS);
}

static void
a_clock_that_was_set_back_makes_nothing_young(void **state)
{
	struct desk *d = *state;

	find_again(d, "UPDATE entry SET boot='',wall=wall+86400000", "chen");
	stays(d);
	assert_true(only(d)->held);
}

static void
only_who_gave_it_sends_it(void **state)
{
	struct desk *d = *state;

	find_again(d, "UPDATE entry SET may=may", "wang");
	stays(d);
	assert_int_equal(outbox_open_own(d->box), 0);
	assert_string_equal(only(d)->account, "chen");
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
	struct desk *d = *state;

	unlock(d);
	add(d, "incident-1");
	UNTIL(d, contains(d->dir, "journal-0.db-wal", "incident-1"));
	assert_false(contains(d->dir, "journal-0.db-wal", "Wang"));
	end(d);
	assert_true(contains(d->dir, "journal-0.db", "incident-1"));
	assert_false(contains(d->dir, "journal-0.db", "Wang"));
	begin(d);
}

static void
a_key_file_is_its_owners_alone(void **state)
{
	struct desk *d = *state;
	char path[192];
	struct stat st;

	unlock(d);
	snprintf(path, sizeof(path), "%s/key", d->dir);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	again(d);
	assert_int_equal(chmod(path, 0640), 0);
	assert_true(journal_unlock_file(d->journal));
	UNTIL(d, d->locked == 1);
	/* And what is given then is not sent in silence. */
	outbox_set_link(d->box, true, NULL);
	add(d, "i1");
	UNTIL(d, only(d)->unkept);
	assert_int_equal(only(d)->problem.code, PROBLEM_FILE);
	stays(d);
}

static void
log_in(struct desk *d, const char *password, bool checked)
{
	size_t before = d->unlocked + d->locked;

	assert_true(journal_unlock(d->journal, "chen", password, checked));
	UNTIL(d, d->unlocked + d->locked > before);
}

static void
nothing_goes_before_there_is_a_key(void **state)
{
	struct desk *d = *state;

	outbox_set_link(d->box, true, NULL);
	assert_true(journal_unlock(d->journal, "chen", "a password", true));
	add(d, "i1");
	UNTIL(d, fake_central_request(d->fake));
	assert_int_equal(d->unlocked, 1);
}

static void
a_password_opens_what_it_sealed_and_another_does_not(void **state)
{
	struct desk *d = *state;

	log_in(d, "a long password", true);
	add(d, "i1");
	again(d);
	log_in(d, "a wrong password", false);
	assert_int_equal(d->locked, 1);
	assert_true(only(d)->sealed);
	log_in(d, "a long password", false);
	UNTIL(d, !only(d)->sealed);
}

/* Its words are lost, its key is not: it can be taken back. */
static void
after_a_password_changed_elsewhere_it_can_be_taken_back(void **state)
{
	struct desk *d = *state;
	struct fake_conn *c;

	log_in(d, "a long password", true);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	add(d, "i1");
	UNTIL(d, (c = fake_central_request(d->fake)));
	fake_conn_cut(c);
	again(d);
	log_in(d, "quite another one", true);
	assert_int_equal(d->locked, 0);
	outbox_set_account(d->box, "chen");
	outbox_set_link(d->box, true, NULL);
	stays(d);
	assert_true(only(d)->sealed);
	assert_int_equal(outbox_withdraw(d->box, only(d)->key, NULL), 0);
	UNTIL(d, (c = fake_central_request(d->fake)));
	assert_int_equal(strncmp(fake_conn_line(c), "DELETE", 6), 0);
	fake_conn_answer(c, 200, "{\"withdrawn\":true}");
	UNTIL(d, only(d)->state == OUTBOX_WITHDRAWN);
}

static void
a_second_console_has_a_journal_of_its_own(void **state)
{
	struct desk *d = *state, other = *d;

	unlock(d);
	add(d, "i1");
	begin(&other);
	assert_int_equal(outbox_count(other.box), 0);
	unlock(&other);
	add(&other, "i2");
	end(&other);
	assert_string_equal(only(d)->touch[0].id, "i1");
	/* What it left is taken over by the next that starts. */
	again(d);
	assert_int_equal(outbox_count(d->box), 2);
	unlock(d);
	UNTIL(
	    d, !outbox_at(d->box, 0)->sealed && !outbox_at(d->box, 1)->sealed);
	/* Once. */
	begin(&other);
	assert_int_equal(outbox_count(other.box), 0);
	end(&other);
}

static void
a_damaged_file_is_set_aside(void **state)
{
	struct desk *d = *state;
	char path[192];
	int fd;

	end(d);
	snprintf(path, sizeof(path), "%s/journal-0.db", d->dir);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(
	    write(fd, "this is no database, it is a text", 33), 33);
	close(fd);
	begin(d);
	assert_true(journal_was_damaged(d->journal));
	unlock(d);
	add(d, "i1");
	again(d);
	assert_int_equal(outbox_count(d->box), 1);
	assert_true(contains(d->dir, "journal-0.db.damaged", "no database"));
}

static void
a_picture_is_kept_sealed(void **state)
{
	struct desk *d = *state;
	struct buf b = {0};

	unlock(d);
	assert_true(journal_load(d->journal, ""));
	UNTIL(d, strcmp(d->loaded, "0:") == 0);
	buf_puts(&b, "a picture");
	assert_true(journal_save(d->journal, "", &b));
	again(d);
	unlock(d);
	assert_true(journal_load(d->journal, ""));
	UNTIL(d, strcmp(d->loaded, "9:a picture") == 0);
}

/* Each write and each fsync fails in turn; then the plug is pulled. */
static void
nothing_is_kept_that_a_power_cut_takes(void **state)
{
	static const enum fault_sort sorts[] = {FAULT_IO, FAULT_FULL};
	struct desk *d = *state;
	char cut[128];

	end(d);
	snprintf(cut, sizeof(cut), "%.100s.cut", d->dir);
	fault_vfs_begin();
	for (size_t n = 1, struck = 1; struck; n++) {
		struck = 0;
		for (size_t s = 0; s < COUNT_OF(sorts); s++) {
			const struct outbox_entry *e;
			char dir[128], key[ID_SIZE];
			bool going;

			begin(d);
			unlock(d);
			outbox_set_link(d->box, true, NULL);
			fault_vfs_arm(sorts[s], n, false);
			snprintf(key, sizeof(key), "%s", add(d, "i1"));
			e = outbox_find(d->box, key);
			UNTIL(d, e->unkept || e->state == OUTBOX_SENT);
			going = e->state == OUTBOX_SENT;
			struck += fault_vfs_disarm();
			end(d);
			fault_vfs_power_cut(d->dir, cut);
			snprintf(dir, sizeof(dir), "%s", d->dir);
			snprintf(d->dir, sizeof(d->dir), "%s", cut);
			begin(d);
			e = outbox_find(d->box, key);
			if (going)
				assert_true(e && e->may_be_done);
			end(d);
			snprintf(d->dir, sizeof(d->dir), "%s", dir);
			dir_remove(cut);
			dir_remove(d->dir);
			assert_int_equal(mkdir(d->dir, 0700), 0);
		}
	}
	fault_vfs_end();
	begin(d);
}

static void
an_order_goes_without_a_disk_when_a_person_says_so(void **state)
{
	struct desk *d = *state;

	end(d);
	fault_vfs_begin();
	begin(d);
	unlock(d);
	outbox_set_link(d->box, true, NULL);
	fault_vfs_arm(FAULT_FULL, 1, true);
	add(d, "i1");
	UNTIL(d, only(d)->unkept);
	stays(d);
	assert_int_equal(only(d)->problem.code, PROBLEM_STORE);
	assert_int_equal(outbox_send_again(d->box, only(d)->key, NULL), 0);
	UNTIL(d, fake_central_request(d->fake));
	fault_vfs_disarm();
	end(d);
	fault_vfs_end();
	begin(d);
}

/* In the child: gives commands and says each that its journal has. */
static void
give_until_killed(struct desk *d, int fd)
{
	size_t told = 0;

	unlock(d);
	for (int n = 0;; n++) {
		char id[16];

		snprintf(id, sizeof(id), "i%d", n);
		if (outbox_count(d->box) < 40)
			add(d, id);
		step(d);
		while (told < outbox_count(d->box)) {
			const struct outbox_entry *e = outbox_at(d->box, told);

			/* The helper is done with all that it was given. */
			step(d);
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
	struct desk *d = *state;

	print_message("WATCHROOM_SEED=%llu\n", (unsigned long long)rng.state);
	for (size_t life = 0; life < lives; life++) {
		size_t wanted = 1 + rng_below(&rng, 30), got = 0;
		char key[40][ID_SIZE];
		int fd[2];
		pid_t child;

		end(d);
		assert_int_equal(pipe(fd), 0);
		child = fork();
		if (child == 0) {
			begin(d);
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
		begin(d);
		for (size_t i = 0; i < got; i++)
			assert_non_null(outbox_find(d->box, key[i]));
		end(d);
		dir_remove(d->dir);
		assert_int_equal(mkdir(d->dir, 0700), 0);
		begin(d);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(what_was_not_sent_comes_back_as_waiting),
	    TEST(what_was_sent_comes_back_as_unknown),
	    TEST(what_was_answered_comes_back_as_settled),
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
	    TEST(nothing_is_kept_that_a_power_cut_takes),
	    TEST(an_order_goes_without_a_disk_when_a_person_says_so),
	    TEST(what_a_killed_console_had_on_disk_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
