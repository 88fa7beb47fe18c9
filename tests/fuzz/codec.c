/*
 * The first line says how the rest is read: a mode of the record codec
 * ("strict", "lenient", "as-put") or the name of a command. Whatever is taken
 * is written, and what was written is read as the same and written the same.
 */
#include "net/wire/codec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static cJSON *
again(const struct buf *b)
{
	static const struct json_limits wide = {16 * 1024 * 1024, 32};
	cJSON *json;

	hold(buf_ok(b));
	hold(!json_parse(buf_str(b), b->len, &wide, &json, NULL));
	return json;
}

static void
write_mode(struct buf *b, enum codec_mode mode, const struct record *r)
{
	struct json_out o = {.buf = b};

	if (mode == CODEC_PUT)
		codec_write_put(&o, r);
	else
		codec_record(b, r);
}

static void
check_record(const cJSON *json, enum codec_mode mode)
{
	struct buf once = {0}, twice = {0};
	struct record *r, *back;
	cJSON *copy;

	if (codec_record_read(json, mode, &r, NULL) || !r)
		return;
	hold(record_size(r) > sizeof(*r));
	write_mode(&once, mode, r);
	copy = again(&once);
	hold(!codec_record_read(copy, mode, &back, NULL) && back);
	hold(record_same(r, back) && r->rev == back->rev &&
	     r->seq == back->seq && r->at == back->at &&
	     text_is(r->by, back->by));
	write_mode(&twice, mode, back);
	hold(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	cJSON_Delete(copy);
	record_free(r);
	record_free(back);
	buf_free(&once);
	buf_free(&twice);
}

static void
check_again(const struct call *call)
{
	struct buf once = {0}, twice = {0};
	struct codec_arena arena = {0};
	struct call back;
	cJSON *copy;

	codec_call(&once, call);
	copy = again(&once);
	hold(!codec_call_read(call->command, copy, &arena, &back, NULL));
	hold(back.given == call->given && back.expects == call->expects);
	codec_call(&twice, &back);
	hold(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	codec_arena_free(&arena);
	cJSON_Delete(copy);
	buf_free(&once);
	buf_free(&twice);
}

static void
check_call(const cJSON *json, const struct command *command)
{
	struct codec_arena arena = {0};
	struct call call;

	if (!codec_call_read(command, json, &arena, &call, NULL))
		check_again(&call);
	codec_arena_free(&arena);
}

static void
check(const char *how, size_t len, const cJSON *json)
{
	static const char *const modes[] = {"strict", "lenient", "as-put"};
	const struct command *command = command_find(how, len);

	if (command)
		check_call(json, command);
	for (size_t i = 0; i < COUNT_OF(modes); i++)
		if (strlen(modes[i]) == len && !memcmp(how, modes[i], len))
			check_record(json, (enum codec_mode)i);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	const char *line = size ? memchr(s, '\n', size) : NULL;
	cJSON *json;

	if (!line || json_parse(line + 1, size - (size_t)(line - s) - 1, NULL,
	                 &json, NULL))
		return 0;
	check(s, (size_t)(line - s), json);
	cJSON_Delete(json);
	return 0;
}
