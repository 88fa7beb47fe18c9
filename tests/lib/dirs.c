/*
 * See dirs.h.
 */
#include "tests/lib/dirs.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

void
dir_remove(const char *dir)
{
	char path[512];
	struct dirent *entry;
	DIR *d = opendir(dir);

	while (d && (entry = readdir(d)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name);
		if (unlink(path) != 0)
			dir_remove(path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

void
dir_of_build(char build[BUILD_SIZE])
{
	ssize_t len = readlink("/proc/self/exe", build, BUILD_SIZE - 1);

	assert_true(len > 0 && len < BUILD_SIZE - 1);
	build[len] = '\0';
	for (int i = 0; i < 3; i++)
		*strrchr(build, '/') = '\0';
}
