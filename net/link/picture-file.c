/*
 * A new file beside the old one, made durable, then renamed over it.
 */
#include "net/link/picture-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "model/id.h"

#define PICTURE_MAX ((size_t)64 << 20)
#define PATH_SIZE (PATH_MAX + 96)

static void
path_of(const char *dir, const char *what, const char *account,
    char path[PATH_SIZE])
{
	char hash[ID_SIZE];

	id_from("watchroom cache", account, hash);
	snprintf(path, PATH_SIZE, "%s/%s-%s", dir, what, hash);
}

static bool
write_all(int fd, const struct buf *b)
{
	size_t at = 0;

	while (at < b->len) {
		ssize_t n = write(fd, b->data + at, b->len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return fsync(fd) == 0;
}

void
picture_save(const struct vault *v, const char *dir, const char *what,
    const char *account, const struct buf *bytes)
{
	char path[PATH_SIZE], new[PATH_SIZE + 32];
	struct buf sealed = {0};
	bool ok;
	int fd;

	path_of(dir, what, account, path);
	snprintf(new, sizeof(new), "%s.%ld", path, (long)getpid());
	if (!vault_seal(v, account, what, bytes->data, bytes->len, &sealed))
		return;
	fd = open(
	    new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	ok = fd >= 0 && write_all(fd, &sealed);
	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	if (!ok || rename(new, path) != 0)
		unlink(new);
	buf_free(&sealed);
}

static void
read_all(int fd, struct buf *b)
{
	ssize_t n = 1;

	while (n > 0 && b->len < PICTURE_MAX && buf_reserve(b, 65536)) {
		n = read(fd, b->data + b->len, 65536);
		if (n > 0)
			b->len += (size_t)n;
	}
	if (n != 0)
		buf_free(b);
}

void
picture_load(const struct vault *v, const char *dir, const char *what,
    const char *account, struct buf *out)
{
	char path[PATH_SIZE];
	struct buf sealed = {0};
	int fd;

	path_of(dir, what, account, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	read_all(fd, &sealed);
	close(fd);
	if (sealed.len > 0 &&
	    !vault_unseal(v, account, what, sealed.data, sealed.len, out))
		buf_free(out);
	buf_free(&sealed);
}
