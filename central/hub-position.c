/*
 * The latest position of each unit, and which scopes see the unit: no rev, no
 * seq, nothing on disk. A reader keeps the version of the last it was sent;
 * the units lie in the order of theirs, so that what it lacks is at the end.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/wire/sse.h"

#define EVENT_BYTES ((size_t)8 * 1024) /* of one position event, about */

static void
moved_free(struct moved *m)
{
	chain_remove(&m->by_version);
	buf_free(&m->json);
	free(m->scope);
	free(m);
}

void
hub_positions_free(struct hub *hub)
{
	for (size_t i = 0; i < hub->units.room; i++)
		if (hub->units.slot[i].at)
			moved_free(hub->units.slot[i].at);
	names_free(&hub->units);
}

static struct moved *
moved_of(struct hub *hub, const char *unit)
{
	struct moved *m = names_get(&hub->units, unit);

	if (m)
		return m;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	snprintf(m->unit, sizeof(m->unit), "%s", unit);
	m->seq = -1;
	chain_init(&m->by_version);
	if (names_put(&hub->units, m->unit, m))
		return m;
	free(m);
	return NULL;
}

/* One more scope that sees it. */
static bool
add_scope(struct hub *hub, struct moved *m, const char *name)
{
	struct scope *s = hub_scope(hub, name);
	void *more = realloc(m->scope, (m->scopes + 1) * sizeof(*m->scope));

	if (more)
		m->scope = more;
	if (!more || !s)
		return false;
	m->scope[m->scopes++] = s;
	return true;
}

/* Those who begin to see a unit that stands still are sent where: a new
 * version is what all are sent. */
static void
renew(struct hub *hub, struct moved *m)
{
	chain_remove(&m->by_version);
	chain_add(&hub->positions, &m->by_version);
	m->version = ++hub->moved;
}

static bool
among(const struct moved *m, size_t count, const char *scope)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(m->scope[i]->name, scope) == 0)
			return true;
	return false;
}

/* The old scopes stand before the new ones until those are all known. */
bool
hub_position_scopes(struct hub *hub, const struct change *c, int64_t seq)
{
	struct moved *m = names_get(&hub->units, c->id);
	size_t old = m ? m->scopes : 0;
	bool ok = true, entered = false;

	if (!m)
		return true;
	m->seq = seq;
	for (size_t i = 0; ok && i < c->scopes; i++) {
		if (c->scope[i].state != SEEN_LIVE)
			continue;
		entered |= !among(m, old, c->scope[i].scope);
		ok = add_scope(hub, m, c->scope[i].scope);
	}
	m->scopes -= old;
	if (old > 0)
		memmove(
		    m->scope, m->scope + old, m->scopes * sizeof(*m->scope));
	if (entered && m->json.len > 0)
		renew(hub, m);
	return ok;
}

/* The rows of a unit as the store has them, with the seq they hold for. */
struct rows {
	char (*scope)[SCOPE_SIZE];
	size_t count;
	bool failed;
};

static bool
note_row(void *ctx, const struct seen *row)
{
	struct rows *rows = ctx;
	void *more;

	if (row->state != SEEN_LIVE)
		return true;
	more = realloc(rows->scope, (rows->count + 1) * SCOPE_SIZE);
	rows->failed = !more;
	if (!more)
		return false;
	rows->scope = more;
	snprintf(rows->scope[rows->count++], SCOPE_SIZE, "%s", row->scope);
	return true;
}

static enum problem_code
read_rows(struct store *store, const char *unit, struct rows *rows,
    int64_t *seq, struct problem *p)
{
	unsigned char tag[AUDIT_TAG];
	enum problem_code code = store_view(store, p);

	if (code)
		return code;
	code = store_last(store, seq, tag, p);
	if (!code)
		code = store_scopes(store, KIND_UNIT, unit, note_row, rows, p);
	store_view_end(store);
	if (!code && rows->failed)
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return code;
}

/* Notes the unit before its rows are read, so that a commit that moves them
 * meanwhile is noticed; whether they are known. Failed: -1. */
static int
begin_unit(struct hub *hub, const char *unit)
{
	struct moved *m;
	int known;

	pthread_mutex_lock(&hub->lock);
	m = moved_of(hub, unit);
	known = m ? m->seq >= 0 : -1;
	pthread_mutex_unlock(&hub->lock);
	return known;
}

static bool
put_position(struct hub *hub, const char *unit, const char *json, size_t len,
    const struct rows *rows, int64_t seq)
{
	struct moved *m;
	bool ok;

	pthread_mutex_lock(&hub->lock);
	m = moved_of(hub, unit);
	ok = m != NULL;
	if (ok && m->seq < seq) {
		m->seq = seq;
		m->scopes = 0;
		for (size_t i = 0; ok && i < rows->count; i++)
			ok = add_scope(hub, m, rows->scope[i]);
	}
	if (ok) {
		buf_clear(&m->json);
		buf_add(&m->json, json, len);
		ok = buf_ok(&m->json);
		renew(hub, m);
	}
	pthread_mutex_unlock(&hub->lock);
	return ok;
}

enum problem_code
hub_position(struct hub *hub, struct store *store, const char *unit,
    const char *json, size_t len, struct problem *p)
{
	struct rows rows = {0};
	int known = begin_unit(hub, unit);
	int64_t seq = -1;
	enum problem_code code = PROBLEM_NONE;

	if (known == 0)
		code = read_rows(store, unit, &rows, &seq, p);
	if (known < 0 ||
	    (!code && !put_position(hub, unit, json, len, &rows, seq)))
		code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	free(rows.scope);
	return code;
}

static bool
sees(const struct feed *f, const struct moved *m)
{
	for (size_t i = 0; i < m->scopes; i++)
		if (hub_channel_reads(f->channel, m->scope[i]))
			return true;
	return false;
}

/* The oldest that is newer than what the feed was sent and for its eyes, or
 * NULL; it is not asked again about those before. */
static const struct moved *
next_unsent(struct hub *hub, struct feed *f)
{
	struct chain *r = hub->positions.prev;

	if (f->moved == hub->moved)
		return NULL;
	while (r != &hub->positions &&
	       CHAIN_OF(struct moved, by_version, r)->version > f->moved)
		r = r->prev;
	for (r = r->next; r != &hub->positions; r = r->next) {
		const struct moved *m = CHAIN_OF(struct moved, by_version, r);

		if (sees(f, m))
			return m;
		f->moved = m->version;
	}
	return NULL;
}

/* The same for the one after it. */
static const struct moved *
after(struct hub *hub, struct feed *f, const struct moved *m)
{
	struct chain *r = m->by_version.next;

	f->moved = m->version;
	for (; r != &hub->positions; r = r->next) {
		m = CHAIN_OF(struct moved, by_version, r);
		if (sees(f, m))
			return m;
		f->moved = m->version;
	}
	return NULL;
}

bool
hub_position_due(struct hub *hub, struct feed *f)
{
	return next_unsent(hub, f) != NULL;
}

bool
hub_position_page(struct hub *hub, struct feed *f, struct buf *page)
{
	struct buf list = {0};
	const struct moved *m = next_unsent(hub, f);

	for (; m && m->version <= f->round && list.len < EVENT_BYTES;
	     m = after(hub, f, m)) {
		buf_putc(&list, list.len ? ',' : '[');
		buf_add(&list, m->json.data, m->json.len);
	}
	if (list.len > 0) {
		buf_putc(&list, ']');
		if (buf_ok(&list))
			sse_event(page, "position", NULL, list.data, list.len);
	}
	buf_free(&list);
	return m && m->version <= f->round;
}
