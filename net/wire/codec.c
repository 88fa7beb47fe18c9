/*
 * Records to and from JSON. The head is a short list of fields like any
 * other, put before the kind's own; members are looked for from where the
 * last one was found, so a record that was written here is read in one pass.
 */
#include "net/wire/codec.h"

#include "net/wire/codec-value.h"

#include <string.h>

/* Of the head only: always said, and always needed where it is read. */
#define SAID (1u << 8)

/* The head but for `kind`, which is looked at before all else. */
static const struct field head[] = {
    {.name = "id",
        .type = TYPE_REF,
        .flags = FIELD_PUT | FIELD_NEEDED | SAID,
        .offset = offsetof(struct record, id),
        .max = ID_MAX},
    {.name = "station",
        .type = TYPE_REF,
        .flags = FIELD_PUT,
        .offset = offsetof(struct record, station),
        .max = ID_MAX},
    {.name = "rev",
        .type = TYPE_INTEGER,
        .flags = SAID,
        .offset = offsetof(struct record, rev)},
    {.name = "seq",
        .type = TYPE_INTEGER,
        .flags = SAID,
        .offset = offsetof(struct record, seq)},
    {.name = "at", .type = TYPE_TIME, .offset = offsetof(struct record, at)},
    {.name = "by",
        .type = TYPE_STRING,
        .offset = offsetof(struct record, by),
        .max = BY_MAX},
};

#define HEAD COUNT_OF(head)
#define FIELDS_MAX 64 /* of one kind with its head: bits of `seen` */

/* The i-th of the head's and then the kind's own fields. */
static const struct field *
field_at(const struct kind_info *info, size_t i)
{
	return i < HEAD ? &head[i] : &info->fields[i - HEAD];
}

static bool
always_said(const struct field *f)
{
	return f->type == TYPE_ENUM || (f->flags & SAID);
}

static void
write_record(struct json_out *o, const struct record *r, unsigned flags)
{
	const struct kind_info *info = kind_info(r->kind);

	json_open_object(o);
	json_put_key(o, "kind");
	json_put_string(o, info->name, strlen(info->name));
	for (size_t i = 0; i < HEAD + info->count; i++) {
		const struct field *f = field_at(info, i);
		struct value v = field_get(r, f);

		if ((f->flags & flags) != flags ||
		    (value_absent(&v) && !always_said(f)))
			continue;
		json_put_key(o, f->name);
		value_write(o, f->words, &v);
	}
	json_close_object(o);
}

void
codec_write_record(struct json_out *o, const struct record *r)
{
	write_record(o, r, 0);
}

void
codec_record(struct buf *out, const struct record *r)
{
	struct json_out o = {.buf = out};

	buf_reserve(out, 512);
	write_record(&o, r, 0);
}

void
codec_write_put(struct json_out *o, const struct record *r)
{
	write_record(o, r, FIELD_PUT);
}

/* A record while it is being read. */
struct reading {
	const struct kind_info *info;
	enum codec_mode mode;
	size_t next;   /* where the next member is looked for first */
	uint64_t seen; /* bits of those that were there and said something */
	union any_record draft;
	struct ref_room room;
	const char *ids[CODEC_REFS * REFS_MAX];
};

static bool
taken(const struct reading *r, const struct field *f)
{
	return r->mode != CODEC_PUT || (f->flags & FIELD_PUT);
}

/* The place of the field of that name, or the number of fields. */
static size_t
find_member(struct reading *r, const char *key)
{
	size_t count = HEAD + r->info->count;

	for (size_t n = 0; n < count; n++) {
		size_t i = (r->next + n) % count;
		const struct field *f = field_at(r->info, i);

		if (strcmp(f->name, key) != 0)
			continue;
		r->next = i + 1;
		return taken(r, f) ? i : count;
	}
	return count;
}

static enum problem_code
unknown_member(const struct reading *r, const char *key, struct problem *p)
{
	const char *names[FIELDS_MAX] = {"kind"};
	size_t count = 1;

	if (r->mode == CODEC_LENIENT)
		return PROBLEM_NONE;
	for (size_t i = 0; i < HEAD + r->info->count; i++)
		if (taken(r, field_at(r->info, i)))
			names[count++] = field_at(r->info, i)->name;
	return unknown_key(key, names, count, p);
}

static enum problem_code
read_member(struct reading *r, const cJSON *item, struct problem *p)
{
	size_t i = find_member(r, item->string);
	const struct field *f;
	struct value v;
	enum problem_code code;

	if (i == HEAD + r->info->count)
		return unknown_member(r, item->string, p);
	f = field_at(r->info, i);
	code = value_read(&(struct shape){f->name, f->type, f->max, f->words},
	    item, r->mode == CODEC_LENIENT, &r->room, &v, p);
	if (code)
		return code;
	field_set(&r->draft.head, f, v);
	if (!value_empty(&v))
		r->seen |= UINT64_C(1) << i;
	return PROBLEM_NONE;
}

static bool
needed(const struct reading *r, const struct field *f)
{
	return (f->flags & (r->mode == CODEC_PUT ? FIELD_NEEDED : SAID)) != 0;
}

static enum problem_code
check_record(const struct reading *r, struct problem *p)
{
	const struct record *draft = &r->draft.head;

	for (size_t i = 0; i < HEAD + r->info->count; i++) {
		const struct field *f = field_at(r->info, i);

		if (needed(r, f) && !(r->seen >> i & 1))
			return problem_set(
			    p, PROBLEM_MISSING_KEY, "key", f->name, NULL);
	}
	if (draft->rev < 0 || draft->seq < 0)
		return problem_set(p, PROBLEM_BAD_VALUE, "key",
		    draft->rev < 0 ? "rev" : "seq", "want", why_number_from_0,
		    NULL);
	return PROBLEM_NONE;
}

static bool
can_put(const struct kind_info *info)
{
	for (size_t i = 0; i < info->count; i++)
		if (info->fields[i].flags & FIELD_PUT)
			return true;
	return false;
}

/* Sets *kind; KIND_ANY, lenient only, for one that is not known. */
static enum problem_code
read_kind(
    const cJSON *json, enum codec_mode mode, enum kind *kind, struct problem *p)
{
	const char *name;
	enum problem_code code = json_string(json, "kind", SIZE_MAX, &name, p);

	if (code)
		return code;
	*kind = kind_find(name, strlen(name));
	if (mode == CODEC_LENIENT)
		return PROBLEM_NONE;
	if (*kind == KIND_ANY)
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "kind", "value",
		    name, "want", why_a_kind, NULL);
	if (mode == CODEC_PUT && !can_put(kind_info(*kind)))
		return problem_set(p, PROBLEM_BAD_VALUE, "key", "kind", "value",
		    name, "want", why_kind_to_put, NULL);
	return PROBLEM_NONE;
}

static enum problem_code
read_members(struct reading *r, const cJSON *json, struct problem *p)
{
	enum problem_code code;

	for (const cJSON *item = json->child; item; item = item->next) {
		if (strcmp(item->string, "kind") == 0)
			continue;
		if ((code = read_member(r, item, p)))
			return code;
	}
	return check_record(r, p);
}

enum problem_code
codec_record_read(const cJSON *json, enum codec_mode mode, struct record **out,
    struct problem *p)
{
	struct reading r = {.mode = mode};
	enum problem_code code;

	*out = NULL;
	r.room = (struct ref_room){r.ids, COUNT_OF(r.ids), 0};
	if ((code = json_as_object(json, "record", &json, p)) ||
	    (code = read_kind(json, mode, &r.draft.head.kind, p)))
		return code;
	if (r.draft.head.kind == KIND_ANY)
		return PROBLEM_NONE;
	r.info = kind_info(r.draft.head.kind);
	if ((code = read_members(&r, json, p)))
		return code;
	*out = record_freeze(&r.draft.head);
	if (!*out)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}
