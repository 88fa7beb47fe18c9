/*
 * See sayable.h.
 */
#include "tui/sayable.h"

#include <langinfo.h>
#include <limits.h>
#include <string.h>

#include "model/text.h"

bool
sayable_all(void)
{
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

wchar_t
sayable_char(const char **s)
{
	const unsigned char *u = (const unsigned char *)*s;
	size_t more = u[0] >= 0xF0 ? 3 : u[0] >= 0xE0 ? 2 : u[0] >= 0xC0;
	wchar_t c = u[0] & (more ? 0x3F >> more : 0x7F);

	for (size_t i = 1; i <= more; i++)
		c = c << 6 | (u[i] & 0x3F);
	*s += 1 + more;
	return c;
}

static bool
can_say(const char *s, size_t len, size_t cells)
{
	const char *end = s + len;
	size_t width = 0;

	while (s < end) {
		char bytes[MB_LEN_MAX];
		mbstate_t state = {0};
		wchar_t c = sayable_char(&s);
		int w = wcwidth(c);

		if (w < 0 || wcrtomb(bytes, c, &state) == (size_t)-1)
			return false;
		width += (size_t)w;
	}
	return width == cells;
}

size_t
sayable_next(const char *s, size_t len, size_t *cells, bool *can)
{
	size_t n = 0;

	*cells = 0;
	for (size_t room = 1; n == 0 && room <= TEXT_CLUSTER; room++)
		n = text_cut(s, len, room, cells);
	*can = n > 0 && can_say(s, n, *cells);
	return n;
}

static void
add_coded(struct buf *out, const char *s, size_t len)
{
	const char *end = s + len;
	mbstate_t state = {0};

	while (s < end) {
		char bytes[MB_LEN_MAX];
		size_t n = wcrtomb(bytes, sayable_char(&s), &state);

		if (n != (size_t)-1)
			buf_add(out, bytes, n);
	}
}

bool
sayable_add(struct buf *out, const char *s, size_t len)
{
	bool lost = false, can;
	size_t n, cells;

	for (; len > 0 && (n = sayable_next(s, len, &cells, &can)) > 0;
	     s += n, len -= n) {
		lost |= !can;
		if (can)
			add_coded(out, s, n);
		else
			while (cells-- > 0)
				buf_putc(out, '?');
	}
	return lost;
}
