/*
 * The stores of stores.h.
 */
#include "tests/lib/stores.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

const struct store_maker store_makers[] = {
    {"sqlite", store_create, store_open, true},
};
const size_t store_maker_count = COUNT_OF(store_makers);

void
must_be_done(
    enum problem_code code, const struct problem *p, const char *file, int line)
{
	char text[512];

	if (code == PROBLEM_NONE)
		return;
	print_error("%s:%d: %s: %s\n", file, line, problem_code_name(code),
	    p->code == code ? problem_text(p, text, sizeof(text)) : "");
	fail();
}

/* In memory where that goes: thousands of fsyncs of a disk take their time. */
static const char *
temporary(void)
{
	const char *said = getenv("TMPDIR");

	if (said && strlen(said) <= 32)
		return said;
	return access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
}

void
test_store_make(struct test_store *t, const struct store_maker *maker)
{
	struct store_birth birth = {false, "Asia/Shanghai"};
	struct problem problem = {0};

	memset(t, 0, sizeof(*t));
	t->maker = maker;
	snprintf(t->top, sizeof(t->top), "%s/watchroom-XXXXXX", temporary());
	assert_non_null(mkdtemp(t->top));
	snprintf(t->dir, sizeof(t->dir), "%s/store", t->top);
	DONE(maker->create(t->dir, &birth, &problem));
	test_store_open(t);
}

void
test_store_open(struct test_store *t)
{
	struct problem problem = {0};

	DONE(t->maker->open(t->dir, STORE_WRITE, &t->w, &problem));
	DONE(t->maker->open(t->dir, STORE_READ, &t->r, &problem));
}

void
test_store_close(struct test_store *t)
{
	store_close(t->r);
	store_close(t->w);
	t->r = NULL;
	t->w = NULL;
}

void
test_store_remove(struct test_store *t)
{
	test_store_close(t);
	dir_remove(t->dir);
	dir_remove(t->top);
}

int
test_store_setup(void **state, const struct store_maker *maker)
{
	struct test_store *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	test_store_make(t, maker);
	*state = t;
	return 0;
}

int
test_store_teardown(void **state)
{
	struct test_store *t = *state;

	test_store_remove(t);
	free(t);
	return 0;
}

bool
notes_add(struct notes *n, const char *word)
{
	size_t used = strlen(n->text);

	snprintf(n->text + used, sizeof(n->text) - used, "%s%s",
	    used ? " " : "", word);
	return n->left == 0 || --n->left > 0;
}

static void
file_copy(const char *from, const char *to)
{
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	assert_non_null(in);
	assert_non_null(out);
	while ((n = fread(bytes, 1, sizeof(bytes), in)) > 0)
		assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
}

void
dir_copy(const char *from, const char *to)
{
	char a[512], b[512];
	struct dirent *entry;
	DIR *d = opendir(from);

	assert_non_null(d);
	assert_int_equal(mkdir(to, 0700), 0);
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(a, sizeof(a), "%s/%s", from, entry->d_name);
		snprintf(b, sizeof(b), "%s/%s", to, entry->d_name);
		file_copy(a, b);
	}
	closedir(d);
}

int64_t
test_audit(struct store *s, const char *what)
{
	struct audit_line line = {.at = 1700000000000,
	    .account = "desk",
	    .command = "test",
	    .answer = "ok",
	    .what = what};
	unsigned char tag[AUDIT_TAG];
	struct problem problem = {0};

	DONE(store_last(s, &line.seq, tag, &problem));
	line.seq++;
	line.at += line.seq;
	DONE(store_audit(s, &line, &problem));
	return line.seq;
}

void
test_show(struct store *s, const char *scope, enum kind kind, const char *id,
    int64_t seq, enum seen_state state)
{
	struct seen row = {scope, kind, id, seq, state};
	struct problem problem = {0};

	DONE(store_show(s, &row, &problem));
}

void
test_incident(struct store *s, const char *id, const char *place, int64_t seq)
{
	struct incident i = {.head = {.kind = KIND_INCIDENT,
	                         .id = id,
	                         .station = "north",
	                         .rev = seq,
	                         .seq = seq,
	                         .at = seq,
	                         .by = "test"},
	    .place = place,
	    .ended = 1};
	struct problem problem = {0};

	DONE(store_put(s, &i.head, &problem));
}

static void
say_fault(void *ctx, const char *line)
{
	(void)ctx;
	print_error("check: %s\n", line);
}

void
test_sound(struct store *s)
{
	struct problem problem = {0};

	DONE(store_check(s, say_fault, NULL, &problem));
}

uint64_t
test_seed(const char *test)
{
	const char *said = getenv("WATCHROOM_SEED");
	uint64_t seed = 0;

	if (said)
		seed = strtoull(said, NULL, 0);
	else if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		fail();
	printf("%s: WATCHROOM_SEED=0x%llx\n", test, (unsigned long long)seed);
	fflush(stdout);
	return seed;
}

size_t
test_rounds(size_t few)
{
	const char *said = getenv("WATCHROOM_ROUNDS");
	size_t times = said ? strtoull(said, NULL, 10) : 1;

	return few * (times ? times : 1);
}

/* Sebastiano Vigna, splitmix64.c, public domain. */
uint64_t
dice_roll(struct dice *d)
{
	uint64_t z = (d->state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

size_t
dice_below(struct dice *d, size_t n)
{
	return (size_t)(dice_roll(d) % n);
}
