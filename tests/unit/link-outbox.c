/*
 * The outbox against a central that loses answers: nothing is ever sent twice
 * under two keys, out of order, or late by itself.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/lib/outbox-bench.h"

static void
a_command_is_sent_and_accepted(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);
	struct fake_conn *c = bench_request(b);

	assert_string_equal(fake_conn_line(c), "POST /v1/commands/priority");
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), e->key);
	assert_string_equal(fake_conn_header(c, "Authorization"), "Bearer tok");
	assert_null(fake_conn_header(c, "If-Match"));
	assert_string_equal(
	    fake_conn_body(c), "{\"incident\":\"i1\",\"priority\":2}");
	assert_int_equal(outbox_unsent(b->box, NULL), 0);
	fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_int_equal(e->seq, 7);
	assert_int_equal(e->tries, 1);
	bench_told(b, "waiting sent accepted ");
	bench_quiet(b);
}

static void
an_edit_carries_the_revision_it_saw(void **state)
{
	struct bench *b = *state;
	struct call call = {
	    .command = command_get(COMMAND_EDIT), .if_match = 12};
	struct fake_conn *c;

	call_set_text(&call, ARG_edit_incident, "i1");
	call_set_text(&call, ARG_edit_place, "north gate");
	bench_add(b, &call);
	c = bench_request(b);
	assert_string_equal(fake_conn_header(c, "If-Match"), "\"12\"");
}

static void
a_refusal_brings_its_reason_and_what_is_there(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_answer(bench_request(b), 409,
	    "{\"code\":\"state\",\"params\":{\"what\":\"0131\",\"is\":"
	    "\"closed\",\"expected\":\"pending\"},\"records\":[{\"kind\":"
	    "\"grid\",\"id\":\"g1\",\"rev\":1,\"seq\":1,\"at\":1,\"by\":"
	    "\"x\",\"name\":\"G1\"},{\"kind\":\"nonsense\"}]}");
	UNTIL(b, bench_stands(e, OUTBOX_REFUSED));
	assert_int_equal(e->problem.code, PROBLEM_STATE);
	assert_string_equal(problem_get(&e->problem, "is"), "closed");
	assert_int_equal(b->records, 1);
	bench_quiet(b);
}

static void
a_lost_answer_is_unknown_and_asked_for_with_the_same_key(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);
	struct fake_conn *c = bench_request(b);
	msec_t oldest;

	fake_conn_cut(c);
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	assert_int_equal(outbox_unsent(b->box, &oldest), 1);
	assert_int_equal(oldest, e->made);
	bench_quiet(b);
	b->now += 1000;
	c = bench_request(b);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), e->key);
	assert_string_equal(
	    fake_conn_body(c), "{\"incident\":\"i1\",\"priority\":2}");
	fake_conn_answer(c, 200, "{\"seq\":9,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_int_equal(e->tries, 2);
	bench_told(b, "waiting sent unknown sent accepted ");
}

static void
a_try_that_never_left_is_not_unknown(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_central_stop(b->fake);
	UNTIL(b, e->tries == 1 && bench_stands(e, OUTBOX_WAITING));
	assert_int_equal(e->problem.code, PROBLEM_LINK);
	fake_central_start(b->fake);
	b->now += 1000;
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
}

static void
once_unknown_it_stays_so_until_it_is_answered(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	fake_central_stop(b->fake);
	b->now += 1000;
	UNTIL(b, e->tries == 2 && !bench_stands(e, OUTBOX_SENT));
	assert_int_equal(e->state, OUTBOX_UNKNOWN);
	fake_central_start(b->fake);
	b->now += 2000;
	fake_conn_answer(bench_request(b), 503, "{\"code\":\"busy\"}");
	UNTIL(b, e->tries == 3 && !bench_stands(e, OUTBOX_SENT));
	assert_int_equal(e->state, OUTBOX_UNKNOWN);
}

/* What an answer of this status and body leaves a fresh command as. */
static void
leaves(struct bench *b, int status, const char *body, enum outbox_state state)
{
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_answer(bench_request(b), status, body);
	UNTIL(b,
	    !bench_stands(e, OUTBOX_SENT) && !bench_stands(e, OUTBOX_WAITING));
	if (e->state != state)
		fail_msg(
		    "%d %s: %s", status, body, outbox_state_word(e->state));
	b->now += OUTBOX_FRESH_MS;
	if (!outbox_is_settled(e)) { /* out of the next one's way */
		assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
		fake_conn_answer(bench_request(b), 200, "{\"withdrawn\":true}");
		UNTIL(b, bench_stands(e, OUTBOX_WITHDRAWN));
	}
}

static void
only_what_is_certain_settles_a_command(void **state)
{
	struct bench *b = *state;

	leaves(b, 500, "{\"code\":\"internal\"}", OUTBOX_UNKNOWN);
	leaves(b, 502, "<html>bad gateway</html>", OUTBOX_UNKNOWN);
	leaves(b, 503, "{\"code\":\"unknown\"}", OUTBOX_UNKNOWN);
	leaves(b, 504, "", OUTBOX_UNKNOWN);
	leaves(b, 200, "<html>log in to this network</html>", OUTBOX_UNKNOWN);
	leaves(b, 200, "{}", OUTBOX_UNKNOWN);
	leaves(b, 302, "", OUTBOX_UNKNOWN);
	leaves(b, 507, "{\"code\":\"no-space\"}", OUTBOX_REFUSED);
	leaves(b, 403, "{\"code\":\"forbidden\"}", OUTBOX_REFUSED);
	leaves(b, 404, "<html>proxy</html>", OUTBOX_REFUSED);
	leaves(b, 422, "{\"code\":\"key-reused\"}", OUTBOX_REFUSED);
	leaves(b, 409, "{\"code\":\"withdrawn\"}", OUTBOX_WITHDRAWN);
}

static void
a_busy_central_is_asked_again(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_answer(bench_request(b), 503, "{\"code\":\"busy\"}");
	UNTIL(b, e->tries == 1 && bench_stands(e, OUTBOX_WAITING));
	assert_int_equal(e->problem.code, PROBLEM_BUSY);
	b->now += 1000;
	fake_conn_answer(bench_request(b), 429, "{\"code\":\"too-many\"}");
	UNTIL(b, e->tries == 2 && bench_stands(e, OUTBOX_WAITING));
	b->now += 2000;
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
}

static void
a_login_that_is_asked_for_loses_nothing(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_answer(
	    bench_request(b), 401, "{\"code\":\"unauthenticated\"}");
	UNTIL(b, b->locked_out == 1);
	assert_int_equal(e->state, OUTBOX_WAITING);
	outbox_set_link(b->box, false, NULL);
	outbox_set_link(b->box, true, NULL);
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
}

static void
after_thirty_seconds_only_a_person_sends_it_again(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);
	struct fake_conn *c;

	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	b->now = e->made + OUTBOX_FRESH_MS;
	c = bench_fate(b, e);
	assert_true(e->held);
	fake_conn_answer(c, 200, "{\"unseen\":true}");
	UNTIL(b, e->unseen);
	bench_quiet(b);
	bench_told(b, "waiting sent unknown unknown(held) unknown(held) ");
	assert_int_equal(outbox_send_again(b->box, e->key, NULL), 0);
	c = bench_request(b);
	assert_string_equal(fake_conn_line(c), "POST /v1/commands/priority");
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), e->key);
	fake_conn_answer(c, 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_int_equal(
	    outbox_send_again(b->box, e->key, NULL), PROBLEM_STATE);
	assert_int_equal(
	    outbox_send_again(b->box, "nobody", NULL), PROBLEM_NOT_FOUND);
}

static void
what_was_typed_into_a_dead_link_does_not_run_later(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;
	struct problem why;

	problem_set(
	    &why, PROBLEM_LINK, "addr", "x", "why", why_no_connection, NULL);
	outbox_set_link(b->box, false, &why);
	e = bench_priority(b, "i1", 2);
	assert_int_equal(e->state, OUTBOX_WAITING);
	assert_int_equal(e->problem.code, PROBLEM_LINK);
	assert_int_equal(outbox_unsent(b->box, NULL), 1);
	bench_quiet(b);
	b->now += 600000;
	outbox_set_link(b->box, true, NULL);
	bench_quiet(b);
	assert_true(e->held);
	assert_int_equal(e->tries, 0);
}

static void
a_link_that_comes_back_soon_sends_it_at_once(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	outbox_set_link(b->box, false, NULL);
	e = bench_priority(b, "i1", 2);
	bench_quiet(b);
	b->now += OUTBOX_FRESH_MS - 1;
	outbox_set_link(b->box, true, NULL);
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
}

static void
commands_about_one_record_go_one_after_the_other(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *one = bench_priority(b, "i1", 1);
	const struct outbox_entry *two = bench_priority(b, "i1", 2);
	const struct outbox_entry *other = bench_priority(b, "i2", 3);
	struct fake_conn *c = NULL, *d = NULL;

	c = bench_request(b);
	d = bench_request(b);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), one->key);
	assert_string_equal(fake_conn_header(d, "Idempotency-Key"), other->key);
	assert_ptr_equal(outbox_blocker(b->box, two), one);
	assert_null(outbox_blocker(b->box, other));
	bench_quiet(b);
	fake_conn_cut(c);
	UNTIL(b, bench_stands(one, OUTBOX_UNKNOWN));
	bench_quiet(b);
	assert_int_equal(two->tries, 0);
	b->now += 1000;
	c = bench_request(b);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), one->key);
	fake_conn_answer(c, 200, "{\"seq\":1,\"records\":[]}");
	c = bench_request(b);
	assert_string_equal(fake_conn_header(c, "Idempotency-Key"), two->key);
	assert_int_equal(one->state, OUTBOX_ACCEPTED);
}

static void
a_step_waits_for_the_dispatch_that_made_its_order(void **state)
{
	struct bench *b = *state;
	struct call d = {.command = command_get(COMMAND_DISPATCH)};
	struct call s = {.command = command_get(COMMAND_ACCEPT)};
	const struct outbox_entry *first, *second;

	call_set_text(&d, ARG_dispatch_incident, "i1");
	call_set_refs(&d, ARG_dispatch_units,
	    (struct refs){2, (const char *const[]){"u1", "u2"}});
	call_set_refs(&d, ARG_dispatch_assignments,
	    (struct refs){2, (const char *const[]){"a1", "a2"}});
	call_set_text(&s, ARG_accept_assignment, "a2");
	first = bench_add(b, &d);
	second = bench_add(b, &s);
	assert_int_equal(first->touches, 5);
	assert_ptr_equal(outbox_blocker(b->box, second), first);
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	fake_conn_answer(bench_request(b), 200, "{\"seq\":2,\"records\":[]}");
	UNTIL(b, bench_stands(second, OUTBOX_ACCEPTED));
	assert_int_equal(second->seq, 2);
}

static void
two_new_incidents_of_one_category_do_not_wait(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e[2];

	for (size_t i = 0; i < 2; i++) {
		struct call c = {.command = command_get(COMMAND_NEW)};

		call_set_text(&c, ARG_new_incident, i ? "i1" : "i2");
		call_set_text(&c, ARG_new_category, "theft");
		call_set_text(&c, ARG_new_place, "market");
		e[i] = bench_add(b, &c);
	}
	assert_null(outbox_blocker(b->box, e[1]));
}

static void
what_was_never_sent_is_withdrawn_at_once(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	outbox_set_link(b->box, false, NULL);
	e = bench_priority(b, "i1", 2);
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
	assert_int_equal(e->state, OUTBOX_WITHDRAWN);
	outbox_set_link(b->box, true, NULL);
	bench_quiet(b);
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), PROBLEM_STATE);
}

static void
an_unknown_command_is_withdrawn_at_the_central(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);
	struct fake_conn *c;
	char line[128];

	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
	c = bench_request(b);
	snprintf(line, sizeof(line), "DELETE /v1/commands/%s", e->key);
	assert_string_equal(fake_conn_line(c), line);
	fake_conn_answer(c, 200, "{\"withdrawn\":true}");
	UNTIL(b, bench_stands(e, OUTBOX_WITHDRAWN));
	b->now += 5000;
	bench_quiet(b);
}

static void
a_withdrawal_that_comes_too_late_tells_what_was_done(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	bench_request(b); /* on its way while it is taken back */
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
	assert_int_equal(e->state, OUTBOX_WITHDRAWING);
	fake_conn_answer(bench_request(b), 200,
	    "{\"status\":200,\"answer\":{\"seq\":31,\"records\":[]}}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_int_equal(e->seq, 31);
	e = bench_priority(b, "i1", 2);
	bench_lose(b, e);
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
	fake_conn_answer(bench_request(b), 200,
	    "{\"status\":409,\"answer\":{\"code\":\"unit-taken\","
	    "\"params\":{\"unit\":\"P1\"}}}");
	UNTIL(b, bench_stands(e, OUTBOX_REFUSED));
	assert_int_equal(e->problem.code, PROBLEM_UNIT_TAKEN);
}

/* The try under way has failed, and was told. */
static void
failed_again(struct bench *b)
{
	UNTIL(b, strstr(buf_str(&b->log), "withdrawing "));
	bench_told(b, "withdrawing ");
	b->now += 60000;
}

static void
a_withdrawal_is_asked_for_until_it_is_answered(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e = bench_priority(b, "i1", 2);

	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	assert_int_equal(outbox_withdraw(b->box, e->key, NULL), 0);
	buf_clear(&b->log);
	fake_conn_cut(bench_request(b));
	failed_again(b);
	fake_conn_answer(bench_request(b), 503, "{\"code\":\"unknown\"}");
	failed_again(b);
	fake_conn_answer(bench_request(b), 200, "no answer");
	failed_again(b);
	outbox_set_link(b->box, false, NULL);
	bench_quiet(b);
	outbox_set_link(b->box, true, NULL);
	fake_conn_answer(bench_request(b), 200, "{\"withdrawn\":true}");
	UNTIL(b, bench_stands(e, OUTBOX_WITHDRAWN));
}

static void
a_reveal_is_never_repeated_by_itself(void **state)
{
	struct bench *b = *state;
	struct call c = {.command = command_get(COMMAND_REVEAL)};
	const struct outbox_entry *e;

	call_set_text(&c, ARG_reveal_incident, "i1");
	call_set_text(&c, ARG_reveal_reason, "call back");
	/* A kept connection, on which curl would repeat it. */
	e = bench_priority(b, "i2", 1);
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	e = bench_add(b, &c);
	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	b->now += 2000;
	fake_conn_answer(bench_fate(b, e), 200, "{\"unseen\":true}");
	UNTIL(b, e->unseen);
	bench_quiet(b);
	assert_true(e->held);
	assert_int_equal(outbox_send_again(b->box, e->key, NULL), 0);
	fake_conn_answer(bench_request(b), 200,
	    "{\"seq\":4,\"caller\":{\"kind\":\"caller\",\"id\":\"c1\","
	    "\"rev\":1,\"seq\":1,\"at\":1,\"by\":\"x\",\"incident\":\"i1\","
	    "\"phone\":\"555 0100\"}}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_string_equal(b->caller, "555 0100");
}

static void
one_that_is_settled_late_is_not_the_first_to_go(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *late;
	char key[ID_SIZE], incident[16];

	late = bench_priority(b, "late", 1);
	snprintf(key, sizeof(key), "%s", late->key);
	for (int n = 0; n < OUTBOX_KEPT + 3; n++) {
		struct fake_conn *c = NULL;
		const struct outbox_entry *e;

		snprintf(incident, sizeof(incident), "i%d", n);
		b->now++;
		e = bench_priority(b, incident, 2);
		while (!c || strstr(fake_conn_body(c), "late"))
			c = bench_request(b);
		fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
		UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	}
	b->now++;
	assert_int_equal(outbox_withdraw(b->box, key, NULL), 0);
	UNTIL(b, fake_central_find(b->fake, "DELETE /v1/commands/"));
	outbox_step(b->box);
	assert_non_null(outbox_find(b->box, key));
}

/* They may have counted on it: a person decides. */
static void
what_was_given_behind_a_refused_one_is_held(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *first = bench_priority(b, "i1", 2);
	const struct outbox_entry *behind = bench_priority(b, "i1", 3);
	const struct outbox_entry *last = bench_priority(b, "i1", 1);
	const struct outbox_entry *other = bench_priority(b, "i2", 1);
	struct fake_conn *c;

	UNTIL(b, (c = fake_central_find(b->fake, "POST /v1/commands/")));
	fake_conn_answer(c, 409, "{\"code\":\"state\",\"status\":409}");
	UNTIL(b, bench_stands(first, OUTBOX_REFUSED));
	assert_true(behind->held);
	assert_string_equal(behind->behind, first->key);
	assert_true(last->held);
	UNTIL(b, (c = fake_central_find(b->fake, "POST /v1/commands/")));
	fake_conn_answer(c, 200, "{\"seq\":7,\"records\":[]}");
	UNTIL(b, bench_stands(other, OUTBOX_ACCEPTED));
	bench_quiet(b);
	/* One is sent, the other dropped. */
	assert_int_equal(outbox_send_again(b->box, behind->key, NULL), 0);
	assert_int_equal(outbox_withdraw(b->box, last->key, NULL), 0);
	UNTIL(b, (c = fake_central_find(b->fake, "POST /v1/commands/")));
	fake_conn_answer(c, 200, "{\"seq\":8,\"records\":[]}");
	UNTIL(b, bench_stands(behind, OUTBOX_ACCEPTED));
	assert_true(bench_stands(last, OUTBOX_WITHDRAWN));
}

static void
nothing_is_sent_before_the_journal_has_it(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	b->slow_disk = true;
	e = bench_priority(b, "i1", 2);
	bench_quiet(b);
	outbox_is_kept(b->box, e->key);
	fake_conn_answer(bench_request(b), 200, "{\"seq\":1,\"records\":[]}");
	UNTIL(b, bench_stands(e, OUTBOX_ACCEPTED));
	assert_string_equal(buf_str(&b->disk),
	    "waiting priority\nsent priority\naccepted priority\n");
}

static void
the_outbox_is_bounded(void **state)
{
	struct bench *b = *state;
	struct call c = {.command = command_get(COMMAND_STATUS)};
	struct problem p;

	outbox_set_link(b->box, false, NULL);
	call_set_text(&c, ARG_status_unit, "u1");
	call_set_number(&c, ARG_status_duty, UNIT_MEAL);
	for (size_t i = 0; i < OUTBOX_OPEN_MAX; i++)
		bench_add(b, &c);
	assert_int_equal(
	    outbox_add(b->box, &c, 5, NULL, &p), PROBLEM_OUTBOX_FULL);
	while (outbox_unsent(b->box, NULL) > 0) {
		for (size_t i = 0; i < outbox_count(b->box); i++)
			(void)!outbox_withdraw(
			    b->box, outbox_at(b->box, i)->key, NULL);
	}
	outbox_step(b->box);
	assert_int_equal(outbox_count(b->box), OUTBOX_KEPT);
}

static void
a_command_of_the_console_is_no_command_of_the_central(void **state)
{
	struct bench *b = *state;
	struct call c = {.command = command_get(COMMAND_QUIT)};

	assert_int_equal(
	    outbox_add(b->box, &c, 5, NULL, NULL), PROBLEM_BAD_REQUEST);
}

static void
it_says_when_it_must_be_looked_at_again(void **state)
{
	struct bench *b = *state;
	const struct outbox_entry *e;

	assert_int_equal(outbox_step(b->box), -1);
	e = bench_priority(b, "i1", 2);
	fake_conn_cut(bench_request(b));
	UNTIL(b, bench_stands(e, OUTBOX_UNKNOWN));
	assert_int_equal(outbox_step(b->box), 1000);
	outbox_set_link(b->box, false, NULL);
	assert_int_equal(
	    outbox_step(b->box), e->made + OUTBOX_FRESH_MS - b->now);
	b->now = e->made + OUTBOX_FRESH_MS;
	assert_int_equal(outbox_step(b->box), -1);
	assert_true(e->held);
}

#define WITH(test) \
	cmocka_unit_test_setup_teardown(test, bench_setup, bench_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH(a_command_is_sent_and_accepted),
	    WITH(an_edit_carries_the_revision_it_saw),
	    WITH(a_refusal_brings_its_reason_and_what_is_there),
	    WITH(a_lost_answer_is_unknown_and_asked_for_with_the_same_key),
	    WITH(a_try_that_never_left_is_not_unknown),
	    WITH(once_unknown_it_stays_so_until_it_is_answered),
	    WITH(only_what_is_certain_settles_a_command),
	    WITH(a_busy_central_is_asked_again),
	    WITH(a_login_that_is_asked_for_loses_nothing),
	    WITH(after_thirty_seconds_only_a_person_sends_it_again),
	    WITH(what_was_typed_into_a_dead_link_does_not_run_later),
	    WITH(a_link_that_comes_back_soon_sends_it_at_once),
	    WITH(commands_about_one_record_go_one_after_the_other),
	    WITH(a_step_waits_for_the_dispatch_that_made_its_order),
	    WITH(two_new_incidents_of_one_category_do_not_wait),
	    WITH(what_was_never_sent_is_withdrawn_at_once),
	    WITH(an_unknown_command_is_withdrawn_at_the_central),
	    WITH(a_withdrawal_that_comes_too_late_tells_what_was_done),
	    WITH(a_withdrawal_is_asked_for_until_it_is_answered),
	    WITH(a_reveal_is_never_repeated_by_itself),
	    WITH(one_that_is_settled_late_is_not_the_first_to_go),
	    WITH(what_was_given_behind_a_refused_one_is_held),
	    WITH(nothing_is_sent_before_the_journal_has_it),
	    WITH(the_outbox_is_bounded),
	    WITH(a_command_of_the_console_is_no_command_of_the_central),
	    WITH(it_says_when_it_must_be_looked_at_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
