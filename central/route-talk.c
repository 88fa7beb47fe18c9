/*
 * Talk beside the feed: older lines of a room, lines found by their words,
 * what somebody has not read, and how far everybody has. Who may read the
 * record that a room is may read all of it; what is in other rooms is not
 * there.
 *
 * Marks (how far one has read) are like positions: no seq, no audit line, no
 * key. They go through the writer with whatever else is written just then,
 * and outlive a restart.
 */
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "central/scopes.h"
#include "model/search.h"
#include "model/talk.h"
#include "model/text.h"
#include "net/wire/codec.h"

#define MARKS_AT_ONCE 64
#define ROOMS_KNOWN 512  /* rooms of one search that are told apart */
#define HITS_LOOKED 5000 /* lines that one search looks at */
#define OWED_LOOKED 500  /* must-reads that are looked at */
#define INDEX_PAGE 1000

static enum problem_code
check_room(
    struct ask *a, struct store *store, const char *room, struct problem *p)
{
	struct settings *settings = ask_settings(a);
	enum problem_code code = PROBLEM_NONE;
	bool may = false;

	if (id_valid(room, strlen(room)))
		code =
		    scopes_may_enter(store, settings, a->actor, room, &may, p);
	settings_drop(settings);
	if (code || may)
		return code;
	return ask_not_found(p, "room", room);
}

static void
finish(struct ask *a, struct buf *body, enum problem_code code)
{
	if (code)
		buf_free(body);
	else
		ask_json(a, 200, body);
}

/* GET /v1/rooms/{id}/messages */

struct page {
	struct json_out *o;
	size_t given;
	int64_t last;
};

static bool
give_message(void *ctx, const struct record *r)
{
	struct page *t = ctx;

	codec_write_record(t->o, r);
	t->given++;
	t->last = message_place((const struct message *)r);
	return true;
}

enum problem_code
route_messages(struct ask *a, struct store *store, struct problem *p)
{
	static const char *const known[] = {"before", "limit"};
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct page t = {.o = &o};
	int64_t before = 0, limit = 0;
	enum problem_code code = ask_params(a, known, COUNT_OF(known), p);

	if (!code)
		code = ask_number(a, "before", 0, JSON_INT_MAX, 0, &before, p);
	if (!code)
		code = ask_number(
		    a, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &limit, p);
	if (!code)
		code = check_room(a, store, a->part[0], p);
	if (code)
		return code;
	json_open_object(&o);
	json_put_key(&o, "records");
	json_open_array(&o);
	code = store_messages(
	    store, a->part[0], before, (size_t)limit, give_message, &t, p);
	json_close_array(&o);
	if (t.given >= (size_t)limit)
		ask_put_number(&o, "next", t.last);
	json_close_object(&o);
	finish(a, &body, code);
	return code;
}

/* GET /v1/messages?search= */

/* Rooms that were asked about already: a search meets few, again and again. */
struct known_room {
	char id[ID_SIZE];
	bool may;
};

struct search {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	struct json_out *o;
	const char *text, *room;
	int64_t before, limit;
	int64_t given, last;
	size_t looked;
	bool more;
	struct known_room *rooms; /* owned */
	size_t count;
};

static bool
may_enter(struct search *s, const char *room)
{
	bool may = false;

	for (size_t i = s->count; i > 0; i--)
		if (strcmp(s->rooms[i - 1].id, room) == 0)
			return s->rooms[i - 1].may;
	if (scopes_may_enter(
	        s->store, s->settings, s->a->actor, room, &may, s->p))
		return false;
	if (s->count < ROOMS_KNOWN) {
		text_copy_cut(s->rooms[s->count].id, ID_SIZE, room);
		s->rooms[s->count++].may = may;
	}
	return may;
}

static bool
give_hit(void *ctx, int64_t number, const struct record *r)
{
	struct search *s = ctx;

	if (s->given == s->limit || s->looked == HITS_LOOKED) {
		s->more = true;
		return false;
	}
	s->looked++;
	s->last = number;
	if (may_enter(s, ((const struct message *)r)->room)) {
		codec_write_record(s->o, r);
		s->given++;
	}
	return s->p->code == PROBLEM_NONE;
}

static enum problem_code
read_search(struct search *s)
{
	static const char *const known[] = {
	    "search", "room", "before", "limit"};
	struct ask *a = s->a;
	enum problem_code code = ask_params(a, known, COUNT_OF(known), s->p);
	size_t bad;

	s->text = http_param(a->request, "search");
	if (!code && (!s->text || !*s->text))
		code = problem_set(
		    s->p, PROBLEM_MISSING_KEY, "key", "search", NULL);
	if (!code && strlen(s->text) > SEARCH_MOST)
		code = problem_set(s->p, PROBLEM_TOO_LONG, "key", "search",
		    "limit", "256", NULL);
	if (!code && !text_valid(s->text, strlen(s->text), &bad)) {
		problem_set(s->p, PROBLEM_BAD_TEXT, "key", "search", NULL);
		problem_param(s->p, "byte", "%zu", bad);
		code = s->p->code;
	}
	if (!code)
		code = ask_id(a, "room", &s->room, s->p);
	if (!code)
		code = ask_number(
		    a, "before", 0, JSON_INT_MAX, 0, &s->before, s->p);
	if (!code)
		code = ask_number(
		    a, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &s->limit, s->p);
	if (!code && s->room)
		code = check_room(a, s->store, s->room, s->p);
	return code;
}

static enum problem_code
write_hits(struct search *s)
{
	enum problem_code code;

	json_open_object(s->o);
	json_put_key(s->o, "records");
	json_open_array(s->o);
	code = store_search(
	    s->store, s->text, s->room, s->before, give_hit, s, s->p);
	json_close_array(s->o);
	if (s->more)
		ask_put_number(s->o, "next", s->last);
	json_close_object(s->o);
	return code ? code : s->p->code;
}

enum problem_code
route_search(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct search s = {.a = a, .store = store, .p = p, .o = &o};
	enum problem_code code = read_search(&s);

	if (!code)
		code = store_view(store, p);
	if (code)
		return code;
	s.settings = ask_settings(a);
	s.rooms = calloc(ROOMS_KNOWN, sizeof(*s.rooms));
	code =
	    s.rooms ? write_hits(&s) : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	free(s.rooms);
	settings_drop(s.settings);
	store_view_end(store);
	finish(a, &body, code);
	return code;
}

/* GET /v1/rooms/{id}/marks */

static bool
give_mark(void *ctx, const struct store_mark *m)
{
	struct json_out *o = ctx;

	json_open_object(o);
	ask_put_text(o, "who", m->who);
	ask_put_text(o, "name", m->name);
	ask_put_number(o, "told", m->told);
	ask_put_number(o, "at", m->at);
	json_close_object(o);
	return true;
}

enum problem_code
route_marks(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (!code)
		code = check_room(a, store, a->part[0], p);
	if (code)
		return code;
	json_open_object(&o);
	json_put_key(&o, "marks");
	json_open_array(&o);
	code = store_marks(store, a->part[0], give_mark, &o, p);
	json_close_array(&o);
	json_close_object(&o);
	finish(a, &body, code);
	return code;
}

/* POST /v1/marks */

struct marking {
	size_t count;
	struct {
		char room[ID_SIZE];
		int64_t told;
	} list[MARKS_AT_ONCE];
};

static enum problem_code
read_mark(const cJSON *item, struct marking *m, struct problem *p)
{
	static const char *const known[] = {"room", "told"};
	const cJSON *object;
	enum problem_code code = json_as_object(item, "marks", &object, p);
	char *room = m->list[m->count].room;

	if (!code)
		code = json_known(object, known, COUNT_OF(known), p);
	if (!code)
		code = ask_text(object, "room", true, room, ID_SIZE, p);
	if (!code && !id_valid(room, strlen(room)))
		code = problem_set(p, PROBLEM_BAD_VALUE, "key", "room", "value",
		    room, "want", why_an_id, NULL);
	if (!code)
		code = json_int(object, "told", 1, JSON_INT_MAX,
		    &m->list[m->count].told, p);
	m->count += !code;
	return code;
}

static enum problem_code
read_marks(struct ask *a, struct marking *m, struct problem *p)
{
	static const char *const known[] = {"marks"};
	const cJSON *list = NULL, *item;
	cJSON *body;
	enum problem_code code = ask_body(a, known, 1, &body, p);

	if (!code)
		code = json_array(body, "marks", &list, p);
	if (!code && cJSON_GetArraySize(list) > MARKS_AT_ONCE)
		code = problem_set(
		    p, PROBLEM_TOO_LONG, "key", "marks", "limit", "64", NULL);
	list = code ? NULL : list;
	cJSON_ArrayForEach (item, list) {
		if (!code)
			code = read_mark(item, m, p);
	}
	cJSON_Delete(body);
	return code;
}

/* A mark beyond what was told yet would hide what is still to come. */
static enum problem_code
write_marks(struct tx *tx, struct ask *a)
{
	const struct marking *m = a->ctx;
	struct store_mark mark = {.who = actor_member(tx->actor),
	    .name = tx->actor->name,
	    .at = tx->now};
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < m->count; i++) {
		mark.room = m->list[i].room;
		mark.told =
		    m->list[i].told < tx->seq ? m->list[i].told : tx->seq;
		code = store_mark_put(tx->store, &mark, tx->problem);
	}
	return code;
}

enum problem_code
route_marks_take(struct ask *a, struct store *store, struct problem *p)
{
	struct marking *m = ask_ctx(a, sizeof(*m), p);
	enum problem_code code = m ? read_marks(a, m, p) : p->code;

	for (size_t i = 0; !code && i < m->count; i++)
		code = check_room(a, store, m->list[i].room, p);
	if (!code)
		ask_write(a, NULL, write_marks, ask_none);
	return code;
}

/* GET /v1/talk */

struct summary {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	struct json_out *o;
	size_t rows; /* of the index, in this page of it */
	struct store_place after;
};

static void
write_unread(struct summary *s, const char *room, const struct store_unread *u)
{
	struct json_out *o = s->o;

	json_open_object(o);
	ask_put_text(o, "room", room);
	ask_put_number(o, "read", u->read);
	ask_put_number(o, "last", u->last);
	ask_put_number(o, "unread", u->unread);
	ask_put_number(o, "named", u->named);
	json_close_object(o);
}

static bool
sum_room(void *ctx, const struct seen *row, const struct record *r)
{
	struct summary *s = ctx;
	const struct actor *who = s->a->actor;
	struct store_unread u;

	s->rows++;
	s->after = (struct store_place){.seq = row->seq, .kind = row->kind};
	text_copy_cut(s->after.id, ID_SIZE, row->id);
	if (!r)
		return true;
	if (store_unread(s->store, r->id, actor_member(who), actor_person(who),
	        who->unit ? NULL : who->station, &u, s->p))
		return false;
	if (u.last > 0)
		write_unread(s, r->id, &u);
	return true;
}

/* All live rooms of a kind that the reader sees and something is told in. */
static enum problem_code
sum_rooms(struct summary *s, enum kind kind)
{
	char(*scope)[SCOPE_SIZE] = calloc(SCOPES_MAX, SCOPE_SIZE);
	const char *scopes[SCOPES_MAX];
	struct store_feed ask = {.scopes = scopes,
	    .upto = INT64_MAX,
	    .live_only = true,
	    .only = kind,
	    .limit = INDEX_PAGE};
	enum problem_code code = PROBLEM_NONE;

	if (!scope)
		return problem_set(s->p, PROBLEM_NO_MEMORY, NULL);
	ask.count = settings_scopes(s->settings, s->a->actor, scope);
	for (size_t i = 0; i < ask.count; i++)
		scopes[i] = scope[i];
	s->after = (struct store_place){0};
	do {
		s->rows = 0;
		ask.after = s->after;
		code = store_feed(s->store, &ask, sum_room, s, s->p);
		code = code ? code : s->p->code;
	} while (!code && s->rows == INDEX_PAGE);
	free(scope);
	return code;
}

/* A must-read that is still owed, without its words. */
static bool
give_owed(void *ctx, const struct record *r)
{
	struct message m = *(const struct message *)r;
	struct summary *s = ctx;
	bool may = false;

	if (scopes_may_enter(
	        s->store, s->settings, s->a->actor, m.room, &may, s->p))
		return false;
	m.text = m.former = m.quote = NULL;
	if (may)
		codec_write_record(s->o, &m.head);
	return true;
}

static enum problem_code
write_summary(struct summary *s)
{
	static const enum kind kinds[] = {KIND_INCIDENT, KIND_TASK, KIND_ROOM};
	struct json_out *o = s->o;
	enum problem_code code = PROBLEM_NONE;

	json_open_object(o);
	json_put_key(o, "rooms");
	json_open_array(o);
	for (size_t i = 0; !code && i < COUNT_OF(kinds); i++)
		code = sum_rooms(s, kinds[i]);
	json_close_array(o);
	json_put_key(o, "owed");
	json_open_array(o);
	if (!code)
		code = store_owed(s->store, OWED_LOOKED, give_owed, s, s->p);
	json_close_array(o);
	json_close_object(o);
	return code ? code : s->p->code;
}

enum problem_code
route_talk(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct summary s = {.a = a, .store = store, .p = p, .o = &o};
	enum problem_code code = ask_params(a, NULL, 0, p);

	if (!code)
		code = store_view(store, p);
	if (code)
		return code;
	s.settings = ask_settings(a);
	code = write_summary(&s);
	settings_drop(s.settings);
	store_view_end(store);
	finish(a, &body, code);
	return code;
}
