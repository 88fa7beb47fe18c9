/*
 * Random values by type, put together as the tables say.
 */
#include "tests/lib/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* S. Vigna's splitmix64. */
uint64_t
rng_next(struct rng *g)
{
	uint64_t z = (g->state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

size_t
rng_below(struct rng *g, size_t n)
{
	return (size_t)(rng_next(g) % n);
}

/* Where texts and arrays of ids are put; sized for the fullest record. */
struct pool {
	char *text;
	size_t text_room, text_used;
	const char **ids;
	size_t ids_room, ids_used;
};

static char *
pool_text(struct pool *pool, size_t size)
{
	char *at = pool->text + pool->text_used;

	if (size > pool->text_room - pool->text_used)
		abort();
	pool->text_used += size;
	return at;
}

static const char *
random_id(struct rng *g, struct pool *pool)
{
	char *id = pool_text(pool, ID_SIZE);

	snprintf(id, ID_SIZE, "%s%llx", rng_below(g, 4) == 0 ? "~_Z.:-" : "r",
	    (unsigned long long)rng_next(g));
	return id;
}

/* Pieces of lines; from LINE_PIECES on only texts may have them. */
static const char *const pieces[] = {"a", "P1 ", "7", "\"", "\\", "娄桥", "é",
    "\u202e", "😀", "/", "<", "\ufeff", "\xC2\xA0", "\n", "\r\n", "\t", "\x01",
    "\x1b[2J", "\x7f", "\xC2\x9B"};
#define LINE_PIECES 13

static const char *
random_text(struct rng *g, struct pool *pool, size_t max, bool lines)
{
	size_t kinds = lines ? COUNT_OF(pieces) : LINE_PIECES;
	size_t want = max, used = 0;
	char *text;

	if (rng_below(g, 8) > 0)
		want = 1 + rng_below(g, max < 80 ? max : 80);
	text = pool_text(pool, want + 1);
	while (used < want) {
		const char *piece = pieces[rng_below(g, kinds)];
		size_t len = strlen(piece);

		if (used + len > want)
			piece = "x", len = 1;
		memcpy(text + used, piece, len);
		used += len;
	}
	text[used] = '\0';
	return text;
}

static struct refs
random_refs(struct rng *g, struct pool *pool)
{
	size_t count = rng_below(g, 8) == 0 ? REFS_MAX : 1 + rng_below(g, 3);
	const char **ids = pool->ids + pool->ids_used;

	if (count > pool->ids_room - pool->ids_used)
		abort();
	pool->ids_used += count;
	for (size_t i = 0; i < count; i++)
		ids[i] = random_id(g, pool);
	return (struct refs){count, ids};
}

static double
random_degrees(struct rng *g, double most)
{
	double part = (double)(rng_next(g) >> 11) / 9007199254740992.0;

	return (part * 2 - 1) * most;
}

static int64_t
random_number(struct rng *g)
{
	int64_t most = INT64_C(9007199254740991);

	switch (rng_below(g, 4)) {
	case 0:
		return rng_below(g, 2) ? most : -most;
	case 1:
		return 1 + (int64_t)rng_below(g, 4);
	default:
		return (int64_t)(rng_next(g) % (uint64_t)most) + 1;
	}
}

static struct value
random_value(struct rng *g, struct pool *pool, enum field_type type, size_t max,
    const struct enum_table *words)
{
	struct value v = {.type = type};

	switch (type) {
	case TYPE_STRING:
	case TYPE_TEXT:
		v.text = random_text(g, pool, max, type == TYPE_TEXT);
		break;
	case TYPE_REF:
		v.text = random_id(g, pool);
		break;
	case TYPE_INTEGER:
		v.number = random_number(g);
		break;
	case TYPE_TIME:
		v.number = 1 + (int64_t)rng_below(g, 253402300799999);
		break;
	case TYPE_ENUM:
		v.number = (int64_t)rng_below(g, words->count);
		break;
	case TYPE_BOOL:
		v.number = true;
		break;
	case TYPE_POINT:
		v.point.lat = random_degrees(g, 90);
		v.point.lon = random_degrees(g, 180);
		break;
	case TYPE_REFS:
		v.refs = random_refs(g, pool);
		break;
	}
	return v;
}

struct record *
rng_record(struct rng *g, enum kind kind, bool full)
{
	static _Thread_local char text[128 * 1024];
	const char *ids[4 * REFS_MAX];
	struct pool pool = {text, sizeof(text), 0, ids, COUNT_OF(ids), 0};
	const struct kind_info *info = kind_info(kind);
	union any_record draft = {.head = {.kind = kind}};

	draft.head.id = random_id(g, &pool);
	draft.head.station = random_id(g, &pool);
	draft.head.rev = 1 + (int64_t)rng_below(g, 100);
	draft.head.seq = 1 + (int64_t)rng_below(g, 1000000);
	draft.head.at = 1 + (int64_t)rng_below(g, 253402300799999);
	draft.head.by = random_text(g, &pool, BY_MAX, false);
	for (size_t i = 0; i < info->count; i++) {
		const struct field *f = &info->fields[i];

		if (!full && rng_below(g, 2))
			continue;
		field_set(&draft.head, f,
		    random_value(g, &pool, f->type, f->max, f->words));
	}
	return record_freeze(&draft.head);
}

static void
random_expect(struct rng *g, struct pool *pool, struct call *call)
{
	static const enum kind kinds[] = {
	    KIND_INCIDENT, KIND_UNIT, KIND_ASSIGNMENT};
	size_t count = rng_below(g, EXPECT_MAX + 1);

	for (size_t i = 0; i < count; i++) {
		enum kind kind = kinds[rng_below(g, 3)];

		call_expect(call, kind, random_id(g, pool),
		    (unsigned)rng_below(g, expect_words(kind)->count));
	}
}

void
rng_call(
    struct rng *g, const struct command *command, bool full, struct rng_call *c)
{
	struct pool pool = {
	    c->text, sizeof(c->text), 0, c->ids, COUNT_OF(c->ids), 0};
	struct call *call = &c->call;

	*call = (struct call){.command = command};
	c->record = NULL;
	for (size_t i = 0; i < command->count; i++) {
		const struct arg *a = &command->args[i];

		if (!full && !a->needed && rng_below(g, 2))
			continue;
		call->value[i] =
		    random_value(g, &pool, a->type, a->max, a->words);
		call->given |= (uint32_t)1 << i;
	}
	if (command->flags & COMMAND_EXPECTS)
		random_expect(g, &pool, call);
	if (!command_takes_record(command))
		return;
	call->record = c->record = rng_record(g, KIND_PLACE, true);
	if (c->record)
		call_set_text(call, ARG_put_record, c->record->id);
}

void
rng_call_free(struct rng_call *c)
{
	record_free(c->record);
	c->record = NULL;
}
