/*
 * Messages: by room, by their words, and what somebody has not read. A
 * message's words stand in an index of their own under the number of its row;
 * what stands there is taken out again with the very words that were put in,
 * so they are made anew from the text before it changes.
 */
#include "central/store/sqlite.h"

#include <string.h>

#include "model/search.h"
#include "model/talk.h"

/* Counts, and goes beyond the limit until the place changes. */
struct room_page {
	size_t left;
	int64_t place; /* of the last one handed out */
	store_record_fn *each;
	void *ctx;
};

static bool
page_message(void *ctx, const struct record *r)
{
	int64_t place = message_place((const struct message *)r);
	struct room_page *page = ctx;

	if (page->left == 0 && place != page->place)
		return false;
	if (page->left > 0)
		page->left--;
	page->place = place;
	return page->each(page->ctx, r);
}

enum problem_code
store_messages(struct store *s, const char *room, int64_t before, size_t limit,
    store_record_fn *each, void *ctx, struct problem *p)
{
	struct room_page page = {limit, 0, each, ctx};
	struct query q;
	enum problem_code code = may_read(s, p);

	if (!code)
		code = query_begin_kind(
		    s, KIND_MESSAGE, KIND_SQL_ROOM, kind_text, &q, p);
	if (code)
		return code;
	query_text(&q, room);
	query_number(&q, before > 0 ? before : INT64_MAX);
	return query_walk(&q, KIND_MESSAGE, page_message, &page, p);
}

enum problem_code
store_owed(struct store *s, size_t limit, store_record_fn *each, void *ctx,
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);

	if (!code)
		code = query_begin_kind(
		    s, KIND_MESSAGE, KIND_SQL_OWED, kind_text, &q, p);
	if (code)
		return code;
	query_number(&q, (int64_t)limit);
	return query_walk(&q, KIND_MESSAGE, each, ctx, p);
}

enum problem_code
store_mustreads(struct store *s, const char *room, size_t limit,
    store_record_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);

	if (!code)
		code = query_begin_kind(
		    s, KIND_MESSAGE, KIND_SQL_MUST, kind_text, &q, p);
	if (code)
		return code;
	query_text(&q, room);
	query_number(&q, (int64_t)limit);
	return query_walk(&q, KIND_MESSAGE, each, ctx, p);
}

/* Words */

enum problem_code
talk_before(
    struct store *s, const char *id, struct talk_row *out, struct problem *p)
{
	struct query q;
	enum problem_code code = may_write(s, p);
	const char *text;
	int rc;

	if (!code)
		code = query_begin(s, SQL_TALK_ROW, &q, p);
	if (code)
		return code;
	query_text(&q, id);
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		out->number = column_number(&q, 0);
		text = column_text(&q, 1);
		if (text)
			search_words(&out->words, text, strlen(text));
	}
	code = query_end(&q, rc, p);
	if (!code && !buf_ok(&out->words))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

/* Puts the words of a row in, or takes them out. */
static enum problem_code
change_words(struct store *s, enum sql how, int64_t number,
    const struct buf *words, struct problem *p)
{
	struct query q;
	enum problem_code code;

	if (words->len == 0)
		return PROBLEM_NONE;
	code = query_begin(s, how, &q, p);
	if (code)
		return code;
	query_number(&q, number);
	query_text(&q, buf_str(words));
	return query_run(&q, p);
}

static enum problem_code
put_words(struct store *s, int64_t number, const char *text, struct problem *p)
{
	struct buf words = {0};
	enum problem_code code;

	search_words(&words, text, strlen(text));
	code = buf_ok(&words)
	           ? change_words(s, SQL_WORDS_PUT, number, &words, p)
	           : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&words);
	return code;
}

enum problem_code
talk_index(struct store *s, const struct message *m,
    const struct talk_row *before, struct problem *p)
{
	int64_t number = before->number;
	enum problem_code code = PROBLEM_NONE;

	if (!number)
		number = sqlite3_last_insert_rowid(s->db);
	else
		code =
		    change_words(s, SQL_WORDS_DROP, number, &before->words, p);
	if (!code && m->text)
		code = put_words(s, number, m->text, p);
	return code;
}

enum problem_code
talk_index_all(struct store *s, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, SQL_TALK_ALL, &q, p), ended;
	int rc;

	if (code)
		return code;
	while ((rc = query_step(&q)) == SQLITE_ROW && !code)
		code =
		    put_words(s, column_number(&q, 0), column_text(&q, 1), p);
	ended = query_end(&q, rc, p);
	return code ? code : ended;
}

/* A search under way. */
struct searching {
	struct store *store;
	const char *search, *room;
	store_hit_fn *each;
	void *ctx;
	int64_t number; /* of the row that is looked at */
	bool more;
};

static bool
give_hit(void *ctx, const struct record *r)
{
	struct searching *f = ctx;
	const struct message *m = (const struct message *)r;
	const char *text = text_or(m->text, "");

	if ((f->room && !text_is(m->room, f->room)) ||
	    !search_hit(text, strlen(text), f->search, strlen(f->search)))
		return false;
	f->more = f->each(f->ctx, f->number, r);
	return false;
}

static enum problem_code
look_at(struct searching *f, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin_kind(
	    f->store, KIND_MESSAGE, KIND_SQL_ROW, kind_text, &q, p);

	if (code)
		return code;
	query_number(&q, f->number);
	return query_walk(&q, KIND_MESSAGE, give_hit, f, p);
}

static enum problem_code
find_words(
    struct searching *f, const char *match, int64_t before, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(f->store, SQL_WORDS_FIND, &q, p);
	enum problem_code ended;
	int rc = SQLITE_DONE;

	if (code)
		return code;
	query_text(&q, match);
	query_number(&q, before > 0 ? before : INT64_MAX);
	while (!code && f->more && (rc = query_step(&q)) == SQLITE_ROW) {
		f->number = column_number(&q, 0);
		code = look_at(f, p);
	}
	ended = query_end(&q, rc, p);
	return code ? code : ended;
}

enum problem_code
store_search(struct store *s, const char *search, const char *room,
    int64_t before, store_hit_fn *each, void *ctx, struct problem *p)
{
	struct searching f = {s, search, room, each, ctx, 0, true};
	struct buf match = {0};
	enum problem_code code = may_read(s, p);

	if (!code && search_query(&match, search, strlen(search)))
		code = buf_ok(&match)
		           ? find_words(&f, buf_str(&match), before, p)
		           : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	buf_free(&match);
	return code;
}

/* Marks */

enum problem_code
store_mark_put(struct store *s, const struct store_mark *m, struct problem *p)
{
	struct query q;
	enum problem_code code = may_write(s, p);

	if (!code)
		code = query_begin(s, SQL_MARK_PUT, &q, p);
	if (code)
		return code;
	query_text(&q, m->room);
	query_text(&q, m->who);
	query_text(&q, m->name);
	query_number(&q, m->told);
	query_number(&q, m->at);
	return query_run(&q, p);
}

enum problem_code
store_marks(struct store *s, const char *room, store_mark_fn *each, void *ctx,
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);
	bool more = true;
	int rc = SQLITE_DONE;

	if (!code)
		code = query_begin(s, SQL_MARKS, &q, p);
	if (code)
		return code;
	query_text(&q, room);
	while (more && (rc = query_step(&q)) == SQLITE_ROW) {
		const struct store_mark m = {column_text(&q, 0),
		    column_text(&q, 1), column_text(&q, 2),
		    column_number(&q, 3), column_number(&q, 4)};

		more = each(ctx, &m);
	}
	return query_end(&q, rc, p);
}

/* One number of one row, 0 when there is none. */
static enum problem_code
read_number(struct query *q, int64_t *out, struct problem *p)
{
	int rc = query_step(q);

	*out = rc == SQLITE_ROW ? column_number(q, 0) : 0;
	return query_end(q, rc, p);
}

static enum problem_code
count_unread(struct store *s, const char *room, const char *who,
    const char *person, const char *also, struct store_unread *out,
    struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, SQL_UNREAD, &q, p);
	int rc;

	if (code)
		return code;
	query_text(&q, room);
	query_number(&q, out->read);
	query_text(&q, person);
	query_text(&q, who);
	query_text(&q, text_or(also, who));
	rc = query_step(&q);
	if (rc == SQLITE_ROW) {
		out->unread = column_number(&q, 0);
		out->named = column_number(&q, 1);
	}
	return query_end(&q, rc, p);
}

enum problem_code
store_unread(struct store *s, const char *room, const char *who,
    const char *person, const char *also, struct store_unread *out,
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);

	*out = (struct store_unread){0};
	if (!code)
		code = query_begin(s, SQL_TALK_LAST, &q, p);
	if (code)
		return code;
	query_text(&q, room);
	code = read_number(&q, &out->last, p);
	if (code || out->last == 0)
		return code;
	code = query_begin(s, SQL_MARK_GET, &q, p);
	if (code)
		return code;
	query_text(&q, room);
	query_text(&q, who);
	code = read_number(&q, &out->read, p);
	if (code || out->read >= out->last)
		return code;
	return count_unread(s, room, who, person, also, out, p);
}
