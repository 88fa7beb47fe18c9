/*
 * Any bytes as a cursor: refused, or the very text that is written for it.
 */
#include "central/cursor.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[CURSOR_SIZE];
	struct cursor c;

	if (!cursor_parse((const char *)data, size, &c))
		return 0;
	cursor_format(&c, text);
	if (strlen(text) != size || memcmp(text, data, size) != 0)
		abort();
	if (c.seq < 0 || c.known < c.seq || c.end > c.known)
		abort();
	return 0;
}
