/*
 * Any bytes, in any pieces, at any pace: events are well formed, nothing hangs,
 * and bytes that come without a pause read the same however they are split.
 */
#include <stdlib.h>
#include <string.h>

#include "tui/input.h"

#define CHECK(x) ((x) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_key(const struct key *k)
{
	CHECK(k->code > K_NONE && k->code <= K_HANGUP);
	if (k->code == K_CHAR) {
		CHECK(k->ch >= ' ' && k->ch <= 0x10FFFF && k->ch != 0x7F);
		CHECK(k->ch < 0x80 || k->ch >= 0xA0);
		CHECK(k->ch < 0xD800 || k->ch > 0xDFFF);
		CHECK(k->ascii == 0 || (k->ascii >= ' ' && k->ascii < 0x7F));
	}
	if (k->code == K_MOUSE)
		CHECK(k->mouse.row >= 0 && k->mouse.col >= 0);
	if (k->code == K_PASTE)
		CHECK(k->paste.len <= INPUT_PASTE_MAX);
}

static void
drain(struct input *in, int64_t now, struct buf *log)
{
	struct key key;

	while (input_next(in, now, &key)) {
		check_key(&key);
		buf_printf(log, "%d %u %u %u %d;", key.code, key.mods, key.ch,
		    key.ascii, key.mouse.row);
		if (key.code == K_PASTE)
			buf_add(log, key.paste.bytes, key.paste.len);
	}
}

/* Feeds it in pieces of 1..`step` bytes, `pause` ms apart. */
static struct buf
play(const uint8_t *data, size_t size, size_t step, int64_t pause)
{
	struct input *in = input_new(INPUT_UTF8);
	struct buf log = {0};
	int64_t now = 0;

	CHECK(in);
	input_add_key(in, "\033OA", K_UP);
	input_add_key(in, "\033[25~x", K_F12);
	for (size_t at = 0; at < size; now += pause) {
		size_t n = 1 + at % step;

		if (n > size - at)
			n = size - at;
		input_feed(in, (const char *)data + at, n, now);
		at += n;
		drain(in, now, &log);
	}
	input_hang_up(in);
	drain(in, now, &log);
	CHECK(input_deadline(in) == -1);
	input_free(in);
	return log;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole, split;

	if (size == 0 || size > 65536)
		return 0;
	whole = play(data, size, size, 0);
	split = play(data, size, 1, 0);
	CHECK(whole.len == split.len);
	CHECK(memcmp(buf_str(&whole), buf_str(&split), whole.len) == 0);
	buf_free(&split);
	split = play(data, size, 1 + data[0] % 7u, data[0] * 4);
	buf_free(&split);
	buf_free(&whole);
	return 0;
}
