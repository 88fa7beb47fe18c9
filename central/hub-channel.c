/*
 * Channels: who reads the same scopes, and what a commit is to each of them.
 */
#include "central/hub-inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/buf.h"
#include "net/wire/codec.h"
#include "net/wire/sse.h"

#define PERSON "person/"

static bool
is_person(const char *scope)
{
	return strncmp(scope, PERSON, strlen(PERSON)) == 0;
}

struct scope *
hub_scope(struct hub *hub, const char *name)
{
	struct scope *s = names_get(&hub->scopes, name);

	if (s)
		return s;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	snprintf(s->name, sizeof(s->name), "%s", name);
	if (names_put(&hub->scopes, s->name, s))
		return s;
	free(s);
	return NULL;
}

size_t
hub_scopes_of(const struct settings *s, const struct actor *a,
    char scope[SCOPES_MAX][SCOPE_SIZE], uint64_t *digest)
{
	const char *list[SCOPES_MAX];
	size_t n = settings_scopes(s, a, scope), kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (kept && strcmp(scope[kept - 1], scope[i]) == 0)
			continue;
		if (kept != i)
			memcpy(scope[kept], scope[i], SCOPE_SIZE);
		list[kept] = scope[kept];
		kept++;
	}
	*digest = cursor_scopes(list, kept);
	return kept;
}

/* Making a channel */

static int
by_address(const void *a, const void *b)
{
	const struct scope *const *x = a, *const *y = b;

	return (*x > *y) - (*x < *y);
}

bool
hub_channel_reads(const struct hub_channel *c, const struct scope *s)
{
	return bsearch(&s, c->scope, c->scopes, sizeof(s), by_address) != NULL;
}

static void
take_from_scope(struct hub_channel *c, struct scope *s)
{
	for (size_t i = 0; i < s->channels; i++)
		if (s->channel[i] == c) {
			s->channel[i] = s->channel[--s->channels];
			return;
		}
}

static bool
put_in_scope(struct hub_channel *c, struct scope *s)
{
	if (s->channels == s->room) {
		size_t room = s->room ? s->room * 2 : 4;
		void *more = realloc(s->channel, room * sizeof(*s->channel));

		if (!more)
			return false;
		s->channel = more;
		s->room = room;
	}
	s->channel[s->channels++] = c;
	return true;
}

static void
channel_free(struct hub *hub, struct hub_channel *c)
{
	for (size_t i = 0; i < c->scopes; i++)
		take_from_scope(c, c->scope[i]);
	if (c->key && names_get(&hub->channels, c->key) == c)
		names_remove(&hub->channels, c->key);
	free(c->scope);
	free(c->key);
	lane_free(&c->lane);
	free(c);
}

static bool
fill_scopes(struct hub *hub, struct hub_channel *c, char scope[][SCOPE_SIZE],
    size_t count)
{
	c->scope = calloc(count + 1, sizeof(*c->scope));
	if (!c->scope)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct scope *s = hub_scope(hub, scope[i]);

		if (!s || !put_in_scope(c, s))
			return false;
		c->scope[c->scopes++] = s;
	}
	qsort(c->scope, c->scopes, sizeof(*c->scope), by_address);
	return true;
}

static struct hub_channel *
channel_new(
    struct hub *hub, const char *key, char scope[][SCOPE_SIZE], size_t count)
{
	struct hub_channel *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	chain_init(&c->idle);
	c->key = strdup(key);
	if (c->key && fill_scopes(hub, c, scope, count) &&
	    names_put(&hub->channels, c->key, c))
		return c;
	channel_free(hub, c);
	return NULL;
}

bool
hub_channel_join(
    struct hub *hub, struct feed *f, char scope[][SCOPE_SIZE], size_t count)
{
	struct buf key = {0};
	struct hub_channel *c = NULL;

	for (size_t i = 0; i < count; i++)
		buf_printf(&key, "%s\n", scope[i]);
	if (buf_ok(&key))
		c = names_get(&hub->channels, buf_str(&key));
	if (!c && buf_ok(&key))
		c = channel_new(hub, buf_str(&key), scope, count);
	buf_free(&key);
	if (!c)
		return false;
	c->feeds++;
	f->channel = c;
	return true;
}

void
hub_channel_leave(struct hub *hub, struct feed *f)
{
	struct hub_channel *c = f->channel;

	f->channel = NULL;
	if (c && --c->feeds == 0)
		channel_free(hub, c);
}

/* One change */

struct verdicts {
	struct hub *hub;
	const struct commit *commit;
	const struct change *change;
	const char *event;            /* its name for who sees it; NULL: none */
	const struct buf *json;       /* and its data */
	struct hub_channel **touched; /* that have a row of the record; owned */
	size_t count, room;
};

static bool
touch(struct verdicts *v, struct hub_channel *c)
{
	if (c->touched)
		return true;
	if (v->count == v->room) {
		size_t room = v->room ? v->room * 2 : 16;
		void *more = realloc(v->touched, room * sizeof(*v->touched));

		if (!more)
			return false;
		v->touched = more;
		v->room = room;
	}
	v->touched[v->count++] = c;
	c->touched = true;
	c->live = c->live_moved = c->moved = false;
	return true;
}

static bool
take_row(struct verdicts *v, const struct change_scope *row)
{
	const struct scope *s = names_get(&v->hub->scopes, row->scope);

	for (size_t i = 0; s && i < s->channels; i++) {
		struct hub_channel *c = s->channel[i];

		if (!touch(v, c))
			return false;
		c->live |= row->state == SEEN_LIVE;
		c->live_moved |= row->state == SEEN_LIVE && row->moved;
		c->moved |= row->moved;
	}
	return true;
}

/* `record` ("kind/id") is what it is a version of; NULL: a line was said. */
static bool
make_event(struct verdicts *v, const char *event, const char *record,
    const char *data, size_t len)
{
	struct event_log *log = &v->hub->log;
	const struct record *r = v->change->record;
	struct buf frame = {0};

	sse_event(&frame, event, NULL, data, len);
	if (!event_log_add(
	        log, v->commit->seq, cursor_tag(v->commit->tag), &frame)) {
		buf_free(&frame);
		return false;
	}
	if (record)
		event_log_name(log, record);
	else
		event_log_said(log,
		    ((const struct message *)r)->class == MESSAGE_MUSTREAD);
	return true;
}

/* All who get the event, which is made for the first of them. */
static bool
send_to(struct verdicts *v, bool live)
{
	const struct change *change = v->change;
	char gone[32 + ID_SIZE];
	bool made = false;

	for (size_t i = 0; i < v->count; i++) {
		struct hub_channel *c = v->touched[i];

		if (c->live != live || !(live ? c->live_moved : c->moved))
			continue;
		snprintf(gone, sizeof(gone), "%s/%s",
		    kind_info(change->kind)->name, change->id);
		if (!made && live)
			made = make_event(v, v->event, v->event ? NULL : gone,
			    v->json->data, v->json->len);
		else if (!made)
			made = make_event(v, "gone", v->event ? NULL : gone,
			    gone, strlen(gone));
		if (!made || !lane_add(&c->lane, &v->hub->log))
			return false;
		chain_join(&v->hub->ringing, &c->idle);
	}
	return true;
}

/* A channel takes no account of the persons who read it: those whom a row of
 * their own concerns come back to one that does. */
static void
cut_person(struct hub *hub, const char *scope)
{
	struct chain *r;

	for (r = hub->all.next; r != &hub->all; r = r->next) {
		struct feed *f = CHAIN_OF(struct feed, all, r);
		struct scope *s = names_get(&hub->scopes, scope);

		if (strcmp(scope + strlen(PERSON), actor_person(f->actor)) != 0)
			continue;
		if (!f->channel || !s || !hub_channel_reads(f->channel, s))
			hub_cut(hub, f);
	}
}

static bool
tell_channels(struct hub *hub, const struct commit *commit,
    const struct change *change, const char *event, const struct buf *json)
{
	struct verdicts v = {hub, commit, change, event, json, NULL, 0, 0};
	bool ok = buf_ok(json);

	for (size_t i = 0; ok && i < change->scopes; i++) {
		if (is_person(change->scope[i].scope) && change->scope[i].moved)
			cut_person(hub, change->scope[i].scope);
		ok = take_row(&v, &change->scope[i]);
	}
	ok = ok && send_to(&v, true) && send_to(&v, false);
	for (size_t i = 0; i < v.count; i++)
		v.touched[i]->touched = false;
	free(v.touched);
	return ok;
}

/*
 * Whoever sees the room is told that something was written in it, all of it
 * but the words. It comes right behind the line itself (hub_room_tell()), and
 * who watches and got that is not told again.
 */
static bool
tell_said(
    struct hub *hub, const struct commit *commit, const struct change *change)
{
	struct message m = *(const struct message *)change->record;
	struct buf json = {0};
	bool ok;

	m.text = m.former = m.quote = NULL;
	codec_record(&json, &m.head);
	ok = tell_channels(hub, commit, change, "said", &json);
	buf_free(&json);
	return ok;
}

bool
hub_commit(struct hub *hub, const struct commit *c)
{
	for (size_t i = 0; i < c->count; i++) {
		const struct news *n = &c->news[i];
		enum kind kind = n->change.kind;
		bool ok = true;

		if (kind == KIND_MESSAGE)
			ok = hub_room_tell(hub, c, n) &&
			     (n->change.scopes == 0 ||
			         tell_said(hub, c, &n->change));
		else if (kind != KIND_CALLER)
			ok = tell_channels(hub, c, &n->change, NULL, &n->json);
		if (ok && kind == KIND_UNIT)
			ok = hub_position_scopes(hub, &n->change, c->seq);
		if (ok && (kind == KIND_INCIDENT || kind == KIND_ROOM ||
		              kind == KIND_TASK))
			hub_room_left(hub, &n->change);
		if (!ok)
			return false;
	}
	return true;
}
