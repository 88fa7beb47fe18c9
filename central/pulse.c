/*
 * Two numbers in a line of fixed length, written over each other in place.
 */
#include "central/pulse.h"

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define LINE 48
#define PATH_SIZE (PATH_MAX + 16)
#define LATE 2 /* pulses that may have been missed by a busy machine */

static void
path_of(const char *dir, char path[PATH_SIZE])
{
	snprintf(path, PATH_SIZE, "%s/clock", dir);
}

void
pulse_write(const char *dir, msec_t kept, msec_t now)
{
	char path[PATH_SIZE], line[LINE + 1];
	int fd;

	path_of(dir, path);
	snprintf(
	    line, sizeof(line), "%-23" PRId64 " %-23" PRId64 "\n", kept, now);
	fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	(void)!pwrite(fd, line, LINE, 0);
	close(fd);
}

void
pulse_clear(const char *dir)
{
	char path[PATH_SIZE];

	path_of(dir, path);
	(void)!unlink(path);
}

msec_t
pulse_read(const char *dir, msec_t kept, int64_t speed)
{
	char path[PATH_SIZE], line[LINE + 1] = "";
	int64_t was = 0, now = 0;
	ssize_t n;
	int fd;

	path_of(dir, path);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return kept;
	n = read(fd, line, LINE);
	close(fd);
	/* Of another write to the store: that one was just before the end. */
	if (n != LINE ||
	    sscanf(line, "%" SCNd64 " %" SCNd64, &was, &now) != 2 ||
	    was != kept || now < kept)
		now = kept;
	return now + LATE * PULSE_EVERY * speed;
}
