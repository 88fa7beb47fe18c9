/*
 * Any bytes as a YAML file: what is taken is a tree within its bounds, and
 * filling settings from it fails with a file and a line or not at all.
 */
#include "config/conf-field.h"
#include "config/conf.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool what)
{
	if (!what)
		abort();
}

static void
check_node(const struct conf_node *node, bool in_map, int depth)
{
	size_t count = 0;

	hold(depth <= CONF_DEPTH_MAX && node->line > 0);
	hold(in_map == (node->key != NULL));
	hold((node->kind == CONF_TEXT) == (node->text != NULL));
	hold(!node->text || !node->first);
	for (const struct conf_node *n = node->first; n; n = n->next) {
		check_node(
		    n, node->kind == CONF_MAP, depth + (n->first != NULL));
		if (n->key)
			hold(conf_find(node, n->key) == n);
		hold(!n->key || text_valid(n->key, strlen(n->key), NULL));
		hold(!n->text || text_valid(n->text, strlen(n->text), NULL));
		count++;
	}
	hold(count == node->count);
}

struct inner {
	msec_t wait;
};

struct settings {
	char *name;
	struct conf_strings list;
	int64_t n;
	bool yes;
	int word;
	struct inner inner;
};

static const char *const words[] = {"one", "two", NULL};

static const struct conf_field inner_rows[] = {
    {.name = "w",
        .type = CONF_DURATION,
        .offset = offsetof(struct inner, wait),
        .max = 60000},
    {0},
};

static const struct conf_field rows[] = {
    {.name = "s",
        .type = CONF_STRING,
        .offset = offsetof(struct settings, name)},
    {.name = "l",
        .type = CONF_STRINGS,
        .offset = offsetof(struct settings, list),
        .min = 1,
        .max = 9},
    {.name = "n",
        .type = CONF_INTEGER,
        .offset = offsetof(struct settings, n),
        .min = -5,
        .max = 500},
    {.name = "y", .type = CONF_BOOL, .offset = offsetof(struct settings, yes)},
    {.name = "o",
        .type = CONF_WORD,
        .offset = offsetof(struct settings, word),
        .words = words},
    {.name = "t",
        .type = CONF_TABLE,
        .offset = offsetof(struct settings, inner),
        .fields = inner_rows},
    {0},
};

static void
check_fill(const struct conf_node *root)
{
	struct settings s;
	struct problem p;

	switch (conf_fill(root, rows, &s, &p)) {
	case PROBLEM_NONE:
		hold(s.n >= -5 && s.n <= 500);
		hold(s.word == 0 || s.word == 1);
		hold(s.inner.wait >= 0 && s.inner.wait <= 60000);
		break;
	case PROBLEM_FILE_LINE:
	case PROBLEM_FILE_KEY:
	case PROBLEM_FILE_VALUE:
		hold(strcmp(problem_get(&p, "file"), "fuzz") == 0);
		hold(problem_get(&p, "line")[0] != '\0');
		hold(!s.name && !s.list.item);
		break;
	default:
		abort();
	}
	conf_drop(rows, &s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_node *root;
	struct problem p;

	if (conf_parse("fuzz", (const char *)data, size, &root, &p) ==
	    PROBLEM_NONE) {
		check_node(root, false, root->first != NULL);
		check_fill(root);
	} else {
		hold(!root && p.code == PROBLEM_FILE_LINE);
	}
	conf_free(root);
	return 0;
}
