/*
 * Any bytes as an event stream, cut where the first byte says: the table holds
 * what it says it holds, positions stay sorted, the cursor can be a header,
 * and where it is cut makes no difference.
 */
#include "net/link/feed.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

/* A sum over what the hooks are told, in order. */
static void
on_change(void *ctx, const struct record *old, const struct record *now)
{
	uint64_t *sum = ctx;
	const struct record *r = now ? now : old;

	hold(r != NULL && r->kind != KIND_ANY && r->kind < KIND_COUNT);
	hold(id_valid(r->id, strlen(r->id)));
	hold(!old || !now ||
	     (old->kind == now->kind && strcmp(old->id, now->id) == 0));
	*sum = *sum * 1099511628211u + (uint64_t)r->rev * 4 + (old ? 1 : 0) +
	       (now ? 2 : 0);
}

static void
check(const struct feed *f, const struct table *t)
{
	const struct positions *p = feed_positions(f);
	const char *cursor = feed_cursor(f);

	hold(strlen(cursor) <= FEED_CURSOR_MAX);
	hold(strpbrk(cursor, " \r\n\t") == NULL);
	for (enum kind k = KIND_ANY + 1; k < KIND_COUNT; k++)
		for (size_t i = 0; i < table_count(t, k); i++)
			hold(table_get(t, k, table_all(t, k)[i]->id) ==
			     table_all(t, k)[i]);
	for (size_t i = 1; i < p->count; i++)
		hold(strcmp(p->all[i - 1].unit, p->all[i].unit) < 0);
}

/* Reads it in pieces of `step` bytes, twice, as after a cut. */
static uint64_t
read_in(const char *bytes, size_t len, size_t step)
{
	uint64_t sum = 0;
	const struct feed_hooks hooks = {.change = on_change, .ctx = &sum};
	struct table *t = table_new();
	struct feed *f = feed_new(t, &hooks);

	hold(t && f);
	for (int turn = 0; turn < 2; turn++) {
		hold(feed_begin(f));
		for (size_t at = 0; at < len; at += step) {
			size_t n = len - at < step ? len - at : step;

			if (feed_push(f, bytes + at, n, NULL) != PROBLEM_NONE)
				break;
		}
		check(f, t);
	}
	feed_forget(f);
	feed_free(f);
	table_free(t);
	return sum;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;

	if (size == 0)
		return 0;
	hold(read_in(bytes + 1, size - 1, size) ==
	     read_in(bytes + 1, size - 1, 1u + data[0] % 64));
	return 0;
}
