/*
 * A few files of one line. There are as many directories as stores that one
 * ever worked with, so that of a store is looked for among all.
 */
#include "net/link/state-dir.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE (STATE_PATH_SIZE + ID_SIZE + 16)

/* An id from the first line of a small file; "" when there is none. */
static void
read_line(const char *path, char out[ID_SIZE])
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, out, ID_SIZE - 1);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	if (!id_valid(out, strlen(out)))
		out[0] = '\0';
}

/* Without it the next console asks again: it may fail. */
static void
write_line(const char *path, const char *line)
{
	char new[FILE_SIZE + 16], text[ID_SIZE + 1];
	int fd, n = snprintf(text, sizeof(text), "%s\n", line);
	bool ok;

	snprintf(new, sizeof(new), "%s.%ld", path, (long)getpid());
	fd = open(
	    new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	ok = write(fd, text, (size_t)n) == n && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	if (!ok || rename(new, path) != 0)
		unlink(new);
}

static void
at_path(const struct state_dir *d, char path[FILE_SIZE])
{
	snprintf(path, FILE_SIZE, "%s/at-%s", d->root, d->address);
}

/* Which store a directory is of; "" when it is nobody's yet. */
static void
read_store(const struct state_dir *d, const char *name, char out[ID_SIZE])
{
	char path[FILE_SIZE];

	snprintf(path, sizeof(path), "%s/%s/store", d->root, name);
	read_line(path, out);
}

void
state_dir_find(struct state_dir *d, const char *root, const char *address)
{
	char path[FILE_SIZE];

	*d = (struct state_dir){0};
	snprintf(d->root, sizeof(d->root), "%s", root);
	id_from("watchroom central", address, d->address);
	at_path(d, path);
	read_line(path, d->name);
	if (!*d->name || strchr(d->name, '.'))
		memcpy(d->name, d->address, sizeof(d->name));
}

void
state_dir_path(const struct state_dir *d, char path[STATE_PATH_SIZE])
{
	snprintf(path, STATE_PATH_SIZE, "%s/%s", d->root, d->name);
}

/* The directory that a store has; false: it has none yet. */
static bool
find_store(const struct state_dir *d, const char *store, char name[ID_SIZE])
{
	DIR *root = opendir(d->root);
	struct dirent *e;
	char is[ID_SIZE];
	bool found = false;

	while (root && !found && (e = readdir(root)) != NULL) {
		if (strlen(e->d_name) >= ID_SIZE || *e->d_name == '.')
			continue;
		read_store(d, e->d_name, is);
		found = strcmp(is, store) == 0;
		if (found)
			snprintf(name, ID_SIZE, "%s", e->d_name);
	}
	if (root)
		closedir(root);
	return found;
}

/* The directory at hand is this store's, and the address means it. */
static void
claim(const struct state_dir *d, const char *store)
{
	char path[FILE_SIZE], is[ID_SIZE];

	read_store(d, d->name, is);
	if (strcmp(is, store) != 0) {
		snprintf(path, sizeof(path), "%s/%s/store", d->root, d->name);
		write_line(path, store);
	}
	at_path(d, path);
	read_line(path, is);
	if (strcmp(is, d->name) != 0)
		write_line(path, d->name);
}

bool
state_dir_take(struct state_dir *d, const char *store, bool stay)
{
	char is[ID_SIZE], name[ID_SIZE], path[STATE_PATH_SIZE];
	bool there;

	read_store(d, d->name, is);
	if (strcmp(is, store) == 0 || (!*is && stay)) {
		claim(d, store);
		return false;
	}
	there = find_store(d, store, name);
	if (!there && !*is) {
		claim(d, store);
		return false;
	}
	if (!there)
		id_from("watchroom store", store, name);
	memcpy(d->name, name, sizeof(d->name));
	state_dir_path(d, path);
	(void)!mkdir(path, 0700);
	claim(d, store);
	return true;
}

static void
login_path(const struct state_dir *d, const char *login, char path[FILE_SIZE])
{
	char hash[ID_SIZE];

	id_from("watchroom login", login, hash);
	snprintf(path, FILE_SIZE, "%s/%s/name-%s", d->root, d->name, hash);
}

void
state_dir_note(
    const struct state_dir *d, const char *login, const char *account)
{
	char path[FILE_SIZE], is[ID_SIZE];

	login_path(d, login, path);
	read_line(path, is);
	if (strcmp(is, account) != 0)
		write_line(path, account);
}

bool
state_dir_account(
    const struct state_dir *d, const char *login, char account[ID_SIZE])
{
	char path[FILE_SIZE];

	login_path(d, login, path);
	read_line(path, account);
	return *account != '\0';
}
