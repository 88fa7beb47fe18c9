/*
 * libyaml's document with the few ways of looking at it that tests need.
 */
#include "tests/lib/yaml-tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void
tree_open(struct tree *t, const char *file)
{
	FILE *f = fopen(file, "rb");
	yaml_parser_t parser;

	if (!f)
		fail_msg("%s is not here: run from the top of the tree", file);
	assert_int_equal(yaml_parser_initialize(&parser), 1);
	yaml_parser_set_input_file(&parser, f);
	if (!yaml_parser_load(&parser, &t->doc))
		fail_msg("%s:%zu: %s", file, parser.problem_mark.line + 1,
		    parser.problem);
	yaml_parser_delete(&parser);
	fclose(f);
}

void
tree_close(struct tree *t)
{
	yaml_document_delete(&t->doc);
}

yaml_node_t *
tree_root(struct tree *t)
{
	return yaml_document_get_root_node(&t->doc);
}

yaml_node_t *
tree_node(struct tree *t, int index)
{
	return yaml_document_get_node(&t->doc, index);
}

const char *
tree_text(const yaml_node_t *node)
{
	assert_non_null(node);
	if (node->type != YAML_SCALAR_NODE)
		fail_msg("line %zu: not a scalar", node->start_mark.line + 1);
	return (const char *)node->data.scalar.value;
}

static yaml_node_t *
get_len(struct tree *t, yaml_node_t *node, const char *name, size_t len)
{
	if (!node || node->type != YAML_MAPPING_NODE)
		return NULL;
	for (yaml_node_pair_t *p = node->data.mapping.pairs.start;
	     p < node->data.mapping.pairs.top; p++) {
		const char *key = tree_text(tree_node(t, p->key));

		if (strlen(key) == len && memcmp(key, name, len) == 0)
			return tree_node(t, p->value);
	}
	return NULL;
}

yaml_node_t *
tree_get(struct tree *t, yaml_node_t *node, const char *name)
{
	return get_len(t, node, name, strlen(name));
}

yaml_node_t *
tree_need(struct tree *t, const char *path)
{
	yaml_node_t *node = tree_root(t);

	for (const char *s = path; *s;) {
		size_t len = strcspn(s, "\n");

		node = get_len(t, node, s, len);
		if (!node)
			fail_msg("%s is not there", path);
		s += len;
		s += *s == '\n';
	}
	return node;
}

size_t
tree_count(const yaml_node_t *node)
{
	if (node && node->type == YAML_MAPPING_NODE)
		return (size_t)(node->data.mapping.pairs.top -
		                node->data.mapping.pairs.start);
	if (node && node->type == YAML_SEQUENCE_NODE)
		return (size_t)(node->data.sequence.items.top -
		                node->data.sequence.items.start);
	return 0;
}

struct pair {
	const char *name;
	const yaml_node_t *value;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct pair *)a)->name, ((const struct pair *)b)->name);
}

static void
print_mapping(struct tree *t, const yaml_node_t *node, struct buf *out)
{
	size_t count = tree_count(node);
	struct pair *pairs = calloc(count + 1, sizeof(*pairs));

	assert_non_null(pairs);
	for (size_t i = 0; i < count; i++) {
		const yaml_node_pair_t *p = &node->data.mapping.pairs.start[i];

		pairs[i].name = tree_text(tree_node(t, p->key));
		pairs[i].value = tree_node(t, p->value);
	}
	qsort(pairs, count, sizeof(*pairs), by_name);
	buf_putc(out, '{');
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%s%s:", i ? "," : "", pairs[i].name);
		tree_print(t, pairs[i].value, out);
	}
	buf_putc(out, '}');
	free(pairs);
}

void
tree_print(struct tree *t, const yaml_node_t *node, struct buf *out)
{
	if (node->type == YAML_SCALAR_NODE) {
		buf_puts(out, tree_text(node));
		return;
	}
	if (node->type == YAML_MAPPING_NODE) {
		print_mapping(t, node, out);
		return;
	}
	buf_putc(out, '[');
	for (size_t i = 0; i < tree_count(node); i++) {
		buf_puts(out, i ? "," : "");
		tree_print(
		    t, tree_node(t, node->data.sequence.items.start[i]), out);
	}
	buf_putc(out, ']');
}
