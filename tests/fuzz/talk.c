/*
 * The names in a text and the words of a search: whatever bytes come, each
 * name lies within the text, walking ends, and what is asked of FTS5 is a
 * query that SQLite takes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "model/search.h"
#include "model/talk.h"

static void
walk_names(const char *text, size_t len)
{
	struct talk_name name;
	size_t at = 0, before = 0;

	while (talk_next_name(text, len, &at, &name)) {
		if (at <= before || at > len || name.len == 0 ||
		    name.text < text || name.text + name.len > text + len)
			abort();
		before = at;
	}
}

static sqlite3 *
open_index(void)
{
	static sqlite3 *db;

	if (db)
		return db;
	if (sqlite3_open(":memory:", &db) ||
	    sqlite3_exec(db,
	        "CREATE VIRTUAL TABLE w USING fts5(words, content='', "
	        "columnsize=0, detail=none, tokenize='ascii');",
	        NULL, NULL, NULL))
		abort();
	return db;
}

static void
ask(const char *query)
{
	sqlite3_stmt *s;
	int rc;

	if (sqlite3_prepare_v2(open_index(),
	        "SELECT rowid FROM w WHERE w MATCH ?", -1, &s, NULL))
		abort();
	sqlite3_bind_text(s, 1, query, -1, SQLITE_STATIC);
	rc = sqlite3_step(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		abort();
	sqlite3_finalize(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct buf words = {0}, query = {0};

	walk_names(text, size);
	search_words(&words, text, size);
	if (size <= SEARCH_MOST && search_query(&query, text, size))
		ask(buf_str(&query));
	(void)search_hit(text, size, text, size < 64 ? size : 64);
	buf_free(&words);
	buf_free(&query);
	return 0;
}
