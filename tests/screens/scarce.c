/*
 * Memory ends at a desk at work: each allocation of the console fails once,
 * and memory ends for good at each. The console goes on or ends with
 * NO_MEMORY; what its journal said it had is there, whole, when the next one
 * opens it. Nothing is drawn: what ncurses allocates is not ours.
 *
 * `make test` fails every nth of them, from a place by the seed on;
 * `make soak` (WATCHROOM_ROUNDS) more, from 100 on all.
 */
#include "tests/lib/scarce.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "model/time.h"
#include "net/wire/codec.h"
#include "tests/lib/desk.h"
#include "tests/lib/dirs.h"
#include "tests/lib/patience.h"
#include "tests/lib/stores.h"
#include "tui/send.h"
#include "tui/view.h"

#define STRIDE 7 /* of `make test`; a prime, as the steps of a desk repeat */
#define KEPT 16

/* Capital letters are what happens meanwhile; the rest is typed. */
static const char *const evening[] = {
    "A",                     /* a new incident comes, */
    "Fd1",                   /* the nearest is sent to the first, */
    "BC",                    /* a unit calls, an incident ends, */
    "jsj1",                  /* a step is entered, */
    "Ehalf\t\n",             /* another is reported on */
    ":hold 0117 10 ;wait\n", /* and another put off */
    "Ftmon our way\n\033",   /* the room is told */
    "gq/park\n/\n",
    "i88 Xingfu Road\t\n\033",
    ":priority 0129 2\n",
    "D",
    "gujje\t\033d\033",
    "gmzz]f\033t\033",
    "gtj\033gogxgq",
    "p1",
    "Agx-yvgq",
};

struct wanted {
	char key[ID_SIZE];
	char body[1024]; /* "": settled, it has none */
};

struct shift {
	char dir[64];
	struct journal *journal;
	struct desk *desk; /* NULL: there was not the memory for it */
	struct wanted given[KEPT], kept[KEPT];
	size_t gives, keeps;
};

/* ---- a desk with a journal ---- */

static void
shift_open(struct shift *s)
{
	assert_int_equal(journal_open(&s->journal, s->dir, NULL), 0);
	assert_true(journal_unlock_file(s->journal));
	s->desk = desk_new_with(s->journal);
	desk_fill_map(s->desk);
	desk_fill_queue(s->desk);
	desk_sit(s->desk, "seat2");
}

static void
shift_close(struct shift *s)
{
	if (s->desk)
		desk_free(s->desk);
	journal_close(s->journal);
	s->desk = NULL;
	s->journal = NULL;
}

static struct outbox *
box_of(const struct shift *s)
{
	return link_outbox(s->desk->console.link);
}

/* Whether the helper has told of all that it was given. */
static bool
is_quiet(const struct shift *s)
{
	for (size_t n = 0; n < outbox_count(box_of(s)); n++) {
		const struct outbox_entry *e = outbox_at(box_of(s), n);

		if (e->sealed)
			return false;
		if (!e->unkept && !outbox_is_settled(e) &&
		    !outbox_is_on_disk(box_of(s), e->key))
			return false;
	}
	return true;
}

static void
wait_for_disk(struct shift *s)
{
	msec_t end = time_boot() + PATIENCE_MS;

	while (!is_quiet(s)) {
		struct pollfd fd = {journal_fd(s->journal), POLLIN, 0};

		poll(&fd, 1, 10);
		journal_take(s->journal, box_of(s));
		/* What there was no memory to write is written again. */
		desk_wait(s->desk, 1000);
		outbox_step(box_of(s));
		assert_true(time_boot() < end);
	}
}

/* ---- what it gave ---- */

static void
note_body(void *ctx, const struct call *call)
{
	struct wanted *w = ctx;
	struct buf b = {0};

	codec_call(&b, call);
	snprintf(w->body, sizeof(w->body), "%s", buf_str(&b));
	buf_free(&b);
}

/* There is memory for this. */
static void
note_given(struct shift *s)
{
	struct outbox *o = box_of(s);

	s->gives = s->keeps = 0;
	for (size_t n = 0; n < outbox_count(o); n++) {
		const struct outbox_entry *e = outbox_at(o, n);
		struct wanted w = {0};

		assert_true(s->gives < KEPT);
		snprintf(w.key, sizeof(w.key), "%s", e->key);
		assert_true(outbox_is_settled(e) ||
		            outbox_with_call(o, e->key, note_body, &w));
		s->given[s->gives++] = w;
		if (outbox_is_on_disk(o, e->key))
			s->kept[s->keeps++] = w;
	}
}

static const struct wanted *
find_wanted(const struct wanted *all, size_t count, const char *key)
{
	for (size_t n = 0; n < count; n++)
		if (strcmp(all[n].key, key) == 0)
			return &all[n];
	return NULL;
}

/* Opened again with all the memory it wants: nothing lost, nothing made up. */
static void
assert_whole(struct shift *s)
{
	shift_open(s);
	assert_false(journal_was_damaged(s->journal));
	wait_for_disk(s);
	for (size_t n = 0; n < s->keeps; n++)
		assert_non_null(outbox_find(box_of(s), s->kept[n].key));
	for (size_t n = 0; n < outbox_count(box_of(s)); n++) {
		const struct outbox_entry *e = outbox_at(box_of(s), n);
		const struct wanted *w =
		    find_wanted(s->given, s->gives, e->key);
		struct wanted now = {0};

		assert_non_null(w);
		if (!*w->body)
			continue; /* it was taken back */
		assert_false(outbox_is_settled(e));
		assert_true(
		    outbox_with_call(box_of(s), e->key, note_body, &now));
		assert_string_equal(now.body, w->body);
	}
	shift_close(s);
}

/* ---- an evening ---- */

/* The link is told that memory ended, hangs up and asks again: it goes on. */
static void
put_incident(struct desk *d, const char *id, enum incident_state state)
{
	const struct incident i = {
	    .head = {.kind = KIND_INCIDENT, .id = id, .station = "louqiao"},
	    .number = "20261121-0140",
	    .state = state,
	    .priority = 2,
	    .category = "theft",
	    .place = "Park Road 7",
	    .reported = d->console.now};

	(void)desk_try_put(d, &i.head);
}

static void
put_emergency(struct desk *d, const char *callsign)
{
	const struct unit *old = console_unit(&d->console, callsign);
	struct unit u = *old;

	u.emergency = !u.emergency;
	(void)desk_try_put(d, &u.head);
}

static void
meanwhile(struct desk *d, char what)
{
	switch (what) {
	case 'A':
		put_incident(d, "i-0140", INCIDENT_PENDING);
		break;
	case 'B':
		put_emergency(d, "P3");
		break;
	case 'C':
		put_incident(d, "0124", INCIDENT_CLOSED);
		break;
	case 'D':
		desk_wait(d, 5000);
		break;
	case 'E':
		console_select(&d->console, KIND_INCIDENT, "0125");
		desk_press(d, "r");
		break;
	default:
		console_select(&d->console, KIND_INCIDENT, "0131");
	}
}

static void
press(struct desk *d, char key)
{
	switch (key) {
	case '\n':
		desk_press(d, "Enter");
		break;
	case '\t':
		desk_press(d, "Down");
		break;
	case '\033':
		desk_press(d, "Esc");
		break;
	default:
		desk_press(d, (char[2]){key, '\0'});
	}
}

/* As the loop does, but for the network: nothing more once it ends; a frame
 * after each turn. */
static void
turn(struct shift *s, char key)
{
	struct console *c = &s->desk->console;
	const struct area a = {.rows = 19, .cols = 80};

	if (c->ending)
		return;
	if (key >= 'A' && key <= 'F')
		meanwhile(s->desk, key);
	else
		press(s->desk, key);
	if (!c->ending && views[c->screen]->prepare)
		views[c->screen]->prepare(c, a);
	journal_take(s->journal, box_of(s));
}

static void
work(struct shift *s)
{
	for (size_t n = 0; n < COUNT_OF(evening); n++)
		for (const char *k = evening[n]; *k; k++) {
			char key = *k;

			turn(s, key);
		}
}

static void
assert_ended_well(const struct shift *s, bool was_out)
{
	const struct console *c = &s->desk->console;

	assert_true(!c->ending || was_out);
	if (c->ending)
		assert_int_equal(c->why, PROBLEM_NO_MEMORY);
}

/* One evening with the nth failing; false: it was over before. */
static bool
one_evening(long nth, enum scarce how, size_t *ends)
{
	struct shift s = {.dir = "/tmp/watchroom-scarce-XXXXXX"};
	bool out;

	assert_non_null(mkdtemp(s.dir));
	shift_open(&s);
	scarce_begin(nth, how);
	work(&s);
	out = scarce_end();
	assert_ended_well(&s, out);
	*ends += s.desk->console.ending;
	wait_for_disk(&s);
	note_given(&s);
	if (nth == 0)
		assert_true(s.keeps >= 5);
	if (how == SCARCE_FOR_GOOD && out)
		scarce_begin(1, how);
	shift_close(&s);
	scarce_end();
	assert_whole(&s);
	dir_remove(s.dir);
	return out;
}

static long
stride(void)
{
	size_t rounds = test_rounds(1);

	return rounds >= STRIDE ? 1 : STRIDE / (long)rounds;
}

static void
a_desk_without_memory_ends_cleanly_and_loses_no_order(void **state)
{
	static const enum scarce ways[] = {SCARCE_ONCE, SCARCE_FOR_GOOD};
	struct dice d = {test_seed("scarce")};
	size_t ends = 0;

	(void)state;
	one_evening(0, SCARCE_ONCE, &ends);
	assert_int_equal(ends, 0);
	for (size_t way = 0; way < COUNT_OF(ways); way++) {
		long nth = 1 + (long)dice_below(&d, (size_t)stride());

		while (one_evening(nth, ways[way], &ends))
			nth += stride();
		printf("memory ended at each %ldth of %ld\n", stride(), nth);
	}
	assert_true(ends > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        a_desk_without_memory_ends_cleanly_and_loses_no_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
