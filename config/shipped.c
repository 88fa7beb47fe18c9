/*
 * Where shipped files lie (shipped.h).
 */
#include "config/shipped.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The directory of the program that runs, without a slash at its end. */
static bool
program_dir(char *dir, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	if (n <= 0)
		return false;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* Tests lie deeper in the build than programs: a few levels are tried. */
static bool
beside_program(const char *name, char *path, size_t size)
{
	static const char *const up[] = {
	    "/..", "/../..", "/../../..", "/../../../.."};
	char dir[PATH_MAX];

	if (!program_dir(dir, sizeof(dir)))
		return false;
	for (size_t i = 0; i < COUNT_OF(up); i++) {
		int n =
		    snprintf(path, size, "%s%s/config/%s", dir, up[i], name);

		if (n > 0 && (size_t)n < size && access(path, R_OK) == 0)
			return true;
	}
	return false;
}

bool
shipped_path(const char *name, char *path, size_t size)
{
	int n;

	if (beside_program(name, path, size))
		return true;
	n = snprintf(path, size, "%s/%s", WATCHROOM_DATADIR, name);
	return n > 0 && (size_t)n < size;
}
