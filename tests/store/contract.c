/*
 * What store.h promises, function by function, of every implementation.
 */
#include "tests/lib/stores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct store_maker *maker; /* whose turn it is */

static int
setup(void **state)
{
	return test_store_setup(state, maker);
}

/* Records */

static bool
note_record(void *ctx, const struct record *r)
{
	return notes_add(ctx, r->id);
}

/* A record of `kind` with something in every field. */
static void
fill(union any_record *draft, enum kind kind, const char *id)
{
	static const char *const ids[] = {"a-1", "b.2", "c~3"};
	const struct kind_info *info = kind_info(kind);

	memset(draft, 0, sizeof(*draft));
	draft->head = (struct record){.kind = kind,
	    .id = id,
	    .station = "north",
	    .rev = 3,
	    .seq = INT64_C(1) << 52,
	    .at = 1795000000123,
	    .by = "刘@desk 2"};
	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];
		struct value v = {.type = f->type};

		if (f->type == TYPE_STRING || f->type == TYPE_TEXT)
			v.text = "'); DROP TABLE \"x\"; -- 娄桥\n\t\"";
		else if (f->type == TYPE_REF)
			v.text = "ref-1";
		else if (f->type == TYPE_POINT)
			v.point = (struct point){27.99, 0.1 + 0.2};
		else if (f->type == TYPE_REFS)
			v.refs = (struct refs){3, ids};
		else if (f->type == TYPE_ENUM)
			v.number = (int64_t)f->words->count - 1;
		else
			v.number = f->type == TYPE_BOOL ? 1 : -9007199254740991;
		field_set(&draft->head, f, v);
	}
}

static void
equal(const struct record *a, const struct record *b)
{
	assert_true(record_same(a, b));
	assert_int_equal(a->rev, b->rev);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->at, b->at);
	assert_true(text_is(a->by, b->by));
}

static void
every_kind_comes_back_as_it_was_put(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	union any_record draft;
	struct record *r;

	DONE(store_begin(t->w, &problem));
	for (enum kind k = 1; k < KIND_COUNT; k++) {
		fill(&draft, k, "full");
		DONE(store_put(t->w, &draft.head, &problem));
		draft = (union any_record){.head = {.kind = k, .id = "bare"}};
		DONE(store_put(t->w, &draft.head, &problem));
	}
	DONE(store_commit(t->w, &problem));
	for (enum kind k = 1; k < KIND_COUNT; k++) {
		fill(&draft, k, "full");
		DONE(store_get(t->r, k, "full", &r, &problem));
		equal(r, &draft.head);
		record_free(r);
		draft = (union any_record){.head = {.kind = k, .id = "bare"}};
		DONE(store_get(t->r, k, "bare", &r, &problem));
		equal(r, &draft.head);
		record_free(r);
	}
}

static void
putting_takes_the_place_of_the_record_of_that_id(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct record *r;

	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "i1", "first", 1);
	test_incident(t->w, "i1", NULL, 2);
	DONE(store_get(t->w, KIND_INCIDENT, "i1", &r, &problem));
	DONE(store_commit(t->w, &problem));
	assert_null(((struct incident *)(void *)r)->place);
	assert_int_equal(r->rev, 2);
	record_free(r);
}

static void
what_is_not_there_is_not_found_and_says_nothing(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {.code = PROBLEM_BUSY};
	struct buf text = {0};
	struct record *r = NULL;
	unsigned char bytes[DIGEST_SIZE] = {0};
	enum seen_state st;
	int64_t seq;

	assert_int_equal(
	    store_get(t->r, KIND_UNIT, "no", &r, &problem), PROBLEM_NOT_FOUND);
	assert_null(r);
	assert_int_equal(
	    store_seen(t->r, "all", KIND_UNIT, "no", &seq, &st, &problem),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(
	    store_tag(t->r, 1, bytes, &problem), PROBLEM_NOT_FOUND);
	assert_int_equal(store_key_get(t->r, "a", "k", NULL, NULL, &problem),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(
	    store_account_get(t->r, "a", NULL, NULL, NULL, &problem),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(store_token_get(t->r, bytes, NULL, NULL, &problem),
	    PROBLEM_NOT_FOUND);
	assert_int_equal(
	    store_fact_get(t->r, "no", &text, &problem), PROBLEM_NOT_FOUND);
	assert_int_equal(problem.code, PROBLEM_BUSY);
	buf_free(&text);
}

static void
records_are_found_by_their_indexed_fields(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	const struct field *unit = field_find(KIND_ASSIGNMENT, "unit", 4);
	const struct field *st = field_find(KIND_INCIDENT, "state", 5);
	struct notes found = {0}, pending = {0}, none = {0};
	char id[16];

	DONE(store_begin(t->w, &problem));
	for (int i = 0; i < 6; i++) {
		struct assignment a = {.head = {KIND_ASSIGNMENT, .id = id},
		    .unit = i % 2 ? "P1" : NULL};
		struct incident n = {.head = {KIND_INCIDENT, .id = id},
		    .state = i < 2 ? INCIDENT_PENDING : INCIDENT_CLOSED};

		snprintf(id, sizeof(id), "x%d", 9 - i);
		DONE(store_put(t->w, &a.head, &problem));
		DONE(store_put(t->w, &n.head, &problem));
	}
	DONE(store_commit(t->w, &problem));
	DONE(store_find(
	    t->r, KIND_ASSIGNMENT, unit, "P1", note_record, &found, &problem));
	assert_string_equal(found.text, "x8 x6 x4");
	DONE(store_find(t->r, KIND_INCIDENT, st, "pending", note_record,
	    &pending, &problem));
	assert_string_equal(pending.text, "x9 x8");
	DONE(store_find(
	    t->r, KIND_ASSIGNMENT, unit, "P2", note_record, &none, &problem));
	assert_string_equal(none.text, "");
}

static void
every_indexed_field_can_be_asked_for(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};

	for (enum kind k = 1; k < KIND_COUNT; k++)
		for (size_t i = 0; i < kind_info(k)->count; i++) {
			const struct field *f = &kind_info(k)->fields[i];
			struct notes list = {0};

			if (f->flags & FIELD_INDEXED)
				DONE(store_find(t->r, k, f, "x", note_record,
				    &list, &problem));
		}
}

static void
pages_go_by_id(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes first = {0}, second = {0}, cut = {.left = 1};

	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "c", "", 1);
	test_incident(t->w, "a", "", 2);
	test_incident(t->w, "B", "", 3);
	test_incident(t->w, "d", "", 4);
	DONE(store_commit(t->w, &problem));
	DONE(store_page(
	    t->r, KIND_INCIDENT, NULL, 2, note_record, &first, &problem));
	assert_string_equal(first.text, "B a");
	DONE(store_page(
	    t->r, KIND_INCIDENT, "a", 9, note_record, &second, &problem));
	assert_string_equal(second.text, "c d");
	DONE(store_page(
	    t->r, KIND_INCIDENT, NULL, 9, note_record, &cut, &problem));
	assert_string_equal(cut.text, "B");
}

static void
a_page_of_messages_never_parts_a_command(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	static const int64_t seqs[] = {1, 2, 2, 3, 3, 4};
	struct notes page = {0}, next = {0}, other = {0};
	char id[16];

	DONE(store_begin(t->w, &problem));
	for (size_t i = 0; i < COUNT_OF(seqs); i++) {
		struct message m = {
		    .head = {KIND_MESSAGE, .id = id, .seq = seqs[i]},
		    .room = i == 5 ? "other" : "room"};

		snprintf(id, sizeof(id), "m%zu", i);
		DONE(store_put(t->w, &m.head, &problem));
	}
	DONE(store_commit(t->w, &problem));
	DONE(store_messages(t->r, "room", 0, 3, note_record, &page, &problem));
	assert_string_equal(page.text, "m4 m3 m2 m1");
	DONE(store_messages(t->r, "room", 2, 3, note_record, &next, &problem));
	assert_string_equal(next.text, "m0");
	DONE(
	    store_messages(t->r, "other", 0, 3, note_record, &other, &problem));
	assert_string_equal(other.text, "m5");
}

/* Transactions */

static void
writing_outside_of_a_transaction_is_refused(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};

	assert_int_equal(
	    store_fact_put(t->w, "x", "y", &problem), PROBLEM_INTERNAL);
	assert_int_equal(store_mark(t->w, &problem), PROBLEM_INTERNAL);
	assert_int_equal(store_begin(t->r, &problem), PROBLEM_INTERNAL);
}

static void
what_is_rolled_back_or_undone_never_was(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes left = {0};

	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "gone", "", 1);
	store_rollback(t->w);
	DONE(store_begin(t->w, &problem));
	DONE(store_mark(t->w, &problem));
	test_incident(t->w, "kept", "", 1);
	DONE(store_keep(t->w, &problem));
	DONE(store_mark(t->w, &problem));
	test_incident(t->w, "kept", "changed", 2);
	test_incident(t->w, "undone", "", 2);
	store_undo(t->w);
	DONE(store_mark(t->w, &problem));
	test_incident(t->w, "last", "", 2);
	DONE(store_keep(t->w, &problem));
	DONE(store_commit(t->w, &problem));
	DONE(store_page(
	    t->r, KIND_INCIDENT, NULL, 9, note_record, &left, &problem));
	assert_string_equal(left.text, "kept last");
}

static void
a_reader_sees_whole_transactions_and_a_view_stands_still(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	unsigned char tag[AUDIT_TAG];
	int64_t seq;

	DONE(store_begin(t->w, &problem));
	test_audit(t->w, "one");
	DONE(store_last(t->r, &seq, tag, &problem));
	assert_int_equal(seq, 0);
	DONE(store_commit(t->w, &problem));
	DONE(store_last(t->r, &seq, tag, &problem));
	assert_int_equal(seq, 1);
	DONE(store_view(t->r, &problem));
	DONE(store_begin(t->w, &problem));
	test_audit(t->w, "two");
	DONE(store_commit(t->w, &problem));
	DONE(store_last(t->r, &seq, tag, &problem));
	assert_int_equal(seq, 1);
	store_view_end(t->r);
	DONE(store_last(t->r, &seq, tag, &problem));
	assert_int_equal(seq, 2);
}

static void
there_is_one_writer(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct store *other = NULL;

	assert_int_equal(t->maker->open(t->dir, STORE_WRITE, &other, &problem),
	    PROBLEM_STORE_BUSY);
	assert_null(other);
	test_store_close(t);
	DONE(t->maker->open(t->dir, STORE_WRITE, &other, &problem));
	store_close(other);
}

static void
a_store_is_made_once_with_its_facts(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct store_birth birth = {true, "UTC"};
	struct buf text = {0};

	assert_int_equal(
	    t->maker->create(t->dir, &birth, &problem), PROBLEM_EXISTS);
	DONE(store_fact_get(t->r, "drill", &text, &problem));
	assert_string_equal(buf_str(&text), "0");
	DONE(store_fact_get(t->r, "zone", &text, &problem));
	assert_string_equal(buf_str(&text), "Asia/Shanghai");
	DONE(store_fact_get(t->r, "id", &text, &problem));
	assert_int_equal(text.len, ID_MADE);
	buf_free(&text);
}

static void
what_was_committed_is_there_after_closing(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct notes left = {0};

	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "kept", "", 1);
	DONE(store_commit(t->w, &problem));
	store_checkpoint(t->r);
	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "gone", "", 1);
	test_store_close(t);
	test_store_open(t);
	DONE(store_page(
	    t->r, KIND_INCIDENT, NULL, 9, note_record, &left, &problem));
	assert_string_equal(left.text, "kept");
}

/* A callback that runs the same function again on the same handle. */
struct nested {
	struct store *s;
	struct notes list;
};

static bool
page_again(void *ctx, const struct record *r)
{
	struct nested *n = ctx;
	struct problem problem = {0};

	notes_add(&n->list, r->id);
	DONE(store_page(
	    n->s, KIND_INCIDENT, r->id, 9, note_record, &n->list, &problem));
	return true;
}

static void
a_callback_may_read_from_the_same_handle(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct nested n = {.s = t->r};

	DONE(store_begin(t->w, &problem));
	test_incident(t->w, "a", "", 1);
	test_incident(t->w, "b", "", 1);
	test_incident(t->w, "c", "", 1);
	DONE(store_commit(t->w, &problem));
	DONE(
	    store_page(t->r, KIND_INCIDENT, NULL, 9, page_again, &n, &problem));
	assert_string_equal(n.list.text, "a b c b c c");
}

/* What is private */

static bool
note_key(void *ctx, const struct store_key *k)
{
	char text[64];

	snprintf(text, sizeof(text), "%s:%d:%s:%s", k->account, k->status,
	    k->digest ? "digest" : "none", k->body ? k->body : "none");
	return notes_add(ctx, text);
}

static void
a_key_is_one_accounts_and_used_once(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	unsigned char digest[DIGEST_SIZE] = {7};
	struct store_key k = {"a", "k", digest, 200, "{}", 10};
	struct store_key stone = {"b", "k", NULL, 0, NULL, 20};
	struct notes list = {0};

	DONE(store_begin(t->w, &problem));
	DONE(store_key_put(t->w, &k, &problem));
	DONE(store_key_put(t->w, &stone, &problem));
	assert_int_equal(store_key_put(t->w, &k, &problem), PROBLEM_EXISTS);
	DONE(store_commit(t->w, &problem));
	DONE(store_key_get(t->r, "a", "k", note_key, &list, &problem));
	DONE(store_key_get(t->r, "b", "k", note_key, &list, &problem));
	assert_string_equal(list.text, "a:200:digest:{} b:0:none:none");
	DONE(store_begin(t->w, &problem));
	DONE(store_key_prune(t->w, 20, &problem));
	DONE(store_commit(t->w, &problem));
	assert_int_equal(
	    store_key_get(t->r, "a", "k", note_key, &list, &problem),
	    PROBLEM_NOT_FOUND);
	DONE(store_key_get(t->r, "b", "k", note_key, &list, &problem));
}

static bool
note_account(void *ctx, const struct account *a)
{
	char text[128];

	snprintf(text, sizeof(text), "%s/%s/%s/%s/%d%d/%lld", a->id, a->name,
	    a->roles, a->unit ? a->unit : "none", a->one_time, a->locked,
	    (long long)a->failures);
	return notes_add(ctx, text);
}

static void
accounts_are_found_by_id_and_by_name_which_is_unique(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct account a = {.id = "1",
	    .name = "wang",
	    .roles = "desk chief",
	    .password = "x",
	    .unit = "P1",
	    .one_time = true,
	    .failures = 3};
	struct account b = {.id = "2",
	    .name = "wang",
	    .roles = "",
	    .password = "y",
	    .locked = true};
	struct notes one = {0}, all = {0};

	DONE(store_begin(t->w, &problem));
	DONE(store_account_put(t->w, &a, &problem));
	assert_int_equal(store_account_put(t->w, &b, &problem), PROBLEM_EXISTS);
	b.name = "chen";
	DONE(store_account_put(t->w, &b, &problem));
	a.one_time = false;
	a.unit = NULL;
	DONE(store_account_put(t->w, &a, &problem));
	DONE(store_commit(t->w, &problem));
	DONE(store_account_get(t->r, "1", NULL, note_account, &one, &problem));
	DONE(store_account_get(
	    t->r, NULL, "chen", note_account, &one, &problem));
	assert_string_equal(
	    one.text, "1/wang/desk chief/none/00/3 2/chen//none/01/0");
	DONE(store_accounts(t->r, note_account, &all, &problem));
	assert_string_equal(
	    all.text, "2/chen//none/01/0 1/wang/desk chief/none/00/3");
}

static bool
note_token(void *ctx, const struct store_token *k)
{
	char text[64];

	snprintf(text, sizeof(text), "%s/%s/%lld/%d", k->account, k->seat,
	    (long long)k->expires, k->hash[0]);
	return notes_add(ctx, text);
}

static void
tokens_are_kept_and_dropped_one_by_one_or_all_of_an_account(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	unsigned char h[3][DIGEST_SIZE] = {{1}, {2}, {3}};
	struct notes list = {0};

	DONE(store_begin(t->w, &problem));
	for (size_t i = 0; i < 3; i++) {
		struct store_token k = {h[i], i < 2 ? "a" : "b", "desk", 1, 9};

		DONE(store_token_put(t->w, &k, &problem));
	}
	DONE(store_token_get(t->w, h[1], note_token, &list, &problem));
	assert_string_equal(list.text, "a/desk/9/2");
	DONE(store_token_drop(t->w, h[1], NULL, &problem));
	assert_int_equal(
	    store_token_get(t->w, h[1], note_token, &list, &problem),
	    PROBLEM_NOT_FOUND);
	DONE(store_token_drop(t->w, NULL, "a", &problem));
	assert_int_equal(
	    store_token_get(t->w, h[0], note_token, &list, &problem),
	    PROBLEM_NOT_FOUND);
	DONE(store_token_get(t->w, h[2], note_token, &list, &problem));
	DONE(store_commit(t->w, &problem));
}

static void
numbers_count_up_by_name_and_an_undone_one_comes_again(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	int64_t n;

	DONE(store_begin(t->w, &problem));
	for (int64_t i = 1; i <= 3; i++) {
		DONE(store_next_number(t->w, "n 20261121", &n, &problem));
		assert_int_equal(n, i);
	}
	DONE(store_next_number(t->w, "n 20261122", &n, &problem));
	assert_int_equal(n, 1);
	DONE(store_number_past(t->w, "n 20261122", 131, &problem));
	DONE(store_number_past(t->w, "n 20261122", 5, &problem));
	DONE(store_next_number(t->w, "n 20261122", &n, &problem));
	assert_int_equal(n, 132);
	DONE(store_number_past(t->w, "n 20261123", 7, &problem));
	DONE(store_next_number(t->w, "n 20261123", &n, &problem));
	assert_int_equal(n, 8);
	DONE(store_mark(t->w, &problem));
	DONE(store_next_number(t->w, "n 20261121", &n, &problem));
	assert_int_equal(n, 4);
	store_undo(t->w);
	DONE(store_next_number(t->w, "n 20261121", &n, &problem));
	assert_int_equal(n, 4);
	store_rollback(t->w);
}

static bool
note_timer(void *ctx, const struct store_timer *timer)
{
	char text[96];

	snprintf(text, sizeof(text), "%lld:%s/%s/%s", (long long)timer->due,
	    kind_info(timer->kind)->name, timer->id, timer->name);
	return notes_add(ctx, text);
}

static void
timers_come_when_due_the_oldest_first(void **state)
{
	struct test_store *t = *state;
	struct problem problem = {0};
	struct store_timer timers[] = {{KIND_INCIDENT, "a", "clock", 30},
	    {KIND_INCIDENT, "a", "age", 20}, {KIND_UNIT, "a", "clock", 10},
	    {KIND_INCIDENT, "a", "clock", 40}, {KIND_UNIT, "a", "clock", 0},
	    {KIND_UNIT, "none", "clock", 0}};
	struct notes list = {0}, first = {0};
	msec_t due = -1;

	DONE(store_timer_next(t->r, &due, &problem));
	assert_int_equal(due, 0);
	DONE(store_begin(t->w, &problem));
	for (size_t i = 0; i < COUNT_OF(timers); i++)
		DONE(store_timer_set(t->w, &timers[i], &problem));
	DONE(store_commit(t->w, &problem));
	DONE(store_timer_next(t->r, &due, &problem));
	assert_int_equal(due, 20);
	DONE(store_timers(t->r, 40, 9, note_timer, &list, &problem));
	assert_string_equal(list.text, "20:incident/a/age 40:incident/a/clock");
	DONE(store_timers(t->r, 39, 9, note_timer, &first, &problem));
	assert_string_equal(first.text, "20:incident/a/age");
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, test_store_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_kind_comes_back_as_it_was_put),
	    TEST(putting_takes_the_place_of_the_record_of_that_id),
	    TEST(what_is_not_there_is_not_found_and_says_nothing),
	    TEST(records_are_found_by_their_indexed_fields),
	    TEST(every_indexed_field_can_be_asked_for),
	    TEST(pages_go_by_id),
	    TEST(a_page_of_messages_never_parts_a_command),
	    TEST(writing_outside_of_a_transaction_is_refused),
	    TEST(what_is_rolled_back_or_undone_never_was),
	    TEST(a_reader_sees_whole_transactions_and_a_view_stands_still),
	    TEST(there_is_one_writer),
	    TEST(a_store_is_made_once_with_its_facts),
	    TEST(what_was_committed_is_there_after_closing),
	    TEST(a_callback_may_read_from_the_same_handle),
	    TEST(a_key_is_one_accounts_and_used_once),
	    TEST(accounts_are_found_by_id_and_by_name_which_is_unique),
	    TEST(tokens_are_kept_and_dropped_one_by_one_or_all_of_an_account),
	    TEST(numbers_count_up_by_name_and_an_undone_one_comes_again),
	    TEST(timers_come_when_due_the_oldest_first),
	};
	int failed = 0;

	for (size_t i = 0; i < store_maker_count; i++) {
		maker = &store_makers[i];
		failed +=
		    cmocka_run_group_tests_name(maker->name, tests, NULL, NULL);
	}
	return failed;
}
