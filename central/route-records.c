/*
 * Reading records: only what the index shows to who asks. What it does not
 * show is not there (404), and no page tells that something was left out.
 *
 * Callers are never read here (`reveal` opens them), and messages only
 * through their room; who sees everything may also page through messages, so
 * that they can be exported.
 */
#include <stdlib.h>
#include <string.h>

#include "central/routes.h"
#include "central/scopes.h"
#include "model/live.h"
#include "model/text.h"
#include "net/wire/codec.h"

#define LOOKED_AT 5000 /* records that one page walks over at most */
#define FOUND_KEPT (LOOKED_AT + 1)
#define FOUND_ROOM (2 * FOUND_KEPT)
#define INDEX_PAGE 1000
#define PARAMS_KNOWN 16 /* that a list names when it is asked another */

/* What a list asks for. */
struct listing {
	struct ask *a;
	struct store *store;
	struct settings *settings;
	struct problem *p;
	enum kind kind;
	const char *after; /* NULL: from the first */
	int64_t limit;
	bool live;
	const struct field *by; /* an indexed field, or NULL */
	const char *value;      /* that it must have */
	struct json_out *o;
	int64_t given;
	size_t walked;
	char last[ID_SIZE]; /* the last id that was looked at */
	bool more;
};

static bool
may_read(struct listing *l, const char *id)
{
	bool may = false;

	return !scopes_may_read(l->store, l->settings, l->a->actor, l->kind, id,
	           &may, l->p) &&
	       may;
}

/* Gives one record of a walk in the order of ids; false: the page is full. */
static bool
give(void *ctx, const struct record *r)
{
	struct listing *l = ctx;

	if (l->given == l->limit || l->walked == LOOKED_AT) {
		l->more = true;
		return false;
	}
	l->walked++;
	memcpy(l->last, r->id, strlen(r->id) + 1);
	if (may_read(l, r->id)) {
		codec_write_record(l->o, r);
		l->given++;
	}
	return l->p->code == PROBLEM_NONE;
}

static enum problem_code
list_page(struct listing *l)
{
	return store_page(l->store, l->kind, l->after, SIZE_MAX, give, l, l->p);
}

/*
 * What was found out of order, to be put in order. Only the first by id are
 * kept, as many as a page may walk over and one more, which says that there is
 * more: a million closed incidents cost time here, but no memory.
 */
struct found {
	struct listing *listing;
	struct record **list; /* room for FOUND_ROOM */
	size_t count;
	const char *bound; /* no id after this one is kept; NULL: all are */
	bool failed;
	size_t rows;              /* of the index, in this page of it */
	struct store_place after; /* where the next page goes on */
};

static int
by_id(const void *a, const void *b)
{
	const struct record *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

/* Puts in order and lets go what no page would come to. */
static void
cut(struct found *f)
{
	if (f->count > 0)
		qsort(f->list, f->count, sizeof(*f->list), by_id);
	while (f->count > FOUND_KEPT)
		record_free(f->list[--f->count]);
	if (f->count == FOUND_KEPT)
		f->bound = f->list[FOUND_KEPT - 1]->id;
}

static bool
collect(struct found *f, const struct record *r)
{
	const char *after = f->listing->after;

	if ((after && strcmp(r->id, after) <= 0) ||
	    (f->bound && strcmp(r->id, f->bound) > 0))
		return true;
	if (!f->list)
		f->list = calloc(FOUND_ROOM, sizeof(*f->list));
	f->failed = !f->list || !(f->list[f->count] = record_freeze(r));
	if (f->failed)
		return false;
	f->count++;
	if (f->count == FOUND_ROOM)
		cut(f);
	return true;
}

static bool
collect_found(void *ctx, const struct record *r)
{
	return collect(ctx, r);
}

static bool
collect_live(void *ctx, const struct seen *row, const struct record *r)
{
	struct found *f = ctx;

	f->rows++;
	f->after.seq = row->seq;
	f->after.kind = row->kind;
	memcpy(f->after.id, row->id, strlen(row->id) + 1);
	return r ? collect(f, r) : true;
}

/* Gives what was collected, in the order of ids, as a page. */
static enum problem_code
give_found(struct found *f, enum problem_code code)
{
	struct listing *l = f->listing;

	if (!code && f->failed)
		code = problem_set(l->p, PROBLEM_NO_MEMORY, NULL);
	if (!code)
		cut(f);
	for (size_t i = 0; !code && i < f->count; i++)
		if (!give(l, f->list[i]))
			break;
	for (size_t i = 0; i < f->count; i++)
		record_free(f->list[i]);
	free(f->list);
	return code ? code : l->p->code;
}

static enum problem_code
list_found(struct listing *l)
{
	struct found f = {.listing = l};

	return give_found(&f, store_find(l->store, l->kind, l->by, l->value,
	                          collect_found, &f, l->p));
}

/* What is live in any of the reader's scopes, by the index. */
static enum problem_code
list_live(struct listing *l)
{
	char(*scope)[SCOPE_SIZE] = calloc(SCOPES_MAX, SCOPE_SIZE);
	const char *scopes[SCOPES_MAX];
	struct found f = {.listing = l};
	struct store_feed ask = {.scopes = scopes,
	    .upto = INT64_MAX,
	    .live_only = true,
	    .only = l->kind,
	    .limit = INDEX_PAGE};
	enum problem_code code = PROBLEM_NONE;

	if (!scope)
		return problem_set(l->p, PROBLEM_NO_MEMORY, NULL);
	ask.count = settings_scopes(l->settings, l->a->actor, scope);
	for (size_t i = 0; i < ask.count; i++)
		scopes[i] = scope[i];
	do {
		f.rows = 0;
		ask.after = f.after;
		code = store_feed(l->store, &ask, collect_live, &f, l->p);
	} while (!code && !f.failed && f.rows == INDEX_PAGE);
	free(scope);
	return give_found(&f, code);
}

/* No field at all: UNKNOWN_KEY with the nearest parameter that is one. */
static enum problem_code
refuse_parameter(struct listing *l, const char *name)
{
	const struct kind_info *info = kind_info(l->kind);
	const char *known[PARAMS_KNOWN] = {"after", "limit", "state"};
	size_t n = 3;

	for (size_t i = 0; i < info->count && n < PARAMS_KNOWN; i++)
		if (info->fields[i].flags & FIELD_INDEXED)
			known[n++] = info->fields[i].name;
	return problem_set(l->p, PROBLEM_UNKNOWN_KEY, "key", name, "nearest",
	    text_or(text_nearest(name, known, n), known[0]), NULL);
}

/* The one parameter that is not the list's own: an indexed field. */
static enum problem_code
read_filter(struct listing *l)
{
	struct http_request *r = l->a->request;

	for (size_t i = 0; i < http_params(r); i++) {
		const char *name = http_param_name(r, i);
		const struct field *f = field_find(l->kind, name, strlen(name));

		if (strcmp(name, "after") == 0 || strcmp(name, "limit") == 0)
			continue;
		l->value = http_param(r, name);
		if (strcmp(name, "state") == 0 &&
		    strcmp(l->value, "live") == 0) {
			l->live = true;
			continue;
		}
		if (!f)
			return refuse_parameter(l, name);
		if (!(f->flags & FIELD_INDEXED))
			return problem_set(l->p, PROBLEM_BAD_REQUEST, "why",
			    why_not_indexed, "key", name, NULL);
		if (f->type == TYPE_ENUM &&
		    enum_find(f->words, l->value, strlen(l->value)) < 0)
			return problem_set(l->p, PROBLEM_BAD_VALUE, "key", name,
			    "value", l->value, "want", why_one_of, "words",
			    f->words->tag, NULL);
		if (l->by)
			return problem_set(l->p, PROBLEM_BAD_REQUEST, "why",
			    why_one_field, "key", name, NULL);
		l->by = f;
	}
	if (l->by && l->live)
		return problem_set(l->p, PROBLEM_BAD_REQUEST, "why",
		    why_one_field, "key", "state", NULL);
	return PROBLEM_NONE;
}

/* The kind of the path: one that is read by kind and id. */
static enum problem_code
read_kind(struct ask *a, enum kind *kind, struct problem *p)
{
	*kind = kind_find(a->part[0], strlen(a->part[0]));
	if (*kind != KIND_ANY && *kind != KIND_CALLER &&
	    (*kind != KIND_MESSAGE || a->actor->everything))
		return PROBLEM_NONE;
	return ask_not_found(p, "kind", a->part[0]);
}

static enum problem_code
write_page(struct listing *l)
{
	enum problem_code code;

	json_open_object(l->o);
	json_put_key(l->o, "records");
	json_open_array(l->o);
	if (l->live)
		code = list_live(l);
	else
		code = l->by ? list_found(l) : list_page(l);
	json_close_array(l->o);
	if (l->more)
		ask_put_text(l->o, "next", l->last);
	json_close_object(l->o);
	return code ? code : l->p->code;
}

enum problem_code
route_records(struct ask *a, struct store *store, struct problem *p)
{
	struct buf body = {0};
	struct json_out o = {.buf = &body};
	struct listing l = {.a = a, .store = store, .p = p, .o = &o};
	enum problem_code code = read_kind(a, &l.kind, p);

	if (!code)
		code = ask_id(a, "after", &l.after, p);
	if (!code)
		code = ask_number(
		    a, "limit", 1, LIMIT_MOST, LIMIT_USUAL, &l.limit, p);
	if (!code)
		code = read_filter(&l);
	if (!code)
		code = store_view(store, p);
	if (code)
		return code;
	l.settings = ask_settings(a);
	code = write_page(&l);
	settings_drop(l.settings);
	store_view_end(store);
	if (code)
		buf_free(&body);
	else
		ask_json(a, 200, &body);
	return code;
}

/* The record, if it is there and for the reader's eyes. */
static enum problem_code
get_readable(struct ask *a, struct store *store, enum kind kind, const char *id,
    struct record **out, struct problem *p)
{
	struct settings *settings = ask_settings(a);
	bool may = false;
	enum problem_code code = PROBLEM_NOT_FOUND;

	if (id_valid(id, strlen(id)))
		code = scopes_may_read(
		    store, settings, a->actor, kind, id, &may, p);
	settings_drop(settings);
	if (!code)
		code = may ? store_get(store, kind, id, out, p)
		           : PROBLEM_NOT_FOUND;
	if (code == PROBLEM_NOT_FOUND)
		return ask_not_found(p, kind_info(kind)->name, id);
	return code;
}

enum problem_code
route_record(struct ask *a, struct store *store, struct problem *p)
{
	struct record *r = NULL;
	struct buf body = {0};
	enum kind kind;
	enum problem_code code = read_kind(a, &kind, p);

	if (!code)
		code = ask_params(a, NULL, 0, p);
	if (!code)
		code = get_readable(a, store, kind, a->part[1], &r, p);
	if (code)
		return code;
	codec_record(&body, r);
	record_free(r);
	ask_json(a, 200, &body);
	return PROBLEM_NONE;
}
