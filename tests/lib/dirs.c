/*
 * See dirs.h.
 */
#include "tests/lib/dirs.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
