/*
 * Stores for tests: an empty one in a directory of its own, for each
 * implementation that there is, and the few records that tests put there.
 */
#ifndef TESTS_LIB_STORES_H
#define TESTS_LIB_STORES_H

#include "central/store/store.h"
#include "tests/lib/dirs.h"

/* An implementation of store.h; a row here runs all store tests over it. */
struct store_maker {
	const char *name;
	enum problem_code (*create)(const char *dir,
	    const struct store_birth *birth, struct problem *p);
	enum problem_code (*open)(const char *dir, enum store_mode mode,
	    struct store **out, struct problem *p);
	bool files; /* a directory of files, which a test may copy and break */
};

extern const struct store_maker store_makers[];
extern const size_t store_maker_count;

/* A store, its one writer and one reader beside it. */
struct test_store {
	const struct store_maker *maker;
	char top[64]; /* temporary directory; the store is top/store */
	char dir[96];
	struct store *w, *r;
};

/* Fails the test when something goes wrong. */
void test_store_make(struct test_store *t, const struct store_maker *maker);
void test_store_open(struct test_store *t);  /* both handles */
void test_store_close(struct test_store *t); /* both handles */
void test_store_remove(struct test_store *t);
/* Fails the test, saying the problem, when code is not PROBLEM_NONE. */
void must_be_done(enum problem_code code, const struct problem *p,
    const char *file, int line);
#define DONE(call) must_be_done((call), &problem, __FILE__, __LINE__)

/* For cmocka: *state is a struct test_store. */
int test_store_setup(void **state, const struct store_maker *maker);
int test_store_teardown(void **state);

/* What callbacks saw, a word each. */
struct notes {
	char text[2048];
	size_t left; /* how many more to take; 0: no end */
};
/* Adds a word; false when it was the last to take. */
bool notes_add(struct notes *n, const char *word);

/* Copies all files of directory `from` into a new directory `to`. */
void dir_copy(const char *from, const char *to);

/*
 * One command with an audit line that changes nothing else: its seq is
 * returned. The transaction must be begun.
 */
int64_t test_audit(struct store *s, const char *what);
/* Shows a record in a scope. */
void test_show(struct store *s, const char *scope, enum kind kind,
    const char *id, int64_t seq, enum seen_state state);
/* Puts an incident whose place is `place`, changed by command `seq`. */
void test_incident(
    struct store *s, const char *id, const char *place, int64_t seq);
/* Fails the test with every fault that store_check finds. */
void test_sound(struct store *s);

/*
 * Random numbers that come again with the same seed: splitmix64. The seed is
 * WATCHROOM_SEED or a fresh one, printed so that a failure can be replayed.
 */
struct dice {
	uint64_t state;
};
uint64_t test_seed(const char *test);
/* How many rounds: `few` times WATCHROOM_ROUNDS (1). */
size_t test_rounds(size_t few);
uint64_t dice_roll(struct dice *d);
size_t dice_below(struct dice *d, size_t n); /* 0 .. n-1 */

#endif
