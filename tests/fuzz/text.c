/*
 * Any bytes: what text_clean() gives out is valid, the same when cleaned
 * again, and as wide as its cuts say.
 */
#include "model/text.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
check_cuts(const char *s, size_t len)
{
	size_t at = 0, n, width;

	while (at < len) {
		n = text_cut(s + at, len - at, TEXT_CLUSTER, &width);
		hold(n > 0 && width <= TEXT_CLUSTER);
		hold(text_width(s + at, n) == width);
		at += n;
	}
}

static void
check_flags(const char *s, size_t len, unsigned flags)
{
	struct buf once = {0}, twice = {0};

	text_clean(&once, s, len, flags);
	text_clean(&twice, buf_str(&once), once.len, flags);
	hold(buf_ok(&once) && buf_ok(&twice) && once.len <= len * 5);
	hold(strcmp(buf_str(&once), buf_str(&twice)) == 0);
	hold(strlen(buf_str(&once)) == once.len);
	hold(text_valid(buf_str(&once), once.len, NULL));
	check_cuts(buf_str(&once), once.len);
	buf_free(&once);
	buf_free(&twice);
}

/* Where there is such a locale, so that wcwidth has its say. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setlocale(LC_CTYPE, "C.UTF-8");
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	const char *const words[] = {"priority", "units"};
	struct buf b = {0};
	size_t bad = size;

	hold(text_valid(s, size, &bad) == (bad == size));
	check_flags(s, size, 0);
	check_flags(s, size, TEXT_LINES);
	check_cuts(s, size);
	text_fold(&b, s, size);
	(void)text_nearest(buf_str(&b), words, COUNT_OF(words));
	hold(text_casecmp(buf_str(&b), buf_str(&b)) == 0);
	buf_free(&b);
	return 0;
}
