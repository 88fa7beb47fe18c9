/*
 * See edit.h. The text stays short enough that walking it from its beginning
 * is nothing; so there is no second record of where graphemes begin.
 */
#include "tui/edit.h"

#include <string.h>
#include <utf8proc.h>

#include "model/record.h"
#include "model/text.h"

static size_t
room_of(const struct edit *e)
{
	size_t max = e->max ? e->max : TEXT_MAX;

	return max > e->text.len ? max - e->text.len : 0;
}

/* Bytes of the grapheme that begins here; 0 at the end. */
static size_t
grapheme_at(const struct edit *e, size_t at)
{
	const char *s = buf_str(&e->text) + at;
	size_t left = e->text.len - at, n = 0;

	for (size_t cells = 1; left && n == 0 && cells <= TEXT_CLUSTER; cells++)
		n = text_cut(s, left, cells, NULL);
	return n || !left ? n : left;
}

/* Where the grapheme before `at` begins. */
static size_t
grapheme_before(const struct edit *e, size_t at)
{
	size_t last = 0;

	for (size_t i = 0; i < at; i += grapheme_at(e, i))
		last = i;
	return last;
}

static void
remove_bytes(struct edit *e, size_t from, size_t to)
{
	struct buf *b = &e->text;

	if (to <= from)
		return;
	memmove(b->data + from, b->data + to, b->len - to + 1);
	explicit_bzero(b->data + b->len - (to - from), to - from);
	b->len -= to - from;
	e->at = from;
}

/* All of it or nothing: half a character helps nobody. */
static void
insert_bytes(struct edit *e, const char *bytes, size_t len)
{
	struct buf *b = &e->text;
	size_t tail = b->len - e->at;

	if (len > room_of(e))
		return;
	/* A secret never moves: growing would leave copies behind. */
	if (!buf_reserve(b, e->secret ? room_of(e) : len))
		return;
	memmove(b->data + e->at + len, b->data + e->at, tail);
	memcpy(b->data + e->at, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
	e->at += len;
}

static void
insert_char(struct edit *e, uint32_t ch)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)ch, bytes);

	if (n > 0 && ch != 0)
		insert_bytes(e, (const char *)bytes, (size_t)n);
}

/* One character of a paste; returns the bytes it took. */
static size_t
paste_one(struct edit *e, const char *s, size_t len)
{
	utf8proc_int32_t ch;
	utf8proc_ssize_t n = utf8proc_iterate(
	    (const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len, &ch);

	if (n <= 0) {
		insert_char(e, 0xfffd);
		return 1;
	}
	if (ch == '\r' || ch == '\n')
		insert_char(e, e->lines ? '\n' : ' ');
	else if (ch == '\t')
		insert_char(e, ' ');
	else if (ch >= ' ' && !(ch >= 0x7f && ch < 0xa0))
		insert_char(e, (uint32_t)ch);
	return ch == '\r' && len > 1 && s[1] == '\n' ? 2 : (size_t)n;
}

static void
paste(struct edit *e, const char *s, size_t len)
{
	for (size_t i = 0; i < len;)
		i += paste_one(e, s + i, len - i);
}

static void
kill_word(struct edit *e)
{
	const char *s = buf_str(&e->text);
	size_t from = e->at;

	while (from > 0 && s[from - 1] == ' ')
		from--;
	while (from > 0 && s[from - 1] != ' ')
		from--;
	remove_bytes(e, from, e->at);
}

static bool
control(struct edit *e, uint32_t letter)
{
	switch (letter) {
	case 'a':
		e->at = 0;
		return true;
	case 'e':
		e->at = e->text.len;
		return true;
	case 'u':
		remove_bytes(e, 0, e->at);
		return true;
	case 'k':
		remove_bytes(e, e->at, e->text.len);
		return true;
	case 'w':
		kill_word(e);
		return true;
	default:
		return false;
	}
}

bool
edit_key(struct edit *e, const struct key *key)
{
	switch (key->code) {
	case K_CHAR:
		insert_char(e, key->ch);
		return true;
	case K_PASTE:
		paste(e, key->paste.bytes, key->paste.len);
		return true;
	case K_CTRL:
		return control(e, key->ascii);
	case K_ENTER:
		if (e->lines)
			insert_char(e, '\n');
		return e->lines;
	case K_LEFT:
		e->at = grapheme_before(e, e->at);
		return true;
	case K_RIGHT:
		e->at += grapheme_at(e, e->at);
		return true;
	case K_HOME:
		e->at = 0;
		return true;
	case K_END:
		e->at = e->text.len;
		return true;
	case K_BACKSPACE:
		remove_bytes(e, grapheme_before(e, e->at), e->at);
		return true;
	case K_DELETE:
		remove_bytes(e, e->at, e->at + grapheme_at(e, e->at));
		return true;
	default:
		return false;
	}
}

void
edit_set(struct edit *e, const char *text)
{
	remove_bytes(e, 0, e->text.len);
	e->at = 0;
	insert_bytes(e, text, strlen(text));
}

void
edit_free(struct edit *e)
{
	if (e->text.data)
		explicit_bzero(e->text.data, e->text.room);
	buf_free(&e->text);
	e->at = 0;
}

/* As it is drawn: clean, and on one line. */
static void
clean(struct buf *out, const struct edit *e, size_t from, size_t to)
{
	text_clean(out, buf_str(&e->text) + from, to - from, TEXT_LINES);
	for (size_t i = 0; i < out->len; i++)
		if (out->data[i] == '\n')
			out->data[i] = '|';
}

static int
width_of(const struct edit *e, size_t from, size_t to)
{
	struct buf b = {0};
	int width;

	clean(&b, e, from, to);
	width = (int)text_width(buf_str(&b), b.len);
	buf_free(&b);
	return width;
}

/*
 * The first byte that is drawn: none is left out while the cursor fits; then
 * half a width at a time, so that the row does not move with every key.
 */
static size_t
scroll_of(const struct edit *e, int width)
{
	int half = width / 2 > 0 ? width / 2 : 1;
	int over = width_of(e, 0, e->at) - (width - 1), skip = 0, gone = 0;
	size_t from = 0, n;

	while (skip < over)
		skip += half;
	while (gone < skip && from < e->at) {
		n = grapheme_at(e, from);
		gone += width_of(e, from, from + n);
		from += n;
	}
	return from;
}

void
edit_draw(const struct edit *e, struct area a, int row, int col, int width,
    bool focused)
{
	size_t from = e->secret ? e->at : scroll_of(e, width);
	struct buf b = {0};

	if (!e->secret)
		clean(&b, e, from, e->text.len);
	draw_text_flags(
	    a, row, col, width, STYLE_INPUT, DRAW_MARK, buf_str(&b), b.len);
	buf_free(&b);
	if (focused)
		draw_cursor(a, row, col + width_of(e, from, e->at));
}
