/*
 * Commands over a line that fails, from a console that is killed to a central
 * that is killed: none is lost, none is done twice, and what the console was
 * told is what the store has.
 *
 * Of every ten commands one meets a cut, of every hundred one a console that
 * is killed (-9), of every five hundred one a central that is. Requests are
 * repeated, connections overtake each other, some are heard no more. 1,000
 * commands; WATCHROOM_ROUNDS times as many in `make soak`, or as many as there
 * is time for (WATCHROOM_SECONDS).
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "central/store/sqlite.h"
#include "model/time.h"
#include "tests/lib/api.h"
#include "tests/lib/dirs.h"
#include "tests/lib/driven.h"
#include "tests/lib/fault-proxy.h"
#include "tests/lib/patience.h"
#include "tests/lib/soak.h"
#include "tests/lib/stores.h"

#define COMMANDS 1000
#define COMMANDS_MAX 1000000 /* when time ends it */
#define WINDOW 16            /* given and not settled */

enum fate {
	FATE_NONE, /* not given yet, or its console died before it was kept */
	FATE_GIVEN,
	FATE_KEPT,
	FATE_SETTLED, /* and its console died before it could say how */
	FATE_ACCEPTED,
	FATE_REFUSED,
	FATE_WITHDRAWN,
};

struct fate_of {
	enum fate fate;
	int64_t seq;     /* of the answer */
	unsigned stands; /* how often the store has it */
	int64_t stands_at;
	bool open; /* the console that just began found it */
};

struct drive {
	struct api api;
	pid_t central;
	struct fault_proxy *proxy;
	struct driven console;
	char journal[80];
	struct dice dice;
	struct fate_of *fate;
	uint32_t count, given;
	size_t open, kills, falls;
	size_t overdue; /* restored ones not yet told of */
	msec_t deadline;
	time_t end; /* no more is given after it; 0: `count` are */
	struct soak *soak;
};

/* The central, in a process of its own */

static void
central_begin(struct drive *d)
{
	int ready[2];
	char c;

	assert_int_equal(pipe(ready), 0);
	d->central = fork();
	assert_true(d->central >= 0);
	if (d->central == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		api_open(&d->api);
		(void)!write(ready[1], "", 1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
}

static void
central_kill(struct drive *d)
{
	kill(d->central, SIGKILL);
	waitpid(d->central, NULL, 0);
}

static void
drive_open(struct drive *d, uint32_t count)
{
	*d = (struct drive){.count = count};
	d->dice.state = test_seed("drive");
	d->fate = calloc(count, sizeof(*d->fate));
	assert_non_null(d->fate);
	api_make(&d->api, false);
	for (uint32_t n = 0; n < DRIVEN_ROOMS; n++) {
		char room[ID_SIZE];

		driven_room(n, room);
		api_incident(&d->api, "S1", room);
	}
	api_close(&d->api);
	snprintf(d->journal, sizeof(d->journal), "%s/journal", d->api.top);
	central_begin(d);
	d->proxy = fault_proxy_new(d->api.socket);
	d->console =
	    driven_start(d->proxy->url, d->journal, dice_roll(&d->dice));
	d->soak = soak_begin("drive", d->central);
}

static void
drive_close(struct drive *d)
{
	driven_kill(&d->console);
	central_kill(d);
	fault_proxy_free(d->proxy);
	dir_remove(d->journal);
	api_remove(&d->api);
	free(d->fate);
}

/* What the console says */

static void
settle(struct drive *d, struct fate_of *f, enum fate fate, int64_t seq)
{
	if (f->fate >= FATE_SETTLED)
		return;
	f->fate = fate;
	f->seq = seq;
	d->open--;
	d->deadline = time_boot() + PATIENCE_MS;
}

static void
take(struct drive *d, const struct driven_told *told)
{
	struct fate_of *f = &d->fate[told->n];

	if (told->word == DRIVEN_READY) {
		d->overdue = told->n;
		return;
	}
	assert_true(told->n < d->count);
	switch (told->word) {
	case DRIVEN_KEPT:
		if (f->fate < FATE_KEPT)
			f->fate = FATE_KEPT;
		f->open = true;
		d->overdue -= d->overdue > 0;
		break;
	case DRIVEN_ACCEPTED:
		settle(d, f, FATE_ACCEPTED, told->seq);
		break;
	case DRIVEN_REFUSED:
		settle(d, f, FATE_REFUSED, 0);
		break;
	default:
		settle(d, f, FATE_WITHDRAWN, 0);
		break;
	}
}

/* False when nothing was heard for so long. */
static bool
hear(struct drive *d, int ms)
{
	struct driven_told told;

	if (time_boot() > d->deadline)
		fail_msg("%zu commands are never settled", d->open);
	if (!driven_hear(&d->console, &told, ms))
		return false;
	take(d, &told);
	return true;
}

/*
 * The console dies and another begins. What the first said is heard to the
 * end; what it kept and the second does not find open was settled.
 */
static void
kill_console(struct drive *d)
{
	d->kills++;
	kill(d->console.child, SIGKILL);
	waitpid(d->console.child, NULL, 0);
	while (hear(d, 0))
		;
	for (uint32_t n = 0; n < d->given; n++)
		d->fate[n].open = false;
	driven_kill(&d->console);
	d->console =
	    driven_start(d->proxy->url, d->journal, dice_roll(&d->dice));
	d->overdue = SIZE_MAX;
	while (d->overdue > 0)
		hear(d, 100);
	for (uint32_t n = 0; n < d->given; n++) {
		struct fate_of *f = &d->fate[n];

		if (f->fate == FATE_KEPT && !f->open)
			settle(d, f, FATE_SETTLED, 0);
		/* It never was on a disk: whoever gave it gives it again. */
		if (f->fate == FATE_GIVEN)
			driven_give(&d->console, n);
	}
}

static void
fault(struct drive *d, struct fault_order o)
{
	fault_proxy_order(d->proxy, &o);
}

static bool
one_in(struct drive *d, size_t n)
{
	return dice_below(&d->dice, n) == 0;
}

static void
trouble(struct drive *d)
{
	if (one_in(d, 10))
		fault(d, (struct fault_order){.what = FAULT_CUT,
		             .bytes = dice_below(&d->dice, 3000)});
	if (one_in(d, 40))
		fault(d, (struct fault_order){.what = FAULT_REPEAT});
	if (one_in(d, 60))
		fault(d, (struct fault_order){.what = FAULT_HOLD});
	if (one_in(d, 500))
		fault(d, (struct fault_order){.what = FAULT_HALF});
	if (one_in(d, 50))
		fault(d, (struct fault_order){.what = FAULT_LINE,
		             .delay_ms = (unsigned)dice_below(&d->dice, 20)});
	if (one_in(d, 100)) {
		for (size_t words = dice_below(&d->dice, 20); words; words--)
			hear(d, 5);
		kill_console(d);
	}
	if (d->given % 500 == 250) {
		d->falls++;
		central_kill(d);
		central_begin(d);
		soak_watch(d->soak, d->central);
	}
}

static void
drive(struct drive *d)
{
	d->deadline = time_boot() + PATIENCE_MS;
	while (d->given < d->count || d->open > 0) {
		if (d->end && time(NULL) >= d->end)
			d->count = d->given;
		if (d->given < d->count && d->open < WINDOW) {
			trouble(d);
			d->fate[d->given].fate = FATE_GIVEN;
			driven_give(&d->console, d->given++);
			d->open++;
		}
		while (
		    hear(d, d->open < WINDOW && d->given < d->count ? 0 : 20))
			;
		soak_note(d->soak, d->given);
	}
}

/* What the store has */

static bool
count_message(void *ctx, const struct record *r)
{
	struct drive *d = ctx;
	const char *text = ((const struct message *)r)->text;
	uint32_t n;

	if (text && sscanf(text, "drive %u", &n) == 1 && n < d->count) {
		d->fate[n].stands++;
		d->fate[n].stands_at = r->seq;
	}
	return true;
}

static void
look(struct drive *d)
{
	size_t accepted = 0, withdrawn = 0, unheard = 0;
	struct store *s;

	assert_int_equal(
	    store_open(d->api.dir, STORE_READ, &s, NULL), PROBLEM_NONE);
	assert_int_equal(
	    store_page(s, KIND_MESSAGE, NULL, SIZE_MAX, count_message, d, NULL),
	    PROBLEM_NONE);
	store_close(s);
	for (uint32_t n = 0; n < d->count; n++) {
		const struct fate_of *f = &d->fate[n];

		if (f->stands > 1)
			fail_msg("command %u was done %u times", n, f->stands);
		if (f->fate == FATE_ACCEPTED && f->stands == 0)
			fail_msg("command %u is lost", n);
		if (f->fate == FATE_ACCEPTED && f->seq != f->stands_at)
			fail_msg("command %u: seq %lld, the store has %lld", n,
			    (long long)f->seq, (long long)f->stands_at);
		if ((f->fate == FATE_WITHDRAWN || f->fate == FATE_REFUSED) &&
		    f->stands > 0)
			fail_msg("command %u was done after all", n);
		accepted += f->fate == FATE_ACCEPTED;
		withdrawn += f->fate == FATE_WITHDRAWN;
		unheard += f->fate == FATE_SETTLED;
	}
	print_message("%u commands: %zu accepted, %zu withdrawn, %zu settled "
	              "unheard; %zu consoles and %zu centrals killed, %llu "
	              "cuts, %llu repeats, %llu half-open, %llu overtaken\n",
	    d->count, accepted, withdrawn, unheard, d->kills, d->falls,
	    (unsigned long long)d->proxy->counts->cuts,
	    (unsigned long long)d->proxy->counts->repeats,
	    (unsigned long long)d->proxy->counts->halves,
	    (unsigned long long)d->proxy->counts->holds);
}

/* Once, or for as long as WATCHROOM_SECONDS asks. */
static void
none_is_lost_and_none_is_done_twice(void **state)
{
	const char *seconds = getenv("WATCHROOM_SECONDS");
	struct drive d;

	(void)state;
	drive_open(
	    &d, seconds ? COMMANDS_MAX : (uint32_t)test_rounds(COMMANDS));
	if (seconds)
		d.end = time(NULL) + strtol(seconds, NULL, 10);
	drive(&d);
	soak_end(d.soak);
	look(&d);
	drive_close(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(none_is_lost_and_none_is_done_twice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
