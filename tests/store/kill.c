/*
 * A central that is killed at any moment: what it said was done is there
 * afterwards, what it had not said yet is there whole or not at all.
 *
 * A child writes groups and tells through a pipe how far each goes before it
 * commits and again when that is done; the parent kills it (SIGKILL) after a
 * random number of words and a random moment more, looks, and has another
 * child go on with the same store.
 *
 * Three stores of each kind live 50 times in `make test`; WATCHROOM_ROUNDS as
 * many in `make soak` (100 by default: 15,000 kills). The seed is printed.
 */
#include "tests/lib/history.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define LIVES 50 /* of one store */

/* What the child says; one write each, which a pipe keeps whole. */
struct word {
	int64_t tried; /* about to commit up to this */
	int64_t done;  /* committed up to this */
};

static void
say(int fd, int64_t tried, int64_t done)
{
	struct word word = {tried, done};

	if (write(fd, &word, sizeof(word)) != sizeof(word))
		_exit(1);
}

/* Writes until it is killed. */
static void
child_write(
    const struct store_maker *maker, const char *dir, uint64_t seed, int fd)
{
	struct dice d = {seed};
	struct store *w, *r;
	int64_t last, tried;

	if (maker->open(dir, STORE_WRITE, &w, NULL) ||
	    maker->open(dir, STORE_READ, &r, NULL))
		_exit(1);
	last = tried = history_last(w);
	for (;;) {
		if (history_group(w, &d, &tried, NULL))
			_exit(1);
		say(fd, tried, last);
		if (store_commit(w, NULL))
			_exit(1);
		last = tried;
		say(fd, tried, last);
		if (dice_below(&d, 8) == 0)
			store_checkpoint(r);
	}
}

/* A moment of up to 2 ms, most of them short. */
static void
moment(struct dice *d)
{
	struct timespec t = {.tv_nsec = (long)dice_below(d, 2000) * 1000};

	t.tv_nsec >>= dice_below(d, 12);
	nanosleep(&t, NULL);
}

/* Takes words until there were `count` and a moment went by, then kills. */
static struct word
listen_and_kill(int fd, pid_t child, size_t count, struct dice *d)
{
	struct word last = {0}, word;

	while (count > 0 && read(fd, &word, sizeof(word)) == sizeof(word)) {
		last = word;
		count--;
	}
	assert_int_equal(count, 0);
	moment(d);
	assert_int_equal(kill(child, SIGKILL), 0);
	while (read(fd, &word, sizeof(word)) == sizeof(word))
		last = word;
	return last;
}

static void
reap(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		assert_int_equal(errno, EINTR);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static struct word
one_life(struct test_store *t, struct dice *d)
{
	uint64_t seed = dice_roll(d);
	struct word last;
	int fd[2];
	pid_t child;

	assert_int_equal(pipe(fd), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(fd[0]);
		child_write(t->maker, t->dir, seed, fd[1]);
	}
	close(fd[1]);
	last = listen_and_kill(fd[0], child, 1 + dice_below(d, 24), d);
	close(fd[0]);
	reap(child);
	return last;
}

/* One life of a store's central, and what it left. */
static int64_t
live_and_look(struct test_store *t, struct dice *d)
{
	struct problem problem = {0};
	struct word word;
	int64_t found;

	test_store_close(t);
	word = one_life(t, d);
	/* Now and then a reader is the first to look. */
	if (dice_below(d, 3) == 0) {
		DONE(t->maker->open(t->dir, STORE_READ, &t->r, &problem));
		found = history_last(t->r);
		store_close(t->r);
		t->r = NULL;
		assert_true(found == word.done || found == word.tried);
		word.done = word.tried = found;
	}
	test_store_open(t);
	found = history_last(t->r);
	assert_true(found == word.done || found == word.tried);
	history_check(t->r, found);
	return found;
}

static void
what_was_acknowledged_is_there_and_the_rest_whole_or_not(void **state)
{
	struct dice d = {test_seed("kill")};
	size_t rounds = test_rounds(3);
	struct test_store t;

	(void)state;
	for (size_t i = 0; i < rounds * store_maker_count; i++) {
		int64_t found = 0;

		test_store_make(&t, &store_makers[i % store_maker_count]);
		for (size_t life = 0; life < LIVES; life++)
			found = live_and_look(&t, &d);
		assert_true(found > 0);
		test_store_remove(&t);
	}
}

/* Killed while it is made, a store is there or can be made. */
static void
a_creation_that_is_killed_can_be_done_again(void **state)
{
	struct dice d = {test_seed("kill")};
	struct store_birth birth = {false, "UTC"};
	struct problem problem = {0};
	size_t rounds = test_rounds(20);
	struct test_store t;

	(void)state;
	for (size_t i = 0; i < rounds; i++) {
		const struct store_maker *maker =
		    &store_makers[i % store_maker_count];
		enum problem_code code;
		pid_t child;

		test_store_make(&t, maker);
		test_store_close(&t);
		dir_remove(t.dir);
		child = fork();
		assert_true(child >= 0);
		if (child == 0) {
			for (;;)
				(void)!maker->create(t.dir, &birth, NULL);
		}
		for (size_t j = dice_below(&d, 12); j > 0; j--)
			moment(&d);
		assert_int_equal(kill(child, SIGKILL), 0);
		reap(child);
		code = maker->create(t.dir, &birth, &problem);
		assert_true(code == PROBLEM_NONE || code == PROBLEM_EXISTS);
		test_store_open(&t);
		history_check(t.r, 0);
		test_store_remove(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        what_was_acknowledged_is_there_and_the_rest_whole_or_not),
	    cmocka_unit_test(a_creation_that_is_killed_can_be_done_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
