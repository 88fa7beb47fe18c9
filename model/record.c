/*
 * The tables made from records.def, and what works on any record.
 */
#include "model/record.h"

#include <stdlib.h>
#include <string.h>

/* How the .def's words for flags and types become values. */
#define INDEX FIELD_INDEXED
#define PUT FIELD_PUT
#define NEED FIELD_NEEDED
#define MAIN FIELD_IS_MAIN
#define KIND_any KIND_ANY
#define RECORD(kind, KIND, text) enum { KIND_##kind = KIND_##KIND };
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END

#define DETAIL_STRING(detail) .max = (detail)
#define DETAIL_TEXT(detail) .max = TEXT_MAX
#define DETAIL_INTEGER(detail) .max = 0
#define DETAIL_TIME(detail) .max = 0
#define DETAIL_ENUM(detail) .words = &enum_##detail
#define DETAIL_BOOL(detail) .max = 0
#define DETAIL_POINT(detail) .max = 0
#define DETAIL_REF(detail) .max = ID_MAX, .to = (enum kind)KIND_##detail
#define DETAIL_REFS(detail) .max = ID_MAX, .to = (enum kind)KIND_##detail

#define RECORD(kind, KIND, text) static const struct field fields_##kind[] = {
#define FIELD(kind, name_, TYPE, detail, flags_, text_) \
	{.name = #name_,                                \
	    .text = (text_),                            \
	    .type = TYPE_##TYPE,                        \
	    .flags = (flags_),                          \
	    .offset = offsetof(struct kind, name_),     \
	    DETAIL_##TYPE(detail)},
#define RECORD_END(kind) \
	}                \
	;
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END

static const struct kind_info kinds[KIND_COUNT] = {
    [KIND_ANY] = {"any", "a record of any kind", 0, NULL, 0},
#define RECORD(kind, KIND, text)                                          \
	[KIND_##KIND] = {#kind, text, sizeof(struct kind), fields_##kind, \
	    COUNT_OF(fields_##kind)},
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END
};

const struct kind_info *
kind_info(enum kind kind)
{
	return &kinds[kind];
}

static bool
name_is(const char *name, const char *s, size_t len)
{
	return strlen(name) == len && memcmp(name, s, len) == 0;
}

enum kind
kind_find(const char *name, size_t len)
{
	for (size_t k = 1; k < KIND_COUNT; k++)
		if (name_is(kinds[k].name, name, len))
			return (enum kind)k;
	return KIND_ANY;
}

const struct field *
field_find(enum kind kind, const char *name, size_t len)
{
	const struct kind_info *info = &kinds[kind];

	for (size_t i = 0; i < info->count; i++)
		if (name_is(info->fields[i].name, name, len))
			return &info->fields[i];
	return NULL;
}

struct value
field_get(const struct record *r, const struct field *f)
{
	const void *at = (const char *)r + f->offset;
	struct value v = {.type = f->type};
	unsigned word;
	bool yes;

	switch (f->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		memcpy(&v.text, at, sizeof(v.text));
		break;
	case TYPE_INTEGER:
	case TYPE_TIME:
		memcpy(&v.number, at, sizeof(v.number));
		break;
	case TYPE_ENUM:
		memcpy(&word, at, sizeof(word));
		v.number = word;
		break;
	case TYPE_BOOL:
		memcpy(&yes, at, sizeof(yes));
		v.number = yes;
		break;
	case TYPE_POINT:
		memcpy(&v.point, at, sizeof(v.point));
		break;
	case TYPE_REFS:
		memcpy(&v.refs, at, sizeof(v.refs));
		break;
	}
	return v;
}

void
field_set(struct record *draft, const struct field *f, struct value v)
{
	void *at = (char *)draft + f->offset;
	unsigned word = (unsigned)v.number;
	bool yes = v.number != 0;

	switch (f->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		memcpy(at, &v.text, sizeof(v.text));
		break;
	case TYPE_INTEGER:
	case TYPE_TIME:
		memcpy(at, &v.number, sizeof(v.number));
		break;
	case TYPE_ENUM:
		memcpy(at, &word, sizeof(word));
		break;
	case TYPE_BOOL:
		memcpy(at, &yes, sizeof(yes));
		break;
	case TYPE_POINT:
		memcpy(at, &v.point, sizeof(v.point));
		break;
	case TYPE_REFS:
		memcpy(at, &v.refs, sizeof(v.refs));
		break;
	}
}

bool
value_absent(const struct value *v)
{
	switch (v->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		return !v->text || !*v->text;
	case TYPE_POINT:
		return !point_set(v->point);
	case TYPE_REFS:
		return v->refs.count == 0;
	default:
		return v->number == 0;
	}
}

static bool
refs_equal(const struct refs *a, const struct refs *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->id[i], b->id[i]) != 0)
			return false;
	return true;
}

bool
value_equal(const struct value *a, const struct value *b)
{
	switch (a->type) {
	case TYPE_STRING:
	case TYPE_TEXT:
	case TYPE_REF:
		return text_is(a->text, b->text);
	case TYPE_POINT:
		return a->point.lat == b->point.lat &&
		       a->point.lon == b->point.lon;
	case TYPE_REFS:
		return refs_equal(&a->refs, &b->refs);
	default:
		return a->number == b->number;
	}
}

/*
 * Freezing goes twice over the strings: with to NULL it only counts. The
 * tail holds the arrays of references first (they want alignment), then
 * the strings.
 */
struct tail {
	const char **array;   /* where the next array of references goes */
	char *text;           /* where the next string goes */
	size_t arrays, texts; /* counted: elements, bytes */
};

static const char *
tail_text(struct tail *t, const char *s)
{
	size_t size;
	const char *put = t->text;

	if (!s || !*s)
		return NULL;
	size = strlen(s) + 1;
	t->texts += size;
	if (!t->text)
		return NULL;
	memcpy(t->text, s, size);
	t->text += size;
	return put;
}

static struct refs
tail_refs(struct tail *t, const struct refs *r)
{
	struct refs put = {r->count, t->array};

	t->arrays += r->count;
	for (size_t i = 0; i < r->count; i++) {
		const char *id = tail_text(t, r->id[i]);

		if (t->array)
			*t->array++ = id;
	}
	if (r->count == 0)
		put.id = NULL;
	return put;
}

static void
tail_fields(struct tail *t, const struct record *from, struct record *to)
{
	const struct kind_info *info = &kinds[from->kind];

	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];
		struct value v = field_get(from, f);

		if (f->type == TYPE_STRING || f->type == TYPE_TEXT ||
		    f->type == TYPE_REF)
			v.text = tail_text(t, v.text);
		else if (f->type == TYPE_REFS)
			v.refs = tail_refs(t, &v.refs);
		else
			continue;
		if (to)
			field_set(to, f, v);
	}
}

static void
tail_head(struct tail *t, const struct record *from, struct record *to)
{
	const char *id = tail_text(t, from->id);
	const char *station = tail_text(t, from->station);
	const char *by = tail_text(t, from->by);

	if (!to)
		return;
	to->id = id;
	to->station = station;
	to->by = by;
}

struct record *
record_freeze(const struct record *draft)
{
	size_t size = kinds[draft->kind].size;
	struct tail t = {0};
	struct record *r;

	tail_head(&t, draft, NULL);
	tail_fields(&t, draft, NULL);
	r = malloc(size + t.arrays * sizeof(char *) + t.texts);
	if (!r)
		return NULL;
	memcpy(r, draft, size);
	t.array = (const char **)(void *)((char *)r + size);
	t.text = (char *)r + size + t.arrays * sizeof(char *);
	tail_head(&t, draft, r);
	tail_fields(&t, draft, r);
	return r;
}

void
record_free(struct record *r)
{
	free(r);
}

size_t
record_size(const struct record *r)
{
	struct tail t = {0};

	tail_head(&t, r, NULL);
	tail_fields(&t, r, NULL);
	return kinds[r->kind].size + t.arrays * sizeof(char *) + t.texts;
}

bool
record_same(const struct record *a, const struct record *b)
{
	const struct kind_info *info = &kinds[a->kind];

	if (a->kind != b->kind || !text_is(a->id, b->id) ||
	    !text_is(a->station, b->station))
		return false;
	for (size_t i = 0; i < info->count; i++) {
		struct value x = field_get(a, &info->fields[i]);
		struct value y = field_get(b, &info->fields[i]);

		if (!value_equal(&x, &y))
			return false;
	}
	return true;
}

bool
text_is(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

const char *
text_or(const char *a, const char *otherwise)
{
	return a && *a ? a : otherwise;
}

bool
refs_have(const struct refs *r, const char *id)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->id[i], id) == 0)
			return true;
	return false;
}
