/*
 * Memory ends while the real console runs, on a terminal, with a central
 * behind it: from its start, through the feed, frames and an order, to a
 * hang-up. Each allocation of its own fails once, and memory ends for good at
 * each. The console goes on or ends by itself, never by a signal; an order
 * that went out is in its outbox, and the next console knows.
 *
 * `make test` tries some of them, from a place by the seed on; `make soak`
 * (WATCHROOM_ROUNDS) as many times more, up to all.
 */
#include "tests/lib/scarce.h"
#include "tests/lib/seat.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "model/id.h"
#include "model/time.h"
#include "tests/lib/stores.h"

#define TRIED 8      /* of each way, in `make test` */
#define LOST_MS 2000 /* no order will come: it is not waited for */

#define ORDER "POST /v1/commands/hold"

/* What the console's process tells. */
struct told {
	volatile long asked; /* allocations; of a run that lacks none */
	volatile bool out;   /* memory ended before it was over */
	volatile bool back;  /* it came to its end */
};

static struct told *told;
static long nth;
static enum scarce how;

static void
begin_scarce(void)
{
	scarce_begin(nth, how);
}

static void
end_scarce(void)
{
	told->asked = scarce_asked();
	told->out = scarce_end();
	told->back = true;
}

/* Steps until it holds, the console ends, or there is no hope. */
static bool
await(struct seat *s, bool (*holds)(struct seat *s))
{
	msec_t end = time_boot() + LOST_MS;

	while (!vt_ended(s->vt) && (nth == LONG_MAX || time_boot() < end)) {
		seat_step(s);
		vt_pump(s->vt);
		if (holds(s))
			return true;
		fake_central_step(s->central, 1);
	}
	return false;
}

static bool
is_live(struct seat *s)
{
	return s->feed && s->told->known && s->told->painted >= 1;
}

static bool
shows_incident(struct seat *s)
{
	return vt_shows(s->vt, "0131");
}

static struct fake_conn *order;

static bool
has_order(struct seat *s)
{
	return (order = fake_central_find(s->central, ORDER)) != NULL;
}

static bool
has_ended(struct seat *s)
{
	return vt_ended(s->vt);
}

static uint64_t taken;

static bool
is_taken(struct seat *s)
{
	return s->told->keys >= taken;
}

static bool
type(struct seat *s, const char *keys)
{
	for (; *keys; keys++) {
		taken = s->told->keys + 1;
		vt_send(s->vt, keys, 1);
		if (!await(s, is_taken))
			return false;
	}
	return true;
}

/* A short shift; the key of its order, "" when none went out. */
static void
work(struct seat *s, char key[ID_SIZE])
{
	*key = '\0';
	if (!await(s, is_live))
		return;
	seat_put_unit(s, "P1", "patrol");
	seat_put_incident(s, "0131", 1, "pending", "Park");
	if (!await(s, shows_incident))
		return;
	if (!type(s, "jgmzgugqd"))
		return;
	seat_pause();
	if (!type(s, "\033:hold 0131 10 ;wait\r") || !await(s, has_order))
		return;
	snprintf(
	    key, ID_SIZE, "%s", fake_conn_header(order, "Idempotency-Key"));
}

/* The next console gives the same order again, by itself: it was not
 * answered. */
static void
assert_known(struct seat *s, const char *key)
{
	struct fake_conn *c;

	print_message("the %ldth: an order went out\n", nth);
	s->options.before = s->options.after = NULL;
	seat_restart(s);
	c = seat_wait_request(s, ORDER);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), key);
}

/* One life with the nth failing; false: it was over before. */
static bool
one_life(size_t *orders)
{
	const struct seat_options o = {
	    .before = begin_scarce, .after = end_scarce};
	struct seat *s = seat_new(&o);
	char key[ID_SIZE];
	int status;

	*told = (struct told){0};
	work(s, key);
	if (!vt_ended(s->vt))
		vt_hang_up(s->vt);
	while (!vt_ended(s->vt))
		await(s, has_ended);
	status = vt_wait_end(s->vt);
	if (!WIFEXITED(status) || !told->back)
		fail_msg("the %ldth: status %x", nth, (unsigned)status);
	*orders += *key != '\0';
	if (*key)
		assert_known(s, key);
	seat_free(s);
	return told->out;
}

static void
a_console_without_memory_ends_by_itself_and_its_order_is_known(void **state)
{
	static const enum scarce ways[] = {SCARCE_ONCE, SCARCE_FOR_GOOD};
	struct dice d = {test_seed("scarce")};
	size_t orders = 0, tried = 0;
	long all, stride;

	(void)state;
	told = vt_share(sizeof(*told));
	nth = LONG_MAX;
	assert_false(one_life(&orders));
	assert_int_equal(orders, 1);
	all = told->asked;
	stride = all / (long)test_rounds(TRIED);
	stride = stride > 0 ? stride : 1;
	for (size_t way = 0; way < COUNT_OF(ways); way++) {
		how = ways[way];
		nth = 1 + (long)dice_below(&d, (size_t)stride);
		for (; one_life(&orders); nth += stride)
			tried++;
	}
	printf("memory ended at %zu of %ld allocations, once and for good; "
	       "%zu orders went out\n",
	    tried, all, orders);
	assert_true(tried > 0 && orders > 1);
	vt_unshare(told, sizeof(*told));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
	        a_console_without_memory_ends_by_itself_and_its_order_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
