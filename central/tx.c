/*
 * One command being carried out (tx.h).
 */
#include "central/tx.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/scopes.h"
#include "model/id.h"
#include "model/lifecycle.h"
#include "model/live.h"
#include "model/talk.h"

static void
change_free(struct change *c)
{
	record_free(c->record);
	free(c->scope);
}

void
tx_clear(struct tx *tx)
{
	for (size_t i = 0; i < tx->changes; i++)
		change_free(&tx->change[i]);
	for (size_t i = 0; i < tx->helds; i++)
		record_free(tx->held[i]);
	record_free(tx->reveal);
	buf_clear(&tx->what);
	tx->reveal = NULL;
	tx->changes = 0;
	tx->stoods = 0;
	tx->restores = false;
	tx->helds = 0;
	tx->clock_to = 0;
	tx->clock_speed = -1;
}

void
tx_free(struct tx *tx)
{
	tx_clear(tx);
	buf_free(&tx->what);
	free(tx->change);
	free(tx->held);
	*tx = (struct tx){0};
}

/* Makes room for one more element; false when memory ended. */
static bool
grow(void *list, size_t count, size_t *room, size_t size)
{
	size_t want = *room ? *room * 2 : 16;
	void **at = list, *more;

	if (count < *room)
		return true;
	more = realloc(*at, want * size);
	if (!more)
		return false;
	*at = more;
	*room = want;
	return true;
}

/* The record is the tx's from now on, also when this fails. */
static const struct record *
hold(struct tx *tx, struct record *r)
{
	if (!grow(&tx->held, tx->helds, &tx->held_room, sizeof(*tx->held))) {
		record_free(r);
		tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
		return NULL;
	}
	tx->held[tx->helds++] = r;
	return r;
}

const struct record *
tx_peek(struct tx *tx, enum kind kind, const char *id)
{
	struct record *r = NULL;

	if (!id || store_get(tx->store, kind, id, &r, tx->problem))
		return NULL;
	return hold(tx, r);
}

const struct record *
tx_get(struct tx *tx, enum kind kind, const char *id)
{
	const struct record *r = tx_peek(tx, kind, id);
	bool may = false;

	if (tx->problem->code)
		return NULL;
	if (r && scopes_may_read(tx->store, tx->settings, tx->actor, kind, id,
	             &may, tx->problem))
		return NULL;
	if (r && may)
		return r;
	tx_refuse(tx, PROBLEM_NOT_FOUND, "what", kind_info(kind)->name, NULL);
	problem_param(tx->problem, "id", "%s", text_or(id, ""));
	return NULL;
}

const struct record *
tx_room(struct tx *tx, const char *id)
{
	static const enum kind rooms[] = {KIND_INCIDENT, KIND_TASK, KIND_ROOM};
	const struct record *r = NULL;

	for (size_t i = 0; !r && i < COUNT_OF(rooms); i++) {
		r = tx_peek(tx, rooms[i], id);
		if (tx->problem->code)
			return NULL;
	}
	return r;
}

/* Records found by one field, copied. */
struct collecting {
	struct tx *tx;
	bool live;                 /* assignments: those alone */
	const struct record **out; /* room for `most` */
	size_t count, most;
	bool failed;
};

static bool
collect(void *ctx, const struct record *r)
{
	struct collecting *c = ctx;
	struct record *copy;

	if (c->live && !assignment_live(((const struct assignment *)r)->state))
		return true;
	copy = c->count < c->most ? record_freeze(r) : NULL;
	if (!copy || !hold(c->tx, copy)) {
		c->failed = true;
		return false;
	}
	c->out[c->count++] = copy;
	return true;
}

static bool
find_all(struct tx *tx, enum kind kind, const char *field, const char *id,
    struct collecting *c)
{
	const struct field *f = field_find(kind, field, strlen(field));

	c->tx = tx;
	if (store_find(tx->store, kind, f, id, collect, c, tx->problem))
		return false;
	if (!c->failed)
		return true;
	tx_refuse(tx, PROBLEM_INTERNAL, "why", why_assignments_over, NULL);
	return false;
}

static int
older_first(const void *a, const void *b)
{
	const struct assignment *const *x = a, *const *y = b;

	if ((*x)->issued != (*y)->issued)
		return (*x)->issued < (*y)->issued ? -1 : 1;
	return strcmp((*x)->head.id, (*y)->head.id);
}

bool
tx_assignments(struct tx *tx, const char *field, const char *id, bool live,
    const struct assignment *out[TX_ASSIGNMENTS], size_t *count)
{
	const struct record *found[TX_ASSIGNMENTS];
	struct collecting c = {
	    .live = live, .out = found, .most = TX_ASSIGNMENTS};

	*count = 0;
	if (!find_all(tx, KIND_ASSIGNMENT, field, id, &c))
		return false;
	for (size_t i = 0; i < c.count; i++)
		out[i] = (const struct assignment *)found[i];
	qsort(out, c.count, sizeof(*out), older_first);
	*count = c.count;
	return true;
}

static int
line_first(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	if ((*x)->line != (*y)->line)
		return (*x)->line < (*y)->line ? -1 : 1;
	return strcmp((*x)->head.id, (*y)->head.id);
}

bool
tx_items(struct tx *tx, const char *about, const struct item *out[TX_ITEMS],
    size_t *count)
{
	const struct record *found[TX_ITEMS];
	struct collecting c = {.out = found, .most = TX_ITEMS};

	*count = 0;
	if (!find_all(tx, KIND_ITEM, "about", about, &c))
		return false;
	for (size_t i = 0; i < c.count; i++)
		out[i] = (const struct item *)found[i];
	qsort(out, c.count, sizeof(*out), line_first);
	*count = c.count;
	return true;
}

static int
name_first(const void *a, const void *b)
{
	const struct sector *const *x = a, *const *y = b;

	return strcmp(text_or((*x)->name, ""), text_or((*y)->name, ""));
}

bool
tx_sectors(struct tx *tx, const char *incident,
    const struct sector *out[SECTORS_MOST], size_t *count)
{
	const struct record *found[SECTORS_MOST];
	struct collecting c = {.out = found, .most = SECTORS_MOST};

	*count = 0;
	if (!find_all(tx, KIND_SECTOR, "incident", incident, &c))
		return false;
	for (size_t i = 0; i < c.count; i++)
		out[i] = (const struct sector *)found[i];
	qsort(out, c.count, sizeof(*out), name_first);
	*count = c.count;
	return true;
}

bool
tx_sweeps(struct tx *tx, const char *field, const char *id,
    const struct sweep *out[SWEEPS_MOST], size_t *count)
{
	const struct record *found[SWEEPS_MOST];
	struct collecting c = {.out = found, .most = SWEEPS_MOST};

	*count = 0;
	if (!find_all(tx, KIND_SWEEP, field, id, &c))
		return false;
	for (size_t i = 0; i < c.count; i++)
		out[i] = (const struct sweep *)found[i];
	*count = c.count;
	return true;
}

bool
tx_mustreads(struct tx *tx, const char *room,
    const struct message *out[TX_MUSTREADS], size_t *count)
{
	const struct record *found[TX_MUSTREADS];
	struct collecting c = {.tx = tx, .out = found, .most = TX_MUSTREADS};

	*count = 0;
	if (store_mustreads(
	        tx->store, room, TX_MUSTREADS, collect, &c, tx->problem))
		return false;
	if (c.failed)
		return !tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < c.count; i++)
		out[i] = (const struct message *)found[i];
	*count = c.count;
	return true;
}

/* The note of this record in this command, a new one if there is none. */
static struct change *
change_of(struct tx *tx, const struct record *r)
{
	struct change *c;

	for (size_t i = 0; i < tx->changes; i++) {
		c = &tx->change[i];
		if (c->kind == r->kind && strcmp(c->id, r->id) == 0)
			return c;
	}
	if (!grow(&tx->change, tx->changes, &tx->change_room, sizeof(*c)))
		return NULL;
	c = &tx->change[tx->changes++];
	*c = (struct change){.kind = r->kind};
	snprintf(c->id, sizeof(c->id), "%s", r->id);
	return c;
}

/* Writes the draft as the record's next revision into c. */
static enum problem_code
write_revision(struct tx *tx, struct change *c, struct record *draft,
    const struct record *old)
{
	struct record *r;

	draft->rev = old ? old->rev + (c->content ? 0 : 1) : 1;
	draft->seq = tx->seq;
	if (!tx->restores || draft->at == 0)
		draft->at = tx->now;
	if (!tx->restores || !draft->by)
		draft->by = tx->actor->by;
	r = record_freeze(draft);
	if (!r)
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	record_free(c->record);
	c->record = r;
	c->content = true;
	if (settings_want(draft) || (old && settings_want(old)))
		tx->settings_changed = true;
	return store_put(tx->store, r, tx->problem);
}

static bool
is_room(enum kind kind)
{
	return kind == KIND_INCIDENT || kind == KIND_TASK || kind == KIND_ROOM;
}

/*
 * Whoever begins or ceases to see a room sees the lines of its checklists
 * come and go with it.
 */
static enum problem_code
take_items_along(struct tx *tx, const char *room)
{
	const struct item *item[TX_ITEMS];
	enum problem_code code = PROBLEM_NONE;
	size_t n;

	if (!tx_items(tx, room, item, &n))
		return tx->problem->code;
	for (size_t i = 0; !code && i < n; i++) {
		struct item same = *item[i];

		code = tx_put(tx, &same.head);
	}
	return code;
}

/* And whoever sees an incident, the ground that its search goes over. */
static enum problem_code
take_ground_along(struct tx *tx, const struct incident *i)
{
	const struct sector *sector[SECTORS_MOST];
	const struct sweep *sweep[SWEEPS_MOST];
	enum problem_code code = PROBLEM_NONE;
	size_t n, m;

	if (!tx_sectors(tx, i->head.id, sector, &n) ||
	    !tx_sweeps(tx, "incident", i->head.id, sweep, &m))
		return tx->problem->code;
	for (size_t k = 0; !code && k < n; k++) {
		struct sector same = *sector[k];

		code = tx_put(tx, &same.head);
	}
	for (size_t k = 0; !code && k < m; k++) {
		struct sweep same = *sweep[k];

		code = tx_put(tx, &same.head);
	}
	return code;
}

static enum problem_code
take_along(struct tx *tx, const struct record *room)
{
	const struct incident *i = (const struct incident *)room;
	enum problem_code code = take_items_along(tx, room->id);

	if (code || room->kind != KIND_INCIDENT || i->sectors == 0)
		return code;
	return take_ground_along(tx, i);
}

enum problem_code
tx_put(struct tx *tx, struct record *draft)
{
	const struct record *old = tx_peek(tx, draft->kind, draft->id);
	struct change *c = change_of(tx, draft);
	enum problem_code code = tx->problem->code;
	msec_t until;

	if (code)
		return code;
	if (!c)
		return tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	if (!old || !record_same(old, draft))
		code = write_revision(tx, c, draft, old);
	else if (!c->record && !(c->record = record_freeze(old)))
		code = tx_refuse(tx, PROBLEM_NO_MEMORY, NULL);
	if (!code)
		code = scopes_update(tx, c);
	if (!code && c->stirred && old && is_room(draft->kind))
		code = take_along(tx, draft);
	if (code)
		return code;
	c = change_of(tx, draft); /* the array may have moved */
	if (!c->content || record_lives_with(draft))
		return code; /* it ages with its incident */
	until = record_live_until(c->record);
	if (until == TIME_FOREVER || until <= tx->now)
		until = 0;
	if (!until && !old)
		return code; /* there can be no timer to take away */
	return tx_timer(tx, c->record, "age", until);
}

/* How many lines this command has said already. */
static int64_t
lines_said(const struct tx *tx)
{
	int64_t n = 0;

	for (size_t i = 0; i < tx->changes; i++)
		n += tx->change[i].kind == KIND_MESSAGE;
	return n;
}

enum problem_code
tx_say(struct tx *tx, const struct record *room, const struct message *line)
{
	struct message m = *line;
	char id[ID_SIZE];

	id_new(id);
	m.head = (struct record){.kind = KIND_MESSAGE,
	    .id = line->head.id ? line->head.id : id,
	    .station = room->station};
	m.room = room->id;
	m.line = lines_said(tx);
	return tx_put(tx, &m.head);
}

enum problem_code
tx_put_line(struct tx *tx, struct message *draft)
{
	enum problem_code code;

	draft->told = message_place(draft);
	tx->restores = true;
	code = tx_put(tx, &draft->head);
	tx->restores = false;
	return code;
}

void
tx_note(struct tx *tx, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (tx->what.len > 0)
		buf_putc(&tx->what, ' ');
	buf_puts(&tx->what, text);
}

enum problem_code
tx_timer(struct tx *tx, const struct record *r, const char *name, msec_t due)
{
	const struct store_timer t = {r->kind, r->id, name, due};

	return store_timer_set(tx->store, &t, tx->problem);
}
