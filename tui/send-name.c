/*
 * What a command is about, in the words of the desk: the number of its
 * incident, the callsigns of its units, and whom to call by radio.
 */
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "tui/send.h"

static void
add_word(char *text, size_t size, const char *word)
{
	size_t len = strlen(text);

	if (!word || !*word || len + 1 >= size)
		return;
	if (len > 0)
		text[len++] = ' ';
	text_copy_cut(text + len, size - len, word);
}

const char *
console_number(const struct incident *i)
{
	const char *number = text_or(i->number, "?");
	const char *dash = strchr(number, '-');

	return dash ? dash + 1 : number;
}

static void
add_incident(const struct console *c, struct sent *s, const char *id)
{
	const struct incident *i = console_incident(c, id);

	if (i && !strstr(s->subject, console_number(i)))
		add_word(s->subject, sizeof(s->subject), console_number(i));
}

static void
add_room(const struct console *c, struct sent *s, const char *id)
{
	const struct room *r =
	    (const struct room *)table_get(c->table, KIND_ROOM, id);

	if (r)
		add_word(s->subject, sizeof(s->subject), r->name);
}

/* Parted by blanks, as add_word() does. */
static bool
has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *s = text; len > 0 && (s = strstr(s, word)) != NULL;
	     s++)
		if ((s == text || s[-1] == ' ') &&
		    (s[len] == ' ' || s[len] == '\0'))
			return true;
	return false;
}

/* An order that is there names its unit, which the dispatch names, too. */
static void
add_unit(const struct console *c, struct sent *s, const char *id)
{
	const struct unit *u = console_unit(c, id);

	if (!u || has_word(s->caller, text_or(u->callsign, "")))
		return;
	add_word(s->subject, sizeof(s->subject), u->callsign);
	add_word(s->caller, sizeof(s->caller), u->callsign);
}

/* The n-th thing of a kind that an entry is about; NULL: there is none. */
const char *
send_nth_touch(const struct outbox_entry *e, enum kind kind, size_t n)
{
	for (size_t i = 0; i < e->touches; i++)
		if (e->touch[i].kind == kind && n-- == 0)
			return e->touch[i].id;
	return NULL;
}

/* Which of its orders, counted from 0, has that id; SIZE_MAX: none. */
size_t
send_which_order(const struct outbox_entry *e, const char *order)
{
	const char *id;

	if (e->command->id != COMMAND_DISPATCH)
		return SIZE_MAX;
	for (size_t n = 0; (id = send_nth_touch(e, KIND_ASSIGNMENT, n)); n++)
		if (strcmp(id, order) == 0)
			return n;
	return SIZE_MAX;
}

/* An order that the central has not: the dispatch that makes it names it. */
static void
add_ordered(const struct console *c, struct sent *s, const char *order)
{
	const struct outbox *o = link_outbox(c->link);
	const struct outbox_entry *e;

	if (*s->subject) /* the dispatch itself, named by its units */
		return;
	for (size_t i = outbox_count(o); i-- > 0;) {
		size_t n = send_which_order(e = outbox_at(o, i), order);

		if (n == SIZE_MAX)
			continue;
		add_incident(c, s, send_nth_touch(e, KIND_INCIDENT, 0));
		add_unit(c, s, send_nth_touch(e, KIND_UNIT, n));
		return;
	}
}

static void
add_sector(const struct console *c, struct sent *s, const char *id)
{
	const struct sector *sector =
	    (const struct sector *)table_get(c->table, KIND_SECTOR, id);

	if (sector)
		add_word(s->subject, sizeof(s->subject), sector->name);
}

static void
add_touched(
    const struct console *c, struct sent *s, enum kind kind, const char *id)
{
	const struct assignment *a;

	switch (kind) {
	case KIND_UNIT:
		add_unit(c, s, id);
		break;
	case KIND_ASSIGNMENT:
		a = (const struct assignment *)table_get(
		    c->table, KIND_ASSIGNMENT, id);
		if (a) {
			add_incident(c, s, a->incident);
			add_unit(c, s, a->unit);
		} else {
			add_ordered(c, s, id);
		}
		break;
	case KIND_INCIDENT:
	case KIND_ANY:
		add_incident(c, s, id);
		add_room(c, s, id);
		break;
	case KIND_ROOM:
		add_room(c, s, id);
		break;
	case KIND_SECTOR:
		add_sector(c, s, id);
		break;
	default:
		break;
	}
}

/* Of one that came out of the journal only what it is about is known. */
void
send_name_touched(
    const struct console *c, struct sent *s, const struct outbox_entry *e)
{
	if (e->command->id == COMMAND_NEW)
		return; /* what it touches that has a number is a repeat */
	for (size_t i = 0; i < e->touches; i++)
		add_touched(c, s, e->touch[i].kind, e->touch[i].id);
}

/*
 * A new incident is called by its place until the central gave it a number:
 * the one that it may repeat has a number too, which must not be radioed.
 */
void
send_name_new(struct sent *s, const struct outbox_answer *a)
{
	const char *own = s->call ? call_text(s->call, ARG_new_incident) : NULL;

	s->subject[0] = '\0';
	for (size_t n = 0; own && a && n < a->count; n++) {
		const struct record *r = a->records[n];

		if (r->kind == KIND_INCIDENT && strcmp(r->id, own) == 0 &&
		    ((const struct incident *)r)->number)
			add_word(s->subject, sizeof(s->subject),
			    console_number((const struct incident *)r));
	}
	if (s->call)
		add_word(s->subject, sizeof(s->subject),
		    call_text(s->call, ARG_new_place));
}

void
send_name_call(const struct console *c, struct sent *s)
{
	const struct call *call = s->call;

	if (call->command->id == COMMAND_NEW) {
		send_name_new(s, NULL);
		return;
	}
	for (size_t i = 0; i < call->command->count; i++) {
		enum field_type type = call->command->args[i].type;
		enum kind to = call->command->args[i].to;
		struct refs refs = call_refs(call, i);

		if (call_has(call, i) && type == TYPE_REF)
			add_touched(c, s, to, call_text(call, i));
		if (type != TYPE_REFS || to == KIND_ANY)
			continue; /* what a text merely names */
		for (size_t n = 0; n < refs.count; n++)
			add_touched(c, s, to, refs.id[n]);
	}
}
