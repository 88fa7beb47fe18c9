/*
 * Targets of requests: what is let through is a clean path and named, unique,
 * valid parameters, and written out again it reads the same.
 */
#include "central/http-query.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
encode(struct buf *out, const char *s, const char *keep)
{
	for (; *s; s++)
		if (strchr(keep, *s))
			buf_putc(out, *s);
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
}

static void
check_clean(const struct http_target *t)
{
	const char *path = http_target_path(t);

	must(path[0] == '/' && text_valid(path, strlen(path), NULL));
	for (const char *c = path; *c; c++)
		must((unsigned char)*c >= 0x20 && *c != 0x7F);
	for (size_t i = 0; i < t->params; i++) {
		const char *name = http_target_name(t, i);
		const char *value = http_target_value(t, i);

		must(name[0] && text_valid(name, strlen(name), NULL));
		must(text_valid(value, strlen(value), NULL));
		for (size_t k = 0; k < i; k++)
			must(strcmp(name, http_target_name(t, k)) != 0);
	}
}

static void
check_again(const struct http_target *t)
{
	struct http_target again;
	struct buf out = {0};

	encode(&out, http_target_path(t), "/");
	for (size_t i = 0; i < t->params; i++) {
		buf_putc(&out, i ? '&' : '?');
		encode(&out, http_target_name(t, i), "");
		buf_putc(&out, '=');
		encode(&out, http_target_value(t, i), "");
	}
	must(
	    http_target_parse(&again, out.data, out.len, NULL) == PROBLEM_NONE);
	must(again.text.len == t->text.len && again.params == t->params);
	must(memcmp(again.text.data, t->text.data, t->text.len) == 0);
	http_target_free(&again);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_target t;
	struct problem p;

	if (http_target_parse(&t, (const char *)data, size, &p))
		return 0;
	check_clean(&t);
	check_again(&t);
	http_target_free(&t);
	return 0;
}
