/*
 * The growing run of bytes of buf.h. Grows by doubling.
 */
#include "model/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

bool
buf_ok(const struct buf *b)
{
	return !b->failed;
}

bool
buf_reserve(struct buf *b, size_t more)
{
	size_t want, room;
	char *data;

	if (b->failed || more > SIZE_MAX / 2 - b->len - 1) {
		b->failed = true;
		return false;
	}
	want = b->len + more + 1;
	if (want <= b->room)
		return true;
	room = b->room ? b->room : 64;
	while (room < want)
		room *= 2;
	data = realloc(b->data, room);
	if (!data) {
		b->failed = true;
		return false;
	}
	b->data = data;
	b->room = room;
	b->data[b->len] = '\0';
	return true;
}

void
buf_add(struct buf *b, const void *bytes, size_t len)
{
	if (len == 0 || !buf_reserve(b, len))
		return;
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *text)
{
	buf_add(b, text, strlen(text));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list args, again;
	int n;

	va_start(args, fmt);
	va_copy(again, args);
	n = vsnprintf(NULL, 0, fmt, args);
	if (n > 0 && buf_reserve(b, (size_t)n)) {
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->failed = false;
	if (b->data)
		b->data[0] = '\0';
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf){0};
}
