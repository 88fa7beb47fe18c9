/*
 * The SQLite store: opening, closing and transactions.
 *
 * A store is a directory (mode 0700) with store.db, SQLite's WAL beside it and
 * a file `lock` that the one writer holds by flock(). The writer commits with
 * synchronous=FULL and never checkpoints by itself; nothing of a transaction
 * reaches the disk before its commit (no spilling), so that a full disk is
 * met there and nowhere else.
 *
 * After a commit whose fsync failed the log may hold it or not, and what the
 * kernel shows of it may never reach the disk. A writer therefore begins with
 * moving the log into the file and with a commit of its own, which takes the
 * place of what might lie behind the end of the log: what is found after
 * opening is what stays.
 */
#include "central/store/sqlite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID 0x77746368 /* "wtch" */
#define LAYOUT 1                  /* user_version: moves when columns cannot */
#define BUSY_WAIT 10000           /* ms; the checkpointer may hold us up */
#define LOG_LIMIT 16384           /* pages of log worth a short stop */

static enum problem_code
file_problem(struct problem *p, const char *file, const char *why)
{
	return problem_set(p, PROBLEM_STORE, "file", file, "why", why, NULL);
}

static char *
path_in(const char *dir, const char *name)
{
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path = malloc(size);

	if (path)
		snprintf(path, size, "%s/%s", dir, name);
	return path;
}

/* The lock */

static enum problem_code
lock_take(const char *dir, int *lock, struct problem *p)
{
	char *path = path_in(dir, "lock");
	enum problem_code code = PROBLEM_NONE;

	if (!path)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	*lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*lock < 0) {
		code = file_problem(p, path, reason_of_errno(errno));
	} else if (flock(*lock, LOCK_EX | LOCK_NB) != 0) {
		code =
		    errno == EWOULDBLOCK
		        ? problem_set(p, PROBLEM_STORE_BUSY, "file", dir, NULL)
		        : file_problem(p, path, reason_of_errno(errno));
		close(*lock);
		*lock = -1;
	}
	free(path);
	return code;
}

/* Opening */

static enum problem_code
open_problem(struct store *s, int rc, struct problem *p)
{
	if ((rc & 0xff) == SQLITE_NOTADB)
		return file_problem(p, s->file, why_not_store);
	if ((rc & 0xff) == SQLITE_CORRUPT)
		return problem_set(p, PROBLEM_UNSOUND, "file", s->file, "why",
		    why_sqlite, "detail", sqlite3_errmsg(s->db), NULL);
	if ((rc & 0xff) == SQLITE_NOMEM)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return problem_set(p, PROBLEM_STORE, "file", s->file, "why", why_sqlite,
	    "detail", s->db ? sqlite3_errmsg(s->db) : sqlite3_errstr(rc), NULL);
}

static enum problem_code
pragma_number(struct store *s, const char *sql, int64_t *n, struct problem *p)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*n = sqlite3_column_int64(stmt, 0);
	else
		(void)open_problem(s, rc, p);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? PROBLEM_NONE : open_problem(s, rc, p);
}

/* Whether the file is a store, and of a layout that we know. */
static enum problem_code
identify(struct store *s, struct problem *p)
{
	int64_t id = 0, layout = 0;
	enum problem_code code =
	    pragma_number(s, "PRAGMA application_id", &id, p);

	if (!code)
		code = pragma_number(s, "PRAGMA user_version", &layout, p);
	if (code)
		return code;
	if (id != APPLICATION_ID)
		return file_problem(p, s->file, why_not_store);
	if (layout > LAYOUT)
		return file_problem(p, s->file, why_newer_store);
	return PROBLEM_NONE;
}

static enum problem_code
connect_file(struct store *s, struct problem *p)
{
	int rc = sqlite3_open_v2(s->file, &s->db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
	        SQLITE_OPEN_PRIVATECACHE,
	    NULL);

	if (rc != SQLITE_OK)
		return open_problem(s, rc, p);
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_WAIT);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return PROBLEM_NONE;
}

static int
note_log(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct store *s = ctx;

	(void)db;
	(void)name;
	s->log = pages;
	return SQLITE_OK;
}

static const char writer_setup[] = "PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL;"
                                   "PRAGMA wal_autocheckpoint = 0;"
                                   "PRAGMA cache_spill = OFF;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -32000;";
static const char reader_setup[] = "PRAGMA query_only = ON;"
                                   "PRAGMA wal_autocheckpoint = 0;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA cache_size = -8000;";

/*
 * The commit every writer begins with; see above. A full disk may refuse it:
 * then commands will be refused as well, and what is there can be read.
 */
static enum problem_code
settle(struct store *s, struct problem *p)
{
	enum problem_code code;
	char id[ID_SIZE];

	sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	id_new(id);
	code = store_begin(s, p);
	if (code)
		return code;
	code = schema_make(s, p);
	if (!code)
		code = store_fact_put(s, "opened", id, p);
	if (code) {
		store_rollback(s);
		return code;
	}
	code = store_commit(s, p);
	return code == PROBLEM_NO_SPACE ? PROBLEM_NONE : code;
}

static enum problem_code
setup(struct store *s, struct problem *p)
{
	enum problem_code code = connect_file(s, p);

	if (!code)
		code = identify(s, p);
	if (!code)
		code = sql_exec(
		    s, s->mode == STORE_WRITE ? writer_setup : reader_setup, p);
	if (code)
		return code;
	if (s->mode == STORE_WRITE) {
		sqlite3_wal_hook(s->db, note_log, s);
		code = settle(s, p);
		if (code)
			return code;
	}
	return schema_test(s, p);
}

static struct store *
handle_new(const char *dir, const char *name, enum store_mode mode)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->mode = mode;
	s->lock = -1;
	s->log_limit = LOG_LIMIT;
	s->file = path_in(dir, name);
	if (s->file)
		return s;
	free(s);
	return NULL;
}

enum problem_code
store_open(const char *dir, enum store_mode mode, struct store **out,
    struct problem *p)
{
	struct store *s = handle_new(dir, "store.db", mode);
	enum problem_code code = PROBLEM_NONE;

	if (!s)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (access(s->file, F_OK) != 0)
		code = file_problem(p, s->file,
		    errno == ENOENT ? why_no_store : reason_of_errno(errno));
	if (!code && mode == STORE_WRITE)
		code = lock_take(dir, &s->lock, p);
	if (!code)
		code = setup(s, p);
	if (code) {
		store_close(s);
		return code;
	}
	*out = s;
	return PROBLEM_NONE;
}

void
store_close(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(s->stmt[i]);
	for (size_t k = 0; k < KIND_COUNT; k++)
		for (size_t i = 0; i < COUNT_OF(s->kind_stmt[k]); i++)
			sqlite3_finalize(s->kind_stmt[k][i]);
	sqlite3_close(s->db);
	if (s->lock >= 0)
		close(s->lock);
	free(s->file);
	free(s);
}

/* Making one */

static bool
ours(const char *name)
{
	static const char *const left[] = {".", "..", "lock", "store.db.new",
	    "store.db.new-wal", "store.db.new-shm", "store.db.new-journal"};

	for (size_t i = 0; i < COUNT_OF(left); i++)
		if (strcmp(name, left[i]) == 0)
			return true;
	return false;
}

static enum problem_code
dir_make(const char *dir, struct problem *p)
{
	struct dirent *entry;
	bool empty = true, made = false;
	DIR *d;

	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return file_problem(p, dir, reason_of_errno(errno));
	d = opendir(dir);
	if (!d)
		return file_problem(p, dir, reason_of_errno(errno));
	while ((entry = readdir(d)) != NULL) {
		empty = empty && ours(entry->d_name);
		made = made || strcmp(entry->d_name, "store.db") == 0;
	}
	closedir(d);
	if (made)
		return problem_set(p, PROBLEM_EXISTS, "what", dir, NULL);
	if (!empty)
		return file_problem(p, dir, why_not_empty);
	if (chmod(dir, 0700) != 0)
		return file_problem(p, dir, reason_of_errno(errno));
	return PROBLEM_NONE;
}

/* A stale journal would be played back into the new file. */
static enum problem_code
file_make(const char *file, const char *journal, struct problem *p)
{
	int fd;

	if ((unlink(file) != 0 || unlink(journal) != 0) && errno != ENOENT)
		return file_problem(p, file, reason_of_errno(errno));
	fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_problem(p, file, reason_of_errno(errno));
	close(fd);
	return PROBLEM_NONE;
}

static enum problem_code
birth_facts(struct store *s, const struct store_birth *birth, struct problem *p)
{
	char id[ID_SIZE];
	enum problem_code code;

	id_new(id);
	code = store_fact_put(s, "id", id, p);
	if (!code)
		code = store_fact_put(s, "drill", birth->drill ? "1" : "0", p);
	if (!code)
		code = store_fact_put(s, "zone", text_or(birth->zone, ""), p);
	return code;
}

static enum problem_code
fill(struct store *s, const struct store_birth *birth, struct problem *p)
{
	char sql[96];
	enum problem_code code;

	snprintf(sql, sizeof(sql),
	    "PRAGMA application_id = %d; PRAGMA user_version = %d;",
	    APPLICATION_ID, LAYOUT);
	code = store_begin(s, p);
	if (!code)
		code = sql_exec(s, sql, p);
	if (!code)
		code = schema_make(s, p);
	if (!code)
		code = birth_facts(s, birth, p);
	if (!code)
		code = store_commit(s, p);
	return code;
}

/* The directory's entries, too, must be on disk. */
static enum problem_code
dir_sync(const char *dir, struct problem *p)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum problem_code code = PROBLEM_NONE;

	if (fd < 0 || fsync(fd) != 0)
		code = file_problem(p, dir, reason_of_errno(errno));
	if (fd >= 0)
		close(fd);
	return code;
}

static enum problem_code
make_whole(const char *dir, const struct store_birth *birth, struct problem *p)
{
	struct store *s = handle_new(dir, "store.db.new", STORE_WRITE);
	char *journal = path_in(dir, "store.db.new-journal");
	enum problem_code code = PROBLEM_NO_MEMORY;

	if (s && journal)
		code = file_make(s->file, journal, p);
	if (!code)
		code = connect_file(s, p);
	if (!code)
		code = sql_exec(s, "PRAGMA synchronous = FULL", p);
	if (!code)
		code = fill(s, birth, p);
	store_close(s);
	free(journal);
	return code;
}

/* Made whole under another name, and only then renamed. */
static enum problem_code
make_new(const char *dir, const struct store_birth *birth, struct problem *p)
{
	char *from = path_in(dir, "store.db.new");
	char *to = path_in(dir, "store.db");
	enum problem_code code = PROBLEM_NO_MEMORY;

	if (from && to)
		code = make_whole(dir, birth, p);
	if (!code && rename(from, to) != 0)
		code = file_problem(p, to, reason_of_errno(errno));
	free(from);
	free(to);
	return code;
}

enum problem_code
store_create(
    const char *dir, const struct store_birth *birth, struct problem *p)
{
	enum problem_code code = dir_make(dir, p);
	int lock;

	if (!code)
		code = lock_take(dir, &lock, p);
	if (code)
		return code;
	code = make_new(dir, birth, p);
	if (!code)
		code = dir_sync(dir, p);
	close(lock);
	return code;
}

/* Transactions */

static int
run_rc(struct store *s, enum sql which)
{
	struct query q;
	int rc;

	if (query_begin(s, which, &q, NULL))
		return SQLITE_NOMEM;
	rc = query_step(&q);
	(void)!query_end(&q, rc, NULL);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum problem_code
run_simple(struct store *s, enum sql which, struct problem *p)
{
	struct query q;
	enum problem_code code = query_begin(s, which, &q, p);

	return code ? code : query_run(&q, p);
}

enum problem_code
store_begin(struct store *s, struct problem *p)
{
	enum problem_code code = may_read(s, p);

	if (code)
		return code;
	if (s->mode != STORE_WRITE || s->writing)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_no_transaction, NULL);
	code = run_simple(s, SQL_BEGIN, p);
	s->writing = code == PROBLEM_NONE;
	return code;
}

static void
forget(struct store *s)
{
	if (!sqlite3_get_autocommit(s->db))
		(void)run_rc(s, SQL_ROLLBACK);
	s->writing = false;
	s->marked = false;
	s->torn = PROBLEM_NONE;
	if (!sqlite3_get_autocommit(s->db))
		s->dead = true;
}

/*
 * A writer that never rests leaves the checkpointer no moment in which the
 * log could begin anew, and it would grow without end. So at twice its limit
 * the writer copies what the checkpointer has not got to yet; its next commit
 * begins the log at the front, unless a reader still looks at the old one.
 */
static void
stem_log(struct store *s)
{
	if (s->log / 2 < s->log_limit)
		return;
	sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

enum problem_code
store_commit(struct store *s, struct problem *p)
{
	enum problem_code torn = s->torn;
	int rc;

	if (s->dead || !s->writing)
		return problem_set(p, PROBLEM_UNKNOWN, NULL);
	rc = torn ? SQLITE_ABORT : run_rc(s, SQL_COMMIT);
	if (rc == SQLITE_OK) {
		s->writing = false;
		s->marked = false;
		stem_log(s);
		return PROBLEM_NONE;
	}
	forget(s);
	if ((rc & 0xff) == SQLITE_FULL || torn == PROBLEM_NO_SPACE)
		return problem_set(p, PROBLEM_NO_SPACE, NULL);
	s->dead = true;
	return problem_set(p, PROBLEM_UNKNOWN, NULL);
}

void
store_rollback(struct store *s)
{
	if (s->writing)
		forget(s);
}

enum problem_code
store_mark(struct store *s, struct problem *p)
{
	enum problem_code code = may_write(s, p);

	if (code)
		return code;
	if (s->marked)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_nested_command, NULL);
	code = run_simple(s, SQL_MARK, p);
	s->marked = code == PROBLEM_NONE;
	return code;
}

enum problem_code
store_keep(struct store *s, struct problem *p)
{
	enum problem_code code = may_write(s, p);

	if (code)
		return code;
	if (!s->marked)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_nothing_marked, NULL);
	code = run_simple(s, SQL_KEEP, p);
	s->marked = code != PROBLEM_NONE;
	return code;
}

void
store_undo(struct store *s)
{
	if (!s->marked)
		return;
	s->marked = false;
	if (s->torn || s->dead)
		return;
	if (run_rc(s, SQL_UNDO) == SQLITE_OK &&
	    run_rc(s, SQL_KEEP) == SQLITE_OK)
		return;
	/* What cannot be taken back must not be committed. */
	s->torn = PROBLEM_INTERNAL;
}

enum problem_code
store_view(struct store *s, struct problem *p)
{
	enum problem_code code = may_read(s, p);
	unsigned char tag[AUDIT_TAG];
	int64_t seq;

	if (code)
		return code;
	if (s->mode != STORE_READ || s->viewing)
		return problem_set(
		    p, PROBLEM_INTERNAL, "why", why_no_view, NULL);
	code = run_simple(s, SQL_VIEW, p);
	if (code)
		return code;
	s->viewing = true;
	/* SQLite's view begins with the first read. */
	code = store_last(s, &seq, tag, p);
	if (code)
		store_view_end(s);
	return code;
}

void
store_view_end(struct store *s)
{
	if (!s->viewing)
		return;
	s->viewing = false;
	if (run_rc(s, SQL_ROLLBACK) != SQLITE_OK)
		s->dead = true;
}

void
store_set_log(struct store *s, int pages)
{
	s->log_limit = pages;
}

/*
 * Most of the log goes beside the writer. Where it has grown long all the
 * same, the writer is held up for the rest, so that it begins anew.
 */
void
store_checkpoint(struct store *s)
{
	int pages = 0;

	sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, NULL);
	if (pages < s->log_limit)
		return;
	sqlite3_busy_timeout(s->db, 50);
	sqlite3_wal_checkpoint_v2(
	    s->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(s->db, BUSY_WAIT);
}
