/*
 * Where shipped files lie (shipped.h).
 */
#include "config/shipped.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
shipped_program_dir(char *dir, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	if (n <= 0 || (size_t)n == size - 1)
		return false;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (!slash)
		return false;
	*slash = '\0';
	return true;
}

/* Whether dir/between/name fits and is there. */
static bool
is_there(const char *dir, const char *between, const char *name, char *path,
    size_t size)
{
	int n = snprintf(path, size, "%s%s/%s", dir, between, name);

	return n > 0 && (size_t)n < size && access(path, R_OK) == 0;
}

/* Tests lie deeper in the build than programs: a few levels are tried. */
static bool
in_tree(const char *dir, const char *name, char *path, size_t size)
{
	static const char *const up[] = {"/../config", "/../../config",
	    "/../../../config", "/../../../../config"};

	for (size_t i = 0; i < COUNT_OF(up); i++)
		if (is_there(dir, up[i], name, path, size))
			return true;
	return false;
}

static bool
beside_program(const char *name, char *path, size_t size)
{
	char dir[PATH_MAX];
	const char *last;

	if (!shipped_program_dir(dir, sizeof(dir)))
		return false;
	last = strrchr(dir, '/');
	if (last && strcmp(last, "/bin") == 0)
		return is_there(dir, "/../share/watchroom", name, path, size);
	return in_tree(dir, name, path, size);
}

bool
shipped_path(const char *name, char *path, size_t size)
{
	const char *asked = getenv("WATCHROOM_DATADIR");
	int n;

	if (asked && is_there(asked, "", name, path, size))
		return true;
	if (beside_program(name, path, size))
		return true;
	n = snprintf(path, size, "%s/%s", WATCHROOM_DATADIR, name);
	return n > 0 && (size_t)n < size;
}
