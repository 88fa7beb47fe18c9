/*
 * The audit log. A line's tag is BLAKE2s over the tag before and all of the
 * line, so no line can be changed, taken out or put in between without all
 * that follow being made anew. Some random bytes (salt) go into each, so two
 * stores that go apart (a backup that was restored) never come to the same
 * tag, even when they take the same commands at the same times.
 */
#include "central/store/sqlite.h"

#include "model/blake2s.h"

#include <string.h>

static void
add_number(struct blake2s *h, int64_t n)
{
	uint64_t u = (uint64_t)n;
	uint8_t bytes[8];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)(u >> (8 * i));
	blake2s_add(h, bytes, sizeof(bytes));
}

static void
add_text(struct blake2s *h, const char *text)
{
	size_t len = strlen(text);

	add_number(h, (int64_t)len);
	blake2s_add(h, text, len);
}

void
audit_tag(const struct audit_line *line, int64_t salt,
    const unsigned char before[AUDIT_TAG], unsigned char tag[AUDIT_TAG])
{
	struct blake2s h;

	blake2s_begin(&h, AUDIT_TAG);
	blake2s_add(&h, before, AUDIT_TAG);
	add_number(&h, salt);
	add_number(&h, line->seq);
	add_number(&h, line->at);
	add_text(&h, line->account);
	add_text(&h, line->command);
	add_text(&h, line->answer);
	add_text(&h, line->what);
	blake2s_end(&h, tag);
}

enum problem_code
audit_root(struct store *s, unsigned char tag[AUDIT_TAG], struct problem *p)
{
	struct buf id = {0};
	struct blake2s h;
	enum problem_code code = store_fact_get(s, "id", &id, p);

	blake2s_begin(&h, AUDIT_TAG);
	blake2s_add(&h, buf_str(&id), id.len);
	blake2s_end(&h, tag);
	buf_free(&id);
	return code == PROBLEM_NOT_FOUND ? PROBLEM_NONE : code;
}

static void
read_tag(const struct query *q, int i, unsigned char tag[AUDIT_TAG])
{
	memset(tag, 0, AUDIT_TAG);
	if (sqlite3_column_bytes(q->stmt, i) == AUDIT_TAG)
		memcpy(tag, sqlite3_column_blob(q->stmt, i), AUDIT_TAG);
}

enum problem_code
store_last(struct store *s, int64_t *seq, unsigned char tag[AUDIT_TAG],
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);
	int rc;

	if (!code)
		code = query_begin(s, SQL_LAST, &q, p);
	if (code)
		return code;
	*seq = 0;
	memset(tag, 0, AUDIT_TAG);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		*seq = column_number(&q, 0);
		read_tag(&q, 1, tag);
	}
	return query_end(&q, rc, p);
}

enum problem_code
store_tag(struct store *s, int64_t seq, unsigned char tag[AUDIT_TAG],
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p), ended;
	int rc;

	if (!code)
		code = query_begin(s, SQL_TAG, &q, p);
	if (code)
		return code;
	query_number(&q, seq);
	rc = query_step(&q);
	if (rc == SQLITE_ROW)
		read_tag(&q, 0, tag);
	else
		code = PROBLEM_NOT_FOUND;
	ended = query_end(&q, rc, p);
	return ended ? ended : code;
}

static enum problem_code
audit_insert(struct store *s, const struct audit_line *line, int64_t salt,
    struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, SQL_AUDIT, &q, p);

	if (code)
		return code;
	query_number(&q, line->seq);
	query_number(&q, line->at);
	query_text(&q, line->account);
	query_text(&q, line->command);
	query_text(&q, line->answer);
	query_text(&q, line->what);
	query_number(&q, salt);
	query_bytes(&q, line->tag, AUDIT_TAG);
	return query_run(&q, p);
}

enum problem_code
store_audit(struct store *s, struct audit_line *line, struct problem *p)
{
	unsigned char before[AUDIT_TAG];
	enum problem_code code = may_write(s, p);
	int64_t last, salt;

	if (!code)
		code = store_last(s, &last, before, p);
	if (!code && last == 0)
		code = audit_root(s, before, p);
	if (code)
		return code;
	if (line->seq != last + 1)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_audit_order, NULL);
	sqlite3_randomness(sizeof(salt), &salt);
	audit_tag(line, salt, before, line->tag);
	return audit_insert(s, line, salt, p);
}

enum problem_code
store_audit_page(struct store *s, int64_t after, size_t limit,
    store_audit_fn *each, void *ctx, struct problem *p)
{
	struct audit_line line;
	struct query q;
	enum problem_code code = may_read(s, p);
	bool more = true;
	int rc;

	if (!code)
		code = query_begin(s, SQL_AUDIT_PAGE, &q, p);
	if (code)
		return code;
	query_number(&q, after);
	query_number(&q, (int64_t)limit);
	while ((rc = query_step(&q)) == SQLITE_ROW && more) {
		line.seq = column_number(&q, 0);
		line.at = column_number(&q, 1);
		line.account = text_or(column_text(&q, 2), "");
		line.command = text_or(column_text(&q, 3), "");
		line.answer = text_or(column_text(&q, 4), "");
		line.what = text_or(column_text(&q, 5), "");
		read_tag(&q, 7, line.tag);
		more = each(ctx, &line);
	}
	return query_end(&q, rc, p);
}
