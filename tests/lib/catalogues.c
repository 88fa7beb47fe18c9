/*
 * See catalogues.h.
 */
#include "tests/lib/catalogues.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void
catalogues_use(void)
{
	char path[1024];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 16);
	char *slash;

	assert_true(len > 0);
	path[len] = '\0';
	for (int i = 0; i < 3 && (slash = strrchr(path, '/')); i++)
		*slash = '\0';
	snprintf(path + strlen(path), 16, "/locale");
	setenv("WATCHROOM_LOCALEDIR", path, 1);
}
