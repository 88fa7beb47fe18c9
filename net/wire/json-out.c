/*
 * The writer of json-out.h. A record is some forty short appends, so each
 * reserves once and runs of plain bytes are copied whole.
 */
#include "net/wire/json-out.h"

#include "model/geo.h"

#include <string.h>

/* The letter behind the backslash; 'u' stands for \u00XX; 0: as it is. */
static const char escapes[256] = {[0] = 'u',
    [1] = 'u',
    [2] = 'u',
    [3] = 'u',
    [4] = 'u',
    [5] = 'u',
    [6] = 'u',
    [7] = 'u',
    [8] = 'b',
    [9] = 't',
    [10] = 'n',
    [11] = 'u',
    [12] = 'f',
    [13] = 'r',
    [14] = 'u',
    [15] = 'u',
    [16] = 'u',
    [17] = 'u',
    [18] = 'u',
    [19] = 'u',
    [20] = 'u',
    [21] = 'u',
    [22] = 'u',
    [23] = 'u',
    [24] = 'u',
    [25] = 'u',
    [26] = 'u',
    [27] = 'u',
    [28] = 'u',
    [29] = 'u',
    [30] = 'u',
    [31] = 'u',
    ['"'] = '"',
    ['\\'] = '\\'};

/* The comma before a value or key, if it needs one; it will need the next. */
static void
separate(struct json_out *o)
{
	if (o->comma)
		buf_putc(o->buf, ',');
	o->comma = true;
}

static void
open(struct json_out *o, char bracket)
{
	separate(o);
	buf_putc(o->buf, bracket);
	o->comma = false;
}

static void
close(struct json_out *o, char bracket)
{
	buf_putc(o->buf, bracket);
	o->comma = true;
}

void
json_open_object(struct json_out *o)
{
	open(o, '{');
}

void
json_close_object(struct json_out *o)
{
	close(o, '}');
}

void
json_open_array(struct json_out *o)
{
	open(o, '[');
}

void
json_close_array(struct json_out *o)
{
	close(o, ']');
}

static void
put_escape(struct buf *b, char byte)
{
	static const char hex[] = "0123456789abcdef";
	char letter = escapes[(unsigned char)byte];
	char text[6] = {
	    '\\', letter, '0', '0', hex[(byte >> 4) & 15], hex[byte & 15]};

	buf_add(b, text, letter == 'u' ? 6 : 2);
}

void
json_put_string(struct json_out *o, const char *text, size_t len)
{
	const char *end = text + len;

	separate(o);
	if (!buf_reserve(o->buf, len + 2))
		return;
	buf_putc(o->buf, '"');
	while (text < end) {
		const char *from = text;

		while (text < end && !escapes[(unsigned char)*text])
			text++;
		buf_add(o->buf, from, (size_t)(text - from));
		if (text < end)
			put_escape(o->buf, *text++);
	}
	buf_putc(o->buf, '"');
}

void
json_put_key(struct json_out *o, const char *key)
{
	json_put_string(o, key, strlen(key));
	buf_putc(o->buf, ':');
	o->comma = false;
}

void
json_put_int(struct json_out *o, int64_t n)
{
	char text[24], *s = text + sizeof(text);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	do {
		*--s = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (n < 0)
		*--s = '-';
	json_put_raw(o, s, (size_t)(text + sizeof(text) - s));
}

void
json_put_number(struct json_out *o, double n)
{
	char text[NUMBER_SIZE];
	size_t len = number_format(n, text);

	if (len > 0)
		json_put_raw(o, text, len);
	else
		json_put_null(o);
}

void
json_put_bool(struct json_out *o, bool yes)
{
	json_put_raw(o, yes ? "true" : "false", yes ? 4 : 5);
}

void
json_put_null(struct json_out *o)
{
	json_put_raw(o, "null", 4);
}

void
json_put_raw(struct json_out *o, const char *json, size_t len)
{
	separate(o);
	buf_add(o->buf, json, len);
}
