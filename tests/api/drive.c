/*
 * Commands over a line that fails, from a console that is killed to a central
 * that is killed: none is lost, none is done twice, and what the console was
 * told is what the store has.
 *
 * Of every ten commands one meets a cut, of every hundred one a console that
 * is killed (-9), of every five hundred one a central that is. Requests are
 * repeated, connections overtake each other, some are heard no more, orders are
 * taken back. 1,000 commands; WATCHROOM_ROUNDS times as many in `make soak`, or
 * as many as there is time for (WATCHROOM_SECONDS). Which commands are struck,
 * and how, follows from the seed.
 *
 * And some hundred (times as many) without a kill, for what a central and a
 * console take that live long.
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
#define COMMANDS_LONG 300    /* to those that live long */
#define COMMANDS_MAX 1000000 /* when time ends it */
#define WINDOW 64            /* given and not settled */

enum fate {
	FATE_NONE, /* not given yet, or its console died before it was kept */
	FATE_GIVEN,
	FATE_KEPT,
	FATE_SETTLED, /* and its console died before it could say how */
	FATE_ACCEPTED,
	FATE_REFUSED,
	FATE_WITHDRAWN,
};

/* One of every so many commands is struck. */
enum lot { CUT, REPEAT, HOLD, HALF, LINE, KILL, FALL, LOTS };

static const size_t one_of[LOTS] = {
    [CUT] = 10,
    [REPEAT] = 40,
    [HOLD] = 60,
    [LINE] = 50,
    [KILL] = 100,
    [HALF] = 1000,
    [FALL] = 500,
};

struct fate_of {
	enum fate fate;
	int64_t seq;     /* of the answer */
	unsigned stands; /* how often the store has it */
	int64_t stands_at;
	msec_t given_at;
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
	uint32_t struck[LOTS]; /* of those now given, the one that is */
	bool kills;            /* consoles and centrals are killed */
	size_t open, killed, fallen, ordered; /* cuts that were */
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
drive_open(struct drive *d, uint32_t count, bool kills)
{
	*d = (struct drive){.count = count, .kills = kills};
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
	d->soak = soak_begin(kills ? "killed" : "living long");
	soak_watch(d->soak, SOAK_CENTRAL, d->central);
	soak_watch(d->soak, SOAK_CONSOLE, d->console.child);
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
	if (fate != FATE_SETTLED)
		soak_took(d->soak, time_boot() - f->given_at);
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

static void
fail_unsettled(const struct drive *d)
{
	int status;

	if (waitpid(d->console.child, &status, WNOHANG) > 0)
		print_error("the console is dead: %x\n", (unsigned)status);
	for (uint32_t n = 0; n < d->given; n++)
		if (d->fate[n].fate < FATE_SETTLED)
			print_error("command %u is %s\n", n,
			    d->fate[n].fate == FATE_GIVEN ? "not kept"
			                                  : "kept");
	fail_msg("%zu commands are never settled; see %s", d->open, d->journal);
}

/* False when nothing was heard for so long. */
static bool
hear(struct drive *d, int ms)
{
	struct driven_told told;

	if (time_boot() > d->deadline)
		fail_unsettled(d);
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
	d->killed++;
	kill(d->console.child, SIGKILL);
	waitpid(d->console.child, NULL, 0);
	while (hear(d, 0))
		;
	for (uint32_t n = 0; n < d->given; n++)
		d->fate[n].open = false;
	driven_kill(&d->console);
	d->console =
	    driven_start(d->proxy->url, d->journal, dice_roll(&d->dice));
	soak_watch(d->soak, SOAK_CONSOLE, d->console.child);
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

/* Whether the command that is given next is the one of its lot. */
static bool
is_struck(struct drive *d, enum lot lot)
{
	if (d->given % one_of[lot] == 0)
		d->struck[lot] =
		    d->given + (uint32_t)dice_below(&d->dice, one_of[lot]);
	return d->given == d->struck[lot];
}

static void
trouble_of_the_line(struct drive *d)
{
	if (is_struck(d, CUT)) {
		d->ordered++;
		fault(d, (struct fault_order){.what = FAULT_CUT,
		             .bytes = dice_below(&d->dice, 3000)});
	}
	if (is_struck(d, REPEAT))
		fault(d, (struct fault_order){.what = FAULT_REPEAT});
	if (is_struck(d, HOLD))
		fault(d, (struct fault_order){.what = FAULT_HOLD});
	if (is_struck(d, HALF))
		fault(d, (struct fault_order){.what = FAULT_HALF});
	if (is_struck(d, LINE))
		fault(d, (struct fault_order){.what = FAULT_LINE,
		             .delay_ms = (unsigned)dice_below(&d->dice, 20)});
}

static void
trouble(struct drive *d)
{
	trouble_of_the_line(d);
	if (is_struck(d, KILL) && d->kills) {
		for (size_t words = dice_below(&d->dice, 20); words; words--)
			hear(d, 5);
		kill_console(d);
	}
	if (is_struck(d, FALL) && d->kills) {
		d->fallen++;
		central_kill(d);
		central_begin(d);
		soak_watch(d->soak, SOAK_CENTRAL, d->central);
	}
}

static void
give_next(struct drive *d)
{
	struct fate_of *f = &d->fate[d->given];

	trouble(d);
	f->fate = FATE_GIVEN;
	f->given_at = time_boot();
	driven_give(&d->console, d->given++);
	d->open++;
}

static void
drive(struct drive *d)
{
	d->deadline = time_boot() + PATIENCE_MS;
	while (d->given < d->count || d->open > 0) {
		bool more;

		if (d->end && time(NULL) >= d->end)
			d->count = d->given;
		more = d->given < d->count && d->open < WINDOW;
		if (more)
			give_next(d);
		while (hear(d, more ? 0 : 20))
			;
		soak_note(d->soak);
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
look_at(struct drive *d, uint32_t n)
{
	const struct fate_of *f = &d->fate[n];

	if (f->stands > 1)
		fail_msg("command %u was done %u times", n, f->stands);
	if (f->fate == FATE_ACCEPTED && f->stands == 0)
		fail_msg("command %u is lost", n);
	if (f->fate == FATE_ACCEPTED && f->seq != f->stands_at)
		fail_msg("command %u: seq %lld, the store has %lld", n,
		    (long long)f->seq, (long long)f->stands_at);
	if (f->fate == FATE_REFUSED)
		fail_msg("command %u was refused", n);
	if (f->fate == FATE_WITHDRAWN && f->stands > 0)
		fail_msg("command %u was done after all", n);
}

/* As often as is promised; the last cut may be waiting for bytes. */
static void
assert_struck(const struct drive *d)
{
	assert_true(d->ordered >= d->count / one_of[CUT]);
	assert_true(d->proxy->counts->cuts + 1 >= d->ordered);
	if (!d->kills)
		return;
	assert_true(d->killed >= d->count / one_of[KILL]);
	assert_true(d->fallen >= d->count / one_of[FALL]);
}

static void
look(struct drive *d)
{
	size_t with[FATE_WITHDRAWN + 1] = {0};
	struct store *s;

	assert_int_equal(
	    store_open(d->api.dir, STORE_READ, &s, NULL), PROBLEM_NONE);
	test_sound(s);
	assert_int_equal(
	    store_page(s, KIND_MESSAGE, NULL, SIZE_MAX, count_message, d, NULL),
	    PROBLEM_NONE);
	store_close(s);
	for (uint32_t n = 0; n < d->count; n++) {
		look_at(d, n);
		with[d->fate[n].fate]++;
	}
	assert_struck(d);
	print_message("%s%u commands: %zu accepted, %zu withdrawn, %zu settled "
	              "unheard; %zu consoles and %zu centrals killed, %llu "
	              "cuts, %llu repeats, %llu half-open, %llu overtaken\n",
	    SOAK_MARK, d->count, with[FATE_ACCEPTED], with[FATE_WITHDRAWN],
	    with[FATE_SETTLED], d->killed, d->fallen,
	    (unsigned long long)d->proxy->counts->cuts,
	    (unsigned long long)d->proxy->counts->repeats,
	    (unsigned long long)d->proxy->counts->halves,
	    (unsigned long long)d->proxy->counts->holds);
}

/* Once, or half of as long as WATCHROOM_SECONDS asks. */
static void
run(uint32_t few, bool kills)
{
	int64_t seconds = soak_seconds();
	struct drive d;

	drive_open(
	    &d, seconds ? COMMANDS_MAX : (uint32_t)test_rounds(few), kills);
	if (seconds)
		d.end = time(NULL) + seconds / 2;
	drive(&d);
	soak_end(d.soak);
	look(&d);
	drive_close(&d);
}

static void
none_is_lost_and_none_is_done_twice(void **state)
{
	(void)state;
	run(COMMANDS, true);
}

static void
nor_by_a_console_and_a_central_that_live_long(void **state)
{
	(void)state;
	run(COMMANDS_LONG, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(none_is_lost_and_none_is_done_twice),
	    cmocka_unit_test(nor_by_a_console_and_a_central_that_live_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
