/*
 * See journal-desk.h.
 */
#include "tests/lib/journal-desk.h"

#include <poll.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/lib/dirs.h"

static void
on_unlocked(void *ctx, const char *account, const struct problem *p)
{
	struct journal_desk *d = ctx;

	(void)account;
	if (p->code == PROBLEM_NONE)
		d->unlocked++;
	else
		d->locked++;
}

static void
on_loaded(void *ctx, const char *what, const char *account, const char *bytes,
    size_t len)
{
	struct journal_desk *d = ctx;

	(void)what;
	(void)account;
	snprintf(
	    d->loaded, sizeof(d->loaded), "%zu:%.*s", len, (int)len, bytes);
}

static msec_t
now(void *ctx)
{
	const struct journal_desk *d = ctx;

	return time_boot() + d->ahead;
}

void
journal_desk_begin(struct journal_desk *d)
{
	struct outbox_options o = {
	    .http = d->http, .session = d->session, .clock = &d->clock};
	struct journal_hooks hooks = {on_unlocked, on_loaded, d};

	assert_int_equal(journal_open(&d->journal, d->dir, NULL), 0);
	o.store = journal_store(d->journal);
	d->box = outbox_new(&o);
	assert_non_null(d->box);
	assert_int_equal(journal_start(d->journal, d->box, &hooks, NULL), 0);
}

void
journal_desk_end(struct journal_desk *d)
{
	outbox_free(d->box);
	journal_close(d->journal);
	d->box = NULL;
	d->journal = NULL;
}

void
journal_desk_step(struct journal_desk *d)
{
	struct pollfd fd = {journal_fd(d->journal), POLLIN, 0};

	outbox_step(d->box);
	http_client_wait(d->http, &fd, 1, 1);
	fake_central_step(d->fake, 0);
	journal_take(d->journal, d->box);
}

void
journal_desk_unlock(struct journal_desk *d)
{
	size_t before = d->unlocked;

	assert_true(journal_unlock_file(d->journal));
	UNTIL(d, d->unlocked > before);
}

int
journal_desk_setup(void **state)
{
	struct journal_desk *d = calloc(1, sizeof(*d));
	struct address to;

	assert_non_null(d);
	d->clock = (struct boot_clock){now, d};
	snprintf(d->dir, sizeof(d->dir), "/tmp/watchroom-journal-XXXXXX");
	assert_non_null(mkdtemp(d->dir));
	d->fake = fake_central_new(true);
	assert_int_equal(address_read(&to, fake_central_url(d->fake), NULL), 0);
	d->http = http_client_new(&to, NULL, NULL);
	d->session = session_new(d->http);
	assert_int_equal(session_set_token(d->session, "tok", 3, NULL), 0);
	journal_desk_begin(d);
	*state = d;
	return 0;
}

int
journal_desk_teardown(void **state)
{
	struct journal_desk *d = *state;

	journal_desk_end(d);
	session_free(d->session);
	http_client_free(d->http);
	fake_central_free(d->fake);
	dir_remove(d->dir);
	free(d);
	return 0;
}

const char *
journal_desk_add(struct journal_desk *d, const char *incident)
{
	struct call c = {.command = command_get(COMMAND_HOLD)};
	const struct outbox_entry *e;

	call_set_text(&c, ARG_hold_incident, incident);
	call_set_number(&c, ARG_hold_minutes, 10);
	call_set_text(&c, ARG_hold_reason, SECRET);
	assert_int_equal(outbox_add(d->box, &c, 5, &e, NULL), 0);
	return e->key;
}

void
journal_desk_again(struct journal_desk *d)
{
	journal_desk_end(d);
	journal_desk_begin(d);
}

const struct outbox_entry *
journal_desk_only(struct journal_desk *d)
{
	assert_int_equal(outbox_count(d->box), 1);
	return outbox_at(d->box, 0);
}

void
journal_desk_meddle(struct journal_desk *d, const char *sql)
{
	char path[192];
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/journal-0.db", d->dir);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}
