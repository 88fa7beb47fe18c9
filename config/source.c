/*
 * One input buffer, one output buffer, and between them a way to unpack: each
 * takes what it can of `in`, fills `out` and says when its archive ended.
 */
#include "config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum packing { PLAIN, XZ, GZIP };

struct source {
	char *name;
	int fd;
	enum packing packing;
	bool begun; /* the packing is known */
	bool eof;   /* read() gave no more */
	bool ended; /* the archive is whole; another may follow */
	lzma_stream xz;
	z_stream gz;
	const unsigned char *next; /* of `in`, not taken yet */
	size_t left;
	unsigned char in[SOURCE_CHUNK], out[SOURCE_CHUNK];
};

static const unsigned char xz_magic[] = {0xfd, '7', 'z', 'X', 'Z', 0};
static const unsigned char gzip_magic[] = {0x1f, 0x8b};

static enum problem_code
refuse(const struct source *s, const char *why, struct problem *p)
{
	return problem_set(p, PROBLEM_FILE, "file", s->name, "why", why, NULL);
}

static enum problem_code
open_file(struct source *s, const char *path, struct problem *p)
{
	struct stat st;

	s->fd = strcmp(path, "-") == 0 ? STDIN_FILENO
	                               : open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0 || fstat(s->fd, &st) < 0)
		return refuse(s, reason_of_errno(errno), p);
	if (S_ISDIR(st.st_mode))
		return refuse(s, why_is_directory, p);
	return PROBLEM_NONE;
}

enum problem_code
source_open(const char *path, struct source **out, struct problem *p)
{
	struct source *s = calloc(1, sizeof(*s));
	enum problem_code code;

	*out = NULL;
	if (!s)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	s->fd = -1;
	s->name = strdup(strcmp(path, "-") == 0 ? "standard input" : path);
	code = s->name ? open_file(s, path, p)
	               : problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (code)
		source_close(s);
	else
		*out = s;
	return code;
}

void
source_close(struct source *s)
{
	if (!s)
		return;
	lzma_end(&s->xz);
	if (s->packing == GZIP)
		inflateEnd(&s->gz);
	if (s->fd > STDIN_FILENO)
		close(s->fd);
	free(s->name);
	free(s);
}

const char *
source_name(const struct source *s)
{
	return s->name;
}

/* Fills `in` behind what is left of it, at its beginning again. */
static enum problem_code
refill(struct source *s, struct problem *p)
{
	ssize_t n;

	if (s->left > 0 && s->next != s->in)
		memmove(s->in, s->next, s->left);
	s->next = s->in;
	do {
		n = read(s->fd, s->in + s->left, sizeof(s->in) - s->left);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return refuse(s, reason_of_errno(errno), p);
	s->eof = n == 0;
	s->left += (size_t)n;
	return PROBLEM_NONE;
}

static bool
begins_with(const struct source *s, const unsigned char *magic, size_t len)
{
	return s->left >= len && memcmp(s->next, magic, len) == 0;
}

static bool
is_named(const struct source *s, const char *ending)
{
	size_t len = strlen(s->name), n = strlen(ending);

	return len > n && strcmp(s->name + len - n, ending) == 0;
}

static enum problem_code
begin_xz(struct source *s, struct problem *p)
{
	lzma_stream fresh = LZMA_STREAM_INIT;

	s->xz = fresh;
	s->packing = XZ;
	if (lzma_stream_decoder(&s->xz, SOURCE_MEMORY, LZMA_CONCATENATED) !=
	    LZMA_OK)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return PROBLEM_NONE;
}

static enum problem_code
begin_gzip(struct source *s, struct problem *p)
{
	if (inflateInit2(&s->gz, 16 + MAX_WBITS) != Z_OK)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	s->packing = GZIP;
	return PROBLEM_NONE;
}

/* What the first bytes are. A pipe may give them one at a time. */
static enum problem_code
begin(struct source *s, struct problem *p)
{
	enum problem_code code = PROBLEM_NONE;

	while (!code && !s->eof && s->left < sizeof(xz_magic))
		code = refill(s, p);
	if (code)
		return code;
	s->begun = true;
	if (begins_with(s, xz_magic, sizeof(xz_magic)))
		return begin_xz(s, p);
	if (begins_with(s, gzip_magic, sizeof(gzip_magic)))
		return begin_gzip(s, p);
	if (is_named(s, ".xz") || is_named(s, ".gz"))
		return refuse(
		    s, is_named(s, ".xz") ? why_no_xz : why_no_gzip, p);
	return PROBLEM_NONE;
}

static size_t
take_plain(struct source *s)
{
	size_t n = s->left;

	memcpy(s->out, s->next, n);
	s->left = 0;
	s->ended = true;
	return n;
}

static enum problem_code
take_xz(struct source *s, size_t *len, struct problem *p)
{
	lzma_ret ret;

	s->xz.next_in = s->next;
	s->xz.avail_in = s->left;
	s->xz.next_out = s->out;
	s->xz.avail_out = sizeof(s->out);
	ret = lzma_code(&s->xz, s->eof ? LZMA_FINISH : LZMA_RUN);
	s->next = s->xz.next_in;
	s->left = s->xz.avail_in;
	*len = sizeof(s->out) - s->xz.avail_out;
	s->ended = ret == LZMA_STREAM_END;
	if (ret == LZMA_OK || ret == LZMA_STREAM_END)
		return PROBLEM_NONE;
	/* No progress: with more to come it only wants more. */
	if (ret == LZMA_BUF_ERROR)
		return s->eof && *len == 0 ? refuse(s, why_archive_cut, p)
		                           : PROBLEM_NONE;
	if (ret == LZMA_MEM_ERROR)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	if (ret == LZMA_MEMLIMIT_ERROR)
		return refuse(s, why_archive_memory, p);
	return refuse(s, why_archive_damaged, p);
}

/* A new member begins where the last one ended. */
static enum problem_code
next_member(struct source *s, struct problem *p)
{
	s->ended = false;
	return inflateReset(&s->gz) == Z_OK
	           ? PROBLEM_NONE
	           : problem_set(p, PROBLEM_NO_MEMORY, NULL);
}

static enum problem_code
take_gzip(struct source *s, size_t *len, struct problem *p)
{
	enum problem_code code =
	    s->ended && s->left > 0 ? next_member(s, p) : PROBLEM_NONE;
	int ret;

	*len = 0;
	if (code || s->ended)
		return code;
	s->gz.next_in = (unsigned char *)(uintptr_t)s->next;
	s->gz.avail_in = (uInt)s->left;
	s->gz.next_out = s->out;
	s->gz.avail_out = sizeof(s->out);
	ret = inflate(&s->gz, Z_NO_FLUSH);
	s->next = s->gz.next_in;
	s->left = s->gz.avail_in;
	*len = sizeof(s->out) - s->gz.avail_out;
	s->ended = ret == Z_STREAM_END;
	if (ret == Z_OK || ret == Z_STREAM_END)
		return PROBLEM_NONE;
	if (ret == Z_BUF_ERROR)
		return s->eof && *len == 0 ? refuse(s, why_archive_cut, p)
		                           : PROBLEM_NONE;
	if (ret == Z_MEM_ERROR)
		return problem_set(p, PROBLEM_NO_MEMORY, NULL);
	return refuse(s, why_archive_damaged, p);
}

static enum problem_code
take(struct source *s, size_t *len, struct problem *p)
{
	switch (s->packing) {
	case XZ:
		return take_xz(s, len, p);
	case GZIP:
		return take_gzip(s, len, p);
	default:
		*len = take_plain(s);
		return PROBLEM_NONE;
	}
}

/* Whether all that there will be was given out. */
static bool
is_over(const struct source *s)
{
	return s->eof && s->ended && s->left == 0;
}

enum problem_code
source_read(
    struct source *s, const char **bytes, size_t *len, struct problem *p)
{
	enum problem_code code = s->begun ? PROBLEM_NONE : begin(s, p);

	*bytes = (const char *)s->out;
	*len = 0;
	while (!code && *len == 0 && !is_over(s)) {
		if (s->left == 0 && !s->eof)
			code = refill(s, p);
		if (!code)
			code = take(s, len, p);
	}
	return code;
}
