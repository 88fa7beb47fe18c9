/*
 * Directories in order; a name found in an earlier one hides the later.
 */
#include "replay/map-find.h"

#include "config/shipped.h"
#include "model/buf.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENDING ".yaml"
#define PLACES 2
#define CANDIDATES 100 /* that are looked at for a guess */

struct places {
	char path[PLACES][PATH_MAX];
	size_t count;
};

static void
add_own(struct places *l)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	char *to = l->path[l->count];
	int n = 0;

	if (config && *config == '/')
		n = snprintf(to, PATH_MAX, "%s/watchroom/maps", config);
	else if (home)
		n = snprintf(to, PATH_MAX, "%s/.config/watchroom/maps", home);
	if (n > 0 && n < PATH_MAX)
		l->count++;
}

static void
list_places(struct places *l)
{
	l->count = 0;
	add_own(l);
	if (shipped_path("maps", l->path[l->count], PATH_MAX))
		l->count++;
}

static bool
is_path(const char *name)
{
	size_t len = strlen(name), end = strlen(ENDING);

	return strchr(name, '/') ||
	       (len > end && strcmp(name + len - end, ENDING) == 0);
}

/* The names of all maps, for people. */
static void
say_names(const struct places *l, struct buf *out)
{
	for (size_t i = 0; i < l->count; i++) {
		DIR *dir = opendir(l->path[i]);
		struct dirent *e;

		while (dir && (e = readdir(dir))) {
			size_t len = strlen(e->d_name);

			if (is_path(e->d_name))
				buf_printf(out, "%s%.*s", out->len ? ", " : "",
				    (int)(len - strlen(ENDING)), e->d_name);
		}
		if (dir)
			closedir(dir);
	}
}

static enum problem_code
no_map(const struct places *l, const char *why, const char *name,
    struct problem *p)
{
	struct buf maps = {0};

	say_names(l, &maps);
	problem_set(p, PROBLEM_USAGE, "why", why, "map", name, "maps",
	    buf_str(&maps), NULL);
	buf_free(&maps);
	return PROBLEM_USAGE;
}

static enum problem_code
find_named(const struct places *l, const char *name, struct map **out,
    struct problem *p)
{
	char path[PATH_MAX + 80];

	for (size_t i = 0; i < l->count; i++) {
		snprintf(
		    path, sizeof(path), "%s/%.64s%s", l->path[i], name, ENDING);
		if (access(path, R_OK) == 0)
			return map_read(path, out, p);
	}
	return no_map(l, why_no_such_map, name, p);
}

/* Takes a map in place of the best so far if it fits better. */
static void
try_map(const char *path, bool tracks, const struct csv *c, struct map **best,
    size_t *most)
{
	struct problem ignored;
	struct map *m;
	size_t n;

	if (map_read(path, &m, &ignored))
		return;
	n = map_is_of_tracks(m) == tracks ? map_fits(m, c, NULL) : 0;
	if (n > *most) {
		map_free(*best);
		*best = m;
		*most = n;
	} else {
		map_free(m);
	}
}

static enum problem_code
guess(const struct places *l, bool tracks, const struct csv *c,
    struct map **out, struct problem *p)
{
	char path[PATH_MAX + NAME_MAX + 2];
	size_t most = 0, looked = 0;

	for (size_t i = 0; i < l->count; i++) {
		DIR *dir = opendir(l->path[i]);
		struct dirent *e;

		while (dir && looked < CANDIDATES && (e = readdir(dir))) {
			if (!is_path(e->d_name))
				continue;
			looked++;
			snprintf(
			    path, sizeof(path), "%s/%s", l->path[i], e->d_name);
			try_map(path, tracks, c, out, &most);
		}
		if (dir)
			closedir(dir);
	}
	return most ? PROBLEM_NONE : no_map(l, why_no_map_fits, "", p);
}

static enum problem_code
find(const char *name, bool tracks, const struct csv *c, struct map **out,
    struct problem *p)
{
	struct places *l;
	enum problem_code code;

	if (name && is_path(name))
		return map_read(name, out, p);
	l = calloc(1, sizeof(*l));
	if (!l)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	list_places(l);
	code = name ? find_named(l, name, out, p) : guess(l, tracks, c, out, p);
	free(l);
	return code;
}

enum problem_code
map_find(const char *name, bool tracks, const struct csv *c, struct map **out,
    struct problem *p)
{
	enum problem_code code;

	*out = NULL;
	code = find(name, tracks, c, out, p);
	if (code || map_is_of_tracks(*out) == tracks)
		return code;
	problem_set(p, PROBLEM_USAGE, "why",
	    tracks ? why_map_of_calls : why_map_of_tracks, "map", (*out)->name,
	    NULL);
	map_free(*out);
	*out = NULL;
	return PROBLEM_USAGE;
}
