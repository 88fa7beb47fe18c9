/*
 * Where a replay's bytes come from: plain, xz, gzip, several archives, cut and
 * damaged ones.
 */
#include "config/source.h"

#include "model/buf.h"

#include <fcntl.h>
#include <lzma.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#define TEXT_LEN 300000

static char dir[] = "/tmp/watchroom-source.XXXXXX";
static char path[128];

/* Text that does not pack to nothing. */
static void
fill_text(struct buf *b)
{
	uint32_t x = 1;

	while (b->len < TEXT_LEN) {
		x = x * 1664525u + 1013904223u;
		buf_printf(b, "%u,row\n", x >> 8);
	}
}

static const char *
write_file(const char *name, const void *bytes, size_t len)
{
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	return path;
}

static void
pack_xz(const struct buf *from, struct buf *to)
{
	size_t len = 0, room = from->len + 100000;
	unsigned char *out = malloc(room);

	assert_non_null(out);
	assert_int_equal(
	    lzma_easy_buffer_encode(1, LZMA_CHECK_CRC32, NULL,
	        (const unsigned char *)from->data, from->len, out, &len, room),
	    LZMA_OK);
	buf_add(to, out, len);
	free(out);
}

static void
pack_gzip(const struct buf *from, struct buf *to)
{
	size_t room = from->len + 100000;
	unsigned char *out = malloc(room);
	z_stream z = {0};

	assert_non_null(out);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 16 + MAX_WBITS, 8,
	                     Z_DEFAULT_STRATEGY),
	    Z_OK);
	z.next_in = (unsigned char *)from->data;
	z.avail_in = (uInt)from->len;
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	buf_add(to, out, z.total_out);
	deflateEnd(&z);
	free(out);
}

/* All that the file gives into *out; the code that ended it. */
static enum problem_code
read_all(const char *file, struct buf *out, struct problem *p)
{
	struct source *s;
	const char *bytes;
	size_t len = 1;
	enum problem_code code = source_open(file, &s, p);

	while (!code && len > 0) {
		code = source_read(s, &bytes, &len, p);
		if (!code)
			buf_add(out, bytes, len);
	}
	source_close(s);
	return code;
}

static void
gives(const char *name, const struct buf *packed, const struct buf *want)
{
	struct buf got = {0};
	struct problem p = {0};

	assert_int_equal(
	    read_all(write_file(name, buf_str(packed), packed->len), &got, &p),
	    PROBLEM_NONE);
	assert_int_equal(got.len, want->len);
	assert_memory_equal(buf_str(&got), buf_str(want), want->len);
	buf_free(&got);
}

static void
refuses(const char *name, const void *bytes, size_t len, const char *what)
{
	struct buf got = {0};
	struct problem p = {0};

	assert_int_equal(
	    read_all(write_file(name, bytes, len), &got, &p), PROBLEM_FILE);
	assert_string_equal(reason_words(problem_get(&p, "why")), what);
	assert_string_equal(problem_get(&p, "file"), path);
	buf_free(&got);
}

static void
a_file_comes_as_it_is(void **state)
{
	struct buf text = {0}, none = {0};

	(void)state;
	fill_text(&text);
	gives("plain.csv", &text, &text);
	gives("empty.csv", &none, &none);
	buf_free(&text);
}

static void
archives_are_known_by_their_bytes_whatever_their_name(void **state)
{
	struct buf text = {0}, xz = {0}, gz = {0};

	(void)state;
	fill_text(&text);
	pack_xz(&text, &xz);
	pack_gzip(&text, &gz);
	gives("a.csv.xz", &xz, &text);
	gives("a.csv", &xz, &text);
	gives("a.csv.gz", &gz, &text);
	gives("b", &gz, &text);
	buf_free(&text);
	buf_free(&xz);
	buf_free(&gz);
}

static void
archives_one_behind_the_other_are_one(void **state)
{
	struct buf text = {0}, twice = {0}, xz = {0}, gz = {0};

	(void)state;
	fill_text(&text);
	buf_add(&twice, text.data, text.len);
	buf_add(&twice, text.data, text.len);
	for (int i = 0; i < 2; i++) {
		pack_xz(&text, &xz);
		pack_gzip(&text, &gz);
	}
	gives("two.xz", &xz, &twice);
	gives("two.gz", &gz, &twice);
	buf_free(&text);
	buf_free(&twice);
	buf_free(&xz);
	buf_free(&gz);
}

static void
an_archive_cut_anywhere_says_so(void **state)
{
	struct buf text = {0}, xz = {0}, gz = {0};

	(void)state;
	fill_text(&text);
	pack_xz(&text, &xz);
	pack_gzip(&text, &gz);
	for (size_t cut = 8; cut < xz.len; cut += xz.len / 7)
		refuses("cut.xz", xz.data, cut,
		    "the archive is cut: it ends before its end");
	refuses("cut.xz", xz.data, xz.len - 1,
	    "the archive is cut: it ends before its end");
	for (size_t cut = 8; cut < gz.len; cut += gz.len / 7)
		refuses("cut.gz", gz.data, cut,
		    "the archive is cut: it ends before its end");
	refuses("cut.gz", gz.data, gz.len - 1,
	    "the archive is cut: it ends before its end");
	buf_free(&text);
	buf_free(&xz);
	buf_free(&gz);
}

static void
a_damaged_archive_says_so(void **state)
{
	struct buf text = {0}, xz = {0}, gz = {0};

	(void)state;
	fill_text(&text);
	pack_xz(&text, &xz);
	pack_gzip(&text, &gz);
	xz.data[xz.len / 2] ^= 0x55;
	gz.data[gz.len - 6] ^= 0x55; /* of the checksum */
	refuses("bad.xz", xz.data, xz.len, "the archive is damaged");
	refuses("bad.gz", gz.data, gz.len, "the archive is damaged");
	buf_puts(&gz, "more");
	refuses("tail.gz", gz.data, gz.len, "the archive is damaged");
	buf_free(&text);
	buf_free(&xz);
	buf_free(&gz);
}

static void
a_name_keeps_its_word(void **state)
{
	(void)state;
	refuses("not.xz", "call,unit\n", 10, "is no xz archive");
	refuses("not.gz", "call,unit\n", 10, "is no gzip archive");
	refuses("short.xz", "\xfd", 1, "is no xz archive");
}

static void
what_cannot_be_opened_says_why(void **state)
{
	struct source *s;
	struct problem p = {0};

	(void)state;
	assert_int_equal(source_open(dir, &s, &p), PROBLEM_FILE);
	assert_string_equal(problem_get(&p, "why"), why_is_directory);
	assert_int_equal(
	    source_open("/tmp/no/such/file.csv", &s, &p), PROBLEM_FILE);
	assert_string_equal(problem_get(&p, "file"), "/tmp/no/such/file.csv");
	assert_null(s);
}

/* A pipe that gives a byte at a time: the magic must be waited for. */
static void
a_pipe_may_come_in_drops(void **state)
{
	struct buf text = {0}, gz = {0}, got = {0};
	struct problem p = {0};
	int fds[2], before = dup(STDIN_FILENO);

	(void)state;
	buf_puts(&text, "call,unit\n1,P1\n");
	pack_gzip(&text, &gz);
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
	if (fork() == 0) {
		for (size_t i = 0; i < gz.len; i++)
			if (write(fds[1], gz.data + i, 1) != 1)
				_exit(1);
		_exit(0);
	}
	close(fds[0]);
	close(fds[1]);
	assert_int_equal(read_all("-", &got, &p), PROBLEM_NONE);
	assert_string_equal(buf_str(&got), buf_str(&text));
	dup2(before, STDIN_FILENO);
	close(before);
	buf_free(&text);
	buf_free(&gz);
	buf_free(&got);
}

static int
make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int
drop_dir(void **state)
{
	static const char *const names[] = {"plain.csv", "empty.csv",
	    "a.csv.xz", "a.csv", "a.csv.gz", "b", "two.xz", "two.gz", "cut.xz",
	    "cut.gz", "bad.xz", "bad.gz", "tail.gz", "not.xz", "not.gz",
	    "short.xz"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_comes_as_it_is),
	    cmocka_unit_test(
	        archives_are_known_by_their_bytes_whatever_their_name),
	    cmocka_unit_test(archives_one_behind_the_other_are_one),
	    cmocka_unit_test(an_archive_cut_anywhere_says_so),
	    cmocka_unit_test(a_damaged_archive_says_so),
	    cmocka_unit_test(a_name_keeps_its_word),
	    cmocka_unit_test(what_cannot_be_opened_says_why),
	    cmocka_unit_test(a_pipe_may_come_in_drops),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
