/*
 * Prepared statements and SQLite's errors as problems.
 */
#include "central/store/sqlite.h"

#include <string.h>

static const char *const texts[SQL_COUNT] = {
#define STATEMENT(NAME, text) [SQL_##NAME] = text,
#include "central/store/sqlite.def"
#undef STATEMENT
};

static enum problem_code
code_of(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return PROBLEM_NO_SPACE;
	case SQLITE_NOMEM:
		return PROBLEM_NO_MEMORY;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return PROBLEM_BUSY;
	default:
		return PROBLEM_INTERNAL;
	}
}

enum problem_code
sql_problem(struct store *s, int rc, struct problem *p)
{
	enum problem_code code = code_of(rc);

	if (s->writing && sqlite3_get_autocommit(s->db))
		s->torn = code;
	return problem_set(p, code, "file", s->file, "why", why_sqlite,
	    "detail", sqlite3_errmsg(s->db), NULL);
}

enum problem_code
may_read(struct store *s, struct problem *p)
{
	if (s->dead)
		return problem_set(p, PROBLEM_UNKNOWN, NULL);
	if (s->torn)
		return problem_set(p, s->torn, "file", s->file, "why",
		    why_transaction_lost, NULL);
	return PROBLEM_NONE;
}

enum problem_code
may_write(struct store *s, struct problem *p)
{
	if (!s->dead && !s->writing)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_outside_transaction, NULL);
	return may_read(s, p);
}

const char *
kind_word(enum kind kind)
{
	return kind == KIND_ANY ? "" : kind_info(kind)->name;
}

static enum problem_code
take(struct store *s, sqlite3_stmt **home, const char *sql, struct query *q,
    struct problem *p)
{
	int rc = SQLITE_OK;

	*q = (struct query){.s = s, .stmt = *home, .home = home, .next = 1};
	*home = NULL;
	if (!q->stmt)
		rc = sqlite3_prepare_v3(
		    s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt, NULL);
	return rc == SQLITE_OK ? PROBLEM_NONE : sql_problem(s, rc, p);
}

enum problem_code
query_begin(struct store *s, enum sql which, struct query *q, struct problem *p)
{
	return take(s, &s->stmt[which], texts[which], q, p);
}

enum problem_code
query_begin_kind(struct store *s, enum kind kind, size_t which,
    void (*text)(struct buf *sql, enum kind kind, size_t which),
    struct query *q, struct problem *p)
{
	sqlite3_stmt **home = &s->kind_stmt[kind][which];
	struct buf sql = {0};
	enum problem_code code;

	if (*home)
		return take(s, home, NULL, q, p);
	text(&sql, kind, which);
	code = buf_ok(&sql) ? take(s, home, buf_str(&sql), q, p)
	                    : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&sql);
	return code;
}

static void
bound(struct query *q, int rc)
{
	if (q->rc == SQLITE_OK)
		q->rc = rc;
}

void
query_text(struct query *q, const char *text)
{
	bound(
	    q, sqlite3_bind_text(q->stmt, q->next++, text, -1, SQLITE_STATIC));
}

void
query_number(struct query *q, int64_t n)
{
	bound(q, sqlite3_bind_int64(q->stmt, q->next++, n));
}

void
query_real(struct query *q, double x)
{
	bound(q, sqlite3_bind_double(q->stmt, q->next++, x));
}

void
query_bytes(struct query *q, const void *bytes, size_t len)
{
	bound(q,
	    sqlite3_bind_blob64(q->stmt, q->next++, bytes, len, SQLITE_STATIC));
}

void
query_null(struct query *q)
{
	bound(q, sqlite3_bind_null(q->stmt, q->next++));
}

int
query_step(struct query *q)
{
	return q->rc == SQLITE_OK ? sqlite3_step(q->stmt) : q->rc;
}

enum problem_code
query_end(struct query *q, int rc, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		code = sql_problem(q->s, rc, p);
	sqlite3_reset(q->stmt);
	sqlite3_clear_bindings(q->stmt);
	if (*q->home)
		sqlite3_finalize(q->stmt);
	else
		*q->home = q->stmt;
	return code;
}

enum problem_code
query_run(struct query *q, struct problem *p)
{
	int rc;

	do
		rc = query_step(q);
	while (rc == SQLITE_ROW);
	return query_end(q, rc, p);
}

const char *
column_text(const struct query *q, int i)
{
	return (const char *)sqlite3_column_text(q->stmt, i);
}

int64_t
column_number(const struct query *q, int i)
{
	return sqlite3_column_int64(q->stmt, i);
}

enum kind
column_kind(const struct query *q, int i)
{
	const char *word = column_text(q, i);

	return word ? kind_find(word, strlen(word)) : KIND_ANY;
}

enum problem_code
sql_exec(struct store *s, const char *sql, struct problem *p)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? PROBLEM_NONE : sql_problem(s, rc, p);
}
