/*
 * Calls: the body of POST /v1/commands/{name} in both directions. The one
 * argument that is no value is the record of `put` and `restore`.
 */
#include "net/wire/codec-value.h"
#include "net/wire/codec.h"

#include <stdio.h>
#include <string.h>

/* "incident/" and an id. */
#define EXPECT_KEY (16 + ID_SIZE)

static bool
is_record(const struct command *c, size_t arg)
{
	_Static_assert((int)ARG_put_record == (int)ARG_restore_record,
	    "both records are in one place");
	return command_takes_record(c) && arg == ARG_put_record;
}

/* `restore` has the record whole, `put` only what may be put. */
static bool
is_whole(const struct command *c)
{
	return c->id == COMMAND_RESTORE;
}

static void
write_expect(struct json_out *o, const struct call *c)
{
	json_put_key(o, "expect");
	json_open_object(o);
	for (size_t i = 0; i < c->expects; i++) {
		const struct expectation *e = &c->expect[i];
		const char *word = enum_word(expect_words(e->kind), e->state);
		char key[EXPECT_KEY];

		snprintf(
		    key, sizeof(key), "%s/%s", kind_info(e->kind)->name, e->id);
		json_put_key(o, key);
		json_put_string(o, word, strlen(word));
	}
	json_close_object(o);
}

static void
write_arg(struct json_out *o, const struct call *c, size_t i)
{
	const struct arg *arg = &c->command->args[i];

	if (is_record(c->command, i)) {
		if (!c->record)
			return;
		json_put_key(o, arg->name);
		if (is_whole(c->command))
			codec_write_record(o, c->record);
		else
			codec_write_put(o, c->record);
		return;
	}
	if (!call_has(c, i))
		return;
	json_put_key(o, arg->name);
	value_write(o, arg->words, &c->value[i]);
}

static bool
expects(const struct command *c)
{
	return (c->flags & COMMAND_EXPECTS) != 0;
}

void
codec_call(struct buf *out, const struct call *c)
{
	struct json_out o = {.buf = out};

	json_open_object(&o);
	for (size_t i = 0; i < c->command->count; i++)
		write_arg(&o, c, i);
	if (c->expects > 0 || (c->unseen && expects(c->command)))
		write_expect(&o, c);
	json_close_object(&o);
}

static enum problem_code
bad_expect(const char *key, const char *want, struct problem *p)
{
	return problem_set(p, PROBLEM_BAD_VALUE, "key", "expect", "value", key,
	    "want", want, NULL);
}

/* One "incident/ID": "pending". The id is the part of the key after the /. */
static enum problem_code
read_expectation(const cJSON *item, struct call *out, struct problem *p)
{
	const char *key = item->string, *slash = strchr(key, '/'), *word;
	const struct enum_table *words = NULL;
	enum kind kind = KIND_ANY;
	enum problem_code code;
	int state;

	if (slash) {
		kind = kind_find(key, (size_t)(slash - key));
		words = expect_words(kind);
	}
	if (!words || !id_valid(slash + 1, strlen(slash + 1)))
		return bad_expect(key, why_expect_key, p);
	if ((code = json_as_string(item, key, SIZE_MAX, &word, p)))
		return code;
	state = enum_find(words, word, strlen(word));
	if (state < 0)
		return unknown_word(key, word, words, p);
	call_expect(out, kind, slash + 1, (unsigned)state);
	return PROBLEM_NONE;
}

static enum problem_code
read_expect(const cJSON *item, struct call *out, struct problem *p)
{
	const cJSON *object;
	enum problem_code code = json_as_object(item, "expect", &object, p);

	if (code)
		return code;
	out->unseen = !object->child;
	for (const cJSON *e = object->child; e; e = e->next) {
		if (out->expects == EXPECT_MAX) {
			problem_set(p, PROBLEM_CROWDED, "key", "expect", NULL);
			problem_param(p, "limit", "%d", EXPECT_MAX);
			return PROBLEM_CROWDED;
		}
		if ((code = read_expectation(e, out, p)))
			return code;
	}
	return PROBLEM_NONE;
}

static enum problem_code
read_record(const cJSON *item, struct codec_arena *arena, struct call *out,
    struct problem *p)
{
	enum codec_mode mode =
	    is_whole(out->command) ? CODEC_STRICT : CODEC_PUT;
	enum problem_code code =
	    codec_record_read(item, mode, &arena->record, p);

	if (code)
		return code;
	out->record = arena->record;
	call_set_text(out, ARG_put_record, arena->record->id);
	return PROBLEM_NONE;
}

static enum problem_code
read_arg(const cJSON *item, size_t i, struct codec_arena *arena,
    struct call *out, struct problem *p)
{
	const struct arg *arg = &out->command->args[i];
	struct shape shape = {arg->name, arg->type, arg->max, arg->words};
	struct ref_room room = {arena->ids, COUNT_OF(arena->ids), arena->used};
	enum problem_code code;

	if (is_record(out->command, i))
		return read_record(item, arena, out, p);
	code = value_read(&shape, item, false, &room, &out->value[i], p);
	if (code)
		return code;
	arena->used = room.used;
	if (arg->needed && value_empty(&out->value[i]))
		return problem_set(
		    p, PROBLEM_MISSING_KEY, "key", arg->name, NULL);
	out->given |= (uint32_t)1 << i;
	return PROBLEM_NONE;
}

static enum problem_code
unknown_arg(const struct command *c, const char *key, struct problem *p)
{
	const char *names[ARGS_MAX + 1];
	size_t count = 0;

	while (count < c->count) {
		names[count] = c->args[count].name;
		count++;
	}
	if (expects(c))
		names[count++] = "expect";
	return unknown_key(key, names, count, p);
}

static enum problem_code
read_item(const cJSON *item, struct codec_arena *arena, struct call *out,
    struct problem *p)
{
	const struct command *c = out->command;
	int i = command_arg(c, item->string, strlen(item->string));

	if (i >= 0)
		return read_arg(item, (size_t)i, arena, out, p);
	if (expects(c) && strcmp(item->string, "expect") == 0)
		return read_expect(item, out, p);
	return unknown_arg(c, item->string, p);
}

enum problem_code
codec_call_read(const struct command *command, const cJSON *body,
    struct codec_arena *arena, struct call *out, struct problem *p)
{
	enum problem_code code;

	*out = (struct call){.command = command};
	if ((code = json_as_object(body, "the body", &body, p)))
		return code;
	for (const cJSON *item = body->child; item; item = item->next)
		if ((code = read_item(item, arena, out, p)))
			return code;
	for (size_t i = 0; i < command->count; i++)
		if (command->args[i].needed && !call_has(out, i))
			return problem_set(p, PROBLEM_MISSING_KEY, "key",
			    command->args[i].name, NULL);
	return PROBLEM_NONE;
}

void
codec_arena_free(struct codec_arena *arena)
{
	record_free(arena->record);
	*arena = (struct codec_arena){0};
}
