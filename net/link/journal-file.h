/*
 * The journal's file: a table of commands in SQLite, of one console.
 *
 * synchronous=FULL: what journal_file_commit() said is there after a power
 * cut. Locked for as long as it is open; a second console has a file of its
 * own. All of it may block, so after opening it is the helper thread's.
 */
#ifndef NET_LINK_JOURNAL_FILE_H
#define NET_LINK_JOURNAL_FILE_H

#include "model/buf.h"
#include "net/link/outbox.h"

#define JOURNAL_SLOTS 16 /* consoles of one user at one central */

struct journal_file;

/*
 * Opens the first free one in dir, which is there, and takes over what
 * consoles that are gone left unsettled in others. STORE or NO_MEMORY. A file
 * that is damaged is set aside, and *damaged is true.
 */
MUST_USE enum problem_code journal_file_open(struct journal_file **out,
    const char *dir, bool *damaged, struct problem *p);
void journal_file_close(struct journal_file *f);

/* A row. What is borrowed lives until the next row is read. */
struct journal_row {
	struct outbox_kept kept;
	const char *sealed_by; /* the vault's account */
	const void *sealed;    /* the body, or NULL */
	size_t len;
	const void *refusal; /* what its refusal said, sealed, or NULL */
	size_t refusal_len;
};

/* Calls `each` with all rows in the order they were given. */
MUST_USE enum problem_code journal_file_read(struct journal_file *f,
    enum problem_code (*each)(void *ctx, const struct journal_row *r),
    void *ctx, struct problem *p);

/* One transaction; what fails within it undoes all of it. */
MUST_USE enum problem_code journal_file_begin(
    struct journal_file *f, struct problem *p);
MUST_USE enum problem_code journal_file_commit(
    struct journal_file *f, struct problem *p);
void journal_file_undo(struct journal_file *f);
/* A new row; the entry's touches as text of journal_touches(). */
MUST_USE enum problem_code journal_file_add(struct journal_file *f,
    const struct outbox_entry *e, const char *touches, const char *sealed_by,
    const void *sealed, size_t len, struct problem *p);
/*
 * What of a row may change; a settled one loses its body and its refusal,
 * unless it asks a person.
 */
MUST_USE enum problem_code journal_file_change(
    struct journal_file *f, const struct outbox_entry *e, struct problem *p);
/* What a refusal said, sealed. */
MUST_USE enum problem_code journal_file_refusal(struct journal_file *f,
    const char *key, const void *sealed, size_t len, struct problem *p);
/* Whose key a row is sealed with; false: there is none such. */
bool journal_file_sealed_by(
    struct journal_file *f, const char *key, char *account, size_t size);
MUST_USE enum problem_code journal_file_drop(
    struct journal_file *f, const char *key, struct problem *p);

/* Makes the directory and those above it, each for its owner alone. */
MUST_USE enum problem_code journal_make_dir(const char *dir, struct problem *p);

/* "incident i1\nunit u1\n": what an entry is about, as a row has it. */
void journal_touches(const struct outbox_entry *e, struct buf *out);

#endif
