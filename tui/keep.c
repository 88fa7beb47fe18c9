/*
 * See keep.h.
 */
#include "tui/keep.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/text.h"
#include "net/link/state-dir.h"
#include "tui/board.h"
#include "tui/drafts.h"
#include "tui/send.h"
#include "tui/words.h"

#define NAME_SIZE (PATH_MAX + ADDRESS_MAX + 16)

/* One socket has one name, from wherever it is called. */
static void
absolute(const struct address *central, char out[NAME_SIZE])
{
	char dir[ADDRESS_MAX], real[PATH_MAX];
	char *slash;

	snprintf(out, NAME_SIZE, "%s", central->text);
	if (!*central->socket)
		return;
	snprintf(dir, sizeof(dir), "%s", central->socket);
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	if (realpath(slash ? (*dir ? dir : "/") : ".", real))
		snprintf(out, NAME_SIZE, "unix:%s/%s", real,
		    slash ? slash + 1 : dir);
}

static bool
find_root(const char *state_dir, char *out, size_t size)
{
	const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int n = -1;

	if (state_dir)
		n = snprintf(out, size, "%s", state_dir);
	else if (xdg && *xdg == '/')
		n = snprintf(out, size, "%s/watchroom", xdg);
	else if (home && *home == '/')
		n = snprintf(out, size, "%s/.local/state/watchroom", home);
	return n >= 0 && (size_t)n < size;
}

void
keep_open(
    struct console *c, const char *state_dir, const struct address *central)
{
	char root[PATH_MAX], dir[STATE_PATH_SIZE], name[NAME_SIZE];

	if (!find_root(state_dir, root, sizeof(root))) {
		problem_set(&c->unkept, PROBLEM_FILE, "file", "$HOME", "why",
		    why_not_set, NULL);
		return;
	}
	c->state = malloc(sizeof(*c->state));
	if (!c->state) {
		problem_set(&c->unkept, PROBLEM_NO_MEMORY, NULL);
		return;
	}
	absolute(central, name);
	state_dir_find(c->state, root, name);
	state_dir_path(c->state, dir);
	(void)!journal_open(&c->journal, dir, &c->unkept);
}

static size_t
count_open(const struct outbox *o)
{
	size_t n = 0;

	for (size_t i = 0; i < outbox_count(o); i++)
		n += !outbox_is_settled(outbox_at(o, i));
	return n;
}

/* Another key seals there: a file's is at hand, another comes with a login. */
static void
move_journal(struct console *c, bool asked)
{
	char dir[STATE_PATH_SIZE];
	struct problem p;

	state_dir_path(c->state, dir);
	if (journal_move(c->journal, dir, link_outbox(c->link), &p) !=
	    PROBLEM_NONE) {
		console_end(c, p.code);
		return;
	}
	if (c->own_key)
		keep_begin(c);
	else if (!asked)
		session_forget(link_session(c->link));
	send_restore(c);
}

void
keep_store(struct console *c, const char *store, bool asked)
{
	size_t open = count_open(link_outbox(c->link));

	if (!*store || !c->journal || !state_dir_take(c->state, store, open))
		return;
	move_journal(c, asked);
	if (open > 0)
		console_say(c, STYLE_ERROR,
		    _("another store answers here: %zu commands wait for the "
		      "one before"),
		    open);
	else
		keep_say(c);
}

void
keep_close(struct console *c)
{
	journal_close(c->journal);
	c->journal = NULL;
	free(c->state);
	c->state = NULL;
}

static void
on_unlocked(void *ctx, const char *account, const struct problem *p)
{
	struct console *c = ctx;

	if (p->code == PROBLEM_NONE) {
		(void)!journal_load(c->journal, JOURNAL_DRAFTS, account);
		if (link_age(c->link) < 0)
			(void)!journal_load(
			    c->journal, JOURNAL_PICTURE, account);
		return;
	}
	/* That a password opens nothing here is no fault of the disk. */
	if (p->code == PROBLEM_BAD_LOGIN)
		return;
	c->unkept = *p;
	keep_say(c);
}

/* What a console before left open; where, as far as one can go there. */
static void
say_left(struct console *c)
{
	size_t open = outbox_open_own(link_outbox(c->link));
	bool inside =
	    session_auth(link_session(c->link)) || link_is_offline(c->link);

	if (open > 0 && !inside)
		console_say(c, STYLE_UNSENT,
		    _("%zu commands of before are not settled: log in, then "
		      "gx"),
		    open);
	else if (open > 0)
		console_say(c, STYLE_UNSENT,
		    _("%zu commands of before are not settled: gx shows them"),
		    open);
}

/*
 * What was here last time, for as long as the central says nothing. Who opened
 * their vault without a picture in it has their outbox all the same.
 */
static void
on_loaded(void *ctx, const char *what, const char *account, const char *bytes,
    size_t len)
{
	struct console *c = ctx;

	if (strcmp(what, JOURNAL_DRAFTS) == 0) {
		drafts_take(c, account, bytes, len);
		return;
	}
	if (link_take_cache(c->link, bytes, len) ||
	    link_go_offline(c->link, account))
		console_touch(c);
	say_left(c);
}

struct journal_hooks
keep_hooks(struct console *c)
{
	return (struct journal_hooks){on_unlocked, on_loaded, c};
}

void
keep_begin(struct console *c)
{
	c->own_key = true;
	if (c->journal && !journal_unlock_file(c->journal))
		problem_set(&c->unkept, PROBLEM_NO_MEMORY, NULL);
}

/* A name that never logged in here may be the account itself. */
void
keep_try(struct console *c, const char *name, const char *password)
{
	char account[ID_SIZE];

	if (!c->journal || link_age(c->link) >= 0)
		return;
	(void)!journal_unlock(c->journal,
	    state_dir_account(c->state, name, account) ? account : name,
	    password, false);
}

void
keep_login(struct console *c, const char *password)
{
	const struct session_info *who = session_info(link_session(c->link));

	keep_store(c, who->store, true);
	if (!c->journal)
		return;
	state_dir_note(c->state, who->name, who->account);
	if (!journal_unlock(c->journal, who->account, password, true))
		problem_set(&c->unkept, PROBLEM_NO_MEMORY, NULL);
}

void
keep_say(struct console *c)
{
	char why[256];

	if (c->unkept.code != PROBLEM_NONE)
		console_say(c, STYLE_ERROR,
		    _("no journal here, what is unsent is lost with this "
		      "console: %s"),
		    words_problem(&c->unkept, why, sizeof(why)));
	else if (c->journal && journal_was_damaged(c->journal))
		console_say(c, STYLE_ERROR, "%s",
		    _("the journal was damaged: it is set aside, a new one "
		      "began"));
	else
		say_left(c);
}
