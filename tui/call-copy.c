/*
 * One allocation: the call, room for lists and made ids, and its strings.
 */
#include "tui/call-copy.h"

#include <stdlib.h>
#include <string.h>

#define LISTS_MAX 4 /* lists of ids that one command may have */

struct copy {
	struct call call; /* first: what is handed out */
	struct record *record;
	const char *ref[LISTS_MAX * REFS_MAX];
	size_t refs;
	char made[REFS_MAX][ID_SIZE];
	size_t mades;
	char *next; /* free byte of pool */
	char pool[];
};

static bool
is_text(enum field_type type)
{
	return type == TYPE_STRING || type == TYPE_TEXT || type == TYPE_REF;
}

static size_t
size_of(const char *text)
{
	return text ? strlen(text) + 1 : 0;
}

static size_t
pool_of(const struct call *call)
{
	size_t size = 0;

	for (size_t i = 0; i < call->command->count; i++) {
		const struct value *v = &call->value[i];

		if (!call_has(call, i))
			continue;
		if (is_text(v->type))
			size += size_of(v->text);
		for (size_t n = 0; v->type == TYPE_REFS && n < v->refs.count;
		     n++)
			size += size_of(v->refs.id[n]);
	}
	for (size_t i = 0; i < call->expects; i++)
		size += size_of(call->expect[i].id);
	return size;
}

static const char *
keep(struct copy *c, const char *text)
{
	char *at = c->next;
	size_t size = size_of(text);

	if (!text)
		return NULL;
	memcpy(at, text, size);
	c->next += size;
	return at;
}

/* Room for a list of *count ids, which is cut to what there is. */
static const char **
more_refs(struct copy *c, size_t *count)
{
	const char **at = &c->ref[c->refs];
	size_t left = COUNT_OF(c->ref) - c->refs;

	if (*count > left)
		*count = left;
	c->refs += *count;
	return at;
}

static void
keep_value(struct copy *c, size_t i)
{
	struct value *v = &c->call.value[i];

	if (is_text(v->type))
		v->text = keep(c, v->text);
	if (v->type == TYPE_REFS) {
		const char **to = more_refs(c, &v->refs.count);

		for (size_t n = 0; n < v->refs.count; n++)
			to[n] = keep(c, v->refs.id[n]);
		v->refs.id = to;
	}
}

static const char *
make_id(struct copy *c)
{
	id_new(c->made[c->mades]);
	return c->made[c->mades++];
}

static void
make_one(struct copy *c, size_t arg)
{
	if (!call_has(&c->call, arg))
		call_set_text(&c->call, arg, make_id(c));
}

/* One id for each unit that is sent. */
static void
make_orders(struct copy *c)
{
	struct refs orders = call_refs(&c->call, ARG_dispatch_units);
	const char **to;

	if (call_has(&c->call, ARG_dispatch_assignments))
		return;
	if (orders.count > REFS_MAX)
		orders.count = REFS_MAX;
	to = more_refs(c, &orders.count);
	for (size_t i = 0; i < orders.count; i++)
		to[i] = make_id(c);
	orders.id = to;
	call_set_refs(&c->call, ARG_dispatch_assignments, orders);
}

static void
make_ids(struct copy *c)
{
	switch (c->call.command->id) {
	case COMMAND_NEW:
		make_one(c, ARG_new_incident);
		if (call_has(&c->call, ARG_new_name) ||
		    call_has(&c->call, ARG_new_phone) ||
		    call_has(&c->call, ARG_new_address))
			make_one(c, ARG_new_caller);
		break;
	case COMMAND_DISPATCH:
		make_orders(c);
		break;
	case COMMAND_EXCHANGE:
		make_one(c, ARG_exchange_replacement);
		break;
	case COMMAND_MESSAGE:
		make_one(c, ARG_message_message);
		break;
	case COMMAND_MUSTREAD:
		make_one(c, ARG_mustread_message);
		break;
	default:
		break;
	}
}

struct call *
call_copy(const struct call *call)
{
	struct copy *c = calloc(1, sizeof(*c) + pool_of(call));

	if (!c)
		return NULL;
	c->call = *call;
	c->next = c->pool;
	if (call->record) {
		c->record = record_freeze(call->record);
		c->call.record = c->record;
	}
	if (call->record && !c->record) {
		free(c);
		return NULL;
	}
	for (size_t i = 0; i < call->command->count; i++)
		if (call_has(call, i))
			keep_value(c, i);
	for (size_t i = 0; i < call->expects; i++)
		c->call.expect[i].id = keep(c, call->expect[i].id);
	make_ids(c);
	return &c->call;
}

/* The texts may tell of a caller. */
void
call_free(struct call *call)
{
	struct copy *c = (struct copy *)call;

	if (!c)
		return;
	record_free(c->record);
	explicit_bzero(c->pool, (size_t)(c->next - c->pool));
	free(c);
}
