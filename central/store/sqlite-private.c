/*
 * What the central keeps for itself: keys of commands, accounts, sessions,
 * numbers, timers and facts. None of it is ever fed.
 */
#include "central/store/sqlite.h"

#include <string.h>

/* Begins a query that reads, or one that writes within a transaction. */
static enum problem_code
reading(struct store *s, enum sql which, struct query *q, struct problem *p)
{
	enum problem_code code = may_read(s, p);

	return code ? code : query_begin(s, which, q, p);
}

static enum problem_code
writing(struct store *s, enum sql which, struct query *q, struct problem *p)
{
	enum problem_code code = may_write(s, p);

	return code ? code : query_begin(s, which, q, p);
}

/* Ends a query for one row: `rc` of its only step. */
static enum problem_code
end_one(struct query *q, int rc, struct problem *p)
{
	enum problem_code code = query_end(q, rc, p);

	if (code)
		return code;
	return rc == SQLITE_ROW ? PROBLEM_NONE : PROBLEM_NOT_FOUND;
}

/* Runs one that a UNIQUE may refuse; `what` is there already then. */
static enum problem_code
run_unique(struct query *q, const char *what, struct problem *p)
{
	int rc = query_step(q);
	enum problem_code code = query_end(q, rc, p);

	if (rc == SQLITE_CONSTRAINT_UNIQUE ||
	    rc == SQLITE_CONSTRAINT_PRIMARYKEY)
		return problem_set(p, PROBLEM_EXISTS, "what", what, NULL);
	return code;
}

/* Bytes of a column, or NULL when they are not DIGEST_SIZE. */
static const unsigned char *
column_digest(const struct query *q, int i)
{
	if (sqlite3_column_bytes(q->stmt, i) != DIGEST_SIZE)
		return NULL;
	return sqlite3_column_blob(q->stmt, i);
}

/* Keys */

enum problem_code
store_key_get(struct store *s, const char *account, const char *key,
    store_key_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_KEY_GET, &q, p);
	struct store_key k;
	int rc;

	if (code)
		return code;
	query_text(&q, account);
	query_text(&q, key);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		k.account = column_text(&q, 0);
		k.key = column_text(&q, 1);
		k.digest = column_digest(&q, 2);
		k.status = sqlite3_column_int(q.stmt, 3);
		k.body = column_text(&q, 4);
		k.at = column_number(&q, 5);
		each(ctx, &k);
	}
	return end_one(&q, rc, p);
}

enum problem_code
store_key_put(struct store *s, const struct store_key *k, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_KEY_PUT, &q, p);

	if (code)
		return code;
	query_text(&q, k->account);
	query_text(&q, k->key);
	if (k->digest)
		query_bytes(&q, k->digest, DIGEST_SIZE);
	else
		query_null(&q);
	query_number(&q, k->status);
	query_text(&q, k->body);
	query_number(&q, k->at);
	return run_unique(&q, k->key, p);
}

enum problem_code
store_key_prune(struct store *s, msec_t before, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_KEY_PRUNE, &q, p);

	if (code)
		return code;
	query_number(&q, before);
	return query_run(&q, p);
}

/* Accounts */

enum problem_code
store_account_put(struct store *s, const struct account *a, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_ACCOUNT_PUT, &q, p);

	if (code)
		return code;
	query_text(&q, a->id);
	query_text(&q, a->name);
	query_text(&q, a->officer);
	query_text(&q, a->station);
	query_text(&q, a->unit);
	query_text(&q, text_or(a->roles, ""));
	query_text(&q, text_or(a->password, ""));
	query_text(&q, a->totp);
	query_number(&q, a->one_time);
	query_number(&q, a->locked);
	query_number(&q, a->failures);
	query_number(&q, a->failed);
	return run_unique(&q, a->name, p);
}

static struct account
read_account(const struct query *q)
{
	struct account a = {.id = column_text(q, 0),
	    .name = column_text(q, 1),
	    .officer = column_text(q, 2),
	    .station = column_text(q, 3),
	    .unit = column_text(q, 4),
	    .roles = column_text(q, 5),
	    .password = column_text(q, 6),
	    .totp = column_text(q, 7),
	    .one_time = column_number(q, 8) != 0,
	    .locked = column_number(q, 9) != 0,
	    .failures = column_number(q, 10),
	    .failed = column_number(q, 11)};

	return a;
}

enum problem_code
store_account_get(struct store *s, const char *id, const char *name,
    store_account_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code =
	    reading(s, id ? SQL_ACCOUNT_BY_ID : SQL_ACCOUNT_BY_NAME, &q, p);
	struct account a;
	int rc;

	if (code)
		return code;
	query_text(&q, id ? id : name);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		a = read_account(&q);
		each(ctx, &a);
	}
	return end_one(&q, rc, p);
}

enum problem_code
store_accounts(
    struct store *s, store_account_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_ACCOUNTS, &q, p);
	struct account a;
	bool more = true;
	int rc;

	if (code)
		return code;
	while ((rc = query_step(&q)) == SQLITE_ROW && more) {
		a = read_account(&q);
		more = each(ctx, &a);
	}
	return query_end(&q, rc, p);
}

/* Sessions */

enum problem_code
store_token_put(struct store *s, const struct store_token *t, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_TOKEN_PUT, &q, p);

	if (code)
		return code;
	query_bytes(&q, t->hash, DIGEST_SIZE);
	query_text(&q, t->account);
	query_text(&q, t->seat);
	query_number(&q, t->made);
	query_number(&q, t->expires);
	return query_run(&q, p);
}

enum problem_code
store_token_get(struct store *s, const unsigned char hash[DIGEST_SIZE],
    store_token_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_TOKEN_GET, &q, p);
	struct store_token t;
	int rc;

	if (code)
		return code;
	query_bytes(&q, hash, DIGEST_SIZE);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		t.hash = column_digest(&q, 0);
		t.account = column_text(&q, 1);
		t.seat = column_text(&q, 2);
		t.made = column_number(&q, 3);
		t.expires = column_number(&q, 4);
		each(ctx, &t);
	}
	return end_one(&q, rc, p);
}

enum problem_code
store_token_drop(struct store *s, const unsigned char *hash,
    const char *account, struct problem *p)
{
	struct query q;
	enum problem_code code =
	    writing(s, hash ? SQL_TOKEN_DROP : SQL_TOKENS_DROP, &q, p);

	if (code)
		return code;
	if (hash)
		query_bytes(&q, hash, DIGEST_SIZE);
	else
		query_text(&q, account);
	return query_run(&q, p);
}

/* Numbers */

enum problem_code
store_next_number(
    struct store *s, const char *name, int64_t *number, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_NUMBER, &q, p);
	int rc;

	if (code)
		return code;
	query_text(&q, name);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		*number = column_number(&q, 0);
		rc = query_step(&q);
	}
	return query_end(&q, rc, p);
}

enum problem_code
store_number_past(
    struct store *s, const char *name, int64_t number, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_NUMBER_PAST, &q, p);

	if (code)
		return code;
	query_text(&q, name);
	query_number(&q, number);
	return query_run(&q, p);
}

/* Timers */

enum problem_code
store_timer_set(struct store *s, const struct store_timer *t, struct problem *p)
{
	struct query q;
	enum problem_code code =
	    writing(s, t->due ? SQL_TIMER_SET : SQL_TIMER_DROP, &q, p);

	if (code)
		return code;
	query_text(&q, kind_word(t->kind));
	query_text(&q, t->id);
	query_text(&q, t->name);
	if (t->due)
		query_number(&q, t->due);
	return query_run(&q, p);
}

enum problem_code
store_timers(struct store *s, msec_t now, size_t limit, store_timer_fn *each,
    void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_TIMERS, &q, p);
	struct store_timer t;
	bool more = true;
	int rc;

	if (code)
		return code;
	query_number(&q, now);
	query_number(&q, (int64_t)limit);
	while ((rc = query_step(&q)) == SQLITE_ROW && more) {
		t.kind = column_kind(&q, 0);
		t.id = column_text(&q, 1);
		t.name = column_text(&q, 2);
		t.due = column_number(&q, 3);
		more = each(ctx, &t);
	}
	return query_end(&q, rc, p);
}

enum problem_code
store_timer_next(struct store *s, msec_t *due, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_TIMER_NEXT, &q, p);
	int rc;

	if (code)
		return code;
	rc = query_step(&q);
	*due = rc == SQLITE_ROW ? column_number(&q, 0) : 0;
	return query_end(&q, rc, p);
}

/* Facts */

enum problem_code
store_fact_get(
    struct store *s, const char *name, struct buf *out, struct problem *p)
{
	struct query q;
	enum problem_code code = reading(s, SQL_FACT_GET, &q, p);
	int rc;

	if (code)
		return code;
	buf_clear(out);
	query_text(&q, name);
	rc = query_step(&q);
	if (rc == SQLITE_ROW)
		buf_puts(out, text_or(column_text(&q, 0), ""));
	code = end_one(&q, rc, p);
	if (!code && !buf_ok(out))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

enum problem_code
store_fact_put(
    struct store *s, const char *name, const char *text, struct problem *p)
{
	struct query q;
	enum problem_code code = writing(s, SQL_FACT_PUT, &q, p);

	if (code)
		return code;
	query_text(&q, name);
	query_text(&q, text);
	return query_run(&q, p);
}
