/*
 * The machine's zone is read as a file: libc's localtime() has state of its
 * own and knows one zone a process.
 */
#include "tui/here.h"

#include <stdio.h>
#include <stdlib.h>

#define ZONE_FILE_MAX 65536

static void
read_machine(struct zone **zone)
{
	FILE *f = fopen("/etc/localtime", "rbe");
	char *bytes = f ? malloc(ZONE_FILE_MAX) : NULL;
	size_t len = bytes ? fread(bytes, 1, ZONE_FILE_MAX, f) : 0;

	if (len > 0 && len < ZONE_FILE_MAX &&
	    zone_read("localtime", bytes, len, zone, NULL) != PROBLEM_NONE)
		*zone = NULL;
	free(bytes);
	if (f)
		fclose(f);
}

enum problem_code
here_zone(const char *name, struct zone **zone, struct problem *p)
{
	const char *tz = getenv("TZ");

	*zone = NULL;
	if (name)
		return zone_load(name, zone, p);
	if (tz && *tz == ':')
		tz++;
	if (tz && *tz && zone_load(tz, zone, NULL) == PROBLEM_NONE)
		return PROBLEM_NONE;
	*zone = NULL;
	read_machine(zone);
	return PROBLEM_NONE;
}

bool
here_config(const char *dir, const char *file, char *out, size_t size)
{
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int n = -1;

	if (dir)
		n = snprintf(out, size, "%s/%s", dir, file);
	else if (xdg && *xdg == '/')
		n = snprintf(out, size, "%s/watchroom/%s", xdg, file);
	else if (home && *home)
		n = snprintf(out, size, "%s/.config/watchroom/%s", home, file);
	return n >= 0 && (size_t)n < size;
}
