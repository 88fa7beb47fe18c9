/*
 * Printing blocks of files anew (blocks.h).
 */
#include "scripts/lib/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
fail(const char *file, const char *why)
{
	fprintf(stderr, "%s: %s\n", file, why);
	exit(1);
}

static void
read_file(const char *name, struct buf *b)
{
	FILE *f = fopen(name, "rb");
	char part[4096];
	size_t n;

	if (!f)
		fail(name, "cannot be read");
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	if (ferror(f) || fclose(f))
		fail(name, "cannot be read");
}

static void
write_file(const char *name, const struct buf *b)
{
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(b->data, 1, b->len, f) != b->len || fclose(f))
		fail(name, "cannot be written");
}

/* What is asked for between the marks, and with what. */
struct work {
	const char *file;
	char begin[64], end[64]; /* the marks, without the name */
	const struct block *blocks;
	size_t count;
};

static const struct block *
block_named(const struct work *w, const char *name, size_t len)
{
	for (size_t i = 0; i < w->count; i++)
		if (strlen(w->blocks[i].name) == len &&
		    memcmp(w->blocks[i].name, name, len) == 0)
			return &w->blocks[i];
	fail(w->file, "a block that no table knows");
}

/* Copies `from` to `to`, with what is between the marks printed anew. */
static void
renew(const struct work *w, const char *from, struct buf *to)
{
	const char *begin, *name, *end;

	while ((begin = strstr(from, w->begin)) != NULL) {
		const struct block *b;

		name = begin + strlen(w->begin);
		b = block_named(w, name, strcspn(name, "\n"));
		begin = name + strcspn(name, "\n") + 1;
		end = strstr(begin, w->end);
		if (!end)
			fail(w->file, "a mark without its end");
		while (end > begin && end[-1] == ' ')
			end--;
		buf_add(to, from, (size_t)(begin - from));
		b->print(to);
		from = end;
	}
	buf_puts(to, from);
}

static void
renew_file(struct work *w, bool check)
{
	struct buf old = {0}, new = {0};

	read_file(w->file, &old);
	renew(w, buf_str(&old), &new);
	if (!buf_ok(&old) || !buf_ok(&new))
		fail(w->file, "memory ended");
	if (strcmp(buf_str(&old), buf_str(&new)) != 0) {
		if (check)
			fail(w->file, "is behind the tables: make contract");
		write_file(w->file, &new);
	}
	buf_free(&old);
	buf_free(&new);
}

int
blocks_main(int argc, char **argv, const char *mark, const struct block *blocks,
    size_t count)
{
	bool check = argc > 1 && strcmp(argv[1], "--check") == 0;
	struct work w = {.blocks = blocks, .count = count};

	snprintf(w.begin, sizeof(w.begin), "%s from the tables: ", mark);
	snprintf(w.end, sizeof(w.end), "%s end of the tables\n", mark);
	if (argc < 2 + check)
		fail("usage", "PROGRAM [--check] FILE...");
	for (int i = 1 + check; i < argc; i++) {
		w.file = argv[i];
		renew_file(&w, check);
	}
	return 0;
}
