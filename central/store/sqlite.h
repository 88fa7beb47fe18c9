/*
 * What the files of the SQLite store share. Nobody else includes this: the
 * store is store.h. (PostgreSQL slots in beside it: store.h's functions become
 * a table in struct store that store_open() picks by its address, and the
 * conformance suite runs over both.)
 *
 *	sqlite.c	 open, close, transactions, the lock
 *	sqlite-schema.c	 tables made from the record tables
 *	sqlite-query.c	 prepared statements; errors as problems
 *	sqlite-records.c records
 *	sqlite-talk.c	 messages: by room, by words, what is unread
 *	sqlite-seen.c	 the index of who sees what, and the feed's pages
 *	sqlite-audit.c	 the chained log
 *	sqlite-private.c keys, accounts, tokens, numbers, timers, facts
 *	sqlite-layers.c	 map layers and their geometry
 *	sqlite-check.c	 what must not be
 */
#ifndef CENTRAL_STORE_SQLITE_H
#define CENTRAL_STORE_SQLITE_H

#include "central/store/store.h"

#include <sqlite3.h>

enum sql {
#define STATEMENT(NAME, text) SQL_##NAME,
#include "central/store/sqlite.def"
#undef STATEMENT
	SQL_COUNT
};

/* Statements made for each kind; FIND + i finds by its i-th field. */
enum kind_sql {
	KIND_SQL_PUT,
	KIND_SQL_GET,
	KIND_SQL_PAGE,
	KIND_SQL_ROOM, /* messages only, as the next three */
	KIND_SQL_OWED,
	KIND_SQL_MUST,
	KIND_SQL_ROW, /* by the table's own number */
	KIND_SQL_FIND,
};

#define KIND_FIELDS 48 /* most fields of a kind */
#define KIND_REFS 6    /* most fields of references of a kind */

/* Where the references of a row are parted into ids. */
struct refs_room {
	char text[REFS_MAX * ID_SIZE];
	const char *id[REFS_MAX];
};

struct store {
	sqlite3 *db;
	enum store_mode mode;
	int lock;               /* the lock file, held; -1 in a reader */
	char *file;             /* path of the database, for problems */
	bool writing;           /* between begin and commit */
	bool marked;            /* between mark and keep */
	bool viewing;           /* between view and view_end */
	bool dead;              /* a commit's fate is unknown: only close */
	int log;                /* pages in the log after the last commit */
	int log_limit;          /* pages of log worth a short stop */
	enum problem_code torn; /* why SQLite dropped the transaction itself */
	sqlite3_stmt *stmt[SQL_COUNT];
	sqlite3_stmt *kind_stmt[KIND_COUNT][KIND_SQL_FIND + KIND_FIELDS];
	struct refs_room refs[KIND_REFS];
};

/*
 * A statement in use. It is taken out of the handle's cache and put back at
 * the end, so a callback may run the same one again.
 */
struct query {
	struct store *s;
	sqlite3_stmt *stmt;
	sqlite3_stmt **home; /* its place in the cache */
	int next;            /* parameter that is bound next */
	int rc;              /* first fault of binding */
};

/* Begins; every begun query is ended by query_end or query_run. */
MUST_USE enum problem_code query_begin(
    struct store *s, enum sql which, struct query *q, struct problem *p);
/* The same for SQL of a kind's; `text` makes it when it is not cached. */
MUST_USE enum problem_code query_begin_kind(struct store *s, enum kind kind,
    size_t which, void (*text)(struct buf *sql, enum kind kind, size_t which),
    struct query *q, struct problem *p);
/* Parameters in their order. Text is borrowed until the query ends. */
void query_text(struct query *q, const char *text); /* NULL: NULL */
void query_number(struct query *q, int64_t n);
void query_real(struct query *q, double x);
void query_bytes(struct query *q, const void *bytes, size_t len);
void query_null(struct query *q);
/* SQLITE_ROW, SQLITE_DONE or what went wrong. */
int query_step(struct query *q);
/* Ends it; rc is the last step's. */
MUST_USE enum problem_code query_end(
    struct query *q, int rc, struct problem *p);
/* Steps to the end, rows aside, and ends it. */
MUST_USE enum problem_code query_run(struct query *q, struct problem *p);
/* Columns of the row; text NULL for NULL. */
const char *column_text(const struct query *q, int i);
int64_t column_number(const struct query *q, int i);
/* The kind of a row's word; KIND_ANY when it is a newer program's. */
enum kind column_kind(const struct query *q, int i);

/* The SQL of a kind's statement, for query_begin_kind(). */
void kind_text(struct buf *sql, enum kind kind, size_t which);
/* The row as a record, for record_free(). */
MUST_USE enum problem_code read_record(
    struct query *q, enum kind kind, struct record **out, struct problem *p);
/* Hands the rows out until they end or `each` refuses, and ends the query. */
MUST_USE enum problem_code query_walk(struct query *q, enum kind kind,
    store_record_fn *each, void *ctx, struct problem *p);

/* A message's place as SQL has it: model/talk.h. The index is on this text. */
#define MESSAGE_PLACE "(CASE told WHEN 0 THEN seq ELSE told END)"
/* What people wrote: message_is_talk(). */
#define MESSAGE_TALKS "class IN ('talk', 'mustread', 'checklist')"
#define MESSAGE_MUST "class = 'mustread'"

/* What stands of a message in the index of words. Begins as {0}. */
struct talk_row {
	int64_t number; /* its row's; 0: there is none yet */
	struct buf words;
};
MUST_USE enum problem_code talk_before(
    struct store *s, const char *id, struct talk_row *out, struct problem *p);
/* Puts the words of what was just put in the place of those before. */
MUST_USE enum problem_code talk_index(struct store *s, const struct message *m,
    const struct talk_row *before, struct problem *p);
/* Indexes what an older version stored without. */
MUST_USE enum problem_code talk_index_all(struct store *s, struct problem *p);

/* SQL without parameters or rows, as it stands. */
MUST_USE enum problem_code sql_exec(
    struct store *s, const char *sql, struct problem *p);
/* What SQLite's rc means; notes a transaction that it dropped. */
enum problem_code sql_problem(struct store *s, int rc, struct problem *p);
/* Refuses a dead handle, a torn transaction, a write outside of one. */
MUST_USE enum problem_code may_read(struct store *s, struct problem *p);
MUST_USE enum problem_code may_write(struct store *s, struct problem *p);
const char *kind_word(enum kind kind); /* "" for KIND_ANY */

/* Makes what is missing: tables, columns, indexes. */
MUST_USE enum problem_code schema_make(struct store *s, struct problem *p);
/* Whether all that is needed is there. */
MUST_USE enum problem_code schema_test(struct store *s, struct problem *p);

/* A field's columns: names and how they are declared; 1 or 2 of them. */
struct column {
	char name[48];
	const char *type;
};
size_t field_columns(const struct field *f, struct column out[2]);
/* Appends the columns of a kind, quoted and parted by commas. */
void schema_columns(struct buf *sql, enum kind kind);

/* The tag of a line from its content, the salt and the tag before. */
void audit_tag(const struct audit_line *line, int64_t salt,
    const unsigned char before[AUDIT_TAG], unsigned char tag[AUDIT_TAG]);
/* What the first line is chained to: the store's own id. */
MUST_USE enum problem_code audit_root(
    struct store *s, unsigned char tag[AUDIT_TAG], struct problem *p);

#endif
