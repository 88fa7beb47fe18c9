/*
 * What nobody knows the fate of: it is asked for by itself and never sent
 * again unasked, it keeps up no other, and what was said by voice goes in any
 * case, if what it stands for was not done.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/outbox-bench.h"

/* Sent, its answer lost, and too old to be sent again by itself. */
static const struct outbox_entry *
add_stale(struct bench *b, const char *incident)
{
	const struct outbox_entry *e = bench_priority(b, incident, 2);

	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	b->now = e->made + OUTBOX_FRESH_MS;
	return e;
}

static void
what_became_of_a_stale_one_is_asked_by_itself(void **state)
{
	static const struct {
		const char *answer;
		enum outbox_state state;
	} fates[] = {
	    {"{\"status\":200,\"answer\":{\"seq\":31,\"records\":[]}}",
	        OUTBOX_ACCEPTED},
	    {"{\"status\":200,\"answer\":{}}", OUTBOX_ACCEPTED},
	    {"{\"status\":409,\"answer\":{\"code\":\"unit-taken\"}}",
	        OUTBOX_REFUSED},
	    {"{\"withdrawn\":true}", OUTBOX_WITHDRAWN},
	};
	struct bench *b = *state;

	for (size_t k = 0; k < COUNT_OF(fates); k++) {
		const struct outbox_entry *e = add_stale(b, "i1");

		fake_conn_answer(bench_fate(b, e), 200, fates[k].answer);
		UNTIL(b, bench_stands(e, fates[k].state));
		assert_int_equal(e->tries, 1);
		assert_int_equal(e->seq, k == 0 ? 31 : 0);
	}
}

static void
nothing_uncertain_is_a_fate(void **state)
{
	static const struct {
		int status;
		const char *body;
	} answers[] = {{503, "{\"code\":\"busy\"}"}, {200, "no answer"},
	    {200, "{}"}, {200, "{\"status\":503,\"answer\":{}}"},
	    {404, "{\"code\":\"not-found\"}"}, {405, ""}, {302, ""}};
	struct bench *b = *state;
	const struct outbox_entry *e = add_stale(b, "i1");
	struct fake_conn *c;

	for (size_t k = 0; k < COUNT_OF(answers); k++) {
		c = bench_fate(b, e);
		buf_clear(&b->log);
		fake_conn_answer(c, answers[k].status, answers[k].body);
		UNTIL(b, strstr(buf_str(&b->log), "unknown(held) "));
		b->now += 10000;
	}
	buf_clear(&b->log);
	while (!strstr(buf_str(&b->log), "unknown(held) ")) {
		bench_step(
		    b); /* curl repeats it by itself on a new connection */
		if ((c = fake_central_request(b->fake)))
			fake_conn_cut(c);
	}
	/* Back after a while, it is asked at once; and again in a minute. */
	outbox_set_link(b->box, false, NULL);
	outbox_set_link(b->box, true, NULL);
	fake_conn_answer(bench_fate(b, e), 200, "{\"unseen\":true}");
	UNTIL(b, e->unseen);
	assert_int_equal(outbox_step(b->box), OUTBOX_FATE_MS);
	b->now += OUTBOX_FATE_MS;
	fake_conn_answer(bench_fate(b, e), 200, "{\"withdrawn\":true}");
	UNTIL(b, bench_stands(e, OUTBOX_WITHDRAWN));
	assert_int_equal(e->tries, 1);
}

/* A person is quicker than the answer to what became of it. */
static void
a_person_need_not_wait_for_its_fate(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = add_stale(b, "i1");
	struct fake_conn *c;

	bench_fate(b, e);
	assert_int_equal(outbox_send_again(b->box, e->key, NULL), 0);
	UNTIL(b, (c = fake_central_find(b->fake, "POST /v1/commands/")));
	fake_conn_answer(c, 200, "{\"seq\":3,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
}

/* It asks a person, and later ones do not wait for what that one says. */
static void
one_that_waits_for_a_person_keeps_up_no_other(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *stale = add_stale(b, "i1");
	const struct outbox_entry *later;
	struct fake_conn *c = bench_fate(b, stale);

	later = bench_priority(b, "i1", 3);
	bench_quiet(b); /* it may be with the central: nobody knows yet */
	assert_ptr_equal(outbox_blocker(b->box, later), stale);
	fake_conn_answer(c, 200, "{\"unseen\":true}");
	c = bench_request(b);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), later->key);
	fake_conn_answer(c, 200, "{\"seq\":3,\"records\":[]}");
	UNTIL(b, bench_stands(later, OUTBOX_ACCEPTED));
	assert_true(stale->held);
	/* So too of one that never was sent. */
	outbox_set_link(b->box, false, NULL);
	stale = bench_priority(b, "i2", 2);
	b->now += OUTBOX_FRESH_MS;
	later = bench_priority(b, "i2", 3);
	outbox_set_link(b->box, true, NULL);
	UNTIL(b, (c = fake_central_find(b->fake, "POST /v1/commands/")));
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), later->key);
	assert_true(stale->held);
}

static const struct outbox_entry *
add_dispatch(struct bench *b, const char *order, bool voice)
{
	struct call d = {.command = command_get(COMMAND_DISPATCH)};

	call_set_text(&d, ARG_dispatch_incident, "i1");
	call_set_refs(&d, ARG_dispatch_units,
	    (struct refs){1, (const char *const[]){"u1"}});
	call_set_refs(&d, ARG_dispatch_assignments,
	    (struct refs){1, (const char *const[]){order}});
	if (voice) {
		call_set_number(&d, ARG_dispatch_voice, true);
		call_set_number(&d, ARG_dispatch_happened, 1000);
	}
	return bench_add(b, &d);
}

static const struct outbox_entry *
add_accept(struct bench *b, const char *order)
{
	struct call s = {.command = command_get(COMMAND_ACCEPT)};

	call_set_text(&s, ARG_accept_assignment, order);
	return bench_add(b, &s);
}

static void
a_step_waits_for_its_order_however_long_a_person_takes(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *order, *step;

	outbox_set_link(b->box, false, NULL);
	order = add_dispatch(b, "a1", false);
	b->now += OUTBOX_FRESH_MS;
	outbox_set_link(b->box, true, NULL);
	bench_quiet(b);
	assert_true(order->held);
	step = add_accept(b, "a1");
	assert_ptr_equal(outbox_blocker(b->box, step), order);
	bench_quiet(b);
}

/* Nobody is sent anywhere by it: it is written down, whenever that can be. */
static void
what_was_said_by_voice_goes_however_old_it_is(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	outbox_set_link(b->box, false, NULL);
	e = add_dispatch(b, "a1", true);
	assert_true(e->fact);
	b->now += 3600000;
	assert_int_equal(outbox_step(b->box), -1);
	assert_false(e->held);
	outbox_set_link(b->box, true, NULL);
	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	b->now += 3600000;
	fake_conn_answer(bench_request(b), 200, "{\"seq\":3,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	/* What is no order but has no time of its own is none. */
	assert_false(add_accept(b, "a9")->fact);
}

static const struct outbox_entry *
add_instead(struct bench *b, const struct outbox_entry *of)
{
	struct call d = {.command = command_get(COMMAND_DISPATCH)};
	const struct outbox_entry *e;

	call_set_text(&d, ARG_dispatch_incident, "i1");
	call_set_refs(&d, ARG_dispatch_units,
	    (struct refs){1, (const char *const[]){"u1"}});
	call_set_number(&d, ARG_dispatch_voice, true);
	call_set_number(&d, ARG_dispatch_happened, 1000);
	assert_int_equal(
	    outbox_add_instead(b->box, &d, 5, of->key, &e, NULL), 0);
	return e;
}

static void
what_is_given_instead_goes_only_if_the_other_was_not_done(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *order, *said;

	for (int done = 0; done < 2; done++) {
		order = add_dispatch(b, done ? "a1" : "a2", false);
		fake_conn_cut(bench_request(b));
		UNTIL(b, bench_stands(order, OUTBOX_UNKNOWN));
		said = add_instead(b, order);
		assert_true(bench_stands(order, OUTBOX_WITHDRAWING));
		fake_conn_answer(bench_request(b), 200,
		    done ? "{\"status\":200,\"answer\":{\"seq\":9}}"
		         : "{\"withdrawn\":true}");
		if (!done)
			fake_conn_answer(bench_request(b), 200, "{\"seq\":10}");
		UNTIL(b, outbox_is_settled(said));
		assert_true(bench_stands(
		    said, done ? OUTBOX_WITHDRAWN : OUTBOX_ACCEPTED));
	}
	bench_quiet(b);
	/* One that never left goes back at once. */
	outbox_set_link(b->box, false, NULL);
	order = add_dispatch(b, "a3", false);
	said = add_instead(b, order);
	assert_true(bench_stands(order, OUTBOX_WITHDRAWN));
	assert_true(bench_stands(said, OUTBOX_WAITING));
}

static void
take_refusal(void *ctx, const struct call *c, const struct outbox_answer *a)
{
	size_t *records = ctx;

	assert_string_equal(call_text(c, ARG_priority_incident), "i1");
	*records = 1 + a->count;
}

/* Mine and theirs, until a person has decided. */
static void
a_refused_one_is_kept_with_what_was_said_until_somebody_decides(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);
	size_t records = 0;

	fake_conn_answer(bench_request(b), 409,
	    "{\"code\":\"state\",\"records\":[{\"kind\":\"grid\",\"id\":"
	    "\"g1\",\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"x\"}]}");
	UNTIL(b, bench_stands(e, OUTBOX_REFUSED));
	assert_true(e->asking);
	assert_true(
	    outbox_with_refusal(b->box, e->key, take_refusal, &records));
	assert_int_equal(records, 2);
	outbox_forget(b->box, e->key);
	assert_false(e->asking);
	assert_false(
	    outbox_with_refusal(b->box, e->key, take_refusal, &records));
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(what_became_of_a_stale_one_is_asked_by_itself),
	    WITH(nothing_uncertain_is_a_fate),
	    WITH(a_person_need_not_wait_for_its_fate),
	    WITH(one_that_waits_for_a_person_keeps_up_no_other),
	    WITH(a_step_waits_for_its_order_however_long_a_person_takes),
	    WITH(what_was_said_by_voice_goes_however_old_it_is),
	    WITH(what_is_given_instead_goes_only_if_the_other_was_not_done),
	    WITH(
	        a_refused_one_is_kept_with_what_was_said_until_somebody_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
