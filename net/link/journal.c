/*
 * Two lists of jobs, to the helper and back; a job carries its outcome, so
 * that telling of it takes no memory. The helper takes all there is at once:
 * what came while the disk was busy goes into one transaction.
 */
#include "net/link/journal.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "net/link/journal-file.h"
#include "net/link/picture-file.h"
#include "net/link/vault.h"

#define STARVED 8 /* keys that there was no memory to keep */

enum job_sort {
	ADD, /* rows, to DROP */
	CHANGE,
	REFUSAL,
	DROP,
	OPEN,
	UNLOCK,
	SAVE,
	LOAD,
	SORTS
};

struct job {
	struct job *next;
	enum job_sort sort;
	struct outbox_entry entry; /* its touches are below; a file's name */
	struct buf touches;
	char account[SESSION_NAME_MAX]; /* whose key */
	struct buf bytes;               /* a body, a password, a picture */
	bool checked;                   /* the central took the password */
	bool refusal;                   /* the bytes are a refusal's */
	struct problem problem;
};

struct jobs {
	struct job *first, **end;
};

struct journal {
	struct outbox_store store;
	struct journal_hooks hooks;
	struct journal_file *file; /* the helper's, once it runs */
	struct vault *vault;       /* the helper's */
	struct job *sealed;        /* the helper's: bodies without a key */
	char dir[PATH_MAX];
	bool damaged, running;
	struct problem keyless;         /* the helper's: why there is no key */
	char account[SESSION_NAME_MAX]; /* whose key seals */
	char starved[STARVED][ID_SIZE];
	size_t starving;

	pthread_t helper;
	int wake; /* an eventfd: there is something in `done` */
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct jobs waiting, done; /* under lock, as is: */
	bool stop;
};

static void
put(struct jobs *l, struct job *first, struct job **end)
{
	*l->end = first;
	l->end = end;
}

static struct job *
take_all(struct jobs *l)
{
	struct job *first = l->first;

	l->first = NULL;
	l->end = &l->first;
	return first;
}

static void
wipe(struct buf *b)
{
	if (b->data)
		explicit_bzero(b->data, b->room);
	buf_free(b);
}

static void
free_job(struct job *job)
{
	wipe(&job->bytes);
	buf_free(&job->touches);
	free(job);
}

/* The helper */

static enum problem_code
add_row(struct journal *j, struct job *job, struct problem *p)
{
	struct buf sealed = {0};
	enum problem_code code;

	if (!vault_has(j->vault, job->account)) {
		*p = j->keyless;
		return p->code;
	}
	if (!vault_seal(j->vault, job->account, job->entry.key,
	        buf_str(&job->bytes), job->bytes.len, &sealed))
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	code = journal_file_add(j->file, &job->entry, buf_str(&job->touches),
	    job->account, sealed.data, sealed.len, p);
	buf_free(&sealed);
	return code;
}

#define SEAL_SIZE (ID_SIZE + sizeof("/refusal"))

/* What a body or a refusal is sealed as. */
static const char *
seal_name(const struct job *job, char name[SEAL_SIZE])
{
	snprintf(name, SEAL_SIZE, "%s%s", job->entry.key,
	    job->refusal ? "/refusal" : "");
	return name;
}

/* With the key of its row; what cannot be sealed is not kept. */
static enum problem_code
write_refusal(struct journal *j, struct job *job, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;
	struct buf sealed = {0};
	char name[SEAL_SIZE];

	if (journal_file_sealed_by(
	        j->file, job->entry.key, job->account, sizeof(job->account)) &&
	    vault_seal(j->vault, job->account, seal_name(job, name),
	        buf_str(&job->bytes), job->bytes.len, &sealed))
		code = journal_file_refusal(
		    j->file, job->entry.key, sealed.data, sealed.len, p);
	buf_free(&sealed);
	return code;
}

static enum problem_code
write_row(struct journal *j, struct job *job, struct problem *p)
{
	switch (job->sort) {
	case ADD:
		return add_row(j, job, p);
	case CHANGE:
		return journal_file_change(j->file, &job->entry, p);
	case REFUSAL:
		return write_refusal(j, job, p);
	default:
		return journal_file_drop(j->file, job->entry.key, p);
	}
}

static bool
is_row(const struct job *job)
{
	return job && job->sort <= DROP;
}

/* A new one is written when its key is there, and stays in order till then. */
static bool
lacks_key(const struct journal *j, const struct job *job)
{
	return job->sort == ADD && !vault_has(j->vault, job->account) &&
	       j->keyless.code == PROBLEM_NONE;
}

/* All rows from `first` on in one transaction; what became of it is theirs. */
static struct job *
write_rows(struct journal *j, struct job *first)
{
	struct problem p = {0};
	enum problem_code code = journal_file_begin(j->file, &p);
	struct job *job, *end;

	for (job = first; is_row(job) && !lacks_key(j, job); job = job->next)
		if (code == PROBLEM_NONE)
			code = write_row(j, job, &p);
	end = job;
	if (code == PROBLEM_NONE)
		code = journal_file_commit(j->file, &p);
	if (code != PROBLEM_NONE)
		journal_file_undo(j->file);
	for (job = first; job != end; job = job->next)
		if (code != PROBLEM_NONE)
			job->problem = p;
	return end;
}

/* A body that was sealed; kept for later when its key is not there. */
static bool
open_body(struct journal *j, struct job *job)
{
	struct buf plain = {0};
	char name[SEAL_SIZE];

	if (!vault_has(j->vault, job->account))
		return false;
	if (!vault_unseal(j->vault, job->account, seal_name(job, name),
	        job->bytes.data, job->bytes.len, &plain))
		problem_set(&job->problem, PROBLEM_NOT_FOUND, "what",
		    job->account, NULL);
	wipe(&job->bytes);
	job->bytes = plain;
	return true;
}

static void
unlock(struct journal *j, struct job *job)
{
	if (*job->account)
		(void)!vault_open_password(j->vault, job->account,
		    buf_str(&job->bytes), job->checked, &job->problem);
	else
		(void)!vault_open_file(j->vault, &job->problem);
	j->keyless = job->problem;
	wipe(&job->bytes);
}

/* Hands jobs back, from first to before end. */
static void
give_back(struct journal *j, struct job *first, struct job *end)
{
	struct job **last = &first;
	uint64_t one = 1;

	while (*last != end)
		last = &(*last)->next;
	*last = NULL;
	if (!first)
		return;
	pthread_mutex_lock(&j->lock);
	put(&j->done, first, last);
	pthread_mutex_unlock(&j->lock);
	(void)!write(j->wake, &one, sizeof(one));
}

/* Bodies whose key has come. */
static void
open_sealed(struct journal *j)
{
	struct job **at = &j->sealed, *job;

	while ((job = *at) != NULL) {
		if (!open_body(j, job)) {
			at = &job->next;
			continue;
		}
		*at = job->next;
		job->next = NULL;
		give_back(j, job, NULL);
	}
}

/* Does one that is no row; false: it is kept here. */
static bool
do_other(struct journal *j, struct job *job)
{
	const char *key = job->entry.key;

	switch (job->sort) {
	case OPEN:
		if (open_body(j, job))
			return true;
		job->next = j->sealed;
		j->sealed = job;
		return false;
	case UNLOCK:
		unlock(j, job);
		open_sealed(j);
		return true;
	case SAVE:
		picture_save(j->vault, j->dir, key, job->account, &job->bytes);
		return true;
	default:
		picture_load(j->vault, j->dir, key, job->account, &job->bytes);
		return true;
	}
}

/* Does the first of a list, or all its first rows; returns the rest. */
static struct job *
do_some(struct journal *j, struct job *first)
{
	struct job *rest;

	if (is_row(first)) {
		rest = write_rows(j, first);
		give_back(j, first, rest);
		return rest;
	}
	rest = first->next;
	first->next = NULL;
	if (do_other(j, first))
		give_back(j, first, NULL);
	return rest;
}

/* The first job of a list that unlocks, taken out; NULL: there is none. */
static struct job *
take_unlock(struct job **list)
{
	for (struct job **at = list; *at; at = &(*at)->next) {
		struct job *job = *at;

		if (job->sort != UNLOCK)
			continue;
		*at = job->next;
		job->next = NULL;
		return job;
	}
	return NULL;
}

static void
append(struct job **list, struct job *more)
{
	while (*list)
		list = &(*list)->next;
	*list = more;
}

static struct job *
wait_for_more(struct journal *j, bool idle, bool *stop)
{
	struct job *more;

	pthread_mutex_lock(&j->lock);
	while (idle && !j->waiting.first && !j->stop)
		pthread_cond_wait(&j->more, &j->lock);
	more = take_all(&j->waiting);
	*stop = j->stop;
	pthread_mutex_unlock(&j->lock);
	return more;
}

static void *
help(void *arg)
{
	struct journal *j = arg;
	struct job *list = NULL, *key;
	bool stop = false, stuck = false;

	for (;;) {
		append(&list, wait_for_more(j, !list || stuck, &stop));
		while ((key = take_unlock(&list)) != NULL)
			do_some(j, key);
		stuck = list && lacks_key(j, list);
		if (list && !stuck)
			list = do_some(j, list);
		else if (stop)
			break;
	}
	give_back(j, list, NULL);
	return NULL;
}

/* The owner */

static void
give(struct journal *j, struct job *job)
{
	pthread_mutex_lock(&j->lock);
	put(&j->waiting, job, &job->next);
	pthread_cond_signal(&j->more);
	pthread_mutex_unlock(&j->lock);
}

static struct job *
new_job(enum job_sort sort, const char *account)
{
	struct job *job = calloc(1, sizeof(*job));

	if (job) {
		job->sort = sort;
		snprintf(job->account, sizeof(job->account), "%s", account);
	}
	return job;
}

/* Without memory it is told at the next journal_take(), if that is known. */
static bool
starve(struct journal *j, const char *key)
{
	uint64_t one = 1;

	if (j->starving < STARVED)
		snprintf(j->starved[j->starving++], ID_SIZE, "%s", key);
	(void)!write(j->wake, &one, sizeof(one));
	return false;
}

static bool
keep(void *ctx, const struct outbox_entry *e, const char *body, size_t len)
{
	struct journal *j = ctx;
	struct job *job = new_job(body ? ADD : CHANGE, j->account);

	if (!job)
		return starve(j, e->key);
	job->entry = *e;
	job->entry.touch = NULL;
	if (body) {
		journal_touches(e, &job->touches);
		buf_add(&job->bytes, body, len);
	}
	if (!buf_ok(&job->touches) || !buf_ok(&job->bytes)) {
		free_job(job);
		return starve(j, e->key);
	}
	give(j, job);
	return false;
}

/* Without memory it is lost: the refusal itself is not. */
static void
keep_refusal(void *ctx, const char *key, const char *text, size_t len)
{
	struct journal *j = ctx;
	struct job *job = new_job(REFUSAL, "");

	if (!job)
		return;
	snprintf(job->entry.key, sizeof(job->entry.key), "%s", key);
	job->refusal = true;
	buf_add(&job->bytes, text, len);
	if (buf_ok(&job->bytes))
		give(j, job);
	else
		free_job(job);
}

/* One that cannot be dropped now is dropped when it is read again. */
static void
drop(void *ctx, const char *key)
{
	struct journal *j = ctx;
	struct job *job = new_job(DROP, "");

	if (!job)
		return;
	snprintf(job->entry.key, sizeof(job->entry.key), "%s", key);
	give(j, job);
}

const struct outbox_store *
journal_store(struct journal *j)
{
	return &j->store;
}

int
journal_fd(const struct journal *j)
{
	return j->wake;
}

bool
journal_was_damaged(const struct journal *j)
{
	return j->damaged;
}

static void
tell(struct journal *j, struct outbox *o, struct job *job)
{
	switch (job->sort) {
	case ADD:
	case CHANGE:
		if (job->problem.code == PROBLEM_NONE)
			outbox_is_kept(o, job->entry.key);
		else
			outbox_not_kept(o, job->entry.key, &job->problem);
		break;
	case OPEN:
		/* Without memory it stays sealed; it can be taken back. */
		if (job->bytes.len > 0 && job->refusal)
			(void)!outbox_give_refusal(
			    o, job->entry.key, job->bytes.data, job->bytes.len);
		else if (job->bytes.len > 0)
			(void)!outbox_give_body(
			    o, job->entry.key, job->bytes.data, job->bytes.len);
		break;
	case UNLOCK:
		if (j->hooks.unlocked)
			j->hooks.unlocked(
			    j->hooks.ctx, job->account, &job->problem);
		break;
	case LOAD:
		if (j->hooks.loaded)
			j->hooks.loaded(j->hooks.ctx, job->entry.key,
			    job->account, buf_str(&job->bytes), job->bytes.len);
		break;
	default:
		break;
	}
}

void
journal_take(struct journal *j, struct outbox *o)
{
	struct problem none;
	struct job *job, *next;
	uint64_t count;

	(void)!read(j->wake, &count, sizeof(count));
	pthread_mutex_lock(&j->lock);
	job = take_all(&j->done);
	pthread_mutex_unlock(&j->lock);
	for (; job; job = next) {
		next = job->next;
		tell(j, o, job);
		free_job(job);
	}
	problem_set(&none, PROBLEM_NO_MEMORY, NULL);
	while (j->starving > 0)
		outbox_not_kept(o, j->starved[--j->starving], &none);
}

bool
journal_unlock(
    struct journal *j, const char *account, const char *password, bool checked)
{
	struct job *job = new_job(UNLOCK, account);

	if (!job)
		return false;
	/* In one piece: growing would leave copies behind. */
	buf_reserve(&job->bytes, SESSION_TOKEN_MAX);
	buf_puts(&job->bytes, password);
	if (!buf_ok(&job->bytes)) {
		free_job(job);
		return false;
	}
	job->checked = checked;
	snprintf(j->account, sizeof(j->account), "%s", job->account);
	give(j, job);
	return true;
}

bool
journal_unlock_file(struct journal *j)
{
	return journal_unlock(j, "", "", true);
}

const char *
journal_account(const struct journal *j)
{
	return j->account;
}

bool
journal_save(
    struct journal *j, const char *what, const char *account, struct buf *bytes)
{
	struct job *job = new_job(SAVE, account);

	if (!job)
		return false;
	snprintf(job->entry.key, sizeof(job->entry.key), "%s", what);
	job->bytes = *bytes;
	*bytes = (struct buf){0};
	give(j, job);
	return true;
}

bool
journal_load(struct journal *j, const char *what, const char *account)
{
	struct job *job = new_job(LOAD, account);

	if (!job)
		return false;
	snprintf(job->entry.key, sizeof(job->entry.key), "%s", what);
	give(j, job);
	return true;
}

/* Opening */

static enum problem_code
open_parts(struct journal *j, struct problem *p)
{
	enum problem_code code = journal_make_dir(j->dir, p);

	if (code == PROBLEM_NONE)
		code = journal_file_open(&j->file, j->dir, &j->damaged, p);
	if (code != PROBLEM_NONE)
		return code;
	j->vault = vault_new(j->dir);
	if (j->wake < 0)
		j->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!j->vault || j->wake < 0)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

enum problem_code
journal_open(struct journal **out, const char *dir, struct problem *p)
{
	struct journal *j = calloc(1, sizeof(*j));
	enum problem_code code;

	*out = NULL;
	if (!j)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	j->wake = -1;
	j->store = (struct outbox_store){keep, keep_refusal, drop, j};
	j->waiting.end = &j->waiting.first;
	j->done.end = &j->done.first;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->more, NULL);
	snprintf(j->dir, sizeof(j->dir), "%s", dir);
	code = open_parts(j, p);
	if (code == PROBLEM_NONE)
		*out = j;
	else
		journal_close(j);
	return code;
}

struct restoring {
	struct journal *journal;
	struct outbox *outbox;
};

/* What was sealed is opened by the helper when there is a key. */
static enum problem_code
restore_sealed(struct journal *j, const struct journal_row *r, bool refusal)
{
	struct job *job = new_job(OPEN, r->sealed_by);

	if (!job)
		return PROBLEM_NO_MEMORY;
	snprintf(job->entry.key, sizeof(job->entry.key), "%s", r->kept.e.key);
	job->refusal = refusal;
	if (refusal)
		buf_add(&job->bytes, r->refusal, r->refusal_len);
	else
		buf_add(&job->bytes, r->sealed, r->len);
	if (buf_ok(&job->bytes)) {
		give(j, job);
		return PROBLEM_NONE;
	}
	free_job(job);
	return PROBLEM_NO_MEMORY;
}

static enum problem_code
restore_row(void *ctx, const struct journal_row *r)
{
	struct restoring *to = ctx;
	enum problem_code code = PROBLEM_NONE;

	if (outbox_restore(to->outbox, &r->kept, NULL) != PROBLEM_NONE)
		return PROBLEM_NO_MEMORY;
	if (r->refusal_len > 0)
		code = restore_sealed(to->journal, r, true);
	if (code == PROBLEM_NONE && r->len > 0)
		code = restore_sealed(to->journal, r, false);
	return code;
}

/* Signals are the loop's: the helper takes none. */
static bool
start_helper(struct journal *j)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	j->running = pthread_create(&j->helper, NULL, help, j) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return j->running;
}

enum problem_code
journal_start(struct journal *j, struct outbox *o,
    const struct journal_hooks *hooks, struct problem *p)
{
	struct restoring to = {j, o};
	enum problem_code code =
	    journal_file_read(j->file, restore_row, &to, p);

	if (hooks)
		j->hooks = *hooks;
	if (code != PROBLEM_NONE)
		return code;
	return start_helper(j) ? PROBLEM_NONE
	                       : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static void
free_jobs(struct job *job)
{
	struct job *next;

	for (; job; job = next) {
		next = job->next;
		free_job(job);
	}
}

/* All that it was given is on disk then, or has failed. */
static void
stop_helper(struct journal *j)
{
	if (!j->running)
		return;
	pthread_mutex_lock(&j->lock);
	j->stop = true;
	pthread_cond_signal(&j->more);
	pthread_mutex_unlock(&j->lock);
	pthread_join(j->helper, NULL);
	j->running = j->stop = false;
}

static void
close_parts(struct journal *j)
{
	free_jobs(take_all(&j->waiting));
	free_jobs(take_all(&j->done));
	free_jobs(j->sealed);
	j->sealed = NULL;
	vault_free(j->vault);
	journal_file_close(j->file);
	j->vault = NULL;
	j->file = NULL;
}

enum problem_code
journal_move(
    struct journal *j, const char *dir, struct outbox *o, struct problem *p)
{
	enum problem_code code;

	stop_helper(j);
	outbox_leave(o);
	close_parts(j);
	j->account[0] = '\0';
	j->keyless = (struct problem){0};
	j->starving = 0;
	snprintf(j->dir, sizeof(j->dir), "%s", dir);
	code = open_parts(j, p);
	return code ? code : journal_start(j, o, NULL, p);
}

void
journal_close(struct journal *j)
{
	if (!j)
		return;
	stop_helper(j);
	close_parts(j);
	if (j->wake >= 0)
		close(j->wake);
	pthread_mutex_destroy(&j->lock);
	pthread_cond_destroy(&j->more);
	free(j);
}
