/*
 * Finding by name and address: the first line is the query, the others are
 * names and addresses. What is found lies on the earth, is in order, and an
 * exact name is always found.
 */
#include "model/finder.h"

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
check(struct finder *f)
{
	size_t count;
	bool more;
	const struct finder_hit *hit = finder_end(f, &count, &more);

	must(hit && count <= 8);
	for (size_t i = 0; i < count; i++) {
		must(point_valid(hit[i].spot) && hit[i].grade != PINYIN_NOT);
		must(i == 0 || hit[i - 1].grade >= hit[i].grade);
		must(hit[i].kind != FIND_ADDRESS || hit[i].number > 0);
	}
}

static void
check_itself(const char *text)
{
	struct pinyin_query q;

	pinyin_query(&q, text, strlen(text));
	must(q.n == 0 || pinyin_match(&q, text) >= PINYIN_PREFIX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *line, *end;
	struct finder *f;
	double step = 0;

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	end = text + strcspn(text, "\n");
	f = finder_new(text, (size_t)(end - text), (struct point){1, 1}, 8);
	for (line = end; f && *line && step < 100; step++) {
		line++;
		end = line + strcspn(line, "\n");
		if (*end)
			*end = '\0';
		else
			end = NULL;
		finder_add(f, FIND_PLACE, "", line, (struct point){step, 2});
		finder_add_address(f, line, (struct point){2, step});
		check_itself(line);
		if (!end)
			break;
		*end = '\n';
		line = end;
	}
	if (f)
		check(f);
	finder_free(f);
	free(text);
	return 0;
}
