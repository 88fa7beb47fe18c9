/*
 * Rows of one table. The lock is a file beside it: SQLite's own would be
 * given back with every connection that closes.
 */
#include "net/link/journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/time.h"
#include "net/wire/problem-json.h"

#define TOUCHES_MAX (4 * REFS_MAX)
#define BOOT_SIZE 40
#define PATH_SIZE (PATH_MAX + 64)

enum statement { ADD, CHANGE, REFUSAL, DROP, STATEMENTS };

struct journal_file {
	sqlite3 *db;
	sqlite3_stmt *statement[STATEMENTS];
	int lock;
	int undone;           /* writes that failed: what they left is hidden */
	bool leftover;        /* and may still lie in the log */
	char boot[BOOT_SIZE]; /* of this machine's run; "": not known */
	char path[PATH_SIZE];
};

static const char schema[] =
    "PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "CREATE TABLE IF NOT EXISTS entry("
    "n INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE,"
    "command TEXT NOT NULL, account TEXT NOT NULL, touches TEXT NOT NULL,"
    "state INTEGER NOT NULL, going INTEGER NOT NULL, may INTEGER NOT NULL,"
    "held INTEGER NOT NULL, behind TEXT NOT NULL, tries INTEGER NOT NULL,"
    "if_match INTEGER NOT NULL, seq INTEGER NOT NULL, problem TEXT NOT NULL,"
    "made INTEGER NOT NULL, since INTEGER NOT NULL, boot TEXT NOT NULL,"
    "wall INTEGER NOT NULL, made_at INTEGER NOT NULL,"
    "sealed_by TEXT NOT NULL, body BLOB);";

/* What later consoles added to the table. */
static const struct {
	const char *name, *type;
} added[] = {
    {"fact", "INTEGER NOT NULL DEFAULT 0"},
    {"instead", "TEXT NOT NULL DEFAULT ''"},
    {"refusal", "BLOB"},
};

#define COPIED                                                              \
	"key,command,account,touches,state,going,may,held,behind,tries,"    \
	"if_match,seq,problem,made,since,boot,wall,made_at,sealed_by,body," \
	"fact,instead,refusal"

static const char *const statements[] = {
    [ADD] = "INSERT INTO entry(state,going,may,held,behind,tries,seq,problem,"
            "since,account,key,command,touches,if_match,made,boot,wall,made_at,"
            "sealed_by,body,fact,instead) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,"
            "?10,?11,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23)",
    [CHANGE] = "UPDATE entry SET state=?1,going=?2,may=?3,held=?4,behind=?5,"
               "tries=?6,seq=?7,problem=?8,since=?9,account=?10,"
               "body=CASE WHEN ?12 THEN body END,"
               "refusal=CASE WHEN ?12 THEN refusal END WHERE key=?11",
    [REFUSAL] = "UPDATE entry SET refusal=?1 WHERE key=?2",
    [DROP] = "DELETE FROM entry WHERE key=?1",
};

static enum problem_code
bad(const struct journal_file *f, struct problem *p)
{
	if (f->db && sqlite3_errcode(f->db) == SQLITE_NOMEM)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return problem_set(p, PROBLEM_STORE, "file", f->path, "why", why_sqlite,
	    "detail", f->db ? sqlite3_errmsg(f->db) : "-", NULL);
}

/* Opening */

static void
read_boot(char boot[BOOT_SIZE])
{
	FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");

	boot[0] = '\0';
	if (f && !fgets(boot, BOOT_SIZE, f))
		boot[0] = '\0';
	boot[strcspn(boot, "\n")] = '\0';
	if (f)
		fclose(f);
}

/* The lock of a slot's file; -1: somebody has it, or it cannot be. */
static int
lock_slot(const char *dir, int slot, bool make, char path[PATH_SIZE])
{
	int fd;

	snprintf(path, PATH_SIZE, "%s/journal-%d.lock", dir, slot);
	fd = open(
	    path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (make ? O_CREAT : 0), 0600);
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		fd = -1;
	}
	snprintf(path, PATH_SIZE, "%s/journal-%d.db", dir, slot);
	return fd;
}

/* A file of an older console has fewer columns. */
static bool
add_columns(struct journal_file *f, const char *db)
{
	char sql[160];

	for (size_t i = 0; i < COUNT_OF(added); i++) {
		if (sqlite3_table_column_metadata(f->db, db, "entry",
		        added[i].name, NULL, NULL, NULL, NULL,
		        NULL) == SQLITE_OK)
			continue;
		snprintf(sql, sizeof(sql),
		    "ALTER TABLE %s.entry ADD COLUMN %s %s", db, added[i].name,
		    added[i].type);
		if (sqlite3_exec(f->db, sql, NULL, NULL, NULL) != SQLITE_OK)
			return false;
	}
	return true;
}

static bool
open_db(struct journal_file *f)
{
	int flags =
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

	if (sqlite3_open_v2(f->path, &f->db, flags, NULL) != SQLITE_OK ||
	    sqlite3_exec(f->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    !add_columns(f, "main"))
		return false;
	for (enum statement s = 0; s < STATEMENTS; s++)
		if (sqlite3_prepare_v3(f->db, statements[s], -1,
		        SQLITE_PREPARE_PERSISTENT, &f->statement[s],
		        NULL) != SQLITE_OK)
			return false;
	return true;
}

static void
close_db(struct journal_file *f)
{
	for (enum statement s = 0; s < STATEMENTS; s++) {
		sqlite3_finalize(f->statement[s]);
		f->statement[s] = NULL;
	}
	sqlite3_close(f->db);
	f->db = NULL;
}

/* A file that SQLite cannot read is kept for whoever can. */
static bool
set_aside(struct journal_file *f)
{
	int code = f->db ? sqlite3_errcode(f->db) : SQLITE_CANTOPEN;
	char to[PATH_SIZE + 32], wal[PATH_SIZE + 8];

	close_db(f);
	if (code != SQLITE_NOTADB && code != SQLITE_CORRUPT)
		return false;
	snprintf(to, sizeof(to), "%s.damaged", f->path);
	snprintf(wal, sizeof(wal), "%s-wal", f->path);
	(void)!unlink(wal);
	return rename(f->path, to) == 0;
}

/*
 * What another console left: into ours first, then out of its own. What fails
 * stays where it is, for the next console.
 */
static void
adopt_rows(struct journal_file *f, const char *path)
{
	static const char move[] =
	    "INSERT OR IGNORE INTO main.entry(" COPIED ") SELECT " COPIED
	    " FROM other.entry WHERE state<4 OR body IS NOT NULL ORDER BY n;"
	    "DELETE FROM other.entry;";
	char *attach = sqlite3_mprintf("ATTACH %Q AS other", path);

	if (attach &&
	    sqlite3_exec(f->db, attach, NULL, NULL, NULL) == SQLITE_OK &&
	    add_columns(f, "other"))
		sqlite3_exec(f->db, move, NULL, NULL, NULL);
	sqlite3_free(attach);
	sqlite3_exec(f->db, "DETACH other", NULL, NULL, NULL);
}

static void
adopt(struct journal_file *f, const char *dir, int slot)
{
	char path[PATH_SIZE];
	struct stat st;
	int lock = lock_slot(dir, slot, false, path);

	if (lock < 0)
		return;
	if (stat(path, &st) == 0)
		adopt_rows(f, path);
	close(lock);
}

static enum problem_code
open_slot(
    struct journal_file *f, const char *dir, bool *damaged, struct problem *p)
{
	int slot;

	for (slot = 0; slot < JOURNAL_SLOTS && f->lock < 0; slot++)
		f->lock = lock_slot(dir, slot, true, f->path);
	if (f->lock < 0)
		return problem_set(p, PROBLEM_STORE, "file", f->path, "why",
		    why_no_free_journal, NULL);
	if (!open_db(f)) {
		bad(f, p);
		*damaged = set_aside(f);
		if (!*damaged || !open_db(f))
			return *damaged ? bad(f, p) : PROBLEM_STORE;
	}
	for (int other = 0; other < JOURNAL_SLOTS; other++)
		if (other != slot - 1)
			adopt(f, dir, other);
	return PROBLEM_NONE;
}

enum problem_code
journal_make_dir(const char *dir, struct problem *p)
{
	char path[PATH_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "%s", dir);
	for (char *s = path + 1; *s; s++) {
		if (*s != '/')
			continue;
		*s = '\0';
		(void)!mkdir(path, 0700);
		*s = '/';
	}
	if ((mkdir(path, 0700) != 0 && errno != EEXIST) || stat(path, &st) != 0)
		return problem_set(p, PROBLEM_FILE, "file", path, "why",
		    reason_of_errno(errno), NULL);
	if (!S_ISDIR(st.st_mode) || (st.st_mode & 077) ||
	    st.st_uid != geteuid())
		return problem_set(p, PROBLEM_FILE, "file", path, "why",
		    why_not_yours_alone, NULL);
	return PROBLEM_NONE;
}

enum problem_code
journal_file_open(struct journal_file **out, const char *dir, bool *damaged,
    struct problem *p)
{
	struct journal_file *f = calloc(1, sizeof(*f));
	enum problem_code code;

	*out = NULL;
	*damaged = false;
	if (!f)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	f->lock = -1;
	read_boot(f->boot);
	code = open_slot(f, dir, damaged, p);
	if (code == PROBLEM_NONE)
		*out = f;
	else
		journal_file_close(f);
	return code;
}

void
journal_file_close(struct journal_file *f)
{
	if (!f)
		return;
	close_db(f);
	if (f->lock >= 0)
		close(f->lock);
	free(f);
}

/* Reading */

static const char *
text_at(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text ? text : "";
}

static size_t
read_touches(const char *text, struct outbox_touch *touch)
{
	size_t n = 0;

	for (; *text && n < TOUCHES_MAX; text += strcspn(text, "\n") + 1) {
		const char *blank = strchr(text, ' ');
		size_t len;

		touch[n].made = *text == '+';
		text += touch[n].made;

		if (!blank || !strchr(blank, '\n'))
			break;
		len = strcspn(blank + 1, "\n");
		touch[n].kind = kind_find(text, (size_t)(blank - text));
		snprintf(touch[n].id, sizeof(touch[n].id), "%.*s", (int)len,
		    blank + 1);
		n++;
	}
	return n;
}

void
journal_touches(const struct outbox_entry *e, struct buf *out)
{
	for (size_t i = 0; i < e->touches; i++)
		buf_printf(out, "%s%s %s\n", e->touch[i].made ? "+" : "",
		    e->touch[i].kind == KIND_ANY
		        ? "any"
		        : kind_info(e->touch[i].kind)->name,
		    e->touch[i].id);
}

/*
 * Times of the boot clock mean something only in the same run of the machine.
 * From another one, or when the machine does not say which it is, a command
 * is old: how old the wall clock says, as far as it can be believed.
 */
static void
read_times(const struct journal_file *f, sqlite3_stmt *s, struct outbox_kept *k)
{
	msec_t now = time_boot(),
	       ago = time_wall() - sqlite3_column_int64(s, 17);

	k->e.made = sqlite3_column_int64(s, 14);
	k->e.since = sqlite3_column_int64(s, 15);
	k->e.made_at = sqlite3_column_int64(s, 18);
	k->fresh = *f->boot && strcmp(f->boot, text_at(s, 16)) == 0 &&
	           k->e.made <= now;
	if (k->fresh)
		return;
	if (ago < OUTBOX_FRESH_MS)
		ago = OUTBOX_FRESH_MS;
	k->e.made = k->e.since = now - ago;
}

static void
read_problem(const char *text, struct problem *p)
{
	if (*text)
		problem_read_json(text, strlen(text), 500, p);
}

/* False for a command that we do not know: of a newer console. */
static bool
read_row(const struct journal_file *f, sqlite3_stmt *s, struct journal_row *r,
    struct outbox_touch *touch)
{
	const char *command = text_at(s, 2);
	struct outbox_entry *e = &r->kept.e;
	int state = sqlite3_column_int(s, 5);

	*r = (struct journal_row){0};
	e->command = command_find(command, strlen(command));
	if (!e->command || state < 0 || state > OUTBOX_WITHDRAWN)
		return false;
	snprintf(e->key, sizeof(e->key), "%s", text_at(s, 1));
	snprintf(e->account, sizeof(e->account), "%s", text_at(s, 3));
	e->touch = touch;
	e->touches = read_touches(text_at(s, 4), touch);
	e->state = (enum outbox_state)state;
	e->going = sqlite3_column_int(s, 6) != 0;
	e->may_be_done = sqlite3_column_int(s, 7) != 0;
	e->held = sqlite3_column_int(s, 8) != 0;
	snprintf(e->behind, sizeof(e->behind), "%s", text_at(s, 9));
	e->tries = (unsigned)sqlite3_column_int(s, 10);
	e->if_match = sqlite3_column_int64(s, 11);
	e->seq = sqlite3_column_int64(s, 12);
	read_problem(text_at(s, 13), &e->problem);
	read_times(f, s, &r->kept);
	r->sealed_by = text_at(s, 19);
	r->sealed = sqlite3_column_blob(s, 20);
	r->len = (size_t)sqlite3_column_bytes(s, 20);
	e->asking = e->state == OUTBOX_REFUSED && r->len > 0;
	e->fact = sqlite3_column_int(s, 21) != 0;
	snprintf(e->instead, sizeof(e->instead), "%s", text_at(s, 22));
	r->refusal = sqlite3_column_blob(s, 23);
	r->refusal_len = (size_t)sqlite3_column_bytes(s, 23);
	return true;
}

enum problem_code
journal_file_read(struct journal_file *f,
    enum problem_code (*each)(void *ctx, const struct journal_row *r),
    void *ctx, struct problem *p)
{
	static const char sql[] = "SELECT n," COPIED " FROM entry ORDER BY n";
	struct outbox_touch touch[TOUCHES_MAX];
	enum problem_code code = PROBLEM_NONE;
	struct journal_row row;
	sqlite3_stmt *s;
	int step = SQLITE_DONE;

	if (sqlite3_prepare_v2(f->db, sql, -1, &s, NULL) != SQLITE_OK)
		return bad(f, p);
	while (code == PROBLEM_NONE && (step = sqlite3_step(s)) == SQLITE_ROW)
		if (read_row(f, s, &row, touch))
			code = each(ctx, &row);
	if (code == PROBLEM_NONE && step != SQLITE_DONE)
		code = bad(f, p);
	else if (code != PROBLEM_NONE)
		problem_set(p, code, NULL);
	sqlite3_finalize(s);
	return code;
}

/* Writing */

static enum problem_code
run(struct journal_file *f, const char *sql, struct problem *p)
{
	if (sqlite3_exec(f->db, sql, NULL, NULL, NULL) == SQLITE_OK)
		return PROBLEM_NONE;
	return bad(f, p);
}

/*
 * A commit whose fsync failed is undone, but its bytes may lie in the log,
 * whole: whoever opens it after a kill would take them for done. The next
 * commit lies over them, if it writes anything: so it does.
 */
static enum problem_code
lie_over(struct journal_file *f, struct problem *p)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", ++f->undone);
	return run(f, sql, p);
}

enum problem_code
journal_file_begin(struct journal_file *f, struct problem *p)
{
	enum problem_code code = run(f, "BEGIN IMMEDIATE", p);

	if (code == PROBLEM_NONE && f->leftover)
		code = lie_over(f, p);
	return code;
}

enum problem_code
journal_file_commit(struct journal_file *f, struct problem *p)
{
	enum problem_code code = run(f, "COMMIT", p);

	if (code == PROBLEM_NONE)
		f->leftover = false;
	return code;
}

void
journal_file_undo(struct journal_file *f)
{
	f->leftover = true;
	if (!sqlite3_get_autocommit(f->db))
		sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
}

static enum problem_code
finish(struct journal_file *f, sqlite3_stmt *s, struct problem *p)
{
	int step = sqlite3_step(s);
	enum problem_code code = step == SQLITE_DONE ? PROBLEM_NONE : bad(f, p);

	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return code;
}

static void
bind_text(sqlite3_stmt *s, int n, const char *text)
{
	sqlite3_bind_text(s, n, text, -1, SQLITE_STATIC);
}

/* 1 to 12: what may change, the key, and whether the body is still needed. */
static void
bind_entry(sqlite3_stmt *s, const struct outbox_entry *e, struct buf *problem)
{
	struct json_out o = {.buf = problem};

	if (e->problem.code != PROBLEM_NONE)
		problem_write_json(&o, &e->problem);
	sqlite3_bind_int(s, 1, (int)e->state);
	sqlite3_bind_int(s, 2, e->going);
	sqlite3_bind_int(s, 3, e->may_be_done);
	sqlite3_bind_int(s, 4, e->held);
	bind_text(s, 5, e->behind);
	sqlite3_bind_int(s, 6, (int)e->tries);
	sqlite3_bind_int64(s, 7, e->seq);
	bind_text(s, 8, buf_str(problem));
	sqlite3_bind_int64(s, 9, e->since);
	bind_text(s, 10, e->account);
	bind_text(s, 11, e->key);
	sqlite3_bind_int(s, 12, e->state < OUTBOX_ACCEPTED || e->asking);
}

enum problem_code
journal_file_add(struct journal_file *f, const struct outbox_entry *e,
    const char *touches, const char *sealed_by, const void *sealed, size_t len,
    struct problem *p)
{
	sqlite3_stmt *s = f->statement[ADD];
	struct buf problem = {0};
	enum problem_code code;

	bind_entry(s, e, &problem);
	bind_text(s, 13, e->command->name);
	bind_text(s, 14, touches);
	sqlite3_bind_int64(s, 15, e->if_match);
	sqlite3_bind_int64(s, 16, e->made);
	bind_text(s, 17, f->boot);
	sqlite3_bind_int64(s, 18, time_wall());
	sqlite3_bind_int64(s, 19, e->made_at);
	bind_text(s, 20, sealed_by);
	sqlite3_bind_blob64(s, 21, sealed, len, SQLITE_STATIC);
	sqlite3_bind_int(s, 22, e->fact);
	bind_text(s, 23, e->instead);
	code = finish(f, s, p);
	buf_free(&problem);
	return code;
}

enum problem_code
journal_file_change(
    struct journal_file *f, const struct outbox_entry *e, struct problem *p)
{
	struct buf problem = {0};
	enum problem_code code;

	bind_entry(f->statement[CHANGE], e, &problem);
	code = finish(f, f->statement[CHANGE], p);
	buf_free(&problem);
	return code;
}

enum problem_code
journal_file_refusal(struct journal_file *f, const char *key,
    const void *sealed, size_t len, struct problem *p)
{
	sqlite3_stmt *s = f->statement[REFUSAL];

	sqlite3_bind_blob64(s, 1, sealed, len, SQLITE_STATIC);
	bind_text(s, 2, key);
	return finish(f, s, p);
}

bool
journal_file_sealed_by(
    struct journal_file *f, const char *key, char *account, size_t size)
{
	sqlite3_stmt *s;
	bool found;

	if (sqlite3_prepare_v2(f->db,
	        "SELECT sealed_by FROM entry WHERE key=?1", -1, &s,
	        NULL) != SQLITE_OK)
		return false;
	bind_text(s, 1, key);
	found = sqlite3_step(s) == SQLITE_ROW;
	if (found)
		snprintf(account, size, "%s", text_at(s, 0));
	sqlite3_finalize(s);
	return found;
}

enum problem_code
journal_file_drop(struct journal_file *f, const char *key, struct problem *p)
{
	bind_text(f->statement[DROP], 1, key);
	return finish(f, f->statement[DROP], p);
}
