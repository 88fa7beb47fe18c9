/*
 * Records: what watchroom knows. One kind, one list of fields (records.def).
 *
 * In memory a record is one allocation, its strings at its tail, and never
 * changes: who wants a change copies the struct to the stack, sets members,
 * and freezes the copy into a new record that takes the old one's place.
 *
 *	struct incident next = *old;
 *	next.priority = 1;
 *	struct record *r = record_freeze(&next.head);
 *
 * Code reads `i->place`; what works on any kind (codec, store, screens' lists)
 * reads field_get(record, field).
 */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H

#include "model/enums.h"
#include "model/geo.h"
#include "model/id.h"

enum kind {
	KIND_ANY, /* in a reference: of any kind; else: none */
#define RECORD(kind, KIND, text) KIND_##KIND,
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END
	KIND_COUNT
};

/* Ids of other records; the array belongs to whoever owns the record. */
struct refs {
	size_t count;
	const char *const *id;
};

#define REFS_MAX 64
#define TEXT_MAX (16 * 1024) /* bytes of one text */
#define BY_MAX 64            /* bytes of `by` */

/*
 * What every record begins with. station is the id of the station whose it
 * is, NULL for what belongs to all. A draft (on the stack, to be frozen)
 * points at strings that are somebody else's.
 */
struct record {
	enum kind kind;
	const char *id;
	const char *station;
	int64_t rev;    /* 1, 2, ...: moves with every change of content */
	int64_t seq;    /* of the command that made this revision */
	msec_t at;      /* when the central recorded it */
	const char *by; /* "officer@seat", or what the system calls itself */
};

/* The structs: struct station, struct grid, ... */
#define FIELD_STRING(detail) const char *
#define FIELD_TEXT(detail) const char *
#define FIELD_INTEGER(detail) int64_t
#define FIELD_TIME(detail) msec_t
#define FIELD_ENUM(detail) enum detail
#define FIELD_BOOL(detail) bool
#define FIELD_POINT(detail) struct point
#define FIELD_REF(detail) const char *
#define FIELD_REFS(detail) struct refs
#define RECORD(kind, KIND, text) \
	struct kind {            \
		struct record head;
#define FIELD(kind, name, TYPE, detail, flags, text) FIELD_##TYPE(detail) name;
#define RECORD_END(kind) \
	}                \
	;
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END

/* Room for a draft of any kind. */
union any_record {
	struct record head;
#define RECORD(kind, KIND, text) struct kind kind;
#define FIELD(kind, name, TYPE, detail, flags, text)
#define RECORD_END(kind)
#include "model/records.def"
#undef RECORD
#undef FIELD
#undef RECORD_END
};

enum field_type {
	TYPE_STRING,
	TYPE_TEXT,
	TYPE_INTEGER,
	TYPE_TIME,
	TYPE_ENUM,
	TYPE_BOOL,
	TYPE_POINT,
	TYPE_REF,
	TYPE_REFS,
};

enum field_flag {
	FIELD_INDEXED = 1 << 0, /* the store finds by it */
	FIELD_PUT = 1 << 1,     /* `put` and import may set it */
	FIELD_NEEDED = 1 << 2,  /* `put` and import must */
	FIELD_IS_MAIN = 1 << 3, /* where there is room for few columns */
};

struct field {
	const char *name;
	const char *text; /* what it says, in English */
	enum field_type type;
	unsigned flags;                 /* of enum field_flag */
	size_t offset;                  /* in its struct */
	size_t max;                     /* most bytes of a string or text */
	enum kind to;                   /* of a reference: which kind */
	const struct enum_table *words; /* of an enum */
};

/* What is known of a kind. */
struct kind_info {
	const char *name; /* "incident" */
	const char *text; /* what it is, in English */
	size_t size;      /* of its struct */
	const struct field *fields;
	size_t count;
};

/* The value of a field; text and refs are the record's. */
struct value {
	enum field_type type;
	union {
		const char *text; /* string, text, ref; NULL when absent */
		int64_t number;   /* integer, time, enum, bool */
		struct point point;
		struct refs refs;
	};
};

const struct kind_info *kind_info(enum kind kind);
/* The kind of a name of len bytes; KIND_ANY when there is none. */
enum kind kind_find(const char *name, size_t len);
/* The field of a name of len bytes, or NULL; the head's are not among them. */
const struct field *field_find(enum kind kind, const char *name, size_t len);

struct value field_get(const struct record *r, const struct field *f);
/* Sets a field of a draft; v.type must be the field's. */
void field_set(struct record *draft, const struct field *f, struct value v);
/* Whether the value is its type's zero, and so left out on the wire. */
bool value_absent(const struct value *v);
bool value_equal(const struct value *a, const struct value *b);

/*
 * A new record with the draft's content, one allocation, to be given back
 * with record_free(). NULL when memory ends. Empty strings become absent.
 */
struct record *record_freeze(const struct record *draft);
void record_free(struct record *r);
/* Bytes of that one allocation. */
size_t record_size(const struct record *r);
/* Whether all but rev, seq, at and by are equal. */
bool record_same(const struct record *a, const struct record *b);

/* String helpers for members that may be absent. */
bool text_is(const char *a, const char *b); /* both absent, or equal */
const char *text_or(const char *a, const char *otherwise);
bool refs_have(const struct refs *r, const char *id);

#endif
