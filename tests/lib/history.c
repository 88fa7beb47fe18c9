/*
 * The history of history.h. A command touches everything a command may: a
 * record (sometimes of several pages), the index, the log, a key, a number
 * and a timer.
 */
#include "tests/lib/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define INCIDENTS 40
#define NARRATIVE 6000

static void
name_of(char *name, size_t size, const char *what, int64_t n)
{
	snprintf(name, size, "%s%lld", what, (long long)n);
}

static enum seen_state
state_of(int64_t n)
{
	return (enum seen_state)(n % 3);
}

static size_t
narrative_of(int64_t n)
{
	return n % 5 ? 0 : (size_t)(n * 7919 % NARRATIVE);
}

static enum problem_code
put_incident(struct store *s, int64_t n, struct problem *p)
{
	char id[32], narrative[NARRATIVE];
	struct incident i = {.head = {.kind = KIND_INCIDENT,
	                         .id = id,
	                         .rev = n,
	                         .seq = n,
	                         .at = n},
	    .narrative = narrative,
	    .ended = 1};

	name_of(id, sizeof(id), "i", n % INCIDENTS);
	memset(narrative, 'x', sizeof(narrative));
	narrative[narrative_of(n)] = '\0';
	return store_put(s, &i.head, p);
}

static enum problem_code
put_index(struct store *s, int64_t n, struct problem *p)
{
	char id[32];
	struct seen all = {"all", KIND_INCIDENT, id, n, SEEN_LIVE};
	struct seen other = {"station/n", KIND_INCIDENT, id, n, state_of(n)};
	enum problem_code code;

	name_of(id, sizeof(id), "i", n % INCIDENTS);
	code = store_show(s, &all, p);
	return code ? code : store_show(s, &other, p);
}

static enum problem_code
put_log(struct store *s, int64_t n, struct problem *p)
{
	char what[32];
	struct audit_line line = {.seq = n,
	    .at = n,
	    .account = "desk",
	    .command = "do",
	    .answer = "ok",
	    .what = what};

	name_of(what, sizeof(what), "i", n);
	return store_audit(s, &line, p);
}

static enum problem_code
put_private(struct store *s, int64_t n, struct problem *p)
{
	unsigned char digest[DIGEST_SIZE] = {(unsigned char)n};
	char key[32], id[32];
	struct store_key k = {"desk", key, digest, 200, key, n};
	struct store_timer timer = {KIND_INCIDENT, id, "clock", n};
	enum problem_code code;
	int64_t number = 0;

	name_of(key, sizeof(key), "k", n);
	name_of(id, sizeof(id), "i", n % INCIDENTS);
	code = store_key_put(s, &k, p);
	if (!code)
		code = store_timer_set(s, &timer, p);
	if (!code)
		code = store_next_number(s, "commands", &number, p);
	if (!code)
		assert_int_equal(number, n);
	return code;
}

static enum problem_code
command(struct store *s, int64_t n, bool undo, struct problem *p)
{
	enum problem_code code = store_mark(s, p);

	if (!code)
		code = put_incident(s, n, p);
	if (!code)
		code = put_index(s, n, p);
	if (!code)
		code = put_log(s, n, p);
	if (!code)
		code = put_private(s, n, p);
	if (!code && undo)
		store_undo(s);
	else if (!code)
		code = store_keep(s, p);
	return code;
}

enum problem_code
history_group(struct store *s, struct dice *d, int64_t *last, struct problem *p)
{
	size_t commands = 1 + dice_below(d, 6);
	enum problem_code code = store_begin(s, p);

	while (commands-- > 0 && !code) {
		if (dice_below(d, 4) == 0)
			code = command(s, *last + 1, true, p);
		if (!code)
			code = command(s, *last + 1, false, p);
		if (!code)
			++*last;
	}
	return code;
}

int64_t
history_last(struct store *s)
{
	unsigned char tag[AUDIT_TAG];
	struct problem problem = {0};
	int64_t seq;

	DONE(store_last(s, &seq, tag, &problem));
	return seq;
}

static bool
take_key(void *ctx, const struct store_key *k)
{
	int64_t n = *(const int64_t *)ctx;
	char name[32];

	name_of(name, sizeof(name), "k", n);
	assert_string_equal(k->body, name);
	assert_int_equal(k->digest[0], (unsigned char)n);
	return true;
}

static void
check_key(struct store *s, int64_t n, bool there)
{
	struct problem problem = {0};
	char key[32];

	name_of(key, sizeof(key), "k", n);
	assert_int_equal(store_key_get(s, "desk", key, take_key, &n, &problem),
	    there ? PROBLEM_NONE : PROBLEM_NOT_FOUND);
}

/* The incident whose newest version command n made. */
static void
check_incident(struct store *s, int64_t n)
{
	struct problem problem = {0};
	enum seen_state state;
	struct incident *i;
	struct record *r;
	int64_t seq;
	char id[32];

	name_of(id, sizeof(id), "i", n % INCIDENTS);
	DONE(store_get(s, KIND_INCIDENT, id, &r, &problem));
	i = (struct incident *)(void *)r;
	assert_int_equal(r->rev, n);
	assert_int_equal(
	    i->narrative ? strlen(i->narrative) : 0, narrative_of(n));
	record_free(r);
	DONE(store_seen(
	    s, "station/n", KIND_INCIDENT, id, &seq, &state, &problem));
	assert_int_equal(seq, n);
	assert_int_equal(state, state_of(n));
}

struct timers {
	int64_t want; /* due of the next */
	size_t count;
};

static bool
take_timer(void *ctx, const struct store_timer *timer)
{
	struct timers *t = ctx;

	assert_int_equal(timer->due, t->want);
	t->want++;
	t->count++;
	return true;
}

void
history_check(struct store *s, int64_t last)
{
	int64_t first = last > INCIDENTS ? last - INCIDENTS + 1 : 1;
	struct timers timers = {.want = first};
	struct problem problem = {0};

	assert_int_equal(history_last(s), last);
	for (int64_t n = 1; n <= last; n++)
		check_key(s, n, true);
	check_key(s, last + 1, false);
	for (int64_t n = first; n <= last; n++)
		check_incident(s, n);
	DONE(store_timers(
	    s, INT64_MAX, INCIDENTS + 1, take_timer, &timers, &problem));
	assert_int_equal(timers.count, last - first + 1);
	test_sound(s);
}
