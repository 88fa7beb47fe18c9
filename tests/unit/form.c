/*
 * The form engine: what each key does, that a paste never sends, that drafts
 * stay, and that what was sent is wiped when the central has it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/console.h"
#include "tui/send.h"

/* A console whose link never comes up; the outbox tells what was sent. */
struct bench {
	struct console c;
	size_t sends;
	char sent[4096]; /* the last command's name and body */
	struct outbox_store store;
};

static bool
keep(void *ctx, const struct outbox_entry *e, const char *body, size_t len)
{
	struct bench *b = ctx;

	if (!body)
		return true;
	b->sends++;
	snprintf(b->sent, sizeof(b->sent), "%s %.*s", e->command->name,
	    (int)len, body);
	return true;
}

static struct bench *
bench_new(void)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct address to;
	struct problem p = {0};
	struct link_options o = {.address = &to};

	assert_non_null(b);
	b->store = (struct outbox_store){.keep = keep, .ctx = b};
	o.store = &b->store;
	assert_int_equal(address_read(&to, "unix:/nowhere/at/all", &p), 0);
	b->c.link = link_new(&o, &p);
	assert_non_null(b->c.link);
	b->c.table = link_table(b->c.link);
	b->c.now = 1795261927000;
	return b;
}

static void
bench_free(struct bench *b)
{
	form_forget(&b->c);
	link_free(b->c.link);
	send_free(&b->c);
	free(b);
}

static void
press(struct bench *b, enum key_code code)
{
	(void)form_key(&b->c, &(struct key){.code = code});
}

static void
press_burst(struct bench *b, enum key_code code)
{
	(void)form_key(&b->c, &(struct key){.code = code, .burst = true});
}

static void
type(struct bench *b, const char *text)
{
	for (; *text; text++) {
		struct key key = {.code = K_CHAR, .burst = true};

		key.ch = key.ascii = (unsigned char)*text;
		(void)form_key(&b->c, &key);
	}
}

static void
paste(struct bench *b, const char *text)
{
	struct key key = {.code = K_PASTE};

	key.paste.bytes = text;
	key.paste.len = strlen(text);
	(void)form_key(&b->c, &key);
}

/* A form of three fields: a needed line, a text of lines, a last line. */

static enum problem_code refusal; /* what toy_send() answers */

static enum problem_code
toy_send(struct console *c, struct form *f, struct problem *p)
{
	struct call call = {.command = command_get(COMMAND_NEW)};

	if (refusal)
		return problem_set(p, refusal, "key", "name", "value", "that",
		    "want", "this", NULL);
	form_fill(f, &call);
	return form_give(c, f, &call, p);
}

static void
toy_make(struct console *c, struct form *f)
{
	(void)c;
	f->title = "Toy";
	f->command = COMMAND_NEW;
	f->send = toy_send;
	form_add(f, "Place", ARG_new_place);
	form_add(f, "Words", ARG_new_narrative);
	form_add(f, "Name", ARG_new_name);
}

static const char *
text_of(const struct bench *b, size_t arg)
{
	return form_text(b->c.form, arg);
}

static struct bench *
open_toy(void)
{
	struct bench *b = bench_new();

	refusal = PROBLEM_NONE;
	form_open(&b->c, "toy", "", toy_make);
	assert_non_null(b->c.form);
	return b;
}

static void
test_every_printable_key_is_text(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "d1y:/?-=. q");
	assert_string_equal(text_of(b, ARG_new_place), "d1y:/?-=. q");
	assert_false(b->c.question.open);
	assert_int_equal(b->sends, 0);
	bench_free(b);
}

static void
test_enter_goes_on_and_on_the_last_field_sends(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market");
	press(b, K_ENTER);
	assert_int_equal(b->c.form->at, 1);
	type(b, "a bag");
	press(b, K_ENTER);
	assert_int_equal(b->c.form->at, 2);
	assert_int_equal(b->sends, 0);
	press(b, K_ENTER);
	assert_null(b->c.form);
	assert_int_equal(b->sends, 1);
	assert_non_null(strstr(b->sent, "\"place\":\"market\""));
	assert_non_null(strstr(b->sent, "\"narrative\":\"a bag\""));
	assert_null(strstr(b->sent, "\"name\""));
	bench_free(b);
}

static void
test_tab_and_arrows_move_between_fields(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	press(b, K_UP);
	assert_int_equal(b->c.form->at, 0);
	press(b, K_TAB);
	press(b, K_DOWN);
	press(b, K_DOWN);
	assert_int_equal(b->c.form->at, 2);
	press(b, K_TAB);
	assert_int_equal(b->c.form->at, 0);
	press(b, K_BACKTAB);
	assert_int_equal(b->c.form->at, 2);
	bench_free(b);
}

static void
test_a_needed_field_that_is_empty_is_marked_and_nothing_is_sent(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "  ");
	press(b, K_DOWN);
	press(b, K_DOWN);
	press(b, K_ENTER);
	assert_non_null(b->c.form);
	assert_int_equal(b->sends, 0);
	assert_int_equal(b->c.form->at, 0);
	assert_int_equal(b->c.form->problem.code, PROBLEM_MISSING_KEY);
	type(b, "x");
	assert_int_equal(b->c.form->problem.code, PROBLEM_NONE);
	bench_free(b);
}

static void
test_a_problem_from_sending_marks_its_field(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market");
	press(b, K_DOWN);
	press(b, K_DOWN);
	refusal = PROBLEM_BAD_VALUE;
	press(b, K_ENTER);
	assert_non_null(b->c.form);
	assert_int_equal(b->c.form->at, 2);
	assert_string_equal(problem_get(&b->c.form->problem, "key"), "name");
	refusal = PROBLEM_NONE;
	bench_free(b);
}

static void
test_a_paste_is_text_and_never_sends(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	paste(b, "market\rgate\r");
	assert_string_equal(text_of(b, ARG_new_place), "market gate ");
	press(b, K_DOWN);
	paste(b, "one\r\ntwo\r");
	assert_string_equal(text_of(b, ARG_new_narrative), "one\ntwo\n");
	press(b, K_DOWN);
	paste(b, "Wang\r\r\r");
	assert_non_null(b->c.form);
	assert_int_equal(b->sends, 0);
	bench_free(b);
}

/* A terminal without brackets: keys, and each Enter in a burst. */
static void
test_an_enter_in_a_burst_never_sends(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market gate");
	press_burst(b, K_ENTER);
	assert_int_equal(b->c.form->at, 1);
	type(b, "one");
	press_burst(b, K_ENTER);
	type(b, "two");
	press_burst(b, K_ENTER);
	assert_int_equal(b->c.form->at, 1);
	assert_string_equal(text_of(b, ARG_new_narrative), "one\ntwo\n");
	press(b, K_DOWN);
	type(b, "Wang");
	press_burst(b, K_ENTER);
	press_burst(b, K_ENTER);
	assert_non_null(b->c.form);
	assert_int_equal(b->sends, 0);
	press(b, K_ENTER);
	assert_null(b->c.form);
	assert_int_equal(b->sends, 1);
	bench_free(b);
}

static void
test_esc_keeps_the_draft_of_that_name_and_record(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market");
	press(b, K_DOWN);
	type(b, "half a w");
	press(b, K_ESC);
	assert_null(b->c.form);
	form_open(&b->c, "toy", "another", toy_make);
	assert_string_equal(text_of(b, ARG_new_place), "");
	press(b, K_ESC);
	form_open(&b->c, "toy", "", toy_make);
	assert_string_equal(text_of(b, ARG_new_place), "market");
	assert_string_equal(text_of(b, ARG_new_narrative), "half a w");
	assert_int_equal(b->c.form->at, 1);
	bench_free(b);
}

static void
test_an_empty_form_leaves_no_draft(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	press(b, K_ESC);
	assert_null(b->c.form);
	assert_null(b->c.drafts);
	bench_free(b);
}

static void
send_toy(struct bench *b, const char *place)
{
	type(b, place);
	press(b, K_DOWN);
	press(b, K_DOWN);
	press(b, K_ENTER);
	assert_null(b->c.form);
}

static void
settle(struct bench *b, const char *key, enum outbox_state state,
    const struct problem *why)
{
	struct outbox_entry e = {.command = command_get(COMMAND_NEW)};

	snprintf(e.key, sizeof(e.key), "%s", key);
	e.state = state;
	if (why)
		e.problem = *why;
	form_command(&b->c, &e, NULL);
}

static void
test_what_was_sent_is_wiped_when_the_central_has_it(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	send_toy(b, "market");
	assert_non_null(b->c.drafts);
	settle(b, b->c.drafts->key, OUTBOX_UNKNOWN, NULL);
	assert_non_null(b->c.drafts);
	settle(b, b->c.drafts->key, OUTBOX_ACCEPTED, NULL);
	assert_null(b->c.drafts);
	bench_free(b);
}

static void
test_a_new_one_is_empty_while_the_last_is_under_way(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	send_toy(b, "market");
	form_open(&b->c, "toy", "", toy_make);
	assert_string_equal(text_of(b, ARG_new_place), "");
	bench_free(b);
}

static void
test_what_was_refused_is_the_draft_again_with_its_field_marked(void **state)
{
	struct bench *b = open_toy();
	struct problem p = {0};

	(void)state;
	send_toy(b, "market");
	problem_set(
	    &p, PROBLEM_TOO_LONG, "key", "narrative", "limit", "9", NULL);
	settle(b, b->c.drafts->key, OUTBOX_REFUSED, &p);
	form_open(&b->c, "toy", "", toy_make);
	assert_string_equal(text_of(b, ARG_new_place), "market");
	assert_int_equal(b->c.form->at, 1);
	assert_int_equal(b->c.form->problem.code, PROBLEM_TOO_LONG);
	bench_free(b);
}

static void
test_a_draft_of_somebody_else_is_gone(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market");
	snprintf(b->c.form->account, sizeof(b->c.form->account), "chen");
	press(b, K_ESC);
	form_open(&b->c, "toy", "", toy_make);
	assert_string_equal(text_of(b, ARG_new_place), "");
	bench_free(b);
}

static void
test_wide_text_is_kept_whole_up_to_the_fields_limit(void **state)
{
	struct bench *b = open_toy();
	size_t max = b->c.form->field[0].edit.max;
	char text[4 * 160 + 1] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 3; i += 3)
		memcpy(text + i, "\xe5\xa8\x84", 3);
	paste(b, text);
	assert_int_equal(max, 160);
	assert_int_equal(strlen(text_of(b, ARG_new_place)), max - max % 3);
	assert_string_not_equal(b->c.result.text, "");
	bench_free(b);
}

static void
test_what_must_not_stay_on_the_screen_does_not(void **state)
{
	struct bench *b = open_toy();

	(void)state;
	type(b, "market");
	form_tick(&b->c);
	form_hide(&b->c);
	assert_non_null(b->c.form);
	b->c.form->ends = b->c.boot + 10;
	form_tick(&b->c);
	assert_non_null(b->c.form);
	b->c.boot += 10;
	form_tick(&b->c);
	assert_null(b->c.form);
	form_open(&b->c, "toy", "", toy_make);
	b->c.form->ends = b->c.boot + 10;
	form_hide(&b->c);
	assert_null(b->c.form);
	assert_null(b->c.drafts);
	bench_free(b);
}

/* What is typed would be added to it, and be at that landmark's point then. */
static void
test_what_is_near_on_the_map_is_not_written_into_the_place(void **state)
{
	struct bench *b = bench_new();

	(void)state;
	form_new_at(&b->c, (struct point){28, 120.66}, "Louqiao clinic");
	assert_non_null(b->c.form);
	assert_string_equal(form_text(b->c.form, ARG_new_place), "");
	type(b, "15 Hengyu Rd");
	assert_string_equal(
	    form_text(b->c.form, ARG_new_place), "15 Hengyu Rd");
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_every_printable_key_is_text),
	    cmocka_unit_test(test_enter_goes_on_and_on_the_last_field_sends),
	    cmocka_unit_test(test_tab_and_arrows_move_between_fields),
	    cmocka_unit_test(
	        test_a_needed_field_that_is_empty_is_marked_and_nothing_is_sent),
	    cmocka_unit_test(test_a_problem_from_sending_marks_its_field),
	    cmocka_unit_test(test_a_paste_is_text_and_never_sends),
	    cmocka_unit_test(test_an_enter_in_a_burst_never_sends),
	    cmocka_unit_test(test_esc_keeps_the_draft_of_that_name_and_record),
	    cmocka_unit_test(test_an_empty_form_leaves_no_draft),
	    cmocka_unit_test(
	        test_what_was_sent_is_wiped_when_the_central_has_it),
	    cmocka_unit_test(
	        test_a_new_one_is_empty_while_the_last_is_under_way),
	    cmocka_unit_test(
	        test_what_was_refused_is_the_draft_again_with_its_field_marked),
	    cmocka_unit_test(test_what_must_not_stay_on_the_screen_does_not),
	    cmocka_unit_test(test_a_draft_of_somebody_else_is_gone),
	    cmocka_unit_test(
	        test_what_is_near_on_the_map_is_not_written_into_the_place),
	    cmocka_unit_test(
	        test_wide_text_is_kept_whole_up_to_the_fields_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
