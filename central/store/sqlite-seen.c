/*
 * The index of who sees what, and the feed's pages out of it.
 *
 * A row is one record in one scope. The table's own order (kind, id, scope)
 * answers "may they read it" and "who sees it"; the index seen_feed (scope,
 * state, seq, kind, id) answers "what is live" and "what changed since" by
 * reading just those rows, however many incidents have aged.
 *
 * A page is merged from one range a scope and state. Of a record that several
 * scopes of the reader have, one row stands for it and the others are left
 * out here, so that it is sent once and stays while one still has it.
 */
#include "central/store/sqlite.h"

#include "model/text.h"

#include <stdlib.h>
#include <string.h>

enum problem_code
store_show(struct store *s, const struct seen *row, struct problem *p)
{
	struct query q;
	enum problem_code code = may_write(s, p);

	if (!code)
		code = query_begin(s, SQL_SHOW, &q, p);
	if (code)
		return code;
	query_text(&q, kind_word(row->kind));
	query_text(&q, row->id);
	query_text(&q, row->scope);
	query_number(&q, row->seq);
	query_number(&q, row->state);
	return query_run(&q, p);
}

enum problem_code
store_seen(struct store *s, const char *scope, enum kind kind, const char *id,
    int64_t *seq, enum seen_state *state, struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p), ended;
	int rc;

	if (!code)
		code = query_begin(s, SQL_SEEN, &q, p);
	if (code)
		return code;
	query_text(&q, kind_word(kind));
	query_text(&q, id);
	query_text(&q, scope);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		*seq = column_number(&q, 0);
		*state = (enum seen_state)column_number(&q, 1);
	} else {
		code = PROBLEM_NOT_FOUND;
	}
	ended = query_end(&q, rc, p);
	return ended ? ended : code;
}

enum problem_code
store_scopes(struct store *s, enum kind kind, const char *id,
    store_seen_fn *each, void *ctx, struct problem *p)
{
	struct seen row = {.kind = kind, .id = id};
	struct query q;
	enum problem_code code = may_read(s, p);
	bool more = true;
	int rc;

	if (!code)
		code = query_begin(s, SQL_SCOPES, &q, p);
	if (code)
		return code;
	query_text(&q, kind_word(kind));
	query_text(&q, id);
	while ((rc = query_step(&q)) == SQLITE_ROW && more) {
		row.scope = column_text(&q, 0);
		row.seq = column_number(&q, 1);
		row.state = (enum seen_state)column_number(&q, 2);
		more = each(ctx, &row);
	}
	return query_end(&q, rc, p);
}

/* Pages of the feed */

struct feed_row {
	int64_t seq;
	enum kind kind;
	enum seen_state state;
	size_t scope; /* which of the asked ones */
	char id[ID_SIZE];
};

/* The first `limit` rows of several streams. */
struct gather {
	struct feed_row *row; /* room for two times limit */
	size_t count, limit;
	bool full;             /* bound is set: there are limit rows up to it */
	struct feed_row bound; /* the last of them */
	bool more;             /* some stream has rows that were not taken */
};

static int
place_compare(const struct feed_row *a, const struct feed_row *b)
{
	int c = (a->seq > b->seq) - (a->seq < b->seq);

	if (c == 0 && a->kind != b->kind)
		c = strcmp(kind_word(a->kind), kind_word(b->kind));
	return c ? c : strcmp(a->id, b->id);
}

static int
row_compare(const void *x, const void *y)
{
	const struct feed_row *a = x, *b = y;
	int c = place_compare(a, b);

	if (c == 0)
		c = (int)a->state - (int)b->state;
	return c ? c : (a->scope > b->scope) - (a->scope < b->scope);
}

static void
gather_cut(struct gather *g)
{
	qsort(g->row, g->count, sizeof(g->row[0]), row_compare);
	if (g->count < g->limit)
		return;
	g->more = g->more || g->count > g->limit;
	g->count = g->limit;
	g->bound = g->row[g->limit - 1];
	g->full = true;
}

static void
gather_add(struct gather *g, const struct feed_row *row)
{
	g->row[g->count++] = *row;
	if (g->count == 2 * g->limit)
		gather_cut(g);
}

static bool
read_feed_row(const struct query *q, struct feed_row *row)
{
	const char *id = column_text(q, 2);

	row->seq = column_number(q, 0);
	row->kind = column_kind(q, 1);
	if (row->kind == KIND_ANY || !id)
		return false;
	text_copy_cut(row->id, sizeof(row->id), id);
	return true;
}

/* Adds what one scope has in one state. */
static enum problem_code
gather_stream(struct store *s, const struct store_feed *ask, size_t scope,
    enum seen_state state, struct gather *g, struct problem *p)
{
	struct feed_row row = {.scope = scope, .state = state};
	struct query q;
	enum problem_code code = query_begin(s, SQL_FEED, &q, p);
	size_t taken = 0;
	int rc;

	if (code)
		return code;
	query_text(&q, ask->scopes[scope]);
	query_number(&q, state);
	query_number(&q, ask->after.seq);
	query_text(&q, kind_word(ask->after.kind));
	query_text(&q, ask->after.id);
	query_number(&q, ask->upto);
	query_text(&q, ask->only ? kind_word(ask->only) : NULL);
	while ((rc = query_step(&q)) == SQLITE_ROW) {
		if (!read_feed_row(&q, &row))
			continue;
		if (taken == g->limit ||
		    (g->full && row_compare(&row, &g->bound) > 0)) {
			g->more = true;
			break;
		}
		gather_add(g, &row);
		taken++;
	}
	return query_end(&q, rc, p);
}

static enum problem_code
gather(struct store *s, const struct store_feed *ask, struct gather *g,
    struct problem *p)
{
	enum seen_state last = ask->live_only ? SEEN_LIVE : SEEN_LEFT;
	enum problem_code code = PROBLEM_NONE;

	g->count = 0;
	g->full = false;
	g->more = false;
	for (size_t i = 0; i < ask->count && !code; i++)
		for (unsigned st = SEEN_LIVE; st <= last && !code; st++)
			code =
			    gather_stream(s, ask, i, (enum seen_state)st, g, p);
	gather_cut(g);
	return code;
}

/* The newest seqs of one record in the asked scopes. */
struct verdict {
	const struct store_feed *ask;
	int64_t live, any; /* of its live rows (0: none), of all */
};

static bool
judge(void *ctx, const struct seen *row)
{
	struct verdict *v = ctx;

	for (size_t i = 0; i < v->ask->count; i++) {
		if (strcmp(v->ask->scopes[i], row->scope) != 0)
			continue;
		if (row->seq > v->any)
			v->any = row->seq;
		if (row->state == SEEN_LIVE && row->seq > v->live)
			v->live = row->seq;
	}
	return true;
}

/*
 * Whether this row stands for its record in this feed (*yes) and whether the
 * record is live in it: by the newest of all its rows, so that whatever moves
 * in one scope takes it forward in the feed, never back behind a reader.
 */
static enum problem_code
stands(struct store *s, const struct store_feed *ask,
    const struct feed_row *row, bool *yes, bool *live, struct problem *p)
{
	struct verdict v = {.ask = ask};
	enum problem_code code;

	*yes = true;
	*live = row->state == SEEN_LIVE;
	if (ask->count == 1)
		return PROBLEM_NONE;
	code = store_scopes(s, row->kind, row->id, judge, &v, p);
	*yes =
	    v.any <= ask->upto && row->seq == (ask->live_only ? v.live : v.any);
	*live = v.live > 0;
	return code;
}

static enum problem_code
hand_out(struct store *s, const struct store_feed *ask,
    const struct feed_row *row, bool live, store_feed_fn *each, void *ctx,
    bool *more, struct problem *p)
{
	struct seen seen = {.scope = ask->scopes[row->scope],
	    .kind = row->kind,
	    .id = row->id,
	    .seq = row->seq,
	    .state = live ? SEEN_LIVE : row->state};
	enum problem_code code = PROBLEM_NONE;
	struct record *r = NULL;

	if (live)
		code = store_get(s, row->kind, row->id, &r, p);
	if (code == PROBLEM_NOT_FOUND) {
		code = problem_set(
		    p, PROBLEM_INTERNAL, "why", why_index_dangling, NULL);
	}
	if (!code)
		*more = each(ctx, &seen, r);
	record_free(r);
	return code;
}

/* Hands out what stands of the gathered rows, `left` at most. */
static enum problem_code
hand_out_all(struct store *s, const struct store_feed *ask, struct gather *g,
    store_feed_fn *each, void *ctx, size_t *left, struct problem *p)
{
	const struct feed_row *last = NULL;
	enum problem_code code = PROBLEM_NONE;
	bool yes, live, more = true;

	for (size_t i = 0; i < g->count && *left && !code; i++) {
		const struct feed_row *row = &g->row[i];

		if (last && place_compare(last, row) == 0)
			continue;
		code = stands(s, ask, row, &yes, &live, p);
		if (code || !yes)
			continue;
		code = hand_out(s, ask, row, live, each, ctx, &more, p);
		last = row;
		*left = more ? *left - 1 : 0;
	}
	return code;
}

static void
go_on_after(struct store_feed *ask, const struct feed_row *row)
{
	ask->after.seq = row->seq;
	ask->after.kind = row->kind;
	text_copy_cut(ask->after.id, sizeof(ask->after.id), row->id);
}

static enum problem_code
feed_pages(struct store *s, const struct store_feed *asked, store_feed_fn *each,
    void *ctx, struct problem *p)
{
	struct store_feed ask = *asked;
	struct gather g = {.limit = ask.limit};
	enum problem_code code;
	size_t left = ask.limit;

	if (ask.limit == 0 || ask.count == 0)
		return PROBLEM_NONE;
	g.row = calloc(2 * g.limit, sizeof(g.row[0]));
	if (!g.row)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	do {
		code = gather(s, &ask, &g, p);
		if (code)
			break;
		code = hand_out_all(s, &ask, &g, each, ctx, &left, p);
		if (g.count)
			go_on_after(&ask, &g.row[g.count - 1]);
	} while (!code && g.more && left);
	free(g.row);
	return code;
}

/* The parts of a page must be of one moment. */
enum problem_code
store_feed(struct store *s, const struct store_feed *ask, store_feed_fn *each,
    void *ctx, struct problem *p)
{
	bool own = s->mode == STORE_READ && !s->viewing;
	enum problem_code code = may_read(s, p);

	if (!code && own)
		code = store_view(s, p);
	if (code)
		return code;
	code = feed_pages(s, ask, each, ctx, p);
	if (own)
		store_view_end(s);
	return code;
}

/* Exits that are forgotten */

enum problem_code
store_floor(struct store *s, int64_t *floor, struct problem *p)
{
	struct buf text = {0};
	enum problem_code code = store_fact_get(s, "floor", &text, p);

	*floor = code ? 0 : strtoll(buf_str(&text), NULL, 10);
	buf_free(&text);
	return code == PROBLEM_NOT_FOUND ? PROBLEM_NONE : code;
}

enum problem_code
store_prune_exits(struct store *s, int64_t upto, struct problem *p)
{
	struct buf text = {0};
	struct query q;
	int64_t floor;
	enum problem_code code = may_write(s, p);

	if (!code)
		code = store_floor(s, &floor, p);
	if (code || upto <= floor)
		return code;
	buf_printf(&text, "%lld", (long long)upto);
	code = buf_ok(&text) ? store_fact_put(s, "floor", buf_str(&text), p)
	                     : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&text);
	if (!code)
		code = query_begin(s, SQL_PRUNE_EXITS, &q, p);
	if (code)
		return code;
	query_number(&q, upto);
	return query_run(&q, p);
}
