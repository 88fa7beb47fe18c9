/*
 * Finding the real data of data.h.
 */
#include "tests/lib/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

bool
data_path(const char *name, char *path, size_t size)
{
	const char *places[] = {
	    getenv("WATCHROOM_DATA"), "../shared/data", "../../shared/data"};
	int n;

	for (size_t i = 0; i < COUNT_OF(places); i++) {
		if (!places[i])
			continue;
		n = snprintf(path, size, "%s/%s", places[i], name);
		if (n > 0 && (size_t)n < size && access(path, R_OK) == 0)
			return true;
	}
	return false;
}

bool
data_read(const char *name, struct buf *b)
{
	char path[4096], bytes[16384];
	size_t n;
	FILE *f;

	if (!data_path(name, path, sizeof(path)))
		return false;
	f = fopen(path, "rb");
	if (!f)
		return false;
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		buf_add(b, bytes, n);
	fclose(f);
	return buf_ok(b);
}

void
data_need(const char *name, struct buf *b)
{
	if (data_read(name, b))
		return;
	fprintf(stderr, "skipped: %s is not here (set WATCHROOM_DATA)\n", name);
	skip();
}
