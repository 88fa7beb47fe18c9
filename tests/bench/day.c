/*
 * What the feed costs a console in a real day (DESIGN 10): bytes a changed
 * record, compressed, mean over the replay; budget <= 80.
 *
 * The first rows of the fourteen days are played as fast as they go, while a
 * feed in plain text and one in gzip are read. At that speed many commits stand
 * in one flush, which flatters: what counts is the plain feed, compressed by
 * the central's own compressor with a flush after each commit, as a live
 * console gets it. What the other feed took is said beside it.
 *
 * The same commits through what else a libcurl may decode, each flushed, and
 * what that keeps for a connection: what central/squeeze.h chose by.
 */
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <curl/curl.h>
#include <zlib.h>
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif
#ifdef HAVE_BROTLI
#include <brotli/encode.h>
#endif

#include "central/squeeze.h"
#include "model/time.h"
#include "replay/play.h"

#include "tests/lib/api.h"
#include "tests/lib/data.h"

#define CALLS "calls/sf_fire_2020-04-07_20.csv.xz"
#define ROWS 2000 /* between two and three days */
#define QUIET_MS 2000
#define EFFORT 8 /* as the central's, and its way to flush */

/* A central in this process, and who plays the file to it. */
struct played {
	struct api api;
	char file[96];
	pthread_t player;
	atomic_bool over;
	bool fine;
};

static void *
be_player(void *arg)
{
	struct played *d = arg;
	struct play play = {0};
	struct address to;
	struct problem p = {0};
	struct play_options o = {.file = d->file, .to = &to, .map = "sf-fire"};

	d->fine = address_read(&to, d->api.socket, &p) == PROBLEM_NONE &&
	          play_run(&o, &play, &p) == PROBLEM_NONE && play.whole &&
	          play.sent.refused == 0;
	play_close(&play);
	atomic_store(&d->over, true);
	return NULL;
}

/* The first rows of the file, unpacked; false when it is not here. */
static bool
cut_file(const struct played *d)
{
	char path[PATH_MAX], command[PATH_MAX + 320];

	if (!data_path(CALLS, path, sizeof(path)))
		return false;
	snprintf(command, sizeof(command),
	    "xz -dc '%s' 2>/dev/null | head -n %d >'%s' && [ -s '%s' ]", path,
	    ROWS + 1, d->file, d->file);
	return system(command) == 0;
}

static int
open_feed(const struct played *d, bool gzip)
{
	struct reply reply;
	int fd = raw_connect(d->api.socket);

	raw_puts(fd, "GET /v1/feed HTTP/1.1\r\nHost: central\r\n"
	             "Authorization: " API_OWNER "\r\n");
	raw_puts(fd, gzip ? "Accept-Encoding: gzip\r\n\r\n" : "\r\n");
	raw_reply(fd, &reply, true);
	assert_int_equal(reply.status, 200);
	raw_reply_free(&reply);
	return fd;
}

/*
 * Reads both feeds until the replay has ended and nothing more comes. Who may
 * see the station that the replay makes first is another reader than before:
 * the feed is cut then and begins anew.
 */
static void
read_feeds(struct played *d, int fd[2], struct buf text[2])
{
	struct pollfd p[2] = {
	    {.fd = fd[0], .events = POLLIN}, {.fd = fd[1], .events = POLLIN}};
	msec_t last = time_boot();

	while (!atomic_load(&d->over) || time_boot() - last < QUIET_MS) {
		int n = poll(p, 2, 100);

		for (int i = 0; n > 0 && i < 2; i++) {
			if (!p[i].revents)
				continue;
			last = time_boot();
			if (raw_chunk(fd[i], &text[i]))
				continue;
			close(fd[i]);
			fd[i] = p[i].fd = open_feed(d, i == 1);
			buf_clear(&text[i]);
		}
	}
}

/* The text of one commit, on its way into the compressor. */
struct piece {
	const char *s;
	size_t left;
};

static ssize_t
pull_piece(void *ctx, char *to, size_t room)
{
	struct piece *p = ctx;
	size_t n = p->left < room ? p->left : room;

	memcpy(to, p->s, n);
	p->s += n;
	p->left -= n;
	return (ssize_t)n;
}

static size_t
squeezed(struct squeeze *z, const char *s, size_t len)
{
	struct piece piece = {s, len};
	char out[16384];
	size_t sum = 0;
	ssize_t n;

	while ((n = squeeze_pull(z, pull_piece, &piece, out, sizeof(out))) > 0)
		sum += (size_t)n;
	assert_int_equal(n, 0);
	return sum;
}

/* One way to pack it, by zlib. */
struct coder {
	const char *name;
	int bits, level; /* deflateInit2()'s windowBits and memLevel */
	z_stream z;
	size_t zipped, state; /* bytes out; bytes that it keeps */
};

static void *
count_state(void *ctx, unsigned n, unsigned size)
{
	struct coder *c = ctx;

	c->state += (size_t)n * size;
	return calloc(n, size);
}

static void
free_state(void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

static void
coder_open(struct coder *c)
{
	c->z =
	    (z_stream){.zalloc = count_state, .zfree = free_state, .opaque = c};
	assert_int_equal(deflateInit2(&c->z, 8, Z_DEFLATED, c->bits, c->level,
	                     Z_DEFAULT_STRATEGY),
	    Z_OK);
}

/* Bytes of a commit, flushed so that it can be read. */
static size_t
coder_pack(struct coder *c, const char *s, size_t len)
{
	unsigned char out[16384];
	size_t sum = 0;

	c->z.next_in = (unsigned char *)(uintptr_t)s;
	c->z.avail_in = (unsigned)len;
	do {
		c->z.next_out = out;
		c->z.avail_out = sizeof(out);
		deflate(&c->z, Z_PARTIAL_FLUSH);
		sum += sizeof(out) - c->z.avail_out;
	} while (c->z.avail_out == 0);
	return sum;
}

#define GZIP 16 /* added to the window's bits */

static struct coder coders[] = {
    {.name = "gzip, as the central's: 16 KiB, memLevel 4",
        .bits = 14 + GZIP,
        .level = 4},
    {.name = "gzip, as for a thin line: 32 KiB, memLevel 4",
        .bits = 15 + GZIP,
        .level = 4},
    {.name = "gzip, 8 KiB, memLevel 4", .bits = 13 + GZIP, .level = 4},
    {.name = "gzip, 32 KiB, memLevel 8", .bits = 15 + GZIP, .level = 8},
    {.name = "deflate, 16 KiB, memLevel 4", .bits = 14, .level = 4},
};

/*
 * The others that a libcurl may decode, where their libraries are (the product
 * needs neither): flushed after each commit, too, with a window of that size.
 */
struct other {
	const char *name;
	int window, level;
	void *state;
	size_t zipped, bytes; /* out; that it keeps */
};

#ifdef HAVE_ZSTD
static void
zstd_open(struct other *o)
{
	ZSTD_CCtx *z = ZSTD_createCCtx();

	ZSTD_CCtx_setParameter(z, ZSTD_c_compressionLevel, o->level);
	ZSTD_CCtx_setParameter(z, ZSTD_c_windowLog, o->window);
	o->state = z;
}

static size_t
zstd_pack(struct other *o, const char *s, size_t len)
{
	ZSTD_inBuffer in = {s, len, 0};
	char to[16384];
	size_t sum = 0, left;

	do {
		ZSTD_outBuffer out = {to, sizeof(to), 0};

		left = ZSTD_compressStream2(o->state, &out, &in, ZSTD_e_flush);
		assert_false(ZSTD_isError(left));
		sum += out.pos;
	} while (left > 0);
	o->bytes = ZSTD_sizeof_CCtx(o->state);
	return sum;
}

static void
zstd_close(struct other *o)
{
	ZSTD_freeCCtx(o->state);
}
#endif

#ifdef HAVE_BROTLI
/* What it keeps is known by what it asked for: each piece says its size. */
static void *
brotli_take(void *ctx, size_t size)
{
	struct other *o = ctx;
	size_t *piece = malloc(size + 16);

	assert_non_null(piece);
	*piece = size;
	o->bytes += size;
	return piece + 2;
}

static void
brotli_give(void *ctx, void *at)
{
	struct other *o = ctx;
	size_t *piece = at;

	if (!at)
		return;
	o->bytes -= piece[-2];
	free(piece - 2);
}

static void
brotli_open(struct other *o)
{
	o->state = BrotliEncoderCreateInstance(brotli_take, brotli_give, o);
	BrotliEncoderSetParameter(
	    o->state, BROTLI_PARAM_QUALITY, (uint32_t)o->level);
	BrotliEncoderSetParameter(
	    o->state, BROTLI_PARAM_LGWIN, (uint32_t)o->window);
}

static size_t
brotli_pack(struct other *o, const char *s, size_t len)
{
	const uint8_t *in = (const uint8_t *)s;
	uint8_t to[16384];
	size_t sum = 0;

	do {
		size_t room = sizeof(to);
		uint8_t *out = to;

		assert_true(BrotliEncoderCompressStream(o->state,
		    BROTLI_OPERATION_FLUSH, &len, &in, &room, &out, NULL));
		sum += sizeof(to) - room;
	} while (len > 0 || BrotliEncoderHasMoreOutput(o->state));
	return sum;
}

static void
brotli_close(struct other *o)
{
	BrotliEncoderDestroyInstance(o->state);
}
#endif

static struct {
	void (*open)(struct other *o);
	size_t (*pack)(struct other *o, const char *s, size_t len);
	void (*close)(struct other *o);
	struct other o;
} others[] = {
#ifdef HAVE_ZSTD
    {zstd_open, zstd_pack, zstd_close,
        {.name = "zstd -1, 16 KiB", .window = 14, .level = 1}},
    {zstd_open, zstd_pack, zstd_close,
        {.name = "zstd -3, 16 KiB", .window = 14, .level = 3}},
    {zstd_open, zstd_pack, zstd_close,
        {.name = "zstd -3, 128 KiB", .window = 17, .level = 3}},
#endif
#ifdef HAVE_BROTLI
    {brotli_open, brotli_pack, brotli_close,
        {.name = "brotli 4, 16 KiB", .window = 14, .level = 4}},
    {brotli_open, brotli_pack, brotli_close,
        {.name = "brotli 5, 16 KiB", .window = 14, .level = 5}},
    {brotli_open, brotli_pack, brotli_close,
        {.name = "brotli 5, 64 KiB", .window = 16, .level = 5}},
#endif
    {.open = NULL},
};

struct tally {
	size_t records, commits, plain, zipped;
	bool ready; /* what was live at first is not counted */
};

static bool
has_line(const char *event, const char *end, const char *begin)
{
	size_t len = strlen(begin);

	for (const char *s = event; s && s < end;
	     s = memchr(s, '\n', (size_t)(end - s))) {
		s += *s == '\n';
		if ((size_t)(end - s) >= len && memcmp(s, begin, len) == 0)
			return true;
	}
	return false;
}

static void
pack_all(const char *s, size_t len, bool counts)
{
	for (size_t i = 0; i < COUNT_OF(coders); i++) {
		size_t bytes = coder_pack(&coders[i], s, len);

		coders[i].zipped += counts ? bytes : 0;
	}
	for (size_t i = 0; others[i].open; i++) {
		size_t bytes = others[i].pack(&others[i].o, s, len);

		others[i].o.zipped += counts ? bytes : 0;
	}
}

/* Walks the plain feed, an event a step, and flushes where a commit ends. */
static void
count(const char *text, struct tally *t)
{
	struct squeeze *z = squeeze_new(false);
	const char *commit = text, *event = text, *end;
	size_t records = 0;

	assert_non_null(z);
	for (; (end = strstr(event, "\n\n")); event = end + 2) {
		size_t bytes;

		records += !has_line(event, end, "event:");
		if (!has_line(event, end, "id:") &&
		    !has_line(event, end, "event:"))
			continue;
		bytes = squeezed(z, commit, (size_t)(end + 2 - commit));
		pack_all(commit, (size_t)(end + 2 - commit),
		    t->ready && records > 0);
		if (t->ready && records > 0) {
			t->records += records;
			t->commits++;
			t->plain += (size_t)(end + 2 - commit);
			t->zipped += bytes;
		}
		t->ready |= has_line(event, end, "event:ready") ||
		            has_line(event, end, "event: ready");
		records = 0;
		commit = end + 2;
	}
	squeeze_free(z);
}

static void
compare_others(size_t records)
{
	for (size_t i = 0; others[i].open; i++) {
		struct other *o = &others[i].o;

		printf("packed by %s: %.1f bytes a record, %.0f KiB a "
		       "connection\n",
		    o->name, (double)o->zipped / (double)records,
		    (double)o->bytes / 1024);
		others[i].close(o);
	}
#ifndef HAVE_ZSTD
	puts("packed by zstd: not measured, libzstd-dev is not here");
#endif
#ifndef HAVE_BROTLI
	puts("packed by brotli: not measured, libbrotli-dev is not here");
#endif
}

static void
compare(const struct tally *t)
{
	const curl_version_info_data *v = curl_version_info(CURLVERSION_NOW);

	printf("libcurl %s decodes:%s%s%s\n", v->version,
	    v->features & CURL_VERSION_LIBZ ? " gzip deflate" : "",
	    v->features & CURL_VERSION_BROTLI ? " br" : "",
	    v->features & CURL_VERSION_ZSTD ? " zstd" : "");
	for (size_t i = 0; i < COUNT_OF(coders); i++) {
		printf("packed by %s: %.1f bytes a record, %.0f KiB a "
		       "connection\n",
		    coders[i].name,
		    (double)coders[i].zipped / (double)t->records,
		    (double)coders[i].state / 1024);
		deflateEnd(&coders[i].z);
	}
	compare_others(t->records);
}

static void
play(struct played *d)
{
	struct buf text[2] = {{0}, {0}};
	struct tally t = {0};
	int fd[2];
	double mean;

	fd[0] = open_feed(d, false);
	fd[1] = open_feed(d, true);
	assert_int_equal(pthread_create(&d->player, NULL, be_player, d), 0);
	read_feeds(d, fd, text);
	pthread_join(d->player, NULL);
	assert_true(d->fine);
	for (size_t i = 0; i < COUNT_OF(coders); i++)
		coder_open(&coders[i]);
	for (size_t i = 0; others[i].open; i++)
		others[i].open(&others[i].o);
	count(buf_str(&text[0]), &t);
	assert_true(t.records > 0);
	mean = (double)t.zipped / (double)t.records;
	printf("compressed feed for one changed record, mean over the replay "
	       "of %d rows: %.0f bytes of %.0f, %zu records in %zu commits; "
	       "at its full speed %.0f (budget <= 80) %s\n",
	    ROWS, mean, (double)t.plain / (double)t.records, t.records,
	    t.commits, (double)text[1].len / (double)t.records,
	    mean <= 80 ? "ok" : "MISSED");
	compare(&t);
	for (int i = 0; i < 2; i++) {
		close(fd[i]);
		buf_free(&text[i]);
	}
}

int
main(void)
{
	struct played d = {0};

	api_make(&d.api, true);
	snprintf(d.file, sizeof(d.file), "%s/calls.csv", d.api.top);
	if (cut_file(&d))
		play(&d);
	else
		printf("compressed feed, mean over the replay: skipped, %s is "
		       "not here\n",
		    CALLS);
	remove(d.file);
	api_remove(&d.api);
	return 0;
}
