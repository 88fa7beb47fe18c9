/*
 * The schema: a table a kind, made from the record tables, and those of the
 * store itself. Enums are kept as words and references as ids parted by
 * spaces, so that a dump reads by itself and a set may grow. Columns are only
 * ever added; one that this program does not know is left alone.
 *
 * Record tables keep their rows in the order of arrival with the ids in an
 * index beside: the rows of one group are neighbours then, and a group dirties
 * few pages. Absent text is NULL and stands in no index.
 */
#include "central/store/sqlite.h"

#include <stdio.h>
#include <string.h>

/*
 * The numbers of enum seen_state are on disk. seen_left is there for pruning
 * only: a walk over all rows would meet every incident that ever was.
 */
static const char own_tables[] =
    "CREATE TABLE IF NOT EXISTS seen(kind TEXT NOT NULL, id TEXT NOT NULL, "
    "scope TEXT NOT NULL, seq INTEGER NOT NULL, state INTEGER NOT NULL, "
    "PRIMARY KEY(kind, id, scope)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS seen_feed "
    "ON seen(scope, state, seq, kind, id);"
    "CREATE INDEX IF NOT EXISTS seen_left ON seen(seq) WHERE state = 2;"
    "CREATE TABLE IF NOT EXISTS audit(seq INTEGER PRIMARY KEY, "
    "at INTEGER NOT NULL, account TEXT NOT NULL, command TEXT NOT NULL, "
    "answer TEXT NOT NULL, what TEXT NOT NULL, salt INTEGER NOT NULL, "
    "tag BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS command_key(account TEXT NOT NULL, "
    "key TEXT NOT NULL, digest BLOB, status INTEGER NOT NULL, body TEXT, "
    "at INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX IF NOT EXISTS command_key_key "
    "ON command_key(account, key);"
    "CREATE INDEX IF NOT EXISTS command_key_at ON command_key(at);"
    "CREATE TABLE IF NOT EXISTS account(id TEXT PRIMARY KEY NOT NULL, "
    "name TEXT NOT NULL UNIQUE, officer TEXT, station TEXT, unit TEXT, "
    "roles TEXT NOT NULL, password TEXT NOT NULL, totp TEXT, "
    "one_time INTEGER NOT NULL, locked INTEGER NOT NULL, "
    "failures INTEGER NOT NULL, failed INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS token(hash BLOB PRIMARY KEY NOT NULL, "
    "account TEXT NOT NULL, seat TEXT, made INTEGER NOT NULL, "
    "expires INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS token_account ON token(account);"
    "CREATE TABLE IF NOT EXISTS number(name TEXT PRIMARY KEY NOT NULL, "
    "value INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS timer(kind TEXT NOT NULL, id TEXT NOT NULL, "
    "name TEXT NOT NULL, due INTEGER NOT NULL, "
    "PRIMARY KEY(kind, id, name)) WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS timer_due ON timer(due, kind, id, name);"
    "CREATE TABLE IF NOT EXISTS fact(name TEXT PRIMARY KEY NOT NULL, "
    "text TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS layer(name TEXT PRIMARY KEY NOT NULL, "
    "role TEXT NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL, "
    "by TEXT, features INTEGER NOT NULL, vertices INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS layer_feature(layer TEXT NOT NULL, "
    "number INTEGER NOT NULL, name TEXT, code TEXT, record TEXT, "
    "class TEXT NOT NULL, rank INTEGER NOT NULL, geometry BLOB NOT NULL, "
    "PRIMARY KEY(layer, number));"
    "DROP INDEX IF EXISTS message_room;"
    "CREATE INDEX IF NOT EXISTS message_place "
    "ON message(room, " MESSAGE_PLACE ");"
    "CREATE INDEX IF NOT EXISTS message_talk "
    "ON message(room, " MESSAGE_PLACE ") WHERE " MESSAGE_TALKS ";"
    "CREATE INDEX IF NOT EXISTS message_must "
    "ON message(room, " MESSAGE_PLACE ") WHERE " MESSAGE_MUST ";"
    "CREATE INDEX IF NOT EXISTS message_owed ON message(owed) "
    "WHERE owed IS NOT NULL;"
    "CREATE TABLE IF NOT EXISTS mark(room TEXT NOT NULL, who TEXT NOT NULL, "
    "name TEXT, told INTEGER NOT NULL, at INTEGER NOT NULL, "
    "PRIMARY KEY(room, who)) WITHOUT ROWID;";

/*
 * The words of what people wrote. Nothing but the numbers of rows is kept in
 * it: the text is the message's. It parts at ASCII signs and blanks only, and
 * model/search.h writes no others.
 */
static const char words_table[] =
    "CREATE VIRTUAL TABLE message_words USING fts5(words, content='', "
    "columnsize=0, detail=none, tokenize='ascii');";

static const char *
column_type(enum field_type type)
{
	switch (type) {
	case TYPE_INTEGER:
	case TYPE_TIME:
	case TYPE_BOOL:
		return "INTEGER NOT NULL DEFAULT 0";
	case TYPE_POINT:
		return "REAL";
	default:
		return "TEXT";
	}
}

size_t
field_columns(const struct field *f, struct column out[2])
{
	size_t n = f->type == TYPE_POINT ? 2 : 1;
	static const char *const of_point[] = {"_lat", "_lon"};

	for (size_t i = 0; i < n; i++) {
		snprintf(out[i].name, sizeof(out[i].name), "%s%s", f->name,
		    f->type == TYPE_POINT ? of_point[i] : "");
		out[i].type = column_type(f->type);
	}
	return n;
}

void
schema_columns(struct buf *sql, enum kind kind)
{
	const struct kind_info *info = kind_info(kind);
	struct column column[2];

	buf_puts(sql, "\"id\", \"station\", \"rev\", \"seq\", \"at\", \"by\"");
	for (size_t i = 0; i < info->count; i++) {
		size_t n = field_columns(&info->fields[i], column);

		for (size_t j = 0; j < n; j++)
			buf_printf(sql, ", \"%s\"", column[j].name);
	}
}

/* Whole where there is none yet; altering reads the whole schema each time. */
static void
add_table(struct buf *sql, const struct kind_info *info)
{
	struct column column[2];

	buf_printf(sql,
	    "CREATE TABLE IF NOT EXISTS \"%s\"("
	    "\"id\" TEXT NOT NULL UNIQUE, \"station\" TEXT, "
	    "\"rev\" INTEGER NOT NULL, \"seq\" INTEGER NOT NULL, "
	    "\"at\" INTEGER NOT NULL, \"by\" TEXT",
	    info->name);
	for (size_t i = 0; i < info->count; i++) {
		size_t n = field_columns(&info->fields[i], column);

		for (size_t j = 0; j < n; j++)
			buf_printf(
			    sql, ", \"%s\" %s", column[j].name, column[j].type);
	}
	buf_puts(sql, ");");
}

static bool
column_is_there(struct store *s, const char *table, const char *column)
{
	return sqlite3_table_column_metadata(s->db, NULL, table, column, NULL,
	           NULL, NULL, NULL, NULL) == SQLITE_OK;
}

static void
add_columns(struct store *s, struct buf *sql, const struct kind_info *info)
{
	struct column column[2];

	for (size_t i = 0; i < info->count; i++) {
		size_t n = field_columns(&info->fields[i], column);

		for (size_t j = 0; j < n; j++)
			if (!column_is_there(s, info->name, column[j].name))
				buf_printf(sql,
				    "ALTER TABLE \"%s\" ADD COLUMN \"%s\" %s;",
				    info->name, column[j].name, column[j].type);
	}
}

/* Messages are found by room through message_place, which is sorted too. */
static bool
has_own_index(const struct kind_info *info, const struct field *f)
{
	return info == kind_info(KIND_MESSAGE) && strcmp(f->name, "room") == 0;
}

static void
add_indexes(struct buf *sql, const struct kind_info *info)
{
	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];

		if (!(f->flags & FIELD_INDEXED) || has_own_index(info, f))
			continue;
		buf_printf(sql,
		    "CREATE INDEX IF NOT EXISTS \"%s_%s\" ON \"%s\"(\"%s\") "
		    "WHERE \"%s\" IS NOT NULL;",
		    info->name, f->name, info->name, f->name, f->name);
	}
}

static enum problem_code
run(struct store *s, struct buf *sql, struct problem *p)
{
	enum problem_code code = PROBLEM_NO_MEMORY;

	if (buf_ok(sql))
		code = sql_exec(s, buf_str(sql), p);
	buf_free(sql);
	return code;
}

enum problem_code
schema_make(struct store *s, struct problem *p)
{
	struct buf tables = {0}, rest = {0};
	enum problem_code code;

	for (enum kind k = 1; k < KIND_COUNT; k++)
		add_table(&tables, kind_info(k));
	code = run(s, &tables, p);
	if (code)
		return code;
	for (enum kind k = 1; k < KIND_COUNT; k++) {
		add_columns(s, &rest, kind_info(k));
		add_indexes(&rest, kind_info(k));
	}
	buf_puts(&rest, own_tables);
	code = run(s, &rest, p);
	if (code || column_is_there(s, "message_words", NULL))
		return code;
	code = sql_exec(s, words_table, p);
	return code ? code : talk_index_all(s, p);
}

enum problem_code
schema_test(struct store *s, struct problem *p)
{
	struct column column[2];
	bool fine = column_is_there(s, "layer_feature", "geometry");

	for (enum kind k = 1; k < KIND_COUNT; k++) {
		const struct kind_info *info = kind_info(k);

		for (size_t i = 0; fine && i < info->count; i++) {
			field_columns(&info->fields[i], column);
			fine = column_is_there(s, info->name, column[0].name);
		}
	}
	if (fine)
		return PROBLEM_NONE;
	return problem_set(
	    p, PROBLEM_STORE, "file", s->file, "why", why_older_store, NULL);
}
