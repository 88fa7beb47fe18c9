/*
 * What logging in rests on: passwords, one-time codes, tries, tokens.
 */
#include "central/password.h"
#include "central/tokens.h"
#include "central/totp.h"
#include "central/tries.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include <cmocka.h>

static void
a_password_is_right_only_for_its_hash(void **state)
{
	char hash[PASSWORD_HASH];

	(void)state;
	assert_int_equal(password_hash("correct horse", hash, NULL), 0);
	assert_int_equal(strncmp(hash, "$argon2id$", 10), 0);
	assert_true(password_right(hash, "correct horse"));
	assert_false(password_right(hash, "correct hors"));
	assert_false(password_right(hash, ""));
}

static void
an_account_that_is_not_there_has_no_right_password(void **state)
{
	(void)state;
	assert_false(password_right(NULL, ""));
	assert_false(password_right("", "watchroom"));
}

static void
one_time_passwords_are_readable_and_never_alike(void **state)
{
	char a[ONE_TIME_SIZE], b[ONE_TIME_SIZE];

	(void)state;
	for (int i = 0; i < 100; i++) {
		password_one_time(a);
		password_one_time(b);
		assert_int_equal(strlen(a), ONE_TIME_SIZE - 1);
		assert_string_not_equal(a, b);
		assert_null(strpbrk(a, "01ilo"));
	}
}

static void
a_password_that_is_short_long_or_unclean_is_refused(void **state)
{
	char long_one[PASSWORD_MAX + 2];
	struct problem p = {0};

	(void)state;
	memset(long_one, 'x', sizeof(long_one) - 1);
	long_one[sizeof(long_one) - 1] = '\0';
	assert_int_equal(password_fit("12345678", NULL), 0);
	assert_int_equal(password_fit("1234567", &p), PROBLEM_BAD_VALUE);
	assert_null(strstr(problem_get(&p, "value"), "1234567"));
	assert_int_equal(password_fit(long_one, NULL), PROBLEM_TOO_LONG);
	assert_int_equal(password_fit("12345678\xff", NULL), PROBLEM_BAD_VALUE);
}

/* RFC 6238, appendix B, the last six digits; the secret is its ASCII one. */
static void
codes_are_those_of_the_standard(void **state)
{
	const char *secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
	int64_t step = 0;

	(void)state;
	assert_true(totp_right(secret, "287082", 59000, 0, &step));
	assert_int_equal(step, 1);
	assert_true(totp_right(secret, "081804", 1111111109000, 0, &step));
	assert_true(totp_right(secret, "353130", 20000000000000, 0, &step));
	assert_false(totp_right(secret, "353131", 20000000000000, 0, &step));
	assert_false(totp_right(secret, "35313", 20000000000000, 0, &step));
}

static void
a_code_is_good_once_and_not_for_long(void **state)
{
	const char *secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
	int64_t step = 0;

	(void)state;
	assert_true(totp_right(secret, "287082", 59000 + 30000, 0, &step));
	assert_false(totp_right(secret, "287082", 59000, step, &step));
	assert_false(totp_right(secret, "287082", 59000 + 60000, 0, &step));
}

static void
waiting_grows_with_failures_and_has_an_end(void **state)
{
	msec_t last = 0;

	(void)state;
	assert_int_equal(tries_wait(TRIES_FREE - 1, 100, 100), 0);
	for (int64_t n = TRIES_FREE; n < 100; n++) {
		msec_t wait = tries_wait(n, 1000, 1000);

		assert_true(wait >= last && wait > 0);
		assert_true(wait <= TRIES_LONGEST);
		assert_int_equal(tries_wait(n, 1000, 1000 + wait), 0);
		last = wait;
	}
	assert_int_equal(last, TRIES_LONGEST);
}

static void
tries_are_charged_before_they_are_looked_at(void **state)
{
	struct tries *t = tries_new();

	(void)state;
	for (int i = 0; i < TRIES_FREE; i++)
		assert_int_equal(tries_charge(t, "chen", 0, 5000), 0);
	assert_true(tries_charge(t, "chen", 0, 5000) > 0);
	assert_int_equal(tries_charge(t, "wang", 0, 5000), 0);
	tries_forgive(t, "chen");
	assert_int_equal(tries_charge(t, "chen", 0, 5000), 0);
	tries_free(t);
}

static void
a_rest_forgets_failures(void **state)
{
	struct tries *t = tries_new();

	(void)state;
	for (int i = 0; i < TRIES_FREE; i++)
		assert_int_equal(tries_charge(t, "chen", 0, 5000), 0);
	assert_int_equal(
	    tries_charge(t, "chen", 0, 5000 + TRIES_FORGET + 1), 0);
	assert_int_equal(
	    tries_charge(t, "chen", 0, 5000 + TRIES_FORGET + 1), 0);
	tries_free(t);
}

static struct actor *
make_actor(const char *account)
{
	const struct actor_birth birth = {.account = account, .name = account};
	struct actor *a = actor_new(&birth);

	assert_non_null(a);
	return a;
}

static void
a_token_that_has_no_tokens_form_has_no_hash(void **state)
{
	unsigned char hash[DIGEST_SIZE], again[DIGEST_SIZE];
	char token[TOKEN_SIZE];

	(void)state;
	token_make(token, hash);
	assert_true(token_hash(token, again));
	assert_memory_equal(hash, again, DIGEST_SIZE);
	assert_false(token_hash("", again));
	token[4] = '!';
	assert_false(token_hash(token, again));
}

static void
a_revoked_account_is_gone_where_it_is_held_too(void **state)
{
	unsigned char one[DIGEST_SIZE] = {1}, two[DIGEST_SIZE] = {2};
	struct tokens *t = tokens_new();
	struct actor *a = make_actor("a"), *b = make_actor("b"), *held;

	(void)state;
	assert_true(tokens_put(t, tokens_age(t), one, a, 1000));
	assert_true(tokens_put(t, tokens_age(t), two, b, 1000));
	held = tokens_get(t, one, 999);
	assert_ptr_equal(held, a);
	tokens_revoke_account(t, "a");
	assert_true(atomic_load(&held->revoked));
	assert_null(tokens_get(t, one, 999));
	actor_drop(held);
	held = tokens_get(t, two, 999);
	assert_false(atomic_load(&held->revoked));
	actor_drop(held);
	actor_drop(a);
	actor_drop(b);
	tokens_free(t);
}

static void
what_was_looked_up_before_a_revocation_is_not_kept(void **state)
{
	unsigned char one[DIGEST_SIZE] = {1};
	struct tokens *t = tokens_new();
	struct actor *a = make_actor("a");
	uint64_t age = tokens_age(t);

	(void)state;
	tokens_revoke_account(t, "somebody");
	assert_false(tokens_put(t, age, one, a, 1000));
	assert_null(tokens_get(t, one, 1));
	actor_drop(a);
	tokens_free(t);
}

static void
sessions_end_in_time_but_the_owners_does_not(void **state)
{
	unsigned char one[DIGEST_SIZE] = {1}, two[DIGEST_SIZE] = {2};
	struct tokens *t = tokens_new();
	struct actor *a = make_actor("a"), *owner = make_actor("owner"), *held;

	(void)state;
	assert_true(tokens_put(t, tokens_age(t), one, a, 1000));
	assert_true(tokens_put(t, tokens_age(t), two, owner, 0));
	assert_null(tokens_get(t, one, 1000));
	tokens_sweep(t, 1000);
	tokens_revoke_all(t);
	assert_true(atomic_load(&a->revoked));
	assert_int_equal(tokens_count(t), 1);
	held = tokens_get(t, two, 99999);
	assert_ptr_equal(held, owner);
	actor_drop(held);
	actor_drop(owner);
	actor_drop(a);
	tokens_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_password_is_right_only_for_its_hash),
	    cmocka_unit_test(
	        an_account_that_is_not_there_has_no_right_password),
	    cmocka_unit_test(one_time_passwords_are_readable_and_never_alike),
	    cmocka_unit_test(
	        a_password_that_is_short_long_or_unclean_is_refused),
	    cmocka_unit_test(codes_are_those_of_the_standard),
	    cmocka_unit_test(a_code_is_good_once_and_not_for_long),
	    cmocka_unit_test(waiting_grows_with_failures_and_has_an_end),
	    cmocka_unit_test(tries_are_charged_before_they_are_looked_at),
	    cmocka_unit_test(a_rest_forgets_failures),
	    cmocka_unit_test(a_token_that_has_no_tokens_form_has_no_hash),
	    cmocka_unit_test(a_revoked_account_is_gone_where_it_is_held_too),
	    cmocka_unit_test(
	        what_was_looked_up_before_a_revocation_is_not_kept),
	    cmocka_unit_test(sessions_end_in_time_but_the_owners_does_not),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
