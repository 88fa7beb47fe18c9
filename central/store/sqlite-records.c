/*
 * Records as rows: one statement of each sort a kind, made from the record
 * tables.
 */
#include "central/store/sqlite.h"

#include <string.h>

#include "model/talk.h"

#define HEAD_COLUMNS 6 /* id, station, rev, seq, at, by */

static void
add_update(struct buf *sql, enum kind kind)
{
	const struct kind_info *info = kind_info(kind);
	static const char *const head[] = {"station", "rev", "seq", "at", "by"};
	struct column column[2];

	buf_puts(sql, " ON CONFLICT(\"id\") DO UPDATE SET ");
	for (size_t i = 0; i < COUNT_OF(head); i++)
		buf_printf(sql, "%s\"%s\" = excluded.\"%s\"", i ? ", " : "",
		    head[i], head[i]);
	for (size_t i = 0; i < info->count; i++) {
		size_t n = field_columns(&info->fields[i], column);

		for (size_t j = 0; j < n; j++)
			buf_printf(sql, ", \"%s\" = excluded.\"%s\"",
			    column[j].name, column[j].name);
	}
}

static void
put_text(struct buf *sql, enum kind kind)
{
	const struct kind_info *info = kind_info(kind);
	struct column column[2];

	buf_printf(sql, "INSERT INTO \"%s\"(", info->name);
	schema_columns(sql, kind);
	buf_puts(sql, ") VALUES(?, ?, ?, ?, ?, ?");
	for (size_t i = 0; i < info->count; i++) {
		size_t n = field_columns(&info->fields[i], column);

		buf_puts(sql, n == 2 ? ", ?, ?" : ", ?");
	}
	buf_puts(sql, ")");
	add_update(sql, kind);
}

void
kind_text(struct buf *sql, enum kind kind, size_t which)
{
	const struct kind_info *info = kind_info(kind);

	if (which == KIND_SQL_PUT) {
		put_text(sql, kind);
		return;
	}
	buf_puts(sql, "SELECT ");
	schema_columns(sql, kind);
	buf_printf(sql, " FROM \"%s\" WHERE ", info->name);
	if (which == KIND_SQL_GET)
		buf_puts(sql, "\"id\" = ?");
	else if (which == KIND_SQL_PAGE)
		buf_puts(sql, "\"id\" > ? ORDER BY \"id\" LIMIT ?");
	else if (which == KIND_SQL_ROOM)
		buf_puts(sql,
		    "\"room\" = ? AND " MESSAGE_PLACE
		    " < ? ORDER BY " MESSAGE_PLACE " DESC, rowid DESC");
	else if (which == KIND_SQL_OWED)
		buf_puts(sql, "\"owed\" IS NOT NULL "
		              "ORDER BY rowid DESC LIMIT ?");
	else if (which == KIND_SQL_MUST)
		buf_puts(sql, "\"room\" = ? AND " MESSAGE_MUST
		              " ORDER BY " MESSAGE_PLACE " DESC LIMIT ?");
	else if (which == KIND_SQL_ROW)
		buf_puts(sql, "rowid = ?");
	else
		buf_printf(sql, "\"%s\" = ? ORDER BY rowid",
		    info->fields[which - KIND_SQL_FIND].name);
}

/* Records to rows */

static void
bind_point(struct query *q, struct point at)
{
	if (!point_set(at)) {
		query_null(q);
		query_null(q);
		return;
	}
	query_real(q, at.lat);
	query_real(q, at.lon);
}

/* Joins ids into text that lives until the statement is done. */
static const char *
join_refs(const struct refs *refs, struct buf *text)
{
	buf_clear(text);
	for (size_t i = 0; i < refs->count; i++) {
		if (i)
			buf_putc(text, ' ');
		buf_puts(text, refs->id[i]);
	}
	return refs->count ? buf_str(text) : NULL;
}

static void
bind_field(struct query *q, const struct record *r, const struct field *f,
    struct buf *joined)
{
	struct value v = field_get(r, f);

	switch (f->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		query_text(q, value_absent(&v) ? NULL : v.text);
		break;
	case TYPE_INTEGER:
	case TYPE_TIME:
	case TYPE_BOOL:
		query_number(q, v.number);
		break;
	case TYPE_ENUM:
		query_text(q, enum_word(f->words, (unsigned)v.number));
		break;
	case TYPE_POINT:
		bind_point(q, v.point);
		break;
	case TYPE_REFS:
		query_text(q, join_refs(&v.refs, joined));
		break;
	}
}

static bool
bind_record(struct query *q, const struct record *r, struct buf *joined)
{
	const struct kind_info *info = kind_info(r->kind);
	size_t refs = 0;
	bool ok = true;

	query_text(q, r->id);
	query_text(q, r->station);
	query_number(q, r->rev);
	query_number(q, r->seq);
	query_number(q, r->at);
	query_text(q, r->by);
	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];

		if (f->type == TYPE_REFS && refs == KIND_REFS)
			return false;
		bind_field(q, r, f, &joined[refs]);
		if (f->type == TYPE_REFS)
			ok = buf_ok(&joined[refs++]) && ok;
	}
	return ok;
}

static enum problem_code
put_row(struct store *s, const struct record *r, struct problem *p)
{
	struct buf joined[KIND_REFS] = {{0}};
	enum problem_code code = may_write(s, p);
	struct query q;

	if (!code)
		code = query_begin_kind(
		    s, r->kind, KIND_SQL_PUT, kind_text, &q, p);
	if (code)
		return code;
	if (bind_record(&q, r, joined))
		code = query_run(&q, p);
	else
		code = query_end(&q, SQLITE_NOMEM, p);
	for (size_t i = 0; i < KIND_REFS; i++)
		buf_free(&joined[i]);
	return code;
}

enum problem_code
store_put(struct store *s, const struct record *r, struct problem *p)
{
	struct talk_row before = {0};
	bool talk = r->kind == KIND_MESSAGE &&
	            message_is_talk((const struct message *)r);
	enum problem_code code = PROBLEM_NONE;

	if (talk)
		code = talk_before(s, r->id, &before, p);
	if (!code)
		code = put_row(s, r, p);
	if (!code && talk)
		code = talk_index(s, (const struct message *)r, &before, p);
	buf_free(&before.words);
	return code;
}

/* Rows to records */

/* Parts ids; false when there are more, or longer ones, than may be. */
static bool
part_refs(const char *text, struct refs_room *room, struct refs *refs)
{
	size_t len = strlen(text);
	char *at = room->text, *space;

	if (len >= sizeof(room->text))
		return false;
	memcpy(room->text, text, len + 1);
	while (*at) {
		if (refs->count == REFS_MAX)
			return false;
		room->id[refs->count++] = at;
		space = strchr(at, ' ');
		if (!space)
			break;
		*space = '\0';
		at = space + 1;
	}
	refs->id = room->id;
	return true;
}

static bool
read_enum(const struct field *f, const char *word, struct value *v)
{
	int n = word ? enum_find(f->words, word, strlen(word)) : 0;

	v->number = n;
	return n >= 0;
}

/* The value that begins in column *i; false when it is not one of f's. */
static bool
read_field(const struct query *q, const struct field *f, int *i,
    struct refs_room *room, struct value *v)
{
	int at = (*i)++;
	const char *text;

	*v = (struct value){.type = f->type};
	switch (f->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		v->text = column_text(q, at);
		return true;
	case TYPE_INTEGER:
	case TYPE_TIME:
	case TYPE_BOOL:
		v->number = column_number(q, at);
		return true;
	case TYPE_ENUM:
		return read_enum(f, column_text(q, at), v);
	case TYPE_POINT:
		v->point.lat = sqlite3_column_double(q->stmt, at);
		v->point.lon = sqlite3_column_double(q->stmt, (*i)++);
		return true;
	case TYPE_REFS:
		text = column_text(q, at);
		return !text || part_refs(text, room, &v->refs);
	}
	return false;
}

static enum problem_code
unreadable(struct store *s, const struct record *r, const struct field *f,
    struct problem *p)
{
	return problem_set(p, PROBLEM_INTERNAL, "file", s->file, "why",
	    why_record_unreadable, "kind", kind_info(r->kind)->name, "id",
	    text_or(r->id, "?"), "field", f->name, NULL);
}

enum problem_code
read_record(
    struct query *q, enum kind kind, struct record **out, struct problem *p)
{
	const struct kind_info *info = kind_info(kind);
	union any_record draft = {.head = {.kind = kind,
	                              .id = column_text(q, 0),
	                              .station = column_text(q, 1),
	                              .rev = column_number(q, 2),
	                              .seq = column_number(q, 3),
	                              .at = column_number(q, 4),
	                              .by = column_text(q, 5)}};
	size_t refs = 0;
	int at = HEAD_COLUMNS;

	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];
		struct refs_room *room = &q->s->refs[refs % KIND_REFS];
		struct value v;

		if (!read_field(q, f, &at, room, &v))
			return unreadable(q->s, &draft.head, f, p);
		refs += f->type == TYPE_REFS;
		field_set(&draft.head, f, v);
	}
	*out = record_freeze(&draft.head);
	return *out ? PROBLEM_NONE : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

enum problem_code
store_get(struct store *s, enum kind kind, const char *id, struct record **out,
    struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p), ended;
	int rc;

	if (!code)
		code =
		    query_begin_kind(s, kind, KIND_SQL_GET, kind_text, &q, p);
	if (code)
		return code;
	query_text(&q, id);
	rc = query_step(&q);
	if (rc == SQLITE_ROW)
		code = read_record(&q, kind, out, p);
	else if (rc == SQLITE_DONE)
		code = PROBLEM_NOT_FOUND;
	ended = query_end(&q, rc, p);
	return ended ? ended : code;
}

enum problem_code
query_walk(struct query *q, enum kind kind, store_record_fn *each, void *ctx,
    struct problem *p)
{
	enum problem_code code = PROBLEM_NONE, ended;
	struct record *r;
	bool more = true;
	int rc;

	while ((rc = query_step(q)) == SQLITE_ROW && more) {
		code = read_record(q, kind, &r, p);
		if (code)
			break;
		more = each(ctx, r);
		record_free(r);
	}
	ended = query_end(q, rc, p);
	return code ? code : ended;
}

enum problem_code
store_find(struct store *s, enum kind kind, const struct field *f,
    const char *text, store_record_fn *each, void *ctx, struct problem *p)
{
	size_t which = (size_t)(f - kind_info(kind)->fields);
	struct query q;
	enum problem_code code = may_read(s, p);

	if (!code)
		code = query_begin_kind(
		    s, kind, KIND_SQL_FIND + which, kind_text, &q, p);
	if (code)
		return code;
	query_text(&q, text);
	return query_walk(&q, kind, each, ctx, p);
}

enum problem_code
store_page(struct store *s, enum kind kind, const char *after, size_t limit,
    store_record_fn *each, void *ctx, struct problem *p)
{
	struct query q;
	enum problem_code code = may_read(s, p);

	if (!code)
		code =
		    query_begin_kind(s, kind, KIND_SQL_PAGE, kind_text, &q, p);
	if (code)
		return code;
	query_text(&q, text_or(after, ""));
	query_number(&q, (int64_t)limit);
	return query_walk(&q, kind, each, ctx, p);
}
