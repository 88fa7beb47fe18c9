/*
 * watchroomd import: records of a kind from a file. The whole file is read
 * and checked, what it refers to as well, before the first of it is put, or
 * brought back as it was exported.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "central/admin.h"
#include "central/bulk.h"
#include "central/put.h"
#include "central/restore.h"
#include "model/talk.h"

/* A record that some record of the file refers to. */
struct reference {
	enum kind kind;
	const char *id;
	const char *key; /* the field */
	unsigned long line;
};

struct references {
	struct reference *list;
	size_t count, room;
};

static bool
add(struct references *all, struct reference r)
{
	if (all->count == all->room) {
		size_t room = all->room ? all->room * 2 : 256;
		void *list = realloc(all->list, room * sizeof(r));

		if (!list)
			return false;
		all->list = list;
		all->room = room;
	}
	all->list[all->count++] = r;
	return true;
}

/* What is put must lead somewhere; what is brought back, as restore.h says. */
static bool
leads(const struct record *r, const struct field *f)
{
	if (r->rev > 0)
		return f->to == r->kind || restore_before(f->to, r->kind);
	return f->to != KIND_ANY && (f->flags & FIELD_PUT);
}

static bool
add_field(
    struct references *all, const struct bulk_item *item, const struct field *f)
{
	struct value v = field_get(item->record, f);
	bool fine = true;

	if (!leads(item->record, f) || value_absent(&v))
		return true;
	if (f->type == TYPE_REF)
		return add(all,
		    (struct reference){f->to, v.text, f->name, item->line});
	for (size_t i = 0; fine && f->type == TYPE_REFS && i < v.refs.count;
	     i++)
		fine = add(all, (struct reference){
		                    f->to, v.refs.id[i], f->name, item->line});
	return fine;
}

static bool
add_record(struct references *all, const struct bulk_item *item)
{
	const struct kind_info *info = kind_info(item->record->kind);
	const char *station = item->record->station;
	bool fine = true;

	if (station)
		fine = add(all, (struct reference){KIND_STATION, station,
		                    "station", item->line});
	for (size_t i = 0; fine && i < info->count; i++)
		if (info->fields[i].type == TYPE_REF ||
		    info->fields[i].type == TYPE_REFS)
			fine = add_field(all, item, &info->fields[i]);
	return fine;
}

/* By kind and id, the first line of each first. */
static int
compare(const void *x, const void *y)
{
	const struct reference *a = x, *b = y;
	int c = (a->kind > b->kind) - (a->kind < b->kind);

	if (c == 0)
		c = strcmp(a->id, b->id);
	return c ? c : (a->line > b->line) - (a->line < b->line);
}

static int
compare_id(const void *id, const void *item)
{
	const struct record *const *r = item;

	return strcmp(id, (*r)->id);
}

static int
compare_records(const void *x, const void *y)
{
	const struct record *const *a = x, *const *b = y;

	return strcmp((*a)->id, (*b)->id);
}

/* Whether the central has it. */
static enum problem_code
ask_for(struct client *client, const struct reference *r, bool *there,
    struct problem *p)
{
	struct client_request get = {.method = "GET"};
	struct buf target = {0}, body = {0};
	enum problem_code code;

	buf_printf(&target, "/v1/records/%s/", kind_info(r->kind)->name);
	client_escape(&target, r->id);
	get.target = buf_str(&target);
	code = client_call(client, &get, &body, p);
	*there = !code;
	if (code == PROBLEM_NOT_FOUND)
		code = PROBLEM_NONE;
	buf_free(&target);
	buf_free(&body);
	return code;
}

static enum problem_code
check_one(struct client *client, const struct bulk *b,
    struct record *const *sorted, const struct reference *r, struct problem *p)
{
	bool there =
	    r->kind == b->kind && bsearch(r->id, sorted, b->count,
	                              sizeof(struct record *), compare_id);
	enum problem_code code = PROBLEM_NONE;
	char want[64];

	if (!there)
		code = ask_for(client, r, &there, p);
	if (code || there)
		return code;
	snprintf(want, sizeof(want), "the id of a %s that is there",
	    kind_info(r->kind)->name);
	problem_set(p, PROBLEM_BAD_VALUE, "key", r->key, "value", r->id, "want",
	    want, NULL);
	return bulk_fault(b, r->line, p);
}

static enum problem_code
check_references(struct client *client, const struct bulk *b,
    struct record *const *sorted, struct problem *p)
{
	struct references all = {0};
	enum problem_code code = PROBLEM_NONE;

	for (size_t i = 0; !code && i < b->count; i++)
		if (!add_record(&all, &b->item[i]))
			code = problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (!code && all.count > 0)
		qsort(all.list, all.count, sizeof(*all.list), compare);
	for (size_t i = 0; !code && i < all.count; i++) {
		const struct reference *r = &all.list[i];

		if (i == 0 || r->kind != r[-1].kind ||
		    strcmp(r->id, r[-1].id) != 0)
			code = check_one(client, b, sorted, r, p);
	}
	free(all.list);
	return code;
}

static enum problem_code
check_and_put(struct admin_link *link, const struct bulk *b, struct problem *p)
{
	struct record **list = calloc(b->count + 1, sizeof(*list));
	enum problem_code code;
	size_t at = 0;

	if (!list)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	for (size_t i = 0; i < b->count; i++)
		list[i] = b->item[i].record;
	qsort(list, b->count, sizeof(*list), compare_records);
	code = check_references(link->client, b, list, p);
	for (size_t i = 0; i < b->count; i++)
		list[i] = b->item[i].record;
	if (!code) {
		code = put_all(link, list, b->count, &at, p);
		if (code && code != PROBLEM_LINK)
			code = bulk_fault(b, b->item[at].line, p);
	}
	free(list);
	return code;
}

/* The story's order: by seq, lines of one command as they were said. */
static int
by_seq(const void *x, const void *y)
{
	const struct bulk_item *a = x, *b = y;
	const struct message *m = (const struct message *)a->record;
	const struct message *n = (const struct message *)b->record;

	if (message_before(m, n))
		return -1;
	if (message_before(n, m))
		return 1;
	return (a->line > b->line) - (a->line < b->line);
}

static enum problem_code
import(const char *dir, enum kind kind, const char *file, struct problem *p)
{
	struct admin_link link;
	struct bulk b = {0};
	enum problem_code code = bulk_read(file, kind, &b, p);

	if (!code && kind == KIND_MESSAGE && b.count > 0)
		qsort(b.item, b.count, sizeof(*b.item), by_seq);
	if (!code)
		code = admin_link_open(dir, &link, p);
	if (!code) {
		code = check_and_put(&link, &b, p);
		admin_link_close(&link);
	}
	if (!code)
		printf("%zu of %s\n", b.count, kind_info(kind)->name);
	bulk_free(&b);
	return code;
}

int
admin_import(int argc, char **argv)
{
	static const struct option options[] = {{0}};
	struct problem p = {0};
	enum kind kind;

	if (getopt_long(argc, argv, "", options, NULL) != -1)
		return admin_usage("import", "no such option");
	if (argc - optind != 3)
		return admin_usage(
		    "import", "a directory, a kind and a file are wanted");
	kind = admin_kind("import", argv[optind + 1]);
	if (kind == KIND_ANY)
		return ADMIN_USAGE;
	if (import(argv[optind], kind, argv[optind + 2], &p))
		return admin_fail(&p);
	return ADMIN_DONE;
}
