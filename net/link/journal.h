/*
 * The journal: what outlives a console. Its helper thread writes commands to
 * disk before they are sent (journal-file.h), opens keys (vault.h) and keeps
 * the last picture (cache.h); so nothing of that is waited for.
 *
 *	journal_open(&j, dir, &p);	before there is a link
 *	link_options.journal = j;	link_new() takes in what was left, and
 *					link_wait() hears what the helper did
 *	journal_unlock_file(j);		or, after a login, journal_unlock()
 *
 * Bodies are sealed, all of them: what callers said stands in clear in no
 * file. What of a command is in clear is what it is about (ids), who gave it,
 * when, and what became of it: enough to know, before anybody logged in, what
 * was sent and what was not. Before a key is there bodies wait in memory and
 * nothing is sent.
 *
 * The directory is one store's (state-dir.h), one user's, mode 700. Each
 *console in it has a file of its own for as long as it runs; what one that died
 *left is taken over by the next that starts.
 *
 * All functions are the owner's thread's.
 */
#ifndef NET_LINK_JOURNAL_H
#define NET_LINK_JOURNAL_H

#include "model/buf.h"
#include "net/link/outbox.h"

struct journal;

/* Called from journal_take(). Both may be NULL. */
struct journal_hooks {
	/* A key is at hand, or p says why not. "": the file's. */
	void (*unlocked)(
	    void *ctx, const char *account, const struct problem *p);
	/* What journal_load() asked for; len 0: there is none. */
	void (*loaded)(void *ctx, const char *what, const char *account,
	    const char *bytes, size_t len);
	void *ctx;
};

/*
 * Opens it; makes dir (and those above) when it is not there. A file that is
 * damaged is set aside, see journal_was_damaged(). STORE, FILE, NO_MEMORY.
 */
MUST_USE enum problem_code journal_open(
    struct journal **out, const char *dir, struct problem *p);
/* Waits until all it was given is on disk, or has failed. NULL is fine. */
void journal_close(struct journal *j);
bool journal_was_damaged(const struct journal *j);

/* For the outbox that it is the journal of; borrowed. */
const struct outbox_store *journal_store(struct journal *j);
/* Takes in what was left, and starts the helper. */
MUST_USE enum problem_code journal_start(struct journal *j, struct outbox *o,
    const struct journal_hooks *hooks, struct problem *p);
/*
 * Goes on in another directory: that of the store that is there now. What was
 * given before stays on the disk where it is, and leaves the outbox; what is
 * found here comes in its place, and a key is wanted. Waits for the disk.
 */
MUST_USE enum problem_code journal_move(
    struct journal *j, const char *dir, struct outbox *o, struct problem *p);
/* Readable when journal_take() has something to tell. */
int journal_fd(const struct journal *j);
void journal_take(struct journal *j, struct outbox *o);

/*
 * Opens a key; from then on it is what commands are sealed with. `checked` as
 * in vault.h. False when memory ended.
 */
MUST_USE bool journal_unlock_file(struct journal *j);
MUST_USE bool journal_unlock(
    struct journal *j, const char *account, const char *password, bool checked);

/* Whose key seals, "": the file's; of the last that was to be opened. */
const char *journal_account(const struct journal *j);
/*
 * Keeps the last picture, or the drafts, in the place of those before; takes
 * the bytes over.
 */
#define JOURNAL_PICTURE "cache"
#define JOURNAL_DRAFTS "drafts"
MUST_USE bool journal_save(struct journal *j, const char *what,
    const char *account, struct buf *bytes);
MUST_USE bool journal_load(
    struct journal *j, const char *what, const char *account);

#endif
