/*
 * States that were expected, and for commands that edit the fields that they
 * set, each against the record that came with the answer.
 */
#include "tui/conflict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "model/text.h"
#include "model/time.h"
#include "tui/say.h"
#include "tui/words.h"

#define VALUE_SIZE 192

struct lines {
	const struct console *c;
	char *text;
	size_t size;
};

static void
name_of(const struct console *c, const struct record *r, char *out)
{
	const struct assignment *a = (const struct assignment *)r;

	if (r->kind == KIND_INCIDENT)
		snprintf(out, VALUE_SIZE, "%s",
		    console_number((const struct incident *)r));
	else if (r->kind == KIND_UNIT)
		snprintf(out, VALUE_SIZE, "%s",
		    text_or(((const struct unit *)r)->callsign, "?"));
	else if (r->kind == KIND_ASSIGNMENT)
		snprintf(out, VALUE_SIZE, "%s %s",
		    say_number_of(c, text_or(a->incident, "")),
		    say_callsign(c, text_or(a->unit, "")));
	else
		snprintf(out, VALUE_SIZE, "%s", kind_info(r->kind)->name);
}

static void
add_line(struct lines *l, const struct record *r, const char *what,
    const char *mine, const char *theirs)
{
	size_t len = strlen(l->text);
	char name[VALUE_SIZE], by[SAY_SIZE], at[TIME_SIZE];

	name_of(l->c, r, name);
	say_by(l->c, text_or(r->by, "?"), by);
	time_hms(r->at, l->c->zone, at);
	/* TRANSLATORS: "0131 state: mine PENDING, now SENT, by seat 1, 19:52"
	 */
	snprintf(l->text + len, l->size - len,
	    _("%s %s: mine %s, now %s, by %s at %s\n"), name, what, mine,
	    theirs, by, at);
}

static void
say_value(const struct field *f, const struct value *v, char out[VALUE_SIZE])
{
	if (value_absent(v))
		snprintf(out, VALUE_SIZE, "-");
	else if (f->words)
		snprintf(out, VALUE_SIZE, "%s",
		    words_of(f->words, (unsigned)v->number));
	else if (v->type == TYPE_INTEGER || v->type == TYPE_BOOL)
		snprintf(out, VALUE_SIZE, "%lld", (long long)v->number);
	else if (v->type == TYPE_STRING || v->type == TYPE_TEXT)
		text_copy_cut(out, VALUE_SIZE, text_or(v->text, ""));
	else
		snprintf(out, VALUE_SIZE, "...");
}

static void
say_states(struct lines *l, struct call *call, const struct record *r)
{
	const struct field *f = field_find(r->kind, "state", strlen("state"));

	for (size_t i = 0; f && i < call->expects; i++) {
		struct expectation *e = &call->expect[i];
		char mine[VALUE_SIZE], theirs[VALUE_SIZE];
		struct value v = field_get(r, f);

		if (e->kind != r->kind || !text_is(r->id, e->id) ||
		    e->state == (unsigned)v.number || !f->words)
			continue;
		snprintf(
		    mine, sizeof(mine), "%s", words_of(f->words, e->state));
		say_value(f, &v, theirs);
		add_line(l, r, _("state"), mine, theirs);
		e->state = (unsigned)v.number;
	}
}

/* The record that an edit is about is the one its first argument names. */
static void
say_fields(struct lines *l, struct call *call, const struct record *r)
{
	const struct command *command = call->command;

	if (!(command->flags & COMMAND_EDITS) || command->count == 0 ||
	    !text_is(r->id, text_or(call_text(call, 0), "")))
		return;
	for (size_t i = 1; i < command->count; i++) {
		const char *key = command->args[i].name;
		const struct field *f = field_find(r->kind, key, strlen(key));
		char mine[VALUE_SIZE], theirs[VALUE_SIZE];
		struct value v;

		if (!f || !call_has(call, i) ||
		    f->type != command->args[i].type)
			continue;
		v = field_get(r, f);
		if (value_equal(&v, &call->value[i]))
			continue;
		say_value(f, &call->value[i], mine);
		say_value(f, &v, theirs);
		add_line(l, r, key, mine, theirs);
	}
	call->if_match = r->rev;
}

void
conflict_say(const struct console *c, struct call *call,
    const struct outbox_answer *a, char *text, size_t size)
{
	struct lines l = {c, text, size};

	text[0] = '\0';
	for (size_t i = 0; a && i < a->count; i++) {
		say_states(&l, call, a->records[i]);
		say_fields(&l, call, a->records[i]);
	}
}
