/*
 * Which commands go one after the other: those that are about the same
 * record.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/link/outbox-inside.h"
#include "net/link/sender.h"

/* What a command changes or leans on; not what it merely mentions. */
static bool
is_ordered(enum kind kind)
{
	return kind != KIND_SETTING && kind != KIND_STATION &&
	       kind != KIND_GRID && kind != KIND_OFFICER &&
	       kind != KIND_CALLER && kind != KIND_ROUTE;
}

static void
touch(struct entry *i, enum kind kind, const char *id, bool made)
{
	struct outbox_touch *t = &i->touch[i->e.touches];

	if (!id)
		return;
	t->kind = kind;
	t->made = made;
	snprintf(t->id, sizeof(t->id), "%s", id);
	i->e.touches++;
}

/* The references of one argument that count for the order. */
static struct refs
ordered_refs(const struct call *c, size_t n, const char **one)
{
	const struct arg *arg = &c->command->args[n];

	*one = NULL;
	if (!call_has(c, n) || !is_ordered(arg->to))
		return (struct refs){0};
	if (arg->type == TYPE_REFS && arg->to != KIND_ANY)
		return call_refs(c, n);
	if (arg->type != TYPE_REF || !(*one = call_text(c, n)))
		return (struct refs){0};
	return (struct refs){1, one};
}

bool
entry_note_touches(struct entry *i, const struct call *c)
{
	size_t room = 1;
	const char *one;

	for (size_t n = 0; n < c->command->count; n++)
		room += ordered_refs(c, n, &one).count;
	i->touch = calloc(room, sizeof(i->touch[0]));
	if (!i->touch)
		return false;
	i->e.touch = i->touch;
	if (c->record)
		touch(i, c->record->kind, c->record->id, false);
	for (size_t n = 0; n < c->command->count; n++) {
		struct refs refs = ordered_refs(c, n, &one);

		for (size_t r = 0; r < refs.count; r++)
			touch(i, c->command->args[n].to, refs.id[r],
			    sender_makes(c->command, n));
	}
	return true;
}

/* Ids are random: the same id is the same record, whatever the kind says. */
bool
entry_shares_record(const struct entry *a, const struct entry *b)
{
	for (size_t i = 0; i < a->e.touches; i++)
		for (size_t j = 0; j < b->e.touches; j++)
			if (strcmp(a->e.touch[i].id, b->e.touch[j].id) == 0)
				return true;
	return false;
}

bool
entry_needs(const struct entry *a, const struct entry *b)
{
	for (size_t i = 0; i < a->e.touches; i++)
		for (size_t j = 0; j < b->e.touches; j++)
			if (a->e.touch[i].made &&
			    strcmp(a->e.touch[i].id, b->e.touch[j].id) == 0)
				return true;
	return false;
}
