/*
 * See flood.h. It looks at bytes as they came, before they are taken apart:
 * sequence.c knows far more of what a terminal sends.
 */
#include "tui/flood.h"

#include <string.h>

#define BRACKET "\033[200~"

/* The bytes of the sequence at s, which begins with Esc. */
static size_t
sequence(const char *s, size_t len)
{
	size_t n = 2;

	if (len < 3)
		return len;
	if (s[1] == 'O' || s[1] != '[')
		n = s[1] == 'O' ? 3 : 2;
	else if (s[2] == '[') /* a function key of the linux console */
		n = 4;
	else if (s[2] == 'M') /* a mouse's report of three bytes */
		n = 6;
	else
		for (n = 3; n < len && (s[n - 1] < '@' || s[n - 1] > '~');)
			n++;
	return n < len ? n : len;
}

bool
flood_is(const char *bytes, size_t len)
{
	size_t typed = 0;
	bool line = false; /* text and a line end were there */
	char last = '\0';

	if (memmem(bytes, len, BRACKET, strlen(BRACKET)))
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\033') {
			i += sequence(bytes + i, len - i) - 1;
			last = '\0';
		} else if (c == '\r' || c == '\n') {
			line = line || typed > 0;
		} else if (c >= ' ' && c != 0x7f && (c & 0xc0) != 0x80) {
			typed += bytes[i] != last || c >= 0x80;
			last = bytes[i];
			if (line || typed > FLOOD_TYPED_MOST)
				return true;
		}
	}
	return false;
}
