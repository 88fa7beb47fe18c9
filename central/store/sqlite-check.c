/*
 * What must not be in a store. Every fault is one line for a person; the
 * walk goes on after it, so that one look finds all.
 */
#include "central/store/sqlite.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FAULT_SIZE 256

struct check {
	struct store *s;
	store_fault_fn *fault;
	void *ctx;
	int64_t last; /* seq of the last audit line */
	size_t faults;
};

static void fault(struct check *c, const char *fmt, ...) PRINTF(2, 3);

static void
fault(struct check *c, const char *fmt, ...)
{
	char line[FAULT_SIZE];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	c->fault(c->ctx, line);
	c->faults++;
}

/* Says `what` of every row of `sql`: kind or scope, id, seq. */
static enum problem_code
fault_rows(
    struct check *c, const char *what, const char *sql, struct problem *p)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(c->s->db, sql, -1, &stmt, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc == SQLITE_ROW)
			fault(c, "%s/%s: %s (%lld)",
			    sqlite3_column_text(stmt, 0),
			    sqlite3_column_text(stmt, 1), what,
			    sqlite3_column_int64(stmt, 2));
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? PROBLEM_NONE : sql_problem(c->s, rc, p);
}

static enum problem_code fault_rows_of(struct check *c, const char *what,
    struct problem *p, const char *fmt, ...) PRINTF(4, 5);

static enum problem_code
fault_rows_of(
    struct check *c, const char *what, struct problem *p, const char *fmt, ...)
{
	char sql[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(sql, sizeof(sql), fmt, args);
	va_end(args);
	return fault_rows(c, what, sql, p);
}

static enum problem_code
check_file(struct check *c, struct problem *p)
{
	sqlite3_stmt *stmt = NULL;
	const char *text;
	int rc = sqlite3_prepare_v2(
	    c->s->db, "PRAGMA integrity_check(20)", -1, &stmt, NULL);

	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(stmt);
		if (rc != SQLITE_ROW)
			break;
		text = (const char *)sqlite3_column_text(stmt, 0);
		if (text && strcmp(text, "ok") != 0)
			fault(c, "the file is damaged: %s", text);
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? PROBLEM_NONE : sql_problem(c->s, rc, p);
}

/* The index against one kind's records, and they against the log. */
static enum problem_code
check_kind(struct check *c, enum kind kind, struct problem *p)
{
	const char *k = kind_word(kind);
	long long last = c->last;
	enum problem_code code;

	code = fault_rows_of(c, "its seq is beyond the log's last", p,
	    "SELECT '%s', id, seq FROM \"%s\" WHERE seq > %lld", k, k, last);
	if (!code)
		code = fault_rows_of(c, "the index has it, the store not", p,
		    "SELECT kind, id, seq FROM seen WHERE kind = '%s' AND "
		    "NOT EXISTS (SELECT 1 FROM \"%s\" r WHERE r.id = seen.id)",
		    k, k);
	if (!code)
		code = fault_rows_of(c,
		    "it changed and its readers do not know", p,
		    "SELECT s.kind, s.id, r.seq FROM seen s JOIN \"%s\" r "
		    "ON r.id = s.id "
		    "WHERE s.kind = '%s' AND s.state = 0 AND s.seq < r.seq",
		    k, k);
	return code;
}

/*
 * Kinds of which the store itself can tell what is live. (Others may live
 * unseen: messages are read with their rooms, callers by nobody.)
 */
static enum problem_code
check_live(struct check *c, struct problem *p)
{
	static const struct {
		enum kind kind;
		const char *live;
	} rule[] = {{KIND_STATION, "retired = 0"}, {KIND_UNIT, "retired = 0"},
	    {KIND_SETTING, "retired = 0"}, {KIND_INCIDENT, "ended = 0"}};
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; i < COUNT_OF(rule) && !code; i++) {
		const char *k = kind_word(rule[i].kind);

		code = fault_rows_of(c, "it is live and nobody sees it", p,
		    "SELECT '%s', id, seq FROM \"%s\" r WHERE %s AND "
		    "NOT EXISTS (SELECT 1 FROM seen s WHERE s.kind = '%s' "
		    "AND s.id = r.id AND s.state = 0)",
		    k, k, rule[i].live, k);
	}
	return code;
}

static enum problem_code
check_seen(struct check *c, struct problem *p)
{
	enum problem_code code;

	code = fault_rows_of(c, "in the index beyond the log's last", p,
	    "SELECT kind, id, seq FROM seen WHERE seq > %lld",
	    (long long)c->last);
	if (!code)
		code = fault_rows(c, "its state in the index is not known",
		    "SELECT kind, id, state FROM seen WHERE state NOT IN "
		    "(0, 1, 2)",
		    p);
	for (enum kind k = 1; k < KIND_COUNT && !code; k++)
		code = check_kind(c, k, p);
	return code ? code : check_live(c, p);
}

/* One line against the one before. */
static void
check_line(struct check *c, const struct query *q, int64_t *seq,
    unsigned char tag[AUDIT_TAG])
{
	unsigned char want[AUDIT_TAG];
	struct audit_line line = {.seq = column_number(q, 0),
	    .at = column_number(q, 1),
	    .account = text_or(column_text(q, 2), ""),
	    .command = text_or(column_text(q, 3), ""),
	    .answer = text_or(column_text(q, 4), ""),
	    .what = text_or(column_text(q, 5), "")};
	const void *have = sqlite3_column_blob(q->stmt, 7);
	bool whole = sqlite3_column_bytes(q->stmt, 7) == AUDIT_TAG;

	if (line.seq != *seq + 1)
		fault(c, "audit/%lld: lines are missing before it",
		    (long long)line.seq);
	audit_tag(&line, column_number(q, 6), tag, want);
	if (!whole || memcmp(have, want, AUDIT_TAG) != 0)
		fault(c, "audit/%lld: it or the line before was changed",
		    (long long)line.seq);
	*seq = line.seq;
	if (whole)
		memcpy(tag, have, AUDIT_TAG);
	else
		memset(tag, 0, AUDIT_TAG);
}

static enum problem_code
check_audit(struct check *c, struct problem *p)
{
	unsigned char tag[AUDIT_TAG];
	struct query q;
	enum problem_code code = audit_root(c->s, tag, p);
	int64_t seq = 0;
	int rc;

	if (!code)
		code = query_begin(c->s, SQL_AUDIT_PAGE, &q, p);
	if (code)
		return code;
	query_number(&q, 0);
	query_number(&q, -1);
	while ((rc = query_step(&q)) == SQLITE_ROW)
		check_line(c, &q, &seq, tag);
	return query_end(&q, rc, p);
}

/* Layers that are whole and as they were put. */
struct layer_names {
	char name[64][LAYER_NAME_MAX + 1];
	uint8_t digest[64][LAYER_DIGEST];
	size_t count;
};

static bool
note_layer(void *ctx, const struct store_layer *l)
{
	struct layer_names *n = ctx;

	if (n->count < COUNT_OF(n->name)) {
		memcpy(n->digest[n->count], l->digest, LAYER_DIGEST);
		snprintf(
		    n->name[n->count++], sizeof(n->name[0]), "%s", l->name);
	}
	return true;
}

static enum problem_code
check_layer(
    struct check *c, const char *name, const uint8_t *digest, struct problem *p)
{
	uint8_t have[LAYER_DIGEST];
	struct layer *l = NULL;
	enum problem_code code = store_layer_get(c->s, name, &l, p);

	if (code == PROBLEM_UNSOUND) {
		fault(c, "layer/%s: its geometry cannot be read", name);
		return PROBLEM_NONE;
	}
	if (code)
		return code;
	layer_digest(l, have);
	if (memcmp(have, digest, LAYER_DIGEST) != 0)
		fault(c, "layer/%s: it is not what was put", name);
	layer_free(l);
	return PROBLEM_NONE;
}

static enum problem_code
check_layers(struct check *c, struct problem *p)
{
	struct layer_names n = {.count = 0};
	enum problem_code code = fault_rows(c, "a feature without its layer",
	    "SELECT 'layer', layer, number FROM layer_feature WHERE layer NOT "
	    "IN (SELECT name FROM layer)",
	    p);

	if (!code)
		code = store_layers(c->s, note_layer, &n, p);
	for (size_t i = 0; !code && i < n.count; i++)
		code = check_layer(c, n.name[i], n.digest[i], p);
	return code;
}

static enum problem_code
find_last(struct check *c, struct problem *p)
{
	unsigned char tag[AUDIT_TAG];

	return store_last(c->s, &c->last, tag, p);
}

/* Where one part meets damage the next ones are looked at all the same. */
static enum problem_code
check_all(struct check *c, struct problem *p)
{
	static enum problem_code (*const part[])(
	    struct check * c, struct problem * p) = {
	    check_file, find_last, check_audit, check_seen, check_layers};
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; i < COUNT_OF(part) && !code; i++) {
		code = part[i](c, p);
		if (!code ||
		    (sqlite3_errcode(c->s->db) & 0xff) != SQLITE_CORRUPT)
			continue;
		fault(c, "the file is damaged: %s", sqlite3_errmsg(c->s->db));
		code = PROBLEM_NONE;
	}
	return code;
}

enum problem_code
store_check(struct store *s, store_fault_fn *each, void *ctx, struct problem *p)
{
	struct check c = {.s = s, .fault = each, .ctx = ctx};
	bool own = s->mode == STORE_READ && !s->viewing;
	enum problem_code code = may_read(s, p);

	if (code)
		return code;
	/* A view that a damaged file refuses is no reason not to look. */
	if (own && store_view(s, NULL))
		own = false;
	code = check_all(&c, p);
	if (own)
		store_view_end(s);
	if (code)
		return code;
	if (c.faults == 0)
		return PROBLEM_NONE;
	code = problem_set(
	    p, PROBLEM_UNSOUND, "file", s->file, "why", why_faults_found, NULL);
	problem_param(p, "count", "%zu", c.faults);
	return code;
}
